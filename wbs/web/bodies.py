"""Bodies: requests exactly as long as announced, within limits and patience; large answers in small pieces.

The server (granian) reports an upload that broke off as a normal end, so only the announced length tells a whole body.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from wbs.clock import Clock
from wbs.errors import RefusedError
from wbs.web.holding import Holder

READ_BYTES = 64 * 1024
"""granian's `read(n)` returns once n bytes have come, so this is also how much a slow sender must deliver at a time."""

PIECE_BYTES = 64 * 1024
"""granian holds up to eight pieces of an answer for a client that does not read them."""
_LENGTH_DIGITS = 15


class CutOffError(RefusedError):
    """The body ended before its announced length."""

    public_message = "The connection broke off. Nothing was saved."


class TooLargeError(RefusedError):
    """The body, a field or a file is larger than allowed."""

    public_message = "This is too large."


class WrongTypeError(RefusedError):
    """The body is of another media type than the address expects."""

    public_message = "Another kind of content is needed."


class LengthRequiredError(RefusedError):
    """The body's length is not announced, or announced in a way that proxies may read differently."""

    public_message = "The length of the content is missing."


class BodyTooSlowError(RefusedError):
    """The body arrived more slowly than the service can wait for."""

    public_message = "The connection was too slow."


class _Input(Protocol):
    def read(self, size: int, /) -> bytes:
        """Give up to `size` bytes; fewer only at the end."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How slow a body may be: after `grace` seconds, `rate` bytes a second on average."""

    grace: float = 120.0
    rate: float = 2048.0

    def allows(self, received: int, seconds: float) -> bool:
        """Say whether this many bytes in this many seconds are enough."""
        return seconds <= self.grace or received >= (seconds - self.grace) * self.rate


class Body:
    """The body of one request, to be read once, piece by piece."""

    def __init__(
        self,
        environ: Mapping[str, Any],
        clock: Clock,
        patience: Patience | None = None,
        holder: Holder | None = None,
    ) -> None:
        """Look at the announced length; what is read and kept counts with `holder`.

        Raises:
            LengthRequiredError: no plain Content-Length, or a Transfer-Encoding.
        """
        self.length = _announced(environ)
        self.received = 0
        self._input: _Input = environ["wsgi.input"]
        self._clock = clock
        self._start = clock.ticks()
        self._patience = patience or Patience()
        self._holder = holder
        self._is_passed_on = False

    def pass_on(self) -> None:
        """Count no further bytes: they go to the store as they come."""
        self._is_passed_on = True

    def whole(self) -> None:
        """Note that the body has come: what is kept of it is worked on now."""
        if self._holder is not None:
            self._holder.whole()

    def pieces(self) -> Iterator[bytes]:
        """Give the body in pieces of up to 64 KiB.

        Raises:
            CutOffError: the body ended early.
            BodyTooSlowError: patience ran out.
            BusyError: others need the memory more.
        """
        while self.received < self.length:
            piece = self._input.read(min(READ_BYTES, self.length - self.received))
            if not piece:
                raise CutOffError("body ended before its announced length")
            self.received += len(piece)
            if self._holder is not None and not self._is_passed_on:
                self._holder.add(len(piece))
            yield piece
            if not self._patience.allows(self.received, self._clock.ticks() - self._start):
                raise BodyTooSlowError("body came too slowly")

    def read(self, limit: int) -> bytes:
        """Give the whole body; raises as `pieces`, and TooLargeError before reading if it is larger than `limit`."""
        if self.length > limit:
            raise TooLargeError("announced length exceeds the limit")
        kept: list[bytes] = []
        if self._holder is not None:
            self._holder.keep_in(kept)
        kept.extend(self.pieces())
        return b"".join(kept)

    def drain(self, limit: int) -> bool:
        """Read and forget what is left, up to `limit` bytes, so that the sender gets to see the answer.

        Returns:
            Whether the whole body has been read now.
        """
        while self.received < self.length and limit > 0:
            piece = self._input.read(min(READ_BYTES, self.length - self.received))
            if not piece:
                return False
            self.received += len(piece)
            limit -= len(piece)
            if not self._patience.allows(self.received, self._clock.ticks() - self._start):
                return False
        return self.received >= self.length


def in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the same bytes in pieces of up to 64 KiB."""
    for chunk in chunks:
        for start in range(0, len(chunk), PIECE_BYTES):
            yield chunk[start : start + PIECE_BYTES]


def _announced(environ: Mapping[str, Any]) -> int:
    text = environ.get("CONTENT_LENGTH") or ""
    is_plain = text.isascii() and text.isdigit() and len(text) <= _LENGTH_DIGITS
    if environ.get("HTTP_TRANSFER_ENCODING") or not is_plain:
        raise LengthRequiredError("no plain content length")
    return int(text)
