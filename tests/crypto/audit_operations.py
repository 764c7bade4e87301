"""What the vectors of the area `audit` mean in Python (docs/spec/audit.md)."""

from collections.abc import Callable
from typing import Any

from tests.crypto.scenario import Values, decode, encode
from wbs.crypto.checkpoint import Cosignature, cosign, note_text, parse_note
from wbs.crypto.keys import OfficerSigningKey, OfficerVerifyKey
from wbs.crypto.merkle import Growing, leaf_hash, verify_consistency, verify_inclusion


def _root(given: Values) -> dict[str, Any]:
    tree = Growing()
    for entry in given["entries"]:
        tree.append(leaf_hash(decode(entry)))
    return {"root": encode(tree.root())}


def _inclusion(given: Values) -> dict[str, Any]:
    path = [decode(part) for part in given["path"]]
    verify_inclusion(leaf_hash(decode(given["entry"])), given["place"], given["size"], path, decode(given["root"]))
    return {"size": given["size"]}


def _consistency(given: Values) -> dict[str, Any]:
    old, new = ((one["size"], decode(one["root"])) for one in (given["old"], given["new"]))
    verify_consistency(old, new, [decode(part) for part in given["path"]])
    return {"size": new[0]}


def _note(given: Values) -> dict[str, Any]:
    checkpoint, cosignatures = parse_note(given["text"])
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": encode(checkpoint.root),
        "cosignatures": [{"name": one.name, "time": one.time, "raw": encode(one.raw)} for one in cosignatures],
        "text": note_text(checkpoint, cosignatures),
    }


def _cosign(given: Values) -> dict[str, Any]:
    checkpoint, _ = parse_note(given["text"])
    made = cosign(checkpoint, given["name"], given["time"], OfficerSigningKey(decode(given["seed"])))
    return {"raw": encode(made.raw)}


def _cosignature(given: Values) -> dict[str, Any]:
    checkpoint, _ = parse_note(given["text"])
    signature = Cosignature(given["name"], decode(given["raw"]))
    signature.verify(checkpoint, OfficerVerifyKey.parse(given["key"]))
    return {"time": signature.time}


AUDIT: dict[str, Callable[[Values], dict[str, Any]]] = {
    "audit.root": _root,
    "audit.inclusion": _inclusion,
    "audit.consistency": _consistency,
    "audit.note": _note,
    "audit.cosign": _cosign,
    "audit.cosignature": _cosignature,
}
