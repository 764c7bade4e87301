"""Checks what authenticators answer: the only door to the library `webauthn`, whose errors are cut off here.

Loaded by `wbs.crypto.passkeys` with the first passkey that is used, because what it brings takes 13 MiB.
"""

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_attestation_object,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)

from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.passkeys import Assertion, Attestation, NewPasskey, Site
from wbs.errors import SignatureError

ALGORITHMS = (
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)
"""In order of preference; the second is what every authenticator has, the third what Windows' own had first."""
_LONGEST_KEY = 600
"""In bytes; an RSA key of 4,096 bits has 532."""


def verify_assertion(assertion: Assertion, public_key: bytes, challenge: bytes, site: Site) -> int:
    """Check an answer: signature, challenge, site, and that the authenticator verified its user.

    Returns:
        How many signatures the authenticator counts; the caller compares it with the count before.

    Raises:
        SignatureError: anything is not as it should be.
    """
    try:
        raw = from_b64url(assertion.credential)
        response = AuthenticatorAssertionResponse(
            client_data_json=assertion.client_data,
            authenticator_data=assertion.authenticator_data,
            signature=assertion.signature,
        )
        verified = verify_authentication_response(
            credential=AuthenticationCredential(id=assertion.credential, raw_id=raw, response=response),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - whatever a parser says of a stranger's bytes, they are refused
        raise SignatureError("not this passkey's answer") from None
    return verified.new_sign_count


def verify_attestation(attestation: Attestation, challenge: bytes, site: Site) -> NewPasskey:
    """Check a new passkey: challenge, site, user verification, and that its key is of a kind that is known.

    Raises:
        SignatureError: anything is not as it should be, or it carries an attestation.
    """
    try:
        _refuse_attested(attestation.attestation_object)
        raw = from_b64url(attestation.credential)
        response = AuthenticatorAttestationResponse(
            client_data_json=attestation.client_data, attestation_object=attestation.attestation_object
        )
        verified = verify_registration_response(
            credential=RegistrationCredential(id=attestation.credential, raw_id=raw, response=response),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
        _refuse_unusable(verified.credential_public_key)
        if b64url(verified.credential_id) != attestation.credential:
            raise SignatureError("another credential's id")  # noqa: TRY301 - all refusals are one
    except Exception:  # noqa: BLE001 - as above
        raise SignatureError("not a new passkey of this site") from None
    return NewPasskey(verified.credential_public_key, verified.sign_count)


def _refuse_attested(attestation_object: bytes) -> None:
    if parse_attestation_object(attestation_object).fmt != AttestationFormat.NONE:
        raise SignatureError("an attestation, which nobody asked for")


def _refuse_unusable(public_key: bytes) -> None:
    """Refuse what is no point or number, and RSA beyond 4,096 bits, which would take us long at every sign-in."""
    if len(public_key) > _LONGEST_KEY:
        raise SignatureError("a public key of that size")
    decoded_public_key_to_cryptography(decode_credential_public_key(public_key))
