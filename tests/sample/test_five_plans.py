"""The five plans as a careful clerk counts them: who owes what on which day, and what has no day."""

import datetime as dt
import re
from collections import Counter

import pytest

from cli.loading import load_if_empty
from config.opening import Opened
from engine.register.expand import expand
from engine.watching.explain import why
from engine.watching.queries import Row, plans
from models.obligations import Timeliness
from tests.sample.conftest import LOADED_AT

HUE, HATINH = "4672/KH-SYT", "3652/KH-SYT"
THANHHOA_2020, THANHHOA_2022 = "syt-thanhhoa-dvc-2020", "syt-thanhhoa-dvc-2021-2022"
UBND = "ubnd-thanhhoa-dvc-2021-2022"


def of(owed: list[Row], plan: str, activity: str) -> list[Row]:
    found = [row for row in owed if (row.plan, row.activity) == (plan, activity)]
    assert found, f"{plan} has no {activity}"
    return found


def days(rows: list[Row]) -> list[dt.date | None]:
    return sorted({row.due_on for row in rows}, key=str)


def periods_per_unit(rows: list[Row]) -> set[tuple[str | None, ...]]:
    units = {row.unit for row in rows}
    return {tuple(sorted(str(r.period) for r in rows if r.unit == unit)) for unit in units}


def test_each_unit_of_hue_owes_its_plan_the_day_before_the_stated_one(owed: list[Row]) -> None:
    rows = of(owed, HUE, "ke-hoach-don-vi")
    assert days(rows) == [dt.date(2024, 1, 9)]
    assert len(rows) == len({row.unit for row in rows}) >= 15
    assert days(of(owed, HUE, "bao-cao-hoat-dong")) == [dt.date(2024, 10, 31)]


def test_the_half_year_and_the_year_mention_are_two(owed: list[Row]) -> None:
    rows = of(owed, HUE, "so-ket-tong-ket")
    assert days(rows) == [dt.date(2024, 6, 30), dt.date(2024, 12, 31)]
    assert periods_per_unit(rows) == {("2024-H1", "2024-Y")}


def test_cdc_owes_two_features_and_sixteen_bulletins(owed: list[Row]) -> None:
    [feature] = of(owed, HUE, "pl9-phong-su")
    assert (feature.unit, feature.due_on) == ("cdc-hue", dt.date(2024, 12, 31))
    bulletins = Counter(row.period[5] for row in of(owed, HUE, "pl10-ban-tin") if row.period)
    assert bulletins == {"M": 12, "Q": 4}


def test_the_four_reform_reports_wait_for_a_day(owed: list[Row]) -> None:
    rows = of(owed, HUE, "pl3-bao-cao-cchc")
    assert periods_per_unit(rows) == {("2024-H1", "2024-Q1", "2024-Q3", "2024-Y")}
    assert days(rows) == [None]
    assert {row.timeliness for row in rows} == {Timeliness.UNDATED}
    windows = {row.period: (row.data_from, row.data_to) for row in rows}
    assert windows["2024-Q3"] == (dt.date(2024, 6, 15), dt.date(2024, 9, 14))
    assert windows["2024-H1"] == (dt.date(2023, 12, 15), dt.date(2024, 6, 14))


@pytest.mark.parametrize("row", ["pl1-chu-truong", "pl2-nguoi-dung-dau", "pl4-mot-cua", "pl8-do-thi-thong-minh"])
def test_the_appendix_runs_through_the_year_with_quarterly_checks(owed: list[Row], row: str) -> None:
    assert days(of(owed, HUE, row)) == [
        dt.date(2024, 3, 31),
        dt.date(2024, 6, 30),
        dt.date(2024, 9, 30),
        dt.date(2024, 12, 31),
    ]


def test_cdc_of_ha_tinh_reports_four_times_in_2021(owed: list[Row]) -> None:
    rows = [r for r in owed if r.plan == HATINH and r.unit == "cdc-hatinh" and r.data_from]
    assert sorted(str(r.period) for r in rows) == ["2021-H1", "2021-Q1", "2021-Q3", "2021-Y"]
    assert days(rows) == [None]


