"""What officers proposed to hand to SP4N-LAPOR!, and what the reporter said to it.

Only what is confirmed counts, and only an answer that names exactly the message that asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbs.crypto.chains import Opened
from wbs.crypto.messages import Consent, Message, Proposal, TextBody
from wbs.crypto.records import REPORTER

ANSWERS: Mapping[Consent, LazyString] = {
    Consent.YES: lazy_gettext("I agree that exactly this text is passed on to SP4N-LAPOR!."),
    Consent.NO: lazy_gettext("I do not agree that this text is passed on to SP4N-LAPOR!."),
}
"""The words of an answer, for whoever reads the messages one after the other."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """The newest proposal, and the newest answer to it."""

    proposal: Proposal
    digest: str
    given: Consent | None


def newest_proposal(messages: Sequence[Opened[Message]]) -> Proposed | None:
    """Find the newest proposal of a case, with the reporter's newest answer to it."""
    confirmed = [(found, found.message.body) for found in messages if found.confirmed]
    asked = [
        (found.digest, body.proposal)
        for found, body in confirmed
        if isinstance(body, TextBody) and body.proposal is not msgspec.UNSET and found.author != REPORTER
    ]
    if not asked:
        return None
    digest, proposal = asked[-1]
    answers = [
        body.answer.given
        for found, body in confirmed
        if isinstance(body, TextBody) and found.author == REPORTER
        if body.answer is not msgspec.UNSET and body.answer.asked == digest
    ]
    return Proposed(proposal, digest, answers[-1] if answers else None)
