"""Taking down a report over HTTP: the same checks as for a reporter's own, and nothing that leads to the case."""

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from tests.cast import PROVINCE, REGENCY, a_report
from tests.investigator.client import RECEIVER, Client
from tests.investigator.counter import Browser, Counter, publish
from tests.office import Office
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, Channel
from wbs.cases.rules.documents import StoredRules, default_rules
from wbs.clock import RELEASED
from wbs.crypto.bulk import AttachmentWriter, encrypted_size
from wbs.crypto.compose import SealedCase, compose_case
from wbs.crypto.dossier import open_as_reporter
from wbs.crypto.encoding import b64url
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.messages import CaseMaterial, Kind, SealedBy, SealedMessage
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.recipients import choose_recipients
from wbs.crypto.report import Category, IdentityMode, Intake, IntakeChannel, ReportBody
from wbs.crypto.shape import serialise

PART = 1 << 20


@dataclass
class Sheet:
    """One report on its way: what the officer's browser would seal and send."""

    office: Office
    rank: str = "staff"
    channel: str = "walk-in"
    excluded: tuple[Exclusion, ...] = ()
    receipt: Receipt = field(default_factory=Receipt.generate)
    uploads: list[dict[str, str]] = field(default_factory=list)

    def seal(self) -> SealedCase:
        today = self.office.clock.today()
        chosen = choose_recipients(self.office.world.book(), REGENCY, self.rank, self.excluded, today, RELEASED)
        intake = Intake(channel=IntakeChannel(self.channel), received=today.isoformat())
        return compose_case(
            report=msgspec.structs.replace(a_report(), rank=self.rank, intake=intake),
            receipt=self.receipt,
            directory=chosen.directory,
            recipients=chosen.recipients,
            excluded=chosen.excluded,
            sealed_by=SealedBy.BROWSER,
        )

    def body(self, sealed: SealedCase, **changes: object) -> dict[str, Any]:
        members = {
            "agency": sealed.agency,
            "mailbox": b64url(self.receipt.mailbox_hash),
            "record": b64url(sealed.record),
            "grants": [{"key": grant.key, "sealed": b64url(grant.sealed)} for grant in sealed.grants],
            "summary": b64url(sealed.summary),
            "report": b64url(sealed.message.sealed),
            "uploads": self.uploads,
            "channel": self.channel,
            "received": self.office.clock.today().isoformat(),
        }
        return {**members, **changes}


def put(browser: Browser, case: str, body: dict[str, Any]) -> TestResponse:
    return browser.put(f"/intake/{case}", json.dumps(body).encode(), content_type="application/json")


def send(browser: Browser, sheet: Sheet, **changes: object) -> tuple[TestResponse, SealedCase]:
    sealed = sheet.seal()
    return put(browser, sealed.case, sheet.body(sealed, **changes)), sealed


@pytest.fixture
def browser(counter: Counter) -> Browser:
    return counter.signed_in(RECEIVER)


def test_a_report_that_was_taken_down_is_opened_by_its_receivers_and_by_its_receipt(
    counter: Counter, office: Office
) -> None:
    client = Client(counter)
    sheet = Sheet(office)
    answer, sealed = send(client.browser, sheet)
    assert (answer.status_code, answer.data) == (201, b"{}")
    known = office.store.cases.mailbox(sheet.receipt.mailbox_hash)
    assert known is not None
    assert (known.agency, known.case) == (REGENCY, sealed.case)
    row = msgspec.json.decode(client.browser.get("/inbox").data)["rows"][0]
    assert row["case"] == sealed.case
    material = CaseMaterial(
        case=sealed.case,
        records=(sealed.record,),
        grants={1: next(one.sealed for one in sealed.grants if one.key == sheet.receipt.reader_key.public.digest)},
        previous_keys={},
        summary=sealed.summary,
        messages=(SealedMessage("reporter", 1, 1, Kind.REPORT, sealed.message.sealed),),
    )
    dossier = open_as_reporter(material, sheet.receipt, office.world.book())
    body = dossier.messages[0].message.body
    assert isinstance(body, ReportBody)
    assert isinstance(body.intake, Intake)
    assert body.intake.channel is IntakeChannel.WALK_IN


