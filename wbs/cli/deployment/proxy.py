"""`wbs deploy proxy`: writes HAProxy's configuration for an HTTPS site, its unit, and the user that it runs as."""

import os
from pathlib import PurePosixPath

import click

from wbs.cli.deployment import disk
from wbs.cli.deployment.https import TEMPLATES, USUAL_FRONT, Front, https_files, sites_of
from wbs.cli.deployment.laying import judge, may_write, say_verdicts, write_all
from wbs.cli.speech import Speech, spoken

_PORT = click.IntRange(1, 65_535)


@click.command("proxy")
@click.option(
    "--listen", multiple=True, default=USUAL_FRONT.addresses, show_default=True, help="Addresses to listen on."
)
@click.option("--port", type=_PORT, default=USUAL_FRONT.port, show_default=True)
@click.option(
    "--plain-port",
    type=_PORT,
    default=USUAL_FRONT.plain_port,
    show_default=True,
    help="Port that leads visitors to HTTPS.",
)
@click.option(
    "--certificate", default=str(USUAL_FRONT.certificate), show_default=True, help="Certificates and private key."
)
@click.option("--proxy-folder", default=str(USUAL_FRONT.folder), show_default=True, help="Folder of the proxy.")
@click.option("--units-folder", default=str(USUAL_FRONT.units), show_default=True, help="Folder of units.")
@click.option("--users-folder", default=str(USUAL_FRONT.users), show_default=True, help="Folder of users to make.")
@click.option("--haproxy", default=str(USUAL_FRONT.program), show_default=True, help="The installed proxy.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--replace", is_flag=True, help="Overwrite what a person changed; the old file is kept beside it.")
@spoken
def proxy_command(
    *,
    speech: Speech,
    listen: tuple[str, ...],
    port: int,
    plain_port: int,
    certificate: str,
    dry_run: bool,
    replace: bool,
    **places: str,
) -> None:
    """Set HTTPS up before the portals. May be run again: what stands as it should is left alone.

    Run it in the environment in which `wbs serve portal` runs behind HTTPS (WBS_PORTAL_HTTPS=1), and officers' if so.
    """
    named = ("proxy_folder", "units_folder", "users_folder", "haproxy")
    front = Front(
        listen, port, plain_port, PurePosixPath(certificate), *(PurePosixPath(places[name]) for name in named)
    )
    verdicts = judge(https_files(sites_of(os.environ), front, disk.templates(TEMPLATES)))
    say_verdicts(speech, verdicts)
    if may_write(speech, verdicts, dry_run=dry_run, replace=replace):
        write_all(verdicts)
        speech.say(
            "Lalu: systemd-sysusers; systemctl daemon-reload; systemctl enable --now wbs-https.",
            "Then: systemd-sysusers; systemctl daemon-reload; systemctl enable --now wbs-https.",
        )
