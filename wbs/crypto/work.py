"""Proof of work for a new case (docs/spec/work.md): a challenge of ALTCHA 2, bound to the one mailbox it is for.

Each try is a PBKDF2, which browsers compute outside of JavaScript: it takes the same time where they compile none. The
server draws the counter that is sought, so that nobody searches longer than `tries`. A mailbox has at most one case, so
a proof is good for one case, whichever process sees it, and nothing of it has to be remembered.
"""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from altcha.v2 import Challenge, ChallengeParameters, Payload, Solution, create_challenge, verify_solution

from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.primitives import equal, random_bytes
from wbs.errors import FormatError

ALGORITHM: Final = "PBKDF2/SHA-256"
ITERATIONS: Final = 2_000
MAX_CHARS: Final = 2_048
"""Longest proof, as base64url."""
_KEY_BYTES: Final = 32
_MAX_COUNTER: Final = (1 << 32) - 1


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mailbox: str
    minute: int


class Parameters(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What a browser computes with. Names are ALTCHA's."""

    algorithm: str
    cost: int
    data: _Data
    key_length: int
    key_prefix: str
    key_signature: str
    nonce: str
    salt: str


class WorkChallenge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A challenge, and what the server recognises it by."""

    parameters: Parameters
    signature: str


class _Found(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    counter: int
    derived_key: str


class _Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    challenge: WorkChallenge
    solution: _Found


_DECODER = msgspec.json.Decoder(_Proof)


@dataclass(frozen=True, slots=True)
class WorkKey:
    """The two keys of a day: of challenges, and of what solves them."""

    challenge: bytes
    solution: bytes

    def __repr__(self) -> str:
        return "WorkKey(…)"


def make_challenge(key: WorkKey, mailbox_hash: bytes, tries: int, minute: int) -> WorkChallenge:
    """Draw a challenge that is solved within `tries` derivations, for one mailbox, as of a minute since 1970."""
    made = create_challenge(
        ALGORITHM,
        ITERATIONS,
        counter=int.from_bytes(random_bytes(8), "big") % tries,
        key_length=_KEY_BYTES,
        data={"mailbox": b64url(mailbox_hash), "minute": minute},
        hmac_secret=key.challenge,
        hmac_key_secret=key.solution,
    )
    return msgspec.convert(made.to_dict(), WorkChallenge)


def minute_of_proof(text: str, keys: tuple[WorkKey, ...], mailbox_hash: bytes) -> int:
    """Check a proof, and give the minute of its challenge.

    Raises:
        FormatError: not a proof under one of these keys for this mailbox. Which of it is not said.
    """
    proof = _parsed(text)
    mailbox = from_b64url(proof.challenge.parameters.data.mailbox)
    is_proved = any(_verifies(proof, key) for key in keys)
    if not (is_proved and equal(mailbox, mailbox_hash)):
        raise FormatError("not a proof of work for this mailbox")
    return proof.challenge.parameters.data.minute


def _parsed(text: str) -> _Proof:
    if len(text) > MAX_CHARS:
        raise FormatError("longer than any proof of work")
    try:
        proof = _DECODER.decode(from_b64url(text))
    except (msgspec.DecodeError, RecursionError):
        raise FormatError("not a proof of work") from None
    if not 0 <= proof.solution.counter <= _MAX_COUNTER:
        raise FormatError("not a counter")
    return proof


def _verifies(proof: _Proof, key: WorkKey) -> bool:
    written: dict[str, Any] = msgspec.to_builtins(proof.challenge.parameters)
    challenge = Challenge(ChallengeParameters.from_dict(written), proof.challenge.signature)
    solution = Solution(proof.solution.counter, proof.solution.derived_key)
    return verify_solution(Payload(challenge, solution), key.challenge, hmac_key_secret=key.solution).verified
