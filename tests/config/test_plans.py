"""The five plans of the sample give the days and numbers that a careful clerk finds in the documents."""

import datetime as dt
import re
from pathlib import Path

import pytest

from config.office import read_plans
from models.occurrences import Draft, Setting, occurrences
from models.office import Directory, Office
from models.registers import ActivityEntry, Register
from models.timing_problems import problems_in
from models.timings import Deadline, Event, Milestone, Recurring, Rota, Undated, Window
from tests.config.conftest import SAMPLE

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
DOCUMENTS = {
    "syt-thanhhoa-dvc-2021-2022": "000",
    "syt-thanhhoa-dvc-2020": "001",
    "syt-hatinh-3652-2021": "002",
    "ubnd-thanhhoa-dvc-2021-2022": "003",
    "syt-hue-4672-2024": "004",
}
PLANS: dict[str, Register] = {plan.value.plan.id: plan.value for plan in read_plans(SAMPLE)}
HUE, HATINH, OF_2020, SO, UBND = (
    PLANS[name]
    for name in (
        "syt-hue-4672-2024",
        "syt-hatinh-3652-2021",
        "syt-thanhhoa-dvc-2020",
        "syt-thanhhoa-dvc-2021-2022",
        "ubnd-thanhhoa-dvc-2021-2022",
    )
)


def duty(plan: Register, key: str) -> ActivityEntry:
    return next(each for each in plan.activities if each.key == key)


def setting(plan: Register, office: Office) -> Setting:
    rules = plan.plan.reading_rules(office.setup.rules)
    return Setting(plan.plan.days, rules, office.calendar, plan.plan.end)


def given(plan: Register, key: str, office: Office) -> list[Draft]:
    return occurrences(duty(plan, key).timing, setting(plan, office))


def due(plan: Register, key: str, office: Office) -> list[dt.date | None]:
    return [draft.due_on for draft in given(plan, key, office)]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def of_kind(plan: Register, *kinds: type) -> list[str]:
    return [each.key for each in plan.activities if isinstance(each.timing, kinds)]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_no_duty_has_a_timing_that_cannot_be(plan: Register, office: Office) -> None:
    for each in plan.activities:
        assert problems_in(each.timing, setting(plan, office), earliest=plan.plan.earliest) == [], each.key


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_duty_has_a_key_of_its_own_and_inputs_that_exist(plan: Register) -> None:
    keys = [each.key for each in plan.activities]
    assert len(set(keys)) == len(keys)
    assert {name for each in plan.activities for name in each.inputs} <= set(keys)


@pytest.mark.seeds
@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_phrase_stands_in_its_document(plan: Register) -> None:
    if not SEEDS.exists():
        pytest.skip("the documents are kept outside the project")
    [document] = SEEDS.glob(f"{DOCUMENTS[plan.plan.id]}_*.txt")
    text = re.sub(r"\s+", " ", document.read_text("utf-8"))
    for each in plan.activities:
        if each.key == "pl3-bao-cao-cchc":  # split by a page break in the document
            assert "Báo cáo CCHC quý I, 6 tháng, quý" in text
            assert "III, báo cáo năm" in text
        else:
            assert each.source in text, each.key


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_phrases_are_short_and_titles_are_our_own(plan: Register) -> None:
    for each in plan.activities:
        assert len(each.source.split()) <= 14, each.key
        assert each.title.casefold() != each.source.casefold()


def test_the_parent_plan_comes_first() -> None:
    names = [plan.path.stem for plan in read_plans(SAMPLE)]
    assert names.index("ubnd-thanhhoa-dvc-2021-2022") < names.index("syt-thanhhoa-dvc-2021-2022")
    assert SO.plan.parent == UBND.plan.id


def test_a_blank_number_stays_blank() -> None:
    assert {plan.plan.number for plan in PLANS.values()} == {"4672/KH-SYT", "3652/KH-SYT", None}


def test_hue_every_unit_under_the_department_owes_its_plan_and_its_report(office: Office, directory: Directory) -> None:
    assert due(HUE, "ke-hoach-don-vi", office) == [day("2024-01-09")]
    assert due(HUE, "bao-cao-hoat-dong", office) == [day("2024-10-31")]
    assert given(HUE, "ke-hoach-don-vi", office)[0].stated_on == day("2024-01-10")
    [group] = [each for each in directory.groups if [each.code] == duty(HUE, "ke-hoach-don-vi").lead]
    members = {member.unit for member in group.members}
    assert "cdc-hue" in members
    assert sum(code.startswith("ttyt-") for code in members) == 9


