"""Passing a case on, and the register of what was passed on."""

from tests.browser.desk import PENERIMA
from tests.browser.states.case import case
from tests.browser.states.onlooker import TITLE, Onlooker, State
from tests.browser.test_referring import agree, tag_non_supervisory
from tests.cast import REGENCY
from tests.office import MORNING
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, StoredMessage
from wbs.cases.referral.model import Referral, Way
from wbs.crypto.messages import Kind, MatterClass, Proposal, Status, StatusBody, TextBody

IN_PERSON = (AgencyCode(REGENCY), "penerima-01")


def pass_on(hand: Onlooker, way: str) -> None:
    hand.press("#refer")
    hand.press(f"input[name=door][value={way}]")


def passing_on_to_an_authority(hand: Onlooker) -> None:
    case(hand)
    pass_on(hand, "authority")
    hand.page.locator("#refer-name").fill("Kejaksaan Negeri Ngabang")
    hand.press("input[name=refer-way][value=bundle]")
    hand.see("#refer-key")


def passing_on_a_text_that_was_agreed_to(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.desk.officer_says(report, StatusBody(status=Status.VERIFIED, class_=MatterClass.NON_SUPERVISORY))
    tag_non_supervisory(hand.desk, report)
    proposal = Proposal(title="Jalan rusak", content="Jalan desa rusak sejak Januari.")
    hand.desk.officer_says(report, TextBody(text="Setuju?", proposal=proposal))
    agree(hand.desk, report)
    hand.sign_in()
    hand.open_case(TITLE)
    pass_on(hand, "lapor")
    hand.see("#refer-tracking")


def register(hand: Onlooker) -> None:
    report = hand.desk.file_report()
    hand.sign_in()
    line = Referral(report.name, "abcd2345", Way.BUNDLE, "Kejaksaan Negeri Ngabang", *IN_PERSON, MORNING, "A" * 43)
    status = StoredMessage(PENERIMA, 1, 1, Kind.STATUS, b"sealed", MORNING.date())
    entry = AuditEntry(AgencyCode(REGENCY), MORNING, "penerima-01", AuditAction.CASE_REFERRED)
    hand.desk.store.referrals.refer(status, line, Status.SUBMITTED, entry)
    hand.press("[data-section=register]")
    hand.see("table code")


STATES: tuple[State, ...] = (
    passing_on_to_an_authority,
    passing_on_a_text_that_was_agreed_to,
    register,
)
