"""Steps, tags and extensions of cases, and the plan that follows from them: written with what they come from.

Every function works on the connection of a transaction that has locked the case or makes it. Whoever changes one of
them calls `replan` last, so that due days and inboxes never lag behind.
"""

from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, or_, select, update

from wbs.cases.clocks.calendars import Calendars
from wbs.cases.clocks.history import CaseHistory, ClockKind, Extension, Plan, Replan, Reply, Step, TagChange, Tags
from wbs.cases.model import AgencyCode, CaseId, CaseName, Channel, NewCase
from wbs.cases.rules.rulebook import Ruling, ruling_of
from wbs.crypto.messages import Kind, MatterClass, Outcome, Status
from wbs.crypto.records import REPORTER
from wbs.crypto.report import Category
from wbs.errors import ConflictError, FormatError, NotFoundError, UnknownVersionError
from wbs.store.newest import ITS_CASE, its, key_of, locked_case
from wbs.store.rows import add, add_missing
from wbs.store.rules import newest_rules, rules_of_version
from wbs.store.schema.cases import CASE_EXTENSIONS, CASE_REPLANS, CASE_STEPS, CASE_TAGS, CASES, MESSAGES
from wbs.store.trays import move

NOT_PLANNED = -1
"""In the place of a version of the rules: a case from before there were plans."""
_PLANNED = ("rules", "clock", "since", "soon", "warn", "urge", "due", "result_due")
_STOOD = ("rules", "clock", "due", "result_due")
_AGENCY: BindParameter[str] = bindparam("its_agency")
_CASE: BindParameter[str] = bindparam("its_case")
_HEAD = (
    select(CASES.c.received, CASES.c.handler, CASES.c.rules, CASE_TAGS)
    .join_from(CASES, CASE_TAGS, (CASE_TAGS.c.agency == CASES.c.agency) & (CASE_TAGS.c.case_id == CASES.c.case_id))
    .where(ITS_CASE)
)
_STEPS = (
    select(*(CASE_STEPS.c[name] for name in ("place", "day", "status", "handler", "until", "heard")))
    .where(CASE_STEPS.c.agency == _AGENCY, CASE_STEPS.c.case_id == _CASE)
    .order_by(CASE_STEPS.c.place)
)
_EXTENSIONS = (
    select(CASE_EXTENSIONS)
    .where(CASE_EXTENSIONS.c.agency == _AGENCY, CASE_EXTENSIONS.c.case_id == _CASE)
    .order_by(CASE_EXTENSIONS.c.since)
)
_REPLANS = (
    select(CASE_REPLANS)
    .where(CASE_REPLANS.c.agency == _AGENCY, CASE_REPLANS.c.case_id == _CASE)
    .order_by(CASE_REPLANS.c.day)
)
_OPEN = (
    select(CASES.c.agency, CASES.c.case_id, CASES.c.handler, CASES.c.due)
    .where(or_(CASES.c.due.is_not(None), CASES.c.rules == NOT_PLANNED))
    .order_by(CASES.c.handler, CASES.c.due, CASES.c.agency, CASES.c.case_id)
)
_UNPLANNED = select(CASES.c.agency, CASES.c.case_id).where(CASES.c.rules == NOT_PLANNED)
_PLAN_NOW = select(*(CASES.c[name] for name in _PLANNED)).where(ITS_CASE)
_NEW_HANDLER = update(CASES).where(ITS_CASE).values(handler=bindparam("new_handler"), status=bindparam("new_status"))
_NO_PLAN = update(CASES).where(ITS_CASE).values(rules=NOT_PLANNED)
_NEW_PLAN = update(CASES).where(ITS_CASE).values({name: bindparam(f"new_{name}") for name in _PLANNED})
_WORDS = (
    select(MESSAGES.c.author, MESSAGES.c.seq, MESSAGES.c.day)
    .where(MESSAGES.c.agency == _AGENCY, MESSAGES.c.case_id == _CASE, MESSAGES.c.kind == Kind.MESSAGE.value)
    .order_by(MESSAGES.c.day, MESSAGES.c.seq)
)


