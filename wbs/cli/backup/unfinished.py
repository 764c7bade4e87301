"""Whether a restore ended: until then, whoever was to be blocked can still sign in."""

from pathlib import Path

from wbs.errors import ConfigError

MARKER = "restoring"
"""Lies in the folder of data while a backup is put back: documents beside it are of a run that was killed."""


def require_finished(data: Path) -> None:
    """Raise ConfigError where a restore began and did not end."""
    if (data / MARKER).exists():
        raise ConfigError(
            f"a restore into {data} did not end, and accounts that it was to block may not be: empty the database and"
            " run wbs restore again, with the same words"
        )
