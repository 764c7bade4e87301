"""Backups: age files to several hybrid keys, as streams (docs/spec/backup.md).

The one age file of WBS that more than one key opens: an operator who loses the only key has no backup. X25519 keys are
refused, as everywhere, and so is a header in any other spelling than the one that is written here.
"""

import re
from collections.abc import Iterator, Sequence

from wbs.crypto.age import (
    FILE_KEY_BYTES,
    HYBRID_INFO,
    HYBRID_STANZA,
    INTRO,
    NONCE_BYTES,
    Header,
    Stanza,
    StreamWriter,
    hybrid_stanza,
    payload_key,
    write_header,
)
from wbs.crypto.encoding import from_b64_unpadded
from wbs.crypto.keys import HybridPrivateKey, HybridPublicKey
from wbs.crypto.primitives import hpke_seal, random_bytes
from wbs.crypto.seal import seal_with_passphrase
from wbs.crypto.unseal import UnsealStream, unseal_with_passphrase
from wbs.errors import FormatError, UnsealError

MAX_RECIPIENTS = 16
HEADER_LIMIT = 1 << 16
"""More than the header of 16 recipients has."""
_STANZA = (
    rb"-> mlkem768x25519 (?P<enc>[A-Za-z0-9+/]{1493}[AQgw])\n"
    rb"(?P<body>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])\n"
)
_ONE = re.compile(_STANZA)
_MAC = re.compile(rb"--- (?P<mac>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])\n")
_KEY_KIND = "# WBS backup key\n"


class BackupPublicKey(HybridPublicKey):
    """Backups are sealed to it; any age program that knows hybrid keys can."""

    __slots__ = ()


class BackupPrivateKey(HybridPrivateKey[BackupPublicKey]):
    """Opens backups. Lies with the operator, away from the server."""

    __slots__ = ()
    public_class = BackupPublicKey


class BackupSealer:
    """Seals a backup in constant memory: first `header`, then `update` and `finalize`."""

    def __init__(self, keys: Sequence[BackupPublicKey]) -> None:
        """Draw a file key and seal it to every key.

        Raises:
            FormatError: no key, more than 16, one twice, or one that is not usable.
        """
        if not 1 <= len(keys) <= MAX_RECIPIENTS or len(set(keys)) != len(keys):
            raise FormatError("a backup has one to 16 different recipients")
        file_key, nonce = random_bytes(FILE_KEY_BYTES), random_bytes(NONCE_BYTES)
        first, *further = [hybrid_stanza(hpke_seal(key.handle, HYBRID_INFO, file_key)) for key in keys]
        self.header = write_header(first, file_key, *further) + nonce
        self._stream = StreamWriter(payload_key(file_key, nonce))

    def update(self, data: bytes) -> bytes:
        """Take plaintext, give what is ready."""
        return self._stream.update(data)

    def finalize(self) -> bytes:
        """Give the end of the file."""
        return self._stream.finalize()


def backup_header_size(start: bytes) -> int:
    """Give the length of the header at the start of a backup.

    Raises:
        FormatError: not an age file to hybrid keys alone, in its only spelling.
    """
    return _parse(start)[0].size


def open_backup(key: BackupPrivateKey, start: bytes) -> UnsealStream:
    """Find the stanza that a key opens; what follows the header goes to the stream that is given.

    Args:
        key: one of the recipients'.
        start: the file's first bytes, with its whole header.

    Raises:
        FormatError: as `backup_header_size`.
        UnsealError: sealed to other keys, or an altered header.
    """
    for header in _parse(start):
        try:
            return UnsealStream(key, header)
        except UnsealError:
            continue
    raise UnsealError("this key does not open the backup, or its beginning was altered")


def parse_recipients(text: str) -> tuple[BackupPublicKey, ...]:
    """Read age recipients, one in each line; empty lines and comments with # are passed over.

    Raises:
        FormatError: none, too many, one twice, or a line that is no hybrid recipient.
    """
    keys = tuple(BackupPublicKey.parse(line) for line in _lines(text))
    if not 1 <= len(keys) <= MAX_RECIPIENTS or len(set(keys)) != len(keys):
        raise FormatError("a backup has one to 16 different recipients")
    return keys


def parse_identity(text: str) -> BackupPrivateKey:
    """Read the one age identity of a key file, among comments.

    Raises:
        FormatError: none, several, or not a hybrid one.
    """
    lines = list(_lines(text))
    if len(lines) != 1:
        raise FormatError("a key file holds one age identity")
    return BackupPrivateKey.parse(lines[0])


def serialise_identity(key: BackupPrivateKey) -> str:
    """Write a key file that any age program reads."""
    return f"{_KEY_KIND}# public key: {key.public.text}\n{key.unsafe_text()}\n"


def seal_identity(key: BackupPrivateKey, passphrase: str) -> bytes:
    """Write a key file under a passphrase."""
    return seal_with_passphrase(passphrase, serialise_identity(key).encode("ascii"))


def open_identity(sealed: bytes, passphrase: str) -> BackupPrivateKey:
    """Read a key file under a passphrase.

    Raises:
        FormatError: not such a file.
        UnsealError: wrong passphrase or altered bytes.
    """
    return parse_identity(decoded(unseal_with_passphrase(passphrase, sealed)))


def is_sealed(data: bytes) -> bool:
    """Say whether a key file is under a passphrase."""
    return data.startswith(INTRO)


def decoded(data: bytes) -> str:
    """Read the text of a key file. Raises FormatError."""
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise FormatError("a key file is text") from None


def _lines(text: str) -> Iterator[str]:
    return (line for line in (line.strip() for line in text.splitlines()) if line and not line.startswith("#"))


def _parse(start: bytes) -> list[Header]:
    """Give the header once for each of its stanzas."""
    stanzas, at = [], len(INTRO)
    while start.startswith(INTRO) and (found := _ONE.match(start, at)):
        stanzas.append(Stanza(HYBRID_STANZA, (found["enc"].decode(),), from_b64_unpadded(found["body"].decode())))
        at = found.end()
    end = _MAC.match(start, at)
    if end is None or not 1 <= len(stanzas) <= MAX_RECIPIENTS:
        raise FormatError("not a backup: no age file sealed to hybrid keys alone")
    covered, mac = start[: at + len(b"---")], from_b64_unpadded(end["mac"].decode())
    return [Header(stanza, covered, mac, end.end()) for stanza in stanzas]
