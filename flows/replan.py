"""The flow `replan`: an administrator changed a ladder and lets what is open follow it."""

from typing import Annotated, Any

from prefect import flow
from pydantic import Field

from config.processes import end_with_parent
from flows.figures import publish
from tasks.replan import replan_open

Name = Annotated[str, Field(min_length=1, max_length=80)]


@flow(name="replan", log_prints=True, timeout_seconds=1800)
def replan(plan: Name | None = None, ladder: Name | None = None, apply: bool = False) -> dict[str, Any]:
    """So lịch nhắc của việc đang mở với thang đôn đốc hiện nay, và lập lại nếu được yêu cầu.

    Args:
        plan: Số hoặc mã (id) của kế hoạch; để trống: mọi kế hoạch đang chạy.
        ladder: Tên thang đôn đốc, ví dụ standard; để trống: mọi thang.
        apply: Tắt: chỉ đếm những gì sẽ đổi. Bật: lập lại lịch nhắc; điều đã nhắc giữ nguyên, không nhắc lại.
    """
    end_with_parent()
    return publish("replan", replan_open(plan, ladder, apply=apply))
