"""Which transfers hang on the two officers who made them: if both leave, nobody can write in the case (pure).

So it is until the reporter writes, or two officers have taken the case over (docs/spec/case.md, "Who counts"). Whoever
strikes officers from a directory has to know. Opens nothing; knows records, and who wrote in which epoch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wbs.cases.model import CaseName
from wbs.crypto.approval import vouching
from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.records import REPORTER, EpochRecord, RecordChain, author_text, verify_chain
from wbs.crypto.takeover import is_taken_over
from wbs.crypto.trust import TrustBook
from wbs.errors import RefusedError


@dataclass(frozen=True, slots=True)
class HandedCase:
    """A case of which the register says that it went to another agency."""

    name: CaseName
    records: tuple[bytes, ...]
    """Envelopes, oldest first."""
    replied: int
    """The newest epoch in which the reporter wrote."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """A transfer that nobody but its officers vouches for."""

    name: CaseName
    giver: str
    """The agency that handed the case over."""
    standing: tuple[str, ...]
    """Who of its officers stands in the newest directory, as `agency/id`; nobody can write once there is none."""


def hanging_transfers(cases: Iterable[HandedCase], book: TrustBook) -> Iterator[Hanging]:
    """Give of every case the transfer that hangs on the fewest, if one does; what does not verify is passed over."""
    for case in cases:
        try:
            chain = verify_chain(case.records, book)
        except RefusedError:
            continue  # no program opens it either, and the others are to be told
        found = [one for place in range(1, len(chain.records)) if (one := _look(case, chain, place, book)) is not None]
        if found:
            yield min(found, key=lambda one: len(one.standing))


def _look(case: HandedCase, chain: RecordChain, place: int, book: TrustBook) -> Hanging | None:
    record, later = chain.records[place].document, chain.records[place + 1 :]
    if not isinstance(record, EpochRecord) or isinstance(record.author, str):
        return None
    if not _leaves(record, record.author.agency):
        return None
    has_replied = case.replied >= record.epoch or any(one.document.author == REPORTER for one in later)
    if has_replied or is_taken_over(chain.records, place, chain.records[place - 1].readers, book):
        return None
    standing = tuple(author_text(one) for one in vouching(record, book))
    return Hanging(case.name, record.author.agency, standing)


def _leaves(record: EpochRecord, agency: str) -> bool:
    """Say whether nobody of an agency reads any more, but officers of one other agency do."""
    agencies = {reader.agency for reader in record.readers if reader.reader != RECOVERY_READER}
    return len(agencies) == 1 and agency not in agencies
