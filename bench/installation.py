"""An installation for measuring, not a demonstration: one agency with five receivers."""

from contextlib import closing
from pathlib import Path

from wbs.cli.founding import Founded, first_day, found_installation
from wbs.cli.plan import AgencyPlan, InstallationPlan, OfficerPlan
from wbs.cli.secrets import draw_secrets
from wbs.clock import SystemClock
from wbs.crypto.directory import Role
from wbs.store.migrations import migrate
from wbs.store.store import open_store

AGENCY = "61.08"
RECEIVERS = 5


REVIEWER = "penelaah01.ukur"
_REVIEWER = OfficerPlan(AGENCY, "penelaah-01", REVIEWER, "Penelaah 01", "Irban Khusus", (Role.REVIEWER,))


def plan(*more: OfficerPlan) -> InstallationPlan:
    """One agency, five receivers, everything goes to it; `more` officers receive nothing."""
    officers = tuple(
        OfficerPlan(AGENCY, f"penerima-0{n}", f"penerima0{n}.ukur", f"Penerima 0{n}", "Tim Penerima", (Role.RECEIVER,))
        for n in range(1, RECEIVERS + 1)
    )
    officers += more
    routes = tuple((rank, AGENCY) for rank in ("staff", "leadership", "inspectorate", "unknown"))
    return InstallationPlan((AgencyPlan(AGENCY, "Inspektorat Kabupaten Ukur", None, routes, officers),))


def found(data: Path, *, is_reviewed: bool = False, database: str = "") -> Founded:
    """Found it in `data`: documents, credentials, accounts, an empty database; with a reviewer, if asked for.

    The database is `data`'s own, or the empty one at an address.
    """
    planned = plan(_REVIEWER) if is_reviewed else plan()
    url = database or database_url(data)
    data.mkdir(parents=True, exist_ok=True)
    migrate(url)
    with closing(open_store(url)) as store:
        return found_installation(
            planned,
            draw_secrets(planned, first_day(SystemClock().today())),
            keys=data / "keys",
            credentials=data / "credentials",
            store=store.officers,
        )


def database_url(data: Path) -> str:
    """Where the servers look for the database of `data`."""
    return f"sqlite:///{data / 'wbs.sqlite'}"
