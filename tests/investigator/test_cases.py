"""Inbox and case over HTTP: an officer's client opens with stock protocol code what the application hands out."""

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, a_report
from tests.investigator.client import RECEIVER, Client, material, path_of
from tests.investigator.counter import Browser, Counter, decoded, publish
from tests.office import Office
from wbs.cases.clocks.overdue import renew_plans
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry
from wbs.cases.rules.documents import Override, StoredRules, default_rules
from wbs.crypto.bulk import AttachmentReader, AttachmentWriter, encrypted_size
from wbs.crypto.compose import Draft
from wbs.crypto.dossier import open_summary
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import Attachment, Kind, MatterClass, SealedBy, Status, StatusBody, TextBody
from wbs.crypto.primitives import random_bytes
from wbs.crypto.records import case_number
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import serialise


@pytest.fixture
def client(counter: Counter) -> Client:
    return Client(counter)


def test_titles_of_an_inbox_open_in_the_officers_client(client: Client) -> None:
    reports = {report.name.case for report in (client.counter.office.new_report() for _ in range(3))}
    page = decoded(client.browser.get("/inbox"))
    key = client.person.secret.reader_key
    titles = {open_summary(material(row), key, client.person.ref, client.book).title for row in page["rows"]}
    assert {row["case"] for row in page["rows"]} == reports
    assert titles == {a_report().title}
    assert (page["total"], page["next"]) == (3, None)


def test_a_row_says_when_it_is_due_and_what_is_new(client: Client) -> None:
    report = client.counter.office.new_report()
    [row] = decoded(client.browser.get("/inbox"))["rows"]
    # Monday 23 November 2026 and three working days.
    assert (row["received"], row["due"], row["due_in_working_days"]) == ("2026-11-23", "2026-11-26", 3)
    assert (row["newest"], row["read"]) == ({"reporter": 1}, {})
    assert row["number"] == case_number(report.name.case)
    assert row["status"] == "submitted"


def test_a_missed_deadline_counts_backwards(client: Client) -> None:
    client.counter.office.new_report()
    client.counter.office.clock.pass_time(days=7)
    client.browser.sign_in(client.counter.office.login(), client.counter.office)
    [row] = decoded(client.browser.get("/inbox"))["rows"]
    assert row["due_in_working_days"] == -2


def test_pages_of_an_inbox_follow_one_another_without_gap_or_repetition(client: Client) -> None:
    cases = {client.counter.office.new_report().name.case for _ in range(53)}
    first = decoded(client.browser.get("/inbox"))
    second = decoded(client.browser.get(f"/inbox?after={first['next']}"))
    seen = [row["case"] for row in (*first["rows"], *second["rows"])]
    assert (len(first["rows"]), len(second["rows"])) == (50, 3)
    assert len(seen) == len(set(seen))
    assert set(seen) == cases
    assert first["total"] == second["total"] == 53
    assert second["next"] is None


BAD_CURSORS = ["", "x", "2026-11-23", f"2026-11-23.{'a' * 52}"]
BAD_PARTS = [f"2026-13-01.{'a' * 52}", f"2026-11-23.{'a' * 51}", f"2026-11-23.{'A' * 52}", f"٢٠٢٦-11-23.{'a' * 52}"]


@pytest.mark.parametrize("cursor", [*BAD_CURSORS, *(f"{part}.61.08" for part in BAD_PARTS)])
def test_a_cursor_that_no_page_gave_is_refused(client: Client, cursor: str) -> None:
    assert client.browser.get(f"/inbox?after={cursor}").status_code == 422


@pytest.mark.parametrize(
    "asked",
    ["status=x", "status=Submitted", "class=", "channel=%00", "handler=61'", "unread=2", "urgency=soonish", "order=x"],
)
def test_a_filter_that_there_is_not_is_refused(client: Client, asked: str) -> None:
    assert client.browser.get(f"/inbox?{asked}").status_code == 422


def test_an_unknown_filter_is_refused(client: Client) -> None:
    assert client.browser.get("/inbox?reader=x").status_code == 422


