"""What travels about an agency's rules (docs/api/investigator.json): one struct per JSON object."""

from wbs.cases.rules.documents import Rules
from wbs.crypto.shape import Count, Day, Ordinal
from wbs.web.shapes import Answer, Base64, Request


class RuleVersionAnswer(Answer, frozen=True):
    """Who stored one version, and when: an officer's id, or `:operator`."""

    version: Ordinal
    day: Day
    officer: str


class RulesAnswer(Answer, frozen=True):
    """The rules of one version; 0 are the program's own. Versions are told newest first."""

    version: Count
    rules: Rules
    envelope: Base64 | None
    """In which an administrator signed them; None if nobody did."""
    versions: list[RuleVersionAnswer]


class RulesRequest(Request, frozen=True):
    """The rules that are to follow version `after`, in the envelope that the administrator signed."""

    after: Count
    envelope: Base64


class RulesStoredAnswer(Answer, frozen=True):
    """Which version they are now."""

    version: Ordinal
