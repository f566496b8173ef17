"""ZNS: numbers, templates, the night, and what its codes mean."""

import pytest

from engine.delivery.zalo.codes import ZNS
from engine.delivery.zalo.zns import end_of_night, international
from tests.delivery.cast import moment
from tests.delivery.test_mime import envelope

FACTS = {"person": "Lê Thị Lan", "title": "Xây dựng kế hoạch cải cách hành chính"}


def to(clock, phone="0912 345 678", **changes):
    return envelope(**({"address": phone, "at": clock(), "facts": FACTS} | changes))


@pytest.mark.parametrize("phone", ["0912345678", "0912 345 678", "0912.345.678", "(091) 234-5678", "+84 912 345 678",
                                   "84912345678", "0084912345678", "+84 (0)912 345 678"])  # fmt: skip
def test_numbers_are_written_as_zns_wants_them(phone):
    assert international(phone) == "84912345678"


@pytest.mark.parametrize(
    "phone", ["", "912345678", "0912", "+1 202 555 0100", "09123456789012", "0912a45678", "0012345678", "٠٩١٢٣٤٥٦٧٨"]
)
def test_what_is_no_vietnamese_number_is_not_tried(zns, zalo, clock, phone):
    assert international(phone) is None
    answer = zns.send(to(clock, phone))
    assert (answer.permanent, answer.bad_address, zalo.log) == (True, True, [])


def test_a_template_is_filled_in_and_cut_to_what_it_allows(zns, zalo, clock):
    answer = zns.send(to(clock))
    assert (answer.ok, answer.text) == (True, "z1")
    assert zalo.told == [
        ("84912345678", {"phone": "84912345678", "template_id": "123", "tracking_id": "abc",
                         "template_data": {"ten": "Lê Thị Lan", "viec": "Xây dựng kế hoạch…"}})
    ]  # fmt: skip


def test_a_fact_that_is_missing_leaves_no_field_empty(zns, zalo, clock):
    assert zns.send(to(clock, facts={})).ok
    assert zalo.told[0][1]["template_data"] == {"ten": "-", "viec": "-"}


def test_a_purpose_without_template_is_for_the_administrator(zns, zalo, clock):
    answer = zns.send(to(clock, purpose="digest"))
    assert (answer.permanent, answer.is_down, "zns_templates" in answer.text, zalo.log) == (True, True, True, [])


@pytest.mark.parametrize(
    ("day", "hour", "morning"),
    [("2024-01-08", "21:59", None), ("2024-01-08", "22:00", "2024-01-09"), ("2024-01-08", "23:59", "2024-01-09"),
     ("2024-01-31", "22:30", "2024-02-01"), ("2024-01-08", "00:00", "2024-01-08"), ("2024-01-08", "05:59", "2024-01-08"),
     ("2024-01-08", "06:00", None)],
)  # fmt: skip
def test_the_night_is_from_22_to_6_in_vietnam(day, hour, morning):
    assert end_of_night(moment(day, hour)) == (morning and moment(morning, "06:00"))


def test_at_night_nothing_is_asked_and_the_answer_names_the_morning(zns, zalo, clock):
    clock.at = moment("2024-01-08", "22:10")
    answer = zns.send(to(clock))
    assert (answer.ok, answer.permanent, answer.is_down) == (False, False, False)
    assert answer.not_before == moment("2024-01-09", "06:00")
    assert (zalo.log, zalo.refreshes) == ([], 0)


def test_a_night_of_theirs_that_we_did_not_know_of_waits_a_little(zns, zalo, clock):
    zalo.moods[""] = 200, {"error": -133, "message": "night"}
    answer = zns.send(to(clock))
    assert answer.not_before is not None
    assert (answer.not_before - clock()).total_seconds() == 900


@pytest.mark.parametrize("code", ZNS)
def test_each_documented_code_means_what_the_table_says(zns, zalo, clock, code):
    zalo.moods[""] = 200, {"error": code, "message": "said"}
    answer = zns.send(to(clock))
    passing, gone, ours = {-133, -144, -147}, {-108, -118}, {-124, -109, -131, -115}
    assert set(ZNS) == passing | gone | ours
    assert (answer.ok, answer.is_unknown) == (False, False)
    assert answer.permanent == (code not in passing)
    assert answer.bad_address == (code in gone)
    assert answer.is_down == (code in ours)


def test_both_channels_of_an_official_account_share_its_token(channels, zalo, clock):
    _, oa, zns = channels()
    assert oa.send(to(clock, "1234567890123456789")).ok
    assert zns.send(to(clock)).ok
    assert zalo.refreshes == 1
