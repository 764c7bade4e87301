"""Makes what an agency publishes of a quarter, from its stays and from what it published before.

Every case counts once among what came and once among what was finished, in one published span of days each; spans
follow on one another without a gap, and are never told again in other sums. What came in too small a number, or would
tell by a difference how few are open, is told with a later quarter. docs/spec/figures.md has the proof.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from wbs.cases.figures.cube import Between, Timeliness, timeliness
from wbs.cases.figures.periods import last_day, month_of, named_period, quarter_of
from wbs.cases.figures.published import Ended, Published, PublishedTable, Received, Row, Standing
from wbs.cases.figures.rates import mean_tenths, median_tenths
from wbs.cases.figures.stays import BUCKETS, LAPOR, NONE, Bucket, Stay
from wbs.cases.figures.suppression import SMALLEST, partition, split
from wbs.cases.model import Channel
from wbs.crypto.directory import parse_day
from wbs.crypto.messages import MatterClass, Outcome
from wbs.crypto.report import Category

_LEAST_DOUBT = 2
"""How many different numbers of open cases must stay possible, beyond one, where a number was not told."""
_CHANNELS = tuple(channel.value for channel in Channel if channel.value != LAPOR)
_CLASSES = (*(one.value for one in MatterClass), NONE)
_CATEGORIES = (*(one.value for one in Category), NONE)
_OUTCOMES = (*(one.value for one in Outcome), NONE)


@dataclass(frozen=True, slots=True)
class Office:
    """Whose figures these are: code, name, first day of its service, calendar."""

    agency: str
    name: str
    began: date
    between: Between


@dataclass(slots=True)
class _Told:
    """What earlier quarters told, and from which day on nothing was told yet."""

    received_since: date
    ended_since: date
    received: int = 0
    finished: int = 0
    hidden: tuple[int, ...] = ()
    """What had come by the end of each quarter since that told that fewer than five were open."""

    @classmethod
    def by(cls, earlier: Iterable[Published], began: date) -> "_Told":
        told = cls(began, began)
        for one in earlier:
            told._take(one)
        return told

    def _take(self, one: Published) -> None:
        if one.received is UNSET:
            return
        self.received += one.received.total
        self.received_since = _day_after(one.received.last)
        if one.ended is not UNSET:
            self.finished += one.ended.total
            self.ended_since = _day_after(one.ended.last)
            self.hidden = ()
        elif one.standing is not UNSET and one.standing.is_open_small:
            self.hidden += (self.received,)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What came and what was finished up to the end of the quarter, told or not."""

    received: int
    finished: int

    @property
    def open(self) -> int:
        return self.received - self.finished


def first_quarter(began: date) -> str:
    """Name the first quarter that an agency publishes: that of its first day, whatever came in it."""
    return quarter_of(began)


def publish(
    office: Office, stays: Iterable[Stay], earlier: Sequence[Published], quarter: str, today: date
) -> Published:
    """Make the figures of a quarter that is over.

    Args:
        office: the agency.
        stays: its stays as they were at the end of the quarter.
        earlier: what it published of all quarters before, in order.
        quarter: its name.
        today: the day on which this is made.

    Raises:
        ValueError: no quarter, or one that is not over.
    """
    period = named_period(quarter)
    if period is None or last_day(period.last) >= today:
        raise ValueError(quarter)
    told, last = _Told.by(earlier, office.began), last_day(period.last)
    counted = [_since(stay, office.began) for stay in stays if stay.labels.channel != LAPOR]
    came = [stay for stay in counted if told.received_since <= stay.known <= last]
    over = [
        stay for stay in counted if stay.known <= last and told.ended_since <= (stay.first_ended or date.max) <= last
    ]
    about = Published(agency=office.agency, name=office.name, quarter=quarter, made=today.isoformat())
    if len(came) < SMALLEST:
        return about
    sums = _Sums(told.received + len(came), told.finished + len(over))
    ended = _ended(over, told, last, office.between) if _may_tell(len(over), sums, told) else None
    running = sum(stay.first_ended is None and BUCKETS[stay.status] is Bucket.RUNNING for stay in counted)
    standing = _bounded(sums, told) if ended is None else _standing(sums, running)
    received = _received(came, told, last)
    return replace(about, received=received, ended=UNSET if ended is None else ended, standing=standing)


