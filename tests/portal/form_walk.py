"""The report form with scripts, as a reporter walks it, in any engine; and a server that notes all that it is sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from tests.engines.visit import Visit
from tests.needs import missing
from tests.portal.house import House
from tests.portal.test_in_a_browser import serving
from wbs.portal.scripts import Scripts

ANSWERS = {
    "title": "Papan proyek",
    "what": "Angka pada papan proyek berbeda dengan berita acara.\nPembayaran mengikuti berita acara.",
    "who": "Fulan B.",
    "post": "Kepala Bidang",
    "unit": "Dinas Sarana",
    "where": "Desa Semisal",
    "when": "Juli 2026",
    "how": "Lewat adendum.",
    "why": "Untuk selisih.",
    "loss": "Rp120 juta",
    "witnesses": "Juru ukur.",
    "keep_from": "Ipar Fulan B.",
    "danger": "Dimutasi.",
    "held": "Bendahara.",
    "elsewhere": "SP4N-LAPOR!: 1234567",
}
STEPS = (
    ("title", "what"),
    ("who", "post", "unit"),
    ("keep_from",),
    ("where", "when", "how", "why", "loss"),
    ("danger",),
    ("witnesses", "held", "elsewhere"),
)
WORDS = "[...document.querySelectorAll('#receipt li')].map((item) => item.lastChild.data.trim())"
NEXT, SEND, BACK = "[data-act=next]", "[data-act=send]:not([hidden])", "[data-act=back]"
ALL_SENT = "() => document.querySelectorAll('#berkas li').length > 0 && document.querySelector('#berkas-semua').hidden"


def require_build() -> None:
    """Skip the test if the pages' scripts were not built."""
    if not Scripts().are_built:
        missing("needs the browser's half: run make build")


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it reached the server."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def whole(self) -> bytes:
        return b"\n".join([self.path.encode(), *(f"{k}: {v}".encode() for k, v in self.headers.items()), self.body])


@dataclass
class Recorder:
    """Keeps every request before the application gets it; `spoil` may answer in the application's place."""

    app: WSGIApplication
    sent: list[Sent] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(body)
        headers = {name: str(value) for name, value in environ.items() if name.startswith(("HTTP_", "CONTENT_"))}
        path = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        with self.lock:
            self.sent.append(Sent(environ["REQUEST_METHOD"], path, headers, body))
        return self.app(environ, start_response)

    def methods(self) -> set[str]:
        return {one.method for one in self.sent}

    def posts(self) -> list[str]:
        """Paths of every form that was posted."""
        return [one.path for one in self.sent if one.method == "POST" and "/api/" not in one.path]


@contextmanager
def recorded(house: House) -> Iterator[tuple[str, Recorder]]:
    """Serve a portal and note what reaches it."""
    recorder = Recorder(house.app.wsgi_app)
    house.app.wsgi_app = recorder  # type: ignore[method-assign]  # as Flask's documentation says
    with serving(house) as site:
        yield site, recorder


@dataclass(frozen=True, slots=True)
class FormWalk:
    """What a reporter does, step by step."""

    visit: Visit
    site: str
    prefix: str = ""

    def open(self) -> None:
        self.visit.goto(f"{self.site}{self.prefix}/lapor")
        self.visit.wait_for("#langkah")

    def answer(self, **changes: str) -> None:
        """Fill in all steps up to the files."""
        answers = {**ANSWERS, **changes}
        if self.visit.count("label[for=agency-1]"):
            self.visit.click("label[for=agency-1]")
            self.next()
        for step in STEPS:
            if "keep_from" in step:  # a list that comes late moves the button away from under the pointer
                self.visit.wait_until("() => document.querySelector('[data-part=whom-state]').hidden")
            for name in step:
                self.visit.fill(f"#{name}", answers[name])
            if "who" in step:
                self.visit.click("label[for=rank-staff]")
            if "witnesses" not in step:
                self.next()

    def attach(self, *files: Path) -> None:
        """Choose files and wait until all have arrived."""
        self.visit.set_files("#files", *files)
        self.visit.wait_until(ALL_SENT)

    def next(self) -> None:
        self.visit.click(NEXT)

    def check(self) -> str:
        """Go to the last step; give what it shows once it is known who reads."""
        self.next()
        self.visit.wait_for("[data-part=readers] .jari")
        return self.visit.text("#formulir")

    def send(self) -> list[str]:
        """Send, and give the words of the receipt."""
        self.visit.click(SEND)
        return self.words()

    def words(self) -> list[str]:
        self.visit.wait_for("#receipt")
        found: list[str] = self.visit.evaluate(WORDS)
        return found
