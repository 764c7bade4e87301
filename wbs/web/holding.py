"""How much memory the bodies of one kind of request take together in a process; beyond it the heaviest gives way.

A slow sender holds what it has sent so far. Refusing whoever comes when all is taken would let slow senders keep
everybody out; so the one goes that holds most for longest, which an honest sender of a few kilobytes never is.
"""

import threading
from dataclasses import dataclass, field

from wbs.clock import Clock
from wbs.errors import BusyError


@dataclass(eq=False, slots=True)
class Holder:
    """What one request holds."""

    room: "BodyRoom"
    since: float
    held: int = 0
    is_out: bool = False
    is_whole: bool = False
    """Whether its body has come: from then on it is worked on, and gives way to nobody."""
    pieces: list[bytes] = field(default_factory=list)

    def keep_in(self, pieces: list[bytes]) -> None:
        """Name the list in which pieces are kept: it is emptied if this one has to give way, whoever waits for more."""
        self.pieces = pieces

    def add(self, count: int) -> None:
        """Hold some bytes more.

        Raises:
            BusyError: this one gave way.
        """
        self.room.add(self, count)

    def whole(self) -> None:
        """Note that the body has come."""
        self.is_whole = True

    def leave(self) -> None:
        """Hold nothing any more. May be called again."""
        self.room.leave(self)


class BodyRoom:
    """One kind's memory. Safe to use from many threads."""

    def __init__(self, limit: int, clock: Clock) -> None:
        """Hold at most `limit` bytes together."""
        self._limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._holders: set[Holder] = set()
        self._held = 0

    @property
    def held(self) -> int:
        """How many bytes are held now."""
        return self._held

    def enter(self) -> Holder:
        """Begin to hold."""
        holder = Holder(self, self._clock.ticks())
        with self._lock:
            self._holders.add(holder)
        return holder

    def add(self, holder: Holder, count: int) -> None:
        """Count bytes of one holder. Raises BusyError if it gave way, or gives way now."""
        with self._lock:
            if not holder.is_out:
                holder.held += count
                self._held += count
            while self._held > self._limit:
                self._put_out(self._heaviest(holder))
        if holder.is_out:
            raise BusyError("others need the memory more")

    def leave(self, holder: Holder) -> None:
        """Count nothing of one holder any more."""
        with self._lock:
            self._forget(holder)

    def _heaviest(self, asking: Holder) -> Holder:
        now = self._clock.ticks()
        coming = [one for one in self._holders if not one.is_whole]
        return max(coming, key=lambda one: one.held * (1 + now - one.since), default=asking)

    def _put_out(self, holder: Holder) -> None:
        holder.is_out = True
        holder.pieces.clear()
        self._forget(holder)

    def _forget(self, holder: Holder) -> None:
        if holder in self._holders:
            self._holders.remove(holder)
            self._held -= holder.held
