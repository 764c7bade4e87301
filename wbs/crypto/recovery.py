"""An agency's recovery key once its shares are combined: what it matches, and what it signs (docs/spec/recovery.md).

Opens nothing; restoring cases is in `restoring`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from wbs.crypto.compose import name_of
from wbs.crypto.directory import RECOVERY_READER, Recovery, RecoveryShares
from wbs.crypto.keys import RecoverySecret, RecoveryVerifyKey
from wbs.crypto.primitives import sha256
from wbs.crypto.receipt import fingerprint_words
from wbs.crypto.records import DirectoryName, ReaderRef
from wbs.crypto.shape import (
    AgencyCode,
    Day,
    Document,
    HybridKeyText,
    ShortLine,
    VerifyKeyText,
    check,
    serialise,
)
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import TrustError


class DrillStatement(Document, frozen=True, kw_only=True, tag="wbs-drill/v1"):
    """On one day the shares of these holders restored the key that this directory lists."""

    agency: AgencyCode
    day: Day
    directory: DirectoryName
    holders: Annotated[list[ShortLine], msgspec.Meta(min_length=1, max_length=16)]


class RecoveryCard(Document, frozen=True, kw_only=True, tag="wbs-recovery-key/v1"):
    """The public half of a new recovery key, signed by the key itself, for whoever drafts the next directory."""

    agency: AgencyCode
    day: Day
    reader_key: HybridKeyText
    verify_key: VerifyKeyText
    threshold: Annotated[int, msgspec.Meta(ge=2, le=16)]
    holders: Annotated[list[ShortLine], msgspec.Meta(min_length=2, max_length=16)]

    def entry(self) -> Recovery:
        """Give what a directory lists."""
        return Recovery(reader_key=self.reader_key, verify_key=self.verify_key)

    def words(self) -> tuple[str, ...]:
        """Eight words to compare by eye or by voice: those of the entry, which every signer of a directory sees."""
        return recovery_words(self.entry())


def recovery_words(entry: Recovery) -> tuple[str, ...]:
    """Give the first 88 bits of SHA-256("wbs/v1/recovery key" ‖ 0 ‖ canonical entry) as eight words."""
    return fingerprint_words(sha256(b"wbs/v1/recovery key\0", serialise(entry)))


def sign_card(secret: RecoverySecret, agency: str, shares: RecoveryShares, day: str) -> bytes:
    """Write a new key's card.

    Raises:
        FormatError: the members break their limits.
    """
    card = RecoveryCard(
        agency=agency,
        day=day,
        reader_key=secret.reader_key.public.text,
        verify_key=secret.signing_key.public.text,
        threshold=shares.threshold,
        holders=shares.holders,
    )
    return sign(check(card), secret.signing_key)


def verify_card(envelope: bytes) -> RecoveryCard:
    """Read a card whose key proves to be in its maker's hands.

    Raises:
        SignatureError, FormatError, UnknownVersionError: not genuine.
    """
    unverified = Unverified(envelope)
    key = RecoveryVerifyKey.parse(unverified.unsafe_peek(RecoveryCard).verify_key)
    return unverified.verify(key, RecoveryCard)


@dataclass(frozen=True, slots=True)
class RecoveryKeys:
    """An agency's restored recovery key, and earlier ones that still open what was granted to them."""

    agency: str
    signing: RecoverySecret = field(repr=False)
    """The one of the newest directory: it signs."""
    opening: tuple[RecoverySecret, ...] = field(repr=False)
    """All of them, newest first."""

    @property
    def author(self) -> ReaderRef:
        """The reader that these keys are."""
        return ReaderRef(agency=self.agency, reader=RECOVERY_READER)


def match_keys(agency: str, secrets: Sequence[RecoverySecret], book: TrustBook) -> RecoveryKeys:
    """Compare restored secrets with the agency's directories.

    Raises:
        TrustError: none is the newest directory's, or one is the recovery key of no directory of this agency.
    """
    newest = book.newest(agency)
    signing = [secret for secret in secrets if _is_listed(secret, newest)]
    if not signing:
        raise TrustError("the shares do not restore the recovery key of the newest directory")
    listed = book.by_agency[agency].directories
    if not all(any(_is_listed(secret, directory) for directory in listed) for secret in secrets):
        raise TrustError("the shares restore a key that no directory of this agency lists")
    others = [secret for secret in secrets if secret is not signing[0]]
    return RecoveryKeys(agency, signing[0], (signing[0], *others))


def state_drill(keys: RecoveryKeys, book: TrustBook, holders: Sequence[str], day: str) -> bytes:
    """Sign that the shares of these holders were combined.

    Raises:
        FormatError: no holders, too many, or no such day.
    """
    directory = name_of(book.newest(keys.agency))
    statement = DrillStatement(agency=keys.agency, day=day, directory=directory, holders=list(holders))
    return sign(check(statement), keys.signing.signing_key)


def verify_drill(envelope: bytes, book: TrustBook) -> DrillStatement:
    """Verify a drill statement by the directory that it names.

    Raises:
        TrustError: that directory is unknown or lists no recovery key.
        SignatureError, FormatError, UnknownVersionError: not genuine.
    """
    unverified = Unverified(envelope)
    named = unverified.unsafe_peek(DrillStatement)
    name = named.directory
    if name.agency != named.agency:
        raise TrustError("a drill under another agency's directory")
    key = book.directory(name.agency, name.version, name.digest).recovery_verify_key
    if key is None:
        raise TrustError("a drill of an agency without a recovery key")
    return unverified.verify(key, DrillStatement)


def _is_listed(secret: RecoverySecret, directory: VerifiedDirectory) -> bool:
    """Say whether a directory lists both keys of a secret."""
    opens = directory.reader_keys.get(RECOVERY_READER) == secret.reader_key.public
    return opens and directory.recovery_verify_key == secret.signing_key.public
