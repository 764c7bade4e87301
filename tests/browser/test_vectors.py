"""Every shared vector, in a worker of Chromium: the browser's half where officers run it."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.node import bundle, run_node
from tests.crypto.scenario import load, whole_input

PAGE = b"<!doctype html><title>vectors</title>"
ASK = """([operation, input]) => new Promise((resolve) => {
    const worker = (window.worker ??= new Worker("/worker.js"));
    const id = (window.asked = (window.asked ?? 0) + 1);
    worker.addEventListener("message", function hear({ data }) {
        if (data.id !== id) return;
        worker.removeEventListener("message", hear);
        resolve(data.found);
    });
    worker.postMessage({ id, operation, input });
})"""
TABLE = """
    import { OPERATIONS, PASSED_OVER, WITHHELD } from "./tests/vectors/operations.js";
    console.log(JSON.stringify({ known: Object.keys(OPERATIONS), passed: PASSED_OVER, withheld: WITHHELD }));
"""


@pytest.fixture(scope="module")
def laboratory(chromium: Browser) -> Iterator[Page]:
    """A page of its own with a worker that runs vectors."""
    files = {"/": (PAGE, "text/html"), "/worker.js": (bundle("tests/vectors/worker.js"), "text/javascript")}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, kind = files.get(self.path, (b"", "text/plain"))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    page = chromium.new_page()
    page.goto(f"http://localhost:{server.server_port}/")
    yield page
    page.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_vector_gives_in_chromium_what_it_says(laboratory: Page) -> None:
    table = json.loads(run_node(TABLE))
    scenarios = load()
    chosen = {name: one for name, one in scenarios.items() if one.operation not in table["passed"]}
    assert len(chosen) > 300, "too few vectors"
    assert {one.operation for one in chosen.values()} <= set(table["known"])
    different = {}
    for name, scenario in chosen.items():
        found = laboratory.evaluate(ASK, [scenario.operation, whole_input(scenario, scenarios)])
        output = {key: value for key, value in scenario.output.items() if key not in table["withheld"]}
        expected: dict[str, Any] = {"expect": scenario.expect}
        if scenario.expect == "accepted":
            expected["output"] = output
        if found != expected:
            different[name] = found
    assert different == {}
