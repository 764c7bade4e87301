"""Reading and writing a case with a real browser; Python's own code stands on the other side."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.browser.desk import PENERIMA, Desk, attachment_named, serve, statuses_of, three_cases
from tests.browser.hand import Hand
from tests.cast import REGENCY, a_report
from tests.investigator.counter import publish
from tests.office import SealedReport
from wbs.cases.model import AttachmentId
from wbs.crypto.bulk import AttachmentReader
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import MatterClass, Outcome, Status, StatusBody, TextBody

TITLE = "Papan proyek dan berita acara"
TRIAGE = {
    "completeness": "yes",
    "national": "no",
    "priority": "high",
    "risk": "medium",
    "category": "procurement",
}


def text_of(opened: Any) -> str:
    assert isinstance(opened.message.body, TextBody)
    return str(opened.message.body.text)


def test_an_attachment_comes_back_to_the_byte_with_its_sha_256(hand: Hand, tmp_path: Path) -> None:
    content = bytes(range(251)) * 30_000  # 7.5 MB: several pieces on every way
    report = hand.desk.file_report(files=[("rekaman rapat.mp4", content), ("kosong.txt", b"")])
    hand.sign_in()
    hand.open_case(TITLE)
    for name, expected in (("rekaman rapat.mp4", content), ("kosong.txt", b"")):
        saved = hand.download(name)
        attachment = attachment_named(report, name)
        assert saved.suggested_filename.endswith(f"_{attachment.id}.{name[-3:]}")
        target = tmp_path / "saved"
        saved.save_as(target)
        assert target.read_bytes() == expected
        digest = hashlib.sha256(expected).hexdigest()
        groups = " ".join(digest[at : at + 8] for at in range(0, 64, 8))
        expect(hand.page.locator(".ev tr", has_text=name).locator(".digest")).to_have_text(groups)


def test_names_that_others_chose_are_shown_as_text_and_never_reach_the_disk(hand: Hand) -> None:
    hand.desk.file_report(
        a_report(title="<img src=x onerror=alert(1)>", what="</dd><script>alert(1)</script>"),
        files=[("foto\u202egpj.exe", b"MZ"), ("<b>tebal</b>.html", b"<script>alert(1)</script>")],
    )
    hand.sign_in()
    hand.open_case("<img src=x")
    expect(hand.page.locator(".ev tbody tr")).to_have_count(2)
    expect(hand.page.locator("main img, main script, main b b, dd script")).to_have_count(0)
    assert "\u202e" not in hand.page.locator(".ev").inner_text()
    for name in ("fotogpj.exe", "<b>tebal</b>.html"):
        saved = hand.download(name)
        assert saved.suggested_filename.endswith(".bin")
        assert "foto" not in saved.suggested_filename
        assert "tebal" not in saved.suggested_filename


@pytest.mark.promise("P09")
def test_a_reply_reaches_the_reporter_verified(hand: Hand) -> None:
    report = hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    hand.reply("Terima kasih.\nKami memeriksa <segera> & seksama.")
    hand.wait_until_sent()
    expect(hand.page.locator(".say.us")).to_contain_text("Kami memeriksa <segera> & seksama.")
    dossier = hand.desk.opened_by_reporter(report)
    assert dossier.findings == ()
    assert [opened.author for opened in dossier.messages] == ["reporter", PENERIMA]
    assert text_of(dossier.messages[1]) == "Terima kasih.\nKami memeriksa <segera> & seksama."
    assert [head.seq for head in dossier.messages[1].message.seen] == [1]


def test_files_of_an_officer_reach_the_reporter_to_the_byte(hand: Hand) -> None:
    report = hand.desk.file_report()
    contents = {"surat tugas.pdf": b"%PDF-1.7 " * 300_000, "kosong.bin": b""}
    hand.sign_in()
    hand.open_case(TITLE)
    files: list[FilePayload] = [
        {"name": name, "mimeType": "application/pdf", "buffer": content} for name, content in contents.items()
    ]
    hand.page.locator("#reply-files").set_input_files(files)
    expect(hand.page.locator(".files li")).to_have_count(2)
    hand.send_reply()
    hand.wait_until_sent()
    attachments = hand.desk.opened_by_reporter(report).messages[1].message.attachments
    assert {attachment.name for attachment in attachments} == set(contents)
    for attachment in attachments:
        stored = hand.desk.store.cases.attachment(report.name, AttachmentId(from_b64url(attachment.id)))
        assert stored is not None
        reader = AttachmentReader(from_b64url(attachment.id), from_b64url(attachment.key), attachment.size)
        plain = b"".join(reader.update(chunk) for chunk in stored) + reader.finalize()
        assert plain == contents[attachment.name]


def test_a_step_is_a_signed_message_and_brings_its_triage_and_tags_and_a_head_gives_it_more_time(hand: Hand) -> None:
    hand.desk.change_roles_in_directory(PENERIMA, ["receiver", "head"])
    publish(hand.desk)
    report = hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    hand.begin_step("Verifikasi dan tetapkan kadar")
    hand.send_step()
    expect(hand.page.get_by_role("alert")).to_have_text("Jawab semua pertanyaan telaah")
    for name, value in TRIAGE.items():
        hand.page.locator(f"#step-{name}").select_option(value)
    hand.page.locator("#step-loss").fill("1250000000")
    hand.send_step()
    expect(hand.page.get_by_role("alert")).to_have_text("Pilih kadar pengawasannya")
    hand.page.locator("#step-class").select_option("supervisory")
    hand.page.locator("#step-text").fill("Kami telaah.")
    hand.send_step()
    hand.wait_until_taken()
    expect(hand.page.locator(".side .big")).to_have_text("Diverifikasi")
    dossier = hand.desk.opened_by_reporter(report)
    [_, told] = dossier.messages
    assert told.message.body == StatusBody(status=Status.VERIFIED, text="Kami telaah.", class_=MatterClass.SUPERVISORY)
    history = hand.desk.store.cases.history(report.name)
    assert history is not None
    assert (history.status, history.tags.matter_class) == (Status.VERIFIED, MatterClass.SUPERVISORY)
    assert history.tags.category == "procurement"
    [_, note] = hand.page.locator(".notes li").all()
    expect(note).to_contain_text("1.250.000.000")
    assert "1250000000" not in str(told.message.body)
    extend(hand, report)


def extend(hand: Hand, report: SealedReport) -> None:
    """Give a case more time as its head, who may do so once and says why to the reporter; its class is told again."""
    until = hand.page.locator("#extend-until")
    button = hand.page.locator("[aria-labelledby=part-extend] button.go")
    button.click()
    expect(until).to_be_focused()
    longest = until.get_attribute("max") or ""
    until.fill(longest)
    hand.page.locator("#extend-reason").select_option("expert")
    hand.page.locator("#extend-text").fill("Ahli konstruksi memeriksa volume.")
    button.click()
    expect(until).to_have_count(0)
    told = hand.desk.opened_by_reporter(report).messages[-1].message.body
    text = "Ahli konstruksi memeriksa volume."
    assert told == StatusBody(
        status=Status.VERIFIED, class_=MatterClass.SUPERVISORY, reason="expert", until=longest, text=text
    )
    history = hand.desk.store.cases.history(report.name)
    assert history is not None
    assert [(one.until.isoformat(), one.officer) for one in history.extensions] == [(longest, "penerima-01")]


def test_a_case_is_finished_with_a_letter_that_the_reporter_gets_as_it_was_signed(hand: Hand) -> None:
    report = hand.desk.file_report()
    hand.desk.officer_says(report, StatusBody(status=Status.VERIFIED, class_=MatterClass.SUPERVISORY))
    hand.sign_in()
    hand.open_case(TITLE)
    hand.begin_step("Selesaikan dengan surat")
    hand.page.locator("#step-outcome").select_option("not-enough-evidence")
    hand.page.locator("#letter-number").fill("700/45/IRBANSUS")
    hand.page.locator("#letter-grounds").fill("Papan proyek dan berita acara telah diperiksa.")
    letter = hand.page.locator("#letter-text")
    expect(letter).to_have_value(re.compile("700/45/IRBANSUS"))
    for words in ("Tidak cukup bukti", "berita acara telah diperiksa", "10 hari kerja", "ombudsman.go.id", "Inspektur"):
        expect(letter).to_have_value(re.compile(words))
    letter.press("Control+End")
    letter.type("\nNIP 19700101")
    hand.page.locator("#letter-number").fill("700/46/IRBANSUS")
    expect(letter).to_have_value(re.compile("700/45/IRBANSUS"))
    signed = letter.input_value()
    hand.send_step()
    hand.page.keyboard.press("Escape")
    expect(hand.page.get_by_role("dialog")).to_have_count(0)
    assert statuses_of(hand.desk.opened_by_reporter(report)) == [Status.VERIFIED]
    hand.send_step()
    hand.page.get_by_role("dialog").get_by_role("button", name="Ya, kirim").click()
    hand.wait_until_taken()
    body = hand.desk.opened_by_reporter(report).messages[-1].message.body
    assert body == StatusBody(status=Status.CLOSED, outcome=Outcome.NOT_ENOUGH_EVIDENCE, letter=signed.strip())
    history = hand.desk.store.cases.history(report.name)
    assert history is not None
    assert history.tags.outcome is Outcome.NOT_ENOUGH_EVIDENCE
    expect(hand.page.locator(".letter pre")).to_have_text(signed.strip(), use_inner_text=False)
    expect(hand.page.locator(".steps .sbtn")).to_have_text(["Buka kembali"])


def test_a_step_that_meets_a_colleagues_end_is_not_sent(hand: Hand) -> None:
    report = hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    hand.begin_step("Tunda")
    hand.page.locator("#step-reason").select_option("expert")
    hand.page.locator("#step-until").fill("2027-03-01")
    ended = StatusBody(status=Status.NOT_ACTIONABLE, reason="too-little", text="Tidak ada yang dapat diperiksa.")
    hand.desk.officer_says(report, ended)
    hand.send_step()
    expect(hand.page.get_by_text("Langkah ini tidak lagi cocok").first).to_be_visible()
    assert statuses_of(hand.desk.opened_by_reporter(report)) == [Status.NOT_ACTIONABLE]
    expect(hand.page.locator(".steps .sbtn")).to_have_text(["Buka kembali"])


def test_a_reply_that_meets_a_newer_one_of_the_same_officer_is_signed_again(hand: Hand) -> None:
    report = hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    hand.desk.officer_says(report, TextBody(text="Dari komputer lain."))
    hand.reply("Dari peramban.")
    hand.wait_until_sent()
    dossier = hand.desk.opened_by_reporter(report)
    assert dossier.findings == ()
    assert [text_of(opened) for opened in dossier.messages[1:]] == ["Dari komputer lain.", "Dari peramban."]


def test_leaving_unsent_text_asks_first(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.locator("#reply-text").fill("Belum selesai")
    hand.page.go_back()
    hand.page.get_by_role("dialog").get_by_role("button", name="Lanjut menulis").click()
    expect(hand.page.locator("#reply-text")).to_have_value("Belum selesai")
    hand.page.locator(".crumb").get_by_role("button", name="Kotak masuk").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Buang").click()
    hand.wait_for_titles()


def test_an_officer_whose_role_does_not_reply_reads_only(hand: Hand) -> None:
    hand.desk.file_report()
    hand.desk.change_roles_in_directory(PENERIMA, ["protection"])
    publish(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    closed = hand.page.locator(".outer .note")
    expect(closed).to_have_text("Peran Anda membaca perkara ini, tetapi tidak membalas.")
    expect(hand.page.locator("#reply-text")).to_have_count(0)


def lie(page: Page, pattern: str, change: Callable[[Any], None]) -> None:
    """Let the server's answers be changed on their way."""

    def handle(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        change(body)
        route.fulfill(response=answer, body=json.dumps(body))

    page.route(pattern, handle)


def flipped(text: str) -> str:
    """Change one bit in the middle of base64url bytes."""
    raw = bytearray(from_b64url(text))
    raw[len(raw) // 2] ^= 1
    return b64url(bytes(raw))


def withhold(body: Any) -> None:
    body["messages"] = [message for message in body["messages"] if (message["author"], message["seq"]) != (PENERIMA, 2)]


def alter(body: Any) -> None:
    body["messages"][-1]["sealed"] = flipped(body["messages"][-1]["sealed"])


def repeat(body: Any) -> None:
    body["messages"].append({**body["messages"][1], "seq": 9})


def move(body: Any) -> None:
    body["messages"][-1]["seq"] += 1


def change_status(body: Any) -> None:
    body["status"] = "closed"


@pytest.mark.promise("P08")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (withhold, "Ada pesan yang hilang"),
        (alter, "Pesan ini tidak terbuka"),
        (repeat, "Pesan ini ada dua kali"),
        (move, "Pesan ini dari tempat lain"),
        (change_status, "Server menyatakan “Selesai”"),
    ],
)
def test_what_the_server_does_to_messages_is_said_in_words(
    hand: Hand, change: Callable[[Any], None], words: str
) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/cases/*/*", change)
    hand.sign_in()
    hand.open_case(TITLE)
    expect(hand.page.locator("main")).to_contain_text(words)
    expect(hand.page.get_by_text("Rantai utuh")).to_have_count(1 if change is change_status else 0)


def forge_grant(body: Any) -> None:
    body["rows"][0]["grants"] = body["rows"][1]["grants"]


def break_record(body: Any) -> None:
    record = body["rows"][0]["records"][0]
    record["envelope"] = flipped(record["envelope"])


def swap_summary(body: Any) -> None:
    body["rows"][0]["summary"] = body["rows"][1]["summary"]


def rename(body: Any) -> None:
    body["rows"][0]["case"] = body["rows"][1]["case"][::-1]


@pytest.mark.promise("P02")
@pytest.mark.parametrize("change", [forge_grant, break_record, swap_summary, rename])
def test_a_case_that_cannot_be_proved_is_a_row_that_says_so_and_the_others_open(
    hand: Hand, change: Callable[[Any], None]
) -> None:
    three_cases(hand.desk)
    lie(hand.page, "**/api/v1/inbox*", change)
    hand.sign_in()
    expect(hand.page.locator(".refused")).to_have_count(1)
    hand.wait_for_titles()
    assert len([title for title in hand.titles() if title != "Perkara ini tidak dapat dibuktikan"]) == 2


