"""The shapes of an office's files: switches, sending hours, calendar days and the directory."""

import datetime as dt

import pytest
from pydantic import ValidationError

from models.directory import SuccessionKind
from models.ladders import Ladder, Role
from models.office import (
    AbsenceEntry,
    CalendarEntry,
    Directory,
    GroupEntry,
    MemberEntry,
    Office,
    OfficeEntry,
    PersonEntry,
    Sending,
    SuccessionEntry,
    UnitEntry,
)
from models.timings import ReadingRules
from models.working_days import WorkingCalendar


class TestTheOfficeFile:
    def test_needs_only_a_name(self):
        office = OfficeEntry.model_validate({"name": "Văn phòng Sở"})
        assert (office.zone, office.rules, office.check_ladder) == ("Asia/Ho_Chi_Minh", ReadingRules(), "check")
        assert (office.review.look_within, office.review.mend_within) == (5, 5)

    @pytest.mark.parametrize(
        "said",
        [
            {},
            {"name": "A", "rule": {}},
            {"name": "A", "rules": {"strict": True}},
            {"name": "A", "review": {"look_within": 0}},
            {"name": "A", "review": {"mend_within": 31}},
        ],
    )
    def test_in_another_shape_is_refused(self, said):
        with pytest.raises(ValidationError):
            OfficeEntry.model_validate(said)

    def test_the_office_passed_down_says_its_zone(self):
        ladders = {"standard": Ladder.model_validate([{"at": 0, "to": ["lead.focal"]}])}
        setup = OfficeEntry(name="Văn phòng Sở", zone="Asia/Bangkok")
        assert Office(setup=setup, ladders=ladders, calendar=WorkingCalendar()).zone == "Asia/Bangkok"


class TestSending:
    def test_has_hours_of_an_ordinary_office(self):
        assert (Sending().opens, Sending().closes) == (dt.time(7, 30), dt.time(17, 0))

    @pytest.mark.parametrize(("opens", "closes"), [("16:59", "17:00"), ("00:00", "23:59")])
    def test_opens_before_it_closes(self, opens, closes):
        assert Sending.model_validate({"opens": opens, "closes": closes}).opens == dt.time.fromisoformat(opens)

    @pytest.mark.parametrize(("opens", "closes"), [("17:00", "17:00"), ("17:01", "17:00")])
    def test_hours_that_never_open_are_refused(self, opens, closes):
        with pytest.raises(ValidationError, match=f"'opens' {opens} không trước 'closes' {closes}"):
            Sending.model_validate({"opens": opens, "closes": closes})

    @pytest.mark.parametrize(
        "said",
        [{"opens": 7}, {"opens": "7h30"}, {"messages_per_day": 0}, {"messages_per_day": 21}, {"leaders_on": "monday"}],
    )
    def test_in_another_shape_is_refused(self, said):
        with pytest.raises(ValidationError):
            Sending.model_validate(said)


class TestTheCalendarFile:
    DAY = {"date": "2026-01-02", "kind": "off", "name": "Hoán đổi", "document": "12729/VPCP-KGVX"}  # noqa: RUF012

    def test_names_the_document_of_each_day(self):
        (day,) = CalendarEntry.model_validate({"decided_through": 2026, "days": [self.DAY]}).days
        assert (day.date, day.kind, day.document) == (dt.date(2026, 1, 2), "off", "12729/VPCP-KGVX")

    def test_may_hold_no_day(self):
        assert CalendarEntry.model_validate({"decided_through": 2026}).days == []

    @pytest.mark.parametrize(
        "change", [{"document": None}, {"kind": "holiday"}, {"date": "2026-02-29"}, {"date": "02/01/2026"}, {"by": "A"}]
    )
    def test_a_day_in_another_shape_is_refused(self, change):
        with pytest.raises(ValidationError):
            CalendarEntry.model_validate({"decided_through": 2026, "days": [{**self.DAY, **change}]})

    def test_the_last_decided_year_is_never_left_out(self):
        with pytest.raises(ValidationError, match="decided_through"):
            CalendarEntry.model_validate({"days": [self.DAY]})


