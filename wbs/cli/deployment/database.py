"""`wbs deploy database`: writes what PostgreSQL's administrator runs once, and who may connect as whom.

Prints only: a role is made by who administers the server, with rights that WBS itself should never have. What a role
may do is no part of it: that belongs to the schema, and `wbs migrate` grants it (`wbs.store.rights`).
"""

import re
from collections.abc import Mapping
from string import Template

import click

from wbs.cli.deployment import disk
from wbs.errors import ConfigError
from wbs.store.granting import name_of
from wbs.store.rights import Role

TEMPLATES = ("database.sql", "role.sql")
SOCKETS = "/run/postgresql"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,30}")
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_MAP = "wbs"


@click.command("database")
@click.option("--database", default="wbs", show_default=True, help="Name of the database.")
@click.option("--owner", default="wbs", show_default=True, help="Role that owns the tables and migrates them.")
@click.option("--operator", default="root", show_default=True, help="System user who may connect as the owner.")
@click.option("--access", is_flag=True, help="Print the lines of pg_hba.conf and pg_ident.conf instead.")
def database_command(*, database: str, owner: str, operator: str, access: bool) -> None:
    """Print the roles and the database for PostgreSQL's administrator: pipe it to psql as the user postgres.

    Run `wbs migrate` as the owner afterwards: it makes the tables and gives each role its rights.
    """
    _require_names(database, owner, operator)
    if access:
        click.echo(access_lines(database, owner, operator))
    else:
        click.echo(script(database, owner, disk.templates(TEMPLATES)), nl=False)


def script(database: str, owner: str, templates: Mapping[str, str]) -> str:
    """Write the statements for the server's administrator; names were checked."""
    names = [owner, *(name_of(owner, role) for role in Role)]
    roles = "".join(Template(templates["role.sql"]).substitute(name=name) for name in names)
    return Template(templates["database.sql"]).substitute(database=database, owner=owner, roles=roles)


def access_lines(database: str, owner: str, operator: str) -> str:
    """Write who may connect as whom: system users over the socket, nobody by password or over the network.

    A role can give itself a password, and PUBLIC may connect to every database that nobody closed: so roles are refused
    everywhere else.
    """
    pairs = [(operator, owner), *((system_user(role), name_of(owner, role)) for role in Role)]
    names = ",".join(name for _, name in pairs)
    return "\n".join(
        [
            "# pg_hba.conf, before all other lines:",
            f"local {database} {names} peer map={_MAP}",
            f"local all {names} reject",
            f"host all {names} all reject",
            f"host {database} all all reject",
            "# pg_ident.conf:",
            *(f"{_MAP} {user} {name}" for user, name in pairs),
            "# WBS_DATABASE_URL of each:",
            *(f"# {user}: postgresql://{name}@/{database}?host={SOCKETS}" for user, name in pairs),
        ]
    )


def system_user(role: Role) -> str:
    """Give the system user that a process with this role runs as."""
    return f"wbs-{role.value}"


def _require_names(database: str, owner: str, operator: str) -> None:
    """Let nothing into SQL or PostgreSQL's configuration that means more than a name.

    Raises:
        ConfigError: another sign than small letters, digits and underscores.
    """
    if not (_NAME.fullmatch(database) and _NAME.fullmatch(owner) and _USER.fullmatch(operator)):
        raise ConfigError("names are of small letters, digits and underscores, and not long")
