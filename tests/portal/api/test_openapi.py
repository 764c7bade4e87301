"""docs/api/portal.json is true: every address; and whatever is sent, every status, type, header and member."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cast import REGENCY, found
from tests.portal.api.device import Device, SealedFile, case_body, seal_file
from tests.portal.house import House, build, publish
from wbs.crypto.encoding import b64url
from wbs.crypto.primitives import random_bytes
from wbs.portal.api import openapi
from wbs.portal.api.uploads import PART_TYPE
from wbs.web.openapi import describe, serialise

DESCRIPTION: dict[str, Any] = describe(openapi.API)
SCHEMA = schemathesis.openapi.from_dict(json.loads(serialise(openapi.API)))
OPERATIONS = {(method, path): SCHEMA[path][method] for method, path in openapi.API.operations}
EPOCHS = ("post", "/api/v1/mailbox/epochs")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@schemathesis.serializer(PART_TYPE)
def as_it_is(_: object, value: object) -> bytes | None:
    """Parts of uploads are sent as the bytes that they are."""
    return value if isinstance(value, bytes) else None


BOUNDED = settings(
    max_examples=50,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""Everything together takes some seconds; found failures are told as they came, not made small."""


@dataclass
class Genuine:
    """What gets past the first checks: a case, a begun upload, and the values that name them."""

    house: House
    device: Device
    file: SealedFile
    names: dict[str, str]
    """What stands in paths."""
    bodies: dict[tuple[str, str], dict[str, Any]]

    @property
    def headers(self) -> dict[str, str]:
        return {
            **self.device.headers,
            **self.file.headers,
            "Upload-Length": str(len(self.file.data)),
            "Upload-Offset": "0",
            "Upload-Id": self.file.id,
            "Upload-Agency": REGENCY,
        }


@pytest.fixture
def genuine(folder: Path) -> Iterator[Genuine]:
    house = build(folder, found())
    device, file = Device(house), seal_file(random_bytes(3_000))
    report = device.report((seal_file(b"x"),))
    device.begin(file)
    message, removal = device.compose("Pesan"), device.retraction(1)
    bodies = {
        ("put", "/api/v1/cases/{case}"): case_body(report),
        ("post", "/api/v1/mailbox/messages"): {
            "seq": message.seq,
            "epoch": message.epoch,
            "sealed": b64url(message.sealed),
            "uploads": [],
        },
        ("post", "/api/v1/mailbox/retractions"): device.retraction_body(removal, 1),
    }
    attachment = device.get().get_json()["attachments"][0]["id"]
    names = {"agency": REGENCY, "upload": file.id, "attachment": attachment, "case": report.case}
    yield Genuine(house, device, file, names, bodies)
    house.store.close()


def call_for_epoch(genuine: Genuine) -> None:
    """Publish another directory, without which nothing calls for an epoch, and seal one."""
    world, keys = genuine.house.world, genuine.house.folder / "keys"
    old = world.book().newest(REGENCY)
    world.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest))
    publish(world, keys)
    (keys / "tick").touch()
    genuine.bodies[EPOCHS] = genuine.device.epoch_body()


def braced(rule: str) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", rule)


def test_the_file_is_what_the_program_describes() -> None:
    assert openapi.FILE.read_bytes() == serialise(openapi.API), "write it anew: python -m wbs.portal.api.openapi"


def test_every_address_is_described_and_no_other(genuine: Genuine) -> None:
    served = {
        (method.lower(), braced(rule.rule))
        for rule in genuine.house.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule.endswith(".json")
        for method in (rule.methods or set()) - ({"HEAD"} if "GET" in (rule.methods or ()) else set())
    }
    assert served == set(openapi.API.operations)


def test_names_of_operations_are_unique_and_every_reference_leads_somewhere() -> None:
    names = [operation["operationId"] for methods in DESCRIPTION["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))
    referenced = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DESCRIPTION)))
    assert referenced <= DESCRIPTION["components"]["schemas"].keys()


@pytest.mark.promise("P16")
@pytest.mark.parametrize("address", sorted(OPERATIONS), ids=" ".join)
def test_whatever_is_sent_is_answered_as_described(genuine: Genuine, address: tuple[str, str]) -> None:
    operation = OPERATIONS[address]
    if address == EPOCHS:
        call_for_epoch(genuine)
    takes_anything = bool([*operation.headers, *operation.path_parameters, *operation.body])
    answered = set()
    for mode in GenerationMode if takes_anything else [GenerationMode.POSITIVE]:

        @BOUNDED
        @given(operation.as_strategy(generation_mode=mode), st.data())
        def send(case: Case[Any], data: st.DataObject) -> None:
            put_genuine_values(case, data, genuine, address)
            answered.add(case.call_and_validate(app=genuine.house.app, checks=CHECKS).status_code)

        send()
    assert min(answered) < 300, "what is genuine was never let in, so little was tried"
    assert max(answered) >= 400 or not takes_anything


def put_genuine_values(case: Case[Any], data: st.DataObject, genuine: Genuine, address: tuple[str, str]) -> None:
    """Replace some or all of what was generated by what is genuine: alone, none of it passes the first check."""
    kept = data.draw(st.sampled_from(["all", "some", "none"]))

    def is_replaced() -> bool:
        return kept == "none" or (kept == "some" and data.draw(st.booleans()))

    declared = {parameter.name for parameter in case.operation.headers} | {"Authorization"}
    for name, value in genuine.headers.items():
        if name in declared and is_replaced():
            case.headers[name] = value
    for name, value in genuine.names.items():
        if name in case.path_parameters and is_replaced():
            case.path_parameters[name] = value
    if address[0] == "patch" and is_replaced():
        case.body = genuine.file.data
    body = genuine.bodies.get(address)
    if body is not None and is_replaced():
        own = case.body if isinstance(case.body, dict) else {}
        case.body = {**own, **{name: value for name, value in body.items() if name not in own or is_replaced()}}
