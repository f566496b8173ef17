"""What an administrator does to the directory: everything dated, nothing rewritten, each change in the ledger."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from engine.dialect import one_at_a_time
from engine.directory.changes import change, compare, laid_over
from engine.directory.load import find_person
from engine.directory.people import holds
from engine.directory.rows import Rows, stored_rows
from engine.directory.sheets import folded
from engine.directory.words import KIND_LABELS
from engine.journal import By, record
from models.columns import table_of
from models.directory import Contact, SuccessionKind
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ladders import Role
from models.office import ADDRESSES, CHANNEL_LABELS
from models.periods import ONE_DAY
from models.quiet import Quiet
from models.registers import CODE

contact = table_of(Contact)
LONGEST = 300


def save_unit(
    session: Session,
    code: str,
    by: By,
    *,
    name: str,
    short: str = "",
    parent: str | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    aliases: Sequence[str] = (),
    is_new: bool = False,
) -> None:
    """A unit as it is to be; ``until`` is its last day. Other names that are left out are forgotten."""
    rows = _stored(session)
    _require_new_or_known(rows, "unit", code, is_new=is_new)
    if is_new and code in rows["group"]:
        raise BadInputError(f"mã '{code}' đã là mã nhóm — đặt mã khác")
    if parent and (parent not in rows["unit"] or code in (parent, *_above(parent, rows))):
        raise BadInputError("đơn vị cấp trên không có, hoặc nằm dưới chính đơn vị này — chọn đơn vị khác")
    _require_order(since, until)
    values = {"name": _said(name, "tên đơn vị"), "short_name": short.strip(), "parent_id": parent or None,
              "valid_from": since, "valid_to": until and until + ONE_DAY}  # fmt: skip
    wanted = {**rows, "unit": {**rows["unit"], code: values}, "alias": _with_names(rows["alias"], code, aliases)}
    _turn(session, rows, wanted, by)


def _with_names(stored: dict[Any, Any], code: str, names: Sequence[str]) -> dict[Any, Any]:
    own: dict[Any, Any] = {(code, name.strip()): {} for name in names if name.strip()}
    return {key: values for key, values in stored.items() if key[0] != code} | own


def _above(code: str, rows: Rows) -> list[str]:
    found: list[str] = []
    here = rows["unit"].get(code, {}).get("parent_id")
    while here and here not in found:
        found.append(here)
        here = rows["unit"][here]["parent_id"]
    return found


def save_person(session: Session, code: str, by: By, *, name: str, email: str = "", is_new: bool = False) -> None:
    """A person's name; a new one may bring a mail address along."""
    rows = _stored(session)
    _require_new_or_known(rows, "person", code, is_new=is_new)
    partly: Rows = {"person": {code: {"name": _said(name, "họ và tên")}}}
    if email.strip():
        _require_address(rows, code, "email", email.strip())
        partly["contact"] = {(code, "email", email.strip()): {}}
    _turn(session, rows, laid_over(rows, partly), by)


def save_quiet(session: Session, person: str, said: Mapping[str, Any], by: By) -> None:
    """When a person wants no reminders, said as in the files of the office's folder; nothing said, nothing quiet."""
    rows = _stored(session)
    _require_known(rows, "person", person)
    try:
        quiet = Quiet.model_validate(said)
    except ValidationError as error:
        context = error.errors()[0].get("ctx", {})
        raise BadInputError(str(context.get("error", "ngày hoặc giờ yên lặng không dùng được — chọn lại"))) from None
    kept = rows["person"][person] | {"quiet": quiet.kept}
    _turn(session, rows, {**rows, "person": rows["person"] | {person: kept}}, by)


def code_for(session: Session, name: str) -> str:
    """A code that nobody has yet, made of a name."""
    plain = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-") or "moi"
    known = _stored(session)
    taken = known["person"].keys() | known["unit"].keys() | known["group"].keys()
    return next(code for n in range(1, len(taken) + 2) if (code := plain if n == 1 else f"{plain}-{n}") not in taken)


def add_contact(session: Session, person: str, channel: str, address: str, by: By) -> None:
    """One more address, tried after those that there are."""
    rows = _stored(session)
    _require_known(rows, "person", person)
    _require_address(rows, person, channel, address)
    if (person, channel, address) in rows["contact"]:
        raise NotAllowedError(f"địa chỉ '{address}' đã có rồi")
    _turn(session, rows, laid_over(rows, {"contact": {(person, channel, address): {}}}), by)


def remove_contact(session: Session, person: str, channel: str, address: str, by: By) -> None:
    """Forget an address; messages on their way find the next one."""
    rows = _stored(session)
    key = (person, channel, address)
    if key not in rows["contact"]:
        raise NotFoundError("không có địa chỉ này")
    _turn(session, rows, {**rows, "contact": {k: v for k, v in rows["contact"].items() if k != key}}, by)


