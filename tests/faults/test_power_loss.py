"""P14: whatever a power cut leaves on the disk, everything acknowledged before it is there, and nothing in half."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.faults import SEED, as_many, chance
from tests.faults.examination import Examination, Findings
from tests.faults.power import DATABASE, cuts, write
from tests.faults.recording import Did, Event, record
from tests.faults.site import Site, found_site
from tests.faults.submissions import read
from tests.store.raw import query
from wbs.store.engine import _CHECKPOINT_BYTES, PAGE_BYTES

pytestmark = pytest.mark.promise("P14")
SHIPPED = _CHECKPOINT_BYTES // PAGE_BYTES
OFTEN = 40
"""Pages after which the log is written back, so that a short recording sees it happen."""


@dataclass
class Recording:
    """What one run did to its database, and what its people sent."""

    site: Site
    database: bytes
    events: list[Event]

    @property
    def sent(self) -> str:
        return (self.site.data / "sent.json").read_text()


def recorded(folder: Path, steps: int, synchronous: str = "FULL", checkpoint: int = OFTEN) -> Recording:
    site = found_site(folder / "data")
    database = (site.data / DATABASE).read_bytes()
    events = record("tests.faults.submissions", site.data, str(steps), synchronous, str(checkpoint))
    return Recording(site, database, events)


def replayed(made: Recording, folder: Path, states: int) -> Iterator[tuple[int, Findings]]:
    """Rebuild that many states; give for each how much had been told, and what is wrong."""
    folder.mkdir()
    first: Examination | None = None
    site = replace(made.site, url=f"sqlite:///{folder / DATABASE}")
    for disk, random in cuts(made.events, made.database, states, chance("power")):
        write(disk.after_a_cut(random), folder)
        ledger = read(made.sent, disk.told)
        first = first or Examination(site, ledger)
        yield len(disk.told), looked(first, site, ledger)


def looked(first: Examination, site: Site, ledger: object) -> Findings:
    """Open one state; a database that does not even open has lost everything."""
    try:
        damage = [*query(site.url, "PRAGMA integrity_check"), *query(site.url, "PRAGMA foreign_key_check")]
        if damage != [("ok",)]:
            return Findings(other=[f"damaged: {damage[:3]}"])
        return first.at(site, ledger).look(list(ledger.cases))  # type: ignore[arg-type, attr-defined]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a loss
        return Findings(lost=[f"{type(error).__name__}: {error}"])


@pytest.mark.parametrize(("checkpoint", "states"), [(OFTEN, as_many(110, 900)), (SHIPPED, as_many(40, 400))])
def test_no_power_cut_loses_what_was_acknowledged(tmp_path: Path, checkpoint: int, states: int) -> None:
    made = recorded(tmp_path, as_many(60, 200), checkpoint=checkpoint)
    seen = Counter(event.did for event in made.events)
    looks = list(replayed(made, tmp_path / "state", states))
    bad = [(told, found) for told, found in looks if not found.is_clean]
    assert bad == []
    assert seen[Did.TELL] > 10
    assert seen[Did.SYNC] > seen[Did.TELL]
    assert any(event.did is Did.SYNC and event.name == DATABASE for event in made.events), "the log was written back"
    print(  # noqa: T201 - the figure
        f"\ncrash states: {len(looks)} of {len(made.events)} calls ({seen[Did.WRITE]} writes, {seen[Did.SYNC]} syncs),"
        f" acknowledged up to {max(told for told, _ in looks)}; lost: 0; half there: 0; damaged: 0; seed {SEED}"
    )


def test_a_database_that_does_not_sync_its_log_is_caught(tmp_path: Path) -> None:
    made = recorded(tmp_path, 12, "NORMAL")
    assert any(found.lost for _, found in replayed(made, tmp_path / "state", 40))
