"""The published vectors as calls of primitives, for the browser's half: a name, what is given, what must come of it.

What the protocol never does there is left out: nonces of other sizes, scrypt, XChaCha20 (README.md, "In browsers").
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import shake_128

from . import subject
from .independent import chunked, hpke, xwing
from .vectors import CARRIED, Vector, load, package_folder, wycheproof

REFUSED = "refused"
_AES_BITS = (256, 96)
_HYBRID_SUITE = {"mode": 0, "kem_id": 0x647A, "kdf_id": 1, "aead_id": 3}
_LARGEST = 2 * chunked.CHUNK_SIZE
_TEXT = b"the same key, the same nonce, no associated data"


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: bytes are hexadecimal digits; `wanted` is what it gives, or REFUSED."""

    name: str
    primitive: str
    given: tuple[str | int, ...]
    wanted: str


def asks() -> list[Ask]:
    """Give all calls."""
    kinds: tuple[Callable[[], Iterator[Ask]], ...]
    kinds = (_x25519, _mlkem768, _ed25519, _hkdf, _aes_gcm, _chacha, _hybrid, _x_wing, _argon2id, _cobblestone)
    return [ask for kind in kinds for ask in kind()]


def _x25519() -> Iterator[Ask]:
    for vector in _wycheproof("Protocol", "x25519_test"):
        yield _ask(vector, "x25519", ("private", "public"), "shared", refused="ZeroSharedSecret" in vector.flags)


def _mlkem768() -> Iterator[Ask]:
    for vector in _wycheproof("Protocol", "mlkem_768_keygen_seed_test"):
        yield _ask(vector, "mlkem768.public", ("seed",), "ek")
    for vector in _wycheproof("Protocol", "mlkem_768_test"):
        yield _ask(vector, "mlkem768.decapsulate", ("seed", "c"), "K", refused=vector.result == "invalid")
    for vector in _wycheproof("Protocol", "mlkem_768_encaps_test"):
        refused = vector.result == "invalid"
        wanted = REFUSED if refused else vector.fields["K"] + vector.fields["c"]
        given = (vector.fields["ek"], vector.fields.get("m") or "00" * 32)
        yield Ask(f"{vector.id}, encapsulate", "mlkem768.encapsulate", given, wanted)


def _ed25519() -> Iterator[Ask]:
    """Keys of mixed order are refused where they are read, and nobody signs with one (docs/decisions/0002)."""
    for vector in _wycheproof("Signature", "ed25519_test"):
        given = tuple(vector.fields[name] for name in ("pk", "msg", "sig"))
        yield Ask(vector.id, "ed25519.verify", given, "" if vector.result == "valid" else REFUSED)
    for fields in load(CARRIED / "speccheck.json"):
        given = tuple(fields[name] for name in ("public_key", "message", "signature"))
        yield Ask(f"speccheck case {fields['case']}", "ed25519.verify", given, REFUSED)
    for fields in load(CARRIED / "rfc8032.json"):
        name = f"RFC 8032 7.1 test {fields['test']}"
        yield Ask(f"{name}, key", "ed25519.public", (fields["seed"],), fields["public_key"])
        yield Ask(f"{name}, signature", "ed25519.sign", (fields["seed"], fields["message"]), fields["signature"])


def _hkdf() -> Iterator[Ask]:
    for vector in _wycheproof("Protocol", "hkdf_sha256_test"):
        fields = vector.fields
        given = (fields["ikm"], fields["salt"], fields["info"], fields["size"])
        yield Ask(vector.id, "hkdf-sha256", given, fields["okm"] if vector.result == "valid" else REFUSED)


def _aes_gcm() -> Iterator[Ask]:
    for vector in _wycheproof("Cipher", "aes_gcm_test"):
        if (vector.fields["keySize"], vector.fields["ivSize"]) == _AES_BITS:
            yield from _both_ways(vector, "aes-256-gcm")


def _chacha() -> Iterator[Ask]:
    for vector in _wycheproof("Cipher", "chacha20_poly1305_test"):
        yield from _both_ways(vector, "chacha20-poly1305")


