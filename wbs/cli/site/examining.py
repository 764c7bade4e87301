"""Walks through a site as a visitor, makes the same again with this release, and lists what is not the same."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from wbs.cases.figures.published import parse_published
from wbs.cli.founding import draft_installation, first_day, write_documents
from wbs.cli.plan import demonstration
from wbs.cli.secrets import draw_secrets
from wbs.cli.site.comparing import Difference, What, differences, plain
from wbs.cli.site.framing import Answer
from wbs.cli.site.itinerary import (
    first_steps,
    last_steps,
    of_agencies,
    of_build,
    of_documents,
    of_quarters,
    officers_steps,
    visits_of,
)
from wbs.cli.site.released import built_names
from wbs.cli.site.twin import AgencySays, Facts, Twin, parse_told
from wbs.cli.site.visitor import Ask, Place, UnreachableError
from wbs.clock import Clock
from wbs.crypto.directory import INSTALLATION, Roots
from wbs.crypto.encoding import from_b64url
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook, verify_documents
from wbs.errors import ConfigError, FormatError, RefusedError
from wbs.web.documents import ANCHOR_FILE, document_set, is_document_name

_AT_ONCE = 4
_LINK = re.compile(rb'href="/dokumen/([^"/]{1,80})"')
_FINGERPRINT_BYTES = 32


class Asked(Protocol):
    """A site that is visited."""

    def visit(self, asks: Sequence[Ask]) -> list[Answer | UnreachableError]:
        """Send the requests of one visit, one after the other; give what became of each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the answer to one request."""

    where: str
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Examination:
    """What came of it."""

    asked: int = 0
    findings: list[Finding] = field(default_factory=list)
    versions: Mapping[str, int] = field(default_factory=dict)
    """The newest version of each agency's directory, to compare with those seen elsewhere."""
    own_words: Mapping[str, list[str]] = field(default_factory=dict)
    """Texts by agency that no release knows: a person has to read them."""


class Gathered:
    """The answers of a site."""

    def __init__(self, site: Asked) -> None:
        self._site = site
        self.seen: list[tuple[Ask, Answer | UnreachableError]] = []
        """All of them: on the way to others, a page is asked for again."""
        self._answers: dict[Ask, Answer | UnreachableError] = {}

    def first(self, ask: Ask) -> None:
        """Ask for the first time: a site that does not answer at all is not examined. Raises UnreachableError."""
        self.get([ask])
        answer = self._answers[ask]
        if isinstance(answer, UnreachableError):
            raise answer

    def get(self, asks: Iterable[Ask]) -> None:
        """Ask for several things, each in the visit in which browsers ask for it."""
        visits = visits_of(asks)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for visit, answers in zip(visits, pool.map(self._site.visit, visits), strict=True):
                self.seen += zip(visit, answers, strict=True)
        self._answers |= dict(self.seen)

    def body(self, ask: Ask) -> bytes:
        """Give the body of an answer; nothing if there is none that can be read."""
        answer = self._answers.get(ask)
        try:
            return plain(answer) if isinstance(answer, Answer) else b""
        except ValueError:
            return b""


def examine_portal(
    site: Asked,
    place: Place,
    fingerprint: str,
    variables: Mapping[str, str],
    clock: Clock,
    folder: Path,
    only: Collection[str] = (),
) -> Examination:
    """Examine the reporters' portal.

    Args:
        site: the visitor.
        place: its address.
        fingerprint: of the installation's roots: eight words, or the whole one as base64url.
        variables: what its operators set.
        clock: whose day the site should have.
        folder: an empty one, for this release's own application.
        only: agencies whose pages are looked at; of none, all.

    Raises:
        UnreachableError: the site does not answer the first request.
        ConfigError: the fingerprint or a variable is malformed, or this copy of the program was not built.
    """
    gathered, made = Gathered(site), Examination()
    steps = first_steps()
    gathered.first(steps[0])
    gathered.get([steps[1], *of_build(built_names("portal")), *steps[2:]])
    documents = _documents(gathered)
    try:
        anchor = anchor_of(fingerprint, documents)
        book = verify_documents(document_set(documents), anchor)
    except RefusedError as error:
        made.asked = len(gathered.seen)
        made.findings.append(
            Finding("/dokumen", (Difference(What.BODY, str(error), "documents of this installation"),))
        )
        return made
    codes = [entry.agency for entry in book.agencies.document.agencies]
    chosen = [code for code in codes if not only or code in only]
    gathered.get(of_agencies(chosen))
    says = _says(gathered, codes, made)
    quarters = [(one.agency, parse_published(raw).quarter) for one in says for raw in one.quarters]
    gathered.get(of_quarters(pair for pair in quarters if pair[0] in chosen))
    twin = Twin("portal", folder, documents, anchor, Facts(place, variables, says), clock)
    _compare(gathered, twin, made)
    made.versions = _versions(book)
    made.own_words = {one.agency: one.own_words for one in says if one.own_words}
    return made


