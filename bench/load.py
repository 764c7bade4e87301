"""Two hundred reporters and a few officers at once, against the shipped servers on either database.

The crowd comes from one process of its own (bench/crowd.py), which shares the processors with what it measures. Beside
it stand the machine's own limits: how often a second the disk can promise something, and a page that does nothing.
"""

import http.client
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench import uploading
from bench.client import many
from bench.crowd import JOURNEYS, Plan, Seen, Stock, drive
from bench.databases import address, databases, empty
from bench.figures import Figure, at_most, reported
from bench.installation import found
from bench.prepared import SPAWN, stock
from bench.processes import Server, serve, serve_module, status_kb

REPORTERS, THINK, SECONDS = 200, 1.0, 30.0
"""Real visitors read and write for minutes: two hundred who think for a second are some thousands of those."""
OFFICERS_THINK = 2.0
NEW, KNOWN = 3_000, 600
EACH = 40
"""How often a kind of visit is weighed."""
MOST_SECONDS = 1.0
WITH_FILES = ("report with file, form", "upload, begun", "upload, 64 KiB")
OF_OFFICERS = ("inbox", "case", "officer's message", "officer's step")
DURABLE_BYTES = 16 << 10


@dataclass(frozen=True, slots=True)
class Site:
    """Both servers over one installation, and what is ready to be sent to them."""

    portal: Server
    investigator: Server
    stock: Stock

    def cpu_seconds(self) -> float:
        """What both have spent."""
        return self.portal.cpu_seconds() + self.investigator.cpu_seconds()


def measure(folder: Path, kinds: Sequence[str] = ()) -> Iterator[Figure]:
    """Let everybody come on each kind of database."""
    yield reported("disk, 16 KiB made durable", durable_writes(folder), "/s")
    with databases(*kinds) as servers:
        for kind, server in servers.items():
            with empty(server) as url, site(folder / kind, url) as here:
                yield from costs(here, kind)
                if not url:
                    yield from bare(here, folder / kind)
                yield from crowd(here, kind, "thinking", THINK)
                yield from crowd(here, kind, "without a pause", 0.0)
                memory = max(status_kb(pid, "VmRSS") for one in (here.portal, here.investigator) for pid in one.pids())
                yield reported(f"{kind}, largest process afterwards", memory / 1024, "MiB")


@contextmanager
def site(data: Path, url: str) -> Iterator[Site]:
    """Found an installation, serve it, and prepare what will be sent."""
    founded = found(data, database=url)
    settings = {**uploading.ALLOWANCES, **address(url)}
    with serve("portal", data, **settings) as portal, serve("investigator", data, **address(url)) as investigator:
        yield Site(portal, investigator, stock(data / "keys", portal, investigator, founded, NEW, KNOWN))


def costs(here: Site, kind: str) -> Iterator[Figure]:
    """Weigh each purpose of a visit alone, two visitors at a time, in the servers' CPU time."""
    given = share(here.stock, 0)
    for purpose in JOURNEYS:
        plan = Plan(here.portal.port, {purpose: 2}, 60.0, 0.0, given, rounds=EACH // 2)
        each, _ = weigh(here, plan)
        yield reported(f"{kind}, CPU: {purpose}", each * 1000, "ms")
    plan = Plan(here.portal.port, {}, 60.0, 0.0, given, here.investigator.port, rounds=EACH // 5)
    each, _ = weigh(here, plan)
    yield reported(f"{kind}, CPU: officer's round", each * 1000, "ms")


def share(stock: Stock, part: int) -> Stock:
    """Give one of three parts of what was prepared: each case's numbers go up within one crowd only."""
    desks = tuple(replace(desk, cases=desk.cases[part::3]) for desk in stock.desks)
    return replace(stock, new=stock.new[part::3], known=stock.known[part::3], desks=desks)


def weigh(here: Site, plan: Plan) -> tuple[float, Seen]:
    """Give the CPU seconds of one visit. Raises RuntimeError if one failed: then the figure would mean nothing."""
    before = here.cpu_seconds()
    seen = in_a_process(plan)
    if seen.errors:
        raise RuntimeError(f"{plan.journeys}: {dict(seen.errors)}")
    return (here.cpu_seconds() - before) / seen.journeys, seen


def bare(here: Site, data: Path) -> Iterator[Figure]:
    """Compare the home page with a constant text behind the same server, in turns."""

    def cost(server: Server) -> float:
        before = server.cpu_seconds()
        many(2, 500, server.port, lambda client: client.get("/")[0] == http.client.OK)
        return (server.cpu_seconds() - before) / 1000

    with serve_module("bench.bare_server", data) as other:
        pairs = [(cost(here.portal), cost(other)) for _ in range(3)]
    page, nothing = (min(one) for one in zip(*pairs, strict=True))
    yield reported("CPU: home page", page * 1000, "ms")
    yield reported("CPU: bare Flask page", nothing * 1000, "ms")


def crowd(here: Site, kind: str, how: str, think: float) -> Iterator[Figure]:
    """Let all reporters come at once, and the officers work beside them."""
    officers_think = OFFICERS_THINK if think else 0.5
    given = share(here.stock, 1 if think else 2)
    plan = Plan(here.portal.port, {"mixed": REPORTERS}, SECONDS, think, given, here.investigator.port, officers_think)
    served = here.cpu_seconds()
    seen = in_a_process(plan)
    served = here.cpu_seconds() - served
    reporters = [one for name, took in seen.took.items() if name not in (*WITH_FILES, *OF_OFFICERS) for one in took]
    name = f"{kind}, {REPORTERS} {how}"
    if think:
        yield at_most(f"{name}, p95 of text", percentile(reporters, 0.95), "s", MOST_SECONDS)
    else:
        yield reported(f"{name}, p95 of text", percentile(reporters, 0.95), "s")
    yield reported(f"{name}, p50 of text", percentile(reporters, 0.5), "s")
    yield reported(f"{name}, requests", sum(map(len, seen.took.values())) / seen.seconds, "/s")
    yield at_most(f"{name}, errors", sum(seen.errors.values()), "", 0)
    yield reported(f"{name}, servers' share of CPU", served / seen.seconds / (os.cpu_count() or 1) * 100, "%")
    yield from by_kind(name, seen.took)
    yield reported(f"{name}, without a prepared report", seen.used_up, "")
    for error, many_times in seen.errors.items():
        yield reported(f"{name}, error {error}", many_times, "")


def by_kind(name: str, took: Mapping[str, Sequence[float]]) -> Iterator[Figure]:
    """Give the p95 of each kind of request."""
    for kind in sorted(took):
        yield reported(f"{name}, p95: {kind}", percentile(took[kind], 0.95) * 1000, "ms")


def percentile(values: Sequence[float], share: float) -> float:
    """Give what `share` of the values stay within."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def in_a_process(plan: Plan) -> Seen:
    """Let a crowd come from another process."""
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        return pool.submit(drive, plan).result()


def durable_writes(folder: Path) -> float:
    """Count how often a second the disk can promise that a page is written, one after the other."""
    page, began, count = os.urandom(DURABLE_BYTES), time.perf_counter(), 0
    file = os.open(folder / "durable", os.O_RDWR | os.O_CREAT)
    try:
        while time.perf_counter() - began < 2:
            os.pwrite(file, page, count % 64 * DURABLE_BYTES)
            os.fdatasync(file)
            count += 1
    finally:
        os.close(file)
    return count / (time.perf_counter() - began)
