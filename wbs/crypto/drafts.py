"""Drafts of roots, directories and agencies: first versions, next versions, and single changes to a draft.

Pure: days are arguments, nothing is signed here. Every draft keeps its document's own rules (docs/spec/directory.md).
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from wbs.crypto.ceremony import digest_of
from wbs.crypto.directory import (
    Agencies,
    AgencyEntry,
    Channel,
    Custodian,
    Directory,
    Policy,
    ReaderEntry,
    RecoveryShares,
    Role,
    RootKey,
    Roots,
    Route,
    check_agencies,
    check_directory,
    check_roots,
    parse_day,
)
from wbs.crypto.enrolment import Enrolment
from wbs.crypto.shape import check
from wbs.errors import TrustError

VALID_DAYS = 400
RENEW_AFTER_DAYS = VALID_DAYS - 120
GRACE_DAYS = 60
MINIMUM_READERS = 2


def draft_first_roots(
    agency: str, keys: Sequence[RootKey], threshold: int, recovery: RecoveryShares | None = None
) -> Roots:
    """Draft version 1 of an agency's roots.

    Raises:
        TrustError, FormatError: the document would break its own rules.
    """
    return _roots(agency, keys, threshold, recovery, version=1)


def draft_next_roots(
    previous: Roots, keys: Sequence[RootKey], threshold: int, recovery: RecoveryShares | None = None
) -> Roots:
    """Draft the version after `previous`, with these officials and nobody else.

    Raises:
        TrustError, FormatError: the document would break its own rules.
    """
    follows = {"version": previous.version + 1, "previous": digest_of(previous)}
    return _roots(previous.agency, keys, threshold, recovery, **follows)


def draft_first_directory(
    roots: Roots, requests: Sequence[Enrolment], issued: str, channels: Sequence[Channel], minimum_readers: int
) -> Directory:
    """Draft version 1 of a directory from its first officers' verified requests.

    Raises:
        TrustError, FormatError: a request for another agency, nobody who reads, or rules that are broken.
    """
    for request in requests:
        _require_agency(request, roots.agency)
    dates = dates_from(issued)
    custodians = [request for request in requests if is_custodian(request)]
    if len(custodians) > 1:
        raise TrustError("a directory has one custodian")
    draft = Directory(
        agency=roots.agency,
        version=1,
        roots=digest_of(roots),
        issued=issued,
        renew_by=dates["renew_by"],
        expires=dates["expires"],
        grace_days=GRACE_DAYS,
        readers=[request.entry(issued) for request in requests if not is_custodian(request)],
        custodian=_custodian(custodians[0]) if custodians else msgspec.UNSET,
        policy=Policy(minimum_readers=minimum_readers, opening_k=1),
        channels=list(channels),
    )
    return checked_directory(draft)


def draft_next_directory(previous: Directory, roots: Roots, issued: str) -> Directory:
    """Draft the version after `previous` under the newest roots: the same readers whose service goes on, new dates.

    Raises:
        TrustError, FormatError: nobody would be left, or rules are broken.
    """
    serving = [entry for entry in previous.readers if entry.until is msgspec.UNSET or entry.until >= issued]
    draft = msgspec.structs.replace(
        previous,
        version=previous.version + 1,
        previous=digest_of(previous),
        roots=digest_of(roots),
        readers=serving,
        **dates_from(issued),
    )
    return checked_directory(draft)


def dates_from(issued: str) -> dict[str, str]:
    """Give the three dates of a directory that is issued on a day.

    Raises:
        FormatError: no such day.
    """
    day = parse_day(issued)
    renew_by, expires = day + timedelta(days=RENEW_AFTER_DAYS), day + timedelta(days=VALID_DAYS)
    return {"issued": issued, "renew_by": renew_by.isoformat(), "expires": expires.isoformat()}


def add_reader(
    draft: Directory, request: Enrolment, since: str, until: str | msgspec.UnsetType = msgspec.UNSET
) -> Directory:
    """List an officer, or the custodian, by a verified request.

    Raises:
        TrustError, FormatError: another agency's, an id that is listed, or rules that are broken.
    """
    _require_agency(request, draft.agency)
    if holder(draft, request.officer) is not None:
        raise TrustError("this id is listed already; replace its keys, or remove it first")
    if not is_custodian(request):
        return checked_directory(_with(draft, readers=[*draft.readers, request.entry(since, until)]))
    if draft.custodian is not msgspec.UNSET:
        raise TrustError("a directory has one custodian")
    return checked_directory(_with(draft, custodian=_custodian(request)))


def replace_reader(draft: Directory, request: Enrolment) -> Directory:
    """Put an officer's new keys, and what else the request says, in the place of the old ones; service dates stay.

    Raises:
        TrustError, FormatError: another agency's, an id that is not listed in this role, or rules that are broken.
    """
    _require_agency(request, draft.agency)
    old = holder(draft, request.officer)
    if old is None or isinstance(old, Custodian) is not is_custodian(request):
        raise TrustError("this id is not listed; add it instead")
    if isinstance(old, Custodian):
        return checked_directory(_with(draft, custodian=_custodian(request)))
    new = request.entry(old.since, old.until)
    return checked_directory(_with(draft, readers=[new if entry is old else entry for entry in draft.readers]))


def remove_reader(draft: Directory, officer: str) -> Directory:
    """Take an officer, or the custodian, off the list.

    Raises:
        TrustError, FormatError: nobody has this id, or nobody would be left.
    """
    found = holder(draft, officer)
    if found is None:
        raise TrustError("this id is not listed")
    if isinstance(found, Custodian):
        return checked_directory(_with(draft, custodian=msgspec.UNSET))
    return checked_directory(_with(draft, readers=[entry for entry in draft.readers if entry is not found]))


def change_reader(draft: Directory, officer: str, **members: Any) -> Directory:
    """Change an officer's label, unit, rank, roles, since or until; keys are changed by requests only.

    Raises:
        TrustError, FormatError: nobody has this id, a key among the changes, or rules that are broken.
    """
    if not members.keys() <= {"label", "unit", "rank", "roles", "since", "until"}:
        raise TrustError("keys are changed by enrolment requests only")
    found = draft.reader(officer)
    if found is None:
        raise TrustError("this id is not listed")
    if "roles" in members:
        members["roles"] = sorted(set(members["roles"]))
    new = msgspec.structs.replace(found, **members)
    return checked_directory(_with(draft, readers=[new if entry is found else entry for entry in draft.readers]))


def change_directory(draft: Directory, **members: Any) -> Directory:
    """Change grace days, policy, channels, the recovery key or the dates of a draft.

    Raises:
        TrustError, FormatError: rules that are broken.
    """
    return checked_directory(_with(draft, **members))


def draft_first_agencies(roots: Roots, entry: AgencyEntry, issued: str) -> Agencies:
    """Draft version 1 of the agencies document with its first agency.

    Raises:
        TrustError, FormatError: rules that are broken.
    """
    return checked_agencies(Agencies(version=1, roots=digest_of(roots), issued=issued, agencies=[entry]))


def draft_next_agencies(previous: Agencies, roots: Roots, issued: str) -> Agencies:
    """Draft the version after `previous` under the installation's newest roots.

    Raises:
        TrustError, FormatError: rules that are broken.
    """
    follows = {"version": previous.version + 1, "previous": digest_of(previous)}
    return checked_agencies(_with(previous, roots=digest_of(roots), issued=issued, **follows))


def add_agency(draft: Agencies, entry: AgencyEntry) -> Agencies:
    """List one agency more.

    Raises:
        TrustError, FormatError: listed already, or rules that are broken.
    """
    return checked_agencies(_with(draft, agencies=[*draft.agencies, entry]))


def change_agency(draft: Agencies, agency: str, **members: Any) -> Agencies:
    """Change an agency's name, parent, roots fingerprint or routes.

    Raises:
        TrustError, FormatError: not listed, or rules that are broken.
    """
    found = draft.entry(agency)
    if found is None:
        raise TrustError("an agency that is not listed")
    new = msgspec.structs.replace(found, **members)
    return checked_agencies(_with(draft, agencies=[new if entry is found else entry for entry in draft.agencies]))


def with_route(entry: AgencyEntry, rank: str, target: str | None) -> list[Route]:
    """Give an agency's routes with one rank class going elsewhere, or nowhere if `target` is None."""
    others = [route for route in entry.routes if route.rank != rank]
    return others if target is None else sorted([*others, Route(rank=rank, agency=target)], key=lambda one: one.rank)


