"""The database keeps all of a session or nothing, and its file belongs to its owner."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.database import open_database, quick_sessions, reading, session
from models.errors import ConfigurationError


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    opened = open_database(f"sqlite:///{tmp_path}/nha/dondoc.db")
    with session(opened) as writing:
        writing.connection().exec_driver_sql("CREATE TABLE viec (id INTEGER PRIMARY KEY, cha REFERENCES viec (id))")
    yield opened
    opened.dispose()


def count(engine: sa.Engine) -> int:
    with reading(engine) as opened:
        return opened.connection().exec_driver_sql("SELECT count(*) FROM viec").scalar_one()


def add(engine: sa.Engine, values: str) -> None:
    with session(engine) as writing:
        writing.connection().exec_driver_sql(f"INSERT INTO viec VALUES {values}")


def fail_after(engine: sa.Engine, statement: str) -> None:
    with session(engine) as writing:
        writing.connection().exec_driver_sql(statement)
        raise ZeroDivisionError


def pragma(engine: sa.Engine, name: str) -> object:
    with reading(engine) as opened:
        return opened.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_a_session_is_kept_at_its_end(engine: sa.Engine) -> None:
    add(engine, "(1, NULL), (2, 1)")
    assert count(engine) == 2


def test_a_session_that_fails_keeps_nothing(engine: sa.Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after(engine, "INSERT INTO viec VALUES (1, NULL)")
    assert count(engine) == 0


def test_a_table_is_part_of_the_transaction_too(engine: sa.Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after(engine, "CREATE TABLE khac (id INTEGER)")
    assert sa.inspect(engine).get_table_names() == ["viec"]


def test_a_reading_keeps_nothing(engine: sa.Engine) -> None:
    with reading(engine) as opened:
        opened.connection().exec_driver_sql("INSERT INTO viec VALUES (1, NULL)")
    assert count(engine) == 0


def test_a_reading_sees_one_moment_and_does_not_hold_a_writer_up(engine: sa.Engine) -> None:
    add(engine, "(1, NULL)")
    with reading(engine) as opened:
        counting = sa.text("SELECT count(*) FROM viec")
        assert opened.connection().execute(counting).scalar_one() == 1
        add(engine, "(2, NULL)")
        assert opened.connection().execute(counting).scalar_one() == 1
    assert count(engine) == 2


def test_a_writer_does_not_hold_a_reading_up(engine: sa.Engine) -> None:
    with session(engine) as writing:
        writing.connection().exec_driver_sql("INSERT INTO viec VALUES (1, NULL)")
        assert count(engine) == 0


def test_a_writer_takes_its_turn_at_the_beginning(engine: sa.Engine) -> None:
    """Both read before they write: with a deferred BEGIN the later one would fail at once, whatever it waits."""
    started, errors = threading.Barrier(2), []

    def write_after_reading() -> None:
        started.wait()
        try:
            with session(engine) as writing:
                connection = writing.connection()
                highest = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM viec").scalar_one()
                connection.exec_driver_sql(f"INSERT INTO viec VALUES ({highest + 1}, NULL)")
        except sa.exc.OperationalError as error:
            errors.append(error)

    threads = [threading.Thread(target=write_after_reading) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert count(engine) == 2


def test_a_row_that_points_nowhere_is_refused(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        add(engine, "(1, 99)")


def test_quick_sessions_each_keep_all_or_nothing(engine: sa.Engine) -> None:
    with quick_sessions(engine) as sessions:
        with sessions() as writing:
            writing.connection().exec_driver_sql("INSERT INTO viec VALUES (1, NULL)")
        assert count(engine) == 1
        with pytest.raises(sa.exc.IntegrityError), sessions() as writing:
            writing.connection().exec_driver_sql("INSERT INTO viec VALUES (2, NULL), (1, NULL)")
        with sessions() as writing:
            writing.connection().exec_driver_sql("INSERT INTO viec VALUES (3, NULL)")
    assert count(engine) == 2


def test_between_quick_sessions_others_can_write(engine: sa.Engine) -> None:
    with quick_sessions(engine) as sessions:
        with sessions() as writing:
            writing.connection().exec_driver_sql("INSERT INTO viec VALUES (1, NULL)")
        add(engine, "(2, NULL)")
    assert count(engine) == 2


def test_every_connection_is_set_up(engine: sa.Engine) -> None:
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "busy_timeout") == 30_000
    assert pragma(engine, "synchronous") == 1


def test_the_file_and_its_folder_are_their_owners_alone(engine: sa.Engine, tmp_path: Path) -> None:
    add(engine, "(1, NULL)")
    assert stat.S_IMODE((tmp_path / "nha").stat().st_mode) == 0o700
    files = list((tmp_path / "nha").iterdir())
    assert {path.name for path in files} >= {"dondoc.db", "dondoc.db-wal"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_place_that_cannot_be_written_is_told_with_the_variable(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("")
    with pytest.raises(ConfigurationError, match="đặt DONDOC_HOME là thư mục ghi được"):
        open_database(f"sqlite:///{tmp_path}/tep/dondoc.db")


@pytest.mark.parametrize("url", ["mysql://may/ten", "khong-phai-url"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="viết"):
        open_database(url)


@pytest.mark.parametrize("url", ["postgresql://may/ten", "postgresql+psycopg://may/ten"])
def test_postgresql_is_spoken_with_psycopg_3(url: str) -> None:
    engine = open_database(url)
    assert engine.dialect.driver == "psycopg"
    engine.dispose()


@pytest.mark.postgres
def test_on_postgresql_a_reading_cannot_write_and_leaves_the_connection_as_it_was(postgres: sa.URL) -> None:
    engine = open_database(postgres.render_as_string(hide_password=False))
    write = sa.text("CREATE TABLE viec_chi_doc (id INTEGER)")
    with reading(engine) as opened, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        opened.connection().execute(write)
    with session(engine) as writing:
        writing.connection().execute(write)
        writing.connection().exec_driver_sql("DROP TABLE viec_chi_doc")
    engine.dispose()


@pytest.mark.postgres
def test_on_postgresql_quick_sessions_do_not_wait_for_the_disk_and_all_others_do(postgres: sa.URL) -> None:
    engine = open_database(postgres.render_as_string(hide_password=False))
    shown = sa.text("SHOW synchronous_commit")
    with session(engine) as before:
        usual = before.connection().execute(shown).scalar_one()
    with quick_sessions(engine) as sessions, sessions() as quick, session(engine) as other:
        assert quick.connection().execute(shown).scalar_one() == "off"
        assert other.connection().execute(shown).scalar_one() == usual
    with session(engine) as after:
        assert after.connection().execute(shown).scalar_one() == usual
    engine.dispose()


@pytest.mark.postgres
def test_quick_sessions_go_on_after_their_connection_was_lost(postgres: sa.URL) -> None:
    engine = open_database(postgres.render_as_string(hide_password=False))
    with quick_sessions(engine) as sessions:
        with sessions() as quick:
            served_by = quick.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with session(engine) as keeper:
            keeper.connection().execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": served_by})
        with pytest.raises(sa.exc.OperationalError), sessions() as quick:
            quick.connection().exec_driver_sql("SELECT 1")
        with sessions() as quick:
            assert quick.connection().exec_driver_sql("SELECT 1").scalar_one() == 1
    engine.dispose()
