"""The nightly job that hands to SP4N-LAPOR! what officers queued, each text once.

A text is called `sending` before the first byte leaves, and is never sent again by itself: what is on the other side
may be public, and two of it would be one too many. The tracking id comes back sealed to the case.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from wbs.cases.referral.model import Parcel, ParcelState
from wbs.cases.referral.ports import NotSentError, OutboxStore, Outlet, OutletRefusedError
from wbs.cli.outward.lapor import LaporOutlet
from wbs.cli.outward.settings import read_lapor_settings
from wbs.cli.outward.spent import Spent
from wbs.crypto.directory import parse_day
from wbs.crypto.messages import digest_of
from wbs.crypto.parcel import Complaint, OutboxPrivateKey, ParcelAnswer, seal_answer, verify_complaint
from wbs.crypto.records import RecordChain, verify_chain
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import LapsedError, RefusedError, WbsError

JOB = "referrals"
AT_ONCE = 100
"""How many texts one run hands in, at most."""


def send_referrals(
    store: OutboxStore, book: TrustBook, today: date, environment: Mapping[str, str], *, credentials: Path, data: Path
) -> str:
    """Send what waits; say what was done, in counts. `data` is the folder in which is noted what was sent.

    Raises:
        ConfigError: the adapter is set up wrongly, or what was sent cannot be noted.
    """
    settings = read_lapor_settings(environment, credentials)
    if settings is None:
        return "no adapter is set up"
    return Sending(store, book, settings.key, LaporOutlet(settings), Spent(data, today)).run(today)


class Sending:
    """One run. Holds what it works with."""

    def __init__(
        self, store: OutboxStore, book: TrustBook, key: OutboxPrivateKey, outlet: Outlet, spent: Spent
    ) -> None:
        self._store = store
        self._book = book
        self._key = key
        self._outlet = outlet
        self._spent = spent

    def run(self, today: date) -> str:
        """Send what waits; say what was done."""
        lost = self._store.abandon()
        counts = dict.fromkeys(ParcelState, 0)
        for parcel in self._store.waiting(AT_ONCE):
            counts[self._send(parcel, today)] += 1
        return (
            f"sent {counts[ParcelState.SENT]}, refused {counts[ParcelState.REFUSED]},"
            f" lapsed {counts[ParcelState.LAPSED]}, unknown {counts[ParcelState.UNKNOWN] + lost},"
            f" left waiting {counts[ParcelState.WAITING]}"
        )

    def _send(self, parcel: Parcel, today: date) -> ParcelState:
        try:
            signed = unseal_document(self._key, parcel.sealed)
            chain, complaint = self._checked(parcel, signed, today)
        except RefusedError as error:
            is_over = isinstance(error, LapsedError)
            return self._settle(parcel, ParcelState.WAITING, ParcelState.LAPSED if is_over else ParcelState.REFUSED)
        if self._settle(parcel, ParcelState.WAITING, ParcelState.SENDING) is not ParcelState.SENDING:
            return ParcelState.WAITING  # another run has it
        if not self._is_first(parcel, signed, parse_day(complaint.day)):
            return self._settle(parcel, ParcelState.SENDING, ParcelState.UNKNOWN)
        try:
            tracking = self._outlet.send(complaint, today)
            answer = ParcelAnswer(case=parcel.name.case, tracking=tracking)
            sealed = seal_answer(chain.epoch(chain.epochs).case_key(), answer)
        except WbsError as error:
            return self._settle(parcel, ParcelState.SENDING, self._state_after(error, signed))
        return self._settle(replace(parcel, answer=sealed), ParcelState.SENDING, ParcelState.SENT)

    def _is_first(self, parcel: Parcel, signed: bytes, day: date) -> bool:
        """Note that a text is about to leave; False if it was before, though the database says that it waits."""
        try:
            return self._spent.note(signed, day)
        except WbsError:
            self._settle(parcel, ParcelState.SENDING, ParcelState.WAITING)
            raise

    def _state_after(self, error: WbsError, signed: bytes) -> ParcelState:
        if isinstance(error, NotSentError):
            self._spent.forget(signed)
            return ParcelState.WAITING
        return ParcelState.REFUSED if isinstance(error, OutletRefusedError) else ParcelState.UNKNOWN

    def _checked(self, parcel: Parcel, signed: bytes, today: date) -> tuple[RecordChain, Complaint]:
        """Check that what a parcel holds is an officer's word on the case as it stands."""
        chain = verify_chain(self._store.records(parcel.name), self._book)
        if chain.case != parcel.name.case:
            raise _OtherCaseError("the records of another case")
        last = self._store.heard(parcel.name)
        heard = None if last is None else digest_of(last)
        return chain, verify_complaint(signed, chain, self._book, heard=heard, today=today)

    def _settle(self, parcel: Parcel, before: ParcelState, after: ParcelState) -> ParcelState:
        return after if self._store.settle(replace(parcel, state=after), before) else before


class _OtherCaseError(RefusedError):
    """Records that lie at a case that they are not of."""
