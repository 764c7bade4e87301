"""Configuration: read once from the environment, strictly; secrets come from files outside database and backup.

Nothing here opens a database or a socket.
"""

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from wbs.cases.model import AgencyCode
from wbs.cases.reporters.uploads import DEFAULT_FILE_LIMIT, FileLimits
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.onion import parse_address
from wbs.crypto.parcel import OutboxPublicKey
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConfigError, FormatError

CREDENTIAL_BYTES = 32
TICKET_CREDENTIAL = "portal-ticket"
"""Encrypts the tickets of reporters' pages."""
INVESTIGATOR_CREDENTIAL = "investigator"
"""Encrypts second factors; makes salts of unknown logins and tokens of sessions."""
PASSWORD_CREDENTIAL = "mail-password"  # noqa: S105 - the name of a file
"""What signs in to the mail server, as one line of text; only if WBS_MAIL_LOGIN is set."""
CREDENTIALS_FOLDER = "credentials"
"""Where the services' credentials lie in the data directory, unless they are kept elsewhere (WBS_CREDENTIALS)."""
DEMO_FOLDER = "demo"
"""Folder of the data directory that holds a demonstration's secrets; production refuses to start beside it."""
NEUTRAL_PAGE = "https://www.bmkg.go.id/"
"""Where quick exit leads: the weather service, which anyone may have open."""
CASES_PER_DAY = 50_000
"""How many new cases each process of the portal takes in a day, unless WBS_PORTAL_CASES_PER_DAY says otherwise."""
UPLOAD_BYTES_PER_DAY = 256 << 30
"""How many bytes of uploads it stores in a day, unless WBS_PORTAL_UPLOAD_BYTES_PER_DAY says otherwise."""
DRILL_DAYS = 180
"""After how many days a recovery drill falls due, unless WBS_DRILL_DAYS says otherwise."""
FILE_LIMITS = range(1 << 20, (1 << 40) + 1)
"""What an agency's limit may be, in bytes."""
ALERTS_VARIABLE = "WBS_ALERTS"
"""Mail addresses of operators, who are told what `wbs doctor` finds."""
_COUNTS = range(1, 10**15 + 1)
_EVERY_OTHER = "*"
_AGENCY = re.compile(r"\*|[0-9]{2}(?:\.[0-9]{2})?")
_ORIGIN = re.compile(r"https?://([a-z0-9.-]+)(?::[1-9][0-9]{0,4})?")
_HTTP_PORT = 80
LOOPBACK = ("127.0.0.1", "localhost")
"""Hosts that are this machine."""
_MAX_PORT = 65_535
_KNOWN = frozenset(
    {
        "WBS_DATA",
        "WBS_DATABASE_URL",
        "WBS_CREDENTIALS",
        "WBS_PORTAL_BIND",
        "WBS_PORTAL_HOSTS",
        "WBS_PORTAL_HTTPS",
        "WBS_PORTAL_ONION",
        "WBS_PORTAL_ONION_ADDRESS",
        "WBS_PORTAL_EXIT",
        "WBS_PORTAL_CASES_PER_DAY",
        "WBS_PORTAL_UPLOAD_BYTES_PER_DAY",
        "WBS_PORTAL_FILE_LIMITS",
        "WBS_INVESTIGATOR_BIND",
        "WBS_INVESTIGATOR_HOSTS",
        "WBS_INVESTIGATOR_HTTPS",
        "WBS_INVESTIGATOR_ORIGIN",
        "WBS_LAPOR",
        "WBS_OUTBOX_KEY",
        "WBS_DRILL_DAYS",
        "WBS_BACKUPS",
        "WBS_BACKUP_RECIPIENTS",
        "WBS_MAIL_SERVER",
        "WBS_MAIL_SECURITY",
        "WBS_MAIL_SENDER",
        "WBS_MAIL_LOGIN",
        "WBS_MAIL_CA",
        "WBS_NOTICE_TIMES",
        ALERTS_VARIABLE,
        "WBS_METRICS",
        "WBS_TEST_ALL",
    }
)


