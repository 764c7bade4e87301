"""Somebody who is reported and may be on the signed lists is asked about, however the name is written or disguised."""

import json
from collections.abc import Callable
from functools import cache
from itertools import chain

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.browser.node import run_node
from tests.browser.test_new_cases import encoded
from tests.cast import PROVINCE, REGENCY, World
from wbs.cases.conflicts.likeness import namesakes
from wbs.crypto.ceremony import digest_of
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.report import Accused
from wbs.crypto.trust import TrustBook

pytestmark = pytest.mark.promise("P06")

HEAD = "Budi Santoso"
OTHER = "Siti Rahmawati"
ANSWER = """
    import { readFileSync } from "node:fs";
    import { fromB64url } from "./src/protocol/bytes.js";
    import { namesakes } from "./src/protocol/likeness.js";
    import { verifyDocuments } from "./src/protocol/trust.js";

    const given = JSON.parse(readFileSync(0, "utf-8"));
    const read = (chains) =>
        Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
    const { roots, directories, agencies } = given.documents;
    const book = verifyDocuments({ roots: read(roots), directories: read(directories),
        agencies: agencies.map(fromB64url) }, given.anchor);
    const found = given.accused.map((one) => namesakes(book, given.agency, [one], []));
    console.log(JSON.stringify(found.map((all) => all.map(({ fullName, exclusion }) => [fullName, exclusion]))));
"""


LABELS = {
    (REGENCY, "penerima-01"): HEAD,
    (REGENCY, "penerima-02"): OTHER,
    (PROVINCE, "penerima-01"): "H. Muhammad Yusuf, S.H.",
}


def named_world(labels: dict[tuple[str, str], str]) -> World:
    """Found an installation in which some officers have these labels."""
    founded = cast.found()
    for agency in (REGENCY, PROVINCE):
        before = founded.book().newest(agency).document
        readers = [
            msgspec.structs.replace(entry, label=labels.get((agency, entry.id), entry.label))
            for entry in before.readers
        ]
        founded.publish(msgspec.structs.replace(before, version=2, previous=digest_of(before), readers=readers))
    return founded


@cache
def world() -> World:
    return named_world(LABELS)


@cache
def spelt_world() -> World:
    """Found one in which officers have names that everybody spells otherwise."""
    places = [(REGENCY, "penerima-01"), (REGENCY, "penerima-02"), (PROVINCE, "penerima-01")]
    return named_world(dict(zip(places, SPELT, strict=True)))


@cache
def book() -> TrustBook:
    return world().book()


def found(excluded: tuple[Exclusion, ...] = (), **accused: str) -> set[str]:
    """Give the names that are asked about, without their agency."""
    asked = namesakes(book(), REGENCY, [Accused(**accused)], excluded)
    return {one.name for one in asked}


AS_WRITTEN = [
    "Budi Santoso",
    "  BUDI   santoso ",
    "Santoso Budi",
    "Santoso, Budi",
    "Drs. H. Budi Santoso, M.Si.",
    "Dr. Ir. Budi Santoso, S.E., M.M.",
    "Pak Budi",
    "Bapak Haji Budi, kepala bidang",
    "B. Santoso",
    "Budi S.",
    "Budhi Santosa",
    "Boedi Santoso",
    "Budi Santosso",
    "BudiSantoso",
    "b.u.d.i santoso",
    "B u d i  S a n t o s o",
    "Budi Hartono Santoso",
    "\uff22udi Santoso",
    "Bu\u200bdi Sant\u00adoso",
    "\u0412udi S\u0430nt\u043es\u043e",
    "Bud\u0456 \u0405\u03b1nt\u03bfs\u03bf",
    "Bu\u0301di Santo\u0308so",
    "8ud1 5ant0so",
    "Bud| Santoso",
    "\U0001d401udi Santoso",
    "seorang pegawai bernama Budi Santoso di kantor itu",
]
SPELT = {
    "Edi Sutrisno": ["Edy", "Pak Eddy", "Edy Soetrisno", "Edhy S."],
    "Abdul Rahman": ["Abd. Rahman", "Abdurrahman", "Abdoel Rachman", "Abdul R.", "Drs. Abdurrachman"],
    "Lili Rizqi Yani": ["Lily", "Bu Lilly", "Risky", "Rizki", "Jani", "Lili R. Y."],
}
"""Names on a list, and how they are written by whoever never saw them written."""
OTHERS = ["Andi Wijaya", "Budi Hartono", "Siti Aminah", "kepala desa", "petugas", "Pak Camat", "Dr. S.H.", "-", "H."]


