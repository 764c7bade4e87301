"""From an anchor to an officer's key: nothing is trusted that the chain does not carry."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import PROVINCE, REGENCY, World
from wbs.crypto.ceremony import digest_of, draft_roots, sign_directory, sign_roots
from wbs.crypto.directory import INSTALLATION, Directory, Roots
from wbs.crypto.keys import RootSigningKey
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import DocumentSet, TrustBook, refuse_rollback, verify_documents, verify_roots
from wbs.errors import RefusedError, SignatureError, TrustError

Change = Callable[[World], None]


def newest(world: World) -> Directory:
    return parse(Unverified(world.directories[REGENCY][-1]).payload, Directory)


def next_version(world: World, **changes: object) -> Directory:
    old = newest(world)
    return msgspec.structs.replace(old, version=old.version + 1, previous=digest_of(old), **changes)


def test_a_world_is_verified_from_its_anchor() -> None:
    world = cast.found()
    book = world.book()
    assert book.by_agency.keys() == {REGENCY, PROVINCE}
    for name, person in world.people.items():
        agency, _, reader = name.partition("/")
        directory = book.newest(agency)
        assert directory.reader_keys[reader] == person.secret.reader_key.public
        assert book.current_key(agency, reader) == person.secret.signing_key.public
        entry = book.current_reader(agency, reader)
        assert entry is not None
        assert entry.id == reader


def test_nobody_stands_in_an_agency_that_is_not_there() -> None:
    book = cast.shared_world().book()
    assert book.current_reader("99", "penerima-01") is None
    assert book.current_key("99", "penerima-01") is None
    assert book.current_key(REGENCY, "penyusup") is None
    with pytest.raises(TrustError):
        book.newest("99")
    with pytest.raises(TrustError):
        book.directory("99", 1, "A" * 43)


@pytest.mark.parametrize("version", [0, 2, -1, 2**53 - 1])
def test_a_version_that_is_not_there_is_refused(version: int) -> None:
    book = cast.shared_world().book()
    with pytest.raises(TrustError):
        book.directory(REGENCY, version, book.newest(REGENCY).digest)


def test_a_directory_is_found_by_version_and_digest_together() -> None:
    book = cast.shared_world().book()
    newest_one = book.newest(REGENCY)
    assert book.directory(REGENCY, 1, newest_one.digest) is newest_one
    with pytest.raises(TrustError):
        book.directory(REGENCY, 1, book.newest(PROVINCE).digest)


@pytest.mark.promise("P05")
@pytest.mark.parametrize("signers", [0, 1])
def test_fewer_signatures_than_the_threshold_are_refused(signers: int) -> None:
    world = cast.found()
    envelope = sign(next_version(world), *world.root_keys[REGENCY][:signers])
    world.directories[REGENCY].append(envelope)
    with pytest.raises(RefusedError):
        world.book()


@pytest.mark.promise("P05")
@settings(max_examples=60)
@given(st.data())
def test_no_flipped_bit_of_any_document_is_accepted(data: st.DataObject) -> None:
    world = cast.shared_world()
    documents = world.documents()
    chains = [*documents.roots.items(), *documents.directories.items(), ("agencies", documents.agencies)]
    place = data.draw(st.integers(0, len(chains) - 1))
    envelope = bytearray(chains[place][1][0])
    # A signature beyond the threshold is passed over, so only its form is checked: leave the last one of roots alone.
    end = len(envelope) if place >= len(documents.roots) else envelope.rindex(b'{"keyid"')
    envelope[data.draw(st.integers(0, end - 1))] ^= 1 << data.draw(st.integers(0, 7))
    changed = [*chains]
    changed[place] = (chains[place][0], [bytes(envelope)])
    roots, directories = dict(changed[: len(documents.roots)]), dict(changed[len(documents.roots) : -1])
    try:
        book = verify_documents(DocumentSet(roots, directories, changed[-1][1]), world.anchor)
    except RefusedError:
        return
    assert digests(book) == digests(world.book())  # only a hint (keyid) was touched


def digests(book: TrustBook) -> list[str]:
    """Name everything a book holds."""
    chains = [book.installation, *(trust.roots for trust in book.by_agency.values())]
    found = [version.digest for chain in chains for version in chain]
    return [*found, book.agencies.digest, *(trust.newest.digest for trust in book.by_agency.values())]


def test_a_changed_hint_changes_nothing() -> None:
    world = cast.found()
    envelope = world.roots[REGENCY][0]
    hint = envelope.index(b'"keyid":"ed25519:') + len(b'"keyid":"ed25519:')
    changed = envelope[:hint] + b"A" + envelope[hint + 1 :]
    verify_roots([changed], REGENCY, world.book().by_agency[REGENCY].roots[0].document.fingerprint_text())


@pytest.mark.promise("P05")
def test_a_rollback_is_refused_by_whoever_remembers() -> None:
    world = cast.found()
    old = world.book().newest(REGENCY)
    world.publish(next_version(world))
    new = world.book().newest(REGENCY)
    refuse_rollback(new, 1, old.digest)
    refuse_rollback(new, 2, new.digest)
    refuse_rollback(new, 2, None)
    with pytest.raises(TrustError):
        refuse_rollback(old, 2, new.digest)


@pytest.mark.promise("P05")
def test_two_different_directories_with_one_version_are_an_alarm() -> None:
    world = cast.found()
    one, two = (next_version(world, issued=day) for day in ("2026-03-01", "2026-03-02"))
    keys = world.root_keys[REGENCY][:2]
    first = list(world.directories[REGENCY])
    books = []
    for draft in (one, two):
        world.directories[REGENCY] = [*first, sign_directory(draft, keys)]
        books.append(world.book().newest(REGENCY))
    with pytest.raises(TrustError):
        refuse_rollback(books[1], 2, books[0].digest)


def test_an_official_who_left_signs_nothing_new() -> None:
    world = cast.found()
    old_keys = world.root_keys[REGENCY]
    old = parse(Unverified(world.roots[REGENCY][0]).payload, Roots)
    new_keys = [*old_keys[1:], RootSigningKey.generate()]
    draft = draft_roots(REGENCY, new_keys, cast.OFFICES, 2)
    new = msgspec.structs.replace(draft, version=2, previous=digest_of(old))
    world.roots[REGENCY].append(sign_roots(new, [*old_keys, new_keys[2]]))
    directory = next_version(world, roots=digest_of(new))
    first = list(world.directories[REGENCY])
    world.directories[REGENCY] = [*first, sign_directory(directory, old_keys[:2])]
    with pytest.raises(SignatureError):
        world.book()
    world.directories[REGENCY] = [*first, sign_directory(directory, new_keys[:2])]
    assert world.book().newest(REGENCY).document.version == 2


def test_roots_are_read_for_the_agency_they_are_asked_for() -> None:
    world = cast.found()
    anchor = world.book().by_agency[PROVINCE].roots[0].document.fingerprint_text()
    with pytest.raises(TrustError):
        verify_roots(world.roots[PROVINCE], REGENCY, anchor)
    with pytest.raises(TrustError):
        verify_roots([], REGENCY, anchor)


def test_an_installation_without_documents_is_refused() -> None:
    world = cast.found()
    empty = DocumentSet({INSTALLATION: world.roots[INSTALLATION]}, {}, world.agencies)
    with pytest.raises(TrustError):
        verify_documents(empty, world.anchor)


def without_directory() -> World:
    """An installation in which the regency is being founded: it has roots, and no directory at all."""
    world = cast.found()
    world.directories[REGENCY].clear()
    return world


def test_an_agency_that_is_being_founded_has_no_newest_directory_and_nobody_stands_in_it() -> None:
    book = without_directory().book()
    assert book.by_agency[REGENCY].directories == ()
    assert not book.is_open(REGENCY)
    assert not book.is_open("99")
    assert book.is_open(PROVINCE)
    assert book.current_reader(REGENCY, "penerima-01") is None
    assert book.current_key(REGENCY, "penerima-01") is None
    with pytest.raises(TrustError):
        book.newest(REGENCY)
    with pytest.raises(TrustError):
        book.directory(REGENCY, 1, "A" * 43)


@pytest.mark.promise("P05")
def test_a_directory_that_is_there_and_does_not_verify_is_not_as_if_there_were_none() -> None:
    world = without_directory()
    strangers = [RootSigningKey.generate() for _ in range(2)]
    world.directories[REGENCY].append(sign_directory(newest(cast.found()), strangers))
    with pytest.raises(RefusedError):
        world.book()
