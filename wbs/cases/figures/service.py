"""The use cases of figures: what an officer's own cases come to, what agencies published, and the nightly work.

An officer's figures count the cases that this officer can open, and no others: a total that counted more would show
an officer whom a report keeps out that there is such a report. What an agency has as a whole is told by quarters,
without small cells, to the public and to officers alike. A head, who answers for the agency, is told it exactly, as at
the end of a month, so that no day's difference points at a case, and without cases that keep anybody of the agency out.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wbs.cases.access import Actor, listed_keys
from wbs.cases.figures.cube import Between, CountRow, count_stays
from wbs.cases.figures.documents import Counts, read_counts, write_counts
from wbs.cases.figures.periods import (
    ALL,
    Period,
    last_day,
    last_finished_quarter,
    last_month_end,
    month_of,
    named_period,
    next_quarter,
)
from wbs.cases.figures.ports import FigureStore, Heads, StoredCounts
from wbs.cases.figures.published import Published, parse_published
from wbs.cases.figures.publishing import Office, first_quarter, publish
from wbs.cases.figures.report import Told
from wbs.cases.figures.stays import Stay
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, KeyDigest, OfficerState
from wbs.cases.permissions import Act, require
from wbs.cases.readers.shortages import HeldKey
from wbs.crypto.directory import READING, Role, parse_day
from wbs.crypto.shape import serialise
from wbs.crypto.trust import TrustBook
from wbs.errors import FormatError

JOB = "figures"
"""Name of the nightly job."""
KEPT_DAYS = 2
"""How long counts are kept that nobody asked for."""
TOLD_QUARTERS = 12
"""How many quarters of each agency officers are shown; the public pages have all."""
_DAY = timedelta(days=1)

Calendars = Callable[[AgencyCode], Between]
"""Gives an agency's own way of counting working days."""


@dataclass(frozen=True, slots=True)
class Quarters:
    """What one agency published, the oldest quarter first."""

    agency: AgencyCode
    name: str
    parent: AgencyCode | None
    quarters: tuple[Published, ...]


class Figures:
    """Figures for officers. Holds nothing but its ports; may be shared by threads."""

    def __init__(self, store: FigureStore, calendars: Calendars, audit: AuditLog) -> None:
        self._store = store
        self._calendars = calendars
        self._audit = audit

    def own(self, actor: Actor, period: str, *, today: date) -> Told:
        """Give figures of the cases that an officer can open, as at the end of yesterday.

        Args:
            actor: the officer.
            period: a year, half or quarter such as 2026, 2026-H1, 2026-Q4; or `all`.
            today: the current day.

        Raises:
            ForbiddenError: the officer's roles read no cases.
            FormatError: no such period.
        """
        require(actor, Act.READ_CASES)
        asked = _asked(period)
        day = today - _DAY
        return self._counts(actor, day).tell(asked)

    def agency(self, actor: Actor, period: str, book: TrustBook, *, now: datetime, today: date) -> Told:
        """Give a head the figures of the whole agency, as at the end of the newest month that is over.

        Cases from which somebody of the agency is excluded are left out, as from everything that tells of the agency
        as a whole, and those in which one of its heads declared a conflict.

        Args:
            actor: the head.
            period: as for `own`; one that has not begun by then is refused.
            book: verified documents.
            now: for the trace that this leaves.
            today: the current day.

        Raises:
            ForbiddenError: the officer does not head the agency.
            FormatError: no such period, or nothing of it is over.
        """
        require(actor, Act.OVERSEE)
        asked, day = _asked(period), last_month_end(today)
        if asked is not None and asked.first > month_of(day):
            raise FormatError("nothing of this period is over")
        counts = self._agency_counts(actor, book, day)
        self._audit.append(AuditEntry(actor.agency, now, actor.id, AuditAction.FIGURES_READ, detail=period))
        return counts.tell(asked)

    def published(self, actor: Actor, book: TrustBook) -> list[Quarters]:
        """Give the newest quarters that the officer's agency and the agencies below it published.

        Raises:
            ForbiddenError: the officer's roles see no figures.
        """
        require(actor, Act.SEE_FIGURES)
        entries = [one for one in book.agencies.document.agencies if actor.agency in (one.agency, one.parent)]
        entries.sort(key=lambda one: (one.agency != actor.agency, one.agency))
        found = self._store.published([AgencyCode(one.agency) for one in entries])
        return [
            Quarters(
                agency=AgencyCode(one.agency),
                name=one.name,
                parent=AgencyCode(one.parent) if one.parent else None,
                quarters=tuple(
                    parse_published(data) for data in found.get(AgencyCode(one.agency), [])[-TOLD_QUARTERS:]
                ),
            )
            for one in entries
        ]

    def _counts(self, actor: Actor, day: date) -> Counts:
        counts = _usable(self._store.counts(actor.agency, actor.id), day)
        return counts or count_for(self._store, self._calendars, actor.agency, actor.id, actor.reader_keys, day)

    def _agency_counts(self, actor: Actor, book: TrustBook, day: date) -> Counts:
        heads = {*heads_of(book, actor.agency), actor.id}
        counts = _usable(self._store.agency_counts(actor.agency), day, heads)
        return counts or count_agency(self._store, self._calendars, actor.agency, heads, day)


def count_for(
    store: FigureStore,
    calendars: Calendars,
    agency: AgencyCode,
    officer: str,
    readers: Sequence[KeyDigest],
    day: date,
) -> Counts:
    """Count the cases of an agency that one officer can open, as at the end of a day, and keep the counts."""
    between = calendars(agency)

    def look(stays: Iterable[Stay]) -> list[CountRow]:
        return count_stays((stay for stay in stays if stay.agency == agency), day, between)

    document = write_counts(day, store.look_at_stays(readers, day, look))
    store.put_counts(agency, officer, StoredCounts(day, document))
    return read_counts(document)


