"""`wbs rules`: an agency's rules as a file, out and in. What comes in is checked as on the officers' page.

The operator may set rules, since they decide nothing about who reads; the audit log names the operator for it.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import MAX_BYTES, Rules, parse_rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.cases.rules.ruling import SHOWN, RuleChanges
from wbs.cli.ceremony.steps import FILE, yes_option
from wbs.cli.files import read_small, write_new
from wbs.cli.speech import Speech, spoken
from wbs.clock import Clock, SystemClock
from wbs.config import PortalConfig
from wbs.errors import ConfigError, FormatError
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents

agency_option = click.option("--agency", required=True, help="The agency's code, such as 61.08.")


@click.group("rules")
def rules_group() -> None:
    """Each agency's rules: clocks, calendar, categories, texts, teams. Never who reads."""


@rules_group.command("export")
@agency_option
@click.option("--version", type=click.IntRange(min=0), help="Another version than the newest; 0 is the program's own.")
@click.option("--out", "path", type=click.Path(path_type=Path), help="A new file; standard output if left out.")
@spoken
def export_command(*, speech: Speech, agency: str, version: int | None, path: Path | None) -> None:
    """Write an agency's rules as JSON that people can edit."""
    found, text = export_rules(os.environ, agency, version)
    if path is None:
        click.echo(text)
    else:
        write_new(path, f"{text}\n".encode())
    click.echo(speech(f"Aturan {agency}, versi {found}", f"Rules of {agency}, version {found}"), err=True)


@rules_group.command("import")
@click.argument("path", type=FILE)
@click.option("--after", type=click.IntRange(min=0), required=True, help="The version that these rules follow.")
@yes_option
@spoken
def import_command(*, speech: Speech, path: Path, after: int, yes: bool) -> None:
    """Store the rules of a file as the next version of the agency that they name."""
    rules = read_rules(read_small(path, MAX_BYTES))
    with _opened(os.environ, rules.agency) as store:
        before = RuleBook(store.rules).version(rules.agency, after).rules
        speech.lines(f"  ~ {name}" for name in changed_members(before, rules))
        speech.require(
            f"Jadikan versi {after + 1} aturan {rules.agency}?",
            f"Make this version {after + 1} of the rules of {rules.agency}?",
            yes=yes,
        )
        version = import_rules(store, rules, after, SystemClock())
    speech.say(
        f"Aturan {rules.agency} kini versi {version}.", f"The rules of {rules.agency} are version {version} now."
    )


@rules_group.command("list")
@agency_option
@spoken
def list_command(*, speech: Speech, agency: str) -> None:
    """List the newest versions: number, day, who stored it."""
    with _opened(os.environ, agency) as store:
        versions = store.rules.rules_history(AgencyCode(agency), SHOWN)
    speech.lines(f"{one.version}  {one.day.isoformat()}  {one.officer}" for one in versions)
    speech.say("0  bawaan program", "0  the program's own")


def export_rules(environment: Mapping[str, str], agency: str, version: int | None) -> tuple[int, str]:
    """Give the number of a version, and its rules as indented JSON.

    Raises:
        ConfigError: no usable installation, or one that does not list the agency.
        NotFoundError: the agency has no such version.
    """
    with _opened(environment, agency) as store:
        book = RuleBook(store.rules)
        found = book.current(agency) if version is None else book.version(agency, version)
    return found.version, json.dumps(msgspec.to_builtins(found.rules), indent=2, ensure_ascii=False)


def import_rules(store: Store, rules: Rules, after: int, clock: Clock) -> int:
    """Store the rules that follow a version; give their number.

    Raises:
        FormatError, ConflictError: as `RuleChanges.change` says.
    """
    return RuleChanges(store.rules).change_as_operator(rules, after, now=clock.now(), today=clock.today())


def read_rules(data: bytes) -> Rules:
    """Read rules that people may have edited: any spacing and order, but no member twice and none unknown.

    Raises:
        UnknownVersionError, FormatError: as `parse_rules` says.
    """
    try:
        found = json.loads(data, object_pairs_hook=_single, parse_float=_no_number, parse_constant=_no_number)
        agency = found.get("agency") if isinstance(found, dict) else None
        canonical = msgspec.json.encode(found, order="sorted")
    except (ValueError, RecursionError):
        raise FormatError("not JSON that rules can be written in") from None
    return parse_rules(canonical, agency if isinstance(agency, str) else "")


def changed_members(before: Rules, after: Rules) -> list[str]:
    """Name the members that differ."""
    return [name for name in Rules.__struct_fields__ if getattr(before, name) != getattr(after, name)]


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise FormatError("a member that stands twice")
    return dict(pairs)


def _no_number(_text: str) -> float:
    raise FormatError("a number that is no integer")


@contextmanager
def _opened(environment: Mapping[str, str], agency: str) -> Iterator[Store]:
    config = PortalConfig.from_environment(environment)
    if agency not in Documents(config.keys).current().book.by_agency:
        raise ConfigError("the published agencies document does not list this agency")
    store = open_store(config.database_url)
    try:
        yield store
    finally:
        store.close()
