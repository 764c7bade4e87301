"""Invitations: one code, for one person, for one day (docs/spec/enrolment.md, "Invitation").

An administrator, or the operator where nobody is enrolled yet, says who is to be enrolled as what. That gives nobody
access to anything: who reads is decided by the directory that the officials sign. Codes are kept as hashes.
"""

from datetime import datetime, timedelta

from wbs.cases.access import Actor
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, Invitation
from wbs.cases.officers.ports import EnrolmentStore
from wbs.cases.permissions import Act, require
from wbs.crypto.boxes import token_hash
from wbs.crypto.directory import RESERVED_IDS, Role
from wbs.crypto.encoding import b32
from wbs.crypto.enrolment import Appointment
from wbs.crypto.primitives import random_bytes
from wbs.crypto.shape import check
from wbs.crypto.signin import fold_login
from wbs.errors import ForbiddenError, FormatError, NotFoundError, SignInError

LIFETIME = timedelta(hours=24)
CODE_BYTES = 10
"""80 random bits: 16 characters of base32."""
_GROUP = 4
_READ_AS = str.maketrans({"0": "o", "1": "i", "8": "b", "-": "", " ": ""})
"""Characters that base32 has not, and what is meant when somebody types them."""
_MAX_LOGIN = 120
OPERATOR = ":operator"
"""Who invites from the command line, in the audit log; no officer can have this id."""


class Invitations:
    """Makes, finds and withdraws invitations."""

    def __init__(self, store: EnrolmentStore) -> None:
        self._store = store

    def invite(self, actor: Actor, appointment: Appointment, login: str, *, now: datetime) -> str:
        """Invite somebody to the administrator's own agency; give the code, which is shown once.

        Raises:
            ForbiddenError: the officer's roles do not manage accounts, or it is another agency.
            FormatError: an appointment that no directory can list, or not a login.
            ConflictError: an account has the id or the login.
        """
        require(actor, Act.MANAGE_OFFICERS)
        if appointment.agency != actor.agency:
            raise ForbiddenError("an administrator invites to the own agency")
        return self._invite(actor.id, appointment, login, now)

    def invite_as_operator(self, appointment: Appointment, login: str, *, now: datetime) -> str:
        """Invite somebody from the command line, where an agency has no administrator yet; give the code.

        Raises:
            FormatError, ConflictError: as `invite` says.
        """
        return self._invite(OPERATOR, appointment, login, now)

    def find(self, code: str, *, now: datetime) -> Invitation:
        """Find the invitation that a code opens, however it is spaced.

        Raises:
            SignInError: none: wrong, used, withdrawn or over.
        """
        invitation = self._store.invitation(code_hash(code))
        if invitation is None or now >= invitation.until:
            raise SignInError("no such invitation")
        return invitation

    def list(self, actor: Actor, *, now: datetime) -> list[Invitation]:
        """Give the open invitations of the administrator's agency, by officer id.

        Raises:
            ForbiddenError: the officer's roles do not manage accounts.
        """
        require(actor, Act.MANAGE_OFFICERS)
        return [one for one in self._store.invitations(actor.agency) if now < one.until]

    def withdraw(self, actor: Actor, officer: str, *, now: datetime) -> None:
        """Forget an invitation.

        Raises:
            ForbiddenError: the officer's roles do not manage accounts.
            NotFoundError: there is none for this id.
        """
        require(actor, Act.MANAGE_OFFICERS)
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.INVITATION_WITHDRAWN, detail=officer)
        if not self._store.withdraw_invitation(actor.agency, officer, entry):
            raise NotFoundError("no such invitation")

    def _invite(self, by: str, appointment: Appointment, login: str, now: datetime) -> str:
        check_appointment(appointment)
        agency, folded = AgencyCode(appointment.agency), fold_login(login)
        if not folded or len(folded) > _MAX_LOGIN or not folded.isprintable():
            raise FormatError("not a login")
        code = b32(random_bytes(CODE_BYTES))
        invitation = Invitation(
            agency=agency,
            officer=appointment.officer,
            login=folded,
            label=appointment.label,
            unit=appointment.unit,
            rank=appointment.rank,
            roles=frozenset(appointment.roles),
            until=now + LIFETIME,
        )
        entry = AuditEntry(agency, now, by, AuditAction.OFFICER_INVITED, detail=appointment.officer)
        self._store.add_invitation(code_hash(code), invitation, entry)
        return code_text(code)


def check_appointment(appointment: Appointment) -> None:
    """Refuse what no directory can list.

    Raises:
        FormatError: members outside their limits, a reserved id, a role twice, or a custodian who is something else.
    """
    check(appointment)
    roles = set(appointment.roles)
    is_mixed = Role.CUSTODIAN in roles and len(roles) > 1
    if appointment.officer in RESERVED_IDS or len(roles) != len(appointment.roles) or is_mixed:
        raise FormatError("an appointment that no directory can list")


def code_text(code: str) -> str:
    """Write a code as people read it: upper case, in groups of four."""
    groups = (code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
    return "-".join(groups).upper()


def code_hash(code: str) -> bytes:
    """Give what is stored of a code, whatever spaces, hyphens and case it is typed with."""
    return token_hash(code.lower().translate(_READ_AS).encode(errors="replace"))
