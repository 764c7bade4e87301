"""The figures of one period as officers see them, read off an agency's counts. Exact, and not for publication."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wbs.cases.figures.cube import Cube, Standing, Table, Timeliness
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


def report_of(cube: Cube, period: Period) -> Report:
    """Read a period off an agency's counts."""
    within = _summed(cube, period.holds)
    before = _summed(cube, lambda month: bool(month) and month < period.first)
    standing = _summed(cube, lambda month: not month)[Table.OPEN]
    days = Counter({int(value): count for value, count in within[Table.DAYS].items()})
    return Report(
        buckets={bucket: within[Table.BUCKET][bucket] for bucket in Bucket},
        duplicates=within[Table.DUPLICATE].total(),
        months=_months(cube, period),
        channels=_shares(within, Table.CHANNEL, Table.CHANNEL_FINISHED),
        classes=_shares(within, Table.CLASS, Table.CLASS_FINISHED),
        categories=_shares(within, Table.CATEGORY, Table.CATEGORY_FINISHED),
        carried_over=before[Table.BUCKET].total() - before[Table.ENDED].total(),
        timeliness={one: within[Table.ENDED][one] for one in Timeliness},
        outcomes=dict(_ordered(within[Table.OUTCOME])),
        mean_tenths=mean_tenths(days),
        median_tenths=median_tenths(days),
        long_open=standing[Standing.LONG],
        overdue=standing[Standing.OVERDUE],
        lapor={bucket: within[Table.LAPOR_BUCKET][bucket] for bucket in Bucket},
    )


def whole_of(cube: Cube, last: str) -> Period:
    """Give the period from the first month with anything in it to the last one."""
    months = [cell.month for cell in cube if cell.month]
    return Period(min([*months, last]), last)


_Sums = Mapping[Table, Counter[str]]


def _summed(cube: Cube, holds: Callable[[str], bool]) -> _Sums:
    sums: dict[Table, Counter[str]] = {table: Counter() for table in Table}
    for (month, table, value), count in cube.items():
        if holds(month):
            sums[Table(table)][value] += count
    return sums


def _months(cube: Cube, period: Period) -> tuple[MonthRow, ...]:
    received: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for cell, count in cube.items():
        if cell.table == Table.BUCKET:
            received[cell.month] += count
        elif cell.table == Table.ENDED:
            ended[cell.month] += count
    return tuple(MonthRow(month, received[month], ended[month]) for month in period.months())


def _shares(sums: _Sums, table: Table, finished: Table) -> tuple[Share, ...]:
    return tuple(Share(value, count, sums[finished][value]) for value, count in _ordered(sums[table]))


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """Give the rows of a table, the largest first; rows without anything are left out."""
    return sorted(((value, count) for value, count in counts.items() if count), key=lambda row: (-row[1], row[0]))
