import os
import shutil
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event

import msgspec
import pytest

from tests.cast import REGENCY, World, found
from tests.portal.house import publish
from wbs.crypto.trust import DocumentSet, TrustBook, verify_documents
from wbs.errors import ConfigError
from wbs.web.documents import ANCHOR_FILE, Documents, names_of


@pytest.fixture
def world() -> World:
    return found()


@pytest.fixture
def keys(tmp_path: Path, world: World) -> Path:
    folder = tmp_path / "keys"
    publish(world, folder)
    return folder


def publish_next(world: World, keys: Path, signers: int = 2) -> None:
    """Add a directory version, as an official would: a new file moved into the folder."""
    newest = world.book().newest(REGENCY)
    document = msgspec.structs.replace(
        newest.document, version=newest.document.version + 1, previous=newest.digest, grace_days=61
    )
    world.publish(document, signers)
    publish(world, keys)
    os.utime(keys)


def version(documents: Documents) -> int:
    return documents.current().book.newest(REGENCY).document.version


def test_documents_verify_from_their_anchor(world: World, keys: Path):
    published = Documents(keys).current()
    assert published.book.agencies.document == world.book().agencies.document
    assert list(names_of(published)) == sorted(path.name for path in keys.glob("*.json"))


def test_other_files_in_the_folder_are_neither_read_nor_served(keys: Path):
    for name in ("README.md", "roots-00-0.json", "roots-00-01.json", "directory-61.8-1.json", "x-agencies-1.json"):
        (keys / name).write_text("not a document")
    assert not [name for name in names_of(Documents(keys).current()) if (keys / name).read_text() == "not a document"]


def test_a_new_version_is_used_as_soon_as_it_lies_in_the_folder(world: World, keys: Path):
    documents = Documents(keys)
    first = documents.current()
    assert documents.current() is first
    publish_next(world, keys)
    assert version(documents) == 2
    assert documents.current().generation == first.generation + 1
    assert version(Documents(keys)) == 2


@pytest.mark.promise("P05")
def test_a_version_that_leaves_the_folders_time_as_it_was_is_used_all_the_same(world: World, keys: Path):
    documents = Documents(keys)
    assert version(documents) == 1
    before = keys.stat().st_mtime_ns
    publish_next(world, keys)
    os.utime(keys, ns=(before, before))
    assert version(documents) == 2


@pytest.mark.promise("P07")
def test_whoever_asks_while_a_new_version_is_read_waits_for_it(
    world: World, keys: Path, monkeypatch: pytest.MonkeyPatch
):
    begun, ended = Event(), Event()

    def verify_slowly(found: DocumentSet, anchor: str) -> TrustBook:
        begun.set()
        assert ended.wait(60)
        return verify_documents(found, anchor)

    documents = Documents(keys)
    publish_next(world, keys)
    monkeypatch.setattr("wbs.web.documents.verify_documents", verify_slowly)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(version, documents)
        assert begun.wait(60)
        second = pool.submit(version, documents)
        wait([second], timeout=0.5)  # long enough for an answer that goes by the old version
        ended.set()
        assert (first.result(), second.result()) == (2, 2)


def test_a_version_that_was_half_written_when_it_was_looked_at_is_used_once_it_is_whole(world: World, keys: Path):
    documents = Documents(keys)
    publish_next(world, keys)
    path = keys / f"directory-{REGENCY}-2.json"
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    assert version(documents) == 1
    path.write_bytes(whole)
    assert version(documents) == 2
    assert documents.refused is None


@pytest.mark.promise("P05")
def test_a_version_signed_by_too_few_is_not_used_and_the_last_good_one_stays(world: World, keys: Path):
    documents = Documents(keys)
    publish_next(world, keys, signers=1)
    assert version(documents) == 1
    assert documents.refused
    with pytest.raises(ConfigError):
        Documents(keys)


@pytest.mark.promise("P05")
def test_going_back_is_refused(world: World, keys: Path, tmp_path: Path):
    shutil.copytree(keys, tmp_path / "old")
    publish_next(world, keys)
    documents = Documents(keys)
    for path in keys.glob("*.json"):
        path.unlink()
    shutil.copytree(tmp_path / "old", keys, dirs_exist_ok=True)
    os.utime(keys)
    assert version(documents) == 2
    assert documents.refused


def test_a_folder_that_disappears_changes_nothing(keys: Path):
    documents = Documents(keys)
    shutil.rmtree(keys)
    assert version(documents) == 1


@pytest.mark.parametrize("harm", ["anchor", "missing", "altered", "empty"])
def test_a_start_with_documents_that_do_not_verify_is_refused(keys: Path, harm: str):
    if harm == "anchor":
        (keys / ANCHOR_FILE).write_text("A" * 43)
    elif harm == "missing":
        (keys / "agencies-1.json").unlink()
    elif harm == "altered":
        path = keys / f"directory-{REGENCY}-1.json"
        path.write_bytes(path.read_bytes().replace(b"A", b"B", 1))
    else:
        shutil.rmtree(keys)
    with pytest.raises(ConfigError):
        Documents(keys)
