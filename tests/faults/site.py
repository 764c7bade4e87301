"""An installation on a disk with everything secret in one hand, and the shipped servers over it, to be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bench.installation import AGENCY, database_url, plan
from bench.processes import children_of, free_port
from tests.cast import Person, World
from tests.databases import lay_empty
from tests.faults.wire import Wire
from tests.office import CHEAP
from tests.portal.house import House, TurnedClock, config_of
from wbs.cli.founding import first_day, found_installation
from wbs.cli.secrets import Secrets, draw_secrets, parse_secrets, serialise_secrets
from wbs.cli.server import APPLICATIONS
from wbs.clock import SystemClock
from wbs.portal.app import create_app
from wbs.store.migrations import migrate
from wbs.store.store import Store, open_store

READERS = tuple(f"{AGENCY}/penerima-0{n}" for n in range(1, 6))


PATIENCE = 60
SECRETS = "secrets.json"
"""Of an installation for tests: officers open cases with what lies in it."""


class RealClock(TurnedClock):
    """The machine's clock, where tests expect one to turn."""

    def today(self) -> date:
        return SystemClock().today()

    def now(self) -> datetime:
        return SystemClock().now()


@dataclass
class Site:
    """One installation: its secrets, and where its database is."""

    data: Path
    url: str
    secrets: Secrets
    world: World

    def store(self) -> Store:
        return open_store(self.url)

    def house(self, port: int, store: Store) -> House:
        """Give the portal at a port the form in which devices and form-fillers of the tests know one."""
        return House(self.world, self.data, store, RealClock(), Wire(port))

    def at_home(self, store: Store) -> House:
        """Give the portal inside this process."""
        config = config_of(self.data, database_url=self.url, credentials=self.data / "credentials")
        clock = RealClock()
        return House(self.world, self.data, store, clock, create_app(config, store, clock))

    def environment(self, app: str, port: int) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("WBS_")}
        host = "127.0.0.1" if app == "portal" else "localhost"
        ours = {"WBS_DATA": str(self.data), "WBS_DATABASE_URL": self.url, f"WBS_{app.upper()}_BIND": f"{host}:{port}"}
        return {**kept, **ours}


def found_site(data: Path, url: str = "") -> Site:
    """Found an installation with five receivers, whose sign-in costs next to nothing."""
    data.mkdir(parents=True, exist_ok=True)
    if url:
        migrate(url)
    else:
        lay_empty(data / "wbs.sqlite")
    planned = plan()
    secrets = draw_secrets(planned, first_day(SystemClock().today()))
    places = {"keys": data / "keys", "credentials": data / "credentials"}
    with closing(open_store(url or database_url(data))) as store:
        found_installation(planned, secrets, **places, store=store.officers, profile=CHEAP)
    (data / SECRETS).write_bytes(serialise_secrets(secrets))
    return load_site(data, url)


def load_site(data: Path, url: str = "") -> Site:
    """Give an installation that another process founded."""
    secrets = parse_secrets((data / SECRETS).read_bytes())
    return Site(data, url or database_url(data), secrets, _world(data / "keys", secrets))


def _world(keys: Path, secrets: Secrets) -> World:
    accounts = {account.login: account for account in plan().officers}
    people = {
        f"{AGENCY}/{one.id}": Person(AGENCY, one.id, frozenset(one.roles), one.unit, secrets.accounts[login].secret)
        for login, one in accounts.items()
    }
    roots = {code: [(keys / f"roots-{code}-1.json").read_bytes()] for code in secrets.roots}
    directories = {AGENCY: [(keys / f"directory-{AGENCY}-1.json").read_bytes()]}
    agencies = [(keys / "agencies-1.json").read_bytes()]
    return World(people, {}, roots, directories, agencies, (keys / "anchor.txt").read_text().strip())


class Served:
    """A shipped server that runs, dies and runs again on one port."""

    def __init__(self, site: Site, app: str) -> None:
        self.site, self.app, self.port = site, app, free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._said = site.data.parent / f"{app}.log"

    def be_there(self) -> None:
        """Do what a service manager does: start whatever has ended, again if need be, until all of it answers.

        granian ends by itself when one of its processes dies twice within seconds.
        """
        until = time.monotonic() + PATIENCE
        while not self._is_whole():
            assert time.monotonic() < until, f"it does not come back: {self._said.read_text()[-500:]}"
            time.sleep(0.02)

    def _is_whole(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            command = [str(Path(sys.executable).with_name("wbs")), "serve", self.app]
            environment = self.site.environment(self.app, self.port)
            with self._said.open("ab") as said:
                self._process = subprocess.Popen(command, env=environment, stderr=said, start_new_session=True)
        return is_listening(self.port) and len(self.workers()) >= APPLICATIONS[self.app].processes

    def workers(self) -> list[int]:
        """Give the processes that answer."""
        return children_of(self._running.pid)

    def kill(self) -> bool:
        """Kill everything at once, the process that started the others first."""
        died = [kill(pid) for pid in (self._running.pid, *children_of(self._running.pid))]
        self._running.wait()
        return all(died)

    def stop(self) -> None:
        """End it as a service manager would."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=30)

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None, "not started"
        return self._process


def kill(pid: int) -> bool:
    """Kill a process; say whether it was there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def is_listening(port: int) -> bool:
    """Say whether somebody takes connections on a port of the loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
