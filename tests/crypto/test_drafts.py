"""A draft is the version before with one change, and breaks none of its document's rules."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY
from wbs.crypto import drafts
from wbs.crypto.ceremony import digest_of
from wbs.crypto.directory import Agencies, AgencyEntry, Channel, Directory, Role, RootKey, Roots
from wbs.crypto.enrolment import Appointment, Enrolment, draft_enrolment
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.errors import FormatError, RefusedError, TrustError

DAY = "2026-11-25"


def directory() -> Directory:
    return cast.shared_world().book().newest(REGENCY).document


def roots() -> Roots:
    return cast.shared_world().book().by_agency[REGENCY].roots[-1].document


def agencies() -> Agencies:
    return cast.shared_world().book().agencies.document


def request(officer: str, *roles: Role, agency: str = REGENCY) -> Enrolment:
    post = Appointment(
        agency=agency, officer=officer, label="L", unit="U", rank="staff", roles=list(roles or (Role.RECEIVER,))
    )
    return draft_enrolment(OfficerSecret.generate(), post, DAY)


def root_key(office: str) -> RootKey:
    return RootKey(key=RootSigningKey.generate().public.text, office=office)


def test_the_next_directory_keeps_everything_but_dates_and_numbers() -> None:
    following = drafts.draft_next_directory(directory(), roots(), DAY)
    assert following == msgspec.structs.replace(
        directory(),
        version=2,
        previous=digest_of(directory()),
        issued=DAY,
        renew_by="2027-09-01",
        expires="2027-12-30",
    )


def test_whose_service_is_over_is_not_listed_again() -> None:
    first, *others = directory().readers
    leaving = msgspec.structs.replace(
        directory(), readers=[msgspec.structs.replace(first, until="2026-11-24"), *others]
    )
    assert drafts.draft_next_directory(leaving, roots(), DAY).readers == others
    last_day = msgspec.structs.replace(directory(), readers=[msgspec.structs.replace(first, until=DAY), *others])
    assert len(drafts.draft_next_directory(last_day, roots(), DAY).readers) == len(others) + 1


def test_the_first_directory_lists_who_asked_and_the_custodian_apart() -> None:
    asked = [request("satu"), request("dua"), request("kustodian", Role.CUSTODIAN)]
    first = drafts.draft_first_directory(roots(), asked, DAY, [Channel(name="K", address="k")], 2)
    assert [entry.id for entry in first.readers] == ["satu", "dua"]
    assert first.custodian is not msgspec.UNSET
    assert first.custodian.reader_key == asked[2].reader_key
    assert (first.version, first.roots) == (1, digest_of(roots()))


def test_an_added_officer_serves_from_the_day_that_was_said() -> None:
    asked = request("baru")
    added = drafts.add_reader(directory(), asked, DAY, "2027-01-31")
    assert added.readers[-1] == asked.entry(DAY, "2027-01-31")


def test_replaced_keys_keep_the_dates_of_service_and_the_place() -> None:
    old = directory().readers[1]
    asked = request(old.id)
    replaced = drafts.replace_reader(directory(), asked)
    assert replaced.readers[1] == asked.entry(old.since, old.until)
    assert [entry.id for entry in replaced.readers] == [entry.id for entry in directory().readers]


def test_a_removed_officer_is_gone_and_nobody_else() -> None:
    removed = drafts.remove_reader(directory(), directory().readers[1].id)
    assert removed.readers == [directory().readers[0], *directory().readers[2:]]


def test_a_custodian_is_added_replaced_and_removed_apart_from_readers() -> None:
    first, second = request("kustodian", Role.CUSTODIAN), request("kustodian", Role.CUSTODIAN)
    added = drafts.add_reader(directory(), first, DAY)
    assert added.custodian.reader_key == first.reader_key  # type: ignore[union-attr]
    replaced = drafts.replace_reader(added, second)
    assert replaced.custodian.reader_key == second.reader_key  # type: ignore[union-attr]
    assert drafts.remove_reader(replaced, "kustodian") == directory()


def everyone_gone() -> Directory:
    draft = directory()
    for entry in directory().readers:
        draft = drafts.remove_reader(draft, entry.id)
    return draft


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda: drafts.add_reader(directory(), request("penerima-01"), DAY), TrustError),
        (lambda: drafts.add_reader(directory(), request("baru", agency=PROVINCE), DAY), TrustError),
        (lambda: drafts.add_reader(directory(), request("baru"), "2026-02-30"), FormatError),
        (lambda: drafts.add_reader(directory(), request("baru"), DAY, "2026-01-01"), TrustError),
        (lambda: drafts.replace_reader(directory(), request("baru")), TrustError),
        (lambda: drafts.replace_reader(directory(), request("penerima-01", agency=PROVINCE)), TrustError),
        (lambda: drafts.replace_reader(directory(), request("penerima-01", Role.CUSTODIAN)), TrustError),
        (lambda: drafts.remove_reader(directory(), "baru"), TrustError),
        (lambda: drafts.change_reader(directory(), "baru", label="X"), TrustError),
        (lambda: drafts.change_reader(directory(), "penerima-01", reader_key="X"), TrustError),
        (lambda: drafts.change_reader(directory(), "penerima-01", id="X"), TrustError),
        (lambda: drafts.change_reader(directory(), "penerima-01", label="a\nb"), FormatError),
        (lambda: drafts.change_directory(directory(), expires="2020-01-01"), TrustError),
        (lambda: drafts.draft_first_directory(roots(), [request("x", agency=PROVINCE)], DAY, [], 2), TrustError),
        (lambda: drafts.draft_first_directory(roots(), [], DAY, [], 2), FormatError),
        (lambda: drafts.draft_first_roots(REGENCY, [root_key("A")], 2), TrustError),
        (lambda: drafts.draft_first_roots(REGENCY, [root_key("A"), root_key("B")], 1), TrustError),
        (lambda: drafts.add_agency(agencies(), agencies().agencies[0]), TrustError),
        (lambda: drafts.change_agency(agencies(), "99", name="X"), TrustError),
        (lambda: drafts.change_agency(agencies(), REGENCY, parent="99"), TrustError),
        (everyone_gone, FormatError),
    ],
    ids=[
        "added twice",
        "another agency's",
        "no such day",
        "over before it begins",
        "replaced without being listed",
        "another agency's renewal",
        "a reader becomes custodian by renewal",
        "removed without being listed",
        "changed without being listed",
        "a key changed by hand",
        "an id changed",
        "a label of two lines",
        "expired before it begins",
        "first of another agency",
        "nobody reads",
        "more signatures than keys",
        "one signature",
        "an agency twice",
        "no such agency",
        "a parent that is not listed",
        "everybody removed",
    ],
)
def test_a_change_that_breaks_a_rule_makes_no_draft(change: Callable[[], Any], error: type[RefusedError]) -> None:
    with pytest.raises(error):
        change()


def test_an_id_that_is_listed_is_said_to_be_replaced_or_removed_first() -> None:
    with pytest.raises(TrustError, match="listed already"):
        drafts.add_reader(directory(), request("penerima-01"), DAY)


def test_two_custodians_are_refused() -> None:
    both = [request("satu"), request("k1", Role.CUSTODIAN), request("k2", Role.CUSTODIAN)]
    with pytest.raises(TrustError):
        drafts.draft_first_directory(roots(), both, DAY, [], 1)
    with pytest.raises(TrustError):
        drafts.add_reader(drafts.add_reader(directory(), both[1], DAY), both[2], DAY)


def test_next_roots_follow_from_the_ones_before() -> None:
    keys = [root_key("A"), root_key("B"), root_key("C")]
    following = drafts.draft_next_roots(roots(), keys, 3)
    assert (following.version, following.previous, following.threshold) == (2, digest_of(roots()), 3)
    assert following.keys == keys
    assert following.agency == roots().agency


def test_routes_are_set_changed_and_taken_away_one_by_one() -> None:
    entry = AgencyEntry(agency=REGENCY, name="X", roots="A" * 43, routes=[])
    for rank, target, expected in (
        ("staff", REGENCY, {"staff": REGENCY}),
        ("unknown", PROVINCE, {"staff": REGENCY, "unknown": PROVINCE}),
        ("staff", PROVINCE, {"staff": PROVINCE, "unknown": PROVINCE}),
        ("unknown", None, {"staff": PROVINCE}),
    ):
        entry = msgspec.structs.replace(entry, routes=drafts.with_route(entry, rank, target))
        assert {route.rank: route.agency for route in entry.routes} == expected


def test_the_next_agencies_document_follows_from_the_one_before() -> None:
    installation = cast.shared_world().book().installation[-1].document
    following = drafts.draft_next_agencies(agencies(), installation, DAY)
    assert (following.version, following.previous) == (2, digest_of(agencies()))
    assert following.agencies == agencies().agencies
