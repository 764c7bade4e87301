"""What the commands share: verified documents, and shares turned into keys that match them."""

import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import msgspec

from wbs.cli.recovery.asking import HeldShare, ask_shares
from wbs.cli.speech import Speech
from wbs.crypto.directory import RecoveryShares
from wbs.crypto.recovery import RecoveryKeys, match_keys
from wbs.crypto.shares import combine, sort_sets
from wbs.crypto.trust import TrustBook
from wbs.errors import TrustError
from wbs.web.documents import Documents

Command = Callable[..., None]

agency_option = click.option("--agency", required=True, help="Code of the agency, such as 32.73.")
keys_option = click.option(
    "--keys",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with the signed documents and the anchor.",
)
root_option = click.option("--root", help="Full fingerprint of the installation's roots, to compare with the anchor.")


def share_options(function: Command) -> Command:
    """Give a command `--share-file` and `--keys-count`."""
    file = click.option(
        "--share-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        multiple=True,
        help="Read a share from a file instead of asking; once for each share.",
    )
    count = click.option(
        "--key-count",
        type=click.IntRange(1, 4),
        default=1,
        help="How many keys' shares are typed: 2 if the key was replaced, the old one's and the new one's.",
    )
    return file(count(function))


@dataclass(frozen=True, slots=True)
class Restored:
    """Keys that match the directory, and the shares they came from."""

    keys: RecoveryKeys = field(repr=False)
    shares: list[HeldShare] = field(repr=False)


def load_book(speech: Speech, keys: Path, root: str | None) -> TrustBook:
    """Verify the documents of a folder; say which installation they are of.

    Raises:
        ConfigError: they do not verify.
        TrustError: another installation than `root` says.
    """
    documents = Documents(keys)
    book = documents.current().book
    if root is not None and root != documents.anchor:
        raise TrustError("the documents are of another installation than --root says")
    words = " ".join(book.installation[-1].document.fingerprint_words())
    compared = speech("tidak dibandingkan", "not compared") if root is None else speech("cocok", "matches")
    speech.say(f"Sidik jari instalasi ({compared}): {words}", f"Fingerprint of the installation ({compared}): {words}")
    return book


def shares_of(book: TrustBook, agency: str) -> RecoveryShares:
    """Give who holds shares by the newest roots document.

    Raises:
        TrustError: unknown agency, or one whose roots name no holders.
    """
    trust = book.by_agency.get(agency)
    if trust is None:
        raise TrustError("the agencies document does not list this agency")
    shares = trust.roots[-1].document.recovery
    if shares is msgspec.UNSET:
        raise TrustError("the roots document of this agency names no holders of recovery shares")
    return shares


def restored_keys(speech: Speech, agency: str, book: TrustBook, files: Sequence[Path], key_count: int) -> Restored:
    """Ask for shares, combine them, and compare what they restore with the agency's directories.

    Raises:
        CeremonyError, FormatError: as `ask_shares`.
        TrustError: too few shares, shares that do not fit, or another agency's.
    """
    keep_out_of_core_dumps()
    held = ask_shares(speech, files, shares_of(book, agency).holders, key_count)
    secrets = [combine(texts) for texts in sort_sets([share.text for share in held])]
    return Restored(match_keys(agency, secrets, book), held)


def keep_out_of_core_dumps() -> None:
    """Let a crash leave nothing of a secret on a disk."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def say_match(speech: Speech, keys: RecoveryKeys, book: TrustBook) -> None:
    """Say that the shares restore the directory's key."""
    version = book.newest(keys.agency).document.version
    speech.say(
        f"Bagian-bagian itu memulihkan kunci pemulihan {keys.agency} menurut daftar penerima versi {version}.",
        f"The shares restore the recovery key of {keys.agency} as directory version {version} lists it.",
    )
    if len(keys.opening) > 1:
        speech.say(
            "Kunci lama juga dipulihkan: perkara yang diberikan kepadanya ikut dibuka.",
            "The earlier key was restored, too: what was granted to it opens as well.",
        )
