"""What the audit log costs: an entry beside the request that it records, and a long log verified as a whole.

A request is asked of the whole application in this process, in turns with and without its entry; what the network and
the HTTP server add falls on both and is left out, so that the entry's share looks larger here, never smaller.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask.testing import FlaskClient

from bench.figures import Figure, at_most, reported
from bench.installation import AGENCY, database_url, found
from bench.officers import LOGIN, store_titles
from wbs.cases.log.audit import serialise_entry
from wbs.cases.log.log_check import check_log
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseId
from wbs.cases.officers.totp import step_of, totp_code
from wbs.cli.checkpoints import make_checkpoints
from wbs.cli.founding import Founded
from wbs.clock import SystemClock
from wbs.config import InvestigatorConfig
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.merkle import Frontier, leaf_hash
from wbs.crypto.seal import seal_document
from wbs.crypto.signin import derive
from wbs.investigator.app import create_app
from wbs.store.engine import SqliteFile, connect_sqlite, parse_url
from wbs.store.store import Store, open_store

TURNS, EACH = 15, 20
LONG = 1_000_000
_API = "/api/v1"
_HOST = "https://localhost:8001"
_HEADERS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
_WRITERS = ("wbs.store.audit", "wbs.store.cases")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request takes, in milliseconds."""

    wall: float
    cpu: float


class Desk:
    """A signed-in officer of an application in this process."""

    def __init__(self, data: Path, founded: Founded, store: Store) -> None:
        environment = {"WBS_DATA": str(data), "WBS_INVESTIGATOR_BIND": "localhost:8001"}
        self._client: FlaskClient = create_app(InvestigatorConfig.from_environment(environment), store).test_client()
        account = founded.secrets.accounts[LOGIN]
        salt = from_b64url(self.ask("POST", "/sign-in/salt", {"login": LOGIN})["salt"])
        code = totp_code(account.totp, step_of(SystemClock().now()))
        proof = {"login": LOGIN, "auth": b64url(derive(account.passphrase, salt).auth), "code": code}
        self._csrf = self.ask("POST", "/sign-in", proof)["csrf"]
        self._sealed = b64url(seal_document(CasePrivateKey.generate().public, b"Ukur", 4096))
        self._names = [(row["agency"], row["case"]) for row in self.ask("GET", "/inbox")["rows"]]
        self._written = 0

    _csrf = ""

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask as the page does."""
        data = b"" if body is None else json.dumps(body, separators=(",", ":"), sort_keys=True).encode()
        headers = {**_HEADERS, **({"X-CSRF-Token": self._csrf} if self._csrf else {})}
        answer = self._client.open(_API + path, method=method, headers=headers, data=data, base_url=_HOST)
        if answer.status_code not in {200, 201}:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json

    def read_inbox(self) -> None:
        """One page of 50 cases."""
        self.ask("GET", "/inbox")

    def read_case(self) -> None:
        """One case."""
        self.ask("GET", "/cases/{}/{}".format(*self._names[0]))

    def write(self) -> None:
        """Send one sealed message, to each case in turn."""
        seq, case = divmod(self._written, len(self._names))
        self._written += 1
        body = {"seq": seq + 1, "epoch": 1, "kind": "message", "sealed": self._sealed, "uploads": []}
        self.ask("POST", "/cases/{}/{}/messages".format(*self._names[case]), body)


def measure(folder: Path) -> Iterator[Figure]:
    """Compare requests with and without their entries."""
    data = folder / "audit"
    founded = found(data)
    store_titles(data)
    with closing(open_store(database_url(data))) as store:
        desk = Desk(data, founded, store)
        yield from compare("inbox page", desk.read_inbox)
        yield from compare("case", desk.read_case)
        yield from compare("message", desk.write)


def compare(name: str, act: Callable[[], None]) -> Iterator[Figure]:
    """Give what the entry adds to a request's time, in percent: wall and CPU, median of the pairs."""
    cost_of(act)
    pairs = []
    for turn in range(TURNS):
        found_costs = {}
        for is_kept in (True, False) if turn % 2 else (False, True):
            with ExitStack() as stack:
                if not is_kept:
                    stack.enter_context(without_entries())
                found_costs[is_kept] = cost_of(act)
        pairs.append((found_costs[True], found_costs[False]))
    wall = statistics.median(kept.wall / bare.wall for kept, bare in pairs)
    cpu = statistics.median(kept.cpu / bare.cpu for kept, bare in pairs)
    yield at_most(f"audit: entry's share of: {name}", 100 * (wall - 1), "percent", 10)
    yield reported(f"audit: of its CPU, {name}", 100 * (cpu - 1), "percent")
    yield reported(f"audit: {name} with its entry", statistics.median(kept.wall for kept, _ in pairs), "ms")


def cost_of(act: Callable[[], None]) -> Cost:
    """Do something many times; give what one takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(EACH):
        act()
    return Cost((time.perf_counter() - wall) / EACH * 1000, (time.process_time() - cpu) / EACH * 1000)


@contextmanager
def without_entries() -> Iterator[None]:
    """Let requests leave no entry, and open no transaction for one."""
    with ExitStack() as stack:
        for module in _WRITERS:
            stack.enter_context(patch(f"{module}.append_entry", lambda *_: None))
        stack.enter_context(patch("wbs.store.audit.Audit.append", lambda *_: 0))
        yield


def measure_long(folder: Path) -> Iterator[Figure]:
    """Verify a million entries as `wbs audit verify` does, and make their checkpoint."""
    data = folder / "audit-long"
    found(data)
    agency = AgencyCode(AGENCY)
    fill_log(data, LONG)
    with closing(open_store(database_url(data))) as store:
        start = time.perf_counter()
        verdict = store.audit.inspect(agency, lambda log: check_log(agency, log))
        seconds = time.perf_counter() - start
        if not verdict.is_whole or verdict.size != LONG:
            raise RuntimeError("the log does not match")
        yield at_most("audit: 1,000,000 entries verified", seconds, "s", 60)
        start = time.perf_counter()
        make_checkpoints(store, SystemClock())
        yield reported("audit: checkpoint of 1,000,000 entries made", time.perf_counter() - start, "s")


def fill_log(data: Path, count: int) -> None:
    """Write a log of so many entries at once, as single entries would have left it."""
    place = parse_url(database_url(data))
    if not isinstance(place, SqliteFile):
        raise TypeError("the measure writes to SQLite")
    now, case = SystemClock().now(), CaseId("a" * 52)
    tree = Frontier(0, ())
    with closing(connect_sqlite(place)) as connection:
        connection.execute("BEGIN")
        for n in range(count):
            entry = serialise_entry(AuditEntry(AgencyCode(AGENCY), now, f"officer-{n}", AuditAction.CASE_READ, case))
            leaf = leaf_hash(entry)
            tree = tree.append(leaf)
            connection.execute("INSERT INTO audit_entries VALUES (?, ?, ?, ?)", (AGENCY, n, entry, leaf))
        connection.execute("INSERT INTO audit_trees VALUES (?, ?, ?)", (AGENCY, tree.size, tree.serialise()))
        connection.execute("COMMIT")
