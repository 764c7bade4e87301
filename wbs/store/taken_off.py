"""From which cases colleagues took an officer off: grants say where to look, signed records who left whom out."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, and_, bindparam, case, func, select, union

from wbs.cases.model import AgencyCode
from wbs.crypto.records import EpochRecord, ReaderRef
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError, UnknownVersionError
from wbs.store.schema.cases import CASES, GRANTS, RECORDS
from wbs.store.schema.officers import OFFICER_KEYS, OFFICERS

_KEYS = union(
    *(
        select(of.c.reader_key).where(of.c.agency == bindparam("handler"), of.c.officer == bindparam("officer"))
        for of in (OFFICERS, OFFICER_KEYS)
    )
)
_READ_ONCE = (
    select(GRANTS.c.agency, GRANTS.c.case_id, func.max(GRANTS.c.epoch).label("epoch"))
    .where(GRANTS.c.reader.in_(_KEYS))
    .group_by(GRANTS.c.agency, GRANTS.c.case_id)
    .having(func.max(case((GRANTS.c.in_force, 1), else_=0)) == 0)
    .subquery("read_once")
)
"""Cases that an officer read and reads no more, with the last epoch of which the officer has a key."""
_NEXT_RECORDS = (
    select(RECORDS.c.agency, RECORDS.c.case_id, RECORDS.c.envelope)
    .join_from(
        _READ_ONCE,
        RECORDS,
        and_(
            RECORDS.c.agency == _READ_ONCE.c.agency,
            RECORDS.c.case_id == _READ_ONCE.c.case_id,
            RECORDS.c.epoch == _READ_ONCE.c.epoch + 1,
            RECORDS.c.previous_key.is_not(None),
        ),
    )
    .join(CASES, and_(CASES.c.agency == RECORDS.c.agency, CASES.c.case_id == RECORDS.c.case_id))
    .where(CASES.c.handler == bindparam("handler"))
)
"""The epoch records that left the officer out, of cases that the agency still handles."""


def taken_off(connection: Connection, agency: AgencyCode, officers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name the cases from which colleagues took one of an agency's officers off, as long as the agency handles them.

    Whoever left a case, or handed it over, was not taken off; nor was anybody by a transfer of the whole case.
    """
    for officer in sorted(officers):
        whose = {"handler": agency, "officer": officer}
        for row in connection.execute(_NEXT_RECORDS, whose).all():
            if _is_by_a_colleague(row.envelope, agency, officer):
                yield row.agency, row.case_id


def _is_by_a_colleague(envelope: bytes, agency: str, officer: str) -> bool:
    try:
        record = Unverified(envelope).unsafe_peek(EpochRecord)
    except (FormatError, UnknownVersionError):
        return True  # nobody can say who left the officer out
    is_officers = isinstance(record.author, ReaderRef) and record.author != ReaderRef(agency=agency, reader=officer)
    return is_officers and any(reader.agency == agency for reader in record.readers)
