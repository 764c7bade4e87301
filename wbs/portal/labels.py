"""What the pages call things: one text per value of an enumeration, in the language of the request."""

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString

from wbs.cases.reporters.mailbox import Station
from wbs.cases.rules.ranks import Rank
from wbs.crypto.messages import Status
from wbs.crypto.report import Affiliation, Category, IdentityMode, Timing
from wbs.errors import ReceiptError
from wbs.portal.forms import Problem
from wbs.portal.limits import PLAIN_LIMIT
from wbs.portal.report_form import REPORT_SHAPE, TYPED, Flaw

RANKS: Mapping[str, LazyString] = {
    Rank.STAFF: lazy_gettext("Employee, head of division, or village official"),
    Rank.OFFICE_HEAD: lazy_gettext("Head of an office or agency of the region, or an equal post (echelon II)"),
    Rank.LEADERSHIP: lazy_gettext(
        "Head of the region or deputy, regional secretary, or member of the regional council"
    ),
    Rank.INSPECTORATE: lazy_gettext("Inspector or employee of the Inspectorate"),
    Rank.UNKNOWN: lazy_gettext("I do not know"),
}

CATEGORIES: Mapping[str, LazyString] = {
    Category.STATE_LOSS: lazy_gettext("Loss to the state"),
    Category.BRIBERY: lazy_gettext("Bribery"),
    Category.EMBEZZLEMENT: lazy_gettext("Embezzlement in office"),
    Category.EXTORTION: lazy_gettext("Extortion"),
    Category.FRAUD: lazy_gettext("Fraud"),
    Category.PROCUREMENT_CONFLICT: lazy_gettext("Conflict of interest in procurement"),
    Category.GRATIFICATION: lazy_gettext("Gifts for holding office (gratification)"),
    Category.ILLEGAL_LEVY: lazy_gettext("Illegal levy (pungli)"),
    Category.ABUSE_OF_AUTHORITY: lazy_gettext("Abuse of authority"),
    Category.CONFLICT_OF_INTEREST: lazy_gettext("Other conflict of interest"),
    Category.NEPOTISM: lazy_gettext("Nepotism or collusion"),
    Category.MISUSE_OF_ASSETS: lazy_gettext("Misuse of assets, budget or village funds"),
    Category.PROCUREMENT: lazy_gettext("Procurement of goods and services"),
    Category.SALE_OF_POSTS: lazy_gettext("Sale of posts, staff matters"),
    Category.DISCIPLINE: lazy_gettext("Breach of discipline"),
    Category.ETHICS: lazy_gettext("Breach of the code of ethics"),
    Category.RETALIATION: lazy_gettext("Retaliation against a reporter"),
    Category.OTHER: lazy_gettext("Something else, or I do not know"),
}

RELATIONS: Mapping[str, LazyString] = {
    Affiliation.CIVIL_SERVANT: lazy_gettext("Civil servant (ASN or PPPK)"),
    Affiliation.STAFF: lazy_gettext("Other employee of the administration"),
    Affiliation.VILLAGE: lazy_gettext("Village official"),
    Affiliation.VENDOR: lazy_gettext("Contractor or supplier"),
    Affiliation.PUBLIC: lazy_gettext("Member of the public"),
    Affiliation.OTHER: lazy_gettext("Something else"),
}

TIMINGS: Mapping[str, LazyString] = {
    Timing.PAST: lazy_gettext("Yes, it is over"),
    Timing.ONGOING: lazy_gettext("It is still going on"),
    Timing.EXPECTED: lazy_gettext("No, it is about to happen"),
}

MODES: Mapping[str, LazyString] = {
    IdentityMode.ANONYMOUS: lazy_gettext("Nobody (anonymous)"),
    IdentityMode.CONFIDENTIAL: lazy_gettext("Two officers together, if there is a reason (confidential)"),
    IdentityMode.NAMED: lazy_gettext("Everybody who reads the report (named)"),
}

