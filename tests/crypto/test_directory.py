"""One document at a time: dates, roles, fingerprints, routes. Chains and signatures are in test_trust."""

from datetime import date, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.cast import PROVINCE, REGENCY
from wbs.crypto.ceremony import draft_roots
from wbs.crypto.directory import (
    REPLYING,
    AgencyEntry,
    Custodian,
    Directory,
    Recovery,
    RecoveryShares,
    Role,
    Roots,
    Route,
    Standing,
    check_agencies,
    check_directory,
    check_roots,
    effective_day,
    parse_day,
    receivers,
    standing,
)
from wbs.crypto.keys import OfficerSecret, RecoverySecret, RootSigningKey
from wbs.errors import ChannelClosedError, FormatError, TrustError

LONG_AGO = date(2020, 1, 1)
DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))


@cache
def newest() -> Directory:
    return cast.shared_world().book().newest(REGENCY).document


def directory(**changes: object) -> Directory:
    return msgspec.structs.replace(newest(), **changes)


@given(DAYS)
def test_a_directory_goes_through_its_standings_in_order(day: date) -> None:
    found = standing(directory(), day, LONG_AGO)
    expires = date(2027, 2, 9)
    if day <= date(2026, 12, 31):
        assert found is Standing.CURRENT
    elif day <= expires:
        assert found is Standing.RENEWAL_DUE
    elif day <= expires + timedelta(days=60):
        assert found is Standing.GRACE
    else:
        assert found is Standing.EXPIRED


@given(DAYS, DAYS, DAYS)
def test_no_wrong_clock_makes_a_day_earlier_than_what_is_known(today: date, released: date, issued: date) -> None:
    day = effective_day(today, released, issued.isoformat())
    assert day in {today, released, issued}
    assert day >= max(today, released, issued)


@pytest.mark.promise("P05")
def test_no_new_case_is_sealed_to_an_expired_directory() -> None:
    with pytest.raises(ChannelClosedError):
        receivers(directory(), date(2027, 4, 11), LONG_AGO)


@pytest.mark.promise("P05")
def test_a_receiver_whose_service_is_over_or_to_come_gets_no_grant() -> None:
    first, second, *rest = directory().readers
    for changes in ({"until": "2026-11-20"}, {"since": "2026-11-22"}):
        third = msgspec.structs.replace(second, id="penerima-03")
        readers = [first, second, msgspec.structs.replace(third, **changes), *rest]
        chosen = receivers(directory(readers=readers), cast.TODAY, cast.RELEASED)
        assert [entry.id for entry in chosen] == ["penerima-01", "penerima-02"]


def test_a_receiver_serves_from_the_first_day_to_the_last() -> None:
    entry = msgspec.structs.replace(directory().readers[0], since="2026-02-01", until="2026-02-03")
    served = [day for day in (date(2026, 1, 31) + timedelta(days=number) for number in range(6)) if entry.serves(day)]
    assert served == [date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 3)]


def test_fewer_receivers_than_the_policy_asks_close_the_channel() -> None:
    first, _, *rest = directory().readers
    with pytest.raises(ChannelClosedError):
        receivers(directory(readers=[first, *rest]), cast.TODAY, cast.RELEASED)


def test_an_officer_is_found_by_id_or_not_at_all() -> None:
    found = directory().reader("penerima-01")
    assert found is not None
    assert found.id == "penerima-01"
    assert directory().reader("penerima-99") is None


def test_only_some_roles_may_answer_a_reporter() -> None:
    assert REPLYING.isdisjoint({Role.AUDITOR, Role.OPERATOR, Role.ADMINISTRATOR, Role.CUSTODIAN, Role.LEADERSHIP})


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "0000-01-01", "2026-00-10"])
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        parse_day(text)


def test_a_fingerprint_covers_agency_threshold_and_keys_and_nothing_else() -> None:
    keys = [RootSigningKey.generate() for _ in range(4)]
    fingerprint = draft_roots(REGENCY, keys[:3], cast.OFFICES, 2).fingerprint()
    same = draft_roots(REGENCY, [keys[2], keys[0], keys[1]], ("a", "b", "c"), 2)
    assert msgspec.structs.replace(same, version=7, previous="A" * 43).fingerprint() == fingerprint
    others = [
        draft_roots(PROVINCE, keys[:3], cast.OFFICES, 2),
        draft_roots(REGENCY, keys[:3], cast.OFFICES, 3),
        draft_roots(REGENCY, keys[1:], cast.OFFICES, 2),
        draft_roots(REGENCY, keys, (*cast.OFFICES, "d"), 2),
    ]
    assert len({other.fingerprint() for other in others} | {fingerprint}) == 5


def test_a_fingerprint_is_shown_in_two_lengths() -> None:
    assert len(roots().fingerprint_text()) == 43
    assert len(roots().fingerprint_words()) == 8


@pytest.mark.promise("P06")
def test_a_report_about_the_inspectorate_goes_to_the_agency_above() -> None:
    agencies = cast.shared_world().book().agencies.document
    assert agencies.governing(REGENCY, "staff") == REGENCY
    assert agencies.governing(REGENCY, "inspectorate") == PROVINCE
    assert agencies.governing(REGENCY, "leadership") == PROVINCE
    for agency, rank in ((REGENCY, "minister"), ("99", "staff")):
        with pytest.raises(ChannelClosedError):
            agencies.governing(agency, rank)


