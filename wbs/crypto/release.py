"""The signed list of what a release consists of: an in-toto statement in a DSSE envelope (docs/spec/release.md).

Both are formats of others, so that other programs verify it, too: `application/vnd.in-toto+json`, Statement v1, with
the predicate `release/v0.1`. Subjects are files with their SHA-256.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

from wbs.crypto.encoding import b64, b64url, from_b64, from_b64url
from wbs.crypto.keys import ReleaseSigningKey, ReleaseVerifyKey
from wbs.crypto.primitives import sha256
from wbs.crypto.receipt import fingerprint_words
from wbs.crypto.seal import SCRYPT_LOG_N, seal_with_passphrase
from wbs.crypto.shape import Bytes32, Document, Part, ShortLine, VerifyKeyText, check, parse, serialise
from wbs.crypto.signing import Envelope, Signature, preauthentication
from wbs.crypto.unseal import unseal_with_passphrase
from wbs.errors import FormatError, SignatureError

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "https://in-toto.io/attestation/release/v0.1"
MAX_KEY_FILE_BYTES = 4096
MAX_SUBJECTS = 20_000

_Hex = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=r"\A[A-Za-z0-9_@+~.,=/-]+\Z")]


class FileDigest(Part, frozen=True, kw_only=True):
    """The digest of one file, in hexadecimal as in-toto has it."""

    sha256: _Hex


class Subject(Part, frozen=True, kw_only=True):
    """One file of a release."""

    name: _Name
    digest: FileDigest


class Release(Part, frozen=True, kw_only=True):
    """Which release it is."""

    purl: Annotated[str, msgspec.Meta(pattern=r"\Apkg:pypi/wbs@[0-9A-Za-z.+-]{1,40}\Z")]
    releaseId: ShortLine  # noqa: N815 - in-toto's own name
    """The commit that it was built from."""


class Statement(Part, frozen=True, kw_only=True, rename={"statement_type": "_type", "predicate_type": "predicateType"}):
    """What a release consists of."""

    statement_type: Literal["https://in-toto.io/Statement/v1"] = msgspec.field()
    subject: Annotated[list[Subject], msgspec.Meta(min_length=1, max_length=MAX_SUBJECTS)]
    predicate_type: Literal["https://in-toto.io/attestation/release/v0.1"] = msgspec.field()
    predicate: Release

    @property
    def version(self) -> str:
        """The release's version."""
        return self.predicate.purl.partition("@")[2]

    def digests(self) -> Mapping[str, str]:
        """Give the digest of every file by its name, in hexadecimal."""
        return {one.name: one.digest.sha256 for one in self.subject}


class ReleaseKeyFile(Document, frozen=True, kw_only=True, tag="wbs-release-key/v1"):
    """Plaintext of a release key's file."""

    holder: ShortLine
    key: VerifyKeyText
    secret: Bytes32


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """An opened key file."""

    key: ReleaseSigningKey
    holder: str


def list_release(version: str, commit: str, digests: Mapping[str, str]) -> bytes:
    """Write the list of a release: canonical, files in the order of their names.

    Raises:
        FormatError: a name, digest, version or commit outside its limits.
    """
    subjects = [Subject(name=name, digest=FileDigest(sha256=digests[name])) for name in sorted(digests)]
    release = Release(purl=f"pkg:pypi/wbs@{version}", releaseId=commit)
    made = Statement(statement_type=STATEMENT, subject=subjects, predicate_type=PREDICATE, predicate=release)
    return serialise(check(made))


def parse_list(payload: bytes) -> Statement:
    """Read a list that nobody signed yet.

    Raises:
        FormatError: not a canonical list, or one with a name twice or out of order.
    """
    statement = parse(payload, Statement)
    names = [one.name for one in statement.subject]
    if names != sorted(set(names)):
        raise FormatError("a list of a release with a name twice or out of order")
    return statement


def sign_list(payload: bytes, key: ReleaseSigningKey) -> bytes:
    """Sign a list; give the envelope.

    Raises:
        FormatError: not a list of a release.
    """
    parse_list(payload)
    return serialise(Envelope(payload=b64(payload), payloadType=PAYLOAD_TYPE, signatures=[_signature(payload, key)]))


def cosign_list(envelope: bytes, key: ReleaseSigningKey) -> bytes:
    """Add a signature to a signed list; another one by the same key is not added.

    Raises:
        FormatError: not a signed list of a release.
    """
    parsed, payload = _opened(envelope)
    parse_list(payload)
    if key.public in _signers(parsed, payload, [key.public]):
        return envelope
    return serialise(msgspec.structs.replace(parsed, signatures=[*parsed.signatures, _signature(payload, key)]))


def verify_list(envelope: bytes, keys: Iterable[ReleaseVerifyKey], threshold: int) -> Statement:
    """Give a list that at least `threshold` of these keys signed.

    Raises:
        SignatureError: too few of them did.
        FormatError: not a signed list of a release.
    """
    parsed, payload = _opened(envelope)
    if threshold < 1 or len(_signers(parsed, payload, keys)) < threshold:
        raise SignatureError("the list is not signed by enough of these keys")
    return parse_list(payload)


def release_key_words(key: ReleaseVerifyKey) -> tuple[str, ...]:
    """Give the first 88 bits of SHA-256("wbs/v1/release key" ‖ 0 ‖ raw key) as eight words."""
    return fingerprint_words(sha256(b"wbs/v1/release key\0", key.raw))


def seal_release_key(release: ReleaseKey, passphrase: str) -> bytes:
    """Write a key file under a passphrase: an age file, as that of a root key."""
    plain = ReleaseKeyFile(holder=release.holder, key=release.key.public.text, secret=b64url(release.key.unsafe_seed()))
    return seal_with_passphrase(passphrase, serialise(check(plain)), SCRYPT_LOG_N)


def open_release_key(data: bytes, passphrase: str) -> ReleaseKey:
    """Open a key file.

    Raises:
        UnsealError: wrong passphrase or altered bytes.
        FormatError, UnknownVersionError: another kind of file, or one that names another public key than its own.
    """
    if len(data) > MAX_KEY_FILE_BYTES:
        raise FormatError("too large for a release key")
    plain = parse(unseal_with_passphrase(passphrase, data), ReleaseKeyFile)
    key = ReleaseSigningKey(from_b64url(plain.secret))
    if key.public.text != plain.key:
        raise FormatError("a key file that names another key")
    return ReleaseKey(key, plain.holder)


def _signature(payload: bytes, key: ReleaseSigningKey) -> Signature:
    return Signature(sig=b64(key.sign(preauthentication(PAYLOAD_TYPE, payload))), keyid=key.public.text)


def _opened(data: bytes) -> tuple[Envelope, bytes]:
    envelope = parse(data, Envelope)
    if envelope.payloadType != PAYLOAD_TYPE:
        raise FormatError("not the list of a release")
    return envelope, from_b64(envelope.payload)


def _signers(envelope: Envelope, payload: bytes, keys: Iterable[ReleaseVerifyKey]) -> set[ReleaseVerifyKey]:
    message = preauthentication(PAYLOAD_TYPE, payload)
    raw = [from_b64(signature.sig) for signature in envelope.signatures]
    return {key for key in keys if any(_verifies(key, message, one) for one in raw)}


def _verifies(key: ReleaseVerifyKey, message: bytes, signature: bytes) -> bool:
    try:
        key.verify(message, signature)
    except SignatureError:
        return False
    return True
