"""Marked texts, and the search for them in everything that a server could have left behind."""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from wbs.crypto.receipt import Receipt

_WRITE = re.compile(r'(?:openat|open|creat)\((?:AT_FDCWD|[0-9]+<?[^,]*)?,? ?"([^"]+)", ([A-Z_|0-9]+)')
_WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TMPFILE")


@dataclass(frozen=True)
class Canary:
    """One secret, in every spelling that a trace of it could have."""

    name: str
    spellings: tuple[bytes, ...]

    def is_in(self, content: bytes) -> bool:
        return any(spelling in content for spelling in self.spellings)


def canary(name: str, secret: bytes) -> Canary:
    """Spell a secret raw, hexadecimal, in base64 at each alignment, in UTF-16, and as in an address."""
    spellings = {secret, secret.hex().encode(), secret.hex().upper().encode(), quote(secret).encode()}
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + secret)
        inner = whole[4 if shift else 0 : len(whole) - 4]
        spellings |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    with suppress(UnicodeDecodeError):
        spellings.add(secret.decode().encode("utf-16-le"))
    return Canary(name, tuple(spellings))


def of_receipt(receipt: Receipt) -> list[Canary]:
    """Everything that opens a mailbox: the secret, the token, both keys, and any three words in a row."""
    words = receipt.unsafe_words()
    runs = [words[at : at + 3] for at in range(len(words) - 2)]
    secrets = {
        "receipt secret": receipt.unsafe_secret(),
        "mailbox token": receipt.mailbox_token,
        "reporter's reader key": receipt.reader_key.unsafe_seed(),
        "reporter's signing key": receipt.signing_key.unsafe_seed(),
    }
    found = [canary(name, secret) for name, secret in secrets.items()]
    return found + [
        Canary(f"receipt words {at}", tuple(mark.join(run).encode() for mark in " ,-+\n"))
        for at, run in enumerate(runs, 1)
    ]


def traces(canaries: Sequence[Canary], places: Iterable[Path]) -> list[str]:
    """Name every canary with every file that holds it."""
    found = []
    for path in files_in(places):
        content = path.read_bytes()
        found += [f"{canary.name} in {path}" for canary in canaries if canary.is_in(content)]
        found += [f"{canary.name} in the name {path}" for canary in canaries if canary.is_in(str(path).encode())]
    return found


def files_in(places: Iterable[Path]) -> Iterator[Path]:
    """Give every file of the places, which are files or folders."""
    for place in places:
        yield from (path for path in place.rglob("*") if path.is_file()) if place.is_dir() else (place,)


def opened_for_writing(trace: str) -> set[str]:
    """Read from a system call trace which paths were opened for writing."""
    return {path for path, flags in _WRITE.findall(trace) if any(flag in flags for flag in _WRITING)}
