"""Starts the real command line on free ports of the loopback, and ends what it started."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

WAIT_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(data: Path, **more: str) -> dict[str, str]:
    """The variables of this process without ours, and those that were asked for."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WBS_")}
    return {**kept, "WBS_DATA": str(data), **more}


def on_free_ports(data: Path) -> dict[str, str]:
    return environment(
        data, WBS_PORTAL_BIND=f"127.0.0.1:{free_port()}", WBS_INVESTIGATOR_BIND=f"localhost:{free_port()}"
    )


def wbs(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    command = [sys.executable, "-m", "wbs.cli", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False)


@contextmanager
def running(*arguments: str, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a command that serves; end it, and see that nothing of it is left."""
    command = [sys.executable, "-m", "wbs.cli", *arguments]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT_SECONDS)


def first_line(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def wait_for(url: str) -> tuple[int, dict[str, str]]:
    """Ask until somebody answers; give status and headers."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own loopback server
                return answer.status, dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers)
        except OSError:
            assert time.monotonic() < deadline, "nobody answers"
            time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own loopback server
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def wait_until_silent(url: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while answers(url):
        assert time.monotonic() < deadline, "somebody still answers"
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """All descendants of a process."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [grandchild for child in found for grandchild in children_of(child)]
