"""What the nightly jobs find and leave: shortages of readers, and how each job last ended."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, select, union

from wbs.cases.doctor.rights import LiveRights
from wbs.cases.model import AgencyCode, CaseId, CaseName, KeyDigest, OfficerState
from wbs.cases.readers.hanging import HandedCase
from wbs.cases.readers.shortages import CaseReaders, HeldKey, Shortage, ShortageKind
from wbs.cases.referral.model import Way
from wbs.crypto.records import REPORTER
from wbs.store.database import Database
from wbs.store.granting import live_rights
from wbs.store.newest import its
from wbs.store.officer_keys import RENEWED
from wbs.store.rows import add, put
from wbs.store.schema.agencies import SHORTAGES, UPKEEP_RUNS
from wbs.store.schema.cases import CASES, GRANTS, MESSAGES, RECORDS
from wbs.store.schema.officers import OFFICER_KEYS, OFFICERS
from wbs.store.schema.referrals import REFERRALS

_PAGE = 20_000
_NO_CASE = ""
_IS_SAME_OFFICER = and_(OFFICERS.c.agency == OFFICER_KEYS.c.agency, OFFICERS.c.officer == OFFICER_KEYS.c.officer)
_HELD = union(
    select(OFFICERS.c.agency, OFFICERS.c.officer, OFFICERS.c.state, OFFICERS.c.reader_key),
    select(OFFICERS.c.agency, OFFICERS.c.officer, OFFICERS.c.state, OFFICER_KEYS.c.reader_key)
    .join_from(OFFICERS, OFFICER_KEYS, _IS_SAME_OFFICER)
    .where(OFFICER_KEYS.c.kind == RENEWED),
)
_GRANTED = (
    select(GRANTS.c.reader, GRANTS.c.in_force, GRANTS.c.received, GRANTS.c.case_id, GRANTS.c.agency)
    .where(GRANTS.c.in_force)
    .order_by(GRANTS.c.reader)
)
"""Only columns of the index `grants_inbox`, so that no sealed byte is read."""
_HANDED = select(CASES.c.agency, CASES.c.case_id, CASES.c.handler).where(CASES.c.handler != CASES.c.agency)
"""Cases that were handed over; they are few."""
_ITS_CASE = and_(GRANTS.c.agency == SHORTAGES.c.agency, GRANTS.c.case_id == SHORTAGES.c.case_id)
_OWN = (
    select(SHORTAGES)
    .where(
        SHORTAGES.c.kind == ShortageKind.CASE.value,
        select(GRANTS.c.reader)
        .where(_ITS_CASE, GRANTS.c.in_force, GRANTS.c.reader.in_(bindparam("readers", expanding=True)))
        .exists(),
    )
    .order_by(SHORTAGES.c.day, SHORTAGES.c.agency, SHORTAGES.c.case_id)
    .limit(bindparam("limit"))
)
_OF_AGENCY = select(SHORTAGES).where(SHORTAGES.c.agency == bindparam("agency"))
_TRANSFERRED = (
    select(REFERRALS.c.agency, REFERRALS.c.case_id)
    .where(REFERRALS.c.way == Way.TRANSFER.value)
    .distinct()
    .order_by(REFERRALS.c.agency, REFERRALS.c.case_id)
)
_ITS_RECORDS = (
    select(RECORDS.c.envelope)
    .where(RECORDS.c.agency == bindparam("its_agency"), RECORDS.c.case_id == bindparam("its_case"))
    .order_by(RECORDS.c.place)
)
_REPLIED = select(func.max(MESSAGES.c.epoch)).where(
    MESSAGES.c.agency == bindparam("its_agency"),
    MESSAGES.c.case_id == bindparam("its_case"),
    MESSAGES.c.author == REPORTER,
)


class JobRun(NamedTuple):
    """How a job last ended."""

    job: str
    ended: datetime
    done: bool


class Upkeep:
    """Implements `wbs.cases.readers.shortages.ShortageStore`, and keeps how jobs ended."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def held_keys(self) -> list[HeldKey]:
        """Give every reader key that an account holds: its own, and one that is to follow it."""
        rows = self._database.read(lambda connection: connection.execute(_HELD).all())
        return [
            HeldKey(AgencyCode(row.agency), row.officer, OfficerState(row.state), KeyDigest(row.reader_key))
            for row in rows
        ]

    def readers_of_cases(self, of: Collection[KeyDigest]) -> Iterable[CaseReaders]:
        """Say of every case which of these keys it was granted to; cases with the same ones share one set.

        Reads one index once, and no sealed byte.
        """

        def job(
            connection: Connection,
        ) -> tuple[dict[tuple[str, str], frozenset[KeyDigest]], dict[tuple[str, str], str]]:
            return _gather(connection, of), {
                (row.agency, row.case_id): row.handler for row in connection.execute(_HANDED)
            }

        by_case, handed = self._database.read(job)
        return (
            CaseReaders(AgencyCode(agency), CaseId(case), keys, AgencyCode(handed.get((agency, case), agency)))
            for (agency, case), keys in by_case.items()
        )

    def first_record(self, agency: AgencyCode, case: CaseId) -> bytes | None:
        """Give the record with which a case began; None if there is no such case."""
        its_first = RECORDS.c.agency == agency, RECORDS.c.case_id == case, RECORDS.c.place == 0
        wanted = select(RECORDS.c.envelope).where(*its_first)
        return self._database.read(lambda connection: connection.execute(wanted).scalar_one_or_none())

    def handed_cases(self) -> Iterator[HandedCase]:
        """Give every case of which the register says that it went to another agency."""
        names = self._database.read(lambda connection: connection.execute(_TRANSFERRED).all())
        for agency, case in names:
            name = CaseName(AgencyCode(agency), CaseId(case))
            yield self._database.read(partial(_handed_case, name=name))

    def replace_shortages(self, found: Iterable[Shortage]) -> None:
        """Store what a check found in the place of what the last one did, in one transaction."""
        rows = [
            {
                "agency": short.agency,
                "case_id": short.case or _NO_CASE,
                "kind": short.kind.value,
                "found": short.found,
                "minimum": short.minimum,
                "day": short.day,
            }
            for short in found
        ]

        def job(connection: Connection) -> None:
            connection.execute(delete(SHORTAGES)).close()
            add(connection, SHORTAGES, *rows)

        self._database.write(job)

    def shortages_for(self, agency: AgencyCode, readers: Sequence[KeyDigest], limit: int) -> list[Shortage]:
        """Give what was found of an agency's channel, and up to `limit` of the cases that one of these keys reads."""
        own = {"readers": list(readers), "limit": limit}

        def job(connection: Connection) -> list[Shortage]:
            channel = connection.execute(_OF_AGENCY.where(SHORTAGES.c.case_id == _NO_CASE), {"agency": agency}).all()
            cases = connection.execute(_OWN, own).all() if readers else []
            return [_shortage(row) for row in (*channel, *cases)]

        return self._database.read(job)

    def alone(self, job: str) -> AbstractContextManager[bool]:
        """Say whether no other machine does this job just now; hold the place until the end of the block."""
        return self._database.alone(job)

    def note_run(self, job: str, ended: datetime, *, done: bool) -> None:
        """Note how a job ended."""
        row = {"job": job, "ended": ended, "done": done}
        self._database.write(lambda connection: put(connection, UPKEEP_RUNS, row))

    def last_run(self, job: str) -> datetime | None:
        """Say when a job last ended well, if it did the last time it ran."""
        return next((run.ended for run in self.runs() if run.job == job and run.done), None)

    def live_rights(self) -> LiveRights | None:
        """Compare what PostgreSQL's roles may do with what is declared; None where a database has no roles."""

        def job(connection: Connection) -> LiveRights | None:
            return live_rights(connection) if connection.dialect.name == "postgresql" else None

        return self._database.read(job)

    def runs(self) -> list[JobRun]:
        """Give how every job last ended."""
        statement = select(UPKEEP_RUNS.c.job, UPKEEP_RUNS.c.ended, UPKEEP_RUNS.c.done)
        return self._database.read(lambda connection: [JobRun(*row) for row in connection.execute(statement)])


