"""The officers' application as browsers see it: cookies, headers, JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.investigator.traces import require_trace, sizes_of
from tests.office import CHEAP, Login, Office
from wbs.config import INVESTIGATOR_CREDENTIAL, Bind, InvestigatorConfig
from wbs.crypto.encoding import b64url
from wbs.crypto.parcel import OutboxPrivateKey
from wbs.investigator.app import create_app
from wbs.investigator.gate import Pace
from wbs.web.documents import ANCHOR_FILE

API = "/api/v1"
AT_ONCE = Pace(inside=16, floor=0)
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
OUTBOX = OutboxPrivateKey.generate()
"""The key of the nightly jobs, to which officers' browsers seal texts for SP4N-LAPOR!."""


class Counter:
    """One running application over an office."""

    def __init__(
        self,
        office: Office,
        *,
        pace: Pace = AT_ONCE,
        https: bool = False,
        build: Path | None = None,
        port: int = 8001,
    ) -> None:
        self.office = office
        publish(office)
        credentials = office.folder / "credentials"
        credentials.mkdir(exist_ok=True)
        path = credentials / INVESTIGATOR_CREDENTIAL
        path.touch(mode=0o600)
        path.write_text(b64url(office.credential))
        config = InvestigatorConfig(
            data=office.folder,
            database_url=office.url,
            credentials=credentials,
            bind=Bind("localhost", port),
            hosts=("localhost",),
            https=https,
            origin=f"http://localhost:{port}",
            outbox_key=OUTBOX.public.text,
        )
        folder = build or office.folder / "no-build"
        self.app: Flask = create_app(config, office.store, office.clock, profile=CHEAP, pace=pace, build_folder=folder)

    def browser(self) -> "Browser":
        return Browser(self.app, self.office)

    def signed_in(self, name: str = "61.08/penerima-01") -> "Browser":
        """A browser in which this officer has just signed in."""
        self.office.clock.pass_time(minutes=2)
        browser = self.browser()
        answer = browser.sign_in(self.office.login(name), self.office)
        assert answer.status_code == 200, answer.text
        return browser


def publish(office: Office) -> None:
    """Write the world's documents where the application looks for them."""
    folder = office.folder / "keys"
    folder.mkdir(exist_ok=True)
    world = office.world
    files = {f"roots-{code}-{n}.json": raw for code, chain in world.roots.items() for n, raw in enumerate(chain, 1)}
    for code, chain in world.directories.items():
        files |= {f"directory-{code}-{n}.json": raw for n, raw in enumerate(chain, 1)}
    files |= {f"agencies-{n}.json": raw for n, raw in enumerate(world.agencies, 1)}
    for name, data in files.items():
        draft = folder / "draft"
        draft.write_bytes(data)
        draft.rename(folder / name)
    (folder / ANCHOR_FILE).write_text(world.anchor)


class Browser:
    """One browser: keeps the cookie, sends what our own page would send."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.client: FlaskClient = app.test_client()
        self.office = office
        self.csrf = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._open("GET", API + path, {**SAME_ORIGIN, **dashed(headers)})

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        sent = {**SAME_ORIGIN, "X-CSRF-Token": self.csrf, "Content-Type": "application/json", **dashed(headers)}
        return self._open("POST", API + path, sent, data)

    def put(self, path: str, data: bytes, **headers: str) -> TestResponse:
        sent = {**SAME_ORIGIN, "X-CSRF-Token": self.csrf, "Content-Type": "application/octet-stream", **dashed(headers)}
        return self._open("PUT", API + path, sent, data)

    def delete(self, path: str, **headers: str) -> TestResponse:
        return self._open("DELETE", API + path, {**SAME_ORIGIN, "X-CSRF-Token": self.csrf, **dashed(headers)})

    def sign_in(self, login: Login, office: Office, /, **changes: str) -> TestResponse:
        proof = {"login": login.login, "auth": b64url(login.auth), "code": login.code(office.clock.now())}
        answer = self.post("/sign-in", {**proof, **changes})
        if answer.status_code == 200:
            self.csrf = answer.json["csrf"]  # type: ignore[index]
        return answer

    def _open(self, method: str, path: str, headers: Mapping[str, str], data: bytes | None = None) -> TestResponse:
        kept = {name: value for name, value in headers.items() if value}
        before = sizes_of(self.office)
        answer = self.client.open(
            path, method=method, headers=kept, data=data, base_url="http://localhost:8001", buffered=True
        )
        require_trace(self.client.application, self.office, (method, path), answer.status_code, before)
        return answer


def dashed(headers: Mapping[str, str]) -> dict[str, str]:
    """Write `sec_fetch_site` as `Sec-Fetch-Site`; an empty value takes a header away."""
    names = {"x_csrf_token": "X-CSRF-Token"}
    return {names.get(name, name.replace("_", "-").title()): value for name, value in headers.items()}


def decoded(answer: TestResponse) -> Any:
    """Read a JSON answer."""
    return msgspec.json.decode(answer.data)
