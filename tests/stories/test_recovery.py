"""Every officer's key is lost. Officials bring their shares; the server helps, or lies."""

from collections.abc import Sequence

import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person, World, recovery_of
from tests.listing import list_only
from tests.stories.simulator import Officer, Reporter, Server, a_text, reading, readings
from wbs.crypto import compose
from wbs.crypto.compose import compose_access, compose_epoch, compose_message
from wbs.crypto.directory import Role
from wbs.crypto.dossier import FindingKind, open_as_officer
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.inside import InsideMaterial
from wbs.crypto.keys import OfficerSecret, RecoverySecret
from wbs.crypto.records import AccessRecord, EpochRecord, ReaderRef, is_restoring, last_restored, verify_chain
from wbs.crypto.recovery import RecoveryKeys, match_keys, state_drill, verify_drill
from wbs.crypto.restoring import MaterialSource, Restoration, StoredCase, restore_case
from wbs.crypto.shares import combine, split
from wbs.errors import SignatureError, TrustError, UnsealError

FIRST, SECOND = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02"))
REASON = "2026-11-22 kunci petugas hilang"
RECOVERY = ReaderRef(agency=REGENCY, reader="recovery")


@pytest.fixture
def world() -> World:
    return cast.found(recovery=[REGENCY])


@pytest.fixture
def server(world: World) -> Server:
    return Server(world)


@pytest.fixture
def reporter(server: Server) -> Reporter:
    made = Reporter(server, server.world.anchor)
    made.report()
    return made


def client(server: Server, person: Person) -> Officer:
    return Officer(server, server.world.anchor, person)


def all_keys_lost(world: World) -> list[Person]:
    """Everybody enrols anew: one under the same id, one as somebody new."""
    people = [Person(REGENCY, name, frozenset({Role.RECEIVER})) for name in ("penerima-01", "penerima-09")]
    list_only(world, people)
    return people


def source(server: Server, case: str) -> MaterialSource:
    def give(reader_key: str) -> StoredCase | None:
        material = server.serve(case, reader_key)
        return StoredCase(material, InsideMaterial((), {}, {}, ())) if material.grants else None

    return give


def restore(
    server: Server, case: str, *people: Person, secrets: Sequence[RecoverySecret] = (), anew: bool = False
) -> Restoration:
    """Restore as the officials' machine does, and store what it made."""
    book = server.world.book()
    keys = match_keys(REGENCY, secrets or [server.world.recovery[REGENCY]], book)
    made = restore_case(keys, source(server, case), [person.ref for person in people], book, REASON, anew=anew)
    for one in made.records:
        server.cases[case].keep(one.sealed)
    return made


@pytest.mark.promise("P19")
def test_shares_restore_a_case_whose_officers_all_lost_their_keys(
    server: Server, reporter: Reporter, world: World
) -> None:
    client(server, world.people[FIRST]).say(reporter.case, "Sebelum hilang.")
    reporter.say("Terima kasih.")
    texts = split(world.recovery[REGENCY], cast_shares(world))
    same, new = all_keys_lost(world)
    restore(server, reporter.case, same, new, secrets=[combine(texts[1:])])
    for officer in (client(server, same), client(server, new)):
        dossier = officer.open(reporter.case)
        assert [opened.author for opened in dossier.messages] == ["reporter", FIRST, "reporter"]
    client(server, new).say(reporter.case, "Kami kembali.")
    reporter.say("Syukurlah.")
    seen = reporter.open()
    assert seen.findings == ()
    assert seen.newest.readers[REGENCY, "penerima-09"] == new.secret.reader_key.public.digest
    assert len(client(server, same).open(reporter.case).messages) == 5


def cast_shares(world: World):  # type: ignore[no-untyped-def]
    return world.book().by_agency[REGENCY].roots[-1].document.recovery


@pytest.mark.promise("P19")
def test_a_reporter_is_told_the_day_and_who_was_let_in(server: Server, reporter: Reporter, world: World) -> None:
    _, new = all_keys_lost(world)
    restore(server, reporter.case, new)
    record = reporter.open().chain.records[-1].document
    assert isinstance(record, AccessRecord)
    assert (record.author, record.reason, record.add.reader) == (RECOVERY, REASON, new.id)
    view = reporter.open()
    assert last_restored(view.chain, view.newest) == "2026-11-22"
    assert last_restored(view.chain, view.chain.records[0]) is None


