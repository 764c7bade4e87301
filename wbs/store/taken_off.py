"""From which cases colleagues took officers off: grants say where to look, signed records who left whom out."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from sqlalchemy import Connection, and_, bindparam, case, func, select, union

from wbs.cases.conflicts.telling import heads_taken_off, was_taken_off
from wbs.cases.model import AgencyCode
from wbs.errors import FormatError, UnknownVersionError
from wbs.store.schema.cases import CASES, GRANTS, RECORDS
from wbs.store.schema.officers import OFFICER_KEYS, OFFICERS

_KEYS = union(
    *(
        select(of.c.reader_key).where(of.c.agency == bindparam("agency"), of.c.officer == bindparam("officer"))
        for of in (OFFICERS, OFFICER_KEYS)
    )
)
_READ_ONCE = (
    select(GRANTS.c.agency, GRANTS.c.case_id)
    .where(GRANTS.c.reader.in_(_KEYS))
    .group_by(GRANTS.c.agency, GRANTS.c.case_id)
    .having(func.max(case((GRANTS.c.in_force, 1), else_=0)) == 0)
    .subquery("read_once")
)
"""Cases that an officer read and reads no more."""
_THEIR_RECORDS = (
    select(RECORDS.c.agency, RECORDS.c.case_id, RECORDS.c.envelope)
    .join_from(
        _READ_ONCE,
        RECORDS,
        and_(RECORDS.c.agency == _READ_ONCE.c.agency, RECORDS.c.case_id == _READ_ONCE.c.case_id),
    )
    .order_by(RECORDS.c.agency, RECORDS.c.case_id, RECORDS.c.place)
)
_OF_CHANGED_CASES = (
    select(RECORDS.c.agency, RECORDS.c.case_id, RECORDS.c.envelope)
    .join_from(CASES, RECORDS, and_(RECORDS.c.agency == CASES.c.agency, RECORDS.c.case_id == CASES.c.case_id))
    .where(CASES.c.epoch > 1)
    .order_by(RECORDS.c.agency, RECORDS.c.case_id, RECORDS.c.place)
)
"""Nobody is left out of a case that has its first key still."""
_RECORDS_AT_ONCE = 500


def taken_off(connection: Connection, agency: AgencyCode, officers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name the cases from which colleagues took one of an agency's officers off; also those that nobody can read."""
    for officer in sorted(officers):
        rows = connection.execute(_THEIR_RECORDS, {"agency": agency, "officer": officer})
        for key, records in groupby(rows, lambda row: (row.agency, row.case_id)):
            if _is_kept_out([row.envelope for row in records], (agency, officer)):
                yield key


def heads_off(
    connection: Connection, heads: Mapping[tuple[AgencyCode, str], int]
) -> Iterator[tuple[tuple[str, str], frozenset[AgencyCode]]]:
    """Name the cases that colleagues ever took heads off, and whose heads: of all agencies, if nobody can read one."""
    rows = connection.execute(_OF_CHANGED_CASES.execution_options(yield_per=_RECORDS_AT_ONCE))
    for key, records in groupby(rows, lambda row: (row.agency, row.case_id)):
        try:
            found = heads_taken_off([row.envelope for row in records], heads)
        except (FormatError, UnknownVersionError):
            found = frozenset(agency for agency, _ in heads)
        if found:
            yield key, found


def _is_kept_out(records: list[bytes], officer: tuple[AgencyCode, str]) -> bool:
    try:
        return was_taken_off(records, officer)
    except (FormatError, UnknownVersionError):
        return True
