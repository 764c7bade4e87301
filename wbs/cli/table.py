"""Groups of commands whose members are imported only when they are wanted."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class TableGroup(click.Group):
    """A group that finds its commands in a table: name to `module:object`."""

    def __init__(self, *args: Any, table: Mapping[str, str], **options: Any) -> None:
        """Keep the table."""
        super().__init__(*args, **options)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the names in the order of the table."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import one command."""
        if cmd_name not in self._table:
            return None
        module, _, name = self._table[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command