@pytest.mark.promise("P19")
def test_restoring_again_changes_nothing_and_goes_on_where_it_stopped(
    server: Server, reporter: Reporter, world: World
) -> None:
    same, new = all_keys_lost(world)
    assert len(restore(server, reporter.case, same).records) == 1
    assert len(restore(server, reporter.case, same, new).records) == 1
    assert restore(server, reporter.case, same, new).records == ()


@pytest.mark.promise("P19")
def test_whoever_holds_a_broken_grant_is_given_a_new_key_on_demand_and_once(
    server: Server, reporter: Reporter, world: World
) -> None:
    """The record says that they read, so that a restoration without that demand passes them over."""
    person = world.people[FIRST]
    key = person.secret.reader_key.public.digest
    server.cases[reporter.case].grants[1][key] = server.cases[reporter.case].grants[1][
        world.people[SECOND].secret.reader_key.public.digest
    ]
    with pytest.raises(UnsealError):
        client(server, person).open(reporter.case)
    assert restore(server, reporter.case, person).records == ()
    assert len(restore(server, reporter.case, person, anew=True).records) == 1
    assert restore(server, reporter.case, person, anew=True).records == ()
    client(server, person).say(reporter.case, "Kami dapat membaca lagi.")
    assert reporter.open().findings == ()


@pytest.mark.promise("P07")
@pytest.mark.promise("P19")
def test_nobody_writes_on_in_an_epoch_that_only_a_lost_key_stands_for(
    server: Server, reporter: Reporter, world: World
) -> None:
    """Whoever found the lost key could have begun it: building on it would seal everything new to the finder."""
    lost = client(server, world.people[FIRST])
    dossier = lost.open(reporter.case)
    staying = [*readings(world.people[FIRST], world.people[SECOND]), recovery_reading(world)]
    server.cases[reporter.case].keep(begin(lost, dossier, staying))
    trap = dossier.chain.epochs + 1
    _, new = all_keys_lost(world)
    made = restore(server, reporter.case, new)
    assert [one.sealed.epoch for one in made.records] == [trap + 1, trap + 1]
    view = client(server, new).open(reporter.case)
    assert view.epoch == trap + 1
    assert sorted(view.case_keys) == [1, 2, 3]
    assert sorted(lost_view(server, world, reporter.case)) == [1, 2]
    assert reporter.open().epoch == trap + 1


def lost_view(server: Server, world: World, case: str) -> Sequence[int]:
    """What the finder of the lost key opens, with everything the server has."""
    person = world.people[FIRST]
    key = person.secret.reader_key
    material = server.serve(case, key.public.digest)
    return list(open_as_officer(material, key, person.ref, world.book()).case_keys)


def recovery_reading(world: World):  # type: ignore[no-untyped-def]
    person = Person(REGENCY, "recovery", frozenset())
    person.secret = world.recovery[REGENCY]  # type: ignore[assignment]
    return reading(person)


def begin(officer: Officer, dossier, recipients):  # type: ignore[no-untyped-def]
    return compose_epoch(
        officer.key,
        officer.person.ref,
        dossier.chain,
        dossier.case_keys[dossier.chain.epochs],
        recipients,
        directories=officer.names(REGENCY),
        heads=dossier.heads(),
    )


@pytest.mark.promise("P19")
def test_one_share_short_restores_nothing(world: World) -> None:
    texts = split(world.recovery[REGENCY], cast_shares(world))
    with pytest.raises(TrustError):
        combine(texts[:1])


@pytest.mark.promise("P05")
def test_another_agencys_shares_open_nothing_here(server: Server) -> None:
    own = server.world.recovery[REGENCY]
    with pytest.raises(TrustError, match="do not restore"):
        match_keys(REGENCY, [RecoverySecret.generate()], server.world.book())
    with pytest.raises(TrustError, match="no directory of this agency"):
        match_keys(REGENCY, [own, RecoverySecret.generate()], server.world.book())


