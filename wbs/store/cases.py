"""Cases as they grow: every method is one transaction, and what a rule reads it locks first."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, delete, select, update

from wbs.cases.clocks.history import SAME_TAGS, CaseHistory, Extension, Plan, TagChange
from wbs.cases.inside import NOTHING_ALONG, AlongWith, NewInsideKey
from wbs.cases.model import (
    AgencyCode,
    AttachmentId,
    AuditEntry,
    CaseFile,
    CaseId,
    CaseName,
    Channel,
    KeyDigest,
    NewCase,
    NewEpoch,
    ReportersEpoch,
    StoredGrant,
    StoredMessage,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.referral.model import ParcelState
from wbs.cases.workflow import may_follow
from wbs.cases.worklist import OLDEST_FIRST, InboxCursor, InboxPage, Wanted
from wbs.crypto.messages import Status
from wbs.crypto.records import REPORTER
from wbs.errors import ConflictError
from wbs.store.approvals import drop_approvals
from wbs.store.attachments import read_chunks, shelf_and_length
from wbs.store.audit import append_entry
from wbs.store.case_files import load_case_file
from wbs.store.database import Database, find
from wbs.store.declarations import keep_out
from wbs.store.inbox import load_page
from wbs.store.inside import add_inside_grants, add_inside_key, has_inside_key
from wbs.store.newest import ITS_CASE, Newest, its, key_of, locked_case
from wbs.store.retraction import Shelved, note_files, remove
from wbs.store.rows import add, add_missing, put_greater
from wbs.store.schema.cases import CASE_SERVED, CASES, GRANTS, MAILBOXES, MESSAGES, READ_MARKS, RECORDS
from wbs.store.schema.referrals import PARCELS
from wbs.store.steps import (
    Planning,
    add_extension,
    add_first,
    change_tags,
    first_history,
    load_history,
    plan_row,
    take_step,
)
from wbs.store.trays import fill_inboxes, give_over, leave_only, let_in, note_news, note_reading
from wbs.store.uploads import Uploads, take_over

_MAILBOX = select(MAILBOXES.c.agency, MAILBOXES.c.case_id).where(MAILBOXES.c.token_hash == bindparam("token_hash"))
_NEW_RECORD = update(CASES).where(ITS_CASE).values(epoch=bindparam("new_epoch"), place=bindparam("new_place"))
_OUT_OF_FORCE = (
    update(GRANTS)
    .where(GRANTS.c.agency == bindparam("its_agency"), GRANTS.c.case_id == bindparam("its_case"), GRANTS.c.in_force)
    .values(in_force=False)
)
_KEY_OUT_OF_FORCE = _OUT_OF_FORCE.where(GRANTS.c.reader == bindparam("its_reader"))
_OUT_OF_OUTBOX = delete(PARCELS).where(
    PARCELS.c.agency == bindparam("its_agency"),
    PARCELS.c.case_id == bindparam("its_case"),
    PARCELS.c.state == ParcelState.WAITING.value,
)
"""The reporter may have said no to it since: nobody but readers can tell, so that one of them has to look again. And
what is passed on no more, since the case ended, leaves no more."""
_HAS_MESSAGE = select(MESSAGES.c.seq).where(
    MESSAGES.c.agency == bindparam("its_agency"),
    MESSAGES.c.case_id == bindparam("its_case"),
    MESSAGES.c.author == bindparam("its_author"),
    MESSAGES.c.seq == bindparam("its_seq"),
)


class Cases(Uploads):
    """Implements `wbs.cases.ports.CaseStore`."""

    def __init__(self, database: Database) -> None:
        """Use one database."""
        super().__init__(database)
        self._planning = Planning()

    def create_case(self, case: NewCase, audit: AuditEntry | None = None) -> CaseName | None:
        """Store a new case and take over its uploads; give the name of the case that has this mailbox already, if any.

        Only a case that is stored leaves the audit entry.

        Raises:
            NotFoundError: a claimed upload is missing, unfinished, or not the claimant's.
            ConflictError: the case id exists under another mailbox.
        """

        def job(connection: Connection) -> CaseName | None:
            mailbox = {"token_hash": case.mailbox_hash, **key_of(case.name)}
            if not add_missing(connection, MAILBOXES, mailbox):
                return _find_mailbox(connection, case.mailbox_hash)
            history = first_history(case)
            plan = self._planning.plan(connection, history)
            _add_case(connection, case, plan)
            add_first(connection, history)
            fill_inboxes(connection, history, plan, [grant.key for grant in case.grants])
            take_over(connection, case.name, case.claims)
            note_files(connection, case.name, case.message, case.claims)
            if case.channel is not Channel.PORTAL:  # the officer who wrote it down knows it
                add(connection, CASE_SERVED, {**key_of(case.name), "newest": case.message.seq})
            append_entry(connection, audit)
            return None

        return self._database.write(job)

    def append_message(
        self,
        name: CaseName,
        message: StoredMessage,
        *,
        claims: Sequence[UploadClaim] = (),
        status: Status | None = None,
        after: Status | None = None,
        until: date | Extension | None = None,
        tags: TagChange = SAME_TAGS,
        audit: AuditEntry | None = None,
    ) -> None:
        """Append a message to its author's chain, take over its uploads, note a step and tags, write the audit entry.

        With a status, `until` is the day on which a postponed case is looked at again, or an extension of its clock.

        Raises:
            NotFoundError: no such case, or a claimed upload is missing.
            ConflictError: this author already has this number, the number before is missing, the epoch is not the
                newest, or the case does not stand at `after` (None: wherever it stands).
        """

        def job(connection: Connection) -> None:
            newest = add_message(connection, name, message)
            if after is not None and newest.status != after.value:
                raise ConflictError("a step from a status at which the case does not stand")
            take_over(connection, name, claims)
            note_files(connection, name, message, claims)
            if message.author == REPORTER or (status is not None and not may_follow(status, Status.PASSED_ON)):
                connection.execute(_OUT_OF_OUTBOX, its(name))
            if status is not None:
                take_step(connection, name, status, message.day, until=until if isinstance(until, date) else None)
                change_tags(connection, name, tags)
            if isinstance(until, Extension):
                add_extension(connection, name, until)
            self._planning.replan(connection, name)
            append_entry(connection, audit)

        self._database.write(job)

    def retract(self, name: CaseName, message: StoredMessage, numbers: Sequence[int]) -> None:
        """Remove messages of the reporter's with their files, and store the signed record that says so.

        Args:
            name: the case.
            message: the record, the reporter's next message.
            numbers: which messages; the report only with everything else that the reporter wrote.

        Raises:
            NotFoundError: no such case.
            OpenedError: one of them was given to an officer.
            ConflictError: as `append_message`; or one of them is not there.
        """

        def job(connection: Connection) -> list[Shelved]:
            add_message(connection, name, message)
            gone = remove(connection, name, numbers, message)
            self._planning.replan(connection, name)
            return gone

        for shelf, attachment in self._database.write(job):
            self._delete(shelf, attachment)

    def history(self, name: CaseName) -> CaseHistory | None:
        """Give what a case's clocks are computed from; None if there is no such case."""
        return find(self._database, lambda connection: load_history(connection, name))

    def change_tags(self, name: CaseName, tags: TagChange, *, audit: AuditEntry) -> None:
        """Store tags that change, compute the plan anew, and write the audit entry. Raises NotFoundError."""

        def job(connection: Connection) -> None:
            locked_case(connection, name)
            change_tags(connection, name, tags)
            self._planning.replan(connection, name)
            append_entry(connection, audit)

        self._database.write(job)

    def extend(self, name: CaseName, extension: Extension, *, audit: AuditEntry) -> None:
        """Store an extension, compute the plan anew, and write the audit entry.

        Raises:
            NotFoundError: no such case.
            ConflictError: this run of the clock was extended before.
        """

        def job(connection: Connection) -> None:
            locked_case(connection, name)
            add_extension(connection, name, extension)
            self._planning.replan(connection, name)
            append_entry(connection, audit)

        self._database.write(job)

    def start_epoch(
        self, epoch: NewEpoch, audit: AuditEntry | None = None, *, inside: NewInsideKey | None = None
    ) -> None:
        """Store an epoch change: from its commit on, the readers of the case are those it grants to.

        Raises:
            NotFoundError: no such case.
            ConflictError: the record does not follow the newest one.
        """

        def job(connection: Connection) -> None:
            add_epoch(connection, epoch, inside)
            if epoch.reporters is not None and _falls_back(connection, epoch.name, epoch.reporters):
                self._planning.replan(connection, epoch.name)
            append_entry(connection, audit)

        self._database.write(job)

    def add_reader(
        self,
        name: CaseName,
        record: StoredRecord,
        grant: StoredGrant,
        audit: AuditEntry | None = None,
        *,
        along: AlongWith = NOTHING_ALONG,
    ) -> None:
        """Store an access record and its grant.

        Raises:
            NotFoundError: no such case.
            ConflictError: the record does not follow the newest one, its reader reads the case already, or the epoch
                has got an inside key that does not come along, or has none to come along.
        """

        def job(connection: Connection) -> None:
            newest = locked_case(connection, name)
            _check_follows(record, newest, newest.epoch)
            if along.is_checked and has_inside_key(connection, name, newest) != (along.inside is not None):
                raise ConflictError("the epoch's inside key does not come along, or is not there")
            add(connection, RECORDS, _record_row(name, record, None))
            drop_approvals(connection, name)
            _note_newest(connection, name, record)
            if along.replaces is not None:
                connection.execute(_KEY_OUT_OF_FORCE, {**its(name), "its_reader": along.replaces})
            _add_grants(connection, name, [grant], newest.received)
            let_in(connection, name, [grant.key])
            if along.replaces is not None:
                give_over(connection, name, along.replaces, grant.key)
            if along.inside is not None:
                add_inside_grants(connection, name, along.inside)
            keep_out(connection, name)
            append_entry(connection, audit)

        self._database.write(job)

    def mailbox(self, mailbox_hash: bytes) -> CaseName | None:
        """Find the case of a mailbox."""
        return self._database.read(lambda connection: _find_mailbox(connection, mailbox_hash))

    def case_file(self, name: CaseName, *readers: KeyDigest) -> CaseFile | None:
        """Give a case to one who reads its newest epoch; None for everyone else and for no case alike."""
        return find(self._database, lambda connection: load_case_file(connection, name, readers))

    def attachment(self, name: CaseName, attachment: AttachmentId) -> Iterator[bytes] | None:
        """Give a linked attachment's stored bytes in chunks, in order; None if the case has none of that id.

        Raises:
            StoreUnavailableError: while iterating, when a chunk cannot be read or is missing.
        """
        found = find(self._database, lambda connection: shelf_and_length(connection, name, attachment))
        return None if found is None else read_chunks(self._database, attachment, *found)

    def inbox(
        self,
        readers: Sequence[KeyDigest],
        officer: tuple[AgencyCode, str],
        after: InboxCursor | None,
        wanted: Wanted = OLDEST_FIRST,
    ) -> InboxPage:
        """Give one page (50 rows) of the cases that are wanted of those an officer's keys read."""
        return self._database.read(lambda connection: load_page(connection, readers, officer, wanted, after))

    def mark_read(
        self,
        name: CaseName,
        officer: tuple[AgencyCode, str],
        newest: Iterable[tuple[str, int]],
        *,
        audit: AuditEntry | None = None,
    ) -> None:
        """Remember up to which number of every author an officer has read; never goes back.

        Raises:
            NotFoundError: no such case.
        """
        key = {**key_of(name), "officer_agency": officer[0], "officer": officer[1]}
        rows = [{**key, "author": author, "newest": seq} for author, seq in sorted(newest)]

        def write(connection: Connection) -> None:
            put_greater(connection, READ_MARKS, "newest", rows)
            note_reading(connection, name, *officer)
            append_entry(connection, audit)

        self._database.write(write)


