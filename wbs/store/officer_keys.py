"""The keys that an account holds beside its own: the one that is to follow, and its own as it was wrapped before."""

from sqlalchemy import Connection, bindparam, delete, select, update

from wbs.cases.model import AgencyCode, KeyDigest, Officer, RenewedKey
from wbs.store.rows import add, put
from wbs.store.schema import OFFICER_KEYS, OFFICERS

RENEWED = "renewed"
EARLIER = "earlier"

_OWN = (OFFICER_KEYS.c.agency == bindparam("its_agency")) & (OFFICER_KEYS.c.officer == bindparam("its_officer"))
_RENEWED = select(OFFICER_KEYS.c.reader_key, OFFICER_KEYS.c.wrapped).where(_OWN, OFFICER_KEYS.c.kind == RENEWED)
_REWRAP = (
    update(OFFICER_KEYS)
    .where(_OWN, OFFICER_KEYS.c.kind == RENEWED, OFFICER_KEYS.c.wrapped == bindparam("before"))
    .values(wrapped=bindparam("after"))
)
_DROP_ALL = delete(OFFICER_KEYS).where(_OWN)
_DROP = _DROP_ALL.where(OFFICER_KEYS.c.kind == bindparam("its_kind"), OFFICER_KEYS.c.reader_key == bindparam("its_key"))


def add_account(connection: Connection, officer: Officer) -> None:
    """Insert an account; an id or a login that is taken is an error."""
    add(connection, OFFICERS, account_row(officer))


def account_row(officer: Officer) -> dict[str, object]:
    """Write an account without the keys beside its own."""
    return {
        "agency": officer.agency,
        "officer": officer.id,
        "login": officer.login,
        "label": officer.label,
        "roles": " ".join(sorted(officer.roles)),
        "state": officer.state.value,
        "salt": officer.salt,
        "auth_hash": officer.auth_hash,
        "totp_box": officer.totp_box,
        "totp_step": officer.totp_step,
        "wrapped_key": officer.wrapped_key,
        "reader_key": officer.reader_key,
    }


def find_renewed(connection: Connection, agency: AgencyCode, officer: str) -> RenewedKey | None:
    """Give the key that is to follow an account's own."""
    row = connection.execute(_RENEWED, {"its_agency": agency, "its_officer": officer}).one_or_none()
    return None if row is None else RenewedKey(KeyDigest(row.reader_key), row.wrapped)


def renewed_is(connection: Connection, officer: Officer) -> bool:
    """Say whether the key that is to follow is stored as an account that was read has it."""
    return find_renewed(connection, officer.agency, officer.id) == officer.renewed


def put_key(connection: Connection, officer: Officer, key: RenewedKey, salt: bytes) -> None:
    """Store the key that is to follow as it is wrapped now."""
    put(connection, OFFICER_KEYS, _row(officer, RENEWED, key, salt))


def rewrap_renewed(connection: Connection, officer: Officer, before: bytes, after: bytes) -> bool:
    """Store the key that is to follow as it was wrapped anew; False, and nothing, unless `before` is stored."""
    its = {"its_agency": officer.agency, "its_officer": officer.id, "before": before, "after": after}
    return connection.execute(_REWRAP, its).rowcount == 1


def keep_earlier(connection: Connection, before: Officer) -> None:
    """Keep an account's own key as it was wrapped before, in place of what was kept so far."""
    key = RenewedKey(before.reader_key, before.wrapped_key)
    put(connection, OFFICER_KEYS, _row(before, EARLIER, key, before.salt))


def drop_keys(
    connection: Connection, agency: AgencyCode, officer: str, kind: str | None = None, key: KeyDigest | None = None
) -> int:
    """Forget keys beside an account's own: all of them, or one by its kind and digest; give how many."""
    its = {"its_agency": agency, "its_officer": officer}
    if kind is None:
        return connection.execute(_DROP_ALL, its).rowcount
    return connection.execute(_DROP, {**its, "its_kind": kind, "its_key": key}).rowcount


def _row(officer: Officer, kind: str, key: RenewedKey, salt: bytes) -> dict[str, object]:
    return {
        "agency": officer.agency,
        "officer": officer.id,
        "kind": kind,
        "reader_key": key.reader_key,
        "salt": salt,
        "wrapped": key.wrapped,
    }
