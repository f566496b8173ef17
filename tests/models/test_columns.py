"""The column types on a real database in memory: instants keep their zone, enums their values, constraints their names."""

import datetime as dt
import enum
import importlib
import pkgutil

import pendulum
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

import models
from models.columns import Table, UTCDateTime, enum_column, enum_type, table_of
from models.ledger import Lock


class Colour(enum.StrEnum):
    RED = "đỏ"
    GREEN = "xanh"


SHELF = sa.Table(
    "shelf",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UTCDateTime),
    enum_column(Colour, name="colour", nullable=True),
)
HANOI = dt.timezone(dt.timedelta(hours=7))


@pytest.fixture(scope="module")
def engine():
    made = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    SHELF.create(made)
    yield made
    made.dispose()


@pytest.fixture
def connection(engine):
    with engine.connect() as opened:
        yield opened
        opened.rollback()


def kept(connection, **values):
    """The row as the database gives it back."""
    key = connection.execute(SHELF.insert().values(**values)).inserted_primary_key[0]
    return connection.execute(sa.select(SHELF).where(SHELF.c.id == key)).one()


def raw(connection, column):
    return connection.exec_driver_sql(f"SELECT {column} FROM shelf ORDER BY id DESC LIMIT 1").scalar_one()


class TestUTCDateTime:
    def test_a_naive_value_is_refused(self, connection):
        with pytest.raises(StatementError, match="give it a time zone"):
            kept(connection, at=dt.datetime(2024, 1, 8, 8, 0))  # noqa: DTZ001 the naive value is what is tried

    def test_a_naive_value_is_refused_in_a_comparison_too(self, connection):
        with pytest.raises(StatementError, match="give it a time zone"):
            connection.execute(sa.select(SHELF).where(SHELF.c.at <= dt.datetime(2024, 1, 8, 8, 0)))  # noqa: DTZ001

    def test_an_instant_comes_back_aware_and_in_utc(self, connection):
        found = kept(connection, at=dt.datetime(2024, 1, 8, 8, 0, tzinfo=HANOI)).at
        assert found == dt.datetime(2024, 1, 8, 1, 0, tzinfo=dt.UTC)
        assert found.tzinfo is dt.UTC

    def test_it_is_stored_in_utc_so_that_text_sorts_as_time(self, connection):
        kept(connection, at=dt.datetime(2024, 1, 8, 6, 59, 59, 5, tzinfo=HANOI))
        assert raw(connection, "at") == "2024-01-07 23:59:59.000005"

    def test_a_pendulum_instant_comes_back_as_a_plain_one(self, connection):
        given_at = pendulum.datetime(2024, 1, 8, 8, 0, tz="Asia/Ho_Chi_Minh")
        found = kept(connection, at=given_at).at
        assert found == given_at
        assert type(found) is dt.datetime

    def test_none_stays_none(self, connection):
        assert kept(connection, at=None).at is None

    @pytest.mark.parametrize(("second", "found"), [(59, 0), (60, 1), (61, 1)])
    def test_instants_of_different_zones_compare_as_instants(self, connection, second, found):
        kept(connection, at=dt.datetime(2024, 1, 8, 8, 1, tzinfo=HANOI))
        until = dt.datetime(2024, 1, 8, 1, 0, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
        assert len(connection.execute(sa.select(SHELF).where(SHELF.c.at <= until)).all()) == found

    @given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2060, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
    def test_every_instant_is_given_back_as_it_was(self, engine, given_at):
        with engine.connect() as connection:
            assert kept(connection, at=given_at).at == given_at.astimezone(dt.UTC)
            connection.rollback()

    def test_other_databases_are_given_aware_values(self):
        bound = UTCDateTime().process_bind_param(
            dt.datetime(2024, 1, 8, 8, 0, tzinfo=HANOI), sa.dialects.registry.load("postgresql")()
        )
        assert bound == dt.datetime(2024, 1, 8, 1, 0, tzinfo=dt.UTC)
        assert bound.tzinfo is dt.UTC


class TestEnumColumns:
    def test_the_value_is_stored_and_the_member_comes_back(self, connection):
        assert kept(connection, colour=Colour.RED).colour is Colour.RED
        assert raw(connection, "colour") == "đỏ"

    def test_a_plain_value_is_as_good_as_its_member(self, connection):
        assert kept(connection, colour="xanh").colour is Colour.GREEN

    @pytest.mark.parametrize("value", ["RED", "blue", ""])
    def test_an_unknown_value_is_refused(self, connection, value):
        with pytest.raises(StatementError, match="is not among the defined enum values"):
            kept(connection, colour=value)

    def test_an_unknown_value_in_the_database_is_not_passed_on(self, connection):
        connection.exec_driver_sql("INSERT INTO shelf (colour) VALUES ('blue')")
        with pytest.raises(LookupError):
            connection.execute(sa.select(SHELF.c.colour)).all()

    def test_a_column_is_required_unless_it_says_otherwise(self):
        assert enum_column(Colour).nullable is False
        assert enum_column(Colour, nullable=True).nullable is True

    def test_no_database_makes_a_type_of_it(self):
        assert not enum_type(Colour).native_enum


@pytest.fixture(scope="module")
def tables():
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    return Table.metadata.sorted_tables


class TestAllTables:
    def test_can_be_made_in_one_go(self, tables):
        made = sa.create_engine("sqlite://")
        Table.metadata.create_all(made)
        assert set(sa.inspect(made).get_table_names()) == {table.name for table in tables}
        made.dispose()

    def test_every_constraint_and_index_has_a_name_for_migrations(self, tables):
        for table in tables:
            assert all(each.name for each in table.constraints), table.name
            assert all(each.name for each in table.indexes), table.name

    def test_every_instant_is_a_utc_column_and_every_name_tells_days_from_instants(self, tables):
        for column in (column for table in tables for column in table.columns):
            if isinstance(column.type, sa.DateTime) or column.name.endswith("_at"):
                assert isinstance(column.type, UTCDateTime), column
            if column.name.endswith("_on"):
                assert isinstance(column.type, sa.Date), column

    def test_no_name_is_longer_than_postgresql_takes(self, tables):
        names = [str(each.name) for table in tables for each in (*table.constraints, *table.indexes)]
        assert [name for name in names if len(name) > 63] == []

    def test_a_model_knows_its_table(self):
        assert table_of(Lock) is Table.metadata.tables["lock"]
