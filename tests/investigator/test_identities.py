"""An identity is opened by two, an officer who reads the case and the custodian: over HTTP, with Python's clients."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, RELEASED, Person, a_report, recipients
from tests.investigator.changer import Changer
from tests.investigator.client import Client, path_of
from tests.investigator.counter import Browser, Counter, decoded
from tests.office import Office, SealedReport
from wbs.cases.model import AgencyCode, CaseId, CaseName
from wbs.cases.reporters.keeping import new_case
from wbs.crypto.asking import (
    Disclosure,
    IdentityAnswer,
    IdentityRequest,
    answer_request,
    ask_identity,
    disclose,
    open_answer,
    open_request,
)
from wbs.crypto.compose import Draft, compose_case, name_of
from wbs.crypto.directory import Custodian, Role
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import CustodianPrivateKey
from wbs.crypto.messages import Kind, SealedBy, TextBody, digest_of
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import verify_chain
from wbs.crypto.report import Contact

KEEPER = f"{REGENCY}/penyimpan"
REVIEWER = f"{REGENCY}/penelaah-01"
CONTACT = Contact(name="Siti Contoh Rahasia", phone="0812 0000 0000")
REASON = "Pelapor meminta perlindungan LPSK."


class House(Office):
    """An office whose agency has a custodian with an account."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, [Person(REGENCY, "penyimpan", frozenset({Role.CUSTODIAN}), "Arsip")])
        old, secret = self.world.book().newest(REGENCY), self.world.people[KEEPER].secret
        keys = {"reader_key": secret.reader_key.public.text, "verify_key": secret.signing_key.public.text}
        entry = Custodian(id="penyimpan", label="Penyimpan", unit="Arsip", rank="staff", **keys)
        readers = [one for one in old.document.readers if one.id != "penyimpan"]
        changed = {"version": 2, "previous": old.digest, "readers": readers, "custodian": entry}
        self.world.publish(msgspec.structs.replace(old.document, **changed))

    @property
    def keeper(self) -> CustodianPrivateKey:
        return CustodianPrivateKey.parse(self.world.people[KEEPER].secret.reader_key.unsafe_text())

    def confidential_report(self, *excluded: Exclusion) -> SealedReport:
        receipt = Receipt.generate()
        directory = self.world.book().newest(REGENCY)
        sealed = compose_case(
            report=a_report(),
            receipt=receipt,
            directory=directory,
            recipients=recipients(self.world),
            sealed_by=SealedBy.BROWSER,
            contact=CONTACT,
            excluded=excluded,
            custodian=directory.document.custodian,
        )
        self.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), self.clock.today()))
        return SealedReport(receipt, sealed, CaseName(AgencyCode(REGENCY), CaseId(sealed.case)), ())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "data"
    folder.mkdir()
    made = House(folder)
    yield made
    made.close()


def asked(client: Client, report: SealedReport, house: House, **changes: object):  # type: ignore[no-untyped-def]
    """Let an officer ask; give the answer of the server and the sealed question."""
    _, dossier = client.open(report)
    identity = dossier.messages[0].message.identity
    request = IdentityRequest(case=report.name.case, author=client.person.ref, reason=REASON, identity=identity)
    question = ask_identity(client.person.secret.signing_key, house.keeper.public, request)
    told = client.seal(dossier, Draft(Kind.MESSAGE, TextBody(text="Identitas diminta."), SealedBy.BROWSER))
    body = {
        "custodian": {"agency": REGENCY, "id": "penyimpan"},
        "question": b64url(question),
        "told": {"seq": told.seq, "epoch": told.epoch, "sealed": b64url(told.sealed)},
    }
    return client.browser.post(path_of(report) + "/identity", {**body, **changes}), question


def answered(browser: Browser, report: SealedReport, house: House, place: int = 0):  # type: ignore[no-untyped-def]
    """Let the custodian open what waits, and answer."""
    (waiting,) = decoded(browser.get("/identities"))["questions"]
    book = house.world.book()
    chain = verify_chain([from_b64url(one["envelope"]) for one in waiting["records"]], book)
    question = from_b64url(waiting["question"])
    request = open_request(house.keeper, question, chain, book, house.clock.today(), RELEASED)
    contact = disclose(house.keeper, request, chain)
    asker = house.world.people[f"{request.author.agency}/{request.author.reader}"]
    answer = IdentityAnswer(
        case=request.case,
        request=digest_of(question),
        author=house.world.people[KEEPER].ref,
        to=request.author,
        disclosure=Disclosure.OPENED,
        contact=contact,
        directory=name_of(book.newest(REGENCY)),
    )
    key = house.world.people[KEEPER].secret.signing_key
    sealed = answer_request(key, asker.secret.reader_key.public, answer)
    path = f"/identities/{REGENCY}/{report.name.case}/{place}"
    body = json.dumps({"answer": b64url(sealed), "opened": True}).encode()
    return browser.put(path, body, content_type="application/json"), path, body


