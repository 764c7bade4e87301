"""What reporters cost: home page, submission, upload, mailbox; through the shipped server."""

import http.client
import re
import time
from collections.abc import Iterator
from pathlib import Path

from bench import sealed
from bench.client import Client, Outcome, form, many, ticket_of
from bench.figures import Figure, at_least, at_most, reported
from bench.installation import found
from bench.processes import Server, serve, serve_module
from wbs.clock import RELEASED, SystemClock
from wbs.crypto.compose import compose_case, recipients_of
from wbs.crypto.directory import receivers
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Accused, Category, ReportBody
from wbs.web.documents import Documents

TEXT = "Angka pada papan proyek berbeda dengan berita acara. " * 40
FIELDS = {
    "agency": "61.08",
    "title": "Papan proyek",
    "what": TEXT[:2048],
    "who": "Fulan B.",
    "post": "",
    "unit": "Dinas Sarana",
    "rank": "staff",
    "where": "Desa Semisal",
    "when": "Juli 2026",
    "how": "",
    "why": "",
    "loss": "",
    "witnesses": "",
    "category": "procurement",
}
MIB = 1 << 20
UPLOAD = 100 * 1000 * 1000
_WORD = re.compile(rb"<span[^>]*>\s*\d+\s*</span>\s*([a-z]+)")
_CASE = re.compile(rb'id="case-number"')


def measure(folder: Path) -> Iterator[Figure]:
    """Measure everything on one installation with five receivers."""
    data = folder / "reporters"
    found(data)
    with serve("portal", data) as server:
        warm_up(server)
        yield from home(server)
        yield from submission(server, data)
        yield from crowd(server, data)
        yield from mailbox(server)
        yield from upload(server, data)
    yield from sealed.measure(folder)


def warm_up(server: Server) -> None:
    """Let every process serve a few requests first."""
    many(8, 10, server.port, submit)


def submit(client: Client) -> bool:
    """Open the form and send a report: what a visitor does."""
    return send(client) is not None


def send(client: Client, files: tuple[tuple[str, bytes], ...] = ()) -> bytes | None:
    """Open the form and send a report, files as they are once told what they tell; give the receipt page."""
    _, page = client.get("/lapor")
    status, answer = client.post("/lapor", form({"ticket": ticket_of(page), **FIELDS}, files))
    if files and not _CASE.search(answer):
        status, answer = client.post("/lapor", form({"ticket": ticket_of(answer), **FIELDS, "keep": "1"}))
    return answer if status == http.client.OK and _CASE.search(answer) else None


