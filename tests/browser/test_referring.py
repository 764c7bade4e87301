"""Passing cases on with a real browser: to another inspectorate, to an authority, to SP4N-LAPOR!."""

import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.hand import Hand
from tests.browser.node import run_node
from tests.cast import PROVINCE, REGENCY, a_report
from tests.investigator.counter import OUTBOX
from tests.looks import look_at
from tests.office import SealedReport
from tests.store.samples import an_entry
from wbs.cases.clocks.history import TagChange
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, Channel
from wbs.cases.referral.model import StoredApproval, Way
from wbs.cases.reporters.keeping import stored_message
from wbs.cases.rules.documents import StoredRules, default_rules
from wbs.crypto.approval import Approval, readers_digest, sign_approval
from wbs.crypto.compose import Draft, compose_message, recipients_of
from wbs.crypto.directory import receivers
from wbs.crypto.messages import (
    Consent,
    ConsentAnswer,
    Kind,
    MatterClass,
    Outcome,
    SealedBy,
    Status,
    StatusBody,
    TextBody,
    digest_of,
)
from wbs.crypto.parcel import verify_complaint
from wbs.crypto.records import REPORTER
from wbs.crypto.report import Intake, IntakeChannel
from wbs.crypto.shape import serialise
from wbs.crypto.unseal import unseal_document

TITLE = "Papan proyek"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
THERE = f"{PROVINCE}/penerima-01"
COLLEAGUE = f"{REGENCY}/penerima-02"
NEW_KEY = """
    import { writeFileSync } from "node:fs";
    import { generateX25519Identity, identityToRecipient } from "age-encryption";
    const identity = await generateX25519Identity();
    writeFileSync(process.argv[1], identity);
    process.stdout.write(await identityToRecipient(identity));
"""
OPEN_ALL = """
    import { readFileSync, writeFileSync } from "node:fs";
    import { Decrypter } from "age-encryption";
    const [keyFile, ...files] = process.argv.slice(1);
    for (const file of files) {
        const decrypter = new Decrypter();
        decrypter.addIdentity(readFileSync(keyFile, "utf-8"));
        writeFileSync(`${file}.plain`, await decrypter.decrypt(new Uint8Array(readFileSync(file))));
    }
"""


@pytest.fixture
def hand(hand: Hand) -> Hand:
    """A hand whose window has the office's day: what is signed there bears it."""
    hand.page.clock.set_fixed_time(hand.desk.clock.now())
    return hand


def begin(hand: Hand, way: str) -> None:
    """Open the case and one of the three doors."""
    hand.open_case(TITLE)
    hand.page.locator("#refer").click()
    hand.page.locator(f"input[name=door][value={way}]").check()


def tag_non_supervisory(desk: Desk, report: SealedReport) -> None:
    entry = AuditEntry(AgencyCode(REGENCY), desk.clock.now(), "penerima-01", AuditAction.TAGS_CHANGED)
    desk.store.cases.change_tags(report.name, TagChange(matter_class=MatterClass.NON_SUPERVISORY), audit=entry)


def agree(desk: Desk, report: SealedReport) -> None:
    """Let the reporter say yes to the newest message."""
    dossier, book = desk.opened_by_reporter(report), desk.world.book()
    answer = ConsentAnswer(asked=dossier.messages[-1].digest, given=Consent.YES)
    draft = Draft(Kind.MESSAGE, TextBody(text="Setuju.", answer=answer), SealedBy.BROWSER)
    message = compose_message(report.receipt.signing_key, dossier.place_for(REPORTER, book), draft)
    desk.store.cases.append_message(report.name, stored_message(message, desk.clock.today()))


def waiting(desk: Desk, report: SealedReport) -> tuple[str, str] | None:
    """Open the text that waits, as the nightly job does; None if there is none."""
    known = desk.store.referrals.of_case(report.name)
    assert known is not None
    if known.parcel is None:
        return None
    envelope = unseal_document(OUTBOX, known.parcel.sealed)
    heard = digest_of(desk.store.referrals.heard(report.name) or b"")
    chain, today = desk.opened(report).chain, desk.clock.today()
    complaint = verify_complaint(envelope, chain, desk.world.book(), heard=heard, today=today)
    return complaint.title, complaint.content


