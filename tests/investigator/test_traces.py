"""No address that changes something is without its line in `traces`; the lines say what is so."""

import pytest

from tests.investigator.counter import Counter
from tests.investigator.traces import BESIDE, ENTRIES, IN_PARTS, NOTHING, REFUSED, REPEATED, unknown_to
from wbs.cases.model import AuditAction
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
    lines = {*ENTRIES, *NOTHING, *IN_PARTS}
    assert lines <= ACTS.keys() | OPEN
    assert ENTRIES.keys() >= REPEATED
    assert not ENTRIES.keys() & NOTHING.keys()


def test_every_action_is_some_addresss() -> None:
    named = {name for names in ENTRIES.values() for name in names.split()}
    named |= {*IN_PARTS.values(), *BESIDE.values(), *REFUSED}
    assert named == {action.value for action in AuditAction if action not in ELSEWHERE}
