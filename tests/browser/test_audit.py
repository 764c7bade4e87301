"""An auditor's visit: entries proved in the browser, a checkpoint counted, signed, kept; what a tampered log shows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.hand import Hand
from tests.browser.node import run_node
from tests.cast import REGENCY, Person
from tests.looks import look_at
from tests.store.raw import raw
from tests.store.test_tampering import disarm, run
from wbs.cases.log.audit import serialise_entry
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseId
from wbs.cli.checkpoints import make_checkpoints
from wbs.crypto.checkpoint import parse_note
from wbs.crypto.directory import Role
from wbs.crypto.witness import log_origin, witnesses_of

pytestmark = pytest.mark.promise("P17")

AUDITOR = f"{REGENCY}/auditor-01"
CASE = CaseId("m" * 51 + "a")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SIZE = 130


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "data"
    folder.mkdir()
    made = Desk(folder, [Person(REGENCY, "auditor-01", frozenset({Role.AUDITOR}), "Auditor")])
    for n in range(SIZE):
        officer = "penelaah-01" if n == 7 else "penerima-01"
        made.store.audit.append(AuditEntry(AgencyCode(REGENCY), made.clock.now(), officer, AuditAction.CASE_READ, CASE))
    make_checkpoints(made.store, made.clock)
    yield made
    made.close()


def enter(hand: Hand) -> None:
    hand.open()
    hand.fill(hand.desk.credentials(AUDITOR))
    hand.submit()
    expect(hand.page.locator("h1")).to_have_text("Jejak audit")
    expect(hand.page.locator(".trail tbody tr").first).to_be_visible()


def press(hand: Hand, name: str) -> None:
    hand.page.get_by_role("button", name=name, exact=True).click()


def forge(desk: Desk, place: int) -> None:
    """Write another entry in a place, under the hash of the one that stood there."""
    entry = serialise_entry(
        AuditEntry(AgencyCode(REGENCY), desk.clock.now(), "penerima-02", AuditAction.CASE_READ, CASE)
    )
    change = run(
        "UPDATE audit_entries SET entry = :entry WHERE place = :place",
        entry=entry,
        place=place,
    )
    with raw(desk.url) as connection:
        disarm(connection)
        change(connection)


def test_an_auditor_proves_signs_and_keeps_a_checkpoint(hand: Hand, tmp_path: Path) -> None:
    enter(hand)
    page, desk = hand.page, hand.desk
    rows = page.locator(".trail tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text("Belum tercakup titik periksa")
    expect(rows.nth(20)).to_contain_text("Terbukti")
    faults = look_at(page, "officer/id", "audit", RULES)
    press(hand, "Catatan lebih lama")
    expect(rows).to_have_count(100)
    page.locator("#audit-officer").select_option("penelaah-01")
    press(hand, "Cari")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Petugas")
    expect(page.get_by_role("button", name="Tandatangani", exact=True)).to_have_count(0)
    press(hand, "Hitung ulang semua catatan")
    expect(page.get_by_text("Semua catatan cocok dengan titik periksa")).to_be_visible()
    press(hand, "Tandatangani")
    faults += look_at(page, "officer/id", "audit-sign", RULES)
    page.locator("dialog").get_by_role("button", name="Tandatangani", exact=True).click()
    expect(page.locator(".sum")).to_contain_text("Petugas auditor-01")
    faults += look_at(page, "officer/id", "audit-signed", RULES)
    press(hand, "English")
    expect(page.locator("h1")).to_have_text("Audit trail")
    faults += look_at(page, "officer/en", "audit-signed", RULES)
    with page.expect_download() as saved:
        press(hand, "Save as a file")
    kept = tmp_path / "kept.txt"
    saved.value.save_as(kept)
    checkpoint, signatures = parse_note(kept.read_text(encoding="utf-8"))
    book = desk.world.book()
    witnesses, others = witnesses_of(book, checkpoint, signatures)
    assert (checkpoint.origin, checkpoint.size) == (log_origin(book, REGENCY), SIZE)
    assert ([one.name for one in witnesses], others) == ([AUDITOR], [])
    with page.expect_download() as exported:
        press(hand, "Download all entries (JSON Lines)")
    lines = tmp_path / "log.jsonl"
    exported.value.save_as(lines)
    found = [json.loads(line)["action"] for line in lines.read_bytes().splitlines()]
    assert found == ["case-read"] * SIZE + ["sign-in"]
    actions = [json.loads(entry)["action"] for entry in desk.store.audit.entries(AgencyCode(REGENCY), SIZE, 100)]
    assert actions == ["sign-in", "audit-read", "checkpoint-signed", "audit-exported"]
    assert faults == []


def test_a_tampered_log_is_neither_shown_nor_signed(hand: Hand) -> None:
    desk = hand.desk
    kept = desk.store.audit.checkpoints(AgencyCode(REGENCY), 1)[0]
    forge(desk, SIZE - 10)
    enter(hand)
    page = hand.page
    expect(page.locator(".trail .refused")).to_have_count(1)
    expect(page.get_by_text("Ada catatan yang tidak terbukti")).to_be_visible()
    expect(page.locator(".trail")).not_to_contain_text("penerima-02")
    press(hand, "Hitung ulang semua catatan")
    expect(page.get_by_text("Catatan tidak cocok dengan titik periksa")).to_be_visible()
    faults = look_at(page, "officer/id", "audit-tampered", RULES)
    later = f"{log_origin(desk.world.book(), REGENCY)}\n{kept.size + 500}\n{'A' * 43}=\n"
    page.locator("#kept").fill(later)
    press(hand, "Bandingkan")
    expect(page.get_by_text("Jejak audit lebih pendek")).to_be_visible()
    other = f"{log_origin(desk.world.book(), REGENCY)}\n{SIZE - 5}\n{'A' * 43}=\n"
    page.locator("#kept").fill(other)
    press(hand, "Bandingkan")
    expect(page.get_by_text("Jejak audit diubah")).to_be_visible()
    expect(page.get_by_role("button", name="Tandatangani", exact=True)).to_have_count(0)
    assert faults == []


def test_every_act_in_the_log_has_words_in_both_languages() -> None:
    script = """
        import { audit as id } from "./src/officer/words/audit.id.js";
        import { audit as en } from "./src/officer/words/audit.en.js";
        console.log(JSON.stringify([Object.keys(id.actions), Object.keys(en.actions)]));
    """
    for known in json.loads(run_node(script)):
        assert set(known) == {action.value for action in AuditAction}
