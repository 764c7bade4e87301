"""Finding the inspectorate of a region: grouped by province, or by what people type; without a script.

What is typed comes by POST, so that it stands in no address and no history, and is kept nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Flask, Response, request

from wbs.portal.channels import Choice
from wbs.portal.forms import FormShape, read_form
from wbs.portal.service import Portal
from wbs.portal.shares import Errand
from wbs.portal.text import clean_line
from wbs.web.language import Language
from wbs.web.regions.table import Region, load_regions, words_of

AREA_PATH = "/wilayah"
"""What follows the address of a form."""
FORM_PATHS = ("/lapor", "/lapor/tanpa-skrip")
_SHAPE = FormShape({"area": 120})
_HITS = 20


@dataclass(frozen=True, slots=True)
class Province:
    """The agencies of one province; those whose code no region has stand under an empty name."""

    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One region that was found, with its own agency if it is here, else with its province's."""

    name: str
    choice: Choice | None
    above: Choice | None = None


class AreaViews:
    """The pages on which people look for their region."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._regions = load_regions()

    def register(self, app: Flask) -> None:
        """Add the routes in both languages, and what templates group agencies with."""
        app.jinja_env.filters["by_province"] = self.by_province
        for language in Language:
            for number, path in enumerate(FORM_PATHS):
                address = language.href(path + AREA_PATH)
                app.add_url_rule(address, f"areas_{number}_{language}", self.show, methods=["GET"])
                app.add_url_rule(address, f"find_area_{number}_{language}", self.find, methods=["POST"])

    def show(self) -> Response:
        """List all agencies by province."""
        context = self._context()
        return self._portal.pages.slotted(
            "agency.html", "form", lambda: context, (*self._portal.page_key(), context["path"])
        )

    def find(self) -> Response:
        """List what was found for a text; not all agencies again, since this page is made anew for whoever asks."""
        form = read_form(self._portal.body(Errand.FORMS), request.environ.get("CONTENT_TYPE") or "", _SHAPE)
        typed = clean_line(form.get("area"))[:120]
        context = {**self._context(), "typed": typed, "hits": self.hits(typed)}
        return self._portal.pages.page("agency.html", "form", context, 200)

    def hits(self, typed: str) -> list[Hit]:
        """Find regions, and agencies whose own names have what was typed."""
        choices = self._portal.today().channels.choices
        by_code = {choice.code: choice for choice in choices}
        found = [_hit(region, by_code) for region in self._regions.search(typed, _HITS)]
        known = {hit.choice.code for hit in found if hit.choice}
        named = [Hit(choice.name, choice) for choice in choices if choice.code not in known and _has(choice, typed)]
        return (found + named)[:_HITS]

    def by_province(self, choices: Iterable[Choice]) -> list[Province]:
        """Group agencies by province, in the order of codes; a province's own comes first."""
        groups: dict[str, list[Choice]] = {}
        for choice in sorted(choices, key=lambda one: one.code):
            region = self._regions.province_of(choice.code)
            groups.setdefault(region.name if region else "", []).append(choice)
        return [Province(name, tuple(group)) for name, group in groups.items()]

    def _context(self) -> dict[str, object]:
        return {"choices": self._portal.today().channels.choices, "path": _form_path(request.path)}


def _form_path(path: str) -> str:
    """Give the form to which this page leads."""
    is_plain = path.endswith(FORM_PATHS[1] + AREA_PATH)
    return FORM_PATHS[1] if is_plain else FORM_PATHS[0]


def _hit(region: Region, by_code: dict[str, Choice]) -> Hit:
    choice = by_code.get(region.code)
    return Hit(region.full_name, choice, None if choice else by_code.get(region.province))


def _has(choice: Choice, typed: str) -> bool:
    wanted, words = words_of(typed), words_of(choice.name)
    return bool(wanted) and all(any(word.startswith(one) for word in words) for one in wanted)