@dataclass(frozen=True, slots=True)
class Bind:
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """What both web applications need to know."""

    data: Path
    database_url: str
    credentials: Path
    """Folder of secrets that lie outside database and backup, one file each."""
    bind: Bind
    hosts: tuple[str, ...]
    """Names under which the application answers; every other Host gets 400."""
    https: bool
    """Whether the listener, or the proxy in front of it, speaks TLS."""
    metrics: Path | None = None
    """Folder in which each process has a socket that tells how it fares; None where nobody wants to know."""

    @property
    def keys(self) -> Path:
        """Folder of the signed documents."""
        return self.data / "keys"

    @property
    def is_demonstration(self) -> bool:
        """Whether the data directory holds a demonstration's secrets."""
        return (self.data / DEMO_FOLDER).is_dir()


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalConfig(WebConfig):
    """The reporters' application."""

    onion: bool
    """Whether this listener is reached through an onion service only."""
    exit_url: str
    onion_address: str | None = None
    """The reporters' onion service, which pages of information offer over TLS; None where there is none."""
    cases_per_day: int = CASES_PER_DAY
    upload_bytes_per_day: int = UPLOAD_BYTES_PER_DAY
    file_limits: FileLimits = field(default_factory=FileLimits)
    """How large files may be that reporters' devices seal."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "PortalConfig":
        """Read the configuration.

        Raises:
            ConfigError: a variable is unknown, malformed or missing; the text names it. Both HTTPS and onion service:
                pages would tell visitors of the HTTPS site that they came through Tor.
        """
        _refuse_unknown(environment)
        https, onion = _flag(environment, "WBS_PORTAL_HTTPS"), _flag(environment, "WBS_PORTAL_ONION")
        if https and onion:
            raise ConfigError("say WBS_PORTAL_HTTPS=1 or WBS_PORTAL_ONION=1, not both: a portal speaks for one of them")
        bind = _bind(environment, "WBS_PORTAL_BIND", "127.0.0.1:8000")
        data = _data(environment)
        return cls(
            data=data,
            metrics=_metrics(environment),
            database_url=_database_url(environment, data),
            credentials=_credentials(environment, data),
            bind=bind,
            hosts=_hosts(environment, "WBS_PORTAL_HOSTS", bind),
            https=https,
            onion=onion,
            exit_url=_exit_url(environment),
            onion_address=_onion_address(environment.get("WBS_PORTAL_ONION_ADDRESS")),
            cases_per_day=_count(environment, "WBS_PORTAL_CASES_PER_DAY", CASES_PER_DAY),
            upload_bytes_per_day=_count(environment, "WBS_PORTAL_UPLOAD_BYTES_PER_DAY", UPLOAD_BYTES_PER_DAY),
            file_limits=_file_limits(environment, "WBS_PORTAL_FILE_LIMITS"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigatorConfig(WebConfig):
    """The officers' application."""

    origin: str
    """The origin of the officers' page as browsers name it; passkeys belong to its host."""
    outbox_key: str | None = None
    """Public key of the nightly jobs, to which texts for SP4N-LAPOR! are sealed; None where nothing is sent."""

    @property
    def host(self) -> str:
        """Host name of that origin."""
        return self.origin.partition("://")[2].partition(":")[0]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "InvestigatorConfig":
        """Read the configuration.

        Raises:
            ConfigError: a variable is unknown, malformed or missing; the text names it.
        """
        _refuse_unknown(environment)
        bind = _bind(environment, "WBS_INVESTIGATOR_BIND", "localhost:8001")
        data = _data(environment)
        hosts = _hosts(environment, "WBS_INVESTIGATOR_HOSTS", bind)
        https = _flag(environment, "WBS_INVESTIGATOR_HTTPS")
        return cls(
            data=data,
            metrics=_metrics(environment),
            database_url=_database_url(environment, data),
            credentials=_credentials(environment, data),
            bind=bind,
            hosts=hosts,
            https=https,
            origin=_origin(environment, "WBS_INVESTIGATOR_ORIGIN", hosts, own_origin(hosts[0], bind, https=https)),
            outbox_key=_outbox_key(environment.get("WBS_OUTBOX_KEY")),
        )


