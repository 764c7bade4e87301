"""Open what officers wrote among themselves, and check it (docs/spec/inside.md, "Rules", "Opening").

Stands on a checked dossier: which records count is decided there. Nothing that is wrong here closes the case; it
becomes a finding. No program of reporters may import this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

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
from wbs.crypto.compose import name_of
from wbs.crypto.directory import READING
from wbs.crypto.dossier import Dossier
from wbs.crypto.entries import InsideEntry, check_entry
from wbs.crypto.inside import (
    HeldInsideKey,
    InsideKey,
    InsideMaterial,
    InsidePlace,
    SealedEntry,
    VerifiedInsideKey,
    author_name,
    is_key_sound,
    verify_inside_key,
)
from wbs.crypto.items import author_key_of, open_item
from wbs.crypto.keys import HybridPrivateKey, InsidePrivateKey, VerifyKey
from wbs.crypto.messages import Grant, PreviousKey, digest_of
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.primitives import equal
from wbs.crypto.records import (
    ReaderRef,
    RecordChain,
    VerifiedRecord,
    author_text,
    is_current,
    officer_key,
)
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import ForgedGrantError, RefusedError, TrustError

OpenedEntry = Opened[InsideEntry]
"""An entry that verified."""


class Need(StrEnum):
    """What must come before the next entry; values are shared with the browser."""

    NOTHING = "nothing"
    KEY = "key"
    """The epoch has no inside key yet: bring one."""
    EPOCH = "epoch"
    """The epoch, or its inside key, is not to be used any more: begin an epoch."""


@dataclass(frozen=True, slots=True)
class Insight:
    """The inside of a case as one officer can prove it."""

    need: Need
    held: Mapping[int, HeldInsideKey]
    """Inside keys that are at hand, by epoch."""
    entries: tuple[OpenedEntry, ...]
    """In an order that respects what each author had seen."""
    key_findings: tuple[Finding, ...]
    """About inside keys: the author is the one who is said to have brought the key, `seq` the epoch."""
    findings: tuple[Finding, ...]
    """About entries."""
    broken: frozenset[str]
    """Authors whose own entries contradict one another or do not open: nothing can be built on their chains."""

    @property
    def newest_held(self) -> HeldInsideKey | None:
        """The newest inside key at hand: what the next epoch's is to carry on."""
        return self.held[max(self.held)] if self.held else None

    def place_for(self, author: ReaderRef, dossier: Dossier, book: TrustBook) -> InsidePlace:
        """Give the place of an officer's next entry.

        Raises:
            ForgedGrantError: the newest epoch has no inside key that may be used (rule 5).
            TrustError: the author's own chain has a hole, so that nothing can be built on it.
        """
        if self.need is not Need.NOTHING:
            raise ForgedGrantError("no inside key to write with")
        name = author_text(author)
        if name in self.broken:
            raise TrustError("own chain is not whole")
        seq, previous = next_number(self.entries, name)
        return InsidePlace(
            case=dossier.chain.case,
            epoch=dossier.epoch,
            record=dossier.newest.digest,
            inside_key=self.held[dossier.epoch].key.public,
            author=author,
            seq=seq,
            previous=previous,
            seen=newest_heads(self.entries, but=name),
            directory=name_of(book.newest(author.agency)),
        )


def open_inside(
    material: InsideMaterial, dossier: Dossier, key: HybridPrivateKey[Any], reader: ReaderRef, book: TrustBook
) -> Insight:
    """Open the inside of a case with an officer's reader key, or the recovery key; what does not fit is a finding."""
    ring = _Ring(material, dossier.chain, book)
    held = ring.open_all(key, reader)
    opened, findings = _Opener(dossier.chain, held, book).open_all(material.entries)
    opened = confirm(opened, lambda entry: _stands(entry.message, dossier.newest, book))
    broken = [found for found in findings if found.kind is not FindingKind.REPLAY]
    told = frozenset((found.author, found.seq) for found in broken)
    broken += chain_findings(Claims(own_references(opened)), opened, told)
    said = references(opened, (), _officers(dossier.chain))
    findings += unconfirmed(opened) + chain_findings(Claims(said), opened, told)
    return Insight(
        need=_need(ring.records, held, opened, dossier, book),
        held=held,
        entries=in_order(opened),
        key_findings=tuple(dict.fromkeys(ring.findings)),
        findings=tuple(dict.fromkeys(findings)),
        broken=frozenset(found.author for found in broken),
    )


