"""The names behind codes, for lists that people choose from."""

import sqlalchemy as sa
from sqlmodel import Session

from models.columns import table_of
from models.directory import Unit

unit = table_of(Unit)


def unit_names(session: Session) -> dict[str, str]:
    """The name of each unit by its code, in the order of the names."""
    statement = sa.select(unit.c.code, unit.c.name).order_by(unit.c.name)
    return {row.code: row.name for row in session.execute(statement)}
