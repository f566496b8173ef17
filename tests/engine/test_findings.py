"""What doctor finds: each condition made true once, and found no sooner."""

import pytest
import sqlalchemy as sa

from config.office import load_office
from config.settings import SAMPLE
from engine.fulfilment.complete import set_due, waive
from engine.watching.doctor import Finding, examine
from models.columns import table_of
from models.directory import Contact
from models.ledger import Run
from models.messages import MessageState, NoticeState
from models.office import Office
from tests.engine.cast import (
    World,
    by,
    day,
    deadline,
    described,
    event,
    message,
    moment,
    notice,
    office,
    register,
    undated,
)

contact = table_of(Contact)


def found(world: World, on: str, at: str = "10:00") -> list[Finding]:
    with world.sessions() as session:
        return examine(session, world.office, now=moment(on, at), is_current=True)


def levels(world: World, words: str, on: str, at: str = "10:00") -> list[str]:
    return [each.level for each in found(world, on, at) if words in each.what]


def with_templates(**spoilt: str) -> Office:
    """The office of the tests with the sample's templates, some of them spoilt."""
    sample = load_office(SAMPLE, years=[2024])
    return office().model_copy(update={"templates": sample.templates | spoilt})


@pytest.fixture
def owing(world: World) -> World:
    """One unit owes one report by Friday 15/03/2024; the last sweep was on Friday 08/03."""
    world.import_(register(deadline("2024-03-15", lead=["cdc"])))
    world.sweep("2024-03-08")
    return world


def test_where_all_is_well_nothing_is_found(owing: World):
    with owing.sessions() as session:
        session.execute(sa.update(message).values(state=MessageState.SENT))
        session.execute(sa.update(notice).values(state=NoticeState.SENT))
    owing.office = with_templates()
    assert found(owing, "2024-03-08") == []


def test_an_old_database_is_the_only_thing_looked_at(owing: World):
    with owing.sessions() as session:
        (only,) = examine(session, owing.office, now=moment("2030-01-01"), is_current=False)
    assert (only.level, only.what) == ("error", "cơ sở dữ liệu chưa ở phiên bản mới nhất")


def test_the_worst_stands_first(owing: World):
    owing.import_(register(undated(), id="hai", number="2/KH-ST"))
    owing.load(**{**described(), "people": [p | {"email": None} for p in described()["people"]]})
    with owing.sessions() as session:
        session.execute(sa.delete(contact))
    order = [each.level for each in found(owing, "2024-03-12")]
    assert order == sorted(order, key=["error", "warning", "note"].index)
    assert set(order) == {"error", "warning", "note"}


def test_before_the_first_sweep_it_says_how_to_make_one(world: World):
    (finding,) = [each for each in found(world, "2024-03-08") if "lần quét" in each.what]
    assert (finding.level, finding.what) == ("warning", "chưa có lần quét nào")
    assert "dondoc sweep" in finding.todo


@pytest.mark.parametrize(
    ("on", "at", "level"),
    [
        ("2024-03-08", "16:30", []),
        ("2024-03-09", "10:00", []),  # Saturday
        ("2024-03-11", "08:59", []),  # Monday, the day's first sweeps may still be under way
        ("2024-03-11", "09:00", ["error"]),
    ],
)
def test_a_silence_longer_than_a_working_day_is_an_error_on_working_days(owing: World, on, at, level):
    assert levels(owing, "lần quét xong gần nhất là 08:00 08/03/2024", on, at) == level


def test_a_sweep_that_never_came_to_its_end_does_not_count(owing: World):
    with owing.sessions() as session:
        session.add(
            Run(kind="sweep", as_of=moment("2024-03-11"), started_at=moment("2024-03-11"), ok=False, figures={})
        )
    assert levels(owing, "lần quét xong gần nhất", "2024-03-11") == ["error"]


