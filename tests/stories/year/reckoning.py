"""Counts days and cases again, one after the other, by nothing but the ledger and a list of holidays."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from tests.stories.year.ledger import Case, Told
from wbs.cases.model import FINISHED, Channel
from wbs.crypto.messages import MatterClass, Status

DAY = timedelta(days=1)
FREE = frozenset(holidays.country_holidays("ID", categories=("public", "government"), years=range(2024, 2029)))
UNTOUCHED = {Status.SUBMITTED, Status.RECEIVED}
NO_ANSWER = {Status.VERIFIED, Status.INCOMPLETE, Status.POSTPONED}


@dataclass(frozen=True)
class Law:
    """What one version of an agency's rules says of its days."""

    version: int = 0
    verify: int = 3
    complete: int = 10
    answer: int = 5
    light: int = 14
    examination: int = 60
    feedback: int = 90
    acknowledgement: int = 7
    minimum: int = 2
    week: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    changed: Mapping[date, bool] | None = None
    pauses: bool = True

    def works(self, day: date) -> bool:
        if self.changed is not None and day in self.changed:
            return self.changed[day]
        return day.isoweekday() in self.week and day not in FREE

    def step(self, day: date, count: int) -> date:
        """Walk to the `count`-th working day after a day."""
        while count:
            day += DAY
            count -= self.works(day)
        return day


def run_of(case: Case) -> list[Told]:
    """Give the steps since the case came to its agency, or was opened again."""
    start = 0
    for place in range(1, len(case.steps)):
        before, step = case.steps[place - 1], case.steps[place]
        if step.handler != before.handler or step.status is Status.REOPENED:
            start = place
    return case.steps[start:]


def stands_still(case: Case, law: Law) -> set[date]:
    """Give the days of the newest run that do not count, because the reporter was asked."""
    run, still = run_of(case), set()
    if not law.pauses:
        return set()
    for place, step in enumerate(run):
        if step.status is Status.INCOMPLETE:
            end = turn_of(run, place, case.replies, law)
            if place + 1 < len(run):
                end = min(end, run[place + 1].day)
            still |= {step.day + n * DAY for n in range(1, (end - step.day).days + 1)}
    return still


def turn_of(run: list[Told], place: int, replies: Collection[tuple[int, date]], law: Law) -> date:
    """Give the day from which on it is the agency's turn after a question: what was asked before counts along."""
    numbers, first = {number for number, _ in replies}, run[place]
    for earlier in reversed([step for step in run[:place] if step.status is Status.INCOMPLETE]):
        if not numbers.isdisjoint(range(earlier.heard + 1, first.heard + 1)):
            break
        first = earlier
    return min([law.step(first.day, law.complete), *(day for number, day in replies if number > run[place].heard)])


def walk(since: date, count: int, law: Law, still: Collection[date]) -> date:
    """Walk day after day until so many have counted."""
    day = since
    while count:
        day += DAY
        count -= law.works(day) and day not in still
    return day


def due_of(case: Case, law: Law) -> date | None:
    """Say by when something has to be done; None if nothing has."""
    run, still = run_of(case), stands_still(case, law)
    later, since = run[1:], run[0].day
    if later and later[-1].status in FINISHED:
        return None
    found = [result_due(case, law)]
    words = [day for day in case.words if day >= since]
    if run[0].status is Status.REOPENED:
        if not words and all(step.status in NO_ANSWER for step in later):
            found.append(walk(since, law.answer, law, still))
    else:
        verify = law.step(since, law.verify)
        if all(step.status in UNTOUCHED for step in later):
            found.append(verify)
        if not words:
            found += _first_answer(later, verify, law, still)
    newest = run[-1]
    if newest.status is Status.INCOMPLETE:
        turn = turn_of(run, len(run) - 1, case.replies, law)
        found.append(walk(turn, law.verify, law, still))
    if newest.status is Status.POSTPONED and newest.until is not None:
        found.append(newest.until)
    if run[0] is case.steps[0] and not later and not case.words:
        found.append(since + law.acknowledgement * DAY)
    last_word = max([since, *(step.day for step in later), *case.words])
    found.append(last_word + law.feedback * DAY)
    return min(found)


def _first_answer(later: list[Told], verify: date, law: Law, still: Collection[date]) -> Iterator[date]:
    for place, step in enumerate(later):
        if step.status not in UNTOUCHED | {Status.INCOMPLETE, Status.POSTPONED}:
            after = later[place + 1 :] if step.status is Status.VERIFIED else later[place:]
            if all(one.status in NO_ANSWER for one in after):
                yield walk(step.day, law.answer, law, still)
            return
    yield walk(verify, law.answer, law, still)


