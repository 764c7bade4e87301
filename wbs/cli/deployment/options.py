"""Options that the commands of `wbs deploy` share: where tor's and the proxy's files lie, and whose they are."""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import click

from wbs.cli.deployment.settings import USUAL_PLACES

Command = Callable[..., None]


def services_options(function: Command) -> Command:
    """Give a command `--tor-data` and `--tor-user`, and the argument `places`, elsewhere as usual."""

    @click.option("--tor-data", default=str(USUAL_PLACES.services), show_default=True, help="Tor's data.")
    @click.option("--tor-user", default=USUAL_PLACES.tor_user, show_default=True, help="Whom tor runs as.")
    @functools.wraps(function)
    def command(*args: Any, tor_data: str, tor_user: str, **options: Any) -> None:
        places = replace(USUAL_PLACES, services=PurePosixPath(tor_data), tor_user=tor_user)
        function(*args, places=places, **options)

    return command


def places_options(function: Command) -> Command:
    """Give a command those, and where the configuration of tor and of the proxy lies."""

    @services_options
    @click.option("--tor-folder", default=str(USUAL_PLACES.tor), show_default=True, help="Folder of torrc.")
    @click.option("--proxy-folder", default=str(USUAL_PLACES.proxy), show_default=True, help="Folder of the proxy.")
    @click.option("--proxy-user", default=USUAL_PLACES.proxy_user, show_default=True, help="Whom the proxy becomes.")
    @functools.wraps(function)
    def command(*args: Any, tor_folder: str, proxy_folder: str, proxy_user: str, **options: Any) -> None:
        places = replace(
            options.pop("places"),
            tor=PurePosixPath(tor_folder),
            proxy=PurePosixPath(proxy_folder),
            proxy_user=proxy_user or None,
        )
        function(*args, places=places, **options)

    return command
