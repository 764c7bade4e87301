"""The reporters' portal over the cast's world, with a clock to turn, a store on a disk and a reporter's browser."""

import html
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask

from tests.cast import REGENCY, Person, World, found
from wbs.cases.model import AttachmentId, CaseName, KeyDigest
from wbs.cases.reporters.keeping import stored_message
from wbs.cases.reporters.mailbox import material_of
from wbs.cases.space import Space
from wbs.clock import WIB
from wbs.config import TICKET_CREDENTIAL, Bind, PortalConfig, create_credential
from wbs.crypto.bulk import AttachmentReader
from wbs.crypto.compose import Draft, compose_message
from wbs.crypto.dossier import Dossier, open_as_officer
from wbs.crypto.encoding import from_b64url
from wbs.crypto.messages import Attachment, Kind, SealedBy, Status, StatusBody, TextBody
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import ReportBody
from wbs.portal.app import create_app
from wbs.portal.quotas import Allowances
from wbs.portal.report_form import REPORT_SHAPE
from wbs.store.store import Store, open_store

TEXT_FIELDS = tuple(name for name in REPORT_SHAPE.limits if name not in {"drop", "keep"})
WRITTEN_FIELDS = tuple(
    name
    for name in TEXT_FIELDS
    if name not in {"ticket", "agency", "category", "timing", "relation", "identity", "same", "exclude"}
    and not name.startswith("rank")
)
"""Fields that take whatever people write."""
BOUNDARY = b"----------------------------bound"
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Jakarta."""
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}

File = tuple[str, str, bytes]


class TurnedClock:
    """A clock that goes only when told."""

    def __init__(self) -> None:
        self.moment = MORNING
        self.seconds = 0.0

    def today(self) -> date:
        return self.moment.astimezone(WIB).date()

    def now(self) -> datetime:
        return self.moment

    def ticks(self) -> float:
        return self.seconds

    def turn(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class House:
    """Everything around one portal."""

    world: World
    folder: Path
    store: Store
    clock: TurnedClock
    app: Flask

    def reporter(self) -> "Reporter":
        return Reporter(self.app)

    def case(self, words: Sequence[str], person: str = f"{REGENCY}/penerima-01") -> "OfficersCase":
        """Give the case of twelve words as an officer holds it."""
        name = self.store.cases.mailbox(Receipt.parse(" ".join(words)).mailbox_hash)
        assert name is not None, "no such case"
        return OfficersCase(self, name, self.world.people[person])

    def stored_cases(self) -> int:
        """Count cases, without opening any."""
        with sqlite3.connect(self.folder / "wbs.sqlite") as connection:
            return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0])

    def pending(self) -> int:
        """Count uploads that nobody has claimed."""
        with sqlite3.connect(self.folder / "wbs.sqlite") as connection:
            return int(connection.execute("SELECT count(*) FROM uploads WHERE NOT dropped").fetchone()[0])

    def stored_bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


@dataclass
class OfficersCase:
    """A case in an officer's hands, without the officers' application around it."""

    house: House
    name: CaseName
    person: Person

    def open(self) -> Dossier:
        file = self.house.store.cases.case_file(self.name, KeyDigest(self.person.secret.reader_key.public.digest))
        assert file is not None, "no grant for this officer"
        key = self.person.secret.reader_key
        return open_as_officer(material_of(file), key, self.person.ref, self.house.world.book())

    @property
    def may_open(self) -> bool:
        digest = KeyDigest(self.person.secret.reader_key.public.digest)
        return self.house.store.cases.case_file(self.name, digest) is not None

    @property
    def report(self) -> ReportBody:
        body = self.open().messages[0].message.body
        assert isinstance(body, ReportBody)
        return body

    def texts(self) -> list[str]:
        """What the reporter wrote after the report."""
        bodies = [found.message.body for found in self.open().messages if found.author == "reporter"]
        return [str(body.text or "") for body in bodies if isinstance(body, TextBody)]

    def files(self) -> dict[str, bytes]:
        """Every file of the case, decrypted, by name."""
        return {
            file.name: b"".join(self._decrypted(file))
            for found in self.open().messages
            for file in found.message.attachments
        }

    def say(self, text: str = "", status: Status | None = None) -> None:
        """Write to the reporter, or sign a new status."""
        if status is None:
            self._send(Kind.MESSAGE, TextBody(text=text), None)
        else:
            self.take(StatusBody(status=status, text=text or msgspec.UNSET))

    def take(self, step: StatusBody) -> None:
        """Sign a step of the case."""
        self._send(Kind.STATUS, step, step.status)

    def _send(self, kind: Kind, body: TextBody | StatusBody, status: Status | None) -> None:
        place = self.open().place_for(self.person.ref, self.house.world.book())
        sealed = compose_message(self.person.secret.signing_key, place, Draft(kind, body, SealedBy.BROWSER))
        message = stored_message(sealed, self.house.clock.today())
        self.house.store.cases.append_message(self.name, message, status=status)

    def _decrypted(self, file: Attachment) -> Iterator[bytes]:
        chunks = self.house.store.cases.attachment(self.name, AttachmentId(from_b64url(file.id)))
        assert chunks is not None, "a file without bytes"
        reader = AttachmentReader(from_b64url(file.id), from_b64url(file.key), file.size)
        for chunk in chunks:
            yield reader.update(chunk)
        yield reader.finalize()


def publish(world: World, folder: Path) -> None:
    """Write a world's signed documents where services read them."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, chains in (("roots", world.roots), ("directory", world.directories)):
        for agency, chain in chains.items():
            for version, envelope in enumerate(chain, 1):
                (folder / f"{kind}-{agency}-{version}.json").write_bytes(envelope)
    for version, envelope in enumerate(world.agencies, 1):
        (folder / f"agencies-{version}.json").write_bytes(envelope)
    (folder / "anchor.txt").write_text(world.anchor + "\n", encoding="ascii")


