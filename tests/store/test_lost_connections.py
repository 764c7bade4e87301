"""The database's connection is cut at every question of an act: a clear refusal, nothing half, a retry is found again.

Cut before a question, the server never gets it; cut after, the server does it (a commit, too), and the program never
hears the answer.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from tests.cast import shared_world
from tests.faults import IS_LONG, chance
from tests.investigator import counter as counter_module
from tests.investigator.client import Client
from tests.investigator.counter import Counter
from tests.office import Office
from tests.portal.house import House, TurnedClock, a_form, config_of, multipart, publish
from tests.store.cutting import Scissors, scissors
from tests.store.servers import OWNER, SHARED, PostgresServer, postgres_server
from wbs.config import TICKET_CREDENTIAL, create_credential
from wbs.crypto.compose import Draft
from wbs.crypto.messages import Kind, SealedBy, Status, StatusBody
from wbs.portal.app import create_app
from wbs.store.granting import name_of
from wbs.store.rights import Role
from wbs.store.store import open_store

pytestmark = pytest.mark.promise("P14")
EITHER_SIDE = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
NOTE = ("catatan.txt", "text/plain", b"Tanggal tertulis dua kali.")
FAR = 10**6
"""A question that no act asks."""
CUTS = 8


@dataclass
class Cut:
    """A portal and what cuts it off from its database."""

    scissors: Scissors
    past: "psycopg.Connection[Any]"
    """A connection to the database that is never cut."""
    at: House | Counter

    @property
    def house(self) -> House:
        assert isinstance(self.at, House)
        return self.at

    def count(self, table: LiteralString) -> int:
        row = self.past.execute("SELECT count(*) FROM " + table).fetchone()  # noqa: S608 - a table's name
        assert row is not None
        return int(row[0])

    def everywhere(self, act: Callable[[Callable[[], None]], None], *, after: bool) -> int:
        """Do an act again and again, cut at its first question, its second and so on; give how many there are.

        The act gets what begins the count, and calls it when all is prepared. A short run chooses some of them.
        """
        act(partial(self.scissors.arm, FAR))
        asked = self.scissors.disarm()
        chosen = range(1, asked + 1)
        for at in chosen if IS_LONG else chance(f"cuts {after}").sample(chosen, CUTS):
            act(partial(self.scissors.arm, at, after=after))
            self.scissors.disarm()
        return asked


@contextmanager
def portal_over(folder: Path, url: str, owners_url: str) -> Iterator[House]:
    """A portal over a database that it reaches by a URL of its own."""
    data = folder / "data"
    data.mkdir()
    config = config_of(data, database_url=url)
    world, clock = shared_world(), TurnedClock()
    publish(world, config.keys)
    create_credential(config.credentials, TICKET_CREDENTIAL)
    with closing(open_store(owners_url)) as owners, closing(open_store(url)) as own:
        yield House(world, data, owners, clock, create_app(config, own, clock))


@pytest.fixture
def cut(tmp_path: Path, postgres: PostgresServer, postgres_url: str) -> Iterator[Cut]:
    with scissors(postgres) as held, postgres.connect(SHARED) as past:
        url = held.url(postgres.url(SHARED, name_of(OWNER, Role.PORTAL)))
        with portal_over(tmp_path, url, postgres_url) as house:
            yield Cut(held, past, house)


@EITHER_SIDE
def test_a_report_cut_off_anywhere_is_refused_whole_and_sent_again_is_one_case(cut: Cut, *, after: bool) -> None:
    reporter, seen = cut.house.reporter(), set()

    def report(begin: Callable[[], None]) -> None:
        form = a_form(reporter.get("/lapor").ticket, what="Angka berbeda.")
        before = cut.count("cases")
        begin()
        page = reporter.post("/lapor", multipart(form))
        if page.status != 200:
            assert (page.status, page.words) == (503, [])
            assert page.value("what") == "Angka berbeda."  # the form comes back with what was written
            assert "tidak akan tersimpan dua kali" in page.text
            seen.add(cut.count("cases") - before)
            page = reporter.post("/lapor", multipart(a_form(page.ticket, what="Angka berbeda.")))
        assert (page.status, len(page.words)) == (200, 12)
        assert cut.count("cases") == cut.count("mailboxes") == cut.count("messages") == before + 1
        assert cut.house.case(page.words).report.what == "Angka berbeda."

    assert cut.everywhere(report, after=after) > CUTS
    assert seen <= {0, 1}  # what comes after the commit may fail, too: then the words come with the second try
    assert 0 in seen


@EITHER_SIDE
def test_a_file_cut_off_anywhere_arrives_once_when_it_is_sent_again(cut: Cut, *, after: bool) -> None:
    reporter = cut.house.reporter()

    def report(begin: Callable[[], None]) -> None:
        form = a_form(reporter.get("/lapor").ticket)
        begin()
        page = reporter.post("/lapor", multipart(form, [NOTE]))
        if page.status != 200:
            assert page.status == 503
            files = [] if NOTE[0] in page.files else [NOTE]  # what arrived stands in the form already
            page = reporter.post("/lapor", multipart(a_form(page.ticket), files))
        assert page.asks
        page = reporter.post("/lapor", multipart(a_form(page.ticket, keep="1")))
        if page.status != 200:
            assert (page.status, page.files) == (503, [NOTE[0]])
            page = reporter.post("/lapor", multipart(a_form(page.ticket, keep="1")))
        assert cut.house.case(page.words).files() == {NOTE[0]: NOTE[2]}

    assert cut.everywhere(report, after=after) > CUTS


@EITHER_SIDE
def test_a_message_cut_off_anywhere_is_stored_once_when_it_is_sent_again(cut: Cut, *, after: bool) -> None:
    reporter = cut.house.reporter()

    def reply(begin: Callable[[], None]) -> None:
        words = reporter.report().words
        begin()
        page = reporter.mailbox(words)
        if page.status != 200:
            assert page.status == 503
            page = reporter.mailbox(words)
        ticket = page.ticket
        page = reporter.reply(ticket, "Masih berlangsung.")
        if page.status != 200:
            assert page.status == 503
            assert "Masih berlangsung." in page.text
            page = reporter.reply(ticket, "Masih berlangsung.")  # as the browser's way back does
        assert page.status == 200
        assert cut.house.case(words).texts() == ["Masih berlangsung."]

    assert cut.everywhere(reply, after=after) > CUTS


@pytest.fixture
def officers_cut(
    tmp_path: Path, postgres: PostgresServer, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Cut, Client]]:
    # Only here may a refused act have left its entry: it was done, and the answer was lost.
    monkeypatch.setattr(counter_module, "require_trace", lambda *_: None)
    with scissors(postgres) as held:
        office = Office(tmp_path, url=postgres_url)
        owners = office.store
        url = held.url(postgres.url(SHARED, name_of(OWNER, Role.INVESTIGATOR)))
        with closing(owners), closing(open_store(url)) as own, postgres.connect(SHARED) as past:
            office.store = own
            counter = Counter(office)
            office.store = owners
            yield Cut(held, past, counter), Client(counter)


@EITHER_SIDE
def test_an_officers_act_cut_off_anywhere_leaves_its_message_and_its_entry_once_or_neither(
    officers_cut: tuple[Cut, Client], *, after: bool
) -> None:
    cut, client = officers_cut
    outcomes = set()

    def verify(begin: Callable[[], None]) -> None:
        report = client.counter.office.new_report()
        _, dossier = client.open(report)
        entries, messages = cut.count("audit_entries"), cut.count("messages")
        sealed = client.seal(dossier, Draft(Kind.STATUS, StatusBody(status=Status.VERIFIED), SealedBy.BROWSER))
        begin()
        first = client.send(report, sealed, status="verified", tags={"class": "non-supervisory"})
        stored = cut.count("messages") - messages
        assert cut.count("audit_entries") - entries == stored
        assert (first.status_code == 201, stored) in {(True, 1), (False, 0), (False, 1)}
        if first.status_code != 201:
            assert first.status_code == 503
            again = client.send(report, sealed, status="verified", tags={"class": "non-supervisory"})
            assert again.status_code == (409 if stored else 201)  # the page then reads the case anew, and finds it
        outcomes.add((first.status_code, stored))
        assert cut.count("messages") - messages == cut.count("audit_entries") - entries == 1

    assert cut.everywhere(verify, after=after) > CUTS
    assert (201, 1) in outcomes
    assert (503, 0) in outcomes


def test_a_server_that_is_restarted_is_used_again_by_processes_that_were_not(tmp_path: Path) -> None:
    with (
        postgres_server() as server,
        portal_over(tmp_path, server.url(SHARED, name_of(OWNER, Role.PORTAL)), server.url(SHARED)) as house,
    ):
        reporter = house.reporter()
        words = reporter.report().words
        server.crash()
        page = reporter.mailbox(words)
        assert page.status == 503
        assert int(page.headers["Retry-After"]) > 0
        assert reporter.get("/").status == 200  # the first page needs no database
        server.start()
        assert "Terkirim" in reporter.mailbox(words).text
        assert len(reporter.report().words) == 12
