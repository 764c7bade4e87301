"""What was recommended and waits to be followed: by reference and day, beside what is sealed inside."""

from sqlalchemy import Connection, and_, bindparam, func, select

from wbs.cases.followups.awaited import MOST, Awaited, Recommended
from wbs.cases.model import AgencyCode, CaseId, CaseName
from wbs.crypto.messages import Status
from wbs.errors import CaseFullError
from wbs.store.database import Database
from wbs.store.newest import its, key_of
from wbs.store.rows import put
from wbs.store.schema.cases import CASES
from wbs.store.schema.referrals import RECOMMENDATIONS
from wbs.store.telling import load_concerned

_COUNT = (
    select(func.count())
    .select_from(RECOMMENDATIONS)
    .where(
        RECOMMENDATIONS.c.agency == bindparam("its_agency"),
        RECOMMENDATIONS.c.case_id == bindparam("its_case"),
        RECOMMENDATIONS.c.reference != bindparam("its_reference"),
    )
)
_AWAITED = (
    select(CASES.c.agency, CASES.c.case_id, CASES.c.status, RECOMMENDATIONS.c.reference, RECOMMENDATIONS.c.due)
    .join_from(
        RECOMMENDATIONS,
        CASES,
        and_(CASES.c.agency == RECOMMENDATIONS.c.agency, CASES.c.case_id == RECOMMENDATIONS.c.case_id),
    )
    .where(RECOMMENDATIONS.c.ended.is_(None), CASES.c.handler == bindparam("its_handler"))
    .order_by(
        *(RECOMMENDATIONS.c.due, RECOMMENDATIONS.c.agency, RECOMMENDATIONS.c.case_id, RECOMMENDATIONS.c.reference)
    )
    .limit(bindparam("most"))
)


class Recommendations:
    """Implements `wbs.cases.followups.awaited.FollowUpStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def awaited(self, handler: AgencyCode, limit: int) -> list[Awaited]:
        """Give what waits in cases that an agency handles, what is due first coming first."""
        values = {"its_handler": handler, "most": limit}

        def job(connection: Connection) -> list[Awaited]:
            rows = connection.execute(_AWAITED, values).all()
            names = [CaseName(AgencyCode(row.agency), CaseId(row.case_id)) for row in rows]
            return [
                Awaited(name, Status(row.status), row.reference, row.due, load_concerned(connection, name))
                for name, row in zip(names, rows, strict=True)
            ]

        return self._database.read(job)


def keep_recommended(connection: Connection, name: CaseName, recommended: Recommended) -> None:
    """Note what an entry says of a recommendation, in the place of what an earlier one said.

    Raises:
        CaseFullError: the case has as many recommendations as it takes.
    """
    others = connection.execute(_COUNT, {**its(name), "its_reference": recommended.reference}).scalar_one()
    if others >= MOST:
        raise CaseFullError("a case with very many recommendations")
    row = {"reference": recommended.reference, "due": recommended.due, "ended": recommended.ended}
    put(connection, RECOMMENDATIONS, {**key_of(name), **row})
