"""P02: a report, a mailbox, a reply and a file, all sealed in a browser, before a shipped server that is laid open.

Every byte that it is sent is kept; then its database is read row by row, its files as they lie on the disk, its log,
the files that it has open, and its whole memory while it runs. Nothing that was sealed is in any of them.
"""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.installation import database_url, found
from bench.processes import Server, free_port, wait_for
from tests.engines.fleet import Fleet
from tests.portal.form_walk import ANSWERS, FormWalk, require_build
from tests.portal.mailbox_walk import MailboxWalk
from tests.promises.canaries import Canary, canary, files_in, of_receipt
from tests.promises.memory import held_in_memory, may_read, open_files
from tests.promises.tap import Tap
from wbs.cases.model import KeyDigest
from wbs.cases.reporters.mailbox import material_of
from wbs.crypto.dossier import Dossier, open_as_reporter
from wbs.crypto.encoding import from_b64url
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.store.store import open_store
from wbs.web.documents import Documents

FAMILY = f"kenari{random_bytes(8).hex()}"
"""All that is typed or sent as a file holds this; so one search finds whichever of it there is."""
PLANTED = f"ditanam{random_bytes(8).hex()}"
FEW_WORDS = {f"receipt words {place}" for place in (1, 4, 7, 10)}
"""All words once; searching hundreds of megabytes for every run of three would take twice as long."""
WAIT_SECONDS = 60


@dataclass
class LaidOpen:
    """All that the server was sent and holds, after the reporter has left."""

    received: list[bytes]
    rows: list[bytes]
    files: list[bytes]
    log: bytes
    memory: list[bytes]
    """Of all its processes, with the content of every file that they have open."""