def _both_ways(vector: Vector, cipher: str) -> Iterator[Ask]:
    fields, is_refused = vector.fields, vector.result == "invalid"
    sealed = fields["ct"] + fields["tag"]
    opening = (fields["key"], fields["iv"], sealed, fields["aad"])
    yield Ask(f"{vector.id}, decrypt", f"{cipher}.decrypt", opening, REFUSED if is_refused else fields["msg"])
    if not is_refused:
        closing = (fields["key"], fields["iv"], fields["msg"], fields["aad"])
        yield Ask(f"{vector.id}, encrypt", f"{cipher}.encrypt", closing, sealed)


def _hybrid() -> Iterator[Ask]:
    sources = [package_folder() / "Protocol/wycheproof/HPKE-PQ-test-vectors.json", CARRIED / "hpke-pq-0x647a.json"]
    cases = [fields for source in sources for fields in load(source) if _HYBRID_SUITE.items() <= fields.items()]
    for number, fields in enumerate(cases):
        name, info = f"hpke-pq case {number}", fields["info"]
        yield Ask(f"{name}, key", "hpke.public", (fields["skRm"],), fields["pkRm"])
        sender = hpke.schedule(_HYBRID_SUITE["kem_id"], bytes.fromhex(fields["shared_secret"]), bytes.fromhex(info))
        yield from _opened(name, fields["skRm"], info, bytes.fromhex(fields["enc"]), sender)
    low = [vector for vector in _wycheproof("Protocol", "x25519_test") if "LowOrderPublic" in vector.flags]
    for vector in low:
        public = cases[0]["pkRm"][:-64] + vector.fields["public"]
        yield Ask(f"{vector.id} as half of a key", "hpke.seal", (public, "", _TEXT.hex()), REFUSED)


def _x_wing() -> Iterator[Ask]:
    for fields in load(CARRIED / "x-wing.json"):
        drawn = shake_128().digest(96 * fields["vector"])[-96:]
        public = subject.hybrid_public_key(drawn[:32])  # which test_x_wing.py holds to the draft
        secret, encapsulated = xwing.encapsulate(public, drawn[32:])
        sender = hpke.schedule(_HYBRID_SUITE["kem_id"], secret, b"info")
        name = f"X-Wing vector {fields['vector']}"
        yield Ask(f"{name}, key", "hpke.public", (drawn[:32].hex(),), public.hex())
        yield from _opened(name, drawn[:32].hex(), b"info".hex(), encapsulated, sender)


def _opened(name: str, seed: str, info: str, encapsulated: bytes, sender: hpke.Sender) -> Iterator[Ask]:
    """A message under a published key; and again with each half of the encapsulated key, and the tag, altered."""
    sealed = encapsulated + sender.seal(_TEXT)
    yield Ask(name, "hpke.open", (seed, info, sealed.hex()), _TEXT.hex())
    for place in (0, 1088, -1):
        altered = bytearray(sealed)
        altered[place] ^= 1
        yield Ask(f"{name}, altered at {place}", "hpke.open", (seed, info, altered.hex()), REFUSED)


def _argon2id() -> Iterator[Ask]:
    for fields in load(CARRIED / "passphrases.json"):
        if fields["function"] == "argon2id":
            texts = (fields["passphrase"].encode().hex(), fields["salt"].encode().hex())
            given = (*texts, fields["memory_kib"], fields["passes"])
            yield Ask(f"{fields['source']}, Argon2id", "argon2id", given, fields["key"])


def _cobblestone() -> Iterator[Ask]:
    for fields in load(CARRIED / "cobblestone-256.json"):
        size = fields["message_length"]
        if size <= _LARGEST:
            message = (bytes(range(251)) * (size // 251 + 1))[:size]
            key, context, salt = (bytes.fromhex(fields[name]) for name in ("key", "context", "salt"))
            sealed = chunked.encrypt("sha512", key, context, salt, message)
            given = (fields["key"], fields["context"], sealed.hex())
            yield Ask(fields["id"], "cobblestone-256.decrypt", given, message.hex())


def _wycheproof(folder: str, name: str) -> list[Vector]:
    return wycheproof(package_folder() / folder / "wycheproof" / f"{name}.json")


def _ask(vector: Vector, primitive: str, given: Sequence[str], wanted: str, *, refused: bool = False) -> Ask:
    fields = vector.fields
    return Ask(
        f"{vector.id}, {primitive}",
        primitive,
        tuple(fields[name] for name in given),
        REFUSED if refused else fields[wanted],
    )
