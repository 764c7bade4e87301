"""The three signed documents that rule the keys, one document at a time (docs/spec/directory.md).

Chains and anchors are in `trust`; here a document is looked at on its own.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from wbs.crypto.encoding import b64url
from wbs.crypto.keys import (
    CustodianPublicKey,
    OfficerVerifyKey,
    ReaderPublicKey,
    RecoveryVerifyKey,
    RootVerifyKey,
)
from wbs.crypto.primitives import sha256
from wbs.crypto.receipt import fingerprint_words
from wbs.crypto.shape import (
    AgencyCode,
    Count,
    Day,
    Digest,
    Document,
    HybridKeyText,
    OfficerId,
    Ordinal,
    Part,
    ShortLine,
    Slug,
    VerifyKeyText,
)
from wbs.errors import ChannelClosedError, FormatError, TrustError

INSTALLATION = "00"
"""Agency code of the installation itself, whose roots sign the agencies document."""
RECOVERY_READER = "recovery"
UNKNOWN_RANK = "unknown"
"""The reporter cannot say what rank the accused has: read by the level above, unless the table routes it elsewhere."""
MIN_REAL_THRESHOLD = 2
RESERVED_IDS = frozenset({RECOVERY_READER, "reporter", "custodian"})
"""What no officer is called, since records mean something else by it."""


class Role(StrEnum):
    """What an officer may be; a role alone opens no case."""

    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    RECEIVER = "receiver"
    REVIEWER = "reviewer"
    INVESTIGATOR = "investigator"
    HEAD = "head"
    CUSTODIAN = "custodian"
    PROTECTION = "protection"
    LIAISON = "liaison"
    AUDITOR = "auditor"
    LEADERSHIP = "leadership"


RECEIVING = frozenset({Role.RECEIVER})
"""Roles that get a grant when a case is made; all others by assignment."""
REPLYING = frozenset({Role.RECEIVER, Role.REVIEWER, Role.INVESTIGATOR, Role.HEAD})
"""Roles whose messages a reporter's client accepts."""
READING = REPLYING | {Role.PROTECTION}
"""Roles that may read a case once it is granted to them, and write to its officers."""


class RootKey(Part, frozen=True, kw_only=True):
    """One official's root key and the office that holds it."""

    key: VerifyKeyText
    office: ShortLine


class RecoveryShares(Part, frozen=True, kw_only=True):
    """How many of which offices' shares restore the recovery key."""

    threshold: Annotated[int, msgspec.Meta(ge=1, le=16)]
    holders: Annotated[list[ShortLine], msgspec.Meta(min_length=1, max_length=16)]


class Roots(Document, frozen=True, kw_only=True, tag="wbs-roots/v1"):
    """Who may sign for an agency, and how many of them must."""

    agency: AgencyCode
    version: Ordinal
    previous: Digest | msgspec.UnsetType = msgspec.UNSET
    threshold: Annotated[int, msgspec.Meta(ge=1, le=16)]
    keys: Annotated[list[RootKey], msgspec.Meta(min_length=1, max_length=16)]
    recovery: RecoveryShares | msgspec.UnsetType = msgspec.UNSET

    def verify_keys(self) -> frozenset[RootVerifyKey]:
        """The distinct root keys."""
        return frozenset(RootVerifyKey.parse(entry.key) for entry in self.keys)

    def fingerprint(self) -> bytes:
        """SHA-256("wbs/v1/roots" ‖ 0 ‖ agency code ‖ 0 ‖ threshold as one byte ‖ sorted raw keys): 32 bytes."""
        keys = sorted(key.raw for key in self.verify_keys())
        return sha256(b"wbs/v1/roots\0", self.agency.encode(), b"\0", bytes([self.threshold]), *keys)

    def fingerprint_text(self) -> str:
        """The whole fingerprint as base64url (43 characters), for anchors."""
        return b64url(self.fingerprint())

    def fingerprint_words(self) -> tuple[str, ...]:
        """The first 88 bits as eight words."""
        return fingerprint_words(self.fingerprint())


class ReaderEntry(Part, frozen=True, kw_only=True):
    """One officer in a directory."""

    id: OfficerId
    label: ShortLine
    unit: ShortLine
    rank: Slug
    roles: Annotated[list[Role], msgspec.Meta(min_length=1, max_length=len(Role))]
    reader_key: HybridKeyText
    verify_key: VerifyKeyText
    since: Day
    until: Day | msgspec.UnsetType = msgspec.UNSET

    def public_reader_key(self) -> ReaderPublicKey:
        """The key that grants are sealed to."""
        return ReaderPublicKey.parse(self.reader_key)

    def public_verify_key(self) -> OfficerVerifyKey:
        """The key that verifies what the officer signs."""
        return OfficerVerifyKey.parse(self.verify_key)

    def serves(self, day: date) -> bool:
        """Say whether the entry is in force on `day`."""
        return self.since <= day.isoformat() and (self.until is msgspec.UNSET or day.isoformat() <= self.until)

    def may(self, roles: frozenset[Role]) -> bool:
        """Say whether the officer has one of `roles`."""
        return not roles.isdisjoint(self.roles)


