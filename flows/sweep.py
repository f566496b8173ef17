"""The flow `sweep`: every quarter of an hour, tell what has come due and deliver it."""

import datetime as dt
from typing import Any

from prefect import flow

from config.processes import end_with_parent
from flows.figures import publish
from tasks.deliver import deliver_waiting
from tasks.heartbeat import report_alive
from tasks.sweep import is_worked, tell_due


@flow(name="sweep", log_prints=True, timeout_seconds=1800)
def sweep(as_of: dt.datetime | None = None, only_working_days: bool = True) -> dict[str, Any]:
    """Quét các nghĩa vụ đến kỳ, lập thông báo theo thang đôn đốc và gửi đi.

    Args:
        as_of: Quét như thể đang ở thời điểm này (để trống: bây giờ). Kế hoạch đã đóng cũng được quét nếu còn trong kỳ.
        only_working_days: Bỏ qua nếu là ngày nghỉ; ngày làm bù vẫn được quét.
    """
    end_with_parent()
    if only_working_days and not is_worked(as_of):
        print("ngày nghỉ: không quét")
        report_alive()
        return {}
    figures = tell_due(as_of) | deliver_waiting()
    if "busy" not in figures:
        report_alive()
    return publish("sweep", figures)
