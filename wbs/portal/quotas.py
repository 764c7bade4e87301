"""What strangers may send to the portal in a day, by kind. Known receipts have no quota."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from wbs.cases.quotas import Allowance, Quota
from wbs.clock import Clock
from wbs.config import CASES_PER_DAY, UPLOAD_BYTES_PER_DAY

ROW_BYTES = 4096
"""What an upload counts for before its first part: about what its row takes on a disk."""
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Allowances:
    """How much each process takes in a day, and at most at once."""

    new_cases: int = CASES_PER_DAY
    upload_bytes: int = UPLOAD_BYTES_PER_DAY


class Quotas:
    """The portal's quotas."""

    def __init__(self, clock: Clock, allowances: Allowances | None = None) -> None:
        """Begin with all of them full."""
        allowed = allowances or Allowances()
        self._clock = clock
        self._cases = Quota(Allowance(allowed.new_cases, _DAY), clock.ticks())
        self._bytes = Quota(Allowance(allowed.upload_bytes, _DAY), clock.ticks())

    def new_case(self) -> None:
        """Count a new case. Raises BusyError if the quota is used up."""
        self._cases.take(1, self._clock.ticks())

    def no_new_case(self) -> None:
        """Count a case no more, because it was not stored."""
        self._cases.give_back(1)

    def begin_upload(self) -> None:
        """Count what the row of an upload takes. Raises BusyError if the quota is used up."""
        self._bytes.take(ROW_BYTES, self._clock.ticks())

    @contextmanager
    def part(self, length: int) -> Iterator[None]:
        """Count the bytes of a part, unless it is not stored. Raises BusyError if the quota is used up."""
        # What is only announced is never counted: else one machine announces away everybody's quota in a second.
        self._bytes.take(length, self._clock.ticks())
        try:
            yield
        except BaseException:
            self._bytes.give_back(length)
            raise
