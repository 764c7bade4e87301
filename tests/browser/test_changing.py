"""Changing who reads a case, and writing among officers, with a real browser; Python stands on the other side."""

import json
import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.desk import PENERIMA, Desk
from tests.browser.hand import Hand
from tests.cast import REGENCY
from tests.investigator.counter import publish
from tests.office import SealedReport
from wbs.cases.model import AuditAction, KeyDigest, StoredGrant, StoredRecord
from wbs.crypto.compose import compose_access, name_of, recipient
from wbs.crypto.entries import (
    AssignmentLetter,
    Decision,
    DecisionBody,
    DeclarationBody,
    InsideBody,
    NoteBody,
    TriageBody,
)
from wbs.crypto.inside import InsideMaterial, SealedEntry
from wbs.crypto.insight import Insight, open_inside
from wbs.crypto.records import AccessRecord, EpochRecord
from wbs.errors import ForgedGrantError

TITLE = "Papan proyek dan berita acara"
OTHER, REVIEWER, HEAD = (f"{REGENCY}/{name}" for name in ("penerima-02", "penelaah-01", "inspektur"))
SECRET_NOTE = "Jangan hubungi dinas sebelum surat tugas terbit."


def looked_inside(desk: Desk, report: SealedReport, name: str) -> Insight:
    """Open the inside of a case as an officer, by Python's own hand."""
    person, book = desk.world.people[name], desk.world.book()
    file = desk.store.inside.officers_file(report.name, KeyDigest(person.secret.reader_key.public.digest))
    assert file is not None
    inside = file.inside
    material = InsideMaterial(
        keys=tuple(key.envelope for key in inside.keys),
        grants={grant.epoch: grant.sealed for grant in inside.grants},
        previous_keys={key.epoch: key.previous_key for key in inside.keys if key.previous_key is not None},
        entries=tuple(SealedEntry(one.author, one.seq, one.epoch, one.sealed) for one in inside.entries),
    )
    return open_inside(material, desk.opened(report, name), person.secret.reader_key, person.ref, book)


def bodies(insight: Insight) -> list[InsideBody]:
    """Give what officers wrote; what they declared before has tests of its own."""
    assert (insight.findings, insight.key_findings) == ((), ())
    found = [opened.message.body for opened in insight.entries]
    return [body for body in found if not isinstance(body, DeclarationBody)]


def admitted(desk: Desk, report: SealedReport, by: str, to: str, reason: str = "Dari komputer lain") -> None:
    """Let an officer admit another while somebody else looks at the case."""
    person, book, new = desk.world.people[by], desk.world.book(), desk.world.people[to]
    dossier = desk.opened(report, by)
    made = compose_access(
        person.secret.signing_key,
        person.ref,
        dossier.chain,
        dossier.case_keys[dossier.epoch],
        recipient(new.agency, new.id, new.secret.reader_key.public),
        newest=dossier.newest,
        directories=[name_of(book.newest(REGENCY))],
        reason=reason,
    )
    record = StoredRecord(made.epoch, len(dossier.chain.records), made.digest, made.record)
    grant = made.grants[0]
    desk.store.cases.add_reader(report.name, record, StoredGrant(made.epoch, KeyDigest(grant.key), grant.sealed))


def sign_in_to(hand: Hand, name: str = PENERIMA) -> SealedReport:
    report = hand.desk.file_report()
    hand.sign_in(name)
    hand.open_case(TITLE)
    return report


def ask_to_assign(hand: Hand, whom: str, way: str = "adding") -> None:
    hand.page.locator("#assign").click()
    hand.page.locator("#assign-who").select_option(whom)
    hand.page.locator(f"input[name=way][value={way}]").check()


def agree(hand: Hand, reason: str = "") -> None:
    if reason:
        hand.page.locator("#change-reason").fill(reason)
    hand.page.locator("dialog form .row.end button").last.click()


def expect_done(hand: Hand) -> None:
    expect(hand.page.locator(".note.ok")).to_contain_text("Selesai.")


