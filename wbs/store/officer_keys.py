"""The keys that an account holds beside its own: the one that is to follow, and its own as it was wrapped before.

Also those of accounts that gave way to it: however often somebody is blocked and enrolled anew, no key is lost by that.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, literal, select, update

from wbs.cases.model import AgencyCode, KeyDigest, Officer, RenewedKey
from wbs.store.rows import add, put
from wbs.store.schema.officers import OFFICER_KEYS, OFFICERS

RENEWED = "renewed"
EARLIER = "earlier"
_LOST = "lost "
"""Begins the kind of a key that an account held before it gave way; the key's digest follows."""
_RETIRED = "retired "
"""Begins the kind of a key that an account gave up, of which only the digest is left, which follows."""

_OWN = (OFFICER_KEYS.c.agency == bindparam("its_agency")) & (OFFICER_KEYS.c.officer == bindparam("its_officer"))
_RENEWED = select(OFFICER_KEYS.c.reader_key, OFFICER_KEYS.c.wrapped).where(_OWN, OFFICER_KEYS.c.kind == RENEWED)
_REWRAP = (
    update(OFFICER_KEYS)
    .where(_OWN, OFFICER_KEYS.c.kind == RENEWED, OFFICER_KEYS.c.wrapped == bindparam("before"))
    .values(wrapped=bindparam("after"))
)
_HELD = (
    select(OFFICER_KEYS)
    .where(_OWN, OFFICER_KEYS.c.kind != EARLIER)
    .union_all(
        select(
            *(OFFICERS.c.agency, OFFICERS.c.officer, literal("own").label("kind")),
            *(OFFICERS.c.reader_key, OFFICERS.c.salt, OFFICERS.c.wrapped_key),
        ).where(OFFICERS.c.agency == bindparam("its_agency"), OFFICERS.c.officer == bindparam("its_officer"))
    )
)
_DROP_ALL = delete(OFFICER_KEYS).where(_OWN, OFFICER_KEYS.c.kind.in_((RENEWED, EARLIER)))
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


def lost_keys(connection: Connection, agency: AgencyCode, officer: str) -> list[dict[str, object]]:
    """Give the rows that keep every key of an account that gives way, and of those that gave way to it before."""
    held = connection.execute(_HELD, {"its_agency": agency, "its_officer": officer}).mappings()
    return [
        dict(row) if str(row["kind"]).startswith(_RETIRED) else {**row, "kind": _LOST + str(row["reader_key"])}
        for row in held
    ]


def keep_lost(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Store what `lost_keys` gave beside the account that came."""
    put(connection, OFFICER_KEYS, *rows)


def keep_retired(connection: Connection, agency: AgencyCode, officer: str, old: KeyDigest) -> None:
    """Remember whose a key was that is given up: cases name it from which the officer was taken off by then."""
    row = {"agency": agency, "officer": officer, "kind": _RETIRED + old, "reader_key": old}
    put(connection, OFFICER_KEYS, {**row, "salt": b"", "wrapped": b""})


def drop_keys(
    connection: Connection, agency: AgencyCode, officer: str, kind: str | None = None, key: KeyDigest | None = None
) -> int:
    """Forget keys beside an account's own, but for lost ones: all, or one by its kind and digest; give how many."""
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
