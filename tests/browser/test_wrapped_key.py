"""The officer's key is wrapped anew after a newer directory was verified: what is remembered never goes back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.desk import PENERIMA, Desk, Served
from tests.browser.hand import Hand
from tests.browser.test_case import lie
from tests.cast import OFFICES, REGENCY
from tests.investigator.counter import publish
from wbs.cases.model import AgencyCode
from wbs.crypto.ceremony import digest_of, draft_roots, sign_agencies, sign_directory, sign_roots
from wbs.crypto.directory import INSTALLATION
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.keys import RootSigningKey
from wbs.crypto.signin import WrapContext, WrappedSecret, derive, unwrap

KEY_ADDRESS = "**/api/v1/me/key"
REFUSED = "tidak cocok dengan catatan di kunci Anda"


def stored(desk: Desk, name: str = PENERIMA) -> bytes:
    """The wrapped key as the server has it."""
    agency, _, officer = name.partition("/")
    found = desk.store.officers.officer(AgencyCode(agency), officer)
    assert found is not None
    return found.wrapped_key


def inside(desk: Desk, box: bytes | None = None, installation: str | None = None) -> WrappedSecret:
    """What a wrapped key holds, by Python's own hand."""
    login = desk.login(PENERIMA)
    context = WrapContext(
        installation=installation or desk.world.anchor,
        agency=login.person.agency,
        officer=login.person.id,
        reader_key=login.person.secret.reader_key.public.digest,
    )
    return unwrap(derive(desk.passphrases[login.login], login.salt), box or stored(desk), context)


def issue_directory(desk: Desk) -> None:
    """Publish the regency's next directory, with the same officers."""
    desk.change_roles_in_directory(PENERIMA, ["receiver"])
    publish(desk)


def wait_until_wrapped(hand: Hand) -> None:
    """Sign in, and wait until the server answered about the new key."""
    with hand.page.expect_response(KEY_ADDRESS) as answer:
        hand.sign_in()
    assert answer.value.ok


def sign_in_refused(hand: Hand) -> None:
    hand.open()
    hand.fill(hand.desk.credentials())
    hand.submit()
    expect(hand.page.locator(".wrong")).to_contain_text(REFUSED)


