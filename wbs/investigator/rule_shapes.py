"""What travels about an agency's rules (docs/api/investigator.json): one struct per JSON object."""

from wbs.cases.rules import Rules
from wbs.crypto.shape import Count, Day, Ordinal
from wbs.web.shapes import Answer, Request


class RuleVersionAnswer(Answer, frozen=True):
    """Who stored one version, and when: an officer's id, or `:operator`."""

    version: Ordinal
    day: Day
    officer: str


class RulesAnswer(Answer, frozen=True):
    """The rules of one version; 0 are the program's own. Versions are told newest first."""

    version: Count
    rules: Rules
    versions: list[RuleVersionAnswer]


class RulesRequest(Request, frozen=True):
    """The rules that are to follow version `after`."""

    after: Count
    rules: Rules


class RulesStoredAnswer(Answer, frozen=True):
    """Which version they are now."""

    version: Ordinal
