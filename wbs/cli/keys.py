"""`wbs keys`: the keys that lie with officials, each kind in a module of its own."""

import click

from wbs.cli.table import TableGroup

COMMANDS = {
    "root": "wbs.cli.ceremony.root_key:root_group",
    "recovery": "wbs.cli.recovery.group:recovery_group",
}
"""Module and object of every group."""


@click.group("keys", cls=TableGroup, table=COMMANDS)
def keys_group() -> None:
    """Make and keep the keys of officials. For a computer that never goes online."""
