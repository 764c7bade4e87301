"""A simulated year of a regency and its province, day by day on the real store: what must hold, holds every evening.

Reports come by all channels; people ask, answer, take back, object; officers hand over, leave, join, declare conflicts;
heads give more time; rules and holidays change. Each year is played by a seed and can be played again.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random  # noqa: TID251 - for a year that can be played again

import pytest

from tests.stories.year.checks import Checks
from tests.stories.year.house import House
from tests.stories.year.ledger import Ledger
from tests.stories.year.play import Play
from tests.stories.year.reckoning import DAY
from wbs.crypto.report import IntakeChannel

FIRST, LAST = date(2026, 1, 5), date(2027, 1, 4)
SEEDS = (1945, 2026)
HAPPENS = (
    *("api", "form", "reply", "answered at once", "objection", "retraction"),
    *("received", "verified", "incomplete", "reviewed", "examined", "follow-up", "postponed"),
    *("closed", "not-actionable", "out-of-scope", "reopened"),
    *("transfer to 61", "transfer to 61.08", "referral by letter", "longer", "tags", "words", "note", "link"),
    *("recusal", "head taken off", "access", "epoch by an officer", "epoch by a reporter"),
    *("joined", "left", "left suddenly", "term ends", "rules", "quarter told"),
)
"""What every year has, beside a report by every channel."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def play(house: House, seed: int) -> Ledger:
    """Play a year, and check everything every day."""
    ledger = Ledger()
    year, checks = Play(house, ledger, Random(seed)), Checks(house, ledger)  # noqa: S311 - nothing secret
    house.begin(FIRST)
    while house.today <= LAST:
        house.night()
        checks.after_night()
        year.day()
        checks.at_evening()
        year.change_rules()
        house.begin(house.today + DAY)
    return ledger


@pytest.mark.promise("P05")
@pytest.mark.promise("P06")
@pytest.mark.promise("P17")
@pytest.mark.parametrize("seed", SEEDS)
def test_at_the_end_of_every_day_of_a_year_everything_adds_up(house: House, seed: int) -> None:
    print(f"seed {seed}")  # noqa: T201 - whoever sees it fail plays the same year
    ledger = play(house, seed)
    missing = {*HAPPENS, *IntakeChannel} - set(ledger.happened)
    assert not missing, f"a year in which this never happened shows nothing of it: {missing}"
