"""An office whose officers sign in with a real browser: passphrases, wrapped keys, a server on loopback.

Keys are drawn for each desk, passphrases for each process of tests: stretching one is real, and takes longer than all
else. Only the server's own hash is cheap.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from werkzeug.serving import make_server

from tests.cast import REGENCY, Person, a_report, recipients
from tests.investigator.counter import Counter
from tests.office import Login, Office, SealedReport
from wbs.cases.clocks.history import SAME_TAGS, TagChange
from wbs.cases.model import AgencyCode, CaseFile, CaseId, CaseName, KeyDigest, Officer
from wbs.cases.reporters.keeping import new_case, stored_message
from wbs.crypto import signin
from wbs.crypto.compose import Draft, compose_case, compose_message
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter
from wbs.crypto.messages import (
    Attachment,
    CaseMaterial,
    Kind,
    SealedBy,
    SealedMessage,
    Status,
    StatusBody,
    TextBody,
)
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import REPORTER
from wbs.crypto.report import ReportBody
from wbs.crypto.signin import SignInKeys, WrapContext, derive, generate_passphrase, wrap, wrapped_secret
from wbs.investigator.pages import BUILD_FOLDER
from wbs.web.build import MANIFEST

PENERIMA = f"{REGENCY}/penerima-01"


@cache
def stretched(_: str, __: int) -> tuple[str, bytes, SignInKeys]:
    """Draw a passphrase and a salt for a login, and stretch them at a cost."""
    passphrase, salt = generate_passphrase(), random_bytes(16)
    return passphrase, salt, derive(passphrase, salt)


class Desk(Office):
    """An office that a browser can sign in to."""

    def __init__(self, folder: Path, extra: Sequence[Person] = (), *, remembered: int | None = None) -> None:
        """Make the office; `remembered` is the directory version that wrapped keys have seen, if not the newest."""
        self.passphrases: dict[str, str] = {}
        self._remembered = remembered
        super().__init__(folder, extra)

    def account(self, login: Login, **changes: object) -> Officer:
        passphrase, login.salt, keys = stretched(login.login, signin.MEMORY_KIB)
        self.passphrases[login.login] = passphrase
        login.auth = keys.auth
        return super().account(login, wrapped_key=self._wrapped(login, keys), **changes)

    def _wrapped(self, login: Login, keys: SignInKeys) -> bytes:
        person, book = login.person, self.world.book()
        newest = book.newest(person.agency)
        secret = wrapped_secret(
            person.secret,
            installation=self.world.anchor,
            agency=book.by_agency[person.agency].roots[0].document.fingerprint_text(),
            directory_version=self._remembered or newest.document.version,
            directory=newest.digest,
        )
        context = WrapContext(
            installation=self.world.anchor,
            agency=person.agency,
            officer=person.id,
            reader_key=person.secret.reader_key.public.digest,
        )
        return wrap(keys, secret, context)

    def credentials(self, name: str = PENERIMA) -> dict[str, str]:
        """What an officer types, with a code that was not used before."""
        self.clock.pass_time(seconds=61)
        login = self.login(name)
        return {
            "login": login.login,
            "passphrase": self.passphrases[login.login],
            "code": login.code(self.clock.now()),
        }

    def file_report(
        self, report: ReportBody | None = None, files: Sequence[tuple[str, bytes]] = (), agency: str = REGENCY
    ) -> SealedReport:
        """Seal a report with named files and store it."""
        receipt = Receipt.generate()
        kept = [self._upload(agency, name, content) for name, content in files]
        sealed = compose_case(
            report=report or a_report(),
            receipt=receipt,
            directory=self.world.book().newest(agency),
            recipients=recipients(self.world, agency),
            sealed_by=SealedBy.PORTAL,
            attachments=[attachment for _, attachment in kept],
        )
        claims = tuple(claim for claim, _ in kept)
        self.store.cases.create_case(new_case(sealed, receipt.mailbox_hash, claims, self.clock.today()))
        name = CaseName(AgencyCode(agency), CaseId(sealed.case))
        return SealedReport(receipt, sealed, name, tuple(attachment for _, attachment in kept))

    def reporter_says(self, report: SealedReport, text: str, files: Sequence[tuple[str, bytes]] = ()) -> None:
        """Let the reporter write."""
        key = report.receipt.reader_key.public.digest
        book = self.world.book()
        dossier = open_as_reporter(self._material(report.name, key), report.receipt, book)
        kept = [self._upload(report.name.agency, name, content) for name, content in files]
        draft = Draft(Kind.MESSAGE, TextBody(text=text), SealedBy.BROWSER, tuple(item for _, item in kept))
        message = compose_message(report.receipt.signing_key, dossier.place_for(REPORTER, book), draft)
        stored = stored_message(message, self.clock.today())
        self.store.cases.append_message(report.name, stored, claims=[claim for claim, _ in kept])

    def officer_says(self, report: SealedReport, body: TextBody | StatusBody, name: str = PENERIMA) -> SealedMessage:
        """Let an officer write, by Python's own hand."""
        person, book = self.world.people[name], self.world.book()
        dossier = self.opened(report, name)
        kind = Kind.STATUS if isinstance(body, StatusBody) else Kind.MESSAGE
        draft = Draft(kind, body, SealedBy.CLI)
        message = compose_message(person.secret.signing_key, dossier.place_for(person.ref, book), draft)
        status = body.status if isinstance(body, StatusBody) else None
        tags = TagChange(matter_class=body.class_, outcome=body.outcome) if isinstance(body, StatusBody) else SAME_TAGS
        stored = stored_message(message, self.clock.today())
        self.store.cases.append_message(report.name, stored, status=status, tags=tags)
        return message

    def opened(self, report: SealedReport, name: str = PENERIMA) -> Dossier:
        """Open a case as an officer, by Python's own hand."""
        person = self.world.people[name]
        material = self._material(report.name, person.secret.reader_key.public.digest)
        return open_as_officer(material, person.secret.reader_key, person.ref, self.world.book())

    def opened_by_reporter(self, report: SealedReport) -> Dossier:
        """Open a case with its receipt."""
        material = self._material(report.name, report.receipt.reader_key.public.digest)
        return open_as_reporter(material, report.receipt, self.world.book())

    def _material(self, name: CaseName, key: str) -> CaseMaterial:
        file = self.store.cases.case_file(name, KeyDigest(key))
        assert file is not None
        return material_of(file)


