"""Why does this unit owe this on that day: the section, the phrase, the rules, the calendar, the rungs and the history."""

from typing import Any

import pytest

from engine.directory.load import find_unit
from engine.fulfilment.complete import Handed, accept, extend, raise_event, send_back, set_due, submit
from engine.watching.explain import Why, why
from models.errors import NotFoundError
from tests.engine.cast import (
    World,
    by,
    day,
    deadline,
    event,
    moment,
    monthly,
    register,
    rota,
    timed,
    undated,
)

DUE = "2024-03-15"


def asked(world: World, number: int = 1, on: str = "2024-03-01") -> Why:
    with world.readings() as session:
        return why(session, world.office, number, today=day(on))


def test_an_obligation_names_its_plan_section_and_phrase(world: World) -> None:
    world.import_(
        register(
            timed("deadline", "bao-cao", {"on": "2024-03-16", "bound": "before"}, lead=["cdc"], section="V.2",
                  source="trước ngày 16/3/2024", title="Gửi báo cáo", deliverable="Báo cáo"),
        )
    )  # fmt: skip
    found = asked(world)
    assert (found.plan, found.plan_title, found.section, found.source) == (
        "01/KH-ST", "Kế hoạch thử", "V.2", "trước ngày 16/3/2024",
    )  # fmt: skip
    assert (found.title, found.unit, found.deliverable, found.period) == ("Gửi báo cáo", "Đơn vị cdc", "Báo cáo", None)
    assert (found.original_due_on, found.due_on) == (day(DUE), day(DUE))
    assert found.rules == ["before_is_strict: trước ngày 16/03/2024 nên hạn là 15/03/2024"]
    assert (found.progress, found.timeliness) == ("Chưa hoàn thành", "Chưa đến hạn")


def rules_of(world: World, key: str, unit: str = "cdc") -> str:
    return " | ".join(asked(world, world.number_of(unit, key)).rules)


@pytest.mark.parametrize(
    ("duty", "key", "rules"),
    [
        (deadline("2024-Q1"), "once", ["period_end: hết Quý I/2024 là ngày 31/03/2024", "by_is_inclusive"]),
        (monthly(), "2024-M02", ["period_end: làm trong kỳ, hết Tháng 2/2024 là ngày 29/02/2024"]),
        (monthly(None), "2024-M02", ["no_date"]),
        (timed("recurring", "bc", {"every": ["M", "Q"], "due": {"day": 20}, "data_window": "nd09"}), "2024-Q1",
         ["merge_periods: Quý I/2024 gộp cả Tháng 3/2024", "data_window nd09: số liệu 15/12/2023-14/03/2024"]),
        (timed("window", "tx"), "2024-Q1", ["check_period Q"]),
        (timed("window", "tx"), "end", ["open_end: không nêu ngày kết thúc, tính đến hết kế hoạch 31/12/2024"]),
        (timed("milestone", "ct", {"target": {"value": 40, "unit": "%"}, "by": "2024-06-28"}), "target", ["milestone"]),
        (rota(2, lead=["cdc"]), "2024-W10.1", ["rota: 2 ngày trong tuần"]),
        (undated(), "once", ["no_date: văn bản không nêu ngày"]),
    ],
)  # fmt: skip
def test_each_kind_of_duty_names_the_rules_that_gave_its_day(
    world: World, duty: dict[str, Any], key: str, rules: list[str]
) -> None:
    world.import_(register(duty | {"lead": ["cdc"]}))
    found = rules_of(world, key)
    assert [rule for rule in rules if rule not in found] == []


def test_an_event_names_the_law_that_counts_its_days(world: World) -> None:
    world.import_(register(event(5, lead=["cdc"])))
    with world.sessions() as session:
        unit_id = find_unit(session, "cdc").id
    number = world.do(raise_event, world.office, 1, unit_id, by("2024-03-01"), "có ổ dịch")
    found = asked(world, number)
    assert found.rules == ["event: trong 5 ngày làm việc kể từ 01/03/2024, không tính ngày đó (BLDS 2015 Điều 147)"]
    assert found.history == ["01/03/2024 08:00 người thử: nêu việc phát sinh — có ổ dịch"]


def test_a_merged_report_names_the_days_it_covers_and_what_it_stands_for(world: World) -> None:
    timing = {"every": ["M", "Q"], "due": {"day": 20}, "data_window": "nd09"}
    world.import_(register(timed("recurring", "bc", timing, lead=["cdc"])))
    found = asked(world, world.number_of("cdc", "2024-Q1"))
    assert (found.period, found.stands_for) == ("2024-Q1", ["2024-M03"])
    assert (found.data_from, found.data_to) == (day("2023-12-15"), day("2024-03-14"))


@pytest.mark.parametrize(
    ("on", "note"),
    [
        ("2024-03-15", []),
        ("2024-03-17", ["17/03/2024 là ngày nghỉ (cuối tuần); nhắc việc nhắm vào ngày làm việc trước đó 15/03/2024"]),
        (
            "2024-04-30",
            ["30/04/2024 là ngày nghỉ (Ngày Chiến thắng); nhắc việc nhắm vào ngày làm việc trước đó 26/04/2024"],
        ),
        ("2024-05-04", ["04/05/2024 là ngày cuối tuần làm bù (làm bù)"]),
    ],
)
def test_the_calendar_says_what_kind_of_day_it_is(world: World, on: str, note: list[str]) -> None:
    world.import_(register(deadline(on, lead=["cdc"])))
    assert asked(world).calendar == note