class Planning:
    """Computes plans with the calendars that it keeps. May be shared by threads."""

    def __init__(self) -> None:
        """Know no calendar yet."""
        self._calendars = Calendars()

    def plan(self, connection: Connection, history: CaseHistory) -> Plan:
        """Compute what a case waits for, by the rules that its days were computed with; without any, by the newest."""
        return self._calendars.plan(history, _ruling(connection, history))

    def replan(self, connection: Connection, name: CaseName) -> Plan:
        """Compute and store what a case waits for, also in all inboxes. Raises NotFoundError."""
        history = _existing(connection, name)
        made = self.plan(connection, history)
        _store_plan(connection, history, made)
        return made

    def renew(self, connection: Connection, name: CaseName, today: date) -> bool:
        """Compute a plan anew as rules and calendar are now; keep what stood before, and say whether it is another.

        What stood is kept also where a day alone moved that the plan does not name: the reporter was told it.
        """
        locked_case(connection, name)
        before = plan_of(connection.execute(_PLAN_NOW, its(name)).one())
        history = _existing(connection, name)
        newest = _newest(connection, history.handler)
        after = self._calendars.plan(history, newest)
        _store_plan(connection, history, after)
        is_same = (before.clock, before.due, before.result_due) == (after.clock, after.due, after.result_due)
        if history.rules is None:
            return not is_same
        if not is_same or self._days(history, newest) != self._days(history, _ruling(connection, history)):
            stood = {key: value for key, value in plan_row(before).items() if key in _STOOD}
            add_missing(connection, CASE_REPLANS, {**key_of(name), "day": today, **stood})
        return not is_same

    def _days(self, history: CaseHistory, ruling: Ruling) -> list[tuple[ClockKind, date]]:
        return [(one.kind, one.due) for one in self._calendars.deadlines(history, ruling)]


def open_cases(connection: Connection) -> list[CaseName]:
    """Name every case that waits for something, or was never planned; reads one index."""
    return [CaseName(AgencyCode(row.agency), CaseId(row.case_id)) for row in connection.execute(_OPEN)]


def unplanned_cases(connection: Connection) -> list[CaseName]:
    """Name every case that was never planned: those from before there were plans."""
    return [CaseName(AgencyCode(row.agency), CaseId(row.case_id)) for row in connection.execute(_UNPLANNED)]


def plan_of(row: Row[Any]) -> Plan:
    """Read the plan of a row that has the columns of `cases`."""
    clock = None if row.clock is None else ClockKind(row.clock)
    return Plan(row.rules, clock, row.since, row.soon, row.warn, row.urge, row.due, row.result_due)


def _existing(connection: Connection, name: CaseName) -> CaseHistory:
    history = load_history(connection, name)
    if history is None:
        raise NotFoundError("no such case")
    return history


def _store_plan(connection: Connection, history: CaseHistory, made: Plan) -> None:
    values = {f"new_{key}": value for key, value in plan_row(made).items()}
    connection.execute(_NEW_PLAN, {**its(history.name), **values})
    move(connection, history, made)


def _ruling(connection: Connection, history: CaseHistory) -> Ruling:
    """Give the rules that a case's days were computed with: only the night brings newer ones, and keeps what stood."""
    if history.rules is None:
        return _newest(connection, history.handler)
    try:
        return ruling_of(history.handler, rules_of_version(connection, history.handler, history.rules))
    except (FormatError, UnknownVersionError):
        return ruling_of(history.handler, None)


def _newest(connection: Connection, handler: AgencyCode) -> Ruling:
    """Give the newest rules; this program's own where the newest cannot be read, for no report may wait for that."""
    try:
        return ruling_of(handler, newest_rules(connection, handler))
    except (FormatError, UnknownVersionError):
        return ruling_of(handler, None)


def first_history(case: NewCase) -> CaseHistory:
    """Give the history of a case that is being made."""
    handler, day = case.name.agency, case.came_in
    return CaseHistory(case.name, day, handler, (Step(0, day, Status.SUBMITTED, handler),), Tags(case.channel))


def add_first(connection: Connection, history: CaseHistory) -> None:
    """Store the first step and the tags of a case that is being made."""
    _add_step(connection, history.name, history.steps[0])
    add(connection, CASE_TAGS, {**key_of(history.name), **_tags_row(history.tags)})


