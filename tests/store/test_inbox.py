"""The inbox: a reader's own cases and no others, oldest day first, in pages that neither skip nor repeat."""

from datetime import date, timedelta

import pytest

from tests.store.raw import execute, query
from tests.store.samples import (
    OFFICER,
    PROVINCE,
    REGENCY,
    TODAY,
    a_case,
    a_grant,
    a_key,
    a_message,
    a_name,
    a_record,
    an_epoch,
)
from tests.store.servers import PostgresServer
from wbs.cases.clocks.history import Tags
from wbs.cases.model import CaseName, KeyDigest
from wbs.cases.ports import CaseStore
from wbs.cases.worklist import INBOX_PAGE, InboxCursor, InboxRow, Total, Wanted
from wbs.crypto.messages import Status
from wbs.errors import NotFoundError
from wbs.store import inbox

OFFICER_TEXT = "35.78/ratna"
COLLEAGUE = (PROVINCE, "ratna")


def pages(cases: CaseStore, reader: KeyDigest) -> list[tuple[InboxRow, ...]]:
    """Walk an inbox from its first page to its last."""
    found, after = [], None
    while True:
        page = cases.inbox([reader], OFFICER, after)
        found.append(page.rows)
        if page.next is None:
            return found
        after = page.next


def only_row(cases: CaseStore, reader: KeyDigest, officer: tuple[str, str] = OFFICER) -> InboxRow:
    (row,) = cases.inbox([reader], officer, None).rows  # type: ignore[arg-type]
    return row


def test_an_empty_inbox_is_an_empty_page(cases: CaseStore) -> None:
    page = cases.inbox([a_key()], OFFICER, None)
    assert (page.rows, page.total, page.next) == ((), 0, None)


def test_a_row_holds_what_opens_the_title(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader, a_key())
    cases.create_case(case)
    row = only_row(cases, reader)
    assert row == InboxRow(
        name=case.name,
        status=Status.SUBMITTED,
        received=TODAY,
        handler=REGENCY,
        plan=row.plan,
        tags=Tags(),
        records=(case.record,),
        grants=(case.grants[0],),
        previous_keys={},
        summary=case.summary,
        newest={"reporter": 1},
        read={},
    )


