"""How dear a new case is just now: nothing while all is quiet, more the less is left and the longer the queue.

Decides, and does nothing else: no input, no output, no clock. What it decides from are sums of one process; nothing of
a visitor is among them. The reasons for each figure stand in docs/decisions/0054-floods.md.
"""

from dataclasses import dataclass
from typing import Final

LEAST_TRIES: Final = 200
MOST_TRIES: Final = 4_000
"""At most so many derivations: about half a minute in a browser on a desk, a few minutes on an old telephone."""
LEAST_WAIT: Final = 30
MOST_WAIT: Final = 240
"""Seconds that a form without script waits before it may be sent again."""
HASTE_SECONDS: Final = 20
"""A form that comes back sooner was not written by hand; it is taken, behind those that were."""
RETURN_SECONDS: Final = 12 * 3_600
"""How long after its time a form that has waited is still taken: people are called away."""
_CALM: Final = 0.5
"""With more than this left, and less than this of the queue taken, nothing costs anything."""
_RESERVED: Final = (0.5, 0.25, 0.0)
"""How much of what is there for waiting forms is left to those that came back once more, by how often they came."""


@dataclass(frozen=True, slots=True)
class Load:
    """How a process stands, as shares from 0 to 1."""

    left: float
    """What is left of the new cases that cost nothing."""
    crowding: float
    """How much of the queue of new cases is taken."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a new case costs: work where scripts run, time where they do not."""

    tries: int
    """At most so many derivations of a key, half of it on average; 0: none."""
    wait: int
    """Seconds; 0: none."""

    @property
    def is_free(self) -> bool:
        """Whether a new case is taken as it comes."""
        return self.tries == 0


FREE: Final = Cost(0, 0)


def cost_of(load: Load) -> Cost:
    """Decide what a new case costs: it grows evenly in time, and by the same factor in work, with what is missing."""
    need = max((_CALM - load.left) / _CALM, (load.crowding - _CALM) / _CALM)
    if need <= 0:
        return FREE
    need = min(need, 1.0)
    tries = LEAST_TRIES * (MOST_TRIES / LEAST_TRIES) ** need
    return Cost(round(tries), round(LEAST_WAIT + (MOST_WAIT - LEAST_WAIT) * need))


def reserved_from(rounds: int) -> float:
    """Give the share of places for waiting forms that one may not touch which has waited so often (1 and more).

    Whoever was sent to wait again finds places that newcomers cannot take.
    """
    return _RESERVED[min(max(rounds, 1), len(_RESERVED)) - 1]


def is_due(due: int, now: int) -> bool:
    """Say whether a form that was to wait until `due` may be sent now; both in seconds since 1970."""
    return due <= now <= due + RETURN_SECONDS
