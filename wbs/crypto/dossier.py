"""Open a case and check it: grants, chains, signatures, gaps (docs/spec/case.md, "Rules every client applies").

What is wrong with the case as a whole (records, grant) raises; what is wrong with one message becomes a finding, and
the message is left out. The reporter portal may not import this, apart from its one named module.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise
from typing import Any

import msgspec

from wbs.crypto.compose import Place, name_of
from wbs.crypto.directory import REPLYING
from wbs.crypto.keys import CasePrivateKey, HybridPrivateKey, ReporterVerifyKey, VerifyKey
from wbs.crypto.messages import (
    Body,
    CaseMaterial,
    Grant,
    Kind,
    Message,
    PreviousKey,
    RemovedBody,
    SealedMessage,
    Summary,
    check_message,
    digest_of,
)
from wbs.crypto.padding import GRANT_CLASS, SUMMARY_CLASS
from wbs.crypto.primitives import equal
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import (
    REPORTER,
    Author,
    EpochRecord,
    Head,
    ReaderRef,
    RecordChain,
    VerifiedRecord,
    author_text,
    is_current,
    officer_entry,
    officer_key,
    signer_is_current,
    verify_chain,
)
from wbs.crypto.report import ReportBody
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import ForgedGrantError, FormatError, RefusedError, SignatureError, TrustError, UnsealError


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
"""Author and number of a message."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be said about one place; for an item that did not open, the place is what the server says."""

    kind: FindingKind
    author: str
    seq: int


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message that verified, with the digest that others refer to it by."""

    message: Message
    digest: str
    confirmed: bool
    """False if only someone since removed stands for it: shown, but never referred to."""

    @property
    def author(self) -> str:
        """The author in one string."""
        return author_text(self.message.author)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case as one reader can prove it."""

    chain: RecordChain
    newest: VerifiedRecord
    """Newest confirmed record: who reads the case, and under which key the next message is written."""
    case_keys: Mapping[int, CasePrivateKey]
    summary: Summary | None
    messages: tuple[OpenedMessage, ...]
    """In an order that respects what each author had seen."""
    findings: tuple[Finding, ...]
    broken: frozenset[str]
    """Authors whose own items contradict one another or do not open: nothing can be built on their chains."""

    @property
    def epoch(self) -> int:
        """Newest confirmed epoch: the only one to write in, if its key was granted."""
        return self.newest.document.epoch

    def heads(self, but: str | None = None) -> tuple[Head, ...]:
        """Newest confirmed message of every author, sorted, without author `but`."""
        newest: dict[str, OpenedMessage] = {}
        for opened in self.messages:
            if opened.confirmed and opened.message.seq > _seq_of(newest.get(opened.author)):
                newest[opened.author] = opened
        return tuple(
            Head(author=newest[name].message.author, seq=newest[name].message.seq, digest=newest[name].digest)
            for name in sorted(newest)
            if name != but
        )

    def place_for(self, author: Author, book: TrustBook) -> Place:
        """Give the place of an author's next message.

        Raises:
            ForgedGrantError: no key of the newest epoch was granted: nothing is sealed to an older one (rule 2).
            TrustError: the author's own chain has a hole, so that nothing can be built on it.
        """
        if self.epoch not in self.case_keys:
            raise ForgedGrantError("no grant for the newest epoch")
        name = author_text(author)
        own = [opened for opened in self.messages if opened.author == name]
        last = max(own, key=lambda opened: opened.message.seq, default=None)
        if name in self.broken:
            raise TrustError("own chain is not whole")
        agency = self.chain.first.agency if isinstance(author, str) else author.agency
        return Place(
            case=self.chain.case,
            epoch=self.epoch,
            record=self.newest.digest,
            case_key=self.case_keys[self.epoch].public,
            author=author,
            seq=_seq_of(last) + 1,
            previous=None if last is None else last.digest,
            seen=self.heads(but=name),
            directory=name_of(book.newest(agency)),
        )


