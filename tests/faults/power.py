"""What a disk may hold after the power went: everything synced, and any part of what was not.

The disk keeps what was written to a file before its last sync, and entries of a folder before the folder's last sync.
Of everything later it keeps nothing, all, a beginning, some, or single sectors of 512 bytes, the last of them torn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults import Random
from tests.faults.recording import Did, Event

SECTOR = 512
DATABASE = "wbs.sqlite"
GARBAGE = 32 << 10


@dataclass
class Kept:
    """One file on the disk: what is safe, and what is on its way."""

    safe: bytearray = field(default_factory=bytearray)
    waiting: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        for event in self.waiting:
            apply(self.safe, event)
        self.waiting.clear()


class Disk:
    """The files of a database under a disk that forgets."""

    def __init__(self, database: bytes) -> None:
        self._files = {DATABASE: Kept(bytearray(database))}
        self._entries = {DATABASE}
        """Names that are safe."""
        self.told: set[str] = set()

    def take(self, event: Event) -> None:
        """Let one thing happen."""
        if event.did is Did.TELL:
            self.told.add(event.data.decode())
        elif event.did is Did.MAKE:
            self._files.setdefault(event.name, Kept())
        elif event.did is Did.REMOVE:
            self._files.pop(event.name, None)
        elif event.did is Did.SYNC and not event.name:
            self._entries = set(self._files)
        elif event.did is Did.SYNC:
            self._files[event.name].sync()
        else:
            self._files[event.name].waiting.append(event)

    def after_a_cut(self, chance: Random) -> dict[str, bytes]:
        """Give files as the disk may hold them if the power goes now."""
        names = [name for name in self._files if name in self._entries or chance.random() < 0.5]
        files = {name: bytes(self._survive(self._files[name], chance)) for name in names}
        if chance.random() < 0.5:
            files[f"{DATABASE}-shm"] = chance.randbytes(GARBAGE)
        return files

    def _survive(self, kept: Kept, chance: Random) -> bytearray:
        content = bytearray(kept.safe)
        for event in chosen(kept.waiting, chance):
            apply(content, event)
        return content


def chosen(waiting: Sequence[Event], chance: Random) -> Iterator[Event]:
    """Choose what of the waiting events reached the disk."""
    way = chance.randrange(5)
    if way == 1:
        yield from waiting
    elif way == 2:
        yield from waiting[: chance.randrange(len(waiting) + 1)]
    elif way == 3:
        share = chance.random()
        yield from (event for event in waiting if chance.random() < share)
    elif way == 4:
        share = chance.random()
        for event in waiting:
            yield from _sectors(event, share, chance)


def _sectors(event: Event, share: float, chance: Random) -> Iterator[Event]:
    if event.did is not Did.WRITE:
        if chance.random() < share:
            yield event
        return
    first = -event.at % SECTOR
    starts = [0, *range(first, len(event.data), SECTOR)] if first else list(range(0, len(event.data), SECTOR))
    ends = [*starts[1:], len(event.data)]
    torn = chance.randrange(len(starts))
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if chance.random() < share:
            until = chance.randrange(start, end + 1) if number == torn else end
            yield Event(Did.WRITE, event.name, event.at + start, event.data[start:until])


def apply(content: bytearray, event: Event) -> None:
    """Let a write or a cut reach a file."""
    if event.did is Did.CUT:
        content[event.at :] = bytes(max(0, event.at - len(content)))
        return
    content.extend(bytes(max(0, event.at - len(content))))
    content[event.at : event.at + len(event.data)] = event.data


def cuts(events: Sequence[Event], database: bytes, states: int, chance: Random) -> Iterator[tuple[Disk, Random]]:
    """Stop at that many moments, more often where something waits to be synced or was just told."""
    moments = sorted(chance.choices(range(len(events)), [_weight(events, at) for at in range(len(events))], k=states))
    disk, done = Disk(database), 0
    for moment in moments:
        for event in events[done : moment + 1]:
            disk.take(event)
        done = max(done, moment + 1)
        yield disk, chance


def _weight(events: Sequence[Event], at: int) -> int:
    return 8 if events[at].did is not Did.WRITE else 1


def write(files: dict[str, bytes], folder: Path) -> None:
    """Put these files into a folder, and no others."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
