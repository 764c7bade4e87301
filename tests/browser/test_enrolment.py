"""The way in by an invitation: keys made in the browser, words to compare, nothing readable before the officials."""

import base64
import json
import re
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk import Desk, serve
from tests.browser.hand import Hand
from tests.browser.test_sign_in import bodies_of
from tests.cast import REGENCY
from tests.investigator.counter import publish
from tests.newcomer import NEWCOMER, Newcomer, appointed
from wbs.cases.model import AgencyCode, EnrolmentRequest, Officer
from wbs.cases.officers.invitations import Invitations
from wbs.cases.officers.totp import step_of, totp_code
from wbs.crypto.ceremony import sign_directory
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url
from wbs.crypto.enrolment import VerifiedEnrolment, verify_enrolment
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.crypto.signin import NO_DIRECTORY, WrapContext, WrappedSecret, derive, unwrap

OPEN = "**/api/v1/enrolment/open"


def invited(desk: Desk) -> str:
    publish(desk)
    appointment = appointed(roles=[Role.RECEIVER])
    return Invitations(desk.store.enrolments).invite_as_operator(appointment, "wulan.s", now=desk.clock.now())


def account(desk: Desk) -> Officer:
    found = desk.store.officers.officer(AgencyCode(REGENCY), NEWCOMER)
    assert found is not None
    return found


def request(desk: Desk) -> EnrolmentRequest:
    (found,) = desk.store.enrolments.requests(AgencyCode(REGENCY))
    return found


def words(page: Page, heading: str) -> tuple[str, ...]:
    box = page.locator(".fingerprint").filter(has=page.get_by_role("heading", name=heading))
    return tuple(box.locator("li").all_text_contents())


class Enrolment:
    """What an invited officer does with the page."""

    def __init__(self, hand: Hand, code: str) -> None:
        self.hand, self.page, self.desk = hand, hand.page, hand.desk
        hand.open()
        self.page.get_by_role("button", name="Saya punya undangan").click()
        self.page.locator("#invitation").fill(code)
        self.page.get_by_role("button", name="Buka undangan").click()

    def trust(self) -> None:
        self.page.locator("#same").check()
        self.page.get_by_role("button", name="Lanjut").click()

    def read_passphrase(self) -> None:
        expect(self.page.locator(".seven li")).to_have_count(7)
        self.passphrase = " ".join(self.page.locator(".seven li").all_text_contents())
        self.page.get_by_role("button", name="Sudah saya tulis").click()

    def code(self) -> str:
        return totp_code(self.totp, step_of(self.desk.clock.now()))

    def prove(self, passphrase: str | None = None) -> None:
        text = re.sub(r"[^A-Z2-7]", "", self.page.locator(".key").inner_text())
        self.totp = base64.b32decode(text)
        self.page.locator("#again").fill(passphrase or self.passphrase)
        self.page.locator("#new-code").fill(self.code())
        self.page.get_by_role("button", name="Buat kunci dan akun").click()

    def finish(self) -> None:
        self.trust()
        self.read_passphrase()
        self.prove()
        expect(self.page.locator("h1")).to_have_text("Menunggu pejabat")

    def sign_in(self) -> None:
        self.desk.clock.pass_time(minutes=2)
        self.hand.fill({"login": "wulan.s", "passphrase": self.passphrase, "code": self.code()})
        self.hand.submit()

    def wrapped(self) -> WrappedSecret:
        officer = account(self.desk)
        context = WrapContext(
            installation=self.desk.world.anchor,
            agency=REGENCY,
            officer=NEWCOMER,
            reader_key=officer.reader_key,
        )
        return unwrap(derive(self.passphrase, officer.salt), officer.wrapped_key, context)


def list_by_officials(desk: Desk, verified: VerifiedEnrolment) -> None:
    """Let the officials add the entry that the request asks for."""
    old = desk.world.book().newest(REGENCY)
    readers = [*old.document.readers, verified.document.entry("2026-11-20")]
    document = msgspec.structs.replace(
        old.document, version=old.document.version + 1, previous=old.digest, readers=readers
    )
    desk.world.publish(document)
    publish(desk)


