"""Looks into files as they stream by, for browsers that cannot do it themselves (docs/spec/metadata.md).

Keeps a bounded part of a bounded number of files in memory, and forgets it before the answer. Must not store or log
anything of it: what was found goes to the reporter alone, in the page and sealed into the page's ticket.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mmap import MADV_DONTNEED, MAP_ANONYMOUS, MAP_PRIVATE, mmap
from threading import BoundedSemaphore, Lock

from wbs.files.findings import Checked, Finding, Inspection
from wbs.files.inspection import HEAD_SIZE, TAIL_SIZE, inspect
from wbs.portal.tickets import Look

PART_SIZE = HEAD_SIZE + 2 * TAIL_SIZE
"""What a window keeps of any file, in bytes: its beginning, and at least `TAIL_SIZE` of its end."""
WHOLE_SIZE = 8 << 20
"""Up to this size in bytes a window keeps all, if it may grow: most photographs and scanned letters are smaller."""
WINDOWS = 40
"""How many files of one process are looked into at once; others go by unseen, which the reporter is told."""
LARGE_WINDOWS = 8
"""How many of these windows may grow at once."""
LOOK_BYTES = 4096
"""How much of what was found in one file a ticket carries, in bytes of kinds and values."""
PATIENCE = 20.0
"""How many seconds a file waits while others are looked into."""
_STEP = 1 << 16
UNSEEN = Look(checked=Checked.UNKNOWN)


class Window:
    """What is kept of one file while it streams by."""

    def __init__(self, limit: int, growing: BoundedSemaphore) -> None:
        """Keep up to `limit` bytes, 0 for none, and more if `growing` allows."""
        self._limit = limit
        self._growing = growing
        self._has_grown = False
        self._is_cut = False
        # Memory of its own, which goes back as soon as it is closed; pieces in the heap would leave holes in it.
        self._map = mmap(-1, WHOLE_SIZE, MAP_PRIVATE | MAP_ANONYMOUS) if limit else None
        self._size = 0
        self.held = 0
        """Bytes that are kept now."""

    def __repr__(self) -> str:
        return "Window(…)"

    def add(self, piece: bytes) -> None:
        """Take the next bytes of the file."""
        self._size += len(piece)
        if self._map is not None:
            for start in range(0, len(piece), _STEP):
                self._keep(self._map, piece[start : start + _STEP])

    def look(self) -> Inspection:
        """Say what identifies in what was kept."""
        if self._map is None:
            return inspect(b"", self._size)
        if self._is_cut:
            return inspect(self._map[:HEAD_SIZE], self._size, self._map[HEAD_SIZE : self.held])
        return inspect(self._map[: self.held])

    def close(self) -> None:
        """Forget what was kept, and make room for others."""
        self.held = 0
        if self._map is not None:
            self._map.close()
        self._shrink()

    def _keep(self, room: mmap, piece: bytes) -> None:
        if self.held + len(piece) > self._limit and not self._grow(len(piece)):
            self._cut(room)
        room[self.held : self.held + len(piece)] = piece
        self.held += len(piece)

    def _grow(self, more: int) -> bool:
        """Take more room, if all is still there and there will be enough."""
        if self._is_cut or self._has_grown or self.held + more > WHOLE_SIZE:
            return False
        self._has_grown = self._growing.acquire(blocking=False)
        self._limit = WHOLE_SIZE if self._has_grown else self._limit
        return self._has_grown

    def _cut(self, room: mmap) -> None:
        """Keep only the beginning and the end of what is kept, and give back the rest."""
        room.move(HEAD_SIZE, self.held - TAIL_SIZE, TAIL_SIZE)
        room.madvise(MADV_DONTNEED, PART_SIZE, WHOLE_SIZE - PART_SIZE)
        self.held = HEAD_SIZE + TAIL_SIZE
        self._limit = PART_SIZE
        self._is_cut = True
        self._shrink()

    def _shrink(self) -> None:
        if self._has_grown:
            self._has_grown = False
            self._growing.release()


class Looking:
    """All windows of one process."""

    def __init__(self, note: Callable[[Exception], None], patience: float = PATIENCE) -> None:
        """Take what notes faults of this program, and how many seconds a file may wait for its turn."""
        self._note = note
        self._patience = patience
        self._windows = BoundedSemaphore(WINDOWS)
        self._growing = BoundedSemaphore(LARGE_WINDOWS)
        # Looking costs up to a second and 24 MiB for a file that is made to: one at a time.
        self._one = Lock()

    @contextmanager
    def window(self) -> Iterator[Window]:
        """Open a window for one file; one that keeps nothing while too many are open."""
        is_one = self._windows.acquire(blocking=False)
        window = Window(PART_SIZE if is_one else 0, self._growing)
        try:
            yield window
        finally:
            window.close()
            if is_one:
                self._windows.release()

    def result(self, window: Window) -> Look:
        """Look into what a window kept; a report is never lost for a file that cannot be looked into."""
        if not self._one.acquire(timeout=self._patience):
            return UNSEEN
        try:
            return as_look(window.look())
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with the parsers, the reporter must be told so
            self._note(error)
            return UNSEEN
        finally:
            self._one.release()


def as_look(found: Inspection) -> Look:
    """Give an inspection as tickets carry it; what does not fit is named by its kind, once, and `checked` tells."""
    left = LOOK_BYTES
    kept: list[Finding] = []
    bare: dict[Finding, None] = {}
    for finding in found.findings:
        left -= len(finding.kind) + len((finding.value or "").encode())
        if left >= 0:
            kept.append(finding)
        else:
            bare[Finding(finding.kind)] = None
    known = {finding.kind for finding in kept}
    findings = (*kept, *(finding for finding in bare if finding.kind not in known))
    checked = Checked.PART if bare and found.checked is Checked.WHOLE else found.checked
    return Look(checked, tuple((finding.kind, finding.value or "") for finding in findings))
