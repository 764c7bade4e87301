"""Cases that are set aside unopened: another tray of the inboxes of one agency's officers, and nothing besides.

A case is locked while its tray changes, so that whoever opens it, or writes to it, comes before or after.
"""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection, and_, bindparam, func, or_, select, union_all, update

from wbs.cases.aside import UnopenedCase
from wbs.cases.model import AgencyCode, AuditEntry, CaseId, CaseName, Channel, KeyDigest
from wbs.crypto.exclusions import excludes_nobody
from wbs.crypto.messages import Status
from wbs.crypto.records import REPORTER
from wbs.errors import NotFoundError
from wbs.store.audit import append_entry
from wbs.store.database import Database
from wbs.store.newest import its, locked_case
from wbs.store.schema.cases import ATTACHMENTS, CASE_SERVED, INBOX, MESSAGES, RECORDS
from wbs.store.schema.inside import CASE_DECLARATIONS
from wbs.store.schema.officers import OFFICER_KEYS, OFFICERS
from wbs.store.trays import Tray, bring_back

Wanted = Sequence[tuple[CaseName, AuditEntry]]
AT_ONCE = 50
"""How many cases one transaction moves, so that reports that come in meanwhile wait for little."""
_WAS_SERVED = (
    select(CASE_SERVED.c.newest)
    .where(CASE_SERVED.c.agency == INBOX.c.agency, CASE_SERVED.c.case_id == INBOX.c.case_id)
    .exists()
)
_HAS_CONFLICT = (
    select(CASE_DECLARATIONS.c.officer)
    .where(
        *(CASE_DECLARATIONS.c.agency == INBOX.c.agency, CASE_DECLARATIONS.c.case_id == INBOX.c.case_id),
        CASE_DECLARATIONS.c.has_conflict,
    )
    .exists()
)
_HAS_FILES = (
    select(ATTACHMENTS.c.attachment)
    .where(ATTACHMENTS.c.agency == INBOX.c.agency, ATTACHMENTS.c.case_id == INBOX.c.case_id)
    .exists()
)
_REPORT = and_(
    *(MESSAGES.c.agency == INBOX.c.agency, MESSAGES.c.case_id == INBOX.c.case_id),
    *(MESSAGES.c.author == REPORTER, MESSAGES.c.seq == 1),
)
_MINE = and_(INBOX.c.tray == bindparam("its_tray"), ~_WAS_SERVED, ~_HAS_CONFLICT)
_PLACE = (INBOX.c.received, INBOX.c.case_id, INBOX.c.agency)
_UNOPENED = (
    select(*_PLACE, func.length(MESSAGES.c.sealed).label("size"), _HAS_FILES.label("has_files"))
    .join_from(INBOX, MESSAGES, _REPORT)
    .where(INBOX.c.reader == bindparam("its_reader"), _MINE)
    .where(INBOX.c.received >= bindparam("first"), INBOX.c.received <= bindparam("last"))
    .order_by(*_PLACE)
    .limit(bindparam("rows"))
)
_ITS_ROW = (INBOX.c.agency == bindparam("its_agency")) & (INBOX.c.case_id == bindparam("its_case"))
_ITS_READERS = INBOX.c.reader.in_(bindparam("readers", expanding=True))
_IS_UNOPENED = select(INBOX.c.reader).where(_ITS_ROW, _ITS_READERS, _MINE).limit(1)
_TRAYS = select(INBOX.c.tray).where(_ITS_ROW, _ITS_READERS)
_COLLEAGUES = union_all(
    *(select(of.c.reader_key).where(of.c.agency == bindparam("its_officers")) for of in (OFFICERS, OFFICER_KEYS))
)
_SET_ASIDE = (
    update(INBOX)
    .where(_ITS_ROW, INBOX.c.tray == bindparam("its_tray"))
    .where(or_(_ITS_READERS, INBOX.c.reader.in_(_COLLEAGUES)))
    .values(tray=bindparam("new_tray"))
)
_ASIDE = (
    select(INBOX.c.agency, INBOX.c.case_id)
    .where(INBOX.c.reader.in_(_COLLEAGUES), INBOX.c.tray == bindparam("its_tray"))
    .distinct()
    .limit(bindparam("rows"))
    .subquery("aside")
)
_ALL_ASIDE = select(RECORDS.c.envelope).join_from(
    _ASIDE,
    RECORDS,
    and_(RECORDS.c.agency == _ASIDE.c.agency, RECORDS.c.case_id == _ASIDE.c.case_id, RECORDS.c.place == 0),
)


