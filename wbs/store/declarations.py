"""What officers declared about cases, and what follows: grants of whoever declared a conflict are never in force."""

from sqlalchemy import BindParameter, Connection, and_, bindparam, delete, select, union, update

from wbs.cases.conflicts.declared import Declared
from wbs.cases.model import AgencyCode, CaseName, OfficerState
from wbs.errors import LastReaderError
from wbs.store.newest import its, key_of
from wbs.store.rows import put
from wbs.store.schema.cases import GRANTS, INBOX
from wbs.store.schema.inside import CASE_DECLARATIONS
from wbs.store.schema.officers import OFFICER_KEYS, OFFICERS

_AGENCY: BindParameter[str] = bindparam("its_agency")
_CASE: BindParameter[str] = bindparam("its_case")
_OF_CASE = and_(CASE_DECLARATIONS.c.agency == _AGENCY, CASE_DECLARATIONS.c.case_id == _CASE)
_DECLARED = (
    select(
        *(CASE_DECLARATIONS.c.officer_agency, CASE_DECLARATIONS.c.officer),
        *(CASE_DECLARATIONS.c.day, CASE_DECLARATIONS.c.has_conflict),
    )
    .where(_OF_CASE)
    .order_by(CASE_DECLARATIONS.c.officer_agency, CASE_DECLARATIONS.c.officer)
)
_HAS_CONFLICT = select(CASE_DECLARATIONS.c.has_conflict).where(
    _OF_CASE,
    CASE_DECLARATIONS.c.officer_agency == bindparam("its_officer_agency"),
    CASE_DECLARATIONS.c.officer == bindparam("its_officer"),
)
_KEYS = union(
    *(
        select(of.c.reader_key)
        .join_from(
            CASE_DECLARATIONS,
            of,
            and_(of.c.agency == CASE_DECLARATIONS.c.officer_agency, of.c.officer == CASE_DECLARATIONS.c.officer),
        )
        .where(_OF_CASE, CASE_DECLARATIONS.c.has_conflict)
        for of in (OFFICERS, OFFICER_KEYS)
    )
)
"""Every key that an account of somebody with a conflict holds, also one that is to follow."""
_READER: BindParameter[str] = bindparam("its_reader")
_OUT_OF_FORCE = (
    update(GRANTS)
    .where(GRANTS.c.agency == _AGENCY, GRANTS.c.case_id == _CASE, GRANTS.c.reader == _READER, GRANTS.c.in_force)
    .values(in_force=False)
)
_OUT_OF_INBOX = delete(INBOX).where(INBOX.c.agency == _AGENCY, INBOX.c.case_id == _CASE, INBOX.c.reader == _READER)


_OF_ACTIVE = (
    select(OFFICERS.c.officer)
    .join_from(GRANTS, OFFICERS, OFFICERS.c.reader_key == GRANTS.c.reader)
    .where(GRANTS.c.agency == _AGENCY, GRANTS.c.case_id == _CASE, GRANTS.c.in_force)
    .where(OFFICERS.c.state == OfficerState.ACTIVE.value)
)
_BY_OTHER_KEYS = (
    select(OFFICERS.c.officer)
    .join_from(GRANTS, OFFICER_KEYS, OFFICER_KEYS.c.reader_key == GRANTS.c.reader)
    .join(OFFICERS, and_(OFFICERS.c.agency == OFFICER_KEYS.c.agency, OFFICERS.c.officer == OFFICER_KEYS.c.officer))
    .where(GRANTS.c.agency == _AGENCY, GRANTS.c.case_id == _CASE, GRANTS.c.in_force)
    .where(OFFICERS.c.state == OfficerState.ACTIVE.value)
)
_READS = union(_OF_ACTIVE, _BY_OTHER_KEYS)
"""Officers with an account that is not blocked: nobody else opens a case tomorrow."""


def load_declared(connection: Connection, name: CaseName) -> tuple[Declared, ...]:
    """Load what officers declared about a case, by agency and id."""
    rows = connection.execute(_DECLARED, its(name))
    return tuple(Declared(AgencyCode(row.officer_agency), row.officer, row.day, row.has_conflict) for row in rows)


def note_declared(connection: Connection, name: CaseName, declared: Declared) -> None:
    """Store a declaration in the place of an earlier one; a conflict stays one."""
    of = {**its(name), "its_officer_agency": declared.agency, "its_officer": declared.officer}
    had_conflict = connection.execute(_HAS_CONFLICT, of).scalar_one_or_none() is True
    row = {
        **key_of(name),
        "officer_agency": declared.agency,
        "officer": declared.officer,
        "day": declared.day,
        "has_conflict": declared.has_conflict or had_conflict,
    }
    put(connection, CASE_DECLARATIONS, row)


def keep_out(connection: Connection, name: CaseName, *keys: str) -> None:
    """Put grants of whoever declared a conflict out of force, by these keys and by all that their accounts hold."""
    held = connection.execute(_KEYS, its(name)).scalars()
    for reader in sorted({*keys, *held}):
        connection.execute(_OUT_OF_FORCE, {**its(name), "its_reader": reader})
        connection.execute(_OUT_OF_INBOX, {**its(name), "its_reader": reader})


def require_reader(connection: Connection, name: CaseName) -> None:
    """Check that some account's key reads a case; its row is locked, so that two who leave at once do not both go.

    Raises:
        LastReaderError: none does, or only blocked ones; the reporter and the recovery key have no accounts.
    """
    if connection.execute(_READS, its(name)).first() is None:
        raise LastReaderError("nobody else reads the case")
