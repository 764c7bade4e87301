"""What an agency does with its rules: its officers read them, administrators store the next version; none is undone."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from wbs.cases.access import Actor
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.cases.officers.invitations import OPERATOR
from wbs.cases.permissions import Act, require
from wbs.cases.rules.documents import DEFAULT_VERSION, MAX_BYTES, Rules, RulesLine, StoredRules, check_rules
from wbs.cases.rules.ports import RulesStore
from wbs.cases.rules.rulebook import RuleBook, Ruling
from wbs.crypto.shape import serialise
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.errors import ConflictError, ForbiddenError, FormatError

SHOWN = 50
"""Versions that the history shows."""


@dataclass(frozen=True, slots=True)
class History:
    """The rules of one version, and who brought the newest ones, newest first."""

    ruling: Ruling
    envelope: bytes | None
    """In which an administrator signed this version; None if nobody did."""
    versions: tuple[RulesLine, ...]


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
        versions = tuple(self._store.rules_history(actor.agency, SHOWN))
        if version is None:
            version = versions[0].version if versions else DEFAULT_VERSION
        ruling = self._book.version(actor.agency, version)
        stored = None if version == DEFAULT_VERSION else self._store.rules(actor.agency, version)
        envelope = stored.document if stored is not None and stored.is_signed else None
        return History(ruling, envelope, versions)

    def change(self, actor: Actor, envelope: bytes, after: int, book: TrustBook, *, now: datetime, today: date) -> int:
        """Store the version that follows `after`, as the administrator signed it; give its number.

        Raises:
            ForbiddenError: the officer's roles do not change rules, or the directory lists no key of the officer.
            SignatureError: not signed by the officer's own key, or by another one as well.
            FormatError: the rules contradict themselves, are of another agency, were signed after another version, or
                say what holds already by the same officer's word.
            ConflictError: `after` is not the newest version.
        """
        require(actor, Act.CHANGE_RULES)
        entry = book.newest(actor.agency).document.reader(actor.id)
        if entry is None:
            raise ForbiddenError("the directory lists no key of the officer")
        rules = Unverified(envelope).verify(entry.public_verify_key(), Rules)
        if rules.after != after:
            raise FormatError("rules that were signed to follow another version")
        return self._store_next(actor.agency, actor.id, rules, envelope, after, now, today)

    def change_as_operator(self, rules: Rules, after: int, *, now: datetime, today: date) -> int:
        """Store the next version from the command line, for the agency that the rules name; give its number.

        Raises:
            FormatError, ConflictError: as `change` says.
        """
        rules = _bare(rules)
        document = serialise(rules)
        return self._store_next(AgencyCode(rules.agency), OPERATOR, rules, document, after, now, today)

    def _store_next(
        self,
        agency: AgencyCode,
        officer: str,
        rules: Rules,
        document: bytes,
        after: int,
        now: datetime,
        today: date,
    ) -> int:
        if len(serialise(rules)) > MAX_BYTES:
            raise FormatError("a rules document that is too long")
        if check_rules(rules).agency != agency:
            raise FormatError("the rules of another agency")
        current = self._book.current(agency)
        if current.version != after:
            raise ConflictError("rules that do not follow the newest version")
        if _bare(current.rules) == _bare(rules) and not self._stands_in(agency, officer, current.version):
            raise FormatError("these rules hold already")
        version = after + 1
        stored = StoredRules(agency, version, today, officer, document)
        entry = AuditEntry(agency, now, officer, AuditAction.RULES_CHANGED, detail=str(version))
        self._store.add_rules(stored, entry)
        return version

    def _stands_in(self, agency: AgencyCode, officer: str, version: int) -> bool:
        """Say whether an administrator would sign what somebody else brought, an operator or one who has left."""
        stored = None if version == DEFAULT_VERSION else self._store.rules(agency, version)
        return stored is not None and officer not in (OPERATOR, stored.officer)


def _bare(rules: Rules) -> Rules:
    """Give rules as they are, whatever they follow."""
    return msgspec.structs.replace(rules, after=msgspec.UNSET)