def add_message(connection: Connection, name: CaseName, message: StoredMessage) -> Newest:
    """Store a message, and give the state of its case, which is locked now; raises as `append_message`."""
    newest = locked_case(connection, name)
    if newest.epoch != message.epoch:
        raise ConflictError("a message for an epoch that is not the newest")
    _check_is_next(connection, name, message)
    add(connection, MESSAGES, _message_row(name, message))
    note_news(connection, name, message.author)
    return newest


def add_epoch(connection: Connection, epoch: NewEpoch, inside: NewInsideKey | None) -> None:
    """Store an epoch change; raises as `start_epoch`."""
    newest = locked_case(connection, epoch.name)
    _check_follows(epoch.record, newest, newest.epoch + 1)
    add(connection, RECORDS, _record_row(epoch.name, epoch.record, epoch.previous_key))
    drop_approvals(connection, epoch.name)
    connection.execute(_OUT_OF_FORCE, its(epoch.name))
    _note_newest(connection, epoch.name, epoch.record)
    _add_grants(connection, epoch.name, epoch.grants, newest.received)
    readers = [grant.key for grant in epoch.grants]
    leave_only(connection, epoch.name, readers)
    let_in(connection, epoch.name, readers)
    if inside is not None:
        add_inside_key(connection, epoch.name, inside)
    keep_out(connection, epoch.name)


