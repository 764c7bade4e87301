"""Who reads a case is changed over HTTP by those who read it, and by nobody else."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, Person
from tests.investigator.changer import (
    Body,
    Changer,
    access_body,
    epoch_body,
    grant_part,
    inside_key_body,
    view_of,
)
from tests.investigator.client import path_of
from tests.investigator.counter import Counter, decoded, publish
from tests.investigator.test_own_keys import Renewal, asked
from tests.office import Office, SealedReport
from tests.stories.simulator import reading, readings
from wbs.cases.model import KeyDigest
from wbs.crypto import compose
from wbs.crypto.compose import SealedRecord, recipient
from wbs.crypto.directory import Role
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.inside import InsideKey, inside_grant
from wbs.crypto.insight import Need
from wbs.crypto.keys import CasePrivateKey, OfficerSecret, ReaderPrivateKey
from wbs.crypto.records import EpochRecord, Head
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Unverified, sign, sign_payload

FIRST, SECOND = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"
REVIEWER, HEAD = f"{REGENCY}/penelaah-01", f"{REGENCY}/inspektur"
STRANGER = f"{PROVINCE}/penerima-01"


@pytest.fixture
def office(tmp_path: Any) -> Any:
    folder = tmp_path / "data"
    folder.mkdir()
    made = Office(folder, [Person(REGENCY, "pengawas-01", frozenset({Role.AUDITOR}), "Pengawasan")])
    yield made
    made.close()


@pytest.fixture
def report(office: Office) -> SealedReport:
    return office.new_report()


@pytest.fixture
def first(counter: Counter) -> Changer:
    return Changer(counter, FIRST)


def person(counter: Counter, name: str) -> Person:
    return counter.office.world.people[name]


def people(counter: Counter, *names: str) -> list[Person]:
    return [person(counter, name) for name in names]


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, decoded(answer)["code"]


def actions(office: Office) -> list[tuple[str, str]]:
    entries = [msgspec.json.decode(entry) for entry in office.entries()]
    return [(entry["action"], entry.get("detail", "")) for entry in entries]


# --- granting ----------------------------------------------------------------------------------------------------


@pytest.mark.promise("P17")
def test_a_colleague_who_is_granted_the_case_reads_it(counter: Counter, report: SealedReport, first: Changer) -> None:
    assert first.post(report, "access", first.access(report, person(counter, REVIEWER))).status_code == 201
    view = Changer(counter, REVIEWER).look(report)
    assert [opened.message.seq for opened in view.dossier.messages] == [1]
    assert not view.dossier.findings
    assert ("reader-added", REVIEWER) in actions(counter.office)


def test_an_officer_of_another_inspectorate_can_be_granted_a_case(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    assert first.post(report, "access", first.access(report, person(counter, STRANGER))).status_code == 201
    assert not Changer(counter, STRANGER).look(report).dossier.findings


def test_the_same_grant_sent_again_is_taken_once(counter: Counter, report: SealedReport, first: Changer) -> None:
    body = first.access(report, person(counter, REVIEWER))
    before = len(actions(counter.office))
    assert [first.post(report, "access", body).status_code for _ in range(2)] == [201, 200]
    assert len(actions(counter.office)) == before + 1


@pytest.mark.promise("P06")
@pytest.mark.parametrize("excluded", [{"reader": "penelaah-01"}, {"unit": "Irban Khusus"}])
def test_an_excluded_officer_gets_no_grant_from_anybody(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, excluded: dict[str, str]
) -> None:
    exclusion = Exclusion(agency=REGENCY, **excluded)
    with monkeypatch.context() as patched:
        patched.setattr(compose, "EpochRecord", lambda **parts: EpochRecord(**{**parts, "excluded": [exclusion]}))
        report = counter.office.new_report()
    first = Changer(counter, FIRST)
    accused = person(counter, REVIEWER)
    assert code(first.post(report, "access", first.access(report, accused))) == (422, "refused")
    body = first.epoch(report, *people(counter, FIRST, SECOND, REVIEWER))
    assert code(first.post(report, "epochs", body)) == (422, "refused")
    assert counter.signed_in(REVIEWER).get(path_of(report)).status_code == 404


WRONG_ACCESS = {
    "signed by the server": (422, "refused"),
    "in a colleague's name": (422, "refused"),
    "with a key of the server": (422, "refused"),
    "for one who reads already": (422, "refused"),
    "of another case": (422, "refused"),
    "a grant for another key": (422, "refused"),
    "a grant of another size": (422, "refused"),
    "an inside grant where no key is": (409, "newer-inside-key"),
    "for an auditor": (422, "not-a-reader"),
    "an epoch": (422, "refused"),
}


def wrong_access(kind: str, first: Changer, report: SealedReport) -> Body:
    counter = first.counter
    reviewer, auditor = people(counter, REVIEWER, f"{REGENCY}/pengawas-01")
    body = first.access(report, reviewer)
    own = ReaderPrivateKey.generate().public
    other = counter.office.new_report()
    made: dict[str, Body] = {
        "signed by the server": access_body(
            first.compose_access(report, reading(reviewer), key=OfficerSecret.generate().signing_key)
        ),
        "in a colleague's name": access_body(
            first.compose_access(report, reading(reviewer), author=person(counter, SECOND).ref)
        ),
        "with a key of the server": access_body(first.compose_access(report, recipient(REGENCY, reviewer.id, own))),
        "for one who reads already": access_body(first.compose_access(report, reading(person(counter, SECOND)))),
        "of another case": first.access(other, reviewer),
        "a grant for another key": {**body, "grant": {**body["grant"], "key": own.digest}},
        "a grant of another size": {**body, "grant": {**body["grant"], "sealed": body["grant"]["sealed"][:-4]}},
        "an inside grant where no key is": {**body, "inside": body["grant"]},
        "for an auditor": access_body(first.compose_access(report, reading(auditor))),
        "an epoch": {**body, "record": epoch_body(first.compose_epoch(report, first.person, reviewer))["record"]},
    }
    return made[kind]


@pytest.mark.promise("P05")
@pytest.mark.promise("P18")
@pytest.mark.parametrize("kind", WRONG_ACCESS)
def test_a_grant_that_the_keys_do_not_support_is_refused_and_leaves_nothing(
    counter: Counter, report: SealedReport, first: Changer, kind: str
) -> None:
    body = wrong_access(kind, first, report)
    before = len(actions(counter.office))
    assert code(first.post(report, "access", body)) == WRONG_ACCESS[kind]
    assert len(actions(counter.office)) == before
    assert len(first.look(report).dossier.chain.records) == 1


def test_an_access_record_of_another_case_does_not_travel(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    other = counter.office.new_report()
    body = first.access(report, person(counter, REVIEWER))
    assert code(first.post(other, "access", body)) == (422, "refused")


def test_an_access_record_of_an_epoch_that_is_over_does_not_come_back(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    reviewer = person(counter, REVIEWER)
    first.post(report, "access", first.access(report, reviewer))
    old = first.access(report, person(counter, HEAD))
    first.post(report, "epochs", first.epoch(report, *people(counter, FIRST, SECOND)))
    assert code(first.post(report, "access", old)) == (409, "newer-record")
    assert counter.signed_in(REVIEWER).get(path_of(report)).status_code == 404


def test_of_two_grants_at_once_one_comes_first(counter: Counter, report: SealedReport, first: Changer) -> None:
    second = Changer(counter, SECOND)
    bodies = [first.access(report, person(counter, REVIEWER)), second.access(report, person(counter, HEAD))]
    assert first.post(report, "access", bodies[0]).status_code == 201
    assert code(second.post(report, "access", bodies[1])) == (409, "newer-record")
    assert second.post(report, "access", second.access(report, person(counter, HEAD))).status_code == 201


def test_a_grant_under_an_older_directory_has_to_be_made_again(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    body = first.access(report, person(counter, REVIEWER))
    counter.office.change_roles_in_directory(HEAD, ["head", "reviewer"])
    publish(counter.office)
    assert code(first.post(report, "access", body)) == (409, "newer-directory")


def test_whoever_serves_no_longer_is_not_granted(counter: Counter, report: SealedReport) -> None:
    day = counter.office.clock.today()
    counter.office.end_in_directory(REVIEWER, day.replace(day=day.day + 1))
    publish(counter.office)
    counter.office.clock.pass_time(days=5)
    late = Changer(counter, FIRST)
    assert code(late.post(report, "access", late.access(report, person(counter, REVIEWER)))) == (422, "not-a-reader")


@pytest.mark.parametrize("role", ["protection"])
def test_who_only_reads_grants_nobody_but_a_renewed_key_of_their_own(
    counter: Counter, report: SealedReport, role: str
) -> None:
    counter.office.change_roles_in_directory(FIRST, [role])
    publish(counter.office)
    reader = Changer(counter, FIRST)
    body = reader.access(report, person(counter, REVIEWER))
    assert code(reader.post(report, "access", body)) == (403, "forbidden")
    assert code(reader.post(report, "epochs", reader.epoch(report, *people(counter, FIRST, SECOND)))) == (
        403,
        "forbidden",
    )


@pytest.mark.promise("P19")
@pytest.mark.parametrize("role", ["receiver", "protection"])
def test_an_officers_renewed_key_takes_the_place_of_the_old_one_in_a_case(
    counter: Counter, report: SealedReport, first: Changer, role: str
) -> None:
    """Whoever only reads may do this as well: nobody is added whom the case does not have."""
    office, renewal = counter.office, Renewal(counter.office)
    assert first.note(report, "Satu.").status_code == 201
    assert Changer(counter, SECOND).note(report, "Saya baca.").status_code == 201
    office.change_roles_in_directory(FIRST, [role])
    publish(office)
    asked(counter, renewal)
    renewal.list_in_directory()
    renewed = Changer(counter, FIRST)
    add = recipient(REGENCY, "penerima-01", renewal.new.reader_key.public)
    held = renewed.look(report).inside.held[1]
    body = access_body(renewed.compose_access(report, add, key=renewal.new.signing_key))
    assert code(renewed.post(report, "access", body)) == (409, "newer-inside-key")
    body["inside"] = grant_part(inside_grant(held, add.key))
    assert renewed.post(report, "access", body).status_code == 201
    answer = decoded(renewed.browser.get(path_of(report)))
    renewed.person = replace(renewed.person, secret=renewal.new)
    view = view_of(renewed, answer)
    assert (len(view.inside.entries), view.inside.findings, view.dossier.findings) == (2, (), ())
    old = KeyDigest(first.person.secret.reader_key.public.digest)
    assert office.store.cases.case_file(report.name, old) is None


# --- epochs ------------------------------------------------------------------------------------------------------


@pytest.mark.promise("P07")
@pytest.mark.promise("P17")
def test_an_officer_who_is_taken_off_loses_the_case_at_once(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second = Changer(counter, SECOND)
    second.look(report)
    assert first.post(report, "epochs", first.epoch(report, *people(counter, FIRST, REVIEWER))).status_code == 201
    for way in ("", "/attachments/" + "A" * 22):
        assert second.browser.get(path_of(report) + way).status_code == 404
    sealed = b64url(b"x")
    assert second.post(report, "inside", {"seq": 1, "epoch": 2, "sealed": sealed}).status_code == 404
    assert decoded(second.browser.get("/inbox"))["total"] == 0
    view = Changer(counter, REVIEWER).look(report)
    assert sorted(view.dossier.case_keys) == [1, 2]
    assert not view.dossier.findings
    assert ("epoch-started", f"-{SECOND} +{REVIEWER}") in actions(counter.office)


@pytest.mark.promise("P07")
def test_an_officer_who_was_taken_off_cannot_change_the_case_any_more(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second = Changer(counter, SECOND)
    bodies = {
        "epochs": second.epoch(report, *people(counter, SECOND, HEAD)),
        "access": second.access(report, person(counter, HEAD)),
        "inside-keys": second.inside_key(report),
    }
    first.post(report, "epochs", first.epoch(report, *people(counter, FIRST, REVIEWER)))
    for way, body in bodies.items():
        assert second.post(report, way, body).status_code == 404


def test_of_two_epochs_at_once_one_comes_first(counter: Counter, report: SealedReport, first: Changer) -> None:
    second = Changer(counter, SECOND)
    bodies = [
        first.epoch(report, *people(counter, FIRST, SECOND)),
        second.epoch(report, *people(counter, FIRST, SECOND, HEAD)),
    ]
    assert first.post(report, "epochs", bodies[0]).status_code == 201
    assert code(second.post(report, "epochs", bodies[1])) == (409, "newer-record")
    assert second.look(report).dossier.epoch == 2


def test_the_same_epoch_sent_again_is_taken_once(counter: Counter, report: SealedReport, first: Changer) -> None:
    body = first.epoch(report, *people(counter, FIRST, SECOND))
    before = len(actions(counter.office))
    assert [first.post(report, "epochs", body).status_code for _ in range(2)] == [201, 200]
    assert len(actions(counter.office)) == before + 1


def changed(sealed: SealedRecord, key: Any, **changes: Any) -> str:
    """Change a record after it was composed, and sign it again."""
    record = parse(Unverified(sealed.record).payload, EpochRecord)
    return b64url(sign_payload(serialise(msgspec.structs.replace(record, **changes)), "wbs-epoch/v1", key))


WRONG_EPOCHS = [
    "signed by the server",
    "in a colleague's name",
    "as the reporter",
    "of another case",
    "with a key of the server",
    "without the reporter's grant",
    "without a reader's grant",
    "with a grant too many",
    "a grant twice",
    "another reporter",
    "with an exclusion",
    "an epoch left out",
    "the old case key",
    "a message that is not there",
    "a previous key of another size",
    "an access record",
    "an inside key of another epoch",
    "an inside key for others",
]


def wrong_epoch(kind: str, first: Changer, report: SealedReport) -> Body:
    counter = first.counter
    second = person(counter, SECOND)
    sealed = first.compose_epoch(report, first.person, second)
    body, own = epoch_body(sealed), first.person.secret.signing_key
    chain = first.look(report).dossier.chain
    grants, reporter = body["grants"], chain.first.reporter
    stranger = ReaderPrivateKey.generate().public
    swapped = [*readings(first.person), recipient(REGENCY, second.id, stranger)]
    far = Head(author="reporter", seq=9, digest=chain.records[0].digest)
    lone = inside_key_body(first.compose_inside(report, sealed, first.person))
    made: dict[str, Any] = {
        "signed by the server": lambda: epoch_body(
            first.compose_epoch(report, first.person, second, key=OfficerSecret.generate().signing_key)
        ),
        "in a colleague's name": lambda: epoch_body(
            first.compose_epoch(report, first.person, second, author=second.ref)
        ),
        "as the reporter": lambda: epoch_body(
            first.compose_epoch(report, first.person, second, author="reporter", key=report.receipt.signing_key)
        ),
        "of another case": lambda: first.epoch(counter.office.new_report(), first.person, second),
        "with a key of the server": lambda: epoch_body(first.compose_epoch(report, recipients=swapped)),
        "without the reporter's grant": lambda: {**body, "grants": grants[:-1]},
        "without a reader's grant": lambda: {**body, "grants": grants[1:]},
        "with a grant too many": lambda: {
            **body,
            "grants": [*grants, {**grants[0], "key": stranger.digest}],
        },
        "a grant twice": lambda: {**body, "grants": [*grants, grants[0]]},
        "another reporter": lambda: {
            **body,
            "record": changed(sealed, own, reporter=msgspec.structs.replace(reporter, reader_key=stranger.text)),
        },
        "with an exclusion": lambda: {
            **body,
            "record": changed(sealed, own, excluded=[{"agency": REGENCY, "reader": "inspektur"}]),
        },
        "an epoch left out": lambda: {**body, "record": changed(sealed, own, epoch=3)},
        "the old case key": lambda: {**body, "record": changed(sealed, own, case_key=chain.first.case_key)},
        "a message that is not there": lambda: epoch_body(
            first.compose_epoch(report, first.person, second, heads=[far])
        ),
        "a previous key of another size": lambda: {**body, "previous_key": body["previous_key"][:-4]},
        "an access record": lambda: {**body, "record": first.access(report, person(counter, REVIEWER))["record"]},
        "an inside key of another epoch": lambda: {**body, "inside": first.inside_key(report)},
        "an inside key for others": lambda: {**body, "inside": lone},
    }
    assert list(made) == WRONG_EPOCHS
    given: Body = made[kind]()
    return given


@pytest.mark.promise("P02")
@pytest.mark.promise("P05")
@pytest.mark.parametrize("kind", WRONG_EPOCHS)
def test_an_epoch_that_the_keys_do_not_support_is_refused_and_leaves_nothing(
    counter: Counter, report: SealedReport, first: Changer, kind: str
) -> None:
    body = wrong_epoch(kind, first, report)
    before = len(actions(counter.office))
    assert code(first.post(report, "epochs", body)) in {(422, "refused"), (409, "newer-record")}
    assert len(actions(counter.office)) == before
    view = first.look(report)
    assert (view.dossier.chain.epochs, view.inside.held) == (1, {})


def test_fewer_readers_than_the_policy_asks_are_refused(report: SealedReport, first: Changer) -> None:
    assert code(first.post(report, "epochs", first.epoch(report, first.person))) == (422, "too-few-readers")


@pytest.mark.promise("P06")
def test_no_epoch_leaves_a_case_to_another_agency_as_only_a_transfer_does(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """Nobody would be told: neither the register nor the reporter, and nobody would ask who may receive there."""
    theirs = people(counter, STRANGER, f"{PROVINCE}/penerima-02")
    for left in (theirs, [*theirs, first.person]):
        assert code(first.post(report, "epochs", first.epoch(report, *left))) == (422, "too-few-readers")
    guest = first.epoch(report, *people(counter, FIRST, SECOND, STRANGER))
    assert first.post(report, "epochs", guest).status_code == 201


@pytest.mark.promise("P06")
def test_a_guest_of_another_agency_takes_off_nobody_of_the_agency_that_handles_the_case_but_may_leave(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """A guest could leave a case to the one officer of it who looks away."""
    everybody = people(counter, FIRST, SECOND, REVIEWER, HEAD, STRANGER)
    assert first.post(report, "epochs", first.epoch(report, *everybody)).status_code == 201
    guest = Changer(counter, STRANGER)
    fewer = guest.epoch(report, *people(counter, FIRST, REVIEWER, STRANGER))
    assert code(guest.post(report, "epochs", fewer)) == (403, "forbidden")
    counter.office.remove_from_directory(SECOND)
    publish(counter.office)
    guest = Changer(counter, STRANGER)
    renewed = guest.epoch(report, *people(counter, FIRST, REVIEWER, HEAD, STRANGER))
    assert guest.post(report, "epochs", renewed).status_code == 201
    counter.office.change_roles_in_directory(REVIEWER, ["auditor"])
    publish(counter.office)
    guest = Changer(counter, STRANGER)
    anew = guest.epoch(report, *people(counter, FIRST, HEAD, STRANGER))
    assert guest.post(report, "epochs", anew).status_code == 201, "who has no role that reads is nobody to keep"
    left = Changer(counter, STRANGER).epoch(report, *people(counter, FIRST, HEAD))
    assert guest.post(report, "epochs", left).status_code == 201


@pytest.mark.promise("P06")
def test_a_guest_of_another_agency_lets_nobody_in(counter: Counter, report: SealedReport, first: Changer) -> None:
    """Who reads a case is for the agency to say that handles it; the guest might be the accused's friend."""
    everybody = people(counter, FIRST, SECOND, STRANGER)
    assert first.post(report, "epochs", first.epoch(report, *everybody)).status_code == 201
    guest = Changer(counter, STRANGER)
    for friend in (f"{PROVINCE}/penerima-02", REVIEWER):
        [person] = people(counter, friend)
        assert code(guest.post(report, "access", guest.access(report, person))) == (403, "forbidden")
        assert code(guest.post(report, "epochs", guest.epoch(report, *everybody, person))) == (403, "forbidden")
    assert guest.post(report, "epochs", guest.epoch(report, *everybody)).status_code == 201


