"""What the vectors' operations mean in Python: from a vector's input to its output, or a refusal.

The names, members and texts are listed in tests/vectors/README.md; the browser's half has the same table.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import msgspec

from tests.crypto.audit_operations import AUDIT
from tests.crypto.names_operations import NAMES
from tests.crypto.scenario import Values, decode, encode
from tests.files.operations import FILES
from wbs.cases.workflow import check_step
from wbs.crypto import age, bulk, padding, signin
from wbs.crypto.approval import verify_approval
from wbs.crypto.asking import disclose, open_answer, open_request
from wbs.crypto.directory import (
    Agencies,
    Directory,
    ReaderEntry,
    Role,
    Roots,
    parse_day,
    receivers,
    standing,
)
from wbs.crypto.disclosure import open_identity
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter, open_summary
from wbs.crypto.encoding import b32, from_b64, from_b64url
from wbs.crypto.enrolment import verify_enrolment
from wbs.crypto.entries import InsideEntry
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.identity import Identity
from wbs.crypto.inside import InsideKey, InsideMaterial, SealedEntry
from wbs.crypto.insight import Insight, open_inside
from wbs.crypto.keys import (
    CasePublicKey,
    CustodianPrivateKey,
    OfficerSecret,
    OfficerSigningKey,
    OfficerVerifyKey,
    ReaderPrivateKey,
    ReporterVerifyKey,
    RootVerifyKey,
    VerifyKey,
)
from wbs.crypto.messages import (
    CaseMaterial,
    Grant,
    Kind,
    Message,
    PreviousKey,
    SealedMessage,
    Status,
    StatusBody,
    Summary,
)
from wbs.crypto.parcel import verify_complaint
from wbs.crypto.ranking import decisive_rank
from wbs.crypto.receipt import Receipt, fingerprint_words
from wbs.crypto.recipients import choose_recipients
from wbs.crypto.records import AccessRecord, EpochRecord, ReaderRef, case_number, peek_case_id, verify_chain
from wbs.crypto.retraction import verify_retraction
from wbs.crypto.shape import Document, parse, serialise, tag_of
from wbs.crypto.signing import Unverified, sign_payload
from wbs.crypto.trust import DocumentSet, TrustBook, refuse_rollback, verify_documents
from wbs.crypto.unseal import unseal, unseal_document, unseal_with_passphrase
from wbs.errors import ChannelClosedError, NobodyLeftError

Operation = Callable[[Values], dict[str, Any]]
SHAPES: dict[str, type[Document]] = {
    tag_of(shape): shape
    for shape in (
        AccessRecord,
        Agencies,
        Directory,
        EpochRecord,
        Grant,
        Identity,
        InsideEntry,
        InsideKey,
        Message,
        PreviousKey,
        Roots,
        Summary,
        signin.WrappedSecret,
    )
}


def run(operation: str, given: Values) -> dict[str, Any]:
    """Run one operation.

    Raises:
        RefusedError: it refuses.
    """
    return OPERATIONS[operation](given)


def _json_parse(given: Values) -> dict[str, Any]:
    return {"data": encode(serialise(parse(decode(given["data"]), SHAPES[given["shape"]])))}


def _workflow_step(given: Values) -> dict[str, Any]:
    body = parse(msgspec.json.encode(given["body"], order="sorted"), StatusBody)
    return {"status": check_step(Status(given["now"]), body).status.value}


def _base64url(given: Values) -> dict[str, Any]:
    return {"bytes": encode(from_b64url(given["text"]))}


def _base64(given: Values) -> dict[str, Any]:
    return {"bytes": encode(from_b64(given["text"]))}


def _base32(given: Values) -> dict[str, Any]:
    return {"text": b32(decode(given["bytes"]))}


def _hybrid_public(given: Values) -> dict[str, Any]:
    key = CasePublicKey.parse(given["text"])
    return {"raw": encode(key.raw), "digest": key.digest}


def _hybrid_private(given: Values) -> dict[str, Any]:
    key = ReaderPrivateKey.parse(given["text"])
    return {"seed": encode(key.unsafe_seed()), "public": key.public.text}


def _verify_key(given: Values) -> dict[str, Any]:
    key = OfficerVerifyKey.parse(given["text"])
    return {"raw": encode(key.raw), "digest": key.digest}


def _signing_key(given: Values) -> dict[str, Any]:
    return {"public": OfficerSigningKey(decode(given["seed"])).public.text}


def _officer(given: Values) -> dict[str, Any]:
    secret = OfficerSecret(decode(given["secret"]))
    return {
        "reader_key": secret.reader_key.unsafe_text(),
        "reader_public": secret.reader_key.public.text,
        "signing_seed": encode(secret.signing_key.unsafe_seed()),
        "verify_key": secret.signing_key.public.text,
    }


def _age_check(given: Values) -> dict[str, Any]:
    sizes = given.get("sizes")
    return {"size": age.check_sealed(decode(given["file"]), None if sizes is None else frozenset(sizes))}


def _age_unseal(given: Values) -> dict[str, Any]:
    return {"plaintext": encode(unseal(ReaderPrivateKey.parse(given["key"]), decode(given["file"])))}


def _age_unseal_document(given: Values) -> dict[str, Any]:
    key = ReaderPrivateKey.parse(given["key"])
    return {"document": encode(unseal_document(key, decode(given["file"]), given.get("class")))}


def _age_passphrase(given: Values) -> dict[str, Any]:
    return {"plaintext": encode(unseal_with_passphrase(given["passphrase"], decode(given["file"])))}


def _padding_class(given: Values) -> dict[str, Any]:
    return {"class": padding.document_class(given["size"])}


def _pad(given: Values) -> dict[str, Any]:
    return {"padded": encode(padding.pad(decode(given["document"]), given.get("class")))}


def _unpad(given: Values) -> dict[str, Any]:
    return {"document": encode(padding.unpad(decode(given["padded"]), given.get("class")))}


def _attachment_size(given: Values) -> dict[str, Any]:
    return {"padded": padding.padme(given["size"]), "stored": bulk.encrypted_size(given["size"])}


def _attachment_check(given: Values) -> dict[str, Any]:
    return {"is_size": bulk.is_encrypted_size(given["stored"])}


def _attachment_decrypt(given: Values) -> dict[str, Any]:
    reader = bulk.AttachmentReader(decode(given["id"]), decode(given["key"]), given["size"])
    return {"content": encode(reader.update(decode(given["file"])) + reader.finalize())}


def _dsse_sign(given: Values) -> dict[str, Any]:
    envelope = sign_payload(decode(given["payload"]), given["shape"], OfficerSigningKey(decode(given["seed"])))
    return {"envelope": encode(envelope)}


def _dsse_verify(given: Values) -> dict[str, Any]:
    unverified = Unverified(decode(given["envelope"]))
    unverified.verify(OfficerVerifyKey.parse(given["key"]), SHAPES[given["shape"]])
    return {"payload": encode(unverified.payload)}


def _dsse_signers(given: Values) -> dict[str, Any]:
    keys: frozenset[VerifyKey] = frozenset(RootVerifyKey.parse(text) for text in given["keys"])
    found = Unverified(decode(given["envelope"])).signers(keys)
    return {"signers": sorted(key.text for key in found)}


def _identity(given: Values) -> dict[str, Any]:
    key, reporter = CustodianPrivateKey.parse(given["key"]), ReporterVerifyKey.parse(given["reporter"])
    return {"contact": msgspec.to_builtins(open_identity(key, given["identity"], given["case"], reporter))}


def _asking_question(given: Values) -> dict[str, Any]:
    chain = verify_chain([decode(text) for text in given["records"]], _book(given))
    key = CustodianPrivateKey.parse(given["key"])
    days = (parse_day(given["today"]), parse_day(given["released"]))
    request = open_request(key, decode(given["request"]), chain, _book(given), *days)
    contact = disclose(key, request, chain)
    author = msgspec.to_builtins(request.author)
    return {"author": author, "reason": request.reason, "contact": contact and msgspec.to_builtins(contact)}


def _asking_answer(given: Values) -> dict[str, Any]:
    key, me = ReaderPrivateKey.parse(given["key"]), msgspec.convert(given["me"], ReaderRef)
    sealed, question = decode(given["answer"]), decode(given["question"])
    answer = msgspec.to_builtins(open_answer(key, sealed, question, me, given["case"], _book(given)))
    return {name: answer[name] for name in ("disclosure", "contact", "reason") if name in answer}


def _approval_verify(given: Values) -> dict[str, Any]:
    book = _book(given)
    chain = verify_chain([decode(text) for text in given["records"]], book)
    approval = verify_approval(decode(given["approval"]), chain, book, date.fromisoformat(given["today"]))
    author = msgspec.to_builtins(approval.author)
    return {"to": approval.to, "readers": approval.readers, "author": author, "day": approval.day}


def _parcel_verify(given: Values) -> dict[str, Any]:
    book = _book(given)
    chain = verify_chain([decode(text) for text in given["records"]], book)
    day, heard = date.fromisoformat(given["today"]), given.get("heard")
    complaint = verify_complaint(decode(given["parcel"]), chain, book, heard=heard, today=day)
    return {"title": complaint.title, "content": complaint.content, "day": complaint.day}


def _retraction_verify(given: Values) -> dict[str, Any]:
    retraction = verify_retraction(decode(given["retraction"]), ReporterVerifyKey.parse(given["key"]))
    return {"case": retraction.case, "messages": msgspec.to_builtins(retraction.messages)}


def _receipt_parse(given: Values) -> dict[str, Any]:
    receipt = Receipt.parse(given["text"])
    return {"secret": encode(receipt.unsafe_secret()), "words": list(receipt.unsafe_words())}


def _receipt_derive(given: Values) -> dict[str, Any]:
    receipt = Receipt(decode(given["secret"]))
    return {
        "token": encode(receipt.mailbox_token),
        "token_hash": encode(receipt.mailbox_hash),
        "reader_key": receipt.reader_key.unsafe_text(),
        "reader_public": receipt.reader_key.public.text,
        "signing_seed": encode(receipt.signing_key.unsafe_seed()),
        "verify_key": receipt.signing_key.public.text,
    }


def _receipt_of_form(given: Values) -> dict[str, Any]:
    return {"secret": encode(Receipt.of_form(decode(given["value"])).unsafe_secret())}


def _fingerprint_words(given: Values) -> dict[str, Any]:
    return {"words": list(fingerprint_words(decode(given["fingerprint"])))}


def _signin_derive(given: Values) -> dict[str, Any]:
    keys = signin.derive(given["passphrase"], decode(given["salt"]))
    return {"auth": encode(keys.auth), "wrap": encode(keys.wrap)}


def _signin_salt(given: Values) -> dict[str, Any]:
    return {"salt": encode(signin.unknown_salt(decode(given["server_secret"]), given["login"]))}


def _signin_unwrap(given: Values) -> dict[str, Any]:
    keys = signin.SignInKeys(auth=bytes(32), wrap=decode(given["wrap"]))
    secret = signin.unwrap(keys, decode(given["box"]), signin.WrapContext(**given["context"]))
    return {name: value for name, value in msgspec.to_builtins(secret).items() if name != "type"}


def _signin_unwrap_passkey(given: Values) -> dict[str, Any]:
    keys = signin.SignInKeys(auth=bytes(32), wrap=signin.wrap_of_passkey(decode(given["prf"])))
    secret = signin.unwrap(keys, decode(given["box"]), signin.WrapContext(**given["context"]))
    return {name: value for name, value in msgspec.to_builtins(secret).items() if name != "type"}


def _book(given: Values) -> TrustBook:
    def read(chains: dict[str, list[str]]) -> dict[str, list[bytes]]:
        return {agency: [decode(text) for text in chain] for agency, chain in chains.items()}

    agencies = [decode(text) for text in given["agencies"]]
    return verify_documents(DocumentSet(read(given["roots"]), read(given["directories"]), agencies), given["anchor"])


def _trust_verify(given: Values) -> dict[str, Any]:
    book = _book(given)
    directories = {code: {"version": trust.newest.document.version, "digest": trust.newest.digest}
                   for code, trust in book.by_agency.items() if trust.directories}  # fmt: skip
    roots = {code: trust.roots[-1].document.fingerprint_text() for code, trust in book.by_agency.items()}
    return {
        "installation": book.installation[-1].document.fingerprint_text(),
        "agencies_version": book.agencies.document.version,
        "roots": roots,
        "directories": directories,
    }


def _trust_standing(given: Values) -> dict[str, Any]:
    directory = _book(given).newest(given["agency"]).document
    days = date.fromisoformat(given["today"]), date.fromisoformat(given["released"])
    try:
        chosen = [entry.id for entry in receivers(directory, *days)]
    except ChannelClosedError:
        return {"standing": standing(directory, *days)}
    return {"standing": standing(directory, *days), "receivers": chosen}


def _trust_rollback(given: Values) -> dict[str, Any]:
    directory = _book(given).newest(given["agency"])
    refuse_rollback(directory, given["version"], given.get("digest"))
    return {"version": directory.document.version}


def _trust_governing(given: Values) -> dict[str, Any]:
    try:
        return {"governing": _book(given).agencies.document.governing(given["agency"], given["rank"])}
    except ChannelClosedError:
        return {}


def _trust_choose(given: Values) -> dict[str, Any]:
    exclusions = msgspec.convert(given["exclusions"], list[Exclusion])
    days = date.fromisoformat(given["today"]), date.fromisoformat(given["released"])
    try:
        chosen = choose_recipients(_book(given), given["agency"], given["rank"], exclusions, *days)
    except NobodyLeftError:
        return {"closed": "nobody"}
    except ChannelClosedError:
        return {"closed": "channel"}
    held = {} if chosen.custodian is None else {"custodian": f"{chosen.custodian_agency}/{chosen.custodian.id}"}
    return {
        "agency": chosen.directory.document.agency,
        "version": chosen.directory.document.version,
        "readers": [one.name.reader for one in chosen.recipients],
        "excluded": msgspec.to_builtins(list(chosen.excluded)),
        "passed": list(chosen.passed),
        **held,
    }


def _recipients_decide(given: Values) -> dict[str, Any]:
    return {"rank": decisive_rank(_book(given).agencies.document, given["agency"], given["ranks"])}


def _enrolment_read(given: Values) -> dict[str, Any]:
    return {"words": list(verify_enrolment(decode(given["envelope"])).words)}


def _enrolment_verify(given: Values) -> dict[str, Any]:
    listed = None
    if "listed" in given:
        post = {"label": "L", "unit": "U", "rank": "staff", "roles": [Role.RECEIVER], "since": "2026-01-01"}
        listed = ReaderEntry(**given["listed"], **post)
    verified = verify_enrolment(decode(given["envelope"]), listed)
    return {"digest": verified.digest, "words": list(verified.words)}


def _records_verify(given: Values) -> dict[str, Any]:
    chain = verify_chain([decode(text) for text in given["records"]], _book(given))
    readers = [
        {"agency": agency, "reader": reader, "key": key} for (agency, reader), key in chain.records[-1].readers.items()
    ]
    return {
        "case": chain.case,
        "number": case_number(chain.case),
        "epochs": chain.epochs,
        "records": [record.digest for record in chain.records],
        "readers": sorted(readers, key=lambda one: (one["agency"], one["reader"])),
    }


def _records_peek(given: Values) -> dict[str, Any]:
    return {"case": peek_case_id(decode(given["record"]))}


def _material(given: Values) -> CaseMaterial:
    def by_epoch(texts: dict[str, str]) -> dict[int, bytes]:
        return {int(epoch): decode(text) for epoch, text in texts.items()}

    return CaseMaterial(
        case=given["case"],
        records=tuple(decode(text) for text in given["records"]),
        grants=by_epoch(given["grants"]),
        previous_keys=by_epoch(given["previous_keys"]),
        summary=decode(given["summary"]),
        messages=tuple(
            SealedMessage(one["author"], one["seq"], one["epoch"], Kind(one["kind"]), decode(one["sealed"]))
            for one in given["messages"]
        ),
    )


def _reader(given: Values) -> tuple[ReaderPrivateKey, ReaderRef]:
    return ReaderPrivateKey.parse(given["key"]), ReaderRef(**given["reader"])


def _dossier_officer(given: Values) -> dict[str, Any]:
    return _told(open_as_officer(_material(given), *_reader(given), _book(given)))


def _dossier_reporter(given: Values) -> dict[str, Any]:
    return _told(open_as_reporter(_material(given), Receipt(decode(given["secret"])), _book(given)))


def _dossier_summary(given: Values) -> dict[str, Any]:
    return {"summary": msgspec.to_builtins(open_summary(_material(given), *_reader(given), _book(given)))}


def _dossier_place(given: Values) -> dict[str, Any]:
    book = _book(given)
    key, reader = _reader(given)
    place = open_as_officer(_material(given), key, reader, book).place_for(reader, book)
    previous = {} if place.previous is None else {"previous": place.previous}
    return {
        **previous,
        "epoch": place.epoch,
        "record": place.record,
        "case_key": place.case_key.text,
        "seq": place.seq,
        "seen": msgspec.to_builtins(list(place.seen)),
        "directory": msgspec.to_builtins(place.directory),
    }


def _insight(given: Values) -> tuple[Insight, Dossier]:
    material = InsideMaterial(
        keys=tuple(decode(text) for text in given["inside_keys"]),
        grants={int(epoch): decode(text) for epoch, text in given["inside_grants"].items()},
        previous_keys={int(epoch): decode(text) for epoch, text in given["inside_previous"].items()},
        entries=tuple(
            SealedEntry(one["author"], one["seq"], one["epoch"], decode(one["sealed"])) for one in given["entries"]
        ),
    )
    book = _book(given)
    key, reader = _reader(given)
    dossier = open_as_officer(_material(given), key, reader, book)
    return open_inside(material, dossier, key, reader, book), dossier


def _inside_open(given: Values) -> dict[str, Any]:
    insight, _ = _insight(given)
    return {
        "need": insight.need,
        "keys": sorted(insight.held),
        "entries": [
            {
                "author": opened.author,
                "seq": opened.message.seq,
                "kind": opened.message.kind,
                "digest": opened.digest,
                "confirmed": opened.confirmed,
            }
            for opened in insight.entries
        ],
        "key_findings": [asdict(finding) for finding in insight.key_findings],
        "findings": [asdict(finding) for finding in insight.findings],
        "broken": sorted(insight.broken),
    }


def _inside_place(given: Values) -> dict[str, Any]:
    insight, dossier = _insight(given)
    place = insight.place_for(ReaderRef(**given["reader"]), dossier, _book(given))
    previous = {} if place.previous is None else {"previous": place.previous}
    return {
        **previous,
        "epoch": place.epoch,
        "record": place.record,
        "inside_key": place.inside_key.text,
        "seq": place.seq,
        "seen": msgspec.to_builtins(list(place.seen)),
        "directory": msgspec.to_builtins(place.directory),
    }


def _told(dossier: Dossier) -> dict[str, Any]:
    summary = {} if dossier.summary is None else {"summary": msgspec.to_builtins(dossier.summary)}
    return {
        **summary,
        "epoch": dossier.epoch,
        "record": dossier.newest.digest,
        "keys": sorted(dossier.case_keys),
        "messages": [
            {
                "author": opened.author,
                "seq": opened.message.seq,
                "kind": opened.message.kind,
                "digest": opened.digest,
                "confirmed": opened.confirmed,
            }
            for opened in dossier.messages
        ],
        "findings": [asdict(finding) for finding in dossier.findings],
        "broken": sorted(dossier.broken),
    }


OPERATIONS: dict[str, Operation] = {
    **AUDIT,
    **FILES,
    "json.parse": _json_parse,
    "workflow.step": _workflow_step,
    "encoding.base64url": _base64url,
    "encoding.base64": _base64,
    "encoding.base32": _base32,
    "keys.hybrid-public": _hybrid_public,
    "keys.hybrid-private": _hybrid_private,
    "keys.verify": _verify_key,
    "keys.signing": _signing_key,
    "keys.officer": _officer,
    "age.check": _age_check,
    "age.unseal": _age_unseal,
    "age.unseal-document": _age_unseal_document,
    "age.unseal-passphrase": _age_passphrase,
    "padding.class": _padding_class,
    "padding.pad": _pad,
    "padding.unpad": _unpad,
    "attachment.size": _attachment_size,
    "attachment.check": _attachment_check,
    "attachment.decrypt": _attachment_decrypt,
    "dsse.sign": _dsse_sign,
    "dsse.verify": _dsse_verify,
    "dsse.signers": _dsse_signers,
    "identity.open": _identity,
    "asking.question": _asking_question,
    "asking.answer": _asking_answer,
    "approval.verify": _approval_verify,
    "parcel.verify": _parcel_verify,
    "retraction.verify": _retraction_verify,
    "receipt.parse": _receipt_parse,
    "receipt.derive": _receipt_derive,
    "receipt.of-form": _receipt_of_form,
    "receipt.fingerprint-words": _fingerprint_words,
    "signin.derive": _signin_derive,
    "signin.salt": _signin_salt,
    "signin.unwrap": _signin_unwrap,
    "signin.unwrap-passkey": _signin_unwrap_passkey,
    "trust.verify": _trust_verify,
    "recipients.choose": _trust_choose,
    **NAMES,
    "recipients.decide": _recipients_decide,
    "trust.standing": _trust_standing,
    "trust.rollback": _trust_rollback,
    "trust.governing": _trust_governing,
    "enrolment.read": _enrolment_read,
    "enrolment.verify": _enrolment_verify,
    "records.verify": _records_verify,
    "records.peek": _records_peek,
    "dossier.officer": _dossier_officer,
    "dossier.reporter": _dossier_reporter,
    "dossier.summary": _dossier_summary,
    "dossier.place": _dossier_place,
    "inside.open": _inside_open,
    "inside.place": _inside_place,
}
