"""Looking into a database past the store."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, text

from wbs.errors import WbsError
from wbs.store.engine import SqliteFile, parse_url, postgres_engine, sqlite_writer

T = TypeVar("T")


def file_of(url: str) -> Path:
    """Give the path of a SQLite database."""
    place = parse_url(url)
    assert isinstance(place, SqliteFile)
    return place.path


@contextmanager
def raw(url: str) -> Iterator[Connection]:
    """Open a transaction of our own, committed at the end."""
    engine = engine_of(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def engine_of(url: str) -> Engine:
    place = parse_url(url)
    return sqlite_writer(place) if isinstance(place, SqliteFile) else postgres_engine(place)


def execute(url: str, statement: str, **values: object) -> None:
    with raw(url) as connection:
        connection.execute(text(statement), values)


def query(url: str, statement: str, **values: object) -> list[tuple[Any, ...]]:
    with raw(url) as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def count(url: str, table: str) -> int:
    return int(query(url, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a table's name


def together(*jobs: Callable[[], T]) -> list[T | WbsError]:
    """Run jobs at once, each in a thread of its own; give what each returned, or the error of ours that it raised."""

    def outcome(job: Callable[[], T]) -> T | WbsError:
        try:
            return job()
        except WbsError as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(outcome, jobs))


def errors_in(outcomes: Sequence[object]) -> list[type]:
    return [type(outcome) for outcome in outcomes if isinstance(outcome, WbsError)]
