"""Column types and naming shared by every table, the same on SQLite and PostgreSQL."""

import datetime as dt
import enum
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The parent of all tables: one metadata with a naming convention, so that migrations can name every constraint."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=NAMING)


class UTCDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware instant: naive values are refused, stored as UTC, given back aware (SQLite forgets the zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: give it a time zone")
        utc = value.astimezone(dt.UTC)
        plain = dt.datetime(*utc.timetuple()[:6], utc.microsecond, tzinfo=dt.UTC)
        return plain.replace(tzinfo=None) if dialect.name == "sqlite" else plain

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def enum_column(kind: type[enum.StrEnum], **options: Any) -> "sa.Column[Any]":
    """A column that stores an enum by value as plain text (native enum types make migrations painful)."""
    return sa.Column(enum_type(kind), **{"nullable": False, **options})


def enum_type(kind: type[enum.StrEnum]) -> sa.Enum:
    """The type of such a column, for use in expressions."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=16,
        validate_strings=True,
        values_callable=lambda e: [m.value for m in e],
    )


def table_of(model: type[SQLModel]) -> sa.Table:
    """The SQLAlchemy table behind a model, for set-based statements."""
    return cast(sa.Table, model.__table__)  # type: ignore[attr-defined]
