"""Commands by which people answer reminders, and the monitor answers them."""

from typing import Any

from cli.acting import acted_by
from cli.opening import office
from cli.printing import print_json, print_table, say, shown
from cli.typed import count_from, day_from, obligation_number, request_number
from engine.fulfilment.answers import (
    acknowledge,
    acknowledged_words,
    answer_difficulty,
    ask_extension,
    decide_extension,
    open_requests,
    report_difficulty,
    snooze,
    urge,
)
from models.answers import Decision, RequestKind
from models.errors import BadInputError
from models.moments import local

KINDS = {RequestKind.EXTENSION: "Xin gia hạn", RequestKind.DIFFICULTY: "Khó khăn, vướng mắc"}
DECISIONS = {
    Decision.GRANTED: "đã chấp thuận gia hạn",
    Decision.SHORTENED: "đã gia hạn đến ngày sớm hơn đề nghị",
    Decision.REFUSED: "không chấp thuận gia hạn",
    Decision.ANSWERED: "đã trả lời",
}


def acknowledge_one(number: str, by: str | None) -> None:
    """Somebody is at work on it."""
    it = obligation_number(number)
    who = acted_by(by)
    with office() as here, here.sessions() as session:
        until = acknowledge(session, here.office, it, who)
        said = acknowledged_words(until, who.now, here.office.zone)
    say(f"Nghĩa vụ {it}: đang làm; {said}.")


def snooze_one(number: str, days: str, by: str | None) -> None:
    """Put the reminders off."""
    it, count = obligation_number(number), count_from(days, "số ngày", least=1, most=60)
    with office() as here, here.sessions() as session:
        until = local(snooze(session, here.office, it, count, acted_by(by)), here.office.zone)
    say(f"Nghĩa vụ {it}: hoãn nhắc đến {until.format('HH:mm DD/MM/YYYY')}.")


def urge_one(number: str, note: str, by: str | None) -> None:
    """Urge by hand."""
    it = obligation_number(number)
    with office() as here, here.sessions() as session:
        count = urge(session, here.office, it, acted_by(by), note)
    say(f"Nghĩa vụ {it}: đã đôn đốc, lần thứ {count}. Lần quét tới sẽ báo đầu mối và thủ trưởng đơn vị.")


def ask_one(number: str, until: str, reason: str, by: str | None) -> None:
    """Ask for more time."""
    it = obligation_number(number)
    with office() as here, here.sessions() as session:
        request = ask_extension(session, here.office, it, day_from(until), acted_by(by), reason)
    say(f"Đề nghị số {request}: xin gia hạn nghĩa vụ {it} đến {shown(day_from(until))}, chờ người theo dõi.")


def report_one(number: str, reason: str, by: str | None) -> None:
    """Report an obstacle."""
    it = obligation_number(number)
    with office() as here, here.sessions() as session:
        request = report_difficulty(session, here.office, it, acted_by(by), reason)
    say(f"Đề nghị số {request}: đã báo khó khăn của nghĩa vụ {it}, chờ người theo dõi trả lời.")


def list_requests(*, as_json: bool) -> None:
    """What waits for an answer."""
    with office() as here, here.readings() as session:
        rows: list[dict[str, Any]] = [
            {"id": r.id, "kind": r.kind.value, "obligation": r.obligation_id, "wanted_on": r.wanted_on,
             "reason": r.reason, "asked_by": r.asked_by, "asked_at": r.asked_at, "answer_duty": r.answer_id}
            for r in open_requests(session)
        ]  # fmt: skip
        zone = here.office.zone
    if as_json:
        print_json(rows)
        return
    print_table(
        f"{len(rows)} đề nghị đang chờ",
        ("Số", "Loại", "Nghĩa vụ", "Xin đến", "Nội dung"),
        [
            (
                r["id"],
                KINDS[RequestKind(r["kind"])],
                r["obligation"],
                r["wanted_on"],
                f"{r['reason']}\n{r['asked_by']}, {local(r['asked_at'], zone).format('HH:mm DD/MM/YYYY')}",
            )
            for r in rows
        ],
        empty="Không có đề nghị nào đang chờ trả lời.",
    )


def decide_one(request: str, until: str | None, refuse: bool, reason: str, by: str | None) -> None:
    """Grant, shorten or refuse more time."""
    it = request_number(request)
    if refuse == (until is not None):
        raise BadInputError("nêu đúng một trong hai: --until NGÀY để gia hạn, hoặc --refuse --reason LÝ-DO để từ chối")
    day = day_from(until) if until else None
    with office() as here, here.sessions() as session:
        decision = decide_extension(session, here.office, it, acted_by(by), until=day, answer=reason)
    say(f"Đề nghị số {it}: {DECISIONS[decision]}{f', hạn mới {shown(day)}' if day else ''}.")


def answer_one(request: str, text: str, by: str | None) -> None:
    """Answer an obstacle."""
    it = request_number(request)
    with office() as here, here.sessions() as session:
        decision = answer_difficulty(session, here.office, it, acted_by(by), text)
    say(f"Đề nghị số {it}: {DECISIONS[decision]}.")
