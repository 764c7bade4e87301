"""Turns whatever the drivers raise into the store's errors. Texts are constants: drivers quote values in theirs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

from sqlalchemy import exc

from wbs.errors import ConflictError, NotFoundError, StoreUnavailableError, WbsError

_UNIQUE = frozenset({"SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_ROWID", "23505"})
_MISSING = frozenset({"SQLITE_CONSTRAINT_FOREIGNKEY", "23503"})
_RETRY = frozenset({"40001", "40P01"})
"""PostgreSQL: serialisation failure, deadlock."""
_UNSTORABLE = "a value that no row can hold"
_REASONS = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_BUSY": "the database is locked by another program",
    "SQLITE_LOCKED": "the database is locked by another program",
    "SQLITE_READONLY": "the database is read-only",
    "SQLITE_CORRUPT": "the database file is damaged",
    "SQLITE_NOTADB": "the database file is damaged",
    "SQLITE_CANTOPEN": "the database file cannot be opened",
    "SQLITE_IOERR": "the disk does not read or write",
    "25006": "the database is read-only",
    "42501": "the database's role has no right to this",
    "53100": "the disk is full",
    "53300": "the database takes no more connections",
    "55P03": "the database is locked by another program",
    "57014": "the database took too long",
    "XX001": "the database file is damaged",
    "XX002": "the database file is damaged",
}


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Let no error of a driver or of SQLAlchemy out.

    Raises:
        ConflictError: a key is taken.
        NotFoundError: a row refers to one that does not exist, or no row can hold a value (NUL or a lone surrogate in
            text, a number beyond 64 bits).
        StoreUnavailableError: everything else that a database, its disk or the way to it can do.
    """
    try:
        yield
    except exc.DataError:  # SQLAlchemy's name for the driver's own: drivers are imported only where they are used
        raise NotFoundError(_UNSTORABLE) from None
    except exc.DBAPIError as error:
        _raise_mapped(error.orig)
    except sqlite3.Error as error:
        _raise_mapped(error)
    except (UnicodeEncodeError, OverflowError):
        raise NotFoundError(_UNSTORABLE) from None
    except exc.StatementError as error:
        raise (error.orig or error) from None  # a value of the wrong kind: a mistake of ours, not the database's
    except exc.TimeoutError:
        raise StoreUnavailableError("no connection to the database came free") from None
    except (exc.SQLAlchemyError, OSError):
        raise StoreUnavailableError("the database cannot be used") from None


def unavailable(error: BaseException) -> StoreUnavailableError:
    """Say of a failure that was no single request's own that nothing was saved, and why."""
    return StoreUnavailableError(_reason(code_of(getattr(error, "orig", error))))


def is_worth_retrying(error: exc.DBAPIError) -> bool:
    """Say whether PostgreSQL gave a transaction up for the sake of another one."""
    return code_of(error.orig) in _RETRY


def code_of(error: BaseException | None) -> str:
    """Give SQLite's error name or PostgreSQL's SQLSTATE; empty when there is none."""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return str(code or "")


def _raise_mapped(error: BaseException | None) -> Never:
    raise _mapped(error) from None


def _mapped(error: BaseException | None) -> WbsError:
    code = code_of(error)
    if code in _UNIQUE:
        return ConflictError("a key is taken")
    if code in _MISSING:
        return NotFoundError("a row refers to one that does not exist")
    return StoreUnavailableError(_reason(code))


def _reason(code: str) -> str:
    primary = "_".join(code.split("_")[:2])
    return _REASONS.get(primary, "the database cannot be used") + (f" ({code})" if code else "")
