"""What a reporter takes back before any officer was given it (docs/spec/case.md, rule 7). Opens nothing.

The reporter's client signs which messages go; the store alone knows what was given out, and decides by it within one
transaction. What it removed is gone from this database, not from backups made before.
"""

from datetime import date

from wbs.cases.model import CaseFile, StoredMessage
from wbs.cases.reporters.keeping import stored_message
from wbs.cases.room import require_room_for_removal
from wbs.crypto.age import check_sealed
from wbs.crypto.keys import ReporterVerifyKey
from wbs.crypto.messages import Kind, SealedMessage, digest_of
from wbs.crypto.padding import DOCUMENT_CLASSES
from wbs.crypto.records import REPORTER, EpochRecord
from wbs.crypto.retraction import verify_retraction
from wbs.crypto.signing import Unverified
from wbs.errors import ConflictError, FormatError, OpenedError, TrustError

RETRACTED = "retracted"
"""The reason in a reporter's record of a removal."""
WRITTEN = frozenset({Kind.REPORT, Kind.MESSAGE})
"""Kinds of messages that a reporter writes and may take back."""


def retractable(file: CaseFile) -> tuple[int, ...]:
    """Give the numbers of the reporter's messages that no officer was given."""
    own = (message for message in file.messages if message.author == REPORTER and message.kind in WRITTEN)
    return tuple(message.seq for message in own if message.seq > file.served)


def going_with(number: int, file: CaseFile) -> tuple[int, ...]:
    """Give what goes when one message goes: the report takes along everything that the reporter wrote after it."""
    return retractable(file) if number == 1 else (number,)


def accept_retraction(
    message: SealedMessage, signed: bytes, file: CaseFile, today: date
) -> tuple[StoredMessage, tuple[int, ...]]:
    """Check a reporter's retraction: `message` is the record that stays, `signed` says to the server what goes.

    Raises:
        SignatureError: not signed with the key that the case's first record names: a token alone removes nothing.
        FormatError: not a reporter's record of a removal, not sealed in a class of messages, or numbers that are none.
        OpenedError: one of the messages was given to an officer.
        ConflictError: the epoch is not the newest one, one of the messages is not there, or the report would leave
            later words behind.
        CaseFullError: the record is larger than what goes, and the case has no room for it.
    """
    if message.author != REPORTER or message.kind is not Kind.REMOVED:
        raise FormatError("not a reporter's record of a removal")
    check_sealed(message.sealed, DOCUMENT_CLASSES)
    asked = verify_retraction(signed, _reporters_key(file))
    wanted = tuple(one.seq for one in asked.messages)
    if not wanted or list(wanted) != sorted(set(wanted)):
        raise FormatError("numbers out of order, or none")
    if asked.case != file.name.case:
        raise TrustError("the retraction of another case")
    if message.epoch != max(record.epoch for record in file.records):
        raise ConflictError("the epoch is not the newest one")
    if wanted[0] <= file.served:
        raise OpenedError("a message that an officer was given")
    there = set(retractable(file))
    if not there.issuperset(wanted) or (wanted[0] == 1 and there != set(wanted)):
        raise ConflictError("a message that is not there, or a report that leaves later messages behind")
    stored = {one.seq: digest_of(one.sealed) for one in file.messages if one.author == REPORTER}
    if any(stored[one.seq] != one.digest for one in asked.messages):
        raise TrustError("the retraction of other messages under these numbers")
    require_room_for_removal(file, wanted, message.sealed)
    return stored_message(message, today), wanted


def _reporters_key(file: CaseFile) -> ReporterVerifyKey:
    """Give the key that the first record names; it was checked when the case came, and never changes."""
    first = min(file.records, key=lambda record: record.place)
    return ReporterVerifyKey.parse(Unverified(first.envelope).unsafe_peek(EpochRecord).reporter.verify_key)
