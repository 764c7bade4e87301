"""Stands where a browser looks for its proxy: notes what is asked of anything but the loopback, and refuses it."""

import socket
import threading

REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Gate:
    """A listener on the loopback that leads nowhere."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._stand, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _stand(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._refuse(connection)

    def _refuse(self, connection: socket.socket) -> None:
        """Note the first line; a browser that says nothing for a second has asked for nothing."""
        connection.settimeout(1)
        try:
            line = connection.recv(4096).split(b"\r\n", 1)[0]
            if line:
                self.asked.append(line.decode("latin-1"))
            connection.sendall(REFUSAL)
        except OSError:
            return
