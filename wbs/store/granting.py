"""Gives PostgreSQL's roles the rights that `wbs.store.rights` declares, and finds where a live database differs.

The roles' names begin with that of the tables' owner, so that two installations on one server share none. Only
migrations grant, as the owner; nothing here makes a role, which is its server administrator's to do.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, text

from wbs.cases.doctor.rights import Deviation, Fault, LiveRights
from wbs.store.rights import ALL, RIGHTS, Right, Role
from wbs.store.schema import METADATA

_GUARD = "audit_only_grows()"
"""The function of the audit log's triggers, which fire whoever may call it."""
_FOUND = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")
_OWNER = text("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('alembic_version')")
_TOO_MIGHTY = text(
    "SELECT rolname FROM pg_roles r WHERE rolname = ANY(:names) AND (rolsuper OR rolcreaterole OR rolcreatedb OR"
    " rolreplication OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid))"
)
_AROUND = text(
    "SELECT r.rolname, has_schema_privilege(r.oid, n.oid, 'CREATE'),"
    " has_database_privilege(r.oid, current_database(), 'CREATE'),"
    " has_database_privilege(r.oid, current_database(), 'TEMPORARY'),"
    " n.nspname = current_schema()"
    " FROM pg_roles r CROSS JOIN pg_namespace n"
    " WHERE r.rolname = ANY(:names) AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
)
_OF_COLUMNS = text(
    "SELECT r.rolname, c.relname, a.attname, v.verb"
    " FROM pg_roles r"
    " CROSS JOIN pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
    " CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('REFERENCES')) v (verb)"
    " WHERE r.rolname = ANY(:names) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " AND has_column_privilege(r.oid, c.oid, a.attnum, v.verb)"
)
_OF_TABLES = text(
    "SELECT r.rolname, c.relname, '', v.verb"
    " FROM pg_roles r CROSS JOIN pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
    " CROSS JOIN (VALUES ('DELETE'), ('TRUNCATE'), ('TRIGGER')) v (verb)"
    " WHERE r.rolname = ANY(:names) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
    " AND has_table_privilege(r.oid, c.oid, v.verb)"
)


def name_of(owner: str, role: Role) -> str:
    """Give the name that a role of ours has in PostgreSQL."""
    return f"{owner}_{role.value}"


def grant_rights(connection: Connection) -> None:
    """Give each role that exists exactly its rights, as the tables' owner; where none exists, change nothing."""
    owner = connection.execute(text("SELECT current_user")).scalar_one()
    roles = {role: name_of(owner, role) for role in Role}
    found = set(connection.execute(_FOUND, {"names": list(roles.values())}).scalars())
    if found:
        for statement in _statements(connection, {role: name for role, name in roles.items() if name in found}):
            connection.exec_driver_sql(statement)


def live_rights(connection: Connection) -> LiveRights:
    """Compare what roles may do in a database with what is declared; whoever asks needs no right of its own."""
    owner = str(connection.execute(_OWNER).scalar() or "")
    names = {name_of(owner, role): role for role in Role}
    asked = {"names": list(names)}
    found = sorted(connection.execute(_FOUND, asked).scalars())
    allowed = {
        tuple(row) for statement in (_OF_COLUMNS, _OF_TABLES) for row in connection.execute(statement, asked).all()
    }
    wanted = {(name, *one) for name in found for one in _declared(names[name])}
    deviations = [
        *(Deviation(name, Fault.MIGHTY, name) for name in connection.execute(_TOO_MIGHTY, asked).scalars()),
        *_around(connection, asked),
        *(_deviation(Fault.MISSING, one) for one in sorted(wanted - allowed)),
        *(_deviation(Fault.TOO_MUCH, one) for one in sorted(allowed - wanted)),
    ]
    return LiveRights(owner, tuple(found), tuple(sorted(names.keys() - set(found))), tuple(deviations))


def _statements(connection: Connection, names: dict[Role, str]) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    schema = quote(connection.execute(text("SELECT current_schema()")).scalar_one())
    database = quote(connection.execute(text("SELECT current_database()")).scalar_one())
    everybody = ", ".join(["PUBLIC", *map(quote, names.values())])
    yield f"REVOKE ALL ON DATABASE {database} FROM {everybody}"
    yield f"REVOKE ALL ON SCHEMA {schema} FROM {everybody}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {everybody}"
    yield f"REVOKE ALL ON FUNCTION {_GUARD} FROM PUBLIC"
    for role, name in names.items():
        yield f"GRANT CONNECT ON DATABASE {database} TO {quote(name)}"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {quote(name)}"
        for table, right in RIGHTS[role].items():
            yield f"GRANT {', '.join(_verbs(right))} ON {table} TO {quote(name)}"


def _verbs(right: Right) -> Iterator[str]:
    for verb, columns in (("SELECT", right.read), ("UPDATE", right.change)):
        if columns:
            yield verb if columns is ALL else f"{verb} ({', '.join(columns)})"
    if right.adds:
        yield "INSERT"
    if right.removes:
        yield "DELETE"


def _declared(role: Role) -> Iterator[tuple[str, str, str]]:
    """Give every right as PostgreSQL tells it: table, column or nothing, verb."""
    for table, right in RIGHTS[role].items():
        columns = ("version_num",) if table not in METADATA.tables else tuple(METADATA.tables[table].columns.keys())
        yield from ((table, column, "SELECT") for column in (columns if right.read is ALL else right.read))
        yield from ((table, column, "UPDATE") for column in (columns if right.change is ALL else right.change))
        yield from ((table, column, "INSERT") for column in columns if right.adds)
        if right.removes:
            yield table, "", "DELETE"


def _deviation(fault: Fault, one: Iterable[str]) -> Deviation:
    role, table, column, verb = one
    return Deviation(role, fault, f"{verb} {table}{f'.{column}' if column else ''}")


def _around(connection: Connection, asked: dict[str, list[str]]) -> Iterator[Deviation]:
    """Find roles that may make objects in the database, or not even connect."""
    found = set()
    for name, makes, makes_schemas, makes_temporary, _ in connection.execute(_AROUND, asked):
        found |= {(name, "CREATE")} if makes or makes_schemas else set()
        found |= {(name, "TEMPORARY")} if makes_temporary else set()
    yield from (Deviation(name, Fault.TOO_MUCH, what) for name, what in sorted(found))
