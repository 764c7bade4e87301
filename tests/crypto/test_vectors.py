"""Every vector of tests/vectors behaves as it says, and the folder holds what it must."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crypto.makers import texts
from tests.crypto.operations import OPERATIONS, run
from tests.crypto.scenario import ACCEPTED, FOLDER, OUTCOMES, Scenario, areas, load, read, refusal, whole_input
from tests.files.operations import BROWSER_ONLY
from wbs.errors import RefusedError

MINIMUM: dict[str, int] = json.loads((FOLDER / "minimum.json").read_text(encoding="utf-8"))
SCENARIOS = load()


def outcome_of(scenario: Scenario) -> Scenario:
    """Run a scenario and give what it should have said."""
    try:
        output = run(scenario.operation, whole_input(scenario, SCENARIOS))
    except RefusedError as error:
        return replace(scenario, expect=refusal(error), output={})
    return replace(scenario, expect=ACCEPTED, output=output)


@pytest.mark.parametrize("name", [name for name, one in SCENARIOS.items() if one.operation not in BROWSER_ONLY])
def test_a_vector_behaves_as_it_says(name: str) -> None:
    scenario = SCENARIOS[name]
    found = outcome_of(scenario)
    assert (found.expect, found.output) == (scenario.expect, scenario.output)


def test_every_area_holds_at_least_as_many_vectors_as_it_should() -> None:
    counts = dict(areas(SCENARIOS))
    assert counts.keys() == MINIMUM.keys()
    assert {area: counts[area] for area in MINIMUM if counts[area] < MINIMUM[area]} == {}


def test_every_operation_is_both_accepted_and_refused_somewhere() -> None:
    total = {
        "attachment.check",
        "attachment.size",
        "audit.root",
        "dsse.sign",
        "encoding.base32",
        "files.inspect",
        "files.inspect-head",
        "files.strip",
        "keys.officer",
        "keys.signing",
        "names.compare",
        "receipt.derive",
        "receipt.fingerprint-words",
        "receipt.of-form",
        "recipients.decide",
        "signin.derive",
        "signin.salt",
        "trust.governing",
        "trust.standing",
    }
    accepted = {scenario.operation for scenario in SCENARIOS.values() if scenario.expect == ACCEPTED}
    refused = {scenario.operation for scenario in SCENARIOS.values() if scenario.expect != ACCEPTED}
    assert accepted == OPERATIONS.keys() | BROWSER_ONLY
    assert refused == (OPERATIONS.keys() | BROWSER_ONLY) - total


def test_every_class_of_refusal_has_a_vector() -> None:
    assert {scenario.expect for scenario in SCENARIOS.values()} == OUTCOMES


def test_a_file_with_an_unknown_class_is_no_vector(tmp_path: Path) -> None:
    (tmp_path / "json").mkdir()
    path = tmp_path / "json" / "bad.txt"
    path.write_text('expect: refused\noperation: json.parse\ncomment: x\n\n{"input": {}}\n')
    with pytest.raises(ValueError, match="not a vector"):
        read(path, tmp_path)


def test_a_rebuild_gives_the_same_bytes() -> None:
    present = {name: (FOLDER / f"{name}.txt").read_text(encoding="utf-8") for name in SCENARIOS}
    wanted = texts()
    assert present.keys() == wanted.keys()
    assert [name for name in wanted if wanted[name] != present[name]] == []
