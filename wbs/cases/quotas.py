"""How much of one kind the service takes in a time: no addresses, no accounts, only sums.

A flood of one kind uses up its own quota and no other's. What a known receipt sends has none: it always gets through.
"""

import threading
from dataclasses import dataclass

from wbs.errors import BusyError


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `amount` at once, and as much again over `seconds`."""

    amount: int
    seconds: float


class Quota:
    """A bucket that refills steadily (the token bucket of RFC 2697). Safe to ask from several threads."""

    def __init__(self, allowance: Allowance, now: float) -> None:
        """Begin full at the time `now`, in seconds of any steady clock."""
        self._allowance = allowance
        self._left = float(allowance.amount)
        self._time = now
        self._lock = threading.Lock()

    def left(self, now: float) -> float:
        """Give the share that is left, from 0 to 1."""
        with self._lock:
            self._refill(now)
            return self._left / self._allowance.amount

    def take(self, amount: int, now: float, *, reserved: float = 0.0) -> None:
        """Use up some of it, but not of the share that is reserved for others.

        Raises:
            BusyError: less is left; nothing is used up.
        """
        with self._lock:
            self._refill(now)
            if amount > self._left - reserved * self._allowance.amount:
                raise BusyError("the quota of this kind is used up")
            self._left -= amount

    def take_what_is_left(self, amount: int, now: float) -> None:
        """Use up some of it, or all that is left: for a quota that measures and refuses nobody."""
        with self._lock:
            self._refill(now)
            self._left = max(0.0, self._left - amount)

    def give_back(self, amount: int) -> None:
        """Return what was taken and came to nothing: else a stranger uses up the quota without giving anything."""
        with self._lock:
            self._left = min(float(self._allowance.amount), self._left + amount)

    def _refill(self, now: float) -> None:
        allowance = self._allowance
        gained = max(0.0, now - self._time) * allowance.amount / allowance.seconds
        self._left = min(float(allowance.amount), self._left + gained)
        self._time = max(self._time, now)
