"""What it costs to take reports that their senders' devices sealed, and large files that they encrypted, over tus.

Everything is sealed before the clock starts: what is measured is the server's part, and nothing of the device's.
"""

import http.client
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client, many
from bench.figures import Figure, at_least, at_most, reported
from bench.installation import AGENCY, database_url, found
from bench.processes import Server, serve, serve_module
from bench.stock import readers_of, report_body
from wbs.cases.model import CHUNK_LIMIT
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.compose import compose_case
from wbs.crypto.encoding import b64url
from wbs.crypto.messages import SealedBy
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.portal.api.uploads import PART_TYPE, PREFIX
from wbs.store.engine import SqliteFile, connect_sqlite
from wbs.store.migrations import migrate
from wbs.store.store import open_store
from wbs.web.documents import Documents

API = "/api/v1"
TEXT = ("Angka pada papan proyek berbeda dengan berita acara. " * 40)[:2048]
JSON = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
ALONE, CROWD, EACH = 600, 32, 60
WARM = 80
UPLOAD = 100 * 1000 * 1000
LONG_UPLOAD = 1000 * 1000 * 1000
ALLOWANCES = {"WBS_PORTAL_CASES_PER_DAY": "10000000", "WBS_PORTAL_UPLOAD_BYTES_PER_DAY": "1000000000000"}
"""Quotas are for strangers; what is measured is what stands behind them."""
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
    requests = seal(data / "keys", WARM + ALONE + CROWD * EACH)
    with serve("portal", data, **ALLOWANCES) as server:
        send(server, requests[:WARM], 8)
        yield from cost(server, requests[WARM : WARM + ALONE])
        yield from crowd(server, data, requests[WARM + ALONE :])
    yield from uploads(folder / "uploads", UPLOAD, 5)


def measure_long(folder: Path) -> Iterator[Figure]:
    """Send one large file."""
    yield from uploads(folder / "uploads", LONG_UPLOAD, 1)


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
    before = server.cpu_seconds()
    send(server, requests, 2)
    each = (server.cpu_seconds() - before) / len(requests) * 1000
    yield reported("sealed case, request", len(requests[0].body) / 1024, "KiB")
    yield at_most("sealed case, server CPU", each, "ms", 1.4)


def crowd(server: Server, data: Path, requests: Sequence[Request]) -> Iterator[Figure]:
    """Let 32 devices send at once, and compare with the same rows inserted without anything around them."""
    before = stored(data)
    own, served = time.process_time(), server.cpu_seconds()
    rate, taken, errors = send(server, requests, CROWD)
    own, served = time.process_time() - own, server.cpu_seconds() - served
    lost = taken - (stored(data) - before)
    raw = raw_rate(data, len(requests))
    yield at_least(f"sealed cases, {CROWD} at once", rate, "/s", 300)
    yield at_most(f"sealed cases, {CROWD} at once, errors", errors, f"of {len(requests)}", 0)
    yield at_most(f"sealed cases, {CROWD} at once, lost", lost, f"of {len(requests)}", 0)
    yield at_least("sealed cases over their rows alone", rate / raw * 100, "%", 35)
    yield reported("the same rows alone, a transaction each", raw, "/s")
    yield reported("CPU that the clients took of it", own / (own + served) * 100, "%")


def stored(data: Path) -> int:
    """Count the cases that a receiver would find."""
    with closing(open_store(database_url(data), read_only=True)) as store:
        directory = Documents(data / "keys").current().book.newest(AGENCY)
        entry = directory.document.readers[0]
        return store.cases.inbox(directory.reader_keys[entry.id].digest, (AGENCY, entry.id), None).total  # type: ignore[arg-type]


