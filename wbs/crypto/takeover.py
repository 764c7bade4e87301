"""When a transfer counts for good: two officers gave the case away, two have taken it over (docs/spec/case.md).

Records alone decide, so that a server finds the same as every program. Says nothing of who stands today.
"""

from collections.abc import Container, Sequence

from wbs.crypto.approval import approver_of
from wbs.crypto.directory import RECOVERY_READER
from wbs.crypto.records import ReaderRef, VerifiedRecord
from wbs.crypto.trust import TrustBook

TAKERS = 2
"""How many officers of the agency that takes a case over must sign a record of it: one could be anybody's friend."""


def is_taken_over(
    records: Sequence[VerifiedRecord], place: int, reading: Container[tuple[str, str]], book: TrustBook
) -> bool:
    """Say whether a transfer counts whoever of its officers has left since.

    The officer who made it and the colleague who approved it stood in the directory that it names, and read until
    then; and two officers of the agency that it went to have signed records since. Programs build on no transfer that
    does not count when they look: who signed afterwards saw it while one of the first two stood.

    Args:
        records: of one case, verified, oldest first.
        place: of the transfer's record among them.
        reading: who reads by the newest record before it that counts, by (agency, reader).
        book: all verified documents.
    """
    given = givers(records[place], book)
    if not given or any((one.agency, one.reader) not in reading for one in given):
        return False
    return len(takers(records, place, book)) >= TAKERS


def givers(record: VerifiedRecord, book: TrustBook) -> tuple[ReaderRef, ...]:
    """Give who made a transfer and who approved it, of one agency; nobody if it is none, or one was alone."""
    author = record.document.author
    approver = approver_of(record.document, book, then=True)
    if isinstance(author, str) or approver is None or author == approver or author.agency != approver.agency:
        return ()
    return author, approver


def takers(records: Sequence[VerifiedRecord], place: int, book: TrustBook) -> frozenset[str]:
    """Give the officers of the agency that a transfer went to who signed a record since, or approved one."""
    to = min(agency for agency, _ in records[place].readers)
    found: set[str] = set()
    for record in records[place + 1 :]:
        signed = (record.document.author, approver_of(record.document, book, then=True))
        found |= {one.reader for one in signed if isinstance(one, ReaderRef) and one.agency == to}
    return frozenset(found - {RECOVERY_READER})