class Custodian(Part, frozen=True, kw_only=True):
    """Who holds the second key of disclosed identities."""

    id: OfficerId
    label: ShortLine
    unit: ShortLine
    rank: Slug
    reader_key: HybridKeyText
    verify_key: VerifyKeyText

    def public_key(self) -> CustodianPublicKey:
        """The key that identities are sealed to."""
        return CustodianPublicKey.parse(self.reader_key)


class Recovery(Part, frozen=True, kw_only=True):
    """The agency's recovery key, split among officials: what opens its grants, and what signs once it is restored."""

    reader_key: HybridKeyText
    verify_key: VerifyKeyText

    def public_verify_key(self) -> RecoveryVerifyKey:
        """The key that verifies what the restored key signs."""
        return RecoveryVerifyKey.parse(self.verify_key)


class Policy(Part, frozen=True, kw_only=True):
    """How few readers a channel may have, and how many must open together."""

    minimum_readers: Annotated[int, msgspec.Meta(ge=1, le=64)]
    opening_k: Annotated[int, msgspec.Meta(ge=1, le=1)]


class Channel(Part, frozen=True, kw_only=True):
    """Another way to report, shown when this one is closed."""

    name: ShortLine
    address: ShortLine


class Directory(Document, frozen=True, kw_only=True, tag="wbs-directory/v1"):
    """An agency's readers, signed by its roots."""

    agency: AgencyCode
    version: Ordinal
    previous: Digest | msgspec.UnsetType = msgspec.UNSET
    roots: Digest
    issued: Day
    renew_by: Day
    expires: Day
    grace_days: Annotated[int, msgspec.Meta(ge=0, le=365)]
    readers: Annotated[list[ReaderEntry], msgspec.Meta(min_length=1, max_length=500)]
    custodian: Custodian | msgspec.UnsetType = msgspec.UNSET
    recovery: Recovery | msgspec.UnsetType = msgspec.UNSET
    policy: Policy
    channels: Annotated[list[Channel], msgspec.Meta(max_length=20)]

    def reader(self, reader_id: str) -> ReaderEntry | None:
        """The entry of that id, if there is one."""
        return next((entry for entry in self.readers if entry.id == reader_id), None)


class Route(Part, frozen=True, kw_only=True):
    """Where reports about one rank class go."""

    rank: Slug
    agency: AgencyCode


class AgencyEntry(Part, frozen=True, kw_only=True):
    """One agency of the installation."""

    agency: AgencyCode
    name: ShortLine
    parent: AgencyCode | msgspec.UnsetType = msgspec.UNSET
    roots: Digest
    routes: Annotated[list[Route], msgspec.Meta(max_length=32)]


class Agencies(Document, frozen=True, kw_only=True, tag="wbs-agencies/v1"):
    """All agencies and who receives reports about whom, signed by the installation's roots."""

    version: Ordinal
    previous: Digest | msgspec.UnsetType = msgspec.UNSET
    roots: Digest
    issued: Day
    agencies: Annotated[list[AgencyEntry], msgspec.Meta(min_length=1, max_length=600)]

    def entry(self, agency: str) -> AgencyEntry | None:
        """The entry of that code, if there is one."""
        return next((entry for entry in self.agencies if entry.agency == agency), None)

    def governing(self, agency: str, rank: str) -> str:
        """Give the agency whose directory rules a report about `rank` at `agency`; about an unknown one, the one above.

        Raises:
            ChannelClosedError: no agency of the installation may receive it.
        """
        entry = self.entry(agency)
        routes = [] if entry is None else entry.routes
        for route in routes:
            if route.rank == rank:
                return route.agency
        if entry is not None and rank == UNKNOWN_RANK and entry.parent is not msgspec.UNSET:
            return entry.parent
        raise ChannelClosedError("no agency may receive a report about this rank")


class Standing(StrEnum):
    """What a directory's dates allow on one day. Reading and answering always go on."""

    CURRENT = "current"
    RENEWAL_DUE = "renewal-due"
    GRACE = "grace"
    EXPIRED = "expired"


def document_digest(payload: bytes) -> str:
    """Name a signed document by the SHA-256 of its payload, base64url."""
    return b64url(sha256(payload))


def effective_day(today: date, released: date, *issued: str) -> date:
    """Give the latest of the local day, this release's day, and the days of issue: a wrong clock revives nothing."""
    return max(today, released, *(parse_day(day) for day in issued))


def parse_day(text: str) -> date:
    """Read a calendar day.

    Raises:
        FormatError: no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FormatError("no such day") from None


def standing(directory: Directory, today: date, released: date) -> Standing:
    """Say what the directory's dates allow for sealing new cases."""
    day = effective_day(today, released, directory.issued)
    days_over = (day - parse_day(directory.expires)).days
    if days_over > directory.grace_days:
        return Standing.EXPIRED
    if days_over > 0:
        return Standing.GRACE
    return Standing.RENEWAL_DUE if day > parse_day(directory.renew_by) else Standing.CURRENT