def keep_note(hand: Hand, text: str) -> None:
    hand.page.locator("#inside-text").fill(text)
    hand.page.get_by_role("button", name="Simpan untuk petugas saja").click()
    # The field tells whether this text was sent; the line below it may still speak of the one before.
    expect(hand.page.locator("#inside-text")).to_have_value("")
    expect(hand.page.locator(".note.ok")).to_contain_text("Hanya petugas yang melihatnya")
    expect(hand.page.locator(".inner").get_by_text(text, exact=True)).to_be_visible()


def test_an_officer_who_is_assigned_reads_the_case_and_the_notes_and_everybody_sees_why(hand: Hand) -> None:
    report = sign_in_to(hand)
    keep_note(hand, SECRET_NOTE)
    with pytest.raises((ForgedGrantError, AssertionError)):
        hand.desk.opened(report, REVIEWER)
    ask_to_assign(hand, REVIEWER)
    expect(hand.page.locator(".plan")).to_contain_text("Petugas penelaah-01")
    agree(hand, "Penelaahan awal")
    expect_done(hand)
    dossier = hand.desk.opened(report, REVIEWER)
    record = dossier.chain.records[-1].document
    assert isinstance(record, AccessRecord)
    assert (record.reason, dossier.epoch, dossier.findings) == ("Penelaahan awal", 1, ())
    assert bodies(looked_inside(hand.desk, report, REVIEWER)) == [NoteBody(text=SECRET_NOTE)]
    panel = hand.page.locator(f'[data-reader="{REVIEWER}"]')
    expect(panel).to_contain_text("ditugasi oleh Petugas penerima-01")
    expect(panel).to_contain_text("Alasan: Penelaahan awal")
    expect(hand.timeline().last).to_contain_text("Alasan: Penelaahan awal")
    assert any(AuditAction.READER_ADDED.value.encode() in entry for entry in hand.desk.entries())


@pytest.mark.promise("P06")
def test_whoever_is_named_by_the_reporter_later_is_marked_before_and_after_getting_the_key(hand: Hand) -> None:
    report = hand.desk.file_report()
    hand.desk.reporter_says(report, "Ternyata inspektur sendiri yang menerima amplop itu.")
    hand.sign_in()
    hand.open_case(TITLE)
    expect(hand.page.locator(".readers")).not_to_contain_text("Mirip nama")
    warning = hand.page.locator("#assign-named")
    ask_to_assign(hand, REVIEWER)
    expect(warning).to_be_hidden()
    hand.page.locator("#assign-who").select_option(HEAD)
    expect(warning).to_contain_text("bukan terlapor")
    agree(hand, "Ikut menelaah")
    expect_done(hand)
    expect(hand.page.locator(f"[data-reader='{HEAD}']")).to_contain_text("Mirip nama yang ditulis pelapor")


def test_absence_cover_says_until_when_and_when_it_is_over(hand: Hand) -> None:
    report = hand.desk.file_report()
    admitted(hand.desk, report, OTHER, HEAD, "[until 2020-01-31] Cuti")
    hand.sign_in()
    hand.open_case(TITLE)
    over = hand.page.locator(f'[data-reader="{HEAD}"]')
    expect(over).to_contain_text("Masa pengganti lewat sejak 31 Januari 2020.")
    expect(over).to_contain_text("Alasan: Cuti")
    ask_to_assign(hand, REVIEWER, "covering")
    agree(hand, "Cuti tahunan")
    expect(hand.page.locator("dialog .error")).to_have_text("Pilih hari terakhir, hari ini atau sesudahnya")
    hand.page.locator("#assign-until").fill("2099-12-05")
    agree(hand)
    expect_done(hand)
    record = hand.desk.opened(report, REVIEWER).chain.records[-1].document
    assert isinstance(record, AccessRecord)
    assert record.reason == "[until 2099-12-05] Cuti tahunan"
    panel = hand.page.locator(f'[data-reader="{REVIEWER}"]')
    expect(panel).to_contain_text("Pengganti sampai 5 Desember 2099")


