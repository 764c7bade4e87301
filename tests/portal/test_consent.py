"""What may go to SP4N-LAPOR!: only what the reporter agreed to, word for word, on the record and until it is gone."""

from collections.abc import Sequence

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.engines.visit import Visit
from tests.portal.api.device import Device
from tests.portal.form_walk import recorded, require_build
from tests.portal.house import House, Page, Reporter, multipart
from tests.portal.mailbox_walk import MailboxWalk
from tests.stories.simulator import readings
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, KeyDigest, NewEpoch, StoredGrant, StoredRecord
from wbs.cases.referral.model import Referral, Way
from wbs.cases.referral.ports import NewTransfer
from wbs.cases.reporters.keeping import stored_message
from wbs.crypto.compose import Draft, compose_epoch, compose_message, name_of
from wbs.crypto.messages import (
    Consent,
    ConsentAnswer,
    Kind,
    Proposal,
    SealedBy,
    Status,
    StatusBody,
    TextBody,
    digest_of,
)
from wbs.crypto.records import Head
from wbs.portal.consent import newest_proposal

NOW_READ = f"Inspektorat {PROVINCE}."
TITLE, CONTENT = "Jalan rusak", "Jalan desa rusak sejak Januari."


@pytest.fixture
def words(reporter: Reporter) -> list[str]:
    return reporter.report().words


def propose(house: House, words: Sequence[str], content: str = CONTENT) -> str:
    """Let an officer propose a text; give the digest that names it."""
    proposal = Proposal(title=TITLE, content=content)
    house.case(words)._send(Kind.MESSAGE, TextBody(text="Boleh diteruskan?", proposal=proposal), None)  # noqa: SLF001
    return house.case(words).open().messages[-1].digest


def answer(reporter: Reporter, page: Page, asked: str, consent: str) -> Page:
    return reporter.post("/tanda-terima", multipart([("ticket", page.ticket), ("asked", asked), ("consent", consent)]))


def answers(house: House, words: Sequence[str]) -> list[ConsentAnswer]:
    bodies = [opened.message.body for opened in house.case(words).open().messages if opened.author == "reporter"]
    return [
        body.answer for body in bodies if isinstance(body, TextBody) and not isinstance(body.answer, msgspec.UnsetType)
    ]


@pytest.mark.promise("P09")
@pytest.mark.parametrize("given", Consent)
def test_the_reporter_answers_exactly_the_text_that_is_shown(
    house: House, reporter: Reporter, words: Sequence[str], given: Consent
):
    asked = propose(house, words)
    page = reporter.mailbox(words)
    assert TITLE in page.text
    assert CONTENT in page.text
    told = answer(reporter, page, asked, given)
    assert told.status == 200
    assert answers(house, words) == [ConsentAnswer(asked=asked, given=given)]
    assert {"yes": "Anda setuju.", "no": "Anda tidak setuju."}[given] in told.text
    assert house.case(words).open().findings == ()


def test_an_answer_sent_twice_is_one_and_a_mind_may_change(house: House, reporter: Reporter, words: Sequence[str]):
    asked = propose(house, words)
    page = reporter.mailbox(words)
    for given in ("yes", "yes", "no"):
        assert answer(reporter, page, asked, given).status == 200
    assert [one.given for one in answers(house, words)] == ["yes", "no"]


def test_an_answer_to_an_older_text_is_no_answer_to_the_newest(house: House, reporter: Reporter, words: Sequence[str]):
    old = propose(house, words)
    page = reporter.mailbox(words)
    newest = propose(house, words, "Teks lain.")
    assert answer(reporter, page, old, "yes").status == 409
    found = newest_proposal(house.case(words).open().messages)
    assert found is not None
    assert (found.digest, found.given) == (newest, None)


@pytest.mark.parametrize(("asked", "consent"), [("A" * 43, "yes"), ("", "yes"), (None, "ok"), (None, "")])
def test_a_made_up_answer_stores_nothing(
    house: House, reporter: Reporter, words: Sequence[str], asked: str | None, consent: str
):
    real = propose(house, words)
    page = reporter.mailbox(words)
    assert answer(reporter, page, real if asked is None else asked, consent).status in {409, 422}
    assert answers(house, words) == []


def test_once_it_is_passed_on_nothing_is_asked_any_more(house: House, reporter: Reporter, words: Sequence[str]):
    propose(house, words)
    assert 'name="consent"' in reporter.mailbox(words).text
    house.case(words).take(StatusBody(status=Status.PASSED_ON, to="SP4N-LAPOR!", reference="LMW-1001"))
    page = reporter.mailbox(words)
    assert 'name="consent"' not in page.text
    assert "LMW-1001" in page.text


