"""The ladder turned into moments: around weekends and Tết, with repeats and hours; and the ladders that are refused."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.ladders import AUDIENCES, Anchor, Ladder, Step, due_instant, moments
from models.moments import local, local_day
from tests.models.drafting import VIETNAM, on

STANDARD = [
    {"at": "-5 working days", "to": ["lead.focal"]},
    {"at": "-1 working day", "to": ["lead.focal", "lead.head"]},
    {"at": "+1 working day", "to": ["lead.head", "monitor.focal"]},
    {"at": "+3 working days", "to": ["monitor.head"], "digest": "by unit"},
    {
        "at": "+5 working days",
        "to": ["issuer.leader"],
        "digest": "by unit",
        "repeat": "every 5 working days",
        "at most": 4,
    },
]
LADDER: TypeAdapter = TypeAdapter(Ladder)
units = st.sampled_from(["days", "working days", "hours"])
due_days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@st.composite
def steps(draw):
    """A step anywhere from 60 days before to 60 days after, repeated or not."""
    unit = draw(units)
    said = {"at": f"{draw(st.integers(-60, 60)):+d} {unit}", "to": ["lead.focal"]}
    if unit != "hours" and draw(st.booleans()):
        every, each = draw(st.integers(1, 20)), draw(st.sampled_from(["days", "working days"]))
        said |= {"repeat": f"every {every} {each}", "at most": draw(st.integers(2, 6))}
    return said


ladders = st.lists(steps(), min_size=1, max_size=6).map(LADDER.validate_python)


def ladder(*said, **more):
    steps = [{"to": ["lead.focal"], **({"at": each} if isinstance(each, str) else each)} for each in said]
    return LADDER.validate_python({"steps": steps, **more})


def told(said, due_on, due_time=None):
    """The office's clock time of each moment, as text."""
    return [f"{local(each.at):%Y-%m-%d %H:%M}" for each in moments(said, Anchor(on(due_on), due_time), VIETNAM)]


def days_told(said, due_on):
    return [each[:10] for each in told(said, due_on)]


class TestTheStandardLadder:
    def test_in_an_ordinary_month(self):
        found = moments(LADDER.validate_python(STANDARD), Anchor(on("2024-06-20")), VIETNAM)
        assert [(m.position, m.step, m.round, f"{local(m.at):%Y-%m-%d %H:%M}") for m in found] == [
            (0, 0, 0, "2024-06-13 07:30"),
            (1, 1, 0, "2024-06-19 07:30"),
            (2, 2, 0, "2024-06-21 07:30"),
            (3, 3, 0, "2024-06-25 07:30"),
            (4, 4, 0, "2024-06-27 07:30"),
            (5, 4, 1, "2024-07-04 07:30"),
            (6, 4, 2, "2024-07-11 07:30"),
            (7, 4, 3, "2024-07-18 07:30"),
        ]
        assert found[3].told.to == ["monitor.head"]
        assert found[3].told.digest == "by unit"

    def test_moments_are_instants_in_utc(self):
        first = moments(LADDER.validate_python(STANDARD), Anchor(on("2024-06-20")), VIETNAM)[0]
        assert first.at == dt.datetime(2024, 6, 13, 0, 30, tzinfo=dt.UTC)
        assert first.at.utcoffset() == dt.timedelta(0)

    def test_steps_over_tet(self):
        # Due on Wednesday 7/2/2024; off from 8/2 to 14/2.
        assert days_told(LADDER.validate_python(STANDARD), "2024-02-07")[:5] == [
            "2024-01-31", "2024-02-06", "2024-02-15", "2024-02-19", "2024-02-21",
        ]  # fmt: skip


class TestADueDayThatIsOff:
    @pytest.mark.parametrize(
        ("step", "due_on", "day"),
        [
            ("0 days", "2024-06-28", "2024-06-28"),  # Friday
            ("0 days", "2024-06-29", "2024-06-28"),
            ("0 days", "2024-06-30", "2024-06-28"),
            ("0 days", "2024-07-01", "2024-07-01"),  # Monday
            ("-1 working day", "2024-06-28", "2024-06-27"),
            ("-1 working day", "2024-06-30", "2024-06-27"),
            ("-1 working day", "2024-07-01", "2024-06-28"),
            ("-2 days", "2024-06-30", "2024-06-26"),
            ("-5 working days", "2024-02-12", "2024-01-31"),  # in Tết: aims at 7/2
            ("0 days", "2024-02-12", "2024-02-07"),
        ],
    )
    def test_a_reminder_aims_at_the_working_day_before(self, step, due_on, day):
        assert days_told(ladder(step), due_on) == [day]

    @pytest.mark.parametrize(
        ("step", "due_on", "day"),
        [
            ("+1 working day", "2024-06-28", "2024-07-01"),
            ("+1 working day", "2024-06-30", "2024-07-01"),
            ("+1 day", "2024-06-30", "2024-07-01"),
            ("+3 working days", "2024-06-29", "2024-07-03"),
            ("+1 working day", "2024-02-12", "2024-02-15"),
        ],
    )
    def test_an_escalation_counts_from_the_day_itself(self, step, due_on, day):
        assert days_told(ladder(step), due_on) == [day]

    def test_hours_before_it_are_hours_before_the_end_of_the_working_day_before(self):
        assert told(ladder("-2 hours"), "2024-06-30") == ["2024-06-28 15:00"]
        assert told(ladder("0 hours"), "2024-06-30") == ["2024-06-28 17:00"]
        assert told(ladder("+1 hour"), "2024-06-30") == ["2024-06-30 18:00"]


