"""The office's message templates: compiled once, run in a sandbox, and checked with sample values when they are loaded."""

import datetime as dt
import functools
import traceback
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.fulfilment.links import OF_UNIT
from engine.register.consolidation import Gathered
from models.errors import ConfigurationError
from models.office import Office

PARTS = ("subject", "txt", "html", "chat")
KINDS = ("message", "digest")


def template_name(kind: str, part: str) -> str:
    """The file a part of a message is written in: ``message.txt.j2``."""
    return f"{kind}.{part}.j2"


def render(office: Office, kind: str, values: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of one mail; a fault names the template and its line."""
    subject, text, html = (_rendered(office, template_name(kind, part), values) for part in ("subject", "txt", "html"))
    return " ".join(subject.split()), text.strip() + "\n", html


def render_chat(office: Office, kind: str, values: dict[str, Any]) -> tuple[str, str]:
    """The same message for a telephone's screen: the subject of the mail, and a few lines."""
    subject, text = (_rendered(office, template_name(kind, part), values) for part in ("subject", "chat"))
    return " ".join(subject.split()), text.strip() + "\n"


def check_templates(office: Office) -> None:
    """Refuse an office whose templates are missing or fail on sample values, so that no message fails when it is due."""
    for kind in KINDS:
        for values in _samples(office):
            render(office, kind, values)
            render_chat(office, kind, values)


def _rendered(office: Office, name: str, values: dict[str, Any]) -> str:
    try:
        return _environment(tuple(office.templates.items())).get_template(name).render(values)
    except jinja2.TemplateNotFound as fault:
        raise ConfigurationError(f"thiếu mẫu thư '{fault.name}' — thêm tệp này vào thư mục templates") from fault
    except jinja2.TemplateSyntaxError as fault:
        raise ConfigurationError(f"{fault.name}:{fault.lineno}: {fault.message}") from fault
    except (jinja2.TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as fault:
        raise ConfigurationError(f"{name}:{_line(fault, office)}: {fault}") from fault


def _line(fault: Exception, office: Office) -> str:
    """The last template line on the way to the fault; Jinja rewrites tracebacks to show them."""
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [str(frame.lineno) for frame in frames if frame.filename == "<template>"]
    return lines[-1] if lines else "?"


@functools.lru_cache(maxsize=8)
def _environment(templates: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    return ImmutableSandboxedEnvironment(
        loader=jinja2.DictLoader(dict(templates)),
        undefined=jinja2.StrictUndefined,
        autoescape=lambda name: bool(name) and ".html" in str(name),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


SAMPLE_LINK = "https://dondoc.example/tra-loi/x"
SAMPLE_ANSWERS = {purpose.value: SAMPLE_LINK for purpose in OF_UNIT}


def _samples(office: Office) -> list[dict[str, Any]]:
    """A message with one item and everything stated, and one with several, overdue, bare, and cut short."""
    full = sample_item()
    bare = full | {"obligation_id": 2, "link": "", "next": "", "period": "", "deliverable": "", "hour": "", "kind": ""}
    bare |= {
        "answers": {},
        "decide": "",
        "moved_from": "",
        "is_review": True,
        "handed": "đã nộp 12/BC-A ngày 05/01/2024",
        "due_word": "hạn duyệt",
        "is_overdue": True,
        "is_high": False,
        "is_copy": True,
        "inputs": None,
        "days_late": 3,
        "distance": "quá hạn 3 ngày",
        "title": "Việc <hai>",
    }
    return [sample(office, [full], rest=0), sample(office, [full, bare], rest=4), sample(office, [bare, bare], rest=0)]


def sample_item() -> dict[str, Any]:
    """One item with everything stated."""
    return {
        "obligation_id": 1, "title": "Xây dựng kế hoạch năm", "unit": "Trung tâm A", "period": "Quý I/2024",
        "section": "mục V.2", "source": "trước ngày 10/01/2024", "deliverable": "kế hoạch", "status": "Chưa hoàn thành",
        "due_on": dt.date(2024, 1, 9), "due": "09/01/2024 (thứ Ba)", "hour": "trước 16 giờ", "moved_from": "08/01/2024",
        "distance": "còn 2 ngày làm việc", "is_overdue": False, "days_late": 0, "kind": "được gia hạn", "is_review": False,
        "handed": "", "note": "Xin bổ sung phụ lục", "answers": SAMPLE_ANSWERS, "decide": SAMPLE_LINK, "due_word": "hạn", "is_high": True, "is_copy": False, "inputs": Gathered(1, 2, "Trung tâm A", "Trung tâm B, Trung tâm C"),
        "next": "ngày 12/01/2024 (thứ Sáu) sẽ báo thủ trưởng đơn vị chủ trì", "link": "https://dondoc.example/nghia-vu/1",
    }  # fmt: skip


def sample(office: Office, items: list[dict[str, Any]], *, rest: int) -> dict[str, Any]:
    """All that a template may use, with invented values."""
    units = [{"name": "Trung tâm A", "items": items}]
    rows = [{"unit": "Trung tâm A", "total": len(items), "overdue": 1, "reviews": 1, "oldest": "09/01/2024"}]
    reviews = sum(bool(item["is_review"]) for item in items)
    overdue = sum(item["is_overdue"] and not item["is_review"] for item in items)
    return {
        "office": {"name": office.setup.name, "contact": office.setup.contact},
        "person": "Nguyễn Thị Mẫu",
        "today": "08/01/2024 (thứ Hai)",
        "reasons": ["đầu mối của Trung tâm A (đơn vị chủ trì)"],
        "plans": [{"name": "Kế hoạch 1/KH-A", "title": "Kế hoạch mẫu", "units": units, "rows": rows, "more": 2}],
        "total": len(items) - reviews + rest,
        "high": sum(bool(item["is_high"]) for item in items),
        "reviews": reviews,
        "overdue": overdue,
        "nearest": "" if overdue + reviews == len(items) else "09/01/2024",
        "oldest": "05/01/2024" if overdue else "",
        "rest": rest,
        "foremost": items,
        "others": rest,
        "link": "https://dondoc.example",
        "only": items[0] if len(items) == 1 else None,
        "is_repeat": False,
        "mine": "https://dondoc.example/viec-cua-toi/x" if rest else "",
    }
