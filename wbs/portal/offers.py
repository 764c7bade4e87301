"""What agencies' rules offer in the form: kinds of matters, ways to appear. Never a reason to refuse a report."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple

from wbs.cases.clocks.told import Deadlines
from wbs.cases.rules.documents import DEFAULT_VERSION, CategoryLabel, Rules, default_rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.crypto.report import Category
from wbs.errors import FormatError, StoreError, UnknownVersionError

FRESH_SECONDS = 60.0
"""How long the first page shows periods before it asks again: it must not wait for the database."""


class Offers:
    """Asks the rules of agencies. Where those cannot be read, the program's own hold.

    What is known of an agency is kept until it has a newer version: a form shows what hundreds of agencies offer, and
    anybody may ask for it.
    """

    def __init__(self, rules: RuleBook) -> None:
        self._rules = rules
        self._known: dict[str, tuple[int, Rules]] = {}

    def stamp(self) -> Hashable:
        """Give what pages depend on that show offers: it changes with every version of any agency's rules."""
        return self._rules.stamp()

    def categories(self, agencies: Iterable[str]) -> list[Category]:
        """List the kinds of matters that at least one of these agencies offers, in their order."""
        offered = {category for rules in self.rules_by_agency(agencies).values() for category in rules.categories}
        return [category for category in Category if category in offered]

    def labels(self, agency: str, language: str) -> Mapping[Category, str]:
        """Give an agency's own names of kinds of matters in one language; without those that it never named."""
        return {one.category: one.text for one in self.all_labels(agency) if one.language.value == language}

    def all_labels(self, agency: str) -> list[CategoryLabel]:
        """List an agency's own names of kinds of matters, in every language."""
        return self.rules_of(agency).labels or []

    def periods(self, agencies: Iterable[str]) -> "Periods":
        """Give the longest periods of these agencies, of which there is at least one."""
        return _longest(_periods_of(rules) for rules in self.rules_by_agency(agencies).values())

    def rules_of(self, agency: str) -> Rules:
        """Give the newest rules of an agency."""
        return self.rules_by_agency([agency])[agency]

    def rules_by_agency(self, agencies: Iterable[str]) -> Mapping[str, Rules]:
        """Give the newest rules of agencies: asks once for all versions, and for those rules alone that are new.

        While the database cannot be asked, the last that were known hold: a form must come back with what was written.
        """
        wanted = list(agencies)
        try:
            newest: Mapping[str, int] = dict(self._rules.stamp())
            return {agency: self._at(agency, newest.get(agency, DEFAULT_VERSION)) for agency in wanted}
        except StoreError:
            return {agency: self._last_known(agency) for agency in wanted}

    def _last_known(self, agency: str) -> Rules:
        known = self._known.get(agency)
        return default_rules(agency) if known is None else known[1]

    def _at(self, agency: str, version: int) -> Rules:
        known = self._known.get(agency)
        if known is None or known[0] != version:
            rules = default_rules(agency) if version == DEFAULT_VERSION else self._read(agency)
            known = self._known[agency] = version, rules
        return known[1]

    def _read(self, agency: str) -> Rules:
        try:
            return self._rules.current(agency).rules
        except (FormatError, UnknownVersionError):
            return default_rules(agency)


class Periods(NamedTuple):
    """Working days within which steps are kept."""

    verify: int
    answer: int
    examination: int


class Spans(NamedTuple):
    """The periods of agencies of which each has its own: the shortest of each step, and the longest."""

    shortest: Periods
    longest: Periods


class PeriodSpans:
    """Gives the first page what holds somewhere; the last that was known while the database cannot be asked."""

    def __init__(self, rules: RuleBook, ticks: Callable[[], float]) -> None:
        self._rules = rules
        self._ticks = ticks
        self._known: tuple[float, Spans] | None = None

    def of(self, agencies: Iterable[str]) -> Spans:
        """Give the shortest and the longest periods of these agencies, at most a minute old."""
        now, known = self._ticks(), self._known
        if known is None or now - known[0] >= FRESH_SECONDS:
            try:
                spans = self._spans(frozenset(agencies))
            except StoreError:
                own = _periods_of(default_rules("00"))
                spans = Spans(own, own) if known is None else known[1]
            known = self._known = now, spans
        return known[1]

    def _spans(self, agencies: frozenset[str]) -> Spans:
        """Ask for the rules of those agencies only that have some of their own."""
        offers = Offers(self._rules)
        own = {agency for agency, version in self._rules.stamp() if version > DEFAULT_VERSION and agency in agencies}
        found = [_periods_of(rules) for rules in offers.rules_by_agency(own).values()]
        if own != agencies or not found:
            found.append(_periods_of(default_rules("00")))
        return Spans(Periods(*(min(values) for values in zip(*found, strict=True))), _longest(found))


def latest(promises: Iterable[Deadlines]) -> Deadlines:
    """Give the latest of each day that somebody promises; there is at least one."""
    found = list(promises)
    days = (max(getattr(one, name) for one in found) for name in ("received", "verify", "answer", "result"))
    return Deadlines(*days)


def _longest(found: Iterable[Periods]) -> Periods:
    return Periods(*(max(values) for values in zip(*found, strict=True)))


def _periods_of(rules: Rules) -> Periods:
    return Periods(rules.clocks.verify, rules.clocks.answer, rules.clocks.examination)