def _since(stay: Stay, began: date) -> Stay:
    """Count what was there before an agency's first day on that day."""
    return stay if stay.known >= began else stay._replace(known=began)


def _may_tell(over: int, sums: _Sums, told: _Told) -> bool:
    """Say whether the number of finished cases tells of nothing how few there are, now or at an earlier quarter."""
    leaves_doubt = all(received - sums.finished <= SMALLEST - 1 - _LEAST_DOUBT for received in told.hidden)
    return over >= SMALLEST and sums.open >= SMALLEST and leaves_doubt


def _received(came: Sequence[Stay], told: _Told, last: date) -> Received:
    quarter = quarter_of(last)
    months = named_period(quarter) if quarter_of(told.received_since) == quarter else None
    return Received(
        first=told.received_since.isoformat(),
        last=last.isoformat(),
        total=len(came),
        months=UNSET if months is None else _table(came, lambda stay: month_of(stay.known), months.months()),
        channels=_table(came, lambda stay: stay.labels.channel, _CHANNELS),
        classes=_table(came, lambda stay: stay.labels.matter_class, _CLASSES),
        categories=_table(came, lambda stay: stay.labels.category, _CATEGORIES),
    )


def _ended(over: Sequence[Stay], told: _Told, last: date, between: Between) -> Ended:
    ends = [(stay, stay.first_ended) for stay in over if stay.first_ended is not None]
    late = sum(timeliness(end, stay.due) is Timeliness.LATE for stay, end in ends)
    days = Counter(between(stay.came, end) for stay, end in ends)
    in_time, is_bound = _in_time(len(over) - late, late)
    return Ended(
        first=told.ended_since.isoformat(),
        last=last.isoformat(),
        total=len(over),
        in_time=in_time,
        is_bound=is_bound,
        outcomes=_table(over, lambda stay: stay.labels.outcome, _OUTCOMES),
        mean_tenths=mean_tenths(days) or 0,
        median_tenths=median_tenths(days) or 0,
    )


def _in_time(in_time: int, late: int) -> tuple[int | UnsetType, bool]:
    parts = split(in_time, late)
    if parts.first is not None:
        return parts.first, False
    return (in_time + late - (SMALLEST - 1), True) if parts.is_second_small else (UNSET, False)


def _standing(sums: _Sums, running: int) -> Standing:
    parts = split(running, sums.open - running)
    least = sums.open - (SMALLEST - 1) if parts.is_second_small else 0
    return Standing(
        received=sums.received,
        finished=sums.finished,
        followed_up=sums.finished + (least if parts.first is None else parts.first),
        is_bound=False,
        is_follow_up_bound=parts.first is None,
        is_open_small=False,
    )


def _bounded(sums: _Sums, told: _Told) -> Standing:
    """Say at least how much is finished, where the number itself would tell how few are open, or have ended."""
    is_small = sums.open < SMALLEST
    least = max(told.finished, sums.received - (SMALLEST - 1) if is_small else 0)
    return Standing(
        received=sums.received,
        finished=least,
        followed_up=least,
        is_bound=True,
        is_follow_up_bound=True,
        is_open_small=is_small,
    )


def _table(stays: Iterable[Stay], value_of: Callable[[Stay], str], values: Sequence[str]) -> PublishedTable | UnsetType:
    """Group a table over a fixed list of cells; what no cell is called goes with those without a tag."""
    cells = dict.fromkeys(values, 0)
    for stay in stays:
        value = value_of(stay)
        cells[value if value in cells else NONE] += 1
    found = partition(cells)
    if found is None:
        return UNSET
    return PublishedTable(shown=[Row(value=value, count=count) for value, count in found.shown], rest=found.rest)


def _day_after(day: str) -> date:
    return parse_day(day) + timedelta(days=1)
