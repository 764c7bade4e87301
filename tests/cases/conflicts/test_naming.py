"""Whom a reporter may exclude by name, and how forgivingly a typed name is read: never wrong, never guessed."""

import json
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.browser.node import run_node
from tests.browser.test_new_cases import encoded
from tests.cast import PROVINCE, REGENCY, World
from wbs.cases.conflicts.naming import MAX_LINES, Excludable, excludables, read_exclusions
from wbs.crypto.exclusions import Exclusion

pytestmark = pytest.mark.promise("P06")

HOME, ABOVE = f"Inspektorat {REGENCY}", f"Inspektorat {PROVINCE}"
REVIEWERS = Exclusion(agency=REGENCY, unit="Irban Khusus")
A_RECEIVER = Exclusion(agency=REGENCY, reader="penerima-01")
ANSWER = """
    import { readFileSync } from "node:fs";
    import { fromB64url } from "./src/protocol/bytes.js";
    import { excludables, readExclusions } from "./src/protocol/naming.js";
    import { verifyDocuments } from "./src/protocol/trust.js";

    const given = JSON.parse(readFileSync(0, "utf-8"));
    const read = (chains) =>
        Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
    const { roots, directories, agencies } = given.documents;
    const book = verifyDocuments({ roots: read(roots), directories: read(directories),
        agencies: agencies.map(fromB64url) }, given.anchor);
    const among = excludables(book, given.agency);
    console.log(JSON.stringify({ among, read: given.texts.map((text) => readExclusions(text, among)) }));
"""


@cache
def world() -> World:
    return cast.found(recovery=(REGENCY,))


@cache
def among() -> tuple[Excludable, ...]:
    return excludables(world().book(), REGENCY)


def test_units_offices_and_officers_of_the_agency_and_of_all_above_are_listed() -> None:
    listed = [(one.name, one.agency_name) for one in among()]
    assert listed[:6] == [
        (name, HOME)
        for name in ("Inspektur", "Sekretaris", "Inspektur Pembantu Khusus", "Tim Penerima", "Irban Khusus", "Pimpinan")
    ]
    assert ("Petugas penerima-01", HOME) in listed
    assert ("Irban Khusus", ABOVE) in listed
    assert {one.exclusion.agency for one in among()} == {REGENCY, PROVINCE}
    assert {one.exclusion.agency for one in excludables(world().book(), PROVINCE)} == {PROVINCE}


@pytest.mark.parametrize(
    "typed",
    [
        f"Irban Khusus ({HOME})",
        f"  irban   KHUSUS ({HOME.lower()})  \r\n",
        f"\n- Irban Khusus ({HOME}).\n",
        f"• Irban\tKhusus ({HOME})",
    ],
)
def test_a_name_is_read_however_it_is_typed(typed: str) -> None:
    read = read_exclusions(typed, among())
    assert (read.exclusions, read.unknown) == ((REVIEWERS,), ())


def test_a_name_that_several_bear_excludes_all_of_them() -> None:
    read = read_exclusions("Irban Khusus", among())
    assert read.exclusions == (REVIEWERS, Exclusion(agency=PROVINCE, unit="Irban Khusus"))


def test_several_lines_name_several_and_each_once() -> None:
    read = read_exclusions(f"Petugas penerima-01 ({HOME})\nIrban Khusus ({HOME})\nIrban Khusus ({HOME})", among())
    assert read.exclusions == (A_RECEIVER, REVIEWERS)


def test_a_line_that_names_nobody_is_given_back_and_never_guessed() -> None:
    read = read_exclusions(f"Irban Khusu\n\nPetugas penerima-01 ({HOME})\nPak Fulan", among())
    assert (read.exclusions, read.unknown) == ((A_RECEIVER,), ("Irban Khusu", "Pak Fulan"))


def test_lines_beyond_the_limit_are_given_back_and_not_passed_over() -> None:
    read = read_exclusions("\n".join(["Inspektur"] * MAX_LINES + ["Sekretaris"]), among())
    assert read.unknown == ("Sekretaris",)


@given(st.text(max_size=200))
def test_whatever_is_typed_each_line_names_somebody_or_is_given_back(text: str) -> None:
    read = read_exclusions(text, among())
    known = {one.exclusion for one in among()}
    assert set(read.exclusions) <= known
    assert bool(read.exclusions or read.unknown) or not text.strip("-*•.,; \t\r\n") or not text.split()


def test_the_browser_lists_and_reads_the_same() -> None:
    texts = [
        f"Irban Khusus ({HOME})",
        "irban  khusus",
        "\uff29rban Khusus\r\n- Sekretaris\rPak Fulan.\n  \n•",
        "\n".join(["Inspektur"] * 42),
        "İnspektur\nPETUGAS PENERIMA-02",
    ]
    asked = {"documents": encoded(world()), "anchor": world().anchor, "agency": REGENCY, "texts": texts}
    answer = json.loads(run_node(ANSWER, given=json.dumps(asked).encode()))
    assert [(one["name"], one["fullName"], one["exclusion"]) for one in answer["among"]] == [
        (one.name, one.full_name, msgspec.to_builtins(one.exclusion)) for one in among()
    ]
    for text, read in zip(texts, answer["read"], strict=True):
        expected = read_exclusions(text, among())
        assert read["exclusions"] == msgspec.to_builtins(list(expected.exclusions))
        assert read["unknown"] == list(expected.unknown)
