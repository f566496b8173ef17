"""Kiểm tra: what would make a promise fail, when each run last came to its end, and the settings in force."""

from fastapi import APIRouter, Request, Response

from config.settings import shown as settings_shown
from engine.run_words import FIGURES, RUNS
from engine.watching.doctor import Topic, examine
from engine.watching.standing import runs
from web.door import OfficeDoor
from web.guard import administrators
from web.pages.administration.room import room

router = APIRouter(prefix="/quan-tri/kiem-tra", dependencies=[administrators])
MENDED_AT: dict[Topic | None, tuple[str, str]] = {
    "calendar": ("/quan-tri/lich", "Mở lịch làm việc"),
    "channels": ("/quan-tri/kenh", "Mở trang kênh gửi"),
    "dead messages": ("/quan-tri/tin?state=dead", "Mở các tin này để gửi lại hoặc bỏ"),
    "directory": ("/quan-tri/danh-ba", "Mở danh bạ"),
    "messages": ("/quan-tri/tin", "Mở trang tin để gửi tiếp"),
    "person": ("/quan-tri/danh-ba/nguoi/", "Mở trang của người này"),
    "runs": ("/quan-tri/chay", "Chạy lần quét đầu"),
    "undated": ("/nghia-vu?status=undated", "Mở các nghĩa vụ này"),
    "unit": ("/quan-tri/danh-ba/don-vi/", "Mở trang của đơn vị này"),
}
LEVELS = {"error": "hỏng", "warning": "nên sửa", "note": "lưu ý"}
SOURCES = {"default": "mặc định", "env": "biến môi trường", "file": "tệp dondoc.toml"}


@router.get("")
def shown(request: Request, door: OfficeDoor) -> Response:
    """All findings, the runs and the settings; secrets are only told to be set."""
    now = door.clock()
    with door.sessions() as session:
        found = examine(session, door.office, now=now, is_current=True)  # pages are not served over an older shape
        last = runs(session)
    return room(request, "checkup", findings=found, mended_at=MENDED_AT, levels=LEVELS, runs=last, run_labels=RUNS, figures=FIGURES,
                settings=settings_shown(door.settings), sources=SOURCES,
                is_local=door.settings.uses_local_mailbox)  # fmt: skip