def count_agency(
    store: FigureStore, calendars: Calendars, agency: AgencyCode, heads: Collection[str], day: date
) -> Counts:
    """Count an agency's cases for its heads, as at the end of a day, and keep the counts."""
    between = calendars(agency)
    rows = store.look_at_agency(agency, heads, day, lambda stays: count_stays(stays, day, between))
    document = write_counts(day, rows, heads)
    store.put_agency_counts(agency, StoredCounts(day, document))
    return read_counts(document)


def heads_of(book: TrustBook, agency: AgencyCode) -> frozenset[str]:
    """Name everybody whom the newest directory lists as a head of an agency."""
    return frozenset(entry.id for entry in book.newest(agency).document.readers if Role.HEAD in entry.roles)


def heads_ever(book: TrustBook) -> Heads:
    """Name whoever was ever listed as a head, of every agency, with the last directory that lists them at all."""
    found: dict[tuple[AgencyCode, str], int] = {}
    for agency, trust in book.by_agency.items():
        listed = [directory.document.readers for directory in trust.directories]
        heads = {entry.id for readers in listed for entry in readers if Role.HEAD in entry.roles}
        last = {entry.id: version for version, readers in enumerate(listed, 1) for entry in readers}
        found.update({(AgencyCode(agency), officer): last[officer] for officer in heads})
    return found


def publish_due(store: FigureStore, calendars: Calendars, book: TrustBook, today: date) -> int:
    """Publish every quarter that is over and not published yet, of every agency; give how many were made.

    An agency's first quarter is that of its first directory. What is published once is never made again.
    """
    made = 0
    newest, heads = last_finished_quarter(today), heads_ever(book)
    offices = {office.agency: office for office in _offices(book, calendars)}
    earlier = {
        agency: [parse_published(data) for data in documents]
        for agency, documents in store.published([AgencyCode(one) for one in offices]).items()
    }
    due = {agency: _due(office, earlier.get(AgencyCode(agency), []), newest) for agency, office in offices.items()}
    for quarter in sorted({name for names in due.values() for name in names}):
        stays = store.stays(_end_of(quarter), heads)
        for agency in [agency for agency, names in due.items() if quarter in names]:
            told = earlier.setdefault(AgencyCode(agency), [])
            document = publish(offices[agency], stays.get(AgencyCode(agency), ()), told, quarter, today)
            if store.add_published(AgencyCode(agency), quarter, serialise(document)):
                told.append(document)
                made += 1
            else:
                due[agency] = []  # somebody else publishes at this moment: go by what is stored, the next time
    return made


def count_all(store: FigureStore, calendars: Calendars, book: TrustBook, held: Iterable[HeldKey], today: date) -> int:
    """Count for every officer who may read cases, as at the end of yesterday, and forget old counts; give how many."""
    day = today - _DAY
    keys: dict[tuple[AgencyCode, str], set[KeyDigest]] = {}
    for one in held:
        if one.state is OfficerState.ACTIVE and book.is_open(one.agency):
            keys.setdefault((one.agency, one.officer), set()).add(one.key)
    counted = 0
    for (agency, officer), own in keys.items():
        entry = book.newest(agency).entries.get(officer)
        if entry is not None and entry.may(READING):
            stored = store.counts(agency, officer)
            if stored is None or stored.day != day:
                readers = [key for key in listed_keys(agency, officer, book) if key in own]
                count_for(store, calendars, agency, officer, readers, day)
                counted += 1
    month_end = last_month_end(today)
    count_agencies(store, calendars, book, month_end)
    store.sweep_counts(today - timedelta(days=KEPT_DAYS), month_end)
    return counted


def count_agencies(store: FigureStore, calendars: Calendars, book: TrustBook, day: date) -> None:
    """Count every agency that somebody heads, as at the end of a day, if that was not done yet."""
    for entry in book.agencies.document.agencies:
        agency = AgencyCode(entry.agency)
        heads = heads_of(book, agency) if book.is_open(agency) else frozenset()
        if heads and _usable(store.agency_counts(agency), day, heads) is None:
            count_agency(store, calendars, agency, heads, day)


def _asked(period: str) -> Period | None:
    """Read the name of a period; None for everything. Raises FormatError."""
    asked = named_period(period)
    if asked is None and period != ALL:
        raise FormatError("no such period")
    return asked


def _usable(stored: StoredCounts | None, day: date, without: Collection[str] = ()) -> Counts | None:
    """Give counts that were made for a day, can be read, and leave out what these officers are kept from."""
    if stored is None or stored.day != day:
        return None
    try:
        counts = read_counts(stored.document)
    except FormatError:
        return None  # another program wrote them: they are counted again
    return counts if set(without) <= set(counts.without) else None


def _offices(book: TrustBook, calendars: Calendars) -> Iterable[Office]:
    for entry in book.agencies.document.agencies:
        if book.is_open(entry.agency):
            began = parse_day(book.by_agency[entry.agency].directories[0].document.issued)
            yield Office(entry.agency, entry.name, began, calendars(AgencyCode(entry.agency)))


def _due(office: Office, earlier: Sequence[Published], newest: str) -> list[str]:
    quarter = next_quarter(earlier[-1].quarter) if earlier else first_quarter(office.began)
    names = []
    while quarter <= newest:
        names.append(quarter)
        quarter = next_quarter(quarter)
    return names


def _end_of(quarter: str) -> date:
    period = named_period(quarter)
    if period is None:
        raise ValueError(quarter)
    return last_day(period.last)
