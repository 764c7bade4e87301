"""Runs every parser's target under atheris, each for its time; ends with failure if any let something out.

`make fuzz` gives each target WBS_FUZZ_SECONDS (60 unless said otherwise) and keeps the corpus in build/fuzz: the next
run goes on where this one ended. An input that failed lies in build/fuzz/failures: mend the parser, and put the
input into tests/fuzz/found/TARGET.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.fuzz.rounds import Round, guided, has_atheris, report  # noqa: E402 - the path comes first
from tests.fuzz.targets import TARGETS  # noqa: E402

FOLDER = ROOT / "build" / "fuzz"


def main() -> None:
    """Run the targets that were named, or all."""
    arguments = _arguments()
    if not has_atheris():
        sys.exit("needs atheris, which the locks name for Linux on x86-64 and arm64")
    rounds = []
    for name in arguments.targets or TARGETS:
        done = guided(name, arguments.folder, f"-max_total_time={arguments.seconds}")
        rounds.append(done)
        _tell(done)
    (arguments.folder / "rounds.json").write_text(report(rounds) + "\n")
    failed = [one for one in rounds if one.told]
    print(f"{sum(one.executions for one in rounds):,} executions, {len(failed)} of {len(rounds)} targets failed")
    sys.exit(1 if failed else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=int(os.environ.get("WBS_FUZZ_SECONDS", "60")))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    return parser.parse_args()


def _tell(one: Round) -> None:
    print(f"{one.target:<16}{one.executions:>12,} executions {one.covered:>6} edges", flush=True)
    if one.told:
        print(one.told, *one.failures, sep="\n", flush=True)


if __name__ == "__main__":
    main()
