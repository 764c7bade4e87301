"""Keeps sign-ins from starving everything else, and their duration from telling anything.

Argon2 runs for few at once; a few more may wait; whoever comes on top of that is told to try again. Strangers can slow
sign-in down that way, never the work of those who are signed in.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wbs.cases.officers.sign_in import Hasher
from wbs.clock import Clock
from wbs.errors import BusyError


@dataclass(frozen=True, slots=True)
class Pace:
    """How many may be inside at once, and how long everyone stays at least, in seconds."""

    inside: int
    floor: float


SIGN_IN = Pace(inside=16, floor=0.25)
"""One Argon2 verification takes about 25 ms; an audit entry about as long. Both disappear behind the floor."""
SALT = Pace(inside=16, floor=0.02)


class Gate:
    """A door with a fixed number of places and a shortest stay."""

    def __init__(self, pace: Pace, clock: Clock, sleep: Callable[[float], None] = time.sleep) -> None:
        self._places = threading.BoundedSemaphore(pace.inside)
        self._floor = pace.floor
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place until the end of the block, which lasts at least as long as the floor, also when it raises.

        Raises:
            BusyError: no place is free.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError("too many sign-ins at once")
        start = self._clock.ticks()
        try:
            yield
        finally:
            self._sleep(max(0.0, self._floor - (self._clock.ticks() - start)))
            self._places.release()


class BoundedHasher:
    """A hasher that works for one caller at a time; the others wait their turn behind the gate."""

    def __init__(self, inner: Hasher, at_once: int = 1) -> None:
        self._inner = inner
        self._turn = threading.Semaphore(at_once)

    def hash(self, secret: bytes) -> str:
        """Give the PHC string of a secret."""
        with self._turn:
            return self._inner.hash(secret)

    def verify(self, phc: str, secret: bytes) -> bool:
        """Say whether the secret made the PHC string."""
        with self._turn:
            return self._inner.verify(phc, secret)

    def is_outdated(self, phc: str) -> bool:
        """Say whether the PHC string has another cost than today's."""
        return self._inner.is_outdated(phc)
