"""Writing rows: the one place where SQLite and PostgreSQL differ in what is said to them.

SQLAlchemy writes and checks each statement once; what is done for every report is to bind values by their columns'
types. Executing its constructs each time costs three times as much as SQLite's own work.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select, Table, TextClause, bindparam, column, func, table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.dialects.sqlite import pysqlite

from wbs.store.schema import SHUFFLED

Row = Mapping[str, Any]
_Insert = postgresql.Insert | sqlite.Insert
_Bind = Callable[[Any], Any]
_COUNTED = {"preserve_rowcount": True}


def add(connection: Connection, into: Table, *rows: Row) -> None:
    """Insert rows; a key that is taken is an error. No rows, no statement."""
    if rows:
        _insert(connection.dialect.name, into).run(connection, rows)


def add_missing(connection: Connection, into: Table, row: Row) -> bool:
    """Insert a row unless its key is taken, and say whether it was inserted."""
    return _insert_missing(connection.dialect.name, into).run(connection, [row]) == 1


def put(connection: Connection, into: Table, *rows: Row) -> None:
    """Insert rows, or replace what stands under their keys. No rows, no statement."""
    if rows:
        _upsert(connection.dialect.name, into, None).run(connection, rows)


def put_greater(connection: Connection, into: Table, by: str, rows: Sequence[Row]) -> None:
    """Insert rows, or replace what stands under their keys where the column `by` grows by it. No rows, no statement."""
    if rows:
        _upsert(connection.dialect.name, into, by).run(connection, rows)


def change(connection: Connection, into: Table, row: Row) -> None:
    """Replace what stands under a row's key, which is there."""
    _update(connection.dialect.name, into).run(connection, [row])


def find_row(connection: Connection, wanted: Select[Any], values: Row) -> tuple[Any, ...] | None:
    """Give the one row of a query for numbers, bytes or texts; None if there is none. Values are bound by name."""
    words, names = _query(connection.dialect.name, wanted)
    given: Any = values if names is None else tuple(values[name] for name in names)
    found = connection.exec_driver_sql(words, given).one_or_none()
    return None if found is None else tuple(found)


class _Statement:
    """A statement about whole rows in the words of one dialect."""

    def __init__(self, dialect: Dialect, insert: _Insert | TextClause, into: Table) -> None:
        compiled = insert.compile(dialect=dialect, column_keys=list(into.columns.keys()))
        self._text = str(compiled)
        binds: dict[str, _Bind | None] = {
            one.name: one.type.dialect_impl(dialect).bind_processor(dialect) for one in into.columns
        }
        self._binds = [(name, binds[name]) for name in compiled.positiontup or binds]
        self._is_positional = compiled.positiontup is not None

    def run(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Insert rows that have every column; give how many were inserted or replaced."""
        found: list[Any] = [self._bound(row) for row in rows]
        parameters = found[0] if len(found) == 1 else found
        return connection.exec_driver_sql(self._text, parameters, _COUNTED).rowcount

    def _bound(self, row: Row) -> tuple[Any, ...] | dict[str, Any]:
        bound = {name: row[name] if bind is None else bind(row[name]) for name, bind in self._binds}
        return tuple(bound.values()) if self._is_positional else bound


@cache
def _dialect(name: str) -> Dialect:
    kinds: dict[str, type[Dialect]] = {"postgresql": psycopg.dialect, "sqlite": pysqlite.dialect}
    return kinds[name]()


@cache
def _insert(dialect: str, into: Table) -> _Statement:
    return _Statement(_dialect(dialect), _plain(dialect, into), into)


@cache
def _insert_missing(dialect: str, into: Table) -> _Statement:
    return _Statement(_dialect(dialect), _plain(dialect, into).on_conflict_do_nothing(), into)


@cache
def _upsert(dialect: str, into: Table, by: str | None) -> _Statement:
    insert = _plain(dialect, into)
    keys = [one.name for one in into.primary_key]
    changed = {one.name: insert.excluded[one.name] for one in into.columns if one.name not in keys}
    where = None if by is None else insert.excluded[by] > into.c[by]
    return _Statement(
        _dialect(dialect), insert.on_conflict_do_update(index_elements=keys, set_=changed, where=where), into
    )


@cache
def _update(dialect: str, into: Table) -> _Statement:
    keys = [one.name for one in into.primary_key]
    changed = ", ".join(f"{one.name} = :{one.name}" for one in into.columns if one.name not in keys)
    where = " AND ".join(f"{name} = :{name}" for name in keys)
    return _Statement(_dialect(dialect), text(f"UPDATE {into.name} SET {changed} WHERE {where}"), into)  # noqa: S608


@cache
def _query(dialect: str, wanted: Select[Any]) -> tuple[str, Sequence[str] | None]:
    compiled = wanted.compile(dialect=_dialect(dialect))
    return str(compiled), compiled.positiontup


def _plain(dialect: str, into: Table) -> _Insert:
    if dialect == "postgresql":
        return postgresql.insert(into)
    if into not in SHUFFLED:
        return sqlite.insert(into)
    named = table(into.name, column("rowid"), *(column(one.name, one.type) for one in into.columns))
    values = {one.name: bindparam(one.name, type_=one.type) for one in into.columns}
    return sqlite.insert(named).values(rowid=func.random(), **values)
