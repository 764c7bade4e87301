"""No address that changes something is without its line in `traces`; the lines say what is so."""

import pytest

from tests.investigator.counter import Counter
from tests.investigator.traces import BESIDE, ENTRIES, IN_PARTS, MANY, NOTHING, REFUSED, REPEATED, unknown_to
from wbs.cases.model import CHUNK_LIMIT, AuditAction
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes
from wbs.investigator.acts import ACTS, OPEN

pytestmark = pytest.mark.promise("P17")

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
ELSEWHERE = frozenset({AuditAction.CASE_RESTORED})
"""Actions whose entries come from the command line."""


def test_every_address_that_changes_something_says_what_it_leaves(counter: Counter) -> None:
    assert unknown_to(counter.app, CHANGING) == set()


def test_a_new_address_without_a_line_is_found(counter: Counter) -> None:
    counter.app.add_url_rule("/api/v1/new", "case.new", lambda: "", methods=["POST"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.investigator.traces.ACTS", {**ACTS, "case.new": None})
        assert unknown_to(counter.app, CHANGING) == {"case.new"}


def test_a_request_that_leaves_nothing_where_it_should_is_found(counter: Counter) -> None:
    browser = counter.signed_in()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wbs.store.audit.Audit.append", lambda *_: 0)
        with pytest.raises(AssertionError, match="inbox"):
            browser.get("/inbox")


def test_a_request_that_leaves_two_is_found(counter: Counter) -> None:
    browser = counter.signed_in()
    log = counter.office.store.audit
    with pytest.MonkeyPatch.context() as patch:
        once = type(log).append
        patch.setattr("wbs.store.audit.Audit.append", lambda self, entry: (once(self, entry), once(self, entry))[0])
        with pytest.raises(AssertionError, match="inbox"):
            browser.get("/inbox")


def test_every_line_is_of_an_address_that_is_there() -> None:
    lines = {*ENTRIES, *NOTHING, *IN_PARTS, *MANY}
    assert lines <= ACTS.keys() | OPEN
    assert ENTRIES.keys() >= REPEATED
    assert not ENTRIES.keys() & NOTHING.keys()


def test_every_action_is_some_addresss() -> None:
    named = {name for names in ENTRIES.values() for name in names.split()}
    named |= {*IN_PARTS.values(), *MANY.values(), *BESIDE.values(), *REFUSED}
    assert named == {action.value for action in AuditAction if action not in ELSEWHERE}


def test_a_last_part_without_the_one_before_it_leaves_nothing(counter: Counter) -> None:
    browser = counter.signed_in()
    stored = encrypted_size(CHUNK_LIMIT + 1)
    upload, token = b64url(random_bytes(16)), b64url(random_bytes(32))
    assert browser.post("/uploads", {"id": upload, "token": token, "length": stored}).status_code == 201
    last = bytes(stored - CHUNK_LIMIT)
    assert browser.put(f"/uploads/{upload}/1", last, x_upload_token=token).status_code == 409  # `Browser` looks
