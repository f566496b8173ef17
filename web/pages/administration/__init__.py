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
    start,
    units,
)

ROOMS = (
    hub,
    people,
    groups,
    directory_import,
    units,
    ladders,
    calendar,
    channels,
    messages,
    flows,
    checkup,
    ledger,
    accounts,
)
router = APIRouter(dependencies=[administrators])
router.include_router(start.router)
for each in ROOMS:
    router.include_router(each.router, prefix="/quan-tri")
JOBS = {
    directory_import.PROPOSAL: directory_import.proposal,
    directory_import.IMPORT: directory_import.brought_in,
    ladders.REPLAN: ladders.planned,
}
