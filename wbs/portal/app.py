"""Puts the reporters' application together."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask

from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.rules.rulebook import RuleBook
from wbs.cases.space import Space
from wbs.clock import Clock, SystemClock
from wbs.config import TICKET_CREDENTIAL, PortalConfig, read_credential
from wbs.errors import ConfigError
from wbs.portal import qr
from wbs.portal.admission import Admission
from wbs.portal.agency_pages import AgencyPages
from wbs.portal.api.agencies import AgencyViews
from wbs.portal.api.cases import CaseViews
from wbs.portal.api.mailbox import MailboxApiViews
from wbs.portal.api.uploads import UploadViews
from wbs.portal.areas import AreaViews
from wbs.portal.disk import Disk, space_of
from wbs.portal.figures import FigurePages
from wbs.portal.looking import Looking
from wbs.portal.mailbox import MailboxViews
from wbs.portal.offers import Offers, PeriodSpans
from wbs.portal.onion import offer_onion_from
from wbs.portal.pages import PlainPages
from wbs.portal.quotas import Allowances, Quotas
from wbs.portal.receipt import ReceiptPage
from wbs.portal.rendering import Pages
from wbs.portal.report import ReportViews
from wbs.portal.scripts import Scripts
from wbs.portal.service import Portal
from wbs.portal.shares import Traffic
from wbs.portal.tickets import TicketOffice
from wbs.store.store import Store
from wbs.web.documents import Documents
from wbs.web.factory import Application, create_base_app
from wbs.web.headers import STRICT_CSP, HeaderPolicy

_HEADERS = HeaderPolicy(csp={**STRICT_CSP, "img-src": "data:"})
TRAFFIC = "wbs.traffic"
"""Name of the extension that says what the process holds."""
_AGENCY_SHARE = 0.5
"""How much of what is taken in a day may be of one agency."""
_APPLICATION = Application("wbs.portal", "portal", _HEADERS)


def create_app(
    config: PortalConfig,
    store: Store,
    clock: Clock | None = None,
    allowances: Allowances | None = None,
    scripts: Scripts | None = None,
    look: Callable[[], Space] | None = None,
) -> Flask:
    """Make the WSGI application. Without built `scripts` every page is served in its plain form.

    `look` says how full the disk is; without it the system is asked.

    Raises:
        ConfigError: credentials, documents or translations cannot be used; the text says which.
    """
    app, incidents = create_base_app(_APPLICATION, config)
    clock = clock or SystemClock()
    rules = RuleBook(store.rules)
    quotas = Quotas(clock, allowances or Allowances(config.cases_per_day, config.upload_bytes_per_day, _AGENCY_SHARE))
    traffic, tickets = Traffic(clock), TicketOffice(read_credential(config.credentials, TICKET_CREDENTIAL), clock)
    disk = Disk(clock, look or partial(space_of, config.data))
    portal = Portal(
        config=config,
        clock=clock,
        store=store.cases,
        documents=_documents(config.keys),
        tickets=tickets,
        pages=Pages(),
        incidents=incidents,
        quotas=quotas,
        traffic=traffic,
        disk=disk,
        admission=Admission(store.cases, quotas, traffic, disk, tickets, clock),
        scripts=scripts or Scripts(),
        looking=Looking(incidents.note),
        clockwork=Clockwork(rules),
    )
    app.context_processor(portal.page_context)
    app.teardown_request(portal.let_go)
    app.extensions[TRAFFIC] = traffic
    qr.prepare()
    receipts = ReceiptPage(portal)
    figures = FigurePages(portal, store.figures, rules)
    information = (
        PlainPages(portal, PeriodSpans(rules, clock.ticks)),
        AreaViews(portal),
        AgencyPages(portal, rules),
        figures,
    )
    offers = Offers(rules)
    pages = (ReportViews(portal, receipts, offers), receipts, MailboxViews(portal, offers))
    api = (CaseViews(portal), UploadViews(portal), MailboxApiViews(portal, offers.all_labels))
    told = AgencyViews(portal, rules, store.figures)
    for informing in information:
        informing.register(app)
    offer_onion_from(frozenset(app.view_functions), app, config)
    for views in (portal.scripts, *pages, *api, told):
        views.register(app)
    return app


def _documents(folder: Path) -> Documents:
    documents = Documents(folder)
    if not any(trust.directories for trust in documents.current().book.by_agency.values()):
        raise ConfigError(f"no agency in {folder} has a directory yet: nobody could read a report")
    return documents
