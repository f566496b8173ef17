"""The directory (danh bạ): units, groups, posts, people, absences and what became of a unit; everything is dated.

``valid_to`` and ``ended_on`` are the first day on which a thing no longer holds (half-open), None while it does.
"""

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.columns import Table, enum_column
from models.ladders import Role


class SuccessionKind(enum.StrEnum):
    """What a decision did to a unit."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"


class Unit(Table, table=True):
    """A body that can owe something: UBND tỉnh, Sở, phòng, đơn vị trực thuộc."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str = Field(index=True)
    short_name: str = ""
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class UnitAlias(Table, table=True):
    """Another way in which documents write a unit's or a group's name; ``is_remembered`` if a draft of a plan taught it."""

    __tablename__ = "unit_alias"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    group_id: int | None = Field(default=None, foreign_key="unit_group.id")
    is_remembered: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})


class UnitGroup(Table, table=True):
    """A named set of units that plans address as one: "các đơn vị trực thuộc"."""

    __tablename__ = "unit_group"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str


class GroupMember(Table, table=True):
    """A unit's membership in a group; ``position`` is its turn in a rota."""

    __tablename__ = "group_member"
    __table_args__ = (sa.UniqueConstraint("group_id", "unit_id", "valid_from"),)
    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="unit_group.id")
    unit_id: int = Field(foreign_key="unit.id", index=True)
    position: int = 0
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Succession(Table, table=True):
    """A decision that renamed, merged, split or dissolved a unit; a split asks a person who takes over what."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    successor_id: int | None = Field(default=None, foreign_key="unit.id")
    kind: SuccessionKind = Field(sa_column=enum_column(SuccessionKind))
    effective_on: dt.date
    decision: str


class Person(Table, table=True):
    """Someone who holds posts and receives messages; ``quiet`` is when not, as ``models.quiet`` reads it."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    quiet: dict[str, Any] | None = Field(default=None, sa_column=sa.Column(sa.JSON(none_as_null=True)))


class Contact(Table, table=True):
    """An address of a person on a channel; ``position`` is the order in which channels are tried."""

    __table_args__ = (sa.UniqueConstraint("person_id", "channel", "address"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    channel: str = "email"
    address: str
    position: int = 0
    is_dead: bool = False


class Post(Table, table=True):
    """A role in a unit, held by a person from-to."""

    __table_args__ = (sa.UniqueConstraint("unit_id", "role"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    role: Role = Field(sa_column=enum_column(Role))
    title: str = ""


class Tenure(Table, table=True):
    """Who holds a post, from when until when."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class Absence(Table, table=True):
    """Days (both included) on which a person is away, and who stands in."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    stand_in_id: int | None = Field(default=None, foreign_key="person.id")
    first_on: dt.date
    last_on: dt.date


class Delegation(Table, table=True):
    """One obligation given to a person, who hears of it instead of the lead's posts; dated like a tenure."""

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    reason: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
