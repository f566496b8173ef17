"""Any other Apprise URL is a channel too; its URL, which may hold a token, shows nowhere."""

import http.server
import json
import threading

import pytest

from engine.delivery.apprise_url import AppriseChannel
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.outbox import PAUSES
from models.messages import MessageState
from tests.delivery.cast import office
from tests.delivery.test_mime import envelope


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hook():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        server.seen, server.status = [], 200  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def url(server):
    return f"json://nguoi:mat-khau-dai@127.0.0.1:{server.server_port}/duong-dan-bi-mat"


def said(records):
    return " ".join(record.getMessage() for record in records)


def test_a_message_reaches_the_service(hook):
    with AppriseChannel(pause=0) as channel:
        assert channel.send(envelope(address=url(hook), subject="Quá hạn 3 ngày", text="Một\nhai\n")).ok
    assert [(each["title"], each["message"]) for each in hook.seen] == [("Quá hạn 3 ngày", "Một\nhai")]


def test_a_refusal_gives_the_reason_without_the_secrets(hook, overheard):
    hook.status = 500
    answer = AppriseChannel(pause=0).send(envelope(address=url(hook)))
    assert (answer.ok, answer.permanent) == (False, False)
    assert "500" in answer.text
    assert not any(secret in answer.text + said(overheard) for secret in ("mat-khau-dai", "duong-dan-bi-mat"))


def test_a_url_that_means_nothing_is_a_bad_address_and_is_not_shown(overheard):
    answer = AppriseChannel().send(envelope(address="khongco://bi-mat-cua-toi"))
    assert (answer.permanent, answer.bad_address) == (True, True)
    assert "bi-mat-cua-toi" not in answer.text + said(overheard)


def test_one_url_is_one_destination(hook):
    answer = AppriseChannel().send(envelope(address=f"{url(hook)}, {url(hook)}/2"))
    assert answer.bad_address
    assert hook.seen == []


def test_a_dead_url_is_tried_with_pauses_and_in_the_end_the_next_address_is_taken(cast, clock, server, moody):
    cast.contact("lan", "json://127.0.0.1:1/bi-mat", channel="apprise", position=-1)
    message = cast.message("lan", [cast.owe("2024-01-09")], channel="apprise", address="json://127.0.0.1:1/bi-mat")
    mail = EmailChannel(server)
    for _ in range(len(PAUSES) + 2):
        deliver(cast.sessions, office(), [AppriseChannel(pause=0), mail], clock=clock)
        clock.forward(days=1)
    tried = [outcome for outcome, _ in cast.answers(message)]
    assert tried == [*[MessageState.FAILED] * len(PAUSES), MessageState.DEAD, MessageState.SENT]
    assert [kept.to for kept in moody.kept] == ["lan@soyte.example"]
    assert "bi-mat" not in " ".join(answer for _, answer in cast.answers(message))
