"""The rows that inboxes are found by: one for each grant in force, in the transaction that changes what it tells.

A tray is everything that a filter asks for but days: status, class, channel, handler, and whether something is unread.
An inbox has few trays, however many cases; each is one range of an index, sorted by day.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, and_, bindparam, delete, func, select, union, update

from wbs.cases.clocks.history import CaseHistory, Plan
from wbs.cases.model import AgencyCode, CaseName, Channel, KeyDigest
from wbs.crypto.messages import Status
from wbs.crypto.records import REPORTER
from wbs.store.newest import ITS_CASE, its, key_of
from wbs.store.rows import add, add_missing
from wbs.store.schema.cases import CASE_TAGS, CASES, INBOX, MESSAGES, READ_MARKS
from wbs.store.schema.officers import OFFICER_KEYS, OFFICERS

NEVER = date.max
"""Stands where nothing is due, so that it sorts last."""
_NONE = "-"
_UNREAD = {True: "unread", False: "read"}
_ASIDE = "aside"
"""Unread, and set aside unopened."""
_IN_INBOX = and_(INBOX.c.agency == bindparam("its_agency"), INBOX.c.case_id == bindparam("its_case"))
_IS_READER = INBOX.c.reader == bindparam("its_reader")
_ROWS = select(INBOX.c.reader, INBOX.c.tray).where(_IN_INBOX)
_MOVE = (
    update(INBOX)
    .where(_IN_INBOX, _IS_READER)
    .values({"tray": bindparam("new_tray"), "soon": bindparam("new_soon"), "due": bindparam("new_due")})
)
_PUT = update(INBOX).where(_IN_INBOX, _IS_READER).values(tray=bindparam("new_tray"))
_REMOVE = delete(INBOX).where(_IN_INBOX, _IS_READER)
_KEYS = union(
    *(
        select(of.c.reader_key).where(
            of.c.agency == bindparam("its_officer_agency"), of.c.officer == bindparam("its_officer")
        )
        for of in (OFFICERS, OFFICER_KEYS)
    )
)
_MARK = (
    select(READ_MARKS.c.newest)
    .where(
        *(READ_MARKS.c.agency == MESSAGES.c.agency, READ_MARKS.c.case_id == MESSAGES.c.case_id),
        *(READ_MARKS.c.author == MESSAGES.c.author, READ_MARKS.c.officer == bindparam("its_officer")),
        READ_MARKS.c.officer_agency == bindparam("its_officer_agency"),
    )
    .scalar_subquery()
)
_HAS_NEWS = (
    select(MESSAGES.c.seq)
    .where(
        *(MESSAGES.c.agency == bindparam("its_agency"), MESSAGES.c.case_id == bindparam("its_case")),
        *(MESSAGES.c.author != bindparam("own"), MESSAGES.c.seq > func.coalesce(_MARK, 0)),
    )
    .limit(1)
)
_HEAD = (
    select(CASES.c.status, CASES.c.handler, CASES.c.received, CASES.c.soon, CASES.c.due)
    .add_columns(CASE_TAGS.c.matter_class, CASE_TAGS.c.channel)
    .join_from(CASES, CASE_TAGS, and_(CASE_TAGS.c.agency == CASES.c.agency, CASE_TAGS.c.case_id == CASES.c.case_id))
    .where(ITS_CASE)
)


class Tray(NamedTuple):
    """What the cases of one range of an inbox have in common, as text; no part has a space in it."""

    status: str
    matter_class: str
    channel: str
    handler: str
    reading: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a tray as it is stored."""
        return cls(*text.split(" "))

    @classmethod
    def of(cls, history: CaseHistory, *, is_unread: bool) -> Self:
        """Say in which tray a case lies."""
        kind = history.tags.matter_class
        parts = history.status.value, _NONE if kind is None else kind.value, history.tags.channel.value
        return cls(*parts, history.handler, _UNREAD[is_unread])

    @classmethod
    def waiting(cls, status: Status, channel: Channel, handler: AgencyCode) -> Self:
        """Say in which tray lies what has no class yet and was not read."""
        return cls(status.value, _NONE, channel.value, handler, _UNREAD[True])

    @property
    def is_unread(self) -> bool:
        """Whether there is something new in its cases."""
        return self.reading != _UNREAD[False]

    @property
    def is_aside(self) -> bool:
        """Whether its cases were set aside unopened."""
        return self.reading == _ASIDE

    def set_aside(self) -> Self:
        """Say where its cases lie once they are set aside."""
        return self._replace(reading=_ASIDE)

    def brought_back(self) -> Self:
        """Say where its cases lie once they are no longer set aside."""
        return self._replace(reading=_UNREAD[True]) if self.is_aside else self

    def after(self, history: CaseHistory) -> "Tray":
        """Say where its cases lie after a change; what only got another day stays aside, and nothing else does."""
        moved = Tray.of(history, is_unread=self.is_unread)
        return moved.set_aside() if self == moved.set_aside() else moved

    def __str__(self) -> str:
        return " ".join(self)


