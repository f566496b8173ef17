"""The flow `rehearse`: what the ladders would send between two days, before anyone is bothered."""

import datetime as dt
from typing import Annotated, Any

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

from config.processes import end_with_parent
from flows.figures import publish, show_days
from models.errors import BadInputError
from tasks.rehearse import rehearse_days

Percent = Annotated[int, Field(ge=0, le=100)]


@flow(name="rehearse", log_prints=True, timeout_seconds=7200)
def rehearse(first: dt.date, last: dt.date, late_percent: Percent | None = 20) -> dict[str, Any]:
    """Chạy thử lịch đôn đốc trên một bản sao của dữ liệu; không gửi gì cho ai.

    Args:
        first: Ngày bắt đầu, kể cả ngày đó.
        last: Ngày kết thúc, kể cả ngày đó.
        late_percent: Bao nhiêu phần trăm đơn vị nộp trễ; để trống: không ai nộp thêm gì.
    """
    end_with_parent()
    if last < first:
        raise BadInputError(f"ngày kết thúc {last} trước ngày bắt đầu {first} — đổi lại cho đúng thứ tự")
    found = rehearse_days(first, last, late_percent=late_percent, asked_as=str(flow_run.id))
    show_days("rehearse-days", found["by_day"])
    return publish("rehearse", found["figures"])
