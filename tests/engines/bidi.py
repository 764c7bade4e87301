"""WebDriver BiDi: commands, replies and events over one WebSocket (https://w3c.github.io/webdriver-bidi/).

One thread: events are handed on while a reply is awaited, or when `pump` is called. Whoever hears an event may `post`
commands, but must not wait for a reply.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.engines.visit import PATIENCE, TooLateError

Values = dict[str, Any]
Hear = Callable[[str, Values], None]


class BidiError(Exception):
    """The browser refused a command. `code` is the standard's name of the error."""

    def __init__(self, method: str, code: str, message: str) -> None:
        super().__init__(f"{method}: {code}: {message}")
        self.code = code


class Connection:
    """One session with a browser. `hear` is called with every event's name and values."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._sent = 0
        self.hear: Hear = lambda _method, _values: None

    def command(self, method: str, /, **parameters: Any) -> Values:
        """Send a command and give its result; raise BidiError or TooLateError."""
        number = self.post(method, **parameters)
        end = time.monotonic() + PATIENCE
        while True:
            message = self._receive(end - time.monotonic())
            if message is None:
                raise TooLateError(f"no answer to {method}")
            if message.get("id") == number:
                return self._result(method, message)

    def post(self, method: str, /, **parameters: Any) -> int:
        """Send a command and leave its reply to nobody; give its number."""
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        return self._sent

    def pump(self) -> None:
        """Hand on the events that have come."""
        while self._receive(0) is not None:
            pass

    def _receive(self, seconds: float) -> Values | None:
        """Take the next message, hand it on if it is an event; None if none comes in time."""
        try:
            message: Values = json.loads(self._socket.recv(max(seconds, 0)))
        except TimeoutError:
            return None
        if message["type"] == "event":
            self.hear(message["method"], message["params"])
        return message

    def _result(self, method: str, message: Values) -> Values:
        if message["type"] == "error":
            raise BidiError(method, message["error"], message["message"])
        result: Values = message["result"]
        return result


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """Open a session at a browser's address, `ws://…`."""
    # The browser is busy for seconds at a time on a busy machine: no pings, and no limit on what waits to be read.
    with connect(
        f"{address}/session", compression=None, proxy=None, ping_interval=None, max_size=None, max_queue=None
    ) as socket:
        connection = Connection(socket)
        connection.command("session.new", capabilities={})
        yield connection
