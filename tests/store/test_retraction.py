"""Taking back what no officer was given, on both engines: all of it or nothing, also when both happen at once."""

from collections.abc import Sequence
from functools import partial

import pytest

from tests.store.raw import count, errors_in, query, together
from tests.store.samples import a_case, a_key, a_message, claim_of
from tests.store.test_uploads import store_upload
from wbs.cases.model import AttachmentId, CaseFile, CaseName, Channel, KeyDigest, NewCase, StoredMessage
from wbs.crypto.messages import Kind
from wbs.errors import ConflictError, NotFoundError, OpenedError
from wbs.store.store import Store

OFFICER_TEXT = "35.78/ratna"


def removal(seq: int) -> StoredMessage:
    return a_message(seq=seq, kind=Kind.REMOVED)


def file_of(store: Store, name: CaseName, reader: KeyDigest) -> CaseFile:
    found = store.cases.case_file(name, reader)
    assert found is not None
    return found


def own_numbers(store: Store, name: CaseName, reader: KeyDigest) -> list[int]:
    return [message.seq for message in file_of(store, name, reader).messages if message.author == "reporter"]


def a_stored_case(store: Store, reader: KeyDigest, messages: int = 1, **changes: object) -> NewCase:
    upload = store_upload(store.cases, b"sealed evidence")
    case = a_case(reader, claims=[claim_of(upload)], **changes)
    store.cases.create_case(case)
    for seq in range(2, messages + 1):
        upload = store_upload(store.cases, b"sealed more")
        store.cases.append_message(case.name, a_message(seq=seq), claims=[claim_of(upload)])
    return case


def test_a_message_that_nobody_was_given_goes_with_its_files_and_nothing_else(store: Store, url: str) -> None:
    reader = a_key()
    case = a_stored_case(store, reader, 3)
    store.cases.retract(case.name, removal(4), [3])
    assert own_numbers(store, case.name, reader) == [1, 2, 4]
    assert len(file_of(store, case.name, reader).attachments) == 2
    assert (count(url, "chunks"), count(url, "uploads"), count(url, "reporters_files")) == (2, 0, 2)
    assert file_of(store, case.name, reader).summary == case.summary


def test_a_report_goes_with_everything_that_its_reporter_wrote(store: Store, url: str) -> None:
    reader = a_key()
    case = a_stored_case(store, reader, 2)
    store.cases.retract(case.name, removal(3), [1, 2])
    found = file_of(store, case.name, reader)
    assert ([message.seq for message in found.messages], found.summary, found.attachments) == ([3], b"", {})
    assert (count(url, "chunks"), count(url, "attachments"), count(url, "uploads")) == (0, 0, 0)
    assert store.cases.mailbox(case.mailbox_hash) == case.name


@pytest.mark.parametrize("numbers", [[1], [2], [1, 2], [2, 3], [1, 2, 3]])
def test_what_an_officer_was_given_stays(store: Store, url: str, numbers: Sequence[int]) -> None:
    reader = a_key()
    case = a_stored_case(store, reader, 2)
    given = store.inside.give_out(case.name, reader)
    assert given is not None
    assert [message.seq for message in given.case.messages] == [1, 2]
    store.cases.append_message(case.name, a_message(seq=3))
    before = query(url, "SELECT author, seq, sealed FROM messages ORDER BY seq")
    with pytest.raises(OpenedError):
        store.cases.retract(case.name, removal(4), numbers)
    assert query(url, "SELECT author, seq, sealed FROM messages ORDER BY seq") == before
    assert (count(url, "chunks"), count(url, "attachments")) == (2, 2)
    assert file_of(store, case.name, reader).served == 2
    store.cases.retract(case.name, removal(4), [3])


def test_a_case_that_nobody_may_read_is_given_to_nobody(store: Store) -> None:
    reader = a_key()
    case = a_stored_case(store, reader)
    assert store.inside.give_out(case.name, a_key()) is None
    assert file_of(store, case.name, reader).served == 0


def test_a_look_that_is_no_giving_out_takes_nothing_away(store: Store) -> None:
    reader = a_key()
    case = a_stored_case(store, reader)
    store.inside.officers_file(case.name, reader)
    store.cases.case_file(case.name, reader)
    assert file_of(store, case.name, reader).served == 0


@pytest.mark.parametrize(("seq", "numbers"), [(3, [3]), (3, [1]), (3, [9]), (2, [2]), (4, [2]), (3, [2, 9])], ids=str)
def test_what_does_not_fit_the_chain_is_a_conflict_and_leaves_everything(
    store: Store, url: str, seq: int, numbers: Sequence[int]
) -> None:
    case = a_stored_case(store, a_key(), 2)
    with pytest.raises(ConflictError):
        store.cases.retract(case.name, removal(seq), numbers)
    assert (count(url, "messages"), count(url, "chunks"), count(url, "attachments")) == (2, 2, 2)


def test_words_of_officers_and_records_of_removals_are_never_taken_back(store: Store) -> None:
    reader = a_key()
    case = a_stored_case(store, reader, 2)
    store.cases.append_message(case.name, a_message(OFFICER_TEXT))
    store.cases.retract(case.name, removal(3), [2])
    with pytest.raises(ConflictError):
        store.cases.retract(case.name, removal(4), [3])
    assert len(file_of(store, case.name, reader).messages) == 3


def test_there_is_nothing_to_take_back_from_no_case(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.cases.retract(a_case().name, removal(2), [1])


def test_what_an_officer_wrote_down_is_known_to_an_officer(store: Store) -> None:
    case = a_stored_case(store, a_key(), channel=Channel.WALK_IN)
    with pytest.raises(OpenedError):
        store.cases.retract(case.name, removal(2), [1])


def test_a_file_of_an_opened_message_is_not_reached_through_a_later_one(store: Store) -> None:
    reader = a_key()
    case = a_stored_case(store, reader)
    store.inside.give_out(case.name, reader)
    upload = store_upload(store.cases, b"sealed later")
    store.cases.append_message(case.name, a_message(seq=2), claims=[claim_of(upload)])
    store.cases.retract(case.name, removal(3), [2])
    [kept] = file_of(store, case.name, reader).attachments
    assert kept == case.claims[0].attachment
    assert b"".join(store.cases.attachment(case.name, AttachmentId(kept)) or ()) == b"sealed evidence"


def test_of_a_reading_and_a_removal_at_one_moment_one_comes_first(store: Store) -> None:
    for _ in range(6):
        reader = a_key()
        case = a_stored_case(store, reader, 2)
        outcomes = together(
            partial(store.inside.give_out, case.name, reader),
            partial(store.cases.retract, case.name, removal(3), [2]),
            partial(store.inside.give_out, case.name, reader),
        )
        given = [one.case for one in (outcomes[0], outcomes[2]) if one is not None and not isinstance(one, Exception)]
        seen = {message.seq for file in given for message in file.messages}
        if errors_in(outcomes):
            assert errors_in(outcomes) == [OpenedError]
            assert own_numbers(store, case.name, reader) == [1, 2]
        else:
            assert 2 not in seen
            assert own_numbers(store, case.name, reader) == [1, 3]


def test_of_many_removals_at_one_moment_one_is_stored(store: Store, url: str) -> None:
    case = a_stored_case(store, a_key(), 2)
    outcomes = together(*(partial(store.cases.retract, case.name, removal(3), [2]) for _ in range(4)))
    assert errors_in(outcomes) == [ConflictError] * 3
    assert count(url, "messages") == 2
