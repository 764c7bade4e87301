"""A visitor as a site sees it: Tor Browser's requests, each visit over connections, and over Tor a circuit, of its own.

Nothing that is sent tells that a program compares: names, order and values of headers are those that Firefox sends.
"""

import socket
import ssl
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import IO
from urllib.parse import urlsplit

from wbs.cli.site.framing import Answer, is_kept_open, read_answer
from wbs.crypto.primitives import random_bytes
from wbs.errors import ConfigError, FormatError, WbsError

SECONDS = 90.0
"""How long each step of one request may take; onion services can be slow."""
_USER_AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:153.0) Gecko/20100101 Firefox/153.0"
_LANGUAGES = "en-US,en;q=0.9"
_ENCODINGS = "gzip, deflate, br, zstd"
_PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_SOCKS, _PASSWORD, _CONNECT, _NAME = 5, 2, 1, 3
_CIRCUIT_BYTES = 8
_NO_REQUEST = "cannot be reached"


class UnreachableError(WbsError):
    """The site, or Tor, did not answer, or not as HTTP."""

    public_message = "The site could not be reached."


class Kind(StrEnum):
    """What makes a browser send a request."""

    PAGE = "page"
    """Somebody types an address or follows a link from elsewhere."""
    LINK = "link"
    """Somebody follows a link on a page of the site."""
    FORM = "form"
    SCRIPT = "script"
    WORKER = "worker"
    STYLE = "style"
    DATA = "data"
    """A page's script asks."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    path: str
    kind: Kind = Kind.PAGE
    method: str = "GET"
    body: bytes = b""
    content_type: str = ""
    page: str = ""
    """The page that makes the browser ask, where none is typed."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site is."""

    scheme: str
    host: str
    port: int

    @property
    def is_usual_port(self) -> bool:
        """Whether browsers leave the port out."""
        return self.port == (443 if self.scheme == "https" else 80)

    @property
    def authority(self) -> str:
        """What browsers send as Host."""
        return self.host if self.is_usual_port else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """The origin as browsers name it."""
        return f"{self.scheme}://{self.authority}"

    @property
    def is_onion(self) -> bool:
        """Whether only Tor finds it."""
        return self.host.endswith(".onion")


def place_of(url: str) -> Place:
    """Read a site's address.

    Raises:
        ConfigError: not http or https with a host alone.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigError("the address must look like https://lapor.example.go.id or http://….onion") from None
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_bare:
        raise ConfigError("the address must look like https://lapor.example.go.id or http://….onion")
    return Place(parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80))


def headers_of(ask: Ask, place: Place, *, referring: bool | None = None) -> list[tuple[str, str]]:
    """Give the headers of a request in Firefox's order.

    Args:
        ask: the request.
        place: where it goes.
        referring: whether pages let browsers name them to the site itself, as ours do on onion services alone
            (`wbs.web.headers`).
    """
    names_page = (place.is_onion and place.scheme == "http") if referring is None else referring
    referer = [("Referer", f"{place.origin}{ask.page}")] if names_page and ask.page else []
    headers = [("Host", place.authority), ("User-Agent", _USER_AGENT), ("Accept", _accept(ask.kind))]
    headers += [("Accept-Language", _LANGUAGES), ("Accept-Encoding", _ENCODINGS), *referer]
    if ask.method == "POST":
        headers += [("Content-Type", ask.content_type), ("Content-Length", str(len(ask.body)))]
        headers += [("Origin", place.origin if names_page else "null")]
    headers += [("Sec-GPC", "1"), ("Connection", "keep-alive")]
    return headers + list(_FETCH[ask.kind])


def _accept(kind: Kind) -> str:
    return {Kind.PAGE: _PAGE, Kind.LINK: _PAGE, Kind.FORM: _PAGE, Kind.STYLE: "text/css,*/*;q=0.1"}.get(kind, "*/*")


def _fetched(dest: str, mode: str, site: str = "same-origin") -> tuple[tuple[str, str], ...]:
    return ("Sec-Fetch-Dest", dest), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Site", site)


_INSECURE = ("Upgrade-Insecure-Requests", "1")
_WITHIN = (_INSECURE, *_fetched("document", "navigate"), ("Sec-Fetch-User", "?1"), ("Priority", "u=0, i"))
_FETCH = {
    Kind.PAGE: (
        _INSECURE,
        *_fetched("document", "navigate", "none"),
        ("Sec-Fetch-User", "?1"),
        ("Priority", "u=0, i"),
    ),
    Kind.LINK: _WITHIN,
    Kind.FORM: _WITHIN,
    Kind.SCRIPT: _fetched("script", "no-cors"),
    Kind.WORKER: (*_fetched("worker", "same-origin"), ("Priority", "u=4")),
    Kind.STYLE: (*_fetched("style", "no-cors"), ("Priority", "u=2")),
    Kind.DATA: (
        *_fetched("empty", "cors"),
        ("Priority", "u=4"),
        ("Pragma", "no-cache"),
        ("Cache-Control", "no-cache"),
    ),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Asks a site, through Tor's SOCKS port if there is one."""

    place: Place
    socks: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        if self.place.is_onion and self.socks is None:
            raise ConfigError("an onion service is reached through Tor: give --socks, such as 127.0.0.1:9050")

    def visit(self, asks: Sequence[Ask]) -> list[Answer | UnreachableError]:
        """Send requests one after the other, as one browser does in one visit; give what became of each."""
        circuit = _Circuit(self.place, self.socks)
        try:
            return [circuit.ask(ask) for ask in asks]
        finally:
            circuit.leave()


