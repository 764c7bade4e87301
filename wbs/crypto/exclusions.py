"""Who must never get a key of a case: officers, units, offices, whole agencies (docs/spec/records.md, "Epoch record").

Says of people in verified directories whether a record excludes them; chooses nobody (`recipients` does).
"""

import binascii
from collections.abc import Iterable, Iterator

import msgspec

from wbs.crypto.directory import RECOVERY_READER, Custodian, ReaderEntry
from wbs.crypto.shape import AgencyCode, OfficerId, Part, ShortLine
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import FormatError

MAX_EXCLUDED = 128
"""Every inspectorate of a province, and more people than a reporter knows; a record of so many is below 192 KiB."""
_PAYLOAD = b'{"payload":"'
_NOBODY = b'"excluded":[]'
_EPOCH_RECORD = b',"type":"wbs-epoch/v1"}'


class Exclusion(Part, frozen=True, kw_only=True):
    """An officer, a unit or office, or without either everybody of an agency: none of them ever gets a grant."""

    agency: AgencyCode
    reader: OfficerId | msgspec.UnsetType = msgspec.UNSET
    unit: ShortLine | msgspec.UnsetType = msgspec.UNSET

    @property
    def is_whole(self) -> bool:
        """Whether everybody of the agency is meant."""
        return self.reader is msgspec.UNSET and self.unit is msgspec.UNSET

    @property
    def order(self) -> tuple[str, str, str]:
        """Where it stands in a record: by agency, reader, unit; whoever has neither comes first."""
        return self.agency, self.reader or "", self.unit or ""


def check_exclusions(excluded: Iterable[Exclusion]) -> None:
    """Check that none names both an officer and a unit.

    Raises:
        FormatError: one does.
    """
    if any(one.reader is not msgspec.UNSET and one.unit is not msgspec.UNSET for one in excluded):
        raise FormatError("an exclusion names a reader or a unit")


def excludes_nobody(envelope: bytes) -> bool:
    """Say whether a stored epoch record surely excludes nobody, without parsing it; if not, somebody has to.

    In canonical JSON no text holds a quotation mark that is not escaped: what is looked for is the member itself.
    """
    begin = len(_PAYLOAD) if envelope.startswith(_PAYLOAD) else -1
    end = envelope.find(b'"', begin)
    if begin < 0 or end < 0:
        return False
    try:
        payload = binascii.a2b_base64(envelope[begin:end], strict_mode=True)
    except binascii.Error:
        return False
    return _NOBODY in payload and payload.endswith(_EPOCH_RECORD)


def is_excluded(agency: str, reader: str, directory: VerifiedDirectory, excluded: Iterable[Exclusion]) -> bool:
    """Say whether a reader is among the exclusions: by id, by unit, or with the whole agency.

    The recovery key is, too, where those excluded hold as many of its shares as restore it.
    """
    own = [one for one in excluded if one.agency == agency]
    if any(one.is_whole or one.reader == reader for one in own):
        return True
    if reader == RECOVERY_READER:
        return _could_restore(directory, own)
    entry = directory.entries.get(reader)
    return entry is not None and any(one.unit == entry.unit for one in own)


def is_post_excluded(agency: str, post: ReaderEntry | Custodian, excluded: Iterable[Exclusion]) -> bool:
    """Say whether whoever holds a post of a directory, reader or custodian, is among the exclusions."""
    own = [one for one in excluded if one.agency == agency]
    return any(one.is_whole or one.reader == post.id or one.unit == post.unit for one in own)


def rules_itself(directory: VerifiedDirectory, excluded: Iterable[Exclusion]) -> bool:
    """Say whether one of those excluded holds a root key that signs this directory, or its whole agency is excluded."""
    own = [one for one in excluded if one.agency == directory.document.agency]
    offices = set() if directory.roots is None else {key.office for key in directory.roots.keys}
    return any(one.is_whole or one.unit in offices for one in own)


def normalised(excluded: Iterable[Exclusion], book: TrustBook) -> tuple[Exclusion, ...]:
    """Give exclusions the form in which they stand in a record: complete, in order, each once.

    Whoever is in an excluded unit today is named besides: neither a new name of the unit nor another desk lets them in
    later. Whoever excludes somebody that signs an agency's directory excludes the agency, whose officers that hand has
    listed. Beside a whole agency nobody of it is named.

    Raises:
        FormatError: one names both an officer and a unit.
    """
    given = list(excluded)
    check_exclusions(given)
    whole = {one.agency for one in given if one.is_whole or _signs(one, book)}
    named = [one for one in given if one.agency not in whole]
    named += [member for one in named for member in _members(one, book)]
    kept = {one.order: one for one in (*named, *(Exclusion(agency=agency) for agency in whole))}
    return tuple(kept[order] for order in sorted(kept))


def _signs(exclusion: Exclusion, book: TrustBook) -> bool:
    """Say whether an excluded office holds a root key of its agency."""
    trust = book.by_agency.get(exclusion.agency)
    return trust is not None and any(key.office == exclusion.unit for key in trust.roots[-1].document.keys)


def _members(exclusion: Exclusion, book: TrustBook) -> Iterator[Exclusion]:
    """Name everybody who is in an excluded unit by the agency's newest directory, the custodian too."""
    if exclusion.unit is msgspec.UNSET or not book.is_open(exclusion.agency):
        return
    document = book.newest(exclusion.agency).document
    posts: list[ReaderEntry | Custodian] = list(document.readers)
    if document.custodian is not msgspec.UNSET:
        posts.append(document.custodian)
    yield from (Exclusion(agency=exclusion.agency, reader=one.id) for one in posts if one.unit == exclusion.unit)


def _could_restore(directory: VerifiedDirectory, own: Iterable[Exclusion]) -> bool:
    """Say whether excluded offices hold as many shares of the recovery key as restore it."""
    shares = msgspec.UNSET if directory.roots is None else directory.roots.recovery
    if shares is msgspec.UNSET:
        return False
    return len({one.unit for one in own} & set(shares.holders)) >= shares.threshold
