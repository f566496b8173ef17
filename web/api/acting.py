"""What a program may do to an obligation: what its owner may do on the pages, each action once however often it is sent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request

from engine.answers import Said
from engine.complete import By
from engine.deeds import Deed, perform
from engine.evidence import File, store_files
from engine.queries import obligation_row
from engine.repeats import earlier_answer, keep_answer
from web.api.gate import Asking
from web.api.problems import documented
from web.api.reading import ACTIONS, Number
from web.api.shapes import Asking as AskingTime
from web.api.shapes import Dating, Done, Noted, Nothing, Reasoned, Reviewed, Snoozing, Submitting
from web.door import Door, OfficeDoor
from web.outcomes import DONE

router = APIRouter(prefix="/obligations/{obligation_id}", responses=documented(400, 403, 404, 409, 413))


@dataclass(frozen=True)
class Act:
    """An action on one obligation: whose, and under which key against being done twice."""

    door: Door
    caller: Asking
    obligation_id: int
    key: str | None
    request_hash: str

    def perform(self, deed: Deed, said: Said, files: Sequence[File] = ()) -> Done:
        """Do it, or answer again what was answered when it was done."""
        now, token_id = self.door.clock(), self.caller.token_id
        with self.door.writing() as session:
            if self.key and (known := earlier_answer(session, token_id, self.key, self.request_hash, now=now)):
                return Done.model_validate(known)
            by = By(self.caller.actor, now)
            code = perform(session, self.door.office, self.caller.viewer, deed, self.obligation_id, said, by)
            store_files(self.door.settings.home, files)
            session.flush()  # or the row would be the one from before
            done = Done(
                message=DONE[code], obligation=obligation_row(session, self.obligation_id, today=self.door.today)
            )
            if self.key:
                keep_answer(session, token_id, self.key, done.model_dump(mode="json"))
        return done


Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
        description="Khóa chống lặp: cùng khóa, cùng yêu cầu thì chỉ làm một lần trong một ngày",
    ),
]


async def _act(request: Request, door: OfficeDoor, caller: Asking, obligation_id: Number, key: Key = None) -> Act:
    asked = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Act(door, caller, obligation_id, key, hashlib.sha256(asked).hexdigest())


Acting = Annotated[Act, Depends(_act)]


def action(deed: Deed, summary: str) -> Any:
    """The route of one action."""
    return router.post(f"/{ACTIONS[deed]}", summary=summary)


@action(Deed.SUBMIT, "Nộp văn bản")
def submit(act: Acting, given: Submitting) -> Done:
    """Hand in a document; a counted target stays open until the quantities reach it."""
    files = given.stored()
    return act.perform(Deed.SUBMIT, given.said(files), files)


@action(Deed.ACKNOWLEDGE, "Báo đang làm")
def acknowledge(act: Acting, _given: Nothing) -> Done:
    """Somebody is at work on it: no reminder until near the due day."""
    return act.perform(Deed.ACKNOWLEDGE, Said())


@action(Deed.SNOOZE, "Hoãn nhắc")
def snooze(act: Acting, given: Snoozing) -> Done:
    """Put reminders off for some working days."""
    return act.perform(Deed.SNOOZE, given.said())


@action(Deed.EXTENSION, "Xin gia hạn")
def ask_extension(act: Acting, given: AskingTime) -> Done:
    """Ask the monitor for more time."""
    return act.perform(Deed.EXTENSION, given.said())


@action(Deed.DIFFICULTY, "Báo khó khăn, vướng mắc")
def report_difficulty(act: Acting, given: Reasoned) -> Done:
    """Report an obstacle, which the monitor has to answer."""
    return act.perform(Deed.DIFFICULTY, given.said())


@action(Deed.ACCEPT, "Duyệt")
def accept(act: Acting, given: Reviewed) -> Done:
    """Accept what was handed in."""
    return act.perform(Deed.ACCEPT, given.said())


@action(Deed.RETURN, "Trả lại")
def send_back(act: Acting, given: Reviewed) -> Done:
    """Return what was handed in, with a reason and a new clock."""
    return act.perform(Deed.RETURN, given.said())


@action(Deed.GRANT, "Chấp thuận gia hạn")
def grant_extension(act: Acting, given: Dating) -> Done:
    """Grant the extension that was asked for, perhaps to an earlier day."""
    return act.perform(Deed.GRANT, given.said())


@action(Deed.REFUSE, "Không chấp thuận gia hạn")
def refuse_extension(act: Acting, given: Reasoned) -> Done:
    """Refuse the extension that was asked for."""
    return act.perform(Deed.REFUSE, given.said())


@action(Deed.ANSWER, "Trả lời khó khăn, vướng mắc")
def answer_difficulty(act: Acting, given: Reasoned) -> Done:
    """Answer the obstacle that was reported."""
    return act.perform(Deed.ANSWER, given.said())


@action(Deed.DATE, "Ấn định hạn")
def set_due(act: Acting, given: Dating) -> Done:
    """Date what the plan left without a day, for all units of that period."""
    return act.perform(Deed.DATE, given.said())


@action(Deed.EXTEND, "Gia hạn")
def extend(act: Acting, given: AskingTime) -> Done:
    """Give more time without having been asked."""
    return act.perform(Deed.EXTEND, given.said())


@action(Deed.URGE, "Đôn đốc")
def urge(act: Acting, given: Noted) -> Done:
    """Urge by hand; told to the unit at once."""
    return act.perform(Deed.URGE, given.said())


@action(Deed.WAIVE, "Miễn")
def waive(act: Acting, given: Reasoned) -> Done:
    """Excuse the unit from it."""
    return act.perform(Deed.WAIVE, given.said())


@action(Deed.COMMENT, "Ghi ý kiến")
def comment(act: Acting, given: Reasoned) -> Done:
    """Say something that everybody who sees the obligation sees."""
    return act.perform(Deed.COMMENT, given.said())