def test_two_open_an_identity_and_the_reporter_is_told(counter: Counter, office: House) -> None:
    report = office.confidential_report()
    client = Client(counter)
    taken, question = asked(client, report, office)
    assert taken.status_code == 201
    assert answered(counter.signed_in(KEEPER), report, office)[0].status_code == 201
    (own,) = decoded(client.browser.get(path_of(report) + "/identity"))["questions"]
    opened = open_answer(
        client.person.secret.reader_key,
        from_b64url(own["answer"]),
        question,
        client.person.ref,
        report.name.case,
        office.world.book(),
    )
    assert opened.contact == CONTACT
    file = office.store.cases.case_file(report.name, report.receipt.reader_key.public.digest)
    assert file is not None
    assert [message.author for message in file.messages if message.author != "reporter"] == [f"{REGENCY}/penerima-01"]
    actions = [json.loads(entry)["action"] for entry in office.entries() if b"identity" in entry]
    assert actions == ["identity-asked", "identity-opened", "identity-read"]
    stored = b"".join(item.read_bytes() for item in office.folder.rglob("*") if item.is_file())
    assert CONTACT.name.encode() not in stored
    assert REASON.encode() not in stored


def test_an_answer_is_stored_once_and_no_other_takes_its_place(counter: Counter, office: House) -> None:
    report = office.confidential_report()
    asked(Client(counter), report, office)
    keeper = counter.signed_in(KEEPER)
    _, path, body = answered(keeper, report, office)
    assert keeper.put(path, body, content_type="application/json").status_code == 200
    other = Client(counter, f"{REGENCY}/penerima-02")
    _, dossier = other.open(report)
    sealed = other.seal(dossier, Draft(Kind.MESSAGE, TextBody(text="x"), SealedBy.BROWSER)).sealed
    forged = json.dumps({"answer": b64url(sealed), "opened": False}).encode()
    assert keeper.put(path, forged, content_type="application/json").status_code == 409
    assert decoded(keeper.get("/identities"))["questions"] == []


def test_nobody_asks_about_a_case_that_they_do_not_read_or_sees_anothers_answer(
    counter: Counter, office: House
) -> None:
    report = office.confidential_report()
    client = Client(counter)
    assert asked(client, report, office)[0].status_code == 201
    stranger = counter.signed_in(REVIEWER)
    assert stranger.get(path_of(report) + "/identity").status_code == 404
    colleague = counter.signed_in(f"{REGENCY}/penerima-02")
    assert decoded(colleague.get(path_of(report) + "/identity"))["questions"] == []
    assert colleague.get("/identities").status_code == 403


def test_a_custodian_reads_no_case_and_answers_no_other_custodians_questions(counter: Counter, office: House) -> None:
    report = office.confidential_report()
    asked(Client(counter), report, office)
    keeper = counter.signed_in(KEEPER)
    assert keeper.get(path_of(report)).status_code == 403
    assert keeper.get(path_of(report) + "/identity").status_code == 403
    for path in (f"/identities/{REGENCY}/{report.name.case}/1", f"/identities/{PROVINCE}/{report.name.case}/0"):
        sealed = b64url(office.store.identities.questions(report.name)[0].sealed)
        body = json.dumps({"answer": sealed, "opened": True}).encode()
        assert keeper.put(path, body, content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"custodian": {"agency": REGENCY, "id": "penerima-02"}}, 422),
        ({"custodian": {"agency": PROVINCE, "id": "penyimpan"}}, 422),
        ({"custodian": {"agency": "99", "id": "penyimpan"}}, 422),
        ({"question": b64url(b"plain text")}, 422),
        ({"told": {"seq": 1, "epoch": 1, "sealed": b64url(b"plain text")}}, 422),
        ({"told": {}}, 422),
    ],
)
def test_a_question_that_is_none_or_tells_the_reporter_nothing_is_refused(
    counter: Counter, office: House, changes: dict[str, object], status: int
) -> None:
    report = office.confidential_report()
    answer, _ = asked(Client(counter), report, office, **changes)
    assert answer.status_code == status
    assert office.store.identities.questions(report.name) == []


def test_whoever_asked_and_left_the_case_gets_no_answer(counter: Counter, office: House) -> None:
    report = office.confidential_report()
    client = Client(counter)
    asked(client, report, office)
    answered(counter.signed_in(KEEPER), report, office)
    office.start_epoch_without(report, f"{REGENCY}/penerima-01")
    assert client.browser.get(path_of(report) + "/identity").status_code == 404


def test_a_second_question_waits_for_the_first_answer(counter: Counter, office: House) -> None:
    report = office.confidential_report()
    client = Client(counter)
    assert asked(client, report, office)[0].status_code == 201
    assert asked(client, report, office)[0].status_code == 409


@pytest.mark.promise("P06")
def test_a_guest_of_another_agency_asks_nobody_who_the_reporter_is(counter: Counter, office: House) -> None:
    report = office.confidential_report()
    first = Changer(counter, f"{REGENCY}/penerima-01")
    guest = office.world.people[f"{PROVINCE}/penerima-01"]
    assert first.post(report, "access", first.access(report, guest)).status_code == 201
    answer, _ = asked(Client(counter, f"{PROVINCE}/penerima-01"), report, office)
    assert (answer.status_code, decoded(answer)["code"]) == (403, "forbidden")
    assert office.store.identities.questions(report.name) == []


@pytest.mark.promise("P06")
@pytest.mark.parametrize(
    "excluded",
    [Exclusion(agency=REGENCY, reader="penyimpan"), Exclusion(agency=REGENCY, unit="Arsip")],
    ids=["by name", "by unit"],
)
def test_a_custodian_who_is_excluded_from_a_case_is_asked_nothing_about_it(
    counter: Counter, office: House, excluded: Exclusion
) -> None:
    """The question alone would tell: it comes with the case's number, and with all who read it."""
    report = office.confidential_report(excluded)
    answer, _ = asked(Client(counter), report, office)
    assert answer.status_code == 422
    assert office.store.identities.questions(report.name) == []
