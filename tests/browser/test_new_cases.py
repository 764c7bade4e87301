"""Cases that the browser's code composes: the server takes them, the reporter and the readers open them in Python."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import msgspec
import pytest

from tests.browser.node import run_node
from tests.cast import ISSUED, PROVINCE, REGENCY, RELEASED, TODAY, Person, World, a_report, found
from wbs.cases.model import AgencyCode, CaseId, CaseName, KeyDigest, NewCase
from wbs.cases.reporters.arrivals import SentCase, SentEpoch, accept_case, accept_epoch
from wbs.cases.reporters.mailbox import file_of, material_of
from wbs.crypto.age import sealed_size
from wbs.crypto.ceremony import reader_entry
from wbs.crypto.directory import Custodian, Role
from wbs.crypto.dossier import open_as_officer, open_as_reporter
from wbs.crypto.encoding import b64url, from_b64, from_b64url
from wbs.crypto.keys import CustodianPrivateKey, OfficerSecret
from wbs.crypto.messages import IDENTITY_FILE_BYTES, IDENTITY_PLAINTEXT_BYTES, CaseMaterial, Kind, SealedMessage
from wbs.crypto.padding import GRANT_CLASS, SUMMARY_CLASS
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import ReportBody
from wbs.crypto.shape import serialise
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal
from wbs.errors import RefusedError

COMPOSE = """
    import { readFileSync } from "node:fs";
    import { b64url, fromB64url } from "./src/protocol/bytes.js";
    import { receivers, recipientsOf } from "./src/protocol/channels.js";
    import { openAsReporter } from "./src/protocol/dossier.js";
    import { composeCase, composeEpoch, nameOf } from "./src/protocol/newcase.js";
    import { Receipt } from "./src/protocol/receipt.js";
    import { chooseRecipients } from "./src/protocol/recipients.js";
    import { verifyDocuments } from "./src/protocol/trust.js";

    const given = JSON.parse(readFileSync(0, "utf-8"));
    const read = (chains) =>
        Object.fromEntries(Object.entries(chains).map(([code, chain]) => [code, chain.map(fromB64url)]));
    const bookOf = ({ roots, directories, agencies }) =>
        verifyDocuments({ roots: read(roots), directories: read(directories), agencies: agencies.map(fromB64url) },
            given.anchor);
    const encoded = (value) => JSON.stringify(value, (_, part) => part instanceof Uint8Array ? b64url(part) : part);

    const receipt = Receipt.generate();
    const book = bookOf(given.documents);
    const about = { agency: given.agency, rank: given.report.rank, exclusions: given.exclusions };
    const chosen = chooseRecipients(book, about, { today: given.today, released: given.released });
    const { recipients, directory: { document: { agency } } } = chosen;
    const heard = [];
    const attachments = given.attachments;
    const sealed = await composeCase({ report: given.report, receipt, attachments, ...chosen },
        (share) => heard.push(share));
    const answer = { words: receipt.unsafeWords(), sealed, heard };
    if (given.later) {
        const grant = sealed.grants.find((grant) => !recipients.some(({ key }) => key.digest === grant.key));
        const material = { case: sealed.case, records: [sealed.record], grants: new Map([[1, grant.sealed]]),
            previousKeys: new Map(), summary: sealed.summary, messages: [sealed.message] };
        const after = bookOf(given.later);
        const dossier = await openAsReporter(material, receipt, after);
        const stays = after.newest(agency);
        const staying = recipientsOf(stays, receivers(stays.document, given.today, given.released));
        const asked = { key: receipt.signingKey, author: "reporter", dossier, directories: [nameOf(stays)] };
        answer.epoch = await composeEpoch({ ...asked, recipients: staying });
    }
    console.log(encoded(answer));
"""


def encoded(world: World) -> dict[str, Any]:
    def texts(chain: list[bytes]) -> list[str]:
        return [b64url(envelope) for envelope in chain]

    return {
        "roots": {code: texts(chain) for code, chain in world.roots.items()},
        "directories": {code: texts(chain) for code, chain in world.directories.items()},
        "agencies": texts(world.agencies),
    }


@dataclass
class Made:
    """What the browser's code made, read by Python."""

    receipt: Receipt
    sent: SentCase
    heard: list[float]
    epoch: dict[str, Any] | None


