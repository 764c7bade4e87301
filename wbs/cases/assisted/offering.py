"""Tells officers who write reports down what agencies' rules offer.

For every agency at once: what is asked must not show which agency the report is about.
"""

from collections.abc import Sequence

from wbs.cases.access import Actor
from wbs.cases.permissions import Act, require
from wbs.cases.rules.documents import Rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.errors import FormatError, UnknownVersionError


class Offering:
    """The use case. Holds nothing but the rules."""

    def __init__(self, rules: RuleBook) -> None:
        self._rules = rules

    def own_rules(self, actor: Actor) -> Sequence[Rules]:
        """Give the newest rules of every agency that has some of its own; all others go by the program's.

        Rules that this program cannot read are passed over: they are never a reason to refuse a report.

        Raises:
            ForbiddenError: the officer's roles do not take reports down.
        """
        require(actor, Act.TAKE_DOWN)
        found = (self._read(agency) for agency, _ in self._rules.stamp())
        return [rules for rules in found if rules is not None]

    def _read(self, agency: str) -> Rules | None:
        try:
            return self._rules.current(agency).rules
        except (FormatError, UnknownVersionError):
            return None
