"""Checkpoints of an audit log and auditors' signatures on them, as text (docs/spec/audit.md).

The forms are C2SP's: `tlog-checkpoint` for what a log held, `tlog-cosignature` (Ed25519) for who saw it, `signed-note`
for the text around both. A checkpoint proves nothing by itself: it does once it is kept where the server cannot reach.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wbs.crypto.encoding import b64, from_b64
from wbs.crypto.keys import OfficerSigningKey, OfficerVerifyKey
from wbs.crypto.merkle import HASH_BYTES
from wbs.crypto.primitives import sha256
from wbs.crypto.shape import MAX_INTEGER
from wbs.errors import FormatError, SignatureError

MAX_TEXT = 1 << 16
"""Longest text that is read, in characters."""
COSIGNATURE_BYTES = 76
"""Key id (4 bytes), time (8 bytes), Ed25519 signature (64 bytes)."""
_COSIGNATURE_CHARS = 104
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_ED25519_COSIGNATURE = b"\4"
_DASH = "\N{EM DASH} "
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_ORIGIN = re.compile(r"wbs/audit/([A-Za-z0-9_-]{43})/([0-9]{2}(?:\.[0-9]{2})?)", re.ASCII)
_NAME = re.compile(r"[^\x00-\x20\x7f+]{1,120}")
_LINE_END = re.compile(r"\r\n|\r|\n")
_AROUND = " \t\r\n\ufeff"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log held: the name of the log, how many entries, the root of its tree."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """Somebody's statement to have seen a checkpoint at a time; unverified until `verify` was asked."""

    name: str
    """`<agency>/<officer>`."""
    raw: bytes
    """76 bytes."""

    @property
    def time(self) -> int:
        """When it was signed, in seconds since 1970 in UTC, by the signer's own clock."""
        return int.from_bytes(self.raw[_KEY_ID_BYTES : _KEY_ID_BYTES + _TIME_BYTES])

    @property
    def line(self) -> str:
        """The line of a note."""
        return f"{_DASH}{self.name} {b64(self.raw)}\n"

    def is_by(self, key: OfficerVerifyKey) -> bool:
        """Say whether it claims to be made with this key, under this name."""
        return self.raw[:_KEY_ID_BYTES] == key_id(self.name, key)

    def verify(self, checkpoint: Checkpoint, key: OfficerVerifyKey) -> None:
        """Verify that the key's holder signed this checkpoint under this name.

        Raises:
            SignatureError: another key, another name, another checkpoint, altered bytes, or a time that no note has.
        """
        if not self.is_by(key) or self.time > MAX_INTEGER:
            raise SignatureError("a cosignature of another key or name")
        key.verify(_signed(checkpoint, self.time), self.raw[_KEY_ID_BYTES + _TIME_BYTES :])


def origin_of(installation: str, agency: str) -> str:
    """Name an agency's log; `installation` is the fingerprint of the first version of the installation's roots."""
    return f"wbs/audit/{installation}/{agency}"


def cosign(checkpoint: Checkpoint, name: str, time: int, key: OfficerSigningKey) -> Cosignature:
    """State as `name` to have seen a checkpoint, at a time in seconds since 1970."""
    signature = key.sign(_signed(checkpoint, time))
    return Cosignature(name, key_id(name, key.public) + time.to_bytes(_TIME_BYTES) + signature)


def key_id(name: str, key: OfficerVerifyKey) -> bytes:
    """Give the four bytes that hint at key and name (tlog-cosignature, "Format")."""
    return sha256(name.encode(), b"\n", _ED25519_COSIGNATURE, key.raw)[:_KEY_ID_BYTES]


def note_text(checkpoint: Checkpoint, cosignatures: Iterable[Cosignature] = ()) -> str:
    """Write a checkpoint with its cosignatures, for print and mail."""
    return "\n".join([checkpoint.body, "".join(one.line for one in cosignatures)])


def parse_note(text: str) -> tuple[Checkpoint, tuple[Cosignature, ...]]:
    """Read what `note_text` wrote, also after mail programs changed line ends, broke lines and added space.

    Signatures of kinds that this version does not know are passed over, as the format asks.

    Raises:
        FormatError: no checkpoint of a WBS audit log.
    """
    if len(text) > MAX_TEXT:
        raise FormatError("a checkpoint is a short text")
    lines = [line.strip(_AROUND) for line in _LINE_END.split(text.strip(_AROUND))]
    found = [_parse_signature(line) for line in _unfolded(lines[3:])]
    return _parse_body(lines[:3]), tuple(one for one in found if one is not None)


def parse_origin(origin: str) -> tuple[str, str]:
    """Give the installation's fingerprint and the agency that an origin names.

    Raises:
        FormatError: not the origin of a WBS audit log.
    """
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        raise FormatError("not the origin of an audit log")
    return match[1], match[2]


def _unfolded(lines: list[str]) -> list[str]:
    """Join signature lines that mail or paper broke; a line is whole once it holds a whole cosignature."""
    joined: list[str] = []
    for line in filter(None, lines):
        if line.startswith(_DASH):
            joined.append(line)
            continue
        held = joined[-1].removeprefix(_DASH).partition(" ")[2] if joined else ""
        if not joined or len(held) >= _COSIGNATURE_CHARS or not _BASE64.fullmatch(line):
            raise FormatError("a line that is no signature follows the checkpoint")
        joined[-1] += line if held else f" {line}"
    return joined


def _parse_body(lines: list[str]) -> Checkpoint:
    if len(lines) != 3 or not _SIZE.fullmatch(lines[1]) or int(lines[1]) > MAX_INTEGER:  # noqa: PLR2004 - three lines
        raise FormatError("not a checkpoint")
    parse_origin(lines[0])
    root = from_b64(lines[2])
    if len(root) != HASH_BYTES:
        raise FormatError("a root has 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def _parse_signature(line: str) -> Cosignature | None:
    name, _, data = line.removeprefix(_DASH).partition(" ")
    if not _NAME.fullmatch(name):
        raise FormatError("a signature without a name")
    raw = from_b64(data)
    if len(raw) != COSIGNATURE_BYTES:
        return None
    found = Cosignature(name, raw)
    if found.time > MAX_INTEGER:
        raise FormatError("a time beyond all clocks")
    return found


def _signed(checkpoint: Checkpoint, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{checkpoint.body}".encode()