def test_a_year_whose_holidays_are_not_decided_is_marked(world: World) -> None:
    world.import_(register(deadline("2027-03-15", lead=["cdc"]), to="2027-12-31"), on="2026-06-01")
    assert asked(world).calendar == ["lịch nghỉ năm 2027 chưa được quyết định, đang tạm tính"]


def test_the_rungs_say_what_became_of_them(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.sweep("2024-03-08")
    world.mark_sent(moment("2024-03-08"))
    world.sweep("2024-03-18", "18:00")
    assert [
        (rung.at.date().isoformat(), rung.to, rung.state, rung.person) for rung in asked(world, on="2024-03-18").rungs
    ] == [
        ("2024-03-08", "đầu mối đơn vị chủ trì", "đã gửi", "cdc-focal"),
        ("2024-03-14", "đầu mối đơn vị chủ trì", "nhường bậc sau", ""),
        ("2024-03-14", "thủ trưởng đơn vị chủ trì", "nhường bậc sau", ""),
        ("2024-03-18", "thủ trưởng đơn vị chủ trì", "chờ gửi", ""),
        ("2024-03-18", "đầu mối đơn vị theo dõi", "chờ gửi", ""),
        ("2024-03-20", "thủ trưởng đơn vị theo dõi", "chưa đến", ""),
        ("2024-03-22", "lãnh đạo cơ quan ban hành", "chưa đến", ""),
        ("2024-03-29", "lãnh đạo cơ quan ban hành", "chưa đến", ""),
        ("2024-04-05", "lãnh đạo cơ quan ban hành", "chưa đến", ""),
        ("2024-04-12", "lãnh đạo cơ quan ban hành", "chưa đến", ""),
    ]


def test_an_extension_shows_both_days_and_who_granted_it(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.do(extend, world.office, 1, day("2024-04-26"), by("2024-03-11", "09:30", "chị Tám"), "chờ số liệu")
    found = asked(world)
    assert (found.original_due_on, found.due_on) == (day(DUE), day("2024-04-26"))
    assert found.history == ["11/03/2024 09:30 chị Tám: gia hạn đến 26/04/2024 — chờ số liệu"]


def test_the_history_is_told_in_order(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    world.do(submit, world.office, 1, Handed("15/BC-CDC", day("2024-03-12")), by("2024-03-12"))
    world.do(send_back, world.office, 1, by("2024-03-13", actor="chị Tám"), "thiếu biểu")
    world.do(submit, world.office, 1, Handed("16/BC-CDC", day("2024-03-14")), by("2024-03-14"))
    world.do(accept, 1, by("2024-03-15", actor="chị Tám"))
    assert asked(world).history == [
        "12/03/2024 08:00 người thử: nộp 15/BC-CDC",
        "13/03/2024 08:00 chị Tám: trả lại — thiếu biểu",
        "14/03/2024 08:00 người thử: nộp 16/BC-CDC",
        "15/03/2024 08:00 chị Tám: duyệt",
    ]


def test_a_day_that_a_person_set_is_named_with_the_person(world: World) -> None:
    world.import_(register(undated(lead=["cdc"])))
    world.do(set_due, world.office, 1, day(DUE), by("2024-02-01", actor="chị Tám"), "theo công văn 12")
    found = asked(world)
    assert (found.original_due_on, found.rules[-1]) == (day(DUE), "dated_by: chị Tám ấn định ngày 15/03/2024")


def test_a_consolidation_shows_who_has_sent_and_who_has_not(world: World) -> None:
    world.import_(
        register(
            deadline("2024-03-10", "bc-don-vi"),
            deadline("2024-03-20", "tong-hop", lead=["ke-hoach"], inputs=["bc-don-vi"]),
        )
    )
    world.do(submit, world.office, world.number_of("cdc"), Handed("15/BC", day("2024-03-08")), by("2024-03-08"))
    found = asked(world, world.number_of("ke-hoach"), on="2024-03-12")
    assert [(each.unit, each.state.value) for each in found.inputs] == [
        ("Đơn vị bv-hai", "overdue"), ("Đơn vị bv-mot", "overdue"), ("Đơn vị cdc", "on_time"),
        ("Đơn vị ttyt-ba", "overdue"),
    ]  # fmt: skip


def test_a_consolidation_of_a_period_waits_for_the_parts_of_that_period(world: World) -> None:
    parts = timed("recurring", "bc-don-vi", {"every": ["Q"], "due": {"day": 20}}, lead=["cdc"])
    whole = {"every": ["Q", "H", "Y"], "due": {"day": 25}}
    world.import_(register(parts, timed("recurring", "tong-hop", whole, lead=["ke-hoach"], inputs=["bc-don-vi"])))
    assert len(asked(world, world.number_of("ke-hoach", "2024-Q1")).inputs) == 1
    assert len(asked(world, world.number_of("ke-hoach", "2024-H1")).inputs) == 1, "it stands for the second quarter"
    assert len(asked(world, world.number_of("ke-hoach", "2024-Y")).inputs) == 1, "it stands for the fourth quarter"


def test_what_waits_for_nobody_has_no_inputs(world: World) -> None:
    world.import_(register(deadline(DUE, lead=["cdc"])))
    assert asked(world).inputs == []


def test_an_obligation_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="không có nghĩa vụ số 5"):
        asked(world, 5)
