"""The clocks of a case: examples from the rules, and any course of events against a count of day after day."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

import holidays
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.clocks.history import CaseHistory, ClockKind, Extension, Plan, Reply, Step, Tags
from wbs.cases.clocks.planning import RESULT, Deadline, deadlines_of, plan
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.model import FINISHED, AgencyCode, CaseId, CaseName
from wbs.cases.rules.documents import default_rules
from wbs.cases.workflow import OBJECTED_TO
from wbs.crypto.messages import MatterClass, Status

LANDAK, PROVINCE = AgencyCode("61.08"), AgencyCode("61")
NAME = CaseName(LANDAK, CaseId("a" * 52))
RULES = default_rules(LANDAK)
CALENDAR = WorkingDays()
INDONESIA = holidays.ID(categories=("public", "government"), years=range(2023, 2031))
ARRIVED = date(2026, 3, 13)
DAY = timedelta(days=1)


def case(*later: tuple[date, Status], arrived: date = ARRIVED, **changes: object) -> CaseHistory:
    """A case at one agency with these steps after its arrival."""
    steps = [Step(n, day, status, LANDAK) for n, (day, status) in enumerate([(arrived, Status.SUBMITTED), *later])]
    return replace(CaseHistory(NAME, arrived, LANDAK, tuple(steps)), **changes)  # type: ignore[arg-type]


def answered_on(history: CaseHistory, *days: date, late: Collection[date] = ()) -> CaseHistory:
    """Let the reporter write on days: before what officers do on that day, or, on late ones, after it."""
    replies = tuple(Reply(number, day) for number, day in enumerate(days, 2))
    steps = [
        replace(
            step,
            heard=max(
                (one.number for one in replies if one.day < step.day or (one.day == step.day and one.day not in late)),
                default=0,
            ),
        )
        for step in history.steps
    ]
    return replace(history, steps=tuple(steps), replies=replies)


def found(history: CaseHistory, kind: ClockKind) -> Deadline:
    (one,) = [deadline for deadline in deadlines_of(history, RULES, CALENDAR) if deadline.kind is kind]
    return one


def planned(history: CaseHistory) -> Plan:
    return plan(history, RULES, 7, CALENDAR)


def test_a_report_of_13_march_2026_is_verified_by_the_25th_and_ends_by_24_june() -> None:
    # From the 18th to the 24th are Nyepi, Lebaran and their joint leave.
    assert found(case(), ClockKind.VERIFY).due == date(2026, 3, 25)
    assert found(case(), ClockKind.EXAMINATION).due == date(2026, 6, 24)
    assert planned(case()).result_due == date(2026, 6, 24)


def test_a_case_waits_for_its_verification_first() -> None:
    made = planned(case(arrived=date(2026, 11, 23)))
    assert (made.rules, made.clock, made.since, made.due) == (
        7,
        ClockKind.VERIFY,
        date(2026, 11, 23),
        date(2026, 11, 26),
    )


def test_after_its_verification_a_case_waits_for_an_answer_within_five_working_days() -> None:
    verified = date(2026, 11, 24)
    history = case((verified, Status.VERIFIED), arrived=date(2026, 11, 23))
    assert (planned(history).clock, planned(history).due) == (ClockKind.ANSWER, date(2026, 12, 1))
    assert planned(replace(history, answers=(verified,))).clock is ClockKind.EXAMINATION
    examined = case((verified, Status.VERIFIED), (date(2026, 11, 30), Status.EXAMINED), arrived=date(2026, 11, 23))
    assert found(examined, ClockKind.ANSWER).met == date(2026, 11, 30)


def test_an_answer_before_the_verification_is_one_and_one_before_the_reopening_is_none() -> None:
    arrived, told = date(2026, 11, 23), date(2026, 11, 24)
    history = case((date(2026, 11, 26), Status.VERIFIED), arrived=arrived, answers=(told,))
    assert found(history, ClockKind.ANSWER).met == told
    assert found(case(arrived=arrived, answers=(told,)), ClockKind.ANSWER).met == told
    again = case((told, Status.VERIFIED), (told, Status.CLOSED), (date(2026, 12, 1), Status.REOPENED), answers=(told,))
    assert found(again, ClockKind.ANSWER).met is None


def test_a_matter_without_grounds_for_supervision_ends_within_fourteen_working_days() -> None:
    tags = Tags(matter_class=MatterClass.NON_SUPERVISORY)
    history = case((date(2026, 11, 24), Status.REVIEWED), arrived=date(2026, 11, 23), tags=tags)
    assert found(history, ClockKind.LIGHT).due == date(2026, 12, 11)
    assert planned(history).clock is ClockKind.LIGHT


@pytest.mark.parametrize("end", sorted(FINISHED))
def test_a_case_that_ended_waits_for_nothing_and_remembers_by_when_it_had_to(end: Status) -> None:
    made = planned(case((date(2026, 4, 1), Status.VERIFIED), (date(2026, 7, 1), end)))
    assert made == Plan(7, result_due=date(2026, 6, 24))
    assert found(case((date(2026, 7, 1), end)), ClockKind.EXAMINATION).is_late(date(2026, 7, 1))


def test_the_clock_stands_while_the_reporter_is_asked_for_more() -> None:
    asked, told = date(2026, 11, 24), date(2026, 11, 30)
    history = case((asked, Status.INCOMPLETE), (told, Status.VERIFIED), arrived=date(2026, 11, 23))
    without = case((told, Status.VERIFIED), arrived=date(2026, 11, 23))
    lost = CALENDAR.between(asked, told)
    assert lost == 4
    due = found(without, ClockKind.EXAMINATION).due
    assert found(history, ClockKind.EXAMINATION).due == CALENDAR.after(due, lost)


def test_where_the_rules_say_so_no_clock_ever_stands() -> None:
    rules = msgspec.structs.replace(RULES, pauses_when_incomplete=False)
    history = case((date(2026, 11, 24), Status.INCOMPLETE), arrived=date(2026, 11, 23))
    (result,) = [one for one in deadlines_of(history, rules, CALENDAR) if one.kind in RESULT]
    assert result.due == CALENDAR.after(date(2026, 11, 23), 60)


def test_who_asks_and_never_looks_at_the_answer_wins_no_time() -> None:
    asked, told = date(2026, 11, 24), date(2026, 11, 26)
    waiting = case((asked, Status.INCOMPLETE), arrived=date(2026, 11, 23))
    answered = answered_on(waiting, told)
    assert found(answered, ClockKind.COMPLETE).met == told
    made = planned(answered)
    assert (made.clock, made.since, made.due) == (ClockKind.COMPLETENESS, told, CALENDAR.after(told, 3))
    assert made.result_due == CALENDAR.after(date(2026, 11, 23), 60 + CALENDAR.between(asked, told))


def test_an_answer_on_the_day_of_the_question_ends_the_pause_and_what_came_before_the_question_does_not() -> None:
    arrived, asked = date(2026, 11, 23), date(2026, 11, 24)
    waiting = case((asked, Status.INCOMPLETE), arrived=arrived)
    answered, unheard = answered_on(waiting, asked, late=[asked]), answered_on(waiting, asked)
    assert found(answered, ClockKind.COMPLETE).met == asked
    made = planned(answered)
    assert (made.clock, made.since, made.due) == (ClockKind.COMPLETENESS, asked, CALENDAR.after(asked, 3))
    assert made.result_due == CALENDAR.after(arrived, 60)
    assert planned(unheard) == planned(waiting)
    assert found(unheard, ClockKind.COMPLETE).met is None


def test_a_question_after_an_answer_on_the_same_day_is_a_new_one() -> None:
    arrived, first, again = date(2026, 11, 23), date(2026, 11, 24), date(2026, 12, 7)
    steps = ((first, Status.INCOMPLETE), (again, Status.INCOMPLETE))
    lost = CALENDAR.between(first, again)
    answered = answered_on(case(*steps, arrived=arrived), again)
    assert planned(answered).result_due == CALENDAR.after(arrived, 60 + lost + 10)
    assert planned(case(*steps, arrived=arrived)).result_due == CALENDAR.after(arrived, 60 + 10)


def test_a_reporter_who_never_answers_holds_a_case_up_for_ten_working_days() -> None:
    asked = date(2026, 11, 24)
    waiting = case((asked, Status.INCOMPLETE), arrived=date(2026, 11, 23))
    over = CALENDAR.after(asked, 10)
    assert found(waiting, ClockKind.COMPLETE).due == over
    assert found(waiting, ClockKind.COMPLETENESS).due == CALENDAR.after(over, 3)
    assert planned(waiting).result_due == CALENDAR.after(date(2026, 11, 23), 70)


def test_asking_again_and_again_wins_no_time_that_the_first_question_did_not_win() -> None:
    arrived, asked = date(2026, 11, 23), date(2026, 11, 24)
    days = [CALENDAR.after(asked, 9 * n) for n in range(12)]
    once, often = case((asked, Status.INCOMPLETE), arrived=arrived), [(day, Status.INCOMPLETE) for day in days]
    assert planned(case(*often, arrived=arrived)).result_due == planned(once).result_due
    waiting = planned(case(*often[:2], arrived=arrived))
    assert (waiting.clock, waiting.due) == (ClockKind.COMPLETENESS, CALENDAR.after(asked, 10 + 3)), "as after the first"
    assert found(case(*often[:2], arrived=arrived), ClockKind.COMPLETE).due == CALENDAR.after(days[1], 10)


@pytest.mark.parametrize("between", [Status.VERIFIED, Status.EXAMINED, Status.POSTPONED])
def test_a_step_between_two_questions_gives_no_new_pause_without_a_word_of_the_reporters(between: Status) -> None:
    arrived, asked, again = date(2026, 11, 23), date(2026, 11, 24), date(2027, 1, 11)
    steps = ((asked, Status.INCOMPLETE), (date(2026, 11, 27), between), (again, Status.INCOMPLETE))
    lost = CALENDAR.between(asked, date(2026, 11, 27))
    assert planned(case(*steps, arrived=arrived)).result_due == CALENDAR.after(arrived, 60 + lost)
    answered = answered_on(case(*steps, arrived=arrived), date(2027, 1, 4))
    assert planned(answered).result_due == CALENDAR.after(arrived, 60 + lost + 10)


def test_a_question_that_the_first_ones_time_has_left_over_pauses_for_the_rest_of_it() -> None:
    arrived, asked = date(2026, 11, 23), date(2026, 11, 24)
    looked, again = CALENDAR.after(asked, 2), CALENDAR.after(asked, 6)
    history = case((asked, Status.INCOMPLETE), (looked, Status.VERIFIED), (again, Status.INCOMPLETE), arrived=arrived)
    assert planned(history).result_due == CALENDAR.after(arrived, 60 + 2 + 4)


def test_a_postponed_case_is_looked_at_again_and_its_clock_goes_on() -> None:
    history = case((date(2026, 11, 24), Status.VERIFIED), arrived=date(2026, 11, 23), answers=(date(2026, 11, 24),))
    steps = (*history.steps, Step(2, date(2026, 11, 25), Status.POSTPONED, LANDAK, until=date(2026, 12, 15)))
    made = planned(replace(history, steps=steps))
    assert (made.clock, made.due) == (ClockKind.REVIEW, date(2026, 12, 15))
    assert made.result_due == CALENDAR.after(date(2026, 11, 23), 60)


def test_an_extension_holds_for_the_run_it_was_given_in() -> None:
    arrived, until = date(2026, 11, 23), date(2027, 3, 31)
    extension = Extension(arrived, until, date(2027, 1, 4), LANDAK, "inspektur")
    history = case((date(2026, 11, 24), Status.EXAMINED), arrived=arrived, extensions=(extension,))
    result = found(history, ClockKind.EXAMINATION)
    assert (result.due, result.is_extended) == (until, True)
    again = case(
        *(
            (date(2026, 11, 24), Status.EXAMINED),
            (date(2027, 3, 1), Status.CLOSED),
            (date(2027, 3, 8), Status.REOPENED),
        ),
        arrived=arrived,
        extensions=(extension,),
    )
    result = found(again, ClockKind.EXAMINATION)
    assert (result.since, result.is_extended) == (date(2027, 3, 8), False)


def test_an_extension_never_shortens() -> None:
    extension = Extension(ARRIVED, date(2026, 4, 1), date(2026, 3, 30), LANDAK, "inspektur")
    assert found(case(extensions=(extension,)), ClockKind.EXAMINATION).due == date(2026, 6, 24)


def test_a_pause_after_an_extension_moves_its_end() -> None:
    arrived = date(2026, 11, 23)
    extension = Extension(arrived, date(2027, 3, 31), date(2027, 1, 4), LANDAK, "inspektur")
    asked, told = date(2027, 2, 1), date(2027, 2, 4)
    steps = ((date(2026, 11, 24), Status.EXAMINED), (asked, Status.INCOMPLETE), (told, Status.EXAMINED))
    result = found(case(*steps, arrived=arrived, extensions=(extension,)), ClockKind.EXAMINATION)
    assert result.due == CALENDAR.after(date(2027, 3, 31), CALENDAR.between(asked, told))


def test_what_is_handed_over_counts_anew_from_that_day_for_the_office_that_got_it() -> None:
    handed = date(2026, 11, 27)
    history = case((date(2026, 11, 24), Status.VERIFIED), arrived=date(2026, 11, 23))
    steps = (*history.steps, Step(2, handed, Status.PASSED_ON, PROVINCE))
    moved = replace(history, steps=steps, handler=PROVINCE)
    made = planned(moved)
    assert (made.clock, made.since, made.due) == (ClockKind.VERIFY, handed, CALENDAR.after(handed, 3))
    assert made.result_due == CALENDAR.after(handed, 60)


def test_what_is_passed_on_to_somebody_outside_is_finished_and_had_three_working_days() -> None:
    history = case((date(2026, 11, 27), Status.PASSED_ON), arrived=date(2026, 11, 23))
    forward = found(history, ClockKind.FORWARD)
    assert (forward.due, forward.met) == (date(2026, 11, 26), date(2026, 11, 27))
    assert planned(history).clock is None


def test_what_came_back_after_it_was_passed_on_is_not_finished() -> None:
    history = case((date(2026, 11, 27), Status.PASSED_ON), (date(2026, 12, 1), Status.RECEIVED))
    assert planned(history).clock is not None


@pytest.mark.parametrize("end", sorted(OBJECTED_TO))
def test_a_case_that_had_ended_and_is_given_back_waits_for_nothing_and_keeps_its_days(end: Status) -> None:
    handed, ended, back = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 30)
    steps = [(handed, Status.PASSED_ON, PROVINCE), (ended, end, PROVINCE), (back, end, LANDAK)]
    history = case(arrived=date(2026, 11, 23))
    given = [*history.steps, *(Step(place, *step) for place, step in enumerate(steps, 1))]
    returned = replace(history, steps=tuple(given))
    assert (planned(returned).clock, planned(returned).due) == (None, None)
    assert found(returned, ClockKind.OBJECTION).due == date(2026, 12, 10)
    reopened = replace(returned, steps=(*given, Step(4, date(2026, 12, 1), Status.REOPENED, LANDAK)))
    assert planned(reopened).due == CALENDAR.after(date(2026, 12, 1), 5)


def test_a_case_that_was_being_worked_on_and_is_given_back_gets_its_time_anew() -> None:
    handed, back = date(2026, 11, 24), date(2026, 11, 30)
    history = case(arrived=date(2026, 11, 23))
    steps = (*history.steps, Step(1, handed, Status.PASSED_ON, PROVINCE), Step(2, back, Status.PASSED_ON, LANDAK))
    assert planned(replace(history, steps=steps)).result_due == CALENDAR.after(back, 60)


def test_a_reopened_case_gets_its_time_anew_and_no_verification() -> None:
    again = date(2026, 12, 1)
    history = case((date(2026, 11, 24), Status.VERIFIED), (date(2026, 11, 26), Status.CLOSED), (again, Status.REOPENED))
    kinds = [one.kind for one in deadlines_of(history, RULES, CALENDAR)]
    assert ClockKind.VERIFY not in kinds
    assert planned(history).due == CALENDAR.after(again, 5)
    assert planned(history).result_due == CALENDAR.after(again, 60)


@pytest.mark.parametrize("end", sorted(OBJECTED_TO))
def test_an_end_that_may_be_objected_to_leaves_ten_working_days_for_it(end: Status) -> None:
    history = case((date(2026, 11, 24), Status.VERIFIED), (date(2026, 11, 26), end))
    assert found(history, ClockKind.OBJECTION).due == date(2026, 12, 10)
    assert planned(history).due is None


def test_outer_limits_count_every_day() -> None:
    history = case(arrived=date(2026, 3, 13))
    assert found(history, ClockKind.ACKNOWLEDGEMENT).due == date(2026, 3, 20)
    assert found(history, ClockKind.FEEDBACK).due == date(2026, 6, 11)


def test_a_holiday_long_enough_brings_the_outer_limit_first() -> None:
    made = planned(case(arrived=date(2026, 3, 17)))
    assert found(case(arrived=date(2026, 3, 17)), ClockKind.VERIFY).due > date(2026, 3, 24)
    assert (made.clock, made.due) == (ClockKind.ACKNOWLEDGEMENT, date(2026, 3, 24))


def test_silence_to_the_reporter_is_bounded_also_where_the_result_may_take_longer() -> None:
    extension = Extension(ARRIVED, date(2026, 12, 1), date(2026, 4, 1), LANDAK, "inspektur")
    history = case((date(2026, 3, 16), Status.EXAMINED), answers=(date(2026, 4, 10),), extensions=(extension,))
    made = planned(history)
    assert (made.clock, made.due) == (ClockKind.FEEDBACK, date(2026, 4, 10) + 90 * DAY)


def test_officers_are_warned_at_three_quarters_and_at_nine_tenths() -> None:
    history = case((date(2026, 3, 16), Status.EXAMINED), answers=(date(2026, 5, 20),))
    result = found(history, ClockKind.EXAMINATION)
    assert result.warnings == (CALENDAR.after(ARRIVED, 45), CALENDAR.after(ARRIVED, 54))
    made = planned(history)
    assert (made.warn, made.urge) == result.warnings


def test_shorter_rules_are_due_earlier() -> None:
    rules = msgspec.structs.replace(RULES, clocks=msgspec.structs.replace(RULES.clocks, verify=1))
    assert plan(case(arrived=date(2026, 11, 23)), rules, 2, CALENDAR).due == date(2026, 11, 24)


AFTER = st.sampled_from(
    [Status.RECEIVED, Status.INCOMPLETE, Status.VERIFIED, Status.REVIEWED, Status.EXAMINED, Status.POSTPONED]
)
COURSES = st.lists(st.tuples(st.integers(0, 25), AFTER), max_size=7)


@st.composite
def histories(draw: st.DrawFn) -> CaseHistory:
    day = arrived = draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    later = []
    for gap, status in draw(COURSES):
        day += gap * DAY
        later.append((day, status))
    replies = [arrived + n * DAY for n in sorted(draw(st.sets(st.integers(0, 120), max_size=4)))]
    on_days = [day for day, _ in later if draw(st.booleans())]
    days = sorted({*replies, *on_days})
    return answered_on(case(*later, arrived=arrived), *days, late={day for day in days if draw(st.booleans())})


def is_worked(day: date) -> bool:
    return day.isoweekday() < 6 and day not in INDONESIA


def stands(history: CaseHistory, day: date) -> bool:
    """Say, looking at that morning alone, whether the clock stands on a day."""
    before = [step for step in history.steps if step.day < day]
    if not before or before[-1].status is not Status.INCOMPLETE:
        return False
    question = first_question(history, day)
    between = [question + n * DAY for n in range(1, (day - question).days)]
    answered = any(reply.number > before[-1].heard and reply.day < day for reply in history.replies)
    return sum(is_worked(one) for one in between) < 10 and not answered


def first_question(history: CaseHistory, day: date) -> date:
    """Give the day of the question that the reporter has not answered, as somebody who reads on up to a day sees it."""
    question = None
    for step in history.steps:
        if step.day >= day or step.status is not Status.INCOMPLETE:
            continue
        if question is None or any(question.heard < reply.number <= step.heard for reply in history.replies):
            question = step
    assert question is not None
    return question.day


@given(histories())
def test_any_course_of_events_ends_on_the_day_that_counting_one_day_after_the_other_gives(history: CaseHistory) -> None:
    day, used = history.received, 0
    while used < 60:
        day += DAY
        used += is_worked(day) and not stands(history, day)
    assert found(history, ClockKind.EXAMINATION).due == day


@given(histories())
def test_what_a_case_waits_for_is_the_earliest_of_what_officers_still_have_to_do(history: CaseHistory) -> None:
    made = planned(history)
    awaited = [one for one in deadlines_of(history, RULES, CALENDAR) if one.is_awaited]
    assert made.due == min(one.due for one in awaited)
    assert made.warn is not None
    assert made.urge is not None
    assert made.warn <= made.urge <= made.due