class TestAUnit:
    def holders(self, value):
        return UnitEntry.model_validate({"code": "cdc", "name": "CDC", "posts": {"head": value}}).posts[Role.HEAD]

    def test_a_post_is_held_by_one_person_or_by_several_over_time(self):
        assert [holder.person for holder in self.holders("an")] == ["an"]
        found = self.holders([{"person": "an", "to": "2024-07-01"}, {"person": "binh", "from": "2024-07-01"}])
        assert [(holder.person, holder.start, holder.end) for holder in found] == [
            ("an", None, dt.date(2024, 7, 1)),
            ("binh", dt.date(2024, 7, 1), None),
        ]

    def test_one_entry_and_a_list_of_names_are_understood_too(self):
        assert self.holders({"person": "an"}) == self.holders("an") == self.holders(["an"])

    @pytest.mark.parametrize("value", [None, 7, [7], {"who": "an"}, {"person": "an", "since": "2024-01-01"}])
    def test_a_holder_in_another_shape_is_refused(self, value):
        with pytest.raises(ValidationError):
            self.holders(value)

    def test_an_unknown_role_is_refused(self):
        with pytest.raises(ValidationError, match="posts"):
            UnitEntry.model_validate({"code": "cdc", "name": "CDC", "posts": {"boss": "an"}})

    @pytest.mark.parametrize("code", ["CDC", "trung tâm", "cdc_hue", ""])
    def test_a_code_in_another_shape_is_refused(self, code):
        with pytest.raises(ValidationError, match="code"):
            UnitEntry.model_validate({"code": code, "name": "CDC"})


class TestAGroup:
    def test_its_members_stay_in_their_turn(self):
        group = GroupEntry.model_validate({"code": "bv", "name": "Bệnh viện", "members": ["bv-2", "bv-1", "bv-3"]})
        assert [member.unit for member in group.members] == ["bv-2", "bv-1", "bv-3"]

    def test_a_member_may_join_and_leave(self):
        said = {"code": "bv", "name": "Bệnh viện", "members": ["bv-1", {"unit": "bv-2", "from": "2025-03-01"}]}
        assert GroupEntry.model_validate(said).members == [
            MemberEntry(unit="bv-1"),
            MemberEntry(unit="bv-2", start=dt.date(2025, 3, 1)),
        ]

    @pytest.mark.parametrize("members", [[], None, [{}], [["bv-1"]]])
    def test_without_members_or_with_strange_ones_it_is_refused(self, members):
        with pytest.raises(ValidationError):
            GroupEntry.model_validate({"code": "bv", "name": "Bệnh viện", "members": members})


class TestPeople:
    @pytest.mark.parametrize("email", ["an.nguyen@cdc.example", "a+b@x.y.example", None])
    def test_have_an_address_or_none(self, email):
        assert PersonEntry.model_validate({"code": "an", "name": "Nguyễn Thị An", "email": email}).email == email

    @pytest.mark.parametrize(
        "email",
        ["", "an", "an@cdc", "@cdc.example", "an@@cdc.example", "an @cdc.example", "An <an@cdc.example>",
         "an@cdc.example, b@cdc.example", "an@cdc.example\nBcc: x@y.example"],
    )  # fmt: skip
    def test_what_is_no_single_address_is_refused(self, email):
        with pytest.raises(ValidationError, match="email"):
            PersonEntry.model_validate({"code": "an", "name": "Nguyễn Thị An", "email": email})

    def test_an_absence_needs_both_its_days(self):
        absence = AbsenceEntry.model_validate({"person": "an", "from": "2024-06-03", "to": "2024-06-03"})
        assert absence.start == absence.end == dt.date(2024, 6, 3)
        with pytest.raises(ValidationError, match="to"):
            AbsenceEntry.model_validate({"person": "an", "from": "2024-06-03"})


class TestSuccession:
    def test_names_the_decision(self):
        said = {"unit": "stttt", "successor": "skhcn", "kind": "merged", "on": "2025-03-01", "decision": "12/NQ-HĐND"}
        assert SuccessionEntry.model_validate(said).kind is SuccessionKind.MERGED
        with pytest.raises(ValidationError, match="decision"):
            SuccessionEntry.model_validate({key: value for key, value in said.items() if key != "decision"})


class TestTheDirectory:
    def test_may_be_one_part_of_several(self):
        assert Directory.model_validate({"people": [{"code": "an", "name": "An"}]}).units == []

    @pytest.mark.parametrize("said", [{}, {"units": []}, {"units": [], "people": []}])
    def test_an_empty_file_is_refused(self, said):
        with pytest.raises(ValidationError, match="tệp danh bạ trống"):
            Directory.model_validate(said)

    def test_an_unknown_part_is_refused(self):
        with pytest.raises(ValidationError, match="posts"):
            Directory.model_validate({"people": [{"code": "an", "name": "An"}], "posts": []})