def _falls_back(connection: Connection, name: CaseName, epoch: ReportersEpoch) -> bool:
    """Let an agency handle a case again whose officers read it now, while nobody does of the one that has it.

    So it is where somebody handed it over who was struck from the directory since: programs count no record of such a
    person, and give the case back (docs/decisions/0038). An agency that never had it does not get it this way.
    """
    history = load_history(connection, name)
    if history is None or history.handler in epoch.agencies:
        return False
    earlier = (step.handler for step in reversed(history.steps) if step.handler in epoch.agencies)
    handler = next(earlier, None)
    if handler is not None:
        take_step(connection, name, history.status, epoch.day, handler=handler)
    return handler is not None


def _find_mailbox(connection: Connection, mailbox_hash: bytes) -> CaseName | None:
    row = connection.execute(_MAILBOX, {"token_hash": mailbox_hash}).one_or_none()
    return None if row is None else CaseName(AgencyCode(row.agency), CaseId(row.case_id))


def _add_case(connection: Connection, case: NewCase, plan: Plan) -> None:
    state = {
        "status": Status.SUBMITTED.value,
        "received": case.came_in,
        "epoch": case.record.epoch,
        "place": case.record.place,
        "summary": case.summary,
        "handler": case.name.agency,
        **plan_row(plan),
    }
    add(connection, CASES, {**key_of(case.name), **state})
    add(connection, RECORDS, _record_row(case.name, case.record, None))
    _add_grants(connection, case.name, case.grants, case.came_in)
    add(connection, MESSAGES, _message_row(case.name, case.message))


