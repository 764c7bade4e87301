"""Of which cases somebody may be told who reads none of them by it: a head, or whoever speaks with SP4N-LAPOR!.

Cases that exclude somebody of the agency are left out whoever asks, and so are those in which the asking officer
declared a conflict, or which colleagues took that officer off: what somebody must not read leaves no trace to that
person, and a list that shows all but one's own would tell. A case that excludes people of other agencies alone is told
like every other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wbs.cases.access import Actor
from wbs.cases.model import AgencyCode
from wbs.crypto.records import AccessRecord, EpochRecord, ReaderRef
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError, UnknownVersionError


@dataclass(frozen=True, slots=True)
class Concerned:
    """Who is kept out of a case: by its signed records, and by what officers declared."""

    records: tuple[bytes, ...]
    """Envelopes of its records, oldest first."""
    recused: frozenset[tuple[AgencyCode, str]]
    """Officers who declared a conflict of interest."""


def may_be_told(concerned: Concerned, actor: Actor) -> bool:
    """Say whether an officer may know that there is this case; of one whose records cannot be read nobody is told."""
    if actor.name in concerned.recused:
        return False
    try:
        records = [_peek(envelope) for envelope in concerned.records]
    except (FormatError, UnknownVersionError):
        return False
    epochs = [record for record in records if isinstance(record, EpochRecord)]
    excluded = {one.agency for epoch in epochs for one in epoch.excluded}
    return actor.agency not in excluded and not _is_off(records, actor.name)


def was_taken_off(records: Sequence[bytes], officer: tuple[AgencyCode, str]) -> bool:
    """Say whether colleagues left an officer out who had read until then, and nobody let that officer in again.

    Whoever left the case, or handed it over, was not taken off; nor was anybody by a transfer of the whole case.

    Args:
        records: envelopes of the case's records, oldest first, verified when they came.
        officer: agency and id.

    Raises:
        FormatError, UnknownVersionError: one of them cannot be read.
    """
    return _is_off([_peek(envelope) for envelope in records], officer)


def heads_taken_off(records: Sequence[bytes], heads: Mapping[tuple[AgencyCode, str], int]) -> frozenset[AgencyCode]:
    """Give the agencies of heads whom colleagues ever left out of a case that they had read until then.

    Once is for good, also for whoever was let in again: no case comes back into what is published. Whoever was left out
    after the last directory that lists them had gone, and was not taken off.

    Args:
        records: as for `was_taken_off`.
        heads: whoever was ever listed as a head, by agency and id, with the last directory that lists them at all.

    Raises:
        FormatError, UnknownVersionError: one of them cannot be read.
    """
    found: set[AgencyCode] = set()
    reading: set[tuple[AgencyCode, str]] = set()
    for record in map(_peek, records):
        if isinstance(record, AccessRecord):
            reading.add((AgencyCode(record.add.agency), record.add.reader))
            continue
        staying = {(AgencyCode(one.agency), one.reader) for one in record.readers}
        gone = [officer for officer in reading - staying if officer in heads]
        found.update(
            officer[0]
            for officer in gone
            if _is_by_a_colleague(record, officer) and _version_named(record, officer[0]) <= heads[officer]
        )
        reading = staying
    return frozenset(found)


def _version_named(record: EpochRecord, agency: str) -> int:
    """Give the version of an agency's directory by which a record was made; 0 if it names none."""
    return max((one.version for one in record.directories if one.agency == agency), default=0)


def _peek(envelope: bytes) -> EpochRecord | AccessRecord:
    """Read a record that was verified when it came. Raises FormatError, UnknownVersionError."""
    unverified = Unverified(envelope)
    is_epoch = b'"type":"wbs-epoch/' in unverified.payload
    return unverified.unsafe_peek(EpochRecord) if is_epoch else unverified.unsafe_peek(AccessRecord)


def _is_off(records: Sequence[EpochRecord | AccessRecord], officer: tuple[AgencyCode, str]) -> bool:
    reads = is_off = False
    for record in records:
        added = [record.add] if isinstance(record, AccessRecord) else record.readers
        is_in = any((one.agency, one.reader) == officer for one in added)
        if isinstance(record, EpochRecord):
            is_off = not is_in and (is_off or (reads and _is_by_a_colleague(record, officer)))
            reads = is_in
        elif is_in:
            reads, is_off = True, False
    return is_off


def _is_by_a_colleague(record: EpochRecord, officer: tuple[AgencyCode, str]) -> bool:
    is_anothers = isinstance(record.author, ReaderRef) and (record.author.agency, record.author.reader) != officer
    return is_anothers and any(one.agency == officer[0] for one in record.readers)
