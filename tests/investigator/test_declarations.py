"""A declared conflict of interest puts its officer out of the case, and nobody lets that officer in again."""

import sqlite3
from contextlib import ExitStack

import pytest

from tests.cast import REGENCY
from tests.investigator.changer import Changer, entry_body
from tests.investigator.client import path_of
from tests.investigator.counter import AT_ONCE, Counter, decoded
from wbs.crypto.encoding import b64url
from wbs.crypto.entries import Interest
from wbs.investigator.services import services

pytestmark = pytest.mark.promise("P06")
FIRST, SECOND = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"
REVIEWER = f"{REGENCY}/penelaah-01"
REASON = "Terlapor ipar saya."


def test_a_declared_conflict_takes_the_case_away_at_once_and_leaves_one_entry(counter: Counter) -> None:
    report = counter.office.new_report()
    mine, colleague = Changer(counter, SECOND), Changer(counter, FIRST)
    assert mine.declare(report, Interest.CONFLICT, REASON).status_code == 201
    assert mine.browser.get(path_of(report)).status_code == 404
    assert decoded(mine.browser.get("/inbox"))["rows"] == []
    answer = decoded(colleague.browser.get(path_of(report)))
    assert [(one["author"], one["declares"]) for one in answer["inside"]["declared"]] == [(SECOND, "conflict")]
    assert [entry.message.body.text for entry in colleague.look(report).inside.entries] == [REASON]  # type: ignore[union-attr]
    assert b"ipar" not in b"".join(counter.office.entries(REGENCY))


def test_nobody_lets_an_officer_in_again_who_declared_a_conflict(counter: Counter) -> None:
    report = counter.office.new_report()
    people = counter.office.world.people
    colleague, third = Changer(counter, FIRST), Changer(counter, REVIEWER)
    assert colleague.post(report, "access", colleague.access(report, people[REVIEWER])).status_code == 201
    assert third.declare(report, Interest.CONFLICT, REASON).status_code == 201
    colleague = Changer(counter, FIRST)
    kept = colleague.post(report, "epochs", colleague.epoch(report, people[FIRST], people[SECOND], people[REVIEWER]))
    assert (kept.status_code, decoded(kept)["code"]) == (422, "recused")
    assert colleague.post(report, "epochs", colleague.epoch(report, people[FIRST], people[SECOND])).status_code == 201
    again = colleague.post(report, "access", colleague.access(report, people[REVIEWER]))
    assert (again.status_code, decoded(again)["code"]) == (422, "recused")


def test_no_conflict_is_declared_and_may_turn_into_one_but_not_back(counter: Counter) -> None:
    report = counter.office.new_report()
    mine, colleague = Changer(counter, SECOND), Changer(counter, FIRST)
    assert mine.declare(report, Interest.NONE).status_code == 201
    assert mine.browser.get(path_of(report)).status_code == 200
    late = mine.compose_declaration(report, Interest.NONE)
    assert mine.declare(report, Interest.CONFLICT, REASON).status_code == 201
    body = {"seq": late.seq + 1, "epoch": late.epoch, "sealed": "AA", "declares": "none"}
    assert mine.post(report, "inside", body).status_code in {400, 404, 422}
    assert colleague.look(report).inside.findings == ()


def test_the_last_officer_who_reads_a_case_hands_it_on_before_leaving_it(counter: Counter) -> None:
    report = counter.office.new_report()
    first, second = Changer(counter, FIRST), Changer(counter, SECOND)
    assert first.declare(report, Interest.CONFLICT, REASON).status_code == 201
    refused = second.declare(report, Interest.CONFLICT, REASON)
    assert (refused.status_code, decoded(refused)["code"]) == (409, "last-reader")
    assert second.browser.get(path_of(report)).status_code == 200


def test_a_colleague_whose_account_is_blocked_does_not_count_as_one_who_still_reads(counter: Counter) -> None:
    report = counter.office.new_report()
    second = Changer(counter, SECOND)
    with sqlite3.connect(counter.office.folder / "wbs.sqlite") as database:
        database.execute("UPDATE officers SET state = 'blocked' WHERE agency = ? AND officer = ?", FIRST.split("/"))
    refused = second.declare(report, Interest.CONFLICT, REASON)
    assert (refused.status_code, decoded(refused)["code"]) == (409, "last-reader")


def test_an_epoch_that_the_reporter_begins_lets_nobody_in_who_declared_a_conflict(counter: Counter) -> None:
    """Store tests have the grants; here the address stays closed."""
    report = counter.office.new_report()
    mine = Changer(counter, SECOND)
    assert mine.declare(report, Interest.CONFLICT, REASON).status_code == 201
    for way in ("read", "exported", "inside", "messages"):
        assert mine.post(report, way, {}).status_code in {400, 404, 422}


@pytest.mark.promise("P23")
def test_a_conflict_is_declared_only_by_who_proves_to_be_there_and_one_proof_declares_one(counter: Counter) -> None:
    """Whoever finds a session open would lock its owner out of every case."""
    office = counter.office
    reports = [office.new_report(), office.new_report()]
    mine = Changer(counter, SECOND)
    for report in reports:
        mine.post(report, "inside-keys", mine.inside_key(report))
    bodies = [
        {**entry_body(mine.compose_declaration(report, Interest.CONFLICT, REASON)), "declares": "conflict"}
        for report in reports
    ]
    good = mine.proof()
    wrong = [{}, {"proof": {**good, "code": office.login(SECOND).wrong_code(office.clock.now())}}]
    wrong.append({"proof": {**good, "auth": b64url(bytes(32))}})
    for proof in wrong:
        assert mine.post(reports[0], "inside", {**bodies[0], **proof}).status_code == 403
    assert mine.post(reports[0], "inside", {**bodies[0], "seq": 7, "proof": good}).status_code == 409
    assert decoded(mine.browser.get(path_of(reports[0])))["inside"]["declared"] == []
    assert mine.post(reports[0], "inside", {**bodies[0], "proof": good}).status_code == 201, "refusals use up no code"
    assert mine.post(reports[1], "inside", {**bodies[1], "proof": good}).status_code == 403, "a code proves once"
    assert mine.browser.get(path_of(reports[1])).status_code == 200


@pytest.mark.promise("P15")
def test_proofs_of_declarations_take_turns_with_every_other_proof(counter: Counter) -> None:
    """Whoever holds a session open could keep every thread busy with wrong ones."""
    report = counter.office.new_report()
    mine = Changer(counter, SECOND)
    mine.post(report, "inside-keys", mine.inside_key(report))
    body = entry_body(mine.compose_declaration(report, Interest.CONFLICT, REASON))
    body |= {"declares": "conflict", "proof": mine.proof()}
    with counter.app.app_context(), ExitStack() as places:
        gate = services().own_gate
        for _ in range(AT_ONCE.inside):
            places.enter_context(gate.place())
        assert mine.post(report, "inside", body).status_code == 503
    assert mine.post(report, "inside", body).status_code == 201, "nothing was used up"
