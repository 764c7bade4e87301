"""How much one reporter may add to one case: else a single receipt fills the disk, and the memory of whoever opens it.

Far above what people write, and counted for each case alone, so that nobody's receipt waits because of another's.
"""

from wbs.cases.model import CaseFile
from wbs.crypto.records import REPORTER, RecordChain
from wbs.errors import CaseFullError

MESSAGE_BYTES = 16 << 20
"""Sealed bytes of a reporter's messages: 2,900 short ones, or the longest that pages take 60 times."""
EPOCHS = 128
"""Epochs that a reporter's client may begin. An officer's do not count: else they would keep the reporter from it."""


def require_room_for_message(file: CaseFile, sealed: bytes) -> None:
    """Refuse a reporter's message that the case has no room for.

    Raises:
        CaseFullError: the reporter's messages would be more than `MESSAGE_BYTES` together.
    """
    written = sum(len(message.sealed) for message in file.messages if message.author == REPORTER)
    if written + len(sealed) > MESSAGE_BYTES:
        raise CaseFullError("a reporter's messages fill the case")


def require_room_for_epoch(chain: RecordChain) -> None:
    """Refuse another epoch where the reporter began `EPOCHS`. Raises CaseFullError."""
    if sum(record.document.author == REPORTER for record in chain.records) >= EPOCHS:
        raise CaseFullError("a reporter's epochs fill the case")
