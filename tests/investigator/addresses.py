"""Every address of the officers' API, and how a test asks for one without knowing what it does."""

import json

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.investigator.counter import API, Browser

CASE = "a" * 52
"""The id of no case."""
FILLED = {"agency": "61.08", "case": CASE, "officer": "penerima-02"}
"""Values for parts of an address; anything else is a number or sixteen bytes."""
SAFE = frozenset({"GET"})


def api_rules(app: Flask) -> list[tuple[str, Rule]]:
    """Every method and address of the API."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(API)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address_of(rule: Rule, **values: str) -> str:
    """Fill an address; `values` go before what stands in for them."""
    path = rule.rule.removeprefix(API)
    for name in rule.arguments:
        stand_in = "0" if f"<int:{name}>" in path else FILLED.get(name, "A" * 22)
        path = path.replace(f"<int:{name}>", stand_in).replace(f"<{name}>", values.get(name, stand_in))
    return path


def ask(browser: Browser, method: str, path: str, **headers: str) -> int:
    """Ask with a body that fits nothing, if one may be sent; give the status."""
    return answer_to(browser, method, path, **headers).status_code


def answer_to(browser: Browser, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
    """Ask as our own page would."""
    if method == "GET":
        return browser.get(path, **headers)
    if method == "PUT":
        sent = b"x" if body is None else json.dumps(body).encode()
        return browser.put(path, sent, **headers)
    if method == "DELETE":
        return browser.delete(path, **headers)
    return browser.post(path, body, **headers)
