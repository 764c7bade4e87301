"""What the commands of `wbs audit` share: the store for reading only, the signed documents, the agencies asked for."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from wbs.cases.model import AgencyCode
from wbs.config import PortalConfig
from wbs.crypto.trust import TrustBook
from wbs.errors import NotFoundError
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Archive:
    """An open store and what the signed documents say."""

    store: Store
    book: TrustBook

    def agencies(self, asked: tuple[str, ...]) -> list[AgencyCode]:
        """Give the agencies asked for, or all that have a log.

        Raises:
            NotFoundError: an agency that the signed documents do not list was asked for.
        """
        known = {*self.book.by_agency, *self.store.audit.agencies()}
        unknown = [code for code in asked if code not in known]
        if unknown:
            raise NotFoundError("there is no such agency")
        return [AgencyCode(code) for code in asked] or self.store.audit.agencies()


@contextmanager
def archive() -> Iterator[Archive]:
    """Open everything for reading."""
    config = PortalConfig.from_environment(os.environ)
    book = Documents(config.keys).current().book
    store = open_store(config.database_url, read_only=True)
    try:
        yield Archive(store, book)
    finally:
        store.close()


def agency_option(function: Command) -> Command:
    """Give a command `--agency`, any number of times."""
    return click.option("--agency", "agencies", multiple=True, help="Code of an agency; all if left out.")(function)
