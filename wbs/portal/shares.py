"""What each kind of request has of a process: turns, a queue, and memory for what is being sent.

A known receipt and an unknown one are of two kinds: guessing fills its own lane, and a reporter with a right receipt
does not stand behind a thousand guesses. Docs: decision 0054.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from wbs.clock import Clock
from wbs.web.holding import BodyRoom, Holder
from wbs.web.lanes import Company, Lane, Precedence, Width

_MEBI: Final = 1 << 20


class Errand(StrEnum):
    """What strangers ask for, by what it costs."""

    CASES = "cases"
    """New ones that a device sealed."""
    FORMS = "forms"
    """Without script: this program seals, and writes pages about what is missing."""
    HASTY = "hasty"
    """Forms sent sooner than anybody writes them, and those that cannot be a report yet: broken off, or too old."""
    MAILBOX = "mailbox"
    """Of known receipts."""
    GUESSES = "guesses"
    """Of receipts that no case has."""
    UPLOADS = "uploads"


@dataclass(frozen=True, slots=True)
class Shares:
    """How wide each lane is, and how much memory bodies take."""

    widths: Mapping[Errand, Width]
    rooms: Mapping[Errand, int]
    """In bytes. Guesses come as what known receipts send, hasty forms as others, and count there."""


SHARES: Final = Shares(
    {
        Errand.CASES: Width(at_once=2, waiting=256, seconds=30),
        Errand.FORMS: Width(at_once=2, waiting=256, seconds=30),
        Errand.HASTY: Width(at_once=1, waiting=128, seconds=20),
        Errand.MAILBOX: Width(at_once=4, waiting=512, seconds=30),
        Errand.GUESSES: Width(at_once=1, waiting=128, seconds=10),
        Errand.UPLOADS: Width(at_once=1, waiting=128, seconds=30),
    },
    {Errand.CASES: 96 * _MEBI, Errand.FORMS: 96 * _MEBI, Errand.MAILBOX: 96 * _MEBI, Errand.UPLOADS: 96 * _MEBI},
)


_LESSER: Final = frozenset({Errand.HASTY, Errand.GUESSES, Errand.UPLOADS})
"""What gives way to the others while more of its own kind stand in its queue: a flood, mostly."""
VISITS_AT_ONCE: Final = 8
"""How many requests of one known receipt are worked on or wait at once; a reporter's browser makes one or two."""
GAP_SECONDS: Final = 0.1
"""How long each gives way at most, so that no other kind can stop it."""


class Traffic:
    """The lanes and the memory of one process."""

    def __init__(self, clock: Clock, shares: Shares = SHARES) -> None:
        """Begin with nobody in it."""
        self.lanes = {kind: Lane(width) for kind, width in shares.widths.items()}
        self._precedence = Precedence()
        self._visits = Company(VISITS_AT_ONCE)
        self._rooms = {kind: BodyRoom(limit, clock) for kind, limit in shares.rooms.items()}

    @contextmanager
    def turn(self, kind: Errand) -> Iterator[None]:
        """Wait for a turn and keep it while the block runs. Raises BusyError if none comes."""
        lane = self.lanes[kind]
        with lane.turn():
            if kind not in _LESSER:
                with self._precedence.first():
                    yield
                return
            if lane.crowding:
                self._precedence.give_way(GAP_SECONDS)
            yield

    @contextmanager
    def visit(self, mailbox_hash: bytes, *, is_known: bool) -> Iterator[None]:
        """Take the turn of a receipt, among few of the same at once: who has one does not fill the lane of all.

        Raises:
            BusyError: no turn came, or too many requests with this receipt are on their way.
        """
        if not is_known:
            with self.turn(Errand.GUESSES):
                yield
            return
        with self._visits.of(mailbox_hash), self.turn(Errand.MAILBOX):
            yield

    def crowding(self, kind: Errand) -> float:
        """Give the share of a queue that is taken."""
        return self.lanes[kind].crowding

    def held(self) -> int:
        """Give how many bytes all bodies hold now."""
        return sum(room.held for room in self._rooms.values())

    def enter(self, kind: Errand) -> Holder:
        """Begin to hold a body."""
        return self._rooms[kind].enter()
