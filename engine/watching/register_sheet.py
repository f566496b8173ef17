"""A register as a table for a spreadsheet: one row per duty, with its timing in words."""

from collections.abc import Iterable, Sequence

from engine.watching.plans_seen import DutySeen
from engine.watching.sheets import Sheet, Value

COLUMNS = (
    ("Mục", 10), ("Nhiệm vụ", 60), ("Chủ trì", 36), ("Phối hợp", 36), ("Gửi về", 24), ("Thời hạn", 36),
    ("Hạn tới", 12), ("Sản phẩm", 24), ("Câu chữ trong văn bản", 60), ("Ghi chú", 30), ("Khóa", 30),
)  # fmt: skip


def register_sheet(duties: Iterable[DutySeen]) -> Sheet:
    """The duties of a plan, in its order."""
    return Sheet("Nhiệm vụ", COLUMNS, (_row(duty) for duty in duties))


def _row(duty: DutySeen) -> Sequence[Value]:
    entry = duty.entry
    who = ("; ".join(duty.lead), "; ".join(duty.cooperate), duty.reports_to)
    when = (duty.timing, next(iter(duty.next_due), None))
    return entry.section, entry.title, *who, *when, entry.deliverable, entry.source, entry.note, entry.key
