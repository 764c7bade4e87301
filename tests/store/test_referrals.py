"""Hand-overs as stores keep them: wholly or not at all, and seen by nobody who may not know of the case."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.samples import (
    NOW,
    OFFICER,
    a_case,
    a_grant,
    a_key,
    a_message,
    a_record,
    an_entry,
    an_epoch,
    an_inside_entry,
    an_inside_key,
    an_officer,
)
from wbs.cases.clocks.history import TagChange
from wbs.cases.conflicts.declared import Declared
from wbs.cases.model import AgencyCode, CaseName, KeyDigest, OfficerState
from wbs.cases.referral.model import CaseReferrals, Parcel, ParcelState, Referral, StoredApproval, Way
from wbs.cases.referral.ports import NewTransfer
from wbs.cases.worklist import Wanted
from wbs.crypto.messages import Kind, MatterClass, Status
from wbs.errors import ConflictError
from wbs.store.store import Store

PROVINCE = AgencyCode("61")
HERE, THERE = KeyDigest("here"), KeyDigest("there")
REFERENCE = "abcd2345"


@pytest.fixture
def name(store: Store) -> CaseName:
    case = a_case(HERE)
    store.cases.create_case(case)
    return case.name


def transfer(name: CaseName, **changes: object) -> NewTransfer:
    line = Referral(name, REFERENCE, Way.TRANSFER, PROVINCE, *OFFICER, NOW)
    parts = {
        "epoch": an_epoch(name, 2, 1, THERE),
        "inside": None,
        "message": a_message("61.08/ratna", kind=Kind.STATUS),
        "referral": line,
        "to": PROVINCE,
        "after": Status.SUBMITTED,
    }
    return NewTransfer(**{**parts, **changes})


def found(store: Store, name: CaseName) -> CaseReferrals:
    known = store.referrals.of_case(name)
    assert known is not None
    return known


def state(store: Store, name: CaseName) -> tuple[str, str, int, int]:
    """Handler, status, newest epoch and lines of the register."""
    known = found(store, name)
    file = store.cases.case_file(name, HERE, THERE)
    assert file is not None
    epoch = max(file.records, key=lambda record: record.place).epoch
    return known.handler, known.status, epoch, len(known.lines)


def is_hinted(store: Store, officer: tuple[str, str]) -> bool:
    (row,) = store.cases.inbox([HERE], officer, None, Wanted(NOW.date())).rows  # type: ignore[arg-type]
    return row.is_approved


def test_a_transfer_changes_readers_handler_status_and_register_at_once(store: Store, name: CaseName) -> None:
    store.referrals.transfer(transfer(name), an_entry())
    assert state(store, name) == (PROVINCE, "passed-on", 2, 1)
    assert store.cases.case_file(name, HERE) is None
    file = store.cases.case_file(name, THERE)
    assert file is not None
    assert [message.kind for message in file.messages if message.author != "reporter"] == [Kind.STATUS]


@pytest.mark.promise("P06")
def test_a_transfer_by_an_approval_that_was_taken_back_meanwhile_changes_nothing(store: Store, name: CaseName) -> None:
    before = state(store, name)
    approval = StoredApproval(name, *OFFICER, PROVINCE, NOW.date(), b"signed")
    line = Referral(name, REFERENCE, Way.TRANSFER, PROVINCE, OFFICER[0], "sari", NOW, approval=approval)
    with pytest.raises(ConflictError):
        store.referrals.transfer(transfer(name, referral=line), an_entry())
    assert state(store, name) == before


@pytest.mark.promise("P06")
def test_an_approval_counts_no_more_in_the_moment_in_which_its_officer_declares_a_conflict(
    store: Store, name: CaseName
) -> None:
    """It may come between the check of a transfer and the transfer."""
    store.officers.add_officer(an_officer())
    store.officers.add_officer(replace(an_officer("sari", "sari.w"), reader_key=HERE))
    store.inside.bring_key(name, an_inside_key(HERE), 0, an_entry())
    approval = StoredApproval(name, *OFFICER, PROVINCE, NOW.date(), b"signed")
    store.referrals.approve(approval, an_entry())
    assert list(found(store, name).approvals) == [approval]
    assert is_hinted(store, (OFFICER[0], "sari"))
    conflict = Declared(*OFFICER, NOW.date(), has_conflict=True)
    store.inside.declare(name, an_inside_entry(), conflict, [], an_entry())
    assert list(found(store, name).approvals) == []
    assert not is_hinted(store, (OFFICER[0], "sari"))
    before = state(store, name)
    line = Referral(name, REFERENCE, Way.TRANSFER, PROVINCE, OFFICER[0], "sari", NOW, approval=approval)
    with pytest.raises(ConflictError):
        store.referrals.transfer(transfer(name, referral=line), an_entry())
    assert state(store, name) == before


def test_an_inbox_hints_at_a_colleagues_approval_as_long_as_it_may_count(store: Store, name: CaseName) -> None:
    sari = (OFFICER[0], "sari")
    store.officers.add_officer(an_officer())
    assert not is_hinted(store, sari)
    given = StoredApproval(name, *OFFICER, PROVINCE, NOW.date() - timedelta(days=14), b"signed")
    store.referrals.approve(given, an_entry())
    assert [is_hinted(store, one) for one in (sari, OFFICER, (PROVINCE, "budi"))] == [True, False, False]
    store.referrals.approve(replace(given, day=NOW.date() - timedelta(days=15)), an_entry())
    assert not is_hinted(store, sari)
    store.referrals.approve(given, an_entry())
    store.officers.replace_state(*OFFICER, OfficerState.BLOCKED, an_entry())
    assert not is_hinted(store, sari)


def test_approvals_go_with_the_record_that_they_are_of(store: Store, name: CaseName) -> None:
    store.officers.add_officer(an_officer())
    approval = StoredApproval(name, *OFFICER, PROVINCE, NOW.date(), b"signed")
    store.referrals.approve(approval, an_entry())
    store.cases.add_reader(name, a_record(1, 1), a_grant(THERE, 1))
    assert list(found(store, name).approvals) == []
    store.referrals.approve(approval, an_entry())
    store.cases.start_epoch(an_epoch(name, 2, 2, HERE))
    assert list(found(store, name).approvals) == []


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    "wrong",
    [
        {"after": Status.VERIFIED},
        {"message": a_message("61.08/ratna", seq=2, kind=Kind.STATUS)},
        {"message": a_message("61.08/ratna", epoch=2, kind=Kind.STATUS)},
        {"epoch": 3},
    ],
)
def test_a_transfer_that_comes_too_late_changes_nothing(store: Store, name: CaseName, wrong: dict[str, object]) -> None:
    before = state(store, name)
    changes = {"epoch": an_epoch(name, 3, 2, THERE)} if "epoch" in wrong else wrong
    with pytest.raises(ConflictError):
        store.referrals.transfer(transfer(name, **changes), an_entry())
    assert state(store, name) == before
    assert store.cases.case_file(name, THERE) is None


def test_the_register_is_of_what_one_reads_or_did(store: Store, name: CaseName) -> None:
    store.referrals.transfer(transfer(name), an_entry())
    mine, theirs = OFFICER, (PROVINCE, "budi")
    assert [(one.referral.reference, one.is_readable) for one in store.referrals.register([HERE], mine, 10)] == [
        (REFERENCE, False)
    ]
    assert [one.is_readable for one in store.referrals.register([THERE], theirs, 10)] == [True]
    assert list(store.referrals.register([a_key()], (OFFICER[0], "sari"), 10)) == []


def test_a_parcel_is_settled_once_and_goes_with_the_hand_over(store: Store, name: CaseName) -> None:
    parcel = Parcel(name, b"sealed")
    tags = TagChange(matter_class=MatterClass.NON_SUPERVISORY)
    store.cases.change_tags(name, tags, audit=an_entry())
    store.referrals.queue(parcel, None, an_entry())
    with pytest.raises(ConflictError):
        store.referrals.queue(Parcel(name, b"other"), None, an_entry())
    assert list(store.referrals.waiting(10)) == [parcel]
    sending = Parcel(name, b"sealed", ParcelState.SENDING)
    assert [store.referrals.settle(sending, ParcelState.WAITING) for _ in range(2)] == [True, False]
    assert store.referrals.abandon() == 1
    assert found(store, name).parcel == Parcel(name, b"sealed", ParcelState.UNKNOWN)
    line = Referral(name, REFERENCE, Way.LAPOR, "SP4N-LAPOR!", *OFFICER, NOW)
    store.referrals.refer(a_message("61.08/ratna", kind=Kind.STATUS), line, Status.SUBMITTED, an_entry())
    assert found(store, name).parcel is None


def test_what_waits_to_leave_is_taken_out_when_its_reporter_writes(store: Store, name: CaseName) -> None:
    """It may be a no: the server cannot read it, and the nightly job would not wait for somebody who can."""
    store.cases.change_tags(name, TagChange(matter_class=MatterClass.NON_SUPERVISORY), audit=an_entry())
    store.referrals.queue(Parcel(name, b"sealed"), None, an_entry())
    store.cases.append_message(name, a_message("61.08/ratna"))
    assert list(store.referrals.waiting(10)) == [Parcel(name, b"sealed")]
    store.cases.append_message(name, a_message(seq=2))
    assert list(store.referrals.waiting(10)) == []
    sending = Parcel(name, b"sealed", ParcelState.SENDING)
    assert not store.referrals.settle(sending, ParcelState.WAITING)
    store.referrals.queue(Parcel(name, b"again"), None, an_entry())
    assert store.referrals.settle(Parcel(name, b"again", ParcelState.SENDING), ParcelState.WAITING)
    store.cases.append_message(name, a_message(seq=3))
    assert found(store, name).parcel == Parcel(name, b"again", ParcelState.SENDING)


def test_what_waits_to_leave_is_taken_out_when_its_case_ends(store: Store, name: CaseName) -> None:
    store.cases.change_tags(name, TagChange(matter_class=MatterClass.NON_SUPERVISORY), audit=an_entry())
    store.referrals.queue(Parcel(name, b"sealed"), None, an_entry())
    store.cases.append_message(name, a_message("61.08/ratna", kind=Kind.STATUS), status=Status.RECEIVED)
    assert list(store.referrals.waiting(10)) == [Parcel(name, b"sealed")]
    ends = a_message("61.08/ratna", seq=2, kind=Kind.STATUS)
    store.cases.append_message(name, ends, status=Status.NOT_ACTIONABLE)
    assert list(store.referrals.waiting(10)) == []
