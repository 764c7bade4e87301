"""Takes down a report that an officer's browser sealed for somebody else. Opens nothing, and needs no grant.

Whoever writes a report down need not be one of its readers: a report about the officer's own head goes to the agency
above. So nothing kept here leads from the officer to the case: the audit entry says that a report was taken down, not
which one, and not how it came, by which any inbox would tell it from others of its day. Otherwise a log that many may
read would say at which minute its reporter sat at whose desk.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from wbs.cases.access import Actor
from wbs.cases.model import (
    MAX_FILE_BYTES,
    AgencyCode,
    AttachmentId,
    AuditAction,
    AuditEntry,
    CaseName,
    Channel,
    KeyDigest,
    NewCase,
)
from wbs.cases.permissions import Act, may, require
from wbs.cases.ports import CaseStore
from wbs.cases.reporters.arrivals import SentCase, is_same_case
from wbs.cases.reporters.uploads import FileLimits, UploadPart, Uploads, UploadState
from wbs.crypto.keys import ReaderPublicKey
from wbs.crypto.records import REPORTER, EpochRecord
from wbs.crypto.report import IntakeChannel
from wbs.crypto.signing import Unverified
from wbs.errors import ConflictError, ForbiddenError, FormatError

OLDEST = timedelta(days=366)
"""How long before it is taken down a report may have come in."""


@dataclass(frozen=True, slots=True)
class TakenDown:
    """A sealed report as an officer's browser states it, with how it came and the day on which it came in."""

    sent: SentCase
    channel: IntakeChannel
    received: date


class TakingDown:
    """The use cases. Holds nothing but its ports."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._uploads = Uploads(store, FileLimits(MAX_FILE_BYTES))

    def take(
        self, actor: Actor, taken: TakenDown, accept: Callable[[SentCase], NewCase], *, now: datetime, today: date
    ) -> bool:
        """Store a report that was taken down; a repeated request finds what is stored.

        Args:
            actor: who writes it down.
            taken: what arrived.
            accept: makes every check that a reporter's own report would meet (`arrivals.accept_case`).
            now: becomes the time of the audit entry.
            today: becomes the day of the report; deadlines count from `taken.received`.

        Returns:
            Whether it was stored now.

        Raises:
            ForbiddenError: the officer's roles do not take reports down, or none but those from SP4N-LAPOR!.
            FormatError: came in tomorrow, or more than a year ago.
            ConflictError: the mailbox has another case; or as `accept` says.
            NotFoundError: a file that belongs to it is not there.
        """
        require(actor, Act.TAKE_DOWN)
        if taken.channel is not IntakeChannel.SP4N_LAPOR:
            _require_counter(actor)
        if not today - OLDEST <= taken.received <= today:
            raise FormatError("not a day on which a report that is taken down today came in")
        if self._is_stored(taken.sent):
            return False
        new = replace(accept(taken.sent), channel=Channel(taken.channel), received=taken.received)
        entry = AuditEntry(actor.agency, now, actor.id, AuditAction.REPORT_TAKEN_DOWN)
        known = self._store.create_case(new, audit=entry)
        if known is not None and not self._is_same(new, known):
            raise ConflictError("this mailbox has another case")
        return known is None

    def begin_upload(
        self, actor: Actor, shelf: AgencyCode, attachment: AttachmentId, token: bytes, length: int, *, today: date
    ) -> None:
        """Open an upload under the agency that will read the report: another shelf would tell whom it is about.

        Raises:
            ForbiddenError: the officer's roles do not take reports down.
            FormatError: no attachment has that stored length.
            FileTooLargeError: none so large is taken.
            ConflictError: the id is taken.
        """
        require(actor, Act.TAKE_DOWN)
        self._uploads.begin(attachment, shelf, token, length, today)

    def add_part(self, actor: Actor, part: UploadPart, *, today: date) -> UploadState:
        """Store the next part. Leaves no audit entry: it would name a file of the case.

        Raises:
            ForbiddenError: the officer's roles do not take reports down.
            NotFoundError: no such upload, or another one's token.
            ConflictError: it goes on elsewhere.
            FormatError: a part of another size.
        """
        require(actor, Act.TAKE_DOWN)
        return self._uploads.append(part, today)

    def _is_stored(self, sent: SentCase) -> bool:
        """Say whether exactly this was stored before, whatever has become of the directories since."""
        known = self._store.mailbox(sent.mailbox_hash)
        if known != sent.name:
            return False
        file = self._store.case_file(known, _reporters_key(sent.record))
        first = None if file is None else next((one for one in file.records if one.place == 0), None)
        report = None if file is None else next((one for one in file.messages if one.author == REPORTER), None)
        return (
            file is not None
            and first is not None
            and report is not None
            and (first.envelope, file.summary, report.sealed) == (sent.record, sent.summary, sent.message.sealed)
        )

    def _is_same(self, new: NewCase, known: CaseName) -> bool:
        file = self._store.case_file(known, new.grants[-1].key)
        return file is not None and is_same_case(new, file)


def _require_counter(actor: Actor) -> None:
    """Refuse those who stand between here and SP4N-LAPOR! alone: whoever comes to the office meets somebody else.

    Raises:
        ForbiddenError: so it is.
    """
    if not may(actor, Act.WRITE_TO_REPORTERS):
        raise ForbiddenError("the officer's roles take down what comes from SP4N-LAPOR! alone")


def _reporters_key(record: bytes) -> KeyDigest:
    """Give the key that a first record states for its reporter: finds the stored case, proves nothing."""
    stated = Unverified(record).unsafe_peek(EpochRecord).reporter.reader_key
    return KeyDigest(ReaderPublicKey.parse(stated).digest)
