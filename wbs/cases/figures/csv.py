"""Published quarters as a file for spreadsheets (RFC 4180): one row for every number, words as they are stored."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from msgspec import UNSET, UnsetType

from wbs.cases.figures.published import Ended, Published, PublishedTable, Received, Standing
from wbs.cases.figures.rates import Rate

_HEAD = ("agency", "name", "quarter", "first", "last", "table", "value", "count", "of", "percent", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_AT_LEAST = "at least"
_REST = "all-others"
_HUNDRED, _TEN = 100, 10
Line = tuple[object, ...]


def published_csv(quarters: Iterable[Published]) -> str:
    """Write published quarters; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEAD)
    for one in quarters:
        for line in _lines(one):
            writer.writerow([_safe(cell) for cell in (one.agency, one.name, one.quarter, *line)])
    return text.getvalue()


def _lines(one: Published) -> Iterator[Line]:
    if one.received is UNSET or one.standing is UNSET:
        yield ("", "", "received", "", "", "", "", "too few to tell")
        return
    yield from _standing(one.received.last, one.standing)
    yield from _received(one.received)
    if one.ended is not UNSET:
        yield from _ended(one.ended)


def _standing(last: str, told: Standing) -> Iterator[Line]:
    yield ("", last, "finished-of-all", "", *_rate(told.finished, told.received, is_bound=told.is_bound))
    yield (
        "",
        last,
        "followed-up-of-all",
        "",
        *_rate(told.followed_up, told.received, is_bound=told.is_follow_up_bound),
    )


def _received(told: Received) -> Iterator[Line]:
    span = told.first, told.last
    yield (*span, "received", "", told.total, "", "", "")
    for name, table in (
        ("month", told.months),
        ("channel", told.channels),
        ("class", told.classes),
        ("category", told.categories),
    ):
        yield from _table(span, name, table)


def _ended(told: Ended) -> Iterator[Line]:
    span = told.first, told.last
    yield (*span, "ended", "", told.total, "", "", "")
    if told.in_time is not UNSET:
        yield (*span, "in-time", "", *_rate(told.in_time, told.total, is_bound=told.is_bound))
    yield (*span, "mean-working-days", "", f"{told.mean_tenths / _TEN:.1f}", "", "", "")
    yield (*span, "median-working-days", "", f"{told.median_tenths / _TEN:.1f}", "", "", "")
    yield from _table(span, "outcome", told.outcomes)


def _table(span: tuple[str, str], name: str, table: PublishedTable | UnsetType) -> Iterator[Line]:
    if table is UNSET:
        return
    for row in table.shown:
        yield (*span, name, row.value, row.count, "", "", "")
    if table.rest:
        yield (*span, name, _REST, table.rest, "", "", "")


def _rate(part: int, whole: int, *, is_bound: bool) -> Line:
    hundredths = Rate(part, whole).hundredths or 0
    return part, whole, f"{hundredths / _HUNDRED:.2f}", _AT_LEAST if is_bound else ""


def _safe(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
