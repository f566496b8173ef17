"""E-mail through Apprise to a real server: what each of its moods means for the message."""

import subprocess

import apprise
import pytest

from engine.delivery.email import SCHEMA, EmailChannel
from engine.delivery.smtp import MailServer
from models.errors import ConfigurationError
from tests.delivery.servers import FROM, Moody, listening, one_login, tls_of
from tests.delivery.test_mime import envelope


@pytest.fixture
def channel(server):
    with EmailChannel(server) as opened:
        yield opened


def to(name: str, **changes):
    return envelope(address=f"{name}@soyte.example", **changes)


def test_a_mail_arrives_and_the_reply_is_handed_back(channel, moody):
    answer = channel.send(to("lan"))
    assert (answer.ok, answer.text) == (True, "250 2.0.0 queued as 42")
    assert [(kept.to, kept.subject, kept.body()) for kept in moody.kept] == [
        ("lan@soyte.example", "Hạn 09/01/2024", "Một\nhai\n")
    ]


def test_one_connection_serves_many_mails(channel, moody):
    assert all(channel.send(to(f"n{n}")).ok for n in range(20))
    assert (len(moody.kept), moody.connections) == (20, 1)


def test_a_connection_that_the_server_dropped_is_opened_once_more(channel, moody):
    moody.per_connection = 3
    assert all(channel.send(to(f"n{n}")).ok for n in range(10))
    assert (len(moody.kept), moody.connections) == (10, 4)


def test_leading_dots_survive(channel, moody):
    channel.send(to("lan", text=".\n..\n.một\n"))
    assert moody.kept[0].body() == ".\n..\n.một\n"


@pytest.mark.parametrize(
    ("mood", "permanent", "bad_address"),
    [
        ("450 4.2.1 mailbox busy", False, False),
        ("451 4.7.1 greylisted", False, False),
        ("550 5.1.1 no such user", True, True),
        ("550 5.7.1 relaying denied", True, False),
        ("DATA 452 4.3.1 disk full", False, False),
        ("DATA 554 5.6.0 refused as spam", True, False),
    ],
)
def test_a_refusal_is_for_good_or_for_now_and_of_the_address_or_not(channel, moody, mood, permanent, bad_address):
    moody.moods["lan"] = mood
    answer = channel.send(to("lan"))
    assert (answer.ok, answer.permanent, answer.bad_address) == (False, permanent, bad_address)
    assert answer.text == mood.removeprefix("DATA ")
    assert (answer.is_down, answer.is_unknown) == (False, False)
    assert channel.send(to("mai")).ok
    assert moody.connections == 1


def test_a_refused_sender_is_a_fault_of_the_channel(channel, moody):
    moody.mood = "MAIL 553 5.7.1 sender not allowed"
    answer = channel.send(to("lan"))
    assert (answer.ok, answer.permanent, answer.is_down) == (False, False, True)


@pytest.mark.parametrize(("mood", "arrived"), [("drop", 0), ("take-and-drop", 1)])
def test_a_connection_lost_after_the_message_left_leaves_it_unknown(channel, moody, mood, arrived):
    moody.moods["lan"] = mood
    answer = channel.send(to("lan"))
    assert (answer.ok, answer.is_unknown, answer.is_down) == (False, True, False)
    assert len(moody.kept) == arrived
    assert channel.send(to("mai")).ok


def test_a_connection_lost_before_the_message_left_is_no_more_than_a_failure(channel, moody):
    moody.moods["lan"] = "drop-at-rcpt"
    answer = channel.send(to("lan"))
    assert (answer.ok, answer.is_unknown, answer.permanent, answer.is_down) == (False, False, False, False)
    assert channel.send(to("mai")).ok


@pytest.mark.parametrize(("mood", "is_unknown"), [("hang", False), ("take-and-hang", True)])
def test_a_server_that_hangs_is_out_of_order(channel, moody, mood, is_unknown):
    moody.moods["lan"] = mood
    answer = channel.send(to("lan"))
    assert (answer.ok, answer.is_down, answer.is_unknown) == (False, True, is_unknown)


