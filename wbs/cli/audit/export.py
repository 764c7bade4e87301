"""`wbs audit export`: the log as JSON lines for a SIEM. Each line is an entry byte for byte, as the tree hashes it."""

import sys

import click

from wbs.cases.model import AgencyCode
from wbs.cli.audit.opening import agency_option, archive
from wbs.cli.speech import Speech, spoken
from wbs.store.store import Store

BATCH = 5_000


@click.command("export")
@agency_option
@click.option("--jsonl", is_flag=True, required=True, help="JSON, one entry a line; the only form there is.")
@click.option("--from", "start", type=click.IntRange(min=0), default=0, help="Place of the first entry, from 0.")
@spoken
def export_command(*, speech: Speech, agencies: tuple[str, ...], jsonl: bool, start: int) -> None:
    """Write the audit log to standard output, one agency after the other, oldest entry first."""
    del speech, jsonl
    with archive() as opened:
        for agency in opened.agencies(agencies):
            write_lines(opened.store, agency, start)


def write_lines(store: Store, agency: AgencyCode, start: int) -> None:
    """Write an agency's entries from a place on."""
    output = sys.stdout.buffer
    while entries := store.audit.entries(agency, start, BATCH):
        output.write(b"\n".join(entries) + b"\n")
        start += len(entries)
    output.flush()
