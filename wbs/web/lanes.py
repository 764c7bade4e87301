"""Lanes: how many requests of one kind are worked on at once, and how many may wait for their turn, and how long.

One process has one interpreter for all kinds. Without lanes, a thousand requests of one kind would share it with every
other request; with them, a flood of one kind is as strong as its lane is wide. The queue is bounded in number and time;
what waits has been read already, so its memory is bounded with it. Nothing of who waits is known.
"""

import threading
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
    """One kind's share of a process. Safe to enter from many threads."""

    def __init__(self, width: Width) -> None:
        """Begin empty."""
        self._width = width
        self._turns = threading.BoundedSemaphore(width.at_once)
        self._lock = threading.Lock()
        self._waiting = 0

    @property
    def crowding(self) -> float:
        """How much of the queue is taken, from 0 to 1."""
        return self._waiting / self._width.waiting

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and keep it while the block runs.

        Raises:
            BusyError: the queue is full, or the turn did not come in time; the block was not entered.
        """
        if not self._turns.acquire(blocking=False):
            self._wait()
        try:
            yield
        finally:
            self._turns.release()

    def _wait(self) -> None:
        with self._lock:
            if self._waiting >= self._width.waiting:
                raise BusyError("the queue of this kind is full")
            self._waiting += 1
        try:
            if not self._turns.acquire(timeout=self._width.seconds):
                raise BusyError("the turn did not come in time")
        finally:
            with self._lock:
                self._waiting -= 1
