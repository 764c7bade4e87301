"""The browser's half tells a case exactly as this server tells it: stories, journeys and days of both, side by side."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.browser.node import run_node
from tests.cast import REGENCY
from tests.listing import list_only
from tests.portal.api.device import Device, seal_file
from tests.portal.house import House, build, publish
from tests.portal.mailbox_walk import leaves, officer_sends
from tests.portal.test_consent import propose, transfer
from tests.promised import promised_on
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.overdue import renew_plans
from wbs.cases.clocks.told import Before, history_or_beginning, told_deadlines
from wbs.cases.clocks.working_days import WorkingDays
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, CaseName, KeyDigest
from wbs.cases.readers.restoring import SentRecord, inside_of, names_of_cases, recovery_keys, store_restoration
from wbs.cases.reporters.mailbox import Change, Promise, journey, material_of
from wbs.cases.rules.documents import Clocks, StoredRules, default_rules
from wbs.cases.rules.rulebook import RuleBook
from wbs.clock import RELEASED
from wbs.crypto.directory import Role
from wbs.crypto.messages import Outcome, Status, StatusBody
from wbs.crypto.receipt import Receipt
from wbs.crypto.recovery import match_keys
from wbs.crypto.restoring import StoredCase, restore_case
from wbs.crypto.shape import serialise
from wbs.portal.channels import Channels
from wbs.portal.consent import Proposed
from wbs.portal.mailbox_page import MailboxView, Sender, free_days, mailbox_view, working_days_left
from wbs.portal.seal_on_arrival import Correspondence
from wbs.web.documents import Documents
from wbs.web.language import Language, long_day, short_day

OPENED = """
    import { readFileSync } from "node:fs";
    import { Opener } from "./src/reporter/opening/opener.js";

    const given = JSON.parse(readFileSync(0, "utf-8"));
    const opener = new Opener();
    opener.trust(given);
    const { credentials } = await opener.enter({ text: given.words });
    const story = await opener.open({ sent: given.sent });
    console.log(JSON.stringify({ credentials, story }));
"""
JOURNEYS = """
    import { readFileSync } from "node:fs";
    import { journey } from "./src/reporter/opening/journey.js";

    const given = JSON.parse(readFileSync(0, "utf-8"));
    console.log(JSON.stringify(given.map(({ received, due, changes, answer }) =>
        journey(received, due, changes, answer))));
"""
DAYS = """
    import { readFileSync } from "node:fs";
    globalThis.document = { documentElement: { lang: process.argv.at(-1) } };
    const { longDay, shortDay, workingDays } = await import("./src/reporter/mailbox/days.js");

    const { days, free } = JSON.parse(readFileSync(0, "utf-8"));
    const known = new Set(free);
    console.log(JSON.stringify(days.map(([one, other]) =>
        [longDay(one), shortDay(other), workingDays(one, other, known)])));