def home(server: Server) -> Iterator[Figure]:
    """Count what the first page needs."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/")
    answer = connection.getresponse()
    body = answer.read()
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + len("HTTP/1.1 200 OK\r\n\r\n")
    loads = re.findall(rb"(?:src|srcset|href)=.(?!data:|https?://|/|#)|<(?:img|script|iframe)|url\(|@import", body)
    yield at_most("home page, bytes with headers", len(body) + head, "bytes", 14_600)
    yield at_most("home page, requests", 1 + len(loads), "requests", 1)


def submission(server: Server, data: Path) -> Iterator[Figure]:
    """Compare the CPU time of a submission with that of its cryptography alone, in one run."""
    reports = 600
    own = time.process_time()
    seal_many(data, reports)
    alone = (time.process_time() - own) / reports * 1000
    before = server.cpu_seconds()
    outcome = many(2, reports // 2, server.port, submit)
    each = (server.cpu_seconds() - before) / reports * 1000
    posts = post_cost(server)
    yield at_most("submission, server CPU (form and post)", each, "ms", 4.7)
    yield reported("submission, server CPU (post alone)", posts, "ms")
    yield reported("submission, cryptography alone", alone, "ms")
    yield at_most("submission over its cryptography", each / alone, "times", 3)
    yield at_most("submission, errors", outcome.errors, "reports", 0)


def post_cost(server: Server) -> float:
    """Measure posts whose forms were fetched before, in milliseconds of server CPU."""
    client = Client(server.port)
    tickets = [ticket_of(client.get("/lapor")[1]) for _ in range(200)]
    before = server.cpu_seconds()
    for ticket in tickets:
        client.post("/lapor", form({"ticket": ticket, **FIELDS}))
    return (server.cpu_seconds() - before) / len(tickets) * 1000


def seal_many(data: Path, reports: int) -> None:
    """Seal as many cases as will be submitted, to the same readers, and throw them away."""
    directory = Documents(data / "keys").current().book.newest("61.08")
    recipients = recipients_of(directory, receivers(directory.document, SystemClock().today(), RELEASED))
    report = ReportBody(
        title=FIELDS["title"],
        what=FIELDS["what"],
        accused=[Accused(name=FIELDS["who"], unit=FIELDS["unit"])],
        rank="staff",
        where=FIELDS["where"],
        when=FIELDS["when"],
        category=Category.PROCUREMENT,
    )
    for _ in range(reports):
        receipt = Receipt.generate()
        compose_case(
            report=report, receipt=receipt, directory=directory, recipients=recipients, sealed_by=SealedBy.PORTAL
        )


def crowd(server: Server, data: Path) -> Iterator[Figure]:
    """Let 32 visitors submit at once."""
    before = sealed.stored(data)
    outcome: Outcome = many(32, 40, server.port, submit)
    sent = 32 * 40
    lost = len(outcome.latencies) - (sealed.stored(data) - before)
    yield at_least("submission, 32 at once", outcome.rate, "/s", 100)
    yield at_most("submission, 32 at once, errors", outcome.errors, f"of {sent}", 0)
    yield at_most("submission, 32 at once, lost", lost, f"of {sent}", 0)
    yield at_most("submission, p99 over p50", outcome.percentile(0.99) / outcome.percentile(0.5), "times", 6)
    yield reported("submission, p50 of 32 at once", outcome.percentile(0.5) * 1000, "ms")


def mailbox(server: Server) -> Iterator[Figure]:
    """Open mailboxes with their words."""
    client = Client(server.port)
    codes = [words_of(page) for page in (send(client) for _ in range(32)) if page]
    turns = iter(codes * 100)

    def visit(visitor: Client) -> bool:
        status, page = visitor.post("/tanda-terima", form({"receipt": next(turns)}))
        return status == http.client.OK and b"WBS-" in page

    before = server.cpu_seconds()
    outcome = many(8, 150, server.port, visit)
    each = (server.cpu_seconds() - before) / 1200 * 1000
    yield at_least("mailbox, opened with the words", outcome.rate, "/s", 300)
    yield reported("mailbox, server CPU", each, "ms")
    yield at_most("mailbox, errors", outcome.errors, "of 1200", 0)


def words_of(page: bytes) -> str:
    """Read the twelve words of a receipt page."""
    words = [word.decode() for word in _WORD.findall(page)][:12]
    if len(words) != 12:
        raise RuntimeError("no receipt on the page")
    return " ".join(words)


def upload(server: Server, data: Path) -> Iterator[Figure]:
    """Send 100 MB through the form, against the same server storing a raw body in the same rows."""
    content = bytes(range(250)) * (UPLOAD // 250)
    base = server.resident_kb()
    peak = base

    def watch() -> float:
        nonlocal peak
        began = time.perf_counter()
        if send(Client(server.port), (("besar.bin", content),)) is None:
            raise RuntimeError("the upload was refused")
        peak = max(peak, server.peak_kb())
        return time.perf_counter() - began

    with serve_module("bench.raw_server", data) as raw:
        pairs = [(watch(), raw_upload(raw, content)) for _ in range(3)]
    arrived = min(pair[0] for pair in pairs)
    plain = min(pair[1] for pair in pairs)
    yield at_least("upload of 100 MB over raw storing", plain / arrived * 100, "%", 40)
    yield reported("upload of 100 MB", UPLOAD / arrived / 1e6, "MB/s")
    yield at_most("upload, memory growth", (peak - base) / 1024, "MiB", 32)


def raw_upload(server: Server, content: bytes) -> float:
    """Send a raw body; give the seconds it took."""
    began = time.perf_counter()
    status, _ = Client(server.port).post("/", content, "application/octet-stream")
    if status != http.client.OK:
        raise RuntimeError("the raw upload was refused")
    return time.perf_counter() - began
