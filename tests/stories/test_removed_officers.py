"""An officer left, or was taken off the case, and the server still helps the officer."""

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person, World
from tests.stories.simulator import Officer, Reporter, Server, a_text, also, reading, readings
from wbs.crypto.ceremony import digest_of
from wbs.crypto.chains import FindingKind
from wbs.crypto.compose import compose_access, compose_epoch, compose_message
from wbs.crypto.directory import Directory
from wbs.crypto.dossier import Dossier
from wbs.crypto.messages import Status
from wbs.crypto.messages import digest_of as digest_of_sealed
from wbs.crypto.records import REPORTER, Head
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified
from wbs.errors import ForgedGrantError, TrustError

FIRST, SECOND, THIRD = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "penelaah-01"))


@pytest.fixture
def world() -> World:
    return cast.found()


@pytest.fixture
def server(world: World) -> Server:
    return Server(world)


def client(server: Server, name: str) -> Officer:
    return Officer(server, server.world.anchor, server.world.people[name])


def leaves(world: World, person: Person) -> None:
    """Publish a directory without an officer."""
    old = parse(Unverified(world.directories[REGENCY][-1]).payload, Directory)
    readers = [entry for entry in old.readers if entry.id != person.id]
    world.publish(msgspec.structs.replace(old, version=old.version + 1, previous=digest_of(old), readers=readers))


def told(dossier: Dossier) -> list[tuple[FindingKind, str, int]]:
    return [(finding.kind, finding.author, finding.seq) for finding in dossier.findings]


@pytest.mark.promise("P09")
def test_what_a_removed_officer_wrote_counts_once_somebody_has_seen_it(
    server: Server, reporter: Reporter, world: World
) -> None:
    removed, stays = client(server, FIRST), client(server, SECOND)
    removed.tell(reporter.case, Status.RECEIVED)
    leaves(world, removed.person)
    assert told(stays.open(reporter.case)) == [(FindingKind.NOT_CONFIRMED, FIRST, 1)]
    assert stays.open(reporter.case).messages[-1].confirmed is False


@pytest.mark.promise("P09")
def test_what_a_reporter_has_seen_stays_confirmed(server: Server, reporter: Reporter, world: World) -> None:
    removed, stays = client(server, FIRST), client(server, SECOND)
    removed.tell(reporter.case, Status.RECEIVED)
    reporter.say("Terima kasih.")
    leaves(world, removed.person)
    assert told(stays.open(reporter.case)) == []


@pytest.mark.promise("P09")
def test_what_is_not_confirmed_is_never_said_to_be_seen(server: Server, reporter: Reporter, world: World) -> None:
    removed, stays = client(server, FIRST), client(server, SECOND)
    removed.say(reporter.case, "Tarik laporan Anda.")
    leaves(world, removed.person)
    reporter.say("Kepada siapa pun.")
    stays.say(reporter.case, "Kami baca.")
    dossier = reporter.open()
    assert told(dossier) == [(FindingKind.NOT_CONFIRMED, FIRST, 1)]
    seen = {head.digest for opened in dossier.messages for head in opened.message.seen}
    assert not any(not opened.confirmed and opened.digest in seen for opened in dossier.messages)


@pytest.mark.promise("P07")
def test_nothing_is_written_in_an_epoch_that_a_removed_officer_began(
    server: Server, reporter: Reporter, world: World
) -> None:
    removed, stays = client(server, FIRST), client(server, SECOND)
    honest = stays.open(reporter.case)
    dossier = removed.open(reporter.case)
    names = removed.names(REGENCY)
    leaves(world, removed.person)
    trap = compose_epoch(
        removed.key, removed.person.ref, dossier.chain, dossier.case_keys[1], readings(removed.person, stays.person),
        directories=names, heads=(),
    )  # fmt: skip
    server.cases[reporter.case].keep(trap)
    assert stays.open(reporter.case).epoch == 1
    assert reporter.open().epoch == 1
    place = reporter.open().place_for(REPORTER, reporter.book())
    assert place.case_key == honest.chain.epoch(1).case_key()


