"""The text that the nightly jobs hand to SP4N-LAPOR!, and what came back (docs/spec/referral.md).

An officer signs a parcel and seals it to the key of those jobs; its answer is sealed to the case. Neither names the
reporter. A parcel is of the case as its author saw it: of its newest record, of the reporter's newest word, of a day.
"""

from datetime import date, timedelta
from typing import Annotated

import msgspec

from wbs.crypto.approval import deciding_key
from wbs.crypto.holding import require_holding, signed_day
from wbs.crypto.keys import HybridPrivateKey, HybridPublicKey, OfficerSigningKey
from wbs.crypto.records import ReaderRef, RecordChain
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import Bytes16, CaseIdText, Day, Digest, Document, LongText, Title, check, serialise
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import TrustBook
from wbs.errors import LapsedError, TrustError

KEPT = timedelta(days=7)
"""How long a parcel holds: the jobs run every night, and the other side may be out of reach for some."""

TrackingId = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9./-]{0,39}\Z")]
"""As the other side gives it: 1 to 40 letters, digits, dots, slashes and hyphens."""


class OutboxPublicKey(HybridPublicKey):
    """Parcels are sealed to this."""

    __slots__ = ()


class OutboxPrivateKey(HybridPrivateKey[OutboxPublicKey]):
    """Opens parcels; held by the nightly jobs alone."""

    __slots__ = ()
    public_class = OutboxPublicKey


class Complaint(Document, frozen=True, kw_only=True, tag="wbs-parcel/v1"):
    """What is handed over, and for which case: the case itself stays here."""

    case: CaseIdText
    author: ReaderRef
    """Who hands it over: signs this, and reads the case."""
    record: Digest
    """The newest record of the case when it was signed."""
    heard: Digest
    """SHA-256 of the reporter's newest sealed message then: a later word may be a no."""
    day: Day
    """On which it was signed, as `signed_day` gives it for the author's agency."""
    nonce: Bytes16
    """The same words signed again are another parcel: each is sent once."""
    title: Title
    content: LongText


class ParcelAnswer(Document, frozen=True, kw_only=True, tag="wbs-parcel-answer/v1"):
    """The tracking id that the other side gave."""

    case: CaseIdText
    tracking: TrackingId


def seal_parcel(key: OutboxPublicKey, signer: OfficerSigningKey, complaint: Complaint) -> bytes:
    """Sign a complaint and seal it to the nightly jobs.

    Raises:
        FormatError: a member outside its limits.
    """
    return seal_document(key, sign(check(complaint), signer))


def verify_complaint(
    envelope: bytes, chain: RecordChain, book: TrustBook, *, heard: str | None, today: date
) -> Complaint:
    """Check that an officer signed a complaint who reads the case, and may write to its reporter; and that it holds.

    Whoever can only write into the database, or hand out a key of their own, makes nothing leave by it that no officer
    signed for this case as it stands: not what was taken back, nor what the reporter has written to since, nor what is
    old.

    Args:
        envelope: what `seal_parcel` sealed.
        chain: the case's verified records.
        book: all verified documents.
        heard: digest of the reporter's newest message as it is stored; None if there is none.
        today: the day, in WIB.

    Raises:
        FormatError, UnknownVersionError: no complaint of this version.
        SignatureError: not signed by the officer whom it names.
        LapsedError: its days are over, or the records or the reporter's words are other ones since.
        TrustError: of another case, of a day that is yet to come, or by somebody who does not read the case or has no
            role that replies.
    """
    unverified = Unverified(envelope)
    author = unverified.unsafe_peek(Complaint).author
    complaint = unverified.verify(deciding_key(author, chain, book), Complaint)
    if complaint.case != chain.case:
        raise TrustError("the text of another case")
    if complaint.record != chain.records[-1].digest or complaint.heard != heard:
        raise LapsedError("the text of a case that has changed since")
    require_holding(complaint.day, signed_day(today, (author.agency,), book), KEPT)
    return complaint


def seal_answer(key: HybridPublicKey, answer: ParcelAnswer) -> bytes:
    """Seal what came back to a case.

    Raises:
        FormatError: a tracking id of another form.
    """
    return seal_document(key, serialise(check(answer)))
