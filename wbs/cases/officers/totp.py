"""Codes of authenticator apps (TOTP, RFC 6238 with SHA-1, six digits, 30 seconds): which step a code belongs to."""

from datetime import UTC, datetime

import pyotp

from wbs.crypto.encoding import b32
from wbs.crypto.primitives import equal

STEP_SECONDS = 30
"""TOTP time step (RFC 6238 section 5.2)."""
DRIFT_STEPS = 1
CODE_CHARS = 6


def step_of(now: datetime) -> int:
    """Give the TOTP step of a time."""
    return int(now.astimezone(UTC).timestamp()) // STEP_SECONDS


def totp_code(secret: bytes, step: int) -> str:
    """Give the six digits of one step."""
    return pyotp.HOTP(totp_text(secret)).at(step)


def totp_text(secret: bytes) -> str:
    """Write a TOTP secret as authenticator apps read it: base32 in upper case."""
    return b32(secret).upper()


def totp_address(secret: bytes, login: str) -> str:
    """Write the address that authenticator apps read from a QR code ("Key URI Format")."""
    return pyotp.TOTP(totp_text(secret)).provisioning_uri(name=login, issuer_name="WBS")


def matching_step(secret: bytes, code: str, now: datetime) -> int | None:
    """Give the newest step, of the present one and one on either side, to which a code belongs; None if there is none.

    Every step is tried, whichever matches.
    """
    newest = step_of(now)
    steps = range(newest - DRIFT_STEPS, newest + DRIFT_STEPS + 1)
    matching = [step for step in steps if equal(totp_code(secret, step).encode(), code.encode())]
    return matching[-1] if matching else None