def test_a_server_cannot_pass_one_case_off_as_another(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    others = hand.page.evaluate(
        "async () => (await (await fetch('/api/v1/inbox')).json()).rows.map(({agency, case: id}) => [agency, id])"
    )

    def other_case(route: Route) -> None:
        asked = route.request.url.rsplit("/", 1)[-1]
        agency, case = next(name for name in others if name[1] != asked)
        route.fulfill(response=route.fetch(url=f"{hand.origin}/api/v1/cases/{agency}/{case}"))

    hand.page.route("**/api/v1/cases/*/*", other_case)
    hand.page.get_by_role("button", name=TITLE).click()
    expect(hand.page.locator("h1")).to_have_text("Perkara ini tidak dapat dibuktikan")


@pytest.mark.promise("P05")
def test_documents_that_do_not_fit_the_anchor_stop_the_sign_in(hand: Hand) -> None:
    def other_roots(body: Any) -> None:
        body["roots"]["00"] = body["roots"][REGENCY]

    lie(hand.page, "**/api/v1/documents", other_roots)
    hand.open()
    hand.fill(hand.desk.credentials())
    hand.submit()
    expect(hand.page.locator(".wrong")).to_contain_text("tidak cocok dengan catatan di kunci Anda")
    hand.expect_no_worker()


@pytest.mark.promise("P05")
def test_a_directory_older_than_the_officer_has_seen_stops_the_sign_in(page: Page, tmp_path: Path) -> None:
    desk = Desk(tmp_path, remembered=2)
    with serve(desk) as served:
        hand = Hand(page, served)
        hand.open()
        hand.fill(desk.credentials())
        hand.submit()
        expect(page.locator(".wrong")).to_contain_text("tidak cocok dengan catatan di kunci Anda")
    desk.close()


def test_an_altered_attachment_is_not_saved(hand: Hand) -> None:
    hand.desk.file_report(files=[("foto.jpg", bytes(100_000))])

    def alter_bytes(route: Route) -> None:
        answer = route.fetch()
        body = bytearray(answer.body())
        body[-20_000] ^= 1
        route.fulfill(response=answer, body=bytes(body))

    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.route("**/attachments/*", alter_bytes)
    saved: list[object] = []
    hand.page.on("download", lambda download: saved.append(download))  # noqa: PLW0108 - a built-in cannot listen
    hand.page.get_by_role("button", name="Unduh: foto.jpg").click()
    expect(hand.page.locator(".told")).to_contain_text("Berkas tidak lolos pemeriksaan.")
    assert saved == []


def test_a_cut_off_attachment_is_not_saved(hand: Hand) -> None:
    hand.desk.file_report(files=[("foto.jpg", bytes(100_000))])

    def cut(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(status=200, content_type="application/octet-stream", body=answer.body()[: 56 + 2 * 16_400])

    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.route("**/attachments/*", cut)
    hand.page.get_by_role("button", name="Unduh: foto.jpg").click()
    expect(hand.page.locator(".told")).to_contain_text("Berkas tidak lolos pemeriksaan.")


def test_an_unreachable_server_is_said_and_nothing_typed_is_lost(hand: Hand) -> None:
    hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.route("**/messages", lambda route: route.abort())
    hand.reply("Tetap di sini")
    expect(hand.page.locator(".error")).to_contain_text("Server tidak terjangkau.")
    expect(hand.page.locator("#reply-text")).to_have_value("Tetap di sini")
    hand.page.unroute("**/messages")
    hand.send_reply()
    hand.wait_until_sent()


def test_reading_marks_a_case_read_for_this_officer_alone(hand: Hand) -> None:
    hand.desk.file_report()
    hand.sign_in()
    expect(hand.page.locator(".list .tag")).to_have_text("Baru")
    hand.open_case(TITLE)
    hand.page.locator(".crumb").get_by_role("button", name="Kotak masuk").click()
    hand.wait_for_titles()
    expect(hand.page.locator(".list .tag")).to_have_count(0)
    hand.page.locator("#lock").click()
    hand.sign_in(f"{REGENCY}/penerima-02")
    expect(hand.page.locator(".list .tag")).to_have_text("Baru")


def test_a_download_that_is_stopped_saves_nothing(hand: Hand) -> None:
    hand.desk.file_report(files=[("foto.jpg", bytes(100_000))])
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.route("**/attachments/*", lambda _: None)
    hand.page.get_by_role("button", name="Unduh: foto.jpg").click()
    hand.page.locator(".ev").get_by_role("button", name="Batal").click()
    expect(hand.page.locator(".told")).to_have_text("Dihentikan. Tidak ada yang disimpan.")
    hand.page.unroute("**/attachments/*")
    assert hand.download("foto.jpg").path().read_bytes() == bytes(100_000)


def test_sending_that_is_stopped_sends_nothing_and_keeps_text_and_files(hand: Hand) -> None:
    report = hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    file: FilePayload = {"name": "besar.bin", "mimeType": "", "buffer": bytes(3_000_000)}
    hand.page.locator("#reply-files").set_input_files(file)
    hand.page.route("**/uploads/*/1", lambda _: None)
    hand.reply("Dengan berkas")
    expect(hand.page.locator(".work-panel")).to_contain_text("disegel dan terkirim")
    hand.page.locator(".work-panel").get_by_role("button", name="Batal").click()
    expect(hand.page.locator(".error")).to_contain_text("Tidak ada yang terkirim")
    expect(hand.page.locator("#reply-text")).to_have_value("Dengan berkas")
    expect(hand.page.locator(".files li")).to_have_count(1)
    assert len(hand.desk.opened_by_reporter(report).messages) == 1
    hand.page.unroute("**/uploads/*/1")
    hand.send_reply()
    hand.wait_until_sent()


def test_flaws_are_said_before_anything_is_sent(hand: Hand) -> None:
    hand.desk.file_report()
    hand.sign_in()
    hand.open_case(TITLE)
    hand.send_reply()
    expect(hand.page.locator(".outer .error")).to_have_text("Tulis balasan atau pilih berkas")
    files: list[FilePayload] = [{"name": f"{n}.bin", "mimeType": "", "buffer": b"x"} for n in range(11)]
    hand.page.locator("#reply-files").set_input_files(files)
    hand.send_reply()
    expect(hand.page.locator(".outer .error")).to_have_text("Pilih paling banyak 10 berkas")
    hand.page.get_by_role("button", name="Buang 0.bin").click()
    expect(hand.page.locator(".files li")).to_have_count(10)


def test_a_second_page_of_the_inbox_is_one_step_away_and_back(hand: Hand) -> None:
    for number in range(52):
        hand.desk.file_report(a_report(title=f"Laporan {number:02}"))
        hand.desk.clock.pass_time(days=1)
    hand.sign_in()
    expect(hand.page.get_by_text("1 sampai 50 dari 52")).to_be_visible()
    assert len(hand.titles()) == 50
    hand.page.get_by_role("button", name="Berikutnya").click()
    expect(hand.page.get_by_text("51 sampai 52 dari 52")).to_be_visible()
    hand.wait_for_titles()
    assert sorted(hand.titles()) == ["Laporan 50", "Laporan 51"]
    hand.page.get_by_role("button", name="Sebelumnya").click()
    expect(hand.page.get_by_text("1 sampai 50 dari 52")).to_be_visible()
    hand.wait_for_titles()
    rows = hand.page.locator(".list .open")
    hand.page.locator("#search").fill("laporan 07")
    expect(rows).to_have_text(["Laporan 07"])
    hand.page.locator("#search").fill("tidak ada yang begini")
    hand.page.get_by_role("button", name="Hapus pencarian").click()
    expect(rows).to_have_count(50)


def test_a_lost_worker_locks_the_page(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.page.workers[0].evaluate("() => { setTimeout(() => { throw new Error('lost'); }); }")
    expect(hand.page.get_by_text("Bagian halaman ini yang menyimpan kunci Anda berhenti.")).to_be_visible()
