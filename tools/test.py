"""Runs every test with coverage, then lists what was skipped and how to install it, then the promises."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COVERAGE = "97"
"""Percent of lines and branches of wbs that a full run must reach."""
WORKERS = (os.cpu_count() or 1) + 1
"""One more than processors: a test with a browser waits for it a third of the time."""
PROMISES = ROOT / "build" / "promises.json"


def main() -> None:
    """Exit with the first failure, after everything has run."""
    python = [sys.executable, "-m"]
    # Where programs may be missing, tests are skipped and less is covered: only a full run is held to the gate.
    gate = ["--cov-fail-under", COVERAGE] if os.environ.get("WBS_TEST_ALL") == "1" else []
    steps = [
        [*python, "pytest", "-q", "-n", str(WORKERS), "--dist", "worksteal", "--cov", "--cov-report", "term",
         "--durations", "40", "--promises", str(PROMISES), *gate, *sys.argv[1:]],
        [sys.executable, "tools/promises.py", "--from", str(PROMISES)],
    ]  # fmt: skip
    codes = [subprocess.run(step, cwd=ROOT, check=False).returncode for step in steps]
    sys.exit(next((code for code in codes if code), 0))


if __name__ == "__main__":
    main()
