"""A reporter's device that seals by itself and speaks the JSON API, with Python's half of the protocol."""

from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.cast import REGENCY, RELEASED, World, a_report
from tests.portal.house import House
from wbs.cases.conflicts.likeness import require_told_apart
from wbs.cases.model import CHUNK_LIMIT
from wbs.crypto.bulk import AttachmentWriter, new_attachment_id
from wbs.crypto.compose import (
    Draft,
    SealedCase,
    compose_case,
    compose_epoch,
    compose_message,
    name_of,
    recipients_of,
)
from wbs.crypto.directory import receivers
from wbs.crypto.dossier import Dossier, open_as_reporter
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import (
    Attachment,
    CaseMaterial,
    Kind,
    RemovedBody,
    SealedBy,
    SealedGrant,
    SealedMessage,
    TextBody,
    digest_of,
)
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import REPORTER
from wbs.crypto.retraction import Retracted, Retraction
from wbs.crypto.signing import sign
from wbs.crypto.trust import DocumentSet, TrustBook, verify_documents

API = "/api/v1"
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class SealedFile:
    """A file that the device encrypted."""

    attachment: Attachment
    data: bytes
    token: bytes = field(default_factory=lambda: random_bytes(32))

    @property
    def id(self) -> str:
        return self.attachment.id

    @property
    def ref(self) -> dict[str, str]:
        return {"id": self.id, "token": b64url(self.token)}

    @property
    def headers(self) -> dict[str, str]:
        return {**TUS, "Upload-Token": b64url(self.token)}


def seal_file(content: bytes, name: str = "bukti.bin") -> SealedFile:
    writer = AttachmentWriter(new_attachment_id())
    data = writer.update(content) + writer.finalize()
    attachment = Attachment(
        id=b64url(writer.attachment_id),
        key=b64url(writer.key),
        name=name,
        media_type="application/octet-stream",
        size=len(content),
    )
    return SealedFile(attachment, data)


