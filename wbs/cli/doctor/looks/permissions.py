"""Looks at who else of this computer may read secrets or write documents."""

from collections.abc import Iterable
from pathlib import Path

from wbs.cases.doctor.checkup import check_files
from wbs.cases.doctor.findings import FileFact, Finding
from wbs.cli.deployment.https import USUAL_FRONT
from wbs.cli.deployment.units import USUAL_FOLDERS
from wbs.cli.doctor.installation import Installation
from wbs.config import PortalConfig
from wbs.store.engine import SqliteFile, parse_url

ROOT = Path("/")
_DEPLOYED = (USUAL_FOLDERS.settings, USUAL_FRONT.certificate)
"""Settings with passwords of databases, and the private key of the HTTPS site."""
_OTHERS = 0o007
_GROUP_AND_OTHERS = 0o077
_WRITE = 0o022


def look_at_permissions(place: Installation) -> list[Finding]:
    """See to it that secrets are the service's alone, and that nobody else writes documents."""
    return check_files(_files(place.config))


def _files(config: PortalConfig) -> Iterable[FileFact]:
    yield from _facts([config.credentials], _GROUP_AND_OTHERS)
    if config.credentials.is_dir():
        yield from _facts(sorted(config.credentials.iterdir()), _GROUP_AND_OTHERS)
    yield from _facts([ROOT / str(path).lstrip("/") for path in _DEPLOYED], _GROUP_AND_OTHERS)
    yield from _facts([config.data], _OTHERS)
    yield from _facts([config.keys], _WRITE)
    if config.keys.is_dir():
        yield from _facts(sorted(config.keys.iterdir()), _WRITE)
    stored = parse_url(config.database_url)
    if isinstance(stored, SqliteFile):
        yield from _facts(
            [stored.path.with_name(stored.path.name + ending) for ending in ("", "-wal", "-shm")], _OTHERS
        )


def _facts(paths: Iterable[Path], forbidden: int) -> Iterable[FileFact]:
    for path in paths:
        if path.exists():
            yield FileFact(str(path), path.stat().st_mode & 0o7777, forbidden)
