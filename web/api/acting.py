"""What a program may do to an obligation: what its owner may do on the pages, each action once however often it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlmodel import Session

from engine.fulfilment.answers import Said
from engine.fulfilment.deeds import Deed, perform
from engine.fulfilment.evidence import File, store_files
from engine.fulfilment.raising import raise_for
from engine.journal import By
from web.api.bodies import Asking, Dating, Noted, Nothing, Raising, Reasoned, Reviewed, Snoozing, Submitting
from web.api.once import Call, Calling
from web.api.problems import documented
from web.api.reading import ACTIONS, Number
from web.api.shapes import Done

router = APIRouter(responses=documented(400, 403, 404, 409, 413))


@dataclass(frozen=True)
class Act:
    """An action that is asked for, on one obligation."""

    call: Call
    obligation_id: int

    def perform(self, deed: Deed, said: Said, files: Sequence[File] = ()) -> Done:
        """Do it, its files stored only if it is taken."""
        door, viewer = self.call.door, self.call.caller.viewer

        def work(session: Session, by: By) -> tuple[str, int]:
            code = perform(session, door.office, viewer, deed, self.obligation_id, said, by)
            store_files(door.settings.home, files)
            return code, self.obligation_id

        return self.call.once(work)


def _act(call: Calling, obligation_id: Number) -> Act:
    return Act(call, obligation_id)


Acting = Annotated[Act, Depends(_act)]


def action(deed: Deed, summary: str) -> Any:
    """The route of one action."""
    return router.post(f"/obligations/{{obligation_id}}/{ACTIONS[deed]}", summary=summary)


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
def ask_extension(act: Acting, given: Asking) -> Done:
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
def extend(act: Acting, given: Asking) -> Done:
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


@router.post("/events/raise", summary="Nêu việc phát sinh")
def raise_event(call: Calling, given: Raising) -> Done:
    """Say that what a plan foresaw has come about; the answer is the duty that follows from it."""

    def work(session: Session, by: By) -> tuple[str, int]:
        viewer, office = call.caller.viewer, call.door.office
        return "phat-sinh", raise_for(session, office, viewer, given.event, given.about, given.reason, by)

    return call.once(work)
