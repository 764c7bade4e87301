"""How long a directory allows new cases, and when people are warned: every day around every boundary."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.cast import REGENCY
from wbs.crypto.directory import Directory, Standing
from wbs.crypto.expiry import Notice, expiry, notice_at

LONG_AGO = date(2018, 1, 1)
EXPIRES = date(2027, 2, 9)
GRACE = 60
"""What the cast's directory says."""
CLOCKS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


def directory(**changes: object) -> Directory:
    return msgspec.structs.replace(cast.shared_world().book().newest(REGENCY).document, **changes)


@pytest.mark.parametrize(
    ("left", "notice"),
    [(121, None), (120, 120), (61, 120), (60, 60), (31, 60), (30, 30), (15, 30), (14, 14), (0, 14), (-1, None)],
)
def test_a_warning_becomes_louder_on_its_day_and_ends_with_the_directory(left: int, notice: int | None) -> None:
    assert notice_at(left) == notice
    found = expiry(directory(), EXPIRES - timedelta(days=left), LONG_AGO)
    assert (found.days_left, found.notice) == (left, notice)


def test_warnings_come_on_the_days_that_are_promised() -> None:
    assert sorted(Notice) == [14, 30, 60, 120]


@given(CLOCKS)
def test_days_left_and_standing_say_the_same(today: date) -> None:
    found = expiry(directory(), today, LONG_AGO)
    assert (found.days_left < 0) is (found.standing in {Standing.GRACE, Standing.EXPIRED})
    assert (found.days_left < -GRACE) is (found.standing is Standing.EXPIRED)
    assert found.closes == EXPIRES + timedelta(days=GRACE)


@pytest.mark.promise("P05")
@given(CLOCKS, CLOCKS, CLOCKS)
def test_a_clock_that_was_set_back_revives_nothing(today: date, released: date, back: date) -> None:
    """What the release's day says is over stays over on every clock; so does what the day of issue says."""
    before = expiry(directory(), today, released)
    after = expiry(directory(), min(today, back), released)
    at_release = expiry(directory(), LONG_AGO, released)
    assert after.days_left >= before.days_left
    assert after.days_left <= at_release.days_left
    assert after.days_left <= (EXPIRES - date.fromisoformat(directory().issued)).days


@given(CLOCKS)
def test_a_directory_issued_in_the_future_is_in_force(today: date) -> None:
    """Whoever's clock is behind is told no lie about grace, and shut out of nothing."""
    ahead = today + timedelta(days=10)
    days = {"issued": ahead, "renew_by": ahead + timedelta(days=280), "expires": ahead + timedelta(days=400)}
    found = expiry(directory(**{name: day.isoformat() for name, day in days.items()}), today, LONG_AGO)
    assert (found.standing, found.days_left) == (Standing.CURRENT, 400)


def test_the_last_day_that_dates_can_name_is_no_error() -> None:
    found = expiry(directory(expires="9999-12-31", grace_days=365), EXPIRES, LONG_AGO)
    assert found.closes == date.max
