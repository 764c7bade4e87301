"""The schema's history. `migrate` brings a database to the newest revision; nothing else ever changes a schema.

Which revision that is stands in `wbs/store/revision.py`.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, column, func, inspect, select, table, text

from wbs.errors import ConfigError
from wbs.store.engine import SqliteFile, create_sqlite, parse_url, postgres_engine, sqlite_writer
from wbs.store.errors import mapped_errors
from wbs.store.granting import grant_rights
from wbs.store.lock import turn

_REVISION = re.compile(r"[0-9]{4}|base")
_LOCK = 7_382_915_046_211
"""PostgreSQL advisory lock under which schemas are changed: any constant that no other program uses."""


def migrate(url: str) -> None:
    """Bring a database to the newest schema, in one transaction; a SQLite file that does not exist is created.

    In PostgreSQL the roles that exist get their rights in the same transaction (`wbs.store.rights`).

    Raises:
        ConfigError: not a database URL, or the schema of a newer program.
        StoreUnavailableError: the database cannot be reached or changed; it is as it was.
    """
    with _schema_transaction(url) as connection:
        try:
            command.upgrade(_config(connection), "head")
        except CommandError:
            raise ConfigError(
                "the database has a schema that this program does not know: it is of a newer program, or wbs store copy"
                " did not end"
            ) from None
        if connection.dialect.name == "postgresql":
            grant_rights(connection)


def revert(url: str, revision: str, *, lose: bool = False) -> list[str]:
    """Take a database back to an older schema, in one transaction; give what was lost that the older one cannot hold.

    Args:
        url: the database.
        revision: an older one than it has; `base` is none at all.
        lose: go back even if something is lost.

    Raises:
        ConfigError: not a database URL, no such revision, or something would be lost; the database is as it was.
        StoreUnavailableError: the database cannot be reached or changed; it is as it was.
    """
    if not _REVISION.fullmatch(revision):
        raise ConfigError("a revision is a number of four digits, or base")
    with _schema_transaction(url) as connection:
        before = _held(connection)
        try:
            command.downgrade(_config(connection), revision)
        except CommandError:
            raise ConfigError(f"there is no way back to revision {revision}") from None
        lost = _lost(before, _columns(connection))
        if lost and not lose:
            raise ConfigError(f"going back to {revision} would lose {', '.join(lost)}: nothing was changed")
    return lost


def _columns(connection: Connection) -> dict[str, set[str]]:
    """Name the columns of every table of ours."""
    found = inspect(connection)
    names = set(found.get_table_names()) - {"alembic_version"}
    return {name: {str(column["name"]) for column in found.get_columns(name)} for name in names}


def _held(connection: Connection) -> dict[str, dict[str, int]]:
    """Count what is in every column; under no name, the table's rows."""
    held = {}
    for name, columns in _columns(connection).items():
        counts = [func.count(column(one)).label(one) for one in sorted(columns)]
        row = connection.execute(select(func.count().label(""), *counts).select_from(table(name))).one()
        held[name] = dict(zip(("", *sorted(columns)), row, strict=True))
    return held


def _lost(before: Mapping[str, Mapping[str, int]], after: Mapping[str, set[str]]) -> list[str]:
    """Say which tables had rows, and which columns had values, that are there no more."""
    lost = []
    for name, held in sorted(before.items()):
        if name not in after:
            lost += [f"{held['']} rows of {name}"] if held[""] else []
            continue
        gone = sorted(held.keys() - after[name] - {""})
        lost += [f"{held[one]} values of {name}.{one}" for one in gone if held[one]]
    return lost


@contextmanager
def _schema_transaction(url: str) -> Iterator[Connection]:
    place = parse_url(url)
    with mapped_errors(), _sqlite(place) if isinstance(place, SqliteFile) else _postgres(place) as connection:
        yield connection


@contextmanager
def _sqlite(file: SqliteFile) -> Iterator[Connection]:
    with turn(file.lock):
        create_sqlite(file)
        with sqlite_writer(file).begin() as connection:
            yield connection


@contextmanager
def _postgres(url: URL) -> Iterator[Connection]:
    engine = postgres_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "wbs.store:migrations")
    config.attributes["connection"] = connection
    return config
