"""The task that brings a changed register of the office's folder into the database, or only counts what would change."""

from typing import Any

from prefect import task

from config.clock import now
from config.office import read_plans
from config.opening import Opened, opened
from engine.register.check import check_register
from engine.register.importing import RegisterDiff, apply_register, diff_register
from models.errors import NotFoundError
from models.moments import local_day
from models.registers import Register


@task(name="nhập kế hoạch")
def import_office_plan(code: str, *, apply: bool) -> dict[str, Any]:
    """Compare the register with this code with what is stored; with ``apply`` store it too, whole or not at all."""
    with opened() as here:
        register = _register(here, code)
        diff = _apply(here, register) if apply else _compare(here, register)
    return _figures(diff) | {"applied": int(apply)}


def _register(here: Opened, code: str) -> Register:
    found = [plan.value for plan in read_plans(here.settings.office) if plan.value.plan.id == code]
    if not found:
        raise NotFoundError(f"không có kế hoạch '{code}' trong thư mục plans của cơ quan")
    return found[0]


def _apply(here: Opened, register: Register) -> RegisterDiff:
    with here.sessions() as session:
        return apply_register(session, register, here.office, now=now(), actor="prefect")


def _compare(here: Opened, register: Register) -> RegisterDiff:
    with here.readings() as session:
        check_register(session, register, here.office)
        return diff_register(session, register, here.office, today=local_day(now(), here.office.zone))


def _figures(diff: RegisterDiff) -> dict[str, Any]:
    return {
        "new": len(diff.new),
        "changed": len(diff.changed),
        "withdrawn": len(diff.withdrawn),
        "moved": len(diff.moved),
        "cancelled": diff.cancelled,
    }
