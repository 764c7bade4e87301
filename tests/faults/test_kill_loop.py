"""P14: servers that are killed again and again under load lose nothing acknowledged and leave nothing half there."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults import SEED, as_many, chance
from tests.faults.examination import Examination, Findings
from tests.faults.ledger import Ledger
from tests.faults.people import DeviceOwner, FormFiller, Officer
from tests.faults.site import Served, Site, found_site, kill
from tests.faults.wire import Wire
from tests.store.servers import PostgresServer, postgres_server
from wbs.clock import SystemClock

pytestmark = pytest.mark.promise("P14")
LONGEST = 0.35
"""Seconds after the first answer within which servers are killed."""


class Town:
    """Everybody who uses one installation, and its servers."""

    def __init__(self, site: Site, seed: str, database: PostgresServer | None = None) -> None:
        self.site, self.ledger = site, Ledger()
        self.portal, self.investigator = Served(site, "portal"), Served(site, "investigator")
        self.devices = [DeviceOwner(f"alat-{n}", self.ledger, seed) for n in range(2)]
        self.form = FormFiller("borang", self.ledger, seed)
        self.officer = Officer(site, self.ledger, seed)
        self.examination = Examination(site, self.ledger)
        self._database = database
        self.restarts = 0
        self._random = chance(f"{seed} kills")

    @contextmanager
    def open(self) -> Iterator[None]:
        self._serve()
        try:
            with self._meet():
                self.officer.sign_in()
            yield
        finally:
            self.portal.stop()
            self.investigator.stop()

    def _serve(self) -> None:
        """Start what does not run, at once, and wait until as many processes answer as usual."""
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Served.be_there, (self.portal, self.investigator)))

    @contextmanager
    def _meet(self) -> Iterator[None]:
        """Lead everybody to the servers that run now."""
        store = self.site.store()
        for one in (*self.devices, self.form):
            one.house = self.site.house(self.portal.port, store)
        self.officer.wire = Wire(self.investigator.port, "localhost")
        yield
        store.close()

    def use_until_killed(self) -> bool:
        """Let everybody use the service, and kill something at a moment nobody chose; say whether something died."""
        people = [*self.devices, self.form, self.officer]
        stop = threading.Event()
        with self._meet():
            threads = [threading.Thread(target=one.go_on, args=(stop,)) for one in people]
            before = self.ledger.acknowledged
            for thread in threads:
                thread.start()
            self._wait_for_an_answer(before)
            time.sleep(self._random.random() * LONGEST)
            died = self._kill_something()
            stop.set()
            for thread in threads:
                thread.join()
        return died

    def come_back(self) -> Findings:
        """Look at the store, serve again, let everybody send again what they were not told of, and look again."""
        touched = self.ledger.take_touched()
        found = self.examination.look(touched)
        self._serve()
        with self._meet():
            found.other += [f"{text} was not taken when it was sent again" for text in self.ledger.repeat_all()]
        again = self.examination.look(touched)
        return Findings(found.lost + again.lost, found.half + again.half, found.other + again.other)

    def _wait_for_an_answer(self, before: int) -> None:
        until = time.monotonic() + 30
        while self.ledger.acknowledged == before and time.monotonic() < until:
            time.sleep(0.005)

    def _kill_something(self) -> bool:
        """Kill one process that answers, an application with whatever started it, everything, or the database."""
        worker = self._random.choice(self.portal.workers())
        kinds: list[Callable[[], bool]] = [
            *[lambda: kill(worker)] * 4,
            *[lambda: kill(self.investigator.workers()[0])] * 2,
            self.portal.kill,
            self.investigator.kill,
            lambda: all([self.portal.kill(), self.investigator.kill()]),
        ]
        return self._random.choice(kinds if self._database is None else [*kinds, *[self._restart_database] * 3])()

    def _restart_database(self) -> bool:
        """End every process of the database at once, as a power cut of its machine would, and start it again."""
        assert self._database is not None
        self._database.crash()
        self._database.start()
        self.restarts += 1
        return True


def loop(town: Town, rounds: int) -> None:
    """Kill that often; after each time everything must be as it was told."""
    killed = 0
    with town.open():
        for number in range(rounds):
            killed += town.use_until_killed()
            found = town.come_back()
            assert found.is_clean, (number, found)
    everything = town.examination.look(list(town.ledger.cases))
    assert everything.is_clean, everything
    assert town.ledger.faults == []
    assert town.examination.sweep(SystemClock().today()) == 0
    ledger = town.ledger
    told = [sent for case in ledger.cases.values() for sent in case.everything()]
    assert killed == rounds
    assert ledger.acknowledged > rounds
    print(  # noqa: T201 - the figure
        f"\nkills: {killed}, {town.restarts} of them of the database; acknowledged: {ledger.acknowledged} of "
        f"{len(told)} sent in {len(ledger.cases)} cases, "
        f"{ledger.repeated} sent again; lost: 0; half there: 0; openings with an officer's keys: "
        f"{town.examination.opened}; seed {SEED}"
    )


def test_what_was_acknowledged_survives_kills_under_load(tmp_path: Path) -> None:
    loop(Town(found_site(tmp_path / "data"), "sqlite"), as_many(18, 200))


def test_what_was_acknowledged_survives_kills_under_load_on_postgresql(tmp_path: Path) -> None:
    with postgres_server() as server, server.database() as url:
        loop(Town(found_site(tmp_path / "data", url), "postgresql", server), as_many(7, 100))