@dataclass
class Story:
    """What must not be found, what must be, and where to look."""

    secrets: list[Canary]
    token: Canary
    case: Canary
    planted: Canary
    server: LaidOpen


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Run the shipped portal over a new installation in `folder`."""
    found(folder / "data")
    (folder / "temporary").mkdir()
    port = free_port()
    settings = {
        "WBS_DATA": str(folder / "data"),
        "WBS_PORTAL_BIND": f"127.0.0.1:{port}",
        "TMPDIR": str(folder / "temporary"),
    }
    command = [sys.executable, "-m", "wbs.cli", "serve", "portal"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            wait_for(port, process, WAIT_SECONDS)
            yield Server(process, port)
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)


@pytest.fixture(scope="module")
def story(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> Story:
    require_build()
    folder = tmp_path_factory.mktemp("device")
    with serving(folder) as server:
        if not may_read(server.process.pid):
            pytest.skip("only root may read the memory of the server")
        with closing(Tap(server.port)) as tap:
            receipt = journey(fleet, f"http://127.0.0.1:{tap.port}", folder)
            with planted(server.port):
                laid_open = lay_open(server, tap, folder)
    dossier = opened(folder / "data", receipt)
    *secrets, token = sorted(of_receipt(receipt), key=lambda one: one.name == "mailbox token")
    case = canary("case id", dossier.chain.case.encode())
    return Story([*secrets, *keys_of(dossier), *typed()], token, case, canary("planted", PLANTED.encode()), laid_open)


def journey(fleet: Fleet, site: str, folder: Path) -> Receipt:
    """Report with a file, open the mailbox, reply with a file, take one along; give the receipt."""
    with fleet.engine("chromium-desktop").visit() as visit:
        form = FormWalk(visit, site)
        form.open()
        form.answer(**{name: f"{text} {FAMILY}-{name}" for name, text in ANSWERS.items()})
        form.attach(evidence(folder, "bukti"))
        form.check()
        words = form.send()
        mailbox = MailboxWalk(visit, site)
        assert f"{FAMILY}-what" in mailbox.open(words)
        mailbox.write(f"Tambahan {FAMILY}-reply", evidence(folder, "susulan"))
        visit.wait_until(f"document.querySelector('#kasus').innerText.includes('{FAMILY}-reply')")
        visit.click("[data-act=take]")
        assert FAMILY.encode() in visit.wait_for_download().read_bytes()
        assert visit.errors == []
    return Receipt.parse(" ".join(words))


def evidence(folder: Path, name: str) -> Path:
    """Write a file of 1.5 MB whose name and every kilobyte are marked."""
    path = folder / f"{FAMILY}-{name}.bin"
    path.write_bytes(b"".join(random_bytes(1000) + FAMILY.encode() for _ in range(1500)))
    return path


@contextmanager
def planted(port: int) -> Iterator[None]:
    """Hold a request open whose plaintext the server is just receiving: what a search of its memory has to find."""
    head = (
        f"POST /lapor HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 100000\r\n"
    )
    kind = "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(
            (head + kind + f'--x\r\nContent-Disposition: form-data; name="what"\r\n\r\n{PLANTED}').encode()
        )
        yield


def lay_open(server: Server, tap: Tap, folder: Path) -> LaidOpen:
    """Read everything, once the memory shows what was planted."""
    mark = canary("planted", PLANTED.encode())
    deadline = time.monotonic() + WAIT_SECONDS
    while mark not in found_in([mark], memory := memory_of(server)):
        assert time.monotonic() < deadline, "the search of the memory finds nothing"
    files = [path.read_bytes() for path in files_in([folder / "data", folder / "temporary"])]
    rows = list(rows_of(folder / "data" / "wbs.sqlite"))
    return LaidOpen(tap.received, rows, files, (folder / "log").read_bytes(), memory)


def memory_of(server: Server) -> list[bytes]:
    return [piece for pid in server.pids() for pieces in (held_in_memory(pid), open_files(pid)) for piece in pieces]


def rows_of(database: Path) -> Iterator[bytes]:
    """Give every value of every row: on the disk a long one lies in pieces."""
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert {"cases", "messages", "chunks"} <= set(tables)
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own tables
                yield from (value if isinstance(value, bytes) else str(value).encode() for value in row)


def opened(data: Path, receipt: Receipt) -> Dossier:
    """Open the case as the reporter may, to know all keys that the server must not."""
    with closing(open_store(database_url(data))) as store:
        name = store.cases.mailbox(receipt.mailbox_hash)
        assert name is not None
        file = store.cases.case_file(name, KeyDigest(receipt.reader_key.public.digest))
        assert file is not None
        return open_as_reporter(material_of(file), receipt, Documents(data / "keys").current().book)


def keys_of(dossier: Dossier) -> list[Canary]:
    """Spell the case's keys: of its epochs, and of its files."""
    cases = [canary(f"case key {epoch}", key.unsafe_seed()) for epoch, key in dossier.case_keys.items()]
    files = [file for found in dossier.messages for file in found.message.attachments]
    assert len(files) == 2
    return cases + [canary("key of a file", from_b64url(file.key)) for file in files]


def typed() -> list[Canary]:
    """Spell what was typed and chosen, and the names of files among it."""
    return [canary("something typed, a file's name or its content", FAMILY.encode())]


def found_in(canaries: Iterable[Canary], places: Iterable[bytes]) -> set[Canary]:
    return {one for place in places for one in canaries if one.is_in(place)}


@pytest.mark.promise("P02")
def test_nothing_that_was_sealed_was_sent_to_the_server(story: Story) -> None:
    assert found_in(story.secrets, story.server.received) == set()
    assert sum(map(len, story.server.received)) > 3_000_000
    assert {story.token, story.case} == found_in([story.token, story.case], story.server.received)


@pytest.mark.promise("P02")
def test_nothing_that_was_sealed_and_no_token_lies_in_any_row_file_or_log(story: Story) -> None:
    secrets = [*story.secrets, story.token]
    for places in (story.server.rows, story.server.files, [story.server.log]):
        assert found_in(secrets, places) == set()
    assert found_in([story.case], story.server.rows) == found_in([story.case], story.server.files) == {story.case}
    assert sum(map(len, story.server.rows)) > 3_000_000


@pytest.mark.promise("P02")
def test_the_memory_of_the_running_server_holds_nothing_that_was_sealed(story: Story) -> None:
    secrets = [one for one in story.secrets if not one.name.startswith("receipt words") or one.name in FEW_WORDS]
    assert found_in(secrets, story.server.memory) == set()
    assert found_in([story.planted], story.server.memory) == {story.planted}
