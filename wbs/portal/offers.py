"""What agencies' rules offer in the form: kinds of matters, ways to appear. Never a reason to refuse a report."""

from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

from wbs.cases.clocks.told import Deadlines
from wbs.cases.rulebook import RuleBook
from wbs.cases.rules import DEFAULT_VERSION, Rules, default_rules
from wbs.crypto.report import Category, IdentityMode
from wbs.errors import FormatError, StoreError, UnknownVersionError

FRESH_SECONDS = 60.0
"""How long the first page shows periods before it asks again: it must not wait for the database."""


class Offers:
    """Asks the rules of agencies. Where those cannot be read, the program's own hold."""

    def __init__(self, rules: RuleBook) -> None:
        self._rules = rules

    def stamp(self) -> Hashable:
        """Give what pages depend on that show offers: it changes with every version of any agency's rules."""
        return self._rules.stamp()

    def categories(self, agencies: Iterable[str]) -> list[Category]:
        """List the kinds of matters that at least one of these agencies offers, in their order."""
        offered = {category for code in agencies for category in self.rules_of(code).categories}
        return [category for category in Category if category in offered]

    def takes(self, agency: str, mode: IdentityMode) -> bool:
        """Say whether an agency lets reporters appear so."""
        return mode in self.rules_of(agency).identity_modes

    def periods(self, agencies: Iterable[str]) -> "Periods":
        """Give the longest periods of these agencies, of which there is at least one."""
        return _longest(_periods_of(self.rules_of(agency)) for agency in agencies)

    def rules_of(self, agency: str) -> Rules:
        """Give the newest rules of an agency."""
        try:
            return self._rules.current(agency).rules
        except (FormatError, UnknownVersionError):
            return default_rules(agency)


class Periods(NamedTuple):
    """Working days within which every agency keeps its steps: the longest of each."""

    verify: int
    answer: int
    examination: int


class LongestPeriods:
    """Gives the first page what holds everywhere; the last that was known while the database cannot be asked."""

    def __init__(self, rules: RuleBook, ticks: Callable[[], float]) -> None:
        self._rules = rules
        self._ticks = ticks
        self._known: tuple[float, Periods] | None = None

    def of(self, agencies: Iterable[str]) -> Periods:
        """Give the longest periods of these agencies, at most a minute old."""
        now, known = self._ticks(), self._known
        if known is None or now - known[0] >= FRESH_SECONDS:
            try:
                periods = self._longest(frozenset(agencies))
            except StoreError:
                periods = _periods_of(default_rules("00")) if known is None else known[1]
            known = self._known = now, periods
        return known[1]

    def _longest(self, agencies: frozenset[str]) -> Periods:
        """Ask for the rules of those agencies only that have some of their own."""
        offers = Offers(self._rules)
        own = {agency for agency, version in self._rules.stamp() if version > DEFAULT_VERSION and agency in agencies}
        found = [_periods_of(offers.rules_of(agency)) for agency in own]
        if own != agencies or not found:
            found.append(_periods_of(default_rules("00")))
        return _longest(found)


def latest(promises: Iterable[Deadlines]) -> Deadlines:
    """Give the latest of each day that somebody promises; there is at least one."""
    found = list(promises)
    days = (max(getattr(one, name) for one in found) for name in ("received", "verify", "answer", "result"))
    return Deadlines(*days)


def _longest(found: Iterable[Periods]) -> Periods:
    return Periods(*(max(values) for values in zip(*found, strict=True)))


def _periods_of(rules: Rules) -> Periods:
    return Periods(rules.clocks.verify, rules.clocks.answer, rules.clocks.examination)
