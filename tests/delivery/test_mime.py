"""Mail as bytes: headers that any client reads back word for word, and nothing smuggled into them."""

import email
import re
from email.header import decode_header, make_header
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.delivery.channels import Envelope, is_mail_address
from engine.delivery.mime import as_mail, encoded
from engine.delivery.smtp import MailServer
from engine.wording import masked
from models.errors import ConfigurationError
from tests.delivery.cast import moment
from tests.delivery.servers import FROM

SERVER = MailServer("127.0.0.1", 25, FROM)
WORDS = [
    "Quá",
    "hạn",
    "3",
    "ngày:",
    "rà",
    "soát",
    "tế,",
    "cáo",
    "“hằng",
    "quý”",
    "(quý",
    "IV)",
    "=?utf-8?q?x?=",
    "4672/KH-SYT",
    "—",
    "Nghị",
    "định",
    "ẴẶỮ",
    "a@b.example",
    "&",
    "😀",
]
LINES = st.lists(st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=1)


def envelope(**changes: object) -> Envelope:
    usual: dict[str, object] = {"address": "lan@soyte.example", "person": "Lê Thị Lan", "subject": "Hạn 09/01/2024",
                                "text": "Một\nhai\n", "html": "<p>Một</p>", "token": "abc", "thread": None,
                                "at": moment("2024-01-08")}  # fmt: skip
    return Envelope(**(usual | changes))  # type: ignore[arg-type]


def body(mail: email.message.EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def read(**changes: object) -> email.message.EmailMessage:
    return email.message_from_bytes(as_mail(envelope(**changes), SERVER), policy=default)


@given(LINES.map(" ".join))
def test_any_subject_is_read_back_word_for_word(subject):
    raw = as_mail(envelope(subject=subject), SERVER)
    assert email.message_from_bytes(raw, policy=default)["Subject"] == subject
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@given(LINES.map(" ".join))
def test_any_name_is_read_back_word_for_word(name):
    header = as_mail(envelope(person=name), SERVER).split(b"To: ")[1].split(b"\r\n <lan@")[0].decode()
    assert str(make_header(decode_header(header))) == name


@pytest.mark.parametrize(
    "name", ["Lê Thị Lan", "Công Tằng Tôn Nữ Hoàng Bảo Ngọc", "Ban", "Lan, Lê <x@y.example>", "=?utf-8?q?x?="]
)
def test_a_persons_name_is_one_name_for_any_reader(name):
    (found,) = read(person=name)["To"].addresses
    assert (found.display_name, found.addr_spec) == (name, "lan@soyte.example")


def test_a_space_at_a_fold_is_kept_where_pythons_own_folding_loses_it():
    subject = "10/01/2024” cải cải (quý N chính 3 tế, định việc – 3 Sở định tế, cáo Y hạn “trước cách ngày:"
    assert read(subject=subject)["Subject"] == subject


def test_a_short_plain_subject_stays_readable():
    assert encoded("Report 2024-Q1") == "Report 2024-Q1"


def test_text_and_html_are_alternatives_of_each_other():
    mail = read()
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert body(mail) == "Một\r\nhai\r\n"
    assert body(mail, "html") == "<p>Một</p>\r\n"


def test_headers_name_the_message_the_hour_and_that_no_person_wrote_it():
    mail = read()
    assert mail["Message-ID"] == "<abc@soyte.example>"
    assert mail["Date"] == "Mon, 08 Jan 2024 08:00:00 +0700"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"].addresses[0].display_name == "Đôn Đốc"
    assert mail["In-Reply-To"] is None


def test_mails_about_one_obligation_are_one_thread():
    mail = read(thread="nghia-vu-7")
    assert mail["In-Reply-To"] == mail["References"] == "<nghia-vu-7@soyte.example>"


def test_the_same_message_gives_the_same_bytes():
    assert as_mail(envelope(), SERVER) == as_mail(envelope(), SERVER)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\n ", "\0"])
@pytest.mark.parametrize("where", ["subject", "person", "address", "token", "thread"])
def test_a_line_end_in_a_header_is_refused(where, end):
    with pytest.raises(ValueError, match="line end"):
        as_mail(envelope(**{where: f"x{end}Bcc: ai@noi.example"}), SERVER)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_line_end_in_the_body_stays_in_the_body(end):
    mail = read(text=f"một{end}.{end}Bcc: ai@noi.example")
    assert mail["Bcc"] is None
    assert body(mail) == "một\r\n.\r\nBcc: ai@noi.example\r\n"


@pytest.mark.parametrize(
    "address", ["lan@soyte.example", "a.b+c@x-y.soyte.example", "o'neil@soyte.example", "1@2.example"]
)
def test_plain_addresses_pass(address):
    assert is_mail_address(address)


@pytest.mark.parametrize(
    "address",
    ["", "lan", "lan@", "@soyte.example", "lan@soyte", "lan@soyte.example\r\nRCPT TO:<ai@noi.example>", "lan@soyte.example\n",
     "Lan <lan@soyte.example>", "<lan@soyte.example>", "a@b.example,c@d.example", "a b@soyte.example", "lan@soyte.example ",
     "đan@soyte.example", "a@b@soyte.example", '"a"@soyte.example', "lan@sở.example", "lan@[127.0.0.1]"],
)  # fmt: skip
def test_anything_but_one_plain_address_is_refused(address):
    assert not is_mail_address(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("lan@soyte.example", "l…@soyte.example"), ("slack://token/of/mine", "slack://…"), ("", "…")],
)
def test_addresses_are_masked(address, shown):
    assert masked(address) == shown


@pytest.mark.parametrize("sender", ["", "Đôn Đốc", "dondoc@", "Đôn Đốc <dondoc@soyte.example\r\nBcc: x@y.example>"])
def test_a_bad_sender_is_refused_when_it_is_set(sender):
    with pytest.raises(ConfigurationError, match="địa chỉ gửi"):
        MailServer("127.0.0.1", 25, sender)


def test_the_password_is_not_shown():
    assert "bi-mat" not in repr(MailServer("127.0.0.1", 25, FROM, username="a", password="bi-mat"))
    assert not re.search("lan|Lê", repr(envelope(subject="x")))
