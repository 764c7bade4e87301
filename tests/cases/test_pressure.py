"""What a new case costs, decided from load alone; and what is taken while a disk runs full."""

from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.doctor.machine import DiskFact, check_disks
from wbs.cases.pressure import (
    LEAST_TRIES,
    LEAST_WAIT,
    MOST_TRIES,
    MOST_WAIT,
    RETURN_SECONDS,
    Load,
    cost_of,
    is_due,
    reserved_from,
)
from wbs.cases.space import CASE_FLOOR, UPLOAD_FLOOR, Intake, Space, intake

SHARES = st.floats(min_value=0, max_value=1)
TERA = 1 << 40


def test_nothing_costs_anything_while_all_is_quiet():
    assert cost_of(Load(left=1.0, crowding=0.0)).is_free
    assert cost_of(Load(left=0.5, crowding=0.5)).is_free


def test_either_shortage_alone_makes_new_cases_cost_something():
    assert not cost_of(Load(left=0.49, crowding=0.0)).is_free
    assert not cost_of(Load(left=1.0, crowding=0.51)).is_free


@given(SHARES, SHARES, SHARES, SHARES)
def test_cost_never_falls_as_load_grows_and_stays_within_its_bounds(left: float, less: float, few: float, more: float):
    less, left, few, more = min(less, left), max(less, left), min(few, more), max(few, more)
    light, heavy = cost_of(Load(left, few)), cost_of(Load(less, more))
    assert light.tries <= heavy.tries <= MOST_TRIES
    assert light.wait <= heavy.wait <= MOST_WAIT
    for cost in (light, heavy):
        assert cost.is_free == (cost.wait == 0)
        assert cost.is_free or (cost.tries >= LEAST_TRIES and cost.wait >= LEAST_WAIT)


def test_the_greatest_need_costs_the_most():
    assert (cost_of(Load(0.0, 0.0)).tries, cost_of(Load(0.0, 0.0)).wait) == (MOST_TRIES, MOST_WAIT)


def test_whoever_waited_more_often_finds_places_that_others_do_not():
    reserved = [reserved_from(rounds) for rounds in range(1, 6)]
    assert reserved == sorted(reserved, reverse=True)
    assert (reserved[0], reserved[-1]) == (0.5, 0.0)


def test_a_form_is_taken_from_its_time_on_and_not_for_ever():
    assert [is_due(100, now) for now in (99, 100, 100 + RETURN_SECONDS, 101 + RETURN_SECONDS)] == [
        False,
        True,
        True,
        False,
    ]
    assert not is_due(0, 1_800_000_000)


def test_a_disk_that_runs_full_loses_uploads_first_then_new_cases_and_never_messages():
    assert intake(Space(UPLOAD_FLOOR, TERA)) is Intake.UPLOADS
    assert intake(Space(UPLOAD_FLOOR - 1, TERA)) is Intake.CASES
    assert intake(Space(CASE_FLOOR - 1, TERA)) is Intake.MESSAGES
    assert intake(Space(0, TERA)) is Intake.MESSAGES


@given(st.integers(0, TERA), st.integers(1, TERA), st.integers(0, TERA))
def test_more_room_never_means_that_less_is_taken(free: int, whole: int, more: int):
    assert intake(Space(free, whole)) <= intake(Space(free + more, whole))


@given(st.integers(0, TERA), st.integers(1, TERA))
def test_operators_are_warned_before_anything_is_refused(free: int, whole: int):
    refused = intake(Space(free, whole)) is not Intake.UPLOADS
    assert not refused or check_disks([DiskFact("/var/lib/wbs", free, whole)])
