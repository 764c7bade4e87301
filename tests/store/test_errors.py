"""Every failure of a driver becomes an error of ours with a constant text."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import exc, text

from tests.store.raw import engine_of, file_of
from tests.store.samples import NOW, REGENCY, TODAY, a_session, an_entry
from wbs.cases.log.ports import AuditLog
from wbs.cases.officers.ports import OfficerStore
from wbs.cases.ports import CaseStore
from wbs.errors import ConflictError, NotFoundError, StoreUnavailableError, WbsError
from wbs.store.engine import SqliteFile
from wbs.store.errors import mapped_errors

SECRET = "ratna.w"


def postgres_error(code: str) -> exc.DBAPIError:
    class _Raised(psycopg.DatabaseError):
        sqlstate = code

    return exc.DatabaseError("INSERT", {"login": SECRET}, _Raised(f"Key (login)=({SECRET}) already exists"))


@pytest.mark.parametrize(
    ("code", "expected", "words"),
    [
        ("23505", ConflictError, "key is taken"),
        ("23503", NotFoundError, "refers to one"),
        ("40001", StoreUnavailableError, "cannot be used"),
        ("53100", StoreUnavailableError, "disk is full"),
        ("53300", StoreUnavailableError, "no more connections"),
        ("55P03", StoreUnavailableError, "locked"),
        ("57014", StoreUnavailableError, "too long"),
        ("25006", StoreUnavailableError, "read-only"),
        ("XX001", StoreUnavailableError, "damaged"),
        ("08006", StoreUnavailableError, "08006"),
    ],
)
def test_what_postgresql_says_becomes_ours_without_its_words(code: str, expected: type[WbsError], words: str) -> None:
    with pytest.raises(expected, match=words) as raised, mapped_errors():
        raise postgres_error(code)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError(SECRET),
        exc.TimeoutError(SECRET),
        exc.InvalidRequestError(SECRET),
        OSError(28, SECRET),
    ],
)
def test_everything_else_is_unavailable_without_its_words(error: Exception) -> None:
    with pytest.raises(StoreUnavailableError) as raised, mapped_errors():
        raise error
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("error", [ConflictError("own"), KeyError("a mistake of ours")])
def test_errors_of_our_own_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, mapped_errors():
        raise error
    assert raised.value is error


def test_a_time_without_a_zone_is_a_mistake_of_the_caller(officers: OfficerStore) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        officers.open_session(a_session(created=NOW.replace(tzinfo=None)), an_entry())


def test_parameters_stand_in_no_error_of_an_engine(url: str) -> None:
    engine = engine_of(url)
    with engine.connect() as connection, pytest.raises(exc.DBAPIError) as raised:
        connection.execute(text("INSERT INTO nowhere VALUES (:login)"), {"login": SECRET})
    engine.dispose()
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_sweep_that_cannot_take_its_turn_is_unavailable(cases: CaseStore, url: str) -> None:
    lock = SqliteFile(file_of(url)).lock
    lock.unlink(missing_ok=True)
    lock.mkdir()
    with pytest.raises(StoreUnavailableError):
        cases.sweep_uploads(TODAY, 1)
    lock.rmdir()


@pytest.mark.parametrize("start", [2**63, 2**70])
def test_a_number_beyond_64_bits_is_not_found(audit: AuditLog, start: int) -> None:
    with pytest.raises(NotFoundError):
        audit.entries(REGENCY, start, 1)