def test_the_channel_and_the_day_it_came_in_are_kept_for_clocks_and_figures(browser: Browser, office: Office) -> None:
    sheet = Sheet(office, channel="sp4n-lapor")
    came_in = office.clock.today() - timedelta(days=9)
    answer, sealed = send(browser, sheet, received=came_in.isoformat())
    assert answer.status_code == 201
    known = office.store.cases.mailbox(sheet.receipt.mailbox_hash)
    assert known is not None
    history = office.store.cases.history(known)
    assert history is not None
    assert (history.tags.channel, history.received, history.steps[0].day) == (Channel.SP4N_LAPOR, came_in, came_in)
    file = office.store.cases.case_file(known, sealed.grants[0].key)
    assert file is not None
    assert file.received == came_in
    assert file.messages[0].day == office.clock.today()


def test_exactly_the_same_report_again_is_stored_once_and_answered_alike(browser: Browser, office: Office) -> None:
    sheet = Sheet(office)
    sealed = sheet.seal()
    answers = [put(browser, sealed.case, sheet.body(sealed)).status_code for _ in range(3)]
    assert answers == [201, 200, 200]
    assert sum(b"report-taken-down" in entry for entry in office.entries()) == 1


def test_a_report_whose_answer_was_lost_is_found_also_after_the_list_of_receivers_changed(
    counter: Counter, office: Office
) -> None:
    browser = counter.signed_in(RECEIVER)
    sheet = Sheet(office)
    sealed = sheet.seal()
    assert put(browser, sealed.case, sheet.body(sealed)).status_code == 201
    office.end_in_directory(f"{REGENCY}/penerima-02", office.clock.today() + timedelta(days=1))
    publish(office)
    assert put(browser, sealed.case, sheet.body(sealed)).status_code == 200


def test_another_report_under_the_same_receipt_is_refused(browser: Browser, office: Office) -> None:
    sheet = Sheet(office)
    assert send(browser, sheet)[0].status_code == 201
    assert send(browser, sheet)[0].status_code == 409


def test_another_text_under_the_name_of_a_stored_case_is_refused(browser: Browser, office: Office) -> None:
    sheet = Sheet(office)
    sealed = sheet.seal()
    assert put(browser, sealed.case, sheet.body(sealed)).status_code == 201
    other = Sheet(office, receipt=sheet.receipt).seal()
    forged = sheet.body(sealed, report=b64url(other.message.sealed))
    assert put(browser, sealed.case, forged).status_code == 409


def test_what_every_agency_offers_is_told_at_once_and_rules_that_cannot_be_read_are_no_hindrance(
    browser: Browser, office: Office
) -> None:
    """One question for all agencies: the log of a server does not show which one a report is about."""
    assert msgspec.json.decode(browser.get("/intake/offers").data) == {"agencies": []}
    own = msgspec.structs.replace(
        default_rules(PROVINCE),
        categories=[Category.BRIBERY, Category.OTHER],
        identity_modes=[IdentityMode.ANONYMOUS, IdentityMode.NAMED],
    )
    for agency, document in ((PROVINCE, serialise(own)), (REGENCY, b"{}")):
        stored = StoredRules(AgencyCode(agency), 1, office.clock.today(), ":operator", document)
        entry = AuditEntry(AgencyCode(agency), office.clock.now(), ":operator", AuditAction.RULES_CHANGED)
        office.store.rules.add_rules(stored, audit=entry)
    offer = {"agency": PROVINCE, "categories": ["bribery", "other"], "identity_modes": ["anonymous", "named"]}
    assert msgspec.json.decode(browser.get("/intake/offers").data) == {"agencies": [offer]}


@pytest.mark.promise("P06")
def test_a_report_about_the_own_head_goes_above_and_leaves_no_trace_in_the_own_office(
    counter: Counter, office: Office
) -> None:
    client = Client(counter)
    sheet = Sheet(office, rank="inspectorate")
    answer, sealed = send(client.browser, sheet)
    assert answer.status_code == 201
    assert sealed.agency == PROVINCE
    assert msgspec.json.decode(client.browser.get("/inbox").data)["total"] == 0
    assert client.browser.get(f"/cases/{PROVINCE}/{sealed.case}").status_code == 404
    assert not any(sealed.case.encode() in entry for entry in office.entries(REGENCY))
    assert office.entries(PROVINCE) == []


