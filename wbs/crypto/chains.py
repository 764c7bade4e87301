"""Chains of signed items, one for each author: who refers to what, what is missing, in which order they are shown.

Messages and what officers write among themselves are chained alike (docs/spec/case.md, "Rules", "Opening").
Nothing here opens anything.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from typing import Generic, Protocol, TypeVar

import msgspec

from wbs.crypto.records import Author, Head, author_text


class FindingKind(StrEnum):
    """What a client says about an item that is not as it should be; values are shared with the browser."""

    SEAL = "seal"
    """Does not open with the case key of its epoch."""
    FORMAT = "format"
    """Opens, but is not a message of this version."""
    SIGNATURE = "signature"
    """Not signed by the author it names."""
    AUTHOR = "author"
    """By someone who does not read the case, or may not reply."""
    TRANSPLANT = "transplant"
    """Belongs to another case, epoch, author or place than the server says."""
    REPLAY = "replay"
    """The same sealed bytes a second time."""
    FORK = "fork"
    """Two different items for one place, or an author's chain that does not fit what follows or refers to it."""
    GAP = "gap"
    """Something that a later item refers to is missing."""
    NOT_CONFIRMED = "not-confirmed"
    """By someone since removed, and nobody who counts refers to it."""
    SUMMARY = "summary"
    """The summary is not the one that the report names."""
    GRANT = "grant"
    """No genuine key of an epoch came; `author` began the epoch, `seq` is its number."""


_LISTED_GAPS = 100
"""Gaps told for each author: a number that somebody states is no reason to count up to it."""

Spot = tuple[str, int]
"""Author and number of an item."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be said about one place; for an item that did not open, the place is what the server says."""

    kind: FindingKind
    author: str
    seq: int


class RefusedItemError(Exception):
    """Carries a finding out of the opening of one item; never leaves the modules that open."""

    def __init__(self, kind: FindingKind) -> None:
        """Keep what is wrong."""
        super().__init__(kind)
        self.kind = kind


class Item(Protocol):
    """One signed item of its author's chain."""

    @property
    def author(self) -> Author:
        """Who signed it."""

    @property
    def seq(self) -> int:
        """Its number, from 1."""

    @property
    def previous(self) -> str | msgspec.UnsetType:
        """Digest of the author's item before."""

    @property
    def seen(self) -> Sequence[Head]:
        """Newest item of every other author that was read."""


ItemT = TypeVar("ItemT", bound=Item)


@dataclass(frozen=True, slots=True)
class Opened(Generic[ItemT]):
    """An item that verified, with the digest that others refer to it by."""

    message: ItemT
    digest: str
    confirmed: bool
    """False if only someone since removed stands for it: shown, but never referred to."""

    @property
    def author(self) -> str:
        """The author in one string."""
        return author_text(self.message.author)

    @property
    def place(self) -> Spot:
        """Author and number."""
        return self.author, self.message.seq


class Gathering(Generic[ItemT]):
    """Collects items as they open; the same one twice, or two for one place, become findings."""

    def __init__(self) -> None:
        self._opened: dict[Spot, Opened[ItemT]] = {}
        self._digests: set[str] = set()
        self.findings: list[Finding] = []

    @property
    def opened(self) -> list[Opened[ItemT]]:
        """What opened, one for each place."""
        return list(self._opened.values())

    def add(self, place: Spot, digest: str, open_item: Callable[[], ItemT]) -> None:
        """Open one item that is said to stand at `place`."""
        try:
            item = None if digest in self._digests else open_item()
        except RefusedItemError as refused:
            self.findings.append(Finding(refused.kind, *place))
            return
        self._digests.add(digest)
        known = self._opened.get(place)
        if item is None or (known is not None and known.message == item):
            self.findings.append(Finding(FindingKind.REPLAY, *place))
        elif known is not None:
            self.findings.append(Finding(FindingKind.FORK, *place))
        else:
            self._opened[place] = Opened(item, digest, confirmed=True)


@dataclass(frozen=True, slots=True)
class Claims:
    """What signed items say about places: which digest stands there, and what explains that nothing does."""

    references: Mapping[Spot, set[str]]
    removed: frozenset[str] = frozenset()
    """Digests of items that an honest hand removed."""
    gone: frozenset[Spot] = frozenset()
    """Places that their own author says to have emptied."""
    expected: Mapping[str, int] | None = None
    """Numbers up to which items must be there in any case, by author."""


def confirm(
    opened: Sequence[Opened[ItemT]], stands: Callable[[Opened[ItemT]], bool], named: Iterable[Head] = ()
) -> list[Opened[ItemT]]:
    """Mark items that count: those that stand, those that a record names that counts, what they refer to, and so on."""
    by_place = _by_place(opened)
    heads = {(author_text(head.author), head.seq, head.digest) for head in named}
    waiting = [entry for entry in opened if stands(entry) or (*entry.place, entry.digest) in heads]
    counted = {entry.digest for entry in waiting}
    while waiting:
        for found in _referred(waiting.pop(), by_place):
            if found.digest not in counted:
                counted.add(found.digest)
                waiting.append(found)
    return [Opened(entry.message, entry.digest, entry.digest in counted) for entry in opened]


