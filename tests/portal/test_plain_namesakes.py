"""The plain form asks before it seals when whoever is reported may be somebody on the signed lists."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, Person, found
from tests.portal.house import House, Page, a_form, build, multipart
from wbs.crypto.ceremony import digest_of
from wbs.crypto.directory import Role
from wbs.crypto.exclusions import Exclusion

pytestmark = pytest.mark.promise("P06")
NAME = f"Petugas sekar-melati (Inspektorat {REGENCY})"
SECOND = f"Petugas kenanga-biru (Inspektorat {PROVINCE})"
WHOLE = f"Inspektorat {REGENCY} (Inspektorat {REGENCY})"
TYPED = {"who": "Dra. Melati Sekar, M.Si.", "what": "Uang di dalam amplop", "how": "Diam-diam"}


def asked(page: Page) -> dict[str, str]:
    """Give what stands in each question, by the name it is about."""
    block = re.search(r'id="same".*?</div>', page.text, re.DOTALL)
    selects = re.findall(r"<select.*?</select>", block[0], re.DOTALL) if block else []
    found = {}
    for select in selects:
        name = re.search(r'value="other ([^"]+)"', select)
        chosen = re.search(r'value="(same|other) [^"]+" selected', select)
        assert name
        found[html.unescape(name[1])] = chosen[1] if chosen else ""
    return found


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """A house in which two officers have names."""
    receiver = frozenset({Role.RECEIVER})
    built = build(
        folder, found([Person(REGENCY, "sekar-melati", receiver), Person(PROVINCE, "kenanga-biru", receiver)])
    )
    yield built
    built.store.close()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_name_on_the_list_is_asked_about_before_anything_is_sealed_and_nothing_is_lost(house: House, prefix: str):
    reporter = house.reporter()
    reporter.prefix = prefix
    page = reporter.report([("a.txt", "text/plain", b"x")], **TYPED)
    assert (page.status, set(page.errors), asked(page)) == (422, {"same", "keep"}, {NAME: ""})
    assert {name: page.value(name) for name in TYPED} == TYPED
    assert (page.files, house.stored_cases()) == (["a.txt"], 0)


def test_whoever_is_the_same_gets_no_key(house: House):
    page = house.reporter().report(**TYPED, same=f"same {NAME}")
    assert not house.case(page.words, f"{REGENCY}/sekar-melati").may_open
    first = house.case(page.words).open().chain.first
    assert first.excluded == [Exclusion(agency=REGENCY, reader="sekar-melati")]


def test_whoever_is_somebody_else_reads_it(house: House):
    page = house.reporter().report(**TYPED, same=f"other {NAME}")
    assert house.case(page.words, f"{REGENCY}/sekar-melati").may_open
    assert not house.case(page.words).open().chain.first.excluded


@pytest.mark.parametrize("same", ["", "other Pak Fulan", "other ", "perhaps " + NAME, "other\n" + NAME, NAME])
def test_an_answer_about_somebody_else_or_none_is_no_answer(house: House, same: str):
    page = house.reporter().report(**TYPED, same=same)
    assert (page.status, list(page.errors), house.stored_cases()) == (422, ["same"], 0)


def test_whoever_was_somebody_else_is_asked_about_anew_when_another_person_is_written(house: House):
    reporter = house.reporter()
    page = reporter.report(**TYPED)
    found = re.search(r'<input type="hidden" name="same" value="([^"]+)"', page.text)
    assert found
    changed = reporter.report(**{**TYPED, "who": "Melati, kepala bidang"}, same=f"{found[1]}\nother {NAME}")
    assert (changed.status, asked(changed), house.stored_cases()) == (422, {NAME: ""}, 0)
    kept = reporter.report(**{**TYPED, "who": "Melati, kepala bidang"}, same=f"{found[1]}\nsame {NAME}")
    assert not house.case(kept.words, f"{REGENCY}/sekar-melati").may_open
    assert house.reporter().report(**TYPED, same=f"{found[1]}\nother {NAME}").status == 200


STORY = {"who": "Andi Wijaya", "what": "Uang diserahkan kepada Melati Sekar di ruangannya."}


def test_a_name_that_stands_in_the_story_alone_is_asked_about(house: House):
    page = house.reporter().report(**STORY)
    assert (page.status, list(page.errors), asked(page), house.stored_cases()) == (422, ["same"], {NAME: ""}, 0)
    assert page.value("what") == STORY["what"]
    words = house.reporter().report(**STORY, same=f"same {NAME}").words
    assert not house.case(words, f"{REGENCY}/sekar-melati").may_open


def test_whoever_must_not_learn_of_it_is_compared_like_those_who_are_reported(house: House):
    page = house.reporter().report(who="Andi Wijaya", keep_from="Bu Melati, istri Pak Andi")
    assert (page.status, asked(page), house.stored_cases()) == (422, {NAME: ""}, 0)


def test_an_answer_holds_while_the_story_names_the_same_people_and_no_longer(house: House):
    """A word more is no reason to ask again; somebody more, or whom it must be kept from, is."""
    reporter = house.reporter()
    about = re.search(r'<input type="hidden" name="same" value="([^"]+)"', reporter.report(**STORY).text)
    assert about
    same = f"{about[1]}\nother {NAME}"
    more = {**STORY, "what": STORY["what"] + " Kenanga Biru melihatnya."}
    assert asked(reporter.report(**more, same=same)) == {NAME: "", SECOND: ""}
    assert asked(reporter.report(**STORY, keep_from="Pak Camat", same=same)) == {NAME: ""}
    assert (house.stored_cases(), reporter.report(**STORY, why="Entah", same=same).status) == (0, 200)


def test_an_answer_about_one_leaves_the_question_about_another_open(house: House):
    page = house.reporter().report(**TYPED, who2="Kenanga", same=f"other {NAME}")
    assert asked(page) == {NAME: "other", SECOND: ""}
    assert house.stored_cases() == 0


def test_whoever_stands_on_no_list_any_more_is_told_and_not_passed_over(house: House):
    page = house.reporter().report(**TYPED, same="same Petugas yang sudah pergi (Inspektorat)")
    assert (page.status, list(page.errors), house.stored_cases()) == (422, ["exclude"], 0)


def test_whoever_is_ticked_or_out_by_rank_is_not_asked_about(house: House):
    ticked = house.reporter().report(**TYPED, exclude=NAME)
    by_rank = house.reporter().report(**TYPED, rank="inspectorate")
    assert (ticked.status, by_rank.status, house.stored_cases()) == (200, 200, 2)


def test_the_inspectorate_as_a_whole_is_kept_out_where_it_is_the_one(house: House):
    changes = {"who": "", "unit": "Kantor Inspektorat", "rank": "staff"}
    page = house.reporter().report(**changes)
    assert asked(page) == {WHOLE: ""}
    words = house.reporter().report(**changes, same=f"same {WHOLE}").words
    case = house.case(words, f"{PROVINCE}/penerima-01")
    assert (case.name.agency, case.open().chain.first.excluded) == (PROVINCE, [Exclusion(agency=REGENCY)])
    assert not house.case(words).may_open


def test_several_answers_come_as_browsers_send_them(house: House):
    reporter = house.reporter()
    fields = a_form(reporter.get("/lapor").ticket, **TYPED, who2="Kenanga")
    place = next(at for at, (name, _) in enumerate(fields) if name == "same")
    fields[place : place + 1] = [("same", f"other {NAME}"), ("same", f"other {SECOND}")]
    assert reporter.post("/lapor", multipart(fields)).status == 200
    fields[place] = ("same", "")
    assert reporter.post("/lapor", multipart(fields)).status == 422


def test_an_answer_about_a_name_that_two_bear_is_about_both(folder: Path):
    receiver = frozenset({Role.RECEIVER})
    world = found([Person(REGENCY, name, receiver) for name in ("sekar-melati", "sekar-melati-2", "kenanga-biru")])
    before = world.book().newest(REGENCY).document
    readers = [
        msgspec.structs.replace(one, label="Sekar Melati") if one.id.startswith("sekar") else one
        for one in before.readers
    ]
    changed = {"version": 2, "previous": digest_of(before), "readers": readers}
    world.publish(msgspec.structs.replace(before, **changed))
    built = build(folder, world)
    name = f"Sekar Melati (Inspektorat {REGENCY})"
    assert asked(built.reporter().report(**TYPED)) == {name: ""}
    words = built.reporter().report(**TYPED, same=f"same {name}").words
    first = built.case(words).open().chain.first
    assert [one.reader for one in first.excluded] == ["sekar-melati", "sekar-melati-2"]
    built.store.close()
