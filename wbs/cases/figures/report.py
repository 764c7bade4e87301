"""The figures of one period as officers see them, read off an agency's counts. Exact, and not for publication."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    outcomes: Mapping[str, int]
    mean_tenths: int | None
    median_tenths: int | None
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
    def in_time(self) -> Rate:
        """Ended in time, of what ended in the period and had a last day."""
        in_time = self.timeliness[Timeliness.IN_TIME]
        return Rate(in_time, in_time + self.timeliness[Timeliness.LATE])

    @property
    def still_open(self) -> int:
        """Open when the period ended."""
        return self.carried_over + self.received - self.ended


def report_of(rows: Iterable[CountRow], period: Period) -> Report:
    """Read a period off an agency's counts."""
    sums = _summed(rows, period)
    within = sums.within
    days = Counter({int(value): count for value, count in within[Table.DAYS].items()})
    return Report(
        buckets={bucket: within[Table.BUCKET][bucket] for bucket in Bucket},
        duplicates=within[Table.DUPLICATE].total(),
        months=tuple(MonthRow(month, sums.received[month], sums.ended[month]) for month in period.months()),
        channels=_shares(within, Table.CHANNEL, Table.CHANNEL_FINISHED),
        classes=_shares(within, Table.CLASS, Table.CLASS_FINISHED),
        categories=_shares(within, Table.CATEGORY, Table.CATEGORY_FINISHED),
        carried_over=sums.carried_over,
        timeliness={one: within[Table.ENDED][one] for one in Timeliness},
        outcomes=dict(_ordered(within[Table.OUTCOME])),
        mean_tenths=mean_tenths(days),
        median_tenths=median_tenths(days),
        long_open=sums.standing[Standing.LONG],
        overdue=sums.standing[Standing.OVERDUE],
        lapor={bucket: within[Table.LAPOR_BUCKET][bucket] for bucket in Bucket},
    )


def whole_of(rows: Iterable[CountRow], last: str) -> Period:
    """Give the period from the first month with anything in it to the last one."""
    return Period(min((month for month, _, _, _ in rows if month), default=last), last)


_Tables = Mapping[str, Counter[str]]


@dataclass(slots=True)
class _Sums:
    """What a period's tables sum up to."""

    within: defaultdict[str, Counter[str]]
    """By table and value."""
    received: Counter[str]
    """By month."""
    ended: Counter[str]
    """By month."""
    standing: Counter[str]
    carried_over: int = 0


def _summed(rows: Iterable[CountRow], period: Period) -> _Sums:
    sums = _Sums(defaultdict(Counter), Counter(), Counter(), Counter())
    by_month: Mapping[str, Counter[str]] = {Table.BUCKET: sums.received, Table.ENDED: sums.ended}
    for month, table, value, count in rows:
        if not month:
            sums.standing[value] += count
        elif period.first <= month <= period.last:
            sums.within[table][value] += count
            if table in by_month:
                by_month[table][month] += count
        elif month < period.first and table in by_month:
            sums.carried_over += count if table == Table.BUCKET else -count
    return sums


def _shares(sums: _Tables, table: Table, finished: Table) -> tuple[Share, ...]:
    return tuple(Share(value, count, sums[finished][value]) for value, count in _ordered(sums[table]))


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """Give the rows of a table, the largest first; rows without anything are left out."""
    return sorted(((value, count) for value, count in counts.items() if count), key=lambda row: (-row[1], row[0]))
