"""What an administrator does through the pages: it is done, what is refused keeps what was typed, two do not collide."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from config.database import open_database, session
from config.opening import Opened, office_of
from config.settings import SAMPLE, Settings
from engine.delivery.mailbox import MailboxServer, read_mailbox
from engine.delivery.oversee import message_shown, messages
from engine.directory_rows import stored_rows
from engine.directory_view import person_card
from engine.directory_workbook import template
from engine.load import load_directory
from engine.switches import paused
from migrations import upgrade
from models.ladders import Role
from models.ledger import LedgerEntry
from models.messages import Message, MessageState
from models.office import Directory
from tests.web.conftest import NOW, Browser, browser_of

FEW: dict[str, Any] = {
    "units": [{"code": "so", "name": "Sở Thử", "posts": {"head": "an"}}, {"code": "to", "name": "Tổ Thử", "parent": "so"}],
    "groups": [{"code": "cac-to", "name": "Các tổ", "members": ["to"]}],
    "people": [{"code": "an", "name": "An", "email": "an@so.example"}, {"code": "binh", "name": "Bình"}],
}  # fmt: skip
UNIT, PERSON = "/quan-tri/danh-ba/don-vi/so", "/quan-tri/danh-ba/nguoi/an"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the small office, made once."""
    path = tmp_path_factory.mktemp("first") / "dondoc.db"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    with session(engine) as opened:
        load_directory(opened, Directory.model_validate(FEW), now=NOW)
    engine.dispose()
    return path


@pytest.fixture
def small(tmp_path: Path, first: Path) -> Iterator[Opened]:
    """An office of its own with two units and two people, in a folder that may be written."""
    copytree(SAMPLE, tmp_path / "office")
    copy(first, tmp_path / "dondoc.db")
    with MailboxServer(tmp_path / "mailbox") as mailbox:
        settings = Settings(home=tmp_path, office=tmp_path / "office", mailbox_port=mailbox.port)
        engine = open_database(settings.database_url)
        yield Opened(settings, office_of(settings), engine)
        engine.dispose()


@pytest.fixture
def desk(small: Opened) -> Browser:
    return browser_of(small, None, administrator=True)


def rows(small: Opened) -> Any:
    with small.readings() as reading:
        return stored_rows(reading)


def work_off(desk: Browser) -> None:
    """Let the jobs be done that wait."""
    desk.app.state.door.jobs.work_off()  # type: ignore[attr-defined]


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


@pytest.mark.parametrize(
    ("path", "data", "kept"),
    [
        ("/quan-tri/danh-ba", {"name": "Tên Giữ Lại", "code": "Mã Sai"}, "Tên Giữ Lại"),
        (f"{UNIT}/vi-tri", {"role": "head", "person": "khong-ai", "on": "31/02/2026"}, "khong-ai"),
        (f"{UNIT}/sap-xep", {"kind": "split", "on": "2026-12-01", "decision": "7/QĐ", "heirs": "to"}, "7/QĐ"),
        (UNIT, {"name": "Tên Khác", "parent": "to"}, "Tên Khác"),
        (f"{PERSON}/lien-he", {"channel": "zns", "address": "12"}, 'value="12"'),
        (f"{PERSON}/vang-mat", {"first": "2026-12-05", "last": "2026-12-01"}, "2026-12-05"),
        ("/quan-tri/danh-ba/nhom", {"name": "Nhóm Giữ", "code": "so"}, "Nhóm Giữ"),
        ("/quan-tri/tai-khoan", {"name": "Tên Có Dấu", "person": "an · An"}, "Tên Có Dấu"),
        ("/quan-tri/lich", {"on": "2026-12-01", "kind": "off", "name": "Ngày Giữ"}, "Ngày Giữ"),
        ("/quan-tri/tai-khoan/quan-tri", {"what": "nguoi", "person": "khong-ai"}, "khong-ai"),
    ],
)
def test_what_is_refused_is_told_on_the_form_with_what_was_typed(
    small: Opened, desk: Browser, path: str, data: dict[str, str], kept: str
):
    before = rows(small)
    answer = desk.fill(path, data)
    assert answer.status_code in (400, 409)
    assert 'role="alert"' in answer.text
    assert kept in answer.text
    assert rows(small) == before


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


