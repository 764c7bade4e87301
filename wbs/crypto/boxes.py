"""What the officers' application derives from its one credential, which lies outside database and backup.

A stolen database therefore gives neither second factors nor the salts that unknown logins are shown.
"""

from dataclasses import dataclass, field

from wbs.crypto.primitives import (
    KEY_BYTES,
    hkdf_expand,
    hkdf_extract,
    hmac_sha256,
    sha256,
    xchacha_decrypt,
    xchacha_encrypt,
)

TOTP_SECRET_BYTES = 20
"""Length of a TOTP secret (RFC 4226 section 4, R6)."""
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class ServiceKeys:
    """Keys of the officers' application, one per purpose, 32 bytes each."""

    totp: bytes = field(repr=False)
    """Encrypts the second factors at rest."""
    salts: bytes = field(repr=False)
    """Makes the salts of unknown logins."""
    csrf: bytes = field(repr=False)
    """Makes the token that a session's pages must send along."""
    recovery: bytes = field(repr=False)
    """Makes what is stored of recovery codes, so that a stolen database leaves nothing to guess."""
    passkeys: bytes = field(repr=False)
    """Signs the challenges that passkeys answer, and names accounts to authenticators without telling who they are."""

    @classmethod
    def derive(cls, credential: bytes) -> "ServiceKeys":
        """Derive all keys from the 32-byte credential."""
        master = hkdf_extract(b"wbs/v1/investigator", credential)
        return cls(
            totp=hkdf_expand(master, b"totp secrets", KEY_BYTES),
            salts=hkdf_expand(master, b"unknown logins", KEY_BYTES),
            csrf=hkdf_expand(master, b"csrf tokens", KEY_BYTES),
            recovery=hkdf_expand(master, b"recovery codes", KEY_BYTES),
            passkeys=hkdf_expand(master, b"passkeys", KEY_BYTES),
        )


def encrypt_totp_secret(keys: ServiceKeys, agency: str, officer: str, secret: bytes) -> bytes:
    """Encrypt a second factor for one account; moved to another account it does not open."""
    return xchacha_encrypt(keys.totp, secret, _totp_context(agency, officer))


def decrypt_totp_secret(keys: ServiceKeys, agency: str, officer: str, box: bytes) -> bytes:
    """Decrypt a second factor.

    Raises:
        UnsealError: another account's box, another credential, or altered bytes.
    """
    return xchacha_decrypt(keys.totp, box, _totp_context(agency, officer))


def csrf_token(keys: ServiceKeys, session_token: bytes) -> bytes:
    """Give the token that belongs to a session: 32 bytes, made anew each time, so that nobody need store it."""
    return hmac_sha256(keys.csrf, session_token)


def token_hash(token: bytes) -> bytes:
    """Give what is stored of a random token."""
    return sha256(token)


def recovery_hash(keys: ServiceKeys, agency: str, officer: str, code: str) -> bytes:
    """Give what is stored of an account's recovery code: 32 bytes that tell nothing without the credential."""
    return hmac_sha256(keys.recovery, f"wbs/v1/recovery {agency}/{officer} {code}".encode())


def session_name(session_hash: bytes) -> bytes:
    """Give the 16 bytes by which an officer's page speaks of a session without holding what is stored of it."""
    return sha256(b"wbs/v1/session" + bytes(1) + session_hash)[:16]


def _totp_context(agency: str, officer: str) -> bytes:
    return f"wbs/v1/totp {agency}/{officer}".encode()
