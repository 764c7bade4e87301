"""`wbs deploy container`: writes a Containerfile, a compose file and the proxy's configuration.

An alternative to `wbs deploy systemd` and `wbs deploy proxy`, for those who run rootless containers and
nothing else.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

import click

from wbs.cli.deployment import disk, https
from wbs.cli.deployment.laying import judge, may_write, say_verdicts, write_all
from wbs.cli.deployment.settings import require_plain
from wbs.cli.deployment.writing import Planned, filled, marked
from wbs.cli.jobs import OUTWARD
from wbs.cli.speech import Speech, spoken
from wbs.config import Bind, PortalConfig
from wbs.errors import ConfigError

SUBNET, ADDRESSES = "10.89.77.0/24", ("10.89.77.2", "10.89.77.3")
"""Of the network between the proxy and the portals; nothing leads out of it."""
PORTS = (8000, 8001)
SECURE_PORT, PLAIN_PORT = 8443, 8080
TEMPLATES = ("container/Containerfile", "container/compose.yaml", *https.TEMPLATES)
_INSIDE = PurePosixPath("/usr/local/etc/haproxy")
"""Where the proxy's files lie in its container."""
_FILES = 3
"""The proxy's configuration and its two answers; units and users are not for containers."""


@click.command("container")
@click.option("--folder", required=True, type=click.Path(path_type=PurePosixPath), help="Folder to write into.")
@click.option("--settings", default="/etc/wbs", show_default=True, help="Folder of secrets and the certificate.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--replace", "do_replace", is_flag=True, help="Overwrite what a person changed; the old file is kept.")
@spoken
def container_command(*, speech: Speech, folder: PurePosixPath, settings: str, dry_run: bool, do_replace: bool) -> None:
    """Write what containers need. May be run again: what stands as it should is left alone.

    Run it with WBS_PORTAL_HTTPS=1, WBS_INVESTIGATOR_HTTPS=1 and the names of both sites.
    """
    plans = container_files(os.environ, folder, PurePosixPath(settings), disk.templates(TEMPLATES))
    verdicts = judge(plans)
    say_verdicts(speech, verdicts)
    if may_write(speech, verdicts, dry_run=dry_run, replace=do_replace):
        (Path(folder) / "haproxy").mkdir(exist_ok=True)
        write_all(verdicts)


def container_files(
    environment: Mapping[str, str], folder: PurePosixPath, settings: PurePosixPath, templates: Mapping[str, str]
) -> tuple[Planned, ...]:
    """Write all files for containers from the templates.

    Raises:
        ConfigError: malformed, or one of the portals is not behind HTTPS.
    """
    for path in (folder, settings):
        require_plain(path)
    behind = [Bind(address, port) for address, port in zip(ADDRESSES, PORTS, strict=True)]
    sites = https.sites_of({**environment, "WBS_PORTAL_BIND": "", "WBS_INVESTIGATOR_BIND": ""})
    if len(sites) != len(behind):
        raise ConfigError("say WBS_INVESTIGATOR_HTTPS=1: in containers both portals stand behind HTTPS")
    placed = tuple(replace(site, behind=bind) for site, bind in zip(sites, behind, strict=True))
    names = [",".join(site.hosts) for site in sites]
    compose = filled(
        templates["container/compose.yaml"],
        data=str(require_plain(PurePosixPath(PortalConfig.from_environment(environment).data))),
        settings=str(settings),
        portal=f"{ADDRESSES[0]}:{PORTS[0]}",
        portal_address=ADDRESSES[0],
        portal_hosts=names[0],
        investigator=f"{ADDRESSES[1]}:{PORTS[1]}",
        investigator_address=ADDRESSES[1],
        investigator_hosts=names[1],
        subnet=SUBNET,
        without=", ".join(f"--without, {job}" for job in sorted(OUTWARD)),
    )
    front = replace(
        https.USUAL_FRONT,
        addresses=("0.0.0.0",),  # noqa: S104 - of the proxy's container
        port=SECURE_PORT,
        plain_port=PLAIN_PORT,
        folder=_INSIDE,
    )
    proxy = https.https_files(placed, front, templates)[:_FILES]
    return (
        Planned(folder / "Containerfile", marked(templates["container/Containerfile"])),
        Planned(folder / "compose.yaml", marked(compose)),
        *(Planned(folder / "haproxy" / plan.path.name, plan.text) for plan in proxy),
    )
