"""What servers cost before anybody comes: memory of each process, and time from start to the first answer."""

import http.client
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.databases import address, databases, empty
from bench.figures import Figure, at_most, reported
from bench.installation import found
from bench.processes import Server, serve, status_kb

STARTS = 5
MOST_MIB, MOST_SECONDS = 100.0, 2.0
_HOSTS = {"portal": "127.0.0.1", "investigator": "localhost"}


def measure(folder: Path) -> Iterator[Figure]:
    """Start each application a few times on each kind of database."""
    with databases() as servers:
        for kind, server in servers.items():
            data = folder / kind
            with empty(server) as url:
                found(data, database=url)
                for app in _HOSTS:
                    yield from start(app, data, url, kind)


def start(app: str, data: Path, url: str, kind: str) -> Iterator[Figure]:
    """Start one application; the memory is that of the last start."""
    seconds = []
    resident: list[float] = []
    shared = 0.0
    for _ in range(STARTS):
        began = time.perf_counter()
        with serve(app, data, **address(url)) as server:
            ask(server, app)
            seconds.append(time.perf_counter() - began)
            settle(server)
            resident = [status_kb(pid, "VmRSS") / 1024 for pid in server.pids()]
            shared = sum(proportional_kb(pid) for pid in server.pids()) / 1024
    name = f"{app} on {kind}"
    yield at_most(f"{name}, start to first answer", median(seconds), "s", MOST_SECONDS)
    yield reported(f"{name}, slowest of {STARTS} starts", max(seconds), "s")
    yield at_most(f"{name}, largest process, idle", max(resident), "MiB", MOST_MIB)
    yield reported(f"{name}, processes", len(resident), "")
    yield reported(f"{name}, all, shared pages once", shared, "MiB")


def ask(server: Server, app: str) -> None:
    """Fetch the home page."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", "/", headers={"Host": f"{_HOSTS[app]}:{server.port}"})
    if connection.getresponse().status != http.client.OK:
        raise RuntimeError("no home page")
    connection.close()


def settle(server: Server) -> None:
    """Wait until all of a server's processes have made their application: until none works any more."""
    before = -1.0
    while (now := server.cpu_seconds()) != before:
        before = now
        time.sleep(0.5)


def proportional_kb(pid: int) -> int:
    """Memory of a process, shared pages by their share; 0 where the kernel does not tell."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
