"""The local mailbox keeps what it is sent, whole, and is read newest first."""

from engine.delivery.email import EmailChannel
from engine.delivery.mailbox import MailboxServer, read_mailbox
from engine.delivery.smtp import MailServer
from tests.delivery.cast import moment
from tests.delivery.servers import FROM
from tests.delivery.test_mime import envelope


def send(port, **changes):
    with EmailChannel(MailServer("127.0.0.1", port, FROM, security="plain", timeout=5)) as channel:
        return channel.send(envelope(**changes))


def test_a_mail_is_kept_and_read_back(tmp_path):
    with MailboxServer(tmp_path / "mailbox") as mailbox:
        assert send(mailbox.port, subject="Quá hạn 3 ngày: rà soát").ok
        (mail,) = read_mailbox(tmp_path / "mailbox")
    assert (mail.at, mail.to, mail.subject) == (
        moment("2024-01-08"),
        "Lê Thị Lan <lan@soyte.example>",
        "Quá hạn 3 ngày: rà soát",
    )
    assert (mail.text, mail.html) == ("Một\nhai\n", "<p>Một</p>\n")


def test_the_newest_stands_first_and_a_limit_keeps_the_last_to_come(tmp_path):
    with MailboxServer(tmp_path) as mailbox:
        for n in (8, 10, 9):
            send(mailbox.port, subject=f"ngày {n}", at=moment(f"2024-01-{n:02d}"))
    assert [mail.subject for mail in read_mailbox(tmp_path)] == ["ngày 10", "ngày 9", "ngày 8"]
    assert [mail.subject for mail in read_mailbox(tmp_path, limit=2)] == ["ngày 10", "ngày 9"]


def test_a_mailbox_goes_on_where_it_was(tmp_path):
    for n in (8, 9):
        with MailboxServer(tmp_path) as mailbox:
            send(mailbox.port, at=moment(f"2024-01-{n:02d}"))
    assert len(read_mailbox(tmp_path)) == 2


def test_a_mailbox_that_is_not_there_is_empty(tmp_path):
    assert read_mailbox(tmp_path / "none") == []


def test_half_a_mail_is_never_seen(tmp_path):
    with MailboxServer(tmp_path) as mailbox:
        (tmp_path / "tmp" / "half.mailbox").write_bytes(b"Subject: na")
        send(mailbox.port)
    assert len(read_mailbox(tmp_path)) == 1


def test_only_this_machine_can_reach_it(tmp_path):
    with MailboxServer(tmp_path) as mailbox:
        assert mailbox._controller.hostname == "127.0.0.1"


def test_stopped_it_no_longer_listens(tmp_path):
    with MailboxServer(tmp_path) as mailbox:
        port = mailbox.port
    assert send(port).is_down
