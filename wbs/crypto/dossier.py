"""Open a case and check it: grants, chains, signatures, gaps (docs/spec/case.md, "Rules").

What is wrong with the case as a whole (records, grant) raises; what is wrong with one message becomes a finding, and
the message is left out. The reporter portal may not import this, apart from its one named module.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wbs.crypto.approval import vouching
from wbs.crypto.chains import (
    Claims,
    Finding,
    FindingKind,
    Gathering,
    Opened,
    chain_findings,
    confirm,
    in_order,
    newest_heads,
    next_number,
    own_references,
    references,
    unconfirmed,
)
from wbs.crypto.compose import Place, name_of
from wbs.crypto.directory import REPLYING
from wbs.crypto.items import author_key_of, open_item
from wbs.crypto.keyring import KeyRing
from wbs.crypto.keys import CasePrivateKey, HybridPrivateKey, ReporterVerifyKey, VerifyKey
from wbs.crypto.messages import (
    Body,
    CaseMaterial,
    Kind,
    Message,
    RemovedBody,
    SealedMessage,
    Summary,
    check_message,
    digest_of,
)
from wbs.crypto.padding import SUMMARY_CLASS
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
    officer_key,
    verify_chain,
)
from wbs.crypto.report import ReportBody
from wbs.crypto.signing import Unverified
from wbs.crypto.takeover import is_taken_over
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import ForgedGrantError, RefusedError, TrustError

OpenedMessage = Opened[Message]
"""A message that verified."""
_REPORT: Mapping[str, int] = {REPORTER: 1}
"""What every case has."""


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
        return newest_heads(self.messages, but)

    def place_for(self, author: Author, book: TrustBook) -> Place:
        """Give the place of an author's next message.

        Raises:
            ForgedGrantError: no key of the newest epoch was granted: nothing is sealed to an older one (rule 2).
            TrustError: the author's own chain has a hole, so that nothing can be built on it.
        """
        if self.epoch not in self.case_keys:
            raise ForgedGrantError("no grant for the newest epoch")
        name = author_text(author)
        if name in self.broken:
            raise TrustError("own chain is not whole")
        seq, previous = next_number(self.messages, name)
        agency = self.chain.first.agency if isinstance(author, str) else author.agency
        return Place(
            case=self.chain.case,
            epoch=self.epoch,
            record=self.newest.digest,
            case_key=self.case_keys[self.epoch].public,
            author=author,
            seq=seq,
            previous=previous,
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
    return _summary(material, chain, KeyRing(material, chain, key, reader).open_all())


def newest_counted(chain: RecordChain, book: TrustBook) -> VerifiedRecord:
    """Give the newest record that counts for whoever opens no messages: fewer may count than with them."""
    return _counted_records(chain, (), book)[-1]


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
    ring = KeyRing(material, chain, key, reader)
    keys = ring.open_all()
    opened, findings = _Opener(chain, keys, book).open_all(material.messages)
    counted = _counted_records(chain, opened, book)
    newest = counted[-1]
    opened = confirm(
        opened,
        lambda one: _reads(one.message.author, newest) and _author_stands(one.message, book),
        _heads_of(counted),
    )
    broken = [found for found in findings if found.kind is not FindingKind.REPLAY]
    told = frozenset((found.author, found.seq) for found in broken)
    removed, gone = _removed(opened), _gone(opened)
    broken += chain_findings(Claims(own_references(opened), removed, gone, _REPORT), opened, told)
    said = references(opened, _heads_of(_up_to(chain, newest)), _readers(chain))
    findings += unconfirmed(opened) + chain_findings(Claims(said, removed, gone, _REPORT), opened, told)
    is_retracted = not material.summary and (REPORTER, 1) in gone
    summary, doubts = (None, []) if is_retracted else _checked_summary(material, chain, keys, opened)
    return Dossier(
        chain=chain,
        newest=newest,
        case_keys=keys,
        summary=summary,
        messages=in_order(opened),
        findings=tuple(dict.fromkeys(ring.findings + findings + doubts)),
        broken=frozenset(found.author for found in broken),
    )


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
        gathering = Gathering[Message]()
        for sealed in messages:
            gathering.add((sealed.author, sealed.seq), digest_of(sealed.sealed), partial(self._open, sealed))
        return gathering.opened, gathering.findings

    def _open(self, sealed: SealedMessage) -> Message:
        return open_item(
            self._keys.get(sealed.epoch),
            sealed.sealed,
            Message,
            check=check_message,
            is_placed=lambda message: self._is_placed(message, sealed),
            author_key=self._author_key,
        )

    def _is_placed(self, message: Message, sealed: SealedMessage) -> bool:
        stated = (self._chain.case, sealed.author, sealed.seq, sealed.epoch, sealed.kind)
        signed = (message.case, author_text(message.author), message.seq, message.epoch, message.kind)
        return stated == signed and message.record in self._chain.epoch(sealed.epoch).records

    def _author_key(self, message: Message) -> VerifyKey:
        """Find the key that must have signed: rule 3 for the reporter, rule 4 for officers."""
        if isinstance(message.author, str):
            return self._reporter_key
        epoch = self._chain.epoch(message.epoch)
        return author_key_of(message.author, message.directory, epoch, REPLYING, self._book)


def _counted_records(chain: RecordChain, opened: Sequence[OpenedMessage], book: TrustBook) -> list[VerifiedRecord]:
    """Give the records that someone who counts signed or built on, oldest first (rule 4).

    The reporter counts, and an officer who reads by the newest record that counts so far and whose key stands in the
    newest directory: nobody counts by a record that someone since removed wrote for them. Of a transfer, also the
    colleague who approved it: the officer who made it reads the case no more, and may leave. A transfer that two
    officers have taken over counts for good.
    """
    builders: dict[str, list[Author]] = {}
    for entry in opened:
        if _author_stands(entry.message, book):
            builders.setdefault(entry.message.record, []).append(entry.message.author)
    counted = [chain.records[0]]
    for place, record in enumerate(chain.records[1:], 1):
        authors = [*vouching(record.document, book), *builders.get(record.digest, [])]
        is_built_on = any(_reads(author, counted[-1]) for author in authors)
        if is_built_on or is_taken_over(chain.records, place, counted[-1].readers, book):
            counted.append(record)
    return counted


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


def _removed(opened: Sequence[OpenedMessage]) -> frozenset[str]:
    """Collect what honest hands removed (rule 7)."""
    return frozenset(
        digest
        for entry in opened
        if entry.confirmed and isinstance(entry.message.body, RemovedBody)
        for digest in entry.message.body.digests
    )


def _up_to(chain: RecordChain, newest: VerifiedRecord) -> tuple[VerifiedRecord, ...]:
    return chain.records[: chain.records.index(newest) + 1]


def _gone(opened: Sequence[OpenedMessage]) -> frozenset[tuple[str, int]]:
    """Collect which of their own places authors say to have emptied (rule 7)."""
    return frozenset(
        (entry.author, seq)
        for entry in opened
        if entry.confirmed and isinstance(entry.message.body, RemovedBody)
        for seq in entry.message.body.own or ()
    )


def _heads_of(records: Iterable[VerifiedRecord]) -> list[Head]:
    """Collect what epoch records say about messages."""
    documents = (record.document for record in records)
    return [head for document in documents if isinstance(document, EpochRecord) for head in document.heads]


def _readers(chain: RecordChain) -> set[str]:
    """Name everybody who ever read the case, the reporter too."""
    return {REPORTER, *(f"{agency}/{reader}" for record in chain.records for agency, reader in record.readers)}
