"""Lets new cases in: free while all is quiet, against work or waiting under pressure. One for all ways of reporting.

What was paid is bound to the mailbox that the case will have, and a mailbox has one case; so work and waiting are good
for one case each, in every process, and nothing that was spent has to be remembered. Nothing here knows a visitor.
"""

from dataclasses import dataclass

import msgspec

from wbs.cases.model import CaseName, NewCase
from wbs.cases.ports import CaseStore
from wbs.cases.pressure import HASTE_SECONDS, LEAST_WAIT, Cost, Load, cost_of, is_due
from wbs.cases.space import Intake
from wbs.clock import Clock
from wbs.crypto.work import WorkChallenge, make_challenge, minute_of_proof
from wbs.errors import BusyError, FormatError
from wbs.portal.disk import Disk
from wbs.portal.quotas import Place, Quotas
from wbs.portal.shares import Errand, Traffic
from wbs.portal.tickets import ReportTicket, TicketOffice

PROOF_MINUTES = 30
"""How long after its challenge a proof is taken: the slowest device is done long before."""
_CLOCKS_APART_MINUTES = 1


class WorkNeededError(BusyError):
    """A new case costs work just now."""

    code = "work"

    def __init__(self, challenge: WorkChallenge, tries: int) -> None:
        """Carry what is to be solved."""
        super().__init__("a new case costs work just now")
        self.challenge = challenge
        self.tries = tries


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever waits is told: the ticket to come back with, and in how many seconds."""

    ticket: ReportTicket
    seconds: int


@dataclass(frozen=True, slots=True)
class Admission:
    """What decides, put together."""

    store: CaseStore
    quotas: Quotas
    traffic: Traffic
    disk: Disk
    tickets: TicketOffice
    clock: Clock

    def cost(self, errand: Errand) -> Cost:
        """Say what a new case costs now that comes this way."""
        return cost_of(Load(self.quotas.easy_left, self.traffic.crowding(errand)))

    def is_hasty(self, ticket: ReportTicket) -> bool:
        """Say whether a form comes back sooner than anybody writes a report."""
        return self._now() - ticket.issued < HASTE_SECONDS

    def wait(self, ticket: ReportTicket) -> Told | None:
        """Say how long a form has to wait; None: it is let in. Whoever wrote for as long has waited already.

        A form whose case is stored never waits: its answer was lost, or it is sent again.
        """
        cost = self.cost(Errand.FORMS)
        if cost.is_free or self.store.mailbox(ticket.receipt.mailbox_hash) is not None:
            return None
        now, due = self._now(), ticket.due or ticket.issued + cost.wait
        if now < due:
            return Told(msgspec.structs.replace(ticket, due=due, rounds=max(1, ticket.rounds)), due - now)
        return None if ticket.due == 0 or is_due(due, now) else self.send_back(ticket)

    def send_back(self, ticket: ReportTicket) -> Told:
        """Let a form wait once more: because there is no place, or it was away too long."""
        seconds = max(self.cost(Errand.FORMS).wait, LEAST_WAIT)
        waiting = msgspec.structs.replace(ticket, due=self._now() + seconds, rounds=ticket.rounds + 1)
        return Told(waiting, seconds)

    def require_work(self, proof: str, mailbox_hash: bytes) -> None:
        """Check that a new case was paid for, if it has to be.

        Raises:
            WorkNeededError: it costs work; an old or a wrong proof counts as none.
        """
        cost = self.cost(Errand.CASES)
        if cost.is_free or self.store.mailbox(mailbox_hash) is not None:
            return
        minute = self._now() // 60
        if proof and self._is_fresh(proof, mailbox_hash, minute):
            return
        key = self.tickets.work_keys()[0]
        raise WorkNeededError(make_challenge(key, mailbox_hash, cost.tries, minute), cost.tries)

    def store_case(self, new: NewCase, rounds: int = 0) -> CaseName | None:
        """Store a new case, or give the one that its mailbox has; only what is stored counts against the quotas.

        `rounds` says how often its form has waited. Raises:
            BusyError: a quota is used up or the disk too full, and the mailbox has no case.
            NotFoundError: a file that belongs to it is not there.
            StoreError: nothing was stored.
        """
        try:
            place = self._place(new, rounds)
        except BusyError:
            known = self.store.mailbox(new.mailbox_hash)
            if known is None:
                raise
            return known  # a repeated request, whose answer was lost, never waits behind strangers
        is_stored = False
        try:
            known = self.store.create_case(new)
            is_stored = known is None
        finally:
            if is_stored:
                self.quotas.stored()
            else:
                place.give_back()
        return known

    def _place(self, new: NewCase, rounds: int) -> Place:
        self.disk.require(Intake.CASES)
        return self.quotas.place(new.name.agency, 0 if self.cost(Errand.FORMS).is_free else rounds)

    def _now(self) -> int:
        return int(self.clock.now().timestamp())

    def _is_fresh(self, proof: str, mailbox_hash: bytes, minute: int) -> bool:
        try:
            made = minute_of_proof(proof, self.tickets.work_keys(), mailbox_hash)
        except FormatError:
            return False
        return -_CLOCKS_APART_MINUTES <= minute - made <= PROOF_MINUTES
