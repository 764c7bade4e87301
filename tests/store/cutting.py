"""Stands between a program and its PostgreSQL server, and cuts their connection where a test says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.store.servers import PostgresServer

_NAME = ".s.PGSQL.5432"
_READ = 1 << 16
_PATIENCE = 30
_QUESTIONS = (b"Q", b"S")
_FAREWELL = b"X\0\0\0\4"
"""After it the server ends the connection, once it has done all that came before."""


@dataclass
class Scissors:
    """Counts what the program asks once it is armed, and cuts every connection at the n-th question.

    A question is what waits for an answer: a simple query, or the end of an extended one. With `after`, the server gets
    the question and answers it; the program never hears the answer.
    """

    folder: Path
    asked: int = 0
    at: int = 0
    after: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    pairs: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    """Whether the cut was made since it was armed."""

    def url(self, server_url: str) -> str:
        """Lead a URL through here."""
        return f"{server_url.partition('?')[0]}?host={self.folder}"

    def arm(self, at: int, *, after: bool = False) -> None:
        with self.lock:
            self.asked, self.at, self.after = 0, at, after
            self.gone.clear()

    def disarm(self) -> int:
        """Stop counting; give how many questions there were."""
        with self.lock:
            self.at = 0
            return self.asked

    def is_cut(self) -> bool:
        """Count a question; say whether it is the one."""
        with self.lock:
            self.asked += bool(self.at)
            return bool(self.at) and self.asked == self.at

    def cut(self) -> None:
        """End all connections at once."""
        with self.lock:
            self.at = 0
            pairs, self.pairs = self.pairs, []
        for pair in pairs:
            _end(*pair)
        self.gone.set()


@contextmanager
def scissors(server: PostgresServer) -> Iterator[Scissors]:
    """Listen in a folder of its own until the end."""
    with TemporaryDirectory(prefix="wbs-cut-") as folder, socket.socket(socket.AF_UNIX) as listener:
        made = Scissors(Path(folder))
        listener.bind(str(made.folder / _NAME))
        listener.listen(64)
        threading.Thread(target=_accept, args=(listener, server.folder / _NAME, made), daemon=True).start()
        yield made
        made.cut()
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, behind: Path, held: Scissors) -> None:
    with suppress(OSError):
        while True:
            near, _ = listener.accept()
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(str(behind))
            except OSError:
                near.close()
                continue
            with held.lock:
                held.pairs.append((near, far))
            deaf = threading.Event()
            threading.Thread(target=_ask, args=(near, far, deaf, held), daemon=True).start()
            threading.Thread(target=_answer, args=(far, near, deaf, held), daemon=True).start()


def _ask(near: socket.socket, far: socket.socket, deaf: threading.Event, held: Scissors) -> None:
    """Pass on what the program says, message by message, until the one at which to cut."""
    with near, suppress(OSError, EOFError):
        far.sendall(_message(near))  # the first has no kind
        while True:
            kind = _exactly(near, 1)
            message = kind + _message(near)
            if kind in _QUESTIONS and held.is_cut():
                if not held.after:
                    held.cut()
                    return
                deaf.set()
                far.sendall(message + _FAREWELL)
                held.gone.wait(_PATIENCE)
                return
            far.sendall(message)
    _end(far)


def _answer(far: socket.socket, near: socket.socket, deaf: threading.Event, held: Scissors) -> None:
    """Pass on what the server says; what the program is not to hear ends when the server has done it all."""
    with far, suppress(OSError):
        while said := far.recv(_READ):
            if not deaf.is_set():
                near.sendall(said)
    if deaf.is_set():
        held.cut()
    _end(near)


def _message(source: socket.socket) -> bytes:
    length = _exactly(source, 4)
    return length + _exactly(source, int.from_bytes(length) - 4)


def _exactly(source: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = source.recv(count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def _end(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
