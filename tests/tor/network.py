"""A private Tor network on the loopback: three authorities that relay, three relays, and what the tests join to it.

Nothing of it speaks to the real network: the authorities are its own, and every address is 127.0.0.1. A consensus comes
every ten seconds; the first one that lists everybody takes about twenty on two cores.
"""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.servers import free_port
from tests.engines.process import dying_with_us
from tests.needs import program

AUTHORITIES, RELAYS = 3, 3
PATIENCE = 120.0
"""Seconds until a wait fails; an idle machine needs a fifth of it."""
RETRY = 1.5
"""Seconds after which a process that asked too early is told to ask again; by itself it waits longer each time."""
FAREWELL = 20
COMMON = """\
TestingTorNetwork 1
AssumeReachable 1
ClientUseIPv6 0
RunAsDaemon 0
ShutdownWaitLength 0
PathsNeededToBuildCircuits 0.6
LearnCircuitBuildTimeout 0
VanguardsLiteEnabled 0
CircuitBuildTimeout 5
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
TestingDirAuthVoteExit *
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
"""
ROUTER = "Address 127.0.0.1\nExitPolicy reject *:*\nExitRelay 0\nContactInfo nobody\n"
AUTHORITY = "AuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nV3AuthNIntervalsValid 100\n"
FLAGS = {"Running", "Guard", "HSDir"}


class NetworkError(Exception):
    """The private network, or a process of it, does not do what it should."""


