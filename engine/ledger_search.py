"""Look for a change in the ledger: by whom, on what, what was done and when; quick however long the ledger is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.explain import ACTIONS
from models.columns import table_of
from models.ledger import LedgerEntry
from models.moments import instant
from models.periods import ONE_DAY

ledger = table_of(LedgerEntry)
ENDLESS = 2**31 - 1  # above the number of any entry
SUBJECTS = {
    "account": "Tài khoản",
    "absence": "Vắng mặt",
    "alias": "Tên gọi khác",
    "calendar": "Lịch làm việc",
    "channel": "Kênh gửi",
    "contact": "Liên hệ",
    "directory": "Danh bạ",
    "first step": "Bước đầu",
    "flow": "Luồng chạy",
    "group": "Nhóm",
    "ladder": "Thang đôn đốc",
    "member": "Thành viên nhóm",
    "message": "Tin",
    "obligation": "Nghĩa vụ",
    "occurrence": "Kỳ",
    "person": "Người",
    "plan": "Kế hoạch",
    "post": "Vị trí",
    "request": "Đề nghị",
    "succession": "Sắp xếp đơn vị",
    "switch": "Tạm dừng gửi",
    "tenure": "Người giữ vị trí",
    "unit": "Đơn vị",
}

DONE = ACTIONS | {
    "add": "thêm",
    "appoint": "đổi quyền quản trị",
    "change": "sửa",
    "date": "đặt hạn",
    "disable account": "khóa tài khoản",
    "done": "đánh dấu xong",
    "enable account": "mở lại tài khoản",
    "expand": "lập kỳ",
    "handover": "bàn giao",
    "import": "nhập",
    "load": "nạp",
    "make account": "tạo tài khoản",
    "pause": "tạm dừng",
    "remove": "bỏ",
    "replan": "lập lại lịch nhắc",
    "resend": "gửi lại",
    "resume": "mở lại",
    "revive": "dùng lại",
    "run": "gọi chạy",
    "second factor off": "tắt mã xác thực",
    "second factor on": "bật mã xác thực",
    "set password": "đặt mật khẩu",
    "try": "gửi thử",
}


@dataclass(frozen=True)
class Wanted:
    """What is looked for; days are the office's, both included. ``before``: older than this entry, for the next page."""

    actor: str = ""
    subject: str = ""
    subject_id: int | None = None
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    before: int | None = None


def entries(session: Session, wanted: Wanted, *, zone: str, limit: int) -> list[Mapping[str, Any]]:
    """The newest entries that fit. The ledger is written in the order of time, so days are looked up as entries once."""
    which: list[sa.ColumnElement[bool]] = []
    which += [ledger.c.actor == wanted.actor] if wanted.actor else []
    which += [ledger.c.subject == wanted.subject] if wanted.subject else []
    which += [ledger.c.subject_id == wanted.subject_id] if wanted.subject_id else []
    which += [ledger.c.id >= _first_since(wanted.first_on, zone)] if wanted.first_on else []
    if wanted.last_on:
        which.append(ledger.c.id < sa.func.coalesce(_first_since(wanted.last_on + ONE_DAY, zone), ENDLESS))
    which += [ledger.c.id < wanted.before] if wanted.before else []
    rows = sa.select(ledger).where(*which).order_by(ledger.c.id.desc()).limit(limit)
    return [dict(row) for row in session.execute(rows).mappings()]


def _first_since(day: dt.date, zone: str) -> sa.ScalarSelect[Any]:
    """The first entry of a day or later; nothing, if there is none."""
    since = sa.select(ledger.c.id).where(ledger.c.at >= instant(day, dt.time(0), zone))
    return since.order_by(ledger.c.at, ledger.c.id).limit(1).scalar_subquery()
