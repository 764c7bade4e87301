"""Officials at their computers: documents in folders, shares in files, commands run in this process."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from click.testing import CliRunner, Result

from tests.cast import REGENCY, World
from wbs.cli.main import main
from wbs.crypto.keys import RecoverySecret
from wbs.crypto.shares import split
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
