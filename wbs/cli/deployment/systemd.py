"""`wbs deploy systemd`: writes the units of all services and the users that they run as."""

import os
from pathlib import PurePosixPath

import click

from wbs.cli.deployment import disk
from wbs.cli.deployment.laying import judge, may_write, say_verdicts, write_all
from wbs.cli.deployment.units import TEMPLATES, USUAL_FOLDERS, Folders, surroundings_of, units
from wbs.cli.speech import Speech, spoken


@click.command("systemd")
@click.option("--units-folder", default=str(USUAL_FOLDERS.units), show_default=True, help="Folder of units.")
@click.option("--users-folder", default=str(USUAL_FOLDERS.users), show_default=True, help="Folder of users to make.")
@click.option("--settings", default=str(USUAL_FOLDERS.settings), show_default=True, help="Settings and secrets.")
@click.option("--program", default=str(USUAL_FOLDERS.program), show_default=True, help="The installed program.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--replace", is_flag=True, help="Overwrite what a person changed; the old file is kept beside it.")
@spoken
def systemd_command(
    *, speech: Speech, units_folder: str, users_folder: str, settings: str, program: str, dry_run: bool, replace: bool
) -> None:
    """Write the units of all services. May be run again: what stands as it should is left alone.

    Run it in the environment in which the services will run: where the database is decides what they may reach.
    """
    folders = Folders(*map(PurePosixPath, (units_folder, users_folder, settings, program)))
    verdicts = judge(units(surroundings_of(os.environ), folders, disk.templates(TEMPLATES)))
    say_verdicts(speech, verdicts)
    if may_write(speech, verdicts, dry_run=dry_run, replace=replace):
        write_all(verdicts)
        speech.say(
            "Lalu: systemd-sysusers; systemctl daemon-reload; nyalakan layanan (docs/operations.md).",
            "Then: systemd-sysusers; systemctl daemon-reload; switch the services on (docs/operations.md).",
        )