def material_of(file: CaseFile) -> CaseMaterial:
    """Give what a client gets of a stored case."""
    return CaseMaterial(
        case=file.name.case,
        records=tuple(record.envelope for record in sorted(file.records, key=lambda record: record.place)),
        grants={grant.epoch: grant.sealed for grant in file.grants},
        previous_keys=file.previous_keys,
        summary=file.summary,
        messages=tuple(
            SealedMessage(message.author, message.seq, message.epoch, message.kind, message.sealed)
            for message in file.messages
        ),
    )


def attachment_named(report: SealedReport, name: str) -> Attachment:
    """Give one attachment of a report."""
    return next(attachment for attachment in report.attachments if attachment.name == name)


@dataclass(frozen=True)
class Served:
    """A desk behind an address."""

    desk: Desk
    origin: str


def no_application(*_: object) -> list[bytes]:
    """Stand in for the application until the port is known."""
    raise AssertionError


@contextmanager
def serve(desk: Desk) -> Iterator[Served]:
    """Serve the officers' application, with the browser's half as it was built, on a free port of loopback."""
    assert (BUILD_FOLDER / MANIFEST).exists(), "build the browser's half first: make build"
    server = make_server("localhost", 0, no_application, threaded=True)
    server.app = Counter(desk, build=BUILD_FOLDER, port=server.server_port).app  # passkeys belong to a port, too
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(desk, f"http://localhost:{server.server_port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def three_cases(desk: Desk) -> list[SealedReport]:
    """Fill an inbox: a fresh report, one under way with messages and files, one that is finished."""
    fresh = desk.file_report(
        a_report(
            title="Pungutan meja lapak di Pasar Umpama",
            what="Setiap pedagang diminta membayar dua puluh ribu rupiah sehari tanpa karcis.",
        )
    )
    running = desk.file_report(
        a_report(
            how="Volume di berita acara dibulatkan ke atas, pembayaran tahap dua mengikuti angka itu.",
            loss="Sekitar Rp120 juta",
        ),
        files=[
            ("papan-proyek.jpg", b"\xff\xd8\xff" + bytes(range(256)) * 900),
            ("berita-acara.pdf", b"%PDF-1.7 " * 5000),
        ],
    )
    desk.officer_says(running, StatusBody(status=Status.RECEIVED))
    desk.officer_says(running, StatusBody(status=Status.VERIFIED, text="Laporan lengkap dan ditelaah."))
    desk.officer_says(
        running,
        TextBody(
            text="Terima kasih atas foto papan proyek. Apakah Anda tahu siapa yang menyimpan buku ukur lapangan?\n"
            "Sebutkan jabatannya saja, tidak perlu nama."
        ),
    )
    desk.reporter_says(
        running, "Tadi pagi papan proyek itu diganti dengan yang baru.", [("papan-baru.jpg", b"\xff\xd8" * 999)]
    )
    done = desk.file_report(a_report(title="Mobil dinas disewakan pada akhir pekan"))
    desk.officer_says(done, StatusBody(status=Status.RECEIVED))
    desk.officer_says(done, StatusBody(status=Status.CLOSED, text="Sudah selesai diperiksa."))
    return [fresh, running, done]


def statuses_of(dossier: Dossier) -> list[Status]:
    """List the statuses that officers signed, in order."""
    bodies = [opened.message.body for opened in dossier.messages]
    return [body.status for body in bodies if isinstance(body, StatusBody)]
