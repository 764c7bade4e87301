"""The commands: `wbs backup`, with `key`, `verify`, `drill` and `prune`, and `wbs restore`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from wbs.cases.backups.keeping import DAILY, WEEKLY, to_remove
from wbs.cli.backup.drilling import drill
from wbs.cli.backup.making import make_backup
from wbs.cli.backup.opening import Nowhere, read_backup
from wbs.cli.backup.restoring import Place, restore
from wbs.cli.backup.settings import WHAT, BackupSettings, load_identity
from wbs.cli.backup.shelf import name_of
from wbs.cli.backup.telling import tell_duties, tell_found
from wbs.cli.files import require_new, write_new
from wbs.cli.passphrases import passphrase_options, source_of
from wbs.cli.speech import Speech, spoken
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.crypto.backup import BackupPrivateKey, seal_identity, serialise_identity
from wbs.errors import ConfigError

_FAILED = 1
_MAKE = "make"
_SECRET_MODE = 0o600
Command = Callable[..., None]
_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_folder = click.Path(exists=True, file_okay=False, path_type=Path)


def _identity_option(function: Command) -> Command:
    option = click.option("--key", "key_file", type=_file, required=True, help="The key file that opens backups.")
    return option(passphrase_options(function))


def _shelf_option(function: Command) -> Command:
    return click.option(
        "--folder", type=click.Path(path_type=Path), help="Folder of backups; WBS_BACKUPS, or backups in WBS_DATA."
    )(function)


class _Group(click.Group):
    """`wbs backup` without the name of another command makes a backup."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = [_MAKE, *args]
        return super().parse_args(ctx, args)


@click.group("backup", cls=_Group)
def backup_group() -> None:
    """Backups: made while everything runs, sealed, proved by drills. Without a command: make one."""


@backup_group.command(_MAKE)
@_shelf_option
@click.option("--recipients", type=_file, help="Whom to seal to; WBS_BACKUP_RECIPIENTS, or backup-recipients.txt.")
@spoken
def make_command(*, speech: Speech, folder: Path | None, recipients: Path | None) -> None:
    """Write a backup, while everything runs: database and signed documents, sealed to the operator's keys.

    The credentials are not in it. They belong on paper or a medium of their own (docs/backup.md).
    """
    settings = BackupSettings.from_environment(os.environ, folder, recipients)
    path, digest = make_backup(settings.config, settings.shelf, settings.keys(), SystemClock().today())
    speech.say(f"Ditulis: {path}\nSHA-256: {digest}", f"Written: {path}\nSHA-256: {digest}")


@backup_group.command("key")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--no-passphrase", "is_bare", is_flag=True, help="For drills that a timer runs, on a guarded machine.")
@passphrase_options
@spoken
def key_command(
    *, speech: Speech, target: Path, is_bare: bool, passphrase_file: Path | None, passphrase_fd: int | None
) -> None:
    """Make a key that opens backups, away from the server, and its public half beside it (TARGET.pub)."""
    public = target.with_name(target.name + ".pub")
    require_new(target)
    require_new(public)
    key = BackupPrivateKey.generate()
    data = serialise_identity(key).encode("ascii")
    if not is_bare:
        data = seal_identity(key, source_of(speech, passphrase_file, passphrase_fd).new(WHAT))
    write_new(target, data, _SECRET_MODE)
    write_new(public, f"{key.public.text}\n".encode("ascii"))
    speech.say(
        f"Ditulis: {target} (rahasia; jangan di server), {public.name} (tambahkan ke daftar penerima di server).",
        f"Written: {target} (secret; not on the server), {public.name} (add it to the server's file of recipients).",
    )


