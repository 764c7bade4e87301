"""`wbs release`: keys of maintainers, and their signatures under the list of what a release consists of."""

from pathlib import Path

import click

from wbs.cli.files import read_small, require_new, write_new
from wbs.cli.options import folder_option
from wbs.cli.passphrases import passphrase_options, source_of
from wbs.cli.speech import Speech, shown, slug, spoken
from wbs.crypto.keys import ReleaseSigningKey, ReleaseVerifyKey
from wbs.crypto.release import (
    MAX_KEY_FILE_BYTES,
    ReleaseKey,
    cosign_list,
    open_release_key,
    parse_list,
    release_key_words,
    seal_release_key,
    sign_list,
    verify_list,
)
from wbs.errors import CeremonyError, SignatureError, UnsealError

_WHAT = ("kunci rilis", "the release key")
_SECRET_MODE = 0o600
_ENVELOPE = b'{"payload":'


@click.group("release")
def release_group() -> None:
    """Keys of maintainers, and what they sign."""


@release_group.command("key")
@click.option("--holder", required=True, help="Who holds the key.")
@folder_option
@passphrase_options
@spoken
def key_command(
    *, speech: Speech, holder: str, folder: Path, passphrase_file: Path | None, passphrase_fd: int | None
) -> None:
    """Make a release key on a computer that never goes online."""
    target = folder / f"release-{slug(holder)}.age"
    require_new(target)
    made = ReleaseKey(ReleaseSigningKey.generate(), holder)
    passphrase = source_of(speech, passphrase_file, passphrase_fd).new(_WHAT)
    write_new(target, seal_release_key(made, passphrase), _SECRET_MODE)
    if open_release_key(read_small(target, MAX_KEY_FILE_BYTES), passphrase).key.public != made.key.public:
        raise CeremonyError(f"{target.name} does not hold what was written; the medium may be broken")
    speech.lines([f"{target.name}", *_lines(made.key.public)])


@release_group.command("sign")
@click.argument("list_file", type=click.Path(path_type=Path))
@click.option("--key-file", type=click.Path(path_type=Path), required=True, help="The maintainer's key file.")
@click.option("--out", "target", type=click.Path(path_type=Path), required=True, help="The new file.")
@passphrase_options
@spoken
def sign_command(
    *,
    speech: Speech,
    list_file: Path,
    key_file: Path,
    target: Path,
    passphrase_file: Path | None,
    passphrase_fd: int | None,
) -> None:
    """Sign the list of a release, or add a signature to one that another maintainer signed."""
    require_new(target)
    data = read_small(list_file).removesuffix(b"\n")
    sealed = read_small(key_file, MAX_KEY_FILE_BYTES)
    try:
        key = open_release_key(sealed, source_of(speech, passphrase_file, passphrase_fd).existing(_WHAT)).key
    except UnsealError:
        raise CeremonyError("the passphrase is wrong, or the key file was altered") from None
    signed = cosign_list(data, key) if data.startswith(_ENVELOPE) else sign_list(data, key)
    write_new(target, signed)
    speech.lines([f"{target.name}", *_lines(key.public)])


@release_group.command("show")
@click.argument("list_file", type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, help="A release key (ed25519:…) to look for; may be given again.")
@spoken
def show_command(*, speech: Speech, list_file: Path, keys: tuple[str, ...]) -> None:
    """Show what a list names, and which of the keys signed it."""
    data = read_small(list_file).removesuffix(b"\n")
    parsed = [ReleaseVerifyKey.parse(key) for key in keys]
    statement = parse_list(data) if not data.startswith(_ENVELOPE) else verify_list(data, parsed, 1)
    if not data.startswith(_ENVELOPE):
        speech.warn("Daftar ini belum ditandatangani siapa pun.", "Nobody has signed this list yet.")
    speech.lines([f"wbs {shown(statement.version)}  {shown(statement.predicate.releaseId)}"])
    speech.lines(f"{digest}  {name}" for name, digest in statement.digests().items() if "/" not in name)
    for key in parsed:
        if _signed(data, key):
            speech.lines(_lines(key))


def _signed(data: bytes, key: ReleaseVerifyKey) -> bool:
    try:
        verify_list(data, [key], 1)
    except SignatureError:
        return False
    return True


def _lines(key: ReleaseVerifyKey) -> list[str]:
    return [f"  {key.text}", f"  {' '.join(release_key_words(key))}"]