def test_a_row_holds_every_record_grant_and_previous_key(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    epoch, access = an_epoch(case.name, 2, 1, reader), a_record(2, 2)
    cases.start_epoch(epoch)
    cases.add_reader(case.name, access, a_grant(a_key(), 2))
    row = only_row(cases, reader)
    assert row.records == (case.record, epoch.record, access)
    assert row.grants == (case.grants[0], *epoch.grants)
    assert row.previous_keys == {2: epoch.previous_key}


def test_a_row_tells_the_newest_number_of_every_author(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    for seq in range(2, 12):
        cases.append_message(case.name, a_message(seq=seq))
    cases.append_message(case.name, a_message(OFFICER_TEXT))
    assert only_row(cases, reader).newest == {"reporter": 11, OFFICER_TEXT: 1}


def test_what_an_officer_has_read_is_remembered_for_that_officer_alone(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    cases.mark_read(case.name, OFFICER, [("reporter", 1), (OFFICER_TEXT, 3)])
    assert only_row(cases, reader).read == {"reporter": 1, OFFICER_TEXT: 3}
    assert only_row(cases, reader, COLLEAGUE).read == {}


def test_what_was_read_never_goes_back(cases: CaseStore) -> None:
    reader = a_key()
    case = a_case(reader)
    cases.create_case(case)
    for seq in (2, 5, 3):
        cases.mark_read(case.name, OFFICER, [("reporter", seq)])
    assert only_row(cases, reader).read == {"reporter": 5}


def test_reading_nothing_is_no_write(cases: CaseStore) -> None:
    cases.mark_read(a_name(), OFFICER, [])


def test_reading_no_case_is_refused(cases: CaseStore) -> None:
    with pytest.raises(NotFoundError):
        cases.mark_read(a_name(), OFFICER, [("reporter", 1)])


def test_the_inbox_shows_a_readers_own_cases_and_counts_no_others(cases: CaseStore) -> None:
    mine, other = a_key(), a_key()
    own = [a_case(mine), a_case(mine, other)]
    for case in (*own, a_case(other), a_case(), a_case()):
        cases.create_case(case)
    page = cases.inbox([mine], OFFICER, None)
    assert {row.name for row in page.rows} == {case.name for case in own}
    assert page.total == 2


def test_cases_of_several_agencies_stand_in_one_inbox(cases: CaseStore) -> None:
    reader = a_key()
    one, two = a_case(reader), a_case(reader, name=a_name(PROVINCE))
    two_again = a_case(reader, name=CaseName(PROVINCE, one.name.case))
    for case in (one, two, two_again):
        cases.create_case(case)
    rows = cases.inbox([reader], OFFICER, None).rows
    assert {row.name for row in rows} == {one.name, two.name, two_again.name}
    assert {row.name: row.summary for row in rows}[one.name] == one.summary


def test_pages_neither_skip_nor_repeat_and_go_by_day(cases: CaseStore) -> None:
    reader = a_key()
    days = [TODAY - timedelta(days=n % 7) for n in range(2 * INBOX_PAGE + 20)]
    made = [a_case(reader, received=day) for day in days]
    for case in made:
        cases.create_case(case)
    found = pages(cases, reader)
    assert [len(page) for page in found] == [INBOX_PAGE, INBOX_PAGE, 20]
    keys = [(row.received, row.name.case) for page in found for row in page]
    assert keys == sorted((case.message.day, case.name.case) for case in made)


@pytest.mark.parametrize("count", [INBOX_PAGE, INBOX_PAGE + 1])
def test_a_full_page_has_a_next_one_only_if_there_is_more(cases: CaseStore, count: int) -> None:
    reader = a_key()
    for _ in range(count):
        cases.create_case(a_case(reader))
    page = cases.inbox([reader], OFFICER, None)
    assert len(page.rows) == INBOX_PAGE
    assert (page.next is None) == (count == INBOX_PAGE)
    assert page.total == count


def test_a_case_that_arrives_while_paging_moves_nothing(cases: CaseStore) -> None:
    reader = a_key()
    for _ in range(INBOX_PAGE + 5):
        cases.create_case(a_case(reader))
    first = cases.inbox([reader], OFFICER, None)
    cases.create_case(a_case(reader, received=TODAY - timedelta(days=1)))
    second = cases.inbox([reader], OFFICER, first.next)
    assert len(second.rows) == 5
    assert not {row.name for row in first.rows} & {row.name for row in second.rows}


def test_a_cursor_of_nowhere_gives_an_empty_page(cases: CaseStore) -> None:
    reader = a_key()
    cases.create_case(a_case(reader))
    after = InboxCursor(date(9999, 12, 31), a_name().case, REGENCY)
    assert cases.inbox([reader], OFFICER, after).rows == ()


def test_on_one_day_no_order_of_arrival_is_kept(cases: CaseStore) -> None:
    reader = a_key()
    made = [a_case(reader) for _ in range(10)]
    for case in made:
        cases.create_case(case)
    shown = [row.name.case for row in cases.inbox([reader], OFFICER, None).rows]
    assert shown == sorted(case.name.case for case in made)


PARTS = {
    "tray": "SELECT min(tray) FROM inbox WHERE reader = 'x' AND tray > 'y'",
    "page": "SELECT due, case_id, agency FROM inbox WHERE reader = 'x' AND tray = 'y' "
    "AND (due, case_id, agency) > ('2026-01-01', 'a', 'b') AND due <= '2026-12-31' AND soon <= '2026-12-31' "
    "AND soon > '2026-01-01' ORDER BY due, case_id, agency LIMIT 51",
    "oldest": "SELECT received, case_id, agency FROM inbox WHERE reader = 'x' AND tray = 'y' "
    "AND (received, case_id, agency) > ('2026-01-01', 'a', 'b') ORDER BY received, case_id, agency LIMIT 51",
    "total": "SELECT 1 FROM inbox WHERE reader = 'x' AND tray = 'y' AND due >= '2026-01-01' "
    "AND due <= '2026-12-31' AND soon <= '2026-12-31' AND soon > '2026-01-01' LIMIT 1001",
}
"""What pages and totals are put together from."""


@pytest.mark.parametrize("part", PARTS)
def test_sqlite_finds_every_part_in_an_index_alone(sqlite_url: str, part: str) -> None:
    plan = str(query(sqlite_url, f"EXPLAIN QUERY PLAN {PARTS[part]}"))
    assert "USING COVERING INDEX inbox_" in plan
    assert "TEMP B-TREE" not in plan
    assert "SCAN" not in plan


@pytest.mark.parametrize("part", PARTS)
def test_postgresql_finds_them_in_an_index_even_before_it_knows_any_statistics(
    postgres: PostgresServer, part: str
) -> None:
    with postgres.database() as url:  # of its own: in the one that tests share, statistics are left of others' rows
        plan = str(query(url, f"EXPLAIN {PARTS[part]}"))
    assert "using inbox_" in plan
    assert "Sort" not in plan


def test_postgresql_vacuums_inboxes_after_few_new_rows_so_that_totals_look_at_none(postgres_url: str) -> None:
    ((options,),) = query(postgres_url, "SELECT reloptions FROM pg_class WHERE relname = 'inbox'")
    settings = dict(option.split("=") for option in options)
    assert int(settings["autovacuum_vacuum_insert_threshold"]) <= 1000
    assert float(settings["autovacuum_vacuum_insert_scale_factor"]) <= 0.01
    assert float(settings["autovacuum_vacuum_scale_factor"]) <= 0.01


def test_an_officer_with_an_old_and_a_new_key_finds_each_case_once_under_the_newest_key_that_reads_it(
    cases: CaseStore,
) -> None:
    old, new = a_key(), a_key()
    both, older, newer = a_case(old), a_case(old), a_case(new)
    for case in (both, older, newer):
        cases.create_case(case)
    renewed = a_grant(new, 1)
    cases.add_reader(both.name, a_record(1, 1), renewed)
    page = cases.inbox([new, old], OFFICER, None)
    assert page.total == 3
    grants = {row.name: row.grants for row in page.rows}
    assert grants == {both.name: (renewed,), older.name: older.grants[:1], newer.name: newer.grants[:1]}


def test_pages_of_several_keys_neither_skip_nor_repeat(cases: CaseStore) -> None:
    old, new = a_key(), a_key()
    names = []
    for number in range(INBOX_PAGE + 10):
        case = a_case(old, received=TODAY - timedelta(days=number % 7))
        cases.create_case(case)
        cases.add_reader(case.name, a_record(1, 1), a_grant(new, 1))
        names.append(case.name)
    first = cases.inbox([new, old], OFFICER, None)
    second = cases.inbox([new, old], OFFICER, first.next)
    shown = [row.name for row in (*first.rows, *second.rows)]
    assert (len(first.rows), second.next, first.total) == (INBOX_PAGE, None, INBOX_PAGE + 10)
    assert sorted(shown, key=str) == sorted(names, key=str)


def test_those_that_are_due_soon_are_counted_among_the_first_however_many_come_later(
    cases: CaseStore, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "COUNTED_AMONG", 3)
    reader = a_key()
    for _ in range(7):
        cases.create_case(a_case(reader))
    for place, (name,) in enumerate(query(url, "SELECT case_id FROM cases")):
        due = TODAY + timedelta(days=place)
        soon = TODAY if place in {0, 2, 6} else due + timedelta(days=1)
        days = {"due": due.isoformat(), "soon": soon.isoformat()}
        words = "UPDATE inbox SET due = CAST(:due AS {0}), soon = CAST(:soon AS {0}) WHERE case_id = :name"
        execute(url, words.format("TEXT" if url.startswith("sqlite") else "DATE"), **days, name=name)
    assert cases.inbox([reader], OFFICER, None, Wanted(TODAY)).soon == Total(2, is_more=False)
    assert cases.inbox([reader, a_key()], OFFICER, None, Wanted(TODAY)).soon == Total(2, is_more=False)