def put_first(session: Session, person: str, channel: str, address: str, by: By) -> None:
    """Let an address be tried before the others."""
    rows = _stored(session)
    key = (person, channel, address)
    if key not in rows["contact"]:
        raise NotFoundError("không có địa chỉ này")
    own = sorted((k for k in rows["contact"] if k[0] == person), key=lambda k: rows["contact"][k]["position"])
    order = [key, *(k for k in own if k != key)]
    _turn(session, rows, {**rows, "contact": rows["contact"] | {k: {"position": n} for n, k in enumerate(order)}}, by)


def revive(session: Session, person: str, channel: str, address: str, by: By) -> None:
    """Try an address again that was marked as dead."""
    this = sa.and_(
        contact.c.person_id == find_person(session, person).id,
        contact.c.channel == channel,
        contact.c.address == address,
    )
    dead = session.execute(sa.select(contact.c.id).where(this, contact.c.is_dead)).scalar_one_or_none()
    if dead is not None:
        session.execute(sa.update(contact).where(contact.c.id == dead).values(is_dead=False))
        record(session, now=by.now, actor=by.actor, action="revive", subject="contact", subject_id=dead)


def begin_tenure(
    session: Session, unit: str, role: Role, person: str, on: dt.date, by: By, *, instead: bool = False
) -> None:
    """Somebody takes a post from a day on; ``instead`` ends whoever holds it then with the day before."""
    rows = _stored(session)
    _require_known(rows, "unit", unit)
    _require_known(rows, "person", person)
    post = (unit, role)
    holding = {k: v for k, v in rows["tenure"].items() if k[0] == post and holds(k[2], v["valid_to"], on)}
    if any(k[1] == person for k in holding):
        raise NotAllowedError("người này đang giữ vị trí đó rồi")
    ended = {k: {"valid_to": on} for k in holding} if instead else {}
    if any(k[2] == on for k in ended):
        raise NotAllowedError(
            f"đã có người nhận vị trí này từ {on:%d/%m/%Y} — chọn ngày khác, hoặc kết thúc người đó trước"
        )
    begun = {**rows["tenure"], **ended, (post, person, on): {"valid_to": None}}
    _turn(session, rows, {**rows, "post": {**rows["post"], post: {}}, "tenure": begun}, by)


def end_tenure(
    session: Session, unit: str, role: Role, person: str, since: dt.date | None, last_on: dt.date, by: By
) -> None:
    """Somebody holds a post to the end of a day and no longer."""
    rows = _stored(session)
    key = ((unit, role), person, since)
    if key not in rows["tenure"]:
        raise NotFoundError("không có người giữ vị trí như vậy")
    _require_order(since, last_on)
    if (until := rows["tenure"][key]["valid_to"]) is not None and until <= last_on:
        raise NotAllowedError(f"vị trí này đã kết thúc hết ngày {until - ONE_DAY:%d/%m/%Y}")
    _turn(session, rows, {**rows, "tenure": {**rows["tenure"], key: {"valid_to": last_on + ONE_DAY}}}, by)


def add_absence(
    session: Session, person: str, first_on: dt.date, last_on: dt.date, stand_in: str | None, by: By
) -> None:
    """Days away, both included, and who stands in."""
    rows = _stored(session)
    _require_known(rows, "person", person)
    if stand_in:
        _require_known(rows, "person", stand_in)
    if stand_in == person:
        raise BadInputError("người thay phải là người khác")
    _require_order(first_on, last_on)
    for (who, start), values in rows["absence"].items():
        if who == person and start <= last_on and values["last_on"] >= first_on:
            raise NotAllowedError(f"đã ghi vắng {start:%d/%m/%Y} – {values['last_on']:%d/%m/%Y}, trùng ngày")
    new = {(person, first_on): {"stand_in_id": stand_in or None, "last_on": last_on}}
    _turn(session, rows, {**rows, "absence": rows["absence"] | new}, by)


def end_absence(session: Session, person: str, first_on: dt.date, today: dt.date, by: By) -> None:
    """Somebody is back: what has begun ends yesterday, what has not is taken out."""
    rows = _stored(session)
    key = (person, first_on)
    if key not in rows["absence"]:
        raise NotFoundError("không có lần vắng mặt như vậy")
    kept = {k: v for k, v in rows["absence"].items() if k != key}
    if first_on < today:
        kept[key] = rows["absence"][key] | {"last_on": min(today - ONE_DAY, rows["absence"][key]["last_on"])}
    _turn(session, rows, {**rows, "absence": kept}, by)


def save_group(
    session: Session, code: str, name: str, by: By, *, aliases: Sequence[str] = (), is_new: bool = False
) -> None:
    """A group by its names; its units come one by one. Other names that are left out are forgotten."""
    rows = _stored(session)
    _require_new_or_known(rows, "group", code, is_new=is_new)
    if is_new and code in rows["unit"]:
        raise BadInputError(f"mã '{code}' đã là mã đơn vị — đặt mã khác")
    wanted = {**rows, "group": {**rows["group"], code: {"name": _said(name, "tên nhóm")}},
              "group_alias": _with_names(rows["group_alias"], code, aliases)}  # fmt: skip
    _turn(session, rows, wanted, by)


