"""How each inspectorate works, in public: steps and periods, what a report needs, secrecy, rights, legal texts.

Everything that an agency may set comes from its rules; everything about who reads, from the signed documents.
"""

from collections.abc import Sequence
from datetime import date

from flask import Flask, Response
from msgspec import UNSET

from wbs.cases.rules.documents import LegalText
from wbs.cases.rules.rulebook import RuleBook, Ruling
from wbs.crypto.directory import parse_day
from wbs.crypto.report import IdentityMode
from wbs.errors import FormatError, NotFoundError, StoreUnavailableError, UnknownVersionError
from wbs.portal.channels import Choice
from wbs.portal.labels import CATEGORIES, RANKS
from wbs.portal.service import Portal
from wbs.web.language import Language
from wbs.web.regions.table import load_regions

AGENCIES_PATH = "/instansi"


class AgencyPages:
    """The list of agencies, and one page about each."""

    def __init__(self, portal: Portal, rules: RuleBook) -> None:
        self._portal = portal
        self._rules = rules

    def register(self, app: Flask) -> None:
        """Add the routes in both languages."""
        for language in Language:
            path = language.href(AGENCIES_PATH)
            app.add_url_rule(path, f"agencies_{language}", self.list, methods=["GET"])
            app.add_url_rule(f"{path}/<code>", f"agency_{language}", self.show, methods=["GET"])

    def list(self) -> Response:
        """List all agencies by province."""
        choices = self._portal.today().channels.choices
        return self._portal.pages.slotted(
            "agencies.html", "text", lambda: {"choices": choices}, self._portal.page_key()
        )

    def show(self, code: str) -> Response:
        """Say how one agency works."""
        choice = self._portal.today().channels.choice(code)
        if choice is None:
            raise NotFoundError("no such agency")
        ruling = self._ruling(code)
        key = (*self._portal.page_key(), code, ruling.version)
        return self._portal.pages.slotted("agency-page.html", "text", lambda: self._context(choice, ruling), key)

    def _ruling(self, code: str) -> Ruling:
        try:
            return self._rules.current(code)
        except (FormatError, UnknownVersionError):
            raise StoreUnavailableError("the stored rules of an agency cannot be read") from None

    def _context(self, choice: Choice, ruling: Ruling) -> dict[str, object]:
        language = self._portal.language()
        region = load_regions().find(choice.code)
        own_names = {
            one.category: one.text for one in ruling.rules.labels or [] if one.language.value == language.value
        }
        return {
            "choice": choice,
            "region": region.full_name if region else "",
            "rules": ruling.rules,
            "version": ruling.version,
            "own": {one.page.value: one.text for one in ruling.rules.texts if one.language.value == language.value},
            "modes": self._modes(choice, ruling),
            "basis": [_shown(text) for text in ruling.rules.legal_basis],
            "categories": [own_names.get(category, CATEGORIES[category]) for category in ruling.rules.categories],
            "ranks": RANKS,
            "channels": [(channel.name, channel.address) for channel in choice.channels],
        }

    def _modes(self, choice: Choice, ruling: Ruling) -> Sequence[str]:
        """Give the ways to appear that the rules offer; a name that is sealed apart needs somebody to seal it to."""
        book = self._portal.today().published.book
        has_custodian = book.is_open(choice.code) and bool(book.newest(choice.code).document.custodian)
        modes = (mode for mode in ruling.rules.identity_modes if has_custodian or mode != IdentityMode.CONFIDENTIAL)
        return [mode.value for mode in modes]


def _shown(text: LegalText) -> tuple[str, date | None, str]:
    dated = None if text.dated is UNSET else parse_day(text.dated)
    return text.title, dated, text.note or ""
