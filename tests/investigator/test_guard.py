"""Who gets past the door: from our own page, with a session, with that session's token; nobody else, anywhere."""

import pytest
from werkzeug.test import EnvironBuilder

from tests.investigator.addresses import SAFE, address_of, api_rules, ask
from tests.investigator.counter import API, Counter
from tests.office import Office
from wbs.cases.model import AgencyCode
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes
from wbs.investigator.acts import OPEN

pytestmark = pytest.mark.promise("P23")


@pytest.fixture
def counter(office: Office) -> Counter:
    """An application whose officer has every role: what is refused here is refused by the door."""
    office.change_roles_in_directory("61.08/penerima-01", list(Role))
    return Counter(office)


def test_without_a_session_nothing_answers_but_sign_in(counter: Counter) -> None:
    for method, rule in api_rules(counter.app):
        status = ask(counter.browser(), method, address_of(rule))
        assert (status == 401) is (rule.endpoint not in OPEN), rule.rule


@pytest.mark.parametrize("path", ["/", "/admin", "/cases", "/officers", "/session/x", "/inbox/../session"])
def test_without_a_session_addresses_that_do_not_exist_cannot_be_told_from_others(counter: Counter, path: str) -> None:
    assert counter.browser().get(path).status_code == 401
    assert counter.signed_in().get(path).status_code == 404


@pytest.mark.parametrize("value", ["", "x", "=", "A" * 42, "A" * 44, "A" * 43, "A" * 4000])
def test_a_cookie_that_is_no_session_opens_nothing(counter: Counter, value: str) -> None:
    counter.signed_in()
    browser = counter.browser()
    browser.client.set_cookie("__Host-wbs", value, domain="localhost")
    assert browser.get("/inbox").status_code == 401


def test_a_cookie_of_another_name_opens_nothing(counter: Counter) -> None:
    kept = counter.signed_in().client.get_cookie("__Host-wbs", domain="localhost")
    assert kept is not None
    browser = counter.browser()
    browser.client.set_cookie("wbs", kept.value, domain="localhost")
    assert browser.get("/inbox").status_code == 401


# Sec-Fetch-Site, Origin, and whether the request may change something.
ORIGINS = [
    ("same-origin", "http://localhost:8001", True),
    ("same-origin", "null", True),
    ("same-origin", "", True),
    ("", "http://localhost:8001", True),
    ("", "", True),
    ("", "null", False),
    ("", "http://evil.example", False),
    ("", "http://localhost:8000", False),
    ("", "http://127.0.0.1:8001", False),
    ("cross-site", "http://localhost:8001", False),
    ("cross-site", "", False),
    ("same-site", "http://localhost:8001", False),
    ("none", "", False),
    ("anything", "", False),
]


@pytest.mark.parametrize(("site", "origin", "may"), ORIGINS)
def test_every_change_must_come_from_our_own_page(counter: Counter, site: str, origin: str, may: bool) -> None:  # noqa: FBT001
    browser = counter.signed_in()
    for method, rule in api_rules(counter.app):
        if method in SAFE or rule.endpoint == "sign_in.sign_out":
            continue
        status = ask(browser, method, address_of(rule), sec_fetch_site=site, origin=origin)
        assert (status != 403) is may, rule.rule


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "anything"])
def test_no_other_page_reads_anything(counter: Counter, site: str) -> None:
    browser = counter.signed_in()
    for method, rule in api_rules(counter.app):
        if method in SAFE:
            assert ask(browser, method, address_of(rule), sec_fetch_site=site) == 403, rule.rule


def test_every_change_carries_its_sessions_token(counter: Counter) -> None:
    browser, other = counter.signed_in(), counter.signed_in("61.08/penerima-02")
    wrong = ["", other.csrf, b64url(random_bytes(32)), browser.csrf[:-1], browser.csrf + "A", "x=", "ä"]
    for method, rule in api_rules(counter.app):
        if method in SAFE or rule.endpoint in OPEN:
            continue
        for token in wrong:
            assert ask(browser, method, address_of(rule), x_csrf_token=token) == 403, (rule.rule, token)


def test_reading_needs_no_token(counter: Counter) -> None:
    browser = counter.signed_in()
    assert browser.get("/inbox", x_csrf_token="").status_code == 200


def test_a_page_whose_session_was_replaced_reads_nothing_in_another_officers_name(counter: Counter) -> None:
    browser, other = counter.signed_in(), counter.signed_in("61.08/penerima-02")
    for method, rule in api_rules(counter.app):
        if method in SAFE:
            assert ask(browser, method, address_of(rule), x_csrf_token=browser.csrf) in {200, 404}, rule.rule
    before = counter.office.store.audit.size_and_root(AgencyCode("61.08"))
    for method, rule in api_rules(counter.app):
        if method in SAFE:
            for token in (other.csrf, "x=", "\u00e4"):
                assert ask(browser, method, address_of(rule), x_csrf_token=token) == 401, rule.rule
    assert counter.office.store.audit.size_and_root(AgencyCode("61.08")) == before


def test_a_token_outlives_no_session(counter: Counter) -> None:
    browser = counter.signed_in()
    old = browser.csrf
    counter.office.clock.pass_time(minutes=2)
    browser.sign_in(counter.office.login(), counter.office)
    assert browser.post("/uploads", x_csrf_token=old).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1:8001"])
def test_another_host_is_refused(counter: Counter, host: str) -> None:
    environ = EnvironBuilder(API + "/session", base_url="http://localhost:8001").get_environ()
    environ["HTTP_HOST"] = host
    answer = counter.app.test_client().open(environ)
    assert answer.status_code == 400
    assert b"evil" not in answer.data


@pytest.mark.parametrize("method", ["TRACE", "PATCH", "DELETE", "OPTIONS", "PUT", "PROPFIND"])
def test_other_methods_are_refused_with_the_same_headers(counter: Counter, method: str) -> None:
    browser = counter.signed_in()
    answer = browser.client.open(
        API + "/inbox",
        method=method,
        base_url="http://localhost:8001",
        headers={"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": browser.csrf},
    )
    assert answer.status_code == 405
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers


def test_no_answer_lets_another_origin_read_it(counter: Counter) -> None:
    browser = counter.signed_in()
    for method, rule in api_rules(counter.app):
        answer = browser.client.open(
            API + address_of(rule),
            method=method,
            base_url="http://localhost:8001",
            headers={"Origin": "http://evil.example"},
        )
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]