def create_credential(folder: Path, name: str) -> bytes:
    """Draw a credential and write it, readable by its owner alone; one that exists is read instead.

    Raises:
        ConfigError: an existing file is not a credential.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    secret = random_bytes(CREDENTIAL_BYTES)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return read_credential(folder, name)
    path.write_text(b64url(secret) + "\n", encoding="ascii")
    return secret


def read_credential(folder: Path, name: str) -> bytes:
    """Read a credential: 32 bytes as base64url in a file.

    Raises:
        ConfigError: missing, readable by everybody, or of another form. The text never quotes the file.
    """
    try:
        secret = from_b64url(read_secret_text(folder, name).strip())
    except FormatError:
        secret = b""
    if len(secret) != CREDENTIAL_BYTES:
        raise ConfigError(f"the credential {name} in {folder} is not 32 bytes in base64url")
    return secret


def read_secret_text(folder: Path, name: str) -> str:
    """Read the file of a credential, of any form.

    Raises:
        ConfigError: missing, readable by everybody, or not ASCII. The text never quotes the file.
    """
    path = folder / name
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"cannot read the credential {name} in {folder}") from None
    if mode & stat.S_IROTH:
        raise ConfigError(f"everybody can read the credential {name} in {folder}: chmod it to 0600")
    return text


def read_drill_days(environment: Mapping[str, str]) -> int:
    """Give after how many days the shares of a recovery key are to be proved again.

    Raises:
        ConfigError: not a number from 1 to 3,650.
    """
    return _number("WBS_DRILL_DAYS", environment.get("WBS_DRILL_DAYS") or str(DRILL_DAYS), range(1, 3_651))


def read_backup_places(environment: Mapping[str, str], data: Path) -> tuple[Path, Path]:
    """Give the folder of backups, and the file that lists whom they are sealed to."""
    folder, recipients = (environment.get(name) for name in ("WBS_BACKUPS", "WBS_BACKUP_RECIPIENTS"))
    return (
        Path(folder).absolute() if folder else data / "backups",
        Path(recipients).absolute() if recipients else data / "backup-recipients.txt",
    )


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    unknown = sorted(name for name in environment if name.startswith("WBS_") and name not in _KNOWN)
    if unknown:
        raise ConfigError(f"unknown variable {unknown[0]}")


def _data(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("WBS_DATA") or "data").absolute()


def _database_url(environment: Mapping[str, str], data: Path) -> str:
    return environment.get("WBS_DATABASE_URL") or f"sqlite:///{quote(str(data / 'wbs.sqlite'))}"


def _credentials(environment: Mapping[str, str], data: Path) -> Path:
    named = environment.get("WBS_CREDENTIALS") or environment.get("CREDENTIALS_DIRECTORY")
    return Path(named).absolute() if named else data / CREDENTIALS_FOLDER


def _metrics(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("WBS_METRICS")
    return Path(named).absolute() if named else None


def _bind(environment: Mapping[str, str], name: str, default: str) -> Bind:
    host, colon, port = (environment.get(name) or default).rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= _MAX_PORT:
        raise ConfigError(f"{name} must look like 127.0.0.1:8000")
    return Bind(host, int(port))


def _hosts(environment: Mapping[str, str], name: str, bind: Bind) -> tuple[str, ...]:
    listed = tuple(host.strip().lower() for host in environment.get(name, "").split(",") if host.strip())
    if any(not host.isascii() or set(host) & set("/:@ *") for host in listed):
        raise ConfigError(f"{name} lists host names, separated by commas, without ports or wildcards")
    if listed:
        return listed
    if bind.host not in LOOPBACK:
        raise ConfigError(f"{name} must name the hosts under which {bind} is reached")
    return (bind.host,)  # one name each: cookies ignore ports, so officers' must not reach the reporters' listener


def own_origin(host: str, bind: Bind, *, https: bool) -> str:
    """Give the origin of a listener: over TLS on the usual port, otherwise on the port where it listens."""
    if https:
        return f"https://{host}"
    return f"http://{host}" if bind.port == _HTTP_PORT else f"http://{host}:{bind.port}"


def _origin(environment: Mapping[str, str], name: str, hosts: tuple[str, ...], default: str) -> str:
    origin = environment.get(name)
    if not origin:
        return default
    found = _ORIGIN.fullmatch(origin)
    if found is None or found[1] not in hosts:
        raise ConfigError(f"{name} must look like https://{hosts[0]}, with one of the hosts that are answered")
    return origin


def _outbox_key(text: str | None) -> str | None:
    try:
        return OutboxPublicKey.parse(text).text if text else None
    except FormatError:
        raise ConfigError("WBS_OUTBOX_KEY must be the public key that wbs outbox-key prints") from None


def _onion_address(text: str | None) -> str | None:
    try:
        return parse_address(text) if text else None
    except FormatError:
        raise ConfigError("WBS_PORTAL_ONION_ADDRESS must be the address that wbs deploy onion prints") from None


def _flag(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name) or "0"
    if value not in {"0", "1"}:
        raise ConfigError(f"{name} must be 0 or 1")
    return value == "1"


def _count(environment: Mapping[str, str], name: str, default: int) -> int:
    return _number(name, environment.get(name) or str(default), _COUNTS)


def _number(name: str, text: str, allowed: range) -> int:
    is_plain = text.isascii() and text.isdigit() and len(text) <= len(str(allowed[-1]))
    if not is_plain or int(text) not in allowed:
        raise ConfigError(f"{name} must be a number from {allowed[0]} to {allowed[-1]}")
    return int(text)


def _file_limits(environment: Mapping[str, str], name: str) -> FileLimits:
    """Read `32.73=524288000,*=1073741824`: an agency's code, or `*` for all others, and its limit in bytes."""
    limits: dict[str, int] = {}
    for entry in filter(None, (entry.strip() for entry in environment.get(name, "").split(","))):
        agency, _, size = entry.partition("=")
        if agency in limits or not _AGENCY.fullmatch(agency):
            raise ConfigError(f"{name} must look like 32.73=524288000,*=1073741824, with every agency once")
        limits[agency] = _number(name, size, FILE_LIMITS)
    default = limits.pop(_EVERY_OTHER, DEFAULT_FILE_LIMIT)
    return FileLimits(default, {AgencyCode(agency): limit for agency, limit in limits.items()})


def _exit_url(environment: Mapping[str, str]) -> str:
    url = environment.get("WBS_PORTAL_EXIT") or NEUTRAL_PAGE
    if not url.startswith("https://") or not url.isascii() or any(char in url for char in " \"'<>\\\r\n"):
        raise ConfigError("WBS_PORTAL_EXIT must be an https address")
    return url