@backup_group.command("verify")
@click.argument("backup", type=_file)
@_identity_option
@spoken
def verify_command(
    *, speech: Speech, backup: Path, key_file: Path, passphrase_file: Path | None, passphrase_fd: int | None
) -> None:
    """Open a backup and hold everything in it against its manifest; put nothing back."""
    key = load_identity(key_file, source_of(speech, passphrase_file, passphrase_fd))
    manifest = read_backup(backup, key, Nowhere())
    rows = sum(line.rows for line in manifest.tables)
    speech.say(
        f"Utuh: cadangan tanggal {manifest.day}, skema {manifest.schema}, {len(manifest.tables)} tabel, {rows} baris,"
        f" {len(manifest.documents)} naskah.",
        f"Whole: backup of {manifest.day}, schema {manifest.schema}, {len(manifest.tables)} tables, {rows} rows,"
        f" {len(manifest.documents)} documents.",
    )


@backup_group.command("drill")
@click.argument("backup", type=_file, required=False)
@_shelf_option
@_identity_option
@click.option("--scratch", type=_folder, help="Where the throw-away place is made; the system's own if left out.")
@spoken
def drill_command(
    *,
    speech: Speech,
    backup: Path | None,
    folder: Path | None,
    scratch: Path | None,
    key_file: Path,
    passphrase_file: Path | None,
    passphrase_fd: int | None,
) -> None:
    """Restore the newest backup, or the one named, into a throw-away place; note that it worked."""
    path = backup or _newest(BackupSettings.from_environment(os.environ, folder))
    key = load_identity(key_file, source_of(speech, passphrase_file, passphrase_fd))
    found = drill(path, key, SystemClock(), scratch)
    speech.lines(tell_found(speech, found))
    if not found.inspection.is_whole:
        sys.exit(_FAILED)
    speech.say(f"Latihan berhasil: {path.name}.", f"The drill succeeded: {path.name}.")


@backup_group.command("prune")
@_shelf_option
@click.option("--daily", type=click.IntRange(min=1), default=DAILY, show_default=True, help="Days kept.")
@click.option("--weekly", type=click.IntRange(min=0), default=WEEKLY, show_default=True, help="Weeks kept.")
@spoken
def prune_command(*, speech: Speech, folder: Path | None, daily: int, weekly: int) -> None:
    """Remove old backups; never the newest, nor the newest that a drill restored."""
    shelf = BackupSettings.from_environment(os.environ, folder).shelf
    for one in to_remove(shelf.backups(), shelf.proofs().keys(), daily=daily, weekly=weekly):
        shelf.remove(one)
        speech.say(f"Dihapus: {name_of(one)}", f"Removed: {name_of(one)}")
    speech.say(f"Tersisa: {len(shelf.backups())}", f"Left: {len(shelf.backups())}")


@click.command("restore")
@click.argument("backup", type=_file)
@_identity_option
@click.option("--documents", type=_folder, help="Signed documents that were published after the backup.")
@click.option("--no-newer-documents", "is_newest", is_flag=True, help="Officials published nothing since the backup.")
@click.option(
    "--block", "blocked", multiple=True, metavar="AGENCY/ID", help="Block this officer's account; repeatable."
)
@spoken
def restore_command(
    *,
    speech: Speech,
    backup: Path,
    key_file: Path,
    documents: Path | None,
    is_newest: bool,
    blocked: tuple[str, ...],
    passphrase_file: Path | None,
    passphrase_fd: int | None,
) -> None:
    """Put a backup into an empty place: WBS_DATA without documents, WBS_DATABASE_URL without tables."""
    if (documents is not None) == is_newest:
        raise ConfigError("say --documents FOLDER with what officials published since, or --no-newer-documents")
    config = PortalConfig.from_environment(os.environ)
    key = load_identity(key_file, source_of(speech, passphrase_file, passphrase_fd))
    place = Place(config.data, config.database_url)
    found = restore(backup, key, place, SystemClock(), newer=documents, blocked=blocked)
    speech.lines(tell_found(speech, found))
    speech.lines(tell_duties(speech, found))
    if found.unknown or not found.inspection.is_whole:
        sys.exit(_FAILED)


def _newest(settings: BackupSettings) -> Path:
    found = settings.shelf.backups()
    if not found:
        raise ConfigError(f"there is no backup in {settings.shelf.folder}")
    return settings.shelf.path(found[-1])
