"""What an administrator must hear about the stored tokens of Zalo, before people notice."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session

from models.columns import table_of
from models.credentials import Credential
from models.moments import local

IDLE = dt.timedelta(days=60)
LIFE = dt.timedelta(days=90)

Trouble = tuple[Literal["error", "warning"], str, str]
credential = table_of(Credential)
RENEW = "lấy lại refresh token rồi đặt DONDOC_ZALO_OA_REFRESH_TOKEN (docs/zalo.md)"


def troubles(session: Session, *, now: dt.datetime) -> Iterator[Trouble]:
    """Level, what, and what to do: a token that was refused, one whose renewal was cut off, one that nobody used for long."""
    for row in session.execute(sa.select(credential)):
        idle = (now - row.refreshed_at).days
        if row.refused_at:
            yield "error", f"{row.name}: phải lấy lại refresh token — {row.refusal}", RENEW
        elif row.asked_at and (row.leased_until is None or row.leased_until < now):
            when = local(row.asked_at).format("HH:mm DD/MM/YYYY")
            what = f"{row.name}: lần làm mới token lúc {when} không rõ kết quả"
            yield "warning", what, "chạy 'dondoc zalo check'; nếu Zalo từ chối thì " + RENEW
        elif now - row.refreshed_at >= LIFE:
            yield "error", f"{row.name}: refresh token đã {idle} ngày không dùng, chắc đã hết hạn", RENEW
        elif now - row.refreshed_at >= IDLE:
            yield (
                "warning",
                f"{row.name}: refresh token đã {idle} ngày không dùng, quá 3 tháng là mất",
                "chạy 'dondoc zalo check'",
            )
