"""What the forms on a draft carry: read as typed, so that a refused form comes back with every word still in it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Form
from pydantic import BaseModel, Field

from engine.drafts.choosing import Choices
from engine.drafts.correcting import DutyFields
from engine.drafts.timing import WAYS, Stated, as_stated, stated_timing
from models.errors import BadInputError, Fault, RefusedRegisterError
from models.office import Office
from models.proposals import ProposedDuty, ProposedHead, Who
from web.filled import count_from, day_from, number_from

Short = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=4000)]
Day = Annotated[str, Field(max_length=20)]
Number = Annotated[str, Field(max_length=20)]
Version = Annotated[int, Field(ge=0, lt=2**31)]


class DutyForm(BaseModel):
    """The form of one duty; an empty field says nothing."""

    version: Version = 0
    show: Short = ""
    preview: Short = ""
    source: Long = ""
    title: Annotated[str, Field(max_length=1000)] = ""
    lead: Annotated[list[Short], Field(max_length=60)] = Field(default_factory=list)
    cooperate: Annotated[list[Short], Field(max_length=60)] = Field(default_factory=list)
    reports_to: Short = ""
    deliverable: Short = ""
    way: Short = "keep"
    phrase: Short = ""
    on: Day = ""
    strict: Short = ""
    every: Short = "Q"
    due: Short = ""
    month: Short = "last"
    first: Day = ""
    last: Day = ""
    value: Number = ""
    op: Short = ">="
    unit: Short = ""
    by: Day = ""
    trigger: Short = ""
    within: Number = ""

    def fields(self, duty: ProposedDuty, head: ProposedHead, names: Choices, office: Office) -> DutyFields:
        """What was meant, or a refusal at the field."""
        faults = Faults(duty.number)
        timing, rules = faults.at("timing", (duty.timing, duty.rules), self._timing, duty, head, office)
        reports_to = names.who(self.reports_to, before=(duty.reports_to,) if duty.reports_to else ())
        if reports_to.code and reports_to.code not in names.units:
            faults.add("reports_to", f"'{self.reports_to}' là một nhóm", "chọn một đơn vị")
        faults.refuse()
        return DutyFields(
            " ".join(self.title.split()),
            _bodies(self.lead, names, duty.lead),
            _bodies(self.cooperate, names, duty.cooperate),
            reports_to if self.reports_to.strip() else None,
            " ".join(self.deliverable.split()),
            timing,
            rules,
        )

    def _timing(self, duty: ProposedDuty, head: ProposedHead, office: Office) -> Any:
        if self.way not in WAYS:
            raise BadInputError("chưa chọn cách ghi hạn — chọn một cách trong danh sách")
        return stated_timing(self.stated(), duty, head, office)

    def stated(self) -> Stated:
        """The fields on timing."""
        return Stated(
            self.way, self.phrase, day_from(self.by if self.way == "target" else self.on), bool(self.strict), self.every, self.due, self.month,
            day_from(self.first), day_from(self.last), number_from(self.value), self.op, self.unit.strip(),
            self.trigger.strip(), count_from(self.within),
        )  # fmt: skip


class HeadForm(BaseModel):
    """The form of the plan's head."""

    version: Version = 0
    id: Short = ""
    number: Short = ""
    title: Annotated[str, Field(max_length=1000)] = ""
    issuer: Short = ""
    monitor: Short = ""
    issued_on: Day = ""
    start: Day = ""
    end: Day = ""
    parent: Short = ""
    basis: Long = ""
    ladder: Short = "standard"

    def head(self, before: ProposedHead, names: Choices) -> ProposedHead:
        """The head that was meant, or a refusal at the fields."""
        faults = Faults(None)
        days = {name: faults.at(name, None, day_from, getattr(self, name)) for name in ("issued_on", "start", "end")}
        faults.refuse()
        plain = {name: " ".join(getattr(self, name).split()) for name in ("id", "title", "basis", "ladder")}
        empty = {name: getattr(self, name).strip() or None for name in ("number", "parent")}
        bodies = {
            name: names.who(getattr(self, name), before=(getattr(before, name),)) for name in ("issuer", "monitor")
        }
        stated = before.model_copy(update=days | plain | empty | bodies)
        moved = (stated.start, stated.end) != (before.start, before.end)
        told = (
            {"is_assumed": False, "period_rule": "period_stated: do người soát nhập"}
            if moved
            else {"is_assumed": False}
        )
        return stated.model_copy(update=told)


class Faults:
    """Faults of a form, gathered so that all are told at once."""

    def __init__(self, number: int | None) -> None:
        self.place: tuple[str | int, ...] = ("plan",) if number is None else ("duties", number)
        self.found: list[Fault] = []

    def add(self, name: str, what: str, instead: str) -> None:
        self.found.append(Fault((*self.place, name), what, instead))

    def at(self, name: str, former: Any, read: Callable[..., Any], *given: Any) -> Any:
        """What a field means; its fault is noted and the former value stands in."""
        try:
            return read(*given)
        except BadInputError as error:
            what, _, instead = str(error).partition(" — ")
            self.add(name, what, instead)
            return former

    def refuse(self) -> None:
        if self.found:
            raise RefusedRegisterError(self.found)


def _bodies(typed: list[str], names: Choices, before: tuple[Who, ...]) -> tuple[Who, ...]:
    return tuple(dict.fromkeys(names.who(text, before=before) for text in typed if text.strip()))


def form_of(duty: ProposedDuty, names: Choices) -> DutyForm:
    """The form as it stands before anybody types."""
    stated = as_stated(duty.timing)
    return DutyForm(
        version=duty.version,
        source=duty.source,
        title=duty.title,
        lead=[names.label(who) for who in duty.lead],
        cooperate=[names.label(who) for who in duty.cooperate],
        reports_to=names.label(duty.reports_to),
        deliverable=duty.deliverable,
        every=stated.every,
        on=duty.answers[0].isoformat() if duty.answers else "",
        by=stated.on.isoformat() if stated.on else "",
        value=f"{stated.value:g}" if stated.value is not None else "",
        op=stated.op,
        unit=stated.unit,
    )


def head_form_of(head: ProposedHead, names: Choices) -> HeadForm:
    """The form of the head as it stands."""
    days = {name: day.isoformat() if (day := getattr(head, name)) else "" for name in ("issued_on", "start", "end")}
    return HeadForm(
        version=head.version, id=head.id, number=head.number or "", title=head.title, issuer=names.label(head.issuer),
        monitor=names.label(head.monitor), parent=head.parent or "", basis=head.basis, ladder=head.ladder, **days,
    )  # fmt: skip


DutyFilled = Annotated[DutyForm, Form()]
HeadFilled = Annotated[HeadForm, Form()]
