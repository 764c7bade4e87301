"""Lets calls of running processes on the files of a database fail, by strace's fault injection."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.site import Site
from tests.needs import missing, program


@dataclass(frozen=True)
class Fault:
    """Which call fails, and how; `when` is strace's: the n-th of each thread, or `n+` for all from the n-th on."""

    call: str
    error: str
    when: str

    def __str__(self) -> str:
        return f"{self.call} {self.error} {self.when}"

    def words(self, site: Site) -> list[str]:
        """Give strace's words."""
        names = ["wbs.sqlite", "wbs.sqlite-wal", "wbs.sqlite-shm", "wbs.sqlite.lock"]
        paths = [word for name in names for word in ("-P", str(site.data / name))]
        return [*paths, "-e", f"trace={self.call}", "-e", f"inject={self.call}:error={self.error}:when={self.when}"]


@dataclass
class Spoilt:
    """How often calls failed."""

    log: Path = field(repr=False)
    times: int = 0


@contextmanager
def spoiling(site: Site, pids: Sequence[int], fault: Fault) -> Iterator[Spoilt]:
    """Let calls of these processes fail until the block ends; tells afterwards how often that happened."""
    if os.geteuid() != 0:
        missing("needs the right to trace a process that forbids it: run as root")
    log = site.data.parent / "spoilt"
    tasks = [word for pid in pids for word in ("-p", str(pid))]
    command = [program("strace"), "-f", "-o", str(log), *tasks, *fault.words(site)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    spoilt = Spoilt(log)
    try:
        assert process.stderr is not None
        attached = 0
        while attached < len(pids):
            line = process.stderr.readline()
            assert line, "strace could not attach"
            attached += " attached" in line
        yield spoilt
    finally:
        process.terminate()
        process.communicate(timeout=30)
        spoilt.times = log.read_text(errors="replace").count("(INJECTED)")


def spoilt_run(site: Site, words: Sequence[str], fault: Fault) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run a program whose calls fail; give how it ended, and how often one failed."""
    log = site.data.parent / "spoilt"
    command = [program("strace"), "-f", "--seccomp-bpf", "-qq", "-o", str(log), *fault.words(site), *words]
    environment = site.environment("portal", 1)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    return done, log.read_text(errors="replace").count("(INJECTED)")
