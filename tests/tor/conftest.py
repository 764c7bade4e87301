"""One private Tor network for all tests of this folder, with both portals behind onion services set up by the guide."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from flask import Flask

from bench.processes import wait_for
from tests.cast import shared_world
from tests.cli.servers import environment, free_port
from tests.needs import program
from tests.portal.house import House, Reporter, build
from tests.tor.network import Network, patience, private_network, wait_until_ready
from tests.tor.operator import ADD, INCLUDE, ROOT, SET_UP, Operator
from tests.tor.visitors import Onion, RefusedByTorError, through_tor
from wbs.config import INVESTIGATOR_CREDENTIAL, create_credential
from wbs.store.migrations import migrate
from wbs.web.catalogues import compile_all

GROUP = "tor"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these tests come first: xdist steals from the end, so one process runs them all on one network."""
    items.sort(key=lambda item: not any(mark.args == (GROUP,) for mark in item.iter_markers("xdist_group")))


@dataclass
class Street:
    """Both portals as visitors find them: by their addresses, over Tor."""

    room: Path
    house: House
    network: Network
    operator: Operator
    socks: int
    reporters: str
    officers: str

    def onion(self, visitor: str) -> Onion:
        """The reporters' service for a visitor with a circuit of their own."""
        return Onion(self.socks, self.reporters, visitor)

    def reporter(self, visitor: str) -> Reporter:
        """A browser without scripts."""
        return Reporter(cast("Flask", self.onion(visitor)))

    def device_house(self, visitor: str) -> House:
        """The house whose portal a device reaches over Tor."""
        return replace(self.house, app=cast("Flask", self.onion(visitor)))


@pytest.fixture(scope="package")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """The running network with everything on it; ends all that it started, by process id."""
    for name in ("tor", "tor-gencert", "haproxy"):
        program(name)
    room = tmp_path_factory.mktemp("street")
    with ExitStack() as stack:
        house = _house(room)
        stack.callback(house.store.close)
        network = stack.enter_context(private_network(room / "network"))
        settings = {
            "WBS_CREDENTIALS": str(room / "credentials"),
            "WBS_PORTAL_BIND": f"127.0.0.1:{free_port()}",
            "WBS_INVESTIGATOR_BIND": f"localhost:{free_port()}",
        }
        operator = Operator(room, network, settings)
        stack.callback(operator.close)
        operator.perform(SET_UP)
        shown = operator.perform(INCLUDE)[-1]
        printed = dict(re.findall(r"^  (WBS_\w+)=(\S+)$", shown, re.MULTILINE))
        address = printed.pop("WBS_PORTAL_ONION_ADDRESS")
        settings |= printed
        servers = [stack.enter_context(_served(name, room, settings)) for name in ("portal", "investigator")]
        for port, server in servers:
            wait_for(port, server, 60)
        socks = _found_by(network, address)
        officers = printed["WBS_INVESTIGATOR_HOSTS"]
        yield Street(room, house, network, operator, socks, address, officers)


@pytest.fixture(scope="package")
def officers_key(street: Street) -> str:
    """The private key of penerima-01, as the operator's screen showed it."""
    shown, _, listed = street.operator.perform(ADD)
    assert listed.split() == ["penerima-01"]
    found = re.search(r"Private key for Tor Browser: ([A-Z2-7]{52})$", shown, re.MULTILINE)
    assert found is not None
    return found[1]


def _found_by(network: Network, address: str) -> int:
    """Start a visitors' tor that finds an onion service; give its SOCKS port.

    A tor that asks before the service has told of itself remembers for minutes that there is none: another one asks.
    """
    for number, _ in enumerate(patience("nobody finds the onion service")):
        socks = free_port()
        client = network.join(f"client-{number}", f"SocksPort 127.0.0.1:{socks} ExtendedErrors\n")
        wait_until_ready([client])
        with suppress(RefusedByTorError):
            through_tor(socks, "first", address).close()
            return socks
        client.end()
    raise AssertionError


def _house(room: Path) -> House:
    compile_all()
    data = room / "data"
    data.mkdir()
    migrate(f"sqlite:///{data / 'wbs.sqlite'}")
    house = build(data, shared_world())
    house.clock.moment = datetime.now(UTC)  # noqa: TID251 - the servers' clock
    create_credential(room / "credentials", INVESTIGATOR_CREDENTIAL)
    return house


@contextmanager
def _served(application: str, room: Path, settings: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve one application as its service does; give its port. What it says goes to a file."""
    env = environment(room / "data", PYTHONPATH=str(ROOT), **settings)
    with (room / f"{application}.log").open("wb") as log:
        command = [sys.executable, "-m", "wbs.cli", "serve", application]
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        yield int(settings[f"WBS_{application.upper()}_BIND"].rpartition(":")[2]), process
    finally:
        process.terminate()
        process.wait(30)
