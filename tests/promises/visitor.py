"""A reporter without a browser, who makes every mistake, and leaves in the middle."""

import re
import socket

from bench.client import BOUNDARY, Client, form, ticket_of

_WORDS = re.compile(rb'id="receipt".*?</div>', re.DOTALL)
_WORD = re.compile(rb"</span>\s*([a-z]+)")
_FILE = re.compile(rb'name="file" value="([^"]+)"')


class Visitor:
    """One reporter's way through the portal; every page that came back is kept for looking at."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._client = Client(port)
        self.pages: list[bytes] = []

    def close(self) -> None:
        self._client.close()

    def get(self, path: str) -> bytes:
        return self._keep(self._client.get(path))

    def post(self, path: str, fields: dict[str, str], files: tuple[tuple[str, bytes], ...] = ()) -> bytes:
        return self._keep(self._client.post(path, form(fields, files)))

    def leave_in_the_middle(self, path: str, fields: dict[str, str], name: str, content: bytes) -> None:
        """Announce a whole form, send half of it, and hang up."""
        body = form(fields, ((name, content),))
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self._port), timeout=10) as connection:
            connection.sendall(head.encode() + body[: len(body) * 2 // 3])

    def ticket(self, path: str = "/lapor") -> str:
        return ticket_of(self.get(path))

    def _keep(self, answer: tuple[int, bytes]) -> bytes:
        self.pages.append(answer[1])
        return answer[1]


def words_on(page: bytes) -> str:
    """Read the twelve words of a receipt page."""
    block = _WORDS.search(page)
    assert block is not None, "no receipt on the page"
    words = [word.decode() for word in _WORD.findall(block[0])]
    assert len(words) == 12
    return " ".join(words)


def files_on(page: bytes) -> list[str]:
    """Find the files that a mailbox page offers."""
    return [value.decode() for value in _FILE.findall(page)]
