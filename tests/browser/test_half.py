"""The browser's half without a browser: its own tests under Node, its shapes, its lock, its build."""

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from types import ModuleType

from tests.browser.node import BROWSER, NODE, bundle

ROOT = BROWSER.parent


def tool(name: str) -> ModuleType:
    """Load a script of `tools/`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_own_tests_pass_under_node() -> None:
    command = [str(NODE), "--test", "--test-reporter=tap", "tests/**/*.test.js"]
    done = subprocess.run(command, cwd=BROWSER, check=False, capture_output=True, text=True)
    failed = [line for line in done.stdout.split("\n") if line.lstrip().startswith("not ok")]
    assert (failed, done.returncode) == ([], 0), done.stdout[-4000:]
    assert re.search(r"^# pass [1-9][0-9]{2,}$", done.stdout, re.MULTILINE), "fewer tests than there should be"


def test_its_shapes_are_those_of_the_python_structs() -> None:
    shapes = tool("shapes")
    assert (shapes.FOLDER / "shapes.json").read_text(encoding="utf-8") == shapes.shapes_text()
    assert (shapes.FOLDER / "documents.d.ts").read_text(encoding="utf-8") == shapes.types_text()
    assert (shapes.FOLDER / "words.json").read_text(encoding="utf-8") == shapes.words_text()
    assert shapes.WORKFLOW.read_text(encoding="utf-8") == shapes.workflow_text()


def test_its_lock_names_no_registry_and_hashes_everything() -> None:
    lock = json.loads((BROWSER / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []


def test_two_builds_give_the_same_bytes() -> None:
    for entry in ("src/worker/main.js", "src/officer/main.js"):
        assert bundle(entry) == bundle(entry)


def test_the_page_bundles_no_cryptography_and_the_worker_no_page() -> None:
    page, worker = bundle("src/officer/main.js"), bundle("src/worker/main.js")
    assert b"age-encryption.org" not in page
    assert b"wbs/v1/officer" not in page
    assert b"createElement" not in worker
    for forbidden in (
        b"innerHTML",
        b"outerHTML",
        b"insertAdjacentHTML",
        b"document.write",
        b"localStorage",
        b"indexedDB",
    ):
        assert forbidden not in page + worker


def test_the_worker_makes_no_request() -> None:
    sources = [path for folder in ("worker", "protocol") for path in (BROWSER / "src" / folder).glob("*.js")]
    assert sources
    for path in sources:
        code = Path(path).read_text(encoding="utf-8")
        assert not re.search(r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|importScripts)\b\(", code), path.name
