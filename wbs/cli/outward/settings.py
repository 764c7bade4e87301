"""How texts reach SP4N-LAPOR!: read from a file of operators, strictly; tokens come from files outside the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from wbs.config import LOOPBACK, read_secret_text
from wbs.crypto.parcel import OutboxPrivateKey
from wbs.errors import ConfigError, FormatError

VARIABLE = "WBS_LAPOR"
"""Names the file of settings; without it nothing is sent."""
KEY_CREDENTIAL = "outbox"
"""The private key to which texts are sealed, in age's form."""
TOKEN_CREDENTIAL = "lapor-token"  # noqa: S105 - the name of a file
AUTHORIZATION_CREDENTIAL = "lapor-authorization"
_MAX_SECRET = 4_096
_MAX_BYTES = 16 * 1024

Code = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"\A[!-~]+\Z")]


class LaporFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of settings: the tenant's own codes, as its administrator at SP4N-LAPOR! names them."""

    url: Annotated[str, msgspec.Meta(max_length=512)]
    channel: Word
    classification_id: Code
    disposition_id: Code
    category_id: Code
    location_id: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LaporSettings:
    """Everything that the adapter needs."""

    base: str
    """Without a slash at its end; https, or http on this machine alone."""
    codes: LaporFile
    token: str = field(repr=False)
    authorization: str = field(repr=False)
    key: OutboxPrivateKey = field(repr=False)


def read_lapor_settings(environment: Mapping[str, str], credentials: Path) -> LaporSettings | None:
    """Give the settings; None if texts are not sent from here.

    Raises:
        ConfigError: the file, the address, a token or the key cannot be used. The text quotes none of them.
    """
    named = environment.get(VARIABLE)
    if not named:
        return None
    codes = _read_file(Path(named))
    return LaporSettings(
        base=_base(codes.url),
        codes=codes,
        token=_secret(credentials, TOKEN_CREDENTIAL),
        authorization=_secret(credentials, AUTHORIZATION_CREDENTIAL),
        key=read_outbox_key(credentials),
    )


def read_outbox_key(credentials: Path) -> OutboxPrivateKey:
    """Read the key of the nightly jobs.

    Raises:
        ConfigError: missing, readable by everybody, or no such key.
    """
    try:
        return OutboxPrivateKey.parse(read_secret_text(credentials, KEY_CREDENTIAL).strip())
    except FormatError:
        raise ConfigError(f"the credential {KEY_CREDENTIAL} is not a key that wbs outbox-key made") from None


def _read_file(path: Path) -> LaporFile:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(_MAX_BYTES), type=LaporFile)
    except OSError:
        raise ConfigError(f"{VARIABLE} does not name a file that can be read") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ConfigError(f"the file that {VARIABLE} names is not of the form of docs/spec/referral.md") from None


def _base(url: str) -> str:
    parts = urlsplit(url)
    is_plain = not parts.query and not parts.fragment and parts.username is None and url.isascii() and " " not in url
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not is_plain or not is_safe or not parts.hostname:
        raise ConfigError("the url of SP4N-LAPOR! must be an https address without name, query or fragment")
    return url.rstrip("/")


def _secret(credentials: Path, name: str) -> str:
    text = read_secret_text(credentials, name).strip()
    if not 0 < len(text) <= _MAX_SECRET or not text.isascii() or not text.isprintable():
        raise ConfigError(f"the credential {name} is not one line of plain characters")
    return text
