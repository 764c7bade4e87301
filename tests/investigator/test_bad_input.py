"""What is sent to the API in no shape that it knows: a clear refusal each, nothing stored, nothing echoed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, TestResponse

from tests.investigator.client import path_of
from tests.investigator.counter import API, SAME_ORIGIN, Browser, Counter, decoded
from tests.investigator.test_cases import a_sealed_message
from tests.office import Office, SealedReport
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes

pytestmark = pytest.mark.promise("P16")

CANARY = "kenari-5f1c"


@pytest.fixture
def report(office: Office) -> SealedReport:
    return office.new_report()


@pytest.fixture
def browser(counter: Counter) -> Browser:
    return counter.signed_in()


def good_bodies(report: SealedReport) -> dict[str, dict[str, Any]]:
    """One body for every address that takes one, each of which is accepted."""
    token = b64url(bytes(32))
    message = {"seq": 1, "epoch": 1, "kind": "message", "sealed": b64url(a_sealed_message()), "uploads": []}
    return {
        "/sign-in/salt": {"login": "nobody"},
        "/sign-in": {"login": "nobody", "auth": token, "code": "123456"},
        "/uploads": {"id": b64url(bytes(16)), "token": token, "length": encrypted_size(1)},
        path_of(report) + "/messages": message,
        path_of(report) + "/read": {"newest": {"reporter": 1}},
        path_of(report) + "/exported": {},
        "/sign-out": {},
    }


def places(report: SealedReport) -> list[str]:
    return list(good_bodies(report))


def refused(answer: TestResponse, *statuses: int) -> None:
    """Check that a refusal is a problem document with a fitting status that quotes nothing."""
    assert answer.status_code in statuses, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert decoded(answer).keys() == {"type", "title", "status", "code"}
    assert CANARY not in answer.text + str(answer.headers)


WRONG_BYTES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"' + CANARY.encode() + b'"',
    b"\xff\xfe{}",
    b"\xef\xbb\xbf{}",
    b"{}{}",
    b'{"a":NaN}',
    b"[" * 10_000,
    b'{"a":' * 5_000,
]


@pytest.mark.parametrize("data", WRONG_BYTES, ids=range(len(WRONG_BYTES)))
def test_bytes_that_are_no_such_object_are_refused(browser: Browser, report: SealedReport, data: bytes) -> None:
    for place in places(report):
        refused(browser.post(place, data), 422, 413, 411)


def test_unknown_members_are_refused_everywhere(browser: Browser, report: SealedReport) -> None:
    for place, body in good_bodies(report).items():
        for member in ("role", "agency", CANARY, "__proto__", ""):
            refused(browser.post(place, {**body, member: CANARY}), 422)


def test_missing_members_are_refused_everywhere(browser: Browser, report: SealedReport) -> None:
    for place, body in good_bodies(report).items():
        for member in body:
            refused(browser.post(place, {name: value for name, value in body.items() if name != member}), 422)


WRONG_VALUES = [None, True, 0, -1, 1.5, 2**53, 2**64, "", CANARY, "A" * 200, [], [CANARY], {}, {"a": CANARY}, "\ud800"]


@pytest.mark.parametrize("value", WRONG_VALUES, ids=range(len(WRONG_VALUES)))
def test_values_of_another_type_or_outside_limits_are_refused(
    browser: Browser, report: SealedReport, value: object
) -> None:
    for place, body in good_bodies(report).items():
        for member in body:
            if may_be(member, value):
                continue
            refused(browser.post(place, {**body, member: value}), 422, 404, 409)


def may_be(member: str, value: object) -> bool:
    """Values from the list above that are a login, a list of uploads, or marks."""
    if member == "login":
        return isinstance(value, str) and 0 < len(value) <= 120
    return (member, value) in [("uploads", []), ("newest", {})]


def test_a_sealed_message_with_bad_base64_is_refused(browser: Browser, report: SealedReport) -> None:
    place = path_of(report) + "/messages"
    body = good_bodies(report)[place]
    for sealed in (body["sealed"] + "=", body["sealed"] + "\n", body["sealed"][:-1] + "+", "AB", "A", CANARY):
        refused(browser.post(place, {**body, "sealed": sealed}), 422)


def test_a_body_of_another_type_is_refused(browser: Browser, report: SealedReport) -> None:
    for place, body in good_bodies(report).items():
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
            refused(browser.post(place, body, content_type=kind), 415)


def test_a_compressed_body_is_refused(browser: Browser, report: SealedReport) -> None:
    for place, body in good_bodies(report).items():
        refused(browser.post(place, body, content_encoding="gzip"), 415)


def test_an_oversized_body_is_refused_unread(browser: Browser, report: SealedReport) -> None:
    for place in places(report):
        limit = (3 << 20) if place.endswith("/messages") else 16 * 1024
        refused(browser.post(place, b" " * (limit + 1)), 413)


def raw(browser: Browser, path: str, **environ: str) -> TestResponse:
    """Send two bytes with announcements that a test client would put right."""
    headers = Headers({**SAME_ORIGIN, "X-CSRF-Token": browser.csrf, "Content-Type": "application/json"})
    made = EnvironBuilder(API + path, method="POST", base_url="http://localhost:8001", headers=headers, data=b"{}")
    request = made.get_request()
    answer = browser.client.run_wsgi_app({**request.environ, **environ}, buffered=True)
    return TestResponse(*answer, request=request)


def test_a_body_without_a_plain_length_is_refused(browser: Browser, report: SealedReport) -> None:
    for place in places(report):
        for length in ("", "-1", "+2", "2 ", "0x2", "٢", "9" * 16):
            refused(raw(browser, place, CONTENT_LENGTH=length), 411)
        refused(raw(browser, place, HTTP_TRANSFER_ENCODING="chunked"), 411)


def test_a_body_that_breaks_off_is_refused(browser: Browser, report: SealedReport) -> None:
    for place in places(report):
        refused(raw(browser, place, CONTENT_LENGTH="3"), 400)


def test_a_path_is_never_echoed(browser: Browser) -> None:
    for path in (f"/{CANARY}", f"/cases/{CANARY}/{CANARY}", f"/uploads/{CANARY}/0"):
        refused(browser.get(path), 404, 405)


Part = tuple[Callable[[str], str], bytes, str, int]
PARTS: dict[str, Part] = {
    "no token": (lambda name: f"/uploads/{name}/0", b"x", "", 422),
    "a token that is none": (lambda name: f"/uploads/{name}/0", b"x", CANARY, 422),
    "another token": (lambda name: f"/uploads/{name}/0", bytes(encrypted_size(1)), b64url(random_bytes(32)), 404),
    "no number": (lambda name: f"/uploads/{name}/{CANARY}", b"x", b64url(bytes(32)), 404),
    "a negative number": (lambda name: f"/uploads/{name}/-1", b"x", b64url(bytes(32)), 404),
    "a number beyond all files": (lambda name: f"/uploads/{name}/100000", b"x", b64url(bytes(32)), 404),
    "a huge number": (lambda name: f"/uploads/{name}/{'9' * 4000}", b"x", b64url(bytes(32)), 404),
    "an id that is none": (lambda _: f"/uploads/{CANARY}/0", b"x", b64url(bytes(32)), 404),
    "too large": (lambda name: f"/uploads/{name}/0", bytes((1 << 20) + 1), b64url(bytes(32)), 413),
    "empty": (lambda name: f"/uploads/{name}/0", b"", b64url(bytes(32)), 411),
    "of no length": (lambda name: f"/uploads/{name}/0", b"x" * 99, b64url(bytes(32)), 422),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_cannot_be_one_is_refused(browser: Browser, name: str) -> None:
    upload = b64url(bytes(16))
    body = {"id": upload, "token": b64url(bytes(32)), "length": encrypted_size(1)}
    assert browser.post("/uploads", body).status_code == 201
    path, data, token, status = PARTS[name]
    refused(browser.put(path(upload), data, x_upload_token=token), status)


def test_a_part_of_another_type_is_refused(browser: Browser) -> None:
    for kind in ("application/json", "text/plain", ""):
        refused(browser.put(f"/uploads/{'A' * 22}/0", b"x", x_upload_token="A" * 43, content_type=kind), 415)
    refused(browser.put(f"/uploads/{'A' * 22}/0", b"x", x_upload_token="A" * 43, content_encoding="gzip"), 415)


@pytest.mark.parametrize("name", ["A" * 21, "A" * 23, "A" * 21 + "B", "=" * 22, CANARY])
def test_an_id_that_no_attachment_has_is_not_found(browser: Browser, report: SealedReport, name: str) -> None:
    refused(browser.get(f"{path_of(report)}/attachments/{name}"), 404)


def test_an_upload_id_that_is_taken_is_a_conflict(browser: Browser) -> None:
    upload = {"id": b64url(bytes(16)), "token": b64url(bytes(32)), "length": encrypted_size(1)}
    assert browser.post("/uploads", upload).status_code == 201
    refused(browser.post("/uploads", {**upload, "token": b64url(random_bytes(32))}), 409)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=anything)
def test_no_json_whatsoever_makes_an_error_of_ours(browser: Browser, report: SealedReport, body: object) -> None:
    for place in places(report):
        if place != "/sign-out" or body != {}:
            answer = browser.post(place, json.dumps(body).encode("utf-8", "surrogatepass"))
            assert answer.status_code in {200, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200).filter(lambda data: data.strip() != b"{}"))
def test_no_bytes_whatsoever_make_an_error_of_ours(browser: Browser, report: SealedReport, data: bytes) -> None:
    for place in places(report):
        assert browser.post(place, data).status_code in {411, 422}
