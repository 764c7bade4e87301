"""The inside of cases: keys and entries of officers, in tables that nothing of the reporters' portal reads."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select

from wbs.cases.conflicts.declared import Declared
from wbs.cases.followups.awaited import Recommended
from wbs.cases.inside import InsideFile, NewInsideKey, OfficersFile, StoredEntry, StoredInsideKey
from wbs.cases.model import AuditEntry, CaseName, KeyDigest, StoredGrant
from wbs.errors import ConflictError
from wbs.store.audit import append_entry
from wbs.store.case_files import load_case_file
from wbs.store.database import Database, find
from wbs.store.declarations import keep_out, load_declared, note_declared, require_reader
from wbs.store.followups import keep_recommended
from wbs.store.newest import Newest, key_of, locked_case
from wbs.store.retraction import newest_own, note_served
from wbs.store.rows import add
from wbs.store.schema.inside import INSIDE_ENTRIES, INSIDE_GRANTS, INSIDE_KEYS
from wbs.store.steps import load_history

_AGENCY: BindParameter[str] = bindparam("agency")
_CASE: BindParameter[str] = bindparam("case_id")
_KEYS = (
    select(INSIDE_KEYS.c.epoch, INSIDE_KEYS.c.digest, INSIDE_KEYS.c.envelope, INSIDE_KEYS.c.previous_key)
    .where(INSIDE_KEYS.c.agency == _AGENCY, INSIDE_KEYS.c.case_id == _CASE)
    .order_by(INSIDE_KEYS.c.epoch)
)
_HAS_KEY = select(INSIDE_KEYS.c.epoch).where(
    INSIDE_KEYS.c.agency == _AGENCY, INSIDE_KEYS.c.case_id == _CASE, INSIDE_KEYS.c.epoch == bindparam("its_epoch")
)
_GRANTS = (
    select(INSIDE_GRANTS.c.epoch, INSIDE_GRANTS.c.sealed)
    .where(
        INSIDE_GRANTS.c.agency == _AGENCY, INSIDE_GRANTS.c.case_id == _CASE, INSIDE_GRANTS.c.reader == bindparam("mine")
    )
    .order_by(INSIDE_GRANTS.c.epoch)
)
_ENTRIES = (
    select(
        *(INSIDE_ENTRIES.c.author, INSIDE_ENTRIES.c.seq, INSIDE_ENTRIES.c.epoch),
        *(INSIDE_ENTRIES.c.sealed, INSIDE_ENTRIES.c.day),
    )
    .where(INSIDE_ENTRIES.c.agency == _AGENCY, INSIDE_ENTRIES.c.case_id == _CASE)
    .order_by(INSIDE_ENTRIES.c.author, INSIDE_ENTRIES.c.seq)
)
_HAS_ENTRY = select(INSIDE_ENTRIES.c.seq).where(
    INSIDE_ENTRIES.c.agency == _AGENCY,
    INSIDE_ENTRIES.c.case_id == _CASE,
    INSIDE_ENTRIES.c.author == bindparam("its_author"),
    INSIDE_ENTRIES.c.seq == bindparam("its_seq"),
)


class Insides:
    """Implements `wbs.cases.ports.InsideStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        self._database = database

    def officers_file(self, name: CaseName, *readers: KeyDigest) -> OfficersFile | None:
        """Give a case and its inside to an officer who reads its newest epoch; None to all others and for no case."""
        return find(self._database, lambda connection: _load(connection, name, readers))

    def give_out(self, name: CaseName, *readers: KeyDigest) -> OfficersFile | None:
        """Give a case as `officers_file` does, and note what an officer was given of it, so that nobody retracts it."""
        found = self.officers_file(name, *readers)
        if found is None or newest_own(found.case) <= found.case.served:
            return found

        def job(connection: Connection) -> OfficersFile | None:
            locked_case(connection, name)
            found = _load(connection, name, readers)
            if found is not None:
                note_served(connection, name, found.case)
            return found

        return self._database.write(job)

    def bring_key(self, name: CaseName, new: NewInsideKey, place: int, audit: AuditEntry) -> None:
        """Store the inside key of the newest epoch, made when the record at `place` was the newest.

        Raises:
            NotFoundError: no such case.
            ConflictError: another record came since, or the epoch has an inside key already.
        """

        def job(connection: Connection) -> None:
            newest = locked_case(connection, name)
            if (newest.epoch, newest.place) != (new.key.epoch, place):
                raise ConflictError("an inside key under a record that is not the newest")
            add_inside_key(connection, name, new)
            append_entry(connection, audit)

        self._database.write(job)

    def append(
        self, name: CaseName, entry: StoredEntry, audit: AuditEntry, recommended: Recommended | None = None
    ) -> None:
        """Append an entry to its author's chain, and note what it says of a recommendation.

        Raises:
            NotFoundError: no such case.
            ConflictError: the author already has this number, the number before is missing, or the epoch is not the
                newest, or has no inside key.
            CaseFullError: the case has as many recommendations as it takes.
        """

        def job(connection: Connection) -> None:
            _add_entry(connection, name, entry)
            if recommended is not None:
                keep_recommended(connection, name, recommended)
            append_entry(connection, audit)

        self._database.write(job)

    def declare(
        self, name: CaseName, entry: StoredEntry, declared: Declared, keys: Sequence[KeyDigest], audit: AuditEntry
    ) -> None:
        """Append a declaration, and note it; with a conflict the officer's grants are out of force from its commit on.

        Raises:
            NotFoundError: no such case.
            LastReaderError: with it no account would be left whose key reads the case.
            ConflictError: as `append`.
        """

        def job(connection: Connection) -> None:
            _add_entry(connection, name, entry)
            note_declared(connection, name, declared)
            if declared.has_conflict:
                keep_out(connection, name, *keys)
                require_reader(connection, name)
            append_entry(connection, audit)

        self._database.write(job)


def has_inside_key(connection: Connection, name: CaseName, newest: Newest) -> bool:
    """Say whether the newest epoch has an inside key."""
    return connection.execute(_HAS_KEY, {**key_of(name), "its_epoch": newest.epoch}).first() is not None


def add_inside_key(connection: Connection, name: CaseName, new: NewInsideKey) -> None:
    """Store an inside key with its grants; that the epoch has none yet, its key will say."""
    key = new.key
    row = {"epoch": key.epoch, "digest": key.digest, "envelope": key.envelope, "previous_key": key.previous_key}
    add(connection, INSIDE_KEYS, {**key_of(name), **row})
    add_inside_grants(connection, name, *new.grants)


def add_inside_grants(connection: Connection, name: CaseName, *grants: StoredGrant) -> None:
    """Store inside grants."""
    key = key_of(name)
    rows = ({**key, "reader": grant.key, "epoch": grant.epoch, "sealed": grant.sealed} for grant in grants)
    add(connection, INSIDE_GRANTS, *rows)


def _load(connection: Connection, name: CaseName, readers: Sequence[KeyDigest]) -> OfficersFile | None:
    case = load_case_file(connection, name, readers)
    history = load_history(connection, name)
    if case is None or history is None:
        return None
    mine = case.grants[-1].key
    grants = connection.execute(_GRANTS, {**key_of(name), "mine": mine}).all()
    inside = InsideFile(
        keys=tuple(StoredInsideKey(*row) for row in connection.execute(_KEYS, key_of(name))),
        grants=tuple(StoredGrant(row.epoch, mine, row.sealed) for row in grants),
        entries=tuple(StoredEntry(*row) for row in connection.execute(_ENTRIES, key_of(name))),
    )
    return OfficersFile(case, inside, history, load_declared(connection, name))


def _add_entry(connection: Connection, name: CaseName, entry: StoredEntry) -> None:
    newest = locked_case(connection, name)
    if newest.epoch != entry.epoch or not has_inside_key(connection, name, newest):
        raise ConflictError("an entry for an epoch that is not the newest, or has no inside key")
    _check_is_next(connection, name, entry)
    add(connection, INSIDE_ENTRIES, _entry_row(name, entry))


def _check_is_next(connection: Connection, name: CaseName, entry: StoredEntry) -> None:
    """Look for the number before; that this number is free, its key will say."""
    before = {**key_of(name), "its_author": entry.author, "its_seq": entry.seq - 1}
    if entry.seq != 1 and connection.execute(_HAS_ENTRY, before).first() is None:
        raise ConflictError("an entry whose number before is missing")


def _entry_row(name: CaseName, entry: StoredEntry) -> dict[str, object]:
    return {
        **key_of(name),
        "author": entry.author,
        "seq": entry.seq,
        "epoch": entry.epoch,
        "day": entry.day,
        "sealed": entry.sealed,
    }
