"""What each agency may set for itself: `wbs-rules/v1`, in versions that are kept for ever (docs/spec/rules.md).

Rules say how an agency works, never who reads: that is for signed documents alone. Version 0 is this program's own
and never changes; an agency that wants other rules stores a version of its own, and a case names the one it was
computed with. Every member is always written, so that a later program cannot change what an old version says; a
member that is added later is optional, and its absence means what held before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

import msgspec

from wbs.cases.model import AgencyCode
from wbs.crypto.directory import parse_day
from wbs.crypto.encoding import bech32_decode
from wbs.crypto.keys import ReaderPublicKey
from wbs.crypto.report import Category, IdentityMode
from wbs.crypto.shape import AgencyCode as AgencyCodeText
from wbs.crypto.shape import Count, Day, Document, LongText, Part, ShortLine, Text, check, parse
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError

MAX_BYTES = 262_144
"""Largest rules document, in bytes."""
DEFAULT_VERSION = 0
MIN_COMPLETE_DAYS = 5
"""Fewest working days that a reporter is given to complete a report."""
MOST_FEEDBACK_DAYS, MOST_ACKNOWLEDGEMENT_DAYS = 90, 7
"""Outer limits (EU 2019/1937 Art. 9): nobody who sets rules may let a report lie longer without its being late."""
PLACE = "{no}"
"""Where the number of a letter stands in how letters are numbered."""
PLACES = (PLACE, "{month}", "{mm}", "{year}")
"""`{month}` is the month in Roman numerals, `{mm}` in two digits."""
_KNOWN = 256
_X25519_BYTES = 32
_ENVELOPE = b'{"payload":'
"""How canonical envelopes begin; rules begin with their agency."""

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
"""A day of the week as ISO 8601 numbers it: Monday is 1."""
Days = Annotated[int, msgspec.Meta(ge=1, le=366)]
Percent = Annotated[int, msgspec.Meta(ge=1, le=99)]
MailAddress = Annotated[
    str,
    msgspec.Meta(max_length=254, pattern=r"\A[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+\Z"),
]
AgeKey = Annotated[
    str, msgspec.Meta(pattern=r"\A(?:age1[02-9ac-hj-np-z]{58}|age1pq1[02-9ac-hj-np-z]{1952})\Z", max_length=1959)
]


class Page(StrEnum):
    """The public pages about an agency's way of working, in the order of the menu; values stand in addresses."""

    FLOW = "flow"
    ELEMENTS = "elements"
    CRITERIA = "criteria"
    SECRECY = "secrecy"
    RIGHTS = "rights"
    LEGAL_BASIS = "legal-basis"
    QUESTIONS = "questions"
    CHANNELS = "channels"


class Language(StrEnum):
    """Languages of the pages."""

    INDONESIAN = "id"
    ENGLISH = "en"


class Clocks(Part, frozen=True, kw_only=True):
    """How long each step may take: working days, but the last two, which are calendar days."""

    verify: Days
    """From arrival until completeness is checked."""
    complete: Annotated[int, msgspec.Meta(ge=MIN_COMPLETE_DAYS, le=366)]
    """What a reporter is given to complete a report; then it is reviewed, never refused by itself."""
    answer: Days
    """From verification until the first answer in substance."""
    light: Days
    """Until the end of a matter without grounds for supervision (tidak berkadar pengawasan)."""
    examination: Days
    """Until the end of a matter with grounds for supervision (berkadar pengawasan)."""
    forward: Days
    """Until a report that came to the wrong door is handed on."""
    objection: Days
    """From the closing letter until objections end."""
    feedback: Annotated[int, msgspec.Meta(ge=1, le=MOST_FEEDBACK_DAYS)]
    """Outer limit between two words to the reporter (EU 2019/1937 Art. 9)."""
    acknowledgement: Annotated[int, msgspec.Meta(ge=1, le=MOST_ACKNOWLEDGEMENT_DAYS)]
    """Outer limit until receipt is acknowledged (EU 2019/1937 Art. 9)."""


class Override(Part, frozen=True, kw_only=True):
    """One day that a decree made free or working, against the calendar of the library."""

    day: Day
    works: bool
    decree: ShortLine


