"""Options that the commands of `wbs deploy` share: where tor's and the proxy's files lie, and whose they are."""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import click

from wbs.cli.deployment.settings import USUAL_PLACES

Command = Callable[..., None]


def places_options(function: Command) -> Command:
    """Give a command `--tor-data` and `--tor-user`, and the argument `places`."""

    @click.option("--tor-data", default=str(USUAL_PLACES.services), show_default=True, help="Tor's data.")
    @click.option("--tor-user", default=USUAL_PLACES.tor_user, show_default=True, help="Whom tor runs as.")
    @functools.wraps(function)
    def command(*args: Any, tor_data: str, tor_user: str, **options: Any) -> None:
        places = replace(USUAL_PLACES, services=PurePosixPath(tor_data), tor_user=tor_user)
        function(*args, places=places, **options)

    return command
