"""Who receives a new case: rank and exclusions choose among verified directories; properties over random wishes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import PROVINCE, RELEASED, TODAY, Person, World
from tests.cast import REGENCY as LANDAK
from wbs.crypto.ceremony import digest_of, sign_roots
from wbs.crypto.directory import Custodian, Directory, RecoveryShares, Role, Route
from wbs.crypto.drafts import change_agency, draft_next_agencies
from wbs.crypto.exclusions import MAX_EXCLUDED, Exclusion, is_excluded, normalised
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.ranking import decisive_rank
from wbs.crypto.recipients import Chosen, choose_recipients, custodian_for, levels_above, recipients_at
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import AgencyTrust, TrustBook, Verified
from wbs.errors import ChannelClosedError, FormatError, NobodyLeftError

CITY = "61.71"
STAFF, HEAD, UNKNOWN = "staff", "inspectorate", "unknown"
pytestmark = pytest.mark.promise("P06")


@cache
def three() -> TrustBook:
    """Give a province with two inspectorates below it; all can be restored."""
    agencies = (LANDAK, CITY, PROVINCE)
    return cast.found(agencies=agencies, recovery=agencies).book()


def choose(
    exclusions: Iterable[Exclusion] = (), rank: str = STAFF, agency: str = LANDAK, book: TrustBook | None = None
) -> Chosen:
    return choose_recipients(book or three(), agency, rank, exclusions, TODAY, RELEASED)


def names(chosen: Chosen) -> list[str]:
    return [f"{one.name.agency}/{one.name.reader}" for one in chosen.recipients]


def officer(reader: str, agency: str = LANDAK) -> Exclusion:
    return Exclusion(agency=agency, reader=reader)


def unit(name: str, agency: str = LANDAK) -> Exclusion:
    return Exclusion(agency=agency, unit=name)


def with_three_receivers() -> World:
    third = Person(LANDAK, "penerima-03", frozenset({Role.RECEIVER}), "Irban Khusus")
    return cast.found([third], recovery=(LANDAK, PROVINCE))


def test_without_wishes_the_routed_agency_receives() -> None:
    chosen = choose()
    assert names(chosen) == [f"{LANDAK}/penerima-01", f"{LANDAK}/penerima-02", f"{LANDAK}/recovery"]
    assert (chosen.directory.document.agency, chosen.excluded, chosen.passed) == (LANDAK, (), ())


def test_an_excluded_officer_gets_no_key_and_the_others_do() -> None:
    chosen = choose([officer("penerima-02")], book=with_three_receivers().book())
    assert names(chosen) == [f"{LANDAK}/penerima-01", f"{LANDAK}/penerima-03", f"{LANDAK}/recovery"]
    assert chosen.excluded == (officer("penerima-02"),)


def test_an_excluded_unit_takes_its_people_along_by_name() -> None:
    chosen = choose([unit("Irban Khusus")], book=with_three_receivers().book())
    assert names(chosen) == [f"{LANDAK}/penerima-01", f"{LANDAK}/penerima-02", f"{LANDAK}/recovery"]
    assert chosen.excluded == (unit("Irban Khusus"), officer("penelaah-01"), officer("penerima-03"))


def test_a_new_name_of_the_unit_or_another_desk_lets_nobody_in_later() -> None:
    world = with_three_receivers()
    chosen = choose([unit("Irban Khusus")], book=world.book())
    first = world.book().newest(LANDAK).document
    moved = [msgspec.structs.replace(one, unit="Tim Penerima") for one in first.readers]
    world.publish(msgspec.structs.replace(first, version=2, previous=digest_of(first), readers=moved))
    later = world.book().newest(LANDAK)
    assert is_excluded(LANDAK, "penerima-03", later, chosen.excluded)
    assert not is_excluded(LANDAK, "penerima-01", later, chosen.excluded)


def test_too_few_receivers_lead_to_the_level_above() -> None:
    chosen = choose([officer("penerima-01")])
    assert names(chosen) == [f"{PROVINCE}/penerima-01", f"{PROVINCE}/penerima-02", f"{PROVINCE}/recovery"]
    assert chosen.passed == (LANDAK,)
    assert officer("penerima-01") in chosen.excluded


def test_excluding_one_who_signs_the_directory_leads_to_the_level_above() -> None:
    chosen = choose([unit("Sekretaris"), officer("penelaah-01")])
    assert {one.name.agency for one in chosen.recipients} == {PROVINCE}
    assert chosen.excluded == (Exclusion(agency=LANDAK),)


def test_people_of_the_level_above_can_be_excluded_before_the_case_comes_to_them() -> None:
    with pytest.raises(NobodyLeftError):
        choose([officer("penerima-01"), officer("penerima-02", PROVINCE)])
    with pytest.raises(NobodyLeftError):
        choose([officer("penerima-01"), unit("Inspektur", PROVINCE)])


def test_if_nobody_is_left_the_reporter_is_told() -> None:
    with pytest.raises(NobodyLeftError) as told:
        choose([unit("Inspektur", PROVINCE)], agency=PROVINCE)
    assert "Exclude fewer" in told.value.public_message


def test_an_accused_heads_own_office_never_gets_a_key_later_either() -> None:
    chosen = choose(rank=HEAD)
    assert {one.name.agency for one in chosen.recipients} == {PROVINCE}
    for reader in three().newest(LANDAK).reader_keys:
        assert is_excluded(LANDAK, reader, three().newest(LANDAK), chosen.excluded)


def test_the_record_does_not_tell_which_inspectorate_its_accused_belongs_to() -> None:
    assert choose(rank=HEAD, agency=LANDAK).excluded == choose(rank=HEAD, agency=CITY).excluded
    assert choose(rank=HEAD).excluded == (Exclusion(agency=LANDAK), Exclusion(agency=CITY))


def test_of_an_unknown_rank_the_level_above_decides_and_may_hand_down() -> None:
    chosen = choose(rank=UNKNOWN)
    assert {one.name.agency for one in chosen.recipients} == {PROVINCE}
    assert chosen.excluded == ()


def test_a_rank_without_a_route_and_an_agency_without_an_entry_are_closed() -> None:
    for agency, rank in ((PROVINCE, HEAD), (LANDAK, "minister"), ("99", STAFF)):
        with pytest.raises(ChannelClosedError):
            choose(agency=agency, rank=rank)


def test_an_unknown_rank_goes_above_even_where_the_table_does_not_say_so() -> None:
    book = three_with(routes=[Route(rank=STAFF, agency=LANDAK)])
    assert {one.name.agency for one in choose(rank=UNKNOWN, book=book).recipients} == {PROVINCE}


def three_with(**members: object) -> TrustBook:
    """Give the same with another table, in which Landak's entry is changed."""
    world = cast.found(agencies=(LANDAK, CITY, PROVINCE))
    table, roots = world.book().agencies.document, world.book().installation[-1].document
    changed = change_agency(draft_next_agencies(table, roots, cast.ISSUED), LANDAK, **members)
    world.agencies.append(cast.sign_agencies(changed, world.root_keys["00"][:2]))
    return world.book()


