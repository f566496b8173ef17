"""What tests of drafts do in the pages: upload, have read, name, activate."""

import re
from html import unescape
from typing import Any

from tests.web.conftest import Browser
from tests.web.plan_document import PLAN

MONITOR = "tran-thi-kim-hang"  # focal of Văn phòng Sở, which the plan asks to monitor
UNIT = "khong-gia-quan"  # focal of a unit that neither issues nor monitors
LEADER = "vuong-the-toan"


def page_of(there: Browser, path: str) -> str:
    answer = there.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def sent(there: Browser, content: bytes | str, name: str = "ke-hoach.txt") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return there.fill("/ke-hoach/moi", files={"document": (name, raw)})


def read(there: Browser, content: bytes | str = PLAN, name: str = "ke-hoach.txt") -> str:
    """Upload, have it read, and give the address it leads to."""
    waiting = sent(there, content, name).headers["location"]
    there.app.state.door.jobs.work_off()  # type: ignore[attr-defined]
    return str(there.get(waiting).headers.get("location", waiting))


def version_of(page: str, number: int) -> str:
    found = re.search(rf'id="nv-{number}".*?name="version" value="(\d+)"', page, re.DOTALL)
    assert found
    return found[1]


def named(there: Browser, draft: str) -> None:
    """Say what the one unknown lead is."""
    answer = there.fill(f"{draft}/don-vi", {"name": "Tổ Công nghệ số cộng đồng", "unit": "Trung tâm Đào tạo Minh Họa"})
    assert answer.status_code == 303


def activated(there: Browser, draft: str, tell_from: str = "") -> Any:
    revision = re.search(r'name="revision" value="(\d+)"', page_of(there, f"{draft}/doi-chieu"))
    assert revision
    return there.fill(f"{draft}/kich-hoat", {"revision": revision[1], "agreed": "1", "tell_from": tell_from})
