"""Published figures for everybody: an overview of all agencies, each agency's quarters, and the same as CSV.

Shows frozen documents and nothing else; what an agency has that is not published is not read here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, Response, current_app
from msgspec import UNSET, UnsetType

from wbs.cases.figures.csv import published_csv
from wbs.cases.figures.periods import first_day
from wbs.cases.figures.ports import FigureStore
from wbs.cases.figures.published import Published, PublishedTable, Standing, parse_published
from wbs.cases.figures.rates import Rate
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import DEFAULT_VERSION
from wbs.cases.rules.rulebook import RuleBook
from wbs.errors import FormatError, NotFoundError, UnknownVersionError
from wbs.portal.channels import Choice
from wbs.portal.figure_labels import CELLS, TABLES, TIERS, quarter_name
from wbs.portal.service import Portal
from wbs.web.language import Language
from wbs.web.regions.table import Regions, Tier, load_regions

FIGURES_PATH = "/angka"
_OF_AGENCY = "/instansi/<code>/angka"
_CSV = "text/csv; charset=utf-8"
_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]\Z", re.ASCII)
_BOM = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table with its title, and rows of name, count and percent."""

    title: object
    rows: Sequence[tuple[object, int, str]]


class FigurePages:
    """The pages of published figures. Without JavaScript, the same for everyone."""

    def __init__(self, portal: Portal, figures: FigureStore, rules: RuleBook) -> None:
        self._portal = portal
        self._figures = figures
        self._rules = rules
        self._regions = load_regions()
        self._known: dict[str, tuple[int, bool]] = {}
        """By agency: a version of its rules, and whether figures are shown under it."""

    def register(self, app: Flask) -> None:
        """Add the routes in both languages; files have one address."""
        for language in Language:
            for path, name, view in (
                (FIGURES_PATH, "figures", self.overview),
                (_OF_AGENCY, "agency_figures", self.show),
                (f"{_OF_AGENCY}/<quarter>", "quarter_figures", self.show),
            ):
                app.add_url_rule(language.href(path), f"{name}_{language}", view, methods=["GET"])
        app.add_url_rule(f"{_OF_AGENCY}.csv", "figures_csv", self.download, methods=["GET"])

    def overview(self) -> Response:
        """Show the newest quarter of every agency that publishes."""
        choices = self._public(self._portal.today().channels.choices)
        newest = self._figures.newest_published([AgencyCode(one.code) for one in choices])
        shown = [(one, parse_published(newest[code])) for one in choices if (code := AgencyCode(one.code)) in newest]
        context = {
            "agencies": [(choice, told, self._standing(told)) for choice, told in shown],
            "tiers": self._tiers(shown),
            "quarter": quarter_name,
        }
        return self._portal.pages.page("figures.html", "figures", context)

    def show(self, code: str, quarter: str = "") -> Response:
        """Show one quarter of an agency: the newest, if none is named."""
        choice, quarters = self._published(code)
        if quarter and not _QUARTER.match(quarter):
            raise NotFoundError("no such quarter")
        told = next((one for one in reversed(quarters) if quarter in ("", one.quarter)), None)
        if quarter and told is None:
            raise NotFoundError("nothing was published of this quarter")
        context = {
            "choice": choice,
            "told": told,
            "standing": self._standing(told) if told is not None else None,
            "tables": self._tables(told) if told is not None else (),
            "in_time": self._in_time(told) if told is not None else "",
            "others": [one.quarter for one in reversed(quarters) if told is None or one.quarter != told.quarter],
            "quarter": quarter_name,
            "tenths": self._tenths,
            "day": date.fromisoformat,
        }
        return self._portal.pages.page("agency-figures.html", "figures", context)

    def download(self, code: str) -> Response:
        """Give all quarters of an agency as CSV."""
        _, quarters = self._published(code)
        response = current_app.response_class(_BOM + published_csv(quarters), content_type=_CSV)
        response.headers["Content-Disposition"] = f'attachment; filename="figures-{code}.csv"'
        return response

    def _published(self, code: str) -> tuple[Choice, list[Published]]:
        choice = self._portal.today().channels.choice(code)
        if choice is None or not self._is_public(code):
            raise NotFoundError("no such agency, or none that publishes figures")
        found = self._figures.published([AgencyCode(code)]).get(AgencyCode(code), [])
        return choice, [parse_published(data) for data in found]

    def _public(self, choices: Iterable[Choice]) -> list[Choice]:
        """Give those that publish: asks once for all versions of rules, and for those rules alone that are new."""
        newest: Mapping[str, int] = dict(self._rules.stamp())
        found = []
        for choice in choices:
            version, known = newest.get(choice.code, DEFAULT_VERSION), self._known.get(choice.code)
            if known is None or known[0] != version:
                known = self._known[choice.code] = version, self._is_public(choice.code)
            if known[1]:
                found.append(choice)
        return found

    def _tiers(self, shown: Iterable[tuple[Choice, Published]]) -> list[tuple[object, int, Mapping[str, object]]]:
        """Add up, by tier, where agencies stand that told something; what is added up is published already."""
        of = by_tier(((choice.code, told) for choice, told in shown), self._regions)
        return [(TIERS[tier], len(own), self._sums(own)) for tier, own in of.items() if len(own) > 1]

    def _is_public(self, code: str) -> bool:
        try:
            return self._rules.current(code).rules.public_figures
        except (FormatError, UnknownVersionError):
            return False  # nobody can say that it may be shown; other agencies' figures are

    def _standing(self, told: Published) -> Mapping[str, object] | None:
        return None if told.standing is UNSET else self._sums([told.standing])

    def _sums(self, standings: Sequence[Standing]) -> Mapping[str, object]:
        received = sum(one.received for one in standings)
        finished = sum(one.finished for one in standings)
        followed_up = sum(one.followed_up for one in standings)
        return {
            "received": received,
            "finished": finished,
            "finished_rate": self._percent(finished, received),
            "followed_up": followed_up,
            "followed_up_rate": self._percent(followed_up, received),
            "is_bound": any(one.is_bound for one in standings),
            "is_follow_up_bound": any(one.is_follow_up_bound for one in standings),
            "is_open_small": all(one.is_open_small for one in standings),
        }

    def _tables(self, told: Published) -> list[ShownTable]:
        found: list[tuple[str, PublishedTable | UnsetType]] = []
        if told.received is not UNSET:
            found += [(name, getattr(told.received, name)) for name in ("months", "channels", "classes", "categories")]
        if told.ended is not UNSET:
            found.append(("outcomes", told.ended.outcomes))
        return [self._table(name, table) for name, table in found if table is not UNSET]

    def _table(self, name: str, table: PublishedTable) -> ShownTable:
        whole = sum(row.count for row in table.shown) + table.rest
        shown = sorted(table.shown, key=lambda row: row.value) if name == "months" else table.shown
        rows = [(self._cell(name, row.value), row.count, self._percent(row.count, whole)) for row in shown]
        if table.rest:
            rows.append((CELLS["rest"], table.rest, self._percent(table.rest, whole)))
        return ShownTable(TABLES[name], rows)

    def _cell(self, name: str, value: str) -> object:
        if name == "months":
            return format_date(first_day(value), "MMMM y", locale=self._portal.language().value)
        return CELLS.get(f"{name}-{value}", value)

    def _in_time(self, told: Published) -> str:
        if told.ended is UNSET or told.ended.in_time is UNSET:
            return ""
        return self._percent(told.ended.in_time, told.ended.total)

    def _percent(self, part: int, whole: int) -> str:
        hundredths = Rate(part, whole).hundredths or 0
        return format_decimal(hundredths / 100, "0.00", locale=self._portal.language().value) + "%"

    def _tenths(self, value: int) -> str:
        return format_decimal(value / 10, "#,##0.#", locale=self._portal.language().value)


def by_tier(told: Iterable[tuple[str, Published]], regions: Regions) -> dict[Tier, list[Standing]]:
    """Group where agencies stand by what kind of region theirs is; codes that no region has are left out."""
    of: dict[Tier, list[Standing]] = {tier: [] for tier in Tier}
    for code, one in told:
        region = regions.find(code)
        if one.standing is not UNSET and region is not None:
            of[region.tier].append(one.standing)
    return of
