"""The shape of a register: what is accepted, what is refused, and whose reading rules hold."""

import datetime as dt

import pytest
from pydantic import ValidationError

from models.periods import DataWindow, Days, Frequency
from models.registers import ActivityEntry, PlanEntry, Register
from models.timings import HolidayRule, ReadingRules

PLAN = {
    "id": "syt-mau-2024",
    "number": "4672/KH-SYT",
    "title": "Kế hoạch mẫu năm 2024",
    "issuer": "syt-mau",
    "monitor": "vp-syt-mau",
    "issued_on": "2023-12-29",
    "from": "2024-01-01",
    "to": "2024-12-31",
}
DUTY = {
    "key": "ke-hoach-don-vi",
    "section": "V.2",
    "source": "trước ngày 10/01/2024",
    "title": "Gửi kế hoạch của đơn vị",
    "lead": ["dvtt-syt-mau"],
    "timing": {"kind": "deadline", "on": "2024-01-10", "bound": "before"},
}


def plan(**said):
    return PlanEntry.model_validate({**PLAN, **said})


def duty(**said):
    return ActivityEntry.model_validate({**DUTY, **said})


class TestAPlan:
    def test_is_read_with_its_own_days(self):
        assert plan().days == Days(dt.date(2024, 1, 1), dt.date(2024, 12, 31))

    @pytest.mark.parametrize(
        ("issued_on", "earliest"),
        [
            ("2023-12-29", dt.date(2023, 12, 29)),
            ("2024-01-01", dt.date(2024, 1, 1)),
            ("2024-02-15", dt.date(2024, 1, 1)),
            (None, dt.date(2024, 1, 1)),
        ],
    )
    def test_begins_to_bind_when_issued_or_with_its_first_day(self, issued_on, earliest):
        assert plan(issued_on=issued_on).earliest == earliest

    @pytest.mark.parametrize(
        "number", ["4672/KH-SYT", "01/SYT-VP", "123/BC-TTYT", "425/KH-UBND", "12729/VPCP-KGVX", "09/2019/NĐ-CP", None]
    )
    def test_has_a_number_as_documents_write_it_or_none(self, number):
        assert plan(number=number).number == number

    @pytest.mark.parametrize(
        "number",
        ["", "4672", "4672/", "/KH-SYT", "KH-SYT", "4672/KH SYT", "4672-KH/SYT/2", "Số 4672/KH-SYT", "123456/KH-SYT"],
    )
    def test_a_number_in_another_shape_is_refused(self, number):
        with pytest.raises(ValidationError, match="number"):
            plan(number=number)

    @pytest.mark.parametrize("code", ["", "SYT-MAU", "syt_mau", "syt mau", "-syt", "syt-", "syt--mau", "sở-y-tế"])
    def test_a_code_is_small_letters_digits_and_single_hyphens(self, code):
        with pytest.raises(ValidationError, match="id"):
            plan(id=code)

    def test_of_one_day_is_a_plan_and_one_that_ends_before_it_begins_is_not(self):
        assert plan(to="2024-01-01").days == Days(dt.date(2024, 1, 1), dt.date(2024, 1, 1))
        with pytest.raises(ValidationError, match="'from' 2024-01-01 sau 'to' 2023-12-31 — đổi lại"):
            plan(to="2023-12-31")

    @pytest.mark.parametrize("missing", ["id", "title", "issuer", "monitor", "from", "to"])
    def test_without_what_it_needs_is_refused(self, missing):
        with pytest.raises(ValidationError, match="Field required"):
            PlanEntry.model_validate({key: value for key, value in PLAN.items() if key != missing})

    @pytest.mark.parametrize("said", [{"monitors": "x"}, {"from": "01/01/2024"}, {"to": "2024-02-30"}, {"title": "KH"}])
    def test_in_another_shape_is_refused(self, said):
        with pytest.raises(ValidationError):
            plan(**said)


class TestThePlansReadingRules:
    OFFICE = ReadingRules(before_is_strict=False, holiday_rule=HolidayRule.NEXT, report_day=25)

    def test_none_of_its_own_leave_the_offices(self):
        assert plan().reading_rules(self.OFFICE) == self.OFFICE

    def test_its_own_lie_over_the_offices_and_only_they(self):
        found = plan(rules={"data_window": "calendar", "check_period": "M"}).reading_rules(self.OFFICE)
        assert found == ReadingRules(
            before_is_strict=False,
            holiday_rule=HolidayRule.NEXT,
            report_day=25,
            data_window=DataWindow.CALENDAR,
            check_period=Frequency.MONTH,
        )

    def test_one_set_back_to_its_default_overrules_the_office_too(self):
        found = plan(rules={"before_is_strict": True, "report_day": None}).reading_rules(self.OFFICE)
        assert (found.before_is_strict, found.report_day, found.holiday_rule) == (True, None, HolidayRule.NEXT)

    @pytest.mark.parametrize("rules", [{"strict": True}, {"holiday_rule": "skip"}, {"report_day": 32}])
    def test_an_unknown_one_is_refused(self, rules):
        with pytest.raises(ValidationError):
            plan(rules=rules)


class TestADuty:
    def test_is_read_with_its_timing(self):
        assert duty().timing.on == dt.date(2024, 1, 10)
        assert (duty().tier, duty().cooperate, duty().inputs) == ("A", [], [])

    @pytest.mark.parametrize("missing", ["key", "section", "source", "title", "lead", "timing"])
    def test_without_what_it_needs_is_refused(self, missing):
        with pytest.raises(ValidationError, match="Field required"):
            ActivityEntry.model_validate({key: value for key, value in DUTY.items() if key != missing})

    @pytest.mark.parametrize(
        "said",
        [
            {"key": "Kế hoạch"},
            {"source": "…"},
            {"title": ""},
            {"lead": []},
            {"lead": "dvtt-syt-mau"},
            {"tier": "D"},
            {"who": "ai đó"},
            {"timing": {"kind": "deadline"}},
            {"timing": {"on": "2024-01-10"}},
            {"timing": "trước ngày 10/01/2024"},
        ],
    )
    def test_in_another_shape_is_refused(self, said):
        with pytest.raises(ValidationError):
            duty(**said)


class TestARegister:
    def test_is_a_plan_and_its_duties(self):
        register = Register.model_validate({"plan": PLAN, "activities": [DUTY]})
        assert (register.plan, register.activities) == (plan(), [duty()])

    def test_comes_back_as_it_was_from_what_is_written_out(self):
        register = Register.model_validate({"plan": PLAN, "activities": [DUTY]})
        assert Register.model_validate(register.model_dump(mode="json", by_alias=True)) == register

    @pytest.mark.parametrize("said", [{}, {"plan": PLAN}, {"plan": PLAN, "activities": []}, {"activities": [DUTY]}])
    def test_without_a_plan_or_a_duty_is_refused(self, said):
        with pytest.raises(ValidationError):
            Register.model_validate(said)

    def test_every_fault_is_named_at_its_place(self):
        faulty = {"plan": {**PLAN, "number": "4672"}, "activities": [DUTY, {**DUTY, "lead": []}]}
        with pytest.raises(ValidationError) as refused:
            Register.model_validate(faulty)
        assert [each["loc"] for each in refused.value.errors()] == [("plan", "number"), ("activities", 1, "lead")]