def told(hand: Hand, report: SealedReport) -> StatusBody:
    """What the reporter was told last."""
    dossier = hand.desk.opened_by_reporter(report)
    assert dossier.findings == ()
    body = dossier.messages[-1].message.body
    assert isinstance(body, StatusBody)
    return body


def colleague_approves(desk: Desk, report: SealedReport, signer: str = COLLEAGUE, **changes: str) -> None:
    """Let a colleague approve that the case goes to the province; with another signer it is forged by the server."""
    chain, colleague = desk.opened(report, COLLEAGUE).chain, desk.world.people[COLLEAGUE]
    directory, today = desk.world.book().newest(PROVINCE), desk.clock.today()
    there = recipients_of(directory, receivers(directory.document, today, today))
    said = {
        "case": chain.case,
        "record": chain.records[-1].digest,
        "to": PROVINCE,
        "readers": readers_digest([one.name for one in there]),
        "author": colleague.ref,
        "day": today.isoformat(),
    }
    envelope = sign_approval(desk.world.people[signer].secret.signing_key, Approval(**{**said, **changes}))  # type: ignore[arg-type]
    agency = AgencyCode(colleague.agency)
    stored = StoredApproval(report.name, agency, colleague.id, AgencyCode(PROVINCE), desk.clock.today(), envelope)
    entry = AuditEntry(agency, desk.clock.now(), colleague.id, AuditAction.TRANSFER_APPROVED)
    desk.store.referrals.approve(stored, entry)


@pytest.mark.promise("P06")
@pytest.mark.promise("P07")
def test_a_case_goes_to_the_province_and_the_regency_reads_it_no_more(hand: Hand) -> None:
    report = hand.desk.file_report(a_report(title=TITLE))
    hand.sign_in()
    begin(hand, "agency")
    for epoch in (1, 2):  # taken back, an approval is of a key that is no longer the newest
        hand.page.locator("#refer-to").select_option(PROVINCE)
        expect(hand.page.locator(".plan li")).to_have_count(2)
        hand.page.locator("#refer-grounds").fill("Terlapor bekerja di provinsi.")
        hand.page.get_by_role("button", name="Setujui penyerahan").click()
        expect(hand.page.get_by_text("Anda menyetujui penyerahan")).to_be_visible()
        assert hand.desk.opened(report, COLLEAGUE).epoch == epoch
        if epoch == 1:
            hand.page.get_by_role("button", name="Tarik kembali persetujuan").click()
            expect(hand.page.get_by_role("button", name="Serahkan perkara")).to_be_visible()
    expect(hand.page.get_by_role("button", name="Serahkan perkara")).to_have_count(0)
    hand.page.get_by_role("button", name="Batal").click()
    old = (hand.desk.clock.today() - timedelta(days=15)).isoformat()
    for wrong in ({"signer": THERE}, {"day": old}, {"readers": readers_digest([])}):
        colleague_approves(hand.desk, report, **wrong)
        hand.page.locator("#refer").click()
        expect(hand.page.get_by_text("Anda menyetujui penyerahan")).to_be_visible()
        hand.page.get_by_role("button", name="Batal").click()
    colleague_approves(hand.desk, report)
    hand.page.locator("#refer").click()
    expect(hand.page.get_by_text("Disetujui oleh")).to_be_visible()
    assert look_at(hand.page, "officers/id", "a transfer that a colleague approved", RULES) == []
    expect(hand.page.locator(".plan li")).to_have_count(2)
    hand.page.locator("#refer-told").fill("Terlapor bekerja di provinsi.")
    hand.page.get_by_role("button", name="Serahkan perkara").click()
    expect(hand.page.get_by_text("Pelapor diberi tahu.")).to_be_visible()
    hand.page.get_by_role("button", name="Kembali ke kotak masuk").click()
    expect(hand.page.locator(".empty")).to_be_visible()
    body = told(hand, report)
    assert (body.status, body.to, body.text) == (
        Status.PASSED_ON,
        f"Inspektorat {PROVINCE}",
        "Terlapor bekerja di provinsi.",
    )
    assert {agency for agency, _ in hand.desk.opened(report, THERE).newest.readers} == {PROVINCE}
    hand.page.get_by_role("button", name="Penerusan").click()
    row = hand.page.locator("table tbody tr")
    expect(row).to_contain_text("Serah ke inspektorat lain")
    expect(row).to_contain_text("penerima-02")
    expect(row).to_contain_text("tidak Anda baca lagi")


