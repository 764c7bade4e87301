"""Looks at whether `wbs maintain` runs every night."""

from wbs.cases.doctor.checkup import check_jobs
from wbs.cases.doctor.findings import Finding, JobFact
from wbs.cli.doctor.installation import Installation
from wbs.cli.jobs import JOBS
from wbs.store.store import Store


def look_at_jobs(place: Installation) -> list[Finding]:
    """See how each job last ended."""
    return [] if place.store is None else check_jobs(_jobs(place.store), place.clock.now())


def _jobs(store: Store) -> list[JobFact]:
    runs = {run.job: run for run in store.upkeep.runs()}
    return [
        JobFact(job, runs[job].ended, runs[job].done) if job in runs else JobFact(job, None, done=False) for job in JOBS
    ]
