"""What reporters without script are asked about people on the signed lists who may be those they report.

The script of the report page asks the same (`whom.js`). What is answered goes along with the form, one line each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wbs.cases.conflicts.naming import Excludable
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.report import Accused
from wbs.portal.channels import Channels

_MAX_LINES = 200


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


def read_answers(text: str, channels: Channels) -> Answers:
    """Read answers; whoever was named and stands on no list any more leaves them not whole."""
    by_name = {one.full_name: one for one in (*channels.agencies, *channels.everybody)}
    given: dict[Excludable, Answer] = {}
    is_whole = True
    for line in text.split("\n")[:_MAX_LINES]:
        word, _, name = line.partition(" ")
        if word not in set(Answer):
            continue
        who = by_name.get(name)
        if who is not None:
            given[who] = Answer(word)
        is_whole = is_whole and (who is not None or word == Answer.OTHER)
    return Answers(given, is_whole)


def questions(
    agency: str, accused: Sequence[Accused], answers: Answers, channels: Channels, excluded: Sequence[Exclusion]
) -> list[Question]:
    """List what was asked and answered, then what is to be asked: nothing about whoever is excluded."""
    answered = [Question(who, answer) for who, answer in answers.given.items()]
    found = channels.namesakes(agency, accused, excluded)
    return [*answered, *(Question(who) for who in found if who not in answers.given)]
