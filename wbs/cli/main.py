"""The `wbs` command: a table of commands, each imported only when it is wanted."""

import sys
from typing import Any

import click

from wbs import __version__
from wbs.cli.table import TableGroup
from wbs.errors import WbsError

COMMANDS = {
    "serve": "wbs.cli.serve:serve_command",
    "deploy": "wbs.cli.deployment:deploy_group",
    "demo": "wbs.cli.demo:demo_command",
    "migrate": "wbs.cli.upkeep:migrate_command",
    "store": "wbs.cli.store:store_group",
    "maintain": "wbs.cli.upkeep:maintain_command",
    "backup": "wbs.cli.backup.commands:backup_group",
    "restore": "wbs.cli.backup.commands:restore_command",
    "outbox-key": "wbs.cli.outbox:outbox_key_command",
    "doctor": "wbs.cli.doctor:doctor_command",
    "keys": "wbs.cli.keys:keys_group",
    "init": "wbs.cli.init:init_command",
    "roots": "wbs.cli.ceremony.roots:roots_group",
    "directory": "wbs.cli.ceremony.directory:directory_group",
    "agencies": "wbs.cli.ceremony.agencies:agencies_group",
    "invite": "wbs.cli.invite:invite_command",
    "rules": "wbs.cli.rules:rules_group",
    "audit": "wbs.cli.audit:audit_group",
    "verify-site": "wbs.cli.site.command:verify_site_command",
    "release": "wbs.cli.site.signing:release_group",
}
"""Module and object of every command."""
_FAILED = 1


class _Commands(TableGroup):
    """The commands; one that fails ends with one line on standard error, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WbsError as error:
            click.echo(f"wbs: error: {error}", err=True)
            sys.exit(_FAILED)


@click.group(cls=_Commands, table=COMMANDS)
@click.version_option(__version__, prog_name="wbs")
def main() -> None:
    """Sealed whistleblowing for Indonesian inspectorates."""
