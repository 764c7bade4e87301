"""Steps and tags of cases: written in the transaction of what they come from, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.raw import query
from tests.store.samples import (
    OFFICER,
    PROVINCE,
    REGENCY,
    TODAY,
    a_case,
    a_key,
    a_message,
    a_name,
    an_entry,
)
from wbs.cases.clocks.history import CaseHistory, Extension, Step, TagChange, Tags
from wbs.cases.model import CaseName, Channel, NewCase
from wbs.cases.ports import CaseStore
from wbs.crypto.messages import Kind, MatterClass, Outcome, Status
from wbs.crypto.report import Category, IntakeChannel
from wbs.errors import ConflictError, NotFoundError
from wbs.store.migrations import migrate, revert

OFFICER_TEXT = "35.78/ratna"
SUPERVISORY = TagChange(matter_class=MatterClass.SUPERVISORY)
EXTENSION = Extension(TODAY, TODAY + timedelta(days=90), TODAY, *OFFICER)


def stored(cases: CaseStore) -> NewCase:
    case = a_case(a_key())
    cases.create_case(case)
    return case


def history_of(cases: CaseStore, name: CaseName) -> CaseHistory:
    found = cases.history(name)
    assert found is not None
    return found


def test_every_channel_of_an_intake_is_a_channel_of_a_case() -> None:
    assert {one.value for one in Channel} == {"portal", *(one.value for one in IntakeChannel)}


def test_a_case_begins_with_one_step_at_its_own_agency(cases: CaseStore) -> None:
    case = stored(cases)
    step = Step(0, TODAY, Status.SUBMITTED, REGENCY)
    assert cases.history(case.name) == CaseHistory(case.name, TODAY, REGENCY, (step,))


def test_no_case_has_no_history(cases: CaseStore) -> None:
    assert cases.history(a_name()) is None


def test_a_status_is_a_step_with_its_day_and_tags(cases: CaseStore) -> None:
    case = stored(cases)
    message = a_message(OFFICER_TEXT, kind=Kind.STATUS)
    cases.append_message(case.name, message, status=Status.VERIFIED, tags=SUPERVISORY)
    found = history_of(cases, case.name)
    assert found.steps[1:] == (Step(1, message.day, Status.VERIFIED, REGENCY),)
    assert found.tags == Tags(matter_class=MatterClass.SUPERVISORY)
    assert found.status is Status.VERIFIED


def test_a_postponed_case_keeps_the_day_on_which_it_is_looked_at_again(cases: CaseStore) -> None:
    case = stored(cases)
    until = TODAY + timedelta(days=30)
    cases.append_message(case.name, a_message(OFFICER_TEXT), status=Status.POSTPONED, until=until)
    assert history_of(cases, case.name).steps[-1].until == until


def test_a_message_that_is_refused_leaves_neither_step_nor_tag(cases: CaseStore) -> None:
    case = stored(cases)
    before = cases.history(case.name)
    with pytest.raises(ConflictError):
        cases.append_message(case.name, a_message(OFFICER_TEXT, seq=2), status=Status.VERIFIED, tags=SUPERVISORY)
    assert cases.history(case.name) == before


def test_tags_that_are_not_named_stay_and_none_takes_one_away(cases: CaseStore) -> None:
    case = stored(cases)
    change = TagChange(channel=Channel.LETTER, outcome=Outcome.NOT_PROVEN, category=Category.BRIBERY, is_duplicate=True)
    cases.change_tags(case.name, change, audit=an_entry())
    cases.change_tags(case.name, TagChange(outcome=None), audit=an_entry())
    assert history_of(cases, case.name).tags == Tags(Channel.LETTER, None, None, Category.BRIBERY, is_duplicate=True)


def test_tags_of_one_case_are_no_other_ones(cases: CaseStore) -> None:
    case, other = stored(cases), stored(cases)
    cases.change_tags(case.name, SUPERVISORY, audit=an_entry())
    assert history_of(cases, other.name).tags == Tags()


def test_no_case_takes_tags_or_more_time(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.change_tags(a_name(), SUPERVISORY, audit=an_entry())
    with pytest.raises(NotFoundError):
        cases.extend(a_name(), EXTENSION, audit=an_entry())


def test_a_clock_is_extended_once(cases: CaseStore) -> None:
    case = stored(cases)
    cases.extend(case.name, EXTENSION, audit=an_entry())
    with pytest.raises(ConflictError):
        cases.extend(case.name, EXTENSION, audit=an_entry())
    assert history_of(cases, case.name).extensions == (EXTENSION,)


def test_a_case_remembers_by_which_channel_it_came(cases: CaseStore) -> None:
    case = a_case(a_key(), channel=Channel.WALK_IN)
    cases.create_case(case)
    assert history_of(cases, case.name).tags.channel is Channel.WALK_IN


def test_cases_from_before_get_a_handler_and_the_steps_that_their_status_tells(url: str, cases: CaseStore) -> None:
    fresh, told = stored(cases), a_case(name=a_name(PROVINCE), received=TODAY - timedelta(days=9))
    cases.create_case(told)
    cases.append_message(told.name, a_message(OFFICER_TEXT, kind=Kind.STATUS), status=Status.VERIFIED)
    cases.append_message(told.name, a_message(OFFICER_TEXT, seq=2, kind=Kind.STATUS), status=Status.REVIEWED)
    revert(url, "0008", lose=True)
    migrate(url)
    assert history_of(cases, fresh.name).steps == (Step(0, TODAY, Status.SUBMITTED, REGENCY),)
    assert history_of(cases, told.name).steps == (
        Step(0, TODAY - timedelta(days=9), Status.SUBMITTED, PROVINCE),
        Step(1, TODAY, Status.REVIEWED, PROVINCE),
    )
    assert query(url, "SELECT DISTINCT rules FROM cases") == [(-1,)]


def test_a_step_knows_what_of_the_reporter_had_come_also_on_one_day(cases: CaseStore) -> None:
    case = stored(cases)
    for seq, status in ((1, Status.INCOMPLETE), (2, Status.VERIFIED)):
        cases.append_message(case.name, a_message(OFFICER_TEXT, seq=seq, kind=Kind.STATUS), status=status)
        cases.append_message(case.name, a_message(seq=seq + 1))
    found = history_of(cases, case.name)
    assert found.replies == ((2, TODAY), (3, TODAY))
    assert [step.heard for step in found.steps] == [0, 0, 2]


def test_of_steps_from_before_the_days_alone_say_what_of_the_reporter_had_come(url: str, cases: CaseStore) -> None:
    """A reply on the day of a question could have come before it: no pause ends sooner than it did."""
    silent, answered = stored(cases), stored(cases)
    for one in (silent, answered):
        cases.append_message(one.name, a_message(OFFICER_TEXT, kind=Kind.STATUS), status=Status.INCOMPLETE)
    cases.append_message(answered.name, a_message(seq=2))
    cases.append_message(answered.name, replace(a_message(seq=3), day=TODAY + timedelta(days=1)))
    revert(url, "0017", lose=True)
    migrate(url)
    assert [step.heard for step in history_of(cases, silent.name).steps] == [0, 0]
    assert [step.heard for step in history_of(cases, answered.name).steps] == [2, 2]
