"""Fractions are shown as the regulation asks: two decimals, rounded half up, never of nothing."""

from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.figures.rates import Rate, mean_tenths, median_tenths

COUNTS = st.dictionaries(st.integers(0, 200), st.integers(1, 9), max_size=20)


def test_pontianaks_904_of_942_are_95_97_percent_and_the_printed_95_96_was_cut_off() -> None:
    assert Rate(904, 942).hundredths == 9597
    assert 904 * 10_000 // 942 == 9596


def test_landaks_rate_of_92_percent_has_two_decimals() -> None:
    assert Rate(23, 25).hundredths == 9200


@pytest.mark.parametrize(
    ("part", "whole", "hundredths"), [(1, 800, 13), (1, 3, 3333), (2, 3, 6667), (0, 7, 0), (7, 7, 10_000)]
)
def test_a_half_is_rounded_up(part: int, whole: int, hundredths: int) -> None:
    assert Rate(part, whole).hundredths == hundredths


def test_nothing_has_no_rate_and_no_average() -> None:
    assert Rate(0, 0).hundredths is None
    assert mean_tenths({}) is None
    assert median_tenths({}) is None


@given(st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_rate_is_never_further_than_half_a_hundredth_from_the_fraction(pair: tuple[int, int]) -> None:
    part, whole = pair
    shown = Rate(part, whole).hundredths
    assert shown is not None
    assert -Fraction(1, 2) < shown - Fraction(part * 10_000, whole) <= Fraction(1, 2)


@given(COUNTS.filter(bool))
def test_averages_of_a_histogram_are_those_of_its_values(days: dict[int, int]) -> None:
    values = [value for value, count in days.items() for _ in range(count)]
    assert median_tenths(days) == 10 * Fraction(median(values))
    shown = mean_tenths(days)
    assert shown is not None
    assert abs(shown - 10 * Fraction(sum(values), len(values))) <= Fraction(1, 2)
