"""What strangers may send to the portal in a day, by kind and by agency. Known receipts have no quota."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from wbs.cases.model import AgencyCode
from wbs.cases.pressure import reserved_from
from wbs.cases.quotas import Allowance, Quota
from wbs.clock import Clock
from wbs.config import CASES_PER_DAY, UPLOAD_BYTES_PER_DAY
from wbs.errors import BusyError

ROW_BYTES = 4096
"""What an upload counts for before its first part: about what its row takes on a disk."""
_EASY_CASES = 50
_EASY_SECONDS = 7_200.0
_DAY = 86_400.0
_AGENCIES = 1_000
"""Agencies that are counted one by one; more than any installation has."""


@dataclass(frozen=True, slots=True)
class Allowances:
    """How much each process takes in a day, and at most at once."""

    new_cases: int = CASES_PER_DAY
    upload_bytes: int = UPLOAD_BYTES_PER_DAY
    share: float = 1.0
    """How much of either one agency may take."""
    easy_cases: int | None = None
    """New cases of two hours, of which the first half costs nothing; None: a twelfth of a day's, 50 at least."""
    waiting_cases: int | None = None
    """New cases of a day that paid with waiting; None: half of all, so that work always finds a place."""


@dataclass(slots=True)
class Place:
    """What was counted for one new case."""

    quotas: list[Quota] = field(default_factory=list)

    def take(self, quota: Quota, now: float, reserved: float = 0.0) -> None:
        """Count with one quota more. Raises BusyError."""
        quota.take(1, now, reserved=reserved)
        self.quotas.append(quota)

    def give_back(self) -> None:
        """Count it no more, because it was not stored."""
        for quota in self.quotas:
            quota.give_back(1)


class Quotas:
    """The portal's quotas."""

    def __init__(self, clock: Clock, allowances: Allowances | None = None) -> None:
        """Begin with all of them full."""
        allowed = allowances or Allowances()
        self._clock = clock
        self._cases = self._daily(allowed.new_cases)
        self._bytes = self._daily(allowed.upload_bytes)
        easy = max(_EASY_CASES, allowed.new_cases // 12) if allowed.easy_cases is None else allowed.easy_cases
        self._easy = Quota(Allowance(easy, _EASY_SECONDS), clock.ticks())
        waiting = allowed.waiting_cases
        self._waiting = self._daily(max(1, allowed.new_cases // 2) if waiting is None else waiting)
        self._allowed = allowed
        self._of_agencies: dict[tuple[AgencyCode, bool], Quota] = {}

    @property
    def easy_left(self) -> float:
        """The share that is left of new cases that cost nothing."""
        return self._easy.left(self._clock.ticks())

    def place(self, agency: AgencyCode, rounds: int = 0) -> "Place":
        """Count a new case, of a form that has waited `rounds` times.

        Raises:
            BusyError: the quota, or the agency's share of it, or that of forms that wait, is used up; nothing counts.
        """
        taken = Place()
        now = self._clock.ticks()
        try:
            if rounds:
                taken.take(self._waiting, now, reserved_from(rounds))
            taken.take(self._own(agency, is_case=True), now)
            taken.take(self._cases, now)
        except BusyError:
            taken.give_back()
            raise
        return taken

    def stored(self) -> None:
        """Note that a new case was stored: this measures how much comes, and refuses nobody."""
        self._easy.take_what_is_left(1, self._clock.ticks())

    def begin_upload(self, agency: AgencyCode) -> None:
        """Count what the row of an upload takes. Raises BusyError if the quota is used up."""
        self._take_bytes(agency, ROW_BYTES)

    @contextmanager
    def part(self, agency: AgencyCode, length: int) -> Iterator[None]:
        """Count the bytes of a part, unless it is not stored. Raises BusyError if the quota is used up."""
        # What is only announced is never counted: else one machine announces away everybody's quota in a second.
        self._take_bytes(agency, length)
        try:
            yield
        except BaseException:
            self._bytes.give_back(length)
            self._own(agency, is_case=False).give_back(length)
            raise

    def _take_bytes(self, agency: AgencyCode, length: int) -> None:
        now = self._clock.ticks()
        own = self._own(agency, is_case=False)
        own.take(length, now)
        try:
            self._bytes.take(length, now)
        except BusyError:
            own.give_back(length)
            raise

    def _daily(self, amount: int) -> Quota:
        return Quota(Allowance(amount, _DAY), self._clock.ticks())

    def _own(self, agency: AgencyCode, *, is_case: bool) -> Quota:
        """Give an agency's own quota, begun when it is first asked for; agencies come from the signed documents."""
        known = self._of_agencies.get((agency, is_case))
        if known is not None:
            return known
        if len(self._of_agencies) >= 2 * _AGENCIES:
            raise BusyError("more agencies than are counted")
        whole = self._allowed.new_cases if is_case else self._allowed.upload_bytes
        return self._of_agencies.setdefault((agency, is_case), self._daily(max(1, int(whole * self._allowed.share))))
