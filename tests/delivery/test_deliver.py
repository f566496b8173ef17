"""Delivery with a real server and a clock moved by hand: nothing lost, nothing twice save where marked."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from config.database import quick_sessions
from engine.delivery import outbox
from engine.delivery.channels import Answer
from engine.delivery.dead import dead_letters
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.outbox import PAUSES, judged, pause_after
from engine.delivery.smtp import MailServer
from models.columns import table_of
from models.directory import Contact, Person
from models.errors import ConfigurationError
from models.ladders import Role
from models.messages import Message, MessageState, NoticeState
from models.obligations import Obligation, Progress
from tests.delivery.cast import Cast, Clock, moment, office
from tests.delivery.servers import FROM

FIGURES = {"sent": 0, "failed": 0, "dead": 0, "unknown": 0, "empty": 0, "waiting": 0, "held": 0}


class Recording:
    """A channel that keeps what it is given, and answers or raises as it is told."""

    def __init__(self, name="email", answer=None):
        self.name, self.answer, self.sent, self.entered = name, answer or Answer(ok=True), [], 0

    def send(self, envelope):
        self.sent.append(envelope)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, *_):
        self.entered -= 1


def run(cast, clock, *channels, **more):
    return deliver(cast.sessions, office(), channels, clock=clock, **more)


def test_a_message_is_sent_and_recorded(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    assert deliver_all() == FIGURES | {"sent": 1}
    assert [(kept.to, kept.subject) for kept in moody.kept] == [
        ("lan@soyte.example", "Hạn 09/01/2024 (thứ Ba): Xây dựng kế hoạch cải cách hành chính")
    ]
    stored = cast.read(message)
    assert (stored.state, stored.tries, stored.sent_at) == (MessageState.SENT, 1, moment("2024-01-08"))
    assert stored.text == moody.kept[0].body()
    assert cast.notices(message) == [NoticeState.SENT]
    assert cast.answers(message) == [(MessageState.SENT, "250 2.0.0 queued as 42")]


def test_what_was_sent_is_not_sent_again(cast, deliver_all, moody, clock):
    cast.message("lan", [cast.owe("2024-01-09")])
    deliver_all()
    clock.forward(days=3)
    assert deliver_all() == FIGURES
    assert len(moody.kept) == 1


def test_a_message_leaves_at_its_moment_and_not_before(cast, deliver_all, clock):
    cast.message("lan", [cast.owe("2024-01-09")], at="2024-01-08")
    clock.at -= dt.timedelta(seconds=1)
    assert deliver_all() == FIGURES | {"waiting": 1}
    clock.forward(seconds=1)
    assert deliver_all() == FIGURES | {"sent": 1}


def test_work_finished_meanwhile_is_not_told(cast, deliver_all, moody):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed])
    cast.change(Obligation, owed, progress=Progress.ACCEPTED)
    assert deliver_all() == FIGURES | {"empty": 1}
    assert (moody.kept, moody.connections) == ([], 0)
    assert cast.state(message) is MessageState.EMPTY
    assert cast.read(message).leased_by is None


def test_one_obligation_is_one_thread_and_several_are_none(cast, deliver_all, moody):
    one, other = cast.owe("2024-01-09"), cast.owe("2024-01-10")
    cast.message("lan", [one])
    cast.message("hung", [one, other], position=1, role=Role.HEAD)
    deliver_all()
    assert [kept.mail["References"] for kept in moody.kept] == [f"<nghia-vu-{one}@soyte.example>", None]


def test_a_refusal_for_now_is_tried_again_with_the_same_message_id(cast, deliver_all, moody, clock):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    moody.moods["lan"] = "DATA 451 4.3.0 try later"
    assert deliver_all() == FIGURES | {"failed": 1, "waiting": 1}
    assert cast.answers(message) == [(MessageState.FAILED, "451 4.3.0 try later")]
    clock.forward(minutes=1, seconds=59)
    assert deliver_all() == FIGURES | {"waiting": 1}
    moody.moods.clear()
    clock.forward(minutes=1)
    assert deliver_all() == FIGURES | {"sent": 1}
    assert [kept.id for kept in moody.kept] == [f"<{cast.read(message).token}@soyte.example>"]
    assert "(gửi lại)" not in moody.kept[0].subject


def test_pauses_grow_and_then_the_message_is_dead(cast, deliver_all, moody, clock):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    moody.moods["lan"] = "451 4.3.0 try later"
    waits = []
    while cast.state(message) is not MessageState.DEAD:
        deliver_all()
        waits.append(cast.read(message).retry_at - clock())
        clock.at = max(clock.at, cast.read(message).retry_at)
    assert len(waits) == len(PAUSES) + 1
    assert all(pause <= wait <= pause * 1.2 for pause, wait in zip(PAUSES, waits, strict=False))
    assert deliver_all() == FIGURES


def test_the_pause_of_a_message_is_always_the_same_and_differs_between_messages():
    assert pause_after(1, "a") == pause_after(1, "a")
    assert len({pause_after(1, f"token{n}") for n in range(100)}) > 90


def test_a_dead_letter_is_listed_with_its_answer_and_a_masked_address(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    moody.moods["lan"] = "550 5.1.1 no such user"
    assert deliver_all() == FIGURES | {"dead": 1}
    with cast.sessions() as session:
        (letter,) = dead_letters(session)
    assert (letter.message_id, letter.person, letter.address) == (message, "Lê Thị Lan", "l…@soyte.example")
    assert letter.answer == "550 5.1.1 no such user"


def test_a_dead_address_is_marked_and_the_next_one_is_tried(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "lan.le@benhvien.example", position=1)
    moody.moods["lan"] = "550 5.1.1 no such user"
    assert deliver_all() == FIGURES | {"failed": 1, "sent": 1}
    assert [kept.to for kept in moody.kept] == ["lan.le@benhvien.example"]
    contact = table_of(Contact)
    marked = cast.rows(sa.select(contact.c.address).where(contact.c.is_dead))
    assert marked == [("lan@soyte.example",)]
    assert [state for state, _ in cast.answers(message)] == [MessageState.DEAD, MessageState.SENT]


def test_a_content_refused_for_good_blames_no_address(cast, deliver_all, moody):
    cast.message("lan", [cast.owe("2024-01-09")])
    moody.moods["lan"] = "DATA 554 5.6.0 refused as spam"
    assert deliver_all() == FIGURES | {"dead": 1}
    assert cast.rows(sa.select(table_of(Contact).c.id).where(table_of(Contact).c.is_dead)) == []


def test_no_address_is_tried_twice_when_all_fail(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "lan.le@benhvien.example", position=1)
    moody.mood = "550 5.1.1 no such user"
    assert deliver_all() == FIGURES | {"failed": 1, "dead": 1}
    assert len(cast.answers(message)) == 2


def test_the_next_address_may_be_on_another_channel(cast, clock):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "json://may.example", channel="apprise", position=1)
    mail = Recording(answer=Answer(ok=False, permanent=True, bad_address=True))
    other = Recording("apprise")
    assert run(cast, clock, mail, other) == FIGURES | {"failed": 1, "sent": 1}
    assert [envelope.address for envelope in other.sent] == ["json://may.example"]
    assert cast.read(message).channel == "apprise"


def test_a_channel_that_is_not_there_is_not_turned_to(cast, clock):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    cast.contact("lan", "json://may.example", channel="apprise", position=1)
    assert run(cast, clock, Recording(answer=Answer(ok=False, permanent=True))) == FIGURES | {"dead": 1}
    assert cast.state(message) is MessageState.DEAD


def test_messages_of_an_unknown_channel_wait(cast, clock):
    cast.message("lan", [cast.owe("2024-01-09")], channel="zalo")
    assert run(cast, clock, Recording()) == FIGURES | {"waiting": 1}


@pytest.mark.parametrize("mood", ["drop", "take-and-drop"])
def test_a_message_lost_on_its_way_is_unknown_and_comes_again_marked_under_the_same_id(
    cast, deliver_all, moody, clock, mood
):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    other = cast.message("hung", [cast.owe("2024-01-10")])
    moody.moods["lan"] = mood
    assert deliver_all() == FIGURES | {"unknown": 1, "sent": 1, "waiting": 1}
    assert (cast.state(message), cast.state(other)) == (MessageState.UNKNOWN, MessageState.SENT)
    moody.moods.clear()
    clock.forward(minutes=3)
    assert deliver_all() == FIGURES | {"sent": 1}
    to_lan = [kept for kept in moody.kept if kept.to == "lan@soyte.example"]
    assert len({kept.id for kept in to_lan}) == 1
    assert to_lan[-1].subject.startswith("(gửi lại) Hạn 09/01/2024")


def test_a_server_that_hangs_is_left_alone_and_nothing_is_worn_out(cast, deliver_all, moody, clock):
    first = cast.message("lan", [cast.owe("2024-01-09")])
    others = [cast.message("hung", [cast.owe("2024-01-10")]) for _ in range(3)]
    moody.mood = "hang"
    assert deliver_all() == FIGURES | {"failed": 1, "waiting": 4}
    assert (cast.read(first).tries, [cast.read(m).tries for m in others]) == (0, [0, 0, 0])
    assert {cast.state(m) for m in others} == {MessageState.PENDING}
    moody.mood = ""
    clock.forward(minutes=3)
    assert deliver_all() == FIGURES | {"sent": 4}


def test_a_server_away_for_a_week_loses_nothing(cast, clock, server, moody):
    message = cast.message("lan", [cast.owe("2024-01-19")])
    away = MailServer("127.0.0.1", 1, FROM, security="plain", timeout=0.5)
    for _ in range(28):
        assert run(cast, clock, EmailChannel(away)) == FIGURES | {"failed": 1, "waiting": 1}
        clock.forward(hours=6)
    assert run(cast, clock, EmailChannel(server)) == FIGURES | {"sent": 1}
    assert "(gửi lại)" not in moody.kept[0].subject
    assert cast.read(message).tries == 1


def test_a_message_that_cannot_be_written_does_not_hold_up_the_others(cast, clock, moody, server, caplog):
    bad = cast.message("lan", [cast.owe("2024-01-09")])
    good = cast.message("hung", [cast.owe("2024-01-10", "Việc khác")])
    picky = office(message_txt="{% if only and 'hành chính' in only.title %}{{ khong_co }}{% endif %}được")
    figures = deliver(cast.sessions, picky, [EmailChannel(server)], clock=clock)
    assert figures == FIGURES | {"failed": 1, "sent": 1, "waiting": 1}
    assert (cast.state(bad), cast.state(good)) == (MessageState.FAILED, MessageState.SENT)
    assert "'khong_co' is undefined" in cast.answers(bad)[0][1]
    assert f"message {bad} cannot be written" in caplog.text
    assert cast.read(bad).retry_at > clock()


def test_with_a_fault_in_a_template_nothing_is_tried_and_nothing_wears_out(cast, clock, server):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    with pytest.raises(ConfigurationError, match=r"message\.txt\.j2:1"):
        deliver(cast.sessions, office(message_txt="{{ khong_co }}"), [EmailChannel(server)], clock=clock)
    assert (cast.state(message), cast.read(message).tries) == (MessageState.PENDING, 0)


def test_what_nobody_foresaw_is_recorded_then_raised_and_the_rest_is_given_back(cast, clock):
    first, second = (cast.message("lan", [cast.owe("2024-01-09")]) for _ in range(2))
    broken = Recording(answer=ZeroDivisionError("x"))
    with pytest.raises(ZeroDivisionError):
        run(cast, clock, broken)
    assert (cast.state(first), cast.state(second)) == (MessageState.UNKNOWN, MessageState.PENDING)
    assert cast.answers(first) == [(MessageState.UNKNOWN, "ZeroDivisionError: x")]
    assert broken.entered == 0


@pytest.mark.faults
@pytest.mark.postgres
def test_what_was_sent_while_the_database_went_away_is_recorded_when_it_is_back(postgres_database, clock):
    cast = Cast(postgres_database)
    message = cast.message("lan", [cast.owe("2024-01-09")])

    class Cutting(Recording):
        """The database closes every connection while the mail is on its way."""

        def send(self, envelope):
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            cast.rows(sa.text(f"{others} AND pid <> pg_backend_pid()"))
            return super().send(envelope)

    with quick_sessions(cast.engine) as sessions, pytest.raises(sa.exc.OperationalError):
        deliver(sessions, office(), [Cutting()], clock=clock)
    assert cast.state(message) is MessageState.SENT
    assert run(cast, clock, Recording()) == FIGURES


def test_a_limit_is_kept(cast, clock):
    for _ in range(7):
        cast.message("lan", [cast.owe("2024-01-09")])
    channel = Recording()
    assert run(cast, clock, channel, limit=5) == FIGURES | {"sent": 5, "waiting": 2}
    assert len(channel.sent) == 5


def test_more_than_a_batch_is_sent_in_the_order_of_waiting(cast, clock):
    for n in range(120):
        cast.message("lan", [cast.owe("2024-01-09")], at="2024-01-05" if n % 2 else "2024-01-06", token=f"t{n:03d}")
    channel = Recording()
    assert run(cast, clock, channel)["sent"] == 120
    tokens = [envelope.token for envelope in channel.sent]
    assert tokens == [f"t{n:03d}" for n in (*range(1, 120, 2), *range(0, 120, 2))]


def test_a_lease_that_ran_out_before_hand_over_frees_the_message(cast, clock, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    with cast.sessions() as session:
        outbox.claim(session, ["email"], holder="gone", count=50, now=clock())
    clock.forward(minutes=9)
    assert deliver_all() == FIGURES
    clock.forward(minutes=2)
    assert deliver_all() == FIGURES | {"sent": 1}
    assert not cast.read(message).is_repeat


def test_a_message_whose_lease_went_to_another_is_not_sent_by_the_first(cast, clock):
    messages = [cast.message("lan", [cast.owe("2024-01-09")]) for _ in range(2)]
    fast = Recording()

    class Slow(Recording):
        def send(self, envelope):
            if not self.sent:
                clock.forward(minutes=11)
                run(cast, clock, fast)
            return super().send(envelope)

    slow = Slow()
    run(cast, clock, slow)
    told = [envelope.token for envelope in slow.sent + fast.sent]
    second = cast.read(messages[1]).token
    assert told.count(second) == 1
    assert {cast.state(m) for m in messages} == {MessageState.SENT}


def test_two_deliverers_at_once_tell_nobody_twice(either_database, moody, server):
    cast, clock = Cast(either_database), Clock(moment("2024-01-08"))
    messages = [cast.message("lan", [cast.owe("2024-01-09")]) for _ in range(60)]
    figures = []

    def work():
        figures.append(deliver(cast.sessions, office(), [EmailChannel(server)], clock=clock))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each["sent"] for each in figures) == 60
    assert len({kept.id for kept in moody.kept}) == len(moody.kept) == 60
    assert {cast.state(m) for m in messages} == {MessageState.SENT}


def test_the_same_failures_end_the_same_on_either_database(either_database, moody, server):
    cast, clock = Cast(either_database), Clock(moment("2024-01-08"))
    for name, mood in (("lan", "450 4.2.1 busy"), ("hung", "550 5.1.1 no such user"), ("mai", "take-and-drop")):
        moody.moods[name] = mood
        cast.message(name, [cast.owe("2024-01-09")])
    cast.contact("hung", "hung@noi.example", position=1)
    moody.moods["hung"] = "550 5.1.1 no such user"
    done = cast.owe("2024-01-09")
    cast.message("son", [done])
    cast.change(Obligation, done, progress=Progress.ACCEPTED)
    figures = deliver(cast.sessions, office(), [EmailChannel(server)], clock=clock)
    assert figures == FIGURES | {"failed": 2, "dead": 1, "unknown": 1, "empty": 1, "waiting": 2}
    with cast.sessions() as session:
        assert [letter.person for letter in dead_letters(session)] == ["Phạm Văn Hùng"]


def test_claiming_uses_the_index_of_what_waits(cast, clock):
    statements = []
    sa.event.listen(cast.engine, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
    with cast.sessions() as session:
        outbox.claim(session, ["email"], holder="me", count=50, now=clock())
        sql, values = next(each for each in statements if each[0].startswith("UPDATE message"))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    assert any("ix_message_waiting" in row[3] for row in plan), plan


@pytest.mark.parametrize(
    ("answer", "tries", "state"),
    [
        (Answer(ok=True), 6, MessageState.SENT),
        (Answer(ok=False), 5, MessageState.FAILED),
        (Answer(ok=False), 6, MessageState.DEAD),
        (Answer(ok=False, permanent=True), 1, MessageState.DEAD),
        (Answer(ok=False, is_unknown=True), 5, MessageState.UNKNOWN),
        (Answer(ok=False, is_unknown=True, is_down=True), 6, MessageState.DEAD),
        (Answer(ok=False, is_down=True), 99, MessageState.FAILED),
    ],
)
def test_what_an_answer_leads_to(answer, tries, state):
    assert judged(answer, tries=tries, token="t")[0] is state


def test_a_message_does_not_move_to_a_channel_that_has_one_in_the_same_slot(cast, clock):
    cast.contact("lan", "json://may.example", channel="apprise", position=1)
    for values in ({}, {"channel": "apprise", "address": "json://may.example"}):
        cast.message("lan", [cast.owe("2024-01-09")], slot="2024-01-08#1", **values)
    figures = run(cast, clock, Recording(answer=Answer(ok=False, permanent=True)), Recording("apprise"))
    assert figures == FIGURES | {"dead": 1, "sent": 1}


def test_the_name_of_the_person_stands_before_the_address(cast, deliver_all, moody):
    cast.change(Person, cast.people["lan"], name="Lê, Thị “Lan” <x@y.example>")
    cast.message("lan", [cast.owe("2024-01-09")])
    deliver_all()
    (found,) = moody.kept[0].mail["To"].addresses
    assert (found.display_name, found.addr_spec) == ("Lê, Thị “Lan” <x@y.example>", "lan@soyte.example")


def test_an_address_with_a_line_end_never_leaves_and_the_persons_own_is_tried(cast, deliver_all, moody):
    evil = "lan@soyte.example\r\nRCPT TO:<ai@noi.example>"
    cast.message("lan", [cast.owe("2024-01-09")], address=evil)
    assert deliver_all() == FIGURES | {"failed": 1, "sent": 1}
    assert [kept.to for kept in moody.kept] == ["lan@soyte.example"]


def test_messages_can_be_counted_while_they_are_on_their_way(cast, clock):
    cast.message("lan", [cast.owe("2024-01-09")])
    seen = []

    class Looking(Recording):
        def send(self, envelope):
            with cast.sessions() as session:
                seen.append(session.execute(sa.select(table_of(Message).c.state, table_of(Message).c.handed_at)).one())
            return super().send(envelope)

    run(cast, clock, Looking())
    assert [tuple(row) for row in seen] == [(MessageState.SENDING, clock())]