@pytest.mark.promise("P06")
def test_an_agency_that_the_signed_table_sends_such_cases_away_from_is_not_offered(hand: Hand) -> None:
    hand.desk.file_report(a_report(title=TITLE, rank="inspectorate"), agency=PROVINCE)
    hand.sign_in(THERE)
    begin(hand, "agency")
    option = hand.page.locator("#refer-to option").nth(1)
    expect(option).to_be_disabled()
    expect(option).to_contain_text(f"ditangani Inspektorat {PROVINCE}")


def number_letters(desk: Desk, pattern: str) -> None:
    """Store the regency's pattern for the numbers of letters."""
    agency = AgencyCode(REGENCY)
    rules = msgspec.structs.replace(default_rules(agency), letter_number=pattern)
    stored = StoredRules(agency, 1, desk.clock.today(), ":operator", serialise(rules))
    desk.store.rules.add_rules(stored, an_entry(agency=agency))


def test_an_authority_opens_a_bundle_with_its_own_key_and_stock_age(hand: Hand, tmp_path: Path) -> None:
    report = hand.desk.file_report(a_report(title=TITLE), [("papan.jpg", b"\xff\xd8\xff" + bytes(90_000))])
    recipient = run_node(NEW_KEY, str(tmp_path / "key.txt")).decode().strip()
    number_letters(hand.desk, "700/{no}/ITDA")
    hand.sign_in()
    begin(hand, "authority")
    hand.page.locator("#refer-name").fill("Kejaksaan Negeri")
    hand.page.locator("#refer-number").fill("417")
    hand.page.locator("input[name=refer-way][value=bundle]").check()
    hand.page.locator("#refer-key").fill(recipient)
    hand.page.locator("#refer-told").focus()
    expect(hand.page.get_by_text("Kunci jenis lama")).to_be_visible()
    with hand.page.expect_download() as saved:
        hand.page.get_by_role("button", name="Teruskan dan catat").click()
    saved.value.save_as(tmp_path / "bundle.zip")
    expect(hand.page.get_by_text("Penerusan tercatat")).to_be_visible()
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "out")
    assert names == ["a/01.age", "content.age", "letter.age", "m/0001.age", "manifest.age"]
    run_node(OPEN_ALL, str(tmp_path / "key.txt"), *(str(tmp_path / "out" / name) for name in names))
    plain = {name: (tmp_path / "out" / f"{name}.plain").read_bytes() for name in names}
    assert plain["a/01.age"].startswith(b"\xff\xd8\xff")
    assert TITLE in plain["content.age"].decode()
    manifest = json.loads(plain["manifest.age"])
    kept = hand.desk.store.referrals.of_case(report.name)
    assert kept is not None
    [line] = kept.lines
    assert (line.way, line.recipient, line.reference) == (Way.BUNDLE, "Kejaksaan Negeri", manifest["reference"])
    assert line.reference in plain["letter.age"].decode()
    assert "Nomor: 700/417/ITDA\n" in plain["letter.age"].decode()
    assert "WBS-" not in plain["letter.age"].decode()
    expect(hand.page.locator("code")).to_have_text(str(line.digest))
    assert told(hand, report).to == "Kejaksaan Negeri"


