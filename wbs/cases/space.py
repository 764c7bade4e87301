"""What is still taken when a disk runs full: first no more uploads, then no new cases; mailboxes and officers last.

Decides, and does nothing else.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

_MEBI: Final = 1 << 20
UPLOAD_FLOOR: Final = 2_048 * _MEBI
CASE_FLOOR: Final = 512 * _MEBI
"""Bytes, or of a small disk shares of it. `wbs doctor` warns of a disk before either is reached."""
_UPLOAD_SHARE: Final = 0.10
_CASE_SHARE: Final = 0.02


class Intake(IntEnum):
    """What is taken in, from least to most."""

    MESSAGES = 0
    """What known receipts and officers write."""
    CASES = 1
    UPLOADS = 2


@dataclass(frozen=True, slots=True)
class Space:
    """A disk, in bytes."""

    free: int
    whole: int


def intake(space: Space) -> Intake:
    """Decide what is still taken."""
    if space.free < min(CASE_FLOOR, space.whole * _CASE_SHARE):
        return Intake.MESSAGES
    if space.free < min(UPLOAD_FLOOR, space.whole * _UPLOAD_SHARE):
        return Intake.CASES
    return Intake.UPLOADS