def _handed_case(connection: Connection, name: CaseName) -> HandedCase:
    records = connection.execute(_ITS_RECORDS, its(name)).scalars()
    replied = connection.execute(_REPLIED, its(name)).scalar()
    return HandedCase(name, tuple(bytes(record) for record in records), replied or 0)


def _gather(connection: Connection, of: Collection[KeyDigest]) -> dict[tuple[str, str], frozenset[KeyDigest]]:
    """Collect the keys of every case; equal sets are one object, so 100,000 cases cost little memory."""
    known: dict[tuple[frozenset[KeyDigest], KeyDigest], frozenset[KeyDigest]] = {}
    by_case: dict[tuple[str, str], frozenset[KeyDigest]] = {}
    nobody: frozenset[KeyDigest] = frozenset()
    for reader, agency, case in _rows(connection):
        before = by_case.setdefault((agency, case), nobody)
        if reader not in of:
            continue
        after = known.get((before, reader))
        if after is None:
            after = known[before, reader] = before | {reader}
        by_case[agency, case] = after
    return by_case


def _rows(connection: Connection) -> Iterator[tuple[KeyDigest, str, str]]:
    found = connection.execution_options(yield_per=_PAGE).execute(_GRANTED)
    for reader, _, _, case, agency in found:
        yield KeyDigest(reader), agency, case


def _shortage(row: Row[Any]) -> Shortage:
    return Shortage(
        agency=AgencyCode(row.agency),
        kind=ShortageKind(row.kind),
        found=row.found,
        minimum=row.minimum,
        day=row.day,
        case=CaseId(row.case_id) if row.case_id != _NO_CASE else None,
    )
