"""What a submission, a mailbox and an inbox cost beside very many cases, against the same database without them.

Both databases are served at once, by servers of their own with the same keys, and asked in turns: what else the
machine does falls on both. Each holds the same genuine cases that are looked at; the large one has copies beside them.
"""

import http.client
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median

from bench import uploading
from bench.bulk import fill
from bench.client import Client
from bench.crowd import API, Prepared
from bench.databases import address, databases, empty
from bench.figures import Figure, at_most, reported
from bench.installation import database_url, found
from bench.officers import Officer
from bench.prepared import seal, send_all
from bench.processes import Server, serve
from bench.sealed import JSON
from tests.store.servers import PostgresServer
from wbs.cli.founding import Founded

KNOWN, ROUNDS = 200, 150
MOST_GROWTH = 1.5
WHOLE, CUT = 1 << 20, 64
"""Bytes of each sealed part of a copy: all of them, or few, where the disk has no room for a million whole cases."""
SIZES: Mapping[int, int] = {100_000: WHOLE, 1_000_000: CUT}
LOGINS = ("penerima01.ukur", "penerima02.ukur")


@dataclass(frozen=True, slots=True)
class Site:
    """One database with its servers."""

    portal: Server
    client: Client
    officer: Officer


def measure(folder: Path, sizes: Sequence[int] = tuple(SIZES), kinds: Sequence[str] = ()) -> Iterator[Figure]:
    """Compare each size on each kind of database."""
    with databases(*kinds) as servers:
        for kind, server in servers.items():
            for size in sizes:
                yield from compare(folder / f"{kind}-{size}", server, kind, size)


def compare(folder: Path, server: PostgresServer | None, kind: str, size: int) -> Iterator[Figure]:
    """Fill a copy of a small database, and ask both."""
    with ExitStack() as stack:
        small, large = folder / "small", folder / "large"
        url = stack.enter_context(empty(server))
        founded = found(small, database=url)
        known = _send_known(small, url)
        shutil.copytree(small, large)
        other = "" if server is None else stack.enter_context(server.database(url.partition("@/")[2].partition("?")[0]))
        began = time.perf_counter()
        fill(other or database_url(large), size, SIZES.get(size, CUT))
        name = f"{kind}, {size:,} cases"
        yield reported(f"{name}, filled in", time.perf_counter() - began, "s")
        both = [
            _serve(stack, data, at, founded, login)
            for data, at, login in zip((small, large), (url, other), LOGINS, strict=True)
        ]
        yield from ask_both(both, small / "keys", known, name)
    shutil.rmtree(folder)


def ask_both(both: Sequence[Site], keys: Path, known: Sequence[Prepared], name: str) -> Iterator[Figure]:
    """Ask both sites the same in turns."""
    new = seal(keys, 2 * (ROUNDS + 10))
    halves = [iter(new[place::2]) for place in (0, 1)]
    acts: dict[str, list[Callable[[], None]]] = {
        "submission": [partial(submit, site, half) for site, half in zip(both, halves, strict=True)],
        "mailbox": [partial(look, site, cycle(known)) for site in both],
        "inbox": [partial(read_inbox, site) for site in both],
    }
    for what, (small, large) in acts.items():
        for site in both:  # whose connections may have been idle for too long
            site.officer.hang_up()
            site.client.close()
        pairs = in_turns(small, large)
        ratio = median(one for _, one in pairs) / median(one for one, _ in pairs)
        yield at_most(f"{name}, {what}", ratio, "times", MOST_GROWTH)
        yield reported(f"{name}, {what}, small", median(one for one, _ in pairs) * 1000, "ms")
        yield reported(f"{name}, {what}, large", median(one for _, one in pairs) * 1000, "ms")


def in_turns(small: Callable[[], None], large: Callable[[], None]) -> list[tuple[float, float]]:
    """Give the seconds of each pair, after some for warming up; each goes first as often as the other."""
    pairs = []
    for number in range(ROUNDS + 10):
        if number % 2:
            first = _seconds(small)
            pairs.append((first, _seconds(large)))
        else:
            second = _seconds(large)
            pairs.append((_seconds(small), second))
    return pairs[10:]


def submit(site: Site, prepared: Iterator[Prepared]) -> None:
    """Send a sealed case."""
    one = next(prepared)
    headers = {**JSON, "Authorization": f"Bearer {one.token}"}
    uploading.require(site.client.send("PUT", one.path, one.without_files(), headers).status, http.client.CREATED)


def look(site: Site, known: Iterator[Prepared]) -> None:
    """Open a mailbox: how far the case is, and the case."""
    one = next(known)
    headers = {"Authorization": f"Bearer {one.token}", "Mailbox-Reader": one.reader, "Sec-Fetch-Site": "same-origin"}
    for path in ("", "/case"):
        uploading.require(site.client.send("GET", f"{API}/mailbox{path}", b"", headers).status, http.client.OK)


def read_inbox(site: Site) -> None:
    """Fetch the first page of 50 rows."""
    site.officer.inbox()


def _send_known(data: Path, url: str) -> tuple[Prepared, ...]:
    known = seal(data / "keys", KNOWN)
    with serve("portal", data, **uploading.ALLOWANCES, **address(url)) as portal:
        send_all(portal, known)
    return known


def _serve(stack: ExitStack, data: Path, url: str, founded: Founded, login: str) -> Site:
    portal = stack.enter_context(serve("portal", data, **uploading.ALLOWANCES, **address(url)))
    investigator = stack.enter_context(serve("investigator", data, **address(url)))
    client = Client(portal.port)
    return Site(portal, client, Officer(investigator, founded, login))


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
