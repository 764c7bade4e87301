"""What every view of the reporters' application works with, put together once by `create_app`."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from flask import g, request

from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.told import Deadlines, history_or_beginning, told_deadlines
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.model import AgencyCode, CaseFile
from wbs.cases.ports import CaseStore
from wbs.clock import RELEASED, Clock
from wbs.config import PortalConfig
from wbs.crypto.report import Accused, Category, ReportBody
from wbs.portal.admission import Admission
from wbs.portal.channels import Channels
from wbs.portal.disk import Disk
from wbs.portal.limits import PLAIN_LIMIT
from wbs.portal.looking import Looking
from wbs.portal.metering import MeteredUploads
from wbs.portal.quotas import Quotas
from wbs.portal.rendering import Pages
from wbs.portal.scripts import Scripts
from wbs.portal.seal_on_arrival import Decoy
from wbs.portal.shares import Errand, Traffic
from wbs.portal.tickets import TicketOffice
from wbs.web.answers import Incidents
from wbs.web.bodies import Body
from wbs.web.documents import Documents, Published
from wbs.web.language import Language, language_of

_ONION = ".onion"
_HOLDERS = "holders"
_TENTH_OF_MEGABYTE = 100_000
_NOTHING = ReportBody(
    title="-",
    what="-" * 1000,
    accused=[Accused(name="-")],
    rank="unknown",
    where="-",
    when="-",
    category=Category.OTHER,
)
"""What the decoy's report says."""


@dataclass(frozen=True, slots=True)
class Today:
    """What is true for one day and one version of the documents; replaced as a whole."""

    day: date
    published: Published
    channels: Channels
    decoy: Decoy


@dataclass(slots=True)
class Portal:
    """The parts of the application."""

    config: PortalConfig
    clock: Clock
    store: CaseStore
    documents: Documents
    tickets: TicketOffice
    pages: Pages
    incidents: Incidents
    quotas: Quotas
    traffic: Traffic
    disk: Disk
    admission: Admission
    scripts: Scripts
    looking: Looking
    clockwork: Clockwork
    calendar: WorkingDays = field(default_factory=WorkingDays)
    _today: Today | None = None

    def today(self) -> Today:
        """Give what is true now; works it out again after midnight and after a change of the documents."""
        day, published = self.clock.today(), self.documents.current()
        known = self._today
        if known is None or known.day != day or known.published is not published:
            channels = Channels(published, day, RELEASED)
            known = self._today = Today(day, published, channels, Decoy(published.book, _NOTHING, day))
        return known

    def deadlines(self, file: CaseFile) -> Deadlines:
        """Give the days that the reporter of a case is told; of a case of nobody after the same work."""
        return told_deadlines(history_or_beginning(self.store.history(file.name), file), self.clockwork)

    def body(self, kind: Errand) -> Body:
        """Give the body of the request being answered, unread; what is kept of it counts until the answer is made."""
        holder = self.traffic.enter(kind)
        g.setdefault(_HOLDERS, []).append(holder)
        return Body(request.environ, self.clock, holder=holder)

    def metered(self, agency: AgencyCode) -> MeteredUploads:
        """Give what strangers' uploads under an agency are written through."""
        return MeteredUploads(self.store, agency, self.quotas, self.traffic, self.disk)

    def let_go(self, _error: BaseException | None = None) -> None:
        """Count nothing of the request that was answered any more."""
        for holder in g.pop(_HOLDERS, ()):
            holder.leave()

    def visit(self, mailbox_hash: bytes) -> AbstractContextManager[None]:
        """Give the turn of a receipt, known or not, after one look that takes the same time for all.

        Raises:
            BusyError: no turn came, on entering.
        """
        return self.traffic.visit(mailbox_hash, is_known=self.store.mailbox(mailbox_hash) is not None)

    def language(self) -> Language:
        """Give the language of the request being answered."""
        return language_of(request.path)

    def is_onion(self) -> bool:
        """Say whether this request came through the onion service."""
        # Not request.host, which raises for a host that is not ours; such a request gets an error page, too.
        return self.config.onion or request.environ.get("HTTP_HOST", "").partition(":")[0].endswith(_ONION)

    def _megabytes(self, size: int) -> str:
        """Write a file size for people: megabytes, or kilobytes below a tenth of one."""
        value, unit = (size / 1e6, "MB") if size >= _TENTH_OF_MEGABYTE else (size / 1e3, "KB")
        return f"{format_decimal(round(value, 1), locale=self.language().value)} {unit}"

    def page_key(self) -> tuple[object, ...]:
        """Give what pages without a visitor's values depend on."""
        today = self.today()
        return (self.language(), today.day, today.published.generation, self.is_onion())

    def page_context(self) -> dict[str, Any]:
        """Give what every page needs."""
        return {
            "site": self.today().channels.site,
            "onion": self.is_onion(),
            "tls": self.config.https,
            "plain_styles": self.pages.plain_styles,
            "megabytes": self._megabytes,
            "plain_limit": PLAIN_LIMIT,
        }
