"""The group `wbs keys recovery`."""

import click

from wbs.cli.table import TableGroup

COMMANDS = {
    "new": "wbs.cli.recovery.commands:new_command",
    "split": "wbs.cli.recovery.commands:split_command",
    "combine": "wbs.cli.recovery.commands:combine_command",
    "drill": "wbs.cli.recovery.commands:drill_command",
    "export": "wbs.cli.recovery.regrant:export_command",
    "regrant": "wbs.cli.recovery.regrant:regrant_command",
    "import": "wbs.cli.recovery.regrant:import_command",
}
"""Module and object of every command."""


@click.group("recovery", cls=TableGroup, table=COMMANDS)
def recovery_group() -> None:
    """An agency's recovery key: shares on paper, drills, and cases restored when officers' keys are lost."""
