"""Cases: what creates them, what makes them grow, and who may read them."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest

from tests.store.raw import count, errors_in, together
from tests.store.samples import (
    OFFICER,
    PROVINCE,
    TODAY,
    a_case,
    a_grant,
    a_key,
    a_message,
    a_name,
    a_record,
    an_entry,
    an_epoch,
)
from tests.store.servers import SHARED, PostgresServer
from wbs.cases.log.ports import AuditLog
from wbs.cases.model import AuditAction, CaseId, CaseName, KeyDigest
from wbs.cases.ports import CaseStore
from wbs.crypto.messages import Kind, Status
from wbs.errors import ConflictError, NotFoundError
from wbs.store.store import open_store

OFFICER_TEXT = "35.78/ratna"


def test_a_new_case_is_read_back_as_it_was_stored(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    assert cases.create_case(case) is None
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.name == case.name
    assert found.status is Status.SUBMITTED
    assert found.received == TODAY
    assert found.records == (case.record,)
    assert found.grants == (case.grants[0],)
    assert found.previous_keys == {}
    assert found.summary == case.summary
    assert found.messages == (case.message,)
    assert found.attachments == {}


def test_the_mailbox_leads_to_the_case(cases: CaseStore) -> None:
    case = a_case()
    cases.create_case(case)
    assert cases.mailbox(case.mailbox_hash) == case.name


def test_an_unknown_mailbox_leads_nowhere(cases: CaseStore) -> None:
    cases.create_case(a_case())
    assert cases.mailbox(bytes(32)) is None


def test_the_same_case_again_changes_nothing_and_names_it(cases: CaseStore, url: str) -> None:
    case = a_case(a_key())
    cases.create_case(case)
    assert cases.create_case(case) == case.name
    assert count(url, "grants") == len(case.grants)


def test_another_case_for_the_same_mailbox_is_not_stored(cases: CaseStore) -> None:
    reader = a_key()
    first, second = a_case(reader), a_case(reader)
    cases.create_case(first)
    assert cases.create_case(replace(second, mailbox_hash=first.mailbox_hash)) == first.name
    assert cases.case_file(second.name, reader) is None


def test_a_case_id_under_another_mailbox_is_a_conflict_and_leaves_nothing(cases: CaseStore) -> None:
    case = a_case()
    cases.create_case(case)
    other = a_case(name=case.name)
    with pytest.raises(ConflictError):
        cases.create_case(other)
    assert cases.mailbox(other.mailbox_hash) is None


def test_of_many_requests_with_one_mailbox_one_is_stored_and_all_learn_its_name(cases: CaseStore) -> None:
    first = a_case()
    rivals = [replace(a_case(), mailbox_hash=first.mailbox_hash) for _ in range(8)]
    outcomes = together(*(partial(cases.create_case, case) for case in rivals))
    stored = [case.name for case, outcome in zip(rivals, outcomes, strict=True) if outcome is None]
    assert len(stored) == 1
    assert {outcome for outcome in outcomes if outcome is not None} == set(stored)


def test_one_case_id_may_stand_in_two_agencies(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    elsewhere = a_case(reader, name=CaseName(PROVINCE, case.name.case))
    assert cases.create_case(elsewhere) is None
    found = cases.case_file(elsewhere.name, reader)
    assert found is not None
    assert found.summary == elsewhere.summary


@pytest.mark.parametrize("case_id", ["", "unknown", "nul\0", "\ud800", "a" * 10_000])
def test_no_case_and_a_case_of_others_look_alike(cases: CaseStore, case_id: str) -> None:
    case = a_case(a_key())
    cases.create_case(case)
    assert cases.case_file(case.name, a_key()) is None
    assert cases.case_file(CaseName(case.name.agency, CaseId(case_id)), case.grants[0].key) is None
    assert cases.case_file(case.name, KeyDigest(case_id)) is None


def test_messages_come_by_author_and_number(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    later = [a_message(OFFICER_TEXT, 1), a_message("reporter", 2), a_message(OFFICER_TEXT, 2)]
    for message in later:
        cases.append_message(case.name, message)
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.messages == (later[0], later[2], case.message, later[1])


def test_more_than_nine_messages_come_in_the_order_of_their_numbers(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    for seq in range(2, 13):
        cases.append_message(case.name, a_message(seq=seq))
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert [message.seq for message in found.messages] == list(range(1, 13))


def test_a_message_for_no_case_is_refused(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.append_message(a_name(), a_message())


@pytest.mark.parametrize("seq", [1, 3, 2**53 - 1])
def test_a_message_that_is_not_the_next_of_its_author_is_a_conflict(cases: CaseStore, seq: int) -> None:
    case = a_case()
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.append_message(case.name, a_message(seq=seq))


def test_the_first_message_of_an_officer_is_number_one(cases: CaseStore) -> None:
    case = a_case()
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.append_message(case.name, a_message(OFFICER_TEXT, 2))
    cases.append_message(case.name, a_message(OFFICER_TEXT, 1))


@pytest.mark.parametrize("epoch", [0, 2, 2**53 - 1])
def test_a_message_for_another_epoch_is_a_conflict(cases: CaseStore, epoch: int) -> None:
    case = a_case()
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.append_message(case.name, a_message(seq=2, epoch=epoch))


def test_of_many_messages_with_one_number_one_is_stored(cases: CaseStore, url: str) -> None:
    case = a_case()
    cases.create_case(case)
    outcomes = together(*(partial(cases.append_message, case.name, a_message(seq=2)) for _ in range(8)))
    assert errors_in(outcomes) == [ConflictError] * 7
    assert count(url, "messages") == 2


def test_a_status_message_changes_the_cached_status(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    cases.append_message(case.name, a_message(OFFICER_TEXT, kind=Kind.STATUS), status=Status.RECEIVED)
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.status is Status.RECEIVED


def test_a_message_without_status_keeps_the_cached_one(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    cases.append_message(case.name, a_message(OFFICER_TEXT), status=Status.RECEIVED)
    cases.append_message(case.name, a_message(OFFICER_TEXT, 2))
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.status is Status.RECEIVED


@pytest.mark.promise("P17")
def test_a_message_and_its_audit_entry_are_stored_together(cases: CaseStore, audit: AuditLog) -> None:
    case = a_case()
    cases.create_case(case)
    entry = an_entry(action=AuditAction.MESSAGE_SENT, case=case.name.case)
    cases.append_message(case.name, a_message(OFFICER_TEXT), audit=entry)
    assert audit.size_and_root(entry.agency)[0] == 1


@pytest.mark.promise("P17")
def test_a_refused_message_leaves_neither_status_nor_audit_entry(cases: CaseStore, audit: AuditLog) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.append_message(case.name, a_message(seq=1), status=Status.CLOSED, audit=an_entry())
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.status is Status.SUBMITTED
    assert audit.size_and_root(case.name.agency)[0] == 0


def test_an_epoch_brings_record_previous_key_and_grants(cases: CaseStore) -> None:
    stays, case = a_key(), a_case()
    cases.create_case(case)
    epoch = an_epoch(case.name, 2, 1, stays)
    cases.start_epoch(epoch)
    found = cases.case_file(case.name, stays)
    assert found is not None
    assert found.records == (case.record, epoch.record)
    assert found.grants == epoch.grants
    assert found.previous_keys == {2: epoch.previous_key}


def test_a_reader_who_stays_gets_the_grants_of_all_epochs_in_order(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    second, third = an_epoch(case.name, 2, 1, reader), an_epoch(case.name, 3, 2, reader)
    cases.start_epoch(second)
    cases.start_epoch(third)
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.grants == (case.grants[0], *second.grants, *third.grants)


def test_a_reader_left_out_of_the_newest_epoch_finds_no_case(cases: CaseStore) -> None:
    leaves, stays = a_key(), a_key()
    case = a_case(leaves, stays)
    cases.create_case(case)
    cases.start_epoch(an_epoch(case.name, 2, 1, stays))
    assert cases.case_file(case.name, leaves) is None
    assert cases.inbox([leaves], OFFICER, None).total == 0


def test_a_reader_who_comes_back_reads_again(cases: CaseStore) -> None:
    leaves, stays = a_key(), a_key()
    case = a_case(leaves, stays)
    cases.create_case(case)
    cases.start_epoch(an_epoch(case.name, 2, 1, stays))
    cases.add_reader(case.name, a_record(2, 2), a_grant(leaves, 2))
    found = cases.case_file(case.name, leaves)
    assert found is not None
    assert [grant.epoch for grant in found.grants] == [1, 2]


def test_after_an_epoch_messages_need_its_number(cases: CaseStore) -> None:
    case = a_case()
    cases.create_case(case)
    cases.start_epoch(an_epoch(case.name, 2, 1, a_key()))
    with pytest.raises(ConflictError):
        cases.append_message(case.name, a_message(seq=2, epoch=1))
    cases.append_message(case.name, a_message(seq=2, epoch=2))


@pytest.mark.parametrize(("epoch", "place"), [(1, 1), (3, 1), (2, 0), (2, 2)])
def test_an_epoch_that_does_not_follow_the_newest_record_is_a_conflict(
    cases: CaseStore, epoch: int, place: int
) -> None:
    case = a_case()
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.start_epoch(an_epoch(case.name, epoch, place, a_key()))


def test_an_epoch_for_no_case_is_refused(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.start_epoch(an_epoch(a_name(), 2, 1, a_key()))


def test_of_many_epochs_with_one_number_one_is_stored_whole(cases: CaseStore, url: str) -> None:
    case = a_case()
    cases.create_case(case)
    rivals = [an_epoch(case.name, 2, 1, a_key()) for _ in range(8)]
    outcomes = together(*(partial(cases.start_epoch, epoch) for epoch in rivals))
    assert errors_in(outcomes) == [ConflictError] * 7
    readers = [epoch for epoch in rivals if cases.case_file(case.name, epoch.grants[0].key) is not None]
    assert len(readers) == 1
    assert count(url, "records") == 2


@pytest.mark.promise("P17")
def test_an_epoch_and_its_audit_entry_are_stored_together(cases: CaseStore, audit: AuditLog) -> None:
    case = a_case()
    cases.create_case(case)
    cases.start_epoch(an_epoch(case.name, 2, 1, a_key()), an_entry(action=AuditAction.EPOCH_STARTED))
    assert audit.size_and_root(case.name.agency)[0] == 1


def test_a_reader_who_is_added_reads_what_was_there(cases: CaseStore) -> None:
    case, reader = a_case(), a_key()
    cases.create_case(case)
    record, grant = a_record(1, 1), a_grant(reader)
    cases.add_reader(case.name, record, grant, an_entry(action=AuditAction.READER_ADDED))
    found = cases.case_file(case.name, reader)
    assert found is not None
    assert found.records == (case.record, record)
    assert found.grants == (grant,)
    assert found.messages == (case.message,)
    assert cases.inbox([reader], OFFICER, None).total == 1


@pytest.mark.parametrize(("epoch", "place"), [(2, 1), (1, 0), (1, 2)])
def test_an_access_record_that_does_not_follow_is_a_conflict(cases: CaseStore, epoch: int, place: int) -> None:
    case = a_case()
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.add_reader(case.name, a_record(epoch, place), a_grant(a_key(), epoch))


def test_adding_one_who_reads_already_is_a_conflict_and_leaves_nothing(
    cases: CaseStore, audit: AuditLog, url: str
) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    with pytest.raises(ConflictError):
        cases.add_reader(case.name, a_record(1, 1), a_grant(reader), an_entry())
    assert count(url, "records") == 1
    assert audit.size_and_root(case.name.agency)[0] == 0


def test_adding_a_reader_to_no_case_is_refused(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.add_reader(a_name(), a_record(1, 1), a_grant(a_key()))


def test_a_message_waits_for_an_epoch_that_is_being_written_and_then_needs_its_number(
    postgres: PostgresServer, postgres_url: str
) -> None:
    case = a_case()
    with closing(open_store(postgres_url)) as store, closing(postgres.connect(SHARED)) as other:
        store.cases.create_case(case)
        with ThreadPoolExecutor(1) as pool, other.transaction():
            other.execute("UPDATE cases SET epoch = 2")
            message = pool.submit(store.cases.append_message, case.name, a_message(seq=2))
            while not message.done() and not postgres.has_waiting():
                time.sleep(0.001)
        with pytest.raises(ConflictError):
            message.result()


def test_of_an_officers_keys_the_first_that_reads_the_newest_epoch_gives_the_grants(cases: CaseStore) -> None:
    old, new = a_key(), a_key()
    case = a_case(old)
    cases.create_case(case)
    epoch = an_epoch(case.name, 2, 1, old)
    cases.start_epoch(epoch)
    before = cases.case_file(case.name, new, old)
    renewed = a_grant(new, 2)
    cases.add_reader(case.name, a_record(2, 2), renewed)
    after = cases.case_file(case.name, new, old)
    assert before is not None
    assert after is not None
    assert before.grants == (case.grants[0], *epoch.grants)
    assert after.grants == (renewed,)


def test_an_old_key_of_an_epoch_that_is_gone_gives_nothing(cases: CaseStore) -> None:
    old, new, stays = a_key(), a_key(), a_key()
    case = a_case(old, stays)
    cases.create_case(case)
    cases.start_epoch(an_epoch(case.name, 2, 1, stays))
    assert cases.case_file(case.name, new, old) is None
