"""The newest epoch, record and status of a case, locked while a transaction decides by them what may follow."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from wbs.cases.model import CaseName
from wbs.errors import NotFoundError
from wbs.store.schema.cases import CASES

Key = dict[str, str]

ITS_CASE = (CASES.c.agency == bindparam("its_agency")) & (CASES.c.case_id == bindparam("its_case"))
_LOCKED = select(CASES.c.epoch, CASES.c.place, CASES.c.received, CASES.c.status).where(ITS_CASE).with_for_update()


class Newest(NamedTuple):
    """A case's newest epoch, its newest record's place, the day it was received, and where it stands."""

    epoch: int
    place: int
    received: date
    status: str


def key_of(name: CaseName) -> Key:
    """Name a case in a row."""
    return {"agency": name.agency, "case_id": name.case}


def its(name: CaseName) -> Key:
    """Name a case in a condition."""
    return {"its_agency": name.agency, "its_case": name.case}


def locked_case(connection: Connection, name: CaseName) -> Newest:
    """Give a case's newest epoch and record, which stay the newest until the transaction ends.

    Raises:
        NotFoundError: no such case.
    """
    row = connection.execute(_LOCKED, its(name)).one_or_none()
    if row is None:
        raise NotFoundError("no such case")
    return Newest(*row)
