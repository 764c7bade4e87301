"""What a case's clocks are computed from: its steps, its tags, what was extended; and what comes of it.

All of it is plain in the database, apart from the content. It is a hint: clients believe only signed statements.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from msgspec import UNSET, UnsetType

from wbs.cases.model import AgencyCode, CaseName, Channel
from wbs.crypto.messages import MatterClass, Outcome, Status
from wbs.crypto.report import Category


class ClockKind(StrEnum):
    """What a case may have to wait for; values are permanent."""

    VERIFY = "verify"
    COMPLETE = "complete"
    """The reporter is asked to complete the report: this time is the reporter's."""
    COMPLETENESS = "completeness"
    """What the reporter added, or that nothing came, is looked at: as long as a verification."""
    ANSWER = "answer"
    LIGHT = "light"
    EXAMINATION = "examination"
    FORWARD = "forward"
    OBJECTION = "objection"
    FEEDBACK = "feedback"
    ACKNOWLEDGEMENT = "acknowledgement"
    REVIEW = "review"
    """A postponed case is looked at again on a day that was named."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a case's status."""

    place: int
    """Position among the case's steps, from 0."""
    day: date
    status: Status
    handler: AgencyCode
    """The agency whose clocks and figures count from this step on."""
    until: date | None = None
    """The day on which a postponed case is looked at again."""
    heard: int = 0
    """Number of the reporter's newest reply when it was taken; 0 before the first."""


class Reply(NamedTuple):
    """A message of the reporter's after the report. By its number it came before a step or after it, on one day too."""

    number: int
    day: date


@dataclass(frozen=True, slots=True)
class Tags:
    """What officers say of a case for clocks and figures."""

    channel: Channel = Channel.PORTAL
    matter_class: MatterClass | None = None
    outcome: Outcome | None = None
    category: Category | None = None
    is_duplicate: bool = False


@dataclass(frozen=True, slots=True)
class TagChange:
    """Tags that are to change; the others stay. None takes a tag away."""

    channel: Channel | UnsetType = UNSET
    matter_class: MatterClass | UnsetType | None = UNSET
    outcome: Outcome | UnsetType | None = UNSET
    category: Category | UnsetType | None = UNSET
    is_duplicate: bool | UnsetType = UNSET

    def changes(self) -> dict[str, object]:
        """Give what is to change, by the name of the tag."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in given.items() if value is not UNSET}


SAME_TAGS = TagChange()
"""No tag changes."""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, which the head approved once in one run of a clock."""

    since: date
    """The day that the extended clock counts from."""
    until: date
    """The day on which it ends now."""
    day: date
    """The day of the approval."""
    officer_agency: AgencyCode
    officer: str


@dataclass(frozen=True, slots=True)
class Replan:
    """What stood until due days were computed anew, because rules or the calendar had changed."""

    day: date
    rules: int
    clock: ClockKind | None
    due: date | None
    result_due: date | None


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """Everything that clocks and figures know of a case."""

    name: CaseName
    received: date
    handler: AgencyCode
    steps: tuple[Step, ...]
    """In order; the first one is the report's arrival."""
    tags: Tags = Tags()
    extensions: tuple[Extension, ...] = ()
    answers: tuple[date, ...] = ()
    """Days on which officers wrote to the reporter in words, in order."""
    replies: tuple[Reply, ...] = ()
    """In order."""
    replans: tuple[Replan, ...] = ()
    """In order."""
    rules: int | None = field(default=None, compare=False)
    """Version of the handler's rules that its days were computed with; None for a case that is not stored."""

    @property
    def status(self) -> Status:
        """Where the case stands."""
        return self.steps[-1].status


@dataclass(frozen=True, slots=True)
class Plan:
    """What a case waits for next, by one version of its handler's rules."""

    rules: int
    """Version of the rules; 0 are this program's own."""
    clock: ClockKind | None = None
    """None once nothing has to be done."""
    since: date | None = None
    """The day that the clock counts from; that day itself does not count."""
    soon: date | None = None
    """First day on which the case stands among those that are due soon: warned of, or with few working days left."""
    warn: date | None = None
    """First day on which officers are warned."""
    urge: date | None = None
    """First day on which they are warned for the last time."""
    due: date | None = None
    """Last day in time."""
    result_due: date | None = None
    """Last day in time for the result, also after it came; None while no clock of a result runs or ran."""
