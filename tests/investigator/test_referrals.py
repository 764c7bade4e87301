"""No door is the wrong one: a case goes to whom it belongs, in one step, and its reporter is told."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, Person, a_report, recipients
from tests.investigator.changer import Body, Changer, epoch_body, inside_key_body
from tests.investigator.client import path_of
from tests.investigator.counter import Counter, decoded, publish
from tests.office import Office, SealedReport
from tests.store.samples import a_message
from tests.stories.simulator import readings
from wbs.cases.clocks.history import TagChange
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseId, CaseName, Channel, OfficerState, StoredMessage
from wbs.cases.readers.shortages import find_shortages
from wbs.cases.referral.model import Parcel, ParcelState, StoredApproval
from wbs.cases.reporters.keeping import new_case
from wbs.cases.reporters.mailbox import find_case, material_of
from wbs.crypto import compose
from wbs.crypto.compose import Draft, compose_message, recipient
from wbs.crypto.directory import Role
from wbs.crypto.dossier import Dossier, open_as_reporter
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.entries import Interest
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.insight import Need
from wbs.crypto.keys import OfficerSigningKey
from wbs.crypto.messages import Kind, MatterClass, SealedBy, SealedMessage, Status, StatusBody, digest_of
from wbs.crypto.parcel import Complaint, OutboxPrivateKey, seal_parcel
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import EpochRecord, Head, ReaderRef

FIRST, SECOND, HEAD = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02", f"{REGENCY}/inspektur"
THERE, THERE_TOO, THEIR_HEAD = f"{PROVINCE}/penerima-01", f"{PROVINCE}/penerima-02", f"{PROVINCE}/inspektur"
COLLEAGUES = {FIRST: SECOND, THERE: THERE_TOO}
PROTECTOR = f"{REGENCY}/pelindung-01"
REFERENCE, OTHER = "abcd2345", "wxyz7654"
DIGEST = "A" * 42 + "E"


@pytest.fixture
def office(tmp_path: Path) -> Any:
    folder = tmp_path / "data"
    folder.mkdir()
    made = Office(folder, [Person(REGENCY, "pelindung-01", frozenset({Role.PROTECTION}), "Perlindungan")])
    yield made
    made.close()


@pytest.fixture
def report(office: Office) -> SealedReport:
    return office.new_report()


@pytest.fixture
def first(counter: Counter) -> Changer:
    return Changer(counter, FIRST)


def people(counter: Counter, *names: str) -> list[Person]:
    return [counter.office.world.people[name] for name in names]


def passed_on(changer: Changer, report: SealedReport, to: str) -> SealedMessage:
    """Seal the status that tells the reporter."""
    dossier = changer.look(report).dossier
    body = StatusBody(status=Status.PASSED_ON, to=to, text="Diteruskan kepada yang berwenang.")
    place = dossier.place_for(changer.person.ref, changer.book)
    return compose_message(changer.person.secret.signing_key, place, Draft(Kind.STATUS, body, SealedBy.BROWSER))


def status_part(sealed: SealedMessage) -> Body:
    return {"seq": sealed.seq, "epoch": sealed.epoch, "sealed": b64url(sealed.sealed)}


def transfer(changer: Changer, report: SealedReport, to: str, *receivers: Person, **more: Any) -> Body:
    """Give the request that hands a case to another agency, which a colleague has approved."""
    if (approver := more.pop("approver", COLLEAGUES.get(changer.name))) is not None:
        colleague = Changer(changer.counter, approver)
        readers = [one.name for one in more.get("recipients", readings(*receivers))]
        answer = colleague.post(report, "approvals", colleague.approval(report, to, readers=readers))
        assert answer.status_code in {200, 201, 403, 422}
    status = passed_on(changer, report, f"Inspektorat {to}")
    own = Head(author=changer.person.ref, seq=status.seq, digest=digest_of(status.sealed))
    heads = (*changer.look(report).dossier.heads(changer.person.agency + "/" + changer.person.id), own)
    in_order = tuple(sorted(heads, key=lambda head: str(head.author) if isinstance(head.author, str) else "0"))
    epoch = changer.compose_epoch(
        report, *receivers, **{"heads": in_order, "approval": approval_of(changer, report, to), **more}
    )
    inside = inside_key_body(changer.compose_inside(report, epoch, *receivers))
    return {"reference": REFERENCE, "to": to, "status": status_part(status), **epoch_body(epoch), "inside": inside}


def approval_of(changer: Changer, report: SealedReport, to: str) -> bytes | None:
    """Read the first approval of a transfer that the server offers, as officers' pages do."""
    offered = decoded(changer.browser.get(f"{path_of(report)}/referrals")).get("approvals", [])
    return next((from_b64url(one["envelope"]) for one in offered if one["to"] == to), None)


