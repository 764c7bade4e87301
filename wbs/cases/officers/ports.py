"""What accounts, sign-in and enrolment ask of a store.

Every write is one transaction and returns only after its commit. What fails raises `StoreError` and leaves nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from wbs.cases.model import (
    Account,
    AgencyCode,
    Answered,
    AuditEntry,
    EnrolmentRequest,
    Failures,
    Invitation,
    KeyDigest,
    NewPassphrase,
    Officer,
    OfficerState,
    Passkey,
    RecoveryCodes,
    RenewedKey,
    Session,
)


class RecoveryCodeStore(Protocol):
    """Codes that stand for a second factor, as hashes."""

    def replace_recovery_codes(
        self, agency: AgencyCode, officer: str, hashes: Sequence[bytes], audit: AuditEntry
    ) -> None:
        """Store a new set in place of the one before, with its audit entry."""

    def use_recovery_code(
        self, agency: AgencyCode, officer: str, code_hash: bytes, now: datetime, audit: AuditEntry
    ) -> bool:
        """Take a code, with its audit entry; False, and nothing, if none of that hash is unused. Atomic."""

    def recovery_codes(self, agency: AgencyCode, officer: str) -> RecoveryCodes:
        """Say how an account's codes stand."""

    def tell_recovery_codes(self, agency: AgencyCode, officer: str) -> None:
        """Note that the officer was told of every use so far."""


class PasskeyStore(Protocol):
    """Passkeys, and the challenges that were answered."""

    def passkey(self, credential: str) -> Passkey | None:
        """Find a passkey by its credential id."""

    def passkeys(self, agency: AgencyCode, officer: str) -> list[Passkey]:
        """Give an account's passkeys, oldest first."""

    def add_passkey(self, passkey: Passkey, answered: Answered, audit: AuditEntry) -> bool:
        """Store a passkey; False, and nothing, if its challenge was answered before. ConflictError if it is known."""

    def use_passkey(self, credential: str, answered: Answered, *, sign_count: int, now: datetime) -> bool:
        """Take a passkey's answer; False if its challenge was answered before, or its count does not go on. Atomic."""

    def replace_passkey_wrap(
        self, agency: AgencyCode, officer: str, credential: str, *, before: bytes, after: bytes, audit: AuditEntry
    ) -> bool:
        """Store a newly wrapped key with its audit entry; False, and nothing, unless `before` is stored. Atomic."""

    def remove_passkey(
        self, agency: AgencyCode, officer: str, credential: str, *, spared: bytes, audit: AuditEntry
    ) -> bool:
        """Forget a passkey, what it wraps, and the sessions that passkeys began but for `spared`; False if none."""

    def forget_answered_challenges(self, before: datetime) -> int:
        """Forget challenges that were good until before that time; give how many."""


class AccountStore(Protocol):
    """Accounts as an agency's administrators see them."""

    def accounts(self, agency: AgencyCode) -> list[Account]:
        """Give an agency's accounts by id."""

    def replace_state(self, agency: AgencyCode, officer: str, state: OfficerState, audit: AuditEntry) -> bool:
        """Store another state with its audit entry and forget the account's sessions; False if it has it already."""


