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

    def take(self, amount: int, now: float) -> None:
        """Use up some of it.

        Raises:
            BusyError: less is left; nothing is used up.
        """
        allowance = self._allowance
        with self._lock:
            gained = max(0.0, now - self._time) * allowance.amount / allowance.seconds
            self._left = min(float(allowance.amount), self._left + gained)
            self._time = max(self._time, now)
            if amount > self._left:
                raise BusyError("the quota of this kind is used up")
            self._left -= amount

    def give_back(self, amount: int) -> None:
        """Return what was taken and came to nothing: else a stranger uses up the quota without giving anything."""
        with self._lock:
            self._left = min(float(self._allowance.amount), self._left + amount)
