"""An officer's own passphrase and key, changed and renewed in a browser: nothing is lost on the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import PENERIMA, Desk, three_cases
from tests.browser.hand import Hand
from tests.browser.test_changing import keep_note
from tests.browser.test_sign_in import bodies_of
from tests.browser.test_wrapped_key import inside
from tests.cast import REGENCY, a_report
from tests.investigator.counter import publish
from tests.office import SealedReport
from wbs.cases.model import (
    AgencyCode,
    AuditAction,
    AuditEntry,
    EnrolmentRequest,
    KeyDigest,
    NewEpoch,
    Officer,
    RenewedKey,
    StoredGrant,
    StoredRecord,
)
from wbs.crypto.compose import compose_epoch, name_of, recipient
from wbs.crypto.encoding import from_b64url
from wbs.crypto.enrolment import verify_enrolment
from wbs.crypto.keys import CasePrivateKey, OfficerSecret
from wbs.crypto.signin import WrapContext, derive, unwrap, wrap, wrapped_secret

NOTE = "Saksi dari bagian keuangan perlu ditanya."
TITLE = "Papan proyek dan berita acara berbeda angka"


def account(desk: Desk) -> Officer:
    found = desk.store.officers.officer(AgencyCode(REGENCY), "penerima-01")
    assert found is not None
    return found


def open_account(hand: Hand) -> None:
    hand.page.get_by_role("button", name="Akun saya").click()
    expect(hand.page.locator("h1")).to_have_text("Akun saya")


def prove(hand: Hand) -> None:
    typed = hand.desk.credentials()
    hand.page.locator("#prove-passphrase").fill(typed["passphrase"])
    hand.page.locator("#prove-code").fill(typed["code"])
    hand.page.get_by_role("dialog").get_by_role("button", name="Lanjutkan").click()


def part(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(".blk").filter(has=page.get_by_role("heading", name=name, exact=True))


@pytest.mark.promise("P18")
@pytest.mark.promise("P19")
def test_a_changed_passphrase_opens_the_same_key_and_is_never_sent(hand: Hand) -> None:
    desk, page = hand.desk, hand.page
    desk.file_report()
    secret = inside(desk).secret
    hand.sign_in()
    open_account(hand)
    sent = bodies_of(page)
    page.locator("#passphrase-change").click()
    expect(page.locator(".seven li")).to_have_count(7)
    passphrase = " ".join(page.locator(".seven li").all_text_contents())
    page.get_by_role("button", name="Sudah saya tulis").click()
    page.locator("#again").fill(passphrase.upper())
    page.get_by_role("button", name="Ganti", exact=True).click()
    prove(hand)
    expect(page.get_by_text("Frasa sandi diganti")).to_be_visible()
    assert not any(f"{passphrase.split()[0]} {passphrase.split()[1]}" in body for body in sent)
    login = desk.login(PENERIMA)
    login.salt = account(desk).salt
    desk.passphrases[login.login] = passphrase
    assert inside(desk).secret == secret
    hand.sign_in()
    assert len(hand.titles()) == 1


def give_renewal(desk: Desk, secret: OfficerSecret) -> None:
    """Store a key that is to follow, wrapped under the officer's passphrase, by Python's own hand."""
    before, login, known = account(desk), desk.login(PENERIMA), inside(desk)
    key = KeyDigest(secret.reader_key.public.digest)
    context = WrapContext(installation=desk.world.anchor, agency=REGENCY, officer="penerima-01", reader_key=key)
    wrapped = wrapped_secret(
        secret,
        installation=known.installation,
        agency=known.agency,
        directory_version=known.directory_version,
        directory=known.directory,
    )
    box = wrap(derive(desk.passphrases[login.login], login.salt), wrapped, context)
    request = EnrolmentRequest(before.agency, before.id, key, desk.clock.today(), b"{}")
    entry = AuditEntry(before.agency, desk.clock.now(), before.id, AuditAction.RENEWAL_ASKED)
    assert desk.store.enrolments.ask_renewal(RenewedKey(key, box), before.salt, request, entry)


def renewed_secret(desk: Desk) -> OfficerSecret:
    """Open the key that is to follow, by Python's own hand."""
    officer = account(desk)
    assert officer.renewed is not None
    context = WrapContext(
        installation=desk.world.anchor,
        agency=REGENCY,
        officer="penerima-01",
        reader_key=officer.renewed.reader_key,
    )
    login = desk.login(PENERIMA)
    keys = derive(desk.passphrases[login.login], login.salt)
    found = unwrap(keys, officer.renewed.wrapped, context)
    return OfficerSecret(from_b64url(found.secret))


