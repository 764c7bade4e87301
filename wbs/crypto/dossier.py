"""Open a case and check it: grants, chains, signatures, gaps (docs/spec/case.md, "Rules every client applies").

What is wrong with the case as a whole (records, grant) raises; what is wrong with one message becomes a finding, and
the message is left out. The reporter portal may not import this, apart from its one named module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

import msgspec

from wbs.crypto.compose import Place, name_of
from wbs.crypto.directory import REPLYING
from wbs.crypto.keys import CasePrivateKey, HybridPrivateKey, ReporterVerifyKey, VerifyKey
from wbs.crypto.messages import (
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
    author_text,
    is_current,
    officer_entry,
    signer_is_current,
    verify_chain,
)
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


_BROKEN = frozenset(FindingKind) - {FindingKind.REPLAY, FindingKind.NOT_CONFIRMED, FindingKind.SUMMARY}
"""Findings after which an author's own chain cannot be continued."""
_LISTED_GAPS = 100
"""Gaps told for each author: a number that somebody states is no reason to count up to it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be said about one place in the case."""

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
    epoch: int
    """Newest confirmed epoch: the only one to write in, if its key was granted."""
    case_keys: Mapping[int, CasePrivateKey]
    summary: Summary | None
    messages: tuple[OpenedMessage, ...]
    """In an order that respects what each author had seen."""
    findings: tuple[Finding, ...]

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
        if any(finding.author == name and finding.kind in _BROKEN for finding in self.findings):
            raise TrustError("own chain is not whole")
        view = self.chain.epoch(self.epoch)
        agency = self.chain.first.agency if isinstance(author, str) else author.agency
        return Place(
            case=self.chain.case,
            epoch=self.epoch,
            record=view.digest,
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
    keys = _case_keys(material, chain, key, reader)
    return _summary(material, chain, keys)


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
    keys = _case_keys(material, chain, key, reader)
    opener = _Opener(chain, keys, book)
    opened, findings = opener.open_all(material.messages)
    opened, unconfirmed = _confirm(opened, chain, book)
    findings += unconfirmed + _chain_findings(opened, chain, frozenset((found.author, found.seq) for found in findings))
    summary = None
    try:
        summary = _summary(material, chain, keys)
    except RefusedError:
        findings.append(Finding(FindingKind.SUMMARY, REPORTER, 1))
    if _named_summary(opened) not in {None, digest_of(material.summary)}:
        findings.append(Finding(FindingKind.SUMMARY, REPORTER, 1))
    return Dossier(
        chain=chain,
        epoch=_newest_epoch(chain, opened, book),
        case_keys=keys,
        summary=summary,
        messages=_in_order(opened),
        findings=tuple(dict.fromkeys(findings)),
    )


def _case_keys(
    material: CaseMaterial, chain: RecordChain, key: HybridPrivateKey[Any], reader: Author
) -> dict[int, CasePrivateKey]:
    """Open the newest grant, then walk back through the previous keys (rules 1 and 8)."""
    if not material.grants:
        raise ForgedGrantError("no grant for this reader")
    newest = max(material.grants)
    keys = {newest: _granted_key(material.grants[newest], chain, newest, key, reader)}
    for epoch in range(newest, 1, -1):
        sealed = material.previous_keys.get(epoch)
        if sealed is None:
            raise ForgedGrantError("the key of an earlier epoch is missing")
        previous = parse(unseal_document(keys[epoch], sealed, GRANT_CLASS), PreviousKey)
        view = chain.epoch(epoch - 1)
        if (previous.case, previous.epoch, previous.record) != (chain.case, epoch - 1, view.digest):
            raise ForgedGrantError("a previous key of another epoch")
        keys[epoch - 1] = _fitting_key(previous.key, view.document)
    return keys


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
    unverified = Unverified(unseal_document(keys[1], material.summary, SUMMARY_CLASS))
    summary = unverified.verify(ReporterVerifyKey.parse(chain.first.reporter.verify_key), Summary)
    if (summary.case, summary.epoch, summary.author) != (chain.case, 1, REPORTER):
        raise TrustError("a summary of another case")
    return summary


class _Opener:
    """Opens single messages of one case and says what is wrong with those that do not open."""

    def __init__(self, chain: RecordChain, keys: Mapping[int, CasePrivateKey], book: TrustBook) -> None:
        self._chain = chain
        self._keys = keys
        self._book = book

    def open_all(self, messages: Sequence[SealedMessage]) -> tuple[list[OpenedMessage], list[Finding]]:
        """Open every message; the same bytes twice, or two for one place, become findings."""
        opened: dict[tuple[str, int], OpenedMessage] = {}
        findings: list[Finding] = []
        seen_digests: set[str] = set()
        for sealed in messages:
            digest = digest_of(sealed.sealed)
            place = (sealed.author, sealed.seq)
            if digest in seen_digests:
                findings.append(Finding(FindingKind.REPLAY, *place))
                continue
            seen_digests.add(digest)
            try:
                message = self._open(sealed)
            except _RefusedMessageError as refused:
                findings.append(Finding(refused.kind, *place))
                continue
            if place in opened:
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
            return ReporterVerifyKey.parse(self._chain.first.reporter.verify_key)
        author = message.author
        readers = self._chain.epoch(message.epoch).readers
        try:
            entry = officer_entry(author, message.directory, self._book)
        except (TrustError, FormatError):
            raise _RefusedMessageError(FindingKind.AUTHOR) from None
        if (author.agency, author.reader) not in readers or not entry.may(REPLYING):
            raise _RefusedMessageError(FindingKind.AUTHOR)
        return entry.public_verify_key()


class _RefusedMessageError(Exception):
    """Carries a finding out of the opening of one message; never leaves this module."""

    def __init__(self, kind: FindingKind) -> None:
        super().__init__(kind)
        self.kind = kind


def _confirm(
    opened: list[OpenedMessage], chain: RecordChain, book: TrustBook
) -> tuple[list[OpenedMessage], list[Finding]]:
    """Mark messages of officers since removed that nobody who still counts builds on (rule 4)."""
    counted = {entry.digest for entry in opened if _counts_alone(entry.message, chain, book)}
    by_digest = {entry.digest: entry for entry in opened}
    waiting = list(counted)
    while waiting:
        for digest in _referred(by_digest[waiting.pop()].message):
            if digest in by_digest and digest not in counted:
                counted.add(digest)
                waiting.append(digest)
    marked = [OpenedMessage(entry.message, entry.digest, entry.digest in counted) for entry in opened]
    findings = [
        Finding(FindingKind.NOT_CONFIRMED, entry.author, entry.message.seq) for entry in marked if not entry.confirmed
    ]
    return marked, findings


def _counts_alone(message: Message, chain: RecordChain, book: TrustBook) -> bool:
    if isinstance(message.author, str):
        return True
    entry = officer_entry(message.author, message.directory, book)
    newest = chain.epoch(chain.epochs).readers
    still_reads = (message.author.agency, message.author.reader) in newest
    return still_reads and is_current(message.author, entry.public_verify_key(), book)


def _referred(message: Message) -> list[str]:
    previous = [] if message.previous is msgspec.UNSET else [message.previous]
    return previous + [head.digest for head in message.seen]


def _chain_findings(
    opened: Sequence[OpenedMessage], chain: RecordChain, told: frozenset[tuple[str, int]]
) -> list[Finding]:
    """Compare every reference with what is there (rules 5 and 7); `told` places are not told again."""
    present = {(entry.author, entry.message.seq): entry.digest for entry in opened}
    removed = {
        digest
        for entry in opened
        if entry.confirmed and isinstance(entry.message.body, RemovedBody)
        for digest in entry.message.body.digests
    }
    findings = []
    explained = set(told)
    references = _references(opened, chain)
    for place, digests in references.items():
        found = present.get(place)
        if found is not None and digests != {found}:
            findings.append(Finding(FindingKind.FORK, *place))
        elif found is None:
            explained |= {place} if digests <= removed else set()
    return findings + _holes(present, explained, references)


def _references(opened: Sequence[OpenedMessage], chain: RecordChain) -> dict[tuple[str, int], set[str]]:
    """Collect what messages and epoch records say about places: which digest stands there."""
    references: dict[tuple[str, int], set[str]] = {}
    for entry in opened:
        message = entry.message
        if message.previous is not msgspec.UNSET:
            references.setdefault((entry.author, message.seq - 1), set()).add(message.previous)
    heads = [head for entry in opened if entry.confirmed for head in entry.message.seen]
    for record in chain.records:
        if isinstance(record.document, EpochRecord):
            heads += record.document.heads
    for head in heads:
        references.setdefault((author_text(head.author), head.seq), set()).add(head.digest)
    return references


def _holes(
    present: Mapping[tuple[str, int], str],
    explained: set[tuple[str, int]],
    referred: Mapping[tuple[str, int], set[str]],
) -> list[Finding]:
    """Name every place that must have held something: referred to, below an author's newest, or the report itself."""
    newest: dict[str, int] = {REPORTER: 1}
    for author, seq in (*present, *explained, *referred):
        newest[author] = max(seq, newest.get(author, 0))
    known = present.keys() | explained
    return [
        Finding(FindingKind.GAP, author, seq)
        for author, last in sorted(newest.items())
        for seq in islice((seq for seq in range(1, last + 1) if (author, seq) not in known), _LISTED_GAPS)
    ]


def _named_summary(opened: Sequence[OpenedMessage]) -> str | None:
    for entry in opened:
        if entry.message.kind is Kind.REPORT and entry.message.summary is not msgspec.UNSET:
            return entry.message.summary
    return None


def _newest_epoch(chain: RecordChain, opened: Sequence[OpenedMessage], book: TrustBook) -> int:
    """Give the newest epoch that someone who counts stands for (rule 4)."""
    named = {entry.message.record for entry in opened if entry.confirmed and _counts_alone(entry.message, chain, book)}
    confirmed = 1
    for place, record in enumerate(chain.records):
        later = chain.records[place:]
        if any(signer_is_current(follower.document, book) or follower.digest in named for follower in later):
            confirmed = record.document.epoch
    return confirmed


def _in_order(opened: Sequence[OpenedMessage]) -> tuple[OpenedMessage, ...]:
    """Sort so that nothing stands before what its author had seen; the server's order is not trusted."""
    by_place = {(entry.author, entry.message.seq): entry for entry in opened}
    depths: dict[tuple[str, int], int] = {}
    for place in sorted(by_place, key=lambda key: key[1]):
        _depth(place, by_place, depths)
    return tuple(by_place[place] for place in sorted(by_place, key=lambda place: (depths[place], place)))


def _depth(
    place: tuple[str, int],
    by_place: Mapping[tuple[str, int], OpenedMessage],
    depths: dict[tuple[str, int], int],
) -> int:
    """Give the length of the longest line of references below a message, without recursion."""
    stack = [place]
    while stack:
        current = stack[-1]
        before = [spot for spot in _before(current, by_place) if spot in by_place]
        open_spots = [spot for spot in before if spot not in depths]
        if open_spots and len(stack) <= len(by_place):
            stack.extend(open_spots[:1])
            continue
        depths.setdefault(current, 1 + max((depths.get(spot, 0) for spot in before), default=0))
        stack.pop()
    return depths[place]


def _before(place: tuple[str, int], by_place: Mapping[tuple[str, int], OpenedMessage]) -> list[tuple[str, int]]:
    message = by_place[place].message
    own = [(place[0], place[1] - 1)]
    return own + [(author_text(head.author), head.seq) for head in message.seen]


def _seq_of(opened: OpenedMessage | None) -> int:
    return 0 if opened is None else opened.message.seq
