"""The database's history leads to the tables that the models declare, on SQLite and PostgreSQL, and back again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

import migrations
from migrations import METADATA, foreign_keys_off, is_current, upgrade

ROOM = Path(migrations.__file__).parent


@pytest.fixture
def empty_database(either_database: sa.Engine) -> sa.Engine:
    """A database with nothing in it."""
    METADATA.drop_all(either_database)
    return either_database


def by_alembic(engine: sa.Engine, verb: Callable[..., None], *args: Any) -> None:
    """One of Alembic's commands on a database."""
    config = Config()
    config.set_main_option("script_location", str(ROOM))
    with engine.connect() as connection, foreign_keys_off(connection), connection.begin():
        config.attributes["connection"] = connection
        verb(config, *args)


def shape(engine: sa.Engine) -> dict[str, dict[str, Any]]:
    """Every table with its columns, keys and indexes, as the database itself describes them."""
    seen = sa.inspect(engine)
    return {
        name: {
            "columns": [(c["name"], str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(name)],
            "key": seen.get_pk_constraint(name),
            "references": sorted(map(str, seen.get_foreign_keys(name))),
            "unique": sorted(map(str, seen.get_unique_constraints(name))),
            "indexes": sorted(
                f"{i['name']} {i['column_names']} {i['unique']} {where(i)}" for i in seen.get_indexes(name)
            ),
        }
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def where(index: Any) -> list[str]:
    """The condition of a partial index."""
    return [str(value) for option, value in index.get("dialect_options", {}).items() if option.endswith("_where")]


def test_the_history_leads_to_the_tables_of_the_models(either_database: sa.Engine) -> None:
    declared = shape(either_database)
    METADATA.drop_all(either_database)
    assert shape(either_database) == {}
    upgrade(either_database)
    assert shape(either_database) == declared
    assert declared.keys() == METADATA.tables.keys()


def test_the_partial_indexes_are_there(empty_database: sa.Engine) -> None:
    upgrade(empty_database)
    found = {
        i["name"]: where(i) for table in shape(empty_database) for i in sa.inspect(empty_database).get_indexes(table)
    }
    assert all(found[name] for name in ("ix_obligation_next", "ix_notice_pending", "ix_message_waiting"))


def test_alembic_finds_nothing_to_add(empty_database: sa.Engine) -> None:
    upgrade(empty_database)
    by_alembic(empty_database, command.check)


def test_upgrading_again_changes_nothing(empty_database: sa.Engine) -> None:
    upgrade(empty_database)
    with empty_database.begin() as connection:
        connection.execute(sa.insert(METADATA.tables["person"]).values(code="an", name="Lê An"))
    before = shape(empty_database)
    upgrade(empty_database)
    assert shape(empty_database) == before
    with empty_database.connect() as connection:
        assert connection.scalars(sa.select(METADATA.tables["person"].c.code)).all() == ["an"]


def test_the_way_back_leaves_nothing_and_the_way_forth_can_be_gone_again(empty_database: sa.Engine) -> None:
    upgrade(empty_database)
    there = shape(empty_database)
    by_alembic(empty_database, command.downgrade, "base")
    assert shape(empty_database) == {}
    upgrade(empty_database)
    assert shape(empty_database) == there


def test_a_database_knows_whether_it_is_current(empty_database: sa.Engine) -> None:
    assert not is_current(empty_database)
    upgrade(empty_database)
    assert is_current(empty_database)
    by_alembic(empty_database, command.downgrade, "base")
    assert not is_current(empty_database)


@pytest.mark.parametrize("change", ["UPDATE ledger SET actor = 'kẻ gian'", "DELETE FROM ledger"])
def test_the_ledger_takes_rows_and_lets_none_be_changed(empty_database: sa.Engine, change: str) -> None:
    upgrade(empty_database)
    table = METADATA.tables["ledger"]
    row = {"at": sa.func.now(), "actor": "An", "action": "load", "subject": "directory", "reason": ""}
    with empty_database.begin() as connection:
        connection.execute(sa.insert(table).values(row))
    with pytest.raises(DBAPIError, match="append-only"), empty_database.begin() as connection:
        connection.exec_driver_sql(change)
    with empty_database.connect() as connection:
        assert connection.scalars(sa.select(table.c.actor)).all() == ["An"]


def test_an_upgrade_leaves_foreign_keys_watched(empty_database: sa.Engine) -> None:
    upgrade(empty_database)
    post = sa.insert(METADATA.tables["post"]).values(unit_id=7, role="head", title="")
    with pytest.raises(DBAPIError), empty_database.begin() as connection:
        connection.execute(post)


def test_the_history_is_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOM))
    script = ScriptDirectory.from_config(config)
    steps = list(script.walk_revisions())
    assert len(script.get_heads()) == 1
    assert [step.down_revision for step in steps] == [*(step.revision for step in steps[1:]), None]


def test_every_room_with_tables_is_known_to_the_migrations() -> None:
    models = (ROOM.parent / "models").glob("*.py")
    declaring = {file.stem for file in models if "table=True" in file.read_text(encoding="utf-8")}
    assert declaring == {room.__name__.rpartition(".")[2] for room in migrations.ROOMS}


def test_an_upgrade_that_is_broken_off_leaves_nothing_and_is_done_again(empty_database: sa.Engine) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    sa.event.listen(empty_database, "after_cursor_execute", interrupt)
    with pytest.raises(KeyboardInterrupt):
        upgrade(empty_database)
    sa.event.remove(empty_database, "after_cursor_execute", interrupt)
    assert not is_current(empty_database)
    upgrade(empty_database)
    assert is_current(empty_database)
