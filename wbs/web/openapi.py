"""Describes an application's HTTP API as OpenAPI 3.1, from the same structs and types that parse and write it.

Every application lists its operations in its own `openapi` module; a test compares that list with what is served.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec

from wbs import __version__
from wbs.web.shapes import Answer, Nothing, ProblemAnswer, Request
from wbs.web.wire import JSON_TYPE

FOLDER = Path(__file__).parents[2] / "docs" / "api"
BYTES_TYPE = "application/octet-stream"
_PROBLEM = "application/problem+json"
_REFERENCES = "#/components/schemas/{name}"
_OF_EVERY_BODY = (400, 408, 411, 413, 415, 422)
_RETRY = "Retry-After"


class Empty:
    """Stands for an answer without a body."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address: what goes in, what comes out, and how it may fail."""

    summary: str
    request: type[Request] | str | None = None
    """A struct, or a media type of bytes."""
    answer: type[Answer | Empty] | str | None = None
    """A struct, a media type of bytes, `Empty`, or None for an empty object."""
    statuses: tuple[int, ...] = (200,)
    failures: tuple[int, ...] = ()
    """Statuses beyond those that every operation of its kind may have."""
    is_open: bool = False
    """Whether it answers without the API's security scheme."""
    headers: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    """Headers that may be left out."""
    gives: tuple[str, ...] = ()
    """Headers of the answer that clients read."""
    also: Mapping[int, type[Answer]] = field(default_factory=dict)
    """What a failure may be beside the plain problem document, by its status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Everything that one application serves to programs."""

    title: str
    description: str
    server: str
    """The path that all addresses begin with."""
    operations: Mapping[tuple[str, str], Operation]
    """By method in lower case and path."""
    titles: Mapping[int, str]
    """What each status means here."""
    types: Mapping[str, Any]
    """Types of parameters and headers by name; others are any text."""
    security: tuple[str, Mapping[str, str]]
    """Name and scheme of what an operation asks for unless it is open."""
    failures: tuple[int, ...]
    """Statuses that every operation may have."""
    failures_of_closed: tuple[int, ...]
    """Statuses that every operation may have which is not open."""


def serialise(api: Api) -> bytes:
    """Write the description as its file has it."""
    return json.dumps(describe(api), indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def describe(api: Api) -> dict[str, Any]:
    """Give the whole description."""
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), operation in api.operations.items():
        paths.setdefault(path, {})[method] = _operation(api, method, path, operation)
    _, components = msgspec.json.schema_components(_all_shapes(api), ref_template=_REFERENCES)
    name, scheme = api.security
    return {
        "openapi": "3.1.0",
        "info": {
            "title": api.title,
            "version": __version__,
            "description": api.description,
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": api.server}],
        "security": [{name: []}],
        "paths": paths,
        "components": {"schemas": _with_ecma_patterns(components), "securitySchemes": {name: dict(scheme)}},
    }


def _operation(api: Api, method: str, path: str, operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": operation.summary,
        "operationId": _name(method, path),
        "parameters": _parameters(api, path, operation),
        "responses": {
            **{str(status): _success(api, operation, status) for status in operation.statuses},
            **{str(status): _failure(api, method, status, operation) for status in _failures(api, operation)},
        },
    }
    if operation.request is not None:
        described["requestBody"] = {"required": True, "content": _content(operation.request)}
    if operation.is_open:
        described["security"] = []
    return described


def _name(method: str, path: str) -> str:
    words = [part for part in path.replace("-", "/").replace(".", "/").split("/") if part and not part.startswith("{")]
    return method + "".join(word.title() for word in words)


def _failures(api: Api, operation: Operation) -> list[int]:
    failures = {*api.failures, *operation.failures}
    if not operation.is_open:
        failures.update(api.failures_of_closed)
    if operation.request is not None:
        failures.update(_OF_EVERY_BODY)
    return sorted(failures)


def _parameters(api: Api, path: str, operation: Operation) -> list[dict[str, Any]]:
    found = [_parameter(api, part[1:-1], "path") for part in path.split("/") if part.startswith("{")]
    found += [_parameter(api, name, "header") for name in operation.headers]
    found += [_parameter(api, name, "header", is_required=False) for name in operation.optional]
    found += [_parameter(api, name, "query", is_required=False) for name in operation.query]
    return found


def _parameter(api: Api, name: str, place: str, *, is_required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": place, "required": is_required, "schema": _schema(api, name)}


def _schema(api: Api, name: str) -> Any:
    return _with_ecma_patterns(msgspec.json.schema(api.types.get(name, str)))


def _success(api: Api, operation: Operation, status: int) -> dict[str, Any]:
    described: dict[str, Any] = {"description": api.titles[status]}
    if operation.answer is not Empty:
        described["content"] = _content(operation.answer)
    if operation.gives:
        described["headers"] = _headers(api, operation.gives)
    return described


def _failure(api: Api, method: str, status: int, operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {"description": api.titles[status]}
    schema: dict[str, Any] = _reference(ProblemAnswer)
    if status in operation.also:
        schema = {"anyOf": [schema, _reference(operation.also[status])]}
    if method != "head":
        described["content"] = {_PROBLEM: {"schema": schema}}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        described["headers"] = _headers(api, (_RETRY,))
    return described


def _headers(api: Api, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"required": True, "schema": _schema(api, name)} for name in names}


def _content(body: Any) -> dict[str, Any]:
    if isinstance(body, str):
        return {body: {"schema": {"type": "string", "format": "binary"}}}
    return {JSON_TYPE: {"schema": _reference(body or Nothing)}}


def _reference(shape: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": _REFERENCES.format(name=shape.__name__)}


def _with_ecma_patterns(schema: Any) -> Any:
    """JSON Schema's patterns are ECMAScript's, which has neither of Python's anchors."""
    if isinstance(schema, dict):
        return {
            name: value.replace(r"\A", "^").replace(r"\Z", "$") if name == "pattern" else _with_ecma_patterns(value)
            for name, value in schema.items()
        }
    return [_with_ecma_patterns(item) for item in schema] if isinstance(schema, list) else schema


def _all_shapes(api: Api) -> list[type[msgspec.Struct]]:
    used: list[type[msgspec.Struct]] = [Nothing, ProblemAnswer]
    for operation in api.operations.values():
        bodies = (operation.request, operation.answer)
        used += operation.also.values()
        used += [body for body in bodies if isinstance(body, type) and issubclass(body, msgspec.Struct)]
    return used
