"""What the administrator's commands do: pause and resume, the queue of messages, delegations and handovers."""

from typing import Any

from cli.acting import acted_by
from cli.opening import office
from cli.printing import letter, print_json, print_table, say, shown
from cli.typed import count_from, day_from, message_number, obligation_number
from config.clock import now
from engine.delivery.outbox import waiting
from engine.delivery.oversee import (
    CHANGES,
    LABELS,
    NOTICE_LABELS,
    Listed,
    Shown,
    cancel,
    message_shown,
    messages,
    resend,
)
from engine.directory.load import find_person
from engine.escalation.reassign import delegate, handover, take_back
from engine.escalation.switches import pause, paused, resume
from models.errors import BadInputError
from models.ladders import ROLE_LABELS, Role
from models.messages import MessageState
from models.moments import local


def pause_all(reason: str, until: str | None, by: str | None) -> None:
    """Pause all sending."""
    who = acted_by(by)
    with office() as here, here.sessions() as session:
        pause(session, here.office, who, reason, until=day_from(until) if until else None)
        found, count = paused(session, now=who.now), waiting(session)
    if found:
        say(f"{found.words(here.office.zone)}; đang giữ {count} tin. Gửi lại bằng 'dondoc resume'.")


def resume_all(by: str | None) -> None:
    """Send again."""
    with office() as here, here.sessions() as session:
        resume(session, acted_by(by))
        count = waiting(session)
    say(f"Đã mở lại việc gửi; {count} tin sẽ đi ở lần gửi tới (hoặc 'dondoc deliver' ngay bây giờ).")


def list_messages(state: str | None, person: str | None, limit: str, *, as_json: bool) -> None:
    """Messages, the newest first."""
    with office() as here, here.readings() as session:
        person_id = find_person(session, person).id if person else None
        most = count_from(limit, "số tin", least=1, most=100_000)
        found = messages(session, now=now(), state=state, person_id=person_id, limit=most)
        zone = here.office.zone
    if as_json:
        print_json(found)
        return
    print_table(
        f"{len(found)} tin",
        ("Số", "Lúc", "Tình trạng", "Người nhận", "Tin"),
        [
            (each.id, _at(each.sent_at or each.created_at, zone), _state(each), each.person, _what(each))
            for each in found
        ],
        empty="Không có tin nào như vậy.",
    )


def _at(moment: Any, zone: str) -> str:
    return local(moment, zone).format("DD/MM/YYYY HH:mm")


def _state(each: Listed) -> str:
    return LABELS[each.state] + (" (lặp lại)" if each.is_repeat else "")


def _what(each: Listed) -> str:
    return f"{each.subject or '(soạn khi gửi)'}\n{each.notices} lời nhắc · {each.channel} {each.address}"


def show_message(number: str, *, as_json: bool) -> None:
    """One message whole."""
    with office() as here, here.readings() as session:
        found, zone = message_shown(session, message_number(number)), here.office.zone
    if as_json:
        print_json(found)
    else:
        _tell(found, zone)


def _tell(found: Shown, zone: str) -> None:
    it = found.message
    say(f"Tin {it.id} cho {it.person}: {_state(it)}, {it.channel} {it.address}")
    if it.state in (MessageState.PENDING, MessageState.FAILED, MessageState.UNKNOWN):
        say(f"  Gửi từ {_at(it.retry_at, zone)}; đã thử {it.tries} lần.")
    rows = [
        (p.obligation_id, p.title, f"{ROLE_LABELS[Role(p.role)]} {p.unit}", NOTICE_LABELS[p.state], p.fallback)
        for p in found.parts
    ]
    print_table("Lời nhắc", ("ID", "Việc", "Báo cho", "Tình trạng", "Ghi chú"), rows)
    tries = [(_at(t["at"], zone), t["channel"], LABELS[t["outcome"]], t["answer"]) for t in found.attempts]
    print_table("Các lần gửi", ("Lúc", "Kênh", "Kết quả", "Trả lời"), tries, empty="Chưa gửi lần nào.")
    for each in found.history:
        reason = f" — {each['reason']}" if each["reason"] else ""
        say(f"{_at(each['at'], zone)} {each['actor']}: {CHANGES[each['action']]}{reason}")
    if found.text:
        say("")
        say(it.subject)
        letter(found.text)


def resend_message(number: str, reason: str, by: str | None) -> None:
    """Send a message again."""
    with office() as here, here.sessions() as session:
        resend(session, message_number(number), acted_by(by), reason)
        it = message_shown(session, message_number(number)).message
    say(f"Tin {number} sẽ được gửi lại đến {it.person} ({it.channel} {it.address}) ở lần gửi tới.")


def cancel_message(number: str, reason: str, by: str | None) -> None:
    """Take a message out of the queue."""
    with office() as here, here.sessions() as session:
        cancel(session, message_number(number), acted_by(by), reason)
    say(f"Tin {number}: đã hủy.")


def delegate_one(number: str, to: str | None, reason: str, by: str | None, *, back: bool) -> None:
    """Give an obligation to a person, or take it back."""
    if (to is None) != back:
        raise BadInputError("viết một trong hai: --to NGƯỜI để giao, hoặc --back để thôi giao")
    with office() as here, here.sessions() as session:
        if to is None:
            take_back(session, here.office, obligation_number(number), acted_by(by), reason)
            said = f"Nghĩa vụ {number}: thôi giao riêng, nhắc theo chức danh."
        else:
            person = find_person(session, to)
            delegate(session, here.office, obligation_number(number), person, acted_by(by), reason)
            said = f"Nghĩa vụ {number}: lời nhắc đơn vị chủ trì từ nay đến {person.name}."
    say(said)


def hand_over(leaver: str, successor: str, on: str, reason: str, by: str | None) -> None:
    """Hand all posts of one person to another."""
    day = day_from(on)
    with office() as here, here.sessions() as session:
        old, new = find_person(session, leaver), find_person(session, successor)
        done = handover(session, here.office, old, new, day, acted_by(by), reason)
        names = old.name, new.name
    say(
        f"{names[0]} bàn giao cho {names[1]} từ {shown(day)}: {done.posts} chức danh, {done.delegations} việc giao riêng, "
        f"{done.notices} lời nhắc chưa đến nơi."
    )
    say("Ghi cả vào tệp danh bạ, kẻo lần nạp sau bị từ chối; 'dondoc directory export' in danh bạ đang dùng.")
