"""The directory by its differences: what changes, what is left alone, and that it comes about as it was said."""

import sqlalchemy as sa

from engine.directory.changes import Change, change, compare, laid_over, make
from engine.directory.rows import Rows, rows_of, stored_rows
from engine.directory.words import in_words
from models.columns import table_of
from models.ladders import Role
from models.ledger import LedgerEntry
from tests.engine.cast import World, by, day, described, directory, members

ledger = table_of(LedgerEntry)


def part(**named: dict) -> Rows:
    """A partial directory: only these rows."""
    return named


def test_what_is_stored_is_what_was_said(either_world: World) -> None:
    assert compare(either_world.do(stored_rows), rows_of(directory())) == []


def test_every_kind_of_row_comes_changes_and_goes(either_world: World) -> None:
    first = described() | members({"unit": "cdc", "from": "2024-01-01"}, "bv-mot")
    first["units"][3] |= {"aliases": ["CDC"], "short": "TT"}
    first["people"][3] |= {"contacts": [{"channel": "zalobot", "address": "z1"}], "quiet": {"days": ["sat"]}}
    first["absences"] = [{"person": "cdc-focal", "from": "2024-03-01", "to": "2024-03-05", "stand_in": "cdc-head"}]
    first["successions"] = [{"unit": "bv-mot", "kind": "dissolved", "on": "2024-07-01", "decision": "9/QĐ"}]
    for said in (directory(**first), directory()):
        either_world.do(lambda session, said=said: make(session, compare(stored_rows(session), rows_of(said))))
        assert compare(either_world.do(stored_rows), rows_of(said)) == []


def test_a_parent_that_comes_after_its_child_is_found(world: World) -> None:
    new = {"con": {"name": "Con", "short_name": "", "parent_id": "me", "valid_from": None, "valid_to": None},
           "me": {"name": "Mẹ", "short_name": "", "parent_id": "so", "valid_from": None, "valid_to": None}}  # fmt: skip
    stored = world.do(stored_rows)
    world.do(lambda session: make(session, compare(stored, laid_over(stored, part(unit=new)))))
    assert world.do(stored_rows)["unit"]["con"]["parent_id"] == "me"


def test_a_person_named_no_more_is_kept_with_addresses_and_posts(world: World) -> None:
    whole = described()
    whole["people"] = [each for each in whole["people"] if not each["code"].startswith("bv-hai")]
    whole["units"] = [each for each in whole["units"] if each["code"] != "bv-hai"]
    assert compare(world.do(stored_rows), rows_of(directory(**whole | members("cdc", "bv-mot", "ttyt-ba")))) == [
        Change("member", ("truc-thuoc", "ttyt-ba", None), {"position": 3, "valid_to": None}, {"position": 2, "valid_to": None}),
        Change("member", ("truc-thuoc", "bv-hai", None), {"position": 2, "valid_to": None}, None),
    ]  # fmt: skip


def test_a_partial_directory_removes_nothing_and_says_nothing_of_what_it_leaves_open(world: World) -> None:
    stored = world.do(stored_rows)
    rows = laid_over(
        stored, part(person={"cdc-head": {"name": "Tên Mới"}}, contact={("cdc-head", "zns", "0912345678"): {}})
    )
    assert compare(stored, rows) == [
        Change("person", "cdc-head", {"name": "cdc-head", "quiet": None}, {"name": "Tên Mới", "quiet": None}),
        Change("contact", ("cdc-head", "zns", "0912345678"), None, {"position": 1}),
    ]  # fmt: skip


def test_a_tenure_without_a_first_day_is_the_one_that_runs(world: World) -> None:
    post = ("cdc", Role.HEAD)
    stored = world.do(stored_rows)
    stored["tenure"] = {(post, "cdc-head", day("2024-02-01")): {"valid_to": None}}
    ended = laid_over(stored, part(tenure={(post, "cdc-head", None): {"valid_to": day("2024-06-01")}}))
    assert ended["tenure"] == {(post, "cdc-head", day("2024-02-01")): {"valid_to": day("2024-06-01")}}


def test_each_change_is_in_the_ledger_with_who_did_it(either_world: World) -> None:
    stored = either_world.do(stored_rows)
    rows = laid_over(stored, part(absence={("cdc-head", day("2024-03-01")): {"last_on": day("2024-03-04")}}))
    either_world.do(lambda session: change(session, compare(stored, rows), by("2024-02-01")))
    columns = (ledger.c.actor, ledger.c.action, ledger.c.subject, ledger.c.before, ledger.c.after)
    assert either_world.rows(sa.select(*columns).where(ledger.c.subject == "absence")) == [
        ("người thử", "add", "absence", None,
         {"person_id": "cdc-head", "first_on": "2024-03-01", "stand_in_id": None, "last_on": "2024-03-04"})
    ]  # fmt: skip


def test_a_change_is_told_in_a_clerks_words(world: World) -> None:
    stored = world.do(stored_rows)
    post = ("cdc", Role.HEAD)
    rows = laid_over(stored, part(tenure={(post, "cdc-head", None): {"valid_to": day("2024-07-01")}}))
    [told] = in_words(compare(stored, rows), rows)
    assert (told.verb, told.about) == ("change", "cdc-head: thủ trưởng Đơn vị cdc")
    assert told.values == (("đến hết ngày", "—", "30/06/2024"),)