def config_of(folder: Path, **changes: Any) -> PortalConfig:
    settings: dict[str, Any] = {
        "data": folder,
        "database_url": f"sqlite:///{folder / 'wbs.sqlite'}",
        "credentials": folder.parent / "credentials",
        "bind": Bind("127.0.0.1", 8000),
        "hosts": ("127.0.0.1", "localhost"),
        "https": False,
        "onion": False,
        "exit_url": "https://www.bmkg.go.id/",
    }
    return PortalConfig(**{**settings, **changes})


def build(
    folder: Path,
    world: World | None = None,
    allowances: Allowances | None = None,
    look: Callable[[], Space] | None = None,
    **changes: Any,
) -> House:
    """Build a portal over a folder that holds a migrated database; `look` says how full the disk is."""
    world = world or found()
    config = config_of(folder, **changes)
    publish(world, config.keys)
    create_credential(config.credentials, TICKET_CREDENTIAL)
    store = open_store(config.database_url)
    clock = TurnedClock()
    return House(world, folder, store, clock, create_app(config, store, clock, allowances, look=look))


def multipart(
    fields: Iterable[tuple[str, str | bytes]], files: Iterable[File] = (), boundary: bytes = BOUNDARY
) -> bytes:
    """Write a form as browsers do."""
    parts = []
    for name, value in fields:
        data = value if isinstance(value, bytes) else value.replace("\n", "\r\n").encode()
        parts.append(b'Content-Disposition: form-data; name="%b"\r\n\r\n%b' % (name.encode(), data))
    for filename, kind, data in files:
        parts.append(
            b'Content-Disposition: form-data; name="files"; filename="%b"\r\nContent-Type: %b\r\n\r\n%b'
            % (filename.encode(), kind.encode(), data)
        )
    lines = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts)
    return lines + b"--%b--\r\n" % boundary


def form_type(boundary: bytes = BOUNDARY) -> str:
    return f"multipart/form-data; boundary={boundary.decode()}"


def a_form(ticket: str, **changes: str) -> list[tuple[str, str]]:
    """Fill in the report form."""
    values = dict.fromkeys(TEXT_FIELDS, "") | {
        "ticket": ticket,
        "agency": REGENCY,
        "what": "Angka pada papan proyek berbeda dengan berita acara.",
        "who": "Fulan B.",
        "unit": "Dinas Sarana",
        "rank": "staff",
        "where": "Desa Semisal",
        "when": "Antara Juli dan September 2026",
        "category": "procurement",
    }
    values |= changes
    order = [*TEXT_FIELDS, *(name for name in ("drop", "keep") if name in changes)]
    return [(name, values[name]) for name in order]


