"""The `wbs` command: a table of commands, each imported only when it is wanted."""

import sys
from importlib import import_module
from typing import Any

import click

from wbs import __version__
from wbs.errors import WbsError

COMMANDS = {
    "serve": "wbs.cli.serve:serve_command",
    "demo": "wbs.cli.demo:demo_command",
    "migrate": "wbs.cli.upkeep:migrate_command",
    "maintain": "wbs.cli.upkeep:maintain_command",
}
"""Module and object of every command."""
_FAILED = 1


class _Table(click.Group):
    """Finds commands in the table; ends one that fails with one line on standard error, without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WbsError as error:
            click.echo(f"wbs: error: {error}", err=True)
            sys.exit(_FAILED)


@click.group(cls=_Table)
@click.version_option(__version__, prog_name="wbs")
def main() -> None:
    """Sealed whistleblowing for Indonesian inspectorates."""
