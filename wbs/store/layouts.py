"""Which schemas this program knows, and how one of them is laid out anew for a restored backup."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


@cache
def known_revisions() -> frozenset[str]:
    """Name every schema from the first to this program's own."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def lay_out(connection: Connection, revision: str) -> None:
    """Make the tables of a schema in an empty database, in the transaction that is open."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "wbs.store:migrations")
    return config
