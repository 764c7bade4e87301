"""The export: a bundle in its one spelling, opened by a stock age program with the case key, and by nothing else."""

import hashlib
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.desk import three_cases
from tests.browser.hand import Hand
from tests.browser.node import run_node
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import Message
from wbs.crypto.records import case_number
from wbs.crypto.signing import Unverified
from wbs.crypto.unseal import unseal

TITLE = "Papan proyek dan berita acara"
OPEN_ALL = """
    import { readFileSync, writeFileSync } from "node:fs";
    import { Decrypter } from "age-encryption";
    const [keyFile, ...files] = process.argv.slice(1);
    const key = readFileSync(keyFile, "utf-8").split("\\n").find((line) => line.startsWith("AGE-SECRET-KEY-PQ-1"));
    for (const file of files) {
        const decrypter = new Decrypter();
        decrypter.addIdentity(key);
        writeFileSync(`${file}.plain`, await decrypter.decrypt(new Uint8Array(readFileSync(file))));
    }
"""


def export(hand: Hand, folder: Path) -> tuple[Path, Path]:
    """Export the case that is open; give the bundle and the key's file."""
    hand.page.get_by_role("button", name="Ekspor berkas perkara").click()
    with hand.page.expect_download() as bundle:
        hand.page.get_by_role("button", name="Buat ekspor").click()
    assert bundle.value.suggested_filename.endswith(".zip")
    bundle.value.save_as(folder / "export.zip")
    expect(hand.page.get_by_role("dialog")).to_contain_text("membaca seluruh perkara, tanpa masuk dan tanpa jejak")
    with hand.page.expect_download() as key:
        hand.page.get_by_role("button", name="Unduh kunci").click()
    key.value.save_as(folder / "key.txt")
    return folder / "export.zip", folder / "key.txt"


def test_every_part_of_an_export_opens_with_stock_age_and_the_case_key(hand: Hand, tmp_path: Path) -> None:
    running = three_cases(hand.desk)[1]
    hand.sign_in()
    hand.open_case(TITLE)
    bundle, key = export(hand, tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        archive.extractall(tmp_path)
    sealed = [tmp_path / name for name in names if name.endswith(".age")]
    run_node(OPEN_ALL, str(key), *map(str, sealed))
    contents = json.loads((tmp_path / "case.json").read_text())
    dossier = hand.desk.opened(running)
    assert [entry["digest"] for entry in contents["messages"]] == [opened.digest for opened in dossier.messages]
    for entry, opened in zip(contents["messages"], dossier.messages, strict=True):
        plain = (tmp_path / f"{entry['file']}.plain").read_bytes()
        assert Unverified(plain).unsafe_peek(Message) == opened.message
    sizes = {item.id: item.size for opened in dossier.messages for item in opened.message.attachments}
    assert {entry["id"] for entry in contents["attachments"]} == set(sizes)
    for entry in contents["attachments"]:
        assert len((tmp_path / f"{entry['file']}.plain").read_bytes()) == sizes[entry["id"]]
    assert (tmp_path / "a" / "01.age.plain").read_bytes().startswith(b"\xff\xd8\xff")
    case_key = CasePrivateKey.parse(key.read_text().strip().split("\n")[-1])
    assert contents["case_key"] == case_key.public.text
    assert unseal(case_key, sealed[0].read_bytes()) == (tmp_path / f"{names[0]}.plain").read_bytes()


def test_a_bundle_has_its_one_spelling(hand: Hand, tmp_path: Path) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    bundle, _ = export(hand, tmp_path)
    raw = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert names[:3] == ["a/01.age", "a/02.age", "a/03.age"]
        at = 0
        for entry in archive.infolist():
            assert (entry.compress_type, entry.flag_bits, entry.extra, entry.comment) == (0, 0, b"", b"")
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.header_offset == at
            local = struct.unpack_from("<4s5H3I2H", raw, at)
            assert local[6:9] == (entry.CRC, entry.file_size, entry.file_size)
            at += 30 + len(entry.filename) + entry.file_size
        assert archive.comment == b""
    assert b"Papan proyek" not in raw
    assert b"papan-proyek.jpg" not in raw


@pytest.mark.promise("P17")
def test_an_export_is_noted_before_anything_is_given_out(hand: Hand, tmp_path: Path) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)
    order: list[str] = []
    hand.page.on("request", lambda request: order.append(request.url.rsplit("/", 2)[-2:][0] + "/" + request.url[-8:]))
    export(hand, tmp_path)
    assert order[0].endswith("exported")
    assert any(b"case-exported" in entry for entry in hand.desk.entries())


