"""When a notice is due: at fixed times, whatever there is to do. Reads no clock."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from wbs.clock import WIB


def is_due(times: Sequence[time], last: datetime | None, now: datetime) -> bool:
    """Say whether one of the fixed times (WIB) has come since the job last ended well."""
    return last is None or last < latest(times, now)


def latest(times: Sequence[time], now: datetime) -> datetime:
    """Give the newest fixed time that has come: today's, or yesterday's last one."""
    today = now.astimezone(WIB).date()
    moments = [datetime.combine(day, at, WIB) for day in (today - timedelta(days=1), today) for at in times]
    return max(moment for moment in moments if moment <= now)
