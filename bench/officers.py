"""What officers cost: the inbox at two sizes, through the shipped server, in turns within one run."""

import http.client
import json
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.figures import Figure, at_most, reported
from bench.installation import AGENCY, database_url, found
from bench.processes import Server, serve
from wbs.cases.intake import new_case
from wbs.cases.model import CaseId, CaseName, NewCase
from wbs.cases.sign_in import step_of, totp_code
from wbs.cli.founding import Founded
from wbs.clock import RELEASED, SystemClock
from wbs.crypto.compose import compose_case, recipients_of
from wbs.crypto.directory import receivers
from wbs.crypto.encoding import b32, b64url, from_b64url
from wbs.crypto.messages import SealedBy
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Accused, Category, ReportBody
from wbs.crypto.signin import derive
from wbs.store.store import open_store
from wbs.web.documents import Documents

SMALL, LARGE = 100, 10_000
PAGES = 60
LOGIN = "penerima01.ukur"


class Officer:
    """A signed-in officer's connection, speaking the API without a browser."""

    def __init__(self, server: Server, founded: Founded) -> None:
        account = founded.secrets.accounts[LOGIN]
        self._connection = http.client.HTTPConnection("localhost", server.port, timeout=60)
        self._headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        salt = self._post("/api/v1/sign-in/salt", {"login": LOGIN})["salt"]
        code = totp_code(account.totp, step_of(SystemClock().now()))
        auth = derive(account.passphrase, from_b64url(str(salt))).auth
        self._post("/api/v1/sign-in", {"login": LOGIN, "auth": b64url(auth), "code": code})

    def inbox(self) -> int:
        """Fetch the first page; give its size in bytes."""
        self._connection.request("GET", "/api/v1/inbox", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != http.client.OK or len(json.loads(body)["rows"]) != 50:
            raise RuntimeError("the inbox did not answer with a page of 50")
        return len(body)

    def _post(self, path: str, body: dict[str, str]) -> dict[str, object]:
        canonical = json.dumps(body, separators=(",", ":"), sort_keys=True)
        self._connection.request("POST", path, canonical, self._headers)
        answer = self._connection.getresponse()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self._headers["Cookie"] = cookie.partition(";")[0]
        read: dict[str, object] = json.loads(answer.read())
        if answer.status != http.client.OK:
            raise RuntimeError(f"sign-in was refused: {answer.status} {read}")
        return read


def measure(folder: Path) -> Iterator[Figure]:
    """Compare a page of the inbox among 100 and among 10,000 cases."""
    offices = [(folder / f"officers-{size}", size) for size in (SMALL, LARGE)]
    founded = [found(data) for data, _ in offices]
    for data, size in offices:
        fill(data, size)
    with ExitStack() as stack:
        servers = [stack.enter_context(serve("investigator", data)) for data, _ in offices]
        officers = [(server, Officer(server, made)) for server, made in zip(servers, founded, strict=True)]
        small, large = in_turns(officers)
        yield at_most("inbox of 10,000 over inbox of 100", large / small, "times", 2)
        yield reported("inbox page, server CPU at 10,000", large * 1000, "ms")
        yield reported("inbox page, size", officers[1][1].inbox() / 1024, "KiB")


def in_turns(officers: list[tuple[Server, Officer]]) -> list[float]:
    """Fetch pages in turns; give the CPU seconds of one page for each server."""
    spent: list[list[float]] = [[] for _ in officers]
    for _ in range(5):
        for (server, officer), figures in zip(officers, spent, strict=True):
            before = server.cpu_seconds()
            for _ in range(PAGES):
                officer.inbox()
            figures.append((server.cpu_seconds() - before) / PAGES)
    return [statistics.median(figures) for figures in spent]


def fill(data: Path, size: int) -> None:
    """Store `size` cases of genuine form; all hold the same sealed bytes under names of their own."""
    template = one_case(data)
    with closing(open_store(database_url(data))) as store, ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: store.cases.create_case(renamed(template, number)), range(size)))


def one_case(data: Path) -> NewCase:
    """Seal one report to the five receivers."""
    today = SystemClock().today()
    directory = Documents(data / "keys").current().book.newest(AGENCY)
    report = ReportBody(
        title="Papan proyek",
        what="Angka pada papan proyek berbeda dengan berita acara.",
        accused=[Accused(unit="Dinas Sarana")],
        rank="staff",
        where="Desa Semisal",
        when="Juli 2026",
        category=Category.PROCUREMENT,
    )
    receipt = Receipt.generate()
    recipients = recipients_of(directory, receivers(directory.document, today, RELEASED))
    sealed = compose_case(
        report=report, receipt=receipt, directory=directory, recipients=recipients, sealed_by=SealedBy.PORTAL
    )
    return new_case(sealed, receipt.mailbox_hash, (), today)


def renamed(case: NewCase, number: int) -> NewCase:
    """Give a case another name, mailbox and day."""
    day = case.message.day - timedelta(days=number % 300)
    return NewCase(
        name=CaseName(case.name.agency, CaseId(b32(random_bytes(32)))),
        mailbox_hash=random_bytes(32),
        record=case.record,
        grants=case.grants,
        summary=case.summary,
        message=replace(case.message, day=day),
    )
