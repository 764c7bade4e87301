"""Vectors that others published, in a worker of each engine: what the browser's half calls does as standards say."""

from collections.abc import Iterator

import pytest

from tests.browser.node import bundle
from tests.engines.fleet import each_engine_with_scripts
from tests.engines.site import serving
from tests.engines.visit import Engine, Visit
from tests.published.asked import Ask, asks

PAGE = b"<!doctype html><title>published</title>"
CALL = """(calls) => Promise.all(calls.map(([primitive, given]) => new Promise((resolve) => {
    const worker = (window.worker ??= new Worker("/worker.js"));
    const id = (window.asked = (window.asked ?? 0) + 1);
    worker.addEventListener("message", function hear({ data }) {
        if (data.id !== id) return;
        worker.removeEventListener("message", hear);
        resolve(data.found);
    });
    worker.postMessage({ id, primitive, given });
})))"""
AT_ONCE = 50
UNCOMPILED = {"chromium-jitless", "firefox-safer"}
THINNED = {
    "x25519": 32,
    "ed25519.verify": 16,
    "hpke.seal": 16,
    "hpke.open": 4,
    "mlkem768.public": 16,
    "mlkem768.decapsulate": 16,
    "mlkem768.encapsulate": 16,
}
"""Where an engine does not compile: every so manieth of what takes long there, and no Argon2id."""


@pytest.fixture(scope="module")
def laboratory() -> Iterator[str]:
    """A site with a worker that calls primitives."""
    worker = bundle("tests/published/worker.js")
    with serving({"/": ("text/html", PAGE), "/worker.js": ("text/javascript", worker)}) as address:
        yield address


@each_engine_with_scripts
def test_every_published_vector_gives_in_each_engine_what_it_should(
    engine: Engine, visit: Visit, laboratory: str
) -> None:
    chosen = asks()
    assert len(chosen) >= 2_000, "too few vectors"
    assert sum(ask.wanted == "refused" for ask in chosen) >= 400
    if engine.name in UNCOMPILED:
        chosen = thinned(chosen)
    visit.goto(laboratory + "/")
    found = outcomes(visit, chosen)
    wrong = {ask.name: got[:80] for ask, got in zip(chosen, found, strict=True) if got != ask.wanted}
    assert wrong == {}


def thinned(chosen: list[Ask]) -> list[Ask]:
    """Leave out most of what takes long."""
    kept = [ask for ask in chosen if ask.primitive not in {*THINNED, "argon2id"}]
    for primitive, step in THINNED.items():
        kept += [ask for ask in chosen if ask.primitive == primitive][::step]
    return kept


def outcomes(visit: Visit, chosen: list[Ask]) -> list[str]:
    """Call primitives in the page's worker."""
    return [
        found
        for start in range(0, len(chosen), AT_ONCE)
        for found in visit.evaluate(CALL, [[ask.primitive, ask.given] for ask in chosen[start : start + AT_ONCE]])
    ]
