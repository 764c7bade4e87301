"""Lanes: how many requests of one kind are worked on at once, and how many may wait for their turn, and how long.

One process has one interpreter for all kinds. Without lanes, a thousand requests of one kind would share it with every
other request; with them, a flood of one kind is as strong as its lane is wide. The queue is bounded in number and time;
what waits has been read already, so its memory is bounded with it. Nothing of who waits is known.
"""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wbs.errors import BusyError


@dataclass(frozen=True, slots=True)
class Width:
    """How wide a lane is."""

    at_once: int
    waiting: int
    """How many wait for their turn at most."""
    seconds: float
    """How long at most."""


class Lane:
    """One kind's share of a process: whoever came first goes first. Safe to enter from many threads."""

    def __init__(self, width: Width) -> None:
        """Begin empty."""
        self._width = width
        self._free = width.at_once
        self._lock = threading.Lock()
        self._queue: deque[threading.Event] = deque()

    @property
    def crowding(self) -> float:
        """How much of the queue is taken, from 0 to 1."""
        return len(self._queue) / self._width.waiting

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and keep it while the block runs.

        Raises:
            BusyError: the queue is full, or the turn did not come in time; the block was not entered.
        """
        mine = self._enter()
        if mine is not None and not mine.wait(self._width.seconds):
            self._give_up(mine)
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> threading.Event | None:
        """Take a turn, or a place in the queue."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            if len(self._queue) >= self._width.waiting:
                raise BusyError("the queue of this kind is full")
            mine = threading.Event()
            self._queue.append(mine)
            return mine

    def _give_up(self, mine: threading.Event) -> None:
        with self._lock:
            if mine.is_set():
                return  # the turn came in this very moment
            self._queue.remove(mine)
        raise BusyError("the turn did not come in time")

    def _leave(self) -> None:
        """Hand the turn to whoever came first: nobody who comes just now takes it away."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                self._free += 1


class Company:
    """Lets so many of one party in at once, and turns others of it away. Safe to enter from many threads.

    A party is known while one of it is inside, and forgotten with the last.
    """

    def __init__(self, most: int) -> None:
        """Begin with nobody."""
        self._most = most
        self._inside: Counter[bytes] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def of(self, party: bytes) -> Iterator[None]:
        """Be one of a party while the block runs.

        Raises:
            BusyError: as many of it are inside as may be; the block was not entered.
        """
        with self._lock:
            if self._inside[party] >= self._most:
                raise BusyError("too many at once of one kind of visitor")
            self._inside[party] += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside[party] -= 1
                if not self._inside[party]:
                    del self._inside[party]


class Precedence:
    """Lets some go first: others wait for a gap between them, but never long. Safe to use from many threads."""

    def __init__(self) -> None:
        """Begin with nobody on the way."""
        self._first = 0
        self._gap = threading.Condition()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Go first while the block runs."""
        with self._gap:
            self._first += 1
        try:
            yield
        finally:
            with self._gap:
                self._first -= 1
                self._gap.notify_all()

    def give_way(self, seconds: float) -> bool:
        """Wait until nobody is going first, at most so long; say whether it came to that."""
        with self._gap:
            return self._gap.wait_for(lambda: self._first == 0, seconds)