def compose(
    world: World,
    report: ReportBody,
    later: dict[str, Any] | None = None,
    files: int = 0,
    exclusions: Sequence[dict[str, str]] = (),
) -> Made:
    attachment = {"key": b64url(bytes(32)), "name": "foto.jpg", "media_type": "image/jpeg", "size": 7}
    given = {
        "documents": encoded(world),
        "anchor": world.anchor,
        "agency": REGENCY,
        "report": json.loads(serialise(report)),
        "today": TODAY.isoformat(),
        "released": RELEASED.isoformat(),
        "attachments": [{**attachment, "id": b64url(bytes([n] * 16))} for n in range(files)],
        "later": later,
        "exclusions": list(exclusions),
    }
    answer = json.loads(run_node(COMPOSE, given=json.dumps(given).encode()))
    receipt = Receipt.parse(" ".join(answer["words"]))
    sealed = answer["sealed"]
    message = sealed["message"]
    sent = SentCase(
        name=CaseName(AgencyCode(sealed["agency"]), CaseId(sealed["case"])),
        mailbox_hash=receipt.mailbox_hash,
        record=from_b64url(sealed["record"]),
        grants={KeyDigest(grant["key"]): from_b64url(grant["sealed"]) for grant in sealed["grants"]},
        summary=from_b64url(sealed["summary"]),
        message=SealedMessage(
            message["author"], message["seq"], message["epoch"], Kind(message["kind"]), from_b64url(message["sealed"])
        ),
    )
    return Made(receipt, sent, answer["heard"], answer.get("epoch"))


@cache
def plain_case() -> tuple[World, ReportBody, Made]:
    world, report = found(), a_report(how="Papan diganti.\nDua kali. 🏛", witnesses="Ketua RT")
    return world, report, compose(world, report, files=2)


def test_the_server_takes_it_and_the_reporter_opens_it() -> None:
    world, report, made = plain_case()
    book = world.book()
    case = accept_case(made.sent, book, TODAY, RELEASED)
    file = file_of(case, made.receipt.reader_key.public.digest)
    dossier = open_as_reporter(material_of(file), made.receipt, book)
    assert not dossier.findings
    assert dossier.messages[0].message.body == report
    assert [one.name for one in dossier.messages[0].message.attachments] == ["foto.jpg", "foto.jpg"]
    assert dossier.messages[0].message.sealed_by == "browser"
    assert dossier.summary is not None
    assert dossier.summary.title == report.title


@pytest.mark.promise("P06")
def test_the_server_takes_a_report_about_the_head_with_exclusions_and_no_excluded_officer_opens_it() -> None:
    world = found([Person(PROVINCE, "penerima-03", frozenset({Role.RECEIVER}), "Irban IV")])
    made = compose(world, a_report(rank="inspectorate"), exclusions=[{"agency": PROVINCE, "unit": "Irban IV"}])
    book = world.book()
    case = accept_case(made.sent, book, TODAY, RELEASED)
    assert case.name.agency == PROVINCE
    readers = [person for person in world.people.values() if opens(case, person, book)]
    assert {(person.agency, person.id) for person in readers} == {(PROVINCE, "penerima-01"), (PROVINCE, "penerima-02")}


def opens(case: NewCase, person: Person, book: TrustBook) -> bool:
    key = person.secret.reader_key
    try:
        open_as_officer(material_of(file_of(case, key.public.digest)), key, person.ref, book)
    except RefusedError:
        return False
    return True


def test_every_reader_of_the_record_opens_it_and_no_other_officer() -> None:
    world, report, made = plain_case()
    book = world.book()
    case = accept_case(made.sent, book, TODAY, RELEASED)
    for person in world.people.values():
        key = person.secret.reader_key
        file = file_of(case, key.public.digest)
        is_reader = person.agency == REGENCY and Role.RECEIVER in person.roles
        assert bool(file.grants) == is_reader
        if is_reader:
            opened = open_as_officer(material_of(file), key, person.ref, book)
            assert opened.messages[0].message.body == report
            assert not opened.findings


