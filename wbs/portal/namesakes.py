"""What reporters without script are asked about people on the signed lists who may be those they report.

The script of the report page asks the same (`whom.js`). What is answered goes along with the form, one line each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from wbs.cases.conflicts.likeness import Namesakes, Writing
from wbs.cases.conflicts.naming import Excludable
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.messages import digest_of
from wbs.crypto.shape import serialise
from wbs.portal.channels import Channels

_MAX_LINES = 200
_OF = "of "
"""Begins the line that says what was written when the form asked."""


class Answer(StrEnum):
    """Whether it is the same person; values stand in the form, before the name."""

    SAME = "same"
    """Never gets a key."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """One of the list who may be meant, and what was answered; None until something was."""

    who: Excludable
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered so far."""

    given: Mapping[Excludable, Answer]
    is_whole: bool = True
    """Whether everybody who is the same still stands on the signed lists."""
    about: frozenset[str] = frozenset()
    """What was written when the form asked, as `writing_of` names it."""

    @property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """Give whom the report is kept from by it."""
        return tuple(one.exclusion for one, answer in self.given.items() if answer is Answer.SAME)

    def hold_for(self, writing: str) -> "Answers":
        """Give what holds for what is written now: whoever was another one may be one of those who are named now."""
        if self.about <= {writing}:
            return self
        return replace(self, given={one: answer for one, answer in self.given.items() if answer is Answer.SAME})


def writing_of(writing: Writing, named: Namesakes) -> str:
    """Name what was written of whoever is reported or must not learn of it, and who stands in the story.

    In a form it says what its answers are about.
    """
    said = [*map(serialise, writing.accused), writing.keep_from.encode()]
    return digest_of(b"\0".join([*said, *(one.full_name.encode() for one in named.mentioned)]))


def read_answers(text: str, channels: Channels) -> Answers:
    """Read answers; somebody who is the same and stands on no list any more leaves them not whole.

    An answer about a name that several bear is about all of them: the form cannot tell them apart either.
    """
    lines = text.split("\n")[:_MAX_LINES]
    by_name: dict[str, list[Excludable]] = {}
    for one in (*channels.agencies, *channels.everybody):
        by_name.setdefault(one.full_name, []).append(one)
    given: dict[Excludable, Answer] = {}
    is_whole = True
    for line in lines:
        word, _, name = line.partition(" ")
        if word in set(Answer):
            bearers = by_name.get(name, [])
            given |= dict.fromkeys(bearers, Answer(word))
            is_whole = is_whole and (bool(bearers) or word == Answer.OTHER)
    return Answers(given, is_whole, frozenset(line[len(_OF) :] for line in lines if line.startswith(_OF)))


def questions(answers: Answers, found: Sequence[Excludable]) -> list[Question]:
    """List what was asked and answered, then what is to be asked of those who were found and are not excluded."""
    answered = [Question(who, answer) for who, answer in answers.given.items()]
    asked = [*answered, *(Question(who) for who in found if who not in answers.given)]
    return list({one.who.full_name: one for one in asked}.values())