class TestHours:
    def test_steps_in_days_are_told_at_the_ladders_hour(self):
        assert told(ladder("-1 day", hour="09:30"), "2024-06-20") == ["2024-06-19 09:30"]

    def test_steps_in_hours_count_from_the_stated_hour(self):
        assert told(ladder("-2 hours", "+1 hour"), "2024-06-20", dt.time(16, 0)) == [
            "2024-06-20 14:00",
            "2024-06-20 17:00",
        ]

    def test_without_one_from_the_end_of_the_working_day(self):
        assert told(ladder("0 hours", "-24 hours"), "2024-06-20") == ["2024-06-19 17:00", "2024-06-20 17:00"]
        assert due_instant(Anchor(on("2024-06-20"))) == dt.datetime(2024, 6, 20, 10, 0, tzinfo=dt.UTC)

    def test_another_office_has_another_clock(self):
        anchor = Anchor(on("2024-06-20"), zone="Asia/Tokyo")
        assert moments(ladder("0 days"), anchor, VIETNAM)[0].at == dt.datetime(2024, 6, 19, 22, 30, tzinfo=dt.UTC)


class TestRepeats:
    def repeat(self, at, every, at_most):
        return ladder({"at": at, "repeat": every, "at most": at_most})

    @pytest.mark.parametrize(("at_most", "last"), [(2, "2024-06-28"), (3, "2024-07-05"), (4, "2024-07-12")])
    def test_stop_at_the_cap_the_first_telling_included(self, at_most, last):
        found = days_told(self.repeat("+1 day", "every 7 days", at_most), "2024-06-20")
        assert (len(found), found[0], found[-1]) == (at_most, "2024-06-21", last)

    def test_in_working_days_step_over_days_off(self):
        found = days_told(self.repeat("+1 working day", "every 2 working days", 4), "2024-02-05")
        assert found == ["2024-02-06", "2024-02-15", "2024-02-19", "2024-02-21"]

    @pytest.mark.parametrize(
        ("due_on", "days"),
        [
            ("2024-06-19", ["2024-06-13", "2024-06-17", "2024-06-19"]),
            ("2024-06-20", ["2024-06-14", "2024-06-18", "2024-06-20"]),
        ],
    )
    def test_of_a_reminder_end_with_the_due_day(self, due_on, days):
        assert days_told(self.repeat("-4 working days", "every 2 working days", 10), due_on) == days

    def test_of_a_step_on_the_due_day_go_on_after_it(self):
        assert len(days_told(self.repeat("0 days", "every 1 day", 3), "2024-06-20")) == 3


class TestOrder:
    def test_moments_come_by_time_whatever_the_order_of_the_steps(self):
        found = moments(ladder("+1 day", "-1 day", "0 days"), Anchor(on("2024-06-20")), VIETNAM)
        assert [(m.position, m.step) for m in found] == [(0, 1), (1, 2), (2, 0)]

    def test_steps_at_one_instant_keep_the_ladders_order(self):
        found = moments(
            Ladder(steps=ladder("-1 day", "-1 working day", "-33 hours").steps, hour=dt.time(8, 0)),
            Anchor(on("2024-06-20")),
            VIETNAM,
        )
        assert len({m.at for m in found}) == 1
        assert [m.step for m in found] == [0, 1, 2]

    @given(ladders, due_days)
    def test_positions_count_the_moments_in_order_of_time(self, said, due_on):
        found = moments(said, Anchor(due_on), VIETNAM)
        assert [m.position for m in found] == list(range(len(found)))
        assert [m.at for m in found] == sorted(m.at for m in found)
        assert all(m.told == said.steps[m.step] for m in found)

    @given(ladders, due_days)
    def test_each_step_is_told_first_and_then_at_most_as_often_as_it_says(self, said, due_on):
        found = moments(said, Anchor(due_on), VIETNAM)
        for number, step in enumerate(said.steps):
            rounds = [m.round for m in found if m.step == number]
            assert rounds == list(range(len(rounds)))
            assert 1 <= len(rounds) <= step.at_most

    @given(ladders, due_days)
    def test_what_is_before_is_never_after_the_due_day_and_what_is_after_always_is(self, said, due_on):
        for m in moments(said, Anchor(due_on), VIETNAM):
            if m.told.at.startswith("-"):
                assert local_day(m.at) <= due_on
            if "day" in m.told.at and m.told.at.startswith("+") and not m.told.at.startswith("+0"):
                assert local_day(m.at) > due_on
            if "hour" in m.told.at and m.told.at.startswith("+") and not m.told.at.startswith("+0"):
                assert m.at > due_instant(Anchor(due_on))

    @given(due_days, st.integers(1, 60), st.sampled_from([-1, 1]))
    def test_steps_in_working_days_are_told_on_working_days(self, due_on, count, sign):
        (found,) = moments(ladder(f"{sign * count:+d} working days"), Anchor(due_on), VIETNAM)
        assert VIETNAM.is_working(local_day(found.at))