@pytest.mark.promise("P07")
@pytest.mark.promise("P09")
def test_a_removed_officer_cannot_bring_in_a_friend(server: Server, reporter: Reporter, world: World) -> None:
    """The friend stands in the directory, so only the record that lets the friend in is wrong."""
    removed, stays, friend = client(server, FIRST), client(server, SECOND), client(server, THIRD)
    dossier = removed.open(reporter.case)
    names = removed.names(REGENCY)
    leaves(world, removed.person)
    let_in = compose_access(
        removed.key, removed.person.ref, dossier.chain, dossier.case_keys[1], reading(friend.person),
        newest=dossier.newest, directories=names, reason="telaah",
    )  # fmt: skip
    server.cases[reporter.case].keep(let_in)
    friend.say(reporter.case, "Laporan Anda ditolak.")
    friend.start_epoch(reporter.case, friend.person)
    for view in (reporter.open(), stays.open(reporter.case)):
        assert (FindingKind.NOT_CONFIRMED, THIRD, 1) in told(view)
        assert view.epoch == 1
        assert view.newest.digest == dossier.chain.records[0].digest


@pytest.mark.promise("P07")
def test_nobody_is_let_in_on_top_of_what_a_removed_officer_began(
    server: Server, reporter: Reporter, world: World
) -> None:
    """Whoever builds on a record confirms it: the next message would be sealed to the removed officer's key."""
    removed, stays, newcomer = client(server, FIRST), client(server, SECOND), client(server, THIRD)
    removed.start_epoch(reporter.case, removed.person, stays.person)
    leaves(world, removed.person)
    with pytest.raises(TrustError):
        stays.admit(reporter.case, newcomer.person)
    stays.start_epoch(reporter.case, stays.person, newcomer.person)
    assert reporter.open().epoch == 3
    stays.admit(reporter.case, world.people[f"{REGENCY}/inspektur"])


@pytest.mark.promise("P07")
def test_whoever_an_officer_let_in_before_leaving_stays(server: Server, reporter: Reporter, world: World) -> None:
    leaving, stays, newcomer = client(server, FIRST), client(server, SECOND), client(server, THIRD)
    leaving.admit(reporter.case, newcomer.person)
    stays.say(reporter.case, "Kini kami bertiga.")
    leaves(world, leaving.person)
    newcomer.say(reporter.case, "Saya lanjutkan.")
    assert told(reporter.open()) == []


@pytest.mark.promise("P07")
def test_a_reader_taken_off_the_case_opens_nothing_written_after(server: Server, reporter: Reporter) -> None:
    off, stays = client(server, FIRST), client(server, SECOND)
    stays.say(reporter.case, "Sebelum.")
    reporter.exclude_others(readings(stays.person), REGENCY)
    reporter.say("Sesudah.")
    view = off.open(reporter.case)
    assert sorted(view.case_keys) == [1]
    assert told(view) == [(FindingKind.SEAL, REPORTER, 2)]
    with pytest.raises(ForgedGrantError):
        view.place_for(off.person.ref, off.book())
    assert told(stays.open(reporter.case)) == []


@pytest.mark.promise("P09")
def test_a_reader_taken_off_the_case_writes_nothing_into_its_past(server: Server, reporter: Reporter) -> None:
    off, stays = client(server, FIRST), client(server, SECOND)
    place = off.open(reporter.case).place_for(off.person.ref, off.book())
    reporter.exclude_others(readings(stays.person), REGENCY)
    late = compose_message(off.key, place, a_text("Ini saya tulis kemarin."))
    server.lie(also(late))
    assert told(stays.open(reporter.case)) == [(FindingKind.NOT_CONFIRMED, FIRST, 1)]
    assert told(reporter.open()) == [(FindingKind.NOT_CONFIRMED, FIRST, 1)]


@pytest.mark.promise("P09")
def test_what_an_officer_wrote_before_being_taken_off_counts_as_it_did(server: Server, reporter: Reporter) -> None:
    off, stays = client(server, FIRST), client(server, SECOND)
    off.say(reporter.case, "Sebelum.")
    stays.start_epoch(reporter.case, stays.person)
    assert told(reporter.open()) == []
    assert told(stays.open(reporter.case)) == []


