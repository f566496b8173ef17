"""Messages in the hands of a deliverer: nobody else sends them, and a dead one lets go."""

import threading

import sqlalchemy as sa

from engine.delivery import outbox
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from models.columns import table_of
from models.messages import Message, MessageState
from tests.delivery.cast import Cast, Clock, moment, office
from tests.delivery.recording import FIGURES, Recording, run


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


def test_claiming_uses_the_index_of_what_waits(cast, clock):
    statements = []
    sa.event.listen(cast.engine, "before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
    with cast.sessions() as session:
        outbox.claim(session, ["email"], holder="me", count=50, now=clock())
        sql, values = next(each for each in statements if each[0].startswith("UPDATE message"))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    assert any("ix_message_waiting" in row[3] for row in plan), plan


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
