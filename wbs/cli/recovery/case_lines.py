"""Cases on their way to the offline computer and back: one canonical JSON document a line, nothing secret in the clear.

What comes back is verified by the server; what goes out, by the offline computer. So neither file needs to be trusted.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from wbs.cases.inside import OfficersFile
from wbs.cases.model import AgencyCode, CaseId, CaseName, KeyDigest
from wbs.cases.ports import InsideStore
from wbs.cases.readers.restoring import SentRecord
from wbs.cases.reporters.mailbox import material_of
from wbs.crypto.compose import SealedRecord
from wbs.crypto.directory import document_digest
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.inside import InsideMaterial
from wbs.crypto.messages import CaseMaterial, Kind, SealedGrant, SealedMessage
from wbs.crypto.restoring import StoredCase
from wbs.crypto.shape import AgencyCode as AgencyText
from wbs.crypto.shape import CaseIdText, Digest, Document, Ordinal, Part, ShortLine, parse, serialise
from wbs.errors import CeremonyError, FormatError

_Bytes = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]*\Z")]
_LONGEST_LINE = 1 << 30
_LineT = TypeVar("_LineT", "ExportedCase", "RestoredCase")


class _Grant(Part, frozen=True, kw_only=True):
    epoch: Ordinal
    key: Digest
    sealed: _Bytes


class _PreviousKey(Part, frozen=True, kw_only=True):
    epoch: Ordinal
    sealed: _Bytes


class _Message(Part, frozen=True, kw_only=True):
    author: ShortLine
    seq: Ordinal
    epoch: Ordinal
    kind: Kind
    sealed: _Bytes


class _InsideKey(Part, frozen=True, kw_only=True):
    epoch: Ordinal
    envelope: _Bytes
    previous_key: _Bytes | msgspec.UnsetType = msgspec.UNSET


class ExportedCase(Document, frozen=True, kw_only=True, tag="wbs-recovery-case/v1"):
    """A case as the recovery key's holder needs it: records, the key's own grants, sealed messages, no files."""

    agency: AgencyText
    case: CaseIdText
    records: list[_Bytes]
    grants: list[_Grant]
    previous_keys: list[_PreviousKey]
    summary: _Bytes
    messages: list[_Message]
    inside_keys: list[_InsideKey]
    inside_grants: list[_Grant]

    @property
    def name(self) -> CaseName:
        """Where the case lies."""
        return CaseName(AgencyCode(self.agency), CaseId(self.case))

    def stored(self, reader_key: str) -> StoredCase | None:
        """Give the case to the recovery key of this digest; None if it holds no grant."""
        grants = _grants_of(self.grants, reader_key)
        return StoredCase(self._material(grants), self._inside(reader_key)) if grants else None

    def _inside(self, reader_key: str) -> InsideMaterial:
        return InsideMaterial(
            keys=tuple(from_b64url(key.envelope) for key in self.inside_keys),
            grants=_grants_of(self.inside_grants, reader_key),
            previous_keys={
                key.epoch: from_b64url(key.previous_key)
                for key in self.inside_keys
                if isinstance(key.previous_key, str)
            },
            entries=(),
        )

    def _material(self, grants: Mapping[int, bytes]) -> CaseMaterial:
        return CaseMaterial(
            case=self.case,
            records=tuple(map(from_b64url, self.records)),
            grants=grants,
            previous_keys={previous.epoch: from_b64url(previous.sealed) for previous in self.previous_keys},
            summary=from_b64url(self.summary),
            messages=tuple(
                SealedMessage(
                    author=message.author,
                    seq=message.seq,
                    epoch=message.epoch,
                    kind=message.kind,
                    sealed=from_b64url(message.sealed),
                )
                for message in self.messages
            ),
        )


class _SignedRecord(Part, frozen=True, kw_only=True):
    epoch: Ordinal
    digest: Digest
    envelope: _Bytes
    previous_key: _Bytes | msgspec.UnsetType = msgspec.UNSET
    grants: list[_Grant]
    inside: _Grant | msgspec.UnsetType = msgspec.UNSET

    def sent(self) -> SentRecord:
        """Give the record in the form in which it was composed."""
        sealed = SealedRecord(
            epoch=self.epoch,
            record=from_b64url(self.envelope),
            digest=self.digest,
            previous_key=None if self.previous_key is msgspec.UNSET else from_b64url(self.previous_key),
            grants=tuple(map(_sealed, self.grants)),
        )
        return SentRecord(sealed, None if self.inside is msgspec.UNSET else _sealed(self.inside))


class RestoredCase(Document, frozen=True, kw_only=True, tag="wbs-restored-case/v1"):
    """What the restored key signed for one case."""

    agency: AgencyText
    case: CaseIdText
    records: list[_SignedRecord]
    check: Digest | msgspec.UnsetType = msgspec.UNSET
    """Digest of the line without this member: a grant that a medium broke would be stored, and open nothing."""

    def checked(self) -> "RestoredCase":
        """Give the line with its check."""
        return msgspec.structs.replace(self, check=self._digest())

    def _digest(self) -> str:
        return document_digest(serialise(msgspec.structs.replace(self, check=msgspec.UNSET)))

    @property
    def name(self) -> CaseName:
        """Where the case lies."""
        return CaseName(AgencyCode(self.agency), CaseId(self.case))

    def sent_records(self) -> list[SentRecord]:
        """Give the records in the form in which they were composed.

        Raises:
            FormatError: bytes that are not base64url, or others than were written.
        """
        if self.check != self._digest():
            raise FormatError("altered on its way: copy the file again")
        return [record.sent() for record in self.records]


def export_case(store: InsideStore, name: CaseName, keys: Iterable[KeyDigest]) -> bytes | None:
    """Write a case for the recovery keys that read it; None if none does any more."""
    files = {key: store.officers_file(name, key) for key in keys}
    found = {key: file for key, file in files.items() if file is not None}
    if not found:
        return None
    return serialise(_exported(next(iter(found.values())), found))


def restored_line(name: CaseName, records: Iterable[SentRecord]) -> bytes:
    """Write what restores a case."""
    return serialise(RestoredCase(agency=name.agency, case=name.case, records=list(map(_signed, records))).checked())


def _signed(sent: SentRecord) -> _SignedRecord:
    record = sent.sealed
    return _SignedRecord(
        epoch=record.epoch,
        digest=record.digest,
        envelope=b64url(record.record),
        previous_key=msgspec.UNSET if record.previous_key is None else b64url(record.previous_key),
        grants=[_grant(record.epoch, one) for one in record.grants],
        inside=msgspec.UNSET if sent.inside is None else _grant(record.epoch, sent.inside),
    )


def _grant(epoch: int, grant: SealedGrant) -> _Grant:
    return _Grant(epoch=epoch, key=grant.key, sealed=b64url(grant.sealed))


def _sealed(grant: _Grant) -> SealedGrant:
    return SealedGrant(grant.key, from_b64url(grant.sealed))


def _grants_of(grants: Iterable[_Grant], reader_key: str) -> dict[int, bytes]:
    return {grant.epoch: from_b64url(grant.sealed) for grant in grants if grant.key == reader_key}


def exported_cases(path: Path) -> Iterator[ExportedCase]:
    """Read what `wbs keys recovery export` wrote, line by line.

    Raises:
        CeremonyError: it cannot be read, or a line is not what it should be; the text says which one.
    """
    return _lines(path, ExportedCase)


def restored_cases(path: Path) -> Iterator[RestoredCase]:
    """Read what `wbs keys recovery regrant --to` wrote, line by line.

    Raises:
        CeremonyError: as `exported_cases`.
    """
    return _lines(path, RestoredCase)


def _lines(path: Path, shape: type[_LineT]) -> Iterator[_LineT]:
    number = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                number += 1
                yield parse(line.removesuffix(b"\n"), shape)
    except OSError as error:
        raise CeremonyError(f"{path.name} cannot be read: {error.strerror}") from None
    except FormatError:
        raise CeremonyError(f"{path.name}: line {number} is not what was exported") from None


def _exported(file: OfficersFile, found: Mapping[KeyDigest, OfficersFile]) -> ExportedCase:
    material = material_of(file.case)
    return ExportedCase(
        agency=file.case.name.agency,
        case=file.case.name.case,
        records=[b64url(record) for record in material.records],
        grants=[
            _Grant(epoch=grant.epoch, key=key, sealed=b64url(grant.sealed))
            for key, one in found.items()
            for grant in one.case.grants
        ],
        inside_keys=[
            _InsideKey(
                epoch=key.epoch,
                envelope=b64url(key.envelope),
                previous_key=msgspec.UNSET if key.previous_key is None else b64url(key.previous_key),
            )
            for key in file.inside.keys
        ],
        inside_grants=[
            _Grant(epoch=grant.epoch, key=key, sealed=b64url(grant.sealed))
            for key, one in found.items()
            for grant in one.inside.grants
        ],
        previous_keys=[
            _PreviousKey(epoch=epoch, sealed=b64url(sealed)) for epoch, sealed in material.previous_keys.items()
        ],
        summary=b64url(material.summary),
        messages=[
            _Message(
                author=message.author,
                seq=message.seq,
                epoch=message.epoch,
                kind=Kind(message.kind),
                sealed=b64url(message.sealed),
            )
            for message in material.messages
        ],
    )