def _add_grants(connection: Connection, name: CaseName, grants: Sequence[StoredGrant], received: date) -> None:
    key = {**key_of(name), "in_force": True, "received": received}
    add(
        connection,
        GRANTS,
        *({**key, "reader": grant.key, "epoch": grant.epoch, "sealed": grant.sealed} for grant in grants),
    )


def _check_follows(record: StoredRecord, newest: Newest, epoch: int) -> None:
    if (record.epoch, record.place) != (epoch, newest.place + 1):
        raise ConflictError("a record that does not follow the newest one")


def _note_newest(connection: Connection, name: CaseName, record: StoredRecord) -> None:
    connection.execute(_NEW_RECORD, {**its(name), "new_epoch": record.epoch, "new_place": record.place})


def _check_is_next(connection: Connection, name: CaseName, message: StoredMessage) -> None:
    """Look for the number before; that this number is free, its key will say."""
    before = {**its(name), "its_author": message.author, "its_seq": message.seq - 1}
    if message.seq != 1 and connection.execute(_HAS_MESSAGE, before).first() is None:
        raise ConflictError("a message whose number before is missing")


def _record_row(name: CaseName, record: StoredRecord, previous_key: bytes | None) -> dict[str, object]:
    return {
        **key_of(name),
        "place": record.place,
        "epoch": record.epoch,
        "digest": record.digest,
        "envelope": record.envelope,
        "previous_key": previous_key,
    }


def _message_row(name: CaseName, message: StoredMessage) -> dict[str, object]:
    return {
        **key_of(name),
        "author": message.author,
        "seq": message.seq,
        "epoch": message.epoch,
        "kind": message.kind.value,
        "day": message.day,
        "sealed": message.sealed,
    }