@pytest.mark.promise("P07")
def test_an_officer_who_is_replaced_opens_nothing_that_is_written_later(hand: Hand) -> None:
    report = sign_in_to(hand)
    keep_note(hand, "Sebelum pergantian")
    ask_to_assign(hand, REVIEWER, "replacing")
    hand.page.locator("#assign-instead").select_option(OTHER)
    expect(hand.page.locator(".plan")).to_contain_text("Tidak membaca lagi")
    agree(hand, "Pindah tugas")
    expect_done(hand)
    hand.reply("Ditulis sesudahnya")
    hand.wait_until_sent()
    keep_note(hand, SECRET_NOTE)
    record = hand.desk.opened(report, PENERIMA).chain.records[-1].document
    assert isinstance(record, EpochRecord)
    assert [one.reader for one in record.readers] == ["penelaah-01", "penerima-01"]
    gone = hand.desk.world.people[OTHER].secret.reader_key.public.digest
    assert hand.desk.store.inside.officers_file(report.name, KeyDigest(gone)) is None
    assert hand.desk.store.cases.case_file(report.name, KeyDigest(gone)) is None
    reporter = hand.desk.opened_by_reporter(report)
    assert (reporter.epoch, reporter.findings, len(reporter.messages)) == (2, (), 2)
    before, reason, after = bodies(looked_inside(hand.desk, report, REVIEWER))
    assert (before, after) == (NoteBody(text="Sebelum pergantian"), NoteBody(text=SECRET_NOTE))
    assert isinstance(reason, DecisionBody)
    assert "Pindah tugas" in reason.text


def test_an_officer_who_takes_himself_off_is_led_to_the_inbox_and_reads_no_more(hand: Hand) -> None:
    report = hand.desk.file_report()
    admitted(hand.desk, report, OTHER, HEAD)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.locator(f'[data-reader="{PENERIMA}"] button').click()
    expect(hand.page.locator("dialog")).to_contain_text("Anda sendiri tidak dapat membuka perkara ini lagi.")
    agree(hand)
    hand.wait_for_titles()
    expect(hand.page.locator(".empty")).to_be_visible()
    assert [one.reader for one in epoch_of(hand.desk, report, HEAD).readers] == ["inspektur", "penerima-02"]


def epoch_of(desk: Desk, report: SealedReport, name: str) -> EpochRecord:
    record = desk.opened(report, name).chain.records[-1].document
    assert isinstance(record, EpochRecord)
    return record


def test_a_case_is_not_left_to_fewer_officers_than_the_policy_asks(hand: Hand) -> None:
    report = sign_in_to(hand)
    hand.page.locator(f'[data-reader="{OTHER}"] button').click()
    expect(hand.page.locator(".plan")).to_contain_text("Terlalu sedikit petugas akan tersisa.")
    sent: list[str] = []
    hand.page.on("request", lambda request: sent.append(request.url))
    agree(hand, "Tetap saja")
    expect(hand.page.locator("dialog .error")).to_contain_text("Terlalu sedikit petugas")
    assert [url for url in sent if "/epochs" in url] == []
    assert len(hand.desk.opened(report).chain.records) == 1


def test_a_change_that_meets_another_is_checked_anew_and_goes_on_when_the_officer_says_so(hand: Hand) -> None:
    report = sign_in_to(hand)
    ask_to_assign(hand, REVIEWER)
    admitted(hand.desk, report, OTHER, HEAD)
    agree(hand, "Penelaahan awal")
    expect(hand.page.locator("dialog .note.warn[role=alert]")).to_contain_text("Perkara berubah sementara itu.")
    assert len(hand.desk.opened(report).chain.records) == 2
    agree(hand)
    expect_done(hand)
    chain = hand.desk.opened(report, REVIEWER).chain
    assert [reader for _, reader in sorted(chain.records[-1].readers)] == [
        *("inspektur", "penelaah-01", "penerima-01", "penerima-02"),
    ]


def test_a_change_that_somebody_else_made_meanwhile_is_said_and_not_made_twice(hand: Hand) -> None:
    report = sign_in_to(hand)
    ask_to_assign(hand, REVIEWER)
    admitted(hand.desk, report, OTHER, REVIEWER)
    agree(hand, "Penelaahan awal")
    expect(hand.page.locator(".plan")).to_have_text("Perubahan ini sudah ada: orang lain melakukannya.")
    agree(hand)
    assert len(hand.desk.opened(report).chain.records) == 2