def test_thanh_hoa_meets_twenty_four_times_in_two_years(owed: list[Row]) -> None:
    rows = of(owed, THANHHOA_2022, "giao-ban-don-vi")
    assert Counter(Counter(row.unit for row in rows).values()).keys() == {24}
    assert days(rows)[0] == dt.date(2021, 1, 31)
    assert days(rows)[-1] == dt.date(2022, 12, 31)


def test_thanh_hoa_meets_ten_times_in_2020(owed: list[Row]) -> None:
    rows = of(owed, THANHHOA_2020, "giao-ban")
    assert (
        Counter(row.unit for row in rows).most_common()[0][1]
        == Counter(row.unit for row in rows).most_common()[-1][1]
        == 10
    )
    assert days(rows)[0] == dt.date(2020, 3, 31)


def test_the_rota_gives_two_days_a_week_from_the_first_of_april(owed: list[Row]) -> None:
    rows = of(owed, THANHHOA_2020, "truc-hanh-chinh-cong")
    weeks = Counter(row.period for row in rows)
    assert min(row.opens_on for row in rows) == dt.date(2020, 4, 1)
    assert set(weeks.values()) == {2}
    shares = Counter(row.unit for row in rows).values()
    assert max(shares) - min(shares) <= 1


def test_the_targets_of_2020_have_their_days(owed: list[Row]) -> None:
    expected = {
        "ct-muc-do-3": dt.date(2020, 12, 31),
        "ct-muc-do-4": dt.date(2020, 12, 31),
        "ct-70-nguoi-dan": dt.date(2020, 5, 31),
        "ct-100-co-quan": dt.date(2020, 6, 1),
        "ct-90-nguoi-dan": dt.date(2020, 6, 1),
    }
    assert {key: days(of(owed, THANHHOA_2020, key))[0] for key in expected} == expected


def test_the_province_has_seven_rows_over_two_years_and_evaluates_each_december(owed: list[Row]) -> None:
    rows = [row for row in owed if row.plan == UBND and re.fullmatch(r"PL\.\d", row.section)]
    assert len({row.section for row in rows}) == 7
    evaluation = [row for row in rows if row.section == "PL.7"]
    assert days(evaluation) == [dt.date(2021, 12, 31), dt.date(2022, 12, 31)]
    assert {row.opens_on for row in evaluation} == {dt.date(2021, 12, 1), dt.date(2022, 12, 1)}
    ends = {row.section: row.due_on for row in rows if row.period is None}
    assert set(ends.values()) == {dt.date(2022, 12, 31)}


def test_the_yearly_budget_has_no_day(owed: list[Row]) -> None:
    rows = of(owed, UBND, "du-toan-hang-nam")
    assert periods_per_unit(rows) == {("2021-Y", "2022-Y")}
    assert days(rows) == [None]


def test_the_plans_of_the_past_are_closed_and_the_province_is_the_parent(sample: Opened) -> None:
    with sample.readings() as session:
        found = {plan.id: plan for plan in plans(session)}
    assert {plan.state for plan in found.values() if plan.end < dt.date(2026, 1, 1)} == {"closed"}
    assert found["svd-2026"].state == "active"
    assert found[THANHHOA_2022].parent == UBND


def test_loading_and_expanding_again_changes_nothing(sample: Opened) -> None:
    assert not load_if_empty(sample, now=LOADED_AT)
    with sample.sessions() as session:
        again = expand(session, sample.office, now=LOADED_AT)
    assert (again.occurrences, again.obligations) == (0, 0)


def test_every_obligation_can_say_why(sample: Opened, owed: list[Row]) -> None:
    with sample.readings() as session:
        for row in owed[:: len(owed) // 200]:
            account = why(session, sample.office, row.id, today=dt.date(2026, 11, 23))
            assert account.section
            assert account.source
            assert account.rules
            assert bool(account.rungs) == bool(account.due_on)


def test_a_newcomer_sees_every_state_today(owed: list[Row]) -> None:
    running = [row for row in owed if row.plan.endswith("/2026/KH-SVD")]
    assert {row.timeliness for row in running} >= {"undated", "not_open", "due_soon", "overdue", "on_time", "late"}
    next_worked = dt.date(2026, 11, 25)  # 24/11 is a day off in 2026
    assert any(row.due_on == next_worked for row in running)