def keys_sent(page: Page) -> list[Request]:
    """Collect the requests that would replace the key, from here on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/me/key") else None)
    return sent


def without_newest(body: dict[str, Any]) -> None:
    del body["directories"][REGENCY][-1]


@contextmanager
def another_window(chromium: Browser, served: Served) -> Iterator[Hand]:
    context = chromium.new_context(locale="id-ID")
    yield Hand(context.new_page(), served)
    context.close()


@pytest.mark.promise("P05")
@pytest.mark.promise("P17")
def test_a_newer_directory_is_remembered_in_the_key_and_an_older_one_refused_from_then_on(hand: Hand) -> None:
    desk = hand.desk
    secret = inside(desk).secret
    issue_directory(desk)
    newest = desk.world.book().newest(REGENCY)
    wait_until_wrapped(hand)
    found = inside(desk)
    assert (found.directory_version, found.directory, found.secret) == (2, newest.digest, secret)
    assert [entry for entry in desk.entries() if b'"key-wrapped"' in entry]
    lie(hand.page, "**/api/v1/documents", without_newest)
    sign_in_refused(hand)
    assert hand.page.workers == []


def test_a_directory_that_is_known_already_wraps_nothing(hand: Hand) -> None:
    issue_directory(hand.desk)
    wait_until_wrapped(hand)
    kept, sent = stored(hand.desk), keys_sent(hand.page)
    hand.sign_in()
    assert sent == []
    assert stored(hand.desk) == kept


def test_a_directory_that_comes_while_the_officer_works_is_remembered_at_once(hand: Hand) -> None:
    hand.desk.file_report()
    hand.sign_in()
    issue_directory(hand.desk)
    hand.desk.file_report()  # names a directory that the page has not seen
    with hand.page.expect_response(KEY_ADDRESS) as answer:
        hand.page.get_by_role("button", name="Baca ulang").click()
    assert answer.value.ok
    hand.wait_for_titles()
    assert len(hand.titles()) == 2
    assert inside(hand.desk).directory_version == 2


@pytest.mark.promise("P05")
def test_a_forged_directory_is_refused_and_remembered_by_nobody(hand: Hand) -> None:
    desk = hand.desk
    newest = desk.world.book().newest(REGENCY)
    changes = {"version": 2, "previous": newest.digest}
    forged = sign_directory(
        msgspec.structs.replace(newest.document, **changes), [RootSigningKey.generate() for _ in range(2)]
    )
    one_signature = sign_directory(
        msgspec.structs.replace(newest.document, **changes), desk.world.root_keys[REGENCY][:1]
    )
    kept, sent = stored(desk), keys_sent(hand.page)
    for envelope in (forged, one_signature):
        hand.page.unroute_all()
        lie(
            hand.page,
            "**/api/v1/documents",
            lambda body, raw=envelope: body["directories"][REGENCY].append(b64url(raw)),
        )
        hand.open()
        hand.fill(desk.credentials())
        hand.submit()
        expect(hand.page.locator(".wrong")).to_be_visible()
    hand.page.unroute_all()
    desk.file_report()
    hand.sign_in()
    lie(hand.page, "**/api/v1/documents", lambda body: body["directories"][REGENCY].append(b64url(forged)))
    issue_directory(desk)
    desk.file_report()
    hand.page.get_by_role("button", name="Baca ulang").click()
    expect(hand.page.get_by_text("Perkara ini tidak dapat dibuktikan")).to_be_visible()
    assert sent == []
    assert stored(desk) == kept


@pytest.mark.promise("P05")
def test_an_older_key_that_the_server_kept_back_is_brought_up_again(hand: Hand) -> None:
    old = stored(hand.desk)
    issue_directory(hand.desk)
    wait_until_wrapped(hand)
    new = stored(hand.desk)

    def give_old(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps({**answer.json(), "wrapped": b64url(old)}))

    hand.page.route("**/api/v1/sign-in", give_old)
    with hand.page.expect_response(KEY_ADDRESS) as answer:
        hand.sign_in()
    assert answer.value.status == 409, "what is stored is not what was given out"
    assert stored(hand.desk) == new


def test_of_two_windows_one_replaces_the_key_and_both_go_on(hand: Hand, chromium: Browser, served: Served) -> None:
    desk = hand.desk
    desk.file_report()
    with another_window(chromium, served) as other:
        other.sign_in()
        hand.sign_in()
        issue_directory(desk)
        desk.file_report()
        for window, status in ((hand, 200), (other, 409)):
            with window.page.expect_response(KEY_ADDRESS) as answer:
                window.page.get_by_role("button", name="Baca ulang").click()
            assert answer.value.status == status
            window.wait_for_titles()
            assert len(window.titles()) == 2
    assert inside(desk).directory_version == 2
    hand.sign_in()


@pytest.mark.parametrize("status", [500, 503, 0])
def test_a_key_that_could_not_be_stored_leaves_the_old_one_good_and_is_tried_again(hand: Hand, status: int) -> None:
    old = stored(hand.desk)
    issue_directory(hand.desk)
    hand.page.route(KEY_ADDRESS, lambda route: route.fulfill(status=status) if status else route.abort())
    hand.sign_in()
    assert stored(hand.desk) == old
    hand.page.unroute(KEY_ADDRESS)
    wait_until_wrapped(hand)
    assert inside(hand.desk).directory_version == 2


@pytest.mark.promise("P18")
def test_what_is_sent_holds_no_key_and_no_anchor_in_the_clear(hand: Hand) -> None:
    issue_directory(hand.desk)
    sent = keys_sent(hand.page)
    wait_until_wrapped(hand)
    (request,) = sent
    text, body = request.post_data or "", request.post_data_json
    assert body is not None
    assert body.keys() == {"replaces", "wrapped"}
    raw, known = from_b64url(body["wrapped"]), inside(hand.desk)
    for hidden in (known.secret, known.directory, known.agency, known.installation, "wbs-officer-key"):
        assert hidden not in text
        assert hidden.encode() not in raw


def change_roots_of_the_installation(desk: Desk) -> str:
    """Let the installation's officials hand over to new ones; give the new fingerprint."""
    world, book = desk.world, desk.world.book()
    keys = [RootSigningKey.generate() for _ in OFFICES]
    draft = draft_roots(INSTALLATION, keys, OFFICES, 2)
    roots = msgspec.structs.replace(draft, version=2, previous=book.installation[-1].digest)
    world.roots[INSTALLATION].append(sign_roots(roots, [*keys[:2], *world.root_keys[INSTALLATION][:2]]))
    agencies = msgspec.structs.replace(
        book.agencies.document, version=2, previous=book.agencies.digest, roots=digest_of(roots)
    )
    world.agencies.append(sign_agencies(agencies, keys[:2]))
    publish(desk)
    return roots.fingerprint_text()


@pytest.mark.promise("P05")
def test_new_roots_are_remembered_and_older_ones_refused_from_then_on(hand: Hand) -> None:
    fingerprint = change_roots_of_the_installation(hand.desk)
    wait_until_wrapped(hand)
    assert inside(hand.desk, installation=fingerprint).installation == fingerprint
    hand.sign_in()

    def roll_back(body: dict[str, Any]) -> None:
        del body["roots"][INSTALLATION][-1]
        del body["agencies"][-1]

    lie(hand.page, "**/api/v1/documents", roll_back)
    hand.open()
    hand.fill(hand.desk.credentials())
    hand.submit()
    expect(hand.page.locator(".wrong")).to_be_visible()
    assert hand.page.workers == []
