"""What it costs to take large files that their senders' devices encrypted, over tus.

The yardstick is the same server storing the same bytes in the same rows, out of one raw body (`bench.raw_server`).
"""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.client import Client
from bench.figures import Figure, at_least, at_most, reported
from bench.installation import AGENCY, found
from bench.processes import Server, serve, serve_module
from wbs.cases.model import CHUNK_LIMIT
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes
from wbs.portal.api.uploads import PART_TYPE, PREFIX

UPLOAD, TURNS = 100 * 1000 * 1000, 7
LONG_UPLOAD, LONG_TURNS = 1000 * 1000 * 1000, 3
ALLOWANCES = {"WBS_PORTAL_CASES_PER_DAY": "10000000", "WBS_PORTAL_UPLOAD_BYTES_PER_DAY": "1000000000000"}
"""Quotas are for strangers; what is measured is what stands behind them."""


def measure(folder: Path) -> Iterator[Figure]:
    """Send a file of a usual size."""
    yield from uploads(folder / "uploads", UPLOAD, TURNS)


def measure_long(folder: Path) -> Iterator[Figure]:
    """Send a large file."""
    yield from uploads(folder / "uploads", LONG_UPLOAD, LONG_TURNS)


def uploads(data: Path, size: int, rounds: int) -> Iterator[Figure]:
    """Send a file in parts of 1 MiB, in turns with the same bytes stored raw by the same server."""
    found(data)
    content = random_bytes(CHUNK_LIMIT)
    length = encrypted_size(size)
    with serve("portal", data, **ALLOWANCES) as server, serve_module("bench.raw_server", data) as raw:
        for _ in range(8):  # so that every process has served one
            send_upload(server, content, encrypted_size(4 * CHUNK_LIMIT))
        base = server.resident_kb()
        send_raw(raw, content, encrypted_size(4 * CHUNK_LIMIT))
        pairs = [(send_upload(server, content, length), send_raw(raw, content, length)) for _ in range(rounds)]
        growth = (server.peak_kb() - base) / 1024
    share = median(raw / parts for parts, raw in pairs)
    megabytes = f"{size // 1_000_000} MB"
    yield at_least(f"tus upload of {megabytes} over raw storing", share * 100, "%", 60)
    yield reported(f"tus upload of {megabytes}", length / median(parts for parts, _ in pairs) / 1e6, "MB/s")
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
