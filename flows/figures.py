"""The figures of a run as people see them: one line in its log and a table artifact."""

from collections.abc import Mapping
from typing import Any

from prefect.artifacts import create_table_artifact

LABELS = {
    "due": "đến kỳ",
    "told": "thông báo đã lập",
    "superseded": "nấc lỡ, gộp vào nấc cao hơn",
    "messages": "tin đã soạn",
    "notices": "thông báo trong các tin",
    "dropped": "bỏ vì việc đã xong",
    "collapsed": "chờ lâu, gộp vào nấc cao hơn",
    "waiting": "chờ giờ gửi",
    "held": "đang giữ vì tạm dừng gửi",
    "unaddressed": "chưa có người nhận",
    "busy": "nhường lượt quét đang chạy",
    "sent": "đã gửi",
    "failed": "gửi lỗi, sẽ thử lại",
    "dead": "không gửi được",
    "unknown": "chưa rõ đã đến chưa",
    "empty": "rỗng, không gửi",
    "plans": "kế hoạch",
    "occurrences": "kỳ mới",
    "obligations": "nghĩa vụ mới",
    "new": "hoạt động thêm",
    "changed": "hoạt động sửa",
    "withdrawn": "hoạt động rút",
    "moved": "kỳ đổi hạn",
    "cancelled": "nghĩa vụ thôi",
    "excused": "nghĩa vụ lùi hạn vì tạm dừng",
    "applied": "đã áp dụng",
    "agendas": "lịch nhắc",
    "replanned": "nghĩa vụ theo lịch nhắc mới",
    "shifted": "lượt nhắc dời",
    "appeared": "lượt nhắc thêm",
    "vanished": "lượt nhắc bỏ",
    "submitted": "đã nộp",
    "late": "nộp trễ",
    "people": "người nhận",
    "busiest": "nhiều tin nhất một người nhận trong ngày",
}


def publish(name: str, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Shows the figures of the run and gives them back; numbers only, since Prefect keeps them in plain text."""
    rows = [{"số liệu": LABELS.get(key, key), "giá trị": value} for key, value in figures.items()]
    create_table_artifact(key=name, table=rows, description=f"Kết quả lượt chạy `{name}`")
    print(f"{name}: " + ", ".join(f"{LABELS.get(key, key)} {value}" for key, value in figures.items()))
    return dict(figures)


def show_days(name: str, messages: Mapping[str, int]) -> None:
    """Shows how many messages would leave on each day."""
    rows = [{"ngày": day, "tin": count} for day, count in messages.items()]
    create_table_artifact(key=name, table=rows, description="Số tin mỗi ngày")
