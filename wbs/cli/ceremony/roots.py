"""`wbs roots`: who may sign for an agency, and how many of them must."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import msgspec

from wbs.cli.ceremony.shelf import read_document, read_shelf
from wbs.cli.ceremony.steps import FILE, FOLDER, add_steps, write_draft
from wbs.cli.ceremony.telling import tell_roots
from wbs.cli.options import Command, folder_option
from wbs.cli.speech import Speech, quoted, spoken
from wbs.crypto.directory import RecoveryShares, RootKey, Roots
from wbs.crypto.drafts import draft_first_roots, draft_next_roots
from wbs.crypto.root_key import verify_card
from wbs.errors import CeremonyError


@click.group("roots")
def roots_group() -> None:
    """Who may sign for an agency."""


def recovery_options(function: Command) -> Command:
    """Give a command the options for holders of recovery shares."""
    threshold = click.option(
        "--recovery-threshold", type=click.IntRange(min=2), help="How many shares restore the recovery key."
    )
    holders = click.option("--recovery-holder", "holders", multiple=True, help="Office that holds a share; repeat it.")
    return threshold(holders(function))


@roots_group.command("draft")
@click.argument("cards", type=FILE, nargs=-1, required=True)
@click.option("--agency", required=True, help="Agency code, such as 61.08; 00 is the installation.")
@click.option("--threshold", type=click.IntRange(min=2), default=2, show_default=True, help="Signatures needed.")
@recovery_options
@folder_option
@spoken
def draft_command(
    *,
    speech: Speech,
    cards: tuple[Path, ...],
    agency: str,
    threshold: int,
    recovery_threshold: int | None,
    holders: tuple[str, ...],
    folder: Path,
) -> None:
    """Draft an agency's first roots from its officials' cards."""
    shares = _shares(recovery_threshold, holders)
    draft = draft_first_roots(agency, _keys_on(cards), threshold, shares)
    speech.lines(tell_roots(draft, None, speech))
    write_draft(draft, folder, speech)


@roots_group.command("change")
@click.option("--agency", required=True, help="Agency code; 00 is the installation.")
@click.option("--documents", type=FOLDER, default=Path(), help="Folder with the documents so far.")
@click.option("--add", "cards", type=FILE, multiple=True, help="Card of an official who joins; repeat it.")
@click.option("--remove", "offices", multiple=True, help="Office whose key leaves; repeat it.")
@click.option("--threshold", type=click.IntRange(min=2), help="Signatures needed; as before if left out.")
@click.option("--no-recovery", is_flag=True, help="No holders of recovery shares any more.")
@recovery_options
@folder_option
@spoken
def change_command(  # noqa: PLR0913 - one argument per option
    *,
    speech: Speech,
    agency: str,
    documents: Path,
    cards: tuple[Path, ...],
    offices: tuple[str, ...],
    threshold: int | None,
    no_recovery: bool,
    recovery_threshold: int | None,
    holders: tuple[str, ...],
    folder: Path,
) -> None:
    """Draft the next roots: officials join or leave. The old and the new officials must both sign."""
    previous = read_shelf(documents).roots(agency)[-1].document
    shares = _shares(recovery_threshold, holders) or _shares_of(previous)
    draft = draft_next_roots(
        previous,
        [*_staying(previous, offices), *_keys_on(cards)],
        threshold or previous.threshold,
        None if no_recovery else shares,
    )
    speech.lines(tell_roots(draft, previous, speech))
    write_draft(draft, folder, speech)
    speech.warn(
        "naskah ini perlu tanda tangan pejabat lama dan pejabat baru, dan bersamanya terbit daftar penerima "
        "(untuk 00: daftar inspektorat) yang baru di bawah akar ini.",
        "this needs the signatures of the old and of the new officials, and is published together with a new "
        "directory (for 00: agencies document) under these roots.",
    )


add_steps(roots_group, "roots")


def _keys_on(cards: Iterable[Path]) -> list[RootKey]:
    verified = [verify_card(read_document(card)) for card in cards]
    return [RootKey(key=card.key, office=card.office) for card in verified]


def _staying(previous: Roots, leaving: Sequence[str]) -> list[RootKey]:
    unknown = set(leaving) - {entry.office for entry in previous.keys}
    if unknown:
        raise CeremonyError(f"no root key is held by {quoted(min(unknown))}")
    return [entry for entry in previous.keys if entry.office not in leaving]


def _shares(threshold: int | None, holders: Sequence[str]) -> RecoveryShares | None:
    if (threshold is None) != (not holders):
        raise CeremonyError("say both how many shares restore the recovery key and who holds them")
    return None if threshold is None else RecoveryShares(threshold=threshold, holders=list(holders))


def _shares_of(roots: Roots) -> RecoveryShares | None:
    return None if roots.recovery is msgspec.UNSET else roots.recovery
