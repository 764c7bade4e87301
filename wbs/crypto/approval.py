"""An officer's signed word that a case may go to another agency (docs/spec/referral.md, "Approvals").

Nobody hands a case over alone where a colleague could look: one officer approves, another one makes the epoch. Says
whose word counts, never who has to ask; the server asks for it, and the page of whoever acts on it checks it again. The
record of the transfer carries it, so that the case does not hang on one officer's staying in office.

An approval is for one transfer: of one case from one record, to exactly these readers, within some days of its own day.
Whoever keeps a copy of one that was taken back or is old gets nothing by it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from wbs.crypto.directory import REPLYING, parse_day
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.holding import require_holding, signed_day
from wbs.crypto.keys import OfficerSigningKey, OfficerVerifyKey
from wbs.crypto.primitives import sha256
from wbs.crypto.records import (
    AccessRecord,
    Author,
    EpochRecord,
    ReaderRef,
    RecordChain,
    RecordReader,
    signer_is_current,
)
from wbs.crypto.shape import AgencyCode, CaseIdText, Day, Digest, Document, check
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import LapsedError, RefusedError, TrustError

KEPT = timedelta(days=14)
"""How long an approval holds: one that nobody acted on is no consent for later."""


class Approval(Document, frozen=True, kw_only=True, tag="wbs-approval/v1"):
    """One officer's word on one case as it stands: any later record of the case makes it void."""

    case: CaseIdText
    record: Digest
    """The newest record when it was signed."""
    to: AgencyCode
    """Where the case may go."""
    readers: Digest
    """Who may read it from then on, and by which keys: `readers_digest` of the record that hands it over."""
    author: ReaderRef
    day: Day
    """On which it was signed, as `signed_day` gives it for both agencies."""


def readers_digest(readers: Sequence[RecordReader]) -> str:
    """Name exactly these readers with exactly these keys, in record order."""
    lines = "".join(f"{one.agency}/{one.reader} {one.key}\n" for one in readers)
    return b64url(sha256(b"wbs/v1/readers\0", lines.encode("ascii")))


def sign_approval(key: OfficerSigningKey, approval: Approval) -> bytes:
    """Sign an approval; give the envelope.

    Raises:
        FormatError: a member outside its limits.
    """
    return sign(check(approval), key)


def verify_approval(envelope: bytes, chain: RecordChain, book: TrustBook, today: date) -> Approval:
    """Check an approval of the case as it stands; whom it lets read, whoever acts on it compares.

    Args:
        envelope: as `sign_approval` gave it.
        chain: the case's verified records.
        book: all verified documents.
        today: the day, in WIB.

    Raises:
        FormatError, UnknownVersionError: no approval of this version.
        SignatureError: not signed by the officer whom it names.
        LapsedError: of records that are not the newest, or its days are over.
        TrustError: of another case, of a day that is yet to come, or by somebody who does not read the case or has no
            role that replies.
    """
    unverified = Unverified(envelope)
    author = unverified.unsafe_peek(Approval).author
    approval = unverified.verify(deciding_key(author, chain, book), Approval)
    if approval.case != chain.case:
        raise TrustError("an approval of another case")
    if approval.record != chain.records[-1].digest:
        raise LapsedError("an approval of a case that has changed since")
    require_holding(approval.day, signed_day(today, (author.agency, approval.to), book), KEPT)
    return approval


def deciding_key(author: ReaderRef, chain: RecordChain, book: TrustBook) -> OfficerVerifyKey:
    """Give the newest verify key of an officer who decides in a case: reads it by its newest record, and may reply.

    Raises:
        TrustError: no such officer.
    """
    key = _current_key(author, book)
    if (author.agency, author.reader) not in chain.records[-1].readers:
        raise TrustError("signed by somebody who does not read the case")
    return key


def approver_of(record: EpochRecord | AccessRecord, book: TrustBook, *, then: bool = False) -> ReaderRef | None:
    """Give who approved the transfer that a record makes, if the newest directory still lists them with this key.

    With `then`, by the directory that the record names: who has left since is given, too.

    Says nothing of whether the approver read the case: who counts does (docs/spec/case.md, "Who counts"). A record
    bears no day, but is no older than the directories that it names: by these the approval must not be over.
    """
    if isinstance(record, AccessRecord) or record.approval is msgspec.UNSET:
        return None
    try:
        unverified = Unverified(from_b64url(record.approval))
        author = unverified.unsafe_peek(Approval).author
        key = _key_then(author, record, book) if then else _current_key(author, book)
        approval = unverified.verify(key, Approval)
        is_over = any(issued - parse_day(approval.day) > KEPT for issued in _days_of_issue(record, book))
    except RefusedError:
        return None
    is_its = (approval.case, approval.record) == (record.case, record.previous)
    to_whom = approval.readers == readers_digest(record.readers)
    is_there = all(reader.agency == approval.to for reader in record.readers)
    return author if is_its and to_whom and is_there and not is_over else None


def _days_of_issue(record: EpochRecord, book: TrustBook) -> list[date]:
    named = (book.directory(name.agency, name.version, name.digest) for name in record.directories)
    return [parse_day(directory.document.issued) for directory in named]


def vouching(record: EpochRecord | AccessRecord, book: TrustBook) -> list[Author]:
    """Give those of a record's signer and whoever approved it who still stand; read by whom, who counts asks."""
    signer: list[Author] = [record.author] if signer_is_current(record, book) else []
    approver = approver_of(record, book)
    return signer if approver is None else [*signer, approver]


def _current_key(author: ReaderRef, book: TrustBook) -> OfficerVerifyKey:
    return _key_in(book.newest(author.agency) if book.is_open(author.agency) else None, author)


def _key_then(author: ReaderRef, record: EpochRecord, book: TrustBook) -> OfficerVerifyKey:
    named = (name for name in record.directories if name.agency == author.agency)
    return _key_in(next((book.directory(one.agency, one.version, one.digest) for one in named), None), author)


def _key_in(directory: VerifiedDirectory | None, author: ReaderRef) -> OfficerVerifyKey:
    entry = None if directory is None else directory.entries.get(author.reader)
    if directory is None or entry is None or not entry.may(REPLYING):
        raise TrustError("signed by somebody who does not decide")
    return directory.verify_keys[entry.id]
