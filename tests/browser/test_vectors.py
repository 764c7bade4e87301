"""Every shared vector, in a worker of each engine: the browser's half where officers and reporters run it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.node import bundle, run_node
from tests.crypto.scenario import Scenario, load, whole_input
from tests.engines.fleet import each_engine_with_scripts
from tests.engines.site import serving
from tests.engines.visit import Engine, Visit

PAGE = b"<!doctype html><title>vectors</title>"
ASK = """(asked) => Promise.all(asked.map((one) => new Promise((resolve) => {
    const worker = (window.worker ??= new Worker("/worker.js"));
    const id = (window.asked = (window.asked ?? 0) + 1);
    worker.addEventListener("message", function hear({ data }) {
        if (data.id !== id) return;
        worker.removeEventListener("message", hear);
        resolve(data.found);
    });
    worker.postMessage({ id, ...one });
})))"""
TABLE = """
    import { OPERATIONS, PASSED_OVER, WITHHELD } from "./tests/vectors/operations.js";
    console.log(JSON.stringify({ known: Object.keys(OPERATIONS), passed: PASSED_OVER, withheld: WITHHELD }));
"""


AT_ONCE = 5
"""Vectors that are asked together, so that the way to the browser is not what takes the time."""
UNCOMPILED = {"chromium-jitless", "firefox-safer"}
THINNED = {
    **dict.fromkeys(("dossier.officer", "inside.open"), 8),
    **dict.fromkeys(("records.verify", "trust.verify", "asking.question", "approval.verify", "recipients.choose"), 4),
    "signin.derive": 0,
}
"""Where an engine does not compile: every eighth whole case, half a second each; every fourth of what verifies many
signatures; no Argon2id, a minute each. The same engine runs all of them compiled.
"""


@pytest.fixture(scope="module")
def laboratory() -> Iterator[str]:
    """A site with a worker that runs vectors."""
    worker = bundle("tests/vectors/worker.js")
    with serving({"/": ("text/html", PAGE), "/worker.js": ("text/javascript", worker)}) as address:
        yield address


@each_engine_with_scripts
def test_every_vector_gives_in_each_engine_what_it_says(engine: Engine, visit: Visit, laboratory: str) -> None:
    table = json.loads(run_node(TABLE))
    scenarios = load()
    chosen = {name: one for name, one in scenarios.items() if one.operation not in table["passed"]}
    assert len(chosen) > 300, "too few vectors"
    assert {one.operation for one in chosen.values()} <= set(table["known"])
    if engine.name in UNCOMPILED:
        chosen = thinned(chosen)
    visit.goto(laboratory + "/")
    found = outcomes(
        visit, [{"operation": one.operation, "input": whole_input(one, scenarios)} for one in chosen.values()]
    )
    expected = [outcome(one, table["withheld"]) for one in chosen.values()]
    assert {name: got for name, got, want in zip(chosen, found, expected, strict=True) if got != want} == {}


def thinned(scenarios: dict[str, Scenario]) -> dict[str, Scenario]:
    """Leave out most of what takes long."""
    kept = {name: one for name, one in scenarios.items() if one.operation not in THINNED}
    for operation, step in THINNED.items():
        names = [name for name, one in scenarios.items() if one.operation == operation]
        kept |= {name: scenarios[name] for name in (names[::step] if step else ())}
    return kept


def outcomes(visit: Visit, asked: list[dict[str, Any]]) -> list[Any]:
    """Run vectors in the page's worker."""
    return [
        found
        for start in range(0, len(asked), AT_ONCE)
        for found in visit.evaluate(ASK, asked[start : start + AT_ONCE])
    ]


def outcome(scenario: Scenario, withheld: list[str]) -> dict[str, Any]:
    """Give what a vector says, without what the browser's half does not give out."""
    if scenario.expect != "accepted":
        return {"expect": scenario.expect}
    output = {key: value for key, value in scenario.output.items() if key not in withheld}
    return {"expect": scenario.expect, "output": output}
