"""One round of one target: coverage-guided where atheris is installed, and a plain one by numbers from a seed.

A round tells what it did in one line of JSON; an input that a target fails on is left in a folder as a file.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256, shake_256
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.targets import Target

ROOT = Path(__file__).resolve().parents[2]
FOUND = Path(__file__).parent / "found"
"""Inputs that failed once: `found/TARGET/NAME`, tried first for ever."""
SECONDS_FOR_ONE = 10
"""An input that takes longer is a finding."""
MEGABYTES = 1024
"""A target that takes more is a finding: the interpreter, its instrumented modules and the corpus are about 250."""
_DONE = re.compile(r"^Done (\d+) (?:runs )?in (\d+)", re.MULTILINE)
_COVERED = re.compile(r"cov: (\d+)")
_STRANGE = (
    b"\0",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\n",
    b"\r\n",
    b'"',
    b"{",
    b"[",
    b"-->",
    b"9" * 20,
    "\u0661".encode(),
)


@dataclass(frozen=True, slots=True)
class Round:
    """What came of a round."""

    target: str
    executions: int
    covered: int
    """Edges of the interpreter's byte code that were passed, as atheris counts them; 0 if nothing counted."""
    failures: tuple[Path, ...]
    told: str
    """Last lines of a round that failed: what was raised, and where."""


def has_atheris() -> bool:
    """Say whether coverage can guide."""
    return find_spec("atheris") is not None


def inputs(target: Target, count: int, name: str) -> Iterator[bytes]:
    """Give the seeds, and as many variants of them as asked, the same ones for one name."""
    good = list(target.seeds())
    yield from good
    for number in range(count):
        yield _variant(good, shake_256(f"{name} {number}".encode()).digest(64))[: target.largest]


def _variant(good: list[bytes], dice: bytes) -> bytes:
    data, other = (good[int.from_bytes(dice[at : at + 4], "big") % len(good)] for at in (0, 4))
    for step in range(1 + dice[8] % 4):
        draw = dice[9 + step * 12 : 21 + step * 12]
        at = int.from_bytes(draw[:4], "big") % (len(data) + 1)
        end = min(len(data), at + draw[4] % 40)
        strange = _STRANGE[draw[5] % len(_STRANGE)]
        changes = (
            data[:at] + bytes([draw[6]]) + data[at + 1 :],
            data[:at] + strange + data[end:],
            data[:at] + draw[7:11] + data[at + 4 :],
            data[:at] + data[end:],
            data[:end] + data[at:],
            data[:at] + other[int.from_bytes(draw[7:11], "big") % (len(other) + 1) :],
            data[:at],
            data[:at] + strange * (1 + draw[6] % 8) + data[at:],
        )
        data = changes[draw[11] % len(changes)]
    return data


def found(name: str) -> list[Path]:
    """Give the inputs that a target failed on once."""
    return sorted((FOUND / name).glob("*"))


def guided(name: str, folder: Path, *limits: str, module: str = "tests.fuzz") -> Round:
    """Let coverage guide a round, in a process of its own.

    Args:
        name: of the target.
        folder: for the corpus, which a later round goes on with, and for inputs that fail.
        limits: of libFuzzer, such as `-max_total_time=60` or `-runs=1000`.
        module: what is started; tests start one with a target that fails.
    """
    corpus, failures = folder / "corpus" / name, folder / "failures" / name
    for one in (corpus, failures):
        one.mkdir(parents=True, exist_ok=True)
    options = (
        f"-timeout={SECONDS_FOR_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={failures}/",
        "-print_final_stats=0",
        "-seed=6",
        *limits,
    )
    command = [sys.executable, "-m", module, name, str(corpus), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    executions, covered = _DONE.search(done.stdout), _COVERED.findall(done.stdout)
    return Round(
        name,
        int(executions[1]) if executions else 0,
        int(covered[-1]) if covered else 0,
        tuple(sorted(failures.iterdir())) if done.returncode else (),
        done.stdout[-6000:] if done.returncode else "",
    )


def lay_corpus(folder: Path, target: Target, name: str) -> None:
    """Put the seeds and what failed once where a round begins."""
    for data in [*target.seeds(), *(path.read_bytes() for path in found(name))]:
        if len(data) <= target.largest:
            (folder / sha256(data).hexdigest()[:16]).write_bytes(data)


def fuzz(table: dict[str, Target]) -> None:
    """Be the process of one round: `TARGET CORPUS OPTIONS…`."""
    import atheris  # noqa: PLC0415 - this process only

    name, corpus, *options = sys.argv[1:]
    target = table[name]
    lay_corpus(Path(corpus), target, name)
    atheris.Setup([sys.argv[0], corpus, f"-max_len={target.largest}", *options], target.run)
    atheris.Fuzz()


def report(rounds: list[Round]) -> str:
    """Write rounds as JSON."""
    rows = [
        {
            "target": one.target,
            "executions": one.executions,
            "covered": one.covered,
            "failures": [path.name for path in one.failures],
        }
        for one in rounds
    ]
    return json.dumps(rows, indent=1)
