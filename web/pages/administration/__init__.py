"""Quản trị: what an administrator sets up, looks after and sets going; nobody else sees any of it."""

from fastapi import APIRouter

from web.guard import administrators
from web.pages.administration import (
    accounts,
    calendar,
    channels,
    checkup,
    directory_import,
    flows,
    groups,
    hub,
    ladders,
    ledger,
    messages,
    people,
    units,
)

router = APIRouter(prefix="/quan-tri", dependencies=[administrators])
for room in (hub, units, people, groups, directory_import, ladders, calendar, channels, messages, flows, checkup, ledger, accounts):
    router.include_router(room.router)
