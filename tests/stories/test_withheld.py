"""The server keeps something back, repeats something, or mixes things up."""

from dataclasses import replace

import msgspec
import pytest

from tests.cast import REGENCY
from tests.stories.simulator import Officer, Reporter, Server, a_text, also, instead, without
from wbs.crypto.chains import FindingKind
from wbs.crypto.compose import compose_message
from wbs.crypto.dossier import Dossier
from wbs.crypto.records import REPORTER

FIRST, SECOND = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"


@pytest.fixture(autouse=True)
def talk(reporter: Reporter, officer: Officer) -> None:
    """Let both sides write once more."""
    reporter.say("Ada foto.")
    officer.say(reporter.case, "Mohon kirim.")


def told(dossier: Dossier) -> list[tuple[FindingKind, str, int]]:
    return [(finding.kind, finding.author, finding.seq) for finding in dossier.findings]


@pytest.mark.promise("P08")
def test_a_gap_is_told_to_both_sides(server: Server, reporter: Reporter, officer: Officer) -> None:
    server.lie(without(("reporter", 2), (FIRST, 1)))
    expected = [(FindingKind.GAP, FIRST, 1), (FindingKind.GAP, "reporter", 2)]
    assert told(reporter.open()) == expected
    assert told(officer.open(reporter.case)) == expected


@pytest.mark.promise("P08")
def test_a_withheld_newest_item_is_found_once_a_later_one_refers_to_it(server: Server, reporter: Reporter) -> None:
    colleague = Officer(server, server.world.anchor, server.world.people[SECOND])
    hidden = without((FIRST, 2))
    server.lie(hidden)
    assert told(reporter.open()) == []
    server.lies.clear()
    colleague.say(reporter.case, "Sudah saya baca juga.")
    server.lie(hidden)
    assert told(reporter.open()) == [(FindingKind.GAP, FIRST, 2)]


@pytest.mark.promise("P08")
def test_a_replayed_item_is_told_and_shown_once(server: Server, reporter: Reporter, officer: Officer) -> None:
    messages = server.cases[reporter.case].messages
    server.lie(also(messages[1]))
    dossier = reporter.open()
    assert told(dossier) == [(FindingKind.REPLAY, FIRST, 1)]
    assert len(dossier.messages) == len(messages)
    assert officer.open(reporter.case).messages == dossier.messages


@pytest.mark.promise("P08")
def test_a_replay_cannot_stand_in_for_what_is_withheld(server: Server, reporter: Reporter, officer: Officer) -> None:
    report = server.cases[reporter.case].messages[0]
    server.lie(without(("reporter", 2)))
    server.lie(also(replace(report, seq=2)))
    assert told(officer.open(reporter.case)) == [(FindingKind.REPLAY, "reporter", 2), (FindingKind.GAP, "reporter", 2)]


@pytest.mark.promise("P08")
def test_items_in_another_order_are_shown_in_theirs(server: Server, reporter: Reporter, officer: Officer) -> None:
    honest = reporter.open().messages
    server.lie(lambda material: replace(material, messages=material.messages[::-1]))
    assert reporter.open().messages == honest
    assert officer.open(reporter.case).messages == honest


@pytest.mark.promise("P08")
def test_an_item_moved_to_another_place_is_told(server: Server, reporter: Reporter, officer: Officer) -> None:
    moved = replace(server.cases[reporter.case].messages[2], seq=3)
    server.lie(instead("reporter", 2, moved))
    assert told(officer.open(reporter.case)) == [
        (FindingKind.TRANSPLANT, "reporter", 3),
        (FindingKind.GAP, "reporter", 2),
    ]


@pytest.mark.promise("P08")
def test_an_item_of_another_case_does_not_open_in_this_one(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    other = Reporter(server, server.world.anchor)
    other.report()
    foreign = other.say("Dari perkara lain.")
    server.lie(instead("reporter", 2, foreign))
    assert told(officer.open(reporter.case)) == [(FindingKind.SEAL, "reporter", 2)]


@pytest.mark.promise("P08")
def test_a_fork_is_told_to_whoever_sees_both_sides(server: Server, reporter: Reporter, officer: Officer) -> None:
    """The server shows an officer one second message, another officer another; then somebody writes."""
    colleague = Officer(server, server.world.anchor, server.world.people[SECOND])
    server.lie(without(("reporter", 2), (FIRST, 2)))
    place = reporter.open().place_for(REPORTER, reporter.book())
    server.lies.clear()
    second_two = compose_message(reporter.key, place, a_text("Tidak ada foto."))
    server.lie(without((FIRST, 2)))
    server.lie(instead("reporter", 2, second_two))
    colleague.say(reporter.case, "Baik.")
    server.lies.clear()
    assert told(officer.open(reporter.case)) == [(FindingKind.FORK, "reporter", 2)]
    server.lie(also(second_two))
    assert (FindingKind.FORK, "reporter", 2) in told(reporter.open())


@pytest.mark.promise("P08")
def test_a_removed_record_explains_a_gap_and_no_other(server: Server, reporter: Reporter, officer: Officer) -> None:
    gone = server.cases[reporter.case].messages[1]
    digest = reporter.open().messages[1].digest
    officer.remove(reporter.case, digest)
    server.cases[reporter.case].messages.remove(gone)
    assert told(reporter.open()) == []
    server.lie(without(("reporter", 2)))
    assert told(officer.open(reporter.case)) == [(FindingKind.GAP, "reporter", 2)]


@pytest.mark.promise("P08")
def test_nobody_is_silenced_by_what_another_claims_to_have_seen(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    dossier = officer.open(reporter.case)
    place = dossier.place_for(officer.person.ref, officer.book())
    lying = replace(place, seen=tuple(msgspec.structs.replace(head, seq=50) for head in place.seen))
    sealed = compose_message(officer.key, lying, a_text("Saya baca nomor 50."))
    server.cases[reporter.case].messages.append(sealed)
    assert {finding.kind for finding in reporter.open().findings} == {FindingKind.GAP}
    reporter.say("Saya belum menulis nomor 50.")
    assert reporter.open().messages[-1].message.seq == 3
