"""An officer was taken off a case, kept every key, and gets a whole copy of the server's database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import REGENCY, TODAY
from tests.investigator.changer import Changer
from tests.investigator.client import path_of
from tests.investigator.counter import Counter, publish
from tests.office import Office, SealedReport
from tests.stories.thief import Thief
from wbs.cases.reporters.keeping import stored_message
from wbs.cases.reporters.mailbox import find_case, material_of
from wbs.crypto.compose import Draft, compose_message
from wbs.crypto.dossier import open_as_reporter
from wbs.crypto.messages import Kind, SealedBy, TextBody
from wbs.crypto.records import REPORTER

FIRST, SECOND, HEAD = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "inspektur"))
BEFORE = {"reporter": "Sebelum: papan proyek.", "officer": "Sebelum: mohon foto.", "inside": "Sebelum: cocok."}
AFTER = {"reporter": "Sesudah: ada saksi.", "officer": "Sesudah: siapa saksinya?", "inside": "Sesudah: lindungi saksi."}


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    folder = tmp_path / "data"
    folder.mkdir()
    office = Office(folder)
    yield Counter(office)
    office.close()


@pytest.fixture
def report(counter: Counter) -> SealedReport:
    return counter.office.new_report()


def speak(counter: Counter, report: SealedReport, officer: str, texts: dict[str, str]) -> None:
    """Let the reporter and an officer write to one another, and the officer a note."""
    changer = Changer(counter, officer)
    write_as_reporter(counter, report, texts["reporter"])
    sealed = changer.seal(
        changer.look(report).dossier, Draft(Kind.MESSAGE, TextBody(text=texts["officer"]), SealedBy.BROWSER)
    )
    assert changer.send(report, sealed).status_code == 201
    assert changer.note(report, texts["inside"]).status_code == 201


def write_as_reporter(counter: Counter, report: SealedReport, text: str) -> None:
    office, receipt = counter.office, report.receipt
    file = find_case(office.store.cases, receipt.mailbox_hash, receipt.reader_key.public.digest)
    assert file is not None
    book = office.world.book()
    place = open_as_reporter(material_of(file), receipt, book).place_for(REPORTER, book)
    sealed = compose_message(receipt.signing_key, place, Draft(Kind.MESSAGE, TextBody(text=text), SealedBy.PORTAL))
    office.store.cases.append_message(report.name, stored_message(sealed, TODAY))


def robbed(counter: Counter, thief: Thief) -> Thief:
    thief.rob(counter.office.folder / "wbs.sqlite")
    return thief


@pytest.mark.promise("P07")
@pytest.mark.parametrize("way", ["by a colleague", "by the directory"])
def test_with_every_key_and_the_whole_database_nothing_opens_that_was_written_afterwards(
    counter: Counter, report: SealedReport, way: str
) -> None:
    removed = counter.office.world.people[SECOND]
    speak(counter, report, SECOND, BEFORE)
    before = robbed(counter, Thief(removed.secret.reader_key))
    assert all(before.has_read(text) for text in BEFORE.values())
    if way == "by the directory":
        counter.office.remove_from_directory(SECOND)
        publish(counter.office)
    first = Changer(counter, FIRST)
    stay = [counter.office.world.people[name] for name in (FIRST, HEAD)]
    assert first.post(report, "epochs", first.epoch(report, *stay)).status_code == 201
    speak(counter, report, FIRST, AFTER)
    after = robbed(counter, Thief(removed.secret.reader_key))
    assert not any(after.has_read(text) for text in AFTER.values())
    assert after.opened.keys() == before.opened.keys()
    honest = robbed(counter, Thief(counter.office.world.people[HEAD].secret.reader_key))
    assert all(honest.has_read(text) for text in (*BEFORE.values(), *AFTER.values()))


@pytest.mark.promise("P07")
def test_whoever_hands_a_case_over_reads_nothing_that_is_written_after_the_new_key(
    counter: Counter, report: SealedReport
) -> None:
    """The epoch that the leaver began is the leaver's to read; nothing is written in it."""
    leaver = Changer(counter, SECOND)
    speak(counter, report, SECOND, BEFORE)
    stay = [counter.office.world.people[name] for name in (FIRST, HEAD)]
    assert leaver.post(report, "epochs", leaver.epoch(report, *stay)).status_code == 201
    first = Changer(counter, FIRST)
    view = first.look(report)
    made = view.dossier.case_keys[2], view.inside.held[2].key
    assert first.post(report, "epochs", first.epoch(report, *stay)).status_code == 201
    speak(counter, report, FIRST, AFTER)
    thief = robbed(counter, Thief(leaver.person.secret.reader_key, *made))
    assert all(thief.has_read(text) for text in BEFORE.values())
    assert not any(thief.has_read(text) for text in AFTER.values())


@pytest.mark.promise("P07")
def test_a_key_that_was_renewed_opens_nothing_written_after_the_next_epoch(
    counter: Counter, report: SealedReport
) -> None:
    old = counter.office.world.people[SECOND].secret.reader_key
    speak(counter, report, SECOND, BEFORE)
    counter.office.rekey_in_directory(SECOND)
    publish(counter.office)
    first = Changer(counter, FIRST)
    stay = [counter.office.world.people[name] for name in (FIRST, HEAD)]
    assert first.post(report, "epochs", first.epoch(report, *stay)).status_code == 201
    speak(counter, report, FIRST, AFTER)
    thief = robbed(counter, Thief(old))
    assert not any(thief.has_read(text) for text in AFTER.values())


@pytest.mark.promise("P07")
def test_the_portal_shows_an_officer_nothing_any_more_from_the_change_on(
    counter: Counter, report: SealedReport
) -> None:
    second, first = Changer(counter, SECOND), Changer(counter, FIRST)
    assert second.browser.get(path_of(report)).status_code == 200
    stay = [counter.office.world.people[name] for name in (FIRST, HEAD)]
    assert first.post(report, "epochs", first.epoch(report, *stay)).status_code == 201
    file = counter.office.store.cases.case_file(report.name, counter.office.actor(SECOND).reader_key)
    assert file is None
    assert second.browser.get(path_of(report)).status_code == 404
    assert second.browser.post(path_of(report) + "/exported", {}).status_code == 404
