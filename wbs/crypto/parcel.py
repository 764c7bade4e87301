"""The text that the nightly jobs hand to SP4N-LAPOR!, and what came back (docs/spec/referral.md).

A parcel is sealed to the key of those jobs, its answer to the case. Neither names the reporter.
"""

from typing import Annotated

import msgspec

from wbs.crypto.keys import HybridPrivateKey, HybridPublicKey
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import CaseIdText, Document, LongText, Title, check, serialise

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
    title: Title
    content: LongText


class ParcelAnswer(Document, frozen=True, kw_only=True, tag="wbs-parcel-answer/v1"):
    """The tracking id that the other side gave."""

    case: CaseIdText
    tracking: TrackingId


def seal_parcel(key: OutboxPublicKey, complaint: Complaint) -> bytes:
    """Seal a complaint to the nightly jobs.

    Raises:
        FormatError: a member outside its limits.
    """
    return seal_document(key, serialise(check(complaint)))


def seal_answer(key: HybridPublicKey, answer: ParcelAnswer) -> bytes:
    """Seal what came back to a case.

    Raises:
        FormatError: a tracking id of another form.
    """
    return seal_document(key, serialise(check(answer)))