def add_member(session: Session, group: str, unit: str, on: dt.date | None, by: By) -> None:
    """A unit belongs to a group from a day on, in turn after the others."""
    rows = _stored(session)
    _require_known(rows, "group", group)
    _require_known(rows, "unit", unit)
    if any(k[:2] == (group, unit) and v["valid_to"] is None for k, v in rows["member"].items()):
        raise NotAllowedError("đơn vị đang ở trong nhóm rồi")
    _turn(session, rows, laid_over(rows, {"member": {(group, unit, on): {}}}), by)


def end_member(session: Session, group: str, unit: str, since: dt.date | None, last_on: dt.date, by: By) -> None:
    """A unit belongs to a group to the end of a day; what it owes by then it still owes."""
    rows = _stored(session)
    key = (group, unit, since)
    if key not in rows["member"]:
        raise NotFoundError("đơn vị không ở trong nhóm này")
    _require_order(since, last_on)
    ended = rows["member"][key] | {"valid_to": last_on + ONE_DAY}
    _turn(session, rows, {**rows, "member": {**rows["member"], key: ended}}, by)


def succeed(
    session: Session,
    unit: str,
    kind: SuccessionKind,
    on: dt.date,
    decision: str,
    heirs: Sequence[str],
    by: By,
) -> None:
    """What a decision makes of a unit from a day on: renamed or merged has one heir, split at least two, dissolved at most one."""
    rows = _stored(session)
    for code in (unit, *heirs):
        _require_known(rows, "unit", code)
    least, most = {"split": (2, 50), "dissolved": (0, 1)}.get(kind.value, (1, 1))
    if not least <= len(set(heirs)) <= most or unit in heirs:
        raise BadInputError(f"'{KIND_LABELS[kind]}' cần {_count(least, most)} đơn vị nhận, khác đơn vị này")
    if any(k[0] == unit for k in rows["succession"]):
        raise NotAllowedError("đơn vị này đã có quyết định sắp xếp, không ghi đè")
    for heir in heirs:
        if unit in _followers(heir, rows):
            raise BadInputError(f"{rows['unit'][heir]['name']} lại đã chuyển về chính đơn vị này — chọn đơn vị khác")
    told = {"kind": kind, "decision": _said(decision, "số quyết định")}
    new = {(unit, on, heir): told for heir in dict.fromkeys(heirs) or [None]}
    ended = rows["unit"][unit] | {"valid_to": rows["unit"][unit]["valid_to"] or on}
    wanted = {**rows, "succession": rows["succession"] | new, "unit": {**rows["unit"], unit: ended}}
    _turn(session, rows, wanted, by, reason=decision.strip())


def _count(least: int, most: int) -> str:
    return f"ít nhất {least}" if most > least else str(most) if least else f"nhiều nhất {most}"


def _followers(code: str, rows: Rows) -> set[str]:
    """The units that follow one by decision, and those that follow them."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        here = waiting.pop()
        new = {k[2] for k in rows["succession"] if k[0] == here and k[2]} - found
        found |= new
        waiting += new
    return found


def _stored(session: Session) -> Rows:
    """The directory as it is, kept from other changes until this one is done."""
    one_at_a_time(session, "directory")
    return stored_rows(session)


def _turn(session: Session, before: Rows, after: Rows, by: By, reason: str = "") -> None:
    changes = compare(before, after)
    if not changes:
        raise NotAllowedError("không có gì thay đổi")
    change(session, changes, by, reason)


def _said(text: str, what: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        raise BadInputError(f"cần ghi {what}, không quá {LONGEST} ký tự")
    return said


def _require_new_or_known(rows: Rows, part: str, code: str, *, is_new: bool) -> None:
    if not is_new:
        _require_known(rows, part, code)
    elif not re.fullmatch(CODE, code):
        raise BadInputError(f"mã '{code}' không dùng được — viết chữ thường không dấu, số và gạch nối, như 'cdc-hue'")
    elif code in rows[part]:
        raise BadInputError(f"đã có mã '{code}' ({rows[part][code]['name']}) — đặt mã khác")


def _require_known(rows: Rows, part: str, code: str) -> None:
    if code not in rows[part]:
        what = {"unit": "đơn vị", "person": "người", "group": "nhóm"}[part]
        raise NotFoundError(f"không có {what} '{code}' trong danh bạ")


def _require_address(rows: Rows, person: str, channel: str, address: str) -> None:
    if channel not in ADDRESSES:
        raise BadInputError(f"không có kênh '{channel}' — chọn một trong: {', '.join(CHANNEL_LABELS.values())}")
    pattern, like = ADDRESSES[channel]
    if not re.fullmatch(pattern, address):
        raise BadInputError(f"địa chỉ {CHANNEL_LABELS[channel]} '{address}' không đúng dạng — viết {like}")
    for who, on, at in rows["contact"]:
        if who != person and (on, at.lower()) == (channel, address.lower()):
            raise NotAllowedError(f"địa chỉ này là của {rows['person'][who]['name']} ({who})")


def _require_order(first: dt.date | None, last: dt.date | None) -> None:
    if first and last and last < first:
        raise BadInputError(
            f"ngày kết thúc {last:%d/%m/%Y} trước ngày bắt đầu {first:%d/%m/%Y} — đổi lại cho đúng thứ tự"
        )
