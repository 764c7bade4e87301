"""What an agency says in public beside the signed documents, for whoever makes this site's pages again to compare them.

Reporters' pages and their scripts do not ask for it. Nobody's signature stands under it.
"""

from flask import Flask, Response

from wbs.cases.figures.ports import FigureStore
from wbs.cases.model import AgencyCode
from wbs.cases.rules.public import public_rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.crypto.encoding import b64url
from wbs.crypto.shape import serialise
from wbs.errors import FormatError, NotFoundError, StoreUnavailableError, UnknownVersionError
from wbs.portal.api.needs import Portal
from wbs.portal.api.shapes import AgencyAnswer
from wbs.web.wire import answer_with

PATH = "/api/v1/agencies/<agency>"


class AgencyViews:
    """The public rules and figures of one agency."""

    def __init__(self, portal: Portal, rules: RuleBook, figures: FigureStore) -> None:
        self._portal = portal
        self._rules = rules
        self._figures = figures

    def register(self, app: Flask) -> None:
        """Add the route."""
        app.add_url_rule(PATH, "api_agency", self.show, methods=["GET"])

    def show(self, agency: str) -> Response:
        """Give rules and published quarters."""
        if self._portal.today().channels.choice(agency) is None:
            raise NotFoundError("no such agency")
        try:
            ruling = self._rules.current(agency)
        except (FormatError, UnknownVersionError):
            raise StoreUnavailableError("the stored rules of an agency cannot be read") from None
        code = AgencyCode(agency)
        quarters = self._figures.published([code]).get(code, []) if ruling.rules.public_figures else []
        return answer_with(
            AgencyAnswer(
                version=ruling.version,
                rules=b64url(serialise(public_rules(ruling.rules))),
                quarters=[b64url(quarter) for quarter in quarters],
            )
        )
