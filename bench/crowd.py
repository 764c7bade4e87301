"""Virtual reporters and officers: many at once in one process, each on a connection of its own, thinking between steps.

A closed loop: nobody asks again before the answer has come. Whatever takes long to make (keys, seals, passphrases) was
made before and comes as bytes, so that this process costs the machine little beside the server that it asks.
"""

import asyncio
import http.client
import json
import math
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle

from bench.client import BOUNDARY, form, ticket_of
from wbs.crypto.primitives import random_bytes

API = "/api/v1"
TUS = {"Tus-Resumable": "1.0.0"}
PART_TYPE = "application/offset+octet-stream"
_CASE = b'id="case-number"'
_OK, _CREATED, _EMPTY = http.client.OK, http.client.CREATED, http.client.NO_CONTENT


class UsedUpError(Exception):
    """Nothing that was prepared is left."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report that a device has sealed, with the receipt that its reporter then holds."""

    agency: str
    path: str
    body: bytes
    token: str
    reader: str
    words: str
    upload: tuple[str, str]
    """Id and token of the one file that the report names; both empty if there is none."""

    def without_files(self) -> bytes:
        """Give the body of the same report, claiming no file."""
        return json.dumps({**json.loads(self.body), "uploads": []}, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer who has signed in: host, headers of every request, and the cases that nobody else writes to."""

    host: str
    headers: Mapping[str, str]
    author: str
    cases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything that was made beforehand."""

    fields: Mapping[str, str]
    new: tuple[Prepared, ...] = ()
    known: tuple[Prepared, ...] = ()
    desks: tuple[Desk, ...] = ()
    sealed: str = ""
    """A sealed message; servers cannot tell whether it is about the case."""
    file: bytes = b""
    encrypted: int = 0
    """Length of the file once encrypted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who comes, for how long, and how long each thinks between two steps on average, in seconds."""

    port: int
    journeys: Mapping[str, int]
    """How many come for each purpose; `mixed` draws a new one each time."""
    seconds: float
    think: float
    stock: Stock
    officers_port: int = 0
    officers_think: float = 0.0
    rounds: int = 0
    """How often each comes; 0: until the time is over."""


@dataclass
class Seen:
    """What all of them saw."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Seconds of every request that was answered as it should be, by kind."""
    errors: Counter[str] = field(default_factory=Counter)
    journeys: int = 0
    """Finished ones."""
    used_up: int = 0
    """Those that found nothing left of what was prepared."""
    seconds: float = 0.0


class Line:
    """One keep-alive connection of HTTP/1.1."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self._port, self._host = port, f"{host}:{port}"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Send one request and read its answer; on another connection if the server has ended an idle one."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        request = "\r\n".join((*lines, "", "")).encode() + body
        if self._streams is not None:
            with suppress(OSError, asyncio.IncompleteReadError):
                return await self._exchange(request)
        self.close()
        self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return await self._exchange(request)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        assert self._streams is not None  # noqa: S101 - for the type checker
        reader, writer = self._streams
        writer.write(request)
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(head.split(b" ", 2)[1])
        _, found, rest = head.partition(b"\r\ncontent-length:")
        length = int(rest.split(b"\r\n", 1)[0]) if found else 0
        return status, await reader.readexactly(length) if length else b""


@dataclass
class Person:
    """Somebody who asks, and what is counted of it."""

    line: Line
    seen: Seen
    think: float
    stock: Stock
    sources: "Sources"

    async def ask(
        self,
        kind: str,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        want: int = _OK,
        within: bytes = b"",
    ) -> bytes:
        """Ask, look whether the answer is the right one, count it, then think.

        Raises:
            RuntimeError: another answer.
        """
        began = time.perf_counter()
        try:
            sent = {"Sec-Fetch-Site": "same-origin", **(headers or {})}
            status, answer = await self.line.ask(method, path, body, sent)
        except (OSError, asyncio.IncompleteReadError):
            self.line.close()
            status, answer = 0, b""
        if status != want or within not in answer:
            self.seen.errors[f"{kind}: {status}"] += 1
            raise RuntimeError(kind)
        self.seen.took[kind].append(time.perf_counter() - began)
        if self.think:
            await asyncio.sleep(-math.log(1 - chance()) * self.think)
        return answer

    async def post_form(self, kind: str, path: str, fields: Mapping[str, str], *files: tuple[str, bytes]) -> bytes:
        """Send a form."""
        body = form(dict(fields), files)
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return await self.ask(kind, "POST", path, body, headers)


class Sources:
    """What is handed out once, and numbers that go up."""

    def __init__(self, stock: Stock) -> None:
        self.new: Iterator[Prepared] = iter(stock.new)
        # A mailbox is written to in one way alone and by one visitor at a time, so that numbers follow each other.
        self.plain: Iterator[Prepared] = cycle(stock.known[::2])
        self.sealed: deque[Prepared] = deque(stock.known[1::2])
        self.numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))


async def look_around(person: Person) -> None:
    """Read the home page and the form, and leave."""
    await person.ask("home page", "GET", "/")
    await person.ask("form", "GET", "/lapor")


async def report_plainly(person: Person) -> None:
    """Report without scripts."""
    await person.ask("home page", "GET", "/")
    page = await person.ask("form", "GET", "/lapor")
    answer = await person.post_form("report, form", "/lapor", {"ticket": ticket_of(page), **person.stock.fields})
    if _CASE not in answer:
        raise RuntimeError("not taken")


async def report_plainly_with_file(person: Person) -> None:
    """Report without scripts, with a small file that tells nothing."""
    page = await person.ask("form", "GET", "/lapor")
    fields = {"ticket": ticket_of(page), **person.stock.fields}
    answer = await person.post_form("report with file, form", "/lapor", fields, ("catatan.txt", person.stock.file))
    if _CASE not in answer:
        await person.post_form("report, form", "/lapor", {**fields, "ticket": ticket_of(answer), "keep": "1"})


async def report_sealed(person: Person) -> None:
    """Report with scripts: documents, a small upload for some, then the sealed case."""
    await person.ask("home page", "GET", "/")
    await person.ask("form", "GET", "/lapor")
    await person.ask("documents", "GET", f"{API}/documents")
    one = next(person.sources.new, None)
    if one is None:
        raise UsedUpError
    if one.upload[0]:
        await upload(person, one)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {one.token}"}
    await person.ask("report, sealed", "PUT", one.path, one.body, headers, want=_CREATED)


async def upload(person: Person, one: Prepared) -> None:
    """Upload a small encrypted file over tus."""
    name, token = one.upload
    length = person.stock.encrypted
    opening = {**TUS, "Upload-Token": token, "Upload-Length": str(length)}
    opening |= {"Upload-Id": name, "Upload-Agency": one.agency}
    await person.ask("upload, begun", "POST", f"{API}/uploads", b"", opening, want=_CREATED)
    part = {**TUS, "Upload-Token": token, "Upload-Offset": "0", "Content-Type": PART_TYPE}
    await person.ask("upload, 64 KiB", "PATCH", f"{API}/uploads/{name}", bytes(length), part, want=_EMPTY)


async def look_plainly(person: Person) -> None:
    """Open the mailbox without scripts, and answer every second time."""
    one = next(person.sources.plain)
    await person.ask("mailbox door", "GET", "/tanda-terima")
    page = await person.post_form("mailbox, words", "/tanda-terima", {"receipt": one.words})
    if next(person.sources.numbers["plain"]) % 2:
        fields = {"ticket": ticket_of(page), "message": "Ada berita acara yang kedua."}
        await person.post_form("reply, form", "/tanda-terima", fields)


async def look_sealed(person: Person) -> None:
    """Open the mailbox with scripts: how far the case is, then the case, then every second time a reply."""
    if not person.sources.sealed:
        raise UsedUpError
    one = person.sources.sealed.popleft()
    headers = {"Authorization": f"Bearer {one.token}", "Mailbox-Reader": one.reader}
    await person.ask("mailbox index", "GET", f"{API}/mailbox", b"", headers)
    await person.ask("mailbox case", "GET", f"{API}/mailbox/case", b"", headers)
    if next(person.sources.numbers["sealed"]) % 2:
        number = next(person.sources.numbers[one.token])
        text = f'{{"seq":{number},"epoch":1,"sealed":"{person.stock.sealed}","uploads":[]}}'
        headers["Content-Type"] = "application/json"
        await person.ask("reply, sealed", "POST", f"{API}/mailbox/messages", text.encode(), headers, want=_CREATED)
    person.sources.sealed.append(one)


JOURNEYS: Mapping[str, tuple[Callable[[Person], Awaitable[None]], int]] = {
    "look around": (look_around, 30),
    "report plainly": (report_plainly, 12),
    "report plainly with file": (report_plainly_with_file, 3),
    "report sealed": (report_sealed, 20),
    "mailbox plainly": (look_plainly, 15),
    "mailbox sealed": (look_sealed, 20),
}
"""What a reporter comes for, and how many of a hundred do."""


async def work(person: Person, desk: Desk) -> None:
    """Read the inbox, open a case, write to its reporter, and every second time take a step."""
    agency, case = desk.cases[next(person.sources.numbers[desk.author]) % len(desk.cases)]
    path, headers = f"{API}/cases/{agency}/{case}", desk.headers
    await person.ask("inbox", "GET", f"{API}/inbox", b"", headers)
    await person.ask("case", "GET", path, b"", headers)
    key = f"{desk.author} {case}"
    await person.ask("officer's message", "POST", f"{path}/messages", _message(person, key), headers, want=_CREATED)
    if next(person.sources.numbers[f"{key} steps"]) % 2 == 0:
        is_first = f"{key} begun" not in person.sources.numbers
        next(person.sources.numbers[f"{key} begun"])
        step = _message(person, key, "received" if is_first else "incomplete")
        await person.ask("officer's step", "POST", f"{path}/messages", step, headers, want=_CREATED)


def _message(person: Person, key: str, status: str = "") -> bytes:
    seq, kind = next(person.sources.numbers[key]) - 1, "status" if status else "message"
    more = f',"status":"{status}"' if status else ""
    return (f'{{"seq":{seq},"epoch":1,"kind":"{kind}","sealed":"{person.stock.sealed}","uploads":[]{more}}}').encode()


def chance() -> float:
    """Draw a number from 0 to below 1."""
    return int.from_bytes(random_bytes(4), "big") / 2**32


def drive(plan: Plan) -> Seen:
    """Let everybody come; runs in a process of its own."""
    return asyncio.run(_drive(plan))


async def _drive(plan: Plan) -> Seen:
    seen, sources = Seen(), Sources(plan.stock)
    began = time.perf_counter()
    until = began + plan.seconds
    people = [
        _come(Person(Line(plan.port), seen, plan.think, plan.stock, sources), purpose, plan, until)
        for purpose, many in plan.journeys.items()
        for _ in range(many)
    ]
    for desk in plan.stock.desks if plan.officers_port else ():
        officer = Person(Line(plan.officers_port, desk.host), seen, plan.officers_think, plan.stock, sources)
        people.append(_sit(officer, desk, plan, until))
    await asyncio.gather(*people)
    seen.seconds = time.perf_counter() - began
    return seen


async def _come(person: Person, purpose: str, plan: Plan, until: float) -> None:
    """Come again and again; the first time not all in one moment."""
    if plan.think:
        await asyncio.sleep(chance() * 2 * plan.think)
    mixed = [name for name, (_, share) in JOURNEYS.items() for _ in range(share)]
    for number in count(1):
        chosen = mixed[int(chance() * len(mixed))] if purpose == "mixed" else purpose
        await _go(JOURNEYS[chosen][0](person), person)
        if number == plan.rounds or (not plan.rounds and time.perf_counter() > until):
            break
    person.line.close()


async def _sit(person: Person, desk: Desk, plan: Plan, until: float) -> None:
    for number in count(1):
        await _go(work(person, desk), person)
        if number == plan.rounds or (not plan.rounds and time.perf_counter() > until):
            break
    person.line.close()


async def _go(journey: Awaitable[None], person: Person) -> None:
    try:
        await journey
    except UsedUpError:
        person.seen.used_up += 1
    except RuntimeError:
        await asyncio.sleep(person.think or 0.1)
    else:
        person.seen.journeys += 1
