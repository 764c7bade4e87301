"""Writes the browser's copy of the document shapes from the Python structs, of the receipt's words and of the steps.

`browser/src/protocol/shapes.json` drives the browser's validator, `documents.d.ts` its type checker, `words.json` its
receipts, `browser/src/shared/workflow.json` what may follow in a case. All are committed; a test compares them with
what this script would write.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from wbs.cases import workflow
from wbs.crypto.approval import Approval
from wbs.crypto.asking import IdentityAnswer, IdentityRequest
from wbs.crypto.chains import FindingKind
from wbs.crypto.directory import READING, RECEIVING, REPLYING, Agencies, Directory, Roots
from wbs.crypto.enrolment import Enrolment
from wbs.crypto.entries import InsideEntry
from wbs.crypto.identity import Identity
from wbs.crypto.inside import InsideKey
from wbs.crypto.messages import Grant, Message, PreviousKey, Status, Summary
from wbs.crypto.parcel import Complaint, ParcelAnswer
from wbs.crypto.records import AccessRecord, EpochRecord
from wbs.crypto.retraction import Retraction
from wbs.crypto.signin import WrappedSecret
from wbs.crypto.signing import Envelope
from wbs.crypto.words import RECEIPT_WORDS

FOLDER = Path(__file__).parent.parent / "browser" / "src" / "protocol"
WORKFLOW = FOLDER.parent / "shared" / "workflow.json"
ROOT_SHAPES = (
    AccessRecord,
    Agencies,
    Approval,
    Complaint,
    Directory,
    Enrolment,
    Envelope,
    EpochRecord,
    Grant,
    Identity,
    IdentityAnswer,
    IdentityRequest,
    InsideEntry,
    InsideKey,
    Message,
    ParcelAnswer,
    PreviousKey,
    Retraction,
    Roots,
    Summary,
    WrappedSecret,
)
Schema = Mapping[str, Any]


def definitions() -> dict[str, Schema]:
    """Give the JSON schema of every shape by name, without prose, patterns in the browser's spelling."""
    _, components = msgspec.json.schema_components(ROOT_SHAPES, ref_template="{name}")
    return {name: _plain(schema) for name, schema in sorted(components.items())}


def shapes_text() -> str:
    """Give the contents of shapes.json."""
    content = {
        "shapes": definitions(),
        "receiving": sorted(RECEIVING),
        "replying": sorted(REPLYING),
        "reading": sorted(READING),
        "findings": [kind.value for kind in FindingKind],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def words_text() -> str:
    """Give the contents of words.json: the words in their order, in one text."""
    return json.dumps({"words": " ".join(RECEIPT_WORDS)}, indent=1) + "\n"


def workflow_text() -> str:
    """Give the contents of workflow.json: which status may follow which, what each one needs and takes, and why."""
    order = list(Status)
    content = {
        "next": {now: sorted(then, key=order.index) for now, then in workflow.NEXT.items()},
        "needs": workflow.NEEDS,
        "classed": sorted(workflow.CLASSED, key=order.index),
        "takes": workflow.TAKES,
        "reasons": workflow.REASONS,
    }
    return json.dumps(content, indent=1) + "\n"


def types_text() -> str:
    """Give the contents of documents.d.ts."""
    lines = ["// Written by tools/shapes.py from the Python structs; do not edit.", ""]
    for name, schema in definitions().items():
        lines.append(f"export type {name} = {_type_of(schema)};")
    return "\n".join(lines) + "\n"


def _plain(schema: Schema) -> Schema:
    if "default" in schema:
        raise SystemExit("a member with a default has two spellings: give it none, or UNSET")
    kept = {key: _plain_member(key, value) for key, value in schema.items() if key not in {"title", "description"}}
    kept.pop("discriminator", None)
    return kept


def _plain_member(key: str, value: Any) -> Any:
    if key == "pattern":
        return str(value).replace(r"\A", "^").replace(r"\Z", "$")
    if key == "properties":
        return {name: _plain(schema) for name, schema in value.items()}
    if key == "anyOf":
        return [_plain(schema) for schema in value]
    return _plain(value) if isinstance(value, dict) else value


def _type_of(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type_of(choice) for choice in schema["anyOf"])
    if schema["type"] == "array":
        return f"Array<{_type_of(schema['items'])}>"
    if schema["type"] == "object":
        return _object_type(schema)
    return {"string": "string", "integer": "number"}[schema["type"]]


def _object_type(schema: Schema) -> str:
    required = set(schema["required"])
    members = (
        f"{json.dumps(name)}{'' if name in required else '?'}: {_type_of(member)}"
        for name, member in schema["properties"].items()
    )
    return "{ " + "; ".join(members) + " }"


def main() -> None:
    """Write all files."""
    WORKFLOW.write_text(workflow_text(), encoding="utf-8")
    (FOLDER / "words.json").write_text(words_text(), encoding="utf-8")
    (FOLDER / "shapes.json").write_text(shapes_text(), encoding="utf-8")
    (FOLDER / "documents.d.ts").write_text(types_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
