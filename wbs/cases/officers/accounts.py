"""What an agency's administrators do with its accounts: look at them, block, unblock.

Nobody gets a passphrase, a second factor, a key or a role this way: whoever lost theirs is enrolled anew, and the
officials sign. A block shuts an officer out of the portal; it takes no key back (that is the next directory's work).
"""

from datetime import datetime

from wbs.cases.access import Actor
from wbs.cases.model import Account, AuditAction, AuditEntry, OfficerState
from wbs.cases.officers.ports import OfficerStore
from wbs.cases.permissions import Act, require
from wbs.errors import ForbiddenError, NotFoundError

_ACTIONS = {
    OfficerState.BLOCKED: AuditAction.OFFICER_BLOCKED,
    OfficerState.ACTIVE: AuditAction.OFFICER_UNBLOCKED,
}


class Accounts:
    """The accounts of the acting administrator's own agency; those of others are as if they were not."""

    def __init__(self, store: OfficerStore) -> None:
        self._store = store

    def list(self, actor: Actor) -> list[Account]:
        """Give the accounts of the agency, by id.

        Raises:
            ForbiddenError: the officer's roles do not manage accounts.
        """
        require(actor, Act.MANAGE_OFFICERS)
        return self._store.accounts(actor.agency)

    def block(self, actor: Actor, officer: str, *, now: datetime) -> None:
        """Shut an officer out at once: every session of the account ends in the same transaction.

        Raises:
            ForbiddenError: the officer's roles do not manage accounts, or it is one's own account.
            NotFoundError: the agency has no such account.
        """
        self._turn(actor, officer, OfficerState.BLOCKED, now)

    def unblock(self, actor: Actor, officer: str, *, now: datetime) -> None:
        """Let an officer sign in again.

        Raises:
            ForbiddenError: the officer's roles do not manage accounts, or it is one's own account.
            NotFoundError: the agency has no such account.
        """
        self._turn(actor, officer, OfficerState.ACTIVE, now)

    def _turn(self, actor: Actor, officer: str, state: OfficerState, now: datetime) -> None:
        require(actor, Act.MANAGE_OFFICERS)
        if officer == actor.id:
            raise ForbiddenError("nobody blocks or unblocks the own account")
        if self._store.officer(actor.agency, officer) is None:
            raise NotFoundError("the agency has no such account")
        entry = AuditEntry(actor.agency, now, actor.id, _ACTIONS[state], detail=officer)
        self._store.replace_state(actor.agency, officer, state, entry)