@pytest.mark.promise("P05")
@pytest.mark.promise("P18")
def test_an_invited_officer_makes_keys_waits_for_the_officials_and_then_reads(hand: Hand) -> None:
    desk, page = hand.desk, hand.page
    sent = bodies_of(page)
    newcomer = Enrolment(hand, invited(desk))
    book = desk.world.book()
    expect(page.locator(".facts")).to_contain_text("Wulan S.")
    assert words(page, "Seluruh layanan") == book.installation[-1].document.fingerprint_words()
    assert words(page, f"Inspektorat {REGENCY}") == book.by_agency[REGENCY].roots[-1].document.fingerprint_words()
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("alert")).to_contain_text("Cocokkan dulu")
    newcomer.finish()

    verified = verify_enrolment(request(desk).envelope)
    assert words(page, "Delapan kata permintaan Anda") == verified.words
    assert verified.document.entry("2026-11-20").public_reader_key().digest == account(desk).reader_key
    with page.expect_download() as saved:
        page.get_by_role("button", name="Unduh berkas permintaan").click()
    assert saved.value.suggested_filename == f"enrolment-{REGENCY}-{NEWCOMER}.json"
    assert Path(saved.value.path()).read_bytes() == request(desk).envelope
    inside = newcomer.wrapped()
    assert (inside.directory_version, inside.directory) == (1, book.newest(REGENCY).digest)
    assert inside.installation == desk.world.anchor
    everything = " ".join(sent)
    assert not any(f"{one} {other}" in everything for one, other in pairwise(newcomer.passphrase.split()))
    assert inside.secret not in everything

    page.get_by_role("button", name="Ke halaman masuk").click()
    newcomer.sign_in()
    expect(page.locator("h1")).to_have_text("Menunggu pejabat")
    assert words(page, "Delapan kata permintaan Anda") == verified.words
    assert page.evaluate("async () => (await fetch('/api/v1/session')).status") == 401
    hand.expect_no_worker()

    list_by_officials(desk, verified)
    desk.file_report()
    page.get_by_role("button", name="Ke halaman masuk").click()
    with page.expect_response("**/api/v1/me/key") as kept:
        newcomer.sign_in()
    assert kept.value.ok
    hand.wait_for_titles()
    assert len(hand.titles()) == 1
    assert newcomer.wrapped().directory_version == 2


@pytest.mark.promise("P05")
def test_an_agency_without_a_directory_enrols_its_first_officers(desk: Desk, page: Page) -> None:
    desk.world.directories[REGENCY].clear()
    with serve(desk) as served:
        newcomer = Enrolment(Hand(page, served), invited(desk))
        newcomer.finish()
        inside = newcomer.wrapped()
        assert (inside.directory_version, inside.directory) == (0, NO_DIRECTORY)
        page.get_by_role("button", name="Ke halaman masuk").click()
        newcomer.sign_in()
        expect(page.locator("h1")).to_have_text("Menunggu pejabat")


@pytest.mark.promise("P05")
@pytest.mark.promise("P18")
def test_words_of_a_request_that_an_operator_put_in_the_place_of_ones_own_are_not_shown(hand: Hand) -> None:
    """The officer would read them out to the officials, who hold the same request: nobody would notice."""
    desk, page = hand.desk, hand.page
    newcomer = Enrolment(hand, invited(desk))
    newcomer.finish()
    forged = Newcomer(desk, appointed(roles=[Role.RECEIVER])).request()
    with closing(sqlite3.connect(desk.folder / "wbs.sqlite")) as operator, operator:
        assert operator.execute("UPDATE enrolments SET envelope = ?", (forged,)).rowcount == 1
    assert request(desk).envelope == forged
    page.get_by_role("button", name="Ke halaman masuk").click()
    newcomer.sign_in()
    expect(page.get_by_role("alert")).to_contain_text("bukan dari kunci Anda")
    expect(page.locator(".fingerprint")).to_have_count(0)


@pytest.mark.promise("P18")
def test_a_wrong_passphrase_typed_back_makes_nothing(hand: Hand) -> None:
    newcomer = Enrolment(hand, invited(hand.desk))
    newcomer.trust()
    newcomer.read_passphrase()
    newcomer.prove("satu dua tiga empat lima enam tujuh")
    expect(hand.page.get_by_role("alert")).to_contain_text("berbeda dari frasa sandi")
    assert hand.desk.store.officers.officer(AgencyCode(REGENCY), NEWCOMER) is None
    newcomer.prove()
    expect(hand.page.locator("h1")).to_have_text("Menunggu pejabat")


def test_a_wrong_code_is_refused_and_may_be_typed_again(hand: Hand) -> None:
    code = invited(hand.desk)
    Enrolment(hand, "AAAA-AAAA-AAAA-AAAA")
    expect(hand.page.get_by_role("alert")).to_contain_text("Kode ini tidak berlaku")
    hand.page.locator("#invitation").fill(code.lower().replace("-", " "))
    hand.page.get_by_role("button", name="Buka undangan").click()
    expect(hand.page.locator("#same")).to_be_visible()


@pytest.mark.promise("P05")
def test_documents_that_do_not_verify_stop_an_enrolment(hand: Hand) -> None:
    desk = hand.desk
    code = invited(desk)
    strangers = [RootSigningKey.generate() for _ in range(2)]

    def forge(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        newest = desk.world.book().newest(REGENCY).document
        intruder = OfficerSecret.generate()
        entry = msgspec.structs.replace(
            newest.readers[0],
            reader_key=intruder.reader_key.public.text,
            verify_key=intruder.signing_key.public.text,
        )
        forged = sign_directory(msgspec.structs.replace(newest, readers=[entry, *newest.readers[1:]]), strangers)
        body["documents"]["directories"][REGENCY] = [b64url(forged)]
        route.fulfill(response=answer, body=json.dumps(body))

    hand.page.route(OPEN, forge)
    Enrolment(hand, code)
    expect(hand.page.get_by_role("alert")).to_contain_text("tidak dapat dibuktikan")
    assert desk.store.officers.officer(AgencyCode(REGENCY), NEWCOMER) is None
