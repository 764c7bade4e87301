"""`wbs audit verify`: holds the log against its own hashes and against checkpoints from outside.

Ends with 1 if anything does not match; what was proved and what not is said in words (`telling`).
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from wbs.cases.log.log_check import check_log
from wbs.cases.model import AgencyCode
from wbs.cli.audit.opening import Archive, agency_option, archive
from wbs.cli.audit.telling import Compared, Outcome, tell
from wbs.cli.files import read_small
from wbs.cli.speech import Speech, quoted, spoken
from wbs.crypto.checkpoint import MAX_TEXT, Checkpoint, Cosignature, parse_note, parse_origin
from wbs.crypto.witness import log_origin, witnesses_of
from wbs.errors import FormatError

_FAILED = 1
_ALL = 1 << 31
Note = tuple[str, Checkpoint, tuple[Cosignature, ...]]
"""How its file is called, and what it says. Two auditors' files may have one name."""


@click.command("verify")
@agency_option
@click.option(
    "--since",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A checkpoint that was kept outside this server; may be given several times.",
)
@spoken
def verify_command(*, speech: Speech, agencies: tuple[str, ...], files: tuple[Path, ...]) -> None:
    """Verify the audit log, and hold it against checkpoints that were kept outside."""
    notes = [_read(path) for path in files]
    with archive() as opened:
        strangers = [note for note in notes if not _is_ours(opened, note[1])]
        own = [note for note in notes if note not in strangers]
        asked = {*agencies, *(parse_origin(checkpoint.origin)[1] for _, checkpoint, _ in own)}
        outcomes = [verify(opened, agency, own) for agency in opened.agencies(tuple(sorted(asked)))]
    speech.lines(_stranger(speech, name) for name, _, _ in strangers)
    for outcome in outcomes:
        speech.lines(tell(speech, outcome))
    if not outcomes and not strangers:
        speech.say("Belum ada jejak audit.", "There is no audit log yet.")
    if strangers or not all(outcome.is_whole for outcome in outcomes):
        sys.exit(_FAILED)


def verify(opened: Archive, agency: AgencyCode, notes: Iterable[Note]) -> Outcome:
    """Check one agency's log against itself and those of the checkpoints that are of this log."""
    origin = log_origin(opened.book, agency)
    own = [note for note in notes if note[1].origin == origin]
    outside = [(checkpoint.size, checkpoint.root) for _, checkpoint, _ in own]
    verdict = opened.store.audit.inspect(agency, lambda log: check_log(agency, log, outside))
    compared = []
    for name, checkpoint, signatures in own:
        is_matching = verdict.roots.get(checkpoint.size) == checkpoint.root
        compared.append(
            Compared(name, checkpoint.size, is_matching, *witnesses_of(opened.book, checkpoint, signatures))
        )
    entry = opened.book.agencies.document.entry(agency)
    name = "" if entry is None else entry.name
    return Outcome(agency, name, verdict, tuple(compared), tuple(_badly_signed(opened, agency, origin)))


def _badly_signed(opened: Archive, agency: AgencyCode, origin: str) -> Iterable[int]:
    for point in opened.store.audit.checkpoints(agency, _ALL):
        stored = opened.store.audit.cosignatures(agency, point.size)
        signatures = [Cosignature(f"{agency}/{one.officer}", one.raw) for one in stored]
        _, others = witnesses_of(opened.book, Checkpoint(origin, point.size, point.root), signatures)
        if others:
            yield point.size


def _read(path: Path) -> Note:
    try:
        return (path.name, *parse_note(read_small(path, MAX_TEXT).decode()))
    except UnicodeDecodeError:
        raise FormatError("a checkpoint is text in UTF-8") from None


def _is_ours(opened: Archive, checkpoint: Checkpoint) -> bool:
    return checkpoint.origin == log_origin(opened.book, parse_origin(checkpoint.origin)[1])


def _stranger(speech: Speech, name: str) -> str:
    return speech(
        f"TIDAK COCOK: {quoted(name)} adalah titik periksa jejak audit lain.",
        f"MISMATCH: {quoted(name)} is a checkpoint of another log.",
    )