MODE_LINES: Mapping[str, tuple[LazyString, ...]] = {
    IdentityMode.ANONYMOUS: (
        lazy_gettext("No name is stored. You answer questions with the 12 words alone."),
        lazy_gettext(
            "Without a name you cannot claim the reward of PP 43/2018, nor ask LPSK for protection through us."
        ),
    ),
    IdentityMode.CONFIDENTIAL: (
        lazy_gettext("Your name is sealed apart. A receiver and the custodian of names open it together, never alone."),
        lazy_gettext("With a name, the reward of PP 43/2018 and the protection of LPSK stay open to you."),
    ),
    IdentityMode.NAMED: (
        lazy_gettext("Whoever may read your report reads your name at once, and can speak with you."),
        lazy_gettext("With a name, the reward of PP 43/2018 and the protection of LPSK stay open to you."),
    ),
}
"""What follows from each way to appear; shown before the choice, in equal length."""

STATUSES: Mapping[str, LazyString] = {
    Status.SUBMITTED: lazy_gettext("Sent"),
    Status.RECEIVED: lazy_gettext("Received"),
    Status.VERIFIED: lazy_gettext("Verified"),
    Status.INCOMPLETE: lazy_gettext("More is needed from you"),
    Status.REVIEWED: lazy_gettext("Under review"),
    Status.EXAMINED: lazy_gettext("Under examination"),
    Status.FOLLOW_UP: lazy_gettext("Follow-up"),
    Status.CLOSED: lazy_gettext("Finished"),
    Status.PASSED_ON: lazy_gettext("Passed on"),
    Status.OUT_OF_SCOPE: lazy_gettext("Not within our authority"),
    Status.NOT_ACTIONABLE: lazy_gettext("Cannot be followed up"),
    Status.POSTPONED: lazy_gettext("Postponed"),
    Status.REOPENED: lazy_gettext("Reopened"),
}

STATUS_MEANS: Mapping[str, LazyString] = {
    Status.SUBMITTED: lazy_gettext("Your report lies here, sealed. No receiver has confirmed it yet."),
    Status.RECEIVED: lazy_gettext("The receivers have opened your report and are checking whether it is complete."),
    Status.VERIFIED: lazy_gettext("Your report is complete. It is being reviewed."),
    Status.INCOMPLETE: lazy_gettext("The receivers need more from you. Read their question below and reply."),
    Status.REVIEWED: lazy_gettext("The receivers weigh what your report says and who should examine it."),
    Status.EXAMINED: lazy_gettext("Examiners are checking what your report says."),
    Status.FOLLOW_UP: lazy_gettext("The examination has ended. Its recommendations are being carried out."),
    Status.CLOSED: lazy_gettext("The inspectorate has finished with this case. You can still write."),
    Status.PASSED_ON: lazy_gettext("Another office handles this case now. Read below which one."),
    Status.OUT_OF_SCOPE: lazy_gettext("This inspectorate may not handle it. Read below who may."),
    Status.NOT_ACTIONABLE: lazy_gettext("The inspectorate cannot follow this up. Read the reason below."),
    Status.POSTPONED: lazy_gettext("The case waits. Read the reason and the date below."),
    Status.REOPENED: lazy_gettext("The case has been opened again and is being examined."),
}

STATIONS: Mapping[str, LazyString] = {
    Station.SENT: lazy_gettext("Sent"),
    Station.RECEIVED: lazy_gettext("Received"),
    Station.VERIFIED: lazy_gettext("Verified"),
    Station.REVIEWED: lazy_gettext("Under review"),
    Station.EXAMINED: lazy_gettext("Under examination"),
    Station.FOLLOW_UP: lazy_gettext("Follow-up"),
    Station.CLOSED: lazy_gettext("Finished"),
}

SEALED_BY: Mapping[str, LazyString] = {
    "browser": lazy_gettext("Sealed on your device."),
    "portal": lazy_gettext("Sealed by this server on arrival."),
    "cli": lazy_gettext("Sealed on your device by the program wbs."),
    "offline": lazy_gettext("Sealed on your device in the offline page."),
}

