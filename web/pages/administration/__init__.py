"""Quản trị: what an administrator sets up, looks after and sets going; nobody else sees any of it."""

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
    start,
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
JOBS = {
    directory_import.PROPOSAL: directory_import.proposal,
    directory_import.IMPORT: directory_import.brought_in,
    ladders.REPLAN: ladders.planned,
}