@pytest.mark.promise("P05")
def test_nobody_is_restored_whom_the_newest_directory_does_not_list(
    server: Server, reporter: Reporter, world: World
) -> None:
    gone = world.people[SECOND]
    all_keys_lost(world)
    for person in (gone, Person(REGENCY, "penyusup", frozenset({Role.RECEIVER}))):
        with pytest.raises(TrustError, match="newest directory"):
            restore(server, reporter.case, person)


@pytest.mark.promise("P06")
def test_whoever_is_excluded_stays_excluded(server: Server, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    head = world.people[f"{REGENCY}/inspektur"]
    excluded = [Exclusion(agency=REGENCY, reader=head.id)]
    reporter = Reporter(server, world.anchor)
    with monkeypatch.context() as patch:
        patch.setattr(compose, "EpochRecord", lambda **members: EpochRecord(**{**members, "excluded": excluded}))
        reporter.report()
    new = Person(REGENCY, "penerima-09", frozenset({Role.RECEIVER}))
    again = Person(REGENCY, "inspektur", frozenset({Role.HEAD}), "Pimpinan")
    list_only(world, [new, again])
    made = restore(server, reporter.case, again, new)
    assert made.left_out == (head.ref,)
    assert (REGENCY, "inspektur") not in reporter.open().newest.readers
    assert client(server, new).open(reporter.case).epoch == 1
    keys = match_keys(REGENCY, [world.recovery[REGENCY]], world.book())
    material = server.serve(reporter.case, world.recovery[REGENCY].reader_key.public.digest)
    dossier = open_as_officer(material, world.recovery[REGENCY].reader_key, keys.author, world.book())
    forced = compose_access(
        keys.signing.signing_key, keys.author, dossier.chain, dossier.case_keys[1], reading(again),
        newest=dossier.newest, directories=client(server, new).names(REGENCY), reason=REASON,
    )  # fmt: skip
    with pytest.raises(TrustError, match="excluded"):
        verify_chain([*material.records, forced.record], world.book())


@pytest.mark.promise("P18")
def test_neither_the_server_nor_an_officer_restores_a_case(server: Server, reporter: Reporter, world: World) -> None:
    officer = client(server, world.people[FIRST])
    dossier = officer.open(reporter.case)
    friend = world.people[f"{REGENCY}/penelaah-01"]
    for key in (RecoverySecret.generate().signing_key, officer.key, OfficerSecret.generate().signing_key):
        forged = compose_access(
            key, RECOVERY, dossier.chain, dossier.case_keys[1], reading(friend),
            newest=dossier.newest, directories=officer.names(REGENCY), reason=REASON,
        )  # fmt: skip
        with pytest.raises(SignatureError):
            verify_chain([*server.cases[reporter.case].records, forged.record], world.book())


@pytest.mark.promise("P09")
def test_the_recovery_key_cannot_speak_for_the_inspectorate(server: Server, reporter: Reporter, world: World) -> None:
    secret = world.recovery[REGENCY]
    material = server.serve(reporter.case, secret.reader_key.public.digest)
    place = open_as_officer(material, secret.reader_key, RECOVERY, world.book()).place_for(RECOVERY, world.book())
    server.cases[reporter.case].messages.append(compose_message(secret.signing_key, place, a_text("Laporan ditutup.")))
    view = reporter.open()
    assert [(found.kind, found.author) for found in view.findings] == [(FindingKind.AUTHOR, f"{REGENCY}/recovery")]
    assert len(view.messages) == 1


def test_a_case_that_the_server_altered_is_not_restored(server: Server, reporter: Reporter, world: World) -> None:
    _, new = all_keys_lost(world)
    grants = server.cases[reporter.case].grants[1]
    own = world.recovery[REGENCY].reader_key.public.digest
    grants[own] = grants[own][:-1] + bytes([grants[own][-1] ^ 1])
    with pytest.raises(UnsealError):
        restore(server, reporter.case, new)


def test_a_restoration_is_not_replayed_into_another_case(server: Server, reporter: Reporter, world: World) -> None:
    other = Reporter(server, world.anchor)
    other.report()
    _, new = all_keys_lost(world)
    made = restore(server, reporter.case, new)
    server.cases[other.case].keep(made.records[0].sealed)
    with pytest.raises(TrustError):
        other.open()


@pytest.mark.promise("P19")
def test_a_replaced_recovery_key_is_let_in_by_both_and_confirms_what_the_old_one_did(
    server: Server, reporter: Reporter, world: World
) -> None:
    same, new = all_keys_lost(world)
    restore(server, reporter.case, same, new)
    client(server, new).say(reporter.case, "Kami kembali.")
    old, fresh = world.recovery[REGENCY], RecoverySecret.generate()
    list_only(world, [same, new], recovery=recovery_of(fresh))
    assert [found.kind for found in reporter.open().findings] == [FindingKind.NOT_CONFIRMED]
    book = world.book()
    keys = match_keys(REGENCY, [old, fresh], book)
    made = restore_case(keys, source(server, reporter.case), [], book, REASON)
    assert len(made.records) == 1
    server.cases[reporter.case].keep(made.records[0].sealed)
    view = reporter.open()
    assert view.findings == ()
    assert isinstance(view.newest.document, AccessRecord)
    assert not is_restoring(view.newest.document)
    third = Person(REGENCY, "penerima-10", frozenset({Role.RECEIVER}))
    list_only(world, [same, new, third])
    restore(server, reporter.case, third, secrets=[fresh])
    assert client(server, third).open(reporter.case).epoch == 1


@pytest.mark.promise("P19")
def test_a_drill_proves_the_shares_without_a_case(world: World) -> None:
    book = world.book()
    keys = match_keys(REGENCY, [combine(split(world.recovery[REGENCY], cast_shares(world))[:2])], book)
    envelope = state_drill(keys, book, ["Inspektur", "Sekretaris"], "2026-11-22")
    assert verify_drill(envelope, book).day == "2026-11-22"
    list_only(world, all_keys_lost(world), recovery=recovery_of(RecoverySecret.generate()))
    assert verify_drill(envelope, world.book()).directory.version == 1


def test_nobody_else_states_a_drill(world: World) -> None:
    stranger = RecoverySecret.generate()
    book = world.book()
    forged = state_drill(RecoveryKeys(REGENCY, stranger, (stranger,)), book, ["Inspektur"], "2026-11-22")
    with pytest.raises(SignatureError):
        verify_drill(forged, book)
    elsewhere = state_drill(RecoveryKeys(PROVINCE, stranger, (stranger,)), book, ["Inspektur"], "2026-11-22")
    with pytest.raises(TrustError):
        verify_drill(elsewhere, book)


@pytest.mark.promise("P07")
def test_a_recovery_key_that_only_a_lost_key_let_in_restores_nothing(
    server: Server, reporter: Reporter, world: World
) -> None:
    """The agency got its recovery key after the report, and whoever granted it is gone: nobody would count it."""
    fresh = RecoverySecret.generate()
    people = [person for person in world.people.values() if person.agency == REGENCY]
    reporter.exclude_others(readings(world.people[FIRST], world.people[SECOND]), REGENCY)
    list_only(world, people, recovery=recovery_of(fresh))
    world.recovery[REGENCY] = fresh
    lost = client(server, world.people[FIRST])
    server.cases[reporter.case].keep(begin(lost, lost.open(reporter.case), [*readings(lost.person), own(fresh)]))
    _, new = all_keys_lost(world)
    with pytest.raises(TrustError, match="does not count"):
        restore(server, reporter.case, new, secrets=[fresh])


def own(secret: RecoverySecret):  # type: ignore[no-untyped-def]
    person = Person(REGENCY, "recovery", frozenset())
    person.secret = secret  # type: ignore[assignment]
    return reading(person)


def test_an_officer_whom_a_colleague_let_in_was_not_restored(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    officer.admit(reporter.case, server.world.people[f"{REGENCY}/penelaah-01"])
    chain = reporter.open().chain
    assert len(chain.records) == 2
    assert last_restored(chain, chain.records[-1]) is None
