"""Somebody whom a report names and may be on the signed lists is asked about (more in `tests/vectors/names`)."""

import json
import unicodedata
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.browser.node import run_node
from tests.cast import PROVINCE, REGENCY, World, a_report
from wbs.cases.conflicts import mentions
from wbs.cases.conflicts.likeness import Writing, namesakes, namesakes_among, require_told_apart
from wbs.cases.conflicts.naming import Excludable
from wbs.cases.conflicts.spelling import words_of
from wbs.crypto.ceremony import digest_of
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.report import Accused, Reference, ReportBody
from wbs.crypto.trust import TrustBook
from wbs.errors import NamesakeError

pytestmark = pytest.mark.promise("P06")

HEAD = "Budi Santoso"
OTHER = "Siti Rahmawati"
LONG = Excludable("Gatot Kurniadi Wiranegara", "Inspektorat", Exclusion(agency=REGENCY, reader="penerima-03"))
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
def book() -> TrustBook:
    return named_world(LABELS).book()


def listed(label: str) -> Excludable:
    return Excludable(label, "Inspektorat", Exclusion(agency=REGENCY, reader="penerima-01"))


def found(excluded: tuple[Exclusion, ...] = (), **accused: str) -> set[str]:
    """Give the names that are asked about, without their agency."""
    asked = namesakes(book(), REGENCY, Writing([Accused(**accused)]))
    return {one.name for one in asked.open(excluded)}


@pytest.mark.parametrize(
    "label",
    [
        "\u0412udi S\u0430ntoso",
        "BUDI.SANTOSO",
        "Bud\u200bi Santoso",
        "Budl Santoso, S.H.",
        "\U0001f171udi Sant\u3164oso",
    ],
)
def test_a_person_who_disguises_the_own_name_on_the_list_is_asked_about(label: str) -> None:
    for writing in (Writing([Accused(name=HEAD)]), Writing([Accused(name="Andi")], story=[f"Ke {HEAD}, di sana."])):
        assert namesakes_among([listed(label)], REGENCY, writing).all == (listed(label),)


def test_people_of_the_agency_above_are_compared_too() -> None:
    assert found(name="Moh. Jusuf") == {"H. Muhammad Yusuf, S.H."}


def test_a_name_is_looked_for_in_post_and_unit_too() -> None:
    assert HEAD in found(post="Budi Santoso")
    assert HEAD in found(unit="ruangan Pak Budi Santoso")


def test_a_unit_and_an_office_of_the_own_agency_is_asked_about() -> None:
    khusus = {"Irban Khusus", "Inspektur Pembantu Khusus", f"Inspektorat {REGENCY}"}
    assert found(unit="irban khusus") == found(unit="Irbansus") == found(unit="inspektur pembantu khusus") == khusus
    assert found(post="Sekretaris") == {"Sekretaris"}
    assert found(post="Sekretaris Desa") == set()


@pytest.mark.parametrize("post", ["Inspektur", "auditor", "pegawai Inspektorat", "Staf Irban", "Itprov"])
def test_the_inspectorate_as_a_whole_is_asked_about_where_one_is_named(post: str) -> None:
    asked = namesakes(book(), REGENCY, Writing([Accused(post=post)])).all
    assert Exclusion(agency=REGENCY) in [one.exclusion for one in asked]
    assert Exclusion(agency=PROVINCE) not in [one.exclusion for one in asked]


def test_whoever_is_excluded_already_is_not_asked_about() -> None:
    assert found((Exclusion(agency=REGENCY, reader="penerima-01"),), name=HEAD) == set()
    assert found((Exclusion(agency=REGENCY),), name=HEAD, unit="Irban Khusus") == set()
    assert found((Exclusion(agency=REGENCY, reader="penerima-02"),), name=HEAD) == {HEAD}


