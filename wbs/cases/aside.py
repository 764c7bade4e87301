"""Reports that nobody has opened, set aside in bulk: in a flood, what cannot be read yet leaves the way of the rest.

It orders the inboxes of one agency's officers and nothing else. Status, clocks, and what reporters see stay as they
are; nothing is destroyed. Officers choose by what the server sees of an unopened case, and this room opens nothing.
Whatever happens to such a case, but another due day, brings it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from wbs.cases.access import Actor
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseName, KeyDigest
from wbs.cases.permissions import Act, require
from wbs.cases.worklist import TOTAL_CAP, Total
from wbs.errors import FormatError

MOST = 500
"""How many cases are listed, set aside, or brought back at once."""


@dataclass(frozen=True, slots=True)
class UnopenedCase:
    """What can be seen of a case that nobody has opened."""

    name: CaseName
    received: date
    size: int
    """Stored bytes of the report, which its padding makes one of few classes."""
    has_files: bool


@dataclass(frozen=True, slots=True)
class Unopened:
    """The oldest unopened cases of an agency that an officer reads."""

    cases: tuple[UnopenedCase, ...]
    is_more: bool


class AsideStore(Protocol):
    """What a store knows of cases that are set aside."""

    def unopened(
        self, readers: Sequence[KeyDigest], agency: AgencyCode, days: tuple[date, date], limit: int
    ) -> list[UnopenedCase]:
        """Give cases that these keys read and that may be set aside, by their day of arrival.

        They came over the portal, the agency handles them, their status is the first, no class was given, no officer
        was given anything of them, and nobody declared a conflict in them.
        """

    def set_aside(self, readers: Sequence[KeyDigest], entries: Sequence[tuple[CaseName, AuditEntry]]) -> int:
        """Set cases aside that `unopened` would give, for all officers of the entries' agency.

        Each leaves its entry; what cannot be set aside stays as it is, and leaves none.

        Returns:
            How many were.
        """

    def bring_back(self, readers: Sequence[KeyDigest], entries: Sequence[tuple[CaseName, AuditEntry]]) -> int:
        """Bring back those of these cases that the keys read and that are set aside; give how many were."""

    def count(self, agency: AgencyCode, limit: int) -> int:
        """Count what an agency's officers have set aside, up to a limit, without cases that keep somebody out."""


class SettingAside:
    """The use cases."""

    def __init__(self, store: AsideStore, log: AuditLog) -> None:
        self._store = store
        self._log = log

    def unopened(self, actor: Actor, first: date, last: date, *, now: datetime) -> Unopened:
        """Give up to 500 cases that may be set aside, oldest first.

        Raises:
            ForbiddenError: the officer's roles do not reply to reporters.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        self._log.append(AuditEntry(actor.agency, now, actor.id, AuditAction.INBOX_READ))
        found = self._store.unopened(actor.reader_keys, actor.agency, (first, last), MOST + 1)
        return Unopened(tuple(found[:MOST]), len(found) > MOST)

    def number(self, actor: Actor) -> Total:
        """Tell a head how many reports the agency's officers have set aside.

        Raises:
            ForbiddenError: the officer does not head the agency.
        """
        require(actor, Act.OVERSEE)
        found = self._store.count(actor.agency, TOTAL_CAP + 1)
        return Total(min(found, TOTAL_CAP), is_more=found > TOTAL_CAP)

    def set_aside(self, actor: Actor, names: Sequence[CaseName], *, now: datetime) -> int:
        """Set cases aside for all officers of the agency, and give how many were.

        A case that somebody opened since, that is set aside already, or that the officer could not have seen, is passed
        over; which of these it was is not told.

        Raises:
            ForbiddenError: the officer's roles do not reply to reporters.
            FormatError: none, more than 500, or one twice.
        """
        require(actor, Act.WRITE_TO_REPORTERS)
        return self._store.set_aside(actor.reader_keys, _entries(actor, AuditAction.CASE_SET_ASIDE, names, now))

    def bring_back(self, actor: Actor, names: Sequence[CaseName], *, now: datetime) -> int:
        """Bring cases back for all officers who have them set aside, and give how many were.

        Raises:
            ForbiddenError: the officer's roles do not read cases.
            FormatError: none, more than 500, or one twice.
        """
        require(actor, Act.READ_CASES)
        return self._store.bring_back(actor.reader_keys, _entries(actor, AuditAction.CASE_BROUGHT_BACK, names, now))


def _entries(
    actor: Actor, action: AuditAction, names: Sequence[CaseName], now: datetime
) -> list[tuple[CaseName, AuditEntry]]:
    """Give each case its entry, in the one order in which cases are locked."""
    if not 0 < len(set(names)) == len(names) <= MOST:
        raise FormatError("no case, too many, or one twice")
    in_order = sorted(names, key=lambda name: (name.agency, name.case))
    return [(name, AuditEntry(actor.agency, now, actor.id, action, name.case)) for name in in_order]