def test_a_change_that_does_not_arrive_changes_nothing_and_can_be_sent_again(hand: Hand) -> None:
    report = sign_in_to(hand)
    hand.page.route("**/access", lambda route: route.abort())
    ask_to_assign(hand, REVIEWER)
    agree(hand, "Penelaahan awal")
    expect(hand.page.locator("dialog .error")).to_contain_text("Server tidak terjangkau.")
    assert len(hand.desk.opened(report).chain.records) == 1
    hand.page.unroute("**/access")
    agree(hand)
    expect_done(hand)


@pytest.mark.promise("P07")
def test_when_a_reader_has_left_the_directory_a_new_key_comes_before_the_next_note(hand: Hand) -> None:
    report = hand.desk.file_report()
    admitted(hand.desk, report, PENERIMA, REVIEWER)
    hand.desk.remove_from_directory(REVIEWER)
    publish(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    expect(hand.page.locator(f'[data-reader="{REVIEWER}"]')).to_contain_text("tidak lagi ada di daftar penerima")
    expect(hand.page.locator(".inner .note.warn")).to_contain_text("kunci perkara ini harus diganti dahulu")
    expect(hand.page.locator("#inside-text")).to_have_count(0)
    hand.page.locator("#renew").click()
    agree(hand, "Pindah tugas")
    expect_done(hand)
    keep_note(hand, SECRET_NOTE)
    assert [one.reader for one in epoch_of(hand.desk, report, PENERIMA).readers] == ["penerima-01", "penerima-02"]
    assert bodies(looked_inside(hand.desk, report, OTHER))[-1] == NoteBody(text=SECRET_NOTE)


def test_a_note_reaches_officers_and_never_the_reporter(hand: Hand) -> None:
    report = sign_in_to(hand)
    posted: list[tuple[str, str]] = []
    hand.page.on("request", lambda one: posted.append((one.url, one.post_data or "")) if one.method == "POST" else None)
    keep_note(hand, SECRET_NOTE)
    paths = [re.sub(r".*/", "", url) for url, _ in posted]
    assert paths[-3:] == ["inside-keys", "inside", "inside"]
    assert "messages" not in paths
    assert SECRET_NOTE not in json.dumps(posted)
    assert bodies(looked_inside(hand.desk, report, OTHER)) == [NoteBody(text=SECRET_NOTE)]
    assert len(hand.desk.opened_by_reporter(report).messages) == 1


def test_triage_and_decisions_are_kept_with_all_that_was_answered(hand: Hand) -> None:
    report = sign_in_to(hand)
    page = hand.page
    page.locator("input[name=inside-kind][value=triage]").check()
    hand.page.get_by_role("button", name="Simpan untuk petugas saja").click()
    expect(page.locator(".inner .flaw")).to_have_text("Jawab semua pertanyaan telaah")
    answers = {
        "supervisory": "yes",
        "completeness": "no",
        "national": "unclear",
        "priority": "high",
        "risk": "medium",
        "category": "procurement",
    }
    for name, answer in answers.items():
        page.locator(f"#inside-{name}").select_option(answer)
    page.locator("#inside-loss").fill("1.200.000.000")
    expect(page.locator("#inside-national-hint")).to_contain_text("KPK mungkin berwenang")
    page.locator("#inside-loss").fill("120.000.000")
    expect(page.locator("#inside-national-hint")).to_have_text("")
    keep_note(hand, "Perlu data pembanding")
    page.locator("input[name=inside-kind][value=decision]").check()
    page.locator("#inside-decision").select_option("examine")
    page.locator("#inside-letter").fill("700/12/ST/2026")
    page.locator("#inside-dated").fill("2026-11-20")
    keep_note(hand, "Angka tidak cocok")
    triage, decision = bodies(looked_inside(hand.desk, report, OTHER))
    assert isinstance(triage, TriageBody)
    assert (triage.loss, triage.priority, triage.text) == (120_000_000, "high", "Perlu data pembanding")
    letter = AssignmentLetter(number="700/12/ST/2026", dated="2026-11-20")
    assert decision == DecisionBody(decision=Decision.EXAMINE, text="Angka tidak cocok", assignment=letter)
    expect(page.locator(".notes")).to_contain_text("Surat tugas 700/12/ST/2026")
    expect(page.locator(".side")).to_contain_text("Prioritas tinggi, risiko pelapor sedang")
    expect(page.locator(".notes")).to_contain_text("Keputusan: Diperiksa")
    expect(page.locator(".notes")).to_contain_text("120.000.000")


LOOKS = """([selector]) => {
    const { backgroundColor, borderTopStyle, borderTopColor, color } = getComputedStyle(
        document.querySelector(selector));
    return { backgroundColor, borderTopStyle, borderTopColor, color };
}"""


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_the_officers_box_cannot_be_taken_for_the_reporters(hand: Hand, path: str) -> None:
    hand.desk.file_report()
    hand.open(path)
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.page.get_by_role("button", name=TITLE).click()
    expect(hand.page.locator("#inside-text")).to_be_visible()
    looks = [
        [hand.page.evaluate(LOOKS, [selector]) for selector in (form, f"{form} .row.end button")]
        for form in (".outer .pen", ".inner .pen")
    ]
    for ours, theirs in zip(*looks, strict=True):
        assert ours["borderTopStyle"] != theirs["borderTopStyle"]
        assert ours["borderTopColor"] != theirs["borderTopColor"]
    assert looks[0][1]["backgroundColor"] != looks[1][1]["backgroundColor"]
    assert looks[0][1]["color"] != looks[1][1]["color"]
    reporter, officers = ("pelapor", "petugas") if path == "/" else ("reporter", "officers")
    outer, inner = hand.page.locator(".outer"), hand.page.locator(".inner")
    for part, audience in ((outer, reporter), (inner, officers)):
        assert audience in part.locator("h2").inner_text().lower()
        assert audience in part.locator(".row.end button").inner_text().lower()
        assert audience in part.locator("label[for$=-text]").locator("xpath=..").inner_text().lower()
    assert hand.page.locator("#inside-text").evaluate("box => box.labels[0].innerText").lower().count(officers) == 1
    assert outer.locator("#inside-text").count() == inner.locator("#reply-text").count() == 0


def test_what_stands_in_one_box_never_goes_with_the_other(hand: Hand) -> None:
    report = sign_in_to(hand)
    hand.page.locator("#reply-text").fill("Terima kasih atas laporan Anda.")
    keep_note(hand, SECRET_NOTE)
    expect(hand.page.locator("#reply-text")).to_have_value("Terima kasih atas laporan Anda.")
    hand.page.locator("#inside-text").fill("Belum dikirim")
    hand.page.get_by_role("button", name="Tanda tangani dan kirim").click()
    hand.wait_until_sent()
    expect(hand.page.locator("#inside-text")).to_have_value("Belum dikirim")
    said = [opened.message.body for opened in hand.desk.opened_by_reporter(report).messages[1:]]
    assert [getattr(body, "text", "") for body in said] == ["Terima kasih atas laporan Anda."]
    assert bodies(looked_inside(hand.desk, report, OTHER)) == [NoteBody(text=SECRET_NOTE)]


def test_an_unsent_note_comes_back_after_a_lock(hand: Hand) -> None:
    sign_in_to(hand)
    hand.page.locator("#inside-text").fill(SECRET_NOTE)
    hand.page.locator("#lock").click()
    expect(hand.page.locator(".door .note")).to_be_visible()
    assert SECRET_NOTE not in hand.text()
    hand.fill(hand.desk.credentials())
    hand.submit()
    hand.wait_for_titles()
    hand.open_case(TITLE)
    expect(hand.page.locator("#inside-text")).to_have_value(SECRET_NOTE)
    expect(hand.page.locator("#reply-text")).to_have_value("")


def test_an_altered_note_is_said_and_not_shown(hand: Hand) -> None:
    sign_in_to(hand)
    keep_note(hand, SECRET_NOTE)

    def alter(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        entry = body["inside"]["entries"][-1]
        entry["sealed"] = entry["sealed"][:-40] + "A" * 40
        route.fulfill(response=answer, body=json.dumps(body))

    hand.page.route("**/api/v1/cases/*/*", alter)
    hand.page.locator(".crumb").get_by_role("button", name="Kotak masuk").click()
    hand.wait_for_titles()
    hand.open_case(TITLE)
    expect(hand.page.locator(".inner .note.bad")).to_contain_text("tidak terbuka")
    assert SECRET_NOTE not in hand.text()
