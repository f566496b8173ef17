"""The flow `digest`: in the morning, the daily digests, and for the leaders the weekly one."""

import datetime as dt
from typing import Any

from prefect import flow

from config.processes import end_with_parent
from flows.figures import publish
from tasks.deliver import deliver_waiting
from tasks.sweep import tell_digests


@flow(name="digest", log_prints=True, timeout_seconds=1800)
def digest(as_of: dt.datetime | None = None) -> dict[str, Any]:
    """Soạn và gửi bản tổng hợp cho từng đơn vị, mỗi tuần một lần cho lãnh đạo. Ngày nghỉ chỉ gửi tin khẩn.

    Args:
        as_of: Tổng hợp như thể đang ở thời điểm này (để trống: bây giờ).
    """
    end_with_parent()
    figures = tell_digests(as_of)
    return publish("digest", figures | deliver_waiting())
