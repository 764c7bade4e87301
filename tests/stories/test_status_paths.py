"""A story per status path: every step through both applications, and at each station what follows from it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cast import PROVINCE, REGENCY
from tests.investigator.counter import decoded
from tests.investigator.test_referrals import OTHER, referral, transfer
from tests.portal.test_consent import answer
from tests.stories.stations import FIRST, OURS, SECOND, THEIRS, THERE, THERE_TOO, Case, Place, opened_place, working
from wbs.crypto.compose import Draft
from wbs.crypto.messages import Consent, Kind, Proposal, Purpose, SealedBy, Status, TextBody
from wbs.portal.consent import newest_proposal
from wbs.web.catalogues import compile_all

LETTER = "INSPEKTORAT KABUPATEN LANDAK\n\nYth. Pelapor,\n\nKami telah selesai memeriksa."
BERKADAR = ("Berkadar pengawasan: dapat diperiksa", "With grounds for supervision")
TIDAK_BERKADAR = ("Tidak berkadar pengawasan: dijawab", "Without grounds for supervision")
WHY_NOT = {
    "no-answer": ("Anda diminta melengkapi, tetapi belum menjawab.", "You were asked for more, and no answer came."),
    "too-little": ("Isinya terlalu sedikit untuk dapat diperiksa.", "It holds too little that could be examined."),
    "handled-before": ("Perkara ini sudah pernah diperiksa sampai selesai.", "It was examined to the end before."),
    "in-court": ("Pengadilan sedang memeriksanya.", "A court is dealing with it now."),
    "withdrawn": ("Anda menarik laporan Anda.", "You withdrew your report."),
    "other": ("Baca keterangan di bawah.", "Read the words below."),
}
REMINDER = ("Petugas menunggu jawaban Anda", "The receivers wait for your answer")
TOO_LATE = ("Petugas belum menerima jawaban Anda", "The receivers had no answer from you")


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Translations as they are now."""
    compile_all()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "data"
    folder.mkdir()
    yield from opened_place(folder)


def first_of(result: date, told: date) -> tuple[str, date]:
    """Give what comes first: the result, or ninety days of silence after the newest word to the reporter."""
    return min(("examination", result), ("feedback", told + timedelta(days=90)), key=lambda one: one[1])


def test_the_main_way_to_its_end(place: Place) -> None:
    case, came = place.report_by_form(), place.today
    result = ("examination", working(came, 60))
    case.stands(Status.SUBMITTED, waits=("verify", working(came, 3)), bucket="unverified")
    case.step(Status.RECEIVED)
    case.stands(Status.RECEIVED, waits=("verify", working(came, 3)), bucket="unverified")
    case.step(Status.VERIFIED, **{"class": "supervisory"})
    waits, kind = ("answer", working(place.today, 5)), {"class": "supervisory"}
    case.stands(Status.VERIFIED, waits=waits, bucket="waiting", says=[BERKADAR], **kind)
    for status in (Status.REVIEWED, Status.EXAMINED, Status.FOLLOW_UP):
        case.step(status)
        case.stands(status, waits=result, bucket="running", **kind)
    case.step(Status.CLOSED, outcome="proven-recovery", letter=LETTER)
    says = [("Terbukti. Tindakan administratif menyusul", "Proven. Administrative measures follow"), (LETTER, LETTER)]
    case.stands(
        Status.CLOSED,
        waits=None,
        bucket="finished",
        says=says,
        outcome="proven-recovery",
        objection=working(place.today, 10),
        **kind,
    )


