"""How full the disk is under the data directory: asked at most every other second, whoever comes."""

import os
from collections.abc import Callable
from pathlib import Path

from wbs.cases.space import Intake, Space, intake
from wbs.clock import Clock
from wbs.errors import BusyError

_SECONDS = 2.0


def space_of(folder: Path) -> Space:
    """Ask the system."""
    found = os.statvfs(folder)
    return Space(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)


class Disk:
    """Refuses what there is no room for, uploads first."""

    def __init__(self, clock: Clock, look: Callable[[], Space]) -> None:
        """Look once now, and again when somebody asks later."""
        self._clock = clock
        self._look = look
        self._seen = (clock.ticks(), intake(look()))

    def require(self, wanted: Intake) -> None:
        """Check that this is still taken.

        Raises:
            BusyError: the disk is too full for it.
        """
        seen, taken = self._seen
        if self._clock.ticks() - seen >= _SECONDS:
            taken = intake(self._look())
            self._seen = (self._clock.ticks(), taken)
        if wanted > taken:
            raise BusyError("the disk is too full for this")
