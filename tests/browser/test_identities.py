"""An identity is opened by two browsers: an officer's, which asks, and the custodian's, which never shows it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PENERIMA, Desk, Served
from tests.browser.hand import Hand
from tests.cast import REGENCY, Person, a_report, recipients
from tests.looks import look_at
from tests.office import SealedReport
from wbs.cases.model import AgencyCode, CaseId, CaseName, KeyDigest
from wbs.cases.reporters.keeping import new_case
from wbs.crypto.compose import compose_case
from wbs.crypto.directory import Custodian, Role
from wbs.crypto.messages import SealedBy, TextBody
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Contact, IdentityMode

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
KEEPER = f"{REGENCY}/penyimpan"
TITLE = "Perjalanan dinas fiktif"
CONTACT = Contact(name="Siti Contoh Rahasia", phone="0812 0000 0000")
REASON = "Pelapor meminta perlindungan LPSK."


class House(Desk):
    """A desk whose agency has a custodian."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, [Person(REGENCY, "penyimpan", frozenset({Role.CUSTODIAN}), "Arsip")])
        old, secret = self.world.book().newest(REGENCY), self.world.people[KEEPER].secret
        keys = {"reader_key": secret.reader_key.public.text, "verify_key": secret.signing_key.public.text}
        entry = Custodian(id="penyimpan", label="Penyimpan", unit="Arsip", rank="staff", **keys)
        readers = [one for one in old.document.readers if one.id != "penyimpan"]
        changed = {"version": 2, "previous": old.digest, "readers": readers, "custodian": entry}
        self.world.publish(msgspec.structs.replace(old.document, **changed))

    def confidential_report(self, contact: Contact | None = CONTACT) -> SealedReport:
        receipt, directory = Receipt.generate(), self.world.book().newest(REGENCY)
        sealed = compose_case(
            report=a_report(title=TITLE, identity_mode=IdentityMode.CONFIDENTIAL),
            receipt=receipt,
            directory=directory,
            recipients=recipients(self.world),
            sealed_by=SealedBy.BROWSER,
            contact=contact,
            custodian=directory.document.custodian,
        )
        self.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), self.clock.today()))
        return SealedReport(receipt, sealed, CaseName(AgencyCode(REGENCY), CaseId(sealed.case)), ())


@pytest.fixture
def desk(tmp_path: Path, *, is_cheap: bool) -> Iterator[House]:  # noqa: ARG001 - the cost comes before the accounts
    folder = tmp_path / "data"
    folder.mkdir()
    made = House(folder)
    yield made
    made.close()


def ask(hand: Hand) -> None:
    hand.sign_in()
    hand.open_case(TITLE)
    hand.page.locator("#identity-reason").fill(REASON)
    hand.page.get_by_role("button", name="Minta pemegang identitas membuka identitas").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Minta dan beri tahu pelapor").click()
    expect(hand.page.get_by_text("Permintaan dikirim, dan pelapor diberi tahu.")).to_be_visible()


def keep(new_window: Callable[[], Page], served: Served) -> Hand:
    """Sign in as the custodian, whose page begins with what waits."""
    keeper = Hand(new_window(), served)
    keeper.open()
    keeper.fill(served.desk.credentials(KEEPER))
    keeper.submit()
    expect(keeper.page.locator("h1")).to_have_text("Permintaan identitas")
    return keeper


def expect_answer(hand: Hand, text: str) -> None:
    hand.page.locator("#identity-show").click()
    expect(hand.page.locator("[aria-labelledby=part-identity] [role=status]")).to_contain_text(text)


def test_two_browsers_open_an_identity_that_the_custodian_never_sees(
    hand: Hand, desk: House, served: Served, new_window: Callable[[], Page]
) -> None:
    report = desk.confidential_report()
    ask(hand)
    own = desk.world.people[PENERIMA].secret.reader_key.public.digest
    file = desk.store.inside.give_out(report.name, KeyDigest(own))
    assert file is not None
    assert [(one.officer, one.has_conflict) for one in file.declared] == [("penerima-01", False)]
    faults = look_at(hand.page, "officer/id", "identity, asked", RULES)
    keeper = keep(new_window, served)
    expect(keeper.page.locator(".notes")).to_contain_text(REASON)
    expect(keeper.page.locator(".notes")).to_contain_text("Petugas penerima-01")
    faults += look_at(keeper.page, "officer/id", "identity, waiting", RULES)
    keeper.page.get_by_role("button", name="Buka untuk petugas ini: Petugas penerima-01").click()
    keeper.page.get_by_role("dialog").get_by_role("button", name="Buka untuk petugas ini").click()
    expect(keeper.page.get_by_text("Identitas dibuka untuk petugas yang meminta.")).to_be_visible()
    expect(keeper.page.locator(".empty")).to_be_visible()
    assert CONTACT.name not in keeper.page.content()
    expect_answer(hand, CONTACT.name)
    assert faults == []
    (told,) = [one.message.body for one in desk.opened_by_reporter(report).messages[1:]]
    assert isinstance(told, TextBody)
    assert REASON in str(told.text)
    stored = b"".join(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())
    assert CONTACT.name.encode() not in stored
    assert REASON.encode() not in stored


def test_a_refusal_says_why_and_a_reporter_who_told_nothing_has_no_identity(
    hand: Hand, desk: House, served: Served, new_window: Callable[[], Page]
) -> None:
    desk.confidential_report(contact=None)
    ask(hand)
    keeper = keep(new_window, served)
    keeper.page.get_by_role("button", name="Tolak permintaan Petugas penerima-01").click()
    keeper.page.locator("#refuse-reason").fill("Belum ada persetujuan.")
    keeper.page.get_by_role("dialog").get_by_role("button", name="Tolak").click()
    expect(keeper.page.get_by_text("Permintaan ditolak; petugas diberi tahu.")).to_be_visible()
    expect_answer(hand, "Belum ada persetujuan.")
    hand.page.locator("#identity-reason").fill(REASON)
    hand.page.get_by_role("button", name="Minta pemegang identitas membuka identitas").click()
    hand.page.get_by_role("dialog").get_by_role("button", name="Minta dan beri tahu pelapor").click()
    expect(hand.page.get_by_text("Permintaan dikirim, dan pelapor diberi tahu.")).to_be_visible()
    keeper.page.get_by_role("button", name="Instansi").click()
    keeper.page.get_by_role("button", name="Identitas", exact=True).click()
    keeper.page.get_by_role("button", name="Buka untuk petugas ini: Petugas penerima-01").click()
    keeper.page.get_by_role("dialog").get_by_role("button", name="Buka untuk petugas ini").click()
    expect(keeper.page.get_by_text("Tidak ada identitas yang dapat Anda buka")).to_be_visible()
    expect_answer(hand, "Tidak ada identitas yang dapat dibuka pemegang identitas ini")


def test_a_question_that_somebody_put_into_the_database_is_not_answered(
    hand: Hand, desk: House, served: Served, new_window: Callable[[], Page]
) -> None:
    """A server in wrong hands asks in the name of an officer who does not read the case."""
    report = desk.confidential_report()
    ask(hand)
    desk.start_epoch_without(report, PENERIMA)
    keeper = keep(new_window, served)
    expect(keeper.page.locator(".notes")).to_contain_text("Permintaan ini tidak dapat dibuktikan")
    expect(keeper.page.get_by_role("button", name="Buka untuk petugas ini")).to_have_count(0)
