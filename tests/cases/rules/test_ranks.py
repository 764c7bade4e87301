"""Who reads about whom unless officials say otherwise: nobody examines those who stand above."""

import pytest

from wbs.cases.rules.ranks import Rank, default_routes


def test_a_regencys_inspectorate_reads_about_its_staff_and_the_level_above_about_all_others() -> None:
    above = dict.fromkeys(Rank, "61")
    assert default_routes("61.08", "61") == above | {Rank.STAFF: "61.08"}


def test_a_province_reads_about_heads_of_its_offices_and_about_nobody_above_them() -> None:
    own = dict.fromkeys((Rank.STAFF, Rank.OFFICE_HEAD, Rank.UNKNOWN), "61")
    assert default_routes("61", None) == own


def test_where_the_level_above_is_elsewhere_reports_about_it_go_outside() -> None:
    assert default_routes("11.04", None) == {Rank.STAFF: "11.04"}


@pytest.mark.promise("P06")
@pytest.mark.parametrize(("agency", "parent"), [("61.08", "61"), ("61.71", None), ("61", None), ("61", "00")])
def test_no_inspectorate_reads_about_itself_or_about_its_head_of_region(agency: str, parent: str | None) -> None:
    routes = default_routes(agency, parent)
    assert agency not in {routes.get(Rank.INSPECTORATE), routes.get(Rank.LEADERSHIP)}