def test_what_is_stored_has_the_same_sizes_as_what_the_server_seals() -> None:
    _, _, made = plain_case()
    assert {len(sealed) for sealed in made.sent.grants.values()} == {sealed_size(GRANT_CLASS)}
    assert len(made.sent.summary) == sealed_size(SUMMARY_CLASS)


def test_progress_is_told_up_to_the_whole() -> None:
    _, _, made = plain_case()
    assert made.heard == sorted(made.heard)
    assert made.heard[-1] == 1
    assert len(made.heard) == len(made.sent.grants) + 3


def test_the_identity_member_is_filled_under_the_custodians_seal() -> None:
    world = found()
    custodian, signer = CustodianPrivateKey.generate(), OfficerSecret.generate()
    old = world.book().newest(REGENCY)
    entry = Custodian(
        id="kustodian-01",
        label="Kustodian",
        unit="Sekretariat",
        rank="inspectorate",
        reader_key=custodian.public.text,
        verify_key=signer.signing_key.public.text,
    )
    world.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest, custodian=entry))
    made = compose(world, a_report())
    book = world.book()
    case = accept_case(made.sent, book, TODAY, RELEASED)
    file = file_of(case, made.receipt.reader_key.public.digest)
    identity = open_as_reporter(material_of(file), made.receipt, book).messages[0].message.identity
    assert isinstance(identity, str)
    sealed = from_b64(identity)
    assert len(sealed) == IDENTITY_FILE_BYTES
    assert len(unseal(custodian, sealed)) == IDENTITY_PLAINTEXT_BYTES


@pytest.mark.promise("P07")
def test_the_reporters_client_begins_an_epoch_for_those_who_are_there_now() -> None:
    before, after, newcomer = two_directories()
    made = compose(before, a_report(), encoded(after))
    case = accept_case(made.sent, before.book(), TODAY, RELEASED)
    file = file_of(case, made.receipt.reader_key.public.digest)
    assert made.epoch is not None
    grants = {KeyDigest(grant["key"]): from_b64url(grant["sealed"]) for grant in made.epoch["grants"]}
    sent = SentEpoch(from_b64url(made.epoch["record"]), from_b64url(made.epoch["previousKey"]), grants)
    epoch = accept_epoch(sent, file, after.book(), TODAY)
    assert newcomer.secret.reader_key.public.digest in grants
    assert before.people[f"{REGENCY}/penerima-01"].secret.reader_key.public.digest not in grants

    def material(key: str) -> CaseMaterial:
        return replace(
            material_of(file),
            records=(made.sent.record, sent.record),
            grants={2: grants[KeyDigest(key)]},
            previous_keys={epoch.record.epoch: sent.previous_key},
        )

    own = open_as_reporter(material(made.receipt.reader_key.public.digest), made.receipt, after.book())
    key = newcomer.secret.reader_key
    theirs = open_as_officer(material(key.public.digest), key, newcomer.ref, after.book())
    for dossier in (own, theirs):
        assert (dossier.epoch, dossier.findings) == (2, ())
        assert dossier.messages[0].message.body == a_report()


def two_directories() -> tuple[World, World, Person]:
    """A world before and after one receiver has gone and another has come."""
    before = found()
    old = before.book().newest(REGENCY)
    newcomer = Person(REGENCY, "penerima-03", frozenset({Role.RECEIVER}))
    entry = reader_entry(
        newcomer.secret,
        reader=newcomer.id,
        label="Petugas",
        unit=newcomer.unit,
        rank="inspectorate",
        roles=newcomer.roles,
        since=ISSUED,
    )
    readers = [*(one for one in old.document.readers if one.id != "penerima-01"), entry]
    after = replace(before, directories={code: [*chain] for code, chain in before.directories.items()})
    after.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest, readers=readers))
    return before, after, newcomer
