"""What the steps of a case mean to its reporter: reasons, classes, outcomes, in plain words.

Each text stands by itself under its label, in the language of the request. None says that somebody else reported the
same: whoever is reported could find that out with a sham report.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from wbs.crypto.messages import MatterClass, Outcome, Status

STEP_SAID: Mapping[str, LazyString] = {
    Status.RECEIVED: lazy_gettext("A receiver has opened your report."),
    Status.VERIFIED: lazy_gettext("Your report was found complete."),
    Status.INCOMPLETE: lazy_gettext("The receivers ask you for more before they go on."),
    Status.REVIEWED: lazy_gettext("The review has begun."),
    Status.EXAMINED: lazy_gettext("The examination has begun."),
    Status.FOLLOW_UP: lazy_gettext("The examination has ended, and its recommendations are carried out."),
    Status.CLOSED: lazy_gettext("The inspectorate has finished with this case."),
    Status.PASSED_ON: lazy_gettext("The case was passed on. Your 12 words go on opening this mailbox."),
    Status.OUT_OF_SCOPE: lazy_gettext("The inspectorate may not handle this matter."),
    Status.NOT_ACTIONABLE: lazy_gettext("The inspectorate cannot follow this up."),
    Status.POSTPONED: lazy_gettext("The case waits until the day below. Then it is looked at again."),
    Status.REOPENED: lazy_gettext("The case was opened again."),
    "extended": lazy_gettext("The inspectorate takes more time for this step, once, with a reason."),
}
"""What each step means, as it stands with its message for good."""

STEP_FACTS: Mapping[str, LazyString] = {
    "class": lazy_gettext("Kind of handling"),
    "outcome": lazy_gettext("Outcome"),
    "reason": lazy_gettext("Reason"),
    "review": lazy_gettext("Looked at again by"),
    "extended": lazy_gettext("Extended to"),
    "to": lazy_gettext("Who handles it now"),
    "authority": lazy_gettext("Who has the authority"),
    "reference": lazy_gettext("Its number there"),
}

REASONS: Mapping[str, LazyString] = {
    "many-facts": lazy_gettext("There is much to examine."),
    "expert": lazy_gettext("The inspectorate waits for an expert or an audit."),
    "other-office": lazy_gettext("The inspectorate waits for another office's answer."),
    "force-majeure": lazy_gettext("Something that nobody could prevent delays it."),
    "facts": lazy_gettext("It is not clear yet what happened."),
    "people": lazy_gettext("It is not clear yet who is reported."),
    "place-and-time": lazy_gettext("It is not clear yet where or when it happened."),
    "evidence": lazy_gettext("There are too few leads or proofs yet."),
    "other-agency": lazy_gettext("Another office has the authority."),
    "higher-level": lazy_gettext("The level above has the authority."),
    "law-enforcement": lazy_gettext("It is a matter for police, prosecutors or the KPK."),
    "public-service": lazy_gettext("It is a complaint about a public service. SP4N-LAPOR! (lapor.go.id) takes those."),
    "private-matter": lazy_gettext("It is a private matter, not one of government."),
    "court-decision": lazy_gettext("A court has decided it."),
    "no-answer": lazy_gettext("You were asked for more, and no answer came. You can still answer here."),
    "too-little": lazy_gettext("It holds too little that could be examined. You can still add something here."),
    "handled-before": lazy_gettext("It was examined to the end before."),
    "in-court": lazy_gettext("A court is dealing with it now."),
    "withdrawn": lazy_gettext("You withdrew your report."),
    "safety": lazy_gettext("Going on now would put somebody in danger."),
    "objection": lazy_gettext("You objected."),
    "new-evidence": lazy_gettext("There is new evidence."),
    "own-review": lazy_gettext("The inspectorate looked at its own work again."),
    "returned": lazy_gettext("Whoever received it has sent it back."),
    "other": lazy_gettext("Read the words below."),
}

CLASSES: Mapping[str, LazyString] = {
    MatterClass.SUPERVISORY: lazy_gettext("With grounds for supervision (berkadar pengawasan): it can be examined"),
    MatterClass.NON_SUPERVISORY: lazy_gettext(
        "Without grounds for supervision (tidak berkadar pengawasan): it is answered like other complaints"
    ),
}

OUTCOMES: Mapping[str, LazyString] = {
    Outcome.PROVEN_DISCIPLINE: lazy_gettext("Proven. A disciplinary penalty follows"),
    Outcome.PROVEN_ETHICS: lazy_gettext("Proven. A penalty for a breach of ethics follows"),
    Outcome.PROVEN_RECOVERY: lazy_gettext("Proven. Administrative measures follow, and the loss is made good"),
    Outcome.PROVEN_PROSECUTION: lazy_gettext("Proven, and handed to law enforcement"),
    Outcome.PROVEN_REFORM: lazy_gettext("Proven. The way of working is mended"),
    Outcome.PARTLY_PROVEN: lazy_gettext("Partly proven"),
    Outcome.NOT_PROVEN: lazy_gettext("Not proven"),
    Outcome.NOT_ENOUGH_EVIDENCE: lazy_gettext("Not enough evidence"),
    Outcome.OUT_OF_SCOPE: lazy_gettext("Outside the inspectorate's authority"),
}