class _Ring:
    """Verifies inside-key records, and opens the keys that are to be had (rules 1 and 2)."""

    def __init__(self, material: InsideMaterial, chain: RecordChain, book: TrustBook) -> None:
        self.records: dict[int, dict[str, VerifiedInsideKey]] = {}
        """Genuine records by epoch and digest; more than one for an epoch is a finding."""
        self.findings: list[Finding] = []
        self._material = material
        self._chain = chain
        self._held: dict[int, HeldInsideKey] = {}
        for envelope in material.keys:
            self._verify(envelope, book)
        self._refuse_repeated_keys()

    def open_all(self, key: HybridPrivateKey[Any], reader: ReaderRef) -> dict[int, HeldInsideKey]:
        """Open one key for each epoch, newest first: by an own grant, else by what the next key carries on."""
        later: int | None = None
        for epoch in sorted(self.records, reverse=True):
            attempts = [partial(self._granted, epoch, key, reader), partial(self._previous, epoch, later)]
            for attempt in attempts:
                try:
                    self._held[epoch] = attempt()
                    break
                except RefusedError:
                    continue
            else:
                first = next(iter(self.records[epoch].values())).document
                self.findings.append(Finding(FindingKind.GRANT, author_text(first.author), epoch))
            later = epoch
        return self._held

    def _verify(self, envelope: bytes, book: TrustBook) -> None:
        try:
            record = verify_inside_key(envelope, self._chain, book)
        except RefusedError:
            self.findings.append(Finding(FindingKind.GRANT, *_stated(envelope)))
            return
        known = self.records.setdefault(record.document.epoch, {})
        if known and record.digest not in known:
            place = author_text(record.document.author), record.document.epoch
            self.findings.append(Finding(FindingKind.FORK, *place))
        known[record.digest] = record

    def _refuse_repeated_keys(self) -> None:
        """Leave out what brings a key a second time: whoever was taken off would read on."""
        seen: set[str] = set()
        for epoch in sorted(self.records):
            for digest, record in list(self.records[epoch].items()):
                if record.document.inside_key in seen:
                    del self.records[epoch][digest]
                    self.findings.append(Finding(FindingKind.GRANT, author_text(record.document.author), epoch))
                seen.add(record.document.inside_key)
            if not self.records[epoch]:
                del self.records[epoch]

    def _granted(self, epoch: int, key: HybridPrivateKey[Any], reader: ReaderRef) -> HeldInsideKey:
        own = key.public.digest
        sealed = self._material.grants.get(epoch)
        if sealed is None:
            raise ForgedGrantError("no inside grant")
        grant = parse(unseal_document(key, sealed, GRANT_CLASS), Grant)
        if (grant.case, grant.epoch, grant.reader) != (self._chain.case, epoch, own):
            raise ForgedGrantError("an inside grant for another case, epoch or reader")
        name = (reader.agency, reader.reader)
        if all(record.readers.get(name) != own for record in self._chain.epoch(epoch).records.values()):
            raise ForgedGrantError("an inside grant for a reader whom no record lists")
        return self._fitting(epoch, grant.record, grant.key)

    def _previous(self, epoch: int, later: int | None) -> HeldInsideKey:
        sealed = None if later is None else self._material.previous_keys.get(later)
        if later is None or sealed is None or later not in self._held:
            raise ForgedGrantError("no later inside key carries this one on")
        previous = parse(unseal_document(self._held[later].key, sealed, GRANT_CLASS), PreviousKey)
        if (previous.case, previous.epoch) != (self._chain.case, epoch):
            raise ForgedGrantError("an inside key of another case or epoch")
        return self._fitting(epoch, previous.record, previous.key)

    def _fitting(self, epoch: int, digest: str, text: str) -> HeldInsideKey:
        record = self.records[epoch].get(digest)
        key = InsidePrivateKey.parse(text)
        if record is None or not equal(key.public.text.encode(), record.document.inside_key.encode()):
            raise ForgedGrantError("an inside key that does not fit its record")
        return HeldInsideKey(record, key)


