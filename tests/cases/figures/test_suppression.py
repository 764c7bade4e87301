"""Nothing below five can be worked out of what is published: not from one table, nor from all tables of all quarters.

Three kinds of attack are tried on random case loads. Sums and differences of everything that was published, with any
weights (linear algebra over all kinds of case). Knowledge of the rules: another load in which a small cell is not small
must give the same publication. And what is only told as "fewer than five" must leave several numbers possible.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from random import Random  # noqa: TID251 - for a test that can be repeated

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.cases.figures.loads import (
    BEGAN,
    CATEGORIES,
    CHANNELS,
    CLASSES,
    OUTCOMES,
    Drawn,
    came_on,
    drawn_cases,
    ended_on,
    last_of,
    publish_all,
    quarter_names,
)
from tests.quarters import published
from wbs.cases.figures.published import Ended, Published, PublishedTable, Received
from wbs.cases.figures.suppression import SMALLEST, partition, split

PRIME = (1 << 61) - 1
QUARTERS = 3
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Making a failure smaller would take minutes."""
Kind = tuple[int, ...]
Holds = Callable[[Kind], bool]

CELLS = st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(0, 12), min_size=1)


@pytest.mark.promise("P25")
@given(CELLS)
def test_no_cell_below_five_is_shown_in_a_table_and_no_sum_is_lost(cells: dict[str, int]) -> None:
    found = partition(cells)
    if found is not None:
        assert all(count >= SMALLEST and cells[value] == count for value, count in found.shown)
        assert found.rest == 0 or found.rest >= SMALLEST
        assert sum(count for _, count in found.shown) + found.rest == sum(cells.values())


@pytest.mark.promise("P25")
@given(CELLS)
def test_a_small_cell_could_be_a_large_one_for_all_that_a_table_tells(cells: dict[str, int]) -> None:
    found = partition(cells)
    small = [value for value, count in cells.items() if count < SMALLEST]
    if found is None or not small:
        return
    covering = min((value for value, count in cells.items() if count >= SMALLEST), key=lambda value: cells[value])
    for value in small:
        other = {**cells, value: cells[covering], covering: cells[value]}
        assert partition(other) == found


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_small_part_of_a_known_whole_takes_the_other_part_along(first: int, second: int) -> None:
    parts = split(first, second)
    assert (parts.first is None) == (parts.second is None) == (min(first, second) < SMALLEST)
    assert parts.is_first_small == (parts.first is None and first < SMALLEST)


# Sums and differences: a kind of case is (quarter and month it came, channel, category, class, quarter of its end,
# outcome, timeliness, whether it runs while it is open). A number that was published is a sum over kinds.


def month_place(day: date) -> int:
    return (day.year - BEGAN.year) * 12 + day.month - 1


def kinds() -> list[Kind]:
    ends = [(end, outcome, late) for end in range(QUARTERS) for outcome in range(len(OUTCOMES)) for late in (0, 1)]
    opens = [(QUARTERS, 0, 0)]
    return [
        (came, month, channel, category, matter, *end, runs)
        for came, month, channel, category, matter, end, runs in product(
            range(QUARTERS), (0, 1), (0, 1), (0, 1, 2), (0, 1), ends + opens, (0, 1)
        )
        if end[0] >= came
    ]


KINDS = kinds()
MONTHS, CHANNELS_USED, CATEGORIES_USED = 2, CHANNELS[:2], CATEGORIES[:3]


def quarter_place(day: date) -> int:
    return next((place for place, name in enumerate(quarter_names(QUARTERS)) if day <= last_of(name)), QUARTERS)


def narrowed(case: Drawn) -> Drawn:
    """Keep to the kinds above, which are few enough to try everything."""
    day = min(case.came, 90 * QUARTERS - 1)
    came = BEGAN.toordinal() + day
    second = date.fromordinal(came)
    if (second.month - 1) % 3 == MONTHS:
        came -= 31
    return replace(
        case,
        came=came - BEGAN.toordinal(),
        channel=CHANNELS_USED[CHANNELS.index(case.channel) % 2],
        category=CATEGORIES_USED[CATEGORIES.index(case.category) % 3],
    )


