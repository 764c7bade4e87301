"""What officers do with their own passphrase and key: change, renew, retire. The server sees neither.

Each needs the passphrase's proof and a factor that is good now, except what only finishes a renewal. A new key reads
nothing until a directory lists it; an old one is retired only when nothing is read with it alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wbs.cases.access import Actor
from wbs.cases.model import (
    AuditAction,
    AuditEntry,
    EnrolmentRequest,
    KeyDigest,
    NewPassphrase,
    Officer,
    RenewedKey,
    Session,
)
from wbs.cases.officers.own_factors import OwnFactors, StepUp
from wbs.cases.officers.ports import EnrolmentStore, OfficerStore
from wbs.cases.officers.sign_in import Hasher
from wbs.crypto.enrolment import verify_enrolment
from wbs.crypto.signin import SALT_BYTES, WRAPPED_SIZES
from wbs.crypto.trust import TrustBook
from wbs.errors import ConflictError, FormatError, SessionEndedError, TrustError


@dataclass(frozen=True, slots=True)
class ChangedPassphrase:
    """What a changed passphrase gives: salt, sign-in key, and every key of the account, wrapped anew, by its digest."""

    salt: bytes
    auth: bytes = field(repr=False)
    wrapped: Mapping[KeyDigest, bytes] = field(repr=False)


class OwnKeys:
    """Changes an officer's own passphrase and key."""

    def __init__(self, enrolments: EnrolmentStore, officers: OfficerStore, factors: OwnFactors, hasher: Hasher) -> None:
        self._enrolments = enrolments
        self._officers = officers
        self._factors = factors
        self._hasher = hasher

    def account(self, actor: Actor) -> Officer:
        """Give the officer's own account.

        Raises:
            SessionEndedError: it is gone.
        """
        officer = self._officers.officer(*actor.name)
        if officer is None:
            raise SessionEndedError("the account is gone")
        return officer

    def change_passphrase(
        self, actor: Actor, session: Session, proof: StepUp, new: ChangedPassphrase, *, now: datetime
    ) -> None:
        """Put another passphrase in place, and end the officer's other sessions.

        Raises:
            FormatError: sizes that nothing here has, the old salt, or not exactly the account's keys.
            ForbiddenError: as `OwnFactors.prove` says.
            ConflictError: something of it changed meanwhile.
        """
        before = self.account(actor)
        is_whole = new.wrapped.keys() == before.keys and all(len(box) in WRAPPED_SIZES for box in new.wrapped.values())
        if len(new.salt) != SALT_BYTES or new.salt == before.salt or not is_whole:
            raise FormatError("not a changed passphrase of this account")
        self._factors.prove(actor, proof, now)
        renewed = None if before.renewed is None else new.wrapped[before.renewed.reader_key]
        after = NewPassphrase(new.salt, self._hasher.hash(new.auth), new.wrapped[before.reader_key], renewed)
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.PASSPHRASE_CHANGED)
        if not self._enrolments.change_passphrase(before, after, spared=session.token_hash, audit=entry):
            raise ConflictError("the account changed meanwhile")

    def ask_renewal(
        self,
        actor: Actor,
        proof: StepUp,
        envelope: bytes,
        wrapped: bytes,
        *,
        book: TrustBook,
        now: datetime,
        today: date,
    ) -> None:
        """Keep a key that is to follow the listed one, and the request that the officials are to sign.

        Raises:
            FormatError: not of a wrapped key's length, or not a request.
            TrustError: a request of somebody else, with other members than the directory lists, with a listed key, or
                without the key that it replaces.
            SignatureError, UnknownVersionError: not a genuine request.
            ForbiddenError: as `OwnFactors.prove` says.
            ConflictError: another key is to follow already, or the passphrase was changed meanwhile.
        """
        if len(wrapped) not in WRAPPED_SIZES:
            raise FormatError("not of a wrapped key's length")
        directory = book.newest(actor.agency)
        entry = directory.entries.get(actor.id) or directory.document.custodian or None
        request = verify_enrolment(envelope, entry).document
        asked = (request.agency, request.officer, request.label, request.unit, request.rank, request.roles)
        listed = entry and (actor.agency, actor.id, entry.label, entry.unit, entry.rank, sorted(actor.roles))
        if asked != listed or request.replaces != actor.reader_key or request.reader_key in directory.key_texts:
            raise TrustError("not a renewal of the officer's own entry")
        salt = self.account(actor).salt
        self._factors.prove(actor, proof, now)
        key = KeyDigest(request.public_reader_key().digest)
        stored = EnrolmentRequest(actor.agency, actor.id, key, today, envelope)
        audit = AuditEntry(actor.agency, now, actor.id, AuditAction.RENEWAL_ASKED)
        if not self._enrolments.ask_renewal(RenewedKey(key, wrapped), salt, stored, audit):
            raise ConflictError("another key is to follow already, or the passphrase is another by now")

    def withdraw_renewal(self, actor: Actor, proof: StepUp, *, now: datetime) -> None:
        """Forget the key that was to follow, and that officials may be about to list: nobody reads with it any more.

        Raises:
            ForbiddenError: as `OwnFactors.prove` says.
            ConflictError: there is none, or a directory lists it by now.
        """
        renewed = self.account(actor).renewed
        if renewed is None or renewed.reader_key in actor.reader_keys:
            raise ConflictError("nothing to withdraw, or listed by now")
        self._factors.prove(actor, proof, now)
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.RENEWAL_WITHDRAWN)
        if not self._enrolments.withdraw_renewal(*actor.name, renewed.reader_key, entry):
            raise ConflictError("it was withdrawn meanwhile")

    def retire(self, actor: Actor, *, now: datetime) -> None:
        """Forget the old key, once the directory lists the new one and every case was sealed to it.

        Raises:
            ConflictError: nothing follows, the directory does not list it, or a case is still read with the old alone.
        """
        account = self.account(actor)
        if account.renewed is None or actor.reader_key != account.renewed.reader_key:
            raise ConflictError("no key that the directory lists follows")
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.KEY_RETIRED)
        if not self._enrolments.retire_key(*actor.name, account.reader_key, entry):
            raise ConflictError("it was retired meanwhile")

    def request(self, actor: Actor) -> EnrolmentRequest | None:
        """Give the officer's own newest request."""
        found = self._enrolments.requests(actor.agency)
        return next((request for request in found if request.officer == actor.id), None)
