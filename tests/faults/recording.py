"""Everything that a program did to the files of a database, in order, as strace saw it, and what it told whom.

SQLite's shared-memory file is written through a mapping, which no system call shows. It needs no recording: whoever
opens the database first after a power cut builds it anew, so tests put garbage in its place.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.needs import program

LIMIT = 4 << 20
"""Bytes of one write that strace shows at most; none is so large."""
_CALLS = "openat,pwrite64,pwritev,write,writev,fsync,fdatasync,ftruncate,fallocate,unlink,unlinkat,rename,renameat2"
_UNSEEN = frozenset({"pwritev", "writev", "fallocate", "rename", "renameat2", "unlinkat"})
"""Calls that SQLite does not make on these files; one of them would mean that a recording is not whole."""
_LINE = re.compile(r"(\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<name>\w+)\()(?P<rest>.*)", re.DOTALL)
_FD = re.compile(r"\d+<([^>]*)>")
_DATA = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_PATH = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Did(StrEnum):
    """What can happen to a file, and a mark."""

    WRITE = "write"
    SYNC = "sync"
    CUT = "cut"
    MAKE = "make"
    REMOVE = "remove"
    TELL = "tell"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `name` is the file's name, of a synced folder empty."""

    did: Did
    name: str = ""
    at: int = 0
    """Offset of a write, or new length."""
    data: bytes = b""


def record(module: str, folder: Path, *words: str) -> list[Event]:
    """Run a module over a folder that holds `wbs.sqlite`, and give what it did; it tells by writing to `marks`."""
    log = folder.parent / "calls"
    names = ["wbs.sqlite", "wbs.sqlite-wal", "wbs.sqlite-journal", "marks"]
    paths = [word for path in (folder, *(folder / name for name in names)) for word in ("-P", str(path))]
    command = [
        program("strace"),
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-y",
        "-xx",
        "-s",
        str(LIMIT),
        "-e",
        f"trace={_CALLS}",
        "-o",
        str(log),
    ]
    subprocess.run([*command, *paths, sys.executable, "-m", module, str(folder), *words], check=True)
    with log.open(encoding="ascii") as lines:
        return list(_events(lines, folder))


def _events(lines: Iterable[str], folder: Path) -> Iterator[Event]:
    begun: dict[str, tuple[str, str]] = {}
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        task, rest = match[1], match["rest"].rstrip("\n")
        if rest.endswith("<unfinished ...>"):
            begun[task] = (match["name"], rest.removesuffix("<unfinished ...>"))
            if match["name"] == "write":  # a mark counts from its beginning
                yield from _event("write", rest.replace("<unfinished ...>", ") = 1"), folder)
            continue
        name, head = (match["name"], "") if match["name"] else begun.pop(task)
        if not (match["resumed"] and name == "write"):
            yield from _event(name, head + rest, folder)


def _event(name: str, rest: str, folder: Path) -> Iterator[Event]:
    done, _, result = rest.rpartition(" = ")
    if not done or result.startswith("-1"):
        return
    if name in _UNSEEN:
        raise AssertionError(f"{name} is not replayed")
    if name in {"openat", "unlink"}:
        path = Path(_text(_PATH, done))
        if path.parent == folder and (name == "unlink" or "O_CREAT" in done):
            yield Event(Did.MAKE if name == "openat" else Did.REMOVE, path.name)
        return
    path = Path(_decoded(_FD, done))
    yield from _on_file(name, done, "" if path == folder else path.name)


def _on_file(name: str, done: str, file: str) -> Iterator[Event]:
    if file.endswith("-shm"):
        return
    if name in {"fsync", "fdatasync"}:
        yield Event(Did.SYNC, file)
    elif name == "ftruncate":
        yield Event(Did.CUT, file, int(done.rstrip(") ").rpartition(", ")[2]))
    elif name == "write":
        yield Event(Did.TELL, data=_bytes(done))
    else:
        yield Event(Did.WRITE, file, int(done.rstrip(") ").rpartition(", ")[2]), _bytes(done))


def _bytes(text: str) -> bytes:
    match = _DATA.search(text)
    assert match is not None, "a write without its bytes"
    assert not match[2], "a write that was not recorded whole"
    return bytes.fromhex(match[1].replace("\\x", ""))


def _text(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    assert match is not None
    return bytes.fromhex(match[1].replace("\\x", "")).decode()


def _decoded(pattern: re.Pattern[str], text: str) -> str:
    """Read a path as strace writes it behind a file descriptor: in hexadecimal under -xx."""
    match = pattern.search(text)
    assert match is not None
    return bytes.fromhex(match[1].replace("\\x", "")).decode() if match[1].startswith("\\x") else match[1]
