"""`wbs agencies`: which agencies there are, and who receives reports about whom."""

from pathlib import Path
from typing import Any

import click
import msgspec

from wbs.cases.rules.ranks import Rank, default_routes
from wbs.cli.ceremony.shelf import read_shelf
from wbs.cli.ceremony.steps import FILE, FOLDER, add_steps, folder_or_draft_option, write_draft
from wbs.cli.ceremony.subjects import ground_of, load
from wbs.cli.ceremony.telling import tell_agencies
from wbs.cli.options import day_option, folder_option, issue_day
from wbs.cli.speech import Speech, spoken
from wbs.crypto.directory import INSTALLATION, Agencies, AgencyEntry, Roots, Route
from wbs.crypto.drafts import add_agency, change_agency, draft_first_agencies, draft_next_agencies, with_route
from wbs.errors import TrustError
from wbs.web.regions.table import load_regions

routes_option = click.option(
    "--no-routes", is_flag=True, help="Begin without routes, instead of the usual ones by rank class."
)


@click.group("agencies")
def agencies_group() -> None:
    """Which agencies there are, and who receives reports about whom."""


@agencies_group.command("draft")
@click.option("--documents", type=FOLDER, default=Path(), help="Folder with the documents so far.")
@click.option("--agency", "roots_file", type=FILE, help="For the first version: roots document of the first agency.")
@click.option("--name", help="For the first version: name of that agency.")
@routes_option
@day_option
@folder_option
@spoken
def draft_command(
    *,
    speech: Speech,
    documents: Path,
    roots_file: Path | None,
    name: str | None,
    no_routes: bool,
    day: str | None,
    folder: Path,
) -> None:
    """Draft the first or the next version."""
    shelf = read_shelf(documents)
    roots = shelf.roots(INSTALLATION)[-1].document
    chain = shelf.agencies()
    previous = chain[-1].document if chain else None
    if previous is not None:
        draft = draft_next_agencies(previous, roots, issue_day(day, previous.issued))
    elif roots_file is None or name is None:
        raise TrustError("the first version needs the roots document and the name of its first agency")
    else:
        entry = _entry(load(roots_file, "roots").document, name, None, has_routes=not no_routes)
        draft = draft_first_agencies(roots, entry, issue_day(day))
        _tell_region(entry.agency, speech)
    speech.lines(tell_agencies(draft, previous, speech))
    write_draft(draft, folder, speech)


@agencies_group.command("add")
@click.argument("draft", type=FILE)
@click.argument("roots_file", type=FILE)
@click.option("--name", required=True, help="Name of the agency.")
@click.option("--parent", help="Code of the agency above it.")
@routes_option
@folder_or_draft_option
@spoken
def add_command(
    *,
    speech: Speech,
    draft: Path,
    roots_file: Path,
    name: str,
    parent: str | None,
    no_routes: bool,
    folder: Path | None,
) -> None:
    """List one agency more, by its signed roots document."""
    entry = _entry(load(roots_file, "roots").document, name, parent, has_routes=not no_routes)
    _tell_region(entry.agency, speech)
    _write(add_agency(load(draft, "agencies").document, entry), draft, folder, speech)


@agencies_group.command("route")
@click.argument("draft", type=FILE)
@click.argument("agency")
@click.argument("rank")
@click.argument("target", required=False)
@click.option("--nobody", is_flag=True, help="No agency receives these reports.")
@folder_or_draft_option
@spoken
def route_command(
    *,
    speech: Speech,
    draft: Path,
    agency: str,
    rank: str,
    target: str | None,
    nobody: bool,
    folder: Path | None,
) -> None:
    """Say which agency receives reports about a rank class: staff, office-head, leadership, inspectorate, unknown."""
    if nobody is (target is not None):
        raise TrustError("say which agency receives these reports, or --nobody")
    agencies = load(draft, "agencies").document
    found = agencies.entry(agency)
    if found is None:
        raise TrustError("an agency that is not listed")
    _write(change_agency(agencies, agency, routes=with_route(found, rank, target)), draft, folder, speech)


@agencies_group.command("roots")
@click.argument("draft", type=FILE)
@click.argument("roots_file", type=FILE)
@folder_or_draft_option
@spoken
def roots_command(*, speech: Speech, draft: Path, roots_file: Path, folder: Path | None) -> None:
    """Name an agency's newer roots."""
    roots = load(roots_file, "roots").document
    changed = change_agency(load(draft, "agencies").document, roots.agency, roots=roots.fingerprint_text())
    _write(changed, draft, folder, speech)


@agencies_group.command("change")
@click.argument("draft", type=FILE)
@click.argument("agency")
@click.option("--name", help="Another name.")
@click.option("--parent", help="Code of the agency above it.")
@click.option("--no-parent", is_flag=True, help="No agency stands above it.")
@click.option("--usual-routes", is_flag=True, help="Give it the usual routes by rank class, whatever they were.")
@folder_or_draft_option
@spoken
def change_command(
    *,
    speech: Speech,
    draft: Path,
    agency: str,
    name: str | None,
    parent: str | None,
    no_parent: bool,
    usual_routes: bool,
    folder: Path | None,
) -> None:
    """Change an agency's name, which agency stands above it, or all its routes at once."""
    agencies = load(draft, "agencies").document
    members: dict[str, Any] = {} if name is None else {"name": name}
    if parent is not None or no_parent:
        members["parent"] = msgspec.UNSET if no_parent else parent
    if usual_routes:
        members["routes"] = _usual_routes(agency, members.get("parent", _parent(agencies, agency)))
    _write(change_agency(agencies, agency, **members), draft, folder, speech)


add_steps(agencies_group, "agencies")


def _entry(roots: Roots, name: str, parent: str | None, *, has_routes: bool) -> AgencyEntry:
    above = msgspec.UNSET if parent is None else parent
    routes = _usual_routes(roots.agency, above) if has_routes else []
    return AgencyEntry(agency=roots.agency, name=name, parent=above, roots=roots.fingerprint_text(), routes=routes)


def _usual_routes(agency: str, parent: str | msgspec.UnsetType) -> list[Route]:
    found = default_routes(agency, None if parent is msgspec.UNSET else parent)
    return [Route(rank=rank.value, agency=found[rank]) for rank in sorted(Rank) if rank in found]


def _parent(agencies: Agencies, agency: str) -> str | msgspec.UnsetType:
    entry = agencies.entry(agency)
    return msgspec.UNSET if entry is None else entry.parent


def _tell_region(agency: str, speech: Speech) -> None:
    """Say which region a code means, so that a mistyped one is seen before it is signed."""
    region = load_regions().find(agency)
    if region is None:
        speech.warn(
            f"{agency} tidak ada dalam kode wilayah Kemendagri yang dikenal program ini",
            f"{agency} is not among the Ministry's codes of regions that this program knows",
        )
    else:
        speech.say(f"{agency} adalah {region.full_name}", f"{agency} is {region.full_name}")


def _write(changed: Agencies, draft: Path, folder: Path | None, speech: Speech) -> None:
    ground = ground_of(changed, read_shelf(draft.parent))
    speech.lines(tell_agencies(changed, ground.previous, speech))
    write_draft(changed, folder or draft.parent, speech)
