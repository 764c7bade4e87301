"""A report sealed on the reporter's own device, in every engine that runs scripts: an officer reads it with Python."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.fleet import each_engine_with_scripts
from tests.engines.visit import Visit
from tests.portal.form_walk import ANSWERS, FormWalk, Recorder, recorded, require_build
from tests.portal.house import House
from tests.portal.test_scripted_qr import pixels
from tests.promises.canaries import canary, of_receipt
from wbs.crypto.messages import SealedBy
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.portal.qr import content_of, draw
from wbs.portal.receipt import as_text

STORED = """async () => [localStorage.length, sessionStorage.length, document.cookie.length,
    (await indexedDB.databases?.() ?? []).length, (await caches.keys()).length]"""

SWITCH = "document.querySelector('.foot [hreflang]').getClientRects().length"
"""Whether the way to the page in another language is shown."""


@pytest.fixture
def served(house: House) -> Iterator[tuple[str, Recorder]]:
    require_build()
    with recorded(house) as site_and_recorder:
        yield site_and_recorder


@pytest.fixture
def walk(visit: Visit, served: tuple[str, Recorder]) -> FormWalk:
    return FormWalk(visit, served[0])


@pytest.fixture
def sent(served: tuple[str, Recorder]) -> Recorder:
    return served[1]


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    path = tmp_path / "rekaman-rapat-rahasia.bin"
    path.write_bytes(os.urandom(3_000_000))
    return path


@pytest.mark.promise("P02", "P11", "P22")
@each_engine_with_scripts
def test_an_officer_reads_what_the_server_never_saw(walk: FormWalk, house: House, sent: Recorder, evidence: Path):
    marks = {name: random_bytes(12).hex() for name in ANSWERS}
    walk.open()
    walk.answer(**{name: f"{ANSWERS[name]} {mark}" for name, mark in marks.items()})
    walk.attach(evidence)
    shown = walk.check()
    assert "2 penerima di Inspektorat 61.08" in shown
    assert [name for name, mark in marks.items() if mark not in shown] == []
    words = walk.send()
    case = house.case(words)
    assert case.report.what == f"{ANSWERS['what']} {marks['what']}"
    assert case.report.accused[0].unit == f"{ANSWERS['unit']} {marks['unit']}"
    assert case.open().messages[0].message.sealed_by is SealedBy.BROWSER
    assert case.files() == {evidence.name: evidence.read_bytes()}
    secrets = [canary(name, mark.encode()) for name, mark in marks.items()]
    content = evidence.read_bytes()
    secrets += [canary("name", evidence.stem.encode()), canary("content", content[1000:1032])]
    secrets += [one for one in of_receipt(Receipt.parse(" ".join(words))) if one.name != "mailbox token"]
    assert [(one.name, request.path) for one in secrets for request in sent.sent if one.is_in(request.whole)] == []
    assert sent.posts() == []
    assert not [request.path for request in sent.sent if "HTTP_COOKIE" in request.headers]
    assert walk.visit.cookies() == []
    assert walk.visit.errors == []


@pytest.mark.promise("P11")
@each_engine_with_scripts
def test_words_stand_on_the_page_and_nowhere_else_in_the_browser(walk: FormWalk, house: House):
    walk.open()
    walk.answer()
    walk.check()
    assert walk.visit.evaluate(SWITCH) == 1
    words = walk.send()
    assert house.case(words).report.where == ANSWERS["where"]
    assert walk.visit.evaluate(SWITCH) == 0, "it would lead away from words that nobody can show again"
    assert walk.visit.evaluate(STORED) == [0, 0, 0, 0, 0]
    assert walk.visit.evaluate("[location.href, document.title, Object.keys(history.state)]") == [
        f"{walk.site}/lapor",
        "Buat laporan \N{EN DASH} Inspektorat 61",  # the history must not say that something was sent
        ["step"],
    ]
    assert walk.visit.value("#k3") == ""
    walk.visit.fill("#k3", "salah")
    walk.visit.fill("#k9", words[8].upper())
    walk.visit.click("[data-act=check]")
    assert walk.visit.text("#k3-e") != ""
    walk.visit.fill("#k3", words[2][:4])
    walk.visit.click("[data-act=check]")
    walk.visit.wait_until("!document.querySelector('#cocok').hidden")
    walk.visit.click("[data-act=save]")
    receipt = Receipt.parse(" ".join(words))
    assert walk.visit.wait_for_download().read_bytes().decode() == as_text(receipt, house.case(words).name)
    assert pixels(walk.visit.evaluate("document.querySelector('.qr path').getAttribute('d')")) == draw(
        content_of(words)
    )
    walk.visit.goto(walk.site + "/bantuan")
    walk.visit.back()
    walk.visit.wait_until("location.pathname === '/lapor' && document.querySelector('#formulir') !== null")
    assert walk.visit.count("#receipt") == 0
    assert not [at for at in range(10) if all(word in walk.visit.text() for word in words[at : at + 3])]
