"""The page of one obligation: it shows what its viewer may do, does it, and gives back what it refuses."""

import re
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from config.opening import Opened
from engine.fulfilment.deeds import Deed
from engine.fulfilment.evidence import LARGEST, MOST
from engine.watching.queries import obligations
from engine.watching.wishes import Wish
from models.columns import table_of
from models.comments import Comment
from models.obligations import Evidence, Obligation, Progress
from tests.web.conftest import NOW, Browser, browser_of

FOCAL, HEAD, MONITOR, LEADER = "la-thi-thu-ha", "vuong-duc-quy", "tran-thi-kim-hang", "vuong-the-toan"
UNIT = "cc-doluong-svd"  # of FOCAL and HEAD


@pytest.fixture(scope="module")
def numbers(office: Opened) -> dict[str, int]:
    """The unit's obligations of the plan of the year by activity: the unfinished ones first."""
    with office.readings() as session:
        rows = obligations(session, Wish(plan=f"svd-{NOW.year}", unit=UNIT), today=NOW.date())
    rows.sort(key=lambda row: row.progress != Progress.OPEN, reverse=True)
    return {row.activity: row.id for row in rows}


@pytest.fixture
def focal(office: Opened) -> Browser:
    return browser_of(office, FOCAL)


@pytest.fixture
def monitor(office: Opened) -> Browser:
    return browser_of(office, MONITOR)


def progress(office: Opened, number: int) -> Progress:
    with office.readings() as session:
        return session.get_one(Obligation, number).progress


def forms(page: str) -> set[str]:
    """The deeds that a page offers."""
    return set(re.findall(r"\?lam=([a-z-]+)", page)) | set(re.findall(r'action="/nghia-vu/\d+/([a-z-]+)"', page))


def count(office: Opened, table: Any) -> int:
    with office.readings() as session:
        return int(session.execute(sa.select(sa.func.count()).select_from(table_of(table))).scalar_one())


def test_each_is_offered_what_the_posts_allow(
    office: Opened, numbers: dict[str, int], focal: Browser, monitor: Browser
):
    path = f"/nghia-vu/{numbers['cong-khai-thu-tuc']}"
    assert forms(focal.get(path).text) == {"nop", "dang-lam", "xin-gia-han", "kho-khan", "nhac-sau", "trao-doi"}
    assert forms(monitor.get(path).text) == {"don-doc", "gia-han", "mien", "trao-doi"}
    assert forms(browser_of(office, LEADER).get(path).text) == {"trao-doi"}


def test_a_form_opens_by_its_address_and_for_htmx_alone(numbers: dict[str, int], focal: Browser):
    path = f"/nghia-vu/{numbers['cong-khai-thu-tuc']}?lam=xin-gia-han"
    assert "Xin gia hạn đến ngày" in focal.get(path).text
    part = focal.get(path, headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<section id="lam"')
    assert "Xin gia hạn đến ngày" in part
    assert "<html" not in part


@pytest.mark.parametrize("wanted", ["khong-co", "duyet", "<script>", "trao-doi"])
def test_a_form_that_is_not_offered_is_not_opened(numbers: dict[str, int], focal: Browser, wanted: str):
    page = focal.get(f"/nghia-vu/{numbers['cong-khai-thu-tuc']}", params={"lam": wanted})
    assert page.status_code == 200
    assert 'name="document"' in page.text  # the first form as ever


def test_a_document_goes_in_with_its_files_and_they_come_out_as_downloads(
    office: Opened, numbers: dict[str, int], focal: Browser, monitor: Browser
):
    number = numbers["giao-ban"]
    sent = [("files", ("báo cáo.pdf", BytesIO(b"<script>1</script>"))), ("files", ("../số liệu.xlsx", BytesIO(b"x")))]
    form = {"document": "9/BC-CCĐL", "on": "2026-11-19", "tiep": "/"}
    done = focal.fill(f"/nghia-vu/{number}/nop", form, files=sent)
    assert (done.status_code, done.headers["location"]) == (303, "/?xong=nop")
    assert progress(office, number) is Progress.SUBMITTED
    page = monitor.get(f"/nghia-vu/{number}").text
    links = sorted(set(re.findall(rf"/nghia-vu/{number}/tep/\d+", page)))
    assert len(links) == 2
    file = monitor.get(links[0])
    assert file.content == b"<script>1</script>"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]
    assert browser_of(office, "khong-gia-quan").get(links[0]).status_code == 404


def test_a_file_is_not_found_under_another_obligation(office: Opened, numbers: dict[str, int], focal: Browser):
    with office.sessions() as session:
        evidence = session.execute(sa.select(sa.func.max(table_of(Evidence).c.id))).scalar_one()
    assert evidence
    assert focal.get(f"/nghia-vu/{numbers['cong-khai-thu-tuc']}/tep/{evidence}").status_code == 404
    assert focal.get(f"/nghia-vu/{numbers['giao-ban']}/tep/999999").status_code == 404


@pytest.mark.parametrize(
    ("form", "files", "told"),
    [
        ({"document": "", "reason": "gõ dở"}, [], "Cần nêu số văn bản"),
        ({"document": "9/BC", "on": "2026-13-01", "reason": "gõ dở"}, [], "không phải ngày có thật"),
        ({"document": "9/BC", "on": "2027-01-01", "reason": "gõ dở"}, [], "ở tương lai"),
        ({"document": "9/BC", "reason": "gõ dở"}, [("files", ("a.exe", b"x"))], "Không nhận tệp"),
        ({"document": "9/BC", "reason": "gõ dở"}, [("files", ("a.pdf", b""))], "trống — nêu tệp có nội dung"),
        (
            {"document": "9/BC", "reason": "gõ dở"},
            [("files", (f"{n}.pdf", b"x")) for n in range(MOST + 1)],
            "nhiều nhất",
        ),
    ],
)
def test_what_is_refused_comes_back_with_what_was_typed(
    office: Opened, numbers: dict[str, int], focal: Browser, form: dict[str, str], files: Any, told: str
):
    number = numbers["cong-khai-thu-tuc"]
    before = count(office, Evidence)
    page = focal.fill(f"/nghia-vu/{number}/nop", form, files=files)
    assert page.status_code == 400
    assert told in page.text
    assert ">gõ dở</textarea>" in page.text
    assert (progress(office, number), count(office, Evidence)) == (Progress.OPEN, before)


