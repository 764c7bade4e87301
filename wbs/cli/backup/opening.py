"""Reading a backup's file through its seal into whatever takes its parts, in constant memory."""

from pathlib import Path

from wbs.cases.backups.parts import BackupReader, Contents, Manifest, Row, Sink, Table
from wbs.cli.backup.shelf import PIECE, day_of
from wbs.crypto.backup import HEADER_LIMIT, BackupPrivateKey, backup_header_size, open_backup
from wbs.errors import FormatError, UnknownVersionError
from wbs.store.layouts import known_revisions


def read_backup(path: Path, key: BackupPrivateKey, sink: Sink) -> Manifest:
    """Unseal a backup and hand its parts on; only once this returns is any of it known to be right.

    Raises:
        FormatError: not a backup, one whose parts are not what its manifest says, or one of another day than its name.
        UnknownVersionError: a backup of a newer version.
        UnsealError: sealed to other keys, altered or cut off.
    """
    with path.open("rb", buffering=0) as file:
        start = file.read(HEADER_LIMIT)
        size = backup_header_size(start)
        stream, reader = open_backup(key, start), BackupReader(sink)
        reader.update(stream.update(start[size:]))
        while piece := file.read(PIECE):
            reader.update(stream.update(piece))
        reader.update(stream.finalize())
    manifest = reader.finalize()
    if day_of(path) not in {None, manifest.day}:
        raise FormatError(f"{path.name} is a backup of {manifest.day}: an old one under a newer name, or the reverse")
    return manifest


class Nowhere:
    """Takes parts and keeps none: for looking whether a backup opens."""

    def begin(self, contents: Contents) -> None:
        """Refuse what this program could not restore."""
        if contents.schema not in known_revisions():
            raise UnknownVersionError("the backup has a schema that is newer than this program")

    def take_document(self, name: str, data: bytes) -> None:
        """Pass it over."""

    def take_rows(self, table: Table, rows: list[Row]) -> None:
        """Pass them over."""
