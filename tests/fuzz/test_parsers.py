"""Parsers let out what they declare and nothing else, whatever they are given; and a round of fuzzing would tell."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.rounds import FOUND, found, guided, has_atheris, inputs
from tests.fuzz.targets import TARGETS
from tests.needs import missing

VARIANTS = 300
"""Variants of good inputs that each target is given in every run of the tests; `make fuzz` gives millions."""
RUNS = 400
"""Inputs that coverage chooses for each target in every run of the tests."""
PROGRAM = Path(__file__).parents[2] / "tools" / "fuzz.py"


def needs_atheris() -> None:
    if not has_atheris():
        missing("needs atheris: make setup, on Linux on x86-64 or arm64")


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_lets_out_nothing_but_what_it_declares(name: str):
    target = TARGETS[name]
    for data in [*inputs(target, VARIANTS, name), b"", *(path.read_bytes() for path in found(name))]:
        try:
            target.run(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, with the input that led to it
            pytest.fail(f"{name}: {type(error).__name__} for {data[:2000]!r}")


def test_some_good_inputs_of_every_parser_are_accepted():
    strangers = {"trust", "root-card", "passkey"}
    """Parsers that check signatures by keys which no good input has: what is begun with reaches as far as those."""
    for name, target in TARGETS.items():
        assert name in strangers or any(target.run(data) for data in target.seeds()), name


def test_whatever_failed_once_belongs_to_a_parser():
    assert {path.name for path in FOUND.glob("*")} <= set(TARGETS)


def test_coverage_finds_an_error_behind_three_checked_bytes_and_keeps_the_input(tmp_path: Path):
    needs_atheris()
    done = guided("undeclared", tmp_path, "-runs=500000", module="tests.fuzz.failing")
    assert "KeyError" in done.told
    assert [path.read_bytes()[:3] for path in done.failures] == [b"WBS"]


def test_an_error_that_a_parser_declares_is_no_finding(tmp_path: Path):
    needs_atheris()
    done = guided("honest", tmp_path, "-runs=5000", module="tests.fuzz.failing")
    assert (done.told, done.failures) == ("", ())
    assert done.executions == 5000


def test_the_long_run_runs_what_it_is_told_and_counts(tmp_path: Path):
    needs_atheris()
    command = [sys.executable, str(PROGRAM), "--seconds", "1", "--folder", str(tmp_path), "receipt"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    last = done.stdout.strip().splitlines()[-1]
    assert last.endswith("0 of 1 targets failed")
    assert int(last.split()[0].replace(",", "")) > 1000


def test_coverage_chooses_inputs_for_all_parsers_in_every_run_of_the_tests(tmp_path: Path):
    needs_atheris()
    done = guided("all", tmp_path, f"-runs={RUNS * len(TARGETS)}")
    assert (done.told, done.failures) == ("", ())
    assert done.executions >= RUNS * len(TARGETS)