def test_filters_leave_what_fits_and_totals_tell_of_the_rest(client: Client) -> None:
    reports = [client.counter.office.new_report() for _ in range(3)]
    _, dossier = client.open(reports[0])
    sealed = client.seal(dossier, Draft(Kind.STATUS, StatusBody(status=Status.VERIFIED), SealedBy.BROWSER))
    tags = {"class": "non-supervisory", "channel": "letter"}
    assert client.send(reports[0], sealed, status="verified", tags=tags).status_code == 201
    for asked in ("status=verified", "class=non-supervisory", "channel=letter", "unread=0&status=verified"):
        page = decoded(client.browser.get(f"/inbox?{asked}"))
        if asked.startswith("unread"):
            assert page["total"] == 0
            continue
        assert [row["case"] for row in page["rows"]] == [reports[0].name.case], asked
        assert (page["total"], page["soon"]["count"], page["unread"]["count"]) == (1, 2, 3)
    assert decoded(client.browser.get("/inbox?urgency=late"))["total"] == 0
    assert decoded(client.browser.get("/inbox?handler=61"))["total"] == 0
    client.counter.office.clock.pass_time(days=4)
    client.browser.sign_in(client.counter.office.login(), client.counter.office)
    late = decoded(client.browser.get("/inbox?urgency=late"))
    assert {row["case"] for row in late["rows"]} == {report.name.case for report in reports[1:]}


def test_a_case_opens_in_the_officers_client(client: Client) -> None:
    report = client.counter.office.new_report()
    answer, dossier = client.open(report)
    assert answer["number"] == case_number(report.name.case)
    assert [opened.message.body for opened in dossier.messages] == [a_report()]
    assert not dossier.findings
    shown = {one["name"]: (one["due"], one["working_days_left"], one["met"]) for one in answer["deadlines"]}
    assert shown == {
        "verify": ("2026-11-26", 3, None),
        "answer": ("2026-12-03", 8, None),
        "examination": ("2027-02-22", 60, None),
        "acknowledgement": ("2026-11-30", 5, None),
        "feedback": ("2027-02-21", 59, None),
    }
    assert [one["name"] for one in answer["deadlines"] if one["side"] == "outer"] == ["acknowledgement", "feedback"]
    assert (answer["rules"], answer["handler"], answer["tags"]["channel"]) == (0, "61.08", "portal")


def test_a_case_tells_what_stood_before_its_days_were_computed_anew(client: Client) -> None:
    office = client.counter.office
    report, agency = office.new_report(), AgencyCode(REGENCY)
    rules = msgspec.structs.replace(
        default_rules(REGENCY), overrides=[Override(day="2026-11-24", works=False, decree="SKB")]
    )
    entry = AuditEntry(agency, office.clock.now(), "admin", AuditAction.RULES_CHANGED)
    office.store.rules.add_rules(StoredRules(agency, 1, office.clock.today(), "admin", serialise(rules)), entry)
    assert client.open(report)[0]["replans"] == []
    renew_plans(office.store.clocks, office.clock.today())
    answer, _ = client.open(report)
    before = {"day": "2026-11-23", "rules": 0, "due": "2026-11-26", "result_due": "2027-02-22"}
    assert (answer["rules"], answer["replans"]) == (1, [before])
    assert answer["deadlines"][0]["due"] == "2026-11-27"


def test_the_days_for_an_objection_are_those_of_the_rules_that_the_case_is_told_by(client: Client) -> None:
    """A letter names them, and the mailbox counts them: by the night's rules, and not by those of the afternoon."""
    office = client.counter.office
    report, agency = office.new_report(), AgencyCode(REGENCY)
    rules = default_rules(agency)
    rules = msgspec.structs.replace(rules, clocks=msgspec.structs.replace(rules.clocks, objection=30))
    entry = AuditEntry(agency, office.clock.now(), "admin", AuditAction.RULES_CHANGED)
    office.store.rules.add_rules(StoredRules(agency, 1, office.clock.today(), "admin", serialise(rules)), entry)
    later = office.new_report()
    days = [decoded(client.browser.get(path_of(one)))["objection_days"] for one in (report, later)]
    renew_plans(office.store.clocks, office.clock.today())
    assert [*days, decoded(client.browser.get(path_of(report)))["objection_days"]] == [10, 30, 30]