def test_hue_half_year_and_year_mentions_are_two(office: Office) -> None:
    assert due(HUE, "so-ket-tong-ket", office) == [day("2024-06-30"), day("2024-12-31")]


def test_hue_two_broadcasts_within_the_year(office: Office) -> None:
    timing = duty(HUE, "pl9-phong-su").timing
    assert isinstance(timing, Milestone)
    assert (timing.target.value, timing.target.unit) == (2, "phóng sự")
    assert due(HUE, "pl9-phong-su", office) == [day("2024-12-31")]


def test_hue_twelve_monthly_and_four_quarterly_bulletins(office: Office) -> None:
    codes = [draft.period or "" for draft in given(HUE, "pl10-ban-tin", office)]
    assert sum("-M" in code for code in codes) == 12
    assert sum("-Q" in code for code in codes) == 4


def test_hue_four_administrative_reform_reports_wait_for_a_date(office: Office) -> None:
    drafts = given(HUE, "pl3-bao-cao-cchc", office)
    assert [draft.period for draft in drafts] == ["2024-Q1", "2024-H1", "2024-Q3", "2024-Y"]
    assert {draft.due_on for draft in drafts} == {None}
    assert [(draft.data.first, draft.data.last) for draft in drafts if draft.data] == [
        (day("2023-12-15"), day("2024-03-14")),
        (day("2023-12-15"), day("2024-06-14")),
        (day("2024-06-15"), day("2024-09-14")),
        (day("2023-12-15"), day("2024-12-14")),
    ]


@pytest.mark.parametrize("row", range(1, 9))
def test_hue_appendix_rows_run_through_the_year_with_quarterly_checks(row: int, office: Office) -> None:
    [key] = [each.key for each in HUE.activities if each.section == f"PL.{row}"]
    drafts = given(HUE, key, office)
    assert [(draft.period, draft.is_check) for draft in drafts] == [
        ("2024-Q1", True),
        ("2024-Q2", True),
        ("2024-Q3", True),
        (None, False),
    ]
    assert drafts[-1].due_on == day("2024-12-31")


def test_hue_the_consolidation_waits_for_the_reports_of_the_units() -> None:
    consolidation = duty(HUE, "tong-hop-bao-cao")
    assert consolidation.inputs == ["bao-cao-hoat-dong"]
    assert isinstance(consolidation.timing, Undated)
    assert of_kind(HUE, Undated) == ["tong-hop-bao-cao", "pl3-ke-hoach-cchc", "pl6-ke-hoach-cntt"]


def test_hue_only_two_days_are_deadlines() -> None:
    assert of_kind(HUE, Deadline) == ["ke-hoach-don-vi", "bao-cao-hoat-dong"]
    assert [of_kind(plan, Deadline) for plan in PLANS.values() if plan is not HUE] == [[], [], [], []]


def test_hatinh_four_reports_in_the_year_wait_for_a_date(office: Office) -> None:
    drafts = given(HATINH, "bao-cao-dinh-ky", office)
    assert [(draft.period, draft.due_on) for draft in drafts] == [
        ("2021-Q1", None),
        ("2021-H1", None),
        ("2021-Q3", None),
        ("2021-Y", None),
    ]
    assert duty(HATINH, "bao-cao-dinh-ky").lead == ["cdc-hatinh"]


@pytest.mark.parametrize("key", ["giao-ban-don-vi", "giao-ban-toan-nganh"])
def test_thanhhoa_has_a_meeting_a_month_for_two_years(key: str, office: Office) -> None:
    drafts = given(SO, key, office)
    assert len(drafts) == 24
    assert drafts[2].stands_for == ("2021-M03",)
    assert drafts[-1].stands_for == ("2022-Q4", "2022-M12")


def test_no_unit_of_thanhhoa_owes_the_same_meeting_twice(directory: Directory) -> None:
    groups = {group.code: {member.unit for member in group.members} for group in directory.groups}
    leads = [code for key in ("giao-ban-don-vi", "giao-ban-toan-nganh") for code in duty(SO, key).lead]
    units = [unit for code in leads for unit in groups.get(code, {code})]
    assert len(set(units)) == len(units)