class Tor:
    """One running tor with a folder of its own."""

    def __init__(self, folder: Path, torrc: str) -> None:
        self.folder = folder
        self.log = folder / "notice.log"
        folder.mkdir(mode=0o700, exist_ok=True)
        lines = [
            f"DataDirectory {folder}",
            f"Log notice file {self.log}",
            f"__OwningControllerProcess {os.getpid()}",
        ]
        (folder / "torrc").write_text(torrc + "\n".join(lines) + "\n", encoding="ascii")
        (folder / "nothing").touch()
        command = [*dying_with_us(), *_tor(folder / "nothing"), "-f", str(folder / "torrc")]
        self._process = subprocess.Popen(command, start_new_session=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def said(self) -> str:
        """All that it logged."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    @property
    def is_ready(self) -> bool:
        """Whether it knows the network well enough to build circuits."""
        if self._process.poll() is not None:
            raise NetworkError(f"tor ended:\n{self.said[-2000:]}")
        return "Bootstrapped 100%" in self.said

    def reload(self) -> None:
        """Let it read its files again."""
        self._process.send_signal(signal.SIGHUP)

    def ask_again(self) -> None:
        """Let it ask at once for what it lacks of the directory; by itself it waits."""
        if "Bootstrapped 75%" not in self.said:
            self.reload()

    def end(self) -> None:
        """Ask it to end; kill it if it does not."""
        self._process.terminate()
        try:
            self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass(frozen=True)
class _Router:
    """One authority or relay before it runs."""

    folder: Path
    name: str
    onion_port: int
    directory_port: int
    is_authority: bool


class Network:
    """The running network; `join` adds a tor of the test's own, which reads `membership` before its own lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.began = time.monotonic()
        self._stack = ExitStack()
        routers = [
            _Router(folder / f"r{n}", f"r{n}", free_port(), free_port(), n < AUTHORITIES)
            for n in range(AUTHORITIES + RELAYS)
        ]
        with ThreadPoolExecutor(2) as pool:
            lines = pool.map(_authority_line, routers[:AUTHORITIES])
            self.membership = COMMON + "".join(lines)
        self._routers = [self._started(router) for router in routers[:AUTHORITIES]]
        for _ in patience("the authorities do not listen"):  # a relay that finds none tells of itself a minute later
            if all(is_open(router.directory_port) for router in routers[:AUTHORITIES]):
                break
        self._routers += [self._started(router) for router in routers[AUTHORITIES:]]
        self._await_consensus(routers)

    def join(self, name: str, torrc: str) -> Tor:
        """Start a tor that uses this network; it is not ready yet."""
        tor = Tor(self.folder / name, self.membership + torrc)
        self._stack.callback(tor.end)
        return tor

    def logs(self) -> str:
        """All that relays and authorities logged."""
        return "".join(tor.said for tor in self._routers)

    def close(self) -> None:
        """End everything."""
        self._stack.close()

    def _started(self, router: _Router) -> Tor:
        ports = f"Nickname {router.name}\nORPort 127.0.0.1:{router.onion_port}\nSocksPort 0\n"
        directory = f"DirPort 127.0.0.1:{router.directory_port}\n" if router.is_authority else ""
        torrc = ROUTER + ports + directory + (AUTHORITY if router.is_authority else "")
        return self.join(router.folder.name, torrc)

    def _await_consensus(self, routers: Sequence[_Router]) -> None:
        """Wait until every authority lists everybody with the flags that onion services need."""
        for _ in patience("no consensus lists all relays"):
            if all(_lists_everybody(router.folder) for router in routers[:AUTHORITIES]):
                break
        wait_until_ready(self._routers)


@contextmanager
def private_network(folder: Path) -> Iterator[Network]:
    """Run a network in a folder until the block ends; its folder keeps what it logged."""
    network = Network(folder)
    try:
        yield network
    finally:
        network.close()


def wait_until_ready(tors: Sequence[Tor]) -> None:
    """Wait until all of them can build circuits."""
    asked = time.monotonic()
    for _ in patience("tor does not come up"):
        waiting = [tor for tor in tors if not tor.is_ready]
        if not waiting:
            break
        if time.monotonic() - asked > RETRY:
            asked = time.monotonic()
            for tor in waiting:
                tor.ask_again()


def patience(complaint: str) -> Iterator[None]:
    """Yield until the caller breaks off; raise NetworkError when it lasts too long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        yield
        time.sleep(0.1)
    raise NetworkError(complaint)


def is_open(port: int) -> bool:
    """Say whether somebody listens on a port of the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _authority_line(router: _Router) -> str:
    """Make an authority's keys; give the line by which everybody knows it."""
    keys = router.folder / "keys"
    keys.mkdir(mode=0o700, parents=True)
    router.folder.chmod(0o700)
    names = ("authority_identity_key", "authority_signing_key", "authority_certificate")
    files = [word for flag, name in zip("isc", names, strict=True) for word in (f"-{flag}", str(keys / name))]
    address = f"127.0.0.1:{router.directory_port}"
    command = [program("tor-gencert"), "--create-identity-key", "--passphrase-fd", "0", "-m", "2", "-a", address]
    subprocess.run([*command, *files], input=b"private\n", check=True, capture_output=True)
    certificate = (keys / "authority_certificate").read_text(encoding="ascii")
    found = re.search(r"^fingerprint ([0-9A-F]{40})$", certificate, re.MULTILINE)
    if found is None:
        raise NetworkError("an authority's certificate without a fingerprint")
    return (
        f"DirAuthority {router.name} orport={router.onion_port} no-v2 v3ident={found[1]} {address}"
        f" {_fingerprint(router)}\n"
    )


def _fingerprint(router: _Router) -> str:
    """Let tor make a router's own keys; give the fingerprint."""
    nothing = router.folder / "nothing"
    nothing.touch()
    command = [*_tor(nothing), "-f", str(nothing), "--list-fingerprint"]
    options = {
        "--orport": "1",
        "--datadirectory": str(router.folder),
        "--nickname": router.name,
        "--dirauthority": f"none 127.0.0.1:1 {'F' * 40}",
    }
    words = [word for option in options.items() for word in option]
    made = subprocess.run([*command, *words], check=True, capture_output=True, text=True)
    return made.stdout.split("\n")[-2].partition(" ")[2].replace(" ", "")


def _tor(defaults: Path) -> list[str]:
    """Begin a command line: tor, without the machine's own settings."""
    return [program("tor"), "--quiet", "--defaults-torrc", str(defaults)]


def _lists_everybody(folder: Path) -> bool:
    """Say whether the consensus of an authority names all routers with their flags."""
    try:
        consensus = (folder / "cached-microdesc-consensus").read_text(encoding="ascii")
    except OSError:
        return False
    flags = [set(line.split()[1:]) for line in consensus.splitlines() if line.startswith("s ")]
    return len(flags) == AUTHORITIES + RELAYS and all(flags_of >= FLAGS for flags_of in flags)
