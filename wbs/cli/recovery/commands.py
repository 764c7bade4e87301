"""`wbs keys recovery new`, `split`, `combine`, `drill`: the shares themselves, on a computer that never goes online."""

from pathlib import Path

import click

from wbs.cli.files import require_new, write_new
from wbs.cli.options import day_option, folder_option, issue_day
from wbs.cli.recovery.asking import HeldShare, hand_out, write_shares
from wbs.cli.recovery.restored import (
    agency_option,
    keep_out_of_core_dumps,
    keys_option,
    load_book,
    restored_keys,
    root_option,
    say_match,
    share_options,
    shares_of,
)
from wbs.cli.speech import Speech, quoted, spoken
from wbs.crypto.directory import RecoveryShares
from wbs.crypto.keys import RecoverySecret
from wbs.crypto.recovery import sign_card, state_drill, verify_card
from wbs.crypto.shares import combine, split
from wbs.crypto.trust import TrustBook

yes_option = click.option("--yes", is_flag=True, help="Ask nothing; for scripts.")
files_option = click.option(
    "--share-files",
    "share_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Write each share to a file of its own in this folder instead of showing it.",
)


@click.command("new")
@agency_option
@keys_option
@root_option
@files_option
@folder_option
@day_option
@yes_option
@spoken
def new_command(
    *,
    speech: Speech,
    agency: str,
    keys: Path,
    root: str | None,
    share_folder: Path | None,
    folder: Path,
    day: str | None,
    yes: bool,
) -> None:
    """Make a recovery key, give each holder a share, and write the public card for the next directory."""
    keep_out_of_core_dumps()
    book = load_book(speech, keys, root)
    shares = shares_of(book, agency)
    _require_compared(speech, book, shares, agency, yes=yes)
    path = folder / f"recovery-{agency}.card.json"
    require_new(path)
    secret = RecoverySecret.generate()
    _give(speech, secret, shares, agency, share_folder, yes=yes)
    card = sign_card(secret, agency, shares, issue_day(day))
    write_new(path, card)
    words = " ".join(verify_card(card).words())
    speech.say(
        f"Kartu umum: {path.name}. Delapan kata untuk dicocokkan: {words}",
        f"Public card: {path.name}. Eight words to compare: {words}",
    )


@click.command("split")
@agency_option
@keys_option
@root_option
@share_options
@files_option
@yes_option
@spoken
def split_command(
    *,
    speech: Speech,
    agency: str,
    keys: Path,
    root: str | None,
    share_file: tuple[Path, ...],
    key_count: int,
    share_folder: Path | None,
    yes: bool,
) -> None:
    """Give new shares of the same key to the holders whom the newest roots document names. Burn the old shares."""
    book = load_book(speech, keys, root)
    shares = shares_of(book, agency)
    _require_compared(speech, book, shares, agency, yes=yes)
    found = restored_keys(speech, agency, book, share_file, key_count)
    say_match(speech, found.keys, book)
    _give(speech, found.keys.signing, shares, agency, share_folder, yes=yes)
    speech.warn(
        "bagian lama masih memulihkan kunci yang sama sampai semuanya dibakar",
        "the old shares still restore the same key until all of them are burnt",
    )


@click.command("combine")
@agency_option
@keys_option
@root_option
@share_options
@spoken
def combine_command(
    *, speech: Speech, agency: str, keys: Path, root: str | None, share_file: tuple[Path, ...], key_count: int
) -> None:
    """Say whether shares restore the key of the newest directory. Writes nothing, opens nothing."""
    book = load_book(speech, keys, root)
    say_match(speech, restored_keys(speech, agency, book, share_file, key_count).keys, book)


@click.command("drill")
@agency_option
@keys_option
@root_option
@share_options
@folder_option
@day_option
@spoken
def drill_command(
    *,
    speech: Speech,
    agency: str,
    keys: Path,
    root: str | None,
    share_file: tuple[Path, ...],
    key_count: int,
    folder: Path,
    day: str | None,
) -> None:
    """Prove that the shares restore the key, without touching a case; write a signed statement of it."""
    book = load_book(speech, keys, root)
    when = issue_day(day, book.newest(agency).document.issued)
    path = folder / f"drill-{agency}-{when}.json"
    require_new(path)
    found = restored_keys(speech, agency, book, share_file, key_count)
    say_match(speech, found.keys, book)
    write_new(path, state_drill(found.keys, book, _holders(found.shares), when))
    speech.say(
        f"Latihan tercatat: {path.name}. Salin ke folder dokumen pada server, supaya `wbs doctor` mengetahuinya.",
        f"The drill is on record: {path.name}. Copy it to the documents' folder of the server, so that `wbs doctor`"
        " knows.",
    )


def _require_compared(speech: Speech, book: TrustBook, shares: RecoveryShares, agency: str, *, yes: bool) -> None:
    """Ask whether these are the roots on paper: self-made ones, or old ones, would name other holders or fewer."""
    words = " ".join(book.by_agency[agency].roots[-1].document.fingerprint_words())
    needed, count = shares.threshold, len(shares.holders)
    speech.say(
        f"Akar {agency}: {words}. {needed} dari {count} bagian memulihkan kunci. Pemegang:",
        f"Roots of {agency}: {words}. {needed} of {count} shares restore the key. Holders:",
    )
    speech.lines(f"  - {quoted(holder)}" for holder in shares.holders)
    speech.require(
        "Samakah semuanya dengan berita acara akar di kertas?",
        "Is all of it as on the paper record of the roots?",
        yes=yes,
    )


def _give(
    speech: Speech, secret: RecoverySecret, shares: RecoveryShares, agency: str, folder: Path | None, *, yes: bool
) -> None:
    texts = split(secret, shares)
    for start in range(len(texts) - shares.threshold + 1):
        combine(texts[start : start + shares.threshold])
    if folder is None:
        hand_out(speech, texts, shares, agency, yes=yes)
        return
    for path in write_shares(folder, texts, shares, agency):
        speech.say(f"Bagian: {path.name}", f"Share: {path.name}")


def _holders(shares: list[HeldShare]) -> list[str]:
    return list(dict.fromkeys(share.holder for share in shares))
