"""A plan from upload to activation, as each role meets it."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlmodel import col, select

from cli.loading import load_if_empty
from config.opening import Opened, opened
from config.settings import Settings
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from migrations import upgrade
from models.ledger import LedgerEntry
from tests.web.conftest import NOW, Browser, browser_of
from tests.web.drafting import LEADER, MONITOR, UNIT, activated, named, page_of, read, sent, version_of
from tests.web.plan_document import CHANGED, PLAN

HTMX = {"HX-Request": "true"}


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[Opened]:
    """A sample office of the test's own."""
    with opened(Settings(home=tmp_path)) as here:
        upgrade(here.engine)
        load_if_empty(here, now=NOW)
        yield here


def test_each_duty_stands_beside_the_words_it_was_read_from(office: Opened):
    there = browser_of(office, MONITOR)
    page = page_of(there, read(there) + "?xem=tat-ca")
    for number in (1, 2, 3, 4):
        assert f'id="vb-{number}" href="#nv-{number}"' in page
        assert f'href="#vb-{number}"' in page
    marked = re.findall(r'id="vb-2".*?<mark class="awaits">(.*?)</mark>', page, re.DOTALL)
    assert marked == ["Tổ Công nghệ số cộng đồng hướng dẫn người dân nộp hồ sơ trực tuyến, xong trong quý II/2027."]


def test_what_is_doubtful_is_shown_first_with_its_reason(office: Opened):
    there = browser_of(office, MONITOR)
    page = page_of(there, read(there))
    assert re.findall(r'<article class="duty awaits" id="nv-(\d)"', page) == ["1", "2", "3"]
    for flag in ("Chưa khớp đơn vị", "Cần ngày", "Phối hợp ngoài danh bạ"):
        assert flag in page
    assert "danh bạ không có “Tổ Công nghệ số cộng đồng”" in page


def test_a_plan_goes_from_upload_to_obligations(own_office: Opened):
    there = browser_of(own_office, MONITOR)
    draft = read(there)
    assert "Còn 1 chỗ phải sửa trước" in page_of(there, f"{draft}/doi-chieu")
    named(there, draft)
    assert activated(there, draft).status_code == 303
    done = page_of(there, draft)
    assert "Đã kích hoạt: Trần Thị Kim Hằng" in done
    assert 'href="/ke-hoach/so-vi-du-tinh-minh-hoa-15-2027"' in done
    with own_office.readings() as session:
        owed = obligations(session, Wish(plan="15/KH-SVD"), today=NOW.date())
        said = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.id).desc())).first()
    assert {row.unit for row in owed} == {"nv-svd", "tt-daotao-svd", "tccb-svd", "vp-svd"}
    assert (said.actor, said.action) == ("Trần Thị Kim Hằng", "activate") if said else False


def test_a_plan_activated_late_asks_from_which_day_to_remind(own_office: Opened):
    there = browser_of(own_office, MONITOR)
    draft = read(there, PLAN.replace("2027", "2026"))
    named(there, draft)
    page = page_of(there, f"{draft}/doi-chieu")
    assert re.search(r"Đã có [1-9]\d* hạn trôi qua trước hôm nay", page)
    assert "khác biệt ở trên" not in page
    assert activated(there, draft, tell_from="2026-12-01").status_code == 303
    with own_office.readings() as session:
        said = session.exec(select(LedgerEntry).where(LedgerEntry.action == "tell from")).one()
    assert said.reason == "chỉ nhắc việc có hạn từ 01/12/2026"


def test_a_changed_document_shows_only_what_changed(own_office: Opened):
    there = browser_of(own_office, MONITOR)
    first = read(there)
    named(there, first)
    activated(there, first)
    page = page_of(there, read(there, CHANGED) + "/doi-chieu")
    assert "So với kế hoạch đang chạy" in page
    assert "khác biệt ở trên" in page
    assert "tell_from" not in page
    assert re.findall(r"<dt>(Thêm|Sửa|Rút) (\d)</dt>", page) == [("Thêm", "1"), ("Sửa", "1"), ("Rút", "1")]
    assert re.findall(r"<dd>(\d) nghĩa vụ (mới|chưa làm)</dd>", page) == [("1", "mới"), ("1", "chưa làm")]
    assert re.findall(r'class="date">(\d\d/\d\d/2027)<', page) == ["09/03/2027", "30/03/2027"]


def test_who_will_receive_what_is_rehearsed_before_anything_is_kept(own_office: Opened):
    there = browser_of(own_office, MONITOR)
    draft = read(there)
    named(there, draft)
    waiting = there.fill(f"{draft}/dien-tap").headers["location"]
    there.app.state.door.jobs.work_off()  # type: ignore[attr-defined]
    assert there.get(waiting).headers["location"] == f"{draft}/doi-chieu"
    page = page_of(there, f"{draft}/doi-chieu")
    assert re.search(r"Từ 20/11/2026 đến \d\d/\d\d/2027, nếu không ai nộp gì: [1-9]\d* tin về \d+ nghĩa vụ", page)
    with own_office.readings() as session:
        assert obligations(session, Wish(plan="15/KH-SVD"), today=NOW.date()) == []


