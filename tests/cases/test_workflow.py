from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.model import FINISHED
from wbs.cases.workflow import NEEDS, NEXT, OTHER, REASONS, TAKES, Member, check_step, may_follow
from wbs.crypto.messages import MatterClass, Outcome, Status, StatusBody
from wbs.crypto.shape import check
from wbs.errors import FormatError

EVERYTHING = {
    Member.TEXT: "Kami jelaskan di bawah.",
    Member.CLASS: MatterClass.SUPERVISORY,
    Member.OUTCOME: Outcome.OUT_OF_SCOPE,
    Member.UNTIL: "2026-12-30",
    Member.TO: "Inspektorat Provinsi Kalimantan Barat",
    Member.REFERENCE: "LAPOR-123",
    Member.LETTER: "Dengan hormat,",
}


def a_step(status: Status, *but: Member, **changes: object) -> StatusBody:
    """Give a step with everything that its status takes, but some members."""
    values = {member: value for member, value in EVERYTHING.items() if member in TAKES[status]}
    if Member.REASON in TAKES[status]:
        values[Member.REASON] = REASONS[status][0]
    kept = {f"{member}_" if member is Member.CLASS else str(member): values[member] for member in values}
    for member in but:
        kept.pop(f"{member}_" if member is Member.CLASS else str(member))
    return StatusBody(status=status, **{**kept, **changes})


def before(status: Status) -> Status:
    return next(now for now in Status if may_follow(now, status))


def test_every_status_has_its_row_and_nothing_leads_back_to_the_beginning():
    assert set(NEXT) == set(Status)
    assert not any(may_follow(now, Status.SUBMITTED) for now in Status)
    assert set(TAKES) == set(Status) - {Status.SUBMITTED}


def test_every_status_is_reached_from_a_new_report():
    reached = {Status.SUBMITTED}
    while more := {then for now in reached for then in NEXT[now]} - reached:
        reached |= more
    assert reached == set(Status)


def test_no_case_is_ever_stuck():
    """An end can be opened again, and from everywhere else an end is reached."""
    for now in Status:
        assert Status.REOPENED in NEXT[now] or NEXT[now] & FINISHED


def test_what_has_ended_goes_on_only_by_being_opened_again_or_by_the_office_it_was_passed_to():
    for now in FINISHED - {Status.PASSED_ON}:
        assert NEXT[now] == {Status.REOPENED}
    assert NEXT[Status.PASSED_ON] == {Status.PASSED_ON, Status.RECEIVED, Status.REOPENED}


def test_only_what_has_ended_is_opened_again():
    assert {now for now in Status if may_follow(now, Status.REOPENED)} == FINISHED


def test_nothing_is_closed_before_it_was_verified():
    unverified = {Status.SUBMITTED, Status.RECEIVED, Status.INCOMPLETE}
    assert not any(may_follow(now, Status.CLOSED) for now in unverified)


@pytest.mark.parametrize(("now", "then"), list(product(Status, Status)))
def test_a_step_is_taken_exactly_if_it_may_follow(now: Status, then: Status):
    if then is Status.SUBMITTED:
        return
    if may_follow(now, then):
        assert check(check_step(now, a_step(then))).status is then
    else:
        with pytest.raises(FormatError):
            check_step(now, a_step(then))


@pytest.mark.parametrize(("status", "member"), [(status, one) for status, members in NEEDS.items() for one in members])
def test_a_step_without_something_it_must_tell_is_refused(status: Status, member: Member):
    with pytest.raises(FormatError):
        check_step(before(status), a_step(status, member))


@pytest.mark.parametrize("status", list(TAKES))
def test_a_step_with_something_it_does_not_take_is_refused(status: Status):
    for member in set(EVERYTHING) - set(TAKES[status]):
        name = "class_" if member is Member.CLASS else str(member)
        with pytest.raises(FormatError):
            check_step(before(status), a_step(status, **{name: EVERYTHING[member]}))


@pytest.mark.parametrize("status", list(REASONS))
def test_an_unknown_reason_is_refused_and_another_reason_needs_words(status: Status):
    with pytest.raises(FormatError):
        check_step(before(status), a_step(status, reason="because"))
    check_step(before(status), a_step(status, reason=OTHER))
    with pytest.raises(FormatError):
        check_step(before(status), a_step(status, Member.TEXT, reason=OTHER))


def test_no_reason_tells_that_somebody_else_reported_the_same():
    assert not any("duplicate" in reason or "double" in reason for reasons in REASONS.values() for reason in reasons)


def test_a_longer_time_needs_a_reason():
    with pytest.raises(FormatError):
        check_step(Status.EXAMINED, a_step(Status.EXAMINED, Member.REASON))
    check_step(Status.EXAMINED, a_step(Status.EXAMINED, Member.REASON, Member.UNTIL))


def test_what_is_outside_the_authority_has_no_other_outcome():
    with pytest.raises(FormatError):
        check_step(Status.RECEIVED, a_step(Status.OUT_OF_SCOPE, outcome=Outcome.NOT_PROVEN))


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=40))
def test_whatever_is_pressed_a_case_ends_only_in_an_end_and_the_table_is_never_left(presses: list[Status]):
    now = Status.SUBMITTED
    for then in presses:
        if may_follow(now, then):
            assert then in TAKES
            now = then
    assert now in NEXT
    assert msgspec.convert(str(now), Status) is now
