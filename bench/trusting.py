"""How long it takes to verify a directory of fifty readers: in Python, and in the page's worker of every engine.

Verified from the installation's anchor, with every key parsed that something is sealed to or verified with, since that
is what a client needs before it does anything else.
"""

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from bench.figures import Figure, at_most, reported
from bench.sealing import PROGRAMS
from tests.browser.node import bundle
from tests.cast import REGENCY, Person, World, found
from tests.engines.fleet import WITH_SCRIPTS, Fleet
from tests.engines.site import serving
from tests.engines.visit import Visit
from wbs.crypto.directory import Role
from wbs.web.sealed import documents_answer

READERS = 50
ROUNDS = 9
PYTHON_MS, BROWSER_MS = 20.0, 200.0
COMPILED = {"chromium", "firefox"}
PAGE = b"<!doctype html><title>trusting</title>"
CALL = """(given) => new Promise((resolve, reject) => {
    const worker = new Worker("/worker.js");
    worker.addEventListener("message", ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data)));
    worker.addEventListener("error", () => reject(new Error("the worker does not start")));
    worker.postMessage(given);
})"""


def measure(folder: Path) -> Iterator[Figure]:
    """Measure Python, then every engine that the machine has."""
    world = an_agency_of(READERS)
    yield at_most(f"directory of {READERS} readers, Python", in_python(world), "ms", PYTHON_MS)
    files = {"/": ("text/html", PAGE), "/worker.js": ("text/javascript", bundle("tests/trusting/worker.js"))}
    given = {**as_json(world), "rounds": ROUNDS, "agency": REGENCY}
    with serving(files) as address, closing(Fleet(folder)) as fleet:
        for name in WITH_SCRIPTS:
            if shutil.which(PROGRAMS[name.partition("-")[0]]):
                with fleet.engine(name).visit() as visit:
                    visit.goto(address + "/")
                    yield in_browser(visit, name, given)


def an_agency_of(readers: int) -> World:
    """Found an installation of one agency with so many readers."""
    there = len(found(agencies=[REGENCY]).people)
    joining = [Person(REGENCY, f"petugas-{place:02}", frozenset({Role.RECEIVER})) for place in range(readers - there)]
    return found(joining, agencies=[REGENCY])


def in_python(world: World) -> float:
    """Give the middle one of some rounds, in milliseconds; the first is for warming up."""
    return statistics.median([_milliseconds(world) for _ in range(ROUNDS + 1)][1:])


def _milliseconds(world: World) -> float:
    began = time.perf_counter()
    newest = world.book().newest(REGENCY)
    known = len(newest.reader_keys), len(newest.verify_keys)
    took = (time.perf_counter() - began) * 1_000
    if known != (READERS, READERS):
        raise AssertionError("another number of readers")
    return took


def in_browser(visit: Visit, name: str, given: dict[str, Any]) -> Figure:
    """Measure one engine: the mean over some rounds, since the clocks of some are coarse."""
    answer = visit.evaluate(CALL, given)
    if answer["readers"] != READERS:
        raise AssertionError("another number of readers")
    title = f"directory of {READERS} readers, {name}"
    if name in COMPILED:
        return at_most(title, answer["milliseconds"], "ms", BROWSER_MS)
    return reported(title, answer["milliseconds"], "ms")


def as_json(world: World) -> dict[str, Any]:
    """Write a world's documents as the API gives them."""
    documents: dict[str, Any] = msgspec.to_builtins(documents_answer(world.documents()))
    return {"documents": documents, "anchor": world.anchor}