@dataclass
class Page:
    """An answer as a browser shows it."""

    status: int
    headers: Mapping[str, str]
    text: str
    data: bytes

    @property
    def ticket(self) -> str:
        """The ticket of the page's writing form, else of its first."""
        found = re.findall(r'name="ticket" value="([^"]+)"', self.text)
        assert found, "a page without a ticket"
        return str(found[-1])

    @property
    def words(self) -> list[str]:
        block = re.search(r'id="receipt".*?</ol>\s*</div>', self.text, re.DOTALL)
        return re.findall(r"<li><span>\d+</span> (\w+)</li>", block[0]) if block else []

    @property
    def case_number(self) -> str:
        return str(re.search(r'id="case-number">([^<]+)<', self.text)[1])  # type: ignore[index]

    def value(self, name: str) -> str:
        """What stands in a field."""
        area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', self.text, re.DOTALL)
        line = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        match = area or line
        return html.unescape(match[1]) if match else ""

    def checked(self, name: str) -> str:
        match = re.search(rf'<input type="radio" name="{name}" id="[^"]+" value="([^"]*)"[^>]* checked', self.text)
        return match[1] if match else ""

    @property
    def errors(self) -> dict[str, str]:
        """The message at each field."""
        return {
            name: html.unescape(text) for name, text in re.findall(r'class="err" id="([\w-]+)-e">([^<]+)<', self.text)
        }

    @property
    def files(self) -> list[str]:
        """Names of files that are kept."""
        block = re.search(r'<ul class="files".*?</ul>', self.text, re.DOTALL)
        return [html.unescape(name) for name in re.findall(r"<b dir=\"auto\">([^<]+)</b>", block[0])] if block else []

    @property
    def asks(self) -> bool:
        """Whether nothing but a decision about the files is missing."""
        return 'id="periksa-berkas"' in self.text or list(self.errors) == ["keep"]

    @property
    def told(self) -> dict[str, str]:
        """What is said about each file that is kept, as people read it."""
        items = re.findall(
            r'<li id="berkas-\d+"><b dir="auto">([^<]+)</b>.*?(<div class="found">.*?)<button', self.text, re.DOTALL
        )
        return {
            html.unescape(name): html.unescape(" ".join(re.sub("<[^>]+>", " ", text).split())) for name, text in items
        }

    @property
    def downloads(self) -> dict[str, str]:
        """Ids of the files that messages carry, by name."""
        found = re.findall(r'name="file" value="([\w-]{22})"><span dir="auto">([^<]+)<', self.text)
        return {html.unescape(name): file for file, name in found}


class Reporter:
    """Asks as a browser without JavaScript; one who `decides` sends files as they are, once told what they tell."""

    def __init__(self, app: Flask, prefix: str = "", *, decides: bool = True) -> None:
        self.app = app
        self._client = app.test_client(use_cookies=False)
        self.prefix = prefix
        self.decides = decides

    def get(self, path: str, **headers: str) -> Page:
        return self._page(self._client.get(self.prefix + path, headers=headers))

    def open(self, method: str, path: str, **options: Any) -> Page:
        return self._page(self._client.open(path, method=method, **options))

    def post(self, path: str, body: bytes, content_type: str = "", length: int | None = None, **headers: str) -> Page:
        """Post bytes; `length` announces another length than they have."""
        answer = self._client.post(
            self.prefix + path,
            input_stream=BytesIO(body),
            environ_overrides={"CONTENT_LENGTH": str(len(body) if length is None else length)},
            content_type=content_type or form_type(),
            headers=SAME_ORIGIN | headers,
        )
        return self._page(answer)

    def report(self, files: Sequence[File] = (), **changes: str) -> Page:
        """Open the form and send it."""
        ticket = changes.pop("ticket", "") or self.get("/lapor").ticket
        page = self.post("/lapor", multipart(a_form(ticket, **changes), files))
        if not (page.asks and self.decides):
            return page
        return self.post("/lapor", multipart(a_form(page.ticket, **changes, keep="1")))

    def mailbox(self, words: Sequence[str]) -> Page:
        return self.post("/tanda-terima", multipart([("receipt", " ".join(words))]))

    def reply(self, ticket: str, message: str, files: Sequence[File] = (), **more: str) -> Page:
        fields = [("ticket", ticket), *(("receipt", more[name]) for name in more if name == "receipt")]
        fields += [("message", message), *((name, more[name]) for name in ("purpose", "drop", "keep") if name in more)]
        page = self.post("/tanda-terima", multipart(fields, files))
        return self.reply(page.ticket, message, **{**more, "keep": "1"}) if page.asks and self.decides else page

    def take_back(self, ticket: str, number: object, **more: str) -> Page:
        fields = [("ticket", ticket), ("retract", str(number)), *more.items()]
        return self.post("/tanda-terima", multipart(fields))

    def download(self, ticket: str, file: str) -> Page:
        return self.post("/tanda-terima/berkas", multipart([("ticket", ticket), ("file", file)]))

    def _page(self, answer: Any) -> Page:
        data = answer.get_data()
        is_text = (answer.content_type or "").startswith(("text/", "application/json", "application/problem"))
        return Page(answer.status_code, answer.headers, data.decode() if is_text else "", data)
