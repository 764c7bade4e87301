"""Opens the identity member of a report with the custodian's key (docs/spec/identity.md).

Needs the opened message 1 of a case, so an investigator, and the custodian's key. No web process may import it.
"""

from wbs.crypto.encoding import from_b64
from wbs.crypto.identity import Identity
from wbs.crypto.keys import CustodianPrivateKey, ReporterVerifyKey
from wbs.crypto.messages import IDENTITY_PLAINTEXT_BYTES
from wbs.crypto.report import Contact
from wbs.crypto.signing import Unverified
from wbs.crypto.unseal import unseal_document
from wbs.errors import TrustError


def open_identity(key: CustodianPrivateKey, sealed: str, case: str, reporter: ReporterVerifyKey) -> Contact:
    """Say who the reporter of a case is.

    Args:
        key: the custodian's.
        sealed: the member `identity` of the case's verified message 1.
        case: id of that case.
        reporter: the verify key that epoch 1 of that case names.

    Raises:
        UnsealError: sealed to another custodian, or to nobody.
        FormatError: filler, so the reporter told no identity; or no identity of this version.
        SignatureError: not signed by the case's reporter.
        TrustError: of another case.
    """
    document = unseal_document(key, from_b64(sealed), IDENTITY_PLAINTEXT_BYTES)
    identity = Unverified(document).verify(reporter, Identity)
    if identity.case != case:
        raise TrustError("the identity belongs to another case")
    return identity.contact
