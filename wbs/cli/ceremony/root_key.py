"""`wbs keys root`: an official's own key, made and kept on a computer that never goes online."""

from collections.abc import Callable
from pathlib import Path

import click

from wbs.cli.ceremony.records import Record, terminal_qr
from wbs.cli.ceremony.signing import Memory
from wbs.cli.files import read_small, write_new
from wbs.cli.options import day_option, folder_option, issue_day
from wbs.cli.passphrases import PassphraseSource, passphrase_options, source_of
from wbs.cli.speech import Speech, quoted, shown, slug, spoken
from wbs.crypto.keys import RootSigningKey
from wbs.crypto.root_key import (
    MAX_KEY_FILE_BYTES,
    RootCard,
    RootKey,
    open_root_key,
    root_key_words,
    seal_root_key,
    verify_card,
)
from wbs.errors import CeremonyError, UnsealError

WHAT = ("kunci induk", "the root key")
_SECRET_MODE = 0o600


@click.group("root")
def root_group() -> None:
    """An official's root key."""


@root_group.command("new")
@click.option("--office", required=True, help="The office that holds the key, such as Inspektur.")
@folder_option
@day_option
@passphrase_options
@spoken
def new_command(
    *,
    speech: Speech,
    office: str,
    folder: Path,
    day: str | None,
    passphrase_file: Path | None,
    passphrase_fd: int | None,
) -> None:
    """Make a root key: the key file, its public card, and a record to print."""
    stem = f"root-{slug(office)}"
    targets = [folder / f"{stem}{ending}" for ending in (".age", ".card.json", ".txt", ".html")]
    for target in targets:
        if target.exists():
            raise CeremonyError(f"{target.name} exists already; nothing is overwritten")
    root = RootKey(RootSigningKey.generate(), office, issue_day(day))
    card = root.card()
    passphrase = source_of(speech, passphrase_file, passphrase_fd).new(WHAT)
    _keep(targets[0], root, passphrase)
    write_new(targets[1], card)
    record = _record(speech, verify_card(card))
    record.write(folder / stem)
    speech.lines(record.lines)
    speech.say(
        f"\nDitulis di {folder}: {stem}.age (rahasia), {stem}.card.json (untuk naskah akar), {stem}.txt dan .html "
        "(untuk dicetak).",
        f"\nWritten to {folder}: {stem}.age (secret), {stem}.card.json (for the roots), {stem}.txt and .html (print).",
    )


@root_group.command("show")
@click.argument("card", type=click.Path(path_type=Path))
@spoken
def show_command(*, speech: Speech, card: Path) -> None:
    """Show a root key's card: its office, eight words, and QR code. Needs no passphrase."""
    verified = verify_card(read_small(card).removesuffix(b"\n"))
    speech.lines(_lines(speech, verified))
    click.echo(terminal_qr(verified.key))


@root_group.command("passphrase")
@click.argument("key_file", type=click.Path(path_type=Path))
@click.option("--out", "target", type=click.Path(path_type=Path), required=True, help="The new key file.")
@click.option(
    "--new-passphrase-file",
    "new_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the new passphrase from a file's first line instead of the terminal.",
)
@passphrase_options
@spoken
def passphrase_command(
    *,
    speech: Speech,
    key_file: Path,
    target: Path,
    new_file: Path | None,
    passphrase_file: Path | None,
    passphrase_fd: int | None,
) -> None:
    """Write the same root key into a new file under another passphrase."""
    root = load_root_key(key_file, source_of(speech, passphrase_file, passphrase_fd))
    memory = Memory.beside(key_file, root.key.public)
    _keep(target, root, PassphraseSource(new_file, None, speech).new(WHAT))
    if not memory.is_new:
        memory.copy_beside(target)
    speech.say(
        f"Ditulis: {target}. Berkas lama masih terbuka dengan frasa sandi lama: musnahkan flashdisk lamanya.",
        f"Written: {target}. The old file still opens with the old passphrase: destroy its medium.",
    )


def load_root_key(path: Path, source: PassphraseSource) -> RootKey:
    """Read a key file and open it.

    Raises:
        CeremonyError: it cannot be read, no passphrase is there, or a wrong one.
        FormatError, UnknownVersionError: not a key file.
    """
    data = read_small(path, MAX_KEY_FILE_BYTES)
    passphrase = source.existing(WHAT)
    try:
        return open_root_key(data, passphrase)
    except UnsealError:
        raise CeremonyError("the passphrase is wrong, or the key file was altered") from None


def _keep(path: Path, root: RootKey, passphrase: str) -> None:
    """Write a key file, then open it again from its medium: a key nobody can open must not sign anything."""
    write_new(path, seal_root_key(root, passphrase), _SECRET_MODE)
    if open_root_key(read_small(path, MAX_KEY_FILE_BYTES), passphrase).key.public != root.key.public:
        raise CeremonyError(f"{path.name} does not hold what was written; the medium may be broken")


def _lines(speech: Speech, card: RootCard) -> list[str]:
    say: Callable[[str, str], str] = speech
    return [
        say("KUNCI INDUK", "ROOT KEY"),
        f"  {say('jabatan', 'office'):<14}{quoted(card.office)}",
        f"  {say('dibuat', 'made'):<14}{card.day}",
        f"  {say('delapan kata', 'eight words'):<14}{' '.join(root_key_words(card.public()))}",
        f"  {say('kunci', 'key'):<14}{card.key}",
    ]


def _record(speech: Speech, card: RootCard) -> Record:
    return Record(
        language=speech("id", "en"),
        title=speech("Catatan kunci induk", "Record of a root key"),
        lines=[
            *_lines(speech, card),
            "",
            speech(
                "Bagian rahasia kunci ini hanya ada di flashdisk pemegangnya, tertutup frasa sandi.",
                "The secret half of this key exists on its holder's medium only, closed by a passphrase.",
            ),
            speech(
                "Bandingkan delapan kata ini dengan layar setiap kali kunci ini tercantum dalam sebuah naskah akar.",
                "Compare these eight words with the screen whenever this key stands in a roots document.",
            ),
        ],
        codes=[(speech("Kunci", "Key"), card.key)],
        signatures=[shown(card.office)],
    )