def filled(**sheets: list[list[Any]]) -> bytes:
    book = load_workbook(io.BytesIO(template()))
    for name, lines in sheets.items():
        for line in lines:
            book[name.replace("_", " ")].append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(desk: Browser, content: bytes, name: str = "danh-ba.xlsx") -> str:
    """Send a file, wait for its check, and give the page that it leads to."""
    job = desk.fill("/quan-tri/danh-ba/nhap", files={"file": (name, content)}).headers["location"]
    work_off(desk)
    return str(desk.get(job).headers["location"])


def test_a_filled_workbook_is_looked_at_and_then_brought_in(small: Opened, desk: Browser):
    address = send(
        desk, filled(Người=[["cuc", "Cúc", "cuc@so.example"]], Vị_trí=[["to", "đầu mối", "cuc", None, None]])
    )
    page = desk.get(address).text
    assert "Cúc (cuc)" in page
    assert "cuc" not in rows(small)["person"]
    job = desk.fill(address).headers["location"]
    work_off(desk)
    assert desk.get(job).headers["location"] == "/quan-tri/danh-ba?xong=nhap"
    assert ("to", Role.FOCAL) in {key[0] for key in rows(small)["tenure"]}
    assert list((small.settings.home / "imports").iterdir()) == []


def test_a_workbook_with_faults_is_answered_cell_by_cell_and_changes_nothing(small: Opened, desk: Browser):
    before = rows(small)
    page = desk.get(send(desk, filled(Người=[["cuc", "", "x"]], Vị_trí=[["tổ", "sếp", "cuc", "40/1/2026", None]]))).text
    cells = re.findall(r'data-label="(?:Hàng|Cột)"[^>]*>([^<]+)<', page)
    assert cells == ["2", "Họ và tên", "2", "Email", "2", "Mã đơn vị", "2", "Vị trí", "2", "Từ ngày"]
    assert "chưa nhập gì" in page
    assert rows(small) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("danh-ba.xlsx", b"PK\x03\x04x", "bảng tính"),
        ("danh-ba.xls", b"\xd0\xcf\x11\xe0", "không phải bảng tính .xlsx"),
        ("danh-ba.yaml", b"\xff\x01", "tệp không phải UTF-8"),
        ("danh-ba.YML", b"units: [", "chưa nhập gì"),
        ("danh-ba.yaml", b"units: []\n", "chưa nhập gì"),
    ],
)
def test_what_is_no_directory_is_told_so(small: Opened, desk: Browser, name: str, content: bytes, said: str):
    job = desk.fill("/quan-tri/danh-ba/nhap", files={"file": (name, content)}).headers["location"]
    work_off(desk)
    answer = desk.get(job, follow_redirects=True)
    assert answer.status_code == 200
    assert said in answer.text


@pytest.mark.parametrize("content", [b"units: []\n", b"\xd0\xcf\x11\xe0", b"PK\x03\x04x"])
def test_a_broken_spreadsheet_is_told_as_one_and_not_line_by_line(desk: Browser, content: bytes):
    page = desk.get(send(desk, content, "danh-ba.xlsx")).text
    assert "không phải bảng tính .xlsx" in page
    assert 'data-label="Viết thế nào">tải tệp mẫu về rồi điền vào đó<' in page


@pytest.mark.parametrize("name", ["../../../etc/passwd", "<script>.xlsx", "..\\..\\a.xlsx", "x" * 3000, ""])
def test_a_hostile_name_of_a_file_leads_nowhere(small: Opened, desk: Browser, name: str):
    answer = desk.fill("/quan-tri/danh-ba/nhap", files={"file": (name or "a", filled(Người=[["cuc", "Cúc"]]))})
    work_off(desk)
    page = desk.get(answer.headers["location"], follow_redirects=True).text
    assert "<script>." not in page
    kept = list((small.settings.home / "imports").iterdir())
    assert [re.fullmatch(r"[0-9a-f]{32}\.xlsx", path.name) is not None for path in kept] == [True]


