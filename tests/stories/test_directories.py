"""The server serves other documents than the officials signed, or old ones."""

from dataclasses import replace

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person, World
from tests.stories.simulator import Officer, Reporter, Server
from wbs.crypto.ceremony import digest_of, sign_directory
from wbs.crypto.directory import Directory, Role
from wbs.crypto.encoding import b64
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Envelope, Unverified, sign
from wbs.errors import SignatureError, TrustError

FIRST = f"{REGENCY}/penerima-01"


@pytest.fixture
def world() -> World:
    return cast.found()


@pytest.fixture
def server(world: World) -> Server:
    return Server(world)


@pytest.fixture
def officer(server: Server) -> Officer:
    return Officer(server, server.world.anchor, server.world.people[FIRST])


def newest(world: World) -> Directory:
    return parse(Unverified(world.directories[REGENCY][-1]).payload, Directory)


def following(world: World, **changes: object) -> Directory:
    old = newest(world)
    return msgspec.structs.replace(old, version=old.version + 1, previous=digest_of(old), **changes)


def serving(server: Server, *directories: bytes) -> None:
    """Serve other directories of the regency."""
    honest = server.world.documents()
    server.documents = replace(honest, directories={**honest.directories, REGENCY: list(directories)})


@pytest.mark.promise("P05")
def test_a_reader_whom_the_server_added_gets_no_grant(server: Server, world: World) -> None:
    intruder = OfficerSecret.generate()
    entry = msgspec.structs.replace(
        newest(world).readers[0],
        id="penyusup",
        reader_key=intruder.reader_key.public.text,
        verify_key=intruder.signing_key.public.text,
    )
    added = following(world, readers=[*newest(world).readers, entry])
    for keys in ([RootSigningKey.generate()] * 2, world.root_keys[REGENCY][:1], world.root_keys[PROVINCE]):
        serving(server, world.directories[REGENCY][0], sign(added, *keys))
        with pytest.raises(SignatureError):
            Reporter(server, world.anchor).report()


@pytest.mark.promise("P05")
def test_a_swapped_key_gets_no_grant(server: Server, world: World) -> None:
    envelope = world.directories[REGENCY][0]
    old, new = newest(world).readers[0].reader_key, OfficerSecret.generate().reader_key.public.text
    payload = Unverified(envelope).payload.replace(old.encode(), new.encode())
    swapped = msgspec.structs.replace(parse(envelope, Envelope), payload=b64(payload))
    serving(server, serialise(swapped))
    with pytest.raises(SignatureError):
        Reporter(server, world.anchor).report()


@pytest.mark.promise("P05")
def test_a_whole_installation_that_the_server_made_is_refused(server: Server) -> None:
    own = cast.found()
    server.documents = own.documents()
    with pytest.raises(TrustError):
        Reporter(server, server.world.anchor).report()


@pytest.mark.promise("P05")
def test_a_rollback_is_refused_by_an_officer_who_remembers(server: Server, world: World, officer: Officer) -> None:
    first = world.directories[REGENCY][0]
    world.publish(following(world))
    officer.book()
    serving(server, first)
    with pytest.raises(TrustError):
        officer.book()


@pytest.mark.promise("P05")
def test_a_case_sealed_under_a_rolled_back_directory_shows_it_to_the_first_officer(
    server: Server, world: World, officer: Officer
) -> None:
    """A reporter remembers nothing and is served version 1; the officer who opens the case sees which it names."""
    first = world.directories[REGENCY][0]
    gone = [entry for entry in newest(world).readers if entry.id != "penerima-02"]
    spare = msgspec.structs.replace(
        newest(world).readers[1],
        id="penerima-03",
        reader_key=OfficerSecret.generate().reader_key.public.text,
        verify_key=OfficerSecret.generate().signing_key.public.text,
    )
    world.publish(following(world, readers=[*gone, spare]))
    officer.book()
    reporter = Reporter(server, world.anchor)
    serving(server, first)
    reporter.report()
    server.documents = None
    dossier = officer.open(reporter.case)
    assert dossier.chain.first.directories[0].version == 1
    assert dossier.messages[0].message.directory.version == 1
    assert officer.book().newest(REGENCY).document.version == 2


@pytest.mark.promise("P05")
def test_two_directories_with_one_version_are_an_alarm(server: Server, world: World, officer: Officer) -> None:
    first = world.directories[REGENCY][0]
    keys = world.root_keys[REGENCY][:2]
    one, two = (sign_directory(following(world, issued=day), keys) for day in ("2026-03-01", "2026-03-02"))
    serving(server, first, one)
    officer.book()
    serving(server, first, two)
    with pytest.raises(TrustError):
        officer.book()
    serving(server, first, one, two)
    with pytest.raises(TrustError):
        Reporter(server, world.anchor).report()


@pytest.mark.promise("P05")
def test_a_case_under_a_directory_that_only_one_side_was_served_is_refused(
    server: Server, world: World, officer: Officer
) -> None:
    """The server has a second version 2 signed by a threshold it bribed, and serves it to one reporter."""
    first = world.directories[REGENCY][0]
    keys = world.root_keys[REGENCY][:2]
    one, two = (sign_directory(following(world, issued=day), keys) for day in ("2026-03-01", "2026-03-02"))
    serving(server, first, one)
    officer.book()
    reporter = Reporter(server, world.anchor)
    serving(server, first, two)
    reporter.report()
    serving(server, first, one)
    with pytest.raises(TrustError):
        officer.open(reporter.case)


@pytest.mark.promise("P05")
def test_another_agencys_officials_sign_nothing_here(server: Server, world: World) -> None:
    serving(server, world.directories[REGENCY][0], sign(following(world), *world.root_keys[PROVINCE]))
    with pytest.raises(SignatureError):
        Reporter(server, world.anchor).report()


def test_a_new_reader_in_a_new_directory_is_let_in(server: Server, world: World, officer: Officer) -> None:
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    newcomer = Person(REGENCY, "penerima-09", frozenset({Role.RECEIVER}))
    world.people[f"{REGENCY}/penerima-09"] = newcomer
    roots = world.book().by_agency[REGENCY].roots[-1].document
    drafted = cast.directory_of(world, REGENCY, roots)
    world.publish(following(world, readers=drafted.readers))
    officer.admit(case, newcomer)
    view = Officer(server, world.anchor, newcomer).open(case)
    assert view.findings == ()
    assert len(view.messages) == 1
