"""Counts what one process answers, and tells only what says nothing of a single visitor.

A counter that is read every few seconds is a list of times. So what a visitor does is told for days that are over,
rounded up; and of the present only what is a crowd: anything below `CROWD` is told as nothing.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from wbs.clock import Clock

CROWD = 100
"""So many at once, or in an hour, are no single visitor; fewer are told as 0."""
DURATIONS = (0.1, 1.0, 10.0)
"""Seconds by which answers are grouped."""
REFUSALS = {
    400: "unreadable",
    403: "foreign",
    408: "too-slow",
    413: "too-large",
    422: "refused",
    429: "too-many",
    503: "busy",
}
_HOUR = 3_600.0
_STEPS = (1, 2, 5)
_MEMORY_STEP = 16 << 20
_API, _STATIC = "/api/", "/static/"
_SERVER_FAULT = 500


@dataclass(slots=True)
class Tally:
    """What was answered on one day."""

    day: date
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind of request and class of status."""
    within: Counter[float] = field(default_factory=Counter)
    """By the smallest of `DURATIONS` that was enough."""
    total: int = 0


class Meter:
    """The counts of one process. May be shared by threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._inside = 0
        self._today = Tally(clock.today())
        self._over: Tally | None = None
        self._hour = 0
        self._refused: Counter[str] = Counter()
        self._memory: int | None = None

    def enter(self) -> float:
        """Count a request that came; give when, for `leave`."""
        with self._lock:
            self._inside += 1
        return self._clock.ticks()

    def leave(self, kind: str, status: int, entered: float) -> None:
        """Count the answer to a request."""
        seconds = self._clock.ticks() - entered
        with self._lock:
            self._turn()
            self._inside -= 1
            self._today.total += 1
            self._today.answers[kind, f"{status // 100}xx"] += 1
            enough = next((limit for limit in DURATIONS if seconds <= limit), None)
            if enough is not None:
                self._today.within[enough] += 1
            if status in REFUSALS:
                self._refused[REFUSALS[status]] += 1

    def text(self, memory: int) -> str:
        """Write what may be told, as Prometheus reads it.

        Args:
            memory: what the process holds, in bytes; told as it was when somebody first asked in this hour, since a
                sign-in or a file of a visitor's shows in it while it lasts.
        """
        with self._lock:
            self._turn()
            if self._memory is None:
                self._memory = -(-memory // _MEMORY_STEP) * _MEMORY_STEP
            held = self._memory
            over, inside, refused = self._over, self._inside, dict(self._refused)
        lines = ["# TYPE wbs_up gauge", "wbs_up 1"]
        lines += ["# TYPE wbs_memory_bytes gauge", f"wbs_memory_bytes {held}"]
        lines += ["# TYPE wbs_inside gauge", f"wbs_inside {crowd(inside)}", "# TYPE wbs_refused_this_hour gauge"]
        lines += [f'wbs_refused_this_hour{{kind="{kind}"}} {crowd(refused.get(kind, 0))}' for kind in REFUSALS.values()]
        return "\n".join([*lines, *(_of_day(over) if over is not None else ())]) + "\n"

    def _turn(self) -> None:
        """Begin the next day and the next hour."""
        day, hour = self._clock.today(), int(self._clock.ticks() // _HOUR)
        if day != self._today.day:
            self._over, self._today = self._today, Tally(day)
        if hour != self._hour:
            self._hour, self._refused, self._memory = hour, Counter(), None


def crowd(count: int) -> int:
    """Round down to a power of ten; what is no crowd is nothing."""
    return 0 if count < CROWD else int(10 ** (len(str(count)) - 1))


def at_most(count: int) -> int:
    """Round up to 10, 20, 50, 100, 200 and so on."""
    if count == 0:
        return 0
    size = 10
    while True:
        for step in _STEPS:
            if count <= size * step:
                return size * step
        size *= 10


def kind_of(method: str, path: str) -> str:
    """Give what kind of request it is, never which."""
    if path.startswith(_API):
        return "api"
    if path.startswith(_STATIC):
        return "static"
    return "page" if method in ("GET", "HEAD") else "form"


def _of_day(over: Tally) -> list[str]:
    """Write the counts of a day that is over; each is at most so many."""
    lines = ["# TYPE wbs_answers_last_day gauge"]
    for (kind, status), count in sorted(over.answers.items()):
        lines.append(f'wbs_answers_last_day{{kind="{kind}",status="{status}"}} {at_most(count)}')
    lines.append("# TYPE wbs_answers_within_last_day gauge")
    enough = 0
    for limit in DURATIONS:
        enough += over.within[limit]
        lines.append(f'wbs_answers_within_last_day{{seconds="{limit:g}"}} {at_most(enough)}')
    return [*lines, "# TYPE wbs_all_answers_last_day gauge", f"wbs_all_answers_last_day {at_most(over.total)}"]
