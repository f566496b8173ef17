"""What an administrator does to the directory: dated, in the ledger, and no history rewritten."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from engine.directory import edits
from engine.directory.people import directory_on, quiet_people
from engine.directory.rows import stored_rows
from engine.directory.view import coming_absences, people, unit_card, unit_tree
from engine.escalation.reassign import give_over
from models.columns import table_of
from models.directory import Contact, Person, SuccessionKind, Unit
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ladders import Role
from models.ledger import LedgerEntry
from models.quiet import Quiet
from tests.engine.cast import World, by, day, deadline, register

NOW = by("2024-03-01")
TODAY = day("2024-03-01")
CDC_HEAD = ("cdc", Role.HEAD)
ledger = table_of(LedgerEntry)


def do(world: World, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
    return world.do(lambda session: verb(session, *args, NOW, **more))


def tenures(world: World, post: tuple[str, Role] = CDC_HEAD) -> dict[tuple[str, dt.date | None], dt.date | None]:
    return {key[1:]: row["valid_to"] for key, row in world.do(stored_rows)["tenure"].items() if key[0] == post}


def unit_id(world: World, code: str) -> int:
    unit = table_of(Unit)
    return int(world.rows(sa.select(unit.c.id).where(unit.c.code == code))[0][0])


def test_a_successor_ends_who_held_the_post_and_begins_anew(either_world: World) -> None:
    do(either_world, edits.begin_tenure, *CDC_HEAD, "bv-mot-head", day("2024-04-01"), instead=True)
    assert tenures(either_world) == {("cdc-head", None): day("2024-04-01"), ("bv-mot-head", day("2024-04-01")): None}


def test_a_second_holder_beside_the_first_ends_nobody(world: World) -> None:
    do(world, edits.begin_tenure, *CDC_HEAD, "bv-mot-head", day("2024-04-01"))
    assert tenures(world)["cdc-head", None] is None


def test_who_holds_a_post_cannot_take_it_again(world: World) -> None:
    with pytest.raises(NotAllowedError, match="đang giữ"):
        do(world, edits.begin_tenure, *CDC_HEAD, "cdc-head", day("2024-04-01"))


def test_a_tenure_ends_with_the_last_day_that_was_said(world: World) -> None:
    do(world, edits.end_tenure, *CDC_HEAD, "cdc-head", None, day("2024-03-31"))
    assert tenures(world) == {("cdc-head", None): day("2024-04-01")}
    with pytest.raises(NotAllowedError, match="31/03/2024"):
        do(world, edits.end_tenure, *CDC_HEAD, "cdc-head", None, day("2024-05-31"))


@pytest.mark.parametrize("last", [day("2024-03-31"), day("2024-04-01")])
def test_an_end_before_the_beginning_is_refused_and_one_on_the_first_day_is_not(world: World, last: dt.date) -> None:
    do(world, edits.begin_tenure, *CDC_HEAD, "bv-mot-head", day("2024-04-01"))
    if last < day("2024-04-01"):
        with pytest.raises(BadInputError, match="trước ngày bắt đầu"):
            do(world, edits.end_tenure, *CDC_HEAD, "bv-mot-head", day("2024-04-01"), last)
    else:
        do(world, edits.end_tenure, *CDC_HEAD, "bv-mot-head", day("2024-04-01"), last)
        assert tenures(world)["bv-mot-head", day("2024-04-01")] == day("2024-04-02")


def test_a_unit_is_made_under_another_and_found_in_the_tree(world: World) -> None:
    do(world, edits.save_unit, "to-moi", name=" Tổ  Mới ", parent="cdc", aliases=["Tổ A", " "], is_new=True)
    rows = world.do(lambda session: unit_tree(session, TODAY))
    assert [(each.name, each.level) for each in rows if each.code == "to-moi"] == [("Tổ Mới", 2)]
    assert list(world.do(stored_rows)["alias"]) == [("to-moi", "Tổ A")]


@pytest.mark.parametrize(
    ("code", "more", "said"),
    [
        ("Tổ Mới", {"is_new": True}, "không dùng được"),
        ("cdc", {"is_new": True}, "đã có mã"),
        ("truc-thuoc", {"is_new": True}, "mã nhóm"),
        ("so", {"parent": "cdc"}, "nằm dưới chính"),
        ("so", {"parent": "so"}, "nằm dưới chính"),
        ("so", {"parent": "khong-co"}, "không có"),
        ("so", {"name": " "}, "cần ghi tên"),
        ("so", {"since": day("2024-02-01"), "until": day("2024-01-01")}, "trước ngày bắt đầu"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_and_nothing_changes(
    world: World, code: str, more: dict[str, Any], said: str
) -> None:
    before = world.do(stored_rows)
    with pytest.raises(BadInputError, match=said):
        do(world, edits.save_unit, code, **{"name": "Tên"} | more)
    assert world.do(stored_rows) == before


def test_other_names_that_are_left_out_are_forgotten(world: World) -> None:
    do(world, edits.save_unit, "cdc", name="Đơn vị cdc", parent="so", aliases=["A", "B"])
    do(world, edits.save_unit, "cdc", name="Đơn vị cdc", parent="so", aliases=["B"])
    assert list(world.do(stored_rows)["alias"]) == [("cdc", "B")]
    for names in (["các bên", "các đơn vị"], ["các bên"]):
        do(world, edits.save_group, "truc-thuoc", "Trực thuộc", aliases=names)
    assert list(world.do(stored_rows)["group_alias"]) == [("truc-thuoc", "các bên")]


def test_saying_what_is_so_already_is_no_change(world: World) -> None:
    with pytest.raises(NotAllowedError, match="không có gì thay đổi"):
        do(world, edits.save_person, "cdc-head", name="cdc-head")


def test_a_new_person_gets_a_code_of_the_name_that_nobody_has(world: World) -> None:
    for expected in ("do-thi-duyen", "do-thi-duyen-2"):
        code = world.do(edits.code_for, "Đỗ Thị Duyên")
        assert code == expected
        do(world, edits.save_person, code, name="Đỗ Thị Duyên", is_new=True)
    found = world.do(lambda session: people(session, "duyen", limit=10))
    assert [each.code for each in found] == ["do-thi-duyen", "do-thi-duyen-2"]


def test_addresses_are_tried_in_the_order_they_are_put_in(either_world: World) -> None:
    do(either_world, edits.add_contact, "cdc-head", "zns", "0912345678")
    first = either_world.do(lambda session: directory_on(session, TODAY)).addresses
    assert ("email", "cdc-head@so.example") in first.values()
    do(either_world, edits.put_first, "cdc-head", "zns", "0912345678")
    now = either_world.do(lambda session: directory_on(session, TODAY)).addresses
    assert ("zns", "0912345678") in now.values()
    assert ("email", "cdc-head@so.example") not in now.values()


def test_a_dead_address_is_tried_again_when_somebody_says_so(world: World) -> None:
    contact = table_of(Contact)
    world.do(lambda session: session.execute(sa.update(contact).values(is_dead=True)))
    do(world, edits.revive, "cdc-head", "email", "cdc-head@so.example")
    assert world.rows(sa.select(contact.c.address).where(sa.not_(contact.c.is_dead))) == [("cdc-head@so.example",)]


@pytest.mark.parametrize(
    ("channel", "address", "said"),
    [
        ("email", "khong-phai", "không đúng dạng"),
        ("fax", "1", "không có kênh"),
        ("email", "BV-MOT-HEAD@so.example", "là của bv-mot-head"),
        ("email", "cdc-head@so.example", "đã có rồi"),
    ],
)
def test_an_address_that_reaches_nobody_or_another_is_refused(
    world: World, channel: str, address: str, said: str
) -> None:
    with pytest.raises((BadInputError, NotAllowedError), match=said):
        do(world, edits.add_contact, "cdc-head", channel, address)


def test_quiet_is_set_changed_and_taken_away_with_each_step_in_the_ledger(world: World) -> None:
    said = {"days": ["sat"], "from": "17:30", "to": "08:00", "dates": [{"from": TODAY, "to": TODAY}]}
    do(world, edits.save_quiet, "cdc-head", said)
    with pytest.raises(NotAllowedError, match="không có gì thay đổi"):
        do(world, edits.save_quiet, "cdc-head", said)
    with world.readings() as session:
        ((who, quiet),) = quiet_people(session).items()
        assert (session.get_one(Person, who).code, quiet) == ("cdc-head", Quiet.model_validate(said))
    do(world, edits.save_quiet, "cdc-head", {"days": [], "dates": []})
    with world.readings() as session:
        assert quiet_people(session) == {}
        ledger = table_of(LedgerEntry)
        noted = session.scalars(sa.select(ledger.c.after).where(ledger.c.subject == "person")).all()
    assert [each["quiet"] and each["quiet"]["days"] for each in noted] == [["sat"], None]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"from": "17:30", "to": None}, "thiếu một đầu"),
        ({"from": "chiều", "to": "08:00"}, "không phải giờ"),
        ({"days": ["feria"]}, "không dùng được"),
        ({"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}, "cả bảy ngày"),
    ],
)
def test_a_quiet_that_makes_no_sense_is_refused(world: World, said: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        do(world, edits.save_quiet, "cdc-head", said)


def test_days_away_do_not_overlap_and_end_when_somebody_is_back(world: World) -> None:
    do(world, edits.add_absence, "cdc-head", day("2024-02-20"), day("2024-03-10"), "cdc-focal")
    with pytest.raises(NotAllowedError, match="trùng ngày"):
        do(world, edits.add_absence, "cdc-head", day("2024-03-10"), day("2024-03-12"), None)
    do(world, edits.end_absence, "cdc-head", day("2024-02-20"), TODAY)
    assert world.do(stored_rows)["absence"]["cdc-head", day("2024-02-20")]["last_on"] == day("2024-02-29")
    assert world.do(lambda session: coming_absences(session, TODAY)) == []


@pytest.mark.parametrize("first", ["2024-03-01", "2024-04-01"])
def test_an_absence_that_has_not_passed_a_day_is_taken_out(world: World, first: str) -> None:
    do(world, edits.add_absence, "cdc-head", day(first), day("2024-04-10"), None)
    do(world, edits.end_absence, "cdc-head", day(first), TODAY)
    assert world.do(stored_rows)["absence"] == {}


def test_nobody_stands_in_for_oneself(world: World) -> None:
    with pytest.raises(BadInputError, match="người khác"):
        do(world, edits.add_absence, "cdc-head", day("2024-03-01"), day("2024-03-02"), "cdc-head")


def test_a_unit_comes_to_a_group_and_leaves_it_with_dates(world: World) -> None:
    do(world, edits.end_member, "truc-thuoc", "cdc", None, day("2024-03-31"))
    do(world, edits.add_member, "truc-thuoc", "cdc", day("2024-06-01"))
    rows = world.do(stored_rows)["member"]
    assert rows["truc-thuoc", "cdc", None] == {"position": 0, "valid_to": day("2024-04-01")}
    assert rows["truc-thuoc", "cdc", day("2024-06-01")] == {"position": 4, "valid_to": None}
    with pytest.raises(NotAllowedError, match="rồi"):
        do(world, edits.add_member, "truc-thuoc", "bv-mot", None)


def test_a_merged_unit_is_answered_for_by_its_heir_from_the_day_on(world: World) -> None:
    do(world, edits.succeed, "bv-mot", SuccessionKind.MERGED, day("2024-07-01"), "9/QĐ-UBND", ["bv-hai"])
    old, new = unit_id(world, "bv-mot"), unit_id(world, "bv-hai")
    for on, answers in ((day("2024-06-30"), old), (day("2024-07-01"), new)):
        assert world.do(lambda session, on=on: directory_on(session, on).responsible(old)[0]) == answers
    assert world.do(stored_rows)["unit"]["bv-mot"]["valid_to"] == day("2024-07-01")


@pytest.mark.parametrize(
    ("kind", "heirs"),
    [
        (SuccessionKind.MERGED, []),
        (SuccessionKind.RENAMED, ["cdc", "bv-hai"]),
        (SuccessionKind.SPLIT, ["cdc"]),
        (SuccessionKind.DISSOLVED, ["cdc", "bv-hai"]),
        (SuccessionKind.MERGED, ["bv-mot"]),
    ],
)
def test_a_decision_with_the_wrong_number_of_heirs_is_refused(
    world: World, kind: SuccessionKind, heirs: list[str]
) -> None:
    with pytest.raises(BadInputError, match="đơn vị nhận"):
        do(world, edits.succeed, "bv-mot", kind, day("2024-07-01"), "9/QĐ", heirs)


def test_decisions_make_no_circle_and_are_not_overwritten(world: World) -> None:
    do(world, edits.succeed, "bv-mot", SuccessionKind.MERGED, day("2024-07-01"), "9/QĐ", ["bv-hai"])
    with pytest.raises(BadInputError, match="chính đơn vị này"):
        do(world, edits.succeed, "bv-hai", SuccessionKind.MERGED, day("2024-08-01"), "10/QĐ", ["bv-mot"])
    with pytest.raises(NotAllowedError, match="không ghi đè"):
        do(world, edits.succeed, "bv-mot", SuccessionKind.DISSOLVED, day("2024-08-01"), "10/QĐ", [])


def test_a_split_asks_who_takes_over_what_is_open(world: World) -> None:
    world.import_(register(deadline("2024-12-01")))
    do(world, edits.succeed, "bv-mot", SuccessionKind.SPLIT, day("2024-03-01"), "9/QĐ", ["bv-hai", "cdc"])
    card = world.do(lambda session: unit_card(session, "bv-mot", TODAY))
    assert [title for _, title in card.to_give] == ["Việc thử"]
    assert {each.successor for each in card.decided} == {"bv-hai", "cdc"}


def test_what_a_split_unit_owes_goes_to_the_focal_person_of_an_heir(world: World) -> None:
    world.import_(register(deadline("2024-12-01")))
    do(world, edits.succeed, "bv-mot", SuccessionKind.SPLIT, day("2024-03-01"), "9/QĐ", ["bv-hai", "cdc"])
    [(number, _)] = world.do(lambda session: unit_card(session, "bv-mot", TODAY)).to_give
    world.do(lambda session: give_over(session, world.office, "Đơn vị bv-mot", "cdc", [number], NOW))
    assert world.do(lambda session: unit_card(session, "bv-mot", TODAY)).to_give == []
    found = world.do(lambda session: directory_on(session, TODAY))
    assert found.people[found.delegates[number]] == "cdc-focal"


def test_every_edit_is_in_the_ledger_with_its_reason(world: World) -> None:
    do(world, edits.succeed, "bv-mot", SuccessionKind.MERGED, day("2024-07-01"), "9/QĐ", ["bv-hai"])
    columns = (ledger.c.actor, ledger.c.action, ledger.c.subject, ledger.c.reason)
    newest = sa.select(*columns).where(ledger.c.reason == "9/QĐ").order_by(ledger.c.subject)
    assert world.rows(newest) == [
        ("người thử", "add", "succession", "9/QĐ"), ("người thử", "change", "unit", "9/QĐ"),
    ]  # fmt: skip


def test_what_is_not_there_is_told_so(world: World) -> None:
    for verb, args in (
        (edits.begin_tenure, ("khong-co", Role.HEAD, "cdc-head", TODAY)),
        (edits.begin_tenure, ("cdc", Role.HEAD, "khong-co", TODAY)),
        (edits.end_tenure, ("cdc", Role.HEAD, "bv-mot-head", None, TODAY)),
        (edits.remove_contact, ("cdc-head", "email", "khong@co.example")),
        (edits.end_member, ("truc-thuoc", "so", None, TODAY)),
    ):
        with pytest.raises(NotFoundError):
            do(world, verb, *args)
