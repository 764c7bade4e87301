"""Replacing one's wrapped key over HTTP: one's own, whole, in place of the one that was named."""

import json

import pytest

from tests.cast import REGENCY
from tests.investigator.counter import Browser, Counter, decoded
from tests.investigator.test_bad_input import refused
from wbs.cases.model import AgencyCode
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.primitives import random_bytes, sha256
from wbs.crypto.signin import WRAPPED_SIZES

ME, COLLEAGUE = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"
CANARY = "kenari-5f1c"


def stored(counter: Counter, name: str = ME) -> bytes:
    agency, _, officer = name.partition("/")
    found = counter.office.store.officers.officer(AgencyCode(agency), officer)
    assert found is not None
    return found.wrapped_key


def body(counter: Counter, name: str = ME) -> dict[str, object]:
    return {"replaces": b64url(sha256(stored(counter, name))), "wrapped": b64url(random_bytes(min(WRAPPED_SIZES)))}


def put(browser: Browser, sent: object, **headers: str):  # type: ignore[no-untyped-def]
    data = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return browser.put("/me/key", data, **{"content_type": "application/json", **headers})


def test_the_next_sign_in_gives_the_key_that_was_stored(counter: Counter) -> None:
    sent = body(counter)
    assert put(counter.signed_in(), sent).status_code == 200
    counter.office.clock.pass_time(minutes=2)
    again = counter.browser().sign_in(counter.office.login(), counter.office)
    assert decoded(again)["wrapped"] == sent["wrapped"]


@pytest.mark.promise("P23")
@pytest.mark.parametrize("headers", [{"x_csrf_token": ""}, {"x_csrf_token": "A" * 43}, {"sec_fetch_site": "same-site"}])
def test_no_other_page_replaces_a_key(counter: Counter, headers: dict[str, str]) -> None:
    kept, browser = stored(counter), counter.signed_in()
    assert put(browser, body(counter), **headers).status_code == 403
    assert stored(counter) == kept


def test_without_a_session_no_key_is_replaced(counter: Counter) -> None:
    kept = stored(counter)
    assert put(counter.browser(), body(counter)).status_code == 401
    assert stored(counter) == kept


@pytest.mark.promise("P18")
def test_no_officer_reaches_the_key_of_another(counter: Counter) -> None:
    mine, others, browser = stored(counter), stored(counter, COLLEAGUE), counter.signed_in()
    assert put(browser, body(counter, COLLEAGUE)).status_code == 409
    for member in ("officer", "agency", "login", "reader_key"):
        refused(put(browser, {**body(counter, COLLEAGUE), member: "penerima-02"}), 422)
    assert browser.put("/me/key/penerima-02", b"x").status_code == 404
    assert (stored(counter), stored(counter, COLLEAGUE)) == (mine, others)


@pytest.mark.promise("P18")
def test_a_session_alone_never_learns_what_it_would_have_to_name(counter: Counter) -> None:
    browser = counter.signed_in()
    digest, text = b64url(sha256(stored(counter))), b64url(stored(counter))
    for path in ("/session", "/documents", "/inbox", "/me/key"):
        answer = browser.get(path).text
        assert digest not in answer
        assert text not in answer
    assert browser.get("/me/key").status_code == 405


def test_two_tabs_with_one_copy_replace_it_once(counter: Counter) -> None:
    browser, first, second = counter.signed_in(), body(counter), body(counter)
    assert [put(browser, sent).status_code for sent in (first, second, first)] == [200, 409, 200]
    assert stored(counter) == from_b64url(str(first["wrapped"]))


WRONG: dict[str, object] = {
    "too short": b64url(bytes(min(WRAPPED_SIZES) - 1)),
    "too long": b64url(bytes(max(WRAPPED_SIZES) + 1)),
    "much too long": "A" * 12_000,
    "none": "",
    "padded": b64url(bytes(min(WRAPPED_SIZES) + 1)) + "=",
    "stray bits": b64url(bytes(min(WRAPPED_SIZES) + 2))[:-1] + "B",
    "another alphabet": "+" * 412,
    "no text": 7,
    "a list": ["A" * 412],
    "null": None,
    "text with a line feed": b64url(bytes(min(WRAPPED_SIZES))) + "\n",
}


@pytest.mark.promise("P16")
@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_a_wrapped_key_is_refused_and_replaces_nothing(counter: Counter, name: str) -> None:
    kept, browser = stored(counter), counter.signed_in()
    refused(put(browser, {**body(counter), "wrapped": WRONG[name]}), 422)
    assert stored(counter) == kept


@pytest.mark.promise("P16")
@pytest.mark.parametrize("replaces", ["", "A", "A" * 42, "A" * 44, "B" * 43, 5, None, CANARY])
def test_what_cannot_be_a_digest_names_no_key(counter: Counter, replaces: object) -> None:
    kept, browser = stored(counter), counter.signed_in()
    refused(put(browser, {**body(counter), "replaces": replaces}), 422)
    assert stored(counter) == kept


@pytest.mark.promise("P16")
@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 10_000, b" " * 20_000])
def test_bytes_that_are_no_request_are_refused(counter: Counter, data: bytes) -> None:
    kept, browser = stored(counter), counter.signed_in()
    refused(put(browser, data), 411, 413, 422)
    assert stored(counter) == kept


@pytest.mark.promise("P16")
@pytest.mark.parametrize("kind", ["", "text/plain", "application/octet-stream", "application/x-www-form-urlencoded"])
def test_only_json_is_read(counter: Counter, kind: str) -> None:
    refused(put(counter.signed_in(), body(counter), content_type=kind), 415)
