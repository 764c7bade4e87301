"""P01, P03, P11: marked texts go through every field and file of the shipped portal, and are then looked for."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.client import ticket_of
from bench.installation import found
from bench.processes import Server, free_port, wait_for
from tests.needs import program
from tests.promises.canaries import Canary, canary, of_receipt, opened_for_writing, traces
from tests.promises.visitor import Visitor, files_on, words_on
from wbs.cli.backup.making import make_backup
from wbs.cli.backup.shelf import Shelf
from wbs.clock import SystemClock
from wbs.config import PortalConfig
from wbs.crypto.backup import BackupPrivateKey, backup_header_size, open_backup
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.portal.report_form import MORE, REPORT_SHAPE

CHOICES = {"ticket": "", "agency": "61.08", "category": "bribery", "rank": "staff", "identity": "named"}
OTHER_CHOICES = {"timing", "relation", "exclude", "drop", "keep"} | {f"rank{number}" for number in MORE}
FILE_BYTES = 3_000_000


@dataclass
class Watched:
    """A portal under watch: its data, its own temporary folder, its log, its system calls."""

    server: Server
    data: Path
    temporary: Path
    log: Path
    calls: Path

    def places(self) -> list[Path]:
        return [self.data, self.temporary, self.log, self.calls]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    strace = program("strace")
    tmp_path = tmp_path_factory.mktemp("watched")
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    found(data)
    temporary.mkdir()
    log, calls = tmp_path / "log", tmp_path / "calls"
    port = free_port()
    environment = {
        **os.environ,
        "WBS_DATA": str(data),
        "WBS_PORTAL_BIND": f"127.0.0.1:{port}",
        "TMPDIR": str(temporary),
    }
    wbs = str(Path(sys.executable).with_name("wbs"))
    kinds = "trace=%file,socket,connect"
    watch = [strace, "-f", "-qq", "-s", "4096", "-e", kinds, "-o", str(calls), wbs, "serve", "portal"]
    with log.open("wb") as output, subprocess.Popen(watch, env=environment, stdout=output, stderr=output) as process:
        wait_for(port, process, seconds=60)
        made = Watched(Server(process, port), data, temporary, log, calls)
        yield made
        stop(made)


def stop(watched: Watched) -> None:
    """End the server that strace started, and strace with it."""
    if watched.server.process.poll() is None:
        for pid in watched.server.pids()[1:2]:
            os.kill(pid, 15)
        watched.server.process.wait(timeout=60)


def marked() -> str:
    """Draw a text that stands nowhere else."""
    return f"kenari{random_bytes(12).hex()}"


@dataclass
class Story:
    """What was sent and must not be found, what came back, and what the processes showed while they ran."""

    canaries: list[Canary]
    pages: list[bytes]
    texts: list[bytes]
    """Environment and command line of every process."""
    limits: list[str]


@pytest.fixture(scope="module")
def story(watched: Watched) -> Story:
    """Walk through the portal with every mistake; everything typed and sent is marked."""
    visitor = Visitor(watched.server.port)
    canaries = []

    def mark(name: str) -> str:
        text = marked()
        canaries.append(canary(name, text.encode()))
        return text

    def file(name: str) -> tuple[str, bytes]:
        content = random_bytes(FILE_BYTES)
        canaries.append(canary(f"content of {name}", content[1_000_000:1_000_024]))
        return f"{mark(f'name of {name}')}.jpg", content

    def report(tag: str, ticket: str, **changes: str) -> dict[str, str]:
        order = [name for name in REPORT_SHAPE.limits if name not in OTHER_CHOICES]
        fields = {name: mark(f"{name} of {tag}") for name in order if name not in CHOICES}
        fields |= {**CHOICES, "ticket": ticket, **changes}
        return {name: fields[name] for name in order}

    visitor.leave_in_the_middle("/lapor", report("a form cut off", visitor.ticket()), *file("a form cut off"))
    page = visitor.post("/lapor", report("a form with an error", visitor.ticket(), where=""), (file("an error"),))
    kept = ticket_of(page)
    visitor.post("/lapor", report("an oversized form", visitor.ticket(), what=mark("too long") * 9000))
    visitor.post("/lapor", {"what": mark("wrong order"), "ticket": "x"})
    sent = report("a report", kept)
    page = visitor.post("/lapor", sent, (file("a report"),))
    sent |= {"ticket": ticket_of(page), "keep": "1"}
    page = visitor.post("/lapor", sent)
    words = words_on(page)
    canaries += of_receipt(Receipt.parse(words))
    reply = ticket_of(page)
    visitor.post("/tanda-terima/coba", {"ticket": reply, "w3": words.split()[2], "w9": mark("practice")})
    visitor.post("/tanda-terima/simpan", {"ticket": reply})
    visitor.post("/lapor", {**sent, "what": mark("a second post")})
    visitor.post("/tanda-terima", {"receipt": f"{mark('unknown word')} {words}"})
    visitor.post("/tanda-terima", {"receipt": " ".join(reversed(words.split()))})
    page = visitor.post("/tanda-terima", {"receipt": words})
    answer = {"ticket": ticket_of(page), "message": mark("a reply")}
    page = visitor.post("/tanda-terima", answer, (file("a reply"),))
    page = visitor.post("/tanda-terima", answer | {"ticket": ticket_of(page), "keep": "1"})
    for name in files_on(page)[:1]:
        visitor.post("/tanda-terima/berkas", {"ticket": ticket_of(page), "file": name})
    visitor.get(f"/{marked()}")
    visitor.close()
    pids = watched.server.pids()
    texts = [Path(f"/proc/{pid}/{name}").read_bytes() for pid in pids for name in ("environ", "cmdline")]
    limits = [Path(f"/proc/{pid}/limits").read_text() for pid in pids[1:]]
    stop(watched)
    return Story(canaries, visitor.pages, texts, limits)


@pytest.mark.promise("P01", "P03")
def test_nothing_that_a_reporter_sent_is_left_on_disk_in_logs_or_in_system_calls(
    watched: Watched, story: Story
) -> None:
    assert story.canaries
    assert traces(story.canaries, watched.places()) == []
    assert [mark.name for mark in story.canaries if any(mark.is_in(text) for text in story.texts)] == []
    assert sum(path.stat().st_size for path in watched.data.rglob("*") if path.is_file()) > 2 * FILE_BYTES


@pytest.mark.promise("P01", "P03")
@pytest.mark.usefixtures("story")
def test_the_portal_writes_to_its_database_and_to_no_other_file(watched: Watched) -> None:
    written = opened_for_writing(watched.calls.read_text(errors="replace"))
    allowed = {str(watched.data / name) for name in ("wbs.sqlite", "wbs.sqlite-wal", "wbs.sqlite-shm")}
    others = {
        path
        for path in written - allowed
        if not path.startswith("/dev/") and not path.endswith(".pyc") and "__pycache__" not in path
    }
    assert others <= {str(path) for path in watched.data.glob("*lock*")}
    assert list(watched.temporary.iterdir()) == []
    assert str(watched.data / "wbs.sqlite") in written


@pytest.mark.promise("P24")
@pytest.mark.usefixtures("story")
def test_the_portal_connects_to_nobody_whatever_is_sent_to_it(watched: Watched) -> None:
    """It makes sockets to listen with, and never asks one to lead anywhere: no name server, no time, nobody."""
    calls = watched.calls.read_text(errors="replace")
    assert re.search(r"\bsocket\(AF_INET, SOCK_STREAM", calls), "the system calls were watched"
    assert [line for line in calls.splitlines() if re.search(r"\bconnect\(", line) and "AF_UNIX" not in line] == []
    assert re.findall(r"\bsocket\(AF_INET6?, SOCK_(?:DGRAM|RAW).*", calls) == []


@pytest.mark.promise("P01", "P03", "P18")
def test_nothing_that_a_reporter_sent_is_in_a_backup_even_for_whoever_opens_it(
    watched: Watched, story: Story, tmp_path: Path
) -> None:
    key = BackupPrivateKey.generate()
    config = PortalConfig.from_environment({"WBS_DATA": str(watched.data)})
    made, _ = make_backup(config, Shelf(tmp_path / "backups"), [key.public], SystemClock().today())
    sealed = made.read_bytes()
    size = backup_header_size(sealed)
    stream = open_backup(key, sealed)
    opened = tmp_path / "opened.tar"
    opened.write_bytes(stream.update(sealed[size:]) + stream.finalize())
    assert opened.stat().st_size > 2 * FILE_BYTES
    credentials = [path.read_bytes().strip() for path in (watched.data / "credentials").iterdir()]
    secrets = [canary("a credential", text) for text in credentials]
    assert secrets
    assert traces([*story.canaries, *secrets], [made, opened]) == []


@pytest.mark.promise("P11")
def test_a_mailbox_that_has_been_opened_never_shows_its_words(story: Story) -> None:
    opened = [page for page in story.pages if b'name="message"' in page and b'name="receipt"' not in page]
    assert len(opened) == 3
    assert [
        mark.name for mark in story.canaries for page in opened if "receipt" in mark.name and mark.is_in(page)
    ] == []


@pytest.mark.promise("P01")
def test_core_dumps_are_switched_off(story: Story) -> None:
    assert story.limits
    for limits in story.limits:
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]
