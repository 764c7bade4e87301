"""What was recommended is followed until it is done, also after a case was closed; a head sees what waits, not what."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, a_report, recipients
from tests.investigator.changer import Body, Changer, entry_body
from tests.investigator.counter import Counter, decoded, publish
from tests.office import Office, SealedReport
from tests.store.samples import a_message
from wbs.cases.followups.awaited import MOST
from wbs.cases.model import AgencyCode, CaseId, CaseName
from wbs.cases.reporters.keeping import new_case
from wbs.crypto.compose import compose_case
from wbs.crypto.entries import InsideKind
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.inside import compose_entry
from wbs.crypto.insight import Need
from wbs.crypto.messages import SealedBy, Status
from wbs.crypto.receipt import Receipt
from wbs.crypto.recommendations import FollowUp, Measure, RecommendationBody
from wbs.crypto.records import case_number

FIRST, SECOND, HEAD = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02", f"{REGENCY}/inspektur"
REFERENCE = "abcd2345"


@pytest.fixture
def report(office: Office) -> SealedReport:
    return office.new_report()


@pytest.fixture
def first(counter: Counter) -> Changer:
    return Changer(counter, FIRST)


def wanted(office: Office, days: int = 30, **changes: Any) -> RecommendationBody:
    body = RecommendationBody(
        reference=REFERENCE,
        to="Camat Ngabang",
        measure=Measure.RECOVERY,
        due=(office.clock.today() + timedelta(days=days)).isoformat(),
        state=FollowUp.OPEN,
        text="Kembalikan Rp40.000.000 ke kas desa.",
    )
    return msgspec.structs.replace(body, **changes)


def request_of(changer: Changer, report: SealedReport, body: RecommendationBody) -> Body:
    """Seal what is recommended, with what the server is told of it."""
    if changer.look(report).inside.need is Need.KEY:
        assert changer.post(report, "inside-keys", changer.inside_key(report)).status_code == 201
    view = changer.look(report)
    place = view.inside.place_for(changer.person.ref, view.dossier, changer.book)
    entry = compose_entry(changer.person.secret.signing_key, place, InsideKind.RECOMMENDATION, body)
    told = {"reference": body.reference, "due": body.due}
    ended = {} if body.ended is msgspec.UNSET else {"ended": body.ended}
    return {**entry_body(entry), "recommends": {**told, **ended}}


def recommend(changer: Changer, report: SealedReport, body: RecommendationBody) -> int:
    return changer.post(report, "inside", request_of(changer, report, body)).status_code


def waiting(counter: Counter, name: str = HEAD) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = decoded(counter.signed_in(name).get("/follow-ups"))["recommendations"]
    return found


def test_a_head_who_reads_nothing_sees_what_waits_after_closure_until_it_is_done(
    counter: Counter, office: Office, report: SealedReport, first: Changer
) -> None:
    closed = a_message(author=FIRST)
    body = request_of(first, report, wanted(office))
    office.store.cases.append_message(report.name, closed, status=Status.CLOSED)
    assert first.post(report, "inside", body).status_code == 201
    line = {"number": case_number(report.name.case), "status": "closed", "reference": REFERENCE, "late": False}
    due = office.clock.today() + timedelta(days=30)
    assert waiting(counter) == [{**line, "due": due.isoformat()}]
    office.clock.pass_time(days=31)
    assert [one["late"] for one in waiting(counter)] == [True]
    second = Changer(counter, SECOND)
    done = wanted(office, state=FollowUp.DONE, ended=office.clock.today().isoformat(), text=msgspec.UNSET)
    assert recommend(second, report, done) == 201
    assert waiting(counter) == []
    told = [opened.message.body for opened in second.look(report).inside.entries]
    assert [one.state for one in told if isinstance(one, RecommendationBody)] == [FollowUp.OPEN, FollowUp.DONE]


def test_what_is_due_first_comes_first_and_what_was_done_may_be_opened_again(
    counter: Counter, office: Office, report: SealedReport, first: Changer
) -> None:
    day = office.clock.today().isoformat()
    assert recommend(first, report, wanted(office, days=90)) == 201
    assert recommend(first, report, wanted(office, days=5, reference="wxyz2345")) == 201
    assert [one["reference"] for one in waiting(counter)] == ["wxyz2345", REFERENCE]
    assert recommend(first, report, wanted(office, state=FollowUp.DONE, ended=day)) == 201
    assert [one["reference"] for one in waiting(counter)] == ["wxyz2345"]
    assert recommend(first, report, wanted(office, days=2)) == 201
    assert [one["reference"] for one in waiting(counter)] == [REFERENCE, "wxyz2345"]


def test_a_repeated_request_notes_it_once(
    counter: Counter, office: Office, report: SealedReport, first: Changer
) -> None:
    body = request_of(first, report, wanted(office))
    assert [first.post(report, "inside", body).status_code for _ in range(2)] == [201, 200]
    assert len(waiting(counter)) == 1


def test_whoever_only_reads_recommends_nothing(counter: Counter, office: Office, report: SealedReport) -> None:
    office.change_roles_in_directory(FIRST, ["protection"])
    publish(office)
    reader = Changer(counter, FIRST)
    assert reader.note(report, "Pelapor takut.").status_code == 201
    assert recommend(reader, report, wanted(office)) == 403
    assert waiting(counter) == []


@pytest.mark.parametrize(
    "told",
    [
        {"reference": "WBS-1234"},
        {"due": "2027-02-30"},
        {"ended": "kemarin"},
        {"to": "Camat Ngabang"},
    ],
)
def test_what_the_server_is_told_of_it_holds_no_words_and_real_days(
    counter: Counter, office: Office, report: SealedReport, first: Changer, told: dict[str, str]
) -> None:
    body = request_of(first, report, wanted(office))
    answer = first.post(report, "inside", {**body, "recommends": {**body["recommends"], **told}})
    assert answer.status_code == 422
    assert waiting(counter) == []


def test_an_entry_that_declares_recommends_nothing(office: Office, report: SealedReport, first: Changer) -> None:
    body = request_of(first, report, wanted(office))
    assert first.post(report, "inside", {**body, "declares": "conflict"}).status_code == 422


def test_a_case_takes_so_many_and_no_more(
    counter: Counter, office: Office, report: SealedReport, first: Changer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST > 20
    monkeypatch.setattr("wbs.store.followups.MOST", 1)
    assert recommend(first, report, wanted(office)) == 201
    assert recommend(first, report, wanted(office, reference="wxyz2345")) == 422
    assert recommend(first, report, wanted(office, days=3)) == 201
    assert len(waiting(counter)) == 1


def kept_from(office: Office, agency: str) -> SealedReport:
    """Store a report from which somebody of an agency is excluded."""
    receipt = Receipt.generate()
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=office.world.book().newest(REGENCY),
        recipients=recipients(office.world, REGENCY),
        sealed_by=SealedBy.PORTAL,
        excluded=[Exclusion(agency=agency, reader="penelaah-01")],
    )
    office.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, (), office.clock.today()))
    return SealedReport(receipt, sealed, CaseName(AgencyCode(REGENCY), CaseId(sealed.case)), ())


@pytest.mark.promise("P06")
@pytest.mark.parametrize(("agency", "count"), [(REGENCY, 0), (PROVINCE, 1)])
def test_a_head_is_told_nothing_of_a_case_that_somebody_of_the_agency_is_excluded_from(
    counter: Counter, office: Office, first: Changer, agency: str, count: int
) -> None:
    assert recommend(first, kept_from(office, agency), wanted(office)) == 201
    assert len(waiting(counter)) == count


def test_the_head_of_another_agency_sees_nothing_of_it(
    counter: Counter, office: Office, report: SealedReport, first: Changer
) -> None:
    assert recommend(first, report, wanted(office)) == 201
    assert waiting(counter, f"{PROVINCE}/inspektur") == []
    assert office.store.followups.awaited(AgencyCode(REGENCY), 10)[0].due > date.min


@pytest.mark.promise("P06")
def test_a_guest_of_another_agency_neither_recommends_nor_takes_off_what_waits_nor_sets_tags(
    counter: Counter, office: Office, report: SealedReport, first: Changer
) -> None:
    """A guest could take a recommendation off the head's list, and move the days of a case of others."""
    assert recommend(first, report, wanted(office)) == 201
    guest = office.world.people[f"{PROVINCE}/penerima-01"]
    assert first.post(report, "access", first.access(report, guest)).status_code == 201
    neighbour = Changer(counter, f"{PROVINCE}/penerima-01")
    over = wanted(office, state=FollowUp.DONE, ended=office.clock.today().isoformat(), text=msgspec.UNSET)
    assert recommend(neighbour, report, over) == 403
    assert neighbour.post(report, "tags", {"class": "non-supervisory"}).status_code == 403
    assert neighbour.note(report, "Kami ikut membaca.").status_code == 201
    assert [one["reference"] for one in waiting(counter)] == [REFERENCE]
    assert first.post(report, "tags", {"class": "non-supervisory"}).status_code == 200


