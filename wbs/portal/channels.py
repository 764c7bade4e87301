"""Who reads a report about whom, as the signed documents say it today; worked out once per version of the documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from wbs.cases.conflicts.likeness import Namesakes, Writing, namesakes, whole
from wbs.cases.conflicts.naming import Excludable, excludables
from wbs.cases.rules.ranks import Rank
from wbs.crypto.compose import Recipient, recipients_of
from wbs.crypto.directory import RECOVERY_READER, AgencyEntry, Channel, Custodian, Standing, receivers, standing
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.ranking import decisive_rank
from wbs.crypto.recipients import choose_recipients, custodian_for
from wbs.crypto.report import IdentityMode
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import ChannelClosedError
from wbs.web.documents import Published

BOTH_SHOWN_DAYS = 90
"""How long after a change of the officials the former words are shown beside the new ones (keys/README.md)."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a report about one rank class goes."""

    rank: Rank
    reader: str
    """Name of the inspectorate that reads it; empty if nobody here may."""
    is_late: bool = False
    """Whether that inspectorate's directory has expired and lives on its days of grace."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One agency that reports may concern."""

    code: str
    name: str
    routes: tuple[Route, ...]
    channels: tuple[Channel, ...]
    """Other ways to report, from the agency's directory."""

    @property
    def is_open(self) -> bool:
        """Whether somebody here may read a report about some rank."""
        return any(route.reader for route in self.routes)

    @property
    def is_late(self) -> bool:
        """Whether some reports would be sealed to a list that should have been renewed."""
        return any(route.is_late for route in self.routes)


@dataclass(frozen=True, slots=True)
class Receiving:
    """Who gets the keys of one report."""

    directory: VerifiedDirectory
    recipients: tuple[Recipient, ...]
    name: str
    """Name of the governing agency."""
    readers: int
    """How many officers read it."""
    is_late: bool
    custodian: Custodian | None
    """Who holds the second key of reporters' names."""
    excluded: tuple[Exclusion, ...] = ()
    """Who never gets a key of it, as the record says."""
    passed: tuple[str, ...] = ()
    """Agencies that would have read it, and cannot because of whom the reporter excludes."""

    @property
    def modes(self) -> tuple[IdentityMode, ...]:
        """How a reporter may appear here: a name that is sealed apart needs somebody to seal it to."""
        is_sealed_apart = self.custodian is not None
        return tuple(mode for mode in IdentityMode if is_sealed_apart or mode is not IdentityMode.CONFIDENTIAL)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Eight words of the installation's roots; for some time after a change also those that older posters show."""

    words: tuple[str, ...]
    former: tuple[str, ...] = ()
    until: date | None = None
    """Last day on which the former ones are shown."""


