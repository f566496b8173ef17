"""A small plan of an invented office, around what a test wants read."""

from engine.reading.duty import Duty
from engine.reading.plans import read_plan
from engine.reading.sources import Source

PLAN = """UBND TỈNH LAM HÀ
SỞ KHOA HỌC VÀ CÔNG NGHỆ
Số: 21/KH-SKHCN
Lam Hà, ngày 05 tháng 01 năm 2024

KẾ HOẠCH
Công tác năm 2024

Căn cứ Quyết định số 12/QĐ-UBND ngày 03/01/2024 của UBND tỉnh.

{body}

Nơi nhận:
- Lưu: VT.
"""


def duties_in(body: str, name: str = "a.txt") -> tuple[Duty, ...]:
    """The duties of the plan whose sections are ``body``."""
    return read_plan(Source(PLAN.format(body=body), name)).duties