def load_history(connection: Connection, name: CaseName) -> CaseHistory | None:
    """Load what a case's clocks are computed from; None if there is no such case."""
    head = connection.execute(_HEAD, its(name)).one_or_none()
    # Asked in any case: who finds nothing waits for as many answers as who finds something.
    steps = connection.execute(_STEPS, its(name)).all()
    extensions = connection.execute(_EXTENSIONS, its(name)).all()
    replans = connection.execute(_REPLANS, its(name)).all()
    words = connection.execute(_WORDS, its(name)).all()
    if head is None:
        return None
    return CaseHistory(
        name=name,
        received=head.received,
        handler=AgencyCode(head.handler),
        steps=tuple(
            Step(row.place, row.day, Status(row.status), AgencyCode(row.handler), row.until, row.heard) for row in steps
        ),
        tags=tags_of(head),
        extensions=tuple(
            Extension(row.since, row.until, row.day, AgencyCode(row.officer_agency), row.officer) for row in extensions
        ),
        answers=tuple(row.day for row in words if row.author != REPORTER),
        replies=tuple(Reply(row.seq, row.day) for row in words if row.author == REPORTER),
        replans=tuple(
            Replan(row.day, row.rules, row.clock and ClockKind(row.clock), row.due, row.result_due) for row in replans
        ),
        rules=None if head.rules == NOT_PLANNED else head.rules,
    )


def take_step(
    connection: Connection,
    name: CaseName,
    status: Status,
    day: date,
    *,
    until: date | None = None,
    handler: AgencyCode | None = None,
) -> None:
    """Note a change of status; from here on `handler` handles the case, if one is given.

    With another handler, and where a case is opened again, time begins anew: by the newest rules.

    Raises:
        NotFoundError: no such case.
    """
    history = load_history(connection, name)
    if history is None:
        raise NotFoundError("no such case")
    heard = history.replies[-1].number if history.replies else 0
    step = Step(len(history.steps), day, status, handler or history.handler, until, heard)
    _add_step(connection, name, step)
    connection.execute(_NEW_HANDLER, {**its(name), "new_handler": step.handler, "new_status": status.value})
    if step.handler != history.handler or status is Status.REOPENED:
        connection.execute(_NO_PLAN, its(name))


def change_tags(connection: Connection, name: CaseName, change: TagChange) -> None:
    """Store tags that change."""
    changes = change.changes()
    if changes:
        its_tags = CASE_TAGS.c.agency == name.agency, CASE_TAGS.c.case_id == name.case
        connection.execute(update(CASE_TAGS).where(*its_tags).values(_plain(changes)))


def add_extension(connection: Connection, name: CaseName, extension: Extension) -> None:
    """Store an extension.

    Raises:
        ConflictError: this run of the clock was extended before.
    """
    history = load_history(connection, name)
    if history is not None and any(one.since == extension.since for one in history.extensions):
        raise ConflictError("the clock was extended before")
    add(
        connection,
        CASE_EXTENSIONS,
        {
            **key_of(name),
            "since": extension.since,
            "until": extension.until,
            "day": extension.day,
            "officer_agency": extension.officer_agency,
            "officer": extension.officer,
        },
    )


def plan_row(made: Plan) -> dict[str, object]:
    """Give a plan as columns of `cases`."""
    return {name: getattr(made, name) for name in _PLANNED} | {"clock": made.clock and made.clock.value}


def tags_of(row: Row[Any]) -> Tags:
    """Read the tags of a row that has the columns of `case_tags`."""
    return Tags(
        channel=Channel(row.channel),
        matter_class=None if row.matter_class is None else MatterClass(row.matter_class),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        category=None if row.category is None else Category(row.category),
        is_duplicate=row.is_duplicate,
    )


def _add_step(connection: Connection, name: CaseName, step: Step) -> None:
    row = {"place": step.place, "day": step.day, "status": step.status.value, "handler": step.handler}
    add(connection, CASE_STEPS, {**key_of(name), **row, "until": step.until, "heard": step.heard})


def _tags_row(tags: Tags) -> dict[str, object]:
    row = {name: getattr(tags, name) for name in ("channel", "matter_class", "outcome", "category", "is_duplicate")}
    return _plain(row)


def _plain(values: dict[str, object]) -> dict[str, object]:
    """Write members of enumerations as their values."""
    return {name: getattr(value, "value", value) for name, value in values.items()}
