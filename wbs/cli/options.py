"""Options that several of the officials' commands share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from wbs.clock import RELEASED, SystemClock
from wbs.crypto.directory import parse_day

Command = Callable[..., None]


def folder_option(function: Command) -> Command:
    """Give a command `--out`: the folder that new files are written to."""
    return click.option(
        "--out",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        help="Folder for the new files; the current one if left out.",
    )(function)


def day_option(function: Command) -> Command:
    """Give a command `--day`: offline computers often have a wrong clock."""
    return click.option("--day", help="Day of issue as YYYY-MM-DD, if this computer's clock is wrong.")(function)


def issue_day(day: str | None, *earliest: str) -> str:
    """Give the day of issue: as said, else the clock's; a clock behind the release or an earlier document is moved.

    Raises:
        FormatError: no such day.
    """
    if day is not None:
        return parse_day(day).isoformat()
    known: list[date] = [parse_day(one) for one in earliest]
    return max(SystemClock().today(), RELEASED, *known).isoformat()
