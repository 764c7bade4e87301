"""How much one author may write into one case: else a receipt, or one officer's key, fills the disk and every reader.

Far above what people write, and counted for each case and author alone: nobody waits, or is kept from changing who
reads, because of what another wrote.
"""

from collections.abc import Collection, Iterable
from typing import Protocol

from wbs.cases.model import CaseFile
from wbs.crypto.records import REPORTER, Author, RecordChain
from wbs.errors import CaseFullError

MESSAGE_BYTES = 4 << 20
"""Sealed bytes of a reporter's messages: 700 short ones, or 60 of 50,000 characters. As JSON, padded, twice as much."""
OFFICER_BYTES = 16 << 20
"""Sealed bytes of one officer's messages, and as much of entries inside."""
OFFICER_RECORDS = 200
"""Epoch and access records that one officer signs: every client verifies all of them before it shows a title."""


class Written(Protocol):
    """A sealed message or entry."""

    @property
    def author(self) -> str:
        """Who says to have written it."""

    @property
    def sealed(self) -> bytes:
        """Its bytes."""


def require_room_for_message(file: CaseFile, sealed: bytes) -> None:
    """Refuse a reporter's message that the case has no room for.

    Raises:
        CaseFullError: the reporter's messages would be more than `MESSAGE_BYTES` together.
    """
    _require_room(file.messages, REPORTER, sealed, MESSAGE_BYTES)


def require_room_for_removal(file: CaseFile, numbers: Collection[int], sealed: bytes) -> None:
    """Refuse a reporter's record of a removal that the case has no room for; one that is smaller than what goes, never.

    Raises:
        CaseFullError: the reporter's messages would be more than `MESSAGE_BYTES` together, and more than before.
    """
    own = [message for message in file.messages if message.author == REPORTER]
    if len(sealed) > sum(len(message.sealed) for message in own if message.seq in numbers):
        _require_room((message for message in own if message.seq not in numbers), REPORTER, sealed, MESSAGE_BYTES)


def require_room_for_officer(written: Iterable[Written], author: str, sealed: bytes) -> None:
    """Refuse an officer's message or entry that the case has no room for.

    Raises:
        CaseFullError: what the officer wrote would be more than `OFFICER_BYTES` together.
    """
    _require_room(written, author, sealed, OFFICER_BYTES)


def require_room_for_record(before: RecordChain, author: Author) -> None:
    """Refuse an officer's record on top of very many.

    Raises:
        CaseFullError: the officer has signed `OFFICER_RECORDS` in this case.
    """
    if sum(record.document.author == author for record in before.records) >= OFFICER_RECORDS:
        raise CaseFullError("an officer's records fill the case")


def _require_room(written: Iterable[Written], author: str, sealed: bytes, limit: int) -> None:
    if sum(len(one.sealed) for one in written if one.author == author) + len(sealed) > limit:
        raise CaseFullError("what one author wrote fills the case")
