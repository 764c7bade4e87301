"""Tickets: what a page without JavaScript carries to the next request, sealed so that only this service reads it.

XChaCha20-Poly1305 under HKDF(credential, day); today's and yesterday's keys are valid, so all workers agree and nothing
rotates a file. The purpose is associated data: a ticket of one kind never opens as another.
"""

from datetime import date, timedelta
from typing import ClassVar, Self, TypeVar

import msgspec

from wbs.clock import Clock
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.primitives import hkdf_expand, hkdf_extract, random_bytes, xchacha_decrypt, xchacha_encrypt
from wbs.crypto.receipt import SECRET_BYTES, Receipt
from wbs.crypto.work import WorkKey
from wbs.errors import FormatError, RefusedError, UnsealError

MAILBOX_SECONDS = 30 * 60
CLOCKS_APART_SECONDS = 30
"""How far a clock may have been set back, or another server's be behind, since a ticket was issued."""
MAX_CHARS = 98_304
"""Longer than a ticket with ten files of the longest names, in each of which as much was found as tickets carry."""
_KEY_BYTES = 32
_SALT = b"wbs/v1/portal ticket"


class ExpiredTicketError(RefusedError):
    """A ticket that is too old, altered, or of another kind. These cannot be told apart."""

    public_message = "This page was open for too long."


class Look(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a look into a file gave, and what the reporter made of it."""

    checked: str
    """How much was seen, as in docs/spec/metadata.md: `whole`, `part` and so on."""
    findings: tuple[tuple[str, str], ...] = ()
    """Kinds and values, in the order in which they are shown; an empty value where there is only the fact."""
    is_accepted: bool = False
    """Whether the reporter, having been told, sends the file as it is."""

    def __repr__(self) -> str:
        return "Look(…)"

    @property
    def must_be_told(self) -> bool:
        """Whether there is more to say than that all was seen and nothing found."""
        return bool(self.findings) or self.checked != "whole"


class KeptFile(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A file that has arrived and lies sealed in a pending upload."""

    id: bytes
    key: bytes
    name: str
    media_type: str
    size: int
    digest: bytes = b""
    """SHA-256 of the content: tells whether a file that comes again is the one that came before."""
    look: Look = Look("unknown")

    def __repr__(self) -> str:
        return "KeptFile(…)"

    @property
    def is_undecided(self) -> bool:
        """Whether the reporter has yet to decide about what the file tells."""
        return self.look.must_be_told and not self.look.is_accepted

    def accepted(self) -> "KeptFile":
        """Give the same file after the reporter was told and sends it as it is."""
        return msgspec.structs.replace(self, look=msgspec.structs.replace(self.look, is_accepted=True))


class Ticket(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Base of every ticket."""

    purpose: ClassVar[bytes]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class ReportTicket(Ticket, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Of the report form: 16 random bytes from which its receipt is derived, and the files kept so far."""

    purpose: ClassVar[bytes] = b"wbs/v1/ticket report"
    value: bytes
    files: tuple[KeptFile, ...] = ()
    due: int = 0
    """When it may be sent, in seconds since 1970, if it was sent to wait."""
    rounds: int = 0
    """How often it was."""
    issued: int = 0
    """When the form was given out, in seconds since 1970: whoever wrote for a while has waited already."""

    @classmethod
    def fresh(cls, issued: int = 0) -> Self:
        """Draw a new form's value."""
        return cls(random_bytes(SECRET_BYTES), issued=issued)

    @property
    def receipt(self) -> Receipt:
        """The receipt that this form will lead to."""
        return Receipt.of_form(self.value)


class MailboxTicket(Ticket, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Of mailbox and receipt pages: stands for the receipt for 30 minutes."""

    purpose: ClassVar[bytes] = b"wbs/v1/ticket mailbox"
    secret: bytes
    issued: int
    """Seconds since 1970, UTC."""
    next_seq: int
    """Number that the reporter's next message will have: a repeated post is recognised by it."""
    files: tuple[KeptFile, ...] = ()

    @property
    def receipt(self) -> Receipt:
        """The receipt it stands for."""
        return Receipt(self.secret)


class FilesTicket(Ticket, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Of a mailbox page that asks for the words again: only the files that have arrived."""

    purpose: ClassVar[bytes] = b"wbs/v1/ticket files"
    files: tuple[KeptFile, ...] = ()


TicketT = TypeVar("TicketT", bound=Ticket)


class TicketOffice:
    """Issues tickets and reads them back."""

    def __init__(self, credential: bytes, clock: Clock) -> None:
        """Take the 32-byte credential, which lies outside database and backup."""
        self._master = hkdf_extract(_SALT, credential)
        self._clock = clock

    def __repr__(self) -> str:
        return "TicketOffice(…)"

    def issue(self, ticket: Ticket) -> str:
        """Write a ticket as base64url."""
        box = xchacha_encrypt(self._key(self._clock.today()), msgspec.msgpack.encode(ticket), ticket.purpose)
        return b64url(box)

    def read(self, text: str, kind: type[TicketT]) -> TicketT:
        """Read a ticket of one kind.

        Raises:
            ExpiredTicketError: not issued today or yesterday for this purpose, or older than its kind lasts.
        """
        return self._unexpired(self._opened(text, kind))

    def mailbox_files(self, text: str) -> tuple[KeptFile, ...]:
        """Give the files of a mailbox ticket, which outlast the half hour for which it stands for the receipt.

        Raises:
            ExpiredTicketError: not issued today or yesterday for a mailbox.
        """
        return self._opened(text, MailboxTicket).files

    def _opened(self, text: str, kind: type[TicketT]) -> TicketT:
        today = self._clock.today()
        for day in (today, today - timedelta(days=1)):
            try:
                plain = xchacha_decrypt(self._key(day), from_b64url(text), kind.purpose)
            except (FormatError, UnsealError):
                continue
            return msgspec.msgpack.decode(plain, type=kind)
        raise ExpiredTicketError("a ticket that does not open")

    def form(self) -> ReportTicket:
        """Make the ticket of a form that is given out now."""
        return ReportTicket.fresh(self._now())

    def mailbox(self, receipt: Receipt, next_seq: int, files: tuple[KeptFile, ...] = ()) -> str:
        """Issue a ticket that stands for a receipt from now on."""
        return self.issue(MailboxTicket(receipt.unsafe_secret(), self._now(), next_seq, files))

    def work_keys(self) -> tuple[WorkKey, WorkKey]:
        """Give the keys of proofs of work: today's, with which challenges are made, and yesterday's."""
        today = self._clock.today()
        first, second = (self._work_key(day) for day in (today, today - timedelta(days=1)))
        return first, second

    def _work_key(self, day: date) -> WorkKey:
        both = hkdf_expand(self._master, b"wbs/v1/work " + day.isoformat().encode(), 2 * _KEY_BYTES)
        return WorkKey(both[:_KEY_BYTES], both[_KEY_BYTES:])

    def _unexpired(self, ticket: TicketT) -> TicketT:
        if isinstance(ticket, MailboxTicket):
            age = self._now() - ticket.issued
            if not -CLOCKS_APART_SECONDS <= age <= MAILBOX_SECONDS:
                raise ExpiredTicketError("a mailbox ticket older than 30 minutes")
        return ticket

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _key(self, day: date) -> bytes:
        return hkdf_expand(self._master, day.isoformat().encode(), _KEY_BYTES)
