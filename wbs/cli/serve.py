"""`wbs serve`: one web application in the foreground, for a service manager to look after."""

import os

import click

from wbs.cli.backup.unfinished import require_finished
from wbs.cli.server import APPLICATIONS, serve
from wbs.errors import ConfigError


@click.command("serve")
@click.argument("application", type=click.Choice(list(APPLICATIONS)))
def serve_command(application: str) -> None:
    """Serve one web application until told to stop.

    WBS_PORTAL_BIND and WBS_INVESTIGATOR_BIND say where; WBS_DATA, WBS_DATABASE_URL and WBS_CREDENTIALS say with what.
    """
    config = APPLICATIONS[application].configure(os.environ)
    if config.is_demonstration:
        raise ConfigError(f"{config.data} holds a demonstration, whose keys are not secret: use another WBS_DATA")
    require_finished(config.data)
    serve(application, config)