def open_as_reporter(material: CaseMaterial, receipt: Receipt, book: TrustBook) -> Dossier:
    """Open a case with the receipt.

    Raises:
        TrustError: another case than asked for, or one whose first record this receipt's key did not sign.
        ForgedGrantError: the grant does not fit the records.
        UnsealError, SignatureError, FormatError, UnknownVersionError: records or grant are not genuine.
    """
    chain = _chain_of(material, book)
    keys = chain.first.reporter
    own = (receipt.reader_key.public.text.encode(), receipt.signing_key.public.text.encode())
    if not (equal(keys.reader_key.encode(), own[0]) and equal(keys.verify_key.encode(), own[1])):
        raise TrustError("a case that this receipt did not begin")
    return _open(material, chain, receipt.reader_key, REPORTER, book)


def open_as_officer(material: CaseMaterial, key: HybridPrivateKey[Any], reader: ReaderRef, book: TrustBook) -> Dossier:
    """Open a case with a reader key of an officer, or the recovery key.

    Raises:
        ForgedGrantError: the officer is not listed with this key, or the grant does not fit the records.
        TrustError, UnsealError, SignatureError, FormatError, UnknownVersionError: as `open_as_reporter`.
    """
    return _open(material, _chain_of(material, book), key, reader, book)


def open_summary(material: CaseMaterial, key: HybridPrivateKey[Any], reader: ReaderRef, book: TrustBook) -> Summary:
    """Open only what an inbox shows.

    Raises:
        As `open_as_officer`; also if the summary is not the reporter's.
    """
    chain = _chain_of(material, book)
    return _summary(material, chain, _KeyRing(material, chain, key, reader).open_all())


def _chain_of(material: CaseMaterial, book: TrustBook) -> RecordChain:
    chain = verify_chain(material.records, book)
    if chain.case != material.case:
        raise TrustError("records of another case")
    return chain


def _open(
    material: CaseMaterial,
    chain: RecordChain,
    key: HybridPrivateKey[Any],
    reader: Author,
    book: TrustBook,
) -> Dossier:
    ring = _KeyRing(material, chain, key, reader)
    keys = ring.open_all()
    opened, findings = _Opener(chain, keys, book).open_all(material.messages)
    newest = _newest_record(chain, opened, book)
    opened = _confirm(opened, newest, book)
    broken = [found for found in findings if found.kind is not FindingKind.REPLAY]
    told = frozenset((found.author, found.seq) for found in broken)
    broken += _chain_findings(_own_references(opened), opened, told)
    findings += [
        Finding(FindingKind.NOT_CONFIRMED, entry.author, entry.message.seq) for entry in opened if not entry.confirmed
    ]
    findings += _chain_findings(_references(opened, chain, newest), opened, told)
    summary, doubts = _checked_summary(material, chain, keys, opened)
    return Dossier(
        chain=chain,
        newest=newest,
        case_keys=keys,
        summary=summary,
        messages=_in_order(opened),
        findings=tuple(dict.fromkeys(ring.findings + findings + doubts)),
        broken=frozenset(found.author for found in broken),
    )


class _KeyRing:
    """Opens the grants, newest first, and walks back through the previous keys (rules 1 and 8).

    What does not fit costs its epoch, not the case: otherwise whoever begins an epoch could close the case to all.
    """

    def __init__(self, material: CaseMaterial, chain: RecordChain, key: HybridPrivateKey[Any], reader: Author) -> None:
        self.keys: dict[int, CasePrivateKey] = {}
        self.findings: list[Finding] = []
        self._refusals: list[RefusedError] = []
        self._material = material
        self._chain = chain
        self._key = key
        self._reader = reader

    def open_all(self) -> dict[int, CasePrivateKey]:
        """Give every case key that is to be had, by epoch.

        Raises:
            ForgedGrantError: no grant, or one that does not fit the records.
            UnsealError, FormatError, UnknownVersionError: no grant that is genuine.
        """
        for epoch in range(self._chain.epochs, 0, -1):
            self._open(epoch)
        if not self.keys:
            raise self._refusals[0] if self._refusals else ForgedGrantError("no grant for this reader")
        return self.keys

    def _open(self, epoch: int) -> None:
        attempts = []
        if epoch in self._material.grants:
            attempts.append(self._granted)
        if epoch + 1 in self.keys:
            attempts.append(self._previous)
        for attempt in attempts:
            try:
                self.keys[epoch] = attempt(epoch)
            except RefusedError as refused:
                self._refusals.append(refused)
            else:
                return
        if attempts:
            author = self._chain.epoch(epoch).document.author
            self.findings.append(Finding(FindingKind.GRANT, author_text(author), epoch))

    def _granted(self, epoch: int) -> CasePrivateKey:
        return _granted_key(self._material.grants[epoch], self._chain, epoch, self._key, self._reader)

    def _previous(self, epoch: int) -> CasePrivateKey:
        sealed = self._material.previous_keys.get(epoch + 1)
        if sealed is None:
            raise ForgedGrantError("the key of an earlier epoch is missing")
        previous = parse(unseal_document(self.keys[epoch + 1], sealed, GRANT_CLASS), PreviousKey)
        view = self._chain.epoch(epoch)
        if (previous.case, previous.epoch, previous.record) != (self._chain.case, epoch, view.digest):
            raise ForgedGrantError("a previous key of another epoch")
        return _fitting_key(previous.key, view.document)