def test_of_two_administrators_who_import_at_once_the_second_looks_again(small: Opened, desk: Browser):
    other = browser_of(small, None, administrator=True)
    first, second = (send(desk, filled(Người=[["an", name, None]])) for name in ("An Một", "An Hai"))
    jobs = []
    for browser, address in ((desk, first), (other, second)):
        jobs.append(browser.fill(address).headers["location"])
        work_off(browser)
    assert "người khác sửa" in other.get(jobs[1]).text
    assert rows(small)["person"]["an"]["name"] == "An Một"


def test_a_yaml_directory_and_the_offices_own_come_the_same_way(small: Opened, desk: Browser):
    address = send(desk, b"people:\n  - {code: cuc, name: C}\n", "them.yaml")
    assert "C (cuc)" in desk.get(address).text
    job = desk.fill("/quan-tri/danh-ba/nhap/mau").headers["location"]
    work_off(desk)
    assert "Thay đổi sẽ ghi vào danh bạ" in desk.get(job, follow_redirects=True).text


def test_the_directory_leaves_as_a_file_and_comes_back_unchanged(desk: Browser):
    sent = desk.get("/quan-tri/danh-ba/xuat.xlsx")
    assert sent.headers["content-disposition"] == 'attachment; filename="danh-ba-20261120.xlsx"'
    for suffix in ("xlsx", "yaml"):
        content = desk.get(f"/quan-tri/danh-ba/xuat.{suffix}").content
        assert "Không có gì thay đổi" in desk.get(send(desk, content, f"danh-ba.{suffix}")).text


def ladder_form(desk: Browser) -> dict[str, str]:
    page = desk.get("/quan-tri/thang/sua").text
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return {"seen": found[1]}


LADDER = "standard:\n  - {at: -2 working days, to: [lead.focal]}\n"
OTHERS = "check:\n  - {at: 0 days, to: [lead.focal]}\nreview:\n  - {at: 0 days, to: [monitor.focal]}\nanswer:\n  - {at: 0 days, to: [lead.focal]}\n"


def test_a_ladder_is_checked_line_by_line_and_saved_with_its_former_text_beside_it(small: Opened, desk: Browser):
    form = ladder_form(desk)
    wrong = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER.replace("lead.focal", "lead.boss"), "what": "luu"})
    assert wrong.status_code == 400
    assert "Dòng 2" in wrong.text
    looked = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "kiem-tra"})
    assert "trước hạn 2 ngày làm việc" in looked.text
    assert desk.get("/quan-tri/thang").text.count("trước hạn 2 ngày") == 0
    saved = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "luu"})
    assert saved.headers["location"] == "/quan-tri/thang/so-sanh?xong=thang"
    assert "trước hạn 2 ngày làm việc" in desk.get("/quan-tri/thang").text
    backups = list(small.settings.office.glob("ladders.yaml.*.bak"))
    assert [each.read_text("utf-8") for each in backups] == [(SAMPLE / "ladders.yaml").read_text("utf-8")]


def test_a_ladder_that_another_changed_meanwhile_is_not_overwritten(small: Opened, desk: Browser):
    form = ladder_form(desk)
    desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "luu"})
    late = desk.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS + "# khác\n", "what": "luu"})
    assert late.status_code == 409
    assert "# khác" in late.text
    assert "# khác" not in (small.settings.office / "ladders.yaml").read_text("utf-8")


def test_what_is_open_follows_the_new_ladder_when_it_is_asked_to(desk: Browser):
    job = desk.fill("/quan-tri/thang/lap-lai").headers["location"]
    work_off(desk)
    assert desk.get(job).headers["location"] == "/quan-tri/thang/so-sanh?xong=lap-lai"