def test_everybody_who_is_reported_is_compared() -> None:
    asked = namesakes(book(), REGENCY, Writing([Accused(name="Andi"), Accused(name=OTHER), Accused(name=HEAD)]))
    assert [one.name for one in asked.all] == [OTHER, HEAD]


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_added_before_or_after_in_other_phrases_the_name_is_found(before: str, after: str) -> None:
    assert HEAD in found(name=f"{before[:80]},{HEAD},{after}")


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_stands_around_it_a_whole_name_is_found_in_a_story(before: str, after: str) -> None:
    writing = Writing([Accused(name="Andi")], story=[f"{before} {LONG.name} {after}"])
    assert namesakes_among([LONG], REGENCY, writing).mentioned == (LONG,)


MEMBERS = ("title", "what", "where", "when", "how", "why", "loss", "witnesses", "evidence_held_by", "danger")


@pytest.mark.parametrize("member", [*MEMBERS, "accommodation", "keep_from"])
def test_a_name_is_found_in_every_text_of_a_report(member: str) -> None:
    assert HEAD in open_of(a_report(**{member: f"ditemani {HEAD}"}))


def test_a_name_is_found_where_the_matter_was_reported_before() -> None:
    assert HEAD in open_of(a_report(reported_elsewhere=[Reference(channel=f"kepada {HEAD}")]))


def open_of(report: ReportBody) -> set[str]:
    return {one.name for one in namesakes(book(), REGENCY, Writing.of(report)).all}


def test_no_program_seals_before_it_was_answered_for_everybody() -> None:
    report = a_report(what=f"Diserahkan kepada {HEAD} dan {OTHER}")
    asked = namesakes(book(), REGENCY, Writing.of(report)).all
    assert {one.name for one in asked} >= {HEAD, OTHER}
    for others in ((), asked[:1]):
        with pytest.raises(NamesakeError):
            require_told_apart(book(), REGENCY, report, (), others)
    require_told_apart(book(), REGENCY, report, (), asked)
    require_told_apart(book(), REGENCY, report, tuple(one.exclusion for one in asked))


def test_a_story_is_compared_word_by_word_once_however_long_the_list_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand letters, five hundred officers: not every word with every name."""
    compared = []
    monkeypatch.setattr(mentions, "is_near", lambda word, other: bool(compared.append((word, other))))
    story = " ".join(f"kata{at:05}nya" for at in range(8_000))
    people = [listed(f"Petrus{at:03}x Kurniad{at:03}y") for at in range(500)]
    assert len(story) > 100_000
    namesakes_among(people, REGENCY, Writing([Accused(name="Andi")], story=[story]))
    assert len(compared) < len(story) / 10


def test_a_story_of_initials_is_looked_at_once_for_each_combination(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked = []
    monkeypatch.setattr(mentions, "_is_told", lambda *told: bool(looked.append(told)))
    people = [listed(f"Petrus Kurnia{chr(97 + at % 26)}{chr(97 + at // 26)}") for at in range(500)]
    story = " ".join(["Petrus p k", *["p k p p k"] * 10_000])
    namesakes_among(people, REGENCY, Writing([Accused(name="Andi")], story=[story]))
    assert 0 < len(looked) < 10 * len(people)


ANSWER = """
    import { readFileSync } from "node:fs";
    import { wordsOf } from "./src/protocol/spelling.js";
    const told = JSON.parse(readFileSync(0, "utf-8")).map(wordsOf);
    console.log(JSON.stringify(told.map(({ telling, joined, row, isVeiled }) => [telling, joined, row, isVeiled])));
"""


def test_both_halves_cut_every_letter_of_every_script_alike() -> None:
    """All letters of the first plane and of signs beyond that both know, each within a name."""
    codes = (*range(0xD800), *range(0xE000, 0x10000), *range(0x1D400, 0x1F200))
    letters = [chr(code) for code in codes if unicodedata.category(chr(code)) != "Cn"]
    texts = ["".join(f"bu{letter}di{letter} " for letter in letters[at : at + 64]) for at in range(0, len(letters), 64)]
    theirs = json.loads(run_node(ANSWER, given=json.dumps(texts).encode()))
    for text, one in zip(texts, theirs, strict=True):
        ours = words_of(text)
        assert one == [list(ours.telling), ours.joined, ours.row, ours.is_veiled], ascii(text)