def referral(changer: Changer, report: SealedReport, way: str = "letter", **more: Any) -> Body:
    status = status_part(passed_on(changer, report, "Kejaksaan Negeri"))
    return {"reference": REFERENCE, "way": way, "recipient": "Kejaksaan Negeri", "status": status, **more}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, decoded(answer)["code"]


def as_reporter(office: Office, report: SealedReport) -> Dossier:
    file = find_case(office.store.cases, report.receipt.mailbox_hash, report.receipt.reader_key.public.digest)
    assert file is not None
    return open_as_reporter(material_of(file), report.receipt, office.world.book())


def tag(office: Office, report: SealedReport, matter_class: MatterClass) -> None:
    entry = AuditEntry(AgencyCode(REGENCY), office.clock.now(), "penerima-01", AuditAction.TAGS_CHANGED)
    office.store.cases.change_tags(report.name, TagChange(matter_class=matter_class), audit=entry)


def actions(office: Office) -> list[tuple[str, str]]:
    entries = [msgspec.json.decode(entry) for entry in office.entries()]
    return [(entry["action"], entry.get("detail", "")) for entry in entries]


# --- to another agency ---------------------------------------------------------------------------------------------


@pytest.mark.promise("P07")
def test_a_case_goes_to_another_agencys_receivers_and_its_receipt_keeps_working(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    assert first.note(report, "Terlapor bekerja di provinsi.").status_code == 201
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    assert first.post(report, "transfers", body).status_code == 201
    there = Changer(counter, THERE)
    view = there.look(report)
    assert [opened.message.kind for opened in view.dossier.messages] == [Kind.REPORT, Kind.STATUS]
    assert not view.dossier.findings
    assert [opened.message.body.text for opened in view.inside.entries] == ["Terlapor bekerja di provinsi."]
    assert view.inside.need is Need.EPOCH  # whoever made the key has left with it: they begin anew before they write
    for name in (FIRST, SECOND):
        assert counter.signed_in(name).get(path_of(report)).status_code == 404
    told = as_reporter(counter.office, report)
    assert not told.findings
    newest = told.messages[-1].message.body
    assert isinstance(newest, StatusBody)
    assert (newest.status, newest.to) == (Status.PASSED_ON, f"Inspektorat {PROVINCE}")
    assert ("case-transferred", f"{REFERENCE} {PROVINCE} {SECOND}") in actions(counter.office)


def test_the_agency_that_takes_a_case_over_handles_it_from_then_on(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    receivers = people(counter, THERE, THERE_TOO)
    assert first.post(report, "transfers", transfer(first, report, PROVINCE, *receivers)).status_code == 201
    history = counter.office.store.cases.history(report.name)
    assert history is not None
    assert (history.handler, history.status) == (PROVINCE, Status.PASSED_ON)
    assert [step.handler for step in history.steps] == [REGENCY, PROVINCE]
    there = Changer(counter, THERE)
    assert there.post(report, "epochs", there.epoch(report, *receivers)).status_code == 201
    assert there.note(report, "Kami ambil alih.").status_code == 201
    back = transfer(there, report, REGENCY, *people(counter, FIRST, SECOND))
    assert there.post(report, "transfers", {**back, "reference": OTHER}).status_code == 201
    assert not Changer(counter, SECOND).look(report).dossier.findings


def test_from_a_transfer_on_the_policy_of_the_agency_that_took_over_counts(
    counter: Counter, report: SealedReport
) -> None:
    office, old = counter.office, counter.office.world.book().newest(REGENCY)
    policy = msgspec.structs.replace(old.document.policy, minimum_readers=4)
    office.world.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest, policy=policy))
    publish(office)
    first, receivers = Changer(counter, FIRST), people(counter, THERE, THERE_TOO)
    assert first.post(report, "transfers", transfer(first, report, PROVINCE, *receivers)).status_code == 201
    there = Changer(counter, THERE)
    assert there.post(report, "epochs", there.epoch(report, *receivers)).status_code == 201
    assert code(there.post(report, "epochs", there.epoch(report, receivers[0]))) == (422, "too-few-readers")


def test_a_transfer_whose_answer_was_lost_is_done_once(counter: Counter, report: SealedReport, first: Changer) -> None:
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    before = len(actions(counter.office))
    assert [first.post(report, "transfers", body).status_code for _ in range(2)] == [201, 200]
    assert len(actions(counter.office)) == before + 1