def test_a_day_off_is_written_into_the_calendar_with_its_document(small: Opened, desk: Browser):
    day = {"on": "2026-12-01", "kind": "off", "name": 'Nghỉ "bù": thử', "document": "9/QĐ-UBND"}
    assert desk.fill("/quan-tri/lich", day).status_code == 303
    text = (small.settings.office / "calendar.yaml").read_text("utf-8")
    assert "12729/VPCP-KGVX" in text
    assert "# decided_through" in text
    page = desk.get("/quan-tri/lich").text
    assert "(9/QĐ-UBND)" in page
    again = desk.fill("/quan-tri/lich", day)
    assert again.status_code == 400
    assert "hai lần" in again.text


def test_the_sample_office_is_never_written_to(office: Opened):
    there = browser_of(office, None, administrator=True)
    before = (SAMPLE / "ladders.yaml").read_text("utf-8")
    assert "DONDOC_OFFICE" in there.get("/quan-tri/thang").text
    form = ladder_form(there)
    refused = there.fill("/quan-tri/thang/sua", form | {"text": LADDER + OTHERS, "what": "luu"})
    assert refused.status_code == 409
    assert (SAMPLE / "ladders.yaml").read_text("utf-8") == before


def test_a_trial_reaches_the_administrators_own_address(small: Opened):
    there = browser_of(small, "an", administrator=True)
    assert "Đã gửi thử đến" in there.fill("/quan-tri/kenh/email/thu").text
    [mail] = read_mailbox(small.settings.home / "mailbox")
    assert "an@so.example" in mail.to
    with small.readings() as reading:
        told = reading.exec(select(LedgerEntry).where(LedgerEntry.subject == "channel")).one()
    assert (told.after or {}).items() >= {"address": "a…@so.example", "ok": True}.items()


@pytest.mark.parametrize(("path", "status"), [("email", 409), ("zalobot", 404), ("..%2Fx", 404)])
def test_a_trial_without_an_address_or_a_channel_is_refused_in_words(desk: Browser, path: str, status: int):
    assert desk.fill(f"/quan-tri/kenh/{path}/thu").status_code == status


def test_everything_is_held_and_let_go(small: Opened, desk: Browser):
    assert desk.fill("/quan-tri/tin/tam-dung", {"reason": " "}).status_code == 400
    desk.fill("/quan-tri/tin/tam-dung", {"reason": "sửa máy chủ", "until": "2026-11-25"})
    assert "sửa máy chủ" in desk.get("/quan-tri/tin").text
    assert "sửa máy chủ" in desk.get("/quan-tri").text
    desk.fill("/quan-tri/tin/mo-lai")
    with small.readings() as reading:
        assert paused(reading, now=NOW) is None
    assert desk.fill("/quan-tri/tin/mo-lai").status_code == 409


@pytest.fixture
def a_message(small: Opened) -> int:
    with small.sessions() as writing:
        made = Message(person_id=1, channel="email", address="an@so.example", slot="s", token="t", retry_at=NOW,
                       created_at=NOW, state=MessageState.DEAD)  # fmt: skip
        writing.add(made)
        writing.flush()
        return int(made.id or 0)


def test_a_dead_message_is_sent_again_or_taken_out(small: Opened, desk: Browser, a_message: int):
    path = f"/quan-tri/tin/{a_message}"
    assert desk.fill(f"{path}/huy", {"reason": ""}).status_code == 400
    desk.fill(f"{path}/gui-lai", {"reason": "đã sửa địa chỉ"})
    desk.fill(f"{path}/huy", {"reason": "nhầm"})
    with small.readings() as reading:
        shown = message_shown(reading, a_message)
        listed = messages(reading, now=NOW, state="cancelled")
    assert [each["action"] for each in shown.history] == ["resend", "cancel"]
    assert [each.id for each in listed] == [a_message]


