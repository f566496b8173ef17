"""What reached nobody is told to the administrator, by mail and once."""

import pytest
import sqlalchemy as sa

from engine.delivery import dead
from engine.delivery.dead import dead_letters, tell_administrator
from engine.delivery.email import EmailChannel
from engine.delivery.oversee import message_shown, resend
from engine.escalation.switches import pause, resume
from engine.journal import By
from engine.locks import take_lock
from models.columns import table_of
from models.directory import Contact
from models.messages import MessageState
from tests.delivery.cast import Cast, office

ADMIN = "quantri@soyte.example"


def to_admin(moody):
    return [kept for kept in moody.kept if kept.to == ADMIN]


@pytest.fixture
def two_die(cast, moody):
    """Two people whose only address is refused for good."""
    moody.moods |= {"lan": "550 5.1.1 unknown", "hung": "550 5.1.1 unknown"}
    return [cast.message(who, [cast.owe("2024-01-09")]) for who in ("lan", "hung")]


def test_the_administrator_gets_one_mail_about_all_that_died(cast, deliver_all, moody, two_die):
    assert deliver_all(administrator=ADMIN)["dead"] == 2
    (mail,) = to_admin(moody)
    assert mail.subject == "Đôn Đốc: 2 tin không gửi được"
    for words in ("Lê Thị Lan", "Phạm Văn Hùng", "l…@soyte.example", "550 5.1.1 unknown", "dondoc messages resend SỐ"):
        assert words in mail.body()
    assert "lan@soyte.example" not in mail.body()
    assert "Lê Thị Lan" in mail.body("html")


def test_each_is_told_once_and_the_ledger_says_when(cast, deliver_all, moody, clock, two_die):
    deliver_all(administrator=ADMIN)
    clock.forward(hours=1)
    deliver_all(administrator=ADMIN)
    clock.forward(days=-2)  # the clock was set back
    deliver_all(administrator=ADMIN)
    assert len(to_admin(moody)) == 1
    with cast.sessions() as session:
        assert [each["action"] for each in message_shown(session, two_die[0]).history] == ["alert"]


def test_one_that_dies_again_is_told_again(cast, deliver_all, moody, clock, two_die):
    deliver_all(administrator=ADMIN)
    clock.forward(hours=1)
    with cast.sessions() as session:
        session.execute(sa.update(table_of(Contact)).values(is_dead=False))
        resend(session, two_die[0], By("Sơn", clock()))
    clock.forward(hours=1)
    deliver_all(administrator=ADMIN)
    assert [mail.subject for mail in to_admin(moody)] == [
        "Đôn Đốc: 2 tin không gửi được",
        "Đôn Đốc: 1 tin không gửi được",
    ]
    assert len({mail.id for mail in to_admin(moody)}) == 2


@pytest.mark.parametrize("mood", ["451 4.3.0 try later", "hang", "drop"])
def test_what_the_server_does_not_take_is_told_with_the_next_delivery(deliver_all, moody, two_die, mood):
    moody.moods["quantri"] = mood
    deliver_all(administrator=ADMIN)
    assert to_admin(moody) == []
    del moody.moods["quantri"]
    deliver_all(administrator=ADMIN)
    assert len(to_admin(moody)) == 1


def test_without_an_administrator_nobody_is_told_and_later_one_hears_of_all(cast, deliver_all, moody, two_die):
    deliver_all()
    assert moody.kept == []
    deliver_all(administrator=ADMIN)
    assert len(to_admin(moody)) == 1


def test_while_sending_is_paused_the_administrator_waits_too(cast, deliver_all, moody, clock, two_die):
    deliver_all()
    with cast.sessions() as session:
        pause(session, office(), By("Sơn", clock()), "đổi máy chủ thư")
    deliver_all(administrator=ADMIN)
    assert moody.kept == []
    with cast.sessions() as session:
        resume(session, By("Sơn", clock()))
    deliver_all(administrator=ADMIN)
    assert len(to_admin(moody)) == 1


def test_when_nothing_died_no_mail_leaves(cast, deliver_all, moody):
    cast.message("lan", [cast.owe("2024-01-09")])
    deliver_all(administrator=ADMIN)
    assert to_admin(moody) == []


def test_of_two_deliverers_at_once_one_tells(either_database, server, moody, clock):
    cast = Cast(either_database)
    cast.message("lan", [cast.owe("2024-01-09")], state=MessageState.DEAD)
    with cast.sessions() as session:
        take_lock(session, dead.LOCK, "the other", clock())
    with EmailChannel(server) as channel:
        assert tell_administrator(cast.sessions, channel, ADMIN, office="Sở", now=clock()) == []
        clock.forward(minutes=15)
        assert len(tell_administrator(cast.sessions, channel, ADMIN, office="Sở", now=clock())) == 1
        assert tell_administrator(cast.sessions, channel, ADMIN, office="Sở", now=clock()) == []
    assert len(to_admin(moody)) == 1
    with cast.sessions() as session:
        assert (len(dead_letters(session)), dead_letters(session, untold=True)) == (1, [])


def test_a_crowd_is_counted(cast, deliver_all, moody, clock):
    for n in range(dead.SHOWN + 3):
        cast.message("lan", [], state=MessageState.DEAD, slot=f"y{n}")
    deliver_all(administrator=ADMIN)
    (mail,) = to_admin(moody)
    assert mail.subject == "Đôn Đốc: 53 tin không gửi được"
    assert "… và 3 tin khác." in mail.body()
