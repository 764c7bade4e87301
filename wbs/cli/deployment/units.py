"""systemd units of every service: who it runs as, what it may reach and write. Pure: settings in, files out.

The web processes reach the loopback and the database, the nightly jobs the database alone; only what sends notices and
texts to others gets the network.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from wbs.cli.deployment.settings import require_plain
from wbs.cli.deployment.writing import Planned, filled, marked
from wbs.cli.jobs import OUTWARD
from wbs.cli.notices.job import JOB as NOTICES
from wbs.cli.notices.settings import read_notice_times
from wbs.cli.outward.job import JOB as REFERRALS
from wbs.cli.outward.settings import AUTHORIZATION_CREDENTIAL, KEY_CREDENTIAL, TOKEN_CREDENTIAL, VARIABLE
from wbs.config import INVESTIGATOR_CREDENTIAL, PASSWORD_CREDENTIAL, TICKET_CREDENTIAL, PortalConfig, read_backup_places
from wbs.errors import ConfigError
from wbs.store.engine import SqliteFile, parse_url

_LOOPBACK_NAMES = ("localhost",)
_LOOPBACK = ("127.0.0.1", "::1")
"""Not all of 127.0.0.0/8: a resolver of systemd's at 127.0.0.53 would carry words out in names that it asks for."""
_NIGHT, _LATER, _LAST = (f"{at} Asia/Jakarta" for at in ("02:10:00", "03:10:00", "03:40:00"))
_TEMPLATES = (
    "hardening.conf",
    "web.service",
    "inward.service",
    "outward.service",
    "backup.service",
    "job.timer",
    "users.conf",
)
TEMPLATES = tuple(f"systemd/{name}" for name in _TEMPLATES)
"""Names of the templates that `units` needs."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where units, users and settings lie, and where the program is."""

    units: PurePosixPath
    users: PurePosixPath
    settings: PurePosixPath
    program: PurePosixPath

    def __post_init__(self) -> None:
        """Refuse what would mean something in a unit.

        Raises:
            ConfigError: not an absolute path of plain signs.
        """
        for path in (self.units, self.users, self.settings, self.program):
            require_plain(path)


USUAL_FOLDERS = Folders(*map(PurePosixPath, ("/etc/systemd/system", "/etc/sysusers.d", "/etc/wbs", "/opt/wbs/bin/wbs")))
"""Debian's, and those of docs/operations.md."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the installation's own environment says of what services may reach and write."""

    data: PurePosixPath
    writable: PurePosixPath | None
    """Folder of a SQLite database; None where PostgreSQL is used."""
    backups: PurePosixPath
    database: str | None
    """Network address of the database; None if it is a file or a socket of this machine."""
    mail_password: bool
    referrals: tuple[str, ...]
    """Credentials that the adapter to SP4N-LAPOR! needs."""
    notice_times: tuple[str, ...]


def surroundings_of(environment: Mapping[str, str]) -> Surroundings:
    """Read what the services will need.

    Raises:
        ConfigError: malformed; a folder whose name would mean something in a unit; a database that is named by a host
            name, which a web process would have to ask somebody else about.
    """
    config = PortalConfig.from_environment(environment)
    place = parse_url(config.database_url)
    return Surroundings(
        data=require_plain(PurePosixPath(config.data)),
        writable=_store_folder(place.path, config.data) if isinstance(place, SqliteFile) else None,
        backups=require_plain(PurePosixPath(read_backup_places(environment, config.data)[0])),
        database=None if isinstance(place, SqliteFile) else _address(place.host),
        mail_password=bool(environment.get("WBS_MAIL_LOGIN")),
        referrals=(KEY_CREDENTIAL, TOKEN_CREDENTIAL, AUTHORIZATION_CREDENTIAL) if environment.get(VARIABLE) else (),
        notice_times=tuple(at.isoformat("seconds") for at in read_notice_times(environment)),
    )


def units(around: Surroundings, folders: Folders, templates: Mapping[str, str]) -> tuple[Planned, ...]:
    """Write all units and the users that they run as."""
    texts = {
        "wbs-portal@.service": _web(around, folders, templates, _PORTAL),
        "wbs-investigator@.service": _web(around, folders, templates, _INVESTIGATOR),
        "wbs-maintain.service": _inward(around, folders, templates),
        "wbs-maintain.timer": _timer(templates, "wbs-maintain.service", (_NIGHT,)),
        "wbs-backup.service": _backup(around, folders, templates),
        "wbs-backup.timer": _timer(templates, "wbs-backup.service", (_LAST,)),
        "wbs-notices.service": _outward(around, folders, templates, NOTICES),
        "wbs-notices.timer": _timer(
            templates, "wbs-notices.service", tuple(f"{at} Asia/Jakarta" for at in around.notice_times)
        ),
        "wbs-referrals.service": _outward(around, folders, templates, REFERRALS),
        "wbs-referrals.timer": _timer(templates, "wbs-referrals.service", (_LATER,)),
    }
    users = filled(templates["systemd/users.conf"], data=str(around.data))
    return (
        Planned(folders.users / "wbs.conf", marked(users)),
        *(Planned(folders.units / name, marked(text)) for name, text in texts.items()),
    )