def test_a_reply_reaches_the_case_and_meets_the_deadline(client: Client) -> None:
    report = client.counter.office.new_report()
    _, dossier = client.open(report)
    sealed = client.seal(dossier, Draft(Kind.MESSAGE, TextBody(text="Kami periksa."), SealedBy.BROWSER))
    assert client.send(report, sealed).status_code == 201
    answer, dossier = client.open(report)
    assert [opened.message.kind for opened in dossier.messages if opened.author == RECEIVER] == [Kind.MESSAGE]
    assert not dossier.findings
    met = {one["name"]: one["met"] for one in answer["deadlines"]}
    assert met == {
        "verify": None,
        "answer": "2026-11-23",
        "examination": None,
        "acknowledgement": "2026-11-23",
        "feedback": None,
    }


def test_a_status_travels_signed_and_moves_the_servers_copy(client: Client) -> None:
    report = client.counter.office.new_report()
    _, dossier = client.open(report)
    body = StatusBody(status=Status.VERIFIED, class_=MatterClass.SUPERVISORY)
    sealed = client.seal(dossier, Draft(Kind.STATUS, body, SealedBy.BROWSER))
    assert client.send(report, sealed, status="verified").status_code == 422, "the class comes with it"
    assert client.send(report, sealed, status="verified", tags={"class": "supervisory"}).status_code == 201
    answer, _ = client.open(report)
    assert answer["status"] == "verified"
    [row] = decoded(client.browser.get("/inbox"))["rows"]
    assert (row["clock"], row["due"], row["urgency"]) == ("answer", "2026-11-30", "later")


def test_a_finished_case_is_due_no_more(client: Client) -> None:
    report = client.counter.office.new_report()
    _, dossier = client.open(report)
    body = StatusBody(status=Status.NOT_ACTIONABLE, reason="too-little", text="Tidak ada yang dapat diperiksa.")
    sealed = client.seal(dossier, Draft(Kind.STATUS, body, SealedBy.BROWSER))
    assert client.send(report, sealed, status="not-actionable").status_code == 201
    [row] = decoded(client.browser.get("/inbox"))["rows"]
    assert (row["due"], row["due_in_working_days"]) == (None, None)


def test_a_message_sent_twice_is_a_conflict_and_stands_once(client: Client) -> None:
    report = client.counter.office.new_report()
    _, dossier = client.open(report)
    sealed = client.seal(dossier, Draft(Kind.MESSAGE, TextBody(text="Ya."), SealedBy.BROWSER))
    assert client.send(report, sealed).status_code == 201
    again = client.send(report, sealed)
    assert (again.status_code, decoded(again)["code"]) == (409, "conflict")
    assert len(client.open(report)[1].messages) == 2


