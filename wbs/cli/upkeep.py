"""`wbs migrate` and `wbs maintain`: what keeps the store in order."""

import os
import sys
from collections.abc import Mapping

import click

from wbs.cli.jobs import Outcome, Workshop, run_jobs
from wbs.cli.speech import shown
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.store.migrations import migrate
from wbs.store.store import open_store


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema; make it if there is none."""
    click.echo(migrate_database(os.environ))


@click.command("maintain")
def maintain_command() -> None:
    """Do what is due: remove old uploads and sessions, look for cases that run short of readers. Run it every night."""
    outcomes = maintain(os.environ)
    for outcome in outcomes:
        click.echo(shown(str(outcome)), err=not outcome.done)
    sys.exit(0 if all(outcome.done for outcome in outcomes) else 1)


def migrate_database(environment: Mapping[str, str]) -> str:
    """Bring the schema up to date; say so."""
    config = PortalConfig.from_environment(environment)
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(config.database_url)
    return "the database is up to date"


def maintain(environment: Mapping[str, str]) -> list[Outcome]:
    """Run every job of `wbs.cli.jobs`; a job that fails stops no other."""
    config = PortalConfig.from_environment(environment)
    store = open_store(config.database_url)
    try:
        return run_jobs(Workshop(config, store, SystemClock()))
    finally:
        store.close()