@pytest.mark.promise("P06")
def test_whom_the_reporter_excludes_gets_no_grant_even_if_the_officer_is_the_one(
    counter: Counter, office: Office
) -> None:
    client = Client(counter)
    sheet = Sheet(office, excluded=(Exclusion(agency=REGENCY, reader="penerima-01"),))
    answer, sealed = send(client.browser, sheet)
    assert answer.status_code == 201
    assert client.person.secret.reader_key.public.digest not in {grant.key for grant in sealed.grants}


@pytest.mark.promise("P06")
def test_an_officer_cannot_seal_somebody_elses_report_to_readers_of_own_choice(
    browser: Browser, office: Office
) -> None:
    sheet = Sheet(office)
    book, today = office.world.book(), office.clock.today()
    chosen = choose_recipients(book, REGENCY, "staff", (), today, RELEASED)
    for readers in (chosen.recipients[:1], chosen.recipients[1:]):
        sealed = compose_case(
            report=a_report(),
            receipt=sheet.receipt,
            directory=chosen.directory,
            recipients=readers,
            sealed_by=SealedBy.BROWSER,
        )
        assert put(browser, sealed.case, sheet.body(sealed)).status_code == 409
    assert office.store.cases.mailbox(sheet.receipt.mailbox_hash) is None


@pytest.mark.promise("P17")
def test_the_log_says_who_took_a_report_down_never_which_or_how_it_came(browser: Browser, office: Office) -> None:
    answer, sealed = send(browser, Sheet(office, channel="letter"))
    assert answer.status_code == 201
    (entry,) = [json.loads(one) for one in office.entries() if b"report-taken-down" in one]
    assert entry["officer"] == "penerima-01"
    assert not {"case", "detail"} & entry.keys()
    assert not any(sealed.case.encode() in one for one in office.entries())


def test_a_refused_report_leaves_neither_case_nor_entry(browser: Browser, office: Office) -> None:
    sheet = Sheet(office, uploads=[{"id": b64url(random_bytes(16)), "token": b64url(random_bytes(32))}])
    assert send(browser, sheet)[0].status_code == 404
    assert office.store.cases.mailbox(sheet.receipt.mailbox_hash) is None
    assert not any(b"report-taken-down" in entry for entry in office.entries())


@pytest.mark.parametrize("days", [-1, 367, 4000])
def test_a_day_on_which_it_cannot_have_come_in_is_refused(browser: Browser, office: Office, days: int) -> None:
    """A day in the future would stop every clock; one long ago would make the office late at once."""
    day = office.clock.today() - timedelta(days=days)
    assert send(browser, Sheet(office), received=day.isoformat())[0].status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "portal"},
        {"channel": "fax"},
        {"received": "2026-02-30"},
        {"received": "22-11-2026"},
        {"mailbox": b64url(bytes(31))},
        {"receipt": "abah abang abdi"},
        {"token": b64url(bytes(32))},
        {"agency": "61"},
        {"summary": b64url(b"x")},
        {"report": b64url(b"x")},
    ],
)
def test_what_does_not_fit_is_refused_and_never_stored(
    browser: Browser, office: Office, changes: dict[str, object]
) -> None:
    """Also anything that a receipt could be sent in: there is no member for it."""
    sheet = Sheet(office)
    assert send(browser, sheet, **changes)[0].status_code in {409, 422}
    assert office.store.cases.mailbox(sheet.receipt.mailbox_hash) is None


@pytest.mark.parametrize(
    ("role", "status"), [("administrator", 403), ("auditor", 403), ("leadership", 403), ("head", 201), ("liaison", 403)]
)
def test_who_may_write_reports_down_is_said_by_roles(counter: Counter, office: Office, role: str, status: int) -> None:
    office.change_roles_in_directory(f"{REGENCY}/penelaah-01", [role])
    publish(office)
    browser = counter.signed_in(f"{REGENCY}/penelaah-01")
    assert send(browser, Sheet(office))[0].status_code == status


def test_whoever_liaises_with_sp4n_lapor_takes_down_what_comes_from_there_alone(
    counter: Counter, office: Office
) -> None:
    office.change_roles_in_directory(f"{REGENCY}/penelaah-01", ["liaison"])
    publish(office)
    browser = counter.signed_in(f"{REGENCY}/penelaah-01")
    refused = Sheet(office)
    assert send(browser, refused, channel="walk-in")[0].status_code == 403
    assert office.store.cases.mailbox(refused.receipt.mailbox_hash) is None
    assert send(browser, Sheet(office), channel="sp4n-lapor")[0].status_code == 201


