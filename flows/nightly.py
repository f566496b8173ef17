"""The flow `nightly`: keep the horizon full, open what opens today, and check that the books are whole."""

from typing import Any

from prefect import flow

from config.processes import end_with_parent
from flows.figures import publish
from tasks.nightly import keep_horizon


@flow(name="nightly", log_prints=True, timeout_seconds=7200)
def nightly() -> dict[str, Any]:
    """Trải các kế hoạch đang chạy ra 13 tháng tới và kiểm tra tính toàn vẹn của dữ liệu."""
    end_with_parent()
    return publish("nightly", keep_horizon())
