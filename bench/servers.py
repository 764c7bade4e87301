"""Several portals on addresses of their own, behind HAProxy, on one PostgreSQL, each under its role: 1, 2, 4 of them.

Two cores cannot show four times the reports. What shows whether something is shared that should not be is the CPU time
of a report, which stays the same, and whether anybody waits for another's lock.
"""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which

from bench.client import many
from bench.databases import databases, empty
from bench.figures import Figure, at_least, at_most, reported
from bench.installation import found
from bench.processes import Server, free_port, serve, wait_for
from bench.reporters import submit
from tests.store.servers import PostgresServer
from wbs.store.granting import name_of
from wbs.store.rights import Role

COUNTS = (1, 2, 4)
CLIENTS, EACH = 8, 60
_PROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend front
    bind 127.0.0.1:{port}
    default_backend portals
backend portals
    balance roundrobin
{servers}
"""


def measure(folder: Path) -> Iterator[Figure]:
    """Send the same reports through one portal, two and four."""
    if which("haproxy") is None:
        raise RuntimeError("needs haproxy")
    cpu, rates = {}, {}
    with databases("postgresql") as servers:
        server = servers.get("postgresql")
        if server is None:
            raise RuntimeError("needs postgresql")
        for count in COUNTS:
            with empty(server) as url, waits(server) as waited:
                data = folder / str(count)
                found(data, database=url)
                with behind_proxy(data, url, count) as (port, portals):
                    many(CLIENTS, 4 * count, port, submit)
                    before = sum(portal.cpu_seconds() for portal in portals)
                    outcome = many(CLIENTS, EACH, port, submit)
                    spent = sum(portal.cpu_seconds() for portal in portals) - before
            cpu[count], rates[count] = spent / (CLIENTS * EACH), CLIENTS * EACH / outcome.seconds
            yield at_most(f"{count} portals, errors", outcome.errors, "reports", 0)
            yield reported(f"{count} portals, reports", rates[count], "/s")
            yield reported(f"{count} portals, CPU of a report", cpu[count] * 1000, "ms")
            yield reported(f"{count} portals, looks that saw somebody wait for a row", waited[0] / waited[1], "of 1")
    yield at_most("CPU of a report, four portals over one", cpu[4] / cpu[1], "times", 1.5)
    yield at_least("reports, four portals over one", rates[4] / rates[1], "times", 0.8)


@contextmanager
def behind_proxy(data: Path, url: str, count: int) -> Iterator[tuple[int, list[Server]]]:
    """Serve on 127.0.0.2, .3 and so on, behind one front."""
    role = name_of("wbs", Role.PORTAL)
    own = url.replace("wbs@", f"{role}@", 1)
    with ExitStack() as stack:
        portals, lines = [], []
        for number in range(count):
            port, host = free_port(), f"127.0.0.{number + 2}"
            bind = {"WBS_PORTAL_BIND": f"{host}:{port}", "WBS_PORTAL_HOSTS": "127.0.0.1", "WBS_DATABASE_URL": own}
            portals.append(stack.enter_context(serve("portal", data, (host, port), **bind)))
            lines.append(f"    server portal{number} {host}:{port}")
        front = free_port()
        config = data / "haproxy.cfg"
        config.write_text(_PROXY.format(port=front, servers="\n".join(lines)))
        proxy = stack.enter_context(subprocess.Popen(["haproxy", "-db", "-f", str(config)]))
        stack.callback(proxy.terminate)
        wait_for(front, proxy)
        yield front, portals


@contextmanager
def waits(server: PostgresServer) -> Iterator[list[int]]:
    """Look fifty times a second whether a connection waits for a lock; give how often one did, and all looks."""
    seen, over = [0, 0], threading.Event()

    def look() -> None:
        with server.connect() as connection:
            while not over.is_set():
                row = connection.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone()
                seen[0] += row is not None
                seen[1] += 1
                time.sleep(0.02)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield seen
    finally:
        over.set()
        watching.join()