def examine_officers(site: Asked, place: Place, clock: Clock, folder: Path) -> Examination:
    """Examine the officers' portal: what everybody gets who is not signed in, which holds all of its scripts.

    Raises:
        UnreachableError: the site does not answer the first request.
        ConfigError: this copy of the program was not built.
    """
    gathered, made = Gathered(site), Examination()
    steps = officers_steps()
    gathered.first(steps[0])
    gathered.get([*of_build(built_names("investigator")), *steps[1:]])
    documents, anchor = _drawn(folder / "drawn", clock)
    _compare(gathered, Twin("investigator", folder / "twin", documents, anchor, Facts(place), clock), made)
    return made


def anchor_of(fingerprint: str, documents: Mapping[str, bytes]) -> str:
    """Give the whole fingerprint of the installation's roots that eight words, or the fingerprint itself, name.

    Raises:
        ConfigError: neither eight words nor 32 bytes.
        RefusedError: the documents have no such roots.
    """
    words = tuple(fingerprint.lower().split())
    if len(words) == 1:
        if len(from_b64url(fingerprint)) != _FINGERPRINT_BYTES:
            raise ConfigError("the fingerprint is eight words, or 43 characters")
        return fingerprint
    for envelope in document_set(documents).roots.get(INSTALLATION, ()):
        roots = Unverified(envelope).unsafe_peek(Roots)
        if roots.fingerprint_words() == words:
            return roots.fingerprint_text()
    raise FormatError("no roots with these eight words: another installation, or words that were typed wrongly")


def _documents(gathered: Gathered) -> dict[str, bytes]:
    """Fetch the documents that the page lists; where that lies, the page itself is not as it should be."""
    listed = {name.decode("ascii", "replace") for name in _LINK.findall(gathered.body(Ask("/dokumen")))}
    names = sorted(name for name in listed if is_document_name(name))
    gathered.get(of_documents(names))
    return {name: gathered.body(ask) for name, ask in zip(names, of_documents(names), strict=True)}


def _says(gathered: Gathered, codes: Collection[str], made: Examination) -> tuple[AgencySays, ...]:
    told = []
    asks = dict(zip(codes, last_steps(codes), strict=True))
    gathered.get(asks.values())
    for code, ask in asks.items():
        try:
            told.append(parse_told(code, gathered.body(ask)))
        except RefusedError as error:
            made.findings.append(_unreadable(str(ask), error, "rules and figures"))
    return tuple(told)


def _unreadable(where: str, error: RefusedError, expected: str) -> Finding:
    return Finding(where, (Difference(What.BODY, str(error), expected),))


def _compare(gathered: Gathered, twin: Twin, made: Examination) -> None:
    expected: dict[Ask, Answer] = {}
    try:
        for ask, answer in gathered.seen:
            made.asked += 1
            if isinstance(answer, Answer) and ask not in expected:
                expected[ask] = twin.ask(ask)
            found = _judge(answer, expected.get(ask))
            finding = Finding(str(ask), tuple(found))
            if found and finding not in made.findings:
                made.findings.append(finding)
    finally:
        twin.close()


def _judge(answer: Answer | UnreachableError, expected: Answer | None) -> list[Difference]:
    if isinstance(answer, UnreachableError) or expected is None:
        return [Difference(What.STATUS, str(answer), "an answer")]
    return differences(answer, expected)


def _versions(book: TrustBook) -> dict[str, int]:
    return {code: book.newest(code).document.version for code in book.by_agency if book.is_open(code)}


def _drawn(folder: Path, clock: Clock) -> tuple[dict[str, bytes], str]:
    """Give documents of nobody: the application starts with some, and nothing that strangers get depends on them."""
    plan = demonstration()
    write_documents(draft_installation(plan, draw_secrets(plan, first_day(clock.today()))), folder)
    documents = {path.name: path.read_bytes() for path in folder.iterdir() if is_document_name(path.name)}
    return documents, (folder / ANCHOR_FILE).read_text(encoding="ascii").strip()
