"""`wbs migrate` and `wbs maintain`: what keeps the store in order."""

import os
from collections.abc import Mapping
from datetime import timedelta

import click

from wbs.cases.sessions import sweep_sessions
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.store.migrations import migrate
from wbs.store.store import open_store

SWEEP_BATCH = 100


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to this version's schema; make it if there is none."""
    click.echo(migrate_database(os.environ))


@click.command("maintain")
def maintain_command() -> None:
    """Remove what is due: uploads that no case took over, sessions that are over. Run it daily."""
    click.echo(maintain(os.environ))


def migrate_database(environment: Mapping[str, str]) -> str:
    """Bring the schema up to date; say so."""
    config = PortalConfig.from_environment(environment)
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(config.database_url)
    return "the database is up to date"


def maintain(environment: Mapping[str, str]) -> str:
    """Remove uploads pending since before yesterday and sessions that are over; say how many."""
    store = open_store(PortalConfig.from_environment(environment).database_url)
    clock = SystemClock()
    try:
        uploads = 0
        while swept := store.cases.sweep_uploads(clock.today() - timedelta(days=1), SWEEP_BATCH):
            uploads += swept
        sessions = sweep_sessions(store.officers, clock.now())
    finally:
        store.close()
    return f"removed {uploads} pending uploads and {sessions} sessions"
