"""Reads wbs/ with semgrep by rules of our own, and with bandit; ends with failure at whatever nobody has judged.

`make check` runs it out of an environment of its own (requirements/scan.txt): `python tools/scan.py FOLDER`, the folder
with both programs. First every rule must find its bad examples in tools/rules/wbs.py. What bandit finds is judged where
it stands, by ruff's mark with a reason, or in JUDGED where ruff has no such test.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "tools" / "rules"
QUIET = {"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
"""Nothing is sent, nothing is asked: neither which project this is, nor for a newer version."""

JUDGED = {
    ("B404", "children.py"): "starts our own servers, by a list of words; imports of subprocess elsewhere are refused",
    ("B105", "lapor.py"): "the name of a member that the other system asks for",
}
"""What bandit finds and ruff does not know, by test and file."""


def main() -> None:
    """Exit with failure if a rule is blind, or finds something."""
    programs = Path(sys.argv[1])
    failures = [
        *(f"{rule} has no bad example in tools/rules/wbs.py" for rule in rules_without_example()),
        *blind_rules(programs),
        *semgrep(programs, ROOT / "wbs"),
        *unjudged(bandit(programs, ROOT / "wbs")),
    ]
    print(*failures or ["nothing that nobody has judged"], sep="\n")
    sys.exit(1 if failures else 0)


def rules_without_example() -> list[str]:
    """Name rules that nothing would show to be alive."""
    named = re.findall(r"^  - id: (\S+)", (RULES / "wbs.yaml").read_text(), re.MULTILINE)
    shown = re.findall(r"# ruleid: (\S+)", (RULES / "wbs.py").read_text())
    return sorted(set(named) - set(shown))


def blind_rules(programs: Path) -> list[str]:
    """Let semgrep hold its rules against the examples."""
    done = _run(programs / "semgrep", "scan", "--test", "--metrics=off", "--disable-version-check", RULES)
    return [] if done.returncode == 0 else [f"semgrep's rules do not find what they must:\n{done.stdout}{done.stderr}"]


def semgrep(programs: Path, folder: Path) -> list[str]:
    """Say what our rules find."""
    options = ("--metrics=off", "--disable-version-check", "--no-git-ignore", "--json", "--quiet")
    done = _run(programs / "semgrep", "scan", *options, "--config", RULES / "wbs.yaml", folder)
    if done.returncode:
        return [f"semgrep failed:\n{done.stderr}"]
    found = json.loads(done.stdout)
    lines = [
        f"{one['path']}:{one['start']['line']}: {one['check_id'].rpartition('.')[2]}: {one['extra']['message']}"
        for one in found["results"]
    ]
    return [*lines, *(f"semgrep could not read: {error['message']}" for error in found["errors"])]


def bandit(programs: Path, folder: Path) -> list[Mapping[str, Any]]:
    """Give everything that bandit says."""
    done = _run(programs / "bandit", "-q", "-r", folder, "-f", "json")
    results: list[Mapping[str, Any]] = json.loads(done.stdout)["results"]
    return results


def unjudged(found: list[Mapping[str, Any]]) -> list[str]:
    """Say what was found and not judged: ruff knows bandit's tests, so most are judged where they stand."""
    return [
        f"{one['filename']}:{one['line_number']}: bandit {one['test_id']}: {one['issue_text']}"
        for one in found
        if not _is_judged(one) and (one["test_id"], Path(one["filename"]).name) not in JUDGED
    ]


def _is_judged(one: Mapping[str, Any]) -> bool:
    lines = Path(one["filename"]).read_text(encoding="utf-8").splitlines()
    found = "".join(lines[number - 1] for number in one["line_range"])
    return re.search(rf"noqa:[A-Z0-9, ]*\bS{one['test_id'][1:]}\b", found) is not None


def _run(program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(program), *map(str, arguments)]
    environment = {**os.environ, **QUIET}
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, env=environment)


if __name__ == "__main__":
    main()