def check_roots(roots: Roots) -> Roots:
    """Check one roots document on its own.

    Raises:
        TrustError: repeated keys, a threshold below 2 or above the number of keys, or shares that do not add up.
    """
    keys = roots.verify_keys()
    if len(keys) != len(roots.keys):
        raise TrustError("a root key stands twice")
    if roots.threshold > len(keys):
        raise TrustError("the threshold exceeds the number of root keys")
    if roots.threshold < MIN_REAL_THRESHOLD:
        raise TrustError("a threshold of one is nobody's control")
    if roots.recovery is not msgspec.UNSET:
        holders = roots.recovery.holders
        if len(set(holders)) != len(holders) or roots.recovery.threshold > len(holders):
            raise TrustError("recovery shares do not add up")
    _check_first(roots.version, roots.previous)
    return roots


def check_directory(directory: Directory) -> Directory:
    """Check one directory on its own.

    Raises:
        TrustError: repeated or reserved ids, repeated keys, a custodian who reads cases, dates out of order, or a
            reader whose service is over.
        FormatError: a day that does not exist, or a key that is none.
    """
    ids = [entry.id for entry in directory.readers]
    if len(set(ids)) != len(ids) or not RESERVED_IDS.isdisjoint(ids):
        raise TrustError("a reader id stands twice or is reserved")
    _check_keys(directory)
    days = [parse_day(day) for day in (directory.issued, directory.renew_by, directory.expires)]
    if days != sorted(days):
        raise TrustError("the directory's dates are out of order")
    for entry in directory.readers:
        _check_service(entry, days[0])
    _check_first(directory.version, directory.previous)
    return directory


def check_agencies(agencies: Agencies) -> Agencies:
    """Check one agencies document on its own.

    Raises:
        TrustError: an agency or a rank stands twice, or a parent or route leads outside the document.
    """
    codes = [entry.agency for entry in agencies.agencies]
    if len(set(codes)) != len(codes) or INSTALLATION in codes:
        raise TrustError("an agency stands twice or is reserved")
    for entry in agencies.agencies:
        ranks = [route.rank for route in entry.routes]
        targets = {route.agency for route in entry.routes}
        if entry.parent is not msgspec.UNSET:
            targets.add(entry.parent)
        if len(set(ranks)) != len(ranks) or not targets <= set(codes):
            raise TrustError("a rank stands twice, or a route leads nowhere")
    parse_day(agencies.issued)
    _check_first(agencies.version, agencies.previous)
    return agencies


def receivers(directory: Directory, today: date, released: date) -> tuple[ReaderEntry, ...]:
    """Choose who gets a grant to a new case: receivers in force, sorted by id.

    Raises:
        ChannelClosedError: the directory is expired beyond grace, or fewer serve than its policy asks.
    """
    if standing(directory, today, released) is Standing.EXPIRED:
        raise ChannelClosedError("the directory has expired")
    day = effective_day(today, released, directory.issued)
    chosen = [entry for entry in directory.readers if entry.may(RECEIVING) and entry.serves(day)]
    if len(chosen) < directory.policy.minimum_readers:
        raise ChannelClosedError("fewer receivers than the policy asks")
    return tuple(sorted(chosen, key=lambda entry: entry.id))


def _check_service(entry: ReaderEntry, issued: date) -> None:
    """Refuse an entry that is over: whoever has left is not listed, since `until` stops new grants only."""
    since = parse_day(entry.since)
    if entry.until is not msgspec.UNSET and parse_day(entry.until) < max(since, issued):
        raise TrustError("a reader's service ended before the directory was issued, or before it began")


def _check_keys(directory: Directory) -> None:
    reader_keys = [entry.public_reader_key() for entry in directory.readers]
    verify_keys = [entry.public_verify_key().raw for entry in directory.readers]
    if directory.recovery is not msgspec.UNSET:
        reader_keys.append(ReaderPublicKey.parse(directory.recovery.reader_key))
        verify_keys.append(directory.recovery.public_verify_key().raw)
    ids = {entry.id for entry in directory.readers}
    if directory.custodian is not msgspec.UNSET:
        custodian = directory.custodian
        if custodian.id in ids:
            raise TrustError("the custodian is also a reader")
        reader_keys.append(ReaderPublicKey(custodian.public_key().raw))
        verify_keys.append(OfficerVerifyKey.parse(custodian.verify_key).raw)
    if len(set(reader_keys)) != len(reader_keys) or len(set(verify_keys)) != len(verify_keys):
        raise TrustError("a key stands twice in the directory")


def _check_first(version: Count, previous: str | msgspec.UnsetType) -> None:
    if (version == 1) != (previous is msgspec.UNSET):
        raise TrustError("only a first version has no previous one")
