"""The lists of the administrator, and of plans, as tables for a spreadsheet, in the words of their pages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from engine.delivery.oversee import LABELS, Listed
from engine.watching.ledger_search import DONE, SUBJECTS
from engine.watching.plans_seen import PlanSeen
from engine.watching.sheets import Sheet
from models.moments import local
from models.office import CHANNEL_LABELS
from models.plans import PlanState

LEDGER = (
    ("Lúc", 17), ("Ai", 26), ("Làm gì", 26), ("Lý do", 40), ("Về", 22), ("Số", 10), ("Trước", 40), ("Sau", 40),
)  # fmt: skip
MESSAGES = (
    ("Số", 10), ("Lập lúc", 17), ("Gửi lúc", 17), ("Tình trạng", 22), ("Gửi lại", 10), ("Người nhận", 26),
    ("Kênh", 16), ("Địa chỉ", 26), ("Tiêu đề", 60), ("Số việc", 10), ("Lần thử", 10),
)  # fmt: skip
PEOPLE = (("Họ và tên", 30), ("Mã", 26), ("Địa chỉ đầu tiên", 36), ("Địa chỉ hỏng", 14), ("Lượt giữ vị trí", 16))
PLANS = (
    ("Số", 20), ("Mã", 28), ("Kế hoạch", 60), ("Cơ quan ban hành", 36), ("Từ ngày", 12), ("Đến ngày", 12),
    ("Tình trạng", 16), ("Nhiệm vụ", 10),
)  # fmt: skip


def ledger_sheet(rows: Iterable[Mapping[str, Any]], zone: str) -> Sheet:
    """Entries of the ledger, with what stood before and after."""
    return Sheet("Nhật ký", LEDGER, (
        (_clock(row["at"], zone), row["actor"], DONE.get(row["action"], row["action"]), row["reason"],
         SUBJECTS.get(row["subject"], row["subject"]), row["subject_id"], _values(row["before"]), _values(row["after"]))
        for row in rows
    ))  # fmt: skip


def message_sheet(rows: Iterable[Listed], zone: str) -> Sheet:
    """Messages as their list shows them; addresses stay masked."""
    return Sheet("Tin", MESSAGES, (
        (row.id, _clock(row.created_at, zone), _clock(row.sent_at, zone), LABELS[row.state],
         "gửi lại" if row.is_repeat else None, row.person, CHANNEL_LABELS.get(row.channel, row.channel), row.address,
         row.subject, row.notices, row.tries)
        for row in rows
    ))  # fmt: skip


def people_sheet(rows: Iterable[Any]) -> Sheet:
    """The people of the directory, each with the first address."""
    return Sheet("Người", PEOPLE, ((row.name, row.code, row.address, row.dead, row.posts) for row in rows))


def plan_sheet(rows: Iterable[PlanSeen]) -> Sheet:
    """Plans, with how many duties each has."""
    return Sheet("Kế hoạch", PLANS, (
        (row.number, row.code, row.title, row.issuer, row.starts_on, row.ends_on,
         "đang chạy" if row.state == PlanState.ACTIVE else "đã hết kỳ", row.duties)
        for row in rows
    ))  # fmt: skip


def _clock(at: dt.datetime | None, zone: str) -> dt.datetime | None:
    """The office's clock time: a spreadsheet knows no zones."""
    return local(at, zone).replace(tzinfo=None) if at else None


def _values(changed: Mapping[str, Any] | None) -> str:
    return "; ".join(f"{name}: {value}" for name, value in (changed or {}).items())
