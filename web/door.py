"""The office as the pages see it: what reads, what writes, what signs, and what time it is."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from config.database import Sessions
from config.opening import OfficeFolder, Opened
from config.settings import Settings
from engine.fulfilment.links import Signer
from engine.jobs.queue import Worker
from models.moments import local_day
from models.office import Office


@dataclass(frozen=True)
class Door:
    """The office as the pages see it: ``sessions`` only read, ``writing`` acts, the clock is the office's.

    ``jobs`` does what takes long: ask for it in a session, then wake it.
    """

    here: Opened
    clock: Callable[[], dt.datetime]
    signer: Signer
    jobs: Worker
    folder: OfficeFolder

    def as_of_now(self) -> "Door":
        """The same with the office as its folder says it now."""
        return replace(self, here=replace(self.here, office=self.folder.office()))

    @property
    def office(self) -> Office:
        return self.here.office

    @property
    def settings(self) -> Settings:
        return self.here.settings

    @property
    def sessions(self) -> Sessions:
        return self.here.readings

    @property
    def writing(self) -> Sessions:
        return self.here.sessions

    @property
    def mailbox(self) -> Path:
        return self.settings.home / "mailbox"

    @property
    def today(self) -> dt.date:
        return local_day(self.clock(), self.office.zone)


def door_of(request: Request) -> Door:
    """The office this application was made for, as it is while this request lasts."""
    if not hasattr(request.state, "door"):
        request.state.door = request.app.state.door.as_of_now()
    door: Door = request.state.door
    return door


OfficeDoor = Annotated[Door, Depends(door_of)]