WRONG = {
    "one of one's own stays": (FIRST, THERE, THERE_TOO),
    "too few": (THERE,),
    "their head": (THERE, THERE_TOO, THEIR_HEAD),
    "to one's own": (FIRST, SECOND),
}
CODES = {"too few": "too-few-readers", "their head": "not-a-reader"}


@pytest.mark.promise("P05")
@pytest.mark.parametrize("wrong", WRONG)
def test_a_transfer_to_others_than_the_agencys_receivers_is_refused_whole(
    counter: Counter, report: SealedReport, first: Changer, wrong: str
) -> None:
    body = transfer(first, report, PROVINCE, *people(counter, *WRONG[wrong]))
    assert code(first.post(report, "transfers", body)) == (422, CODES.get(wrong, "refused"))
    assert [opened.message.seq for opened in first.look(report).dossier.messages] == [1]
    assert first.look(report).dossier.chain.epochs == 1


def test_a_transfer_to_where_the_case_is_or_to_an_agency_that_there_is_not_is_refused(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    assert code(first.post(report, "transfers", {**body, "to": REGENCY})) == (403, "forbidden")
    assert code(first.post(report, "transfers", {**body, "to": "99"})) == (422, "refused")


@pytest.mark.promise("P08")
def test_a_transfer_that_does_not_name_what_the_reporter_is_told_is_refused(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    heads = first.look(report).dossier.heads()
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO), heads=heads)
    assert code(first.post(report, "transfers", body)) == (422, "refused")


