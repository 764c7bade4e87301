"""What the vectors' operations mean in Python: from a vector's input to its output, or a refusal.

The names, members and texts are listed in tests/vectors/README.md; the browser's half has the same table.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from tests.crypto.scenario import Values, decode, encode
from wbs.crypto import age, bulk, padding
from wbs.crypto.directory import Agencies, Directory, Roots
from wbs.crypto.encoding import b32, from_b64, from_b64url
from wbs.crypto.keys import (
    CasePublicKey,
    OfficerSecret,
    OfficerSigningKey,
    OfficerVerifyKey,
    ReaderPrivateKey,
)
from wbs.crypto.messages import Grant, Message, PreviousKey, Summary
from wbs.crypto.records import AccessRecord, EpochRecord
from wbs.crypto.shape import parse, serialise, tag_of
from wbs.crypto.unseal import unseal, unseal_document, unseal_with_passphrase

Operation = Callable[[Values], dict[str, Any]]
SHAPES: dict[str, type[msgspec.Struct]] = {
    tag_of(shape): shape
    for shape in (
        AccessRecord,
        Agencies,
        Directory,
        EpochRecord,
        Grant,
        Message,
        PreviousKey,
        Roots,
        Summary,
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


OPERATIONS: dict[str, Operation] = {
    "json.parse": _json_parse,
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
}