def test_an_objection_opens_a_case_again_and_it_ends_otherwise(place: Place) -> None:
    case, kind = place.report_by_form(), {"class": "supervisory"}
    case.step(Status.VERIFIED, **kind)
    case.step(Status.CLOSED, outcome="not-proven", letter=LETTER)
    ended = working(place.today, 10)
    case.stands(Status.CLOSED, waits=None, bucket="finished", outcome="not-proven", objection=ended, **kind)
    page = case.pages()[0]
    assert place.house.reporter().reply(page.ticket, "Buku ukur tidak dilihat.", purpose="objection").status == 200
    body = case.officer().look(case.report).dossier.messages[-1].message.body
    assert body == TextBody(text="Buku ukur tidak dilihat.", purpose=Purpose.OBJECTION)
    case.stands(Status.CLOSED, waits=None, bucket="finished", outcome="not-proven", objection=ended, **kind)
    case.step(Status.REOPENED, reason="objection")
    again = place.today
    says = [("Anda mengajukan keberatan.", "You objected.")]
    waits = ("answer", working(again, 5))
    case.stands(Status.REOPENED, waits=waits, bucket="running", says=says, outcome="not-proven", **kind)
    case.step(Status.EXAMINED)
    waits = first_of(working(again, 60), place.today)
    case.stands(Status.EXAMINED, waits=waits, bucket="running", outcome="not-proven", **kind)
    case.step(Status.CLOSED, outcome="partly-proven", letter=LETTER)
    case.stands(
        Status.CLOSED,
        waits=None,
        bucket="finished",
        says=[("Terbukti sebagian", "Partly proven")],
        outcome="partly-proven",
        objection=working(place.today, 10),
        **kind,
    )


def test_a_report_that_is_completed_goes_on_and_its_time_stood_still_meanwhile(place: Place) -> None:
    case, came = place.report_by_api(), place.today
    case.step(Status.INCOMPLETE, reason="facts", text="Kapan tepatnya?")
    over = working(came, 10)
    says = [("Belum jelas apa yang terjadi.", "It is not clear yet what happened."), ("Kapan tepatnya?",) * 2]
    waits = ("completeness", working(over, 3))
    case.stands(Status.INCOMPLETE, waits=waits, bucket="waiting", says=says, complete=over)
    assert case.device.write(case.device.compose("Tanggal 3.")).status_code == 201
    waits = ("completeness", working(place.today, 3))
    case.stands(Status.INCOMPLETE, waits=waits, bucket="waiting", complete=over)
    place.until(working(came, 8))
    assert [words for page, words in zip(case.pages(), REMINDER, strict=True) if words in page.text] == []
    kind = {"class": "non-supervisory"}
    case.step(Status.VERIFIED, **kind)
    waits = min(("answer", working(place.today, 5)), ("light", working(came, 15)), key=lambda one: one[1])
    case.stands(Status.VERIFIED, waits=waits, bucket="waiting", says=[TIDAK_BERKADAR], **kind)
    case.step(Status.REVIEWED)
    case.stands(Status.REVIEWED, waits=("light", working(came, 14 + 1)), bucket="running", **kind)


def test_a_reporter_who_is_silent_is_reminded_and_holds_nothing_up_however_often_is_asked(place: Place) -> None:
    case, came = place.report_by_form(), place.today
    case.step(Status.INCOMPLETE, reason="evidence", text="Siapa saksinya?")
    over = working(came, 10)
    waits = ("completeness", working(over, 3))
    place.until(working(came, 8) - timedelta(days=1))
    assert_shown(case, reminder=False, late=False)
    place.pass_days(1)
    assert_shown(case, reminder=True, late=False)
    case.stands(Status.INCOMPLETE, waits=waits, bucket="waiting", complete=over)
    case.step(Status.INCOMPLETE, reason="people", text="Mohon dijawab.")
    given = working(place.today, 10)
    assert_shown(case, reminder=False, late=False)
    case.stands(Status.INCOMPLETE, waits=waits, bucket="waiting", complete=given)
    place.until(given + timedelta(days=1))
    assert_shown(case, reminder=False, late=True)
    case.stands(Status.INCOMPLETE, waits=waits, bucket="waiting", complete=given)
    case.step(Status.REVIEWED, **{"class": "supervisory"})
    waits = first_of(working(came, 60 + 10), place.today)
    case.stands(Status.REVIEWED, waits=waits, bucket="running", **{"class": "supervisory"})


