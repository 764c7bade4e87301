"""Which agency handles a case follows from its records: guests change nothing, and nobody comes back as a guest."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.node import run_node
from wbs.crypto.handling import home_of

A, B, C = "61.08", "61", "64"
RULE = """
    import { homeOf } from "./src/protocol/staying.js";
    const chains = JSON.parse(%r);
    console.log(JSON.stringify(chains.map((chain) => {
        const records = chain.map((names) => ({ readers: new Map(names.map((name) => [name, ""])) }));
        return homeOf({ chain: { first: { agency: "61.08" }, records }, newest: records.at(-1) });
    })));
"""
CASES = [
    ([[A]], A),
    ([[A], [A, B]], A),
    ([[A], [B]], B),
    ([[A], [B], [A, B]], B),
    ([[A], [B], [A, B], [A]], A),
    ([[A], [C, B]], B),
    ([[A], []], A),
]


def names(agencies: list[str]) -> list[str]:
    return [*(f"{agency}/penerima-01" for agency in agencies), f"{A}/recovery"]


@pytest.mark.parametrize(("records", "home"), CASES, ids=str)
def test_the_home_of_a_case_changes_only_when_none_of_its_officers_is_left(records: list[list[str]], home: str) -> None:
    chain: Any = SimpleNamespace(
        first=SimpleNamespace(agency=A),
        records=tuple(SimpleNamespace(readers=[tuple(name.split("/")) for name in names(one)]) for one in records),
    )
    assert home_of(chain, chain.records[-1]) == home


def test_the_browser_finds_the_same_home() -> None:
    chains = str([[names(one) for one in records] for records, _ in CASES]).replace("'", '"')
    found = run_node(RULE % chains)
    assert found.decode().strip() == str([home for _, home in CASES]).replace("'", '"').replace(" ", "")