def test_a_closed_channel_stays_closed_whoever_is_excluded() -> None:
    late = date(2029, 1, 1)
    for exclusions in ((), (officer("penerima-01"),)):
        with pytest.raises(ChannelClosedError) as refused:
            choose_recipients(three(), LANDAK, STAFF, exclusions, late, RELEASED)
        assert not isinstance(refused.value, NobodyLeftError)


def recovered_by(*holders: str) -> World:
    """Give an installation whose recovery shares are held by others than those who sign."""
    world = cast.found(recovery=(LANDAK, PROVINCE))
    first = world.book().by_agency[LANDAK].roots[-1].document
    shares = RecoveryShares(threshold=2, holders=list(holders))
    roots = msgspec.structs.replace(first, version=2, previous=digest_of(first), recovery=shares)
    world.roots[LANDAK].append(sign_roots(roots, world.root_keys[LANDAK]))
    world.publish(following(world, roots=digest_of(roots)))
    return world


def following(world: World, **members: object) -> Directory:
    first = world.book().newest(LANDAK).document if "roots" not in members else _first(world)
    return msgspec.structs.replace(first, version=2, previous=digest_of(first), **members)


def _first(world: World) -> Directory:
    return Unverified(world.directories[LANDAK][0]).unsafe_peek(Directory)


