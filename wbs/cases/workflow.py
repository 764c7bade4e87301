"""The steps of a case: which may follow which, and what each one must tell the reporter (docs/spec/workflow.md).

Pure tables. `tools/shapes.py` writes them out for the browsers, whose dialogs offer nothing else; the server holds the
steps that it is told against them. What stands in a step is signed and sealed, so that only clients can check it.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from wbs.crypto.messages import Outcome, Status, StatusBody
from wbs.errors import FormatError

_EXITS = (Status.PASSED_ON, Status.OUT_OF_SCOPE, Status.NOT_ACTIONABLE, Status.POSTPONED)
_RUNNING = (Status.REVIEWED, Status.EXAMINED, Status.FOLLOW_UP)

NEXT: Mapping[Status, frozenset[Status]] = {
    Status.SUBMITTED: frozenset({Status.RECEIVED, Status.VERIFIED, Status.INCOMPLETE, *_EXITS}),
    Status.RECEIVED: frozenset({Status.VERIFIED, Status.INCOMPLETE, *_EXITS}),
    Status.INCOMPLETE: frozenset({Status.INCOMPLETE, Status.VERIFIED, *_RUNNING, *_EXITS}),
    Status.VERIFIED: frozenset({Status.VERIFIED, Status.INCOMPLETE, *_RUNNING, Status.CLOSED, *_EXITS}),
    Status.REVIEWED: frozenset({Status.INCOMPLETE, *_RUNNING, Status.CLOSED, *_EXITS}),
    Status.EXAMINED: frozenset({Status.INCOMPLETE, *_RUNNING[1:], Status.CLOSED, *_EXITS}),
    Status.FOLLOW_UP: frozenset({Status.EXAMINED, Status.FOLLOW_UP, Status.CLOSED, Status.POSTPONED}),
    Status.POSTPONED: frozenset({Status.VERIFIED, Status.INCOMPLETE, *_RUNNING, Status.CLOSED, *_EXITS}),
    Status.REOPENED: frozenset({Status.VERIFIED, Status.INCOMPLETE, *_RUNNING, Status.CLOSED, *_EXITS}),
    Status.PASSED_ON: frozenset({Status.PASSED_ON, Status.RECEIVED, Status.REOPENED}),
    Status.CLOSED: frozenset({Status.REOPENED}),
    Status.OUT_OF_SCOPE: frozenset({Status.REOPENED}),
    Status.NOT_ACTIONABLE: frozenset({Status.REOPENED}),
}
"""What may follow each status. One that follows itself tells more of the same step: a longer time, a number."""


class Member(StrEnum):
    """What a step tells beside its status; values are the names in `wbs-status/v1`."""

    TEXT = "text"
    REASON = "reason"
    CLASS = "class"
    OUTCOME = "outcome"
    UNTIL = "until"
    TO = "to"
    REFERENCE = "reference"
    LETTER = "letter"


NEEDS: Mapping[Status, tuple[Member, ...]] = {
    Status.VERIFIED: (Member.CLASS,),
    Status.INCOMPLETE: (Member.REASON, Member.TEXT),
    Status.CLOSED: (Member.OUTCOME, Member.LETTER),
    Status.PASSED_ON: (Member.TO,),
    Status.OUT_OF_SCOPE: (Member.REASON, Member.TEXT),
    Status.NOT_ACTIONABLE: (Member.REASON, Member.TEXT),
    Status.POSTPONED: (Member.REASON, Member.UNTIL),
    Status.REOPENED: (Member.REASON,),
}
"""What a step cannot do without; a status that is not named here needs nothing more."""

CLASSED = frozenset({Status.VERIFIED, *_RUNNING, Status.CLOSED})
"""Steps that only a case takes whose class is known: by this step, or by what was said before."""

_LONGER = (Member.TEXT, Member.CLASS, Member.REASON, Member.UNTIL)
TAKES: Mapping[Status, tuple[Member, ...]] = {
    Status.RECEIVED: (Member.TEXT,),
    Status.VERIFIED: _LONGER,
    Status.INCOMPLETE: (Member.TEXT, Member.CLASS, Member.REASON),
    Status.REVIEWED: _LONGER,
    Status.EXAMINED: _LONGER,
    Status.FOLLOW_UP: _LONGER,
    Status.CLOSED: (Member.TEXT, Member.CLASS, Member.OUTCOME, Member.LETTER),
    Status.PASSED_ON: (Member.TEXT, Member.CLASS, Member.REASON, Member.TO, Member.REFERENCE, Member.LETTER),
    Status.OUT_OF_SCOPE: (
        Member.TEXT,
        Member.CLASS,
        Member.REASON,
        Member.OUTCOME,
        Member.TO,
        Member.REFERENCE,
        Member.LETTER,
    ),
    Status.NOT_ACTIONABLE: (Member.TEXT, Member.CLASS, Member.REASON, Member.LETTER),
    Status.POSTPONED: (Member.TEXT, Member.CLASS, Member.REASON, Member.UNTIL),
    Status.REOPENED: (Member.TEXT, Member.REASON),
}
"""What a step may carry."""

OBJECTED_TO = frozenset({Status.CLOSED, Status.OUT_OF_SCOPE, Status.NOT_ACTIONABLE})
"""Ends that a reporter may object to; what was passed on goes on elsewhere."""
OTHER = "other"
"""The reason that only the words beside it tell."""
_EXTENDED = ("many-facts", "expert", "other-office", "force-majeure", OTHER)
REASONS: Mapping[Status, tuple[str, ...]] = {
    Status.VERIFIED: _EXTENDED,
    Status.REVIEWED: _EXTENDED,
    Status.EXAMINED: _EXTENDED,
    Status.FOLLOW_UP: _EXTENDED,
    Status.INCOMPLETE: ("facts", "people", "place-and-time", "evidence", OTHER),
    Status.PASSED_ON: ("other-agency", "higher-level", "law-enforcement", "public-service", OTHER),
    Status.OUT_OF_SCOPE: ("public-service", "other-agency", "private-matter", "court-decision", OTHER),
    Status.NOT_ACTIONABLE: ("no-answer", "too-little", "handled-before", "in-court", "withdrawn", OTHER),
    Status.POSTPONED: ("in-court", "expert", "other-office", "safety", "force-majeure", OTHER),
    Status.REOPENED: ("objection", "new-evidence", "own-review", "returned", OTHER),
}
"""Why, by status; for a running step, why its time is longer. None says that somebody else reported the same: whoever
is reported could find that out with a sham report."""


def may_follow(now: Status, then: Status) -> bool:
    """Say whether a case that stands at one status may come to another."""
    return then in NEXT[now]


def check_step(now: Status, body: StatusBody) -> StatusBody:
    """Check one step of a case that stands at `now`.

    Raises:
        FormatError: it may not follow, lacks a member, carries one that it does not take, an unknown reason, the reason
            `other` without words, a longer time without a reason, or an outcome that contradicts it.
    """
    if not may_follow(now, body.status):
        raise FormatError("a step that may not follow")
    told = {member for member in Member if _value(body, member) is not msgspec.UNSET}
    if not told >= set(NEEDS.get(body.status, ())):
        raise FormatError("a step that does not tell what it must")
    if not told <= set(TAKES[body.status]):
        raise FormatError("a step that tells what it does not take")
    _check_reason(body)
    if body.status is Status.OUT_OF_SCOPE and body.outcome not in {Outcome.OUT_OF_SCOPE, msgspec.UNSET}:
        raise FormatError("an outcome of a matter outside the authority")
    return body


def _check_reason(body: StatusBody) -> None:
    if body.reason is msgspec.UNSET:
        if body.until is not msgspec.UNSET:
            raise FormatError("a longer time without a reason")
        return
    if body.reason not in REASONS[body.status]:
        raise FormatError("no such reason")
    if body.reason == OTHER and body.text is msgspec.UNSET:
        raise FormatError("another reason, without words")


def _value(body: StatusBody, member: Member) -> object:
    return body.class_ if member is Member.CLASS else getattr(body, member.value)
