"""Who still gets through while many mean harm: honest reporters alone, then the same in a flood, in one run.

Everybody comes through the shipped proxy, each with a circuit of its own. What is asked: pages, reports of devices that
seal (against work, if the server asks for it), reports of forms without script (after waiting, if the server asks), and
mailboxes of known receipts.
"""

import http.client
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import msgspec
from altcha.v2 import Challenge, solve_challenge

from bench.client import BOUNDARY, form, ticket_of
from bench.figures import Figure, at_least, at_most, reported
from bench.installation import found
from bench.processes import Server, free_port, serve, wait_for
from bench.sealed import Request, seal
from wbs.cases.pressure import HASTE_SECONDS
from wbs.cli.deployment.disk import templates
from wbs.cli.deployment.settings import Onions, Places, Service
from wbs.cli.deployment.writing import TEMPLATES, planned
from wbs.config import Bind
from wbs.crypto.encoding import b64url

FIELDS = {
    "agency": "61.08",
    "what": "Angka pada papan proyek berbeda dengan berita acara.",
    "who": "Fulan B.",
    "unit": "Dinas Sarana",
    "rank": "staff",
    "where": "Desa Semisal",
    "when": "Juli 2026",
}
FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Sec-Fetch-Site": "same-origin"}
FLOOD = {"hold": 600, "head": 400, "body": 500, "forms": 150, "reports": 100, "uploads": 30, "guesses": 220}
"""Two thousand circuits."""
SETTINGS = {"WBS_PORTAL_HOSTS": "127.0.0.1", "WBS_PORTAL_ONION": "1"}
PRESSED = {"WBS_PORTAL_CASES_PER_DAY": "2400"}
"""So little that the flood uses up what costs nothing."""
VISITS, AT_ONCE = 240, 6
MOST_MEMORY_MB = 900
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_WORD = re.compile(rb"<li><span>\d+</span> (\w+)</li>")


@dataclass
class Street:
    """The portal and the proxy before it."""

    server: Server
    port: int
    """Where the proxy takes circuits."""
    data: Path
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def circuit(self) -> "Circuit":
        """Give a circuit that nobody had before."""
        with self._lock:
            self._next += 1
            return Circuit(self.port, self._next)

    def stored_bytes(self) -> int:
        """Count what lies in the data directory."""
        return sum(path.stat().st_size for path in self.data.rglob("*") if path.is_file())


class Circuit(http.client.HTTPConnection):
    """A stream of an honest circuit."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__("127.0.0.1", port, timeout=60)
        self._source = f"fc00:dead:beef:4dad::{number >> 16:x}:{number & 0xFFFF:x}"

    def connect(self) -> None:
        """Connect as tor does."""
        super().connect()
        self.sock.sendall(f"PROXY TCP6 {self._source} ::1 1000 80\r\n".encode())

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Ask and read the whole answer."""
        self.request(method, path, body or None, headers or {})
        answer = self.getresponse()
        return answer.status, answer.read()


