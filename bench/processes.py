"""Start the shipped servers as their users do, and read what they cost from the kernel."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A running server with everything it forked."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def pids(self) -> list[int]:
        """The server's process and all its descendants."""
        return [self.process.pid, *children_of(self.process.pid)]

    def cpu_seconds(self) -> float:
        """User and system time of all its processes so far."""
        spent = [_fields(Path(f"/proc/{pid}/stat")) for pid in self.pids()]
        return sum(int(fields[11]) + int(fields[12]) for fields in spent if fields) / _TICK

    def peak_kb(self) -> int:
        """Highest resident memory that each of its processes reached, added up."""
        return sum(status_kb(pid, "VmHWM") for pid in self.pids())

    def resident_kb(self) -> int:
        """Resident memory of all its processes."""
        return sum(status_kb(pid, "VmRSS") for pid in self.pids())


@contextmanager
def serve(app: str, data: Path, at: tuple[str, int] | None = None, /, **settings: str) -> Iterator[Server]:
    """Serve `portal` or `investigator` over `data` on a free port of the loopback until the block ends.

    With `at`, on that address and port of the loopback instead.
    """
    host, port = at or ("127.0.0.1" if app == "portal" else "localhost", free_port())
    bind = {f"WBS_{app.upper()}_BIND": f"{host}:{port}"}
    with _running(
        [str(Path(sys.executable).with_name("wbs")), "serve", app], data, port, {**bind, **settings}, host
    ) as server:
        yield server


@contextmanager
def serve_module(module: str, data: Path) -> Iterator[Server]:
    """Run a module that serves where the portal would."""
    port = free_port()
    with _running([sys.executable, "-m", module], data, port, {"WBS_PORTAL_BIND": f"127.0.0.1:{port}"}) as server:
        yield server


@contextmanager
def _running(
    command: list[str], data: Path, port: int, settings: dict[str, str], host: str = "127.0.0.1"
) -> Iterator[Server]:
    environment = {**os.environ, "WBS_DATA": str(data), **settings}
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_for(port, process, host="127.0.0.1" if host == "localhost" else host)
        yield Server(process, port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def children_of(pid: int) -> list[int]:
    """List all descendants of a process."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(stat)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for parent in found:
        found += children.get(parent, [])
    return found[1:]


def free_port() -> int:
    """Give a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[Any], seconds: float = 20, *, host: str = "127.0.0.1") -> None:
    """Wait until somebody listens on `port`.

    Raises:
        RuntimeError: the process ended, or nobody listens in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server did not start")


def _fields(stat: Path) -> list[str]:
    """Read /proc/PID/stat behind the command name, which may hold spaces; empty if the process is gone."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def status_kb(pid: int, name: str) -> int:
    """Read one line of /proc/PID/status in KiB; 0 if the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name + ":")), 0)