def _granted_key(
    sealed: bytes, chain: RecordChain, epoch: int, key: HybridPrivateKey[Any], reader: Author
) -> CasePrivateKey:
    view = chain.epoch(epoch)
    own = key.public.digest
    grant = parse(unseal_document(key, sealed, GRANT_CLASS), Grant)
    if (grant.case, grant.epoch, grant.reader) != (chain.case, epoch, own):
        raise ForgedGrantError("a grant for another case, epoch or reader")
    record = view.records.get(grant.record)
    if record is None:
        raise ForgedGrantError("a grant under a record that is not in the chain")
    if not isinstance(reader, str) and record.readers.get((reader.agency, reader.reader)) != own:
        raise ForgedGrantError("a grant for a reader whom its record does not list")
    return _fitting_key(grant.key, view.document)


def _fitting_key(text: str, record: EpochRecord) -> CasePrivateKey:
    key = CasePrivateKey.parse(text)
    if not equal(key.public.text.encode(), record.case_key.encode()):
        raise ForgedGrantError("a key that does not fit its record")
    return key


def _summary(material: CaseMaterial, chain: RecordChain, keys: Mapping[int, CasePrivateKey]) -> Summary:
    if 1 not in keys:
        raise ForgedGrantError("the key of the first epoch is missing")
    unverified = Unverified(unseal_document(keys[1], material.summary, SUMMARY_CLASS))
    summary = unverified.verify(ReporterVerifyKey.parse(chain.first.reporter.verify_key), Summary)
    if (summary.case, summary.epoch, summary.author) != (chain.case, 1, REPORTER):
        raise TrustError("a summary of another case")
    return summary


def _checked_summary(
    material: CaseMaterial,
    chain: RecordChain,
    keys: Mapping[int, CasePrivateKey],
    opened: Sequence[OpenedMessage],
) -> tuple[Summary | None, list[Finding]]:
    doubt = [Finding(FindingKind.SUMMARY, REPORTER, 1)]
    try:
        summary = _summary(material, chain, keys)
    except RefusedError:
        return None, doubt
    digest = digest_of(material.summary)
    reports = [entry.message for entry in opened if entry.message.kind is Kind.REPORT]
    agrees = all(report.summary == digest and _sums_up(summary, report.body) for report in reports)
    return summary, [] if agrees else doubt


def _sums_up(summary: Summary, report: Body) -> bool:
    if not isinstance(report, ReportBody):
        return False
    told = (report.category, report.rank, report.title, report.accused[0].unit)
    return (summary.category, summary.rank, summary.title, summary.unit) == told


