"""How long a directory still allows the sealing of new cases, and when people are warned (docs/spec/directory.md).

Judges dates only: reading, verifying and answering never depend on anything here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from wbs.crypto.directory import Directory, Standing, effective_day, parse_day, standing


class Notice(IntEnum):
    """Days before the end at which a warning becomes a louder one."""

    FIRST = 120
    SECOND = 60
    THIRD = 30
    LAST = 14


@dataclass(frozen=True, slots=True)
class Expiry:
    """What a directory's dates mean on one day."""

    standing: Standing
    days_left: int
    """Until `expires`, which is the last day of validity: negative beyond it."""
    notice: Notice | None
    """The loudest warning reached; none while there are more than 120 days, and none once the directory has expired."""
    renew_by: date
    expires: date
    closes: date
    """Last day on which new cases are sealed: the end of the days of grace."""


def expiry(directory: Directory, today: date, released: date) -> Expiry:
    """Say how a directory stands on the latest of the local day, this release's day and the day of issue."""
    day = effective_day(today, released, directory.issued)
    expires = parse_day(directory.expires)
    left = (expires - day).days
    return Expiry(
        standing=standing(directory, today, released),
        days_left=left,
        notice=notice_at(left),
        renew_by=parse_day(directory.renew_by),
        expires=expires,
        closes=expires + min(timedelta(days=directory.grace_days), date.max - expires),
    )


def notice_at(days_left: int) -> Notice | None:
    """Give the loudest warning that is due with that many days left."""
    if days_left < 0:
        return None
    return min((notice for notice in Notice if days_left <= notice), default=None)
