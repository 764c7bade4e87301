"""Counts around an application, and a socket of the file system at which an operator reads the counts."""

import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from wbs.cli.metrics.meter import Meter, kind_of
from wbs.errors import ConfigError

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]
SECONDS = 2.0
"""How long whoever asks may take."""
_MODE = 0o660
_ENDING = ".sock"
_MAX_REQUEST = 8_192
_PAGES = Path("/proc/self/statm")


def metered(app: Wsgi, meter: Meter) -> Wsgi:
    """Count every request of an application, from its coming until the last byte of its answer was taken."""

    def wrapped(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        entered, told = meter.enter(), [500]

        def noting(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            told[0] = int(status.partition(" ")[0])
            return start(status, headers, exc_info)

        def leave() -> None:
            meter.leave(kind_of(environ["REQUEST_METHOD"], environ["PATH_INFO"]), told[0], entered)

        try:
            body = app(environ, noting)
        except BaseException:
            leave()
            raise
        return _Counted(body, leave)

    return wrapped


class _Counted:
    """An answer's body; calls back once, when it is closed."""

    def __init__(self, body: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._body, self._leave = body, leave

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """End the answer."""
        leave, self._leave = self._leave, _nothing
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            leave()


def _nothing() -> None:
    """Do nothing: it was counted."""


def expose(folder: Path, application: str, meter: Meter) -> Path:
    """Answer at a socket of this process in a thread of its own; give its path.

    The folder's rights say who may read. Sockets of processes that are gone are taken away.

    Raises:
        ConfigError: the folder is not there, or this process cannot write in it.
    """
    path = folder / f"{application}-{os.getpid()}{_ENDING}"
    try:
        for old in folder.glob(f"{application}-*{_ENDING}"):
            _remove_if_gone(old)
        listener = _listening(path)
    except OSError as error:
        raise ConfigError(f"WBS_METRICS: no socket can be made in {folder}: {error.strerror}") from None
    threading.Thread(target=_answer_all, args=(listener, meter), daemon=True, name="metrics").start()
    return path


def _listening(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(_MODE)
        listener.listen(4)
    except OSError:
        listener.close()
        raise
    return listener


def _remove_if_gone(path: Path) -> None:
    number = path.stem.rpartition("-")[2]
    if number.isdigit() and (int(number) == os.getpid() or not Path("/proc", number).exists()):
        path.unlink(missing_ok=True)


def _answer_all(listener: socket.socket, meter: Meter) -> None:
    while True:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.settimeout(SECONDS)
            _answer(connection, meter)


def _answer(connection: socket.socket, meter: Meter) -> None:
    """Answer one request as HTTP, whatever was asked."""
    asked = b""
    while b"\r\n\r\n" not in asked and len(asked) < _MAX_REQUEST:
        more = connection.recv(_MAX_REQUEST)
        if not more:
            break
        asked += more
    body = meter.text(_memory()).encode("ascii")
    head = f"HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode("ascii") + body)


def _memory() -> int:
    """Give what this process holds in memory, in bytes."""
    return int(_PAGES.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
