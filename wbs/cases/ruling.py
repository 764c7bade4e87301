"""What an agency does with its rules: its officers read them, administrators store the next version; none is undone."""

from dataclasses import dataclass
from datetime import date, datetime

from wbs.cases.access import Actor
from wbs.cases.invitations import OPERATOR
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.cases.permissions import Act, require
from wbs.cases.ports import RulesStore
from wbs.cases.rulebook import RuleBook, Ruling
from wbs.cases.rules import Rules, StoredRules, check_rules
from wbs.crypto.shape import serialise
from wbs.errors import ConflictError, FormatError

SHOWN = 50
"""Versions that the history shows."""


@dataclass(frozen=True, slots=True)
class History:
    """The rules of one version, and who brought the newest ones, newest first; none of either for version 0."""

    ruling: Ruling
    versions: tuple[StoredRules, ...]


class RuleChanges:
    """The rules of the acting officer's own agency."""

    def __init__(self, store: RulesStore) -> None:
        self._store = store
        self._book = RuleBook(store)

    def show(self, actor: Actor, version: int | None = None) -> History:
        """Give the rules of one version, or the newest ones, to every officer of the agency.

        Raises:
            ForbiddenError: the officer's roles do not see the agency.
            NotFoundError: the agency has no such version.
            FormatError, UnknownVersionError: what is stored cannot be read.
        """
        require(actor, Act.SEE_AGENCY)
        ruling = self._book.current(actor.agency) if version is None else self._book.version(actor.agency, version)
        return History(ruling, tuple(self._store.rules_history(actor.agency, SHOWN)))

    def change(self, actor: Actor, rules: Rules, after: int, *, now: datetime, today: date) -> int:
        """Store the version that follows `after`; give its number.

        Raises:
            ForbiddenError: the officer's roles do not change rules.
            FormatError: the rules contradict themselves, are another agency's, or say what holds already.
            ConflictError: `after` is not the newest version.
        """
        require(actor, Act.CHANGE_RULES)
        return self._store_next(actor.agency, actor.id, rules, after, now, today)

    def change_as_operator(self, rules: Rules, after: int, *, now: datetime, today: date) -> int:
        """Store the next version from the command line, for the agency that the rules name; give its number.

        Raises:
            FormatError, ConflictError: as `change` says.
        """
        return self._store_next(AgencyCode(rules.agency), OPERATOR, rules, after, now, today)

    def _store_next(
        self, agency: AgencyCode, officer: str, rules: Rules, after: int, now: datetime, today: date
    ) -> int:
        if check_rules(rules).agency != agency:
            raise FormatError("the rules of another agency")
        current = self._book.current(agency)
        if current.version != after:
            raise ConflictError("rules that do not follow the newest version")
        if current.rules == rules:
            raise FormatError("these rules hold already")
        version = after + 1
        stored = StoredRules(agency, version, today, officer, serialise(rules))
        entry = AuditEntry(agency, now, officer, AuditAction.RULES_CHANGED, detail=str(version))
        self._store.add_rules(stored, entry)
        return version
