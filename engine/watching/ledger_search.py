"""Look for a change in the ledger: by whom, on what, what was done and when; quick however long the ledger is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from engine.watching.explain import ACTIONS
from models.columns import table_of
from models.ledger import LedgerEntry
from models.moments import instant
from models.periods import ONE_DAY

ledger = table_of(LedgerEntry)
SUBJECTS = {
    "absence": "Vắng mặt",
    "account": "Tài khoản",
    "alias": "Tên gọi khác",
    "calendar": "Lịch làm việc",
    "channel": "Kênh gửi",
    "contact": "Liên hệ",
    "directory": "Danh bạ",
    "feed": "Lịch hạn việc",
    "first step": "Bước đầu",
    "flow": "Luồng chạy",
    "group": "Nhóm",
    "ladder": "Thang đôn đốc",
    "member": "Thành viên nhóm",
    "message": "Tin",
    "obligation": "Nghĩa vụ",
    "occurrence": "Kỳ",
    "person": "Người",
    "plan draft": "Bản thảo kế hoạch",
    "plan": "Kế hoạch",
    "post": "Vị trí",
    "request": "Đề nghị",
    "succession": "Sắp xếp đơn vị",
    "switch": "Tạm dừng gửi",
    "tenure": "Người giữ vị trí",
    "token": "Mã truy cập",
    "unit": "Đơn vị",
}

DONE = ACTIONS | {
    "accept duty": "xác nhận nhiệm vụ",
    "activate": "cho chạy",
    "add duty": "thêm nhiệm vụ",
    "add": "thêm",
    "alert": "báo người quản trị",
    "appoint": "đổi quyền quản trị",
    "change": "sửa",
    "correct duty": "sửa nhiệm vụ",
    "correct head": "sửa phần đầu",
    "date": "đặt hạn",
    "disable account": "khóa tài khoản",
    "discard": "bỏ bản thảo",
    "done": "đánh dấu xong",
    "enable account": "mở lại tài khoản",
    "expand": "lập kỳ",
    "give account": "gắn tài khoản với người",
    "handover": "bàn giao",
    "import": "nhập",
    "load": "nạp",
    "make account": "tạo tài khoản",
    "make feed": "lập địa chỉ lịch",
    "make token": "lập mã truy cập",
    "name unit": "nêu đơn vị",
    "pause": "tạm dừng",
    "remember name": "nhớ tên gọi",
    "remove duty": "bỏ nhiệm vụ",
    "remove": "bỏ",
    "replan": "lập lại lịch nhắc",
    "resend": "gửi lại",
    "restore duty": "lấy lại nhiệm vụ",
    "resume": "mở lại",
    "revive": "dùng lại",
    "revoke feed": "thu hồi địa chỉ lịch",
    "revoke token": "thu hồi mã truy cập",
    "run": "gọi chạy",
    "second factor off": "tắt mã xác thực",
    "second factor on": "bật mã xác thực",
    "set password": "đặt mật khẩu",
    "tell from": "chỉ nhắc từ một ngày",
    "try": "gửi thử",
    "upload": "tải lên",
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
    """The newest entries that fit."""
    which: list[sa.ColumnElement[bool]] = []
    which += [ledger.c.actor == wanted.actor] if wanted.actor else []
    which += [ledger.c.subject == wanted.subject] if wanted.subject else []
    which += [ledger.c.subject_id == wanted.subject_id] if wanted.subject_id else []
    which += [ledger.c.at >= instant(wanted.first_on, dt.time(0), zone)] if wanted.first_on else []
    which += [ledger.c.at < instant(wanted.last_on + ONE_DAY, dt.time(0), zone)] if wanted.last_on else []
    which += _older_than(session, wanted.before) if wanted.before else []
    rows = sa.select(ledger).where(*which).order_by(ledger.c.at.desc(), ledger.c.id.desc()).limit(limit)
    return [dict(row) for row in session.execute(rows).mappings()]


def _older_than(session: Session, number: int) -> list[sa.ColumnElement[bool]]:
    at = session.execute(sa.select(ledger.c.at).where(ledger.c.id == number)).scalar_one_or_none()
    return [ledger.c.at <= at, sa.or_(ledger.c.at < at, ledger.c.id < number)] if at else [sa.false()]