# --- in a browser with scripts -------------------------------------------------------------------------------------


@pytest.mark.promise("P02")
@pytest.mark.parametrize("engine", ["chromium"], indirect=True)
def test_a_device_with_scripts_answers_the_same_text_and_keeps_what_is_being_written(visit: Visit, house: House):
    require_build()
    device = Device(house)
    device.report()
    words = list(device.receipt.unsafe_words())
    asked = propose(house, words)
    with recorded(house) as (site, recorder):
        walk = MailboxWalk(visit, site)
        assert CONTENT in walk.open(words)
        visit.fill("#message", "Masih saya tulis.")
        visit.click("[data-act=agree]")
        visit.wait_until("document.querySelector('[data-part=agreed]:not([hidden])') !== null")
        assert visit.evaluate("document.querySelector('#message').value") == "Masih saya tulis."
    assert answers(house, words) == [ConsentAnswer(asked=asked, given=Consent.YES)]
    assert not any(b"Saya setuju" in one.body for one in recorder.sent)


@pytest.mark.promise("P07")
@pytest.mark.parametrize("engine", ["chromium"], indirect=True)
def test_after_a_transfer_the_receipt_opens_the_case_and_what_follows_is_for_the_other_agency(
    visit: Visit, house: House
):
    require_build()
    device = Device(house)
    device.report()
    words = list(device.receipt.unsafe_words())
    transfer(house, words)
    with recorded(house) as (site, _):
        walk = MailboxWalk(visit, site)
        assert f"Dibaca oleh {NOW_READ}" in walk.open(words)
        walk.write("Untuk provinsi.")
        walk.sent()
    there = house.case(words, f"{PROVINCE}/penerima-01")
    assert there.texts() == ["Untuk provinsi."]
    assert {agency for agency, _ in there.open().newest.readers} == {PROVINCE}
    assert there.open().findings == ()
    assert not house.case(words, f"{REGENCY}/penerima-01").may_open


def test_without_scripts_the_mailbox_says_who_reads_the_case_after_a_transfer(
    house: House, reporter: Reporter, words: Sequence[str]
):
    transfer(house, words)
    page = reporter.mailbox(words)
    assert f"Dibaca oleh {NOW_READ}" in page.text
    assert reporter.reply(page.ticket, "Untuk provinsi.").status == 200
    assert house.case(words, f"{PROVINCE}/penerima-01").texts() == ["Untuk provinsi."]


def transfer(house: House, words: Sequence[str]) -> None:
    """Hand a case to the province, as an officer's page does."""
    case, today = house.case(words), house.clock.today()
    person, book, dossier = case.person, house.world.book(), case.open()
    draft = Draft(Kind.STATUS, StatusBody(status=Status.PASSED_ON, to=f"Inspektorat {PROVINCE}"), SealedBy.BROWSER)
    status = compose_message(person.secret.signing_key, dossier.place_for(person.ref, book), draft)
    people = [house.world.people[f"{PROVINCE}/penerima-0{n}"] for n in (1, 2)]
    sealed = compose_epoch(
        person.secret.signing_key,
        person.ref,
        dossier.chain,
        dossier.case_keys[1],
        readings(*people),
        directories=[name_of(book.newest(agency)) for agency in (PROVINCE, REGENCY)],
        heads=[
            Head(author=person.ref, seq=status.seq, digest=digest_of(status.sealed)),
            *dossier.heads(f"{REGENCY}/{person.id}"),
        ],
    )
    record = StoredRecord(2, 1, sealed.digest, sealed.record)
    grants = tuple(StoredGrant(2, KeyDigest(grant.key), grant.sealed) for grant in sealed.grants)
    to, agency = AgencyCode(PROVINCE), AgencyCode(REGENCY)
    line = Referral(case.name, "abcd2345", Way.TRANSFER, to, agency, person.id, house.clock.now())
    new = NewTransfer(
        NewEpoch(case.name, record, sealed.previous_key or b"", grants),
        None,
        stored_message(status, today),
        line,
        to,
        Status.SUBMITTED,
    )
    entry = AuditEntry(agency, house.clock.now(), person.id, AuditAction.CASE_TRANSFERRED, case.name.case)
    house.store.referrals.transfer(new, entry)
