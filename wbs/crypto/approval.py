"""An officer's signed word that a case may go to another agency (docs/spec/referral.md, "Approvals").

Nobody hands a case over alone where a colleague could look: one officer approves, another one makes the epoch. Says
whose word counts, never who has to ask; the server asks for it, and the page of whoever acts on it checks it again. The
record of the transfer carries it, so that the case does not hang on one officer's staying in office.
"""

import msgspec

from wbs.crypto.directory import REPLYING
from wbs.crypto.encoding import from_b64url
from wbs.crypto.keys import OfficerSigningKey, OfficerVerifyKey
from wbs.crypto.records import AccessRecord, Author, EpochRecord, ReaderRef, RecordChain, signer_is_current
from wbs.crypto.shape import AgencyCode, CaseIdText, Digest, Document, check
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import TrustBook
from wbs.errors import RefusedError, TrustError


class Approval(Document, frozen=True, kw_only=True, tag="wbs-approval/v1"):
    """One officer's word on one case as it stands: any later record of the case makes it void."""

    case: CaseIdText
    record: Digest
    """The newest record when it was signed."""
    to: AgencyCode
    """Where the case may go."""
    author: ReaderRef


def sign_approval(key: OfficerSigningKey, approval: Approval) -> bytes:
    """Sign an approval; give the envelope.

    Raises:
        FormatError: a member outside its limits.
    """
    return sign(check(approval), key)


def verify_approval(envelope: bytes, chain: RecordChain, book: TrustBook) -> Approval:
    """Check an approval of the case as it stands.

    Args:
        envelope: as `sign_approval` gave it.
        chain: the case's verified records.
        book: all verified documents.

    Raises:
        FormatError, UnknownVersionError: no approval of this version.
        SignatureError: not signed by the officer whom it names.
        TrustError: of another case or of records that are not the newest, or by somebody who does not read the case or
            has no role that replies.
    """
    unverified = Unverified(envelope)
    author = unverified.unsafe_peek(Approval).author
    approval = unverified.verify(deciding_key(author, chain, book), Approval)
    if (approval.case, approval.record) != (chain.case, chain.records[-1].digest):
        raise TrustError("an approval of another case, or of one that has changed since")
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


def approver_of(record: EpochRecord | AccessRecord, book: TrustBook) -> ReaderRef | None:
    """Give who approved the transfer that a record makes, if the newest directory still lists them with this key.

    Says nothing of whether the approver read the case: who counts does (docs/spec/case.md, "Who counts").
    """
    if isinstance(record, AccessRecord) or record.approval is msgspec.UNSET:
        return None
    try:
        unverified = Unverified(from_b64url(record.approval))
        author = unverified.unsafe_peek(Approval).author
        approval = unverified.verify(_current_key(author, book), Approval)
    except RefusedError:
        return None
    is_its = (approval.case, approval.record) == (record.case, record.previous)
    return author if is_its and all(reader.agency == approval.to for reader in record.readers) else None


def vouching(record: EpochRecord | AccessRecord, book: TrustBook) -> list[Author]:
    """Give those of a record's signer and whoever approved it who still stand; read by whom, who counts asks."""
    signer: list[Author] = [record.author] if signer_is_current(record, book) else []
    approver = approver_of(record, book)
    return signer if approver is None else [*signer, approver]


def _current_key(author: ReaderRef, book: TrustBook) -> OfficerVerifyKey:
    directory = book.newest(author.agency) if book.is_open(author.agency) else None
    entry = None if directory is None else directory.entries.get(author.reader)
    if directory is None or entry is None or not entry.may(REPLYING):
        raise TrustError("signed by somebody who does not decide")
    return directory.verify_keys[entry.id]