def holder(draft: Directory, officer: str) -> ReaderEntry | Custodian | None:
    """Give whoever is listed under an id, reader or custodian."""
    return next((entry for entry in holders(draft) if entry.id == officer), None)


def holders(directory: Directory) -> list[ReaderEntry | Custodian]:
    """Give everybody who is listed, the custodian last."""
    custodian = directory.custodian
    return [*directory.readers, *([] if custodian is msgspec.UNSET else [custodian])]


def is_custodian(request: Enrolment) -> bool:
    """Say whether a request asks for the custodian's place."""
    return request.roles == [Role.CUSTODIAN]


def checked_directory(draft: Directory) -> Directory:
    """Check shape and rules of a directory.

    Raises:
        TrustError, FormatError: what is wrong.
    """
    return check_directory(check(draft))


def checked_agencies(draft: Agencies) -> Agencies:
    """Check shape and rules of an agencies document.

    Raises:
        TrustError, FormatError: what is wrong.
    """
    return check_agencies(check(draft))


def _roots(
    agency: str, keys: Iterable[RootKey], threshold: int, recovery: RecoveryShares | None, **follows: Any
) -> Roots:
    shares = msgspec.UNSET if recovery is None else recovery
    return check_roots(check(Roots(agency=agency, threshold=threshold, keys=list(keys), recovery=shares, **follows)))


def _custodian(request: Enrolment) -> Custodian:
    return Custodian(
        id=request.officer,
        label=request.label,
        unit=request.unit,
        rank=request.rank,
        reader_key=request.reader_key,
        verify_key=request.verify_key,
    )


def _require_agency(request: Enrolment, agency: str) -> None:
    if request.agency != agency:
        raise TrustError("a request for another agency")


def _with(document: Any, **members: Any) -> Any:
    return msgspec.structs.replace(document, **members)
