"""A flood against the shipped server behind the shipped proxy: a short one, of every kind; the long one is in bench."""

from pathlib import Path

import pytest

from bench.floods import MOST_MEMORY_MB, Seen, flooded, known, street, visit
from bench.sealed import seal
from tests.needs import program

VISITS = 40
FLOOD = {"hold": 80, "head": 60, "body": 80, "forms": 20, "reports": 15, "uploads": 4, "guesses": 20}


@pytest.mark.promise("P15")
def test_honest_reporters_get_through_a_flood_of_every_kind_and_memory_stays_bounded(tmp_path: Path):
    program("haproxy")
    with street(tmp_path) as here:
        cases, words = iter(seal(here.data / "keys", VISITS)), known(here)
        with flooded(here, FLOOD):
            seen = visit(here, cases, words, VISITS, is_patient=False)
        memory = here.server.peak_kb() / 1024
    assert served(seen), seen.missed
    assert memory <= MOST_MEMORY_MB


def served(seen: Seen) -> bool:
    return seen.served() >= 0.99
