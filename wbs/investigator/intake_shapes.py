"""What travels when an officer writes a report down for somebody else: one struct per JSON object.

The receipt has no place here: neither its words nor its token, only the hash that finds the mailbox.
"""

from typing import Annotated

import msgspec

from wbs.crypto.age import sealed_size
from wbs.crypto.messages import MAX_ATTACHMENTS
from wbs.crypto.padding import SUMMARY_CLASS
from wbs.crypto.report import Category, IdentityMode, IntakeChannel
from wbs.crypto.shape import AgencyCode, Bytes16, Bytes32, Day, Digest, Ordinal
from wbs.investigator.change_shapes import CaseGrants, RecordText
from wbs.web.shapes import Answer, Request, SealedText, UploadRef, sealed_text, text_size

SummaryText = Annotated[str, sealed_text(text_size(sealed_size(SUMMARY_CLASS)))]


class OfferAnswer(Answer, frozen=True):
    """What one agency's rules offer: kinds of matters about it, and ways to appear in reports that it reads."""

    agency: AgencyCode
    categories: list[Category]
    identity_modes: list[IdentityMode]


class OffersAnswer(Answer, frozen=True):
    """Every agency that has rules of its own; all others offer everything."""

    agencies: list[OfferAnswer]


class IntakeRequest(Request, frozen=True):
    """A whole new case as a reporter's own browser would send it, how it came, and the day on which it came in."""

    agency: AgencyCode
    mailbox: Digest
    """SHA-256 of the mailbox token, which stays in the officer's browser."""
    record: RecordText
    grants: CaseGrants
    summary: SummaryText
    report: SealedText
    uploads: Annotated[list[UploadRef], msgspec.Meta(max_length=MAX_ATTACHMENTS)]
    channel: IntakeChannel
    received: Day


class IntakeUploadRequest(Request, frozen=True):
    """Opens an upload under the agency that will read the report; `length` is the stored length."""

    agency: AgencyCode
    id: Bytes16
    token: Bytes32
    length: Ordinal