def raw_rate(data: Path, cases: int) -> float:
    """Insert rows of stored cases into an empty database, one transaction a case; give cases a second."""
    copy = data / "raw.sqlite"
    migrate(f"sqlite:///{copy}")
    with closing(connect_sqlite(SqliteFile(data / "wbs.sqlite"))) as source:
        names = [row[0] for row in source.execute("SELECT case_id FROM cases LIMIT ?", [cases])]
        rows = [[(table, rows_of(source, table, name)) for table in _TABLES] for name in names]
    with closing(connect_sqlite(SqliteFile(copy))) as target:
        began = time.perf_counter()
        for case in rows:
            insert(target, case)
        return len(rows) / (time.perf_counter() - began)


def rows_of(source: sqlite3.Connection, table: str, case: str) -> list[tuple[object, ...]]:
    """Read one case's rows of a table."""
    return source.execute(f"SELECT * FROM {table} WHERE case_id = ?", [case]).fetchall()  # noqa: S608 - our own names


def insert(target: sqlite3.Connection, case: Sequence[tuple[str, list[tuple[object, ...]]]]) -> None:
    """Insert one case's rows in one transaction."""
    target.execute("BEGIN IMMEDIATE")
    for table, rows in case:
        places = ", ".join("?" * len(rows[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 - our own names
    target.execute("COMMIT")


def uploads(data: Path, size: int, rounds: int) -> Iterator[Figure]:
    """Send a file in parts of 1 MiB, in turns with the same bytes stored raw by the same server."""
    found(data)
    content = random_bytes(CHUNK_LIMIT)
    length = encrypted_size(size)
    with serve("portal", data, **ALLOWANCES) as server, serve_module("bench.raw_server", data) as raw:
        for _ in range(8):  # so that every process has served one
            send_upload(server, content, encrypted_size(4 * CHUNK_LIMIT))
        base = server.resident_kb()
        pairs = [(send_upload(server, content, length), send_raw(raw, content, length)) for _ in range(rounds)]
        growth = (server.peak_kb() - base) / 1024
    parts, plain = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    megabytes = f"{size // 1_000_000} MB"
    yield at_least(f"tus upload of {megabytes} over raw storing", plain / parts * 100, "%", 60)
    yield reported(f"tus upload of {megabytes}", length / parts / 1e6, "MB/s")
    yield at_most(f"tus upload of {megabytes}, memory growth", growth, "MiB", 16)


def send_upload(server: Server, content: bytes, length: int) -> float:
    """Send one file of random parts; give the seconds it took."""
    client, token, name = Client(server.port), b64url(random_bytes(32)), b64url(random_bytes(16))
    headers = {"Tus-Resumable": "1.0.0", "Upload-Token": token, "Sec-Fetch-Site": "same-origin"}
    began = time.perf_counter()
    opening = {**headers, "Upload-Length": str(length), "Upload-Id": name, "Upload-Agency": AGENCY}
    require(client.send("POST", PREFIX, b"", opening).status, http.client.CREATED)
    for offset in range(0, length, CHUNK_LIMIT):
        part = {**headers, "Upload-Offset": str(offset), "Content-Type": PART_TYPE}
        body = content[: min(CHUNK_LIMIT, length - offset)]
        require(client.send("PATCH", f"{PREFIX}/{name}", body, part).status, http.client.NO_CONTENT)
    seconds = time.perf_counter() - began
    client.close()
    return seconds


def send_raw(server: Server, content: bytes, length: int) -> float:
    """Send as many bytes as one raw body; give the seconds it took."""
    body = (content * -(-length // CHUNK_LIMIT))[:length]
    client = Client(server.port)
    began = time.perf_counter()
    require(client.send("POST", "/", body, {"Content-Type": "application/octet-stream"}).status, http.client.OK)
    seconds = time.perf_counter() - began
    client.close()
    return seconds


def require(status: int, wanted: int) -> None:
    """Stop measuring what does not work.

    Raises:
        RuntimeError: another status.
    """
    if status != wanted:
        raise RuntimeError(f"answered with {status} instead of {wanted}")