def test_a_remark_that_is_refused_stands_in_its_own_form_only(numbers: dict[str, int], focal: Browser):
    page = focal.fill(f"/nghia-vu/{numbers['cong-khai-thu-tuc']}/trao-doi", {"reason": " ", "document": "9/BC"})
    assert page.status_code == 400
    assert "Cần viết nội dung trao đổi" in page.text
    assert 'value="9/BC"' not in page.text


def test_who_was_slower_is_told_and_keeps_the_words(office: Opened, monitor: Browser, focal: Browser, numbers: Any):
    number = numbers["so-lieu-truc-tuyen"]
    assert progress(office, number) is Progress.SUBMITTED
    assert monitor.fill(f"/nghia-vu/{number}/duyet").status_code == 303
    late = monitor.fill(f"/nghia-vu/{number}/tra-lai", {"reason": "thiếu phụ lục"})
    assert late.status_code == 409
    assert "thiếu phụ lục" in late.text
    assert "Đã hoàn thành" in late.text
    assert progress(office, number) is Progress.ACCEPTED


@pytest.mark.parametrize("deed", [each.value for each in Deed if each is not Deed.COMMENT])
def test_a_leader_only_reads_and_a_stranger_finds_nothing(office: Opened, numbers: dict[str, int], deed: str):
    form = {"document": "1/BC", "reason": "thử", "until": "2027-01-29"}
    path = f"/nghia-vu/{numbers['cong-khai-thu-tuc']}/{deed}"
    assert browser_of(office, LEADER).fill(path, form).status_code == 403
    assert browser_of(office, "khong-gia-quan").fill(path, form).status_code == 404


def test_what_is_said_is_seen_by_all_who_see_the_work_and_is_never_markup(
    office: Opened, numbers: dict[str, int], focal: Browser, monitor: Browser
):
    path = f"/nghia-vu/{numbers['cong-khai-thu-tuc']}"
    before = count(office, Comment)
    done = focal.fill(f"{path}/trao-doi", {"reason": "<script>1</script> xin chờ"})
    assert done.headers["location"] == f"{path}?xong=trao-doi"
    page = monitor.get(path).text
    assert "&lt;script&gt;1&lt;/script&gt; xin chờ" in page
    assert "<script>1" not in page
    assert count(office, Comment) == before + 1


@pytest.mark.parametrize("onward", ["//xau.example", "https://xau.example/", "/\\xau.example", "javascript:alert(1)"])
def test_nobody_is_sent_on_to_another_site(numbers: dict[str, int], focal: Browser, onward: str):
    path = f"/nghia-vu/{numbers['cong-khai-thu-tuc']}"
    done = focal.fill(f"{path}/trao-doi", {"reason": "thử", "tiep": onward})
    assert done.headers["location"] == "/?xong=trao-doi"
    page = focal.get(path, params={"tiep": onward}).text
    assert f'"{onward}' not in page  # neither the way back nor the form's


def test_the_line_of_success_says_only_what_is_ours(focal: Browser):
    assert "Đã duyệt" in focal.get("/?xong=duyet").text
    page = focal.get("/?xong=<b>Chuyển tiền</b>").text
    assert 'role="status"' not in page
    assert "<b>Chuyển" not in page


def test_what_is_larger_than_any_form_is_not_even_read(focal: Browser, numbers: dict[str, int]):
    headers = {"content-length": str(LARGEST * 2), "content-type": "application/x-www-form-urlencoded"}
    answer = focal.post(f"/nghia-vu/{numbers['cong-khai-thu-tuc']}/nop", content=b"document=1", headers=headers)
    assert answer.status_code == 413


def test_a_unit_raises_an_event_and_comes_to_its_page(office: Opened, focal: Browser):
    page = focal.get("/phat-sinh").text
    [event] = re.findall(r'<option value="([0-9-]+)"', page)
    refused = focal.fill("/phat-sinh", {"event": event, "about": "Bão số 3", "reason": " "})
    assert refused.status_code == 400
    assert 'value="Bão số 3"' in refused.text
    done = focal.fill("/phat-sinh", {"event": event, "about": "Bão số 3", "reason": "tốc mái kho"})
    assert "xong=phat-sinh" in done.headers["location"]
    assert "Báo cáo khó khăn, vướng mắc về Văn phòng Sở: Bão số 3" in focal.get(done.headers["location"]).text


@pytest.mark.parametrize("form", [{"reason": "a\x00b"}, {"reason": "x" * 2001}])
def test_what_no_database_takes_is_refused_at_the_door(focal: Browser, numbers: dict[str, int], form: dict[str, str]):
    assert focal.fill(f"/nghia-vu/{numbers['cong-khai-thu-tuc']}/trao-doi", form).status_code == 422


def test_the_head_too_may_act_for_the_unit(office: Opened, numbers: dict[str, int]):
    assert "nop" in forms(browser_of(office, HEAD).get(f"/nghia-vu/{numbers['cong-khai-thu-tuc']}").text)
