"""A reading as a draft register: what ``plan import`` takes once a person has looked at it.

What the reading could not settle stands as a comment beside the place, and names that the directory does not know stand as the
document writes them, so that importing points at their lines.
"""

import datetime as dt
import enum
import re
from collections import Counter
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from engine.reading.duty import Duty
from engine.reading.folding import bare
from engine.reading.plans import Reading

WORDS = 6
LEFT_OUT = {"va", "cac", "cua", "ve", "cho", "theo", "tai", "trong", "voi", "den", "nhung", "de"}
NOBODY = "văn bản không nêu ai, tạm ghi cơ quan ban hành"


def key_of(duty: Duty) -> str:
    """A key made of the duty's own words, without numbers: it stays when a date, a section number or the order changes."""
    return key_from(duty.title, duty.kind)


def key_from(title: str, kind: str) -> str:
    """The same for a title and a kind of timing."""
    words = [w for w in bare(title).split() if w not in LEFT_OUT and not any(c.isdigit() for c in w)]
    return "-".join([*words[:WORDS], *{"event": ["dot-xuat"], "recurring": ["dinh-ky"]}.get(kind, [])]) or "nhiem-vu"


def keys_of(duties: tuple[Duty, ...]) -> list[str]:
    """The keys of all duties; those with the same words are told apart by who leads, then by their order."""
    keys = [key_of(duty) for duty in duties]
    often = Counter(keys)
    keys = [
        f"{key}-{_initials(duty)}" if often[key] > 1 and duty.lead else key
        for key, duty in zip(keys, duties, strict=True)
    ]
    seen: Counter[str] = Counter()
    result = []
    for key in keys:
        seen[key] += 1
        result.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return result


def _initials(duty: Duty) -> str:
    return "".join(word[0] for word in bare(" ".join(duty.lead)).split())[:12]


def draft_register(reading: Reading) -> CommentedMap:
    """The register as a document of YAML with comments."""
    register = CommentedMap(plan=_plan(reading))
    register["activities"] = CommentedSeq(
        _activity(duty, key, reading) for duty, key in zip(reading.duties, keys_of(reading.duties), strict=True)
    )
    asked = sum(duty.needs_date for duty in reading.duties)
    register.yaml_set_start_comment(
        f"Bản nháp do máy đọc từ {reading.source.name}: {len(reading.duties)} nhiệm vụ, {asked} chưa có hạn. Người phụ trách xem lại trước khi nhập."
    )
    for duty, activity in zip(reading.duties, register["activities"], strict=True):
        _comment(duty, activity, reading)
    return register


def _plan(reading: Reading) -> CommentedMap:
    head = reading.head
    plan = CommentedMap(
        id=plan_id(reading),
        number=head.number,
        title=head.title or "chưa rõ tiêu đề",
        issuer=reading.issuer_code or head.issuer or "chưa rõ",
        monitor=reading.monitor_code or reading.monitor or reading.issuer_code or head.issuer or "chưa rõ",
        issued_on=head.issued_on,
    )
    plan["from"], plan["to"] = (head.period.first, head.period.last) if head.period else (None, None)
    plan["parent"] = None
    plan["basis"] = "; ".join(dict.fromkeys([*([head.parent] if head.parent else []), *head.basis]))
    if head.parent:
        note = f"văn bản nêu kế hoạch cấp trên {head.parent}: viết id của nó ở đây nếu đã nhập"
        plan.yaml_add_eol_comment(note, "parent")
    plan.yaml_add_eol_comment(head.spoken.rule + (" — XEM LẠI" if head.spoken.is_to_check else ""), "from")
    return plan


def plan_id(reading: Reading) -> str:
    """The plan's id: issuer, number without its type, year."""
    head = reading.head
    year = head.period.first.year if head.period else head.issued_on.year if head.issued_on else ""
    number = re.match(r"\d+", head.number or "")
    parts = [
        bare(head.issuer).replace(" ", "-")[:30],
        number[0] if number else "-".join(bare(head.title).split()[:4]),
        str(year),
    ]
    return "-".join(part for part in parts if part) or "ke-hoach"


def _activity(duty: Duty, key: str, reading: Reading) -> CommentedMap:
    nobody = reading.issuer_code or reading.head.issuer or "chưa rõ"
    activity = CommentedMap(key=key, section=duty.section or "—", source=duty.source, title=duty.title)
    activity["lead"] = _names(duty.lead, duty.lead_units) or [nobody]
    if duty.cooperate:
        activity["cooperate"] = _names(duty.cooperate, duty.cooperate_units)
    if duty.reports_to:
        activity["reports_to"] = None
        activity.yaml_add_eol_comment(
            f"văn bản ghi: {duty.reports_to}; viết mã đơn vị nếu có trong danh bạ", "reports_to"
        )
    if duty.deliverable:
        activity["deliverable"] = duty.deliverable
    activity["tier"] = "A" if duty.lead and duty.confidence >= 0.7 else "B"
    activity["timing"] = timing_data(duty)
    return activity


def _names(names: tuple[str, ...], codes: tuple[str, ...]) -> list[str]:
    """Codes where every name was matched, else the names as the document writes them."""
    return (
        list(codes)
        if codes and len(codes) >= len(names)
        else list(names)
        if not codes
        else [*codes, *names[len(codes) :]]
    )


def timing_data(duty: Duty) -> dict[str, Any]:
    """The timing as it is written in a register: nothing that is a default."""
    data = duty.timing.model_dump(by_alias=True, exclude_defaults=True)
    return {"kind": duty.timing.kind, **{name: _written(value) for name, value in data.items()}}


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _written(part) for name, part in value.items()}
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value.value) if isinstance(value, enum.StrEnum) else value


def _comment(duty: Duty, activity: CommentedMap, reading: Reading) -> None:
    """What a person should know beside the place it concerns."""
    if not duty.lead:
        activity.yaml_add_eol_comment(NOBODY, "lead")
    elif unknown := [name for name in duty.lead if name in reading.unmatched]:
        activity.yaml_add_eol_comment("danh bạ không có: " + "; ".join(unknown), "lead")
    rules = "; ".join(dict.fromkeys(rule.split(":")[0] for rule in duty.rules))
    activity.yaml_add_eol_comment(
        f"trang {duty.page}, tin cậy {duty.confidence:.2f}; {rules}" + (" — CHƯA CÓ HẠN" if duty.needs_date else ""),
        "timing",
    )