def result_due(case: Case, law: Law) -> date:
    """Say by when the case has, or had, to end."""
    since, still = run_of(case)[0].day, stands_still(case, law)
    count = law.light if case.matter_class is MatterClass.NON_SUPERVISORY else law.examination
    for longer in case.longer:
        if longer.since == since:
            known = _known_pauses(case, law, longer.day)
            days = [since + n * DAY for n in range(1, (longer.until - since).days + 1)]
            count = max(count, sum(law.works(day) and day not in known for day in days))
    return walk(since, count, law, still)


def _known_pauses(case: Case, law: Law, day: date) -> set[date]:
    """Give the days that do not count because of questions asked up to the day on which more time was given."""
    asked = [step.day for step in run_of(case) if step.status is Status.INCOMPLETE and step.day > day]
    still = stands_still(case, law)
    return {one for one in still if not asked or one <= min(asked)}


@dataclass
class Stay:
    """One case with one agency at the end of a day."""

    case: Case
    agency: str
    came: date
    status: Status
    ended: date | None
    first_ended: date | None
    is_last: bool


def stays_at(case: Case, day: date) -> Iterator[Stay]:
    """Give the stays of a case as it stood at the end of a day: one with each agency, however often it had the case."""
    past = [step for step in case.steps if step.day <= day]
    for agency in dict.fromkeys(step.handler for step in past):
        own: list[tuple[date, Status]] = []
        for before, step in zip([None, *past], past, strict=False):
            came, went = step.handler == agency, before is not None and before.handler == agency
            if came and not went and step.status is Status.PASSED_ON:
                own.append((step.day, Status.SUBMITTED))
            elif came:
                own.append((step.day, step.status))
            elif went:
                own.append((step.day, Status.PASSED_ON))
        ended = first_ended = None
        for when, status in own[1:]:
            ended = (ended or when) if status in FINISHED else None
            first_ended = first_ended or ended
        yield Stay(case, agency, own[0][0], own[-1][1], ended, first_ended, is_last=agency == past[-1].handler)


@dataclass
class Tally:
    """What an agency's figures must say."""

    received: int
    finished: int
    running: int
    waiting: int
    unverified: int
    lapor: int
    channels: Counter[str]
    classes: Counter[str]
    categories: Counter[str]
    outcomes: Counter[str]
    duplicates: int
    in_time: int
    late: int
    unmeasured: int
    long_open: int
    overdue: int


def tally(stays: Collection[Stay], day: date, law: Law, ends: Mapping[int, Law]) -> Tally:
    """Count stays by hand."""
    own = [stay for stay in stays if stay.case.channel is not Channel.SP4N_LAPOR]
    stand = Counter(_bucket(stay.status) for stay in own)
    over = [(stay, stay.ended) for stay in own if stay.ended is not None]
    still_open = [stay for stay in own if stay.ended is None]
    times = Counter(_in_time(stay, end, ends.get(stay.case.place, law)) for stay, end in over)
    return Tally(
        received=len(own),
        finished=stand["finished"],
        running=stand["running"],
        waiting=stand["waiting"],
        unverified=stand["unverified"],
        lapor=len(stays) - len(own),
        channels=Counter(stay.case.channel.value for stay in own),
        classes=Counter(stay.case.matter_class.value if stay.case.matter_class else "none" for stay in own),
        categories=Counter(stay.case.category.value if stay.case.category else "none" for stay in own),
        outcomes=Counter(stay.case.outcome.value if stay.is_last and stay.case.outcome else "none" for stay, _ in over),
        duplicates=sum(stay.case.is_duplicate for stay in own),
        in_time=times["in time"],
        late=times["late"],
        unmeasured=times["unmeasured"],
        long_open=sum(worked(stay.came, day, law) > 60 for stay in still_open),
        overdue=sum(stay.is_last and day > result_due(stay.case, law) for stay in still_open),
    )


def worked(first: date, last: date, law: Law) -> int:
    """Count the working days after a day, up to another."""
    return sum(law.works(first + n * DAY) for n in range(1, (last - first).days + 1))


def _bucket(status: Status) -> str:
    if status in FINISHED:
        return "finished"
    if status in UNTOUCHED:
        return "unverified"
    return "waiting" if status in NO_ANSWER else "running"


def _in_time(stay: Stay, end: date, law: Law) -> str:
    if not stay.is_last:
        return "unmeasured"
    return "in time" if end <= result_due(stay.case, law) else "late"