def test_what_was_corrected_since_is_not_activated_unseen(own_office: Opened):
    there = browser_of(own_office, MONITOR)
    draft = read(there)
    named(there, draft)
    answer = there.fill(f"{draft}/kich-hoat", {"revision": "1", "agreed": "1"})
    assert answer.status_code == 409
    assert "vừa được sửa" in answer.text


@pytest.mark.parametrize("person", [UNIT, LEADER])
def test_who_neither_issues_nor_monitors_sees_no_draft_of_others(office: Opened, person: str):
    draft = read(browser_of(office, MONITOR))
    there = browser_of(office, person)
    for path in (draft, f"{draft}/doi-chieu", f"{draft}/phan-dau", f"{draft}/nhiem-vu/1", f"{draft}/them"):
        assert there.get(path).status_code == 404
    for deed in ("nhiem-vu/1", "nhiem-vu/1/bo", "don-vi", "phan-dau", "dien-tap", "kich-hoat", "huy"):
        data = {"agreed": "1", "reason": "x", "name": "x", "unit": "svd"}
        assert there.fill(f"{draft}/{deed}", data).status_code == 404


def test_a_name_that_nothing_bears_is_told_where_it_was_typed(pages: Browser):
    draft = read(pages)
    answer = pages.fill(f"{draft}/don-vi", {"name": "Tổ Công nghệ số cộng đồng", "unit": "Tổ 7", "show": "tat-ca"})
    page = unescape(answer.text)
    assert answer.status_code == 400
    assert "Danh bạ không có 'Tổ 7'" in page
    assert 'value="Tổ 7"' in page


def test_who_brought_a_plan_of_others_may_look_but_not_shape_it(office: Opened):
    there = browser_of(office, UNIT)
    draft = read(there)
    page = page_of(there, draft)
    assert "chỉ đơn vị ban hành hoặc theo dõi kế hoạch" in page
    assert "Chấp nhận" not in page
    assert there.fill(f"{draft}/nhiem-vu/1/chap-nhan", {"version": "1"}).status_code == 403
    assert there.fill(f"{draft}/phan-dau", {"version": "1", "monitor": "tt-dulieu-svd"}).status_code == 403
    assert there.fill(f"{draft}/kich-hoat", {"revision": "1", "agreed": "1"}).status_code == 403


def test_who_may_not_upload_is_told_so(office: Opened):
    there = browser_of(office, LEADER)
    assert there.get("/ke-hoach/moi").status_code == 403
    assert sent(there, PLAN).status_code == 403
    assert 'href="/ke-hoach/moi"' not in there.get("/ke-hoach").text


def test_the_slower_of_two_loses_nothing(office: Opened, pages: Browser):
    one, other = browser_of(office, MONITOR), pages
    draft = read(one)
    version = version_of(page_of(one, draft + "?xem=tat-ca"), 1)
    fields = {"version": version, "lead": "Phòng Nghiệp vụ Sở Ví dụ", "way": "keep"}
    assert one.fill(f"{draft}/nhiem-vu/1", fields | {"title": "Rà soát dữ liệu"}).status_code == 303
    answer = other.fill(f"{draft}/nhiem-vu/1", fields | {"title": "Lập danh mục dữ liệu"})
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "Người khác vừa sửa chỗ này" in page
    assert "Rà soát dữ liệu" in page
    assert ">Lập danh mục dữ liệu</textarea>" in page
    newer = re.search(r'name="version" value="(\d+)"', page)
    assert newer
    again = other.fill(f"{draft}/nhiem-vu/1", fields | {"title": "Lập danh mục dữ liệu", "version": newer[1]})
    assert again.status_code == 303


def test_an_accepted_duty_comes_back_as_its_card_and_the_counts(office: Opened):
    there = browser_of(office, MONITOR)
    draft = read(there)
    version = version_of(page_of(there, draft), 3)
    card = there.fill(f"{draft}/nhiem-vu/3/chap-nhan", {"version": version}, headers=HTMX).text
    assert card.strip().startswith('<article class="duty" id="nv-3"')
    assert '<span id="dem-can-xem" hx-swap-oob="true">2</span>' in card


def test_a_form_takes_the_place_of_its_card_only_within_the_draft(office: Opened):
    there = browser_of(office, MONITOR)
    form = f"{read(there)}/nhiem-vu/1"
    assert f'hx-post="{form}"' in there.get(form, headers=HTMX).text
    assert "hx-post" not in page_of(there, form)


def test_a_duty_left_out_stays_with_its_reason(office: Opened):
    there = browser_of(office, MONITOR)
    draft = read(there)
    version = version_of(page_of(there, draft), 3)
    assert there.fill(f"{draft}/nhiem-vu/3/bo", {"version": version, "reason": " "}).status_code == 400
    there.fill(f"{draft}/nhiem-vu/3/bo", {"version": version, "reason": "trùng kế hoạch khác"})
    assert "trùng kế hoạch khác" in page_of(there, f"{draft}?xem=da-bo")