def test_the_recovery_key_is_left_out_where_those_excluded_could_restore_it() -> None:
    book = recovered_by("Bupati", "Sekretaris Daerah", "Kepala BKD").book()
    one = choose([unit("Bupati")], book=book)
    assert f"{LANDAK}/recovery" in names(one)
    two = choose([unit("Bupati"), unit("Sekretaris Daerah")], book=book)
    assert names(two) == [f"{LANDAK}/penerima-01", f"{LANDAK}/penerima-02"]
    assert is_excluded(LANDAK, "recovery", two.directory, two.excluded)
    assert not is_excluded(LANDAK, "recovery", two.directory, one.excluded)


def with_custodians(*units: str) -> TrustBook:
    """Give an installation whose lower and upper agency have custodians in these units."""
    world = cast.found()
    for agency, name in zip((LANDAK, PROVINCE), units, strict=True):
        first = world.book().newest(agency).document
        secret = OfficerSecret.generate()
        keys = {"reader_key": secret.reader_key.public.text, "verify_key": secret.signing_key.public.text}
        held = Custodian(id="penyimpan", label="Penyimpan", unit=name, rank="staff", **keys)
        world.publish(msgspec.structs.replace(first, version=2, previous=digest_of(first), custodian=held))
    return world.book()


def test_an_excluded_custodian_is_replaced_by_the_one_above() -> None:
    book = with_custodians("Arsip", "Arsip")
    for exclusions, agency in (((), LANDAK), ((unit("Arsip"),), PROVINCE), ((officer("penyimpan"),), PROVINCE)):
        chosen = choose(exclusions, book=book)
        assert (chosen.custodian_agency, chosen.custodian) == (agency, book.newest(agency).document.custodian)
    both = (unit("Arsip"), unit("Arsip", PROVINCE))
    assert choose(both, book=book).custodian is None
    assert choose().custodian is None


def test_an_agency_without_a_custodian_takes_no_identity_from_above() -> None:
    assert custodian_for(three(), LANDAK, ()) == (None, None)


def test_an_exclusion_of_an_officer_and_a_unit_at_once_is_refused() -> None:
    with pytest.raises(FormatError):
        choose([Exclusion(agency=LANDAK, reader="penerima-01", unit="Tim Penerima")])


def test_more_exclusions_than_a_record_takes_are_told_and_not_cut_off() -> None:
    crowd = [officer(f"petugas-{number}") for number in range(MAX_EXCLUDED)]
    assert len(choose(crowd).excluded) == MAX_EXCLUDED
    with pytest.raises(NobodyLeftError):
        choose([*crowd, officer("petugas")])


def test_of_very_many_agencies_only_the_accuseds_own_is_named() -> None:
    world = cast.found()
    table, roots = world.book().agencies.document, world.book().installation[-1].document
    entry = table.entry(LANDAK)
    assert entry is not None
    others = [msgspec.structs.replace(entry, agency=f"62.{number:02}") for number in range(1, 65)]
    grown = msgspec.structs.replace(draft_next_agencies(table, roots, cast.ISSUED), agencies=[*table.agencies, *others])
    trust = dict.fromkeys((one.agency for one in others), AgencyTrust((), ()))
    book = world.book()
    many = replace(book, tables=(Verified(grown, "", b""),), by_agency={**book.by_agency, **trust})
    assert choose(rank=HEAD, book=many).excluded == (Exclusion(agency=LANDAK),)


def test_agencies_that_stand_above_each_other_in_a_circle_end_the_way() -> None:
    book = three_with(parent=LANDAK)
    assert list(levels_above(book, LANDAK)) == [LANDAK]