def kind_of(case: Drawn) -> Kind:
    came, ended = came_on(case), ended_on(case)
    end = QUARTERS if ended is None else quarter_place(ended)
    is_over = end < QUARTERS
    return (
        quarter_place(came),
        (came.month - 1) % 3,
        CHANNELS.index(case.channel),
        CATEGORIES.index(case.category),
        CLASSES.index(case.matter_class),
        end,
        OUTCOMES.index(case.outcome) if is_over else 0,
        int(case.slow and case.took != 0) if is_over else 0,
        int(case.runs),
    )


def told_sums(made: list[Published]) -> Iterator[Holds]:
    """Give everything that was published as the kinds that it sums up."""
    names = quarter_names(QUARTERS)
    for place, one in enumerate(made):
        if one.received is not msgspec.UNSET:
            yield from received_sums(one.received)
        if one.ended is not msgspec.UNSET:
            yield from ended_sums(one.ended)
        if one.standing is not msgspec.UNSET and not one.standing.is_follow_up_bound:
            yield lambda kind, at=place: kind[0] <= at and (kind[5] <= at or kind[8] == 1)
    assert len(made) == len(names)


def received_sums(told: Received) -> Iterator[Holds]:
    first, last = (quarter_place(date.fromisoformat(day)) for day in (told.first, told.last))
    came: Holds = lambda kind: first <= kind[0] <= last  # noqa: E731
    yield came
    for table, place, values in (
        (told.channels, 2, CHANNELS),
        (told.categories, 3, CATEGORIES),
        (told.classes, 4, CLASSES),
    ):
        for which in map(values.index, shown_in(table)):
            yield lambda kind, at=place, which=which: came(kind) and kind[at] == which
    for shown in shown_in(told.months):
        month = (int(shown[5:]) - 1) % 3
        yield lambda kind, which=month: came(kind) and kind[1] == which


def ended_sums(told: Ended) -> Iterator[Holds]:
    first, last = (quarter_place(date.fromisoformat(day)) for day in (told.first, told.last))
    over: Holds = lambda kind: first <= kind[5] <= last  # noqa: E731
    yield over
    if told.in_time is not msgspec.UNSET and not told.is_bound:
        yield lambda kind: over(kind) and kind[7] == 0
    for which in map(OUTCOMES.index, shown_in(told.outcomes)):
        yield lambda kind, which=which: over(kind) and kind[6] == which


def shown_in(table: PublishedTable | msgspec.UnsetType) -> list[str]:
    return [] if table is msgspec.UNSET else [row.value for row in table.shown]


def unseen_change(sums: list[Holds], seed: int) -> list[int]:
    """Draw a change of all kinds that no published number shows: a random vector of the null space, modulo a prime."""
    rows: list[tuple[int, list[int]]] = []
    for holds in sums:
        row = [int(holds(kind)) for kind in KINDS]
        for at, known in rows:
            if row[at]:
                factor = row[at]
                row = [(value - factor * other) % PRIME for value, other in zip(row, known, strict=True)]
        at = next((place for place, value in enumerate(row) if value), len(row))
        if at == len(row):
            continue
        inverse = pow(row[at], -1, PRIME)
        row = [value * inverse % PRIME for value in row]
        rows = [
            (place, [(v - known[at] * o) % PRIME for v, o in zip(known, row, strict=True)] if known[at] else known)
            for place, known in rows
        ]
        rows.append((at, row))
    draw = Random(seed)  # noqa: S311 - no secret
    pivots = {at for at, _ in rows}
    change = [0 if place in pivots else draw.randrange(PRIME) for place in range(len(KINDS))]
    for at, row in rows:
        change[at] = -sum(value * change[place] for place, value in enumerate(row) if place not in pivots) % PRIME
    return change


ANY = -1


def cells_of(kind: Kind) -> Iterator[Kind]:
    """Give every cell of every table, published or not, that a kind would be counted in."""
    return product(*((value, ANY) for value in kind))


