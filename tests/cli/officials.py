"""Officials at their computers: documents in folders, shares in files, commands run in this process."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from click.testing import CliRunner, Result

from tests.cast import REGENCY, Person, World
from wbs.cli.main import main
from wbs.crypto.ceremony import digest_of, reader_entry
from wbs.crypto.directory import Directory
from wbs.crypto.keys import RecoverySecret
from wbs.crypto.shape import parse
from wbs.crypto.shares import split
from wbs.crypto.signing import Unverified
from wbs.web.documents import ANCHOR_FILE


def run(*arguments: str | Path, env: Mapping[str, str] | None = None, typed: str = "") -> Result:
    """Run `wbs` with these arguments; everything it prints is in `output`."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=env, input=typed)


def publish(world: World, folder: Path) -> Path:
    """Write the world's documents as they are published."""
    folder.mkdir(exist_ok=True)
    for code, chain in world.roots.items():
        _write(folder, f"roots-{code}", chain)
    for code, chain in world.directories.items():
        _write(folder, f"directory-{code}", chain)
    _write(folder, "agencies", world.agencies)
    (folder / ANCHOR_FILE).write_text(world.anchor + "\n", encoding="utf-8")
    return folder


def _write(folder: Path, stem: str, chain: Sequence[bytes]) -> None:
    for version, envelope in enumerate(chain, 1):
        (folder / f"{stem}-{version}.json").write_bytes(envelope)


def newest_of(world: World, agency: str = REGENCY) -> Directory:
    """The agency's newest directory."""
    return parse(Unverified(world.directories[agency][-1]).payload, Directory)


def list_only(world: World, people: Sequence[Person], agency: str = REGENCY, **changes: object) -> None:
    """Publish a directory that lists these people and nobody else."""
    old = newest_of(world, agency)
    readers = [
        reader_entry(
            person.secret,
            reader=person.id,
            label=f"Petugas {person.id}",
            unit=person.unit,
            rank="inspectorate",
            roles=person.roles,
            since=old.issued,
        )
        for person in people
    ]
    changed = {"version": old.version + 1, "previous": digest_of(old), "readers": readers, **changes}
    world.publish(msgspec.structs.replace(old, **changed))


def share_files(world: World, folder: Path, secret: RecoverySecret | None = None, agency: str = REGENCY) -> list[Path]:
    """Write a share for each holder of the agency's recovery key."""
    shares = world.book().by_agency[agency].roots[-1].document.recovery
    assert shares is not msgspec.UNSET
    texts = split(secret or world.recovery[agency], shares)
    folder.mkdir(exist_ok=True)
    paths = [folder / f"share-{number}.txt" for number in range(1, len(texts) + 1)]
    for path, text, holder in zip(paths, texts, shares.holders, strict=True):
        path.write_text(f"holder: {holder}\nshare: {text}\n", encoding="utf-8")
    return paths


def with_shares(paths: Sequence[Path]) -> list[str]:
    """Name share files on a command line."""
    return [part for path in paths for part in ("--share-file", str(path))]