class LegalText(Part, frozen=True, kw_only=True):
    """One text that the agency works under, as the agency itself has read it."""

    title: ShortLine
    dated: Day | msgspec.UnsetType = msgspec.UNSET
    note: Text | msgspec.UnsetType = msgspec.UNSET


class Team(Part, frozen=True, kw_only=True):
    """What the agency calls those who do each part of the work."""

    receiving: ShortLine
    reviewing: ShortLine
    examining: ShortLine
    head: ShortLine
    protection: ShortLine
    liaison: ShortLine


class Authority(Part, frozen=True, kw_only=True):
    """An authority outside the installation that cases may be handed to."""

    name: ShortLine
    address: Text
    age_key: AgeKey | msgspec.UnsetType = msgspec.UNSET
    """What a bundle for it is sealed to; without one, only a printed letter goes out."""


class AgencyText(Part, frozen=True, kw_only=True):
    """The agency's own words on one public page, shown below the common ones."""

    page: Page
    language: Language
    text: LongText


class CategoryLabel(Part, frozen=True, kw_only=True):
    """What the agency calls one kind of matter; everything that counts goes by the kind itself."""

    category: Category
    language: Language
    text: ShortLine


class Rules(Document, frozen=True, kw_only=True, tag="wbs-rules/v1"):
    """One agency's rules in one version."""

    agency: AgencyCodeText
    after: Count | msgspec.UnsetType = msgspec.UNSET
    """The version that an administrator signed it to follow; whoever reads it as another one does not believe it."""
    working_week: Annotated[list[Weekday], msgspec.Meta(min_length=1, max_length=7)]
    clocks: Clocks
    pauses_when_incomplete: bool
    """Whether clocks stand while the reporter is asked for more."""
    warn: Annotated[list[Percent], msgspec.Meta(min_length=1, max_length=5)]
    """At which shares of a clock officers are warned."""
    overrides: Annotated[list[Override], msgspec.Meta(max_length=1_000)]
    categories: Annotated[list[Category], msgspec.Meta(min_length=1, max_length=len(Category))]
    identity_modes: Annotated[list[IdentityMode], msgspec.Meta(min_length=1, max_length=len(IdentityMode))]
    legal_basis: Annotated[list[LegalText], msgspec.Meta(max_length=40)]
    law_note: Text | msgspec.UnsetType = msgspec.UNSET
    """Who compared the clocks with which legal text, and when; without it, pages say that they are this program's."""
    team: Team
    letterhead: Annotated[list[ShortLine], msgspec.Meta(max_length=8)]
    """Lines above the agency's letters; without any, the agency's name."""
    letter_number: ShortLine | msgspec.UnsetType = msgspec.UNSET
    """How letters are numbered, such as `700/{no}/ITDA/{month}/{year}`."""
    labels: Annotated[list[CategoryLabel], msgspec.Meta(max_length=2 * len(Category))] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    """The agency's own names of kinds of matters; those without one have the common name."""
    authorities: Annotated[list[Authority], msgspec.Meta(max_length=40)]
    notices: Annotated[list[MailAddress], msgspec.Meta(max_length=20)]
    """Where the constant notices go; none, no notices."""
    public_figures: bool
    texts: Annotated[list[AgencyText], msgspec.Meta(max_length=2 * len(Page))]


@dataclass(frozen=True, slots=True)
class RulesLine:
    """One version as a history tells it."""

    version: int
    day: date
    officer: str


@dataclass(frozen=True, slots=True)
class StoredRules:
    """One version as it is stored: who brought it, on which day, and the document."""

    agency: AgencyCode
    version: int
    """From 1; each follows the one before."""
    day: date
    officer: str
    document: bytes
    """The rules in the envelope that an administrator signed; bare if the operator brought them."""

    @property
    def is_signed(self) -> bool:
        """Whether it stands in an envelope; whose signature that is, and whether it is genuine, clients say."""
        return self.document.startswith(_ENVELOPE)

    @property
    def payload(self) -> bytes:
        """The rules themselves. Raises FormatError for an envelope that is none."""
        return Unverified(self.document).payload if self.is_signed else self.document


