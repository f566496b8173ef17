"""The flow `sweep`: every quarter of an hour, tell what has come due and deliver it."""

import datetime as dt
from typing import Any

from prefect import flow

from config.processes import end_with_parent
from flows.figures import publish
from tasks.deliver import deliver_waiting
from tasks.heartbeat import report_alive
from tasks.sweep import tell_due


@flow(name="sweep", log_prints=True, timeout_seconds=1800)
def sweep(as_of: dt.datetime | None = None) -> dict[str, Any]:
    """Quét các nghĩa vụ đến kỳ, lập thông báo theo thang đôn đốc và gửi đi. Ngày nghỉ chỉ gửi tin khẩn.

    Args:
        as_of: Quét như thể đang ở thời điểm này (để trống: bây giờ). Kế hoạch đã đóng cũng được quét nếu còn trong kỳ.
    """
    end_with_parent()
    figures = tell_due(as_of) | deliver_waiting()
    if "busy" not in figures:
        report_alive()
    return publish("sweep", figures)
