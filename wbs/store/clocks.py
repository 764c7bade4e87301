"""Plans that are computed anew, and what is overdue in an agency: read from one index, a case at a time."""

from datetime import date

from sqlalchemy import Connection, bindparam, select

from wbs.cases.clocks.history import ClockKind
from wbs.cases.clocks.overdue import OverdueCase
from wbs.cases.model import AgencyCode, CaseId, CaseName
from wbs.crypto.messages import Status
from wbs.store.database import Database
from wbs.store.schema.cases import CASES
from wbs.store.steps import Planning, open_cases, unplanned_cases
from wbs.store.telling import load_concerned

_OVERDUE = (
    select(CASES.c.agency, CASES.c.case_id, CASES.c.status, CASES.c.clock, CASES.c.due)
    .where(CASES.c.handler == bindparam("its_handler"), CASES.c.due < bindparam("today"))
    .order_by(CASES.c.due, CASES.c.agency, CASES.c.case_id)
    .limit(bindparam("limit"))
)


class Clocks:
    """Implements `wbs.cases.clocks.overdue.ClockStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database
        self._planning = Planning()

    def open_cases(self) -> list[CaseName]:
        """Name every case that waits for something, or was never planned."""
        return self._database.read(open_cases)

    def unplanned_cases(self) -> list[CaseName]:
        """Name every case that was never planned."""
        return self._database.read(unplanned_cases)

    def renew_plan(self, name: CaseName, today: date) -> bool:
        """Compute a case's plan anew; say whether it is another. What stood before is kept."""
        return self._database.write(lambda connection: self._planning.renew(connection, name, today))

    def overdue(self, handler: AgencyCode, today: date, limit: int) -> list[OverdueCase]:
        """Give an agency's cases whose time is over, overdue longest first."""
        values = {"its_handler": handler, "today": today, "limit": limit}

        def job(connection: Connection) -> list[OverdueCase]:
            return [_overdue(connection, *row) for row in connection.execute(_OVERDUE, values).all()]

        return self._database.read(job)


def _overdue(connection: Connection, agency: str, case: str, status: str, clock: str, due: date) -> OverdueCase:
    name = CaseName(AgencyCode(agency), CaseId(case))
    return OverdueCase(name, Status(status), ClockKind(clock), due, load_concerned(connection, name))
