"""What it costs to take reports that their senders' devices sealed.

Everything is sealed before the clock starts: what is measured is the server's part, and nothing of the device's.
"""

import http.client
import json
import operator
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import uploading
from bench.client import Client, many
from bench.figures import Figure, at_least, at_most, reported
from bench.installation import AGENCY, database_url, found
from bench.processes import Server, serve
from bench.stock import readers_of, report_body
from wbs.crypto.compose import compose_case
from wbs.crypto.encoding import b64url
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.store.engine import SqliteFile, connect_sqlite
from wbs.store.migrations import migrate
from wbs.store.store import open_store
from wbs.web.documents import Documents

API = "/api/v1"
TEXT = ("Angka pada papan proyek berbeda dengan berita acara. " * 40)[:2048]
JSON = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
WARM, ALONE, CROWD, EACH = 80, 200, 32, 12
TURNS = 5
"""How often each thing is measured, in turns with what it is compared with; the median counts."""
_TABLES = ("cases", "mailboxes", "records", "grants", "messages")


@dataclass(frozen=True, slots=True)
class Request:
    """One case, sealed and ready to be sent."""

    path: str
    headers: dict[str, str]
    body: bytes


def measure(folder: Path) -> Iterator[Figure]:
    """Measure cases and uploads on installations with five receivers."""
    data = folder / "sealed"
    found(data)
    end = WARM + TURNS * ALONE
    requests = seal(data / "keys", end + TURNS * CROWD * EACH)
    with serve("portal", data, **uploading.ALLOWANCES) as server:
        send(server, requests[:WARM], 8)
        yield from cost(server, requests[WARM:end])
        yield from crowd(server, data, requests[end:])
    yield from uploading.measure(folder)