def test_no_exclusion_of_a_whole_agency_needs_its_people_by_name() -> None:
    whole = Exclusion(agency=LANDAK)
    assert normalised([officer("penerima-01"), whole, unit("Pimpinan"), whole], three()) == (whole,)


POSTS = ["penerima-01", "penerima-02", "penelaah-01", "inspektur", "recovery", "nobody"]
UNITS = ["Tim Penerima", "Irban Khusus", "Pimpinan", "Inspektur", "Sekretaris", "Nowhere"]
AGENCIES = st.sampled_from([LANDAK, CITY, PROVINCE])
WISHES = st.lists(
    st.one_of(
        st.builds(officer, st.sampled_from(POSTS), AGENCIES),
        st.builds(unit, st.sampled_from(UNITS), AGENCIES),
        st.builds(lambda agency: Exclusion(agency=agency), AGENCIES),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(WISHES, AGENCIES, st.sampled_from([STAFF, HEAD, UNKNOWN, "leadership"]))
def test_nobody_excluded_ever_receives_and_the_server_chooses_the_same(
    wishes: list[Exclusion], agency: str, rank: str
) -> None:
    try:
        chosen = choose(wishes, rank, agency)
    except ChannelClosedError:
        return
    for one in chosen.recipients:
        directory = three().newest(one.name.agency)
        assert not is_excluded(one.name.agency, one.name.reader, directory, wishes)
        assert not is_excluded(one.name.agency, one.name.reader, directory, chosen.excluded)
    governing = chosen.directory.document.agency
    assert recipients_at(three(), governing, chosen.excluded, TODAY, RELEASED)[1] == chosen.recipients
    assert sum(one.name.reader != "recovery" for one in chosen.recipients) >= 2


@settings(max_examples=100, deadline=None)
@given(WISHES, st.data())
def test_what_stands_in_the_record_does_not_depend_on_the_order_of_the_wishes(
    wishes: list[Exclusion], data: st.DataObject
) -> None:
    first = normalised(wishes, three())
    shuffled = data.draw(st.permutations([*wishes, *wishes]))
    assert normalised(shuffled, three()) == first == normalised(first, three())


def test_beside_a_known_rank_that_goes_as_far_an_unknown_one_decides_nothing() -> None:
    table = three().agencies.document
    for ranks in ([UNKNOWN, HEAD], [HEAD, UNKNOWN], [STAFF, UNKNOWN, HEAD]):
        rank = decisive_rank(table, LANDAK, ranks)
        assert choose(rank=rank).excluded == (Exclusion(agency=LANDAK), Exclusion(agency=CITY))
    assert decisive_rank(table, LANDAK, [STAFF, UNKNOWN]) == UNKNOWN


def with_four_receivers() -> TrustBook:
    more = [Person(LANDAK, f"penerima-{at:02}", frozenset({Role.RECEIVER}), "Tim Penerima") for at in (3, 4)]
    return cast.found(more).book()


def test_a_reporter_who_keeps_half_of_the_receivers_out_is_heard_above_and_not_by_the_others_alone() -> None:
    """Whoever plays along with two officers cannot get a report judged by these two alone."""
    book = with_four_receivers()
    one, two = [officer("penerima-01")], [officer("penerima-01"), officer("penerima-02")]
    assert {each.name.agency for each in choose(one, book=book).recipients} == {LANDAK}
    chosen = choose(two, book=book)
    assert ({each.name.agency for each in chosen.recipients}, chosen.passed) == ({PROVINCE}, (LANDAK,))
    assert set(two) <= set(chosen.excluded)
    with pytest.raises(NobodyLeftError):
        recipients_at(book, LANDAK, chosen.excluded, TODAY, RELEASED)


def test_where_nobody_above_could_read_half_of_the_receivers_are_enough() -> None:
    book = with_four_receivers()
    half = [officer("penerima-01"), officer("penerima-02")]
    chosen = choose([*half, unit("Inspektur", PROVINCE)], book=book)
    assert names(chosen) == [f"{LANDAK}/penerima-03", f"{LANDAK}/penerima-04"]