FIELDS: Mapping[str, LazyString] = {
    "title": lazy_gettext("Title"),
    "what": lazy_gettext("What happened?"),
    "accused": lazy_gettext("Who is reported"),
    "rank": lazy_gettext("Rank"),
    "where": lazy_gettext("Where?"),
    "when": lazy_gettext("When?"),
    "how": lazy_gettext("How was it done?"),
    "why": lazy_gettext("Why, do you think?"),
    "loss": lazy_gettext("Estimated loss"),
    "timing": lazy_gettext("Has it happened already?"),
    "keep_from": lazy_gettext("Who else must not learn of it?"),
    "relation": lazy_gettext("What are you to the administration?"),
    "danger": lazy_gettext("Does anyone threaten you, or might they?"),
    "accommodation": lazy_gettext("What do you need, to be heard?"),
    "identity_mode": lazy_gettext("Who may learn who you are?"),
    "contact": lazy_gettext("Your name"),
    "witnesses": lazy_gettext("Who else knows about it?"),
    "evidence_held_by": lazy_gettext("Who has evidence that you cannot attach?"),
    "reported_elsewhere": lazy_gettext("Where else have you reported it?"),
    "category": lazy_gettext("Kind of matter"),
}

PROBLEMS: Mapping[str, LazyString] = {
    Problem.WRONG_TYPE: lazy_gettext(
        "The form did not arrive as a form. Please fill it in on this page and send it again."
    ),
    Problem.MALFORMED: lazy_gettext(
        "The form arrived damaged. Check that everything is still here, then send it again."
    ),
    Problem.FIELDS: lazy_gettext(
        "The form arrived with parts missing or out of order. Check that everything is still here, then send it again."
    ),
    Problem.BAD_TEXT: lazy_gettext(
        "Some characters could not be read and show as \ufffd. Correct them, then send the form again."
    ),
    Problem.FIELD_TOO_LARGE: lazy_gettext("One of the texts is much too long. Shorten it, or attach it as a file."),
    Problem.FILE_TOO_LARGE: lazy_gettext(
        "A file is larger than %(limit)s. Make it smaller, or send it in parts.", limit=PLAIN_LIMIT
    ),
    Problem.TOO_MANY_FILES: lazy_gettext(
        "There is room for ten files. Put several into one ZIP file, or send the rest from the mailbox later."
    ),
    Problem.BODY_TOO_LARGE: lazy_gettext(
        "All files together are too large. Send fewer at once; the rest can follow from the mailbox."
    ),
    Problem.CUT_OFF: lazy_gettext("The connection broke off while sending. Please send the form again."),
    Problem.TOO_SLOW: lazy_gettext(
        "Sending took too long, so it was stopped. Send again with fewer files; more can follow from the mailbox."
    ),
    Problem.FILE_GONE: lazy_gettext("A file that had arrived was kept for a day and is gone. Please choose it again."),
    Problem.NO_ROOM: lazy_gettext(
        "No files can be taken just now; what you wrote is still here. Send it without files: they can follow from the "
        "mailbox in a few days."
    ),
    Problem.STORE: lazy_gettext(
        "The service is busy or out of space. Please send it again in a few minutes: it will not be stored twice."
    ),
}


def flaw_text(flaw: Flaw) -> str:
    """Say what to do about one flaw of the report form."""
    if flaw.message == "too-long":
        return too_long_text(flaw.limit)
    if flaw.message == "choice":
        return str(_CHOICES["rank" if flaw.field.startswith("rank") else flaw.field])
    return str(_FLAWS[flaw.message])


def flaw_texts() -> dict[str, str]:
    """Give every sentence about a flaw that a page's script may have to say, by its name."""
    limits = sorted({REPORT_SHAPE.limits[name] for name in TYPED})
    said = {name: str(text) for name, text in _FLAWS.items()}
    return said | {f"too-long-{limit}": too_long_text(limit) for limit in limits}


def too_long_text(limit: int) -> str:
    """Say what to do about a text beyond its limit."""
    return str(gettext("Shorten this text to %(limit)d characters; the rest fits into a file", limit=limit))


