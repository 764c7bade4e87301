"""The named jobs of `wbs maintain`, each isolated from the others' failures.

A job gives one line that says what it did: counts and constant words, never anything of a case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from wbs.cases.sessions import sweep_sessions
from wbs.cli.checkpoints import make_checkpoints
from wbs.clock import Clock
from wbs.config import PortalConfig
from wbs.errors import WbsError
from wbs.store.store import Store

SWEEP_BATCH = 100


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every job may use."""

    config: PortalConfig
    store: Store
    clock: Clock


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one job ended."""

    job: str
    done: bool
    said: str

    def __str__(self) -> str:
        return f"{self.job}: {self.said}"


Job = Callable[[Workshop], str]


def sweep_uploads(workshop: Workshop) -> str:
    """Remove uploads whose last byte came before yesterday and that no case took over."""
    before = workshop.clock.today() - timedelta(days=1)
    removed = 0
    while swept := workshop.store.cases.sweep_uploads(before, SWEEP_BATCH):
        removed += swept
    return f"removed {removed} pending uploads"


def end_sessions(workshop: Workshop) -> str:
    """Remove sessions that are over."""
    return f"removed {sweep_sessions(workshop.store.officers, workshop.clock.now())} sessions"


def keep_checkpoints(workshop: Workshop) -> str:
    """Check the audit logs and make a checkpoint of each that grew."""
    return make_checkpoints(workshop.store, workshop.clock)


JOBS: Mapping[str, Job] = {
    "uploads": sweep_uploads,
    "sessions": end_sessions,
    "checkpoints": keep_checkpoints,
}
"""By name, in the order in which they run. A job that is added here runs every night."""


def run_jobs(workshop: Workshop, jobs: Mapping[str, Job] = JOBS) -> list[Outcome]:
    """Run every job, whatever becomes of the others."""
    return [_run(name, job, workshop) for name, job in jobs.items()]


def _run(name: str, job: Job, workshop: Workshop) -> Outcome:
    try:
        return Outcome(name, done=True, said=job(workshop))
    except WbsError as error:
        return Outcome(name, done=False, said=f"failed: {error}")
    except Exception as error:  # noqa: BLE001 - the other jobs must run; the text could hold anything, its class cannot
        return Outcome(name, done=False, said=f"failed: {type(error).__name__}")