def test_when_the_directory_leaves_fewer_the_epoch_names_all_who_are_left(
    counter: Counter, report: SealedReport
) -> None:
    for gone in (SECOND, REVIEWER, HEAD):
        counter.office.remove_from_directory(gone)
    publish(counter.office)
    first = Changer(counter, FIRST)
    assert first.post(report, "epochs", first.epoch(report, first.person)).status_code == 201


def test_an_officer_can_hand_a_case_over_and_leave_it(counter: Counter, report: SealedReport, first: Changer) -> None:
    assert first.post(report, "epochs", first.epoch(report, *people(counter, SECOND, HEAD))).status_code == 201
    assert first.browser.get(path_of(report)).status_code == 404
    assert Changer(counter, HEAD).look(report).dossier.epoch == 2


@pytest.mark.promise("P07")
def test_notes_go_on_to_strangers_to_the_case_when_its_officers_leave_it_and_a_new_key_comes_first(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """Whoever began the epoch knows its key: nothing is written before somebody who stays has made another."""
    first.note(report, "Untuk pengganti.")
    assert first.post(report, "epochs", first.epoch(report, *people(counter, REVIEWER, HEAD))).status_code == 201
    head = Changer(counter, HEAD)
    view = head.look(report)
    assert (len(view.inside.entries), view.inside.need) == (1, Need.EPOCH)
    body = head.inside_key(report)
    assert code(head.post(report, "inside-keys", body)) == (409, "newer-inside-key")
    assert code(head.post(report, "inside", {"seq": 1, "epoch": 2, "sealed": sealed_anyhow()})) == (409, "reader-gone")
    assert head.post(report, "epochs", head.epoch(report, *people(counter, REVIEWER, HEAD))).status_code == 201
    assert head.note(report, "Diterima.").status_code == 201
    assert len(Changer(counter, REVIEWER).look(report).inside.entries) == 2


def test_nobody_whose_roles_read_no_case_is_among_the_readers(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    auditor = person(counter, f"{REGENCY}/pengawas-01")
    body = first.epoch(report, first.person, person(counter, SECOND), auditor)
    assert code(first.post(report, "epochs", body)) == (422, "not-a-reader")


@pytest.mark.promise("P05")
def test_an_officer_who_left_the_directory_begins_nothing(counter: Counter, report: SealedReport) -> None:
    second = Changer(counter, SECOND)
    body = second.epoch(report, *people(counter, SECOND, HEAD))
    counter.office.remove_from_directory(SECOND)
    publish(counter.office)
    assert second.post(report, "epochs", body).status_code == 401


@pytest.mark.promise("P18")
def test_a_colleague_without_a_grant_begins_nothing(counter: Counter, report: SealedReport, first: Changer) -> None:
    body = first.epoch(report, *people(counter, FIRST, HEAD))
    for name in (HEAD, STRANGER):
        other = Changer(counter, name)
        absent = other.browser.post(f"/cases/{REGENCY}/{'a' * 52}/epochs", body)
        answer = other.post(report, "epochs", body)
        assert (answer.status_code, answer.data) == (404, absent.data)


@pytest.mark.promise("P19")
def test_no_officer_takes_the_recovery_key_off_a_case(tmp_path: Path) -> None:
    folder = tmp_path / "recovered"
    folder.mkdir()
    office = Office(folder, recovery=[REGENCY])
    counter = Counter(office)
    report, first = office.new_report(), Changer(counter, FIRST)
    officers = people(counter, FIRST, HEAD)
    assert code(first.post(report, "epochs", first.epoch(report, *officers))) == (422, "refused")
    key = office.world.recovery[REGENCY].reader_key.public
    kept = first.compose_epoch(report, recipients=[*readings(*officers), recipient(REGENCY, "recovery", key)])
    assert first.post(report, "epochs", epoch_body(kept)).status_code == 201
    office.close()


@pytest.mark.promise("P07")
def test_no_epoch_takes_an_inside_key_as_its_case_key(
    counter: Counter, report: SealedReport, first: Changer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert first.note(report, "Sebelum kunci dipakai dua kali.").status_code == 201
    held = first.look(report).inside.held[1].key
    with monkeypatch.context() as patched:
        patched.setattr(compose.CasePrivateKey, "generate", lambda: CasePrivateKey.parse(held.unsafe_text()))
        sealed = first.compose_epoch(report, *people(counter, FIRST, SECOND))
    assert code(first.post(report, "epochs", epoch_body(sealed))) == (422, "refused")
    assert first.look(report).dossier.chain.epochs == 1


@pytest.mark.parametrize("way", ["another message", "a number beyond"])
def test_an_epoch_names_messages_as_they_are_stored(
    counter: Counter, report: SealedReport, first: Changer, way: str
) -> None:
    digest = first.look(report).dossier.chain.records[0].digest
    wrong = Head(author="reporter", seq=1 if way == "another message" else 2, digest=digest)
    sealed = first.compose_epoch(report, *people(counter, FIRST, SECOND), heads=[wrong])
    assert code(first.post(report, "epochs", epoch_body(sealed))) == (422, "refused")
    assert first.post(report, "epochs", first.epoch(report, *people(counter, FIRST, SECOND))).status_code == 201


@pytest.mark.promise("P15")
def test_what_one_officer_writes_is_bounded_and_takes_no_room_from_colleagues(
    counter: Counter, report: SealedReport, first: Changer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stolen officer's key could otherwise write until nobody's browser opens the case any more."""
    assert first.note(report, "Satu.").status_code == 201
    room = 2 * len(first.compose_note(report, "Dua.").sealed)
    monkeypatch.setattr("wbs.cases.room.OFFICER_BYTES", room)
    assert [first.note(report, text).status_code for text in ("Dua.", "Tiga.")] == [201, 422]
    assert Changer(counter, SECOND).note(report, "Saya.").status_code == 201


@pytest.mark.promise("P15")
def test_how_often_one_officer_changes_the_readers_is_bounded_and_colleagues_go_on(
    counter: Counter, report: SealedReport, first: Changer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wbs.cases.room.OFFICER_RECORDS", 2)
    both = people(counter, FIRST, SECOND)
    for _ in range(2):
        assert first.post(report, "epochs", first.epoch(report, *both)).status_code == 201
    assert code(first.post(report, "epochs", first.epoch(report, *both))) == (422, "refused")
    assert code(first.post(report, "access", first.access(report, person(counter, HEAD)))) == (422, "refused")
    second = Changer(counter, SECOND)
    assert second.post(report, "epochs", second.epoch(report, *both)).status_code == 201


@pytest.mark.parametrize("way", ["access", "epochs", "inside-keys", "inside"])
def test_what_comes_first_between_reading_and_storing_is_told_as_such(
    counter: Counter, report: SealedReport, first: Changer, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The store's own check, as if another process had been faster: the case is read before, stored after."""
    second = Changer(counter, SECOND)
    if way == "inside":
        assert first.note(report, "Satu.").status_code == 201
    mine, theirs = (body_of(changer, report, way) for changer in (first, second))
    store = counter.office.store.inside
    old = store.officers_file(report.name, counter.office.actor(SECOND).reader_key)
    assert first.post(report, way, mine).status_code == 201
    before = len(actions(counter.office))
    monkeypatch.setattr(store, "officers_file", lambda *_: old)
    if way == "inside":
        theirs = {**theirs, "epoch": 1, "seq": 3}
    words = {"inside-keys": "newer-inside-key", "inside": "conflict"}
    assert code(second.post(report, way, theirs)) == (409, words.get(way, "newer-record"))
    assert len(actions(counter.office)) == before


def body_of(changer: Changer, report: SealedReport, way: str) -> Body:
    """Give one good request of each kind."""
    counter = changer.counter
    if way == "access":
        return changer.access(report, person(counter, REVIEWER if changer.name == FIRST else HEAD))
    if way == "epochs":
        return changer.epoch(report, *people(counter, FIRST, SECOND))
    if way == "inside-keys":
        return changer.inside_key(report)
    entry = changer.compose_note(report, "Dua.")
    return {"seq": entry.seq, "epoch": entry.epoch, "sealed": b64url(entry.sealed)}


# --- inside ------------------------------------------------------------------------------------------------------


@pytest.mark.promise("P17")
def test_officers_read_one_anothers_notes_and_each_note_leaves_a_trace(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second = Changer(counter, SECOND)
    assert first.note(report, "Cocok dengan temuan tahun lalu.").status_code == 201
    assert second.note(report, "Setuju.").status_code == 201
    view = first.look(report)
    assert [entry.message.body.text for entry in view.inside.entries] == ["Cocok dengan temuan tahun lalu.", "Setuju."]  # type: ignore[union-attr]
    assert view.inside.findings == view.inside.key_findings == ()
    written = [action for action, _ in actions(counter.office) if action.startswith("inside")]
    assert written == ["inside-key-brought", "inside-written", "inside-written"]


def test_a_new_reader_reads_the_notes_and_one_who_is_taken_off_does_not(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    first.note(report, "Satu.")
    assert first.post(report, "access", first.access(report, person(counter, REVIEWER))).status_code == 201
    reviewer = Changer(counter, REVIEWER)
    assert len(reviewer.look(report).inside.entries) == 1
    assert first.post(report, "epochs", first.epoch(report, *people(counter, FIRST, SECOND))).status_code == 201
    assert first.note(report, "Dua.").status_code == 201
    assert reviewer.browser.get(path_of(report)).status_code == 404
    view = Changer(counter, SECOND).look(report)
    assert (sorted(view.inside.held), len(view.inside.entries), view.inside.findings) == ([1, 2], 2, ())


def test_the_reporter_is_never_given_anything_of_the_inside(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    first.note(report, "Hanya untuk petugas.")
    found = counter.office.store.inside.officers_file(report.name, report.receipt.reader_key.public.digest)  # type: ignore[arg-type]
    assert found is not None
    assert found.inside.grants == ()
    key = report.receipt.reader_key.public.digest
    body = first.inside_key(report)
    assert key not in {grant["key"] for grant in body["grants"]}


def test_a_second_inside_key_for_an_epoch_is_a_conflict(counter: Counter, report: SealedReport, first: Changer) -> None:
    second = Changer(counter, SECOND)
    bodies = [first.inside_key(report), second.inside_key(report)]
    assert first.post(report, "inside-keys", bodies[0]).status_code == 201
    assert code(second.post(report, "inside-keys", bodies[1])) == (409, "newer-inside-key")
    assert first.post(report, "inside-keys", bodies[0]).status_code == 200


def test_an_access_record_without_the_inside_key_that_came_meanwhile_is_a_conflict(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    body = first.access(report, person(counter, REVIEWER))
    assert first.note(report, "Satu.").status_code == 201
    assert code(first.post(report, "access", body)) == (409, "newer-inside-key")


WRONG_KEYS = [
    "signed by the server",
    "in a colleague's name",
    "for the reporter too",
    "without a reader",
    "a grant twice",
    "another case",
]


@pytest.mark.promise("P18")
@pytest.mark.parametrize("kind", WRONG_KEYS)
def test_an_inside_key_that_the_keys_do_not_support_is_refused(
    counter: Counter, report: SealedReport, first: Changer, kind: str
) -> None:
    body = first.inside_key(report)
    payload, grants = Unverified(from_b64url(body["record"])).payload, body["grants"]
    reporter = {**grants[0], "key": report.receipt.reader_key.public.digest}

    def signed(key: Any) -> str:
        return b64url(sign_payload(payload, "wbs-inside-key/v1", key))

    wrong = {
        "signed by the server": {**body, "record": signed(OfficerSecret.generate().signing_key)},
        "in a colleague's name": {**body, "record": signed(person(counter, SECOND).secret.signing_key)},
        "for the reporter too": {**body, "grants": [*grants, reporter]},
        "without a reader": {**body, "grants": grants[1:]},
        "a grant twice": {**body, "grants": [*grants, grants[0]]},
        "another case": first.inside_key(counter.office.new_report()),
    }[kind]
    assert code(first.post(report, "inside-keys", wrong)) == (422, "refused")
    assert first.look(report).inside.held == {}


def test_an_inside_key_is_new_under_the_newest_record_and_carries_a_key_of_the_right_size(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    assert first.note(report, "Satu.").status_code == 201
    [known] = decoded(first.browser.get(path_of(report)))["inside"]["keys"]
    used = parse(Unverified(from_b64url(known["envelope"])).payload, InsideKey)
    sealed = first.compose_epoch(report, *people(counter, FIRST, SECOND))
    inside = first.compose_inside(report, sealed, *people(counter, FIRST, SECOND))
    again = msgspec.structs.replace(parse(Unverified(inside.record).payload, InsideKey), inside_key=used.inside_key)
    good = inside_key_body(inside)
    wrong = [
        {**good, "record": b64url(sign(again, first.person.secret.signing_key))},
        {**good, "previous_key": b64url(b"age-encryption.org/v1\n")},
        {**good, "record": known["envelope"]},
    ]
    for body in wrong:
        answer = first.post(report, "epochs", {**epoch_body(sealed), "inside": body})
        assert answer.status_code in {409, 422}
    assert first.post(report, "epochs", {**epoch_body(sealed), "inside": good}).status_code == 201


def test_an_inside_key_made_before_somebody_was_added_has_to_be_made_again(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    body = first.inside_key(report)
    first.post(report, "access", first.access(report, person(counter, REVIEWER)))
    assert code(first.post(report, "inside-keys", body)) == (409, "newer-record")
    assert first.post(report, "inside-keys", first.inside_key(report)).status_code == 201


def test_a_colleague_cannot_bring_another_officers_key(counter: Counter, report: SealedReport, first: Changer) -> None:
    """The server of the two is honest; the colleague only got hold of a request before it was sent."""
    body = first.inside_key(report)
    assert code(Changer(counter, SECOND).post(report, "inside-keys", body)) == (422, "refused")


@pytest.mark.promise("P07")
def test_nothing_is_written_inside_while_a_reader_has_left_the_directory(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    first.note(report, "Satu.")
    entry = first.compose_note(report, "Dua.")
    counter.office.remove_from_directory(SECOND)
    publish(counter.office)
    late = Changer(counter, FIRST)
    body = {"seq": entry.seq, "epoch": entry.epoch, "sealed": b64url(entry.sealed)}
    assert code(late.post(report, "inside", body)) == (409, "reader-gone")
    assert late.post(report, "epochs", late.epoch(report, *people(counter, FIRST, HEAD))).status_code == 201
    assert late.note(report, "Dua.").status_code == 201
    assert len(Changer(counter, HEAD).look(report).inside.entries) == 2


def test_an_entry_has_a_number_once_and_goes_only_to_the_newest_epoch(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    first.note(report, "Satu.")
    old = first.compose_note(report, "Lama.")
    body = {"seq": old.seq, "epoch": old.epoch, "sealed": b64url(old.sealed)}
    assert first.note(report, "Dua.").status_code == 201
    assert code(first.post(report, "inside", body)) == (409, "conflict")
    first.post(report, "epochs", first.epoch(report, *people(counter, FIRST, SECOND)))
    assert code(first.post(report, "inside", {**body, "seq": 3})) == (409, "newer-record")
    assert [first.post(report, "inside", entry).status_code for entry in [first_body(first, report)] * 2] == [201, 200]


def first_body(changer: Changer, report: SealedReport) -> Body:
    entry = changer.compose_note(report, "Tiga.")
    return {"seq": entry.seq, "epoch": entry.epoch, "sealed": b64url(entry.sealed)}


def test_what_is_not_sealed_is_not_kept_inside(report: SealedReport, first: Changer) -> None:
    first.note(report, "Satu.")
    for sealed in (b"catatan", b"x" * 5_000):
        answer = first.post(report, "inside", {"seq": 2, "epoch": 1, "sealed": b64url(sealed)})
        assert code(answer) == (422, "refused")


def sealed_anyhow() -> str:
    return b64url(seal_document(ReaderPrivateKey.generate().public, b"{}"))
