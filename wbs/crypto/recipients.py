"""Who gets the keys of a new case: by the rank of whom it concerns and by whom its reporter excludes.

The same choice is made by the reporter's page, the portal, the command line and the server that takes the case
(docs/spec/directory.md, "Who receives what"). Opens and stores nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import msgspec

from wbs.crypto.compose import Recipient, recipient
from wbs.crypto.directory import RECOVERY_READER, UNKNOWN_RANK, Custodian, Route, receivers
from wbs.crypto.exclusions import MAX_EXCLUDED, Exclusion, is_excluded, is_post_excluded, normalised, rules_itself
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import ChannelClosedError, NobodyLeftError

_MAX_SENDING = 64
"""Agencies that hide each other in a record; of more only the one is named, so that there is room for people."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who gets the keys of one case, and who never does."""

    directory: VerifiedDirectory
    """Of the governing agency."""
    recipients: tuple[Recipient, ...]
    """In record order."""
    excluded: tuple[Exclusion, ...]
    """What the record says of it."""
    custodian: Custodian | None
    """Who holds the second key of the reporter's identity: an excluded one is replaced by the one above."""
    custodian_agency: str | None
    passed: tuple[str, ...] = ()
    """Agencies that would have read it, and cannot because of whom the reporter excludes."""


def choose_recipients(
    book: TrustBook, agency: str, rank: str, exclusions: Iterable[Exclusion], today: date, released: date
) -> Chosen:
    """Choose who reads a report about somebody of a rank at an agency.

    The signed table says which agency governs it. Where exclusions leave too few receivers there, or no more than half,
    or exclude somebody who signs that agency's directory, the agency above governs instead.

    Raises:
        ChannelClosedError: no agency may receive reports about this rank, or the one that may is closed to all.
        NobodyLeftError: the exclusions leave nobody, up to the highest agency.
        FormatError: an exclusion names both an officer and a unit.
    """
    first = book.agencies.document.governing(agency, rank)
    excluded = normalised([*exclusions, *_barred(book, agency, rank)], book)
    recipients_at(book, first, (), today, released)
    if len(excluded) > MAX_EXCLUDED:
        raise NobodyLeftError("more exclusions than a record takes")
    passed: list[str] = []
    for level in levels_above(book, first):
        try:
            directory, recipients = recipients_at(book, level, excluded, today, released)
        except ChannelClosedError:
            passed.append(level)
        else:
            return Chosen(directory, recipients, excluded, *custodian_for(book, level, excluded), tuple(passed))
    raise NobodyLeftError("nobody is left who may read the report")


def recipients_at(
    book: TrustBook, agency: str, excluded: Sequence[Exclusion], today: date, released: date
) -> tuple[VerifiedDirectory, tuple[Recipient, ...]]:
    """Give an agency's newest directory, and who of it gets a case with these exclusions, in record order.

    Whoever distrusts half of an agency's receivers is heard above, if anybody is there: a report that keeps the honest
    ones out is not left to the others alone.

    Raises:
        ChannelClosedError: the agency has no directory, or an expired one, or too few receivers in force.
        NobodyLeftError: too few receivers are left, or no more than half while an agency above could read it, or the
            directory is signed by somebody excluded.
    """
    directory, chosen, serving = _left_at(book, agency, excluded, today, released)
    is_half_out = 2 * len(chosen) <= serving
    if is_half_out and _could_read_above(book, agency, excluded, today, released):
        raise NobodyLeftError("the exclusions leave no more than half of the receivers")
    keys = directory.reader_keys
    if RECOVERY_READER in keys and not is_excluded(agency, RECOVERY_READER, directory, excluded):
        chosen.append(RECOVERY_READER)
    return directory, tuple(recipient(agency, reader, keys[reader]) for reader in sorted(chosen))


def _left_at(
    book: TrustBook, agency: str, excluded: Sequence[Exclusion], today: date, released: date
) -> tuple[VerifiedDirectory, list[str], int]:
    """Give who of an agency's receivers is left, and of how many; raises as `recipients_at` but for half of them."""
    if not book.is_open(agency):
        raise ChannelClosedError("the governing agency has no directory yet")
    directory = book.newest(agency)
    serving = receivers(directory.document, today, released)
    if rules_itself(directory, excluded):
        raise NobodyLeftError("somebody excluded signs the directory")
    chosen = [entry.id for entry in serving if not is_excluded(agency, entry.id, directory, excluded)]
    if len(chosen) < directory.document.policy.minimum_readers:
        raise NobodyLeftError("the exclusions leave fewer receivers than the policy asks")
    return directory, chosen, len(serving)


def _could_read_above(book: TrustBook, agency: str, excluded: Sequence[Exclusion], today: date, released: date) -> bool:
    """Say whether some agency above is left as many receivers as its policy asks."""
    for level in levels_above(book, agency):
        if level != agency:
            with suppress(ChannelClosedError):
                _left_at(book, level, excluded, today, released)
                return True
    return False


def custodian_for(book: TrustBook, agency: str, excluded: Sequence[Exclusion]) -> tuple[Custodian | None, str | None]:
    """Give who holds the second key of identities and for which agency: the next one above if the own one is excluded.

    An agency without a custodian takes no identities, whoever stands above it.
    """
    for level in levels_above(book, agency):
        custodian = book.newest(level).document.custodian if book.is_open(level) else msgspec.UNSET
        if custodian is msgspec.UNSET:
            break
        directory = book.newest(level)
        if not rules_itself(directory, excluded) and not is_post_excluded(level, custodian, excluded):
            return custodian, level
    return None, None


def levels_above(book: TrustBook, agency: str) -> Iterator[str]:
    """Give an agency and every one above it by the signed table, the lowest first."""
    seen: set[str] = set()
    entry = book.agencies.document.entry(agency)
    while entry is not None and entry.agency not in seen:
        yield entry.agency
        seen.add(entry.agency)
        entry = None if entry.parent is msgspec.UNSET else book.agencies.document.entry(entry.parent)


def _barred(book: TrustBook, agency: str, rank: str) -> list[Exclusion]:
    """Exclude whoever the signed table lets not judge this rank: the accused's own inspectorate never reads the case.

    All agencies are named that send this rank to the same one, so that the record does not tell which it is about; of
    very many only the one.
    """
    table = book.agencies.document
    governing = table.governing(agency, rank)
    if rank == UNKNOWN_RANK or governing == agency:
        return []
    sent = Route(rank=rank, agency=governing)
    sending = [entry.agency for entry in table.agencies if sent in entry.routes and entry.agency != governing]
    return [Exclusion(agency=one) for one in (sending if len(sending) <= _MAX_SENDING else [agency])]
