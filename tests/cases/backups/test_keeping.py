"""Which old backups go: never the newest, never the newest that was proved."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.backups.keeping import Kept, to_remove

DAY = date(2026, 11, 22)
BACKUPS = st.lists(
    st.builds(lambda age, number: Kept(DAY - timedelta(days=age), number), st.integers(0, 400), st.integers(1, 3)),
    unique=True,
    max_size=60,
)


@given(found=BACKUPS, data=st.data(), daily=st.integers(1, 20), weekly=st.integers(0, 20))
def test_the_newest_and_the_newest_proved_one_always_stay(
    found: list[Kept], data: st.DataObject, daily: int, weekly: int
) -> None:
    proved = set(data.draw(st.lists(st.sampled_from(found), unique=True))) if found else set()
    gone = to_remove(found, proved, daily=daily, weekly=weekly)
    left = set(found) - set(gone)
    assert gone == sorted(gone)
    assert len(left) <= daily + weekly + 2
    if found:
        assert max(found) in left
    if proved:
        assert max(proved) in left


@given(found=BACKUPS, daily=st.integers(1, 20), weekly=st.integers(0, 20))
def test_pruning_twice_removes_nothing_more(found: list[Kept], daily: int, weekly: int) -> None:
    gone = to_remove(found, (), daily=daily, weekly=weekly)
    left = set(found) - set(gone)
    assert to_remove(left, (), daily=daily, weekly=weekly) == []


def test_days_and_weeks_are_kept_by_their_last_backup() -> None:
    nightly = [Kept(DAY - timedelta(days=age), 1) for age in range(60)]
    left = set(nightly) - set(to_remove(nightly, (), daily=3, weekly=4))
    assert sorted((DAY - one.day).days for one in left) == [0, 1, 2, 7, 14, 21]


def test_of_a_day_the_last_one_is_kept() -> None:
    both = [Kept(DAY, 1), Kept(DAY, 2)]
    assert to_remove(both, (), daily=1, weekly=1) == [Kept(DAY, 1)]
