"""What figures are counted from, on real tables: stays as they were on a day, of all cases or of one reader's."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.store.samples import (
    DAY,
    OFFICER,
    PROVINCE,
    REGENCY,
    TODAY,
    a_case,
    a_key,
    a_message,
    an_entry,
    an_inside_entry,
    an_inside_key,
    an_officer,
)
from wbs.cases.clocks.history import TagChange
from wbs.cases.conflicts.declared import Declared
from wbs.cases.figures.ports import StoredCounts
from wbs.cases.figures.stays import NONE
from wbs.cases.model import CaseName, Channel, KeyDigest
from wbs.crypto.messages import Kind, MatterClass, Outcome, Status
from wbs.store.store import Store


def new_case(store: Store, *readers: KeyDigest, received: date = TODAY, channel: Channel = Channel.PORTAL) -> CaseName:
    case = a_case(*readers, received=received, channel=channel)
    store.cases.create_case(case)
    return case.name


def test_a_case_stands_as_it_did_at_the_end_of_the_day_that_was_asked_for(store: Store) -> None:
    name = new_case(store, received=TODAY - 3 * DAY, channel=Channel.LETTER)
    store.cases.change_tags(
        name, TagChange(matter_class=MatterClass.SUPERVISORY, outcome=Outcome.NOT_PROVEN), audit=an_entry()
    )
    before = store.figures.stays(TODAY - 4 * DAY, {})
    (stay,) = store.figures.stays(TODAY, {})[REGENCY]
    assert before == {}
    assert (stay.came, stay.status, stay.ended) == (TODAY - 3 * DAY, Status.SUBMITTED, None)
    assert stay.labels == (Channel.LETTER, MatterClass.SUPERVISORY, NONE, Outcome.NOT_PROVEN, False)


def test_steps_of_later_days_do_not_count_yet(store: Store) -> None:
    name = new_case(store, received=TODAY - 3 * DAY)
    message = a_message(author="35.78/ratna", seq=1, kind=Kind.STATUS)
    store.cases.append_message(name, message, status=Status.OUT_OF_SCOPE, audit=an_entry())
    (yesterday,) = store.figures.stays(TODAY - DAY, {})[REGENCY]
    (today,) = store.figures.stays(TODAY, {})[REGENCY]
    assert (yesterday.status, yesterday.ended) == (Status.SUBMITTED, None)
    assert (today.status, today.ended, today.first_ended) == (Status.OUT_OF_SCOPE, TODAY, TODAY)


@pytest.mark.promise("P18")
def test_an_officers_figures_are_counted_from_that_officers_cases_alone(store: Store) -> None:
    mine, other = a_key(), a_key()
    new_case(store, mine, other)
    new_case(store, mine)
    new_case(store, other)
    assert len(store.figures.look_at_stays([mine], TODAY, list)) == 2
    assert len(store.figures.look_at_stays([mine, other], TODAY, list)) == 3
    assert store.figures.look_at_stays([a_key()], TODAY, list) == []
    assert store.figures.look_at_stays([], TODAY, list) == []


def test_reading_whole_agencies_gives_the_same_as_looking_each_case_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = a_key()
    for _ in range(3):
        new_case(store, mine)
        new_case(store)
    looked_up = store.figures.look_at_stays([mine], TODAY, list)
    monkeypatch.setattr("wbs.store.stays._MANY", 1)
    assert store.figures.look_at_stays([mine], TODAY, list) == looked_up
    assert len(looked_up) == 3


def test_the_steps_of_a_case_are_read_in_their_order_however_many_they_are(store: Store) -> None:
    name = new_case(store, received=TODAY - 40 * DAY)
    for seq, status in enumerate([Status.VERIFIED, Status.CLOSED, Status.REOPENED] * 4 + [Status.CLOSED], 1):
        message = replace(a_message("35.78/ratna", seq, kind=Kind.STATUS), day=TODAY - (40 - seq) * DAY)
        store.cases.append_message(name, message, status=status, audit=an_entry())
    (stay,) = store.figures.stays(TODAY, {})[REGENCY]
    assert (stay.status, stay.first_ended, stay.ended) == (Status.CLOSED, TODAY - 38 * DAY, TODAY - 27 * DAY)


@pytest.mark.promise("P06")
def test_an_agencys_stays_leave_out_what_its_head_declared_a_conflict_in(store: Store) -> None:
    reader = a_key()
    store.officers.add_officer(replace(an_officer("sari", "sari.p"), reader_key=reader))
    known, own = new_case(store, reader), new_case(store, reader)
    declared = Declared(REGENCY, "ratna", TODAY, has_conflict=True)
    store.inside.bring_key(own, an_inside_key(reader), 0, an_entry())
    store.inside.declare(own, an_inside_entry(), declared, [], an_entry())
    assert known
    assert len(store.figures.look_at_agency(REGENCY, ["ratna"], TODAY, list)) == 1
    assert len(store.figures.look_at_agency(REGENCY, ["budi"], TODAY, list)) == 2
    assert store.figures.look_at_agency(PROVINCE, ["budi"], TODAY, list) == []


def test_counts_are_replaced_and_forgotten(store: Store) -> None:
    assert store.figures.counts(*OFFICER) is None
    store.figures.put_counts(*OFFICER, StoredCounts(TODAY - DAY, b"first"))
    store.figures.put_counts(*OFFICER, StoredCounts(TODAY, b"second"))
    store.figures.put_counts(OFFICER[0], "sari", StoredCounts(TODAY - timedelta(days=9), b"old"))
    store.figures.put_agency_counts(OFFICER[0], StoredCounts(TODAY - timedelta(days=9), b"agency"))
    assert store.figures.sweep_counts(TODAY - DAY, TODAY - timedelta(days=9)) == 1
    assert store.figures.agency_counts(OFFICER[0]) == StoredCounts(TODAY - timedelta(days=9), b"agency")
    assert store.figures.sweep_counts(TODAY - DAY, TODAY - DAY) == 1
    assert store.figures.agency_counts(OFFICER[0]) is None
    assert store.figures.counts(*OFFICER) == StoredCounts(TODAY, b"second")
    assert store.figures.counts(OFFICER[0], "sari") is None


@pytest.mark.promise("P25")
def test_a_published_quarter_is_never_replaced(store: Store) -> None:
    assert store.figures.add_published(REGENCY, "2026-Q4", b"later")
    assert store.figures.add_published(REGENCY, "2026-Q3", b"first")
    assert store.figures.add_published(PROVINCE, "2026-Q3", b"other")
    assert not store.figures.add_published(REGENCY, "2026-Q3", b"changed")
    assert store.figures.published([REGENCY]) == {REGENCY: [b"first", b"later"]}
    assert store.figures.published([]) == {}
