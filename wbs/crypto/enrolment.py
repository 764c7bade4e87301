"""An officer's enrolment request: new keys on their way to the officials (docs/spec/enrolment.md).

A request proves that whoever wrote it holds the new signing key, and for a renewal the old one too. It entitles to
nothing: who reads is decided by the directory that the officials sign.
"""

from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from wbs.crypto.directory import (
    INSTALLATION,
    RESERVED_IDS,
    Custodian,
    ReaderEntry,
    Role,
    document_digest,
    parse_day,
)
from wbs.crypto.keys import OfficerSecret, OfficerSigningKey, OfficerVerifyKey, ReaderPublicKey
from wbs.crypto.primitives import sha256
from wbs.crypto.receipt import fingerprint_words
from wbs.crypto.shape import (
    AgencyCode,
    Day,
    Digest,
    Document,
    HybridKeyText,
    OfficerId,
    Part,
    ShortLine,
    Slug,
    VerifyKeyText,
    check,
)
from wbs.crypto.signing import Unverified, sign
from wbs.errors import SignatureError, TrustError


class Appointment(Part, frozen=True, kw_only=True):
    """What an invitation fixes and an enrolment request repeats: who somebody is to be, in which agency."""

    agency: AgencyCode
    officer: OfficerId
    label: ShortLine
    unit: ShortLine
    rank: Slug
    roles: Annotated[list[Role], msgspec.Meta(min_length=1, max_length=len(Role))]


class Enrolment(Document, frozen=True, kw_only=True, tag="wbs-enrolment/v1"):
    """What an officer asks to be listed with; `replaces` is the digest of the reader key that this one follows."""

    agency: AgencyCode
    officer: OfficerId
    label: ShortLine
    unit: ShortLine
    rank: Slug
    roles: Annotated[list[Role], msgspec.Meta(min_length=1, max_length=len(Role))]
    reader_key: HybridKeyText
    verify_key: VerifyKeyText
    day: Day
    replaces: Digest | msgspec.UnsetType = msgspec.UNSET

    def public_reader_key(self) -> ReaderPublicKey:
        """The key that grants are to be sealed to."""
        return ReaderPublicKey.parse(self.reader_key)

    def public_verify_key(self) -> OfficerVerifyKey:
        """The key that is to verify what the officer signs."""
        return OfficerVerifyKey.parse(self.verify_key)

    def entry(self, since: str, until: str | msgspec.UnsetType = msgspec.UNSET) -> ReaderEntry:
        """Give the directory entry that the request asks for, serving from `since`."""
        return ReaderEntry(
            id=self.officer,
            label=self.label,
            unit=self.unit,
            rank=self.rank,
            roles=list(self.roles),
            reader_key=self.reader_key,
            verify_key=self.verify_key,
            since=since,
            until=until,
        )


@dataclass(frozen=True, slots=True)
class VerifiedEnrolment:
    """A request whose signatures were verified."""

    document: Enrolment
    digest: str
    """SHA-256 of the payload, base64url (43 characters)."""
    words: tuple[str, ...]
    """Eight words to compare, by eye or voice, with those that the officer's own screen shows."""
    envelope: bytes = field(repr=False)


def draft_enrolment(
    secret: OfficerSecret, appointment: Appointment, day: str, replaces: str | msgspec.UnsetType = msgspec.UNSET
) -> Enrolment:
    """Draft a request for an appointment from the officer's own new secret; its roles are sorted here."""
    return Enrolment(
        agency=appointment.agency,
        officer=appointment.officer,
        label=appointment.label,
        unit=appointment.unit,
        rank=appointment.rank,
        roles=sorted(set(appointment.roles)),
        reader_key=secret.reader_key.public.text,
        verify_key=secret.signing_key.public.text,
        day=day,
        replaces=replaces,
    )


def sign_enrolment(enrolment: Enrolment, new: OfficerSigningKey, old: OfficerSigningKey | None = None) -> bytes:
    """Sign a request with the new signing key, and with the listed one too if it renews a key.

    Raises:
        TrustError, FormatError: the request breaks its own rules, or `old` is missing or too many.
    """
    check_enrolment(check(enrolment))
    if (enrolment.replaces is msgspec.UNSET) != (old is None):
        raise TrustError("a renewal, and nothing else, is also signed with the old key")
    return sign(enrolment, new) if old is None else sign(enrolment, new, old)


def peek_enrolment(envelope: bytes) -> Enrolment:
    """Read a request before its signatures are checked, to learn whose entry to compare it with.

    Raises:
        TrustError, FormatError, UnknownVersionError: not a request.
    """
    return check_enrolment(Unverified(envelope).unsafe_peek(Enrolment))


def verify_enrolment(envelope: bytes, listed: ReaderEntry | Custodian | None = None) -> VerifiedEnrolment:
    """Verify a request; `listed` is the entry that stands under its id in the newest directory, if any.

    Raises:
        TrustError: it breaks its own rules, or renews a key that is not the listed one.
        SignatureError: not signed by exactly the new key, for a renewal exactly the new and the listed one.
        FormatError, UnknownVersionError: not a request.
    """
    unverified = Unverified(envelope)
    enrolment = check_enrolment(unverified.unsafe_peek(Enrolment))
    keys = {enrolment.public_verify_key()}
    if enrolment.replaces is not msgspec.UNSET:
        keys.add(_replaced(enrolment, listed))
    wanted = 1 if enrolment.replaces is msgspec.UNSET else 2
    if unverified.signature_count != wanted or len(unverified.signers(frozenset(keys))) != wanted:
        raise SignatureError("an enrolment request is signed by its own key, and by the one it replaces")
    payload = unverified.payload
    return VerifiedEnrolment(enrolment, document_digest(payload), enrolment_words(payload), envelope)


def enrolment_words(payload: bytes) -> tuple[str, ...]:
    """Give the first 88 bits of SHA-256("wbs/v1/enrolment" ‖ 0 ‖ payload) as eight words."""
    return fingerprint_words(sha256(b"wbs/v1/enrolment\0", payload))


def check_enrolment(enrolment: Enrolment) -> Enrolment:
    """Check a request on its own.

    Raises:
        TrustError: the installation's code, a reserved id, roles not sorted or repeated, or a custodian who is also
            something else.
        FormatError: a day that does not exist, or a key that is none.
    """
    if enrolment.agency == INSTALLATION or enrolment.officer in RESERVED_IDS:
        raise TrustError("a request for an agency or an id that no officer has")
    if enrolment.roles != sorted(set(enrolment.roles)):
        raise TrustError("the roles of a request are sorted, each once")
    if Role.CUSTODIAN in enrolment.roles and len(enrolment.roles) > 1:
        raise TrustError("a custodian is nothing else")
    parse_day(enrolment.day)
    enrolment.public_reader_key()
    enrolment.public_verify_key()
    return enrolment


def _replaced(enrolment: Enrolment, listed: ReaderEntry | Custodian | None) -> OfficerVerifyKey:
    if listed is None or listed.id != enrolment.officer:
        raise TrustError("a renewal of a key that nobody has")
    if ReaderPublicKey.parse(listed.reader_key).digest != enrolment.replaces:
        raise TrustError("a renewal of another key than the listed one")
    return OfficerVerifyKey.parse(listed.verify_key)
