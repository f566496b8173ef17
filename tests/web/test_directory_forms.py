"""The directory changed by the forms of its pages."""

import re

from config.opening import Opened
from engine.directory.view import person_card
from models.ladders import Role
from tests.web.conftest import Browser, rows

UNIT, PERSON = "/quan-tri/danh-ba/don-vi/so", "/quan-tri/danh-ba/nguoi/an"


def test_a_unit_a_person_and_a_tenure_are_added(small: Opened, desk: Browser):
    assert (
        desk.fill("/quan-tri/danh-ba", {"name": "Phòng Mới", "parent": "so"}).headers["location"].endswith("?xong=them")
    )
    desk.fill("/quan-tri/danh-ba/nguoi", {"name": "Đỗ Thị Cúc", "email": "cuc@so.example"})
    desk.fill("/quan-tri/danh-ba/don-vi/phong-moi/vi-tri",
              {"role": "head", "person": "do-thi-cuc · Đỗ Thị Cúc", "on": "2026-11-20", "instead": "true"})  # fmt: skip
    page = desk.get("/quan-tri/danh-ba/don-vi/phong-moi?xong=them").text
    assert "Đỗ Thị Cúc" in page
    assert "Đã thêm." in page
    assert rows(small)["unit"]["phong-moi"]["parent_id"] == "so"


def test_history_is_kept_when_a_post_changes_hands(small: Opened, desk: Browser):
    desk.fill(f"{UNIT}/vi-tri", {"role": "head", "person": "binh", "on": "2026-12-01", "instead": "true"})
    found = rows(small)["tenure"]
    assert {key[1] for key in found if key[0] == ("so", Role.HEAD)} == {"an", "binh"}
    page = desk.get(UNIT).text
    assert "đến hết 30/11/2026" in page


def test_addresses_absences_and_groups_are_kept_by_forms(small: Opened, desk: Browser):
    desk.fill(f"{PERSON}/lien-he", {"channel": "zns", "address": "0912345678"})
    desk.fill(f"{PERSON}/lien-he/sua", {"channel": "zns", "address": "0912345678", "what": "len-dau"})
    desk.fill(f"{PERSON}/vang-mat", {"first": "2026-11-19", "last": "2026-11-30", "stand_in": "binh"})
    desk.fill(f"{PERSON}/vang-mat/ket-thuc", {"first": "2026-11-19"})
    desk.fill("/quan-tri/danh-ba/nhom/cac-to/don-vi", {"unit": "so", "on": ""})
    desk.fill("/quan-tri/danh-ba/nhom/cac-to/don-vi/ket-thuc", {"unit": "to", "since": "", "last": "2026-11-20"})
    with small.readings() as reading:
        card = person_card(reading, "an")
    assert [each.channel for each in card.contacts] == ["zns", "email"]
    assert [f"{each.last_on}" for each in card.absences] == ["2026-11-19"]
    assert {key[1]: each["valid_to"] is None for key, each in rows(small)["member"].items()} == {
        "to": False,
        "so": True,
    }


def test_a_group_has_other_names_that_documents_use(small: Opened, desk: Browser):
    path = "/quan-tri/danh-ba/nhom/cac-to"
    assert desk.fill(path, {"name": "Các tổ", "aliases": "các tổ trực thuộc; <b>tổ</b>"}).status_code == 303
    assert list(rows(small)["group_alias"]) == [("cac-to", "các tổ trực thuộc"), ("cac-to", "<b>tổ</b>")]
    assert 'value="các tổ trực thuộc; &lt;b&gt;tổ&lt;/b&gt;"' in desk.get(path).text


def test_a_person_hands_everything_over(small: Opened, desk: Browser):
    desk.fill("/quan-tri/danh-ba/nguoi/binh/lien-he", {"channel": "email", "address": "binh@so.example"})
    desk.fill(f"{PERSON}/ban-giao", {"successor": "binh · Bình", "on": "2026-12-01"})
    assert {key[1] for key, each in rows(small)["tenure"].items() if each["valid_to"] is None} == {"binh"}


def test_markup_in_a_name_stays_words(desk: Browser):
    desk.fill("/quan-tri/danh-ba", {"name": "<script>alert(1)</script>", "code": "xau"})
    page = desk.get("/quan-tri/danh-ba").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_channels_are_named_as_people_know_them(desk: Browser):
    desk.fill(f"{PERSON}/lien-he", {"channel": "zalobot", "address": "chat-1"})
    page = desk.get(PERSON).text
    assert '<option value="zalobot" >Zalo Bot</option>' in page
    assert re.findall(r'data-label="Kênh">([^<]+)<', page) == ["Thư điện tử", "Zalo Bot"]


def test_quiet_is_set_on_a_persons_page_and_what_is_refused_keeps_what_was_typed(small: Opened, desk: Browser):
    form = {"days": ["sat", "sun"], "start": "17:30", "end": "", "first": ["2026-12-01", ""], "last": ["", ""]}
    refused = desk.fill(f"{PERSON}/yen-lang", form)
    assert refused.status_code == 400
    assert "thiếu một đầu" in refused.text
    assert 'name="start" type="time" value="17:30"' in refused.text
    desk.fill(f"{PERSON}/yen-lang", form | {"end": "08:00"})
    assert rows(small)["person"]["an"]["quiet"] == {
        "days": ["sat", "sun"], "from": "17:30:00", "to": "08:00:00", "dates": [{"from": "2026-12-01", "to": "2026-12-01"}],
    }  # fmt: skip
    form_again = desk.get(PERSON).text.partition("/yen-lang")[2]
    assert re.findall(r'name="days" value="(\w+)" checked', form_again) == ["sat", "sun"]
    days = re.findall(r'name="(?:first|last)" type="date" value="([^"]*)"', form_again)
    assert days == ["2026-12-01", "2026-12-01", "", ""]