def fill_inboxes(connection: Connection, history: CaseHistory, plan: Plan, readers: Sequence[KeyDigest]) -> None:
    """Put a case that is being made into the inboxes of its readers."""
    tray = str(Tray.of(history, is_unread=True))
    days = {"received": history.received, "soon": plan.soon or NEVER, "due": plan.due or NEVER}
    add(connection, INBOX, *({**key_of(history.name), "reader": one, "tray": tray, **days} for one in readers))


def let_in(connection: Connection, name: CaseName, readers: Collection[KeyDigest]) -> None:
    """Put a case, which all have yet to read, into the inboxes of further readers; those who have it keep theirs."""
    head = connection.execute(_HEAD, its(name)).one()
    tray = Tray(head.status, head.matter_class or _NONE, head.channel, head.handler, _UNREAD[True])
    days = {"received": head.received, "soon": head.soon or NEVER, "due": head.due or NEVER}
    for reader in readers:
        add_missing(connection, INBOX, {**key_of(name), "reader": reader, "tray": str(tray), **days})


def leave_only(connection: Connection, name: CaseName, readers: Collection[KeyDigest]) -> None:
    """Take a case out of all inboxes but those of these readers."""
    for reader in _trays(connection, name).keys() - set(readers):
        connection.execute(_REMOVE, {**its(name), "its_reader": reader})


def give_over(connection: Connection, name: CaseName, old: KeyDigest, new: KeyDigest) -> None:
    """Let an officer's new key have the case as unread, or as read, as the old one had it."""
    tray = _trays(connection, name).get(old)
    connection.execute(_REMOVE, {**its(name), "its_reader": old})
    if tray is not None:
        connection.execute(_PUT, {**its(name), "its_reader": new, "new_tray": str(tray)})


def move(connection: Connection, history: CaseHistory, plan: Plan) -> None:
    """Put a case where it belongs now, in all inboxes that have it."""
    for reader, tray in _trays(connection, history.name).items():
        connection.execute(
            _MOVE,
            {
                **its(history.name),
                "its_reader": reader,
                "new_tray": str(tray.after(history)),
                "new_soon": plan.soon or NEVER,
                "new_due": plan.due or NEVER,
            },
        )


def note_news(connection: Connection, name: CaseName, author: str) -> None:
    """Say that something came that is new to all but its author."""
    own = set() if author == REPORTER else _keys_of(connection, *author.split("/"))
    for reader in _trays(connection, name).keys() - own:
        _put(connection, name, reader, is_unread=True)


def bring_back(connection: Connection, name: CaseName) -> None:
    """Put a case back among those that wait, in all inboxes in which it was set aside."""
    for reader, tray in _trays(connection, name).items():
        if tray.is_aside:
            connection.execute(_PUT, {**its(name), "its_reader": reader, "new_tray": str(tray.brought_back())})


def note_reading(connection: Connection, name: CaseName, agency: AgencyCode, officer: str) -> None:
    """Say whether there is something new for an officer, by the marks of this officer."""
    own = {**its(name), "its_officer_agency": agency, "its_officer": officer, "own": f"{agency}/{officer}"}
    has_news = connection.execute(_HAS_NEWS, own).first() is not None
    for reader in _keys_of(connection, agency, officer):
        _put(connection, name, reader, is_unread=has_news)


def _put(connection: Connection, name: CaseName, reader: KeyDigest, *, is_unread: bool) -> None:
    tray = _trays(connection, name).get(reader)
    if tray is not None and tray.reading != _UNREAD[is_unread]:
        moved = tray._replace(reading=_UNREAD[is_unread])
        connection.execute(_PUT, {**its(name), "its_reader": reader, "new_tray": str(moved)})


def _keys_of(connection: Connection, agency: str, officer: str) -> set[KeyDigest]:
    rows = connection.execute(_KEYS, {"its_officer_agency": agency, "its_officer": officer})
    return {KeyDigest(row.reader_key) for row in rows}


def _trays(connection: Connection, name: CaseName) -> dict[KeyDigest, Tray]:
    rows: Sequence[Any] = connection.execute(_ROWS, its(name)).all()
    return {KeyDigest(row.reader): Tray.parse(row.tray) for row in rows}
