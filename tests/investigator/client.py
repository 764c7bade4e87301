"""An officer's client for tests: gets JSON, verifies, opens, signs and seals with the product's own code."""

from typing import Any

from tests.cast import REGENCY
from tests.investigator.counter import Browser, Counter, decoded
from tests.office import SealedReport
from wbs.crypto.bulk import AttachmentWriter
from wbs.crypto.compose import Draft, compose_message
from wbs.crypto.dossier import Dossier, open_as_officer
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import CaseMaterial, Kind, SealedMessage
from wbs.crypto.primitives import random_bytes
from wbs.crypto.trust import DocumentSet, verify_documents

RECEIVER = f"{REGENCY}/penerima-01"
PART = 1 << 20


class Client:
    """An officer's client: gets JSON, verifies, opens, signs, seals."""

    def __init__(self, counter: Counter, name: str = RECEIVER) -> None:
        self.counter = counter
        self.person = counter.office.world.people[name]
        self.browser: Browser = counter.signed_in(name)
        documents = decoded(self.browser.get("/documents"))
        chains = DocumentSet(
            roots={code: [from_b64url(text) for text in chain] for code, chain in documents["roots"].items()},
            directories={code: [from_b64url(text) for text in c] for code, c in documents["directories"].items()},
            agencies=[from_b64url(text) for text in documents["agencies"]],
        )
        self.book = verify_documents(chains, counter.office.world.anchor)

    def open(self, report: SealedReport) -> tuple[dict[str, Any], Dossier]:
        answer = decoded(self.browser.get(path_of(report)))
        key = self.person.secret.reader_key
        return answer, open_as_officer(material(answer), key, self.person.ref, self.book)

    def seal(self, dossier: Dossier, draft: Draft) -> SealedMessage:
        place = dossier.place_for(self.person.ref, self.book)
        return compose_message(self.person.secret.signing_key, place, draft)

    def send(self, report: SealedReport, sealed: SealedMessage, **more: object):  # type: ignore[no-untyped-def]
        body = {"seq": sealed.seq, "epoch": sealed.epoch, "kind": sealed.kind, "sealed": b64url(sealed.sealed)}
        return self.browser.post(path_of(report) + "/messages", {**body, "uploads": [], **more})

    def upload(self, writer: AttachmentWriter, content: bytes) -> dict[str, str]:
        stored = writer.update(content) + writer.finalize()
        reference = {"id": b64url(writer.attachment_id), "token": b64url(random_bytes(32))}
        assert self.browser.post("/uploads", {**reference, "length": len(stored)}).status_code == 201
        for number, start in enumerate(range(0, len(stored), PART)):
            piece = stored[start : start + PART]
            path = f"/uploads/{reference['id']}/{number}"
            answer = self.browser.put(path, piece, x_upload_token=reference["token"])
            assert decoded(answer) == {"complete": start + PART >= len(stored)}
        return reference


def path_of(report: SealedReport) -> str:
    return f"/cases/{report.name.agency}/{report.name.case}"


def material(row: dict[str, Any]) -> CaseMaterial:
    """Give a case answer, or a row of an inbox, the form in which clients open it."""
    return CaseMaterial(
        case=row["case"],
        records=tuple(from_b64url(record["envelope"]) for record in row["records"]),
        grants={grant["epoch"]: from_b64url(grant["sealed"]) for grant in row["grants"]},
        previous_keys={key["epoch"]: from_b64url(key["sealed"]) for key in row["previous_keys"]},
        summary=from_b64url(row["summary"]),
        messages=tuple(
            SealedMessage(m["author"], m["seq"], m["epoch"], Kind(m["kind"]), from_b64url(m["sealed"]))
            for m in row.get("messages", [])
        ),
    )
