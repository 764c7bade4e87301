from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.portal.house import TurnedClock
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.receipt import Receipt
from wbs.files.findings import Checked, Finding, Format, Inspection, Kind
from wbs.portal.forms import MAX_FILES
from wbs.portal.looking import as_look
from wbs.portal.tickets import (
    MAX_CHARS,
    ExpiredTicketError,
    FilesTicket,
    KeptFile,
    MailboxTicket,
    ReportTicket,
    TicketOffice,
)

CREDENTIAL = bytes(range(32))
KINDS = (ReportTicket, MailboxTicket, FilesTicket)

kept_files = st.builds(
    KeptFile,
    st.binary(min_size=16, max_size=16),
    st.binary(min_size=32, max_size=32),
    st.text(max_size=255),
    st.text(max_size=120),
    st.integers(0, 2**40),
)
reports = st.builds(ReportTicket, st.binary(min_size=16, max_size=16), st.lists(kept_files, max_size=3).map(tuple))


def office(clock: TurnedClock | None = None, credential: bytes = CREDENTIAL) -> TicketOffice:
    return TicketOffice(credential, clock or TurnedClock())


@given(reports)
def test_a_ticket_comes_back_as_it_was_issued(ticket: ReportTicket):
    assert office().read(office().issue(ticket), ReportTicket) == ticket


def test_all_processes_with_the_credential_read_each_others_tickets_and_nobody_else_does():
    text = office().issue(ReportTicket(b"v" * 16))
    assert office().read(text, ReportTicket).value == b"v" * 16
    with pytest.raises(ExpiredTicketError):
        office(credential=bytes(32)).read(text, ReportTicket)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_a_ticket_of_one_kind_never_opens_as_another(kind: type, other: type):
    tickets = {
        ReportTicket: ReportTicket(b"v" * 16),
        MailboxTicket: MailboxTicket(b"s" * 16, int(TurnedClock().now().timestamp()), 2),
        FilesTicket: FilesTicket(()),
    }
    text = office().issue(tickets[kind])
    if kind is other:
        assert office().read(text, other) == tickets[kind]
    else:
        with pytest.raises(ExpiredTicketError):
            office().read(text, other)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_an_altered_ticket_is_refused(place: int, change: int):
    raw = bytearray(from_b64url(office().issue(ReportTicket(b"v" * 16))))
    raw[place % len(raw)] ^= change
    with pytest.raises(ExpiredTicketError):
        office().read(b64url(bytes(raw)), ReportTicket)


@given(st.text(max_size=300))
def test_text_that_is_no_ticket_is_refused(text: str):
    with pytest.raises(ExpiredTicketError):
        office().read(text, ReportTicket)


@pytest.mark.parametrize(("days", "is_valid"), [(0, True), (1, True), (2, False), (-1, False)])
def test_a_report_ticket_lasts_through_the_next_day(days: int, *, is_valid: bool):
    clock = TurnedClock()
    text = office(clock).issue(ReportTicket(b"v" * 16))
    clock.moment += timedelta(days=days)
    if is_valid:
        assert office(clock).read(text, ReportTicket)
    else:
        with pytest.raises(ExpiredTicketError):
            office(clock).read(text, ReportTicket)


@pytest.mark.parametrize(("minutes", "is_valid"), [(0, True), (30, True), (30.1, False), (-0.5, True), (-1, False)])
def test_a_mailbox_ticket_lasts_half_an_hour(minutes: float, *, is_valid: bool):
    clock = TurnedClock()
    text = office(clock).mailbox(Receipt(b"r" * 16), 2)
    clock.turn(minutes=minutes)
    if is_valid:
        assert office(clock).read(text, MailboxTicket).receipt.unsafe_secret() == b"r" * 16
    else:
        with pytest.raises(ExpiredTicketError):
            office(clock).read(text, MailboxTicket)


def test_files_outlast_the_half_hour_of_a_mailbox_ticket_but_not_its_key():
    clock, file = TurnedClock(), KeptFile(b"i" * 16, b"k" * 32, "nama.txt", "a/b", 1)
    text = office(clock).mailbox(Receipt(b"r" * 16), 2, (file,))
    clock.turn(hours=25)
    assert office(clock).mailbox_files(text) == (file,)
    clock.turn(hours=24)
    for wrong in (text, office(clock).issue(FilesTicket((file,))), "x"):
        with pytest.raises(ExpiredTicketError):
            office(clock).mailbox_files(wrong)


def test_a_mailbox_ticket_outlives_midnight():
    clock = TurnedClock()
    clock.turn(hours=14, minutes=45)
    day = clock.today()
    text = office(clock).mailbox(Receipt(b"r" * 16), 2)
    clock.turn(minutes=29)
    assert clock.today() != day
    assert office(clock).read(text, MailboxTicket)


def test_one_form_always_leads_to_one_receipt():
    ticket = ReportTicket.fresh()
    assert ticket.receipt.unsafe_words() == ticket.receipt.unsafe_words()
    assert ticket.receipt.unsafe_words() != ReportTicket.fresh().receipt.unsafe_words()


def test_a_ticket_with_ten_files_of_the_longest_names_that_tell_most_fits_its_field():
    worst = [Finding(kind, "\U0001f4a9" * length) for length in (1, 120) for kind in Kind for _ in range(64)]
    looks = [as_look(Inspection(Format.PDF, Checked.PART, tuple(found))) for found in (worst, worst[::-1])]
    look = max(looks, key=lambda look: len(msgspec.msgpack.encode(look)))
    file = KeptFile(b"i" * 16, b"k" * 32, "\U0001f4a9" * 255, "a" * 120, 100 << 20, b"d" * 32, look)
    assert len(office().issue(ReportTicket(b"v" * 16, (file,) * MAX_FILES))) <= MAX_CHARS


def test_tickets_do_not_show_what_they_hold():
    file = KeptFile(b"i" * 16, b"k" * 32, "nama.txt", "a/b", 1)
    for thing in (ReportTicket(b"v" * 16, (file,)), file, MailboxTicket(b"s" * 16, 0, 2), office()):
        assert "nama" not in repr(thing)
        assert "b'" not in repr(thing)
