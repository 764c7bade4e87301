"""How much one reporter may write into one case: else a single receipt fills the disk, and the memory of its readers.

Far above what people write, and counted for each case alone, so that nobody's receipt waits because of another's.
"""

from wbs.cases.model import CaseFile
from wbs.crypto.records import REPORTER
from wbs.errors import CaseFullError

MESSAGE_BYTES = 4 << 20
"""Sealed bytes of a reporter's messages: 700 short ones, or 60 of 50,000 characters. As JSON, padded, twice as much."""


def require_room_for_message(file: CaseFile, sealed: bytes) -> None:
    """Refuse a reporter's message that the case has no room for.

    Raises:
        CaseFullError: the reporter's messages would be more than `MESSAGE_BYTES` together.
    """
    written = sum(len(message.sealed) for message in file.messages if message.author == REPORTER)
    if written + len(sealed) > MESSAGE_BYTES:
        raise CaseFullError("a reporter's messages fill the case")
