"""HTTPS in front of the portals: HAProxy's configuration, its answers and its unit. Pure: settings in, files out."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from wbs.cli.deployment.settings import AWAY, BUSY, USUAL_PLACES, inside, require_plain
from wbs.cli.deployment.units import USUAL_FOLDERS
from wbs.cli.deployment.writing import COOKIES, UNREAD, Planned, answer, filled, marked
from wbs.config import Bind, InvestigatorConfig, PortalConfig
from wbs.errors import ConfigError

CONFIGURATION = "wbs-https.cfg"
TEMPLATES = (
    "https/haproxy.cfg", "https/site.cfg", "systemd/https.service", "systemd/https-users.conf",
    "systemd/hardening.conf", "busy.http", "away.http",
)  # fmt: skip
"""Names of the templates that `https_files` needs."""
_NAMED = "req.fhdr(host),field(1,:) -i"
"""The whole header: `req.hdr` would split it at commas, and be content with one name of several."""
_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")
_LIMITS = {"connections": "200", "requests": "1000", "acts": "200"}
"""What one address may do: connections at once, requests in 10 s, posts that are no parts of files in a minute.

Mobile carriers put thousands behind one address, so these only stop a machine; what else bounds a flood are quotas.
"""
_OWN = ("CapabilityBoundingSet=", "AmbientCapabilities=", "PrivateUsers=")
"""Lines of the common hardening that this unit says otherwise: low ports are opened in the machine's own namespace."""


def _require_address(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise ConfigError("HTTPS listens on network addresses, such as 0.0.0.0") from None


@dataclass(frozen=True, slots=True)
class Site:
    """One application behind HTTPS: its names, and where it listens."""

    name: str
    hosts: tuple[str, ...]
    behind: Bind
    forgotten: str
    """Lines that take off what the application does not read."""


@dataclass(frozen=True, slots=True)
class Front:
    """Where HTTPS listens, and where its files lie."""

    addresses: tuple[str, ...]
    port: int
    plain_port: int
    certificate: PurePosixPath
    """Certificates and private key of the site in one file."""
    folder: PurePosixPath
    units: PurePosixPath
    users: PurePosixPath
    program: PurePosixPath

    def __post_init__(self) -> None:
        """Refuse what would mean something in a configuration file.

        Raises:
            ConfigError: not a plain path, or not a network address.
        """
        for path in (self.certificate, self.folder, self.units, self.users, self.program):
            require_plain(path)
        for address in self.addresses:
            _require_address(address)


USUAL_FRONT = Front(
    ("0.0.0.0", "::"),  # noqa: S104 - a public site
    443,
    80,
    PurePosixPath("/etc/wbs/site.pem"),
    USUAL_PLACES.proxy,
    USUAL_FOLDERS.units,
    USUAL_FOLDERS.users,
    PurePosixPath("/usr/sbin/haproxy"),
)
"""Debian's, and those of docs/operations.md."""


def _paths(front: Front) -> tuple[PurePosixPath, ...]:
    """Name the configuration, its two answers, the unit and the user, in this order."""
    answers = (front.folder / f"wbs-https-{name.removeprefix('wbs-')}" for name in (BUSY, AWAY))
    return (
        front.folder / CONFIGURATION,
        *answers,
        front.units / "wbs-https.service",
        front.users / "wbs-https.conf",
    )


WRITTEN = _paths(USUAL_FRONT)
"""What `https_files` writes in the usual places."""


def sites_of(environment: Mapping[str, str]) -> tuple[Site, ...]:
    """Read which applications are served over HTTPS; the officers' only if it says so.

    Raises:
        ConfigError: malformed; the reporters' portal does not say that it is behind HTTPS; an application that is
            reached past the proxy; one name for two sites.
    """
    portal = PortalConfig.from_environment(environment)
    investigator = InvestigatorConfig.from_environment(environment)
    if not portal.https:
        raise ConfigError("say WBS_PORTAL_HTTPS=1, and no WBS_PORTAL_ONION, for the portal behind HTTPS")
    sites = [Site("wbs-reporters-https", portal.hosts, inside(portal.bind), UNREAD + COOKIES)]
    if investigator.https:
        sites.append(Site("wbs-officers-https", investigator.hosts, inside(investigator.bind), UNREAD))
    names = [host for site in sites for host in site.hosts]
    if len(set(names)) != len(names) or not all(map(_HOST.fullmatch, names)):
        raise ConfigError("each site behind HTTPS needs names of its own")
    return tuple(sites)


def https_files(sites: tuple[Site, ...], front: Front, templates: Mapping[str, str]) -> tuple[Planned, ...]:
    """Write all files for HTTPS from the templates."""
    configuration, busy, away, unit, users = _paths(front)
    return (
        Planned(configuration, marked(_configuration(sites, front, templates, busy, away))),
        Planned(busy, answer(templates["busy.http"])),
        Planned(away, answer(templates["away.http"])),
        Planned(unit, marked(_unit(front, templates))),
        Planned(users, marked(templates["systemd/https-users.conf"])),
    )


def _configuration(
    sites: tuple[Site, ...], front: Front, templates: Mapping[str, str], busy: PurePosixPath, away: PurePosixPath
) -> str:
    secure = ' ssl crt "${CREDENTIALS_DIRECTORY}/site.pem" alpn h2,http/1.1'
    return filled(
        templates["https/haproxy.cfg"],
        busy=str(busy),
        away=str(away),
        plain=_binds(front.addresses, front.plain_port, ""),
        secure=_binds(front.addresses, front.port, secure),
        named=_NAMED,
        names=" ".join(host for site in sites for host in site.hosts),
        choices="".join(f"    use_backend {site.name} if {{ {_NAMED} {' '.join(site.hosts)} }}\n" for site in sites),
        sites="\n".join(
            filled(templates["https/site.cfg"], name=site.name, behind=str(site.behind), forgotten=site.forgotten)
            for site in sites
        ),
        **_LIMITS,
    )


def _unit(front: Front, templates: Mapping[str, str]) -> str:
    common = templates["systemd/hardening.conf"].splitlines(keepends=True)
    return filled(
        templates["systemd/https.service"],
        certificate=str(front.certificate),
        haproxy=str(front.program),
        configuration=str(front.folder / CONFIGURATION),
        hardening="".join(line for line in common if not line.startswith(_OWN)),
    )


def _binds(addresses: tuple[str, ...], port: int, more: str) -> str:
    # With [] around IPv6, and without IPv4 on the same socket, so that every visitor has one spelling.
    places = (f"[{address}]:{port} v6only" if ":" in address else f"{address}:{port}" for address in addresses)
    return "".join(f"    bind {place}{more}\n" for place in places)
