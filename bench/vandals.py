"""A flood, for one's own loopback only: many circuits that hold connections, trickle, post, upload and guess.

`python -m bench.vandals PORT SEED KIND=COUNT …` disturbs what listens behind a proxy on 127.0.0.1:PORT until it is
ended, and writes a line once everybody has begun. All that it sends follows from the seed.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random  # noqa: TID251 - repeatable, not secret

from bench.client import BOUNDARY, form
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.encoding import b64url
from wbs.crypto.receipt import Receipt

HOST = "127.0.0.1"
FORM_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
_FIRST_CIRCUIT = 1 << 20
"""Honest circuits have smaller numbers."""
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Vandal:
    """One circuit that means harm."""

    def __init__(self, port: int, number: int, seed: int) -> None:
        self.port = port
        self.dice = Random(f"{seed}/{number}")  # noqa: S311 - not secret
        self._source = f"fc00:dead:beef:4dad::{number >> 16:x}:{number & 0xFFFF:x}"

    async def connect(self) -> Streams:
        """Open a stream as tor does."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        writer.write(f"PROXY TCP6 {self._source} ::1 1000 80\r\n".encode())
        return reader, writer

    async def ask(self, method: str, path: str, body: bytes, **headers: str) -> bytes:
        """Ask once on a connection of its own and give what came."""
        reader, writer = await self.connect()
        try:
            writer.write(head(method, path, len(body), **headers) + body)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()


def head(method: str, path: str, length: int, **headers: str) -> bytes:
    """Write the head of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {length}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


async def hold(vandal: Vandal) -> None:
    """Open a connection and say nothing until it is cut off."""
    reader, writer = await vandal.connect()
    try:
        await reader.read()
    finally:
        writer.close()


async def slow_head(vandal: Vandal) -> None:
    """Write a head a line at a time, without end."""
    _, writer = await vandal.connect()
    try:
        writer.write(b"GET /lapor HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        while True:
            writer.write(b"X-Wait: %d\r\n" % vandal.dice.randrange(1000))
            await writer.drain()
            await asyncio.sleep(2)
    finally:
        writer.close()


async def slow_body(vandal: Vandal) -> None:
    """Announce a large form or case, and send it by the byte."""
    _, writer = await vandal.connect()
    try:
        if vandal.dice.random() < 0.5:
            writer.write(head("POST", "/lapor", 900_000, Content_Type=FORM_TYPE, Sec_Fetch_Site="same-origin"))
        else:
            token = b64url(vandal.dice.randbytes(32))
            path = f"/api/v1/cases/{'a' * 52}"
            writer.write(head("PUT", path, 4_000_000, Content_Type="application/json", Authorization=f"Bearer {token}"))
        writer.write(vandal.dice.randbytes(20_000))
        while True:
            await writer.drain()
            await asyncio.sleep(1)
            writer.write(b"x")
    finally:
        writer.close()


async def post_forms(vandal: Vandal) -> None:
    """Post forms that are no reports, as fast as answers come."""
    fields = {"ticket": "A" * 100, "agency": "61.08", "what": "x" * vandal.dice.randrange(10, 40_000)}
    await vandal.ask("POST", "/lapor", form(fields), Content_Type=FORM_TYPE, Sec_Fetch_Site="same-origin")
    await asyncio.sleep(vandal.dice.random() * 2)


async def post_reports(vandal: Vandal) -> None:
    """Send whole reports, as fast as the form comes."""
    page = (await vandal.ask("GET", "/lapor/tanpa-skrip", b"")).decode()
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    fields = {"ticket": ticket, "agency": "61.08", "what": f"sampah {vandal.dice.random()}", "who": "x", "unit": "x"}
    fields |= {"rank": "staff", "where": "x", "when": "x"}
    await vandal.ask("POST", "/lapor", form(fields), Content_Type=FORM_TYPE, Sec_Fetch_Site="same-origin")
    await asyncio.sleep(vandal.dice.random() * 2)


async def upload(vandal: Vandal) -> None:
    """Begin an upload and send parts of it."""
    own = {"Tus_Resumable": "1.0.0", "Upload_Token": b64url(vandal.dice.randbytes(32))}
    name = b64url(vandal.dice.randbytes(16))
    about = {"Upload_Id": name, "Upload_Length": str(encrypted_size(30_000_000)), "Upload_Agency": "61.08"}
    await vandal.ask("POST", "/api/v1/uploads", b"", **about, **own)
    for part in range(3):
        kind = "application/offset+octet-stream"
        await vandal.ask(
            "PATCH", f"/api/v1/uploads/{name}", bytes(1 << 20), Content_Type=kind, Upload_Offset=str(part << 20), **own
        )
        await asyncio.sleep(vandal.dice.random())


async def guess(vandal: Vandal) -> None:
    """Try receipts that nobody has, with and without scripts."""
    receipt = Receipt(vandal.dice.randbytes(16))
    words = {"receipt": " ".join(receipt.unsafe_words())}
    await vandal.ask("POST", "/tanda-terima", form(words), Content_Type=FORM_TYPE, Sec_Fetch_Site="same-origin")
    token = {"Authorization": f"Bearer {b64url(receipt.mailbox_token)}"}
    await vandal.ask("GET", "/api/v1/mailbox/case", b"", Mailbox_Reader=b64url(vandal.dice.randbytes(32)), **token)
    await asyncio.sleep(vandal.dice.random() * 2)


KINDS: dict[str, Callable[[Vandal], Awaitable[None]]] = {
    "hold": hold,
    "head": slow_head,
    "body": slow_body,
    "forms": post_forms,
    "reports": post_reports,
    "uploads": upload,
    "guesses": guess,
}


async def flood(port: int, seed: int, counts: dict[str, int]) -> None:
    """Let everybody begin, spread over some seconds, and go on until ended."""
    number = _FIRST_CIRCUIT
    tasks = []
    for kind, count in counts.items():
        for _ in range(count):
            number += 1
            tasks.append(asyncio.create_task(again(KINDS[kind], Vandal(port, number, seed))))
        await asyncio.sleep(0.2)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    await asyncio.gather(*tasks)


async def again(act: Callable[[Vandal], Awaitable[None]], vandal: Vandal) -> None:
    """Do it for ever; whoever is cut off comes back."""
    await asyncio.sleep(vandal.dice.random() * 2)
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            await act(vandal)
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    os.nice(19)  # vandals have computers of their own: what they compute is not to be taken from the server
    given = dict(argument.split("=") for argument in sys.argv[3:])
    asyncio.run(flood(int(sys.argv[1]), int(sys.argv[2]), {kind: int(count) for kind, count in given.items()}))