@pytest.mark.promise("P09")
def test_nothing_goes_to_sp4n_lapor_before_the_reporter_agrees_and_then_exactly_that(hand: Hand) -> None:
    desk = hand.desk
    report = desk.file_report(a_report(title=TITLE))
    desk.officer_says(report, StatusBody(status=Status.VERIFIED, class_=MatterClass.NON_SUPERVISORY))
    tag_non_supervisory(desk, report)
    hand.sign_in()
    begin(hand, "lapor")
    hand.page.locator("#refer-title").fill("Jalan rusak")
    hand.page.locator("#refer-content").fill("Jalan rusak. Hubungi 0812 3456 7890.")
    hand.page.locator("#refer-title").focus()
    expect(hand.page.get_by_text("memuat deretan angka")).to_be_visible()
    hand.page.locator("#refer-content").fill("Jalan desa rusak sejak Januari.")
    hand.page.get_by_role("button", name="Minta persetujuan pelapor").click()
    expect(hand.page.get_by_text("Usulan terkirim.")).to_be_visible()
    expect(hand.page.locator(".line .proposal")).to_contain_text("Jalan desa rusak sejak Januari.")
    hand.page.locator("#refer").click()
    hand.page.locator("input[name=door][value=lapor]").check()
    expect(hand.page.get_by_text("Pelapor belum menjawab usulan ini.")).to_be_visible()
    expect(hand.page.locator("#refer-tracking")).to_have_count(0)
    hand.page.get_by_role("button", name="Batal").click()
    agree(desk, report)
    hand.page.get_by_role("button", name="Kotak masuk").first.click()
    begin(hand, "lapor")
    expect(hand.page.locator("dialog .proposal")).to_contain_text("Jalan desa rusak sejak Januari.")
    with hand.page.expect_download() as saved:
        hand.page.get_by_role("button", name="Unduh CSV").click()
    assert '"Jalan desa rusak sejak Januari."' in Path(saved.value.path()).read_text()
    hand.page.get_by_role("button", name="Serahkan ke pengiriman otomatis").click()
    expect(hand.page.get_by_text("Menunggu pengiriman otomatis malam ini.")).to_be_visible()
    assert waiting(desk, report) == ("Jalan rusak", "Jalan desa rusak sejak Januari.")
    hand.page.get_by_role("button", name="Tarik kembali dari pengiriman otomatis").click()
    expect(hand.page.get_by_text("Menunggu pengiriman otomatis malam ini.")).to_have_count(0)
    assert waiting(desk, report) is None
    assert desk.opened(report).epoch == 2  # so that no copy of the text leaves
    hand.page.locator("#refer-tracking").fill("LMW-1001")
    hand.page.get_by_role("button", name="Catat dan beri tahu pelapor").click()
    expect(hand.page.get_by_text("Tercatat dengan nomor pelacakan LMW-1001.")).to_be_visible()
    body = told(hand, report)
    assert (body.to, body.reference) == ("SP4N-LAPOR!", "LMW-1001")


def test_how_a_matter_ended_is_prepared_for_sp4n_lapor_and_noted(hand: Hand) -> None:
    desk = hand.desk
    intake = Intake(channel=IntakeChannel.SP4N_LAPOR, reference="LMW-77", received=desk.clock.today().isoformat())
    report = desk.file_report(a_report(title=TITLE, intake=intake))
    body = StatusBody(status=Status.CLOSED, outcome=Outcome.NOT_PROVEN, letter="Tidak terbukti.")
    desk.officer_says(report, body)
    entry = AuditEntry(AgencyCode(REGENCY), desk.clock.now(), "penerima-01", AuditAction.TAGS_CHANGED)
    desk.store.cases.change_tags(report.name, TagChange(channel=Channel.SP4N_LAPOR), audit=entry)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.locator("#lapor-answer").click()
    expect(hand.page.locator("dialog .mono")).to_have_text("LMW-77")
    text = hand.page.locator("#answer-text")
    expect(text).to_have_value(re.compile("Hasil: Tidak terbukti"))
    text.fill("Selesai. Hubungi 0812 3456 7890.")
    hand.page.get_by_role("button", name="Cetak teks").focus()
    expect(hand.page.get_by_text("memuat deretan angka")).to_be_visible()
    text.fill("Selesai diperiksa.")
    assert look_at(hand.page, "officers/id", "an answer to SP4N-LAPOR", RULES) == []
    hand.page.get_by_role("button", name="Sudah disampaikan; catat").click()
    expect(hand.page.get_by_text("tercatat di register")).to_be_visible()
    expect(hand.page.get_by_text("Selesai diperiksa.")).to_be_visible()
    kept = desk.store.referrals.of_case(report.name)
    assert kept is not None
    assert [line.way for line in kept.lines] == [Way.LAPOR_ANSWER]
