"""A portal whose API tells a simulated server's lies: real pages, but case and documents are what that one serves.

The simulator's server (tests/stories) is the store; what the page sends is kept there.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from tests.cast import TODAY
from tests.portal.house import House
from tests.promised import promised_on
from tests.stories.simulator import Reporter, Server
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import CaseMaterial, Kind, SealedMessage
from wbs.crypto.records import REPORTER
from wbs.crypto.trust import DocumentSet

Sent = dict[str, Any]


@dataclass
class Stage:
    """Answers for the portal wherever the simulated server has something to say."""

    house: House
    server: Server
    reporter: Reporter
    twists: list[Callable[[Sent], Sent]] = field(default_factory=list)
    """Changes to the case as JSON, for lies that no parsed form can tell."""
    drops: bool = False
    """Whether messages are answered as taken, and thrown away."""

    def __post_init__(self) -> None:
        self._app: WSGIApplication = self.house.app.wsgi_app
        self.house.app.wsgi_app = self  # type: ignore[method-assign]  # as Flask's documentation says

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "GET", "/api/v1/mailbox/case":
                return _answer(start_response, self.case())
            case "GET", "/api/v1/mailbox":
                return _answer(start_response, _index(self.case()))
            case "GET", "/api/v1/documents":
                return _answer(start_response, documents_json(self.server.published()))
            case "POST", "/api/v1/mailbox/messages":
                self._keep(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
                return _answer(start_response, {"done": True})
        return self._app(environ, start_response)

    def case(self) -> Sent:
        """Give the case as the server tells it."""
        material = self.server.serve(self.reporter.case, self.reporter.receipt.reader_key.public.digest)
        sent = case_json(material)
        for twist in self.twists:
            sent = twist(sent)
        return sent

    def _keep(self, body: Sent) -> None:
        if self.drops:
            return
        message = SealedMessage(REPORTER, body["seq"], body["epoch"], Kind.MESSAGE, from_b64url(body["sealed"]))
        self.server.cases[self.reporter.case].messages.append(message)


def case_json(material: CaseMaterial) -> Sent:
    """Write a case as the API does."""
    due = promised_on(TODAY)
    return {
        "agency": "61.08",
        "case": material.case,
        "records": [{"envelope": b64url(record)} for record in material.records],
        "grants": _keys(material.grants),
        "previous_keys": _keys(material.previous_keys),
        "summary": b64url(material.summary),
        "messages": [
            {
                "author": one.author,
                "seq": one.seq,
                "epoch": one.epoch,
                "kind": one.kind,
                "sealed": b64url(one.sealed),
                "day": TODAY.isoformat(),
            }
            for one in material.messages
        ],
        "attachments": [],
        "labels": [],
        "received": TODAY.isoformat(),
        "due": {
            **{name: getattr(due, name).isoformat() for name in ("verify", "answer", "result")},
            "extended": False,
            "complete": None,
            "objection": None,
        },
    }


def documents_json(documents: DocumentSet) -> Sent:
    """Write signed documents as the API does."""

    def texts(chains: Any) -> dict[str, list[str]]:
        return {code: [b64url(envelope) for envelope in chain] for code, chain in chains.items()}

    return {
        "roots": texts(documents.roots),
        "directories": texts(documents.directories),
        "agencies": [b64url(envelope) for envelope in documents.agencies],
    }


def _keys(keys: Any) -> list[Sent]:
    return [{"epoch": epoch, "sealed": b64url(sealed)} for epoch, sealed in keys.items()]


def _index(sent: Sent) -> Sent:
    newest: dict[str, int] = {}
    for message in sent["messages"]:
        newest[message["author"]] = max(message["seq"], newest.get(message["author"], 0))
    heads = [{"author": author, "seq": seq} for author, seq in newest.items()]
    return {"agency": sent["agency"], "case": sent["case"], "records": len(sent["records"]), "newest": heads}


def _answer(start_response: StartResponse, value: Sent) -> Iterable[bytes]:
    body = json.dumps(value).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    headers += [("Cross-Origin-Resource-Policy", "same-origin"), ("Cache-Control", "no-store")]
    start_response("200 OK", headers)
    return [body]
