"""Load a reviewed directory into the tables; loading the same again changes nothing."""

import datetime as dt
from typing import Any

from sqlmodel import Session, select

from engine.directory_changes import compare, make
from engine.directory_rows import rows_of, stored_rows
from engine.journal import record
from models.directory import Person, Unit
from models.errors import NotFoundError
from models.office import Directory


def load_directory(session: Session, directory: Directory, *, now: dt.datetime, actor: str = "hệ thống") -> None:
    """Bring units, groups, people and posts to what the directory says; a unit that it no longer names is kept."""
    make(session, compare(stored_rows(session), rows_of(directory)))
    figures = {"units": len(directory.units), "groups": len(directory.groups), "people": len(directory.people)}
    record(session, now=now, actor=actor, action="load", subject="directory", after=figures)


def ids_by_code(session: Session, model: type[Any]) -> dict[str, int]:
    """The id behind each code of units, groups, people or plans."""
    return dict(session.exec(select(model.code, model.id)).all())


def find_person(session: Session, name: str) -> Person:
    """The person with this code, else with exactly this name; a clear refusal if there is none or more than one."""
    found = session.exec(select(Person).where(Person.code == name)).all()
    found = found or session.exec(select(Person).where(Person.name == name)).all()
    if not found:
        raise NotFoundError(f"không có người '{name}' trong danh bạ — viết mã người, như trong tệp danh bạ")
    if len(found) > 1:
        raise NotFoundError(f"có {len(found)} người tên '{name}' — viết mã: {', '.join(each.code for each in found)}")
    return found[0]


def find_unit(session: Session, code: str) -> Unit:
    """The unit with this code; a clear refusal if there is none."""
    unit = session.exec(select(Unit).where(Unit.code == code)).first()
    if unit is None:
        raise NotFoundError(f"không có đơn vị '{code}' trong danh bạ")
    return unit
