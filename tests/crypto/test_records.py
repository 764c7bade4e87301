"""Names of cases and authors, and what a chain of records says about its epochs. What is refused is in the vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person, World
from tests.crypto.flipping import assert_refused, every_flip
from tests.stories.simulator import Officer, Reporter, Server
from wbs.crypto.exclusions import Exclusion, is_excluded
from wbs.crypto.records import (
    REPORTER,
    ReaderRef,
    RecordChain,
    author_text,
    case_id,
    case_number,
    parse_author,
    peek_case_id,
    verify_chain,
)
from wbs.errors import FormatError, TrustError

IDS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True)
CODES = st.from_regex(r"[0-9]{2}(\.[0-9]{2})?", fullmatch=True).filter(str.isascii)


def a_case(world: World, *added: Person) -> tuple[Server, Reporter, list[bytes]]:
    """Play a case with an access record for each of `added`, then a second epoch."""
    server = Server(world)
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    officer = Officer(server, world.anchor, world.people[f"{REGENCY}/penerima-01"])
    for person in added:
        officer.admit(case, person)
    officer.start_epoch(case, officer.person)
    return server, reporter, server.cases[case].records


@given(CODES, IDS)
def test_an_authors_name_is_read_back(agency: str, reader: str) -> None:
    officer = ReaderRef(agency=agency, reader=reader)
    assert parse_author(author_text(officer)) == officer
    assert parse_author(author_text(REPORTER)) == REPORTER


@pytest.mark.parametrize("text", ["", "officer", "61.08", "61.08/", "/a", "61.08/a/b", "61.08/A", "Reporter", "61.8/a"])
def test_other_texts_name_nobody(text: str) -> None:
    with pytest.raises(FormatError):
        parse_author(text)


@given(st.binary())
def test_a_case_is_named_by_its_first_record(payload: bytes) -> None:
    case = case_id(payload)
    assert len(case) == 52
    number = case_number(case)
    assert number.startswith("WBS-")
    assert number.replace("-", "")[3:] == case[:16]
    assert case_id(payload + b"x") != case


def test_every_epoch_says_who_reads_it_in_the_end() -> None:
    world = cast.shared_world()
    reviewer, head = world.people[f"{REGENCY}/penelaah-01"], world.people[f"{PROVINCE}/inspektur"]
    _, _, records = a_case(world, reviewer, head)
    chain = verify_chain(records, world.book())
    assert chain.epochs == 2
    assert chain.first is chain.epoch(1).document
    assert {reader for _, reader in chain.epoch(1).readers} == {
        "penerima-01",
        "penerima-02",
        "penelaah-01",
        "inspektur",
    }
    assert {reader for _, reader in chain.epoch(2).readers} == {"penerima-01"}
    assert len(chain.epoch(1).records) == 3
    assert [len(record.readers) for record in chain.records] == [2, 3, 4, 1]
    assert chain.epoch(1).case_key() != chain.epoch(2).case_key()


@pytest.mark.parametrize("number", [-1, 0, 3, 2**53 - 1])
def test_an_epoch_that_is_not_there_is_refused(number: int) -> None:
    world = cast.shared_world()
    _, _, records = a_case(world)
    with pytest.raises(TrustError):
        verify_chain(records, world.book()).epoch(number)


def test_an_epoch_without_its_own_record_is_none() -> None:
    world = cast.shared_world()
    _, _, records = a_case(world, world.people[f"{REGENCY}/penelaah-01"])
    chain = verify_chain(records, world.book())
    with pytest.raises(TrustError):
        RecordChain(chain.case, chain.first, chain.records[1:2]).epoch(1)


def test_any_flipped_bit_of_a_first_record_is_refused() -> None:
    world = cast.shared_world()
    book = world.book()
    _, _, records = a_case(world)
    # Every byte once: key texts make a record 6 kB long.
    for number, damaged in enumerate(every_flip(records[0])):
        if number % 8 == number // 8 % 8:
            assert_refused(lambda data: verify_chain([data], book), damaged)


def test_the_server_can_name_a_new_case_without_any_directory() -> None:
    world = cast.shared_world()
    _, reporter, records = a_case(world)
    assert peek_case_id(records[0]) == reporter.case


@pytest.mark.promise("P06")
def test_an_exclusion_meets_an_officer_by_name_or_by_unit() -> None:
    directory = cast.shared_world().book().newest(REGENCY)
    by_name = [Exclusion(agency=REGENCY, reader="penerima-01")]
    by_unit = [Exclusion(agency=REGENCY, unit="Tim Penerima")]
    elsewhere = [Exclusion(agency=PROVINCE, reader="penerima-01"), Exclusion(agency=PROVINCE, unit="Tim Penerima")]
    assert is_excluded(REGENCY, "penerima-01", directory, by_name)
    assert not is_excluded(REGENCY, "penerima-02", directory, by_name)
    assert is_excluded(REGENCY, "penerima-02", directory, by_unit)
    assert not is_excluded(REGENCY, "inspektur", directory, by_unit)
    assert not is_excluded(REGENCY, "penerima-01", directory, elsewhere)
    assert not is_excluded(REGENCY, "recovery", directory, by_unit)
    assert is_excluded(REGENCY, "recovery", directory, [Exclusion(agency=REGENCY, reader="recovery")])