def test_a_phrase_is_understood_while_it_is_typed(office: Opened):
    there = browser_of(office, MONITOR)
    draft = read(there)
    said = there.get(f"{draft}/thoi-han", params={"phrase": "hằng quý, trước ngày 20 của tháng cuối quý"}).text
    assert "hằng quý; trước ngày 20 tháng cuối kỳ" in said
    assert "19/03/2027" in said
    assert "chưa nêu thời hạn" in there.get(f"{draft}/thoi-han", params={"phrase": "càng sớm càng tốt"}).text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"way": "phrase", "phrase": "xong trong quý II/2027"}, "chậm nhất hết quý II/2027"),
        ({"way": "day", "on": "2027-06-20", "strict": "1"}, "trước ngày 20/06/2027"),
        ({"way": "every", "every": "M", "due": "25"}, "hằng tháng; chậm nhất ngày 25 tháng cuối kỳ"),
        ({"way": "window", "first": "01/02/2027", "last": "30/6/2027"}, "thường xuyên từ ngày 01/02/2027 đến"),
        ({"way": "target", "value": "95,5", "unit": "%", "by": "2027-12-31"}, "đạt ít nhất 95.5%"),
        ({"way": "event", "trigger": "có sự cố", "within": "2"}, "khi có sự cố; trong 2 ngày làm việc"),
        ({"way": "undated"}, "chưa có ngày"),
    ],
)
def test_a_day_can_be_stated_in_words_or_field_by_field(office: Opened, fields: dict[str, str], words: str):
    there = browser_of(office, MONITOR)
    draft = read(there)
    data = {"version": "1", "title": "Soạn tài liệu", "lead": "tccb-svd"} | fields
    assert there.fill(f"{draft}/nhiem-vu/3", data).status_code == 303
    assert words in page_of(there, f"{draft}?xem=tat-ca")


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"way": "phrase", "phrase": "sớm nhất có thể"}, "timing", "chưa nêu thời hạn"),
        ({"way": "phrase", "phrase": "trước ngày 10/3/2027 và trước ngày 10/9/2027"}, "timing", "nêu 2 thời hạn"),
        ({"way": "day", "on": "30/02/2027"}, "timing", "không phải ngày có thật"),
        ({"way": "day", "on": ""}, "timing", "chưa nhập đủ"),
        ({"way": "keep", "title": "x"}, "title", "chưa có tên nhiệm vụ"),
    ],
)
def test_a_refused_form_says_why_at_the_field_and_keeps_what_was_typed(
    office: Opened, fields: dict[str, str], field: str, words: str
):
    there = browser_of(office, MONITOR)
    draft = read(there)
    data = {"version": "1", "title": "Soạn tài liệu", "lead": "Tổ <b>đặc biệt</b>"} | fields
    answer = there.fill(f"{draft}/nhiem-vu/3", data)
    assert answer.status_code == 400
    found = re.search(rf'id="loi-{field}">([^<]*)', answer.text)
    assert found
    assert words in unescape(found[1])
    assert 'value="Tổ &lt;b&gt;đặc biệt&lt;/b&gt;"' in answer.text


def test_a_duty_is_added_from_words_of_the_document(office: Opened):
    there = browser_of(office, MONITOR)
    draft = read(there)
    words = "kiểm tra sao lưu máy chủ hằng tháng, chậm nhất ngày 25"
    form = page_of(there, f"{draft}/them?source={words}")
    assert "hằng tháng; chậm nhất ngày 25" in form
    data = {"source": words, "title": "Kiểm tra sao lưu", "lead": "tt-dulieu-svd", "way": "phrase", "phrase": words}
    assert there.fill(f"{draft}/them", data).headers["location"].endswith("#nv-5")
    page = page_of(there, f"{draft}?xem=tat-ca")
    assert re.findall(r'id="vb-5".*?<mark class="">(.*?)</mark>', page, re.DOTALL) == [words]


def test_a_head_that_lacks_facts_is_asked_for_and_its_days_make_the_others(office: Opened, pages: Browser):
    draft = read(pages, PLAN.replace(" năm 2027", "").replace("Minh Họa, ngày 18 tháng 11 năm 2026", ""))
    form = page_of(pages, f"{draft}/phan-dau")
    assert "chưa rõ ngày bắt đầu" in form
    data = dict(re.findall(r'name="(version|id|number|issuer|monitor)" (?:list="ten-don-vi" )?value="([^"]*)"', form))
    head = data | {"title": "Chuyển đổi số", "start": "2027-01-01", "end": "2027-12-31"}
    assert pages.fill(f"{draft}/phan-dau", head | {"end": "2026-12-31"}).status_code == 400
    assert pages.fill(f"{draft}/phan-dau", head).status_code == 303
    assert "19/03/2027" in page_of(pages, f"{draft}?xem=tat-ca")
