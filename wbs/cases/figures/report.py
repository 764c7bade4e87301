"""The figures of one period as officers see them, read off an agency's counts. Exact, and not for publication."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from wbs.cases.figures.cube import CountRow, Standing, Table, Timeliness
from wbs.cases.figures.periods import Period
from wbs.cases.figures.rates import Rate, mean_tenths, median_tenths
from wbs.cases.figures.stays import Bucket


@dataclass(frozen=True, slots=True)
class Share:
    """One row of a table of what was received: how many, and how many of them are finished."""

    value: str
    received: int
    finished: int


@dataclass(frozen=True, slots=True)
class Times:
    """How long what ended took, and whether it was in time."""

    ended: int
    in_time: Rate
    """In time, of what ended and had a last day."""
    mean_tenths: int | None
    median_tenths: int | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """What came and what ended in one month."""

    month: str
    received: int
    ended: int


@dataclass(frozen=True, slots=True)
class Report:
    """One agency in one period, as at the end of a day."""

    buckets: Mapping[Bucket, int]
    """Where what was received in the period stands."""
    duplicates: int
    months: tuple[MonthRow, ...]
    channels: tuple[Share, ...]
    classes: tuple[Share, ...]
    categories: tuple[Share, ...]
    carried_over: int
    """Open when the period began."""
    timeliness: Mapping[Timeliness, int]
    """What ended in the period, whenever it came."""
    times: Times
    channel_times: Mapping[str, Times]
    class_times: Mapping[str, Times]
    endings: Mapping[str, int]
    """By the status in which it ended."""
    outcomes: Mapping[str, int]
    long_open: int
    overdue: int
    lapor: Mapping[Bucket, int]
    """Taken over from SP4N-LAPOR!, and in no other number here."""

    @property
    def received(self) -> int:
        """What was received in the period."""
        return sum(self.buckets.values())

    @property
    def followed_up(self) -> Rate:
        """Finished and running, of what was received: the SP4N rate of follow-up (tindak lanjut)."""
        return Rate(self.buckets[Bucket.FINISHED] + self.buckets[Bucket.RUNNING], self.received)

    @property
    def finished(self) -> Rate:
        """Finished, of what was received: the SP4N rate of completion (selesai)."""
        return Rate(self.buckets[Bucket.FINISHED], self.received)

    @property
    def ended(self) -> int:
        """What ended in the period."""
        return sum(self.timeliness.values())

    @property
    def still_open(self) -> int:
        """Open when the period ended."""
        return self.carried_over + self.received - self.ended


@dataclass(frozen=True, slots=True)
class Told:
    """Figures of one period."""

    day: date
    """At whose end everything was counted."""
    period: Period
    report: Report
    since: str
    """First month with anything in it."""


def report_of(rows: Iterable[CountRow], period: Period) -> Report:
    """Read a period off an agency's counts."""
    sums = _summed(rows, period)
    received, ended = sums.received, sums.ended
    classes = received[Table.CLASS]
    timely = _added(ended[Table.ENDED_CLASS].values())
    return Report(
        buckets={bucket: sum(of[bucket] for of in classes.values()) for bucket in Bucket},
        duplicates=received[Table.DUPLICATE].get("", _NOTHING).total(),
        months=tuple(MonthRow(month, *sums.months[month]) for month in period.months()),
        channels=_shares(received[Table.CHANNEL]),
        classes=_shares(classes),
        categories=_shares(received[Table.CATEGORY]),
        carried_over=sums.carried_over,
        timeliness={one: sum(count for (how, _), count in timely.items() if how == one) for one in Timeliness},
        times=_times(timely),
        channel_times=_times_by(ended[Table.ENDED_CHANNEL]),
        class_times=_times_by(ended[Table.ENDED_CLASS]),
        endings=_counts(received[Table.ENDING]),
        outcomes=_counts(received[Table.OUTCOME]),
        long_open=sums.standing[Standing.LONG],
        overdue=sums.standing[Standing.OVERDUE],
        lapor={bucket: received[Table.LAPOR].get("", _NOTHING)[bucket] for bucket in Bucket},
    )


def report_beside(whole: Report, counted: Period, period: Period) -> Report:
    """Give the report of a period before or after everything that was counted: only what stands open is in it."""
    standing = {Standing.LONG: whole.long_open, Standing.OVERDUE: whole.overdue}
    report = report_of([("", Table.OPEN, value, "", 0, count) for value, count in standing.items()], period)
    return replace(report, carried_over=whole.still_open if counted.last < period.first else 0)


def whole_of(rows: Iterable[CountRow], last: str) -> Period:
    """Give the period from the first month with anything in it to the last one."""
    return Period(min((row[0] for row in rows if row[0]), default=last), last)


_Took = Counter[tuple[str, int]]
"""Counts by timeliness and working days."""
_NOTHING: Counter[str] = Counter()


@dataclass(slots=True)
class _Sums:
    """What a period's tables sum up to."""

    received: defaultdict[str, defaultdict[str, Counter[str]]]
    """By table, value and bucket."""
    ended: defaultdict[str, defaultdict[str, _Took]]
    """By table and value."""
    months: defaultdict[str, list[int]]
    """Received and ended, by month."""
    standing: Counter[str]
    carried_over: int = 0


def _summed(rows: Iterable[CountRow], period: Period) -> _Sums:
    sums = _Sums(
        received=defaultdict(lambda: defaultdict(Counter)),
        ended=defaultdict(lambda: defaultdict(Counter)),
        months=defaultdict(lambda: [0, 0]),
        standing=Counter(),
    )
    for month, table, value, part, days, count in rows:
        if not month:
            sums.standing[value] += count
        elif period.first <= month <= period.last:
            if table in _ENDED:
                sums.ended[table][value][part, days] += count
            else:
                sums.received[table][value][part] += count
            if table in _FLOW:
                sums.months[month][_FLOW[table]] += count
        elif month < period.first and table in _FLOW:
            sums.carried_over += -count if _FLOW[table] else count
    return sums


_ENDED = frozenset({Table.ENDED_CHANNEL, Table.ENDED_CLASS})
_FLOW: Mapping[str, int] = {Table.CLASS: 0, Table.ENDED_CLASS: 1}
"""The tables that say how much came and how much ended, and where `_Sums.months` has it."""


def _shares(table: Mapping[str, Counter[str]]) -> tuple[Share, ...]:
    shares = [Share(value, of.total(), of[Bucket.FINISHED]) for value, of in table.items()]
    return tuple(sorted(shares, key=lambda share: (-share.received, share.value)))


def _counts(table: Mapping[str, Counter[str]]) -> dict[str, int]:
    """Give the rows of a table, the largest first."""
    rows = [(value, of.total()) for value, of in table.items()]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


def _times_by(table: Mapping[str, _Took]) -> dict[str, Times]:
    rows = sorted(table.items(), key=lambda row: (-row[1].total(), row[0]))
    return {value: _times(took) for value, took in rows}


def _times(took: _Took) -> Times:
    days: Counter[int] = Counter()
    how: Counter[str] = Counter()
    for (timely, length), count in took.items():
        days[length] += count
        how[timely] += count
    in_time = how[Timeliness.IN_TIME]
    in_time_of_all = Rate(in_time, in_time + how[Timeliness.LATE])
    return Times(took.total(), in_time_of_all, mean_tenths(days), median_tenths(days))


def _added(parts: Iterable[_Took]) -> _Took:
    whole: _Took = Counter()
    for part in parts:
        whole.update(part)
    return whole