def roots(**changes: object) -> Roots:
    draft = draft_roots(REGENCY, [RootSigningKey.generate() for _ in range(3)], cast.OFFICES, 2)
    return msgspec.structs.replace(draft, **changes)


def shares(threshold: int, *holders: str) -> RecoveryShares:
    return RecoveryShares(threshold=threshold, holders=list(holders))


@pytest.mark.parametrize("threshold", [2, 3])
def test_a_threshold_can_be_anything_from_two_to_everybody(threshold: int) -> None:
    assert check_roots(roots(threshold=threshold)).threshold == threshold


@pytest.mark.parametrize("threshold", [1, 4])
def test_no_other_threshold_is_accepted(threshold: int) -> None:
    with pytest.raises(TrustError):
        check_roots(roots(threshold=threshold))


def test_a_root_key_stands_once() -> None:
    good = roots()
    with pytest.raises(TrustError):
        check_roots(msgspec.structs.replace(good, keys=[*good.keys, good.keys[0]]))


def test_recovery_shares_add_up() -> None:
    check_roots(roots(recovery=shares(2, "a", "b")))
    for wrong in (shares(2, "a", "a"), shares(3, "a", "b"), shares(2, "a", "b", "b")):
        with pytest.raises(TrustError):
            check_roots(roots(recovery=wrong))


@pytest.mark.parametrize("changes", [{"version": 2}, {"previous": "A" * 43}])
def test_only_a_first_version_follows_from_none(changes: dict[str, object]) -> None:
    agencies = cast.shared_world().book().agencies.document
    for check in (
        lambda: check_roots(roots(**changes)),
        lambda: check_directory(directory(**changes)),
        lambda: check_agencies(msgspec.structs.replace(agencies, **changes)),
    ):
        with pytest.raises(TrustError):
            check()


def test_a_reader_stands_once_under_an_id_that_means_nothing_else() -> None:
    first, second, *rest = directory().readers
    for name in (second.id, "recovery", "reporter", "custodian"):
        with pytest.raises(TrustError):
            check_directory(directory(readers=[msgspec.structs.replace(first, id=name), second, *rest]))


def test_a_key_stands_once() -> None:
    first, second, *rest = directory().readers
    for member in ("reader_key", "verify_key"):
        same = msgspec.structs.replace(first, **{member: getattr(second, member)})
        with pytest.raises(TrustError):
            check_directory(directory(readers=[same, second, *rest]))
    secret = RecoverySecret.generate()
    own = Recovery(reader_key=secret.reader_key.public.text, verify_key=secret.signing_key.public.text)
    check_directory(directory(recovery=own))
    for member in ("reader_key", "verify_key"):
        with pytest.raises(TrustError):
            check_directory(directory(recovery=msgspec.structs.replace(own, **{member: getattr(first, member)})))


def test_a_custodian_reads_nothing_and_signs_for_nobody_else() -> None:
    first = directory().readers[0]
    secret = OfficerSecret.generate()
    keys = {"reader_key": secret.reader_key.public.text, "verify_key": secret.signing_key.public.text}
    good = Custodian(id="kustodian", label="K", unit="U", rank="staff", **keys)
    check_directory(directory(custodian=good))
    for changes in ({"id": first.id}, {"reader_key": first.reader_key}, {"verify_key": first.verify_key}):
        with pytest.raises(TrustError):
            check_directory(directory(custodian=msgspec.structs.replace(good, **changes)))


@pytest.mark.parametrize(
    "changes",
    [{"issued": "2027-01-01"}, {"renew_by": "2027-02-10"}, {"expires": "2026-12-30"}],
)
def test_dates_come_in_order(changes: dict[str, object]) -> None:
    with pytest.raises(TrustError):
        check_directory(directory(**changes))


def test_a_reader_serves_at_least_on_the_day_of_issue() -> None:
    first, *rest = directory().readers
    for since, until, good in (
        ("2026-01-05", "2026-01-05", True),
        ("2026-01-01", "2026-01-04", False),
        ("2026-03-01", "2026-03-01", True),
        ("2026-03-01", "2026-02-28", False),
    ):
        served = directory(readers=[msgspec.structs.replace(first, since=since, until=until), *rest])
        if good:
            check_directory(served)
        else:
            with pytest.raises(TrustError):
                check_directory(served)


def test_an_agency_stands_once_and_routes_stay_inside() -> None:
    table = cast.shared_world().book().agencies.document
    regency, province = table.agencies

    def check(*entries: AgencyEntry) -> None:
        check_agencies(msgspec.structs.replace(table, agencies=list(entries)))

    check(regency, province)
    for wrong in (
        [regency, province, regency],
        [regency, province, msgspec.structs.replace(province, agency="00")],
        [msgspec.structs.replace(regency, parent="99"), province],
        [msgspec.structs.replace(regency, routes=[Route(rank="staff", agency="99")]), province],
        [msgspec.structs.replace(regency, routes=[Route(rank="staff", agency=REGENCY)] * 2), province],
    ):
        with pytest.raises(TrustError):
            check(*wrong)
