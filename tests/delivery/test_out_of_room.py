"""The disk fills up while messages leave: none is lost, and one is repeated only if nobody could write that it had left."""

import pytest
import sqlalchemy as sa

from config.database import open_database
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.mailbox import MailboxServer, read_mailbox
from engine.delivery.smtp import MailServer
from models.columns import Table
from models.messages import MessageState
from tests.delivery.cast import Cast, office
from tests.delivery.servers import FROM

pytestmark = pytest.mark.faults


@pytest.fixture
def crowded(disk):
    """The cast in a database that lies on the small disk."""
    engine = open_database(f"sqlite:///{disk.folder}/dondoc.db")
    Table.metadata.create_all(engine)
    yield Cast(engine)
    engine.dispose()


def run(cast, clock, server):
    return deliver(cast.sessions, office(), [EmailChannel(server)], clock=clock)


def test_on_a_full_disk_nothing_leaves_and_later_each_leaves_once(crowded, disk, clock, server, moody):
    messages = [crowded.message(who, [crowded.owe("2024-01-09")]) for who in ("lan", "hung")]
    disk.fill()
    with pytest.raises(sa.exc.OperationalError, match="disk is full"):
        run(crowded, clock, server)
    assert moody.kept == []
    disk.free()
    assert run(crowded, clock, server)["sent"] == 2
    assert {crowded.state(each) for each in messages} == {MessageState.SENT}
    assert len(moody.kept) == 2


def test_a_mail_whose_leaving_could_not_be_written_down_comes_again_marked(crowded, disk, clock, server, moody):
    message = crowded.message("lan", [crowded.owe("2024-01-09")])

    class Filling(EmailChannel):
        """The disk fills up just when the mail has left."""

        def send(self, envelope):
            answer = super().send(envelope)
            disk.fill()
            return answer

    with pytest.raises(sa.exc.OperationalError, match="disk is full"):
        deliver(crowded.sessions, office(), [Filling(server)], clock=clock)
    disk.free()
    assert crowded.state(message) is MessageState.SENDING
    clock.forward(minutes=11)
    assert run(crowded, clock, server)["sent"] == 1
    first, second = moody.kept
    assert second.subject == f"(gửi lại) {first.subject}"
    assert second.id == first.id


def test_a_mailbox_without_room_asks_to_wait_and_keeps_no_half_mail(cast, clock, disk):
    messages = [cast.message(who, [cast.owe("2024-01-09")]) for who in ("lan", "hung")]
    with MailboxServer(disk.folder / "mailbox") as mailbox:
        server = MailServer("127.0.0.1", mailbox.port, FROM, security="plain", timeout=5)
        disk.fill(but=2048)
        assert run(cast, clock, server)["failed"] == 2
        assert {cast.state(each) for each in messages} == {MessageState.FAILED}
        disk.free()
        assert [path for path in mailbox.folder.rglob("*") if path.is_file()] == []
        clock.forward(minutes=3)
        assert run(cast, clock, server)["sent"] == 2
    assert len(read_mailbox(disk.folder / "mailbox")) == 2
