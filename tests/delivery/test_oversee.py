"""An administrator sees messages, sends one again under its own name, and takes one out of the queue; all in the ledger."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from engine.delivery.oversee import cancel, message_shown, messages, resend
from engine.escalation.switches import pause
from engine.journal import By
from models.columns import table_of
from models.directory import Contact
from models.errors import BadInputError, NotAllowedError, NotFoundError
from models.ledger import LedgerEntry
from models.messages import MessageState, NoticeState
from models.obligations import Obligation, Progress
from tests.delivery.cast import Cast, moment, office

ledger, contact = table_of(LedgerEntry), table_of(Contact)


@pytest.fixture
def either_cast(either_database: Engine) -> Cast:
    return Cast(either_database)


def do(cast, verb, *args, at="2024-01-10"):
    with cast.sessions() as session:
        return verb(session, args[0], By("An", moment(at)), *args[1:])


def entries(cast):
    columns = (ledger.c.actor, ledger.c.action, ledger.c.subject_id, ledger.c.reason)
    return cast.rows(sa.select(*columns).where(ledger.c.subject == "message").order_by(ledger.c.id))


def dead(cast, **more):
    return cast.message("lan", [cast.owe("2024-01-09")], state=MessageState.DEAD, tries=6, **more)


def listed(cast, **more):
    with cast.sessions() as session:
        return [each.id for each in messages(session, now=moment("2024-01-10"), **more)]


def test_a_sent_message_goes_again_with_its_token_and_is_marked(cast, deliver_all, moody):
    message = cast.message("lan", [cast.owe("2024-01-09")])
    deliver_all()
    do(cast, resend, message, "không nhận được", at="2024-01-08")
    assert deliver_all()["sent"] == 1
    first, again = moody.kept
    assert again.id == first.id
    assert again.subject == f"(gửi lại) {first.subject}"
    assert cast.notices(message) == [NoticeState.SENT]
    assert entries(cast) == [("An", "resend", message, "không nhận được")]


def test_of_a_sent_message_only_what_is_still_owed_goes_again(cast, deliver_all, moody):
    done, open_ = cast.owe("2024-01-09"), cast.owe("2024-01-10", "Báo cáo kết quả")
    message = cast.message("lan", [done, open_])
    deliver_all()
    cast.change(Obligation, done, progress=Progress.ACCEPTED)
    do(cast, resend, message, at="2024-01-08")
    deliver_all()
    assert moody.kept[1].subject == "(gửi lại) Hạn 10/01/2024 (thứ Tư): Báo cáo kết quả"
    assert cast.notices(message) == [NoticeState.SENT, NoticeState.SENT]


def test_a_sent_message_about_finished_work_is_not_sent_again(cast, deliver_all):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed])
    deliver_all()
    cast.change(Obligation, owed, progress=Progress.ACCEPTED)
    with pytest.raises(NotAllowedError, match="mọi việc trong tin"):
        do(cast, resend, message)
    assert (cast.state(message), cast.notices(message), entries(cast)) == (MessageState.SENT, [NoticeState.SENT], [])


def test_a_failed_message_is_tried_at_once_and_with_all_its_tries(either_cast):
    message = either_cast.message("lan", [either_cast.owe("2024-01-09")], state=MessageState.FAILED, tries=5)
    do(either_cast, resend, message)
    stored = either_cast.read(message)
    assert (stored.state, stored.tries, stored.retry_at) == (MessageState.PENDING, 0, moment("2024-01-10"))
    assert (stored.is_repeat, stored.token) == (True, "token0002")


def test_a_dead_message_goes_to_the_next_address(either_cast):
    message = dead(either_cast)
    either_cast.contact("lan", "123", "zalobot", position=1)
    do(either_cast, resend, message)
    stored = either_cast.read(message)
    assert (stored.state, stored.channel, stored.address) == (MessageState.PENDING, "zalobot", "123")


def test_a_dead_message_goes_where_it_was_if_that_is_all_there_is_and_it_lives(cast):
    message = dead(cast)
    do(cast, resend, message)
    assert (cast.read(message).address, cast.state(message)) == ("lan@soyte.example", MessageState.PENDING)


def test_a_dead_message_to_somebody_without_any_address_stays_as_it_is(cast):
    message = dead(cast)
    cast.rows(sa.update(contact).values(is_dead=True).returning(contact.c.id))
    with pytest.raises(NotAllowedError, match="Lê Thị Lan không còn địa chỉ nào dùng được"):
        do(cast, resend, message)
    assert (cast.state(message), entries(cast)) == (MessageState.DEAD, [])


@pytest.mark.parametrize("state", [MessageState.PENDING, MessageState.FAILED, MessageState.DEAD])
def test_a_message_that_did_not_arrive_can_be_cancelled(cast, deliver_all, moody, state):
    message = cast.message("lan", [cast.owe("2024-01-09")], state=state)
    do(cast, cancel, message, "gửi nhầm")
    assert (cast.state(message), cast.notices(message)) == (MessageState.CANCELLED, [NoticeState.DROPPED])
    assert entries(cast) == [("An", "cancel", message, "gửi nhầm")]
    assert deliver_all()["sent"] == 0
    assert moody.kept == []


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (resend, MessageState.PENDING), (resend, MessageState.SENDING), (resend, MessageState.UNKNOWN),
        (resend, MessageState.EMPTY), (resend, MessageState.CANCELLED),
        (cancel, MessageState.SENDING), (cancel, MessageState.SENT), (cancel, MessageState.UNKNOWN),
        (cancel, MessageState.EMPTY), (cancel, MessageState.CANCELLED),
    ],
)  # fmt: skip
def test_what_a_state_does_not_allow_is_refused_and_changes_nothing(cast, verb, state):
    message = cast.message("lan", [cast.owe("2024-01-09")], state=state)
    before = cast.read(message).model_dump()
    with pytest.raises(NotAllowedError, match=f"tin {message} .*chỉ"):
        do(cast, verb, message, "thử")
    assert (cast.read(message).model_dump(), entries(cast)) == (before, [])


def test_a_cancellation_needs_a_reason(cast):
    message = dead(cast)
    with pytest.raises(BadInputError, match="lý do"):
        do(cast, cancel, message, " ")
    assert cast.state(message) is MessageState.DEAD


@pytest.mark.parametrize("verb", [resend, cancel])
def test_a_number_that_no_message_has_is_told(cast, verb):
    with pytest.raises(NotFoundError, match="không có tin số 99"):
        do(cast, verb, 99, "thử")


def test_messages_are_listed_by_state_and_person_the_newest_first(cast):
    one, two = dead(cast), dead(cast)
    three = cast.message("hung", [cast.owe("2024-01-09")])
    assert listed(cast) == [three, two, one]
    assert listed(cast, state="dead") == [two, one]
    assert listed(cast, person_id=cast.people["hung"]) == [three]
    assert listed(cast, limit=1) == [three]


def test_what_a_pause_holds_is_listed_as_held(cast):
    dead(cast)
    held = cast.message("lan", [cast.owe("2024-01-09")])
    assert listed(cast, state="held") == []
    with cast.sessions() as session:
        pause(session, office(), By("An", moment("2024-01-09")), "bảo trì")
    assert listed(cast, state="held") == [held]


def test_a_state_that_is_none_is_refused_with_those_there_are(cast):
    with pytest.raises(BadInputError, match=r"'xong' — viết một trong: pending, .*, held"):
        listed(cast, state="xong")


def test_one_message_is_shown_with_its_parts_tries_and_changes_and_no_full_address(cast, deliver_all, moody):
    owed = cast.owe("2024-01-09")
    message = cast.message("lan", [owed], fallback="thay Mai đang vắng")
    moody.moods["lan"] = "550 5.1.1 no such user"
    deliver_all()
    do(cast, cancel, message, "gửi nhầm")
    with cast.sessions() as session:
        shown = message_shown(session, message)
    assert (shown.message.person, shown.message.address) == ("Lê Thị Lan", "l…@soyte.example")
    (part,) = shown.parts
    assert (part.obligation_id, part.unit, part.rung) == (owed, "Trung tâm Y tế Bình Minh", 1)
    assert (part.state, part.fallback) == (NoticeState.DROPPED, "thay Mai đang vắng")
    assert [(each["outcome"], each["answer"]) for each in shown.attempts] == [
        (MessageState.DEAD, "550 5.1.1 no such user")
    ]
    assert [(each["actor"], each["action"], each["reason"]) for each in shown.history] == [("An", "cancel", "gửi nhầm")]
    assert "lan@soyte.example" not in repr(shown)


def test_the_next_page_of_messages_begins_where_the_last_one_ended(cast):
    made = [cast.message("lan", [cast.owe(f"2024-01-{day}")], slot=f"s{day}") for day in ("09", "10", "11")]
    assert listed(cast, limit=2) == made[:0:-1]
    assert listed(cast, limit=2, before=made[1]) == made[:1]
