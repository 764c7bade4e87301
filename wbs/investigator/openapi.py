"""Describes `/api/v1/` as OpenAPI 3.1, from the same structs that parse and write it.

`python -m wbs.investigator.openapi` writes docs/api/investigator.json; a test compares.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from wbs import __version__
from wbs.investigator import shapes
from wbs.investigator.guard import COOKIE, CSRF_HEADER
from wbs.investigator.uploads import PART_TYPE, TOKEN_HEADER
from wbs.investigator.wire import JSON_TYPE

FILE = Path(__file__).parents[2] / "docs" / "api" / "investigator.json"
_BYTES = "application/octet-stream"
_PROBLEM = "application/problem+json"
_REFERENCES = "#/components/schemas/{name}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address: what goes in, what comes out, and how it may fail."""

    summary: str
    request: type[shapes.Request] | str | None = None
    """A struct, or a media type of bytes."""
    answer: type[shapes.Answer] | str | None = None
    status: int = 200
    failures: tuple[int, ...] = ()
    """Statuses beyond those that every operation of its kind may have."""
    is_open: bool = False
    """Whether it answers without a session."""
    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()


_CASE = "/cases/{agency}/{case}"
OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("post", "/sign-in/salt"): Operation(
        "Ask for a login's salt; unknown logins get one too.", shapes.SaltRequest, shapes.SaltAnswer, is_open=True
    ),
    ("post", "/sign-in"): Operation(
        "Show both factors. Every refusal is the same.",
        shapes.SignInRequest,
        shapes.SignInAnswer,
        failures=(401,),
        is_open=True,
    ),
    ("get", "/session"): Operation("Ask whose session goes on.", answer=shapes.SessionAnswer),
    ("put", "/me/key"): Operation(
        "Store the officer's own key as it was wrapped anew, in place of the one that is named.",
        shapes.WrappedKeyRequest,
        failures=(409,),
    ),
    ("post", "/sign-out"): Operation("End the session.", shapes.Nothing),
    ("get", "/documents"): Operation("Get all signed documents.", answer=shapes.DocumentsAnswer),
    ("get", "/inbox"): Operation(
        "Get a page of 50 cases.", answer=shapes.InboxAnswer, failures=(422,), query=("after",)
    ),
    ("get", _CASE): Operation("Get a case.", answer=shapes.CaseAnswer, failures=(404,)),
    ("post", _CASE + "/read"): Operation("Say how far was read.", shapes.ReadRequest, failures=(404,)),
    ("post", _CASE + "/messages"): Operation(
        "Add a sealed message.", shapes.MessageRequest, status=201, failures=(404, 409)
    ),
    ("post", _CASE + "/exported"): Operation("Say that the case was exported.", shapes.Nothing, failures=(404,)),
    ("get", _CASE + "/attachments/{attachment}"): Operation(
        "Get an attachment's stored bytes.", answer=_BYTES, failures=(404,)
    ),
    ("post", "/uploads"): Operation("Begin an upload.", shapes.UploadRequest, status=201, failures=(404, 409)),
    ("put", "/uploads/{attachment}/{part}"): Operation(
        "Send 1 MiB of an upload, or its shorter last part.",
        PART_TYPE,
        shapes.PartAnswer,
        failures=(404, 409),
        headers=(TOKEN_HEADER,),
    ),
}
_OF_EVERY_BODY = (400, 408, 411, 413, 415, 422)
_TITLES = {
    200: "Done",
    201: "Stored",
    400: "Unreadable",
    401: "Signed out, or sign-in refused",
    403: "From another site, without the session's token, or not this role's",
    404: "Not there, or not for this officer: the two look alike",
    408: "Too slow",
    409: "Something newer is there",
    411: "Without a length",
    413: "Too large",
    415: "Another kind of body",
    422: "Not of this shape",
    503: "Busy, or the store cannot",
}


def describe() -> dict[str, Any]:
    """Give the whole description."""
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), operation in OPERATIONS.items():
        paths.setdefault(path, {})[method] = _operation(method, path, operation)
    _, components = msgspec.json.schema_components(_all_shapes(), ref_template=_REFERENCES)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "WBS, officers' API",
            "version": __version__,
            "description": "For the officers' page alone. Bytes are base64url without padding. Whoever asks opens and "
            "checks what is sealed; the server never does.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"session": []}],
        "paths": paths,
        "components": {
            "schemas": _with_ecma_patterns(components),
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def serialise() -> bytes:
    """Write the description as the file has it."""
    return json.dumps(describe(), indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _operation(method: str, path: str, operation: Operation) -> dict[str, Any]:
    failures = {403, 503, *operation.failures}
    if not operation.is_open:
        failures.add(401)
    if operation.request is not None:
        failures.update(_OF_EVERY_BODY)
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": _name(method, path),
        "parameters": _parameters(method, path, operation),
        "responses": {
            str(operation.status): {"description": _TITLES[operation.status], "content": _content(operation.answer)},
            **{str(status): _failure(status) for status in sorted(failures)},
        },
    }
    if operation.request is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.request)}
    if operation.is_open:
        described["security"] = []
    return described


def _name(method: str, path: str) -> str:
    words = [part for part in path.replace("-", "/").split("/") if part and not part.startswith("{")]
    return method + "".join(word.title() for word in words)


def _parameters(method: str, path: str, operation: Operation) -> list[dict[str, Any]]:
    found = [_parameter(part[1:-1], "path") for part in path.split("/") if part.startswith("{")]
    found += [_parameter(name, "header") for name in operation.headers]
    found += [_parameter(name, "query") for name in operation.query]
    if method != "get" and not operation.is_open:
        found.append(_parameter(CSRF_HEADER, "header"))
    return found


def _parameter(name: str, place: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 0} if name == "part" else {"type": "string"}
    return {"name": name, "in": place, "required": place != "query", "schema": schema}


def _content(body: type[msgspec.Struct] | str | None) -> dict[str, Any]:
    if isinstance(body, str):
        return {body: {"schema": {"type": "string", "format": "binary"}}}
    shape = body or shapes.Nothing
    return {JSON_TYPE: {"schema": {"$ref": _REFERENCES.format(name=shape.__name__)}}}


def _failure(status: int) -> dict[str, Any]:
    reference = {"$ref": _REFERENCES.format(name=shapes.ProblemAnswer.__name__)}
    return {"description": _TITLES[status], "content": {_PROBLEM: {"schema": reference}}}


def _with_ecma_patterns(schema: Any) -> Any:
    """JSON Schema's patterns are ECMAScript's, which has neither of Python's anchors."""
    if isinstance(schema, dict):
        return {
            name: value.replace(r"\A", "^").replace(r"\Z", "$") if name == "pattern" else _with_ecma_patterns(value)
            for name, value in schema.items()
        }
    return [_with_ecma_patterns(item) for item in schema] if isinstance(schema, list) else schema


def _all_shapes() -> list[type[msgspec.Struct]]:
    used: list[type[msgspec.Struct]] = [shapes.Nothing, shapes.ProblemAnswer]
    for operation in OPERATIONS.values():
        used += [body for body in (operation.request, operation.answer) if isinstance(body, type)]
    return used


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(serialise())
    sys.stdout.write(f"{FILE}\n")
