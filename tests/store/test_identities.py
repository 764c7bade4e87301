"""Questions to custodians in the store: with the message that tells the reporter or not at all, answered once."""

import pytest

from tests.store.raw import count, errors_in, together
from tests.store.samples import OFFICER, TODAY, a_case, a_key, a_message, a_name, a_question, an_entry
from wbs.crypto.messages import Kind, Status
from wbs.errors import ConflictError, NotFoundError
from wbs.store.store import Store

RATNA = "35.78/ratna"
CUSTODIAN = (OFFICER[0], "penyimpan")


def test_a_question_is_kept_with_the_message_and_waits_until_it_is_answered(store: Store) -> None:
    case = a_case(a_key())
    store.cases.create_case(case)
    question = a_question(case.name)
    store.identities.ask(question, a_message(RATNA), an_entry())
    assert store.identities.questions(case.name) == [question]
    (waiting,) = store.identities.waiting(CUSTODIAN)
    assert (waiting.question, waiting.records) == (question, (case.record,))
    assert store.identities.waiting((OFFICER[0], "lain")) == []
    store.identities.answer(question, b"sealed", an_entry())
    assert store.identities.waiting(CUSTODIAN) == []
    assert store.identities.questions(case.name)[0].answer == b"sealed"


def test_a_question_whose_message_does_not_fit_leaves_nothing(store: Store, url: str) -> None:
    case = a_case(a_key())
    store.cases.create_case(case)
    for message in (a_message(RATNA, seq=2), a_message(RATNA, epoch=2)):
        with pytest.raises(ConflictError):
            store.identities.ask(a_question(case.name), message, an_entry())
    assert count(url, "identity_questions") == 0
    assert count(url, "audit_entries") == 0


def test_a_message_whose_question_does_not_fit_is_not_kept_either(store: Store, url: str) -> None:
    case = a_case(a_key())
    store.cases.create_case(case)
    store.identities.ask(a_question(case.name), a_message(RATNA), an_entry())
    for question in (a_question(case.name), a_question(case.name, 1), a_question(case.name, 2, asker="budi")):
        with pytest.raises(ConflictError):
            store.identities.ask(question, a_message(RATNA, seq=2), an_entry())
    assert count(url, "messages") == 2
    assert count(url, "audit_entries") == 1


def test_an_officer_whose_question_was_answered_may_ask_again(store: Store) -> None:
    case = a_case(a_key())
    store.cases.create_case(case)
    first = a_question(case.name)
    store.identities.ask(first, a_message(RATNA), an_entry())
    store.identities.answer(first, b"sealed", an_entry())
    store.identities.ask(a_question(case.name, 1), a_message(RATNA, seq=2), an_entry())
    assert [one.place for one in store.identities.questions(case.name)] == [0, 1]


def test_whoever_waits_for_a_custodian_who_has_left_may_ask_the_next_one(store: Store) -> None:
    case = a_case(a_key())
    store.cases.create_case(case)
    store.identities.ask(a_question(case.name), a_message(RATNA), an_entry())
    store.identities.ask(a_question(case.name, 1, custodian="baru"), a_message(RATNA, seq=2), an_entry())
    assert [one.custodian[1] for one in store.identities.questions(case.name)] == ["penyimpan", "baru"]


def test_of_two_answers_at_once_one_is_kept(store: Store) -> None:
    case = a_case(a_key())
    store.cases.create_case(case)
    question = a_question(case.name)
    store.identities.ask(question, a_message(RATNA), an_entry())

    def answer(text: bytes) -> None:
        store.identities.answer(question, text, an_entry())

    assert errors_in(together(lambda: answer(b"one"), lambda: answer(b"two"))) == [ConflictError]


def test_there_is_no_question_about_a_case_that_does_not_exist(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.identities.ask(a_question(a_name()), a_message(RATNA), an_entry())


def test_the_word_to_the_reporter_that_goes_with_a_question_counts_for_clocks_at_once(store: Store) -> None:
    case = a_case(a_key())
    store.cases.create_case(case)
    store.cases.append_message(case.name, a_message(RATNA, kind=Kind.STATUS), status=Status.VERIFIED)
    store.identities.ask(a_question(case.name), a_message(RATNA, seq=2), an_entry())
    assert not store.clocks.renew_plan(case.name, TODAY)