_FLAWS: Mapping[str, LazyString] = {
    "agency": lazy_gettext("Choose where the matter belongs"),
    "what": lazy_gettext("Tell what happened"),
    "who": lazy_gettext("Tell who is reported, or name the unit"),
    "where": lazy_gettext("Tell where it happened"),
    "when": lazy_gettext("Tell when it happened; an estimate is enough"),
    "person": lazy_gettext("Give a name, or choose to stay anonymous"),
    "contact": lazy_gettext("Shorten your name and the ways to reach you: together they do not fit the sealed space"),
    "elsewhere": lazy_gettext("Name at most ten places, one per line, each line at most 120 characters"),
    "same": lazy_gettext("Answer for each name on the list whether you meant it"),
    "exclude": lazy_gettext("Tick again whom you want to leave out: the list of receivers has changed"),
    "nobody-left": lazy_gettext(
        "With so many left out, nobody who may read this report remains. Leave out fewer, or use another channel"
    ),
    "mode": lazy_gettext("Whoever reads this report does not take it so. Choose another way to appear"),
    "closed": lazy_gettext(
        "Nobody here may read a report about this rank. Use another channel, or choose another rank"
    ),
}

_CHOICES: Mapping[str, LazyString] = {
    "rank": lazy_gettext("Choose the rank of whoever is reported"),
    "category": lazy_gettext("Choose the kind of matter"),
    "timing": lazy_gettext("Choose whether it has happened already"),
    "relation": lazy_gettext("Choose what you are to the administration"),
    "identity": lazy_gettext("Choose who may learn who you are"),
}


def words_text(error: ReceiptError | None) -> str:
    """Say what to do about twelve words that cannot be a receipt."""
    if error is None:
        return str(gettext("Type the 12 words"))
    if error.positions:
        places = ", ".join(str(place) for place in error.positions)
        count = len(error.positions)
        text = ngettext(
            "Word %(places)s is not on the list", "Words %(places)s are not on the list", count, places=places
        )
        return str(text)
    return str(gettext("These are not the 12 words of a receipt: one is missing, doubled or another word"))


FINDINGS: Mapping[str, tuple[LazyString, LazyString]] = {
    "seal": (
        lazy_gettext("A message cannot be opened"),
        lazy_gettext("Its seal does not fit the key of this case. It was altered, or put here by someone else."),
    ),
    "format": (
        lazy_gettext("A message cannot be read"),
        lazy_gettext("It opens, but is not written as messages are. It may come from a newer version, or be damaged."),
    ),
    "signature": (
        lazy_gettext("A signature is not genuine"),
        lazy_gettext(
            "A message bears a name whose signature does not match. Anyone could have written it, so it is not shown."
        ),
    ),
    "author": (
        lazy_gettext("A message by someone who may not reply"),
        lazy_gettext("Its sender does not read this case, or may not write to you. It is not shown."),
    ),
    "transplant": (
        lazy_gettext("A message from another place"),
        lazy_gettext("It belongs to another case, or to another place in this one. It is not shown."),
    ),
    "replay": (
        lazy_gettext("A message lies here twice"),
        lazy_gettext("The same sealed message was put here a second time. It is shown once."),
    ),
    "fork": (
        lazy_gettext("The order of messages does not fit"),
        lazy_gettext(
            "Two different messages claim the same place, or a later message refers to another one than lies here."
        ),
    ),
    "gap": (
        lazy_gettext("A message is missing"),
        lazy_gettext("A later message refers to one that is not here. It was withheld or lost."),
    ),
    "not-confirmed": (
        lazy_gettext("A message is not confirmed"),
        lazy_gettext(
            "Its sender has since left the list of receivers, and nobody who still stands there refers to it."
        ),
    ),
    "summary": (
        lazy_gettext("The title of the case was changed"),
        lazy_gettext("The summary that receivers see in their list is not the one that was sealed with your report."),
    ),
    "grant": (
        lazy_gettext("A new key of this case is not genuine"),
        lazy_gettext("The key was changed, and the new one is missing or does not fit. Nothing is sealed to it."),
    ),
    "status": (
        lazy_gettext("The status does not match"),
        lazy_gettext("The server states another status than the inspectorate signed. The signed one is shown."),
    ),
}
"""What each kind of finding is called, and what it means; keys are the kinds' values."""
