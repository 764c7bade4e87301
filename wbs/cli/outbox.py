"""`wbs outbox-key`: the key to which officers' browsers seal texts for the nightly jobs."""

import os

import click

from wbs.cli.outward.settings import KEY_CREDENTIAL, read_outbox_key
from wbs.config import PortalConfig
from wbs.crypto.parcel import OutboxPrivateKey


@click.command("outbox-key")
def outbox_key_command() -> None:
    """Make the key of the nightly jobs if there is none, and print its public half for WBS_OUTBOX_KEY.

    The private half lies among the credentials of `wbs maintain`; no web process needs it, and none should be able to
    read it.
    """
    folder = PortalConfig.from_environment(os.environ).credentials
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / KEY_CREDENTIAL
    if not path.exists():
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(OutboxPrivateKey.generate().unsafe_text() + "\n", encoding="ascii")
    click.echo(read_outbox_key(folder).public.text)
