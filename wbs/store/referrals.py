"""Hand-overs: the register, transfers between agencies, and texts that wait for the nightly jobs."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, Row, and_, bindparam, delete, not_, or_, select, update

from wbs.cases.model import AgencyCode, AuditEntry, CaseId, CaseName, Channel, KeyDigest, StoredMessage
from wbs.cases.referral.model import (
    TAKEN_BACK,
    CaseReferrals,
    Forwarded,
    Parcel,
    ParcelState,
    Referral,
    RegisterLine,
    StoredApproval,
    Way,
)
from wbs.cases.referral.ports import NewTransfer
from wbs.clock import WIB
from wbs.crypto.messages import MatterClass, Status
from wbs.crypto.records import REPORTER
from wbs.errors import ConflictError
from wbs.store.approvals import drop_approval, keep_approval, load_approvals, use_approval
from wbs.store.audit import append_entry
from wbs.store.cases import add_epoch, add_message
from wbs.store.database import Database, find
from wbs.store.newest import ITS_CASE, its, key_of, locked_case
from wbs.store.rows import add, add_missing, put
from wbs.store.schema.cases import CASE_TAGS, CASES, GRANTS, MESSAGES, RECORDS
from wbs.store.schema.inside import CASE_DECLARATIONS
from wbs.store.schema.referrals import PARCELS, REFERRALS
from wbs.store.steps import Planning, take_step
from wbs.store.telling import load_concerned

_AGENCY: BindParameter[str] = bindparam("its_agency")
_CASE: BindParameter[str] = bindparam("its_case")
_ITS_TAGS = and_(CASE_TAGS.c.agency == CASES.c.agency, CASE_TAGS.c.case_id == CASES.c.case_id)
_HEAD = (
    select(CASES.c.handler, CASES.c.status, CASE_TAGS.c.matter_class, CASE_TAGS.c.channel)
    .join_from(CASES, CASE_TAGS, _ITS_TAGS)
    .where(ITS_CASE)
)
_LINES = (
    select(REFERRALS)
    .where(REFERRALS.c.agency == _AGENCY, REFERRALS.c.case_id == _CASE)
    .order_by(REFERRALS.c.at, REFERRALS.c.reference)
)
_ITS_PARCEL = and_(PARCELS.c.agency == _AGENCY, PARCELS.c.case_id == _CASE)
_PARCEL = select(PARCELS).where(_ITS_PARCEL)
_READ = (
    select(GRANTS.c.reader)
    .where(
        *(GRANTS.c.agency == REFERRALS.c.agency, GRANTS.c.case_id == REFERRALS.c.case_id),
        *(GRANTS.c.in_force, GRANTS.c.reader.in_(bindparam("readers", expanding=True))),
    )
    .exists()
)
_READ_BEFORE = (
    select(GRANTS.c.reader)
    .where(
        *(GRANTS.c.agency == REFERRALS.c.agency, GRANTS.c.case_id == REFERRALS.c.case_id),
        *(GRANTS.c.epoch == REFERRALS.c.epoch, GRANTS.c.reader.in_(bindparam("readers", expanding=True))),
    )
    .exists()
)
"""Whoever read a case until it was handed over knows of it still."""
_HAS_CONFLICT = (
    select(CASE_DECLARATIONS.c.officer)
    .where(
        *(CASE_DECLARATIONS.c.agency == REFERRALS.c.agency, CASE_DECLARATIONS.c.case_id == REFERRALS.c.case_id),
        CASE_DECLARATIONS.c.officer_agency == bindparam("of_agency"),
        CASE_DECLARATIONS.c.officer == bindparam("of_officer"),
        CASE_DECLARATIONS.c.has_conflict,
    )
    .exists()
)
_OWN = and_(REFERRALS.c.officer_agency == bindparam("of_agency"), REFERRALS.c.officer == bindparam("of_officer"))
_REGISTER = (
    select(REFERRALS, _READ.label("is_readable"))
    .where(or_(_READ, and_(_READ_BEFORE, not_(_HAS_CONFLICT)), _OWN))
    .order_by(REFERRALS.c.at.desc(), REFERRALS.c.reference)
    .limit(bindparam("most"))
)
_FORWARDED = (
    select(REFERRALS)
    .where(
        REFERRALS.c.officer_agency == bindparam("of_agency"),
        REFERRALS.c.way.in_([Way.LAPOR.value, Way.LAPOR_ANSWER.value]),
    )
    .order_by(REFERRALS.c.at.desc(), REFERRALS.c.reference)
    .limit(bindparam("most"))
)
_WAITING = (
    select(PARCELS)
    .join(CASE_TAGS, and_(CASE_TAGS.c.agency == PARCELS.c.agency, CASE_TAGS.c.case_id == PARCELS.c.case_id))
    .where(
        PARCELS.c.state == ParcelState.WAITING.value,
        CASE_TAGS.c.matter_class == MatterClass.NON_SUPERVISORY.value,
    )
    .order_by(PARCELS.c.agency, PARCELS.c.case_id)
    .limit(bindparam("most"))
)
_RECORDS = (
    select(RECORDS.c.envelope).where(RECORDS.c.agency == _AGENCY, RECORDS.c.case_id == _CASE).order_by(RECORDS.c.place)
)
_HEARD = (
    select(MESSAGES.c.sealed)
    .where(MESSAGES.c.agency == _AGENCY, MESSAGES.c.case_id == _CASE, MESSAGES.c.author == REPORTER)
    .order_by(MESSAGES.c.seq.desc())
    .limit(1)
)
_SETTLE = (
    update(PARCELS)
    .where(_ITS_PARCEL, PARCELS.c.state == bindparam("before"))
    .values(state=bindparam("new_state"), answer=bindparam("new_answer"))
)
_ABANDON = update(PARCELS).where(PARCELS.c.state == ParcelState.SENDING.value).values(state=ParcelState.UNKNOWN.value)


class Referrals:
    """Implements `wbs.cases.referral.ports.ReferralStore` and `OutboxStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database
        self._planning = Planning()

    def transfer(self, new: NewTransfer, audit: AuditEntry) -> None:
        """Store the status, the new key, the handling agency and the line of the register in one transaction.

        Raises:
            NotFoundError: no such case.
            ConflictError: something came since the case was read, or the approval was taken back.
        """
        name = new.epoch.name

        def job(connection: Connection) -> None:
            before = add_message(connection, name, new.message)
            _check_status(before.status, new.after)
            use_approval(connection, name, new.referral.approval)
            _drop_parcel(connection, name)
            add_epoch(connection, new.epoch, new.inside)
            take_step(connection, name, Status.PASSED_ON, new.message.day, handler=new.to)
            self._planning.replan(connection, name)
            add(connection, REFERRALS, _line_row(new.referral))
            append_entry(connection, audit)

        self._database.write(job)

    def refer(self, message: StoredMessage, referral: Referral, after: Status, audit: AuditEntry) -> None:
        """Store the status and the line of the register; a text that was waiting is gone with it.

        Raises:
            NotFoundError: no such case.
            ConflictError: something came since the case was read, or the reference is taken.
        """
        name = referral.name

        def job(connection: Connection) -> None:
            before = add_message(connection, name, message)
            _check_status(before.status, after)
            take_step(connection, name, Status.PASSED_ON, message.day)
            self._planning.replan(connection, name)
            add(connection, REFERRALS, _line_row(referral))
            if referral.way is Way.LAPOR:
                connection.execute(delete(PARCELS).where(_ITS_PARCEL), its(name))
            append_entry(connection, audit)

        self._database.write(job)

    def note(self, referral: Referral, after: Status, audit: AuditEntry) -> None:
        """Store a line of the register that changes nothing of its case.

        Raises:
            NotFoundError: no such case.
            ConflictError: the case moved on meanwhile, or the reference is taken.
        """

        def job(connection: Connection) -> None:
            _check_status(locked_case(connection, referral.name).status, after)
            if not add_missing(connection, REFERRALS, _line_row(referral)):
                raise ConflictError("a reference that is taken")
            append_entry(connection, audit)

        self._database.write(job)

    def approve(self, approval: StoredApproval, audit: AuditEntry) -> None:
        """Keep an approval, in the place of the same officer's earlier one.

        Raises:
            NotFoundError: no such case.
        """

        def job(connection: Connection) -> None:
            locked_case(connection, approval.name)
            keep_approval(connection, approval)
            append_entry(connection, audit)

        self._database.write(job)

    def disapprove(self, name: CaseName, officer: tuple[AgencyCode, str], audit: AuditEntry) -> None:
        """Forget an officer's approval; nothing happens if there is none.

        Raises:
            NotFoundError: no such case.
        """

        def job(connection: Connection) -> None:
            locked_case(connection, name)
            drop_approval(connection, name, officer)
            append_entry(connection, audit)

        self._database.write(job)

    def queue(self, parcel: Parcel, before: Parcel | None, audit: AuditEntry) -> None:
        """Keep a text for the nightly jobs, in the place of one that is settled.

        Raises:
            NotFoundError: no such case.
            ConflictError: what is there is not `before` any more.
        """

        def job(connection: Connection) -> None:
            locked_case(connection, parcel.name)
            if _parcel(connection, parcel.name) != before:
                raise ConflictError("another text came in between")
            put(connection, PARCELS, _parcel_row(parcel))
            append_entry(connection, audit)

        self._database.write(job)

    def withdraw(self, name: CaseName, audit: AuditEntry) -> None:
        """Forget a text that was not sent yet.

        Raises:
            NotFoundError: no such case.
            ConflictError: it is with the other side already.
        """

        def job(connection: Connection) -> None:
            locked_case(connection, name)
            _drop_parcel(connection, name)
            append_entry(connection, audit)

        self._database.write(job)

    def of_case(self, name: CaseName) -> CaseReferrals | None:
        """Give what is known of one case's hand-overs; None for no case."""
        return find(self._database, lambda connection: _load(connection, name))

    def register(
        self, readers: Sequence[KeyDigest], officer: tuple[AgencyCode, str], limit: int
    ) -> Sequence[RegisterLine]:
        """Give the newest lines of cases that these keys read or read until a transfer, and of the officer's own."""
        values = {"readers": list(readers), "of_agency": officer[0], "of_officer": officer[1], "most": limit}
        rows = self._database.read(lambda connection: connection.execute(_REGISTER, values).all())
        return [RegisterLine(_line(row), bool(row.is_readable)) for row in rows]

    def forwarded(self, agency: AgencyCode, limit: int) -> Sequence[Forwarded]:
        """Give the newest lines of what officers of an agency handed to SP4N-LAPOR!."""

        def job(connection: Connection) -> list[Forwarded]:
            lines = [_line(row) for row in connection.execute(_FORWARDED, {"of_agency": agency, "most": limit}).all()]
            return [Forwarded(line, load_concerned(connection, line.name)) for line in lines]

        return self._database.read(job)

    def waiting(self, limit: int) -> Sequence[Parcel]:
        """Give parcels that wait, in no order that tells when they came."""
        rows = self._database.read(lambda connection: connection.execute(_WAITING, {"most": limit}).all())
        return [_parcel_of(row) for row in rows]

    def records(self, name: CaseName) -> Sequence[bytes]:
        """Give the records of a case, oldest first."""
        return self._database.read(lambda connection: list(connection.execute(_RECORDS, its(name)).scalars()))

    def heard(self, name: CaseName) -> bytes | None:
        """Give the newest sealed message of a case's reporter; None if there is none."""
        return self._database.read(lambda connection: connection.execute(_HEARD, its(name)).scalar())

    def settle(self, parcel: Parcel, before: ParcelState) -> bool:
        """Store a parcel's state and answer, if it still is in the state before; say whether it was."""
        values = {"before": before.value, "new_state": parcel.state.value, "new_answer": parcel.answer}
        return self._database.write(
            lambda connection: connection.execute(_SETTLE, {**its(parcel.name), **values}).rowcount == 1
        )

    def abandon(self) -> int:
        """Call unknown what an earlier run was sending when it ended; give how many."""
        return self._database.write(lambda connection: connection.execute(_ABANDON).rowcount)


def _drop_parcel(connection: Connection, name: CaseName) -> None:
    """Forget a text, unless the other side may have it.

    Raises:
        ConflictError: so it is.
    """
    parcel = _parcel(connection, name)
    if parcel is not None and parcel.state not in TAKEN_BACK:
        raise ConflictError("a text that the other side may have")
    connection.execute(delete(PARCELS).where(_ITS_PARCEL), its(name))


def _check_status(found: str, after: Status) -> None:
    if found != after.value:
        raise ConflictError("a step from a status at which the case does not stand")


def _load(connection: Connection, name: CaseName) -> CaseReferrals | None:
    head = connection.execute(_HEAD, its(name)).one_or_none()
    lines = [_line(row) for row in connection.execute(_LINES, its(name))]
    parcel = _parcel(connection, name)
    if head is None:
        return None
    matter_class = None if head.matter_class is None else MatterClass(head.matter_class)
    return CaseReferrals(
        *(AgencyCode(head.handler), Status(head.status), matter_class, lines, parcel),
        channel=None if head.channel is None else Channel(head.channel),
        approvals=load_approvals(connection, name),
    )


def _parcel(connection: Connection, name: CaseName) -> Parcel | None:
    row = connection.execute(_PARCEL, its(name)).one_or_none()
    return None if row is None else _parcel_of(row)


def _parcel_of(row: Row[tuple[object, ...]]) -> Parcel:
    name = CaseName(AgencyCode(row.agency), CaseId(row.case_id))
    return Parcel(name, row.sealed, ParcelState(row.state), row.answer)


def _parcel_row(parcel: Parcel) -> dict[str, object]:
    return {
        **key_of(parcel.name),
        "sealed": parcel.sealed,
        "state": parcel.state.value,
        "answer": parcel.answer,
    }


def _line(row: Row[tuple[object, ...]]) -> Referral:
    return Referral(
        name=CaseName(AgencyCode(row.agency), CaseId(row.case_id)),
        reference=row.reference,
        way=Way(row.way),
        recipient=row.recipient,
        officer_agency=AgencyCode(row.officer_agency),
        officer=row.officer,
        at=row.at,
        digest=row.digest,
        epoch=row.epoch,
        approval=_approval_of(row),
    )


def _approval_of(row: Row[tuple[object, ...]]) -> StoredApproval | None:
    if row.approver is None:
        return None
    return StoredApproval(
        name=CaseName(AgencyCode(row.agency), CaseId(row.case_id)),
        officer_agency=AgencyCode(row.officer_agency),
        officer=row.approver,
        to=AgencyCode(row.recipient),
        day=row.at.astimezone(WIB).date(),
        envelope=row.approval,
    )


def _line_row(line: Referral) -> dict[str, object]:
    return {
        **key_of(line.name),
        "reference": line.reference,
        "way": line.way.value,
        "recipient": line.recipient,
        "officer_agency": line.officer_agency,
        "officer": line.officer,
        "at": line.at,
        "digest": line.digest,
        "epoch": line.epoch,
        "approver": None if line.approval is None else line.approval.officer,
        "approval": None if line.approval is None else line.approval.envelope,
    }