def test_the_plan_of_2020_has_ten_meetings(office: Office) -> None:
    drafts = given(OF_2020, "giao-ban", office)
    assert [draft.period for draft in drafts] == [
        "2020-Q1",
        "2020-M04",
        "2020-M05",
        "2020-H1",
        "2020-M07",
        "2020-M08",
        "2020-9M",
        "2020-M10",
        "2020-M11",
        "2020-Y",
    ]
    assert drafts[0].opens_on == day("2020-03-20")


def test_the_rota_of_2020_has_two_days_a_week_from_april(office: Office) -> None:
    timing = duty(OF_2020, "truc-hanh-chinh-cong").timing
    assert isinstance(timing, Rota)
    assert (timing.start, timing.per_week) == (day("2020-04-01"), 2)
    drafts = given(OF_2020, "truc-hanh-chinh-cong", office)
    assert min(draft.opens_on for draft in drafts) == day("2020-04-01")
    assert {draft.key for draft in drafts if draft.period == "2020-W20"} == {"2020-W20.1", "2020-W20.2"}


@pytest.mark.parametrize(
    ("key", "value", "on"),
    [
        ("ct-muc-do-3", 40, "2020-12-31"),
        ("ct-muc-do-4", 30, "2020-12-31"),
        ("ct-70-co-quan", 70, "2020-05-31"),
        ("ct-70-nguoi-dan", 70, "2020-05-31"),
        ("ct-100-co-quan", 100, "2020-06-01"),
        ("ct-90-nguoi-dan", 90, "2020-06-01"),
    ],
)
def test_the_targets_of_2020_have_their_days(key: str, value: float, on: str, office: Office) -> None:
    timing = duty(OF_2020, key).timing
    assert isinstance(timing, Milestone)
    assert (timing.target.op, timing.target.value, timing.target.unit) == (">=", value, "%")
    assert due(OF_2020, key, office)[0] == day(on)
    assert given(OF_2020, key, office)[0].is_check is False


def test_the_reports_of_2020_are_quarterly_and_the_year_stands_for_the_last(office: Office) -> None:
    drafts = given(OF_2020, "bao-cao-cchc", office)
    assert [draft.period for draft in drafts] == ["2020-Q1", "2020-Q2", "2020-Q3", "2020-Y"]
    assert {draft.due_on for draft in drafts} == {None}


@pytest.mark.parametrize("row", range(1, 7))
def test_the_appendix_rows_of_the_province_run_for_two_years(row: int, office: Office) -> None:
    [entry] = [each for each in UBND.activities if each.section == f"PL.{row}"]
    assert isinstance(entry.timing, Window)
    end = given(UBND, entry.key, office)[-1]
    assert (end.opens_on, end.due_on) == (day("2021-01-01"), day("2022-12-31"))


def test_the_province_evaluates_in_december_of_both_years(office: Office) -> None:
    drafts = given(UBND, "pl7-danh-gia", office)
    assert [(draft.opens_on, draft.due_on) for draft in drafts] == [
        (day("2021-12-01"), day("2021-12-31")),
        (day("2022-12-01"), day("2022-12-31")),
    ]


def test_the_budget_of_the_province_is_yearly_and_waits_for_a_date(office: Office) -> None:
    assert [(draft.period, draft.due_on) for draft in given(UBND, "du-toan-hang-nam", office)] == [
        ("2021-Y", None),
        ("2022-Y", None),
    ]


@pytest.mark.parametrize("plan", [SO, OF_2020, HATINH, UBND], ids=lambda plan: plan.plan.id)
def test_difficulties_are_an_event_that_nobody_owes_until_it_happens(plan: Register, office: Office) -> None:
    events = of_kind(plan, Event)
    assert events
    assert all(given(plan, key, office) == [] for key in events)


def test_the_duties_of_the_five_plans_are_all_there() -> None:
    assert {name: len(plan.activities) for name, plan in PLANS.items()} == {
        "syt-hue-4672-2024": 25,
        "syt-hatinh-3652-2021": 23,
        "syt-thanhhoa-dvc-2020": 21,
        "syt-thanhhoa-dvc-2021-2022": 19,
        "ubnd-thanhhoa-dvc-2021-2022": 24,
    }


def test_a_recurring_duty_without_a_stated_day_is_never_given_one() -> None:
    stated = {
        each.key
        for plan in PLANS.values()
        for each in plan.activities
        if isinstance(each.timing, Recurring) and each.timing.due not in (None, "period_end")
    }
    assert stated == set()