class _Circuit:
    """The connections of one visit: kept for the next request where the site lets, else followed by another one."""

    def __init__(self, place: Place, socks: tuple[str, int] | None) -> None:
        self._place, self._socks = place, socks
        self._name = random_bytes(_CIRCUIT_BYTES).hex()
        self._line: tuple[socket.socket, IO[bytes]] | None = None

    def ask(self, ask: Ask) -> Answer | UnreachableError:
        """Send one request; once more on a new connection where the old one was gone, as browsers do."""
        origin = self._place.origin
        try:
            if self._line is not None:
                try:
                    return self._exchange(ask)
                except ConnectionError:
                    self.leave()
            return self._exchange(ask)
        except ssl.SSLError:
            return UnreachableError(f"{origin} has no certificate that is trusted here")
        except (OSError, FormatError) as error:
            why = str(error) if isinstance(error, FormatError) else type(error).__name__
            return UnreachableError(f"{origin} {_NO_REQUEST}: {why}")

    def leave(self) -> None:
        """Close the connection."""
        if self._line is not None:
            for part in reversed(self._line):
                part.close()
            self._line = None

    def _exchange(self, ask: Ask) -> Answer:
        answer = None
        try:
            connection, file = self._line = self._line or self._connected()
            head = [f"{ask.method} {ask.path} HTTP/1.1", *(f"{one}: {it}" for one, it in headers_of(ask, self._place))]
            connection.sendall("\r\n".join([*head, "", ""]).encode("ascii") + ask.body)
            answer = read_answer(file)
            return answer
        finally:
            if answer is None or not is_kept_open(answer):
                self.leave()

    def _connected(self) -> tuple[socket.socket, IO[bytes]]:
        """Connect; over Tor under a name that nobody had before, which gives each visit a circuit of its own."""
        place = self._place
        if self._socks is None:
            raw = socket.create_connection((place.host, place.port), SECONDS)
        else:
            raw = through_socks(self._socks, self._name, place.host, place.port)
        if place.scheme == "https":
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=place.host)
        return raw, raw.makefile("rb")


def through_socks(proxy: tuple[str, int], circuit: str, host: str, port: int) -> socket.socket:
    """Connect through a SOCKS 5 port (RFC 1928, 1929), which finds the host by its name.

    Tor carries connections of one `circuit`, sent as user and password, over the same circuit, and no others.

    Raises:
        OSError: it did not connect.
    """
    connection = socket.create_connection(proxy, SECONDS)
    try:
        user = circuit.encode("ascii")
        connection.sendall(bytes((_SOCKS, 1, _PASSWORD)))
        _exactly(connection, 2)
        connection.sendall(bytes((1, len(user))) + user + bytes((len(user),)) + user)
        _exactly(connection, 2)
        name = host.encode("idna")
        connection.sendall(bytes((_SOCKS, _CONNECT, 0, _NAME, len(name))) + name + struct.pack(">H", port))
        _, code, _, kind = _exactly(connection, 4)
        _require_connected(code)
        _exactly(connection, {1: 4, 4: 16}.get(kind) or _exactly(connection, 1)[0])
        _exactly(connection, 2)
    except BaseException:
        connection.close()
        raise
    return connection


def _require_connected(code: int) -> None:
    if code:
        raise ConnectionRefusedError


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise ConnectionResetError
        data += more
    return data
