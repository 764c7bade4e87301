"""A real installation is founded from what officials signed, compared with paper, and from nothing else."""

from pathlib import Path

import pytest

from tests import cast
from tests.cast import REGENCY, World
from tests.cli.officials import publish, run
from wbs.config import INVESTIGATOR_CREDENTIAL, TICKET_CREDENTIAL, read_credential
from wbs.store.store import open_store
from wbs.web.documents import ANCHOR_FILE, Documents


@pytest.fixture
def world() -> World:
    return cast.found()


@pytest.fixture
def medium(world: World, tmp_path: Path) -> Path:
    folder = publish(world, tmp_path / "medium")
    (folder / ANCHOR_FILE).unlink()
    return folder


def init(medium: Path, data: Path, *more: str, typed: str = "ya\n"):  # type: ignore[no-untyped-def]
    return run("init", "--documents", medium, *more, env={"WBS_DATA": str(data)}, typed=typed)


def test_it_founds_what_the_documents_say(world: World, medium: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = init(medium, data)
    assert done.exit_code == 0, done.output
    assert " ".join(world.book().installation[0].document.fingerprint_words()) in done.output
    published = Documents(data / "keys")
    assert published.anchor == world.anchor
    assert set(published.current().book.by_agency) == set(world.directories)
    assert read_credential(data / "credentials", TICKET_CREDENTIAL)
    assert read_credential(data / "credentials", INVESTIGATOR_CREDENTIAL)
    store = open_store(f"sqlite:///{data / 'wbs.sqlite'}")
    assert store.officers.officer_by_login("admin.landak") is None
    store.close()


def test_an_operator_who_sees_other_words_founds_nothing(medium: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert init(medium, data, typed="tidak\n").exit_code == 1
    assert not data.exists()


def test_a_fingerprint_from_paper_refuses_another_installation(medium: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    refused = init(medium, data, "--root", cast.found().anchor, "--yes")
    assert "bukan akar dengan sidik jari yang disebut" in refused.output
    assert not data.exists()


def test_a_script_says_which_installation_it_means(medium: Path, tmp_path: Path) -> None:
    refused = init(medium, tmp_path / "data", "--yes")
    assert "sebutkan akar yang dimaksud dengan --root" in refused.output
    assert not (tmp_path / "data").exists()


def test_documents_that_do_not_verify_found_nothing(world: World, medium: Path, tmp_path: Path) -> None:
    (medium / f"directory-{REGENCY}-1.json").write_bytes(world.directories["61"][0])
    assert init(medium, tmp_path / "data").exit_code == 1
    assert not (tmp_path / "data").exists()


def test_a_demonstration_does_not_become_real(medium: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "demo").mkdir(parents=True)
    assert "berisi demonstrasi" in init(medium, data).output
    assert [path.name for path in data.iterdir()] == ["demo"]


def test_another_installations_folder_stays_as_it_is(medium: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    init(medium, data)
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    other = publish(cast.found(), tmp_path / "other")
    assert "berisi instalasi lain" in init(other, data).output
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_founding_again_changes_nothing_and_finishes_what_was_interrupted(medium: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    init(medium, data)
    files = {path: path.read_bytes() for path in data.rglob("*") if path.is_file() and "sqlite" not in path.name}
    for path in [data / "keys" / ANCHOR_FILE, data / "keys" / "agencies-1.json"]:
        path.unlink()
    assert init(medium, data).exit_code == 0
    assert {path: path.read_bytes() for path in files} == files


def test_an_agency_without_a_directory_is_founded_closed_and_its_administrator_invited(
    medium: Path, tmp_path: Path
) -> None:
    (medium / f"directory-{REGENCY}-1.json").unlink()
    data = tmp_path / "data"
    done = init(medium, data, "--en", typed="yes\nadmin-01\nadmin.landak\nAdministrator 01\nSekretariat\n")
    assert done.exit_code == 0, done.output
    assert f"{REGENCY}: no directory yet. The channel is closed" in done.output
    assert "Invitation code: " in done.output
    assert not Documents(data / "keys").current().book.is_open(REGENCY)


def test_the_invitation_may_wait(medium: Path, tmp_path: Path) -> None:
    (medium / f"directory-{REGENCY}-1.json").unlink()
    done = init(medium, tmp_path / "data", typed="ya\n\n")
    assert done.exit_code == 0, done.output
    assert "Kode undangan" not in done.output