def test_without_a_session_or_its_token_nothing_is_taken(counter: Counter, browser: Browser, office: Office) -> None:
    sheet = Sheet(office)
    sealed = sheet.seal()
    assert put(counter.browser(), sealed.case, sheet.body(sealed)).status_code == 401
    browser.csrf = b64url(bytes(32))
    assert put(browser, sealed.case, sheet.body(sealed)).status_code == 403
    assert office.store.cases.mailbox(sheet.receipt.mailbox_hash) is None


def upload(browser: Browser, content: bytes, agency: str) -> dict[str, str]:
    writer = AttachmentWriter(random_bytes(16))
    stored = writer.update(content) + writer.finalize()
    reference = {"id": b64url(writer.attachment_id), "token": b64url(random_bytes(32))}
    begun = browser.post("/intake/uploads", {**reference, "length": len(stored), "agency": agency})
    assert begun.status_code == 201
    for number, start in enumerate(range(0, len(stored), PART)):
        path = f"/intake/uploads/{reference['id']}/{number}"
        answer = browser.put(path, stored[start : start + PART], x_upload_token=reference["token"])
        assert msgspec.json.decode(answer.data) == {"complete": start + PART >= len(stored)}
    return reference


def test_files_of_a_report_for_above_lie_there_and_no_log_names_them(browser: Browser, office: Office) -> None:
    """Under the own agency's shelf they would tell whose head the report is about."""
    reference = upload(browser, bytes(PART + 9), PROVINCE)
    answer, sealed = send(browser, Sheet(office, rank="inspectorate", uploads=[reference]))
    assert answer.status_code == 201
    with sqlite3.connect(office.folder / "wbs.sqlite") as connection:
        rows = connection.execute("SELECT agency, case_id, shelf FROM attachments").fetchall()
    assert rows == [(PROVINCE, sealed.case, PROVINCE)]
    assert not any(reference["id"].encode() in entry for entry in office.entries())


def test_a_part_out_of_turn_another_ones_token_or_an_unknown_agency_is_refused(browser: Browser) -> None:
    reference = {"id": b64url(random_bytes(16)), "token": b64url(random_bytes(32))}
    writer = AttachmentWriter(random_bytes(16))
    stored = writer.update(bytes(2 * PART)) + writer.finalize()
    begin = {**reference, "length": len(stored)}
    assert browser.post("/intake/uploads", {**begin, "agency": "99"}).status_code == 422
    assert browser.post("/intake/uploads", {**begin, "agency": REGENCY}).status_code == 201
    path = f"/intake/uploads/{reference['id']}"
    other = b64url(random_bytes(32))
    assert browser.put(f"{path}/0", stored[:PART], x_upload_token=other).status_code == 404
    assert browser.put(f"{path}/1", stored[:PART], x_upload_token=reference["token"]).status_code == 409
    assert browser.put(f"{path}/0", stored[:9], x_upload_token=reference["token"]).status_code == 422
    assert browser.put(f"{path}/99999999999", stored[:9], x_upload_token=reference["token"]).status_code == 409


def test_a_file_beyond_what_officers_may_attach_is_refused(browser: Browser) -> None:
    begin = {"id": b64url(random_bytes(16)), "token": b64url(random_bytes(32)), "agency": REGENCY}
    assert browser.post("/intake/uploads", {**begin, "length": encrypted_size(101 << 20)}).status_code == 413


@pytest.mark.promise("P01")
def test_nothing_that_is_stored_or_answered_holds_the_receipt_or_its_token(counter: Counter, office: Office) -> None:
    client = Client(counter)
    sheet = Sheet(office)
    answer, sealed = send(client.browser, sheet)
    answers = [
        answer.data,
        client.browser.get("/inbox").data,
        client.browser.get(f"/cases/{REGENCY}/{sealed.case}").data,
    ]
    stored = b"".join(path.read_bytes() for path in office.folder.rglob("*") if path.is_file())
    words = sheet.receipt.unsafe_words()
    secrets = [" ".join(words).encode(), sheet.receipt.mailbox_token, b64url(sheet.receipt.mailbox_token).encode()]
    assert b64url(sheet.receipt.mailbox_hash).encode() not in b"".join(answers)
    for secret in secrets:
        assert not any(secret in held for held in (*answers, stored))