@pytest.mark.parametrize("query", ["?state=bua", "?nguoi=khong-ai", "?truoc=0", "?state=%00"])
def test_a_wrong_filter_of_messages_is_answered_in_words(desk: Browser, query: str):
    assert desk.get(f"/quan-tri/tin{query}").status_code in (200, 400, 422)


def test_the_ledger_is_looked_through_by_whom_on_what_and_when(desk: Browser):
    desk.fill("/quan-tri/danh-ba/nguoi", {"name": "Cúc", "code": "cuc"})
    found: Callable[[str], bool] = lambda query: "cuc" in desk.get(f"/quan-tri/nhat-ky?{query}").text  # noqa: E731
    assert found("gi=person&tu=20/11/2026")
    assert found("ai=quan-tri")
    assert not found("gi=unit")
    assert not found("ai=khong-ai")
    assert not found("den=2026-11-19")
    assert desk.get("/quan-tri/nhat-ky?tu=40/1/2026").status_code == 400


def test_an_account_is_given_to_a_person_who_has_none_yet(desk: Browser):
    gift = {"what": "nguoi", "person": "an · An"}
    desk.fill("/quan-tri/tai-khoan", {"name": "an.nguyen", "person": "an · An"})
    assert desk.fill("/quan-tri/tai-khoan", {"name": "an.hai", "person": "an · An"}).status_code == 409
    assert desk.fill("/quan-tri/tai-khoan/quan-tri", gift).status_code == 409
    desk.fill("/quan-tri/tai-khoan", {"name": "moi"})
    desk.fill("/quan-tri/danh-ba/nguoi", {"name": "Cúc", "code": "cuc"})
    assert desk.fill("/quan-tri/tai-khoan/moi", gift | {"person": "cuc"}).status_code == 303
    assert desk.get("/quan-tri/tai-khoan").text.count("Cúc</td>") == 1


def test_an_account_is_made_linked_closed_and_made_administrator(small: Opened, desk: Browser):
    desk.fill("/quan-tri/tai-khoan", {"name": "an.nguyen", "person": "an · An"})
    shown = desk.fill("/quan-tri/tai-khoan/an.nguyen/lien-ket", {"what": "hien"}).text
    assert re.search(r"/dat-mat-khau/[\w.-]+", shown)
    mailed = desk.fill("/quan-tri/tai-khoan/an.nguyen/lien-ket", {"what": "thu"})
    assert "/dat-mat-khau/" not in mailed.text
    assert len(read_mailbox(small.settings.home / "mailbox")) == 1
    desk.fill("/quan-tri/tai-khoan/an.nguyen", {"what": "quan-tri"})
    desk.fill("/quan-tri/tai-khoan/an.nguyen", {"what": "khoa"})
    assert "đang khóa" in desk.get("/quan-tri/tai-khoan").text
    assert desk.fill("/quan-tri/tai-khoan/an.nguyen/lien-ket", {"what": "hien"}).status_code == 409
    assert desk.fill("/quan-tri/tai-khoan/quan-tri", {"what": "khoa"}).status_code == 409


def test_the_first_steps_stand_on_the_first_page_until_they_are_done(empty_pages: Browser):
    assert "Danh bạ của cơ quan" in empty_pages.get("/").text
    assert empty_pages.get("/bat-dau").text.count("chưa xong") == 4
    for step in ("ladder", "rehearsal"):
        empty_pages.fill(f"/bat-dau/{step}")
    assert empty_pages.get("/bat-dau").text.count("chưa xong") == 2
    assert empty_pages.fill("/bat-dau/khac").status_code == 404


def test_others_see_no_first_steps(small: Opened):
    assert "Danh bạ của cơ quan" not in browser_of(small, "binh").get("/").text


def test_an_empty_workbook_can_be_had(desk: Browser):
    book = load_workbook(io.BytesIO(desk.get("/quan-tri/danh-ba/mau.xlsx").content))
    assert book.sheetnames[1:] == ["Đơn vị", "Nhóm", "Người", "Vị trí", "Liên hệ", "Vắng mặt", "Sắp xếp"]
    assert isinstance(book, Workbook)