def parse_rules(data: bytes, agency: str) -> Rules:
    """Read an agency's rules.

    Raises:
        UnknownVersionError: rules of a later program.
        FormatError: longer than 256 KiB, not canonical, another agency's, or rules that contradict themselves.
    """
    if len(data) > MAX_BYTES:
        raise FormatError("a rules document that is too long")
    rules = parse(data, Rules)
    if rules.agency != agency:
        raise FormatError("the rules of another agency")
    return check_rules(rules)


def check_rules(rules: Rules) -> Rules:
    """Check what the declared shape does not.

    Raises:
        FormatError: a list out of order or with repetitions, a day that does not exist, an age key that is none, letter
            numbers without their place for the number, or a reporter who could not stay anonymous or name no category.
    """
    check(rules)
    _require_order("working_week", rules.working_week)
    _require_order("warn", rules.warn)
    _require_order("overrides", [parse_day(one.day) for one in rules.overrides])
    _require_order("categories", [list(Category).index(one) for one in rules.categories])
    _require_order("identity_modes", [list(IdentityMode).index(one) for one in rules.identity_modes])
    _require_order("texts", [(list(Page).index(one.page), one.language) for one in rules.texts])
    _require_order("labels", [(list(Category).index(one.category), one.language) for one in rules.labels or []])
    _require_numbered(rules.letter_number or PLACE)
    _require_single("authorities", [one.name for one in rules.authorities])
    _require_single("notices", rules.notices)
    _require_choices(rules)
    for text in rules.legal_basis:
        if text.dated is not msgspec.UNSET:
            parse_day(text.dated)
    for authority in rules.authorities:
        if authority.age_key is not msgspec.UNSET:
            _check_age_key(authority.age_key)
    return rules


@lru_cache(maxsize=_KNOWN)
def default_rules(agency: str) -> Rules:
    """Give version 0, which holds until an agency stores its own; it cites no law that nobody could read."""
    return Rules(
        agency=agency,
        working_week=[1, 2, 3, 4, 5],
        clocks=Clocks(
            verify=3,
            complete=10,
            answer=5,
            light=14,
            examination=60,
            forward=3,
            objection=10,
            feedback=90,
            acknowledgement=7,
        ),
        pauses_when_incomplete=True,
        warn=[75, 90],
        overrides=[],
        categories=list(Category),
        identity_modes=list(IdentityMode),
        legal_basis=[],
        team=Team(
            receiving="Tim Penerima",
            reviewing="Inspektur Pembantu Khusus",
            examining="Tim Pemeriksa",
            head="Inspektur",
            protection="Petugas Perlindungan",
            liaison="Pejabat Penghubung",
        ),
        letterhead=[],
        authorities=[],
        notices=[],
        public_figures=True,
        texts=[],
    )


def _require_order(member: str, values: Iterable[object]) -> None:
    given = list(values)
    if given != sorted(set(given)):  # type: ignore[type-var]
        raise FormatError(f"{member} is out of order, or has something twice")


def _require_single(member: str, values: list[str]) -> None:
    if len(set(values)) != len(values):
        raise FormatError(f"{member} has something twice")


def _require_choices(rules: Rules) -> None:
    if IdentityMode.ANONYMOUS not in rules.identity_modes:
        raise FormatError("identity_modes leaves out anonymous reporters")
    if Category.OTHER not in rules.categories:
        raise FormatError("categories leaves out those who cannot say")


def _require_numbered(pattern: str) -> None:
    """Check how letters are numbered: one place for the number, and no braces but the known ones."""
    bare = pattern
    for place in PLACES:
        bare = bare.replace(place, "")
    if pattern.count(PLACE) != 1 or not {"{", "}"}.isdisjoint(bare):
        raise FormatError("letter_number has no place for the number, or braces that mean nothing")


def _check_age_key(text: str) -> None:
    if text.startswith("age1pq1"):
        ReaderPublicKey.parse(text)
    elif len(bech32_decode("age", text)) != _X25519_BYTES:
        raise FormatError("an age key of another length")
