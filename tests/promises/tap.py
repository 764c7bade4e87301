"""Stands between a browser and a server, passes everything on, and keeps every byte that goes to the server."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

_PIECE = 1 << 16


@dataclass
class Tap:
    """Listens on a port of its own; give that one to the browser."""

    target: int
    connections: list[bytearray] = field(default_factory=list)
    """What went to the server, one for each connection."""

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def received(self) -> list[bytes]:
        """Everything that the server was sent."""
        return [bytes(kept) for kept in self.connections]

    def close(self) -> None:
        """End all connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            kept = bytearray()
            self.connections.append(kept)
            self._open += [browser, server]
            threading.Thread(target=_pass_on, args=(browser, server, kept), daemon=True).start()
            threading.Thread(target=_pass_on, args=(server, browser, None), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket, kept: bytearray | None) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            if kept is not None:
                kept += piece
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
