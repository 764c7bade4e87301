"""Tells operators by mail what is new, and remembers in DATA/alerts.json what they were told.

What could not be sent is not remembered, so that the next run tries again: an alert comes twice rather than never.
"""

import os
import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from wbs.cases.doctor.findings import Finding
from wbs.cli.alerts.letter import write_alert
from wbs.cli.alerts.news import ToldFinding, news, parse_told, serialise_told, standing
from wbs.cli.files import read_small, write_new
from wbs.cli.notices.post import hand_over
from wbs.cli.notices.settings import read_mail_settings
from wbs.clock import Clock
from wbs.config import ALERTS_VARIABLE, PortalConfig
from wbs.errors import ConfigError, FormatError, MailError, UnknownVersionError

TOLD_FILE = "alerts.json"
MAX_ADDRESSES = 20
_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[a-z0-9][a-z0-9-]*(?:\.[a-z0-9][a-z0-9-]*)+")
_OWNER_ALONE = 0o600


def alert(
    findings: Iterable[Finding], config: PortalConfig, environment: Mapping[str, str], clock: Clock
) -> list[ToldFinding]:
    """Tell what is new; give it. Where nobody is named, whoever runs this is told by what it prints.

    Raises:
        ConfigError: addresses or the mail server are set up wrongly.
        MailError: addresses are named but no mail server, or not every letter went.
    """
    path = config.data / TOLD_FILE
    now = standing(findings)
    found = news(now, _told(path))
    addresses = read_addresses(environment)
    if found and addresses:
        settings = read_mail_settings(environment, config.credentials)
        if settings is None:
            raise MailError(f"{ALERTS_VARIABLE} names addresses, but WBS_MAIL_SERVER names no mail server")
        hand_over(settings, partial(write_alert, settings.sender, clock.now(), found), addresses)
    _remember(path, serialise_told(now))
    return found


def read_addresses(environment: Mapping[str, str]) -> list[str]:
    """Read who gets alerts.

    Raises:
        ConfigError: not up to 20 addresses, separated by commas.
    """
    given = [one.strip() for one in environment.get(ALERTS_VARIABLE, "").split(",") if one.strip()]
    if len(given) > MAX_ADDRESSES or not all(_ADDRESS.fullmatch(one) for one in given):
        raise ConfigError(f"{ALERTS_VARIABLE} lists up to {MAX_ADDRESSES} mail addresses, separated by commas")
    return sorted(set(given))


def _told(path: Path) -> list[ToldFinding]:
    """Read what was told; where that cannot be read, everything is new."""
    if not path.exists():
        return []
    try:
        return parse_told(read_small(path))
    except (FormatError, UnknownVersionError):
        return []


def _remember(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    write_new(draft, data, _OWNER_ALONE)  # root writes where the service's user may: never through a link of theirs
    draft.replace(path)
