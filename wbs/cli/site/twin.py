"""This release beside the site: the same application on this computer, over the site's own signed documents.

What it answers is what an honest server of this release would. Its database is empty and its credentials are drawn for
this one time; nothing of it stays.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import asdict, astuple
from werkzeug.test import EnvironBuilder, run_wsgi_app

from wbs.cases.figures.published import Published, PublishedTable, parse_published
from wbs.cases.figures.stays import NONE
from wbs.cases.model import AgencyCode, AuditEntry, Channel
from wbs.cases.rules.documents import DEFAULT_VERSION, RulesLine, StoredRules, default_rules, parse_rules
from wbs.cli.server import APPLICATIONS, discreet
from wbs.cli.site.framing import Answer
from wbs.cli.site.visitor import Ask, Place, headers_of
from wbs.clock import RELEASED, Clock
from wbs.config import INVESTIGATOR_CREDENTIAL, TICKET_CREDENTIAL, create_credential
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import MatterClass, Outcome
from wbs.crypto.report import Category
from wbs.crypto.shape import serialise
from wbs.errors import FormatError, NotFoundError
from wbs.store.migrations import migrate
from wbs.store.store import Store, open_store
from wbs.web.documents import ANCHOR_FILE

_CELLS = frozenset({NONE, *Channel, *MatterClass, *Category, *Outcome})
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    rules: str
    quarters: list[str]


@dataclass(frozen=True, slots=True)
class AgencySays:
    """What an agency says in public beside the signed documents: its rules, and its published quarters."""

    agency: str
    version: int
    rules: bytes
    quarters: tuple[bytes, ...]

    @property
    def own_words(self) -> list[str]:
        """Every text that its administrators wrote into its rules: no release knows it, so a person has to read it."""
        rules, usual = parse_rules(self.rules, self.agency), default_rules(self.agency)
        words = [one.text for one in (*rules.texts, *(rules.labels or ()))]
        words += [rules.law_note or "", *(one.decree for one in rules.overrides)]
        words += [text for one in rules.legal_basis for text in (one.title, one.note or "")]
        words += sorted(set(astuple(rules.team)) - set(astuple(usual.team)))
        words += [text for quarter in self.quarters for text in _own_cells(parse_published(quarter))]
        return [text for text in dict.fromkeys(words) if text]


def _own_cells(told: Published) -> list[str]:
    """Give what stands in cells of figures though this release has no name for it: pages show it as it is."""
    parts = [asdict(part) for part in (told.received, told.ended) if part]
    tables = [table for part in parts for table in part.values() if isinstance(table, PublishedTable)]
    cells = [row.value for table in tables for row in table.shown]
    return [value for value in cells if value not in _CELLS and not _MONTH.fullmatch(value)]


def parse_told(agency: str, body: bytes) -> AgencySays:
    """Read what a site says of an agency.

    Raises:
        FormatError: not such an answer, or rules and quarters that this release does not read.
    """
    try:
        told = msgspec.json.decode(body, type=_Told)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise FormatError("what the site says of an agency cannot be read") from None
    rules = from_b64url(told.rules)
    parse_rules(rules, agency)
    return AgencySays(agency, told.version, rules, tuple(from_b64url(one) for one in told.quarters))


@dataclass(frozen=True, slots=True)
class Facts:
    """What one installation has of its own, beside signed documents."""

    place: Place
    variables: Mapping[str, str] = field(default_factory=dict)
    """What its operators set, as `WBS_…` variables: the way out, the onion address, limits of files."""
    says: tuple[AgencySays, ...] = ()


class Twin:
    """One application, asked without a server."""

    def __init__(
        self, name: str, folder: Path, documents: Mapping[str, bytes], anchor: str, facts: Facts, clock: Clock
    ) -> None:
        """Make the application in an empty folder.

        Raises:
            ConfigError: the documents do not verify from the anchor, or a variable is malformed.
        """
        self._place = facts.place
        keys = folder / "keys"
        keys.mkdir(parents=True)
        for document, data in documents.items():
            (keys / document).write_bytes(data)
        (keys / ANCHOR_FILE).write_text(anchor + "\n", encoding="ascii")
        for credential in (TICKET_CREDENTIAL, INVESTIGATOR_CREDENTIAL):
            create_credential(folder / "credentials", credential)
        application = APPLICATIONS[name]
        config = application.configure(_environment(name, folder, facts))
        migrate(config.database_url)
        self._store = _store(config.database_url, facts.says)
        module, _, function = application.factory.partition(":")
        self.app: Any = getattr(import_module(module), function)(config, self._store, clock)
        self._wsgi = discreet(self.app)

    def close(self) -> None:
        """Let the database go."""
        self._store.close()

    def ask(self, ask: Ask) -> Answer:
        """Give what this release answers."""
        origin = self._place.origin
        headers = headers_of(ask, self._place)
        builder = EnvironBuilder(ask.path, origin, method=ask.method, headers=headers, input_stream=None, data=ask.body)
        try:
            body, status, given = run_wsgi_app(self._wsgi, builder.get_environ(), buffered=True)
            return Answer(int(status.partition(" ")[0]), tuple(given), b"".join(body))
        finally:
            builder.close()


def _environment(name: str, folder: Path, facts: Facts) -> dict[str, str]:
    prefix = f"WBS_{name.upper()}_"
    place = facts.place
    own = {"WBS_DATA": str(folder), f"{prefix}HOSTS": place.host, f"{prefix}HTTPS": str(int(place.scheme == "https"))}
    return own | dict(facts.variables)


def _store(url: str, says: Iterable[AgencySays]) -> Store:
    store = open_store(url)
    told = tuple(says)
    store.rules = ToldRules(told)
    for one in told:
        for quarter in one.quarters:
            store.figures.add_published(AgencyCode(one.agency), parse_published(quarter).quarter, quarter)
    return store


class ToldRules:
    """The rules that a site says its agencies have; stands where the store's would."""

    def __init__(self, says: Iterable[AgencySays]) -> None:
        self._says = {one.agency: one for one in says if one.version > DEFAULT_VERSION}

    def newest_rules(self, agency: AgencyCode) -> StoredRules | None:
        """Give what was told of an agency."""
        said = self._says.get(agency)
        if said is None:
            return None
        return StoredRules(agency, said.version, RELEASED, "", serialise(parse_rules(said.rules, agency)))

    def newest_versions(self) -> list[tuple[AgencyCode, int]]:
        """Give every agency of which rules were told."""
        return [(AgencyCode(agency), said.version) for agency, said in sorted(self._says.items())]

    def rules(self, agency: AgencyCode, version: int) -> StoredRules:
        """Give the version that was told; there is no other."""
        found = self.newest_rules(agency)
        if found is None or found.version != version:
            raise NotFoundError("no such version of rules")
        return found

    def rules_history(self, agency: AgencyCode, limit: int) -> list[RulesLine]:
        """Tell of nothing."""
        del agency, limit
        return []

    def version_named(self, agency: AgencyCode) -> int:
        """Give the version that was told."""
        return self._says[agency].version if agency in self._says else DEFAULT_VERSION

    def add_rules(self, new: StoredRules, audit: AuditEntry) -> None:
        """Store nothing."""
        del new, audit
        raise NotFoundError("nothing is stored here")
