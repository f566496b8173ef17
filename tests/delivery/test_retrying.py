"""What fails: tried again after growing pauses, marked when unknown, dead at last, and the others go on."""

import pytest
import sqlalchemy as sa

from config.database import quick_sessions
from engine.delivery.channels import Answer
from engine.delivery.dead import dead_letters
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.outbox import PAUSES, judged, pause_after
from engine.delivery.smtp import MailServer
from models.errors import ConfigurationError
from models.messages import MessageState
from models.obligations import Obligation, Progress
from tests.delivery.cast import Cast, Clock, moment, office
from tests.delivery.recording import FIGURES, Recording, run
from tests.delivery.servers import FROM


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