def unconfirmed(opened: Sequence[Opened[ItemT]]) -> list[Finding]:
    """Tell the items that do not count."""
    return [Finding(FindingKind.NOT_CONFIRMED, *entry.place) for entry in opened if not entry.confirmed]


def own_references(opened: Sequence[Opened[ItemT]]) -> dict[Spot, set[str]]:
    """Collect what authors say about their own chains: which digest stands before each item."""
    return {
        (entry.author, entry.message.seq - 1): {entry.message.previous}
        for entry in opened
        if entry.message.previous is not msgspec.UNSET
    }


def references(opened: Sequence[Opened[ItemT]], more: Iterable[Head], readers: Collection[str]) -> dict[Spot, set[str]]:
    """Collect what items that count, and `more`, say about places.

    Of people who are no `readers` nobody can have seen anything: such claims would only make work.
    """
    found = own_references(opened)
    for head in (*(head for entry in opened if entry.confirmed for head in entry.message.seen), *more):
        if author_text(head.author) in readers:
            found.setdefault((author_text(head.author), head.seq), set()).add(head.digest)
    return found


def chain_findings(claims: Claims, opened: Sequence[Opened[ItemT]], told: frozenset[Spot]) -> list[Finding]:
    """Compare every claim with what is there (rules 5 and 7); `told` places are not told again as missing."""
    present = {entry.place: entry.digest for entry in opened}
    findings = []
    explained = {*told, *claims.gone}
    for place, digests in claims.references.items():
        found = present.get(place)
        if found is not None and digests != {found}:
            findings.append(Finding(FindingKind.FORK, *place))
        elif digests <= claims.removed:
            explained.add(place)
    known = {*present, *explained}
    return findings + _holes({*present, *claims.references}, known, claims.expected or {})


def newest_heads(opened: Iterable[Opened[ItemT]], but: str | None = None) -> tuple[Head, ...]:
    """Give the newest confirmed item of every author, sorted, without author `but`."""
    newest: dict[str, Opened[ItemT]] = {}
    for entry in opened:
        if entry.confirmed and entry.message.seq > _seq_of(newest.get(entry.author)):
            newest[entry.author] = entry
    return tuple(
        Head(author=newest[name].message.author, seq=newest[name].message.seq, digest=newest[name].digest)
        for name in sorted(newest)
        if name != but
    )


def next_number(opened: Iterable[Opened[ItemT]], author: str) -> tuple[int, str | None]:
    """Give the number of an author's next item, and the digest of the one before it."""
    own = [entry for entry in opened if entry.author == author]
    last = max(own, key=lambda entry: entry.message.seq, default=None)
    return _seq_of(last) + 1, None if last is None else last.digest


def in_order(opened: Sequence[Opened[ItemT]]) -> tuple[Opened[ItemT], ...]:
    """Sort so that nothing stands before an earlier item of its author, nor before what its author had seen.

    The server's order is not trusted. In each round the next item of every author follows whose references all stand
    already. Digests make no circles, but numbers that a gap parts from the rest can contradict them: then somebody
    whose numbers are not all tied by `previous` goes first.
    """
    by_place = _by_place(opened)
    chains: dict[str, deque[Opened[ItemT]]] = {}
    for place in sorted(by_place):
        chains.setdefault(place[0], deque()).append(by_place[place])
    ordered: list[Opened[ItemT]] = []
    placed: set[str] = set()
    while chains:
        firsts = [chain[0] for chain in chains.values()]
        ready = [entry for entry in firsts if all(one.digest in placed for one in _referred(entry, by_place))]
        ready = ready or [next(chain[0] for chain in chains.values() if not _is_tied(chain))]
        ordered += ready
        placed.update(entry.digest for entry in ready)
        for entry in ready:
            chains[entry.author].popleft()
        chains = {author: chain for author, chain in chains.items() if chain}
    return tuple(ordered)


def _by_place(opened: Iterable[Opened[ItemT]]) -> dict[Spot, Opened[ItemT]]:
    return {entry.place: entry for entry in opened}


def _referred(entry: Opened[ItemT], by_place: Mapping[Spot, Opened[ItemT]]) -> list[Opened[ItemT]]:
    """Give the items that stand where this one says, with the digests it says."""
    message = entry.message
    spots = {(author_text(head.author), head.seq): head.digest for head in message.seen}
    if message.previous is not msgspec.UNSET:
        spots[entry.author, message.seq - 1] = message.previous
    found = [by_place[spot] for spot in spots if spot in by_place]
    return [one for one in found if one.digest == spots[one.place]]


def _holes(claimed: Collection[Spot], known: Collection[Spot], expected: Mapping[str, int]) -> list[Finding]:
    """Name the places that are missing below the newest one that a signed item claims, or that must be there."""
    newest = dict(expected)
    for author, seq in claimed:
        newest[author] = max(seq, newest.get(author, 0))
    return [
        Finding(FindingKind.GAP, author, seq)
        for author, last in sorted(newest.items())
        for seq in islice((seq for seq in range(1, last + 1) if (author, seq) not in known), _LISTED_GAPS)
    ]


def _is_tied(chain: Iterable[Opened[ItemT]]) -> bool:
    """Say whether each item names the one before it by digest."""
    return all(later.message.previous == earlier.digest for earlier, later in pairwise(chain))


def _seq_of(opened: Opened[ItemT] | None) -> int:
    return 0 if opened is None else opened.message.seq
