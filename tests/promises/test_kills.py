"""P14: the shipped portal is killed twenty times while reporters submit; what was acknowledged is there afterwards."""

import http.client
import os
import signal
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bench.client import Client, form, ticket_of
from bench.installation import AGENCY, database_url, found
from bench.processes import Server, serve
from bench.reporters import FIELDS
from tests.files.building import chunk, png
from tests.promises.visitor import words_on
from wbs.cases.model import AgencyCode, CaseFile, KeyDigest
from wbs.crypto.primitives import random_bytes
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents

ROUNDS = 20
REPORTERS = 4
EVIDENCE = png(chunk(b"IDAT", bytes(range(256)) * 1000))
"""Nothing in it identifies anybody, so that the portal takes it without a question."""


class Acknowledged:
    """What reporters were told: the words and the number of every report that got a receipt page."""

    def __init__(self) -> None:
        self.receipts: dict[str, str] = {}
        self._lock = threading.Lock()

    def submit_until_the_server_is_gone(self, port: int) -> None:
        client = Client(port)
        with suppress(OSError, http.client.HTTPException, RuntimeError, AssertionError):
            while True:
                _, page = client.get("/lapor")
                body = form({"ticket": ticket_of(page), **FIELDS}, (("bukti.png", EVIDENCE),))
                _, page = client.post("/lapor", body)
                words = words_on(page)
                with self._lock:
                    self.receipts[words] = number_on(page)
        client.close()


def number_on(page: bytes) -> str:
    return page.decode().partition('id="case-number">')[2].partition("<")[0].strip()


def kill(server: Server) -> None:
    for pid in reversed(server.pids()):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.process.wait()


def one_round(data: Path, told: Acknowledged) -> None:
    """Serve, let reporters submit, and kill everything at a moment nobody chose."""
    with suppress(ProcessLookupError), serve("portal", data) as server:
        reporters = [
            threading.Thread(target=told.submit_until_the_server_is_gone, args=(server.port,)) for _ in range(REPORTERS)
        ]
        until_it_answers(server.port)
        for reporter in reporters:
            reporter.start()
        time.sleep(0.15 + random_bytes(1)[0] / 400)
        kill(server)
        for reporter in reporters:
            reporter.join()


def until_it_answers(port: int) -> None:
    """Wait until the processes behind the port have loaded the application."""
    for _ in range(2):
        client = Client(port)
        assert client.get("/lapor")[0] == http.client.OK
        client.close()


@pytest.mark.promise("P14")
def test_no_acknowledged_report_is_lost_and_none_is_half_there_after_twenty_kills(tmp_path: Path) -> None:
    data = tmp_path / "data"
    found(data)
    told = Acknowledged()
    for _ in range(ROUNDS):
        one_round(data, told)
    assert len(told.receipts) > ROUNDS
    with closing(open_store(database_url(data))) as store:
        files = every_case(store, data)
        assert all(is_whole(store, file) for file in files)
    with serve("portal", data) as server:
        assert [number for words, number in told.receipts.items() if not opens(server.port, words, number)] == []
    assert len(files) >= len(told.receipts)


def every_case(store: Store, data: Path) -> list[CaseFile]:
    """Read every case through the eyes of one receiver."""
    directory = Documents(data / "keys").current().book.newest(AGENCY)
    entry = directory.document.readers[0]
    reader, officer = KeyDigest(directory.reader_keys[entry.id].digest), (AgencyCode(AGENCY), entry.id)
    files: list[CaseFile | None] = []
    cursor = None
    while True:
        page = store.cases.inbox([reader], officer, cursor)
        files += [store.cases.case_file(row.name, reader) for row in page.rows]
        cursor = page.next
        if cursor is None:
            assert len(files) == page.total
            return [file for file in files if file is not None]


def is_whole(store: Store, file: CaseFile) -> bool:
    """Say whether a case has its record, grant, report and every byte of its file."""
    (attachment, length), *others = file.attachments.items()
    chunks = store.cases.attachment(file.name, attachment)
    assert chunks is not None
    stored = sum(map(len, chunks))
    return (
        bool(file.records and file.grants and file.summary)
        and len(file.messages) == 1
        and stored == length
        and not others
    )


def opens(port: int, words: str, number: str) -> bool:
    client = Client(port)
    status, page = client.post("/tanda-terima", form({"receipt": words}))
    client.close()
    return status == http.client.OK and number.encode() in page and b"bukti.png" in page
