"""Asks officials for their shares, one at a time, and shows new ones, one at a time.

A share stands on the screen only while its holder sits before it, and on a disk only if somebody asked for that.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from wbs.cli.files import read_small, write_new
from wbs.cli.speech import Speech, quoted, slug
from wbs.crypto.directory import RecoveryShares
from wbs.crypto.shares import SHARE_WORDS, check_share, threshold_of
from wbs.errors import CeremonyError, FormatError

_MAX_SHARE_BYTES = 4096
_TRIES = 3
_ASKED_WORDS = (5, 17, 29)
"""Words that a holder types back; the first four are the same for all holders."""
_COLUMNS = 3
_SHARE_LINE = "share:"
_HOLDER_LINE = "holder:"


@dataclass(frozen=True, slots=True)
class HeldShare:
    """A share and the office that brought it."""

    text: str = field(repr=False)
    holder: str


def wipe() -> None:
    """Clear the screen, and what a terminal keeps above it."""
    if sys.stdout.isatty():
        click.echo("\033[3J", nl=False)
    click.clear()


def read_share(path: Path) -> HeldShare:
    """Read a share that was written to a file of its own.

    Raises:
        CeremonyError: it cannot be read.
        FormatError: it holds no share.
    """
    lines = read_small(path, _MAX_SHARE_BYTES).decode("utf-8", "replace").splitlines()
    found = {line.partition(":")[0].strip() + ":": line.partition(":")[2].strip() for line in lines if ":" in line}
    text = found.get(_SHARE_LINE, " ".join(lines))
    return HeldShare(check_share(text), found.get(_HOLDER_LINE, path.stem))


def ask_shares(speech: Speech, files: Sequence[Path], holders: Sequence[str], sets: int = 1) -> list[HeldShare]:
    """Read the shares of files, or else ask for as many as their set needs.

    Raises:
        CeremonyError: a file cannot be read, or no share was typed in three tries.
        FormatError: a file holds no share.
    """
    if files:
        return [read_share(path) for path in files]
    shares: list[HeldShare] = []
    for number in range(sets):
        if sets > 1:
            speech.say(f"\nKunci ke-{number + 1} dari {sets}", f"\nKey {number + 1} of {sets}")
        shares += _ask_set(speech, holders)
    return shares


def _ask_set(speech: Speech, holders: Sequence[str]) -> list[HeldShare]:
    first = _ask_share(speech, 1, holders)
    needed = threshold_of(first.text)
    return [first, *(_ask_share(speech, number, holders, needed) for number in range(2, needed + 1))]


def _ask_share(speech: Speech, number: int, holders: Sequence[str], needed: int | None = None) -> HeldShare:
    of = "" if needed is None else speech(f" dari {needed}", f" of {needed}")
    holder = _ask_holder(speech, number, of, holders)
    for _ in range(_TRIES):
        question = speech(f"Ketik {SHARE_WORDS} kata bagian Anda", f"Type the {SHARE_WORDS} words of your share")
        typed: str = click.prompt(question, default="", show_default=False)
        wipe()
        try:
            return HeldShare(check_share(typed), holder)
        except FormatError:
            speech.say(
                "Itu belum benar: ada kata yang salah atau kurang. Periksa tiap kata, lalu ketik lagi.",
                "Not right yet: a word is wrong or missing. Check every word and type them again.",
            )
    raise CeremonyError("no share was typed in three tries")


def _ask_holder(speech: Speech, number: int, of: str, holders: Sequence[str]) -> str:
    speech.say(f"\nBagian {number}{of}. Siapa pemegangnya?", f"\nShare {number}{of}. Who holds it?")
    for at, holder in enumerate(holders, 1):
        click.echo(f"  {at}. {quoted(holder)}")
    chosen: int = click.prompt(speech("Nomor", "Number"), type=click.IntRange(1, len(holders)))
    return holders[chosen - 1]


def hand_out(speech: Speech, texts: Sequence[str], shares: RecoveryShares, agency: str, *, yes: bool) -> None:
    """Show each holder the own share and nobody else's, and let them type back three of its words.

    Raises:
        CeremonyError: a holder did not type what stands on the screen.
    """
    for at, (text, holder) in enumerate(zip(texts, shares.holders, strict=True), 1):
        if not yes:
            speech.say(
                f"\nBagian {at} dari {len(texts)} untuk {quoted(holder)}. Yang lain keluar dari ruangan.",
                f"\nShare {at} of {len(texts)} for {quoted(holder)}. Everybody else leaves the room.",
            )
            click.prompt(speech("Tekan Enter bila siap", "Press Enter when ready"), default="", show_default=False)
        for line in sheet(speech, text, holder, shares, agency):
            click.echo(line)
        if not yes:
            _confirm(speech, text.split())
            wipe()


def sheet(speech: Speech, text: str, holder: str, shares: RecoveryShares, agency: str) -> list[str]:
    """Give the lines of one holder's sheet, to be copied onto paper."""
    words = text.split()
    rows = -(-len(words) // _COLUMNS)
    table = [
        "  ".join(f"{at + 1:2}. {words[at]:<10}" for at in range(row, len(words), rows)).rstrip() for row in range(rows)
    ]
    needed, count = shares.threshold, len(shares.holders)
    return [
        "",
        speech(f"Kunci pemulihan {agency}", f"Recovery key of {agency}"),
        speech(f"Pemegang: {quoted(holder)}", f"Holder: {quoted(holder)}"),
        speech(
            f"{needed} dari {count} bagian memulihkan kunci. Tulis di kertas, simpan terkunci, jangan difoto.",
            f"{needed} of {count} shares restore the key. Write it on paper, lock it away, take no photograph.",
        ),
        "",
        *table,
        "",
    ]


def write_shares(folder: Path, texts: Sequence[str], shares: RecoveryShares, agency: str) -> list[Path]:
    """Write one file for each holder, readable by its owner alone; for media that go to one holder each.

    Raises:
        CeremonyError: a file exists already, or cannot be written.
    """
    paths = [folder / f"recovery-share-{agency}-{slug(holder)}.txt" for holder in shares.holders]
    if len(set(paths)) != len(paths):
        paths = [folder / f"recovery-share-{agency}-{at}.txt" for at in range(1, len(texts) + 1)]
    for path in paths:
        if path.exists():
            raise CeremonyError(f"{path.name} exists already; nothing is overwritten")
    for path, text, holder in zip(paths, texts, shares.holders, strict=True):
        lines = [f"agency: {agency}", f"{_HOLDER_LINE} {holder}", f"{_SHARE_LINE} {text}", ""]
        write_new(path, "\n".join(lines).encode(), mode=0o600)
    return paths


def _confirm(speech: Speech, words: Sequence[str]) -> None:
    for number in _ASKED_WORDS:
        for _ in range(_TRIES):
            typed: str = click.prompt(
                speech(f"Dari kertas: kata ke-{number}", f"From the paper: word {number}"),
                default="",
                show_default=False,
            )
            if typed.strip().lower() == words[number - 1]:
                break
            speech.say("Tidak sama. Periksa kertas.", "Not the same. Check the paper.")
        else:
            raise CeremonyError("a share was not confirmed; nothing was made")