class _Opener:
    """Opens single entries and says what is wrong with those that do not open (rule 3)."""

    def __init__(self, chain: RecordChain, held: Mapping[int, HeldInsideKey], book: TrustBook) -> None:
        self._chain = chain
        self._held = held
        self._book = book

    def open_all(self, entries: Sequence[SealedEntry]) -> tuple[list[OpenedEntry], list[Finding]]:
        """Open every entry; the same bytes twice, or two for one place, become findings."""
        gathering = Gathering[InsideEntry]()
        for sealed in entries:
            gathering.add((sealed.author, sealed.seq), digest_of(sealed.sealed), partial(self._open, sealed))
        return gathering.opened, gathering.findings

    def _open(self, sealed: SealedEntry) -> InsideEntry:
        held = self._held.get(sealed.epoch)
        return open_item(
            None if held is None else held.key,
            sealed.sealed,
            InsideEntry,
            check=check_entry,
            is_placed=lambda entry: self._is_placed(entry, sealed),
            author_key=self._author_key,
        )

    def _is_placed(self, entry: InsideEntry, sealed: SealedEntry) -> bool:
        stated = (self._chain.case, sealed.author, sealed.seq, sealed.epoch)
        signed = (entry.case, author_text(entry.author), entry.seq, entry.epoch)
        return stated == signed and entry.record in self._chain.epoch(sealed.epoch).records

    def _author_key(self, entry: InsideEntry) -> VerifyKey:
        return author_key_of(entry.author, entry.directory, self._chain.epoch(entry.epoch), READING, self._book)


def _stated(envelope: bytes) -> tuple[str, int]:
    """Give whose an inside-key record that is not genuine says it is, and its epoch; nobody and 0 if it is none."""
    try:
        document = Unverified(envelope).unsafe_peek(InsideKey)
    except RefusedError:
        return "", 0
    return author_text(document.author), document.epoch


def _stands(entry: InsideEntry, newest: VerifiedRecord, book: TrustBook) -> bool:
    """Say whether an entry counts by itself: its author reads now, with this key and a role for it (rule 4)."""
    author = entry.author
    listed = book.current_reader(author.agency, author.reader)
    reads = (author.agency, author.reader) in newest.readers
    is_theirs = reads and is_current(author, officer_key(author, entry.directory, book), book)
    return is_theirs and listed is not None and listed.may(READING)


def _need(
    records: Mapping[int, Mapping[str, VerifiedInsideKey]],
    held: Mapping[int, HeldInsideKey],
    opened: Sequence[OpenedEntry],
    dossier: Dossier,
    book: TrustBook,
) -> Need:
    """Say what must come before the next entry (rule 5)."""
    if dossier.epoch != dossier.chain.epochs or not is_key_sound(dossier.chain, dossier.newest, book):
        return Need.EPOCH
    known = records.get(dossier.epoch)
    if not known:
        return Need.KEY if dossier.newest.digest == dossier.chain.records[-1].digest else Need.EPOCH
    key = held.get(dossier.epoch)
    if key is None or len(known) > 1 or not _counts(key.record, opened, dossier, book):
        return Need.EPOCH
    return Need.NOTHING


def _counts(record: VerifiedInsideKey, opened: Sequence[OpenedEntry], dossier: Dossier, book: TrustBook) -> bool:
    document = record.document
    places = {one.digest: place for place, one in enumerate(dossier.chain.records)}
    if places[document.record] > places[dossier.newest.digest]:
        return False
    key = officer_key(document.author, author_name(document), book)
    built_on = any(
        entry.message.epoch == document.epoch and _stands(entry.message, dossier.newest, book) for entry in opened
    )
    return built_on or is_current(document.author, key, book)


def _officers(chain: RecordChain) -> set[str]:
    """Name every officer who ever read the case."""
    return {f"{agency}/{reader}" for record in chain.records for agency, reader in record.readers}