class TestWhatALadderMaySay:
    def test_a_bare_list_of_steps_is_a_ladder_told_at_half_past_seven(self):
        said = LADDER.validate_python(STANDARD)
        assert (len(said.steps), said.hour) == (5, dt.time(7, 30))

    def test_zero_is_the_due_day(self):
        assert Step.model_validate({"at": 0, "to": ["lead.focal"]}).at == "0 days"

    def test_a_step_is_told_once_and_in_working_hours_unless_it_says_otherwise(self):
        step = Step.model_validate({"at": "+1 day", "to": ["lead.focal"]})
        assert step == Step.model_validate({"at": "+1 day", "to": ["lead.focal"], "at most": 1, "urgent": False})

    def test_every_audience_of_the_design_is_known(self):
        assert {f"{party}.{role}" for party, role in AUDIENCES} == {
            "lead.focal", "lead.head", "cooperate.focal", "cooperate.head", "monitor.focal", "monitor.head",
            "reports_to.focal", "reports_to.head", "issuer.office_lead", "issuer.leader",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("step", "message"),
        [
            ({"at": "five days"}, "'five days' không phải khoảng cách — viết như '-5 working days'"),
            (
                {"at": "5 working days"},
                "'5 working days' không nói trước hay sau hạn — viết '-5 working days' là trước",
            ),
            ({"at": "-5"}, "'-5' không phải khoảng cách"),
            ({"at": "- working days"}, "không phải khoảng cách"),
            ({"at": "-1.5 days"}, "không phải khoảng cách"),
            ({"at": "-5 weeks"}, "không phải khoảng cách"),
            ({"at": "+9999 days"}, "không phải khoảng cách"),
            ({"at": 5}, "'5' không phải khoảng cách"),
            ({"to": ["head.lead"]}, "không có người nhận 'head.lead' — viết một trong: cooperate.focal"),
            ({"to": ["issuer.focal"]}, "không có người nhận 'issuer.focal'"),
            ({"repeat": "5 working days", "at most": 2}, "'5 working days' không phải nhịp lặp"),
            ({"repeat": "every 0 days", "at most": 2}, "'every 0 days' không phải nhịp lặp"),
            ({"repeat": "every 2 hours", "at most": 2}, "'every 2 hours' không phải nhịp lặp"),
            ({"repeat": "every 5 days"}, "cần 'at most' lớn hơn 1"),
            ({"at most": 2}, "bước có 'at most' cần 'repeat'"),
            ({"at": "+2 hours", "repeat": "every 5 days", "at most": 3}, "bước tính bằng giờ không nhắc lại được"),
        ],
    )
    def test_a_bad_step_is_refused_with_what_to_write_instead(self, step, message):
        with pytest.raises(ValidationError) as refused:
            LADDER.validate_python([{"at": "+1 day", "to": ["lead.focal"], **step}])
        assert message in str(refused.value)

    @pytest.mark.parametrize(
        "said",
        [
            [],
            {},
            {"steps": []},
            [{"at": "+1 day"}],
            [{"to": ["lead.focal"]}],
            [{"at": "+1 day", "to": []}],
            [{"at": "+1 day", "to": "lead.focal"}],
            [{"at": "+1 day", "to": ["lead.focal"], "digest": "by plan"}],
            [{"at": "+1 day", "to": ["lead.focal"], "repeat": "every 5 days", "at most": 53}],
            [{"at": "+1 day", "to": ["lead.focal"], "color": "red"}],
            {"steps": [{"at": "+1 day", "to": ["lead.focal"]}], "hour": 8},
            {"steps": [{"at": "+1 day", "to": ["lead.focal"]}], "hour": "8h"},
        ],
    )
    def test_a_ladder_in_another_shape_is_refused(self, said):
        with pytest.raises(ValidationError):
            LADDER.validate_python(said)
