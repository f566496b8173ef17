"""A call that changes something: it is done in one transaction, and once however often it is sent."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlmodel import Session

from engine.access.repeats import earlier_answer, keep_answer
from engine.journal import By
from engine.watching.queries import obligation_row
from web.api.gate import Asking
from web.api.shapes import Done
from web.door import Door, OfficeDoor
from web.outcomes import DONE

Work = Callable[[Session, By], tuple[str, int]]


@dataclass(frozen=True)
class Call:
    """Who asks for something to be done, and under which key against its being done twice."""

    door: Door
    caller: Asking
    key: str | None
    request_hash: str

    def once(self, work: Work) -> Done:
        """Do it, or answer again what was answered then; ``work`` gives what came of it and for which obligation."""
        now, token_id = self.door.clock(), self.caller.token_id
        with self.door.writing() as session:
            if self.key and (known := earlier_answer(session, token_id, self.key, self.request_hash, now=now)):
                return Done.model_validate(known)
            code, number = work(session, By(self.caller.actor, now))
            session.flush()  # or the row would be the one from before
            done = Done(message=DONE[code], obligation=obligation_row(session, number, today=self.door.today))
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


async def _call(request: Request, door: OfficeDoor, caller: Asking, key: Key = None) -> Call:
    asked = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Call(door, caller, key, hashlib.sha256(asked).hexdigest())


Calling = Annotated[Call, Depends(_call)]