def test_a_file_that_does_not_pass_stops_the_whole_export(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.sign_in()
    hand.open_case(TITLE)

    def alter(route: Route) -> None:
        answer = route.fetch()
        body = bytearray(answer.body())
        body[-1] ^= 1
        route.fulfill(response=answer, body=bytes(body))

    hand.page.route("**/attachments/*", alter)
    saved: list[Any] = []
    hand.page.on("download", lambda download: saved.append(download))  # noqa: PLW0108 - a built-in cannot listen
    hand.page.get_by_role("button", name="Ekspor berkas perkara").click()
    hand.page.get_by_role("button", name="Buat ekspor").click()
    expect(hand.page.get_by_role("dialog")).to_contain_text("Ada berkas yang tidak lolos pemeriksaan")
    assert saved == []


def test_the_export_holds_what_was_sent_to_the_byte(hand: Hand, tmp_path: Path) -> None:
    content = hashlib.sha256(b"seed").digest() * 100_000  # 3.2 MB: many chunks of either format
    hand.desk.file_report(files=[("rekaman.mp4", content)])
    hand.sign_in()
    hand.open_case(TITLE)
    bundle, key = export(hand, tmp_path)
    with zipfile.ZipFile(bundle) as archive:
        sealed = archive.read("a/01.age")
    assert unseal(CasePrivateKey.parse(key.read_text().strip().split("\n")[-1]), sealed) == content


PICKER = """
    window.asked = [];
    window.showSaveFilePicker = async (options) => {
        window.asked.push([options.suggestedName, navigator.userActivation.isActive]);
        const folder = await navigator.storage.getDirectory();
        return folder.getFileHandle("picked.zip", { create: true });
    };
    window.names = async () => {
        const names = [];
        for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
        return names;
    };
    window.picked = async () => {
        const names = await window.names();
        if (names.length === 0) return [names, ""];
        const folder = await navigator.storage.getDirectory();
        const file = await (await folder.getFileHandle("picked.zip")).getFile();
        const bytes = new Uint8Array(await file.arrayBuffer());
        return [names, Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")];
    };
"""
"""Nobody can answer a file picker without a screen: a file of the browser's own stands in for the one picked, written
by the same calls. The page under test stores nothing there itself."""
FAILING = """
    const pick = window.showSaveFilePicker;
    window.showSaveFilePicker = async (options) => {
        const file = await pick(options);
        const create = file.createWritable.bind(file);
        file.createWritable = async () => {
            %s
        };
        return file;
    };
"""
FULL = """
    const writer = await create();
    writer.write = async () => { throw new DOMException("", "QuotaExceededError"); };
    return writer;
"""
LOST = 'throw new DOMException("", "NotAllowedError");'
NOT_WHOLE = """
    const writer = await create();
    writer.close = async () => { throw new DOMException("", "InvalidStateError"); };
    return writer;
"""


def begin(hand: Hand, *scripts: str) -> None:
    """Open the case and its export in a page whose picker is answered."""
    for script in (PICKER, *scripts):
        hand.page.add_init_script(script)
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.get_by_role("button", name="Ekspor berkas perkara").click()
    hand.page.get_by_role("button", name="Buat ekspor").click()


def picked(hand: Hand) -> tuple[list[str], bytes]:
    names, content = hand.page.evaluate("window.picked()")
    return names, bytes.fromhex(content)


def wait_until(hand: Hand, condition: str) -> None:
    """Wait for something of the page; its policy lets no text become code later, so it looks again by itself."""
    hand.page.evaluate(f"async () => {{ while (!({condition})) await new Promise((done) => setTimeout(done, 20)); }}")


def test_an_export_into_a_picked_file_is_the_same_bundle(hand: Hand, tmp_path: Path) -> None:
    content = hashlib.sha256(b"seed").digest() * 300_000  # 9.6 MB: several writes, headers written behind them
    report = hand.desk.file_report(files=[("rekaman.mp4", content), ("kecil.txt", b"x")])
    begin(hand)
    dialog = hand.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Ekspor tersimpan di berkas yang Anda pilih.")
    with hand.page.expect_download() as key:
        hand.page.get_by_role("button", name="Unduh kunci").click()
    case_key = CasePrivateKey.parse(Path(key.value.path()).read_text().strip().split("\n")[-1])
    names, raw = picked(hand)
    assert names == ["picked.zip"]
    (tmp_path / "export.zip").write_bytes(raw)
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a/01.age", "a/02.age", "case.json", "m/0001.age"]
        assert unseal(case_key, archive.read("a/01.age")) == content
    assert hand.page.evaluate("window.asked") == [[f"{case_number(report.name.case)}.zip", True]]


def test_a_hundred_attachments_stand_in_their_order(hand: Hand, tmp_path: Path) -> None:
    files = [(f"{n}.txt", str(n).encode()) for n in range(8)]
    report = hand.desk.file_report(files=files)
    for at in range(8, 104, 8):
        hand.desk.reporter_says(report, "Lagi.", [(f"{n}.txt", str(n).encode()) for n in range(at, at + 8)])
    hand.sign_in()
    hand.open_case(TITLE)
    bundle, key = export(hand, tmp_path)
    case_key = CasePrivateKey.parse(key.read_text().strip().split("\n")[-1])
    with zipfile.ZipFile(bundle) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        listed = json.loads(archive.read("case.json"))["attachments"]
        contents = [unseal(case_key, archive.read(entry["file"])) for entry in listed]
    assert contents == [str(n).encode() for n in range(104)]


@pytest.mark.parametrize(
    ("failure", "words"),
    [(FULL, "Penyimpanan penuh."), (LOST, "tidak dapat ditulis"), (NOT_WHOLE, "tidak dapat ditulis")],
)
def test_a_file_that_cannot_be_written_is_said_and_nothing_is_left(hand: Hand, failure: str, words: str) -> None:
    three_cases(hand.desk)
    begin(hand, FAILING % failure)
    dialog = hand.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text(words)
    expect(dialog.get_by_role("button", name="Unduh kunci")).to_have_count(0)
    assert picked(hand) == ([], b"")


def test_a_picker_that_was_closed_exports_nothing_and_notes_nothing(hand: Hand) -> None:
    three_cases(hand.desk)
    begin(hand, 'window.showSaveFilePicker = async () => { throw new DOMException("", "AbortError"); };')
    expect(hand.page.get_by_role("dialog")).to_contain_text("Dihentikan. Tidak ada yang disimpan.")
    assert not any(b"case-exported" in entry for entry in hand.desk.entries())


def leave_open(_route: Route) -> None:
    """Let a file never come."""


def test_an_export_that_is_stopped_leaves_no_file(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.page.route("**/attachments/*", leave_open)
    begin(hand)
    wait_until(hand, "window.asked.length === 1")
    expect(hand.page.locator("dialog progress")).to_be_visible()
    assert hand.page.evaluate("window.names()") != []
    hand.page.get_by_role("dialog").get_by_role("button", name="Batal").click()
    wait_until(hand, "(await window.names()).length === 0")


def test_a_file_that_does_not_pass_leaves_no_file(hand: Hand) -> None:
    three_cases(hand.desk)

    def cut(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body()[:-1])

    hand.page.route("**/attachments/*", cut)
    begin(hand)
    expect(hand.page.get_by_role("dialog")).to_contain_text("Ada berkas yang tidak lolos pemeriksaan")
    assert picked(hand) == ([], b"")


def test_a_lock_in_the_middle_of_an_export_leaves_no_file(hand: Hand) -> None:
    three_cases(hand.desk)
    hand.page.route("**/attachments/*", leave_open)
    begin(hand)
    wait_until(hand, "window.asked.length === 1")
    expect(hand.page.locator("dialog progress")).to_be_visible()
    hand.page.evaluate("document.querySelector('#lock').click()")
    expect(hand.page.locator("#passphrase")).to_be_visible()
    wait_until(hand, "(await window.names()).length === 0")
