"""Runs every test with coverage, then lists what was skipped and how to install it, then the promises."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROMISES = ROOT / "build" / "promises.json"


def main() -> None:
    """Exit with the first failure, after everything has run."""
    python = [sys.executable, "-m"]
    steps = [
        [*python, "pytest", "-q", "-n", "2", "--dist", "worksteal", "--cov", "--cov-report", "term", "--promises",
         str(PROMISES), *sys.argv[1:]],
        [sys.executable, "tools/promises.py", "--from", str(PROMISES)],
    ]  # fmt: skip
    codes = [subprocess.run(step, cwd=ROOT, check=False).returncode for step in steps]
    sys.exit(next((code for code in codes if code), 0))


if __name__ == "__main__":
    main()
