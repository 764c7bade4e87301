"""`wbs audit checkpoint`: prints the newest checkpoint with its signatures, to be kept out of the server's reach."""

import click

from wbs.cases.log.log_check import StoredCheckpoint
from wbs.cases.model import AgencyCode
from wbs.cli.audit.opening import Archive, agency_option, archive
from wbs.cli.speech import Speech, spoken
from wbs.crypto.checkpoint import Checkpoint, Cosignature, note_text, parse_note
from wbs.crypto.witness import log_origin, witnesses_of
from wbs.errors import FormatError, NotFoundError


@click.command("checkpoint")
@agency_option
@spoken
def checkpoint_command(*, speech: Speech, agencies: tuple[str, ...]) -> None:
    """Print the newest checkpoint of each agency, as text for print or mail."""
    del speech  # the text is the same in every language: it is what was signed
    with archive() as opened:
        notes = [newest_note(opened, agency) for agency in opened.agencies(agencies)]
    if not notes:
        raise NotFoundError("there is no audit log yet")
    click.echo("\n".join(notes), nl=False)


def newest_note(opened: Archive, agency: AgencyCode) -> str:
    """Write the newest checkpoint with its signatures.

    Raises:
        NotFoundError: `wbs maintain` has not made one yet.
        FormatError: what the database holds is no checkpoint that anybody could read.
    """
    points = opened.store.audit.checkpoints(agency, 1)
    if not points:
        raise NotFoundError("there is no checkpoint yet; wbs maintain makes them")
    return _note(opened, agency, points[0])


def _note(opened: Archive, agency: AgencyCode, point: StoredCheckpoint) -> str:
    """Write the note with the signatures that are an auditor's: rows that somebody made up must not spoil it."""
    checkpoint = Checkpoint(log_origin(opened.book, agency), point.size, point.root)
    if parse_note(note_text(checkpoint))[0] != checkpoint:
        raise FormatError("not a checkpoint")
    stored = opened.store.audit.cosignatures(agency, point.size)
    signatures = [Cosignature(f"{agency}/{one.officer}", one.raw) for one in stored]
    _, others = witnesses_of(opened.book, checkpoint, signatures)
    return note_text(checkpoint, [one for one in signatures if one not in others])