@dataclass
class Device:
    """One device with one receipt."""

    house: House
    receipt: Receipt = field(default_factory=Receipt.generate)

    def __post_init__(self) -> None:
        self.client = self.house.app.test_client(use_cookies=False)

    @property
    def world(self) -> World:
        return self.house.world

    def book(self) -> TrustBook:
        """Verify what the portal serves from its anchor."""
        sent = self.client.get(f"{API}/documents").get_json()
        chains = {
            kind: {code: tuple(map(from_b64url, chain)) for code, chain in sent[kind].items()}
            for kind in ("roots", "directories")
        }
        documents = DocumentSet(chains["roots"], chains["directories"], tuple(map(from_b64url, sent["agencies"])))
        return verify_documents(documents, self.client.get("/jangkar.json").get_json()["installation"])

    def seal(self, agency: str = REGENCY, files: tuple[SealedFile, ...] = (), **report: Any) -> SealedCase:
        body, book = a_report(**report), self.book()
        require_told_apart(book, agency, body, ())
        directory = book.newest(agency)
        chosen = receivers(directory.document, self.house.clock.today(), RELEASED)
        return compose_case(
            report=body,
            receipt=self.receipt,
            directory=directory,
            recipients=recipients_of(directory, chosen),
            sealed_by=SealedBy.BROWSER,
            attachments=[file.attachment for file in files],
        )

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {b64url(self.receipt.mailbox_token)}",
            "Mailbox-Reader": self.receipt.reader_key.public.digest,
        }

    def send(self, sealed: SealedCase, files: tuple[SealedFile, ...] = (), **changes: Any) -> TestResponse:
        body = case_body(sealed, files) | changes
        return self.client.put(f"{API}/cases/{sealed.case}", json=body, headers=self.headers)

    def report(self, files: tuple[SealedFile, ...] = (), **report: Any) -> SealedCase:
        """Seal and send a report with its files."""
        for file in files:
            self.upload(file)
        sealed = self.seal(files=files, **report)
        assert self.send(sealed, files).status_code == 201
        return sealed

    def begin(self, file: SealedFile, **changes: str) -> TestResponse:
        headers = {
            **file.headers,
            "Upload-Length": str(len(file.data)),
            "Upload-Id": file.id,
            "Upload-Agency": REGENCY,
            **changes,
        }
        return self.client.post(f"{API}/uploads", headers={name: text for name, text in headers.items() if text})

    def patch(self, file: SealedFile, offset: int, **changes: str) -> TestResponse:
        headers = {**file.headers, "Upload-Offset": str(offset), **changes}
        data = file.data[offset : offset + CHUNK_LIMIT]
        return self.client.patch(
            f"{API}/uploads/{file.id}", data=data, headers=headers, content_type="application/offset+octet-stream"
        )

    def head(self, file: SealedFile, **changes: str) -> TestResponse:
        return self.client.head(f"{API}/uploads/{file.id}", headers={**file.headers, **changes})

    def upload(self, file: SealedFile) -> None:
        assert self.begin(file).status_code == 201
        for offset in range(0, len(file.data), CHUNK_LIMIT):
            assert self.patch(file, offset).status_code == 204

    def get(self, path: str = "/case") -> TestResponse:
        return self.client.get(f"{API}/mailbox{path}", headers=self.headers)

    def material(self) -> CaseMaterial:
        return material_of(self.get().get_json())

    def open(self) -> Dossier:
        return open_as_reporter(self.material(), self.receipt, self.book())

    def compose(self, text: str, files: tuple[SealedFile, ...] = ()) -> SealedMessage:
        draft = Draft(Kind.MESSAGE, TextBody(text=text), SealedBy.BROWSER, tuple(file.attachment for file in files))
        return compose_message(self.receipt.signing_key, self.open().place_for(REPORTER, self.book()), draft)

    def write(self, message: SealedMessage, files: tuple[SealedFile, ...] = (), **changes: Any) -> TestResponse:
        body = {"seq": message.seq, "epoch": message.epoch, "sealed": b64url(message.sealed)}
        body |= {"uploads": [file.ref for file in files], **changes}
        return self.client.post(f"{API}/mailbox/messages", json=body, headers=self.headers)

    def retraction(self, *numbers: int) -> SealedMessage:
        """Sign that messages of one's own are taken back."""
        dossier = self.open()
        digests = [one.digest for one in dossier.messages if one.author == REPORTER and one.message.seq in numbers]
        body = RemovedBody(digests=digests, own=list(numbers), reason="retracted")
        place = dossier.place_for(REPORTER, self.book())
        return compose_message(self.receipt.signing_key, place, Draft(Kind.REMOVED, body, SealedBy.BROWSER))

    def retraction_body(self, message: SealedMessage, *numbers: int) -> dict[str, Any]:
        """Give a retraction as the API takes it; of a message that is not there, with a digest of nothing."""
        answer = self.get().get_json()
        stored = {one["seq"]: one for one in answer.get("messages", []) if one["author"] == REPORTER}
        digests = {seq: digest_of(from_b64url(one["sealed"])) for seq, one in stored.items()}
        going = [Retracted(seq=seq, digest=digests.get(seq, digest_of(b""))) for seq in numbers]
        signed = sign(Retraction(case=answer.get("case", "a" * 52), messages=going), self.receipt.signing_key)
        return {
            "seq": message.seq,
            "epoch": message.epoch,
            "sealed": b64url(message.sealed),
            "signed": b64url(signed),
        }

    def retract(self, message: SealedMessage, *numbers: int) -> TestResponse:
        body = self.retraction_body(message, *numbers)
        return self.client.post(f"{API}/mailbox/retractions", json=body, headers=self.headers)

    def epoch_body(self, agency: str = REGENCY) -> dict[str, Any]:
        """Begin an epoch for everyone who receives by the newest directory."""
        book, dossier = self.book(), self.open()
        directory = book.newest(agency)
        chosen = receivers(directory.document, self.house.clock.today(), RELEASED)
        sealed = compose_epoch(
            self.receipt.signing_key,
            REPORTER,
            dossier.chain,
            dossier.case_keys[dossier.epoch],
            recipients_of(directory, chosen),
            directories=[name_of(directory)],
            heads=dossier.heads(),
        )
        assert sealed.previous_key is not None
        return {
            "record": b64url(sealed.record),
            "previous_key": b64url(sealed.previous_key),
            "grants": grants_body(sealed.grants),
        }

    def begin_epoch(self, body: dict[str, Any]) -> TestResponse:
        return self.client.post(f"{API}/mailbox/epochs", json=body, headers=self.headers)


def grants_body(grants: tuple[SealedGrant, ...]) -> list[dict[str, str]]:
    return [{"key": grant.key, "sealed": b64url(grant.sealed)} for grant in grants]


def case_body(sealed: SealedCase, files: tuple[SealedFile, ...] = ()) -> dict[str, Any]:
    return {
        "agency": sealed.agency,
        "record": b64url(sealed.record),
        "grants": grants_body(sealed.grants),
        "summary": b64url(sealed.summary),
        "report": b64url(sealed.message.sealed),
        "uploads": [file.ref for file in files],
    }


def material_of(sent: dict[str, Any]) -> CaseMaterial:
    return CaseMaterial(
        case=sent["case"],
        records=tuple(from_b64url(record["envelope"]) for record in sent["records"]),
        grants={grant["epoch"]: from_b64url(grant["sealed"]) for grant in sent["grants"]},
        previous_keys={key["epoch"]: from_b64url(key["sealed"]) for key in sent["previous_keys"]},
        summary=from_b64url(sent["summary"]),
        messages=tuple(
            SealedMessage(one["author"], one["seq"], one["epoch"], Kind(one["kind"]), from_b64url(one["sealed"]))
            for one in sent["messages"]
        ),
    )
