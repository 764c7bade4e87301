"""The case keys that a reader can prove: own grants, and the keys of the epochs before (docs/spec/case.md, rule 1).

The reporter portal may not import this.
"""

from typing import Any

from wbs.crypto.chains import Finding, FindingKind
from wbs.crypto.keys import CasePrivateKey, HybridPrivateKey
from wbs.crypto.messages import CaseMaterial, Grant, PreviousKey
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.primitives import equal
from wbs.crypto.records import Author, EpochRecord, RecordChain, author_text
from wbs.crypto.shape import parse
from wbs.crypto.unseal import unseal_document
from wbs.errors import ForgedGrantError, RefusedError


class KeyRing:
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