@pytest.mark.parametrize(("at", "level"), [("07:56", []), ("07:54", ["error"])])
def test_a_clock_that_was_put_back_is_an_error(owing: World, at, level):
    assert levels(owing, "đồng hồ máy lùi", "2024-03-08", at) == level


def test_a_unit_whose_notices_reach_nobody_is_an_error(owing: World):
    with owing.sessions() as session:
        session.execute(
            sa.delete(contact).where(contact.c.address.like("cdc-%") | contact.c.address.like("van-phong-%"))
        )
    assert "error" in levels(owing, "Đơn vị cdc: không ai nhận được tin", "2024-03-08")


def test_a_unit_that_owes_nothing_more_is_not_asked_for_posts(owing: World):
    with owing.sessions() as session:
        session.execute(sa.delete(contact))
    owing.do(waive, 1, by("2024-03-08"), "thôi")
    assert levels(owing, "không ai nhận được tin", "2024-03-08") == []


@pytest.mark.parametrize(("on", "at", "level"), [("2024-03-09", "08:00", []), ("2024-03-09", "08:01", ["error"])])
def test_a_message_that_waits_for_more_than_a_day_is_an_error(owing: World, on, at, level):
    assert levels(owing, "1 tin chờ gửi quá một ngày", on, at) == level


def test_a_message_that_died_is_an_error_until_it_is_dealt_with(owing: World):
    with owing.sessions() as session:
        session.execute(sa.update(message).values(state=MessageState.DEAD))
    assert levels(owing, "1 tin không gửi được", "2024-03-08") == ["error"]


def forget_the_message(world: World) -> None:
    with world.sessions() as session:
        session.execute(sa.update(notice).values(state=NoticeState.PENDING, message_id=None))
        session.execute(sa.delete(message))


@pytest.mark.parametrize(("on", "at", "level"), [("2024-03-15", "08:00", []), ("2024-03-15", "08:01", ["error"])])
def test_a_notice_that_reached_nobody_for_a_week_is_an_error(owing: World, on, at, level):
    forget_the_message(owing)
    assert levels(owing, "1 lời nhắc quá một tuần chưa đến ai", on, at) == level


def test_what_a_plan_lived_again_left_behind_is_no_error(world: World):
    world.import_(register(deadline("2024-03-15", lead=["cdc"])), on="2025-02-01")
    world.sweep("2025-02-03", as_of=moment("2024-03-08"))
    forget_the_message(world)
    assert levels(world, "chưa đến ai", "2025-06-02") == []


def test_due_days_in_years_without_decided_holidays_are_a_note(world: World):
    decided = world.office.calendar.decided_through
    world.import_(register(deadline(f"{decided}-12-31", key="nay"), to=f"{decided + 1}-12-31"))
    world.expand(on=f"{decided}-06-01")
    assert levels(world, "lịch nghỉ năm", f"{decided}-06-03") == []
    world.import_(
        register(deadline(f"{decided}-12-31", key="nay"), deadline(f"{decided + 1}-01-01", key="sau"), to=f"{decided + 1}-12-31"),
        on=f"{decided}-06-01",
    )  # fmt: skip
    assert levels(world, f"lịch nghỉ năm {decided + 1} chưa được quyết định", f"{decided}-06-03") == ["note"]


def test_what_waits_for_a_person_to_date_it_is_a_note_until_dated(world: World):
    world.import_(register(undated(lead=["cdc"]), event()))
    assert levels(world, "1 nghĩa vụ chưa có hạn", "2024-03-08") == ["note"]
    world.do(set_due, world.office, 1, day("2024-04-01"), by("2024-03-08"))
    assert levels(world, "chưa có hạn", "2024-03-08") == []


def test_a_template_that_cannot_be_written_is_an_error(world: World):
    world.office = with_templates(**{"message.txt.j2": "{{ khong_co("})
    (finding,) = [each for each in found(world, "2024-03-08") if "templates" in each.todo]
    assert finding.level == "error"
