"""Opening a store: one object with the stores that the use cases ask for."""

from sqlalchemy import Connection, Text, column, inspect, select, table

from wbs.cases.aside import AsideStore
from wbs.cases.clocks.overdue import ClockStore
from wbs.cases.figures.ports import FigureStore
from wbs.cases.followups.awaited import FollowUpStore
from wbs.cases.identities.model import IdentityStore
from wbs.cases.log.ports import AuditLog
from wbs.cases.officers.ports import EnrolmentStore, OfficerStore
from wbs.cases.ports import CaseStore, InsideStore
from wbs.cases.rules.ports import RulesStore
from wbs.errors import ConfigError
from wbs.store.aside import Asides
from wbs.store.audit import Audit
from wbs.store.cases import Cases
from wbs.store.clocks import Clocks
from wbs.store.database import Database, PostgresDatabase, SqliteDatabase
from wbs.store.engine import SqliteFile, parse_url
from wbs.store.enrolments import Enrolments
from wbs.store.figures import FigureTables
from wbs.store.followups import Recommendations
from wbs.store.identities import IdentityQuestions
from wbs.store.inside import Insides
from wbs.store.officers import Officers
from wbs.store.referrals import Referrals
from wbs.store.revision import HEAD
from wbs.store.rules import RuleVersions
from wbs.store.schema.officers import OFFICERS
from wbs.store.upkeep import Upkeep

_REVISION = select(column("version_num", Text())).select_from(table("alembic_version"))
_HOW = "run its migrations with the program that will use it"


class Store:
    """One database. May be shared by threads, and by processes that fork from this one."""

    def __init__(self, database: Database) -> None:
        """Wrap a database whose schema is current."""
        self._database = database
        self.cases: CaseStore = Cases(database)
        self.inside: InsideStore = Insides(database)
        self.officers: OfficerStore = Officers(database)
        self.enrolments: EnrolmentStore = Enrolments(database)
        self.audit: AuditLog = Audit(database)
        self.referrals = Referrals(database)
        self.rules: RulesStore = RuleVersions(database)
        self.clocks: ClockStore = Clocks(database)
        self.followups: FollowUpStore = Recommendations(database)
        self.identities: IdentityStore = IdentityQuestions(database)
        self.upkeep = Upkeep(database)
        self.asides: AsideStore = Asides(database)
        self.figures: FigureStore = FigureTables(database)

    def close(self) -> None:
        """Finish the writes that wait and close this process's connections; every later call fails."""
        self._database.close()


def open_store(url: str, *, read_only: bool = False) -> Store:
    """Open a database that `migrate` has prepared.

    Args:
        url: `sqlite:///path` or `postgresql://…`.
        read_only: refuse every write.

    Raises:
        ConfigError: another kind of URL, no such file, or a schema that is not this program's.
        StoreUnavailableError: the database cannot be reached.
    """
    database = _database(url, read_only=read_only)
    try:
        _check_revision(database)
    except BaseException:
        database.close()
        raise
    return Store(database)


def account_keys(url: str) -> frozenset[str]:
    """Name the keys of all officers' accounts that a database of any schema has; none where it is empty, or not there.

    Raises:
        ConfigError: another kind of URL.
        StoreUnavailableError: the database cannot be reached.
    """
    place = parse_url(url)
    if isinstance(place, SqliteFile) and not place.path.exists():
        return frozenset()
    database = _database(url, read_only=True)
    try:
        return database.read(_read_account_keys)
    finally:
        database.close()


def _database(url: str, *, read_only: bool) -> Database:
    place = parse_url(url)
    if not isinstance(place, SqliteFile):
        return PostgresDatabase(place, read_only=read_only)
    if not place.path.exists():
        raise ConfigError(f"there is no database at {place.path}: {_HOW}")
    return SqliteDatabase(place, read_only=read_only)


def _check_revision(database: Database) -> None:
    found = database.read(_read_revision)
    if found is None:
        raise ConfigError(f"the database is empty: {_HOW}")
    if found != HEAD:
        raise ConfigError(f"the database has schema {found}, this program needs {HEAD}: {_HOW}")


def _read_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(_REVISION).scalar_one_or_none()
    return revision


def _read_account_keys(connection: Connection) -> frozenset[str]:
    if not inspect(connection).has_table(OFFICERS.name):
        return frozenset()
    return frozenset(connection.execute(select(OFFICERS.c.reader_key)).scalars())
