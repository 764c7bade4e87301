"""What inboxes are found by never drifts from what it tells: grants in force, status, tags, days, and what was read."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.raw import query
from tests.store.samples import (
    TODAY,
    a_case,
    a_grant,
    a_key,
    a_message,
    a_record,
    an_entry,
    an_epoch,
    an_officer,
)
from wbs.cases.clocks.history import TagChange
from wbs.cases.inside import NOTHING_ALONG
from wbs.cases.model import AgencyCode, Channel, KeyDigest, NewCase
from wbs.cases.worklist import Wanted
from wbs.crypto.messages import Kind, MatterClass, Status
from wbs.store.store import Store, open_store

OFFICERS = ("ratna", "sari")
ACTS = st.sampled_from(
    ["reporter", "ratna", "sari", "read ratna", "read sari", "status", "tags", "let in", "leave", "renew"]
)


class Office:
    """One case and two officers, and everything that may happen to them."""

    def __init__(self, store: Store) -> None:
        self.store, self.cases = store, store.cases
        self.agency = AgencyCode(f"35.{a_key()[:12].encode().hex()}")
        self.keys = {officer: a_key() for officer in OFFICERS}
        for officer, key in self.keys.items():
            login = f"{officer}.{key}"
            store.officers.add_officer(replace(an_officer(officer, login, self.agency), reader_key=key))
        made = a_case(*self.keys.values())
        self.case: NewCase = replace(made, name=replace(made.name, agency=self.agency))
        self.cases.create_case(self.case)
        self.written: dict[str, int] = {"reporter": 1}
        self.epoch, self.place = 1, 0
        self.readers = {grant.key for grant in self.case.grants}

    def do(self, act: str) -> None:
        name = self.case.name
        if act in {"reporter", *OFFICERS, "status"}:
            author = "reporter" if act == "reporter" else f"{self.agency}/{'ratna' if act == 'status' else act}"
            number = self.written.get(author, 0) + 1
            self.written[author] = number
            kind, status = (Kind.STATUS, Status.EXAMINED) if act == "status" else (Kind.MESSAGE, None)
            self.cases.append_message(name, a_message(author, number, self.epoch, kind), status=status)
        elif act.startswith("read "):
            self.cases.mark_read(name, (self.agency, act.removeprefix("read ")), self.written.items())
        elif act == "tags":
            change = TagChange(channel=Channel.LETTER, matter_class=MatterClass.NON_SUPERVISORY)
            self.cases.change_tags(name, change, audit=an_entry())
        elif act == "leave":
            self.epoch, self.place = self.epoch + 1, self.place + 1
            staying = sorted(self.readers)[1:] or [a_key()]
            self.cases.start_epoch(an_epoch(name, self.epoch, self.place, *staying))
            self.readers = {KeyDigest(key) for key in staying}
        else:
            self.place += 1
            key = a_key()
            old = min(self.readers) if act == "renew" else None
            along = replace(NOTHING_ALONG, replaces=old)
            self.cases.add_reader(name, a_record(self.epoch, self.place), a_grant(key, self.epoch), along=along)
            self.readers = (self.readers - {old}) | {key} if old else self.readers | {key}  # type: ignore[arg-type]


def rows(url: str, office: Office) -> list[tuple[str, str]]:
    wanted = "SELECT reader, tray FROM inbox WHERE agency = :agency"
    return [(row[0], row[1]) for row in query(url, wanted, agency=office.agency)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@given(acts=st.lists(ACTS, max_size=9))
def test_rows_of_inboxes_tell_what_is_so_whatever_happens(url: str, acts: list[str]) -> None:
    store = open_store(url)
    office = Office(store)
    for act in acts:
        office.do(act)
    found = rows(url, office)
    in_force = "SELECT DISTINCT reader FROM grants WHERE agency = :agency AND in_force"
    assert (
        {reader for reader, _ in found}
        == office.readers
        == {row[0] for row in query(url, in_force, agency=office.agency)}
    )
    history = store.cases.history(office.case.name)
    assert history is not None
    matter = "non-supervisory" if history.tags.matter_class else "-"
    begins = f"{history.status.value} {matter} {history.tags.channel.value} {office.agency} "
    assert all(tray.startswith(begins) for _, tray in found)
    for officer, key in office.keys.items():
        if key not in office.readers:
            continue
        page = store.cases.inbox([key], (office.agency, officer), None, Wanted(TODAY))
        (row,) = page.rows
        own = f"{office.agency}/{officer}"
        has_news = any(seq > row.read.get(author, 0) for author, seq in row.newest.items() if author != own)
        assert page.unread.count == has_news
        assert row.plan.due is not None
        assert row.plan.due >= date(2026, 11, 21)
    store.close()
