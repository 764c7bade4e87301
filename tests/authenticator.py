"""An authenticator in software, which does what it is told: also what a real one would not do."""

import json
from dataclasses import dataclass, field
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256

from wbs.crypto.encoding import b64url
from wbs.crypto.passkeys import Assertion, Attestation
from wbs.crypto.primitives import random_bytes

HOST, ORIGIN = "localhost", "http://localhost:8001"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class Authenticator:
    """One credential; the fields are what it claims."""

    host: str = HOST
    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED
    count: int = 0
    counts: bool = True
    fmt: str = "none"
    is_edwards: bool = False
    kind: str | None = None
    """What client data says it is, instead of what it is."""
    raw_id: bytes = field(default_factory=lambda: random_bytes(32))

    def __post_init__(self) -> None:
        self._point = ec.generate_private_key(ec.SECP256R1())
        self._edwards = ed25519.Ed25519PrivateKey.generate()

    @property
    def credential(self) -> str:
        return b64url(self.raw_id)

    def cose_key(self) -> bytes:
        if self.is_edwards:
            return cbor2.dumps({1: 1, 3: -8, -1: 6, -2: self._edwards.public_key().public_bytes_raw()})
        numbers = self._point.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})

    def client_data(self, challenge: bytes, kind: str) -> bytes:
        said = {"type": self.kind or kind, "challenge": b64url(challenge), "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def authenticator_data(self, flags: int, more: bytes = b"") -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big") + more

    def make(self, challenge: bytes, cose_key: bytes | None = None) -> Attestation:
        key = self.cose_key() if cose_key is None else cose_key
        credential = bytes(16) + len(self.raw_id).to_bytes(2, "big") + self.raw_id + key
        data = self.authenticator_data(self.flags | ATTESTED, credential)
        client = self.client_data(challenge, "webauthn.create")
        statement = {"alg": -7, "sig": self._sign(data + sha256(client).digest())} if self.fmt == "packed" else {}
        attested = cbor2.dumps({"fmt": self.fmt, "attStmt": statement, "authData": data})
        return Attestation(self.credential, client, attested)

    def answer(self, challenge: bytes) -> Assertion:
        self.count += int(self.counts)
        client = self.client_data(challenge, "webauthn.get")
        data = self.authenticator_data(self.flags)
        return Assertion(self.credential, client, data, self._sign(data + sha256(client).digest()))

    def _sign(self, message: bytes) -> bytes:
        if self.is_edwards:
            return self._edwards.sign(message)
        return self._point.sign(message, ec.ECDSA(SHA256()))


def as_json(assertion: Assertion) -> dict[str, str]:
    """Write an answer as our own page sends it."""
    return {
        "credential": assertion.credential,
        "client_data": b64url(assertion.client_data),
        "authenticator_data": b64url(assertion.authenticator_data),
        "signature": b64url(assertion.signature),
    }


def made_as_json(attestation: Attestation) -> dict[str, str]:
    """Write a new passkey as our own page sends it."""
    return {
        "credential": attestation.credential,
        "client_data": b64url(attestation.client_data),
        "attestation": b64url(attestation.attestation_object),
    }
