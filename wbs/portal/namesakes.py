"""What reporters without script are asked about people on the signed lists who may be those they report.

The script of the report page asks the same (`whom.js`). What is answered goes along with the form, one line each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wbs.cases.conflicts.naming import Excludable
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.messages import digest_of
from wbs.crypto.report import Accused
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
    """Whether everybody named in it still stands on the signed lists."""

    @property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """Give whom the report is kept from by it."""
        return tuple(one.exclusion for one, answer in self.given.items() if answer is Answer.SAME)


def writing_of(accused: Sequence[Accused]) -> str:
    """Name what was written of whoever is reported: in a form it says what its answers are about."""
    return digest_of(b"\n".join(map(serialise, accused)))


def read_answers(text: str, channels: Channels, accused: Sequence[Accused]) -> Answers:
    """Read answers; whoever was named and stands on no list any more leaves them not whole.

    An answer about a name that several bear is about all of them: the form cannot tell them apart either. If the form
    asked about others than it now says, whoever was somebody else may be one of these, and is asked about anew.
    """
    lines = text.split("\n")[:_MAX_LINES]
    is_changed = any(line.startswith(_OF) and line != _OF + writing_of(accused) for line in lines)
    by_name: dict[str, list[Excludable]] = {}
    for one in (*channels.agencies, *channels.everybody):
        by_name.setdefault(one.full_name, []).append(one)
    given: dict[Excludable, Answer] = {}
    is_whole = True
    for line in lines:
        word, _, name = line.partition(" ")
        if word not in set(Answer) or (is_changed and word == Answer.OTHER):
            continue
        bearers = by_name.get(name, [])
        given |= dict.fromkeys(bearers, Answer(word))
        is_whole = is_whole and (bool(bearers) or word == Answer.OTHER)
    return Answers(given, is_whole)


def questions(
    agency: str, accused: Sequence[Accused], answers: Answers, channels: Channels, excluded: Sequence[Exclusion]
) -> list[Question]:
    """List what was asked and answered, then what is to be asked: nothing about whoever is excluded."""
    answered = [Question(who, answer) for who, answer in answers.given.items()]
    found = channels.namesakes(agency, accused, excluded)
    asked = [*answered, *(Question(who) for who in found if who not in answers.given)]
    return list({one.who.full_name: one for one in asked}.values())