@pytest.mark.promise("P06")
def test_a_head_whom_colleagues_took_off_a_case_learns_of_it_from_no_list_and_one_who_left_does(
    counter: Counter, office: Office, first: Changer
) -> None:
    """Nobody tells a head who is reported, though neither rank nor exclusion said so, how the case goes on."""
    off, left = office.new_report(), office.new_report()
    office.change_roles_in_directory(SECOND, ["receiver", "head"])
    publish(office)
    first, head = Changer(counter, FIRST), Changer(counter, SECOND)
    staying = [office.world.people[name] for name in (FIRST, f"{REGENCY}/penelaah-01")]
    for report, reference in ((off, "abcd2345"), (left, "wxyz2345")):
        assert recommend(first, report, wanted(office, reference=reference)) == 201
    assert len(waiting(counter, SECOND)) == 2
    assert first.post(off, "epochs", first.epoch(off, *staying)).status_code == 201
    assert head.post(left, "epochs", head.epoch(left, *staying)).status_code == 201
    assert [one["reference"] for one in waiting(counter, SECOND)] == ["wxyz2345"]
    assert len(waiting(counter)) == 2, "another head is told"
    assert first.post(off, "access", first.access(off, office.world.people[SECOND])).status_code == 201
    assert len(waiting(counter, SECOND)) == 2, "whoever is let in again is told again"