def assert_shown(case: Case, *, reminder: bool, late: bool) -> None:
    for number, page in enumerate(case.pages()):
        assert (REMINDER[number] in page.text, TOO_LATE[number] in page.text) == (reminder, late)


def test_a_case_that_another_agency_takes_over_and_sends_back(place: Place) -> None:
    case = place.report_by_api()
    case.step(Status.RECEIVED)
    ours, theirs = case.people(FIRST, SECOND), case.people(THERE, THERE_TOO)
    first = case.officer()
    body = transfer(first, case.report, PROVINCE, *theirs)
    assert first.post(case.report, "transfers", body).status_code == 201
    waits = ("verify", working(place.today, 3))
    says = [(f"Inspektorat {PROVINCE}",) * 2, ("12 kata Anda tetap membuka kotak surat ini.", "Your 12 words go on")]
    case.stands(Status.PASSED_ON, waits=waits, bucket="unverified", readers=THEIRS, by=THERE, says=says)
    assert decoded(case.officer(FIRST).browser.get("/figures/own"))["received"] == 0
    case.step(Status.RECEIVED, by=THERE)
    case.stands(Status.RECEIVED, waits=waits, bucket="unverified", readers=THEIRS, by=THERE)
    there = case.officer(THERE)
    assert there.post(case.report, "epochs", there.epoch(case.report, *theirs)).status_code == 201
    back = {**transfer(there, case.report, REGENCY, *ours), "reference": OTHER}
    assert there.post(case.report, "transfers", back).status_code == 201
    waits = ("verify", working(place.today, 3))
    says = [(f"Inspektorat {REGENCY}",) * 2]
    case.stands(Status.PASSED_ON, waits=waits, bucket="unverified", readers=OURS, says=says)
    case.step(Status.RECEIVED)
    case.stands(Status.RECEIVED, waits=waits, bucket="unverified")


def test_a_matter_that_goes_to_an_authority_outside_and_comes_back(place: Place) -> None:
    case, kind = place.report_by_form(), {"class": "supervisory"}
    case.step(Status.VERIFIED, **kind)
    first = case.officer()
    assert first.post(case.report, "referrals", referral(first, case.report)).status_code == 201
    says = [("Kejaksaan Negeri",) * 2]
    case.stands(Status.PASSED_ON, waits=None, bucket="finished", says=says, **kind)
    case.step(Status.PASSED_ON, to="Kejaksaan Negeri", reference="B-12/2026")
    case.stands(Status.PASSED_ON, waits=None, bucket="finished", says=[("B-12/2026",) * 2], **kind)
    case.step(Status.REOPENED, reason="returned")
    waits = ("answer", working(place.today, 5))
    says = [("Yang menerimanya telah mengembalikannya.", "Whoever received it has sent it back.")]
    case.stands(Status.REOPENED, waits=waits, bucket="running", says=says, **kind)


def test_a_matter_of_public_services_goes_to_sp4n_lapor_with_its_reporters_word(place: Place) -> None:
    case, kind = place.report_by_form(), {"class": "non-supervisory"}
    case.step(Status.VERIFIED, **kind)
    first = case.officer()
    asks = TextBody(text="Boleh?", proposal=Proposal(title="Jalan rusak", content="Jalan desa rusak."))
    sealed = first.seal(first.look(case.report).dossier, Draft(Kind.MESSAGE, asks, SealedBy.BROWSER))
    assert first.send(case.report, sealed).status_code == 201
    asked = first.look(case.report).dossier.messages[-1].digest
    assert answer(place.house.reporter(), case.pages()[0], asked, Consent.YES).status == 200
    found = newest_proposal(first.look(case.report).dossier.messages)
    assert found is not None
    assert found.given == Consent.YES
    body = referral(first, case.report, "lapor", recipient="SP4N-LAPOR!")
    assert first.post(case.report, "referrals", body).status_code == 201
    case.stands(Status.PASSED_ON, waits=None, bucket="finished", **kind)
    case.step(Status.PASSED_ON, to="SP4N-LAPOR!", reference="LMW-1001")
    case.stands(Status.PASSED_ON, waits=None, bucket="finished", says=[("LMW-1001",) * 2], **kind)


