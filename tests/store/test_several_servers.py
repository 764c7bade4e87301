"""Several processes of both applications on one PostgreSQL: what one gave out the others accept, and nothing twice."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.cast import shared_world
from tests.investigator.client import Client, path_of
from tests.investigator.counter import Browser, Counter
from tests.office import Office
from tests.portal.house import House, Reporter, TurnedClock, a_form, config_of, multipart, publish
from tests.store.raw import count, together
from tests.store.servers import OWNER, SHARED, PostgresServer
from wbs.cli.jobs import Workshop, run_jobs
from wbs.config import TICKET_CREDENTIAL, create_credential
from wbs.portal.app import create_app
from wbs.store.granting import name_of
from wbs.store.rights import Role
from wbs.store.store import open_store

NOTE = ("catatan.txt", "text/plain", b"Tanggal tertulis dua kali.")
PORTALS = 3


@pytest.fixture
def portals(tmp_path: Path, postgres: PostgresServer, postgres_url: str) -> Iterator[list[House]]:
    """Portals that share nothing but the database and the installation's folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    config = config_of(folder, database_url=postgres.url(SHARED, name_of(OWNER, Role.PORTAL)))
    world, clock = shared_world(), TurnedClock()
    publish(world, config.keys)
    create_credential(config.credentials, TICKET_CREDENTIAL)
    with ExitStack() as stack:
        owners = stack.enter_context(closing(open_store(postgres_url)))
        made = []
        for _ in range(PORTALS):
            own = stack.enter_context(closing(open_store(config.database_url)))
            made.append(House(world, folder, owners, clock, create_app(config, own, clock)))
        yield made


def test_every_step_of_a_report_may_meet_another_portal(portals: list[House], postgres_url: str) -> None:
    first, second, third = (house.reporter() for house in portals)
    ticket = first.get("/lapor").ticket
    page = second.post("/lapor", multipart(a_form(ticket), [NOTE]))
    assert page.asks
    page = third.post("/lapor", multipart(a_form(page.ticket, keep="1")))
    assert len(page.words) == 12
    assert first.post("/lapor", multipart(a_form(ticket), [NOTE])).words in ([], page.words)
    assert portals[0].case(page.words).files() == {NOTE[0]: NOTE[2]}
    mailbox = second.mailbox(page.words)
    assert third.reply(mailbox.ticket, "Masih berlangsung.").status == 200
    assert "sudah tiba" in first.reply(mailbox.ticket, "Masih berlangsung.").text
    assert portals[0].case(page.words).texts() == ["Masih berlangsung."]
    assert count(postgres_url, "cases") == 1


def test_one_form_sent_to_all_portals_at_once_is_one_case_with_one_receipt(
    portals: list[House], postgres_url: str
) -> None:
    ticket = portals[0].reporter().get("/lapor").ticket
    meeting = threading.Barrier(PORTALS)

    def send(reporter: Reporter) -> tuple[str, ...]:
        meeting.wait(30)
        return tuple(reporter.post("/lapor", multipart(a_form(ticket))).words)

    words = together(*(lambda house=house: send(house.reporter()) for house in portals))
    assert len(set(words)) == 1
    assert len(words[0]) == 12
    assert count(postgres_url, "cases") == count(postgres_url, "mailboxes") == 1


@pytest.fixture
def counters(tmp_path: Path, postgres: PostgresServer, postgres_url: str) -> Iterator[list[Counter]]:
    office = Office(tmp_path, url=postgres_url)
    owners = office.store
    with ExitStack() as stack:
        stack.enter_context(closing(owners))
        made = []
        for _ in range(2):
            own = open_store(postgres.url(SHARED, name_of(OWNER, Role.INVESTIGATOR)))
            office.store = stack.enter_context(closing(own))
            made.append(Counter(office))
        office.store = owners
        yield made


def lead(browser: Browser, counter: Counter) -> None:
    """Let a browser's next requests meet another process."""
    browser.client.application = counter.app


def test_a_session_of_one_process_is_one_of_the_other_until_it_ends_in_either(counters: list[Counter]) -> None:
    client = Client(counters[0])
    report = counters[0].office.new_report()
    lead(client.browser, counters[1])
    assert client.browser.get(path_of(report)).status_code == 200
    assert client.browser.post("/sign-out").status_code == 200
    lead(client.browser, counters[0])
    assert client.browser.get(path_of(report)).status_code == 401


def test_a_code_that_one_process_took_the_other_refuses(counters: list[Counter]) -> None:
    office = counters[0].office
    office.clock.pass_time(minutes=2)
    login = office.login()
    assert counters[0].browser().sign_in(login, office).status_code == 200
    assert counters[1].browser().sign_in(login, office).status_code == 401


def test_two_machines_that_maintain_at_once_do_a_job_once(postgres_url: str, tmp_path: Path) -> None:
    began, go_on, ran = threading.Event(), threading.Event(), []

    def job(_: Workshop) -> str:
        ran.append(True)
        began.set()
        assert go_on.wait(30)
        return "sent 3"

    with closing(open_store(postgres_url)) as one, closing(open_store(postgres_url)) as other:
        shops = [Workshop(config_of(tmp_path), store, TurnedClock()) for store in (one, other)]
        first = threading.Thread(target=run_jobs, args=(shops[0], {"notices": job}))
        first.start()
        assert began.wait(30)
        (outcome,) = run_jobs(shops[1], {"notices": job})
        go_on.set()
        first.join()
        assert (outcome.done, outcome.said) == (True, "runs elsewhere just now")
        assert ran == [True]
        assert one.upkeep.last_run("notices") is not None
        run_jobs(shops[1], {"notices": job})
    assert len(ran) == 2