@pytest.mark.promise("P25")
@settings(max_examples=15, deadline=None, phases=WITHOUT_SHRINKING)
@given(drawn_cases(QUARTERS, 70).map(lambda cases: [narrowed(case) for case in cases]), st.integers(0, 1 << 30))
def test_no_sum_or_difference_of_all_published_tables_is_a_cell_below_five(cases: list[Drawn], seed: int) -> None:
    made = publish_all(cases, QUARTERS)
    change = unseen_change(list(told_sums(made)), seed)
    counts: Counter[Kind] = Counter(cell for case in cases for cell in cells_of(kind_of(case)))
    hidden: dict[Kind, int] = dict.fromkeys((cell for cell, count in counts.items() if count < SMALLEST), 0)
    for kind, moved in zip(KINDS, change, strict=True):
        for cell in cells_of(kind):
            if cell in hidden:
                hidden[cell] = (hidden[cell] + moved) % PRIME
    assert [cell for cell, moved in hidden.items() if moved == 0] == []


# What stands behind "fewer than five", or behind a quarter that tells nothing: more than one number must be possible.


def telling(made: list[Published]) -> list[Published]:
    """Leave averages out: they count days, not cases, and move with any case."""
    return [
        one
        if one.ended is msgspec.UNSET
        else msgspec.structs.replace(one, ended=msgspec.structs.replace(one.ended, mean_tenths=0, median_tenths=0))
        for one in made
    ]


@pytest.mark.promise("P25")
@settings(max_examples=60, deadline=None)
@given(drawn_cases(QUARTERS, 60))
def test_whatever_is_told_as_few_could_be_another_number(cases: list[Drawn]) -> None:
    made = publish_all(cases, QUARTERS)
    for place, one in enumerate(made):
        if one.standing is msgspec.UNSET or not one.standing.is_open_small:
            continue
        last = last_of(quarter_names(QUARTERS)[place])
        truly = [case for case in cases if came_on(case) <= last and not ((ended_on(case) or date.max) <= last)]
        later = [told.ended for told in made[place + 1 :] if told.ended is not msgspec.UNSET]
        finished = sum(told.ended.total for told in made if told.ended is not msgspec.UNSET)
        lowest = max(0, one.standing.received - finished) if later else 0
        assert lowest <= len(truly) < SMALLEST
        assert SMALLEST - 1 - lowest >= 2


@pytest.mark.promise("P25")
@settings(max_examples=60, deadline=None)
@given(drawn_cases(QUARTERS, 60))
def test_every_number_that_is_told_is_true_and_none_is_below_five(cases: list[Drawn]) -> None:
    made = publish_all(cases, QUARTERS)
    for place, one in enumerate(made):
        last = last_of(quarter_names(QUARTERS)[place])
        came = [case for case in cases if came_on(case) <= last]
        over = [case for case in came if (ended_on(case) or date.max) <= last]
        if one.received is msgspec.UNSET or one.standing is msgspec.UNSET:
            continue
        assert one.standing.received == len(came)
        assert one.standing.finished <= len(over)
        assert one.standing.is_bound or one.standing.finished == len(over)
        assert one.standing.is_bound or len(came) - len(over) >= SMALLEST
        running = sum(case.runs for case in came if case not in over)
        assert one.standing.followed_up <= len(over) + running
        assert one.standing.is_follow_up_bound or one.standing.followed_up == len(over) + running
        assert one.received.total >= SMALLEST
        if one.ended is not msgspec.UNSET:
            assert one.ended.total >= SMALLEST