class _Opener:
    """Opens single messages of one case and says what is wrong with those that do not open."""

    def __init__(self, chain: RecordChain, keys: Mapping[int, CasePrivateKey], book: TrustBook) -> None:
        self._chain = chain
        self._keys = keys
        self._book = book
        self._reporter_key = ReporterVerifyKey.parse(chain.first.reporter.verify_key)

    def open_all(self, messages: Sequence[SealedMessage]) -> tuple[list[OpenedMessage], list[Finding]]:
        """Open every message; the same bytes twice, or two for one place, become findings."""
        opened: dict[tuple[str, int], OpenedMessage] = {}
        findings: list[Finding] = []
        digests: set[str] = set()
        for sealed in messages:
            digest = digest_of(sealed.sealed)
            place = (sealed.author, sealed.seq)
            try:
                message = None if digest in digests else self._open(sealed)
            except _RefusedMessageError as refused:
                findings.append(Finding(refused.kind, *place))
                continue
            digests.add(digest)
            known = opened.get(place)
            if message is None or (known is not None and known.message == message):
                findings.append(Finding(FindingKind.REPLAY, *place))
            elif known is not None:
                findings.append(Finding(FindingKind.FORK, *place))
            else:
                opened[place] = OpenedMessage(message, digest, confirmed=True)
        return list(opened.values()), findings

    def _open(self, sealed: SealedMessage) -> Message:
        key = self._keys.get(sealed.epoch)
        if key is None:
            raise _RefusedMessageError(FindingKind.SEAL)
        try:
            unverified = Unverified(unseal_document(key, sealed.sealed))
            message = check_message(unverified.unsafe_peek(Message))
        except UnsealError:
            raise _RefusedMessageError(FindingKind.SEAL) from None
        except RefusedError:
            raise _RefusedMessageError(FindingKind.FORMAT) from None
        self._check_place(message, sealed)
        try:
            unverified.verify(self._author_key(message), Message)
        except SignatureError:
            raise _RefusedMessageError(FindingKind.SIGNATURE) from None
        return message

    def _check_place(self, message: Message, sealed: SealedMessage) -> None:
        stated = (self._chain.case, sealed.author, sealed.seq, sealed.epoch, sealed.kind)
        signed = (message.case, author_text(message.author), message.seq, message.epoch, message.kind)
        if stated != signed or message.record not in self._chain.epoch(sealed.epoch).records:
            raise _RefusedMessageError(FindingKind.TRANSPLANT)

    def _author_key(self, message: Message) -> VerifyKey:
        """Find the key that must have signed: rule 3 for the reporter, rule 4 for officers."""
        if isinstance(message.author, str):
            return self._reporter_key
        author = message.author
        readers = self._chain.epoch(message.epoch).readers
        try:
            entry = officer_entry(author, message.directory, self._book)
        except (TrustError, FormatError):
            raise _RefusedMessageError(FindingKind.AUTHOR) from None
        if (author.agency, author.reader) not in readers or not entry.may(REPLYING):
            raise _RefusedMessageError(FindingKind.AUTHOR)
        return officer_key(author, message.directory, self._book)


class _RefusedMessageError(Exception):
    """Carries a finding out of the opening of one message; never leaves this module."""

    def __init__(self, kind: FindingKind) -> None:
        super().__init__(kind)
        self.kind = kind


def _newest_record(chain: RecordChain, opened: Sequence[OpenedMessage], book: TrustBook) -> VerifiedRecord:
    """Give the newest record that someone who counts signed or built on (rule 4).

    The reporter counts, and an officer who reads by the newest record that counts so far and whose key stands in the
    newest directory: nobody counts by a record that someone since removed wrote for them.
    """
    builders: dict[str, list[Author]] = {}
    for entry in opened:
        if _author_stands(entry.message, book):
            builders.setdefault(entry.message.record, []).append(entry.message.author)
    newest = chain.records[0]
    for record in chain.records[1:]:
        authors = builders.get(record.digest, [])
        if signer_is_current(record.document, book):
            authors = [record.document.author, *authors]
        if any(_reads(author, newest) for author in authors):
            newest = record
    return newest


def _author_stands(message: Message, book: TrustBook) -> bool:
    """Say whether the newest directory, too, lists the author with this key and a role that may reply."""
    author = message.author
    if isinstance(author, str):
        return True
    entry = book.current_reader(author.agency, author.reader)
    key = officer_key(author, message.directory, book)
    return entry is not None and entry.may(REPLYING) and is_current(author, key, book)


def _reads(author: Author, record: VerifiedRecord) -> bool:
    return isinstance(author, str) or (author.agency, author.reader) in record.readers


def _confirm(opened: Sequence[OpenedMessage], newest: VerifiedRecord, book: TrustBook) -> list[OpenedMessage]:
    """Mark messages of officers since removed that nobody who still counts builds on (rule 4)."""
    by_place = _by_place(opened)
    waiting = [
        entry for entry in opened if _reads(entry.message.author, newest) and _author_stands(entry.message, book)
    ]
    counted = {entry.digest for entry in waiting}
    while waiting:
        for found in _referred(waiting.pop(), by_place):
            if found.digest not in counted:
                counted.add(found.digest)
                waiting.append(found)
    return [OpenedMessage(entry.message, entry.digest, entry.digest in counted) for entry in opened]


