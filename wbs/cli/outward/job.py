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
from wbs.crypto.parcel import OutboxPrivateKey, ParcelAnswer, seal_answer, verify_complaint
from wbs.crypto.records import verify_chain
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import RefusedError, WbsError

JOB = "referrals"
AT_ONCE = 100
"""How many texts one run hands in, at most."""


def send_referrals(
    store: OutboxStore, book: TrustBook, today: date, environment: Mapping[str, str], credentials: Path
) -> str:
    """Send what waits; say what was done, in counts.

    Raises:
        ConfigError: the adapter is set up wrongly.
    """
    settings = read_lapor_settings(environment, credentials)
    if settings is None:
        return "no adapter is set up"
    return Sending(store, book, settings.key, LaporOutlet(settings)).run(today)


class Sending:
    """One run. Holds what it works with."""

    def __init__(self, store: OutboxStore, book: TrustBook, key: OutboxPrivateKey, outlet: Outlet) -> None:
        self._store = store
        self._book = book
        self._key = key
        self._outlet = outlet

    def run(self, today: date) -> str:
        """Send what waits; say what was done."""
        lost = self._store.abandon()
        counts = dict.fromkeys(ParcelState, 0)
        for parcel in self._store.waiting(AT_ONCE):
            counts[self._send(parcel, today)] += 1
        return (
            f"sent {counts[ParcelState.SENT]}, refused {counts[ParcelState.REFUSED]},"
            f" unknown {counts[ParcelState.UNKNOWN] + lost}, left waiting {counts[ParcelState.WAITING]}"
        )

    def _send(self, parcel: Parcel, today: date) -> ParcelState:
        try:
            chain = verify_chain(self._store.records(parcel.name), self._book)
            complaint = verify_complaint(unseal_document(self._key, parcel.sealed), chain, self._book)
            if chain.case != parcel.name.case:
                raise _OtherCaseError("the records of another case")
        except RefusedError:
            return self._settle(parcel, ParcelState.WAITING, ParcelState.REFUSED)
        if self._settle(parcel, ParcelState.WAITING, ParcelState.SENDING) is not ParcelState.SENDING:
            return ParcelState.WAITING  # another run has it
        try:
            tracking = self._outlet.send(complaint, today)
            sealed = seal_answer(
                chain.epoch(chain.epochs).case_key(), ParcelAnswer(case=parcel.name.case, tracking=tracking)
            )
        except NotSentError:
            return self._settle(parcel, ParcelState.SENDING, ParcelState.WAITING)
        except OutletRefusedError:
            return self._settle(parcel, ParcelState.SENDING, ParcelState.REFUSED)
        except WbsError:
            return self._settle(parcel, ParcelState.SENDING, ParcelState.UNKNOWN)
        return self._settle(replace(parcel, answer=sealed), ParcelState.SENDING, ParcelState.SENT)

    def _settle(self, parcel: Parcel, before: ParcelState, after: ParcelState) -> ParcelState:
        return after if self._store.settle(replace(parcel, state=after), before) else before


class _OtherCaseError(RefusedError):
    """Records that lie at a case that they are not of."""