"""
FIRST = date(2026, 11, 23)
DAY = st.integers(min_value=0, max_value=199).map(lambda days: FIRST + timedelta(days=days))
CHANGES = st.lists(st.tuples(st.sampled_from([one for one in Status if one is not Status.SUBMITTED]), DAY), max_size=8)


@pytest.fixture
def house(folder: Any) -> Any:
    made = build(folder, cast.found())
    yield made
    made.store.close()


def told_by_node(device: Device) -> dict[str, Any]:
    given = {
        "documents": device.client.get("/api/v1/documents").get_json(),
        "anchors": device.client.get("/jangkar.json").get_json(),
        "words": " ".join(device.receipt.unsafe_words()),
        "sent": device.get().get_json(),
    }
    answer: dict[str, Any] = json.loads(run_node(OPENED, given=json.dumps(given).encode()))
    return answer


def told_by_python(house: House, device: Device) -> dict[str, Any]:
    book = house.world.book()
    opened = Correspondence(house.store.cases, device.receipt, book).open()
    assert opened is not None
    clockwork = Clockwork(RuleBook(house.store.rules))
    published = Documents(house.folder / "keys").current()
    due = told_deadlines(history_or_beginning(house.store.cases.history(opened.file.name), opened.file), clockwork)
    return as_json(mailbox_view(opened, book, Channels(published, house.clock.today(), RELEASED), due))


def as_json(view: MailboxView) -> dict[str, Any]:
    """Give Python's view in the browser's words."""
    return {
        "number": view.number,
        "agencyName": view.agency_name,
        "items": [
            {
                "sender": sender_json(item.sender),
                "day": str(item.day),
                "kind": item.kind,
                "text": item.text,
                "status": item.status,
                "step": item.step and msgspec.to_builtins(item.step),
                "isObjection": item.is_objection,
                "mayRetract": item.may_retract,
                "takenBack": item.taken_back,
                "proposed": item.proposed and proposed_json(item.proposed),
                "hasReport": item.report is not None,
                "files": [{"id": one.id, "name": one.name, "size": one.size} for one in item.files],
                "sealedBy": item.sealed_by,
                "isConfirmed": item.is_confirmed,
                "isRead": item.is_read,
            }
            for item in view.items
        ],
        "notices": [
            {"kind": notice.kind, "sender": sender_json(notice.sender), "seq": notice.seq}
            for notice in view.notices
            if notice.kind != "status"
        ],
        "journey": journey_json(view.journey),
        "counts": {"own": view.own_count, "other": view.other_count},
        "canWrite": view.can_reply,
        "remind": "" if view.remind is None else str(view.remind),
        "restored": "" if view.restored is None else str(view.restored),
    }


def proposed_json(proposed: Proposed) -> dict[str, str]:
    proposal, given = proposed.proposal, proposed.given
    return {"title": proposal.title, "content": proposal.content, "digest": proposed.digest, "given": given or ""}


def sender_json(sender: Sender) -> dict[str, Any]:
    return {"isSelf": sender.is_self, "label": sender.label, "agency": sender.agency}


def journey_json(told: Any) -> dict[str, Any]:
    def promise(made: Promise) -> dict[str, str]:
        return {"due": str(made.due), "met": str(made.met or ""), "before": str(made.before or "")}

    return {
        "status": told.status,
        "since": str(told.since),
        "isOver": told.is_over,
        "stations": [
            {"station": one.station, "progress": one.progress, "day": "" if one.day is None else str(one.day)}
            for one in told.stations
        ],
        "verify": promise(told.verify),
        "answer": promise(told.answer),
        "result": promise(told.result),
        "complete": "" if told.complete is None else str(told.complete),
        "objection": "" if told.objection is None else str(told.objection),
        "isExtended": told.is_extended,
    }


def compared(house: House, device: Device) -> dict[str, Any]:
    """Let both tell the case; give what they tell alike."""
    story = told_by_node(device)["story"]
    for item in story["items"]:
        item["hasReport"] = item.pop("report") is not None
        item.pop("seq")
    expected = told_by_python(house, device)
    assert {name: story[name] for name in expected} == expected
    return expected


def test_both_tell_a_long_case_alike(house: House):
    device = Device(house)
    file = seal_file(b"isi", "foto papan.jpg")
    device.report(files=(file,), how="Dua kali.\nLalu lagi.", loss="Rp5 juta")
    first = house.case(device.receipt.unsafe_words())
    second = house.case(device.receipt.unsafe_words(), f"{REGENCY}/penerima-02")
    first.say(status=Status.RECEIVED)
    house.clock.turn(days=2)
    second.say("Mohon foto papan.", status=Status.INCOMPLETE)
    assert device.write(device.compose("Ini.")).status_code == 201
    house.clock.turn(days=9)
    officer_sends(first, device, "Terima kasih.", seal_file(b"balasan", "surat.pdf"))
    end = StatusBody(status=Status.CLOSED, outcome=Outcome.PROVEN_RECOVERY, letter="Yth. Pelapor,", text="Selesai.")
    second.take(end)
    told = compared(house, device)
    assert (told["counts"], told["notices"]) == ({"own": 2, "other": 4}, [])
    assert told["items"][-1]["step"]["outcome"] == "proven-recovery"
    assert told["journey"]["isOver"]


def test_both_tell_alike_days_that_rules_moved_and_a_question_that_waits(house: House):
    device = Device(house)
    device.report()
    house.case(device.receipt.unsafe_words()).take(StatusBody(status=Status.INCOMPLETE, reason="facts", text="Kapan?"))
    longer = msgspec.structs.replace(default_rules(REGENCY).clocks, verify=9, answer=10, examination=90)
    change_clocks(house, longer)
    told = compared(house, device)
    assert told["remind"] == "2026-12-03"
    assert [told["journey"][name]["before"] for name in ("verify", "answer", "result")] == [
        "2026-11-26",
        "2026-12-14",
        "2027-03-16",
    ]
    assert device.write(device.compose("Tanggal 3.")).status_code == 201
    assert compared(house, device)["remind"] == ""


def change_clocks(house: House, clocks: Clocks) -> None:
    """Let new rules reach open cases, as the night does."""
    agency, day = AgencyCode(REGENCY), house.clock.today()
    rules = msgspec.structs.replace(default_rules(REGENCY), clocks=clocks)
    entry = AuditEntry(agency, house.clock.now(), "admin", AuditAction.RULES_CHANGED)
    house.store.rules.add_rules(StoredRules(agency, 1, day, "admin", serialise(rules)), entry)
    renew_plans(house.store.clocks, day)


def test_both_tell_alike_a_case_that_was_handed_over_and_what_was_proposed_before(house: House):
    device = Device(house)
    device.report()
    words = list(device.receipt.unsafe_words())
    propose(house, words)
    transfer(house, words)
    told = compared(house, device)
    assert told["notices"] == []
    assert told["agencyName"] == "Inspektorat 61"
    assert [item["isConfirmed"] for item in told["items"]] == [True, True, True]
    assert told["items"][1]["proposed"]["given"] == ""


def test_both_tell_alike_what_a_removed_officer_wrote(house: House):
    device = Device(house)
    device.report()
    first = house.case(device.receipt.unsafe_words())
    second = house.case(device.receipt.unsafe_words(), f"{REGENCY}/penerima-02")
    first.say(status=Status.RECEIVED)
    second.say("Tarik laporan Anda.", status=Status.NOT_ACTIONABLE)
    leaves(house, "penerima-02")
    told = compared(house, device)
    assert [notice["kind"] for notice in told["notices"]] == ["not-confirmed"]
    assert told["journey"]["status"] == Status.RECEIVED
    assert told_by_node(device)["story"]["isEpochDue"]


@pytest.mark.promise("P19")
def test_both_accept_a_restored_case_and_tell_its_reporter_the_day(folder: Any):
    house = build(folder, cast.found(recovery=[REGENCY]))
    device = Device(house)
    device.report()
    assert compared(house, device)["restored"] == ""
    new = cast.Person(REGENCY, "penerima-09", frozenset({Role.RECEIVER}))
    list_only(house.world, [new])
    house.world.people[f"{REGENCY}/penerima-09"] = new
    publish(house.world, house.folder / "keys")
    restore_all(house, new)
    told = compared(house, device)
    assert told["restored"] == "2026-11-23"
    assert (told["notices"], told["canWrite"]) == ([], True)
    house.store.close()


def restore_all(house: House, reader: cast.Person) -> None:
    """Restore every case of the regency for one officer, as officials do."""
    book = house.world.book()
    agency = AgencyCode(REGENCY)
    keys = match_keys(REGENCY, [house.world.recovery[REGENCY]], book)
    for name in names_of_cases(house.store.cases, recovery_keys(agency, book)):
        made = restore_case(keys, partial(stored_case, house, name), [reader.ref], book, "2026-11-23 uji")
        sent = [SentRecord(one.sealed, one.inside) for one in made.records]
        store_restoration(house.store.cases, name, sent, book, agency=agency, now=house.clock.now())


def stored_case(house: House, name: CaseName, reader_key: str) -> StoredCase | None:
    file = house.store.inside.officers_file(name, KeyDigest(reader_key))
    return None if file is None else StoredCase(material_of(file.case), inside_of(file.inside))


def test_both_tell_alike_what_is_missing(house: House, monkeypatch: pytest.MonkeyPatch):
    device = Device(house)
    device.report()
    officer = house.case(device.receipt.unsafe_words())
    officer.say(status=Status.RECEIVED)
    officer.say("Mohon foto papan.")
    whole = house.store.cases.case_file

    def without_one(*names: Any) -> Any:
        file = whole(*names)
        assert file is not None
        kept = [one for one in file.messages if (one.author, one.seq) != (f"{REGENCY}/penerima-01", 1)]
        return replace(file, messages=tuple(kept))

    monkeypatch.setattr(type(house.store.cases), "case_file", lambda _self, *names: without_one(*names))
    told = compared(house, device)
    assert [notice["kind"] for notice in told["notices"]] == ["gap"]


@pytest.mark.promise("P12")
def test_a_case_of_nobody_opens_as_none(house: House):
    stranger = Device(house, Receipt.generate())
    assert told_by_node(stranger)["story"] is None


def test_the_words_give_the_token_and_key_that_the_server_knows(house: House):
    device = Device(house)
    device.report()
    credentials = told_by_node(device)["credentials"]
    assert f"Bearer {credentials['token']}" == device.headers["Authorization"]
    assert credentials["reader"] == device.headers["Mailbox-Reader"]


OWN: Any = {"complete": "", "remind": "", "objection": "", "isExtended": False}


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(CHANGES, st.none() | DAY), min_size=40, max_size=40))
def test_both_tell_every_journey_alike(journeys: list[tuple[list[tuple[Status, date]], date | None]]):
    promised = promised_on(FIRST)
    due = replace(promised, before=Before(date(2026, 11, 20), promised.answer, promised.result))
    before = {"verify": "2026-11-20", "answer": str(due.answer), "result": str(due.result)}
    sent = [
        {
            "received": str(due.received),
            "due": {
                "verify": str(due.verify),
                "answer": str(due.answer),
                "result": str(due.result),
                **OWN,
                "before": before,
            },
            "changes": [{"status": status, "day": str(day)} for status, day in changes],
            "answer": "" if answer is None else str(answer),
        }
        for changes, answer in journeys
    ]
    expected = [
        journey_json(journey(due, [Change(status, day) for status, day in changes], answer))
        for changes, answer in journeys
    ]
    assert json.loads(run_node(JOURNEYS, given=json.dumps(sent).encode())) == expected


@pytest.mark.parametrize("language", ["id", "en"])
def test_days_are_written_and_counted_alike(language: str):
    calendar = WorkingDays()
    today = FIRST + timedelta(days=10)
    pairs = [(today + timedelta(days=step), today + timedelta(days=step * 7 % 190 - 40)) for step in range(0, 180, 3)]
    sent = {
        "days": [[str(one), str(other)] for one, other in pairs],
        "free": [str(day) for day in free_days(today, calendar)],
    }
    answer = json.loads(run_node(DAYS, language, given=json.dumps(sent).encode()))
    speech = Language(language)
    expected = [
        [long_day(one, speech), short_day(other, speech), working_days_left(Promise(other, None), one, calendar)]
        for one, other in pairs
    ]
    assert answer == expected
