"""Putting a backup back into an empty place: built beside it, verified, then moved in; never half of it.

Gives back what people must be told: time went on for clients with a memory, and for auditors with checkpoints.
"""

import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from wbs.cases.backups.inspecting import Inspection, inspect_all
from wbs.cases.backups.parts import Contents, Manifest, Row, Table, is_backed_up
from wbs.cases.model import Account, AgencyCode, AuditAction, AuditEntry, OfficerState
from wbs.cases.officers.invitations import OPERATOR
from wbs.cli.backup.opening import read_backup
from wbs.cli.backup.unfinished import MARKER, require_finished
from wbs.cli.files import keep, read_small, write_new
from wbs.clock import Clock
from wbs.crypto.backup import BackupPrivateKey
from wbs.crypto.trust import TrustBook
from wbs.errors import ConfigError
from wbs.store.migrations import migrate
from wbs.store.refill import Refill, refill, require_empty
from wbs.store.snapshot import case_records
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents

_DRAFT = "keys.restoring"
_SWEPT = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a backup is put: the folder of data, and the database."""

    data: Path
    database_url: str

    @property
    def keys(self) -> Path:
        """Folder of the signed documents."""
        return self.data / "keys"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    book: TrustBook
    inspection: Inspection
    active: Mapping[AgencyCode, tuple[Account, ...]]
    """By agency, the accounts that are not blocked."""
    swept: int
    """Pending uploads that were too old."""
    unknown: tuple[str, ...] = ()
    """Accounts that were to be blocked and do not exist, or were blocked already."""


class _Taking:
    """Takes a backup's parts into an empty database and a folder beside the documents' place."""

    def __init__(self, filling: Refill, draft: Path) -> None:
        self._filling = filling
        self._draft = draft

    def begin(self, contents: Contents) -> None:
        self._filling.begin(contents)

    def take_document(self, name: str, data: bytes) -> None:
        write_new(self._draft / name, data)

    def take_rows(self, table: Table, rows: list[Row]) -> None:
        self._filling.add(table, rows)


def restore(
    path: Path,
    key: BackupPrivateKey,
    place: Place,
    clock: Clock,
    *,
    newer: Path | None = None,
    blocked: tuple[str, ...] = (),
) -> Restored:
    """Put a backup back, bring its schema up to date, and settle what would be wrong now.

    Args:
        path: the backup.
        key: opens it.
        place: where there are neither documents nor a database yet.
        clock: today's, for what is swept and for the audit log.
        newer: folder of signed documents that were published after the backup.
        blocked: `agency/id` of officers whose accounts are blocked before anybody can sign in.

    Raises:
        ConfigError: the place is not empty, or the documents do not verify or contradict the newer ones.
        FormatError, UnknownVersionError, UnsealError: as `read_backup`. Nothing is put back in any of these cases.
        Anything later, when the database stands already: nothing may be served from it, since nobody is blocked yet.
    """
    try:
        require_empty(place.database_url)
    except ConfigError:
        require_finished(place.data)  # says more, if it says anything
        raise
    marker, draft = place.data / MARKER, place.data / _DRAFT
    if marker.exists():  # an earlier run was killed, perhaps after it had moved documents to their place
        shutil.rmtree(place.keys, ignore_errors=True)
    _require_no_documents(place)
    place.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o755)
    marker.touch(mode=0o600)
    keep(place.data)
    try:
        manifest = _move_in(path, key, place, draft, newer)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        marker.unlink()
        raise
    migrate(place.database_url)
    found = _look(place, manifest, clock, blocked)
    marker.unlink()
    keep(place.data)
    return found


def _move_in(path: Path, key: BackupPrivateKey, place: Place, draft: Path, newer: Path | None) -> Manifest:
    moved = False
    try:
        with refill(place.database_url) as filling:
            manifest = read_backup(path, key, _Taking(filling, draft))
            _add_newer(draft, newer)
            Documents(draft)
            filling.settle()
            if place.keys.exists():
                place.keys.rmdir()
            keep(draft)
            draft.rename(place.keys)
            moved = True
            keep(place.data)
    except BaseException:
        if moved:
            shutil.rmtree(place.keys, ignore_errors=True)
        raise
    return manifest


def _require_no_documents(place: Place) -> None:
    if place.keys.exists() and (not place.keys.is_dir() or any(place.keys.iterdir())):
        raise ConfigError(f"there are documents in {place.keys} already: restore into an empty place only")


def _add_newer(draft: Path, newer: Path | None) -> None:
    """Put documents that were published since beside those of the backup. Raises ConfigError: none, or others."""
    if newer is None:
        return
    found = [path for path in sorted(newer.iterdir()) if is_backed_up(path.name)]
    if not found:
        raise ConfigError(f"there are no signed documents in {newer}; perhaps the medium is not there")
    for path in found:
        data, known = read_small(path), draft / path.name
        if not known.exists():
            write_new(known, data)
        elif known.read_bytes().strip() != data.strip():
            raise ConfigError(f"{path.name} is another document than the one of that name in the backup")


def _look(place: Place, manifest: Manifest, clock: Clock, blocked: tuple[str, ...]) -> Restored:
    book = Documents(place.keys).current().book
    with closing(open_store(place.database_url)) as store:
        unknown = tuple(name for name in blocked if not _block(store, name, clock))
        swept = _sweep(store.cases.sweep_uploads, clock.today())
        codes = [AgencyCode(code) for code in book.by_agency]
        accounts = {code: tuple(_active(store.officers.accounts(code))) for code in codes}
        inspection = inspect_all(store.audit, case_records(place.database_url), book)
    return Restored(manifest, book, inspection, accounts, swept, unknown)


def _block(store: Store, name: str, clock: Clock) -> bool:
    code, _, officer = name.partition("/")
    agency = AgencyCode(code)
    if officer not in {account.id for account in store.officers.accounts(agency)}:
        return False
    entry = AuditEntry(agency, clock.now(), OPERATOR, AuditAction.OFFICER_BLOCKED, detail=officer)
    return store.officers.replace_state(agency, officer, OfficerState.BLOCKED, entry)


def _active(accounts: list[Account]) -> list[Account]:
    return [one for one in accounts if one.state is OfficerState.ACTIVE]


def _sweep(sweep: Callable[[date, int], int], today: date) -> int:
    removed = 0
    while count := sweep(today - timedelta(days=1), _SWEPT):
        removed += count
    return removed
