"""`wbs audit export`: the log as JSON lines for a SIEM. Each line is an entry byte for byte, as the tree hashes it."""

import sys

import click

from wbs.cases.log.log_check import LogReading
from wbs.cli.audit.opening import agency_option, archive
from wbs.cli.speech import Speech, spoken
from wbs.errors import AuditLogError


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
            opened.store.audit.inspect(agency, lambda log: write_lines(log, start))


def write_lines(log: LogReading, start: int) -> None:
    """Write an agency's entries from a place on, up to the first that is not as it was written.

    Raises:
        AuditLogError: an entry is missing, or is no single line.
    """
    output = sys.stdout.buffer
    for expected, row in enumerate(log.rows()):
        if row.place != expected or b"\n" in row.entry:
            output.flush()
            raise AuditLogError(f"entry {expected} is missing or was changed: run wbs audit verify")
        if expected >= start:
            output.write(row.entry + b"\n")
    output.flush()