def test_a_server_that_is_away_is_out_of_order(server):
    away = MailServer("127.0.0.1", 1, FROM, security="plain", timeout=0.5)
    answer = EmailChannel(away).send(to("lan"))
    assert (answer.ok, answer.is_down, answer.permanent) == (False, True, False)
    assert "refused" in answer.text


@pytest.mark.parametrize("address", ["lan", "lan@soyte.example\r\nRCPT TO:<ai@noi.example>", "Lan <lan@soyte.example>"])
def test_a_bad_address_never_reaches_the_server(channel, moody, address):
    answer = channel.send(envelope(address=address))
    assert (answer.permanent, answer.bad_address) == (True, True)
    assert (moody.kept, moody.connections) == ([], 0)


@pytest.mark.parametrize("field", ["subject", "person", "token"])
def test_a_smuggled_header_is_refused_for_good_and_the_address_is_not_blamed(channel, moody, field):
    answer = channel.send(envelope(**{field: "x\r\nBcc: ai@noi.example"}))
    assert (answer.permanent, answer.bad_address) == (True, False)
    assert moody.kept == []


def test_what_is_no_fault_of_mail_is_raised_though_apprise_would_swallow_it(channel, monkeypatch):
    monkeypatch.setattr("engine.delivery.email.as_mail", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        channel.send(to("lan"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=IP:127.0.0.1", "-out", str(cert), "-keyout", str(key)], check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def secured(found: MailServer, security, cert, **more) -> MailServer:
    return MailServer("127.0.0.1", found.port, FROM, security=security, ca_file=cert, timeout=5, **more)


def test_starttls_and_login(certificate):
    moody, (cert, key) = Moody(), certificate
    options = {
        "tls_context": tls_of(str(cert), str(key)),
        "require_starttls": True,
        "authenticator": one_login,
        "auth_required": True,
    }
    with listening(moody, **options) as found:
        good = secured(found, "starttls", cert, username="dondoc", password="mat-khau")
        wrong = secured(found, "starttls", cert, username="dondoc", password="khac")
        with EmailChannel(good) as channel:
            assert channel.send(to("lan")).ok
        with EmailChannel(wrong) as channel:
            answer = channel.send(to("lan"))
    assert (answer.ok, answer.is_down, answer.permanent, answer.bad_address) == (False, True, False, False)
    assert answer.text.startswith("535")


def test_tls_from_the_first_byte(certificate):
    moody, (cert, key) = Moody(), certificate
    with (
        listening(moody, ssl_context=tls_of(str(cert), str(key))) as found,
        EmailChannel(secured(found, "tls", cert)) as channel,
    ):
        assert channel.send(to("lan")).ok


def test_a_certificate_nobody_vouches_for_is_refused(certificate):
    moody, (cert, key) = Moody(), certificate
    with (
        listening(moody, tls_context=tls_of(str(cert), str(key))) as found,
        EmailChannel(secured(found, "starttls", None)) as channel,
    ):
        answer = channel.send(to("lan"))
    assert answer.is_down
    assert "certificate verify failed" in answer.text


def test_without_starttls_on_offer_nothing_is_sent(server, moody):
    with EmailChannel(secured(server, "starttls", None)) as channel:
        answer = channel.send(to("lan"))
    assert (answer.is_down, moody.kept) == (True, [])


def test_a_missing_certificate_file_is_refused_when_the_channel_is_made(tmp_path):
    with pytest.raises(ConfigurationError, match="chứng chỉ"):
        EmailChannel(MailServer("127.0.0.1", 25, FROM, ca_file=tmp_path / "khong-co.pem"))


def test_apprise_knows_the_plugin_and_makes_none_from_a_url(server):
    EmailChannel(server)
    assert SCHEMA in apprise.NotificationManager()
    assert not apprise.Apprise().add(f"{SCHEMA}://lan:mat-khau@soyte.example")


def test_apprise_logs_nothing_where_others_read(channel, moody, overheard):
    moody.moods["lan"] = "550 5.1.1 no such user"
    channel.send(to("lan"))
    assert [record for record in overheard if record.name.startswith("apprise")] == []