def test_a_reporters_attachment_arrives_identical_to_the_byte(client: Client) -> None:
    content = random_bytes(2_500_000)
    report = client.counter.office.new_report(files=[content])
    attachment = report.attachments[0]
    answer = client.browser.get(f"{path_of(report)}/attachments/{attachment.id}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{attachment.id}.c256"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content_length == len(answer.data) == encrypted_size(len(content))
    reader = AttachmentReader(from_b64url(attachment.id), from_b64url(attachment.key), attachment.size)
    assert reader.update(answer.data) + reader.finalize() == content


@pytest.mark.parametrize("size", [1, 3_000_000])
def test_an_officers_file_travels_with_a_reply(client: Client, size: int) -> None:
    report = client.counter.office.new_report()
    content, writer = random_bytes(size), AttachmentWriter(random_bytes(16))
    reference = client.upload(writer, content)
    attachment = Attachment(
        id=reference["id"], key=b64url(writer.key), name="surat.pdf", media_type="application/pdf", size=size
    )
    _, dossier = client.open(report)
    draft = Draft(Kind.MESSAGE, TextBody(), SealedBy.BROWSER, (attachment,))
    assert client.send(report, client.seal(dossier, draft), uploads=[reference]).status_code == 201
    answer, _ = client.open(report)
    assert answer["attachments"] == [{"id": reference["id"], "length": encrypted_size(size)}]
    stored = client.browser.get(f"{path_of(report)}/attachments/{reference['id']}").data
    reader = AttachmentReader(writer.attachment_id, writer.key, size)
    assert reader.update(stored) + reader.finalize() == content


def test_what_was_read_is_remembered_for_this_officer_alone(client: Client) -> None:
    report = client.counter.office.new_report()
    assert client.browser.post(path_of(report) + "/read", {"newest": {"reporter": 1}}).status_code == 200
    [mine] = decoded(client.browser.get("/inbox"))["rows"]
    colleague = Client(client.counter, f"{REGENCY}/penerima-02")
    [hers] = decoded(colleague.browser.get("/inbox"))["rows"]
    assert (mine["read"], hers["read"]) == ({"reporter": 1}, {})


@pytest.mark.promise("P17")
def test_an_export_is_noted(client: Client) -> None:
    report = client.counter.office.new_report()
    assert client.browser.post(path_of(report) + "/exported", {}).status_code == 200
    assert b'"action":"case-exported"' in client.counter.office.entries()[-1]


def test_documents_change_while_the_application_runs(client: Client) -> None:
    office = client.counter.office
    office.remove_from_directory(f"{REGENCY}/penerima-02")
    publish(office)
    documents = decoded(client.browser.get("/documents"))
    assert len(documents["directories"][REGENCY]) == 2
    assert len(documents["directories"][PROVINCE]) == 1


@pytest.mark.promise("P18")
@pytest.mark.parametrize("way", ["", "/attachments/" + "A" * 22, "/messages", "/read", "/exported"])
def test_without_a_grant_a_case_does_not_exist(client: Client, way: str) -> None:
    """Another agency's receiver, and an officer of the same agency whose role alone gives nothing."""
    report = client.counter.office.new_report()
    absent = f"/cases/{REGENCY}/{'a' * 52}{way}"
    for name in (f"{PROVINCE}/penerima-01", f"{REGENCY}/penelaah-01"):
        browser = Client(client.counter, name).browser
        answers = [ask(browser, way, path) for path in (path_of(report) + way, absent)]
        assert answers[0].status_code == 404
        assert answers[0].data == answers[1].data
        assert sorted(answers[0].headers.items()) == sorted(answers[1].headers.items())


def ask(browser: Browser, way: str, path: str):  # type: ignore[no-untyped-def]
    if way == "/messages":
        sealed = b64url(a_sealed_message())
        return browser.post(path, {"seq": 1, "epoch": 1, "kind": "message", "sealed": sealed, "uploads": []})
    if way == "/read":
        return browser.post(path, {"newest": {"reporter": 1}})
    if way == "/exported":
        return browser.post(path, {})
    return browser.get(path)


def a_sealed_message() -> bytes:
    return seal_document(CasePrivateKey.generate().public, b"{}")


@pytest.mark.parametrize("agency", ["1", "61.8", "61.08.01", "xx", "61.08%00", "٦١"])
@pytest.mark.parametrize("case", ["a" * 52, "A" * 52, "a" * 51, "1" * 52, "..", "a" * 5000])
def test_names_that_no_case_has_are_not_found(counter: Counter, agency: str, case: str) -> None:
    browser = counter.signed_in()
    assert browser.get(f"/cases/{agency}/{case}").status_code == 404


def test_an_offices_cases_stay_apart_between_agencies(office: Office) -> None:
    office.new_report(REGENCY)
    office.new_report(PROVINCE)
    counter = Counter(office)
    for name in (RECEIVER, f"{PROVINCE}/penerima-02"):
        [row] = decoded(counter.signed_in(name).get("/inbox"))["rows"]
        assert row["agency"] == name.partition("/")[0]
