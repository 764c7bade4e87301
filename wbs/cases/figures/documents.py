"""How counts are kept: `wbs-counts/v3`, read only by the program that wrote it on the same server.

Every period in which anything was counted is summed up when it is written: an answer reads one of them, and costs the
same after few cases as after very many.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

import msgspec

from wbs.cases.figures.cube import CountRow
from wbs.cases.figures.periods import Period, month_of, named_periods
from wbs.cases.figures.report import Report, Told, report_beside, report_of, whole_of
from wbs.crypto.shape import Day, Document, OfficerId, decoder_of, serialise
from wbs.errors import FormatError

Month = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}\Z")]
_WRITE = msgspec.json.Encoder()
_READ = msgspec.json.Decoder(Report)


class Counts(Document, frozen=True, kw_only=True, tag="wbs-counts/v3"):
    """Everything that was counted of the cases that one officer can open, or of an agency, as at the end of a day."""

    day: Day
    without: Annotated[list[OfficerId], msgspec.Meta(max_length=4096)]
    """Of an agency: whose declared conflicts are left out. Of an officer's own cases: nobody."""
    since: Month
    """First month with anything in it."""
    reports: dict[str, msgspec.Raw]
    """The whole, and every year, half and quarter that has a month in common with it; read when it is asked for."""

    def tell(self, asked: Period | None) -> Told:
        """Give the figures of a period; of everything, if none is asked for.

        Raises:
            FormatError: the figures are none that this program writes.
        """
        day = date.fromisoformat(self.day)
        whole = Period(self.since, month_of(day))
        period = asked or whole
        if whole.meets(period):
            return Told(day, period, self._report(period), self.since)
        return Told(day, period, report_beside(self._report(whole), whole, period), self.since)

    def _report(self, period: Period) -> Report:
        try:
            report: Report = _READ.decode(self.reports[_key(period)])
        except (KeyError, msgspec.DecodeError):
            raise FormatError("not figures that this program writes") from None
        return report


def write_counts(day: date, rows: Collection[CountRow], without: Iterable[str] = ()) -> bytes:
    """Sum counts up by period, and write that down."""
    whole = whole_of(rows, month_of(day))
    reports = {_key(period): msgspec.Raw(_WRITE.encode(report_of(rows, period))) for period in _told_periods(whole)}
    return serialise(Counts(day=day.isoformat(), without=sorted(without), since=whole.first, reports=reports))


def read_counts(data: bytes) -> Counts:
    """Read counts.

    Raises:
        FormatError: they are none that this program writes.
    """
    try:
        counts: Counts = decoder_of(Counts).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FormatError("not counts that this program writes") from None
    return counts


def _told_periods(whole: Period) -> Iterable[Period]:
    return {whole, *named_periods(whole)}


def _key(period: Period) -> str:
    return f"{period.first}/{period.last}"