@pytest.mark.parametrize("written", AS_WRITTEN)
def test_a_person_on_the_list_is_asked_about_however_the_name_is_written(written: str) -> None:
    assert HEAD in found(name=written)


@pytest.mark.parametrize(
    "label", ["\u0412udi S\u0430ntoso", "BUDI.SANTOSO", "Bud\u200bi Santoso", "Budl Santoso, S.H."]
)
def test_a_person_who_disguises_the_own_name_on_the_list_is_asked_about(label: str) -> None:
    disguised = named_world({(REGENCY, "penerima-01"): label})
    asked = namesakes(disguised.book(), REGENCY, [Accused(name="Budi Santoso")], ())
    assert {one.exclusion.reader for one in asked} == {"penerima-01"}


@pytest.mark.parametrize(("label", "written"), [(label, text) for label, texts in SPELT.items() for text in texts])
def test_a_person_is_asked_about_in_every_spelling(label: str, written: str) -> None:
    asked = namesakes(spelt_world().book(), REGENCY, [Accused(name=written)], ())
    assert [one.name for one in asked] == [label]


@pytest.mark.parametrize("written", OTHERS)
def test_nobody_is_asked_about_for_other_names(written: str) -> None:
    assert found(name=written) == set()


@pytest.mark.parametrize("written", ["Moh. Jusuf", "Mochammad Yusuf", "M. Yusuf", "Yusup"])
def test_a_person_of_the_agency_above_is_asked_about_too(written: str) -> None:
    assert found(name=written) == {"H. Muhammad Yusuf, S.H."}


def test_a_name_is_looked_for_in_post_and_unit_too() -> None:
    assert HEAD in found(post="Budi Santoso")
    assert HEAD in found(unit="ruangan Pak Budi Santoso")


def test_a_unit_and_an_office_of_the_own_agency_is_asked_about() -> None:
    assert found(unit="irban khusus") == {"Irban Khusus", f"Inspektorat {REGENCY}"}
    assert found(post="Sekretaris") == {"Sekretaris"}
    assert found(post="Sekretaris Desa") == set()


@pytest.mark.parametrize("post", ["Inspektur", "auditor", "pegawai Inspektorat", "Staf Irban", "Itprov"])
def test_the_inspectorate_as_a_whole_is_asked_about_where_one_is_named(post: str) -> None:
    asked = namesakes(book(), REGENCY, [Accused(post=post)], ())
    assert Exclusion(agency=REGENCY) in [one.exclusion for one in asked]
    assert Exclusion(agency=PROVINCE) not in [one.exclusion for one in asked]


def test_whoever_is_excluded_already_is_not_asked_about() -> None:
    assert found((Exclusion(agency=REGENCY, reader="penerima-01"),), name=HEAD) == set()
    assert found((Exclusion(agency=REGENCY),), name=HEAD, unit="Irban Khusus") == set()
    assert found((Exclusion(agency=REGENCY, reader="penerima-02"),), name=HEAD) == {HEAD}


def test_everybody_who_is_reported_is_compared() -> None:
    asked = namesakes(book(), REGENCY, [Accused(name="Andi"), Accused(name=OTHER), Accused(name=HEAD)], ())
    assert [one.name for one in asked] == [OTHER, HEAD]


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_added_before_or_after_in_other_phrases_the_name_is_found(before: str, after: str) -> None:
    assert HEAD in found(name=f"{before[:80]},{HEAD},{after}")


@pytest.mark.parametrize("of", [world, spelt_world])
def test_the_browser_asks_about_the_same(of: Callable[[], World]) -> None:
    """Every disguise, and every other name, in one visit to the other half."""
    texts = [
        *AS_WRITTEN,
        *OTHERS,
        *chain.from_iterable(SPELT.values()),
        "itprov",
        "Irban XII",
        "vivi ivix",
        "Inspektur",
        "Inspektorat 61",
        "irban khusus",
        "Moh. Jusuf",
        "a\ufeffb \x1f c\x85d",
    ]
    accused = (
        [{"name": text} for text in texts] + [{"post": text} for text in texts] + [{"unit": text} for text in texts]
    )
    asked = {"documents": encoded(of()), "anchor": of().anchor, "agency": REGENCY, "accused": accused}
    answer = json.loads(run_node(ANSWER, given=json.dumps(asked).encode()))
    for one, theirs in zip(accused, answer, strict=True):
        ours = namesakes(of().book(), REGENCY, [Accused(**one)], ())
        assert theirs == [[each.full_name, msgspec.to_builtins(each.exclusion)] for each in ours], one
