"""Approvals of transfers to come: one of each officer in a case, until a transfer takes them along."""

from sqlalchemy import BindParameter, Connection, and_, bindparam, delete, not_, select

from wbs.cases.model import AgencyCode, CaseName, OfficerState
from wbs.cases.referral.model import StoredApproval
from wbs.errors import ConflictError
from wbs.store.newest import its, key_of
from wbs.store.rows import put
from wbs.store.schema.inside import CASE_DECLARATIONS
from wbs.store.schema.officers import OFFICERS
from wbs.store.schema.referrals import TRANSFER_APPROVALS

_AGENCY: BindParameter[str] = bindparam("its_agency")
_CASE: BindParameter[str] = bindparam("its_case")
_OF_CASE = and_(TRANSFER_APPROVALS.c.agency == _AGENCY, TRANSFER_APPROVALS.c.case_id == _CASE)
_ACCOUNT = and_(
    OFFICERS.c.agency == TRANSFER_APPROVALS.c.officer_agency, OFFICERS.c.officer == TRANSFER_APPROVALS.c.officer
)
_HAS_CONFLICT = (
    select(CASE_DECLARATIONS.c.officer)
    .where(
        *(
            CASE_DECLARATIONS.c.agency == _AGENCY,
            CASE_DECLARATIONS.c.case_id == _CASE,
            CASE_DECLARATIONS.c.has_conflict,
        ),
        CASE_DECLARATIONS.c.officer_agency == TRANSFER_APPROVALS.c.officer_agency,
        CASE_DECLARATIONS.c.officer == TRANSFER_APPROVALS.c.officer,
    )
    .exists()
)
_APPROVALS = (
    select(TRANSFER_APPROVALS)
    .join(OFFICERS, _ACCOUNT)
    .where(_OF_CASE, OFFICERS.c.state == OfficerState.ACTIVE.value, not_(_HAS_CONFLICT))
    .order_by(TRANSFER_APPROVALS.c.officer_agency, TRANSFER_APPROVALS.c.officer)
)
_OF_OFFICER = and_(
    _OF_CASE,
    TRANSFER_APPROVALS.c.officer_agency == bindparam("of_agency"),
    TRANSFER_APPROVALS.c.officer == bindparam("of_officer"),
)


def load_approvals(connection: Connection, name: CaseName) -> list[StoredApproval]:
    """Load approvals by officers whose accounts are not blocked, and who declared no conflict of interest."""
    return [
        StoredApproval(
            name=name,
            officer_agency=AgencyCode(row.officer_agency),
            officer=row.officer,
            to=AgencyCode(row.recipient),
            day=row.day,
            envelope=row.envelope,
        )
        for row in connection.execute(_APPROVALS, its(name))
    ]


def keep_approval(connection: Connection, approval: StoredApproval) -> None:
    """Store an approval in the place of the same officer's earlier one."""
    row = {
        **key_of(approval.name),
        "officer_agency": approval.officer_agency,
        "officer": approval.officer,
        "recipient": approval.to,
        "day": approval.day,
        "envelope": approval.envelope,
    }
    put(connection, TRANSFER_APPROVALS, row)


def drop_approval(connection: Connection, name: CaseName, officer: tuple[AgencyCode, str]) -> None:
    """Forget an officer's approval."""
    values = {**its(name), "of_agency": officer[0], "of_officer": officer[1]}
    connection.execute(delete(TRANSFER_APPROVALS).where(_OF_OFFICER), values)


def drop_approvals(connection: Connection, name: CaseName) -> None:
    """Forget all approvals of a case that has another record: they are of the one before."""
    connection.execute(delete(TRANSFER_APPROVALS).where(_OF_CASE), its(name))


def use_approval(connection: Connection, name: CaseName, used: StoredApproval | None) -> None:
    """Forget all approvals of a case that is handed over by one of them.

    Raises:
        ConflictError: that one is not there any more.
    """
    if used is not None and used not in load_approvals(connection, name):
        raise ConflictError("an approval that was taken back")
    drop_approvals(connection, name)
