"""The identity member of a report: who the reporter is, sealed to the custodian, or filler of the same size.

Seals only; opening is in `disclosure` (docs/spec/identity.md).
"""

from functools import cache
from typing import Literal

from wbs.crypto.encoding import b64
from wbs.crypto.keys import CustodianPrivateKey, CustodianPublicKey, ReporterSigningKey
from wbs.crypto.messages import IDENTITY_PLAINTEXT_BYTES
from wbs.crypto.primitives import random_bytes
from wbs.crypto.report import Contact
from wbs.crypto.seal import seal, seal_document
from wbs.crypto.shape import CaseIdText, Document, check, serialise
from wbs.crypto.signing import sign

CONTACT_BYTES = 1_500
"""Most UTF-8 bytes of a contact as canonical JSON: with case, signature and base64 it fits the sealed file."""


class Identity(Document, frozen=True, kw_only=True, tag="wbs-identity/v1"):
    """Who the reporter of one case is, in the reporter's own signed words."""

    case: CaseIdText
    author: Literal["reporter"]
    contact: Contact


def seal_identity(custodian: CustodianPublicKey, case: str, contact: Contact, key: ReporterSigningKey) -> str:
    """Seal who the reporter is: base64 of 4,096 bytes, as long as filler.

    Raises:
        FormatError: the contact breaks its limits, or is larger than `CONTACT_BYTES`.
    """
    identity = check(Identity(case=case, author="reporter", contact=contact))
    return b64(seal_document(custodian, sign(identity, key), IDENTITY_PLAINTEXT_BYTES))


def fill_identity(custodian: CustodianPublicKey | None) -> str:
    """Fill the member with random bytes under the same seal, so that the absence of an identity does not show."""
    return b64(seal(_nobody() if custodian is None else custodian, random_bytes(IDENTITY_PLAINTEXT_BYTES)))


def fits_identity(contact: Contact) -> bool:
    """Say whether a contact is small enough to be sealed as an identity."""
    return len(serialise(contact)) <= CONTACT_BYTES


@cache
def _nobody() -> CustodianPublicKey:
    """Draw a key that nobody holds, once per process: sealed files do not tell which key they were sealed to."""
    return CustodianPrivateKey.generate().public