@dataclass
class Seen:
    """What honest people saw."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    """Of each answer that came, by what was asked; waiting and working on request not counted."""
    missed: list[str] = field(default_factory=list)
    worked: int = 0
    waited: int = 0

    def served(self) -> float:
        """Give the share of visits that got what they came for."""
        done = sum(map(len, self.seconds.values()))
        return done / (done + len(self.missed))

    def p95(self, what: str) -> float:
        """Give the 95th percentile of one kind, in seconds."""
        ordered = sorted(self.seconds[what])
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def measure(folder: Path) -> Iterator[Figure]:
    """Measure honest reporters alone, in a flood, and in one that uses up what is free."""
    with street(folder / "calm") as here:
        cases = iter(seal(here.data / "keys", 3 * VISITS))
        words = known(here)
        visit(here, cases, words, VISITS // 4)
        alone = visit(here, cases, words, VISITS)
        before = here.stored_bytes()
        with flooded(here, FLOOD):
            during = visit(here, cases, words, VISITS)
            yield reported("flood, hostile circuits", sum(FLOOD.values()), "circuits")
            yield at_most("flood, memory of the portal", here.server.peak_kb() / 1024, "MiB", MOST_MEMORY_MB)
        yield reported("flood, stored by it", (here.stored_bytes() - before) / 1e6, "MB")
    yield at_least("flood, honest visits served", during.served() * 100, "%", 99)
    for what in alone.seconds:
        yield at_most(f"flood, p95 of {what}, over calm", during.p95(what) / alone.p95(what), "times", 3)
        yield reported(f"calm, p95 of {what}", alone.p95(what) * 1000, "ms")
    yield from under_pressure(folder / "pressed")


def under_pressure(folder: Path) -> Iterator[Figure]:
    """Let whole reports come until new ones cost something; then the honest work, or wait."""
    with street(folder, **PRESSED) as here:
        cases, words = iter(seal(here.data / "keys", VISITS)), known(here)
        with flooded(here, {"reports": 150, "guesses": 50}):
            until_pressed(here)
            seen = visit(here, cases, words, VISITS // 10, is_patient=True)
    yield at_least("pressure, honest visits served", seen.served() * 100, "%", 99)
    yield reported("pressure, reports that worked", seen.worked, "reports")
    yield reported("pressure, reports that waited", seen.waited, "reports")


def until_pressed(here: Street) -> None:
    """Wait until a new report has to wait."""
    for _ in range(600):
        with_form = here.circuit()
        if post_form(with_form)[0] == http.client.SERVICE_UNAVAILABLE:
            return
        with_form.close()
        time.sleep(0.2)
    raise RuntimeError("the flood did not use up what is free")


@contextmanager
def street(folder: Path, **settings: str) -> Iterator[Street]:
    """Found an installation, serve its portal, and put the shipped proxy before it."""
    data = folder / "data"
    found(data)
    with ExitStack() as stack:
        server = stack.enter_context(serve("portal", data, **SETTINGS, **settings))
        port = stack.enter_context(proxy(folder / "proxy", server.port))
        yield Street(server, port, data)


@contextmanager
def proxy(folder: Path, behind: int) -> Iterator[int]:
    """Run HAProxy with the configuration that `wbs deploy onion` writes."""
    folder.mkdir(parents=True)
    front, officers = free_port(), free_port()
    plain = PurePosixPath(folder)
    places = Places(services=plain, tor=plain, proxy=plain, tor_user="nobody", proxy_user=None)
    onions = Onions(
        Service("reporters", Bind("127.0.0.1", front), Bind("127.0.0.1", behind)),
        Service("officers", Bind("127.0.0.1", officers), Bind("127.0.0.1", free_port())),
        places,
    )
    for plan in planned(onions, templates(TEMPLATES)):
        Path(plan.path).write_text(plan.text)
    program = shutil.which("haproxy") or "/usr/sbin/haproxy"
    process = subprocess.Popen([program, "-q", "-db", "-f", str(folder / "wbs-onion.cfg")])
    try:
        wait_for(front, process)
        yield front
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def flooded(here: Street, counts: dict[str, int], seed: int = 6) -> Iterator[None]:
    """Disturb the portal while the block runs."""
    command = [sys.executable, "-m", "bench.vandals", str(here.port), str(seed)]
    command += [f"{kind}={count}" for kind, count in counts.items()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            if process.stdout is None or process.stdout.readline() != b"begun\n":
                raise RuntimeError("the flood did not begin")
            yield
        finally:
            process.kill()


def known(here: Street) -> list[str]:
    """Send some reports whose receipts are visited later."""
    codes = []
    for _ in range(8):
        circuit = here.circuit()
        codes.append(" ".join(word.decode() for word in _WORD.findall(post_form(circuit)[1])[:12]))
        circuit.close()
    return codes


WRITING_SECONDS = HASTE_SECONDS + 1
"""How long people write at the least before they send a form."""


def visit(here: Street, cases: Iterator[Request], words: list[str], visits: int, *, is_patient: bool = False) -> Seen:
    """Let honest people come, a few at a time, each for one thing."""
    seen, lock = Seen(), threading.Lock()
    given = [(next(cases), words[number % len(words)]) for number in range(visits)]
    tickets = {number: open_form(here) for number in range(2, visits, 4)}
    time.sleep(WRITING_SECONDS)

    def one(number: int) -> None:
        case, code = given[number]
        acts: list[tuple[str, Callable[[Circuit], float]]] = [
            ("the form", load_form),
            ("a report that a device sealed", lambda circuit: send_case(circuit, case, seen)),
            ("a report without script", lambda circuit: send_form(circuit, tickets[number], seen, waits=is_patient)),
            ("a known mailbox", lambda circuit: open_mailbox(circuit, code)),
        ]
        what, act = acts[number % len(acts)]
        circuit = here.circuit()
        try:
            took = act(circuit)
        except (OSError, http.client.HTTPException, MissedError) as error:
            with lock:
                seen.missed.append(f"{what}: {type(error).__name__} {error}")
        else:
            with lock:
                seen.seconds.setdefault(what, []).append(took)
        finally:
            circuit.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(visits)))
    return seen


class MissedError(Exception):
    """Somebody honest did not get what they came for."""


def load_form(circuit: Circuit) -> float:
    """Get the form."""
    began = time.perf_counter()
    require(circuit.ask("GET", "/lapor/tanpa-skrip")[0], http.client.OK)
    return time.perf_counter() - began


def send_case(circuit: Circuit, case: Request, seen: Seen) -> float:
    """Send what a device sealed; work if the server asks for it."""
    took, headers = 0.0, dict(case.headers)
    for _ in range(5):
        began = time.perf_counter()
        status, body = circuit.ask("PUT", case.path, case.body, headers)
        took += time.perf_counter() - began
        if status == http.client.CREATED:
            return took
        told = json.loads(body)
        if told.get("code") != "work":
            raise MissedError(f"{status} {told.get('code')}")
        seen.worked += 1
        solution = solve_challenge(Challenge.from_dict(told["challenge"]))
        if solution is None:
            raise MissedError("unsolved")
        found_it = {"counter": solution.counter, "derivedKey": solution.derived_key}
        proof = {"challenge": told["challenge"], "solution": found_it}
        headers["Work-Proof"] = b64url(msgspec.json.encode(proof))
    raise MissedError("asked for work again and again")


def open_form(here: Street) -> str:
    """Open the form without script and begin to write: give its ticket; empty if it did not come."""
    circuit = here.circuit()
    try:
        return ticket_of(circuit.ask("GET", "/lapor/tanpa-skrip")[1])
    except (OSError, http.client.HTTPException, RuntimeError):
        return ""
    finally:
        circuit.close()


def send_form(circuit: Circuit, ticket: str, seen: Seen, *, waits: bool) -> float:
    """Send a form without script that was written for a while; wait as long as the page says, if it `waits`."""
    began = time.perf_counter()
    status, page = circuit.ask("POST", "/lapor", form({"ticket": ticket, **FIELDS}), FORM)
    took = time.perf_counter() - began
    for _ in range(4):
        if status == http.client.OK and len(_WORD.findall(page)) >= 12:
            return took
        hidden = _HIDDEN.findall(page.decode())
        if not waits or status != http.client.SERVICE_UNAVAILABLE or not hidden:
            break
        seen.waited += 1
        minutes = int((re.findall(r"kira-kira (\d+) menit", page.decode()) or ["1"])[0])
        circuit.close()
        time.sleep(60 * minutes)
        began = time.perf_counter()
        status, page = circuit.ask("POST", "/lapor", form(dict(hidden)), FORM)
        took = time.perf_counter() - began
    raise MissedError(f"{status}")


def post_form(circuit: Circuit) -> tuple[int, bytes]:
    """Get the form and send it."""
    status, page = circuit.ask("GET", "/lapor/tanpa-skrip")
    require(status, http.client.OK)
    return circuit.ask("POST", "/lapor", form({"ticket": ticket_of(page), **FIELDS}), FORM)


def open_mailbox(circuit: Circuit, words: str) -> float:
    """Open a mailbox with its words."""
    began = time.perf_counter()
    status, page = circuit.ask("POST", "/tanda-terima", form({"receipt": words}), FORM)
    require(status, http.client.OK)
    if b"WBS-" not in page:
        raise MissedError("not the case")
    return time.perf_counter() - began


def require(status: int, wanted: int) -> None:
    """Check an answer. Raises MissedError."""
    if status != wanted:
        raise MissedError(f"{status}")
