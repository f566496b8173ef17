"""The sample office holds together: everybody can be reached, every group has members, the calendar is the state's."""

import csv
import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.office import read_plans
from config.yaml_files import plain_data
from engine.escalation.templates import check_templates
from models.errors import RefusedFileError
from models.ladders import Role
from models.office import Directory, Holder, Office
from tests.config.conftest import SAMPLE

TABLE = Path(__file__).parents[3] / "shared" / "reference" / "calendar_2020_2026.csv"
SIGNERS = {"Phạm Ngọc Thơm", "Nguyễn Tuấn", "Nguyễn Văn Thi", "Trần Kiêm Hảo", "Nguyễn Đình Xứng"}


def test_every_person_can_be_written_to_and_nobody_is_real(directory: Directory) -> None:
    assert all(person.email and person.email.endswith(".example") for person in directory.people)
    assert not SIGNERS & {person.name for person in directory.people}


def test_every_person_has_a_name_of_their_own(directory: Directory) -> None:
    names = [person.name for person in directory.people]
    assert len(set(names)) == len(names)


def test_every_person_holds_a_post(directory: Directory) -> None:
    holders = {holder.person for unit in directory.units for post in unit.posts.values() for holder in post}
    assert {person.code for person in directory.people} == holders


def test_every_unit_has_a_head_and_a_focal_person(directory: Directory) -> None:
    for unit in directory.units:
        assert {Role.HEAD, Role.FOCAL} <= set(unit.posts), unit.code


def test_no_post_is_held_by_two_at_once(directory: Directory) -> None:
    def over(earlier: Holder, later: Holder) -> bool:
        return bool(earlier.end and later.start and earlier.end <= later.start)

    for unit in directory.units:
        for holders in unit.posts.values():
            assert all(over(earlier, later) for earlier, later in pairwise(holders)), unit.code


def test_who_stands_in_works_beside_the_absent(directory: Directory) -> None:
    posts = {unit.code: {holder.person for post in unit.posts.values() for holder in post} for unit in directory.units}
    for absence in directory.absences:
        assert any({absence.person, absence.stand_in} <= people for people in posts.values()), absence


def test_every_issuing_body_has_somebody_to_lead_it(directory: Directory) -> None:
    units = {unit.code: unit for unit in directory.units}
    for plan in read_plans(SAMPLE):
        assert {Role.LEADER, Role.OFFICE_LEAD} <= set(units[plan.value.plan.issuer].posts)


def test_every_name_in_a_plan_is_in_the_directory(directory: Directory) -> None:
    units = {unit.code for unit in directory.units}
    known = units | {group.code for group in directory.groups}
    for plan in read_plans(SAMPLE):
        assert {plan.value.plan.issuer, plan.value.plan.monitor} <= units
        for duty in plan.value.activities:
            assert {*duty.lead, *duty.cooperate} <= known, duty.key
            assert duty.reports_to is None or duty.reports_to in units


def test_all_districts_ended_with_the_district_level(directory: Directory) -> None:
    districts = next(group for group in directory.groups if group.code == "huyen-thanhhoa")
    ended = {succession.unit: succession.on for succession in directory.successions}
    assert len(districts.members) == 27
    assert {ended[member.unit] for member in districts.members} == {dt.date(2025, 7, 1)}


def test_a_merged_department_ends_where_its_successor_goes_on(directory: Directory) -> None:
    units = {unit.code: unit for unit in directory.units}
    [merged] = [each for each in directory.successions if each.successor]
    assert units[merged.unit].end == merged.on == dt.date(2025, 3, 1)
    assert units[str(merged.successor)].end is None


def test_the_templates_of_the_sample_can_be_filled(office: Office) -> None:
    check_templates(office)


def test_every_setting_of_the_office_file_is_known_and_the_rest_goes_without_saying(office: Office) -> None:
    said = plain_data(SAMPLE / "office.yaml")[0]
    assert office.setup.model_dump(mode="json", exclude_unset=True).keys() == said.keys()


@pytest.mark.seeds
def test_the_calendar_equals_the_reference_table_day_by_day(office: Office) -> None:
    if not TABLE.exists():
        pytest.skip("the reference table is kept outside the project")
    with TABLE.open(encoding="utf-8") as file:
        kinds = {dt.date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}
    day = dt.date(2020, 1, 1)
    while day.year < 2027:
        expected = kinds[day] == "work" if day in kinds else day.weekday() < 5
        assert office.calendar.is_working(day) == expected, day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2024, 4, 29), False),
        (dt.date(2024, 5, 4), True),
        (dt.date(2026, 1, 1), False),
        (dt.date(2026, 1, 2), False),
        (dt.date(2026, 1, 5), True),
        (dt.date(2026, 1, 9), True),
        (dt.date(2026, 1, 10), True),
        (dt.date(2026, 1, 11), False),
        (dt.date(2026, 11, 24), False),
    ],
)
def test_swaps_and_holidays_are_the_decided_ones(office: Office, day: dt.date, works: bool) -> None:
    assert office.calendar.is_working(day) is works


def test_a_day_off_by_the_office_names_its_document(office: Office) -> None:
    assert "12729/VPCP-KGVX" in office.calendar.off[dt.date(2026, 1, 2)]


@given(st.sampled_from(sorted(SAMPLE.rglob("*.yaml"))), st.integers(min_value=0), st.sampled_from("\t:{[&*!\"'-# x"))
def test_a_spoilt_file_is_read_or_refused_but_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, path: Path, at: int, letter: str
) -> None:
    text = path.read_text("utf-8")[:4000]
    spoilt = tmp_path_factory.mktemp("hong") / path.name
    spoilt.write_text(text[: at % len(text)] + letter + text[at % len(text) + 1 :], "utf-8")
    try:
        data, lines = plain_data(spoilt)
    except RefusedFileError as refused:
        data, lines = refused.problems, {(): 1}
    assert data is not None
    assert lines[()] >= 1