@pytest.mark.promise("P05")
@pytest.mark.promise("P19")
def test_a_renewed_key_takes_over_every_case_and_the_old_one_goes_last(hand: Hand) -> None:
    desk, page = hand.desk, hand.page
    reports = three_cases(desk)
    hand.sign_in()
    hand.open_case(TITLE)
    keep_note(hand, NOTE)
    open_account(hand)
    page.locator("#key-renew").click()
    prove(hand)
    expect(page.get_by_text("Kunci baru sudah dibuat")).to_be_visible()
    (request,) = desk.store.enrolments.requests(AgencyCode(REGENCY))
    book = desk.world.book()
    verified = verify_enrolment(request.envelope, book.newest(REGENCY).entries["penerima-01"])
    assert tuple(part(page, "Kunci saya").locator(".eight li").all_text_contents()) == verified.words
    secret = renewed_secret(desk)
    page.locator("#passphrase-change").click()
    expect(part(page, "Frasa sandi")).to_contain_text("Ada kunci baru yang menunggu pejabat")
    desk.rekey_in_directory(PENERIMA, secret)
    publish(desk)
    late = desk.file_report(a_report(title="Laporan yang datang kemudian"))
    hand.sign_in()
    assert len(hand.titles()) == 4
    hand.open_case(TITLE)
    expect(page.get_by_text("Tadi pagi papan proyek itu diganti").first).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()
    open_account(hand)
    page.route("**/access", lambda route: route.abort(), times=1)
    page.locator("#key-reseal").click()
    expect(page.get_by_role("alert")).to_contain_text("Server tidak terjangkau")
    assert account(desk).renewed is not None
    page.locator("#key-reseal").click()
    expect(page.get_by_text("4 perkara terbuka dengan kunci baru")).to_be_visible()
    after = account(desk)
    assert (after.reader_key, after.renewed) == (secret.reader_key.public.digest, None)
    desk.world.people[PENERIMA].secret = secret
    for report in (*reports, late):
        dossier = desk.opened(report)
        assert dossier.chain.records[-1].readers[(REGENCY, "penerima-01")] == after.reader_key
    assert b'"key-retired"' in desk.entries()[-1]
    hand.sign_in()
    assert len(hand.titles()) == 4
    hand.open_case(TITLE)
    expect(page.get_by_text("Tadi pagi papan proyek itu diganti").first).to_be_visible()
    expect(page.get_by_text(NOTE)).to_be_visible()


def begin_epoch(desk: Desk, report: SealedReport, before: CasePrivateKey) -> None:
    """Let the colleague begin an epoch without an inside key, as a reporter's program does; `before` may be junk."""
    people = [desk.world.people[f"{REGENCY}/{name}"] for name in ("penerima-01", "penerima-02")]
    dossier = desk.opened(report, f"{REGENCY}/penerima-02")
    sealed = compose_epoch(
        people[1].secret.signing_key,
        people[1].ref,
        dossier.chain,
        before,
        [recipient(one.agency, one.id, one.secret.reader_key.public) for one in people],
        directories=[name_of(desk.world.book().newest(REGENCY))],
        heads=dossier.heads(),
    )
    grants = tuple(StoredGrant(2, KeyDigest(grant.key), grant.sealed) for grant in sealed.grants)
    record = StoredRecord(2, len(dossier.chain.records), sealed.digest, sealed.record)
    desk.store.cases.start_epoch(NewEpoch(report.name, record, sealed.previous_key or b"", grants))


@pytest.mark.promise("P19")
def test_no_old_key_goes_with_which_alone_something_opens(hand: Hand) -> None:
    """One case lost its way back to the report by a colleague's junk; another its notes' by an epoch without a key."""
    desk, page = hand.desk, hand.page
    noted, junk = desk.file_report(), desk.file_report(a_report(title="Laporan yang terputus"))
    hand.sign_in()
    hand.open_case(TITLE)
    keep_note(hand, NOTE)
    begin_epoch(desk, noted, desk.opened(noted).case_keys[1])
    begin_epoch(desk, junk, CasePrivateKey.generate())
    secret = OfficerSecret.generate()
    give_renewal(desk, secret)
    desk.rekey_in_directory(PENERIMA, secret)
    publish(desk)
    hand.sign_in()
    open_account(hand)
    page.locator("#key-reseal").click()
    expect(page.get_by_role("alert")).to_contain_text("1 perkara belum dapat disegel ulang")
    kept = account(desk)
    assert kept.renewed is not None
    assert desk.store.cases.case_file(noted.name, kept.renewed.reader_key) is not None
    assert desk.store.cases.case_file(junk.name, kept.renewed.reader_key) is None
    hand.sign_in()
    hand.open_case(TITLE)
    expect(page.get_by_text(NOTE)).to_be_visible()
