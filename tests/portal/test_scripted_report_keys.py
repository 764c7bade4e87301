"""What the form with scripts decides about keys, in a real browser: several people, whom not to let read, a name."""

from pathlib import Path

import pytest

from tests.cast import PROVINCE, REGENCY, found
from tests.engines.fleet import Fleet
from tests.portal.form_walk import ALL_SENT, SEND, FormWalk, recorded, require_build
from tests.portal.house import build
from tests.portal.test_plain_report_keys import CONTACT, NAMED, add_custodian, custodian_key, sealed_identity
from wbs.crypto.disclosure import open_identity
from wbs.crypto.keys import OfficerSecret, ReporterVerifyKey
from wbs.crypto.messages import SealedBy

WHOM = "[data-part=whom-readers]"


def tick(walk: FormWalk, name: str) -> None:
    """Open every group of the list, and tick a name in it or take the tick away."""
    walk.visit.evaluate("() => document.querySelectorAll('.whom details').forEach((one) => { one.open = true; })")
    box = walk.visit.evaluate(
        "(name) => [...document.querySelectorAll('.whom input')].find((one) => one.value === name).id", name
    )
    walk.visit.click(f"label[for={box}]")


def answer(walk: FormWalk, name: str, value: str) -> None:
    """Say of one of the list whether it is whoever is reported."""
    chosen = """([name, value]) => {
        const select = [...document.querySelectorAll('#same select')].find((one) => one.dataset.name === name);
        select.value = value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
    }"""
    walk.visit.evaluate(chosen, [name, value])


def back(walk: FormWalk, steps: int) -> None:
    for _ in range(steps):
        walk.visit.click("[data-act=back]")


@pytest.mark.promise("P02")
@pytest.mark.promise("P06")
def test_a_report_about_several_people_is_kept_from_whom_its_reporter_ticks(fleet: Fleet, folder: Path):
    require_build()
    world, secret = found(), OfficerSecret.generate()
    add_custodian(world, PROVINCE, secret)
    house = build(folder, world)
    with recorded(house) as (site, recorder), fleet.engine("chromium").visit() as visit:
        walk = FormWalk(visit, site)
        walk.open()
        walk.answer()
        back(walk, 4)
        visit.evaluate("() => { document.querySelector('.more').open = true; }")
        visit.fill("#who2", "Drs. PETUGAS Penelaah 01, M.Si.")
        visit.evaluate("() => { document.querySelector('#rank2').value = 'office-head'; }")
        walk.next()
        visit.wait_until(f"document.querySelector('{WHOM}').textContent.includes('Inspektorat 61 ')")
        for unit in ("Tim Penerima (Inspektorat 61.08)", "Tim Penerima (Inspektorat 61)"):
            tick(walk, unit)
        visit.wait_until(f"document.querySelector('{WHOM}').textContent.includes('tidak tersisa')")
        tick(walk, "Tim Penerima (Inspektorat 61)")
        visit.wait_until("document.querySelectorAll('#same select').length === 1")
        walk.next()
        assert visit.text("#same-e") != "", "nobody has said whether it is whoever is reported"
        answer(walk, "Petugas penelaah-01 (Inspektorat 61)", "same")
        visit.wait_until(f"document.querySelector('{WHOM}').textContent.includes('Inspektorat 61 ')")
        walk.next()
        walk.next()
        assert visit.text(".modes").count("PP 43/2018") == 3, "what follows from each choice stands before it"
        visit.click("label[for=identity-confidential]")
        walk.next()
        assert visit.text("#person-e") != "", "no name was given"
        for name, text in NAMED.items():
            visit.fill(f"#{name}", text)
        walk.next()
        shown = walk.check()
        assert [
            text for text in ("Drs. PETUGAS Penelaah 01", "Ya, yang sama", NAMED["person"]) if text not in shown
        ] == []
        assert "2 penerima di Inspektorat 61," in shown
        words = walk.send()
    person = f"{PROVINCE}/penerima-01"
    case = house.case(words, person)
    assert case.open().messages[0].message.sealed_by is SealedBy.BROWSER
    assert (case.report.rank, [one.rank for one in case.report.accused]) == ("office-head", ["staff", "office-head"])
    assert (PROVINCE, "penelaah-01") in {(one.agency, one.reader) for one in case.open().chain.first.excluded}
    assert not house.case(words, f"{REGENCY}/penerima-01").may_open
    identity, name, verify = sealed_identity(house, words, person)
    assert open_identity(custodian_key(secret), identity, name, ReporterVerifyKey.parse(verify)) == CONTACT
    assert [one.path for one in recorder.sent if NAMED["person"].encode() in one.whole] == []
    house.store.close()


@pytest.mark.promise("P06")
def test_whoever_was_somebody_else_is_asked_about_anew_when_another_person_is_written(fleet: Fleet, folder: Path):
    require_build()
    house = build(folder)
    with recorded(house) as (site, _), fleet.engine("chromium").visit() as visit:
        walk = FormWalk(visit, site)
        walk.open()
        walk.answer()
        back(walk, 4)
        visit.fill("#who", "Petugas Penelaah 01")
        walk.next()
        chosen = "[...document.querySelectorAll('#same select')].map(({ value }) => value).join()"
        visit.wait_until(f"{chosen} === ','")
        for agency in (REGENCY, PROVINCE):
            answer(walk, f"Petugas penelaah-01 (Inspektorat {agency})", "other")
        back(walk, 1)
        walk.next()
        visit.wait_until(f"{chosen} === 'other,other'")
        back(walk, 1)
        visit.fill("#who", "Petugas Penelaah 01, pejabat lain")
        walk.next()
        visit.wait_until(f"{chosen} === ','")
    house.store.close()


@pytest.mark.promise("P06")
def test_an_agency_without_a_custodian_brings_people_back_to_the_choice(fleet: Fleet, folder: Path):
    require_build()
    world = found()
    add_custodian(world, PROVINCE, OfficerSecret.generate())
    house = build(folder, world)
    with recorded(house) as (site, _), fleet.engine("chromium").visit() as visit:
        walk = FormWalk(visit, site)
        walk.open()
        walk.answer()
        back(walk, 1)
        visit.click("label[for=identity-confidential]")
        visit.fill("#person", NAMED["person"])
        walk.next()
        walk.next()
        visit.wait_until("document.querySelector('#identity-e').textContent !== ''")
        assert visit.count(SEND) == 0
        visit.click("label[for=identity-named]")
        walk.next()
        walk.check()
        assert house.case(walk.send()).report.contact is not None
    house.store.close()


def test_a_file_that_nothing_could_look_into_waits_for_a_decision(fleet: Fleet, folder: Path, tmp_path: Path):
    """Over a bad line the worker that looks may not come; what a file tells must not go out unseen for that."""
    require_build()
    house, photo = build(folder, found()), tmp_path / "IMG_0001.jpg"
    photo.write_bytes(b"\xff\xd8" + bytes(5000))
    with recorded(house) as (site, recorder), fleet.engine("chromium").visit() as visit:
        visit.fail("*/static/looker-worker-*")
        walk = FormWalk(visit, site)
        walk.open()
        walk.answer()
        visit.set_files("#files", photo)
        visit.wait_until("document.querySelector('#berkas').textContent.includes('tidak dapat diambil')")
        walk.next()
        assert visit.text("#files-e") != ""
        assert [one.path for one in recorder.sent if "/uploads" in one.path] == []
        visit.click("#berkas [data-act=keep]")
        visit.wait_until(ALL_SENT)
        walk.check()
        assert house.case(walk.send()).files() == {photo.name: photo.read_bytes()}
    house.store.close()
