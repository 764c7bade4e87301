"""Where backups go and to whom they are sealed, and reading the key that opens them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wbs.cli.backup.shelf import Shelf
from wbs.cli.files import read_small
from wbs.cli.passphrases import PassphraseSource
from wbs.config import PortalConfig, read_backup_places
from wbs.crypto.backup import (
    BackupPrivateKey,
    BackupPublicKey,
    decoded,
    is_sealed,
    open_identity,
    parse_identity,
    parse_recipients,
)
from wbs.errors import CeremonyError, ConfigError, FormatError, UnsealError

WHAT = ("kunci cadangan", "the backup key")
_MAX_KEY_FILE = 1 << 16


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """What `wbs backup` needs to know."""

    config: PortalConfig
    shelf: Shelf
    recipients: Path

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str], folder: Path | None = None, recipients: Path | None = None
    ) -> "BackupSettings":
        """Read the environment; what a command's options say goes before it. Raises ConfigError."""
        config = PortalConfig.from_environment(environment)
        places = read_backup_places(environment, config.data)
        return cls(config, Shelf(folder or places[0]), recipients or places[1])

    def keys(self) -> tuple[BackupPublicKey, ...]:
        """Read the recipients. Raises ConfigError: none, or a line that is no hybrid recipient."""
        try:
            return parse_recipients(decoded(read_small(self.recipients, _MAX_KEY_FILE)))
        except (CeremonyError, FormatError):
            raise ConfigError(
                f"{self.recipients} must list whom backups are sealed to: one to 16 lines age1pq1…, as wbs backup key "
                "or age-keygen -pq make them; other age keys are not safe from quantum computers"
            ) from None


def load_identity(path: Path, source: PassphraseSource) -> BackupPrivateKey:
    """Read the key that opens backups, asking for its passphrase if it has one.

    Raises:
        CeremonyError: it cannot be read, or the passphrase is wrong.
        FormatError: no such key file.
    """
    data = read_small(path, _MAX_KEY_FILE)
    if not is_sealed(data):
        return parse_identity(decoded(data))
    try:
        return open_identity(data, source.existing(WHAT))
    except UnsealError:
        raise CeremonyError("the passphrase is wrong, or the key file was altered") from None
