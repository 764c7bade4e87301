"""Where the parts of an onion service lie and listen: taken from the installation's own configuration, and checked.

Everything here ends up in configuration of other programs, so nothing passes that could mean more than itself there.
No input, no output.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from wbs.config import Bind, InvestigatorConfig, PortalConfig
from wbs.errors import ConfigError

REPORTERS = "wbs-reporters"
OFFICERS = "wbs-officers"
"""Folders of the two services among tor's data; tor keeps their keys there."""
CLIENTS = "authorized_clients"
"""In the folder of a service: who may find it, one file each."""
FRAGMENT = "wbs-onion.conf"
PROXY = "wbs-onion.cfg"
BUSY, AWAY = "wbs-busy.http", "wbs-away.http"
_LOOPBACK = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1"}
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_PATH = re.compile(r"/[A-Za-z0-9._/-]{1,200}")


def require_plain(path: PurePosixPath) -> PurePosixPath:
    """Give a path that means nothing but itself in any configuration file.

    Raises:
        ConfigError: it is not absolute, or has signs in it.
    """
    if not _PATH.fullmatch(str(path)) or ".." in path.parts:
        raise ConfigError("a folder must be an absolute path of letters, digits, dots, hyphens and underscores")
    return path


@dataclass(frozen=True, slots=True)
class Service:
    """One onion service: tor leads to `front`, where the proxy listens, and that to `behind`, the application."""

    name: str
    front: Bind
    behind: Bind


@dataclass(frozen=True, slots=True)
class Places:
    """Where files lie, and whose they are."""

    services: PurePosixPath
    """Tor's data, in which both services have a folder."""
    tor: PurePosixPath
    proxy: PurePosixPath
    tor_user: str
    """Whom tor runs as: the services' folders are that user's alone."""
    proxy_user: str | None
    """Whom the proxy becomes once it listens; None if it is started as its own user already."""

    def __post_init__(self) -> None:
        """Refuse what would mean something in a configuration file.

        Raises:
            ConfigError: a path that is not absolute or has signs in it, or not the name of a user.
        """
        for path in (self.services, self.tor, self.proxy):
            require_plain(path)
        for user in filter(None, (self.tor_user, self.proxy_user)):
            if not _USER.fullmatch(user):
                raise ConfigError("not the name of a user of this machine")

    @property
    def fragment(self) -> PurePosixPath:
        """What torrc includes."""
        return self.tor / FRAGMENT

    @property
    def clients(self) -> PurePosixPath:
        """Who may find the officers' service."""
        return self.services / OFFICERS / CLIENTS


USUAL_PLACES = Places(
    services=PurePosixPath("/var/lib/tor"),
    tor=PurePosixPath("/etc/tor"),
    proxy=PurePosixPath("/etc/haproxy"),
    tor_user="debian-tor",
    proxy_user="haproxy",
)
"""Debian's."""


@dataclass(frozen=True, slots=True)
class Onions:
    """Both services and their places."""

    reporters: Service
    officers: Service
    places: Places


def onions_of(environment: Mapping[str, str], places: Places, reporters_port: int, officers_port: int) -> Onions:
    """Read from the environment of the applications behind the onion services where they listen.

    Raises:
        ConfigError: malformed; an application reached over TLS, or past the proxy from elsewhere; a port used twice.
    """
    portal = PortalConfig.from_environment(environment)
    investigator = InvestigatorConfig.from_environment(environment)
    if portal.https or investigator.https:
        raise ConfigError("an application behind an onion service speaks no TLS: serve the HTTPS site beside it")
    services = (
        Service(REPORTERS, Bind("127.0.0.1", reporters_port), inside(portal.bind)),
        Service(OFFICERS, Bind("127.0.0.1", officers_port), inside(investigator.bind)),
    )
    ports = [bind.port for service in services for bind in (service.front, service.behind)]
    if len(set(ports)) != len(ports):
        raise ConfigError("the proxy and the applications need four different ports")
    return Onions(*services, places)


def inside(bind: Bind) -> Bind:
    """Give where an application behind a proxy listens, as a number.

    Raises:
        ConfigError: not on the loopback.
    """
    if bind.host not in _LOOPBACK:
        raise ConfigError("an application behind a proxy listens on the loopback, or limits can be gone round")
    return Bind(_LOOPBACK[bind.host], bind.port)
