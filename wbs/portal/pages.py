"""Pages without a form: home, help, the signed documents, the way out."""

from http import HTTPStatus

from flask import Flask, Response, current_app, redirect

from wbs.errors import NotFoundError
from wbs.portal.labels import RANKS
from wbs.portal.offers import PeriodSpans
from wbs.portal.service import Portal
from wbs.web.documents import names_of
from wbs.web.headers import forget_site
from wbs.web.language import Language

HOME_PATH = "/"
HELP_PATH = "/bantuan"
EXIT_PATH = "/keluar"
DOCUMENTS_PATH = "/dokumen"
_TABLES = 3
"""Up to this many agencies, the home page lists who reads what."""


class PlainPages:
    """Home, help, documents, exit."""

    def __init__(self, portal: Portal, periods: PeriodSpans) -> None:
        self._portal = portal
        self._periods = periods

    def register(self, app: Flask) -> None:
        """Add the routes in both languages; files have one address."""
        for language in Language:
            for path, name, view in (
                (HOME_PATH, "home", self.home),
                (HELP_PATH, "help", self.help),
                (EXIT_PATH, "exit", self.leave),
                (DOCUMENTS_PATH, "documents", self.documents),
            ):
                app.add_url_rule(language.href(path), f"{name}_{language}", view, methods=["GET"])
        app.add_url_rule(f"{DOCUMENTS_PATH}/<name>", "document", self.document, methods=["GET"])

    def home(self) -> Response:
        """Say what this is for, who reads, and how to begin."""
        periods = self._periods.of(choice.code for choice in self._portal.today().channels.choices)
        key = (*self._portal.page_key(), periods)
        return self._portal.pages.slotted("home.html", "home", lambda: self._context() | {"periods": periods}, key)

    def help(self) -> Response:
        """Give advice on safety."""
        return self._cached("help.html", "text")

    def documents(self) -> Response:
        """List the signed documents."""
        return self._cached("documents.html", "text")

    def document(self, name: str) -> Response:
        """Give one signed document, as its officials signed it."""
        data = self._portal.today().published.files.get(name)
        if data is None:
            raise NotFoundError("no such document")
        return current_app.response_class(data, content_type="application/json")

    def leave(self) -> Response:
        """Make the browser forget this site and go elsewhere."""
        forget_site()
        response = redirect(self._portal.config.exit_url, HTTPStatus.SEE_OTHER)
        response.set_data(b"")
        return current_app.make_response(response)

    def _cached(self, template: str, group: str) -> Response:
        return self._portal.pages.slotted(template, group, self._context, self._portal.page_key())

    def _context(self) -> dict[str, object]:
        today = self._portal.today()
        choices = today.channels.choices
        return {
            "choices": choices if len(choices) <= _TABLES else (),
            "channels": today.channels.others,
            "is_open": today.channels.is_open,
            "fingerprint": today.channels.fingerprint,
            "ranks": RANKS,
            "seals_on_device": self._portal.scripts.are_built,
            "names": names_of(today.published),
        }