def _by_place(opened: Iterable[OpenedMessage]) -> dict[Spot, OpenedMessage]:
    return {(entry.author, entry.message.seq): entry for entry in opened}


def _referred(entry: OpenedMessage, by_place: Mapping[Spot, OpenedMessage]) -> list[OpenedMessage]:
    """Give the items that stand where this one says, with the digests it says."""
    message = entry.message
    spots = {(author_text(head.author), head.seq): head.digest for head in message.seen}
    if message.previous is not msgspec.UNSET:
        spots[entry.author, message.seq - 1] = message.previous
    found = [by_place[spot] for spot in spots if spot in by_place]
    return [one for one in found if one.digest == spots[one.author, one.message.seq]]


def _chain_findings(
    references: Mapping[Spot, set[str]], opened: Sequence[OpenedMessage], told: frozenset[Spot]
) -> list[Finding]:
    """Compare every reference with what is there (rules 5 and 7); `told` places are not told again as missing."""
    present = {(entry.author, entry.message.seq): entry.digest for entry in opened}
    removed = {
        digest
        for entry in opened
        if entry.confirmed and isinstance(entry.message.body, RemovedBody)
        for digest in entry.message.body.digests
    }
    findings = []
    explained = set(told)
    for place, digests in references.items():
        found = present.get(place)
        if found is not None and digests != {found}:
            findings.append(Finding(FindingKind.FORK, *place))
        elif digests <= removed:
            explained.add(place)
    return findings + _holes({*present, *references}, {*present, *explained})


def _own_references(opened: Sequence[OpenedMessage]) -> dict[Spot, set[str]]:
    """Collect what authors say about their own chains: which digest stands before each item."""
    return {
        (entry.author, entry.message.seq - 1): {entry.message.previous}
        for entry in opened
        if entry.message.previous is not msgspec.UNSET
    }


def _references(opened: Sequence[OpenedMessage], chain: RecordChain, newest: VerifiedRecord) -> dict[Spot, set[str]]:
    """Collect what messages and epoch records that count say about places: which digest stands there.

    Of people who never read the case nobody can have seen anything: such claims would only make work.
    """
    references = _own_references(opened)
    heads = [head for entry in opened if entry.confirmed for head in entry.message.seen]
    for record in chain.records:
        if isinstance(record.document, EpochRecord):
            heads += record.document.heads
        if record is newest:
            break
    readers = {REPORTER, *(f"{agency}/{reader}" for record in chain.records for agency, reader in record.readers)}
    for head in heads:
        if author_text(head.author) in readers:
            references.setdefault((author_text(head.author), head.seq), set()).add(head.digest)
    return references


def _holes(claimed: Collection[Spot], known: Collection[Spot]) -> list[Finding]:
    """Name the places that are missing below the newest one that a signed item claims, and the report itself."""
    newest: dict[str, int] = {REPORTER: 1}
    for author, seq in claimed:
        newest[author] = max(seq, newest.get(author, 0))
    return [
        Finding(FindingKind.GAP, author, seq)
        for author, last in sorted(newest.items())
        for seq in islice((seq for seq in range(1, last + 1) if (author, seq) not in known), _LISTED_GAPS)
    ]


def _in_order(opened: Sequence[OpenedMessage]) -> tuple[OpenedMessage, ...]:
    """Sort so that nothing stands before an earlier item of its author, nor before what its author had seen.

    The server's order is not trusted. In each round the next item of every author follows whose references all stand
    already. Digests make no circles, but numbers that a gap parts from the rest can contradict them: then somebody
    whose numbers are not all tied by `previous` goes first.
    """
    by_place = _by_place(opened)
    chains: dict[str, deque[OpenedMessage]] = {}
    for place in sorted(by_place):
        chains.setdefault(place[0], deque()).append(by_place[place])
    ordered: list[OpenedMessage] = []
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


def _is_tied(chain: Iterable[OpenedMessage]) -> bool:
    """Say whether each item names the one before it by digest."""
    return all(later.message.previous == earlier.digest for earlier, later in pairwise(chain))


def _seq_of(opened: OpenedMessage | None) -> int:
    return 0 if opened is None else opened.message.seq
