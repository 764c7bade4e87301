"""What a reporter reads of each step of the case, and how an objection goes back; without scripts."""

import re
from collections.abc import Mapping
from itertools import chain

import pytest

from tests.portal.house import House, Page, Reporter
from wbs.cases.workflow import NEXT, REASONS, TAKES, Member
from wbs.crypto.messages import MatterClass, Outcome, Purpose, Status, StatusBody, TextBody
from wbs.portal.labels import STATUS_MEANS, STATUSES
from wbs.portal.step_labels import CLASSES, OUTCOMES, STEP_SAID
from wbs.portal.step_labels import REASONS as REASON_TEXTS

LETTER = "INSPEKTORAT KABUPATEN LANDAK\n\nNomor: 700/1\n\n<b>Tidak</b> terbukti."
TOLD: Mapping[Member, tuple[str, str, str]] = {
    Member.TEXT: ("text", "Kata petugas.", "Kata petugas."),
    Member.CLASS: ("class_", MatterClass.SUPERVISORY, "Berkadar pengawasan: dapat diperiksa"),
    Member.OUTCOME: ("outcome", Outcome.NOT_PROVEN, "Tidak terbukti"),
    Member.UNTIL: ("until", "2027-01-29", "29 Januari 2027"),
    Member.TO: ("to", "Inspektorat <Provinsi>", "Inspektorat &lt;Provinsi&gt;"),
    Member.REFERENCE: ("reference", "LAPOR 12345", "LAPOR 12345"),
    Member.LETTER: ("letter", LETTER, "&lt;b&gt;Tidak&lt;/b&gt; terbukti."),
}


@pytest.fixture
def words(reporter: Reporter) -> list[str]:
    return reporter.report().words


def last_letter(page: Page) -> str:
    """The newest message, as text with markup."""
    return page.text.rpartition("<article")[2].partition("</article>")[0]


def test_every_step_reason_class_and_outcome_has_words_for_the_reporter():
    assert set(STATUSES) == set(STATUS_MEANS) == set(NEXT)
    assert set(STEP_SAID) == {*TAKES, "extended"}
    assert set(REASON_TEXTS) == set(chain.from_iterable(REASONS.values()))
    assert set(CLASSES) == set(MatterClass)
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize("status", list(TAKES))
def test_a_reporter_reads_everything_that_a_step_tells(
    house: House, reporter: Reporter, words: list[str], status: Status
):
    given = {TOLD[member][0]: TOLD[member][1] for member in TAKES[status] if member in TOLD}
    reason = {"reason": REASONS[status][0]} if status in REASONS else {}
    house.case(words).take(StatusBody(status=status, **given, **reason))
    letter = last_letter(reporter.mailbox(words))
    for member in TAKES[status]:
        if member in TOLD:
            assert TOLD[member][2] in letter
    if reason:
        assert "<dt>Alasan</dt>" in letter
    sentence = "Inspektorat memperpanjang" if "until" in given and status is not Status.POSTPONED else "<p>"
    assert sentence in letter
    assert "<script" not in letter


def test_a_step_is_told_in_both_languages_by_its_own_sentence(house: House, reporter: Reporter, words: list[str]):
    house.case(words).take(StatusBody(status=Status.POSTPONED, reason="in-court", until="2027-02-01"))
    indonesian = last_letter(reporter.mailbox(words))
    assert "lalu ditinjau lagi" in indonesian
    assert "Pengadilan sedang memeriksanya." in indonesian
    assert "Ditinjau lagi paling lambat" in indonesian


def test_a_reason_of_a_later_program_is_shown_as_it_stands(house: House, reporter: Reporter, words: list[str]):
    house.case(words).take(StatusBody(status=Status.POSTPONED, reason="elections", until="2027-02-01"))
    assert "elections" in last_letter(reporter.mailbox(words))


@pytest.mark.parametrize("status", list(Status))
def test_an_objection_is_offered_where_the_case_has_ended_here(
    house: House, reporter: Reporter, words: list[str], status: Status
):
    if status is not Status.SUBMITTED:
        house.case(words).take(StatusBody(status=status))
    ends = {Status.CLOSED, Status.OUT_OF_SCOPE, Status.NOT_ACTIONABLE}
    assert ('name="purpose"' in reporter.mailbox(words).text) == (status in ends)


def test_an_objection_reaches_the_officers_signed_as_one(house: House, reporter: Reporter, words: list[str]):
    house.case(words).take(StatusBody(status=Status.CLOSED, outcome=Outcome.NOT_PROVEN, letter=LETTER))
    page = reporter.reply(reporter.mailbox(words).ticket, "Buku ukur tidak dilihat.", purpose="objection")
    assert page.status == 200
    assert "Keberatan atas akhir perkara" in last_letter(page)
    [*_, last] = house.case(words).open().messages
    assert last.message.body == TextBody(text="Buku ukur tidak dilihat.", purpose=Purpose.OBJECTION)


def test_an_objection_stays_ticked_when_something_is_missing_and_when_the_words_are_asked_again(
    house: House, reporter: Reporter, words: list[str]
):
    house.case(words).take(StatusBody(status=Status.CLOSED, outcome=Outcome.NOT_PROVEN, letter=LETTER))
    page = reporter.reply(reporter.mailbox(words).ticket, "", purpose="objection")
    assert page.status == 422
    assert re.search(r'name="purpose" value="objection" checked', page.text)
    house.clock.turn(hours=2)
    page = reporter.reply(page.ticket, "Saya keberatan.", purpose="objection")
    assert '<input type="hidden" name="purpose" value="objection">' in page.text
    assert "Saya keberatan." in page.text


def test_what_is_no_purpose_is_no_objection(house: House, reporter: Reporter, words: list[str]):
    house.case(words).take(StatusBody(status=Status.CLOSED, outcome=Outcome.NOT_PROVEN, letter=LETTER))
    assert reporter.reply(reporter.mailbox(words).ticket, "Baik.", purpose="praise").status == 200
    [*_, last] = house.case(words).open().messages
    assert last.message.body == TextBody(text="Baik.")
