"""What travels when officers change who reads a case, and write among themselves: one struct per JSON object."""

from typing import Annotated

import msgspec

from wbs.crypto.age import sealed_size
from wbs.crypto.entries import Interest
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.recommendations import Reference
from wbs.crypto.shape import Day, Digest, Ordinal
from wbs.investigator.account_shapes import ProofRequest
from wbs.web.shapes import (
    Answer,
    AuthorText,
    Base64,
    EpochKeyAnswer,
    RecordAnswer,
    Request,
    SealedText,
    sealed_text,
    text_size,
)

RECORD_LIMIT = 192 * 1024
"""Largest envelope of a record, in bytes: with 64 readers and exclusions, 66 heads and 16 directories it is smaller."""
MAX_READERS = 64

RecordText = Annotated[str, sealed_text(text_size(RECORD_LIMIT))]
GrantText = Annotated[str, sealed_text(text_size(sealed_size(GRANT_CLASS)))]


class GrantRequest(Request, frozen=True):
    """A key sealed to the reader whose key has this digest."""

    key: Digest
    sealed: GrantText


CaseGrants = Annotated[list[GrantRequest], msgspec.Meta(min_length=1, max_length=MAX_READERS + 1)]
"""One for each reader of the record, and one for the reporter."""
InsideGrants = Annotated[list[GrantRequest], msgspec.Meta(min_length=1, max_length=MAX_READERS)]
"""One for each reader of the inside-key record; never one for the reporter."""


class InsideKeyRequest(Request, frozen=True):
    """An inside-key record, its grants, and the inside key before it, if the sender has that one."""

    record: RecordText
    grants: InsideGrants
    previous_key: GrantText | msgspec.UnsetType = msgspec.UNSET
    """The newest inside key of an earlier epoch, sealed to this one."""


class RecommendsPart(Request, frozen=True):
    """What the server must know of a recommendation: a random reference, until when, and since when it is over."""

    reference: Reference
    due: Day
    ended: Day | msgspec.UnsetType = msgspec.UNSET


class InsideRequest(Request, frozen=True):
    """A sealed entry for officers alone."""

    seq: Ordinal
    epoch: Ordinal
    sealed: SealedText
    declares: Interest | msgspec.UnsetType = msgspec.UNSET
    """What it says, if it declares something about a conflict of interest."""
    recommends: RecommendsPart | msgspec.UnsetType = msgspec.UNSET
    """By when it is to be followed, if it recommends something."""
    proof: ProofRequest | msgspec.UnsetType = msgspec.UNSET
    """With a conflict of interest: it cannot be taken back."""


class AccessRequest(Request, frozen=True):
    """An access record with its grant."""

    record: RecordText
    grant: GrantRequest
    inside: GrantRequest | msgspec.UnsetType = msgspec.UNSET
    """The epoch's inside key for the same reader: always, if the epoch has one, and only then."""


class EpochRequest(Request, frozen=True):
    """An epoch record, the case key before it, one grant for each reader and one for the reporter."""

    record: RecordText
    previous_key: GrantText
    grants: CaseGrants
    inside: InsideKeyRequest | msgspec.UnsetType = msgspec.UNSET
    """The new epoch's inside key, so that it is not without one until somebody writes."""


class InsideEntryAnswer(Answer, frozen=True):
    """One sealed entry, with what its author stated in clear."""

    author: AuthorText
    seq: Ordinal
    epoch: Ordinal
    sealed: Base64
    day: Day


class DeclaredAnswer(Answer, frozen=True):
    """What an officer declared, as the server knows it."""

    author: AuthorText
    day: Day
    declares: Interest


class InsideAnswer(Answer, frozen=True):
    """What opens the officers-only content of a case (docs/spec/inside.md)."""

    keys: list[RecordAnswer]
    """Inside-key records, by epoch."""
    grants: list[EpochKeyAnswer]
    """The asking officer's inside keys, by epoch."""
    previous_keys: list[EpochKeyAnswer]
    """By the later epoch: the inside key before, sealed to that epoch's."""
    entries: list[InsideEntryAnswer]
    declared: list[DeclaredAnswer]
    """Each officer's last declaration; a conflict stays one."""
