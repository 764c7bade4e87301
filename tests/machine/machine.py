"""A machine of the tests' own: systemd as its first process, in namespaces of this one, with its own users and network.

Needs root. Nothing of the host is started or changed: what a machine has of its own lies in one folder. Its cgroup
lies under this one's unified hierarchy, so that systemd's filters of addresses hold; limits of memory and tasks hold
only where those controllers are unified, too.
"""

import os
import shutil
import signal
import site
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.engines.process import dying_with_us
from tests.needs import missing, program

ROOT = Path(__file__).parent.parent.parent
BOOT = Path(__file__).parent / "boot.sh"
PATIENCE = 60
_NAMESPACES = ("--pid", "--mount", "--uts", "--ipc", "--net", "--cgroup")


class Machine:
    """A machine that runs until it is closed."""

    def __init__(self, room: Path) -> None:
        if os.geteuid() != 0:
            missing("needs root: a machine of its own is made of namespaces")
        tried = [program("unshare"), *_NAMESPACES, "--fork", "true"]
        if subprocess.run(tried, capture_output=True, check=False).returncode:
            pytest.skip("this kernel or its sandbox lets nobody make namespaces")  # no program to install helps
        self.room = room
        self._group = _unified() / f"wbs-tests-{os.getpid()}"
        self._group.mkdir()
        # Joins its cgroup before it makes a namespace of it: what systemd makes then lies inside.
        joined = f'echo $$ > {self._group}/cgroup.procs; exec "$@"'
        unshare = [program("unshare"), "--fork", "--kill-child", "--mount-proc", *_NAMESPACES]
        boot = [str(BOOT), str(room), str(ROOT), site.getsitepackages()[0], sys.base_prefix]
        self._log = (room.parent / "systemd.log").open("wb")
        self._process = subprocess.Popen(
            [*dying_with_us(), program("bash"), "-c", joined, "boot", *unshare, program("bash"), *boot],
            stdout=self._log, stderr=self._log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            self._first = self._wait_for_first()
            self._wait_until_up()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End it: with the first process, the kernel ends all others."""
        if self._process.poll() is None:
            for child in _children(self._process.pid):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self._process.wait(PATIENCE)
        self._log.close()
        for _ in patience("a process of the machine stays"):
            with suppress(OSError):
                for folder in sorted(self._group.rglob("*/"), reverse=True):
                    folder.rmdir()
                self._group.rmdir()
            if not self._group.exists():
                break

    def run(self, script: str, code: int = 0, **environment: str) -> str:
        """Let root of the machine run a script; give what it showed."""
        done = subprocess.run(
            [program("nsenter"), "--target", str(self._first), "--pid", "--mount", "--uts", "--ipc", "--net",
             "bash", "-euc", script],
            env={"PATH": "/opt/wbs/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", **environment},
            capture_output=True, text=True, timeout=120, check=False, cwd="/",
        )  # fmt: skip
        screen = done.stdout + done.stderr
        assert done.returncode == code, f"{screen}\n{self.logs()}"
        return screen

    def logs(self) -> str:
        """What services wrote, and systemd."""
        files = [*sorted((self.room / "log").glob("wbs*")), self.room.parent / "systemd.log"]
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-4000:]}" for path in files)

    def _wait_for_first(self) -> int:
        for _ in patience("the machine does not start"):
            assert self._process.poll() is None, self.logs()
            for child in _children(self._process.pid):
                if (Path("/proc") / str(child) / "comm").read_text().strip() == "systemd":
                    return child
        raise AssertionError

    def _wait_until_up(self) -> None:
        for _ in patience("systemd does not come up"):
            with suppress(AssertionError):
                self.run("systemctl is-system-running || test $(systemctl is-system-running) = degraded")
                return


def patience(too_late: str) -> Iterator[None]:
    """Come back until it is too late."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(0.05)
    raise AssertionError(too_late)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _unified() -> Path:
    """Find the unified hierarchy of cgroups."""
    if not shutil.which("systemctl"):
        missing("needs systemd: apt-get install systemd")
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, options, *_ = line.split()
        if kind == "cgroup2" and "rw" in options.split(","):
            return Path(place)
    return missing("needs a unified hierarchy of cgroups")
