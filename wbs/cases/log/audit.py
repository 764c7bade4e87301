"""One entry of the audit log as bytes: canonical JSON, which is what the tree hashes. No storage."""

from datetime import UTC, datetime

import msgspec

from wbs.cases.model import AuditEntry
from wbs.crypto.shape import parse, serialise

TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"
"""Times in UTC to the second; of two, the later one is the greater text."""


class EntryText(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="wbs-audit/v1", omit_defaults=True):
    """An entry as it is hashed."""

    agency: str
    at: str
    officer: str
    action: str
    case: str = ""
    detail: str = ""


def serialise_entry(entry: AuditEntry) -> bytes:
    """Write an entry as canonical JSON, its time in UTC to the second."""
    return serialise(
        EntryText(
            agency=entry.agency,
            at=time_text(entry.at),
            officer=entry.officer,
            action=entry.action,
            case=entry.case or "",
            detail=entry.detail,
        )
    )


def parse_entry(data: bytes) -> EntryText:
    """Read what `serialise_entry` wrote; actions of later versions are read as well.

    Raises:
        UnknownVersionError, FormatError: something else.
    """
    return parse(data, EntryText)


def time_text(time: datetime) -> str:
    """Write a time as entries have it."""
    return time.astimezone(UTC).strftime(TIME_FORM)