class Asides:
    """Implements `wbs.cases.aside.AsideStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def unopened(
        self, readers: Sequence[KeyDigest], agency: AgencyCode, days: tuple[date, date], limit: int
    ) -> list[UnopenedCase]:
        """Give cases that may be set aside, by their day of arrival."""
        first, last = days
        values = {"its_tray": str(_waiting(agency)), "first": first, "last": last, "rows": limit}

        def job(connection: Connection) -> list[UnopenedCase]:
            found = (connection.execute(_UNOPENED, {**values, "its_reader": reader}) for reader in readers)
            rows = {tuple(row) for result in found for row in result}
            return [
                UnopenedCase(CaseName(AgencyCode(code), CaseId(case)), received, size, bool(has_files))
                for received, case, code, size, has_files in sorted(rows)[:limit]
            ]

        return self._database.read(job)

    def set_aside(self, readers: Sequence[KeyDigest], entries: Wanted) -> int:
        """Set cases aside that nobody has opened."""

        def move(connection: Connection, name: CaseName, entry: AuditEntry) -> bool:
            tray = _waiting(entry.agency)
            values = {**its(name), "readers": list(readers), "its_tray": str(tray)}
            if connection.execute(_IS_UNOPENED, values).first() is None:
                return False
            moved = {"new_tray": str(tray.set_aside()), "its_officers": entry.agency}
            connection.execute(_SET_ASIDE, {**values, **moved})
            return True

        return self._move(entries, move)

    def bring_back(self, readers: Sequence[KeyDigest], entries: Wanted) -> int:
        """Bring cases back that are set aside."""

        def move(connection: Connection, name: CaseName, _entry: AuditEntry) -> bool:
            trays = connection.execute(_TRAYS, {**its(name), "readers": list(readers)}).scalars()
            is_aside = any(Tray.parse(tray).is_aside for tray in trays)
            if is_aside:
                bring_back(connection, name)
            return is_aside

        return self._move(entries, move)

    def count(self, agency: AgencyCode, limit: int) -> int:
        """Count what is set aside in an agency, without cases whose reporters exclude somebody."""
        values = {"its_officers": agency, "its_tray": str(_waiting(agency).set_aside()), "rows": limit}

        def job(connection: Connection) -> int:
            return sum(excludes_nobody(envelope) for envelope in connection.execute(_ALL_ASIDE, values).scalars())

        return self._database.read(job)

    def _move(self, entries: Wanted, move: Callable[[Connection, CaseName, AuditEntry], bool]) -> int:
        """Move some cases in each transaction, with their entries; what came before a failure stands, and is noted."""

        def job(connection: Connection, piece: Wanted) -> int:
            moved = [entry for name, entry in piece if _locked(connection, name) and move(connection, name, entry)]
            for entry in moved:
                append_entry(connection, entry)
            return len(moved)

        pieces = [entries[start : start + AT_ONCE] for start in range(0, len(entries), AT_ONCE)]
        return sum(self._database.write(lambda connection, piece=piece: job(connection, piece)) for piece in pieces)  # type: ignore[misc]


def _waiting(agency: AgencyCode) -> Tray:
    """Name the tray of reports that came over the portal to an agency and wait there, unread and without a class."""
    return Tray.waiting(Status.SUBMITTED, Channel.PORTAL, agency)


def _locked(connection: Connection, name: CaseName) -> bool:
    try:
        locked_case(connection, name)
    except NotFoundError:
        return False
    return True
