"""`wbs migrate` and `wbs maintain`: what keeps the store in order."""

import os
import sys
from collections.abc import Collection, Mapping

import click

from wbs.cases.clocks.overdue import plan_first
from wbs.cli.jobs import JOBS, Job, Outcome, Workshop, run_jobs
from wbs.cli.speech import shown
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.errors import ConfigError, StoreError
from wbs.store.migrations import migrate, revert
from wbs.store.store import open_store


@click.command("migrate")
@click.option("--back-to", metavar="REVISION", help="Take the database back to an older schema instead.")
@click.option("--lose", is_flag=True, help="Go back even if the older schema cannot hold something.")
def migrate_command(*, back_to: str | None, lose: bool) -> None:
    """Bring the database to this version's schema; make it if there is none. PostgreSQL's roles get their rights."""
    click.echo(migrate_database(os.environ) if back_to is None else go_back(os.environ, back_to, lose=lose))


def go_back(environment: Mapping[str, str], revision: str, *, lose: bool) -> str:
    """Take the schema back, for a program that is older; say what was lost.

    Raises:
        ConfigError: no such revision, or something would be lost that nobody said to lose.
    """
    lost = revert(PortalConfig.from_environment(environment).database_url, revision, lose=lose)
    return f"the database has schema {revision}; lost: {', '.join(lost) or 'nothing'}"


@click.command("maintain")
@click.option("--only", multiple=True, metavar="JOB", help="Run this job alone; may be given several times.")
@click.option("--without", multiple=True, metavar="JOB", help="Leave this job out; may be given several times.")
def maintain_command(only: tuple[str, ...], without: tuple[str, ...]) -> None:
    """Do what is due: remove old uploads and sessions, look for cases that run short of readers. Run it every night.

    Notices by e-mail go at fixed times (WBS_NOTICE_TIMES): run `wbs maintain --only notices` then.
    """
    outcomes = maintain(os.environ, chosen_jobs(only, without))
    for outcome in outcomes:
        click.echo(shown(str(outcome)), err=not outcome.done)
    sys.exit(0 if all(outcome.done for outcome in outcomes) else 1)


def migrate_database(environment: Mapping[str, str]) -> str:
    """Bring the schema up to date, and give cases from before there were deadlines theirs; say so."""
    config = PortalConfig.from_environment(environment)
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(config.database_url)
    store = open_store(config.database_url)
    try:
        plan_first(store.clocks, SystemClock().today())
    except StoreError as error:
        return f"the database is up to date, but {error}: the next `wbs maintain` tries again"
    finally:
        store.close()
    return "the database is up to date"


def chosen_jobs(names: Collection[str], without: Collection[str] = ()) -> Mapping[str, Job]:
    """Give the jobs of these names in their usual order, or all if none is named, but for those to leave out.

    Raises:
        ConfigError: no job has one of the names.
    """
    if not {*names, *without} <= set(JOBS):
        raise ConfigError(f"the jobs are {', '.join(JOBS)}")
    return {name: job for name, job in JOBS.items() if name in (names or JOBS) and name not in without}


def maintain(environment: Mapping[str, str], jobs: Mapping[str, Job] = JOBS) -> list[Outcome]:
    """Run jobs of `wbs.cli.jobs`; a job that fails stops no other."""
    config = PortalConfig.from_environment(environment)
    store = open_store(config.database_url)
    try:
        return run_jobs(Workshop(config, store, SystemClock(), environment), jobs)
    finally:
        store.close()
