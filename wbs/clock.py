"""The one reader of the clock: days for whatever a reporter does, times for officers and for what expires soon."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

WIB = timezone(timedelta(hours=7), "WIB")
"""The one zone in which days begin and end, for every agency."""
RELEASED = date(2026, 11, 21)
"""Day this release was built: a clock set back further is not believed."""


class Clock(Protocol):
    """What the applications ask about time; tests hand in their own."""

    def today(self) -> date:
        """Give the current day in WIB."""

    def now(self) -> datetime:
        """Give the current time in UTC."""

    def ticks(self) -> float:
        """Give seconds that only ever grow, for measuring durations."""


class SystemClock:
    """The machine's clock."""

    __slots__ = ()

    def today(self) -> date:
        """Give the current day in WIB."""
        return datetime.now(WIB).date()  # noqa: TID251 - the one reader of the clock

    def now(self) -> datetime:
        """Give the current time in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one reader of the clock

    def ticks(self) -> float:
        """Give seconds that only ever grow, for measuring durations."""
        return time.monotonic()


def moment_text(seconds: int) -> str:
    """Write a time in seconds since 1970 for people, in WIB; one that no calendar has, as the number it is."""
    try:
        return datetime.fromtimestamp(seconds, WIB).strftime("%Y-%m-%d %H:%M WIB")
    except (OverflowError, ValueError, OSError):
        return str(seconds)
