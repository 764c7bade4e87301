"""`wbs audit`: the log of what officers did, read from the database and held against what was kept outside."""

import click

from wbs.cli.table import TableGroup

COMMANDS = {
    "verify": "wbs.cli.audit.verify:verify_command",
    "checkpoint": "wbs.cli.audit.checkpoint:checkpoint_command",
    "export": "wbs.cli.audit.export:export_command",
}
"""Module and object of every command."""


@click.group("audit", cls=TableGroup, table=COMMANDS)
def audit_group() -> None:
    """Verify, print and export the log of what officers did. Reads the database, changes nothing."""
