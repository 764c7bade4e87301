"""What pages weigh: the table in the documentation is true, and the budgets hold."""

import re

import pytest

from tests.portal.form_walk import require_build
from tests.weights import TABLE, Weight, measured, parse, table
from wbs.web.catalogues import compile_all

SLACK = 0.02
"""Ciphertexts, names of weekdays and versions of zlib make so much of a difference."""
FIRST_FLIGHT = 14_600
REPORT_SCRIPTS = 60_000
OFFICERS_SCRIPTS = 240_000
LOOKER_SCRIPT = 16_000
HEADERS = 1_200
"""Of one answer: the budget is about the files."""


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Weight]:
    require_build()
    compile_all()
    return measured(tmp_path_factory.mktemp("weights"))


def test_the_documentation_names_every_page_with_its_weight(weights: dict[str, Weight]):
    told = parse(TABLE.read_text(encoding="utf-8"))
    assert told.keys() == weights.keys()
    wrong = [name for name, weight in weights.items() if is_off(told[name], weight)]
    assert not wrong, f"python -m tools.weights writes the table anew; it is wrong about {wrong}"


def test_every_page_that_can_be_asked_for_is_weighed(weights: dict[str, Weight]):
    both = {"", "/en"}
    reporters = {f"reporters `{prefix}{path}`" for prefix in both for path in ("/lapor", "/tanda-terima", "/bantuan")}
    plain = {f"reporters `{prefix}{path}/tanpa-skrip`" for prefix in both for path in ("/lapor", "/tanda-terima")}
    homes = {f"{who} `{path}`" for who in ("reporters", "officers") for path in ("/", "/en/")}
    assert reporters | plain | homes <= weights.keys()
    assert len(weights) >= 20


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_the_first_page_comes_in_one_request_and_one_flight(weights: dict[str, Weight], path: str):
    weight = weights[f"reporters `{path}`"]
    assert (weight.requests, weight.total) == (1, weight.page)
    assert weight.total <= FIRST_FLIGHT


@pytest.mark.parametrize("path", ["/lapor", "/en/lapor"])
def test_the_report_page_loads_sixty_kilobytes_of_scripts_at_most(weights: dict[str, Weight], path: str):
    weight = weights[f"reporters `{path}`"]
    assert weight.requests == 3
    assert 10_000 < weight.scripts <= REPORT_SCRIPTS + 2 * HEADERS


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_the_officers_page_loads_two_hundred_and_forty_kilobytes_of_scripts_at_most(
    weights: dict[str, Weight], path: str
):
    weight = weights[f"officers `{path}`"]
    assert weight.requests == 4
    assert 10_000 < weight.scripts <= OFFICERS_SCRIPTS + 2 * HEADERS


def test_what_looks_into_files_weighs_sixteen_kilobytes_at_most_and_comes_with_the_first_file(
    weights: dict[str, Weight],
):
    paths = ("/lapor", "/en/lapor", "/tanda-terima", "/en/tanda-terima")
    pages = [*(f"reporters `{path}`" for path in paths), "officers `/`", "officers `/en/`"]
    lookers = {name: weight for name, weight in weights.items() if name.endswith(", once a file is chosen")}
    assert lookers.keys() == {f"{page}, once a file is chosen" for page in pages}
    for weight in lookers.values():
        assert (weight.requests, weight.total) == (1, weight.scripts)
        assert 5_000 < weight.scripts <= LOOKER_SCRIPT + HEADERS


def test_a_page_without_scripts_loads_nothing_besides(weights: dict[str, Weight]):
    scripted = re.compile(r"reporters `(/en)?/(lapor|tanda-terima)`$|officers ")
    assert [name for name, weight in weights.items() if not scripted.match(name) and weight.requests != 1] == []


def test_the_table_is_read_as_it_is_written():
    weights = {"reporters `/`": Weight(12_345, 0, 0, 6, 1), "officers `/en/`": Weight(1, 234_567, 8, 0, 4)}
    assert parse(table(weights)) == weights


def is_off(told: Weight, found: Weight) -> bool:
    """Say whether a line of the table is further from the truth than chance makes it."""
    if told.requests != found.requests:
        return True
    pairs = [(told.page, found.page), (told.scripts, found.scripts), (told.styles, found.styles)]
    return any(abs(left - right) > SLACK * max(right, 1) for left, right in [*pairs, (told.total, found.total)])