def test_what_lies_outside_the_authority_ends_there_and_may_be_objected_to(place: Place) -> None:
    case = place.report_by_api()
    case.step(
        Status.OUT_OF_SCOPE, reason="other-agency", text="Ombudsman berwenang.", to="Ombudsman", outcome="out-of-scope"
    )
    says = [("Kantor lain yang berwenang.", "Another office has the authority."), ("Ombudsman berwenang.",) * 2]
    case.stands(
        Status.OUT_OF_SCOPE,
        waits=None,
        bucket="finished",
        says=says,
        outcome="out-of-scope",
        objection=working(place.today, 10),
    )
    case.step(Status.REOPENED, reason="own-review")
    case.step(Status.VERIFIED, **{"class": "supervisory"})
    waits = ("answer", working(place.today, 5))
    case.stands(Status.VERIFIED, waits=waits, bucket="waiting", outcome="out-of-scope", **{"class": "supervisory"})


@pytest.mark.parametrize("reason", WHY_NOT)
def test_what_cannot_be_followed_up_ends_with_its_reason(place: Place, reason: str) -> None:
    case = place.report_by_api()
    case.step(Status.NOT_ACTIONABLE, reason=reason, text="Kami jelaskan di sini.")
    says = [WHY_NOT[reason], ("Kami jelaskan di sini.",) * 2]
    objection = working(place.today, 10)
    case.stands(Status.NOT_ACTIONABLE, waits=None, bucket="finished", says=says, objection=objection)


def test_a_postponed_case_waits_for_its_day_and_goes_on_without_more_time(place: Place) -> None:
    case, came, kind = place.report_by_api(), place.today, {"class": "supervisory"}
    case.step(Status.VERIFIED, **kind)
    case.step(Status.EXAMINED)
    until = date(2026, 12, 18)
    case.step(Status.POSTPONED, reason="in-court", until=until.isoformat())
    says = [("18 Desember 2026", "18 December 2026"), WHY_NOT["in-court"]]
    case.stands(Status.POSTPONED, waits=("review", until), bucket="waiting", says=says, **kind)
    place.until(until + timedelta(days=1))
    case.stands(Status.POSTPONED, waits=("review", until), bucket="waiting", **kind)
    case.step(Status.EXAMINED)
    case.stands(Status.EXAMINED, waits=("examination", working(came, 60)), bucket="running", **kind)


def test_the_reporter_of_a_duplicate_reads_what_everybody_reads(place: Place) -> None:
    """Whoever is reported could find out with a sham report whether there was a real one."""
    case, kind = place.report_by_form(), {"class": "supervisory"}
    case.step(Status.VERIFIED, **kind)
    before = [without_tickets(page.text) for page in case.pages()]
    assert case.officer().post(case.report, "tags", {"is_duplicate": True}).status_code == 200
    assert [without_tickets(page.text) for page in case.pages()] == before
    waits = ("answer", working(place.today, 5))
    case.stands(Status.VERIFIED, waits=waits, bucket="waiting", is_duplicate=True, **kind)
    case.step(Status.CLOSED, outcome="not-enough-evidence", letter=LETTER)
    for page in case.pages():
        assert not re.search("duplikat|ganda|duplicate|same matter", page.text, re.IGNORECASE)


def without_tickets(text: str) -> str:
    return re.sub('name="ticket" value="[^"]+"', "", text)


def test_what_its_reporter_took_back_ends_as_withdrawn(place: Place) -> None:
    case = place.report_by_api()
    assert case.device.retract(case.device.retraction(1), 1).status_code == 201
    kinds = [one.message.kind for one in case.officer().look(case.report).dossier.messages]
    assert kinds == [Kind.REMOVED]
    case.step(Status.NOT_ACTIONABLE, reason="withdrawn", text="Sesuai permintaan Anda.")
    objection = working(place.today, 10)
    case.stands(Status.NOT_ACTIONABLE, waits=None, bucket="finished", says=[WHY_NOT["withdrawn"]], objection=objection)
