"""Which agency handles a case follows from its records: guests change nothing, and nobody comes back as a guest."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.node import run_node
from wbs.crypto.handling import home_of

A, B, C = "61.08", "61", "64"
REPORTER = "reporter"
RULE = """
    import { homeOf } from "./src/protocol/staying.js";
    const chains = JSON.parse(%r);
    console.log(JSON.stringify(chains.map((chain) => {
        const records = chain.map(([by, names]) => ({
            document: { author: by === "reporter" ? by : { agency: by, reader: "penerima-01" } },
            readers: new Map(names.map((name) => [name, ""])),
        }));
        return homeOf({ chain: { first: { agency: "61.08" }, records }, newest: records.at(-1) });
    })));
"""
BEGUN = (REPORTER, [A])
CASES = [
    ([BEGUN], A),
    ([BEGUN, (A, [A, B])], A),
    ([BEGUN, (A, [B])], B),
    ([BEGUN, (A, [B]), (B, [A, B])], B),
    ([BEGUN, (A, [B]), (B, [A, B]), (B, [A])], A),
    ([BEGUN, (A, [])], A),
    # Of two agencies that had the case, a reporter gives it back to the one that had it last.
    ([BEGUN, (A, [B]), (B, [C]), (REPORTER, [A, B])], B),
    ([BEGUN, (A, [B]), (REPORTER, [A])], A),
    # An agency that never had it gets it by a transfer alone.
    ([BEGUN, (A, [A, C]), (REPORTER, [C])], A),
    ([BEGUN, (A, [A, C]), (C, [C])], A),
    ([BEGUN, (A, [B, C])], A),
]


def names(agencies: list[str]) -> list[str]:
    return [*(f"{agency}/penerima-01" for agency in agencies), f"{A}/recovery"]


def record(by: str, agencies: list[str]) -> SimpleNamespace:
    author = by if by == REPORTER else SimpleNamespace(agency=by, reader="penerima-01")
    readers = [tuple(name.split("/")) for name in names(agencies)]
    return SimpleNamespace(document=SimpleNamespace(author=author), readers=readers)


@pytest.mark.parametrize(("records", "home"), CASES, ids=str)
def test_who_handles_a_case_changes_by_a_transfer_or_by_a_reporter_who_gives_it_back(
    records: list[tuple[str, list[str]]], home: str
) -> None:
    made = tuple(record(*one) for one in records)
    chain: Any = SimpleNamespace(first=SimpleNamespace(agency=A), records=made)
    assert home_of(chain, chain.records[-1]) == home


def test_the_browser_finds_the_same_home() -> None:
    chains = [[(by, names(agencies)) for by, agencies in records] for records, _ in CASES]
    found = run_node(RULE % json.dumps(chains))
    assert json.loads(found) == [home for _, home in CASES]
