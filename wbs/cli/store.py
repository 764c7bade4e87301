"""`wbs store`: what an operator does with a whole database. Opens nothing that is sealed."""

from functools import partial

import click

from wbs.cases.log.log_check import check_log
from wbs.cli.speech import shown
from wbs.errors import AuditLogError
from wbs.store.copying import copy_store
from wbs.store.store import open_store


@click.group("store")
def store_group() -> None:
    """Work on a whole database."""


@store_group.command("copy")
@click.argument("source")
@click.argument("target")
def copy_command(source: str, target: str) -> None:
    """Copy a database to another, such as from SQLite to PostgreSQL; both are addresses as in WBS_DATABASE_URL.

    Stop all services first. A copy that was interrupted goes on when the same words are said again. The source stays.
    """
    copy_store(source, target, _tell)
    click.echo(f"copied; {_checked_logs(target)} audit logs match")


def _tell(table: str, rows: int, digest: bytes) -> None:
    click.echo(f"{digest.hex()[:16] if rows else '-' * 16}  {rows:>10}  {shown(table)}")


def _checked_logs(url: str) -> int:
    """Check every audit log of the copy; give how many there are.

    Raises:
        AuditLogError: one does not match. It did not in the source either: all digests are the same.
    """
    store = open_store(url, read_only=True)
    try:
        agencies = store.audit.agencies()
        for agency in agencies:
            if not store.audit.inspect(agency, partial(check_log, agency)).is_whole:
                raise AuditLogError(f"the log of {agency} was changed or is damaged: run wbs audit verify")
    finally:
        store.close()
    return len(agencies)
