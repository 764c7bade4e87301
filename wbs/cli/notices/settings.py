"""How mail leaves: read from the environment, strictly; the password comes from a file outside database and backup."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path

from wbs.config import LOOPBACK, PASSWORD_CREDENTIAL, read_secret_text
from wbs.errors import ConfigError

NOTICE_TIMES = "07:30"
"""When notices go, in WIB, unless WBS_NOTICE_TIMES says otherwise."""
MAX_TIMES = 12
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+)")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MAX_PORT = 65_535
_MAX_PASSWORD = 1_024


class Security(StrEnum):
    """How a connection to the mail server is protected; values stand in the environment."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """Plain text, which never leaves this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The mail server that operators named."""

    host: str
    port: int
    security: Security
    sender: str
    authority: Path | None = None
    """Certificates that the server's must follow from; the system's own if there is none."""
    login: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """Domain of the sender: what the connection introduces itself as, so that no host name leaves."""
        return self.sender.partition("@")[2]

    @property
    def place(self) -> str:
        """Where it is, for operators."""
        return f"{self.host}:{self.port}"


def read_mail_settings(environment: Mapping[str, str], credentials: Path) -> MailSettings | None:
    """Read how mail leaves; None if no server is named.

    Raises:
        ConfigError: a variable is malformed or missing, plain text would leave this machine, or the password cannot be
            read; the text names the variable and never quotes the password.
    """
    named = environment.get("WBS_MAIL_SERVER")
    if not named:
        return None
    host, port = _server(named)
    login = environment.get("WBS_MAIL_LOGIN", "")
    authority = environment.get("WBS_MAIL_CA")
    return MailSettings(
        host=host,
        port=port,
        security=_security(environment.get("WBS_MAIL_SECURITY") or Security.STARTTLS, host),
        sender=_sender(environment.get("WBS_MAIL_SENDER", "")),
        authority=Path(authority).absolute() if authority else None,
        login=login,
        password=_password(credentials) if login else "",
    )


def read_notice_times(environment: Mapping[str, str]) -> tuple[time, ...]:
    """Read at which times of the day notices go, in WIB and in order.

    Raises:
        ConfigError: not 1 to 12 times like 07:30, each once.
    """
    texts = [text.strip() for text in (environment.get("WBS_NOTICE_TIMES") or NOTICE_TIMES).split(",")]
    found = [_TIME.fullmatch(text) for text in texts]
    times = sorted({time(int(match[1]), int(match[2])) for match in found if match is not None})
    if len(times) != len(texts) or len(times) > MAX_TIMES:
        raise ConfigError("WBS_NOTICE_TIMES must look like 07:30,13:00, with up to 12 times, each once")
    return tuple(times)


def _server(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    is_number = port.isascii() and port.isdigit() and len(port) <= len(str(_MAX_PORT))
    if not colon or not _HOST.fullmatch(host) or not is_number or not 0 < int(port) <= _MAX_PORT:
        raise ConfigError("WBS_MAIL_SERVER must look like mail.example.go.id:587")
    return host.strip("[]"), int(port)


def _security(text: str, host: str) -> Security:
    try:
        security = Security(text)
    except ValueError:
        raise ConfigError("WBS_MAIL_SECURITY must be starttls, tls or none") from None
    if security is Security.NONE and host not in LOOPBACK:
        raise ConfigError("WBS_MAIL_SECURITY=none is for a mail server on this machine: others need starttls or tls")
    return security


def _sender(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ConfigError("WBS_MAIL_SENDER must be the address that notices come from")
    return text


def _password(credentials: Path) -> str:
    password = read_secret_text(credentials, PASSWORD_CREDENTIAL).strip("\r\n")
    if not 0 < len(password) <= _MAX_PASSWORD or not password.isprintable():
        raise ConfigError(f"the credential {PASSWORD_CREDENTIAL} in {credentials} is not one line of text")
    return password
