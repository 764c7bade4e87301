"""Who is kept out of a case: what lists of cases for those who read none of them go by."""

from sqlalchemy import Connection, and_, bindparam, select

from wbs.cases.conflicts.telling import Concerned
from wbs.cases.model import AgencyCode, CaseName
from wbs.store.newest import its
from wbs.store.schema.cases import RECORDS
from wbs.store.schema.inside import CASE_DECLARATIONS

_RECORDS = (
    select(RECORDS.c.envelope)
    .where(RECORDS.c.agency == bindparam("its_agency"), RECORDS.c.case_id == bindparam("its_case"))
    .order_by(RECORDS.c.place)
)
_RECUSED = select(CASE_DECLARATIONS.c.officer_agency, CASE_DECLARATIONS.c.officer).where(
    and_(CASE_DECLARATIONS.c.agency == bindparam("its_agency"), CASE_DECLARATIONS.c.case_id == bindparam("its_case")),
    CASE_DECLARATIONS.c.has_conflict,
)


def load_concerned(connection: Connection, name: CaseName) -> Concerned:
    """Give a case's records, and who declared a conflict in it."""
    recused = connection.execute(_RECUSED, its(name)).all()
    return Concerned(
        records=tuple(connection.execute(_RECORDS, its(name)).scalars()),
        recused=frozenset((AgencyCode(row.officer_agency), row.officer) for row in recused),
    )
