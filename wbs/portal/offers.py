"""What agencies' rules offer in the form: kinds of matters, ways to appear. Never a reason to refuse a report."""

from collections.abc import Hashable, Iterable

from wbs.cases.rulebook import RuleBook
from wbs.cases.rules import Rules, default_rules
from wbs.crypto.report import Category, IdentityMode
from wbs.errors import FormatError, UnknownVersionError


class Offers:
    """Asks the rules of agencies. Where those cannot be read, the program's own hold."""

    def __init__(self, rules: RuleBook) -> None:
        self._rules = rules

    def stamp(self) -> Hashable:
        """Give what pages depend on that show offers: it changes with every version of any agency's rules."""
        return self._rules.stamp()

    def categories(self, agencies: Iterable[str]) -> list[Category]:
        """List the kinds of matters that at least one of these agencies offers, in their order."""
        offered = {category for code in agencies for category in self._of(code).categories}
        return [category for category in Category if category in offered]

    def takes(self, agency: str, mode: IdentityMode) -> bool:
        """Say whether an agency lets reporters appear so."""
        return mode in self._of(agency).identity_modes

    def _of(self, agency: str) -> Rules:
        try:
            return self._rules.current(agency).rules
        except (FormatError, UnknownVersionError):
            return default_rules(agency)
