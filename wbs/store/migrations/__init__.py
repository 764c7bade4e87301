"""The schema's history. `migrate` brings a database to the newest revision; nothing else ever changes a schema.

Which revision that is stands in `wbs/store/revision.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, text

from wbs.store.engine import SqliteFile, create_sqlite, parse_url, postgres_engine, sqlite_writer
from wbs.store.errors import mapped_errors
from wbs.store.granting import grant_rights
from wbs.store.lock import turn

_LOCK = 7_382_915_046_211
"""PostgreSQL advisory lock under which schemas are changed: any constant that no other program uses."""


def migrate(url: str) -> None:
    """Bring a database to the newest schema, in one transaction; a SQLite file that does not exist is created.

    In PostgreSQL the roles that exist get their rights in the same transaction (`wbs.store.rights`).

    Raises:
        ConfigError: not a database URL.
        StoreUnavailableError: the database cannot be reached or changed; it is as it was.
    """
    with _schema_transaction(url) as connection:
        command.upgrade(_config(connection), "head")
        if connection.dialect.name == "postgresql":
            grant_rights(connection)


def revert(url: str, revision: str) -> None:
    """Take a database back to an older schema, in one transaction. What the older schema cannot hold is lost.

    Raises:
        ConfigError: not a database URL.
        StoreUnavailableError: the database cannot be reached or changed; it is as it was.
    """
    with _schema_transaction(url) as connection:
        command.downgrade(_config(connection), revision)


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