@pytest.mark.promise("P09")
def test_a_removed_officer_cannot_name_a_forged_message_in_a_record_that_others_build_on(
    server: Server, reporter: Reporter, world: World
) -> None:
    """The record lies between two that count, and was signed by somebody who is gone: nothing counts by it."""
    removed, stays = client(server, FIRST), client(server, SECOND)
    dossier, names = removed.open(reporter.case), removed.names(REGENCY)
    place = dossier.place_for(removed.person.ref, removed.book())
    leaves(world, removed.person)
    forged = compose_message(removed.key, place, a_text("Ditutup."))
    head = Head(author=removed.person.ref, seq=1, digest=digest_of_sealed(forged.sealed))
    trap = compose_epoch(
        removed.key, removed.person.ref, dossier.chain, dossier.case_keys[1], readings(removed.person, stays.person),
        directories=names, heads=[head],
    )  # fmt: skip
    server.cases[reporter.case].keep(trap)
    server.cases[reporter.case].messages.append(forged)
    stays.start_epoch(reporter.case, stays.person)
    assert (FindingKind.NOT_CONFIRMED, FIRST, 1) in told(reporter.open())
    assert (FindingKind.NOT_CONFIRMED, FIRST, 1) in told(stays.open(reporter.case))


@pytest.mark.promise("P07")
def test_a_reader_who_is_let_in_later_reads_what_was_before(server: Server, reporter: Reporter) -> None:
    officer, newcomer = client(server, FIRST), client(server, THIRD)
    officer.say(reporter.case, "Epoch pertama.")
    officer.start_epoch(reporter.case, officer.person)
    officer.admit(reporter.case, newcomer.person)
    view = newcomer.open(reporter.case)
    assert sorted(view.case_keys) == [1, 2]
    assert told(view) == []
    assert len(view.messages) == 2


@pytest.mark.promise("P07")
@pytest.mark.parametrize("way", ["ended", "struck"])
def test_a_case_that_was_handed_over_stays_there_once_its_reporter_has_written(
    server: Server, reporter: Reporter, world: World, way: str
) -> None:
    sender, there = client(server, FIRST), client(server, f"{PROVINCE}/penerima-01")
    sender.tell(reporter.case, Status.PASSED_ON)
    sender.start_epoch(reporter.case, there.person, world.people[f"{PROVINCE}/penerima-02"])
    if way == "struck":
        reporter.say("Terima kasih.")
        leaves(world, sender.person)
    else:
        ends(world, sender.person)
    there.start_epoch(reporter.case, there.person, world.people[f"{PROVINCE}/penerima-02"])
    for view in (reporter.open(), there.open(reporter.case)):
        assert told(view) == []
        assert {agency for agency, _ in view.newest.readers} == {PROVINCE}


def test_a_hand_over_by_an_officer_who_is_struck_before_the_reporter_wrote_does_not_count(
    server: Server, reporter: Reporter, world: World
) -> None:
    """Nobody but that officer stands for it: docs/decisions/0038-no-wrong-door.md tells the cost."""
    sender, there = client(server, FIRST), client(server, f"{PROVINCE}/penerima-01")
    sender.start_epoch(reporter.case, there.person, world.people[f"{PROVINCE}/penerima-02"])
    leaves(world, sender.person)
    there.start_epoch(reporter.case, there.person)
    view = reporter.open()
    assert view.epoch == 1
    assert {agency for agency, _ in view.newest.readers} == {REGENCY}


def ends(world: World, person: Person) -> None:
    """Publish a directory in which an officer's time is over."""
    old = parse(Unverified(world.directories[REGENCY][-1]).payload, Directory)
    readers = [
        msgspec.structs.replace(entry, until="2026-01-06") if entry.id == person.id else entry for entry in old.readers
    ]
    world.publish(msgspec.structs.replace(old, version=old.version + 1, previous=digest_of(old), readers=readers))
