"""The written description of the API is what the application does."""

import json
import re
from typing import Any

import pytest

from tests.investigator.client import Client, path_of
from tests.investigator.counter import API, Counter, decoded
from tests.investigator.test_roles import HOLDER, asked
from tests.office import Office
from wbs.investigator import openapi
from wbs.web.openapi import describe, serialise

DESCRIPTION: dict[str, Any] = describe(openapi.API)


def braced(rule: str) -> str:
    return re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule)


def test_the_file_is_what_the_program_describes() -> None:
    assert openapi.FILE.read_bytes() == serialise(openapi.API), "write it anew: python -m wbs.investigator.openapi"


def test_every_address_is_described_and_no_other(counter: Counter) -> None:
    served = {
        (method.lower(), braced(rule.rule.removeprefix(API)))
        for rule in counter.app.url_map.iter_rules()
        if rule.rule.startswith(API)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for path, methods in DESCRIPTION["paths"].items() for method in methods}
    assert described == served


def test_every_reference_leads_somewhere() -> None:
    schemas = DESCRIPTION["components"]["schemas"]
    for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(DESCRIPTION)):
        assert name in schemas


def test_patterns_are_those_of_ecmascript() -> None:
    patterns = re.findall(r'"pattern": "([^"]*)"', json.dumps(DESCRIPTION))
    assert patterns
    assert not [pattern for pattern in patterns if r"\\A" in pattern or r"\\Z" in pattern]


def test_names_of_operations_are_unique() -> None:
    names = [operation["operationId"] for methods in DESCRIPTION["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("role", ["receiver", "auditor", None])
def test_statuses_that_officers_and_strangers_meet_are_described(office: Office, role: str | None) -> None:
    report = office.new_report(files=[b"x"])
    if role:
        office.change_roles_in_directory(HOLDER, [role])
    counter = Counter(office)
    browser = counter.signed_in(HOLDER) if role else counter.browser()
    for _, line, status in asked(counter, browser, report):
        method, _, rule = line.partition(" ")
        assert str(status) in DESCRIPTION["paths"][braced(rule)][method.lower()]["responses"], line


def test_answers_have_the_members_that_are_described(counter: Counter) -> None:
    client = Client(counter)
    report = counter.office.new_report(files=[b"x"])
    asked = {
        "/session": "/session",
        "/documents": "/documents",
        "/inbox": "/inbox",
        "/cases/{agency}/{case}": path_of(report),
    }
    for path, real in asked.items():
        content = DESCRIPTION["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        assert members(decoded(client.browser.get(real))) == described(content["schema"])


def members(value: Any) -> Any:
    """The names in an answer, as deep as its first elements go."""
    return set(value)


def described(schema: dict[str, Any]) -> set[str]:
    name = schema["$ref"].rpartition("/")[2]
    return set(DESCRIPTION["components"]["schemas"][name]["required"])
