"""Inserting rows: the one place where SQLite and PostgreSQL differ in what is said to them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, column, func, table
from sqlalchemy.dialects import postgresql, sqlite

from wbs.store.schema import SHUFFLED

Row = Mapping[str, Any]
_Insert = postgresql.Insert | sqlite.Insert


def add(connection: Connection, into: Table, *rows: Row) -> None:
    """Insert rows; a key that is taken is an error. No rows, no statement."""
    if rows:
        connection.execute(_insert(connection.dialect.name, into), [dict(row) for row in rows])


def add_missing(connection: Connection, into: Table, row: Row) -> bool:
    """Insert a row unless its key is taken, and say whether it was inserted."""
    return connection.execute(_insert_missing(connection.dialect.name, into), dict(row)).rowcount == 1


def put(connection: Connection, into: Table, *rows: Row) -> None:
    """Insert rows, or replace what stands under their keys. No rows, no statement."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, into, None), [dict(row) for row in rows])


def put_greater(connection: Connection, into: Table, by: str, rows: Sequence[Row]) -> None:
    """Insert rows, or replace what stands under their keys where the column `by` grows by it. No rows, no statement."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, into, by), [dict(row) for row in rows])


@cache
def _insert(dialect: str, into: Table) -> _Insert:
    if dialect == "postgresql":
        return postgresql.insert(into)
    if into not in SHUFFLED:
        return sqlite.insert(into)
    named = table(into.name, column("rowid"), *(column(one.name, one.type) for one in into.columns))
    values = {one.name: bindparam(one.name, type_=one.type) for one in into.columns}
    return sqlite.insert(named).values(rowid=func.random(), **values)


@cache
def _insert_missing(dialect: str, into: Table) -> _Insert:
    return _insert(dialect, into).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@cache
def _upsert(dialect: str, into: Table, by: str | None) -> _Insert:
    insert = _insert(dialect, into)
    keys = [one.name for one in into.primary_key]
    changed = {one.name: insert.excluded[one.name] for one in into.columns if one.name not in keys}
    where = None if by is None else insert.excluded[by] > into.c[by]
    return insert.on_conflict_do_update(index_elements=keys, set_=changed, where=where)