_PORTAL = {
    "title": "WBS, reporters' portal",
    "name": "portal",
    "application": "portal",
    "user": "wbs-portal",
    "credential": TICKET_CREDENTIAL,
    "memory": "2G",
    "tasks": "6000",
}
"""Two processes of up to 2,048 threads each, and what they are started by."""
_INVESTIGATOR = {
    "title": "WBS, officers' portal",
    "name": "investigator",
    "application": "investigator",
    "user": "wbs-investigator",
    "credential": INVESTIGATOR_CREDENTIAL,
    "memory": "2G",
    "tasks": "3000",
}


def _web(around: Surroundings, folders: Folders, templates: Mapping[str, str], application: Mapping[str, str]) -> str:
    return filled(
        templates["systemd/web.service"],
        **application,
        **_common(around, folders, templates),
        reachable=" ".join(dict.fromkeys(filter(None, (*_LOOPBACK, around.database)))),
        families="AF_UNIX AF_INET AF_INET6",
    )


def _inward(around: Surroundings, folders: Folders, templates: Mapping[str, str]) -> str:
    return filled(
        templates["systemd/inward.service"],
        **_common(around, folders, templates),
        network=_database_alone(around),
        without=" ".join(f"--without {job}" for job in sorted(OUTWARD)),
    )


def _backup(around: Surroundings, folders: Folders, templates: Mapping[str, str]) -> str:
    common = _common(around, folders, templates)
    common["writable"] = " ".join(filter(None, (common["writable"], str(around.backups))))
    # Only the operator opens what it writes: not even the group reads sealed files, nor their sizes.
    common["hardening"] = common["hardening"].replace("UMask=0007", "UMask=0077")
    return filled(templates["systemd/backup.service"], **common, network=_database_alone(around))


def _database_alone(around: Surroundings) -> str:
    """Give the lines that leave a job the database and no other network."""
    if around.database:
        return f"IPAddressDeny=any\nIPAddressAllow={around.database}\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"
    return "PrivateNetwork=yes\nIPAddressDeny=any\nRestrictAddressFamilies=AF_UNIX"


def _outward(around: Surroundings, folders: Folders, templates: Mapping[str, str], job: str) -> str:
    needed = around.referrals if job == REFERRALS else (PASSWORD_CREDENTIAL,) * around.mail_password
    common = _common(around, folders, templates)
    if job == REFERRALS:
        common["writable"] = str(around.data)
    return filled(
        templates["systemd/outward.service"],
        **common,
        job=job,
        title=f"WBS, {job}",
        credentials="".join(f"LoadCredential={name}:{folders.settings}/credentials/{name}\n" for name in needed),
    )


def _timer(templates: Mapping[str, str], unit: str, times: tuple[str, ...]) -> str:
    when = "\n".join(f"OnCalendar=*-*-* {at}" for at in times)
    return filled(templates["systemd/job.timer"], unit=unit, when=when)


def _common(around: Surroundings, folders: Folders, templates: Mapping[str, str]) -> dict[str, str]:
    return {
        "settings": str(folders.settings),
        "program": str(folders.program),
        "data": str(around.data),
        "writable": str(around.writable or ""),
        "hardening": templates["systemd/hardening.conf"],
    }


def _store_folder(database: Path, data: Path) -> PurePosixPath:
    """Give the folder that must be writable for a SQLite database: one of its own, beside the signed documents."""
    if database.parent == data:
        better = f"sqlite:///{data}/store/{database.name}"
        raise ConfigError(
            f"put the SQLite database into a folder of its own, such as WBS_DATABASE_URL={better}: services write there"
            " alone"
        )
    return require_plain(PurePosixPath(database.parent))


def _address(host: str | None) -> str | None:
    """Give the network address of a PostgreSQL server that is not on this machine's loopback or socket."""
    if not host or host.startswith("/"):
        return None
    try:
        address = ipaddress.ip_address("127.0.0.1" if host in _LOOPBACK_NAMES else host)
    except ValueError:
        raise ConfigError("WBS_DATABASE_URL must name the database server by its address, not by a name") from None
    return str(address)