class OfficerStore(RecoveryCodeStore, PasskeyStore, AccountStore, Protocol):
    """Accounts, sessions and second-factor failures."""

    def add_officer(self, officer: Officer) -> None:
        """Store a new account. Raises ConflictError if id or login is taken."""

    def officer_by_login(self, login: str) -> Officer | None:
        """Find an account by its folded login."""

    def officer(self, agency: AgencyCode, officer: str) -> Officer | None:
        """Find an account by agency and id."""

    def replace_auth_hash(self, agency: AgencyCode, officer: str, auth_hash: str) -> None:
        """Store a hash of today's cost."""

    def replace_wrapped_key(
        self, agency: AgencyCode, officer: str, *, before: bytes, after: bytes, audit: AuditEntry
    ) -> bool:
        """Store a newly wrapped key with its audit entry; False, and nothing, unless `before` is stored. Atomic."""

    def replace_totp(
        self, agency: AgencyCode, officer: str, *, before: bytes, after: bytes, step: int, audit: AuditEntry
    ) -> bool:
        """Store a new second factor, used up to `step`; False, and nothing, unless `before` is stored. Atomic."""

    def use_totp_step(self, agency: AgencyCode, officer: str, step: int) -> bool:
        """Take a time step; False if it, or a later one, was taken before. Atomic."""

    def failures(self, agency: AgencyCode, officer: str) -> Failures:
        """Give the count of wrong second factors."""

    def replace_failures(self, agency: AgencyCode, officer: str, *, before: Failures, after: Failures) -> bool:
        """Store a new count; False, and nothing, unless `before` is what is stored. Atomic."""

    def clear_failures(self, agency: AgencyCode, officer: str) -> None:
        """Begin to count anew."""

    def open_session(self, session: Session, audit: AuditEntry) -> None:
        """Store a session together with its audit entry."""

    def session(self, token_hash: bytes) -> Session | None:
        """Find a session."""

    def touch_session(self, token_hash: bytes, now: datetime) -> None:
        """Note that a session was used."""

    def close_session(self, token_hash: bytes, audit: AuditEntry | None = None) -> None:
        """Forget a session; nothing happens if it is gone."""

    def sessions(self, agency: AgencyCode, officer: str) -> list[Session]:
        """Give an officer's sessions, the one begun first first."""

    def close_other_sessions(
        self, agency: AgencyCode, officer: str, spared: bytes, audit: AuditEntry | None = None
    ) -> int:
        """Forget an officer's sessions but for `spared`, with one audit entry if there were any; give how many."""

    def close_sessions_before(self, created: datetime, last_seen: datetime) -> int:
        """Forget sessions created, or last used, before these times; give how many."""


class EnrolmentStore(Protocol):
    """Invitations, enrolment requests, and the keys of accounts as they are enrolled, renewed and wrapped anew."""

    def add_invitation(self, code_hash: bytes, invitation: Invitation, audit: AuditEntry) -> None:
        """Store an invitation in place of an open one for the same officer.

        Raises:
            ConflictError: an account that is not blocked has the id, another account the login, or an invitation for
                somebody else the login.
        """

    def invitation(self, code_hash: bytes) -> Invitation | None:
        """Find an invitation, also one that is over."""

    def invitations(self, agency: AgencyCode) -> list[Invitation]:
        """Give an agency's invitations by officer id."""

    def withdraw_invitation(self, agency: AgencyCode, officer: str, audit: AuditEntry) -> bool:
        """Forget an invitation; False, and nothing, if there is none."""

    def enrol(self, code_hash: bytes, officer: Officer, request: EnrolmentRequest, audit: AuditEntry) -> bool:
        """Use an invitation up and store the account that it was for; False, and nothing, if it is gone. Atomic.

        A blocked account under the id gives way; its key is kept as the earlier one, as it was wrapped.

        Raises:
            ConflictError: an account has the id or the login.
        """

    def sweep_invitations(self, now: datetime) -> int:
        """Forget invitations that are over; give how many."""

    def requests(self, agency: AgencyCode) -> list[EnrolmentRequest]:
        """Give the newest request of each of an agency's officers, by officer id."""

    def change_passphrase(self, before: Officer, after: NewPassphrase, *, spared: bytes, audit: AuditEntry) -> bool:
        """Store everything that a changed passphrase changes, and end the officer's sessions but for the spared one.

        The wrapped key and the salt of before are kept as the earlier ones.

        Returns:
            False, and nothing was stored, unless the account's salt and keys are those of `before`. Atomic.
        """

    def ask_renewal(self, renewed: RenewedKey, salt: bytes, request: EnrolmentRequest, audit: AuditEntry) -> bool:
        """Store a key that is to follow, and its request. Atomic.

        Args:
            renewed: the key, wrapped under the passphrase that goes with `salt`.
            salt: the account's, as it was before the passphrase was proved.
            request: what the officials are to sign.
            audit: its entry.

        Returns:
            False, and nothing was stored, if another key follows, or the passphrase was changed meanwhile.
        """

    def withdraw_renewal(self, agency: AgencyCode, officer: str, reader_key: KeyDigest, audit: AuditEntry) -> bool:
        """Forget a key that was to follow, and its request; False, and nothing, if it is not stored."""

    def retire_key(self, agency: AgencyCode, officer: str, old: KeyDigest, audit: AuditEntry) -> bool:
        """Put the key that follows in the place of the account's own; the old one is forgotten. Atomic.

        Passkeys that unwrapped the old key stay as second factors.

        Returns:
            False, and nothing was changed, unless `old` is the account's own key and another one follows.

        Raises:
            ConflictError: a case is still read with the old key alone.
        """
