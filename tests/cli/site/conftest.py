"""An honest site of each portal, asked once."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cast import REGENCY, shared_world
from tests.cli.site.sites import Site
from tests.databases import lay_empty
from tests.investigator.counter import Counter
from tests.office import Office
from tests.portal.house import House, build, config_of
from tests.quarters import store_published
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.cases.rules.documents import AgencyText, Language, Page, StoredRules, default_rules
from wbs.cli.site import examining
from wbs.cli.site.framing import Answer
from wbs.cli.site.twin import Facts, Twin
from wbs.cli.site.visitor import Ask, place_of
from wbs.clock import Clock
from wbs.crypto.shape import serialise
from wbs.investigator.pages import BUILD_FOLDER
from wbs.portal.app import create_app
from wbs.portal.scripts import Scripts
from wbs.web.catalogues import compile_all

OWN_WORDS = "Telepon 0800-000-000 pada jam kerja."
FOR_OFFICERS = "irban@example.go.id"


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Translations as they are now."""
    compile_all()


class SharedTwin:
    """A twin that many tests compare with: what is read is made once."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin
        self.known: dict[Ask, Answer] = {}

    def ask(self, ask: Ask) -> Answer:
        if ask not in self.known:
            self.known[ask] = self.twin.ask(ask)
        return self.known[ask]

    def close(self) -> None:
        """Stay for the next test."""


@pytest.fixture(autouse=True, scope="module")
def shared_twins() -> Iterator[None]:
    """Make the twin of a site once; another document, anchor or setting gets one of its own."""
    made: dict[str, SharedTwin] = {}

    def twin_of(name: str, folder: Path, documents: Mapping[str, bytes], anchor: str, facts: Facts, clock: Clock):
        signed = (sorted(documents.items()), anchor) if name == "portal" else ()  # drawn for officers' each time
        key = repr((name, signed, facts, clock.today()))
        if key not in made:
            made[key] = SharedTwin(Twin(name, folder, documents, anchor, facts, clock))
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examining, "Twin", twin_of)
        yield
    for one in made.values():
        one.twin.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A portal whose regency has rules of its own, and has published figures."""
    data = tmp_path_factory.mktemp("house") / "data"
    data.mkdir()
    lay_empty(data / "wbs.sqlite")
    made = build(data, shared_world())
    set_rules(made)
    store_published(made.store.figures, REGENCY, 400)
    yield made
    made.store.close()


def set_rules(house: House) -> None:
    """Store rules with words and periods of the agency's own, and with something for officers alone."""
    usual = default_rules(REGENCY)
    words = AgencyText(page=Page.CHANNELS, language=Language.INDONESIAN, text=OWN_WORDS)
    clocks = replace(usual.clocks, verify=4, answer=7)
    rules = replace(usual, texts=[words], clocks=clocks, notices=[FOR_OFFICERS])
    agency = AgencyCode(REGENCY)
    entry = AuditEntry(agency, house.clock.now(), "operator", AuditAction.RULES_CHANGED, detail="1")
    house.store.rules.add_rules(StoredRules(agency, 1, house.clock.today(), "operator", serialise(rules)), entry)


@pytest.fixture(scope="module")
def honest(house: House) -> Site:
    """The reporters' portal with its scripts."""
    app = create_app(config_of(house.folder), house.store, house.clock, scripts=Scripts())
    return Site(app, place_of("http://127.0.0.1:8000"), house.clock)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office") / "data"
    folder.mkdir()
    made = Office(folder)
    yield made
    made.close()


@pytest.fixture(scope="module")
def officers(office: Office) -> Site:
    """The officers' portal with its scripts."""
    return Site(Counter(office, build=BUILD_FOLDER).app, place_of("http://localhost:8001"), office.clock)
