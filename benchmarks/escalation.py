"""The whole way of what is due: swept, then grouped into messages, from few to many stored; and delivery beside it.

    python -m benchmarks.escalation [--large] [--database sqlite|postgres|both] [--rounds N] [--messages N]

Each unit has a focal person and a head, the issuer a leader; 10 thousand obligations are due. The sweep is measured
against the bare SQL that does the same writes (see benchmarks.sweep), sweep and grouping per due obligation against the
smallest store. Delivery is measured by benchmarks.delivery.
"""

import argparse
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field

import sqlalchemy as sa

from benchmarks import delivery
from benchmarks.databases import KINDS, Databases, opened
from benchmarks.figures import Held, show, timed
from benchmarks.office import invented_office
from benchmarks.stored import DUE, NOW, UNITS, Store
from benchmarks.sweep import FLAT, LARGE, ROUNDS, SIZES, check, prepare, spans_of, sweep_bare, sweep_ours
from config.database import session
from engine.escalation.group import Grouped, group
from models.columns import table_of
from models.directory import Contact, Person, Post, Tenure
from models.ladders import Role
from models.messages import Message, Notice, NoticeState
from models.office import Office

ROLES = (Role.FOCAL, Role.HEAD, Role.LEADER)


@dataclass
class Way:
    """A store, and the seconds of each round on it; ``messages`` is how many the grouping made."""

    store: Store
    engine: sa.Engine
    sweeping: list[float] = field(default_factory=list)
    grouping: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    messages: int = 0

    @property
    def whole(self) -> list[float]:
        return [sum(each) for each in zip(self.sweeping, self.grouping, strict=True)]


def add_people(engine: sa.Engine) -> None:
    """For each unit three people with an address, each in one post."""
    rows = [(UNITS * n + unit, unit, role) for n, role in enumerate(ROLES) for unit in range(1, UNITS + 1)]
    with engine.begin() as connection:
        for table, values in (
            (Person, [{"id": id_, "code": f"p{id_}", "name": f"Người {id_}"} for id_, _, _ in rows]),
            (Contact, [_contact(id_) for id_, _, _ in rows]),
            (Post, [{"id": id_, "unit_id": unit, "role": role, "title": ""} for id_, unit, role in rows]),
            (Tenure, [{"person_id": id_, "post_id": id_} for id_, _, _ in rows]),
        ):
            connection.execute(sa.insert(table_of(table)), values)


def _contact(id_: int) -> dict[str, object]:
    return {"person_id": id_, "channel": "email", "address": f"p{id_}@soyte.example", "position": 0, "is_dead": False}


def grouped_all(engine: sa.Engine, office: Office) -> list[Grouped]:
    """Both runs of a working day: single rungs, then digests."""
    with session(engine) as opened_:
        return [group(opened_, office, now=NOW, digest=digest) for digest in (False, True)]


def measure(databases: Databases, way: Way) -> None:
    """One round: swept and grouped on one copy, the bare writes on another."""
    office = invented_office()
    with databases.copy(way.engine) as engine:
        way.sweeping.append(timed(lambda: sweep_ours(engine, office)))
        check(engine)
        found: list[Grouped] = []
        way.grouping.append(timed(lambda: found.extend(grouped_all(engine, office))))
        way.messages = check_messages(engine, found)
    with databases.copy(way.engine) as engine:
        spans = spans_of(engine)
        way.bare.append(timed(lambda: sweep_bare(engine, spans)))


def check_messages(engine: sa.Engine, found: list[Grouped]) -> int:
    """All that may leave today must be in messages, else the times say nothing; gives how many messages there are."""
    notice, message = table_of(Notice), table_of(Message)
    with engine.connect() as connection:
        grouped = connection.scalar(sa.select(sa.func.count()).where(notice.c.state == NoticeState.GROUPED))
        made = connection.scalar(sa.select(sa.func.count()).select_from(message))
    if not made or grouped != sum(each.notices for each in found) or any(each.unaddressed for each in found):
        raise SystemExit(f"{grouped} notices in {made} messages: {found}")
    return int(made)


def run(kind: str, stores: list[Store], rounds: int) -> list[Held]:
    """All rounds in one kind of database, the sizes in turn within each round."""
    with opened(kind) as databases, ExitStack() as stack:
        ways = [Way(store, prepare(databases, stack, store).engine) for store in stores]
        for way in ways:
            add_people(way.engine)
            databases.analyze(way.engine)
        for _ in range(rounds):
            for way in ways:
                measure(databases, way)
    return [row for way in ways for row in rows(kind, way, ways[0])]


def rows(kind: str, way: Way, smallest: Way) -> list[Held]:
    """The sweep against the bare SQL, and what each step takes per due obligation; each by its fastest round."""
    size = f"{DUE:,} of {way.store.obligations:,}"
    swept, bare, grouped = min(way.sweeping), min(way.bare), min(way.grouping)
    found = [
        Held(f"{kind}: sweep : bare SQL", size, _each(swept), _each(bare), bare / swept, 0.5),
        Held(f"{kind}: group into {way.messages} messages : sweep", size, _each(grouped), _each(swept), grouped / swept,
             None),
    ]  # fmt: skip
    if way is not smallest:
        whole, fewest = min(way.whole), min(smallest.whole)
        what = f"{kind}: both per due : with {smallest.store.obligations:,} stored"
        found.append(Held(what, size, _each(whole), _each(fewest), whole / fewest, FLAT, at_least=False))
    return found


def _each(seconds: float) -> str:
    return f"{seconds / DUE * 1e6:.1f} µs"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.escalation", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="5 million stored too (minutes, 5 GB of disk)")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--rounds", type=int, help="pairs to measure (usually 9 on SQLite, 3 on PostgreSQL)")
    parser.add_argument("--messages", type=int, default=400, help="mails to deliver (default 400; 0 for none)")
    given = parser.parse_args()
    kinds = KINDS if given.database == "both" else (given.database,)
    stores = [Store(size) for size in (LARGE if given.large else SIZES)]
    found = []
    for kind in kinds:
        found += run(kind, stores, given.rounds or ROUNDS[kind])
        if given.messages:
            found += delivery.run(kind, given.messages, given.rounds or ROUNDS[kind])
    return show("Escalation", found)


if __name__ == "__main__":
    sys.exit(main())