def test_a_transfer_after_something_else_came_changes_nothing(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    second = Changer(counter, SECOND)
    assert second.post(report, "epochs", second.epoch(report, *people(counter, FIRST, SECOND))).status_code == 201
    assert first.post(report, "transfers", body).status_code == 409
    history = counter.office.store.cases.history(report.name)
    assert history is not None
    assert history.handler == REGENCY


@pytest.mark.promise("P06")
@pytest.mark.parametrize("excluded", [{"reader": "penerima-02"}, {"unit": "Tim Penerima"}, {"unit": "Inspektur"}, {}])
def test_no_transfer_brings_a_case_to_whom_its_reporter_excluded(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, excluded: dict[str, str]
) -> None:
    exclusion = Exclusion(agency=PROVINCE, **excluded)
    with monkeypatch.context() as patched:
        patched.setattr(compose, "EpochRecord", lambda **parts: EpochRecord(**{**parts, "excluded": [exclusion]}))
        report = counter.office.new_report()
    first = Changer(counter, FIRST)
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    assert code(first.post(report, "transfers", body)) == (422, "refused")
    assert counter.signed_in(THERE_TOO).get(path_of(report)).status_code == 404


def test_only_officers_of_the_agency_that_handles_a_case_pass_it_on(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    access = first.access(report, people(counter, THERE)[0])
    assert first.post(report, "access", access).status_code == 201
    guest = Changer(counter, THERE)
    body = transfer(guest, report, PROVINCE, *people(counter, THERE, THERE_TOO), approver=None)
    assert code(guest.post(report, "transfers", body)) == (403, "forbidden")
    assert code(guest.post(report, "referrals", referral(guest, report))) == (403, "forbidden")


@pytest.mark.promise("P06")
def test_a_guest_of_another_agency_takes_no_step_and_nobody_says_passed_on_without_passing_on(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """A guest could end a case of others; and what stands in no register is asked about by nobody."""
    assert first.post(report, "access", first.access(report, people(counter, THERE)[0])).status_code == 201
    guest = Changer(counter, THERE)
    step = {**status_part(passed_on(guest, report, "x")), "kind": "status", "uploads": []}
    assert code(guest.post(report, "messages", {**step, "status": "received"})) == (403, "forbidden")
    word = {name: value for name, value in step.items() if name != "kind"} | {"kind": "message"}
    assert guest.post(report, "messages", word).status_code == 201
    own = {**status_part(passed_on(first, report, "x")), "kind": "status", "uploads": []}
    assert code(first.post(report, "messages", {**own, "status": "passed-on"}))[0] == 422
    assert first.post(report, "messages", {**own, "status": "received"}).status_code == 201


def test_who_only_protects_passes_nothing_on(counter: Counter, report: SealedReport, first: Changer) -> None:
    assert first.post(report, "access", first.access(report, people(counter, PROTECTOR)[0])).status_code == 201
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    protector = counter.signed_in(PROTECTOR)
    for way in ("transfers", "referrals"):
        sent = body if way == "transfers" else referral(first, report)
        assert protector.post(f"{path_of(report)}/{way}", sent).status_code == 403
    assert protector.get(f"{path_of(report)}/referrals").status_code == 200


@pytest.fixture
def restorable(tmp_path: Path) -> Any:
    made = Office(tmp_path, recovery=(REGENCY, PROVINCE))
    yield made
    made.close()


@pytest.mark.promise("P19")
def test_the_recovery_key_of_the_agency_that_takes_over_comes_and_the_other_goes(restorable: Office) -> None:
    counter = Counter(restorable)
    report = restorable.new_report()
    first = Changer(counter, FIRST)
    receivers = people(counter, THERE, THERE_TOO)
    body = transfer(first, report, PROVINCE, *receivers)
    assert code(first.post(report, "transfers", body)) == (422, "refused")
    key = recipient(PROVINCE, "recovery", restorable.world.recovery[PROVINCE].reader_key.public)
    readers = [*readings(*receivers), key]
    body = transfer(first, report, PROVINCE, *receivers, recipients=readers)
    body.pop("inside")
    assert first.post(report, "transfers", body).status_code == 201
    found = find_shortages(restorable.store.upkeep, restorable.world.book(), restorable.clock.today())
    assert found == []  # neither agency is told of a case that its own key cannot restore


# --- by two officers -------------------------------------------------------------------------------------------------


@pytest.mark.promise("P06")
def test_no_officer_hands_a_case_to_another_agency_alone(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """One who is loyal to the accused could take it from all the others."""
    receivers = people(counter, THERE, THERE_TOO)
    body = transfer(first, report, PROVINCE, *receivers, approver=None)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")
    assert first.post(report, "approvals", first.approval(report, PROVINCE)).status_code == 201
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")
    assert first.look(report).dossier.chain.epochs == 1


def test_whoever_approved_may_be_the_one_who_asked_and_the_other_hands_over(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second = Changer(counter, SECOND)
    said = second.approval(report, PROVINCE)
    assert [second.post(report, "approvals", said).status_code for _ in range(2)] == [201, 200]
    [shown] = decoded(first.browser.get(f"{path_of(report)}/referrals"))["approvals"]
    assert (shown["officer"], shown["to"], shown["envelope"]) == ("penerima-02", PROVINCE, said["envelope"])
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO), approver=None)
    assert first.post(report, "transfers", body).status_code == 201
    there = Changer(counter, THERE)
    found = decoded(there.browser.get(f"{path_of(report)}/referrals"))
    assert (found["approvals"], [line["approver"] for line in found["lines"]]) == ([], ["penerima-02"])


@pytest.mark.promise("P06")
def test_an_approval_counts_once_for_one_agency_as_long_as_the_case_has_the_same_readers(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second = Changer(counter, SECOND)
    receivers = people(counter, THERE, THERE_TOO)
    other = second.approval(report, PROVINCE)
    assert second.post(report, "approvals", other).status_code == 201
    assert first.post(report, "access", first.access(report, people(counter, HEAD)[0])).status_code == 201
    body = transfer(first, report, PROVINCE, *receivers, approver=None)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")
    assert code(second.post(report, "approvals", other)) == (422, "refused")
    assert second.post(report, "approvals", second.approval(report, PROVINCE)).status_code == 201
    assert second.post(report, "approvals/withdraw", {}).status_code == 200
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")


def put_back(office: Office, report: SealedReport, said: Body, days: int = 0) -> bytes:
    """Write an approval into the database, as whoever copied it there may, under a day that is not signed."""
    envelope, day = from_b64url(said["envelope"]), office.clock.today() - timedelta(days=days)
    entry = AuditEntry(AgencyCode(REGENCY), office.clock.now(), "penerima-02", AuditAction.TRANSFER_APPROVED)
    stored = StoredApproval(*(report.name, AgencyCode(REGENCY), "penerima-02", AgencyCode(PROVINCE), day, envelope))
    office.store.referrals.approve(stored, entry)
    return envelope


@pytest.mark.promise("P06")
@pytest.mark.parametrize("days", [15, -2])
def test_an_approval_whose_signed_days_are_over_or_to_come_is_no_consent_whatever_the_database_says(
    counter: Counter, report: SealedReport, first: Changer, days: int
) -> None:
    second, today = Changer(counter, SECOND), counter.office.clock.today()
    said = second.approval(report, PROVINCE, day=(today - timedelta(days=days)).isoformat())
    assert code(second.post(report, "approvals", said)) == (422, "other-day")
    kept = put_back(counter.office, report, said)
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO), approver=None, approval=kept)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")


def test_an_approval_is_handed_in_on_the_day_that_is_signed(counter: Counter, report: SealedReport) -> None:
    second, today = Changer(counter, SECOND), counter.office.clock.today()
    for days, status in ((2, 422), (1, 201)):
        said = second.approval(report, PROVINCE, day=(today - timedelta(days=days)).isoformat())
        assert second.post(report, "approvals", said).status_code == status


@pytest.mark.promise("P06")
def test_an_approval_that_was_taken_back_counts_no_more_when_somebody_puts_it_back(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """Taking back begins a new key for the same readers: the copy is of older records, whoever kept it."""
    second = Changer(counter, SECOND)
    said = second.approval(report, PROVINCE)
    assert second.post(report, "approvals", said).status_code == 201
    assert second.post(report, "epochs", second.epoch(report, *people(counter, FIRST, SECOND))).status_code == 201
    assert second.post(report, "approvals/withdraw", {}).status_code == 200
    kept = put_back(counter.office, report, said)
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO), approver=None, approval=kept)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")


@pytest.mark.promise("P06")
def test_an_approval_for_some_readers_lets_no_others_of_that_agency_in(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """Whoever hands over could else leave out the only one there whom the accused cannot reach."""
    second, (one, both) = Changer(counter, SECOND), [people(counter, THERE, THERE_TOO)[:n] for n in (1, 2)]
    said = second.approval(report, PROVINCE, readers=[of.name for of in readings(*one)])
    assert second.post(report, "approvals", said).status_code == 201
    body = transfer(first, report, PROVINCE, *both, approver=None)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")
    said = second.approval(report, PROVINCE, readers=[of.name for of in readings(*both)])
    assert second.post(report, "approvals", said).status_code == 201
    body = transfer(first, report, PROVINCE, *both, approver=None)
    assert first.post(report, "transfers", body).status_code == 201


@pytest.mark.promise("P06")
def test_a_transfer_that_carries_no_approval_or_one_of_another_agency_is_refused_though_a_colleague_approved(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """It would hang on the one officer who made it."""
    second, receivers = Changer(counter, SECOND), people(counter, THERE, THERE_TOO)
    there = [one.name for one in readings(*receivers)]
    kept = put_back(counter.office, report, second.approval(report, REGENCY, readers=there))
    body = transfer(first, report, PROVINCE, *receivers, approver=None, approval=kept)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")
    body = transfer(first, report, PROVINCE, *receivers, approval=None)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")


def test_an_approval_that_nobody_acted_on_is_shown_no_more(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    put_back(counter.office, report, Changer(counter, SECOND).approval(report, PROVINCE), days=15)
    assert decoded(first.browser.get(f"{path_of(report)}/referrals"))["approvals"] == []


@pytest.mark.promise("P06")
def test_nobody_approves_who_is_blocked_since_and_nobody_is_free_by_it(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    account = (AgencyCode(REGENCY), "penerima-02")
    entry = AuditEntry(account[0], counter.office.clock.now(), "admin", AuditAction.OFFICER_BLOCKED)
    assert counter.office.store.officers.replace_state(*account, OfficerState.BLOCKED, entry)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")


@pytest.mark.promise("P06")
def test_the_approval_of_whoever_declared_a_conflict_since_counts_no_more(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second = Changer(counter, SECOND)
    assert second.post(report, "approvals", second.approval(report, PROVINCE)).status_code == 201
    assert second.declare(report, Interest.CONFLICT, "Terlapor kakak saya.").status_code == 201
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO), approver=None)
    assert code(first.post(report, "transfers", body)) == (422, "unapproved")
    assert decoded(second.browser.get("/register"))["lines"] == []


FORGED: dict[str, dict[str, Any]] = {
    "in a colleague's name": {"author": ReaderRef(agency=REGENCY, reader="penerima-01")},
    "of another case": {"case": "a" * 52},
    "of records that never were": {"record": DIGEST},
    "of an agency that there is not": {"to": "99"},
}


@pytest.mark.promise("P14")
@pytest.mark.parametrize("forged", FORGED)
def test_an_approval_that_is_something_else_is_not_kept(counter: Counter, report: SealedReport, forged: str) -> None:
    second = Changer(counter, SECOND)
    body = second.approval(report, **{"to": PROVINCE, **FORGED[forged]})
    assert second.post(report, "approvals", body).status_code == 422
    assert decoded(second.browser.get(f"{path_of(report)}/referrals"))["approvals"] == []


def test_only_officers_who_read_the_case_and_whose_agency_handles_it_approve(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    for one in (PROTECTOR, THERE):
        assert first.post(report, "access", first.access(report, people(counter, one)[0])).status_code == 201
    for one in (PROTECTOR, THERE):
        guest = Changer(counter, one)
        assert code(guest.post(report, "approvals", guest.approval(report, PROVINCE)))[0] == 403
    said = first.approval(report, PROVINCE)
    assert counter.signed_in(HEAD).post(f"{path_of(report)}/approvals", said).status_code == 404


def test_where_no_second_officer_could_decide_one_hands_over_and_the_register_says_so(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [Exclusion(agency=REGENCY, reader=name) for name in ("inspektur", "penelaah-01")]
    with monkeypatch.context() as patched:
        patched.setattr(compose, "EpochRecord", lambda **parts: EpochRecord(**{**parts, "excluded": own}))
        report = counter.office.new_report()
    counter.office.change_roles_in_directory(SECOND, ["protection"])
    publish(counter.office)
    first = Changer(counter, FIRST)
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO), approver=None)
    assert first.post(report, "transfers", body).status_code == 201
    [line] = decoded(first.browser.get("/register"))["lines"]
    assert line["line"]["approver"] is None
    assert ("case-transferred", f"{REFERENCE} {PROVINCE} alone") in actions(counter.office)


# --- to somebody outside -------------------------------------------------------------------------------------------


def test_a_hand_over_that_was_signed_anew_because_its_answer_was_lost_is_made_once(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    assert first.post(report, "referrals", referral(first, report)).status_code == 201
    assert first.post(report, "referrals", referral(first, report)).status_code == 200
    assert len(as_reporter(counter.office, report).messages) == 2
    receivers = people(counter, THERE, THERE_TOO)
    bodies = [{**transfer(first, report, PROVINCE, *receivers), "reference": OTHER} for _ in range(2)]
    assert [first.post(report, "transfers", body).status_code for body in bodies] == [201, 200]


@pytest.mark.parametrize("more", [{"way": "letter"}, {"way": "bundle", "digest": DIGEST}])
def test_a_hand_over_to_an_authority_stands_in_the_register_and_its_reporter_is_told(
    counter: Counter, report: SealedReport, first: Changer, more: dict[str, str]
) -> None:
    body = referral(first, report, **more)
    assert [first.post(report, "referrals", body).status_code for _ in range(2)] == [201, 200]
    found = decoded(first.browser.get(f"{path_of(report)}/referrals"))
    [line] = found["lines"]
    assert (line["way"], line["recipient"], line["reference"]) == (more["way"], "Kejaksaan Negeri", REFERENCE)
    assert line["digest"] == more.get("digest")
    assert (found["handler"], found["status"]) == (REGENCY, "passed-on")
    newest = as_reporter(counter.office, report).messages[-1].message.body
    assert isinstance(newest, StatusBody)
    assert newest.to == "Kejaksaan Negeri"
    assert ("case-referred", f"{REFERENCE} {more['way']}") in actions(counter.office)


@pytest.mark.parametrize(
    "more", [{"digest": DIGEST}, {"way": "bundle"}, {"way": "transfer"}, {"reference": "WBS-1234"}]
)
def test_a_hand_over_that_says_something_else_than_it_is_is_refused(
    report: SealedReport, first: Changer, more: dict[str, str]
) -> None:
    assert first.post(report, "referrals", {**referral(first, report), **more}).status_code == 422


def test_a_case_whose_follow_up_has_begun_is_passed_on_to_nobody(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    stored = StoredMessage("61.08/penerima-01", 1, 1, Kind.STATUS, b"sealed", counter.office.clock.today())
    body = referral(first, report)
    counter.office.store.cases.append_message(report.name, stored, status=Status.FOLLOW_UP)
    assert code(first.post(report, "referrals", body)) == (409, "conflict")


# --- to SP4N-LAPOR! ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matter_class", [None, MatterClass.SUPERVISORY])
def test_only_what_officers_classed_as_non_supervisory_goes_to_sp4n_lapor(
    counter: Counter, report: SealedReport, first: Changer, matter_class: MatterClass | None
) -> None:
    if matter_class is not None:
        tag(counter.office, report, matter_class)
    body = referral(first, report, "lapor", recipient="SP4N-LAPOR!")
    assert code(first.post(report, "referrals", body)) == (422, "other-class")
    assert code(first.post(report, "parcel", {"sealed": parcel_text(report)})) == (422, "other-class")
    tag(counter.office, report, MatterClass.NON_SUPERVISORY)
    assert first.post(report, "parcel", {"sealed": parcel_text(report)}).status_code == 201
    assert first.post(report, "referrals", body).status_code == 201
    assert decoded(first.browser.get(f"{path_of(report)}/referrals"))["parcel"] is None


def test_a_text_is_queued_once_and_another_only_after_the_first_is_settled(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    tag(counter.office, report, MatterClass.NON_SUPERVISORY)
    first.look(report)
    one, two = {"sealed": parcel_text(report)}, {"sealed": parcel_text(report)}
    assert [first.post(report, "parcel", one).status_code for _ in range(2)] == [201, 200]
    assert code(first.post(report, "parcel", two)) == (409, "conflict")
    store = counter.office.store.referrals
    [waiting] = store.waiting(10)
    assert store.settle(Parcel(report.name, waiting.sealed, ParcelState.REFUSED), ParcelState.WAITING)
    assert first.post(report, "parcel", two).status_code == 201


@pytest.mark.parametrize("state", ParcelState)
def test_a_text_is_taken_back_unless_the_other_side_may_have_it(
    counter: Counter, report: SealedReport, first: Changer, state: ParcelState
) -> None:
    tag(counter.office, report, MatterClass.NON_SUPERVISORY)
    first.look(report)
    assert first.post(report, "parcel", {"sealed": parcel_text(report)}).status_code == 201
    store = counter.office.store.referrals
    [waiting] = store.waiting(10)
    assert store.settle(Parcel(report.name, waiting.sealed, state), ParcelState.WAITING)
    may_go = state in {ParcelState.WAITING, ParcelState.REFUSED, ParcelState.LAPSED}
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    if not may_go:
        assert code(first.post(report, "transfers", body))[0] == 409
    assert first.post(report, "parcel/withdraw", {}).status_code == (200 if may_go else 409)
    assert (decoded(first.browser.get(f"{path_of(report)}/referrals"))["parcel"] is None) == may_go


@pytest.mark.promise("P06")
def test_a_guest_of_another_agency_takes_no_text_back_that_waits(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    assert first.post(report, "access", first.access(report, people(counter, THERE)[0])).status_code == 201
    tag(counter.office, report, MatterClass.NON_SUPERVISORY)
    first.look(report)
    assert first.post(report, "parcel", {"sealed": parcel_text(report)}).status_code == 201
    assert code(Changer(counter, THERE).post(report, "parcel/withdraw", {})) == (403, "forbidden")
    assert first.post(report, "parcel/withdraw", {}).status_code == 200


def test_no_text_that_waits_goes_out_once_another_agency_has_the_case(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    tag(counter.office, report, MatterClass.NON_SUPERVISORY)
    first.look(report)
    assert first.post(report, "parcel", {"sealed": parcel_text(report)}).status_code == 201
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    assert first.post(report, "transfers", body).status_code == 201
    assert list(counter.office.store.referrals.waiting(10)) == []


def test_nothing_leaves_for_sp4n_lapor_over_a_word_of_the_reporters_that_nobody_has_opened(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """It may take the consent back, while an officer's page still shows the yes."""
    tag(counter.office, report, MatterClass.NON_SUPERVISORY)
    body = referral(first, report, "lapor", recipient="SP4N-LAPOR!")
    counter.office.store.cases.append_message(report.name, a_message(seq=2))
    assert code(first.post(report, "referrals", body)) == (409, "conflict")
    assert code(first.post(report, "parcel", {"sealed": parcel_text(report)})) == (409, "conflict")
    first.browser.get(path_of(report))
    assert first.post(report, "parcel", {"sealed": parcel_text(report)}).status_code == 201


def test_how_a_matter_from_sp4n_lapor_ended_is_noted_once_and_of_no_other_matter(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    cases, body = counter.office.store.cases, {"reference": REFERENCE}
    entry = AuditEntry(AgencyCode(REGENCY), counter.office.clock.now(), "penerima-01", AuditAction.TAGS_CHANGED)
    stored = StoredMessage("61.08/penerima-01", 1, 1, Kind.STATUS, b"sealed", counter.office.clock.today())
    assert code(first.post(report, "lapor-answers", body)) == (409, "conflict")
    cases.append_message(report.name, stored, status=Status.CLOSED)
    assert code(first.post(report, "lapor-answers", body)) == (409, "conflict")
    cases.change_tags(report.name, TagChange(channel=Channel.SP4N_LAPOR), audit=entry)
    assert [first.post(report, "lapor-answers", body).status_code for _ in range(2)] == [201, 200]
    assert code(Changer(counter, SECOND).post(report, "lapor-answers", body)) == (409, "conflict")
    found = decoded(first.browser.get(f"{path_of(report)}/referrals"))
    assert ([line["way"] for line in found["lines"]], found["status"]) == (["lapor-answer"], "closed")
    assert ("lapor-answered", REFERENCE) in actions(counter.office)


def test_what_is_not_sealed_is_not_queued(counter: Counter, report: SealedReport, first: Changer) -> None:
    tag(counter.office, report, MatterClass.NON_SUPERVISORY)
    assert code(first.post(report, "parcel", {"sealed": b64url(b"Jalan rusak")})) == (422, "refused")


def parcel_text(report: SealedReport) -> str:
    author = ReaderRef(agency=REGENCY, reader="penerima-01")
    said = {"record": DIGEST, "heard": DIGEST, "day": "2026-11-23", "nonce": "A" * 22}
    complaint = Complaint(case=report.name.case, author=author, title="Jalan rusak", content="Jalan rusak.", **said)
    return b64url(seal_parcel(OutboxPrivateKey.generate().public, OfficerSigningKey.generate(), complaint))


# --- the register --------------------------------------------------------------------------------------------------


def test_the_register_names_no_case_that_the_officer_may_not_know_of(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    other = counter.office.new_report(PROVINCE)
    there = Changer(counter, THERE)
    assert there.post(other, "referrals", referral(there, other, reference=OTHER)).status_code == 201
    body = transfer(first, report, PROVINCE, *people(counter, THERE, THERE_TOO))
    assert first.post(report, "transfers", body).status_code == 201
    mine = decoded(first.browser.get("/register"))["lines"]
    assert [(line["case"], line["line"]["reference"]) for line in mine] == [(None, REFERENCE)]
    [known] = decoded(Changer(counter, SECOND).browser.get("/register"))["lines"]
    assert (known["case"], known["line"]["reference"], known["line"]["approver"]) == (None, REFERENCE, "penerima-02")
    assert decoded(Changer(counter, HEAD).browser.get("/register"))["lines"] == []
    theirs = decoded(there.browser.get("/register"))["lines"]
    assert {(line["case"], line["line"]["reference"]) for line in theirs} == {
        (report.name.case, REFERENCE),
        (other.name.case, OTHER),
    }


def liaison(counter: Counter) -> Any:
    counter.office.change_roles_in_directory(PROTECTOR, ["liaison"])
    publish(counter.office)
    return counter.signed_in(PROTECTOR)


def test_whoever_liaises_sees_what_went_to_sp4n_lapor_and_of_which_case_never(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    other, elsewhere = counter.office.new_report(), counter.office.new_report(PROVINCE)
    for one in (report, elsewhere):
        tag(counter.office, one, MatterClass.NON_SUPERVISORY)
    there = Changer(counter, THERE)
    for changer, one, reference, way in (
        (first, report, REFERENCE, "lapor"),
        (first, other, OTHER, "letter"),
        (there, elsewhere, "efgh2345", "lapor"),
    ):
        changer.look(one)
        assert changer.post(one, "referrals", referral(changer, one, way, reference=reference)).status_code == 201
    [line] = decoded(liaison(counter).get("/register"))["lines"]
    assert (line["agency"], line["case"], line["line"]["reference"]) == (None, None, REFERENCE)


@pytest.mark.promise("P06")
def test_whoever_liaises_is_told_nothing_of_a_case_that_excludes_somebody_of_the_agency(
    counter: Counter, first: Changer
) -> None:
    office, receipt = counter.office, Receipt.generate()
    sealed = compose.compose_case(
        report=a_report(),
        receipt=receipt,
        directory=office.world.book().newest(REGENCY),
        recipients=recipients(office.world, REGENCY),
        sealed_by=SealedBy.PORTAL,
        excluded=[Exclusion(agency=REGENCY, reader="pelindung-01")],
    )
    office.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), office.clock.today()))
    report = SealedReport(receipt, sealed, CaseName(AgencyCode(REGENCY), CaseId(sealed.case)), ())
    tag(office, report, MatterClass.NON_SUPERVISORY)
    first.look(report)
    body = referral(first, report, "lapor", recipient="SP4N-LAPOR!")
    assert first.post(report, "referrals", body).status_code == 201
    assert decoded(liaison(counter).get("/register"))["lines"] == []
