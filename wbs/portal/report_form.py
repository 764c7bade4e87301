"""The report form: its fields and limits, and what keeps what was typed from being a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from wbs.cases.conflicts.likeness import Writing
from wbs.cases.conflicts.naming import read_exclusions
from wbs.cases.rules.ranks import Rank
from wbs.crypto.identity import fits_identity
from wbs.crypto.report import (
    TITLE_CHARS,
    Affiliation,
    Category,
    Contact,
    IdentityMode,
    ReportBody,
    Timing,
)
from wbs.errors import ChannelClosedError, NobodyLeftError
from wbs.portal.answers import ADDRESS_CHARS, LINE_CHARS, contact_of, people_of, references_of, report_of
from wbs.portal.channels import Channels, Receiving
from wbs.portal.forms import FormShape, Submission
from wbs.portal.namesakes import Answers, Question, questions, read_answers, writing_of
from wbs.portal.text import clean_line, clean_text
from wbs.portal.tickets import MAX_CHARS

LINE, TEXT, LONG = LINE_CHARS, 5_000, 50_000
SLUG = 32
MORE = ("2", "3", "4", "5")
"""What the names of the fields about further persons end with; whoever reports more names them in the story."""
_PERSON = {"who": TEXT, "post": LINE, "unit": LINE, "rank": SLUG}
REPORT_SHAPE = FormShape(
    {
        "ticket": MAX_CHARS,
        "agency": 16,
        "title": TITLE_CHARS,
        "what": LONG,
        **_PERSON,
        **{name + number: limit for number in MORE for name, limit in _PERSON.items()},
        "same": LONG,
        "exclude": LONG,
        "keep_from": TEXT,
        "where": TEXT,
        "when": TEXT,
        "timing": SLUG,
        "how": LONG,
        "why": LONG,
        "loss": TEXT,
        "relation": SLUG,
        "danger": TEXT,
        "accommodation": TEXT,
        "identity": SLUG,
        "person": LINE,
        "address": ADDRESS_CHARS,
        "occupation": LINE,
        "phone": LINE,
        "reach": LINE,
        "witnesses": TEXT,
        "held": TEXT,
        "elsewhere": TEXT,
        "category": SLUG,
        "drop": 4,
        "keep": 4,
    },
    has_files=True,
    takes_urlencoded=False,
    repeated=frozenset({"same", "exclude"}),
)
"""`drop` is the button that discards a kept file, `keep` the box that sends all of them as they are; both stand between
the fields and the files."""
TYPED = tuple(name for name in REPORT_SHAPE.limits if name not in {"ticket", "drop", "keep"})
_LINES = frozenset(
    {"title", "person", "occupation", "phone", "reach"} | {name + n for name in ("post", "unit") for n in ("", *MORE)}
)
_CONTACT = frozenset({"person", "address", "occupation", "phone", "reach"})
"""Of an anonymous report nothing of this is read."""
_RANKS = tuple("rank" + number for number in ("", *MORE))
_CHOSEN: Mapping[str, frozenset[str]] = {
    **{name: frozenset(Rank) for name in _RANKS},
    "timing": frozenset(Timing),
    "relation": frozenset(Affiliation),
    "identity": frozenset(IdentityMode),
    "category": frozenset(Category),
}
"""Fields that take one of a list; empty is the first of it, or nothing."""


_STORY = (
    *("title", "what", "where", "when", "how", "why", "loss", "witnesses", "held", "danger", "accommodation"),
    "elsewhere",
)
"""Fields in which somebody may be named beside whoever is reported."""


class Flaw(NamedTuple):
    """One thing to correct: at which field, and which sentence says so."""

    field: str
    message: str
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """What the form asks about people on the signed lists."""

    questions: list[Question]
    about: str
    """What was written when it asks; empty while nothing can be compared."""

    @property
    def is_open(self) -> bool:
        """Whether something is not answered."""
        return any(one.answer is None for one in self.questions)


@dataclass(slots=True)
class CheckedReport:
    """A report, or what keeps the form from being one."""

    agency: str
    report: ReportBody | None
    flaws: list[Flaw] = field(default_factory=list)
    contact: Contact | None = None
    """Who the reporter is, if that is for the custodian alone."""
    receiving: Receiving | None = None
    """Who reads it."""


def cleaned(submission: Submission) -> dict[str, str]:
    """Give every typed field, fit for documents; absent ones are empty."""
    return {
        name: clean_line(submission.get(name)) if name in _LINES else clean_text(submission.get(name)) for name in TYPED
    }


def check_report(values: Mapping[str, str], channels: Channels) -> CheckedReport:
    """Make a report of cleaned fields, or list everything that is missing, too long or unknown."""
    flaws = [*_missing(values), *_too_long(values), *_unknown(values)]
    agency = _agency(values, channels)
    if agency is None:
        flaws.insert(0, Flaw("agency", "agency"))
    receiving = None
    if agency is not None and not _unknown(values):
        answers = read_answers(values["same"], channels)
        receiving, closed = _receiving(values, agency, channels, answers)
        asking = _asking(values, agency, channels, answers, receiving)
        is_open = receiving is not None and asking.is_open
        flaws += [*closed, Flaw("same", "same")] if is_open else closed
    if flaws or agency is None:
        return CheckedReport(agency or "", None, sorted(flaws, key=lambda flaw: TYPED.index(flaw.field)))
    rank = channels.decisive(agency, list(_ranks(values).values()))
    is_sealed = values["identity"] == IdentityMode.CONFIDENTIAL
    contact = contact_of(values) if is_sealed else None
    report = report_of(values, MORE, agency=agency, rank=rank)
    return CheckedReport(agency, report, contact=contact, receiving=receiving)


def shelf_of(fields: Mapping[str, str], channels: Channels) -> str:
    """Give the agency under which files of a form lie: the one that reads it, for another would tell too much."""
    values = {name: fields.get(name, "") for name in TYPED}
    agency = _agency(values, channels) or channels.choices[0].code
    answers = read_answers(values["same"], channels)
    receiving = None if _unknown(values) else _receiving(values, agency, channels, answers)[0]
    return agency if receiving is None else receiving.directory.document.agency


def _missing(values: Mapping[str, str]) -> list[Flaw]:
    wanted = [Flaw(name, name) for name in ("what", "where", "when") if not values[name]]
    if not values["who"] and not values["unit"]:
        wanted.append(Flaw("who", "who"))
    if values["identity"] in {IdentityMode.CONFIDENTIAL, IdentityMode.NAMED} and not values["person"]:
        wanted.append(Flaw("person", "person"))
    return wanted


def _too_long(values: Mapping[str, str]) -> list[Flaw]:
    is_nameless = values["identity"] in {"", IdentityMode.ANONYMOUS}
    passed_over = _CONTACT if is_nameless else frozenset[str]()
    names = (name for name in TYPED if name not in _CHOSEN and name != "agency" and name not in passed_over)
    limits = ((name, REPORT_SHAPE.limits[name]) for name in names)
    found = [Flaw(name, "too-long", limit) for name, limit in limits if len(values[name]) > limit]
    too_long = {flaw.field for flaw in found}
    contact = contact_of(values)
    if contact is not None and "address" not in too_long and not fits_identity(contact):
        found.append(Flaw("address", "contact"))
    if "elsewhere" not in too_long and references_of(values["elsewhere"]) is None:
        found.append(Flaw("elsewhere", "elsewhere"))
    return found


def _unknown(values: Mapping[str, str]) -> list[Flaw]:
    return [Flaw(name, "choice") for name, known in _CHOSEN.items() if values[name] and values[name] not in known]


def _agency(values: Mapping[str, str], channels: Channels) -> str | None:
    if not values["agency"] and len(channels.choices) == 1:
        return channels.choices[0].code
    choice = channels.choice(values["agency"])
    return None if choice is None else choice.code


def asked_about(values: Mapping[str, str], channels: Channels) -> Asking:
    """List what the form asks about people on the signed lists: what was answered, and what is open."""
    agency = _agency(values, channels)
    answers = read_answers(values["same"], channels)
    if agency is None or _unknown(values):
        return Asking(questions(answers, ()), "")
    receiving, _ = _receiving(values, agency, channels, answers)
    return _asking(values, agency, channels, answers, receiving)


def _asking(
    values: Mapping[str, str], agency: str, channels: Channels, answers: Answers, receiving: Receiving | None
) -> Asking:
    written = Writing(
        people_of(values, MORE), values["keep_from"], tuple(values[name] for name in _STORY if values[name])
    )
    named = channels.namesakes(agency, written)
    about = writing_of(written, named)
    found = named.open(() if receiving is None else receiving.excluded)
    return Asking(questions(answers.hold_for(about), found), about)


def _receiving(
    values: Mapping[str, str], agency: str, channels: Channels, answers: Answers
) -> tuple[Receiving | None, list[Flaw]]:
    """Choose who reads it, or tell why nobody does: the rank, or whom the reporter excludes, or how they appear."""
    ranks = _ranks(values)
    closed = [Flaw(name, "closed") for name, rank in ranks.items() if _is_closed(channels, agency, rank)]
    among = channels.everybody if values["exclude"] else ()
    excluding = read_exclusions(values["exclude"], among)
    if excluding.unknown or not answers.is_whole:
        closed.append(Flaw("exclude", "exclude"))
    if closed:
        return None, closed
    try:
        rank = channels.decisive(agency, list(ranks.values()))
        receiving = channels.receiving(agency, rank, (*excluding.exclusions, *answers.exclusions))
    except NobodyLeftError:
        return None, [Flaw("exclude", "nobody-left")]
    mode = IdentityMode(values["identity"] or IdentityMode.ANONYMOUS)
    return receiving, [] if mode in receiving.modes else [Flaw("identity", "mode")]


def _ranks(values: Mapping[str, str]) -> dict[str, str]:
    """Give the rank of everybody of whom something was written, by its field; the first is always there."""
    parts = ("who", "post", "unit")
    return {
        "rank" + number: values["rank" + number] or Rank.UNKNOWN
        for number in ("", *MORE)
        if not number or any(values[part + number] for part in parts)
    }


def _is_closed(channels: Channels, agency: str, rank: str) -> bool:
    try:
        channels.receiving(agency, rank)
    except ChannelClosedError:
        return True
    return False