class Channels:
    """All agencies and their routes on one day."""

    def __init__(self, published: Published, today: date, released: date) -> None:
        """Work everything out from verified documents."""
        self._book = published.book
        self._days = today, released
        self._receiving: dict[str, Receiving | None] = {}
        for entry in self._book.agencies.document.agencies:
            self._receiving[entry.agency] = _receiving(entry, self._book, today, released)
        self.choices = tuple(self._choice(entry) for entry in self._book.agencies.document.agencies)
        self.fingerprint = _fingerprint(self._book, max(today, released))

    @property
    def site(self) -> str:
        """Name of the house: of its one agency, or of the one that stands above all others; else empty."""
        top = [entry for entry in self._book.agencies.document.agencies if not entry.parent]
        return top[0].name if len(top) == 1 else ""

    @property
    def others(self) -> list[tuple[str, str]]:
        """Name and address of every other way to report that some directory names, in order."""
        return sorted({(channel.name, channel.address) for choice in self.choices for channel in choice.channels})

    @property
    def is_open(self) -> bool:
        """Whether any report may be read by anybody here."""
        return any(choice.is_open for choice in self.choices)

    def choice(self, code: str) -> Choice | None:
        """Find an agency."""
        return next((choice for choice in self.choices if choice.code == code), None)

    def name(self, code: str) -> str:
        """Give an agency's name; its code if it is gone from the documents."""
        choice = self.choice(code)
        return choice.name if choice else code

    def receiving(self, agency: str, rank: str, exclusions: Sequence[Exclusion] = ()) -> Receiving:
        """Choose who reads a report.

        Raises:
            ChannelClosedError: nobody here may, or too few can.
            NobodyLeftError: those whom the reporter excludes leave nobody.
        """
        chosen = choose_recipients(self._book, agency, rank, exclusions, *self._days)
        directory = chosen.directory
        return Receiving(
            directory,
            chosen.recipients,
            self.name(directory.document.agency),
            sum(one.name.reader != RECOVERY_READER for one in chosen.recipients),
            standing(directory.document, *self._days) is Standing.GRACE,
            chosen.custodian,
            chosen.excluded,
            chosen.passed,
        )

    def excludables(self, agency: str) -> tuple[Excludable, ...]:
        """List whom a report about an agency may exclude."""
        return excludables(self._book, agency)

    @cached_property
    def everybody(self) -> tuple[Excludable, ...]:
        """Whom reports may exclude, of all agencies: a case may be passed on to any of them."""
        codes = [choice.code for choice in self.choices]
        return tuple(one for code in codes for one in self.excludables(code) if one.exclusion.agency == code)

    @cached_property
    def agencies(self) -> tuple[Excludable, ...]:
        """Give every agency as a whole, as a report may exclude it."""
        return tuple(whole(choice.code, choice.name) for choice in self.choices)

    def namesakes(self, agency: str, writing: Writing) -> Namesakes:
        """List who on the signed lists may be named in a report."""
        return namesakes(self._book, agency, writing)

    def decisive(self, agency: str, ranks: Sequence[str]) -> str:
        """Give the rank class that decides who reads a report about several people."""
        return decisive_rank(self._book.agencies.document, agency, ranks)

    def shelf(self, agency: str, rank: str) -> str:
        """Give the agency that reads about a rank if nobody is excluded; the asked one if nobody here may."""
        try:
            return self._governing(agency, rank).directory.document.agency
        except ChannelClosedError:
            return agency

    def open_agencies(self) -> dict[str, Receiving]:
        """Give who reads for every agency whose directory is open, by its code."""
        return {code: found for code, found in self._receiving.items() if found is not None}

    def _choice(self, entry: AgencyEntry) -> Choice:
        routes = tuple(self._route(entry.agency, rank) for rank in Rank)
        is_open = self._book.is_open(entry.agency)
        others = self._book.newest(entry.agency).document.channels if is_open else ()
        return Choice(entry.agency, entry.name, routes, tuple(others))

    def _route(self, agency: str, rank: Rank) -> Route:
        try:
            receiving = self._governing(agency, rank)
        except ChannelClosedError:
            return Route(rank, "")
        return Route(rank, receiving.name, receiving.is_late)

    def _governing(self, agency: str, rank: str) -> Receiving:
        """Give who reads what nobody is excluded from; worked out once, since the form asks it for every choice."""
        found = self._receiving.get(self._book.agencies.document.governing(agency, rank))
        if found is None:
            raise ChannelClosedError("the governing directory is closed")
        return found


def _receiving(entry: AgencyEntry, book: TrustBook, today: date, released: date) -> Receiving | None:
    if not book.is_open(entry.agency):
        return None
    directory = book.newest(entry.agency)
    try:
        readers = receivers(directory.document, today, released)
    except ChannelClosedError:
        return None
    is_late = standing(directory.document, today, released) is Standing.GRACE
    custodian, _ = custodian_for(book, entry.agency, ())
    return Receiving(directory, recipients_of(directory, readers), entry.name, len(readers), is_late, custodian)


def _fingerprint(book: TrustBook, today: date) -> Fingerprint:
    words = book.installation[-1].document.fingerprint_words()
    others = [one.document.fingerprint_words() for one in book.installation]
    former = next((one for one in reversed(others) if one != words), ())
    until = book.ruled_since + timedelta(days=BOTH_SHOWN_DAYS)
    return Fingerprint(words, former, until) if former and today <= until else Fingerprint(words)