def seal(keys: Path, cases: int) -> list[Request]:
    """Seal cases of 2 KB, each with a receipt of its own, on all processors."""
    share = -(-cases // 2)
    with ProcessPoolExecutor(2) as pool:
        halves = list(pool.map(seal_some, [keys, keys], [share, share]))
    return [request for half in halves for request in half][:cases]


def seal_some(keys: Path, cases: int) -> list[Request]:
    """Seal cases one after the other."""
    directory = Documents(keys).current().book.newest(AGENCY)
    recipients = readers_of(directory)
    requests = []
    for _ in range(cases):
        receipt = Receipt.generate()
        sealed = compose_case(
            report=report_body("Papan proyek", TEXT),
            receipt=receipt,
            directory=directory,
            recipients=recipients,
            sealed_by=SealedBy.BROWSER,
        )
        body = {
            "agency": sealed.agency,
            "record": b64url(sealed.record),
            "grants": [{"key": grant.key, "sealed": b64url(grant.sealed)} for grant in sealed.grants],
            "summary": b64url(sealed.summary),
            "report": b64url(sealed.message.sealed),
            "uploads": [],
        }
        headers = {**JSON, "Authorization": f"Bearer {b64url(receipt.mailbox_token)}"}
        text = json.dumps(body, separators=(",", ":"))  # as JSON.stringify writes it
        requests.append(Request(f"{API}/cases/{sealed.case}", headers, text.encode()))
    return requests


def send(server: Server, requests: Sequence[Request], clients: int) -> tuple[float, int, int]:
    """Send all requests by several clients at once; give cases a second, how many were taken, and how many were not."""
    turns = iter(requests)  # CPython hands out one element at a time, also to several threads

    def act(client: Client) -> bool:
        one = next(turns)
        return client.send("PUT", one.path, one.body, one.headers).status == http.client.CREATED

    outcome = many(clients, len(requests) // clients, server.port, act)
    return outcome.rate, len(outcome.latencies), outcome.errors


def cost(server: Server, requests: Sequence[Request]) -> Iterator[Figure]:
    """Weigh one case in the server's CPU time."""
    each = [cpu_of(server, requests[turn::TURNS]) for turn in range(TURNS)]
    yield reported("sealed case, request", len(requests[0].body) / 1024, "KiB")
    yield at_most("sealed case, server CPU", median(each), "ms", 1.4)


def cpu_of(server: Server, requests: Sequence[Request]) -> float:
    """Give the server's CPU milliseconds for each of the requests, sent by two clients."""
    before = server.cpu_seconds()
    send(server, requests, 2)
    return (server.cpu_seconds() - before) / len(requests) * 1000


def crowd(server: Server, data: Path, requests: Sequence[Request]) -> Iterator[Figure]:
    """Let 32 devices send at once, in turns with the same rows inserted without anything around them."""
    before = stored(data)
    with raw_copy(data) as insert_rows:
        turns = [take_turn(server, insert_rows, requests[turn::TURNS]) for turn in range(TURNS)]
    lost = sum(turn.taken for turn in turns) - (stored(data) - before)
    errors = sum(turn.errors for turn in turns)
    yield at_least(f"sealed cases, {CROWD} at once", median(turn.rate for turn in turns), "/s", 300)
    yield at_most(f"sealed cases, {CROWD} at once, errors", errors, f"of {len(requests)}", 0)
    yield at_most(f"sealed cases, {CROWD} at once, lost", lost, f"of {len(requests)}", 0)
    yield at_least("sealed cases over their rows alone", median(turn.rate / turn.raw for turn in turns) * 100, "%", 35)
    yield reported("the same rows alone, a transaction each", median(turn.raw for turn in turns), "/s")
    yield reported("CPU that the clients took of it", median(turn.clients for turn in turns) * 100, "%")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn gave: cases a second, the same as rows alone, taken and not taken, the clients' share of CPU."""

    rate: float
    raw: float
    taken: int
    errors: int
    clients: float


def take_turn(server: Server, insert_rows: Callable[[Sequence[str]], float], requests: Sequence[Request]) -> Turn:
    """Send cases, then insert the rows that became of them."""
    own, served = time.process_time(), server.cpu_seconds()
    rate, taken, errors = send(server, requests, CROWD)
    own, served = time.process_time() - own, server.cpu_seconds() - served
    raw = insert_rows([one.path.rpartition("/")[2] for one in requests])
    return Turn(rate, raw, taken, errors, own / (own + served))


def stored(data: Path) -> int:
    """Count the cases that a receiver would find."""
    with closing(open_store(database_url(data), read_only=True)) as store:
        directory = Documents(data / "keys").current().book.newest(AGENCY)
        entry = directory.document.readers[0]
        return store.cases.inbox([directory.reader_keys[entry.id].digest], (AGENCY, entry.id), None).total  # type: ignore[list-item, arg-type]


@contextmanager
def raw_copy(data: Path) -> Iterator[Callable[[Sequence[str]], float]]:
    """Give what inserts rows of stored cases into another database, a transaction each, and tells cases a second."""
    copy = data / "raw.sqlite"
    migrate(f"sqlite:///{copy}")
    with (
        closing(connect_sqlite(SqliteFile(data / "wbs.sqlite"))) as source,
        closing(connect_sqlite(SqliteFile(copy))) as target,
    ):

        def insert_rows(names: Sequence[str]) -> float:
            rows = [[(table, rows_of(source, table, name)) for table in _TABLES] for name in names]
            began = time.perf_counter()
            for case in rows:
                insert(target, case)
            return len(rows) / (time.perf_counter() - began)

        yield insert_rows


def rows_of(source: sqlite3.Connection, table: str, case: str) -> list[tuple[object, ...]]:
    """Read one case's rows of a table."""
    return source.execute(f"SELECT * FROM {table} WHERE case_id = ?", [case]).fetchall()  # noqa: S608 - our own names


def insert(target: sqlite3.Connection, case: Sequence[tuple[str, list[tuple[object, ...]]]]) -> None:
    """Insert one case's rows in one transaction."""
    target.execute("BEGIN IMMEDIATE")
    for table, rows in filter(operator.itemgetter(1), case):
        places = ", ".join("?" * len(rows[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 - our own names
    target.execute("COMMIT")