@pytest.mark.promise("P25")
@settings(max_examples=40, deadline=None)
@given(drawn_cases(QUARTERS, 50), st.data())
def test_a_category_that_is_not_shown_could_be_exchanged_with_a_large_one(
    cases: list[Drawn], data: st.DataObject
) -> None:
    """Whoever knows the rules and every publication sees the same after two categories of a span were exchanged."""
    made = publish_all(cases, QUARTERS)
    received = [one.received for one in made if one.received is not msgspec.UNSET]
    spans = [(span, span.categories) for span in received if span.categories is not msgspec.UNSET]
    spans = [(span, table) for span, table in spans if table.rest]
    if not spans:
        return
    span, table = data.draw(st.sampled_from(spans))
    first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
    inside = [case for case in cases if first <= came_on(case) <= last]
    counts = Counter(case.category for case in inside)
    hidden = [name for name in CATEGORIES if name not in {row.value for row in table.shown}]
    large = [name for name in hidden if counts[name] >= SMALLEST]
    small = data.draw(st.sampled_from([name for name in hidden if counts[name] < SMALLEST] or hidden))
    assert large
    exchange = {small: large[0], large[0]: small}
    other = [
        replace(case, category=exchange.get(case.category, case.category)) if case in inside else case for case in cases
    ]
    assert telling(publish_all(other, QUARTERS)) == telling(made)


def a_case(came: int, took: int | None = None, *, runs: bool = True) -> Drawn:
    """One case by the day it came, counted from the first of January."""
    return Drawn(came, took, "portal", "none", "bribery", "not-proven", runs=runs, slow=False)


@pytest.mark.promise("P25")
def test_what_is_finished_waits_while_fewer_than_five_stay_open() -> None:
    (made,) = publish_all([a_case(1, 9) for _ in range(16)] + [a_case(2) for _ in range(4)], 1)
    assert made.ended is msgspec.UNSET
    assert made.standing is not msgspec.UNSET
    assert (made.standing.finished, made.standing.is_bound, made.standing.is_open_small) == (16, True, True)
    (fewer,) = publish_all([a_case(1, 9) for _ in range(18)] + [a_case(2) for _ in range(2)], 1)
    assert fewer.standing == made.standing
    (told,) = publish_all([a_case(1, 9) for _ in range(15)] + [a_case(2) for _ in range(5)], 1)
    assert told.ended is not msgspec.UNSET
    assert told.ended.total == 15


@pytest.mark.promise("P25")
def test_a_later_quarter_does_not_give_away_how_few_were_open_before() -> None:
    """All four that were open stay open: telling what is finished now would tell that they were four."""
    before = [a_case(1, 9) for _ in range(16)] + [a_case(2) for _ in range(4)]
    quiet = publish_all(before + [a_case(100) for _ in range(6)], 2)
    assert quiet[0].ended is msgspec.UNSET
    assert quiet[1].ended is msgspec.UNSET
    finished = [a_case(1, 9) for _ in range(16)] + [a_case(2, 100) for _ in range(4)]
    told = publish_all(finished + [a_case(100) for _ in range(6)], 2)
    assert told[0] == quiet[0]
    assert told[1].ended is not msgspec.UNSET


@pytest.mark.promise("P25")
def test_fewer_than_five_that_wait_are_told_as_a_bound() -> None:
    load = [a_case(1, 9) for _ in range(6)] + [a_case(2) for _ in range(9)]
    (made,) = publish_all(load + [a_case(3, runs=False) for _ in range(3)], 1)
    assert made.standing is not msgspec.UNSET
    assert (made.standing.finished, made.standing.followed_up, made.standing.is_follow_up_bound) == (6, 14, True)
    (told,) = publish_all(load + [a_case(3, runs=False) for _ in range(5)], 1)
    assert told.standing is not msgspec.UNSET
    assert (told.standing.followed_up, told.standing.is_follow_up_bound) == (15, False)


@pytest.mark.promise("P25")
def test_months_are_told_only_of_a_single_quarter() -> None:
    made = publish_all([a_case(1) for _ in range(4)] + [a_case(day) for day in range(95, 115)], 2)
    assert made[0].received is msgspec.UNSET
    assert made[1].received is not msgspec.UNSET
    assert (made[1].received.first, made[1].received.months) == ("2026-01-01", msgspec.UNSET)


def test_where_fewer_than_five_were_late_the_least_that_can_have_been_in_time_is_told():
    told = [one.ended for count in range(30, 80, 9) for one in published("61.08", count)]
    bound = [one for one in told if isinstance(one, Ended) and one.is_bound and one.in_time is not msgspec.UNSET]
    assert bound
    assert [one.in_time for one in bound] == [one.total - (SMALLEST - 1) for one in bound]
