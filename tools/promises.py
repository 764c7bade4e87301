"""Prints the promises of SECURITY.md with the results of their tests; fails if one that is called kept is not.

`--from FILE` reads results that a test run wrote with `--promises FILE`; without it, the marked tests are run.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "promises.json"
_ROW = re.compile(r"^\| (P[0-9]{2}) \| (.+?) \|", re.MULTILINE)


def main() -> None:
    """Print both lists; exit 1 if a kept promise has no passing test, or a failing one."""
    outcomes = load()
    kept, later = promises()
    broken = [number for number in kept if not report(number, kept[number], outcomes.get(number, {}))]
    print("\nNot kept yet")
    for number, text in later.items():
        report(number, text, outcomes.get(number, {}))
    if broken:
        sys.exit(f"promises called kept that are not: {', '.join(broken)}")


def load() -> dict[str, dict[str, str]]:
    """Read results from a file, or run the marked tests."""
    if "--from" in sys.argv:
        path = Path(sys.argv[sys.argv.index("--from") + 1])
    else:
        path = RESULTS
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "promise", "--promises", str(path)]
        subprocess.run(command, cwd=ROOT, check=False)
        print("\nKept")
    found: dict[str, dict[str, str]] = json.loads(path.read_text())
    return found


def promises() -> tuple[dict[str, str], dict[str, str]]:
    """Give number and text of both lists of SECURITY.md."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("\n## Kept\n")
    kept, _, later = rest.partition("\n## Not kept yet\n")
    return dict(_ROW.findall(kept)), dict(_ROW.findall(later))


def report(number: str, text: str, outcomes: dict[str, str]) -> bool:
    """Print one promise; say whether tests ran and none failed."""
    passed = sum(outcome == "passed" for outcome in outcomes.values())
    failed = [name for name, outcome in outcomes.items() if outcome == "failed"]
    skipped = len(outcomes) - passed - len(failed)
    print(f"{number}  {passed} passed, {len(failed)} failed, {skipped} skipped  {text[:90]}")
    for name in failed:
        print(f"      failed: {name}")
    return bool(passed) and not failed


if __name__ == "__main__":
    main()
