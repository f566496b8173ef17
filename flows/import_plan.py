"""The flow `import_plan`: an administrator brings a changed register into the database."""

from typing import Annotated, Any

from prefect import flow
from pydantic import Field

from config.processes import end_with_parent
from flows.figures import publish
from models.registers import CODE
from tasks.import_plan import import_office_plan


@flow(name="import_plan", log_prints=True, timeout_seconds=1800)
def import_plan(plan: Annotated[str, Field(pattern=CODE, max_length=80)], apply: bool = False) -> dict[str, Any]:
    """So sổ đăng ký trong thư mục plans của cơ quan với dữ liệu đang có, và áp dụng nếu được yêu cầu.

    Args:
        plan: Mã (id) của kế hoạch trong tệp sổ đăng ký, ví dụ ke-hoach-nam.
        apply: Tắt: chỉ đếm những gì sẽ đổi. Bật: áp dụng ngay; việc đã xong không bị động đến.
    """
    end_with_parent()
    return publish("import-plan", import_office_plan(plan, apply=apply))
