"""Ends connections that stand still: the one bound on slow bodies that works under granian.

granian's WSGI `read` waits for its bytes without a time limit, and the thread that waits cannot be woken: a client that
announces a body and stops would keep a thread for ever. What frees it is the end of the connection. So a thread of its
own asks the kernel (TCP_INFO, Linux) how many bytes each inbound connection has moved, and shuts down those that moved
too few: slow bodies, readers that take no answer, and idle ones alike. Nothing of a peer's address is looked at.
"""

import os
import socket  # nosemgrep: no-network - asks about connections that others opened
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from wbs.clock import Clock

_FD_FOLDER = "/proc/self/fd"
_INFO_BYTES = 136
_BYTES_ACKED = 120
"""Offset of tcpi_bytes_acked in struct tcp_info; tcpi_bytes_received follows."""
_ESTABLISHED = 1


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How little a connection may move before it is ended."""

    window: float = 60.0
    """Seconds within which it must have moved `least`."""
    least: int = 4096
    """Bytes, both directions together."""
    crowd: int = 512
    """With more connections than this in one process, `crowded_window` holds instead."""
    crowded_window: float = 10.0
    interval: float = 2.0
    """Seconds between two looks."""


@dataclass(slots=True)
class _Seen:
    moved: int
    since: float


class ConnectionWarden:
    """Looks after the inbound connections of one process."""

    def __init__(self, port: int, clock: Clock, tolerance: Tolerance | None = None) -> None:
        """Look after connections that came in on a TCP port."""
        self._port = port
        self._clock = clock
        self._tolerance = tolerance or Tolerance()
        self._seen: dict[str, _Seen] = {}
        self._stop = threading.Event()

    def start(self) -> None:
        """Look again and again, in a thread that ends with the process."""
        threading.Thread(target=self._run, name="connections", daemon=True).start()

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()

    def look(self) -> int:
        """Look once; give how many connections were ended."""
        now = self._clock.ticks()
        connections = list(_inbound(self._port))
        window = self._window(len(connections))
        self._seen = {name: self._seen.get(name, _Seen(moved, now)) for name, moved, _ in connections}
        ended = 0
        for name, moved, connection in connections:
            with connection:
                ended += self._judge(self._seen[name], moved, now, window, connection)
        return ended

    def _run(self) -> None:
        while not self._stop.wait(self._tolerance.interval):
            self.look()

    def _window(self, count: int) -> float:
        return self._tolerance.crowded_window if count > self._tolerance.crowd else self._tolerance.window

    def _judge(self, seen: _Seen, moved: int, now: float, window: float, connection: socket.socket) -> bool:
        if moved - seen.moved >= self._tolerance.least:
            seen.moved, seen.since = moved, now
            return False
        if now - seen.since < window:
            return False
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        return True


def _inbound(port: int) -> Iterator[tuple[str, int, socket.socket]]:
    """Give every established connection to our port: a name, the bytes it has moved, and a handle of our own."""
    known = set()
    for entry in os.listdir(_FD_FOLDER):  # noqa: PTH208 - a number, not a path
        try:
            name = os.readlink(f"{_FD_FOLDER}/{entry}")  # noqa: PTH115 - says socket:[inode], not a path
            # Our own handle of one socket may have taken the number of something that closed meanwhile.
            if not name.startswith("socket:") or name in known:
                continue
            known.add(name)
            connection = socket.fromfd(int(entry), socket.AF_INET, socket.SOCK_STREAM)
        except OSError:
            continue
        moved = _moved(connection, port)
        if moved is None:
            connection.close()
        else:
            yield name, moved, connection


def _moved(connection: socket.socket, port: int) -> int | None:
    """Give the bytes an established connection to our port has moved; None for every other socket."""
    try:
        # Sockets of another kind, such as pipes to a parent or the event loop's own, refuse this question.
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
        if len(info) < _INFO_BYTES or info[0] != _ESTABLISHED or connection.getsockname()[1] != port:
            return None
    except OSError:
        return None
    acked, received = struct.unpack_from("=QQ", info, _BYTES_ACKED)
    return int(acked + received)
