"""What every test shares: the record of promises, and the browsers of a process."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.engines.fleet import Fleet
from tests.engines.visit import Engine, Visit
from tests.templates import CompiledOnce

SECURITY = Path(__file__).parent.parent / "SECURITY.md"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--promises", type=Path, help="write the outcome of every promise's tests to this file")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a mark whose promise SECURITY.md does not list."""
    known = set(re.findall(r"^\| (P[0-9]{2}) \|", SECURITY.read_text(encoding="utf-8"), re.MULTILINE))
    for item in items:
        for mark in item.iter_markers("promise"):
            unknown = set(mark.args) - known
            if unknown:
                raise pytest.UsageError(f"{item.nodeid} marks a promise that SECURITY.md does not list: {unknown}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):  # type: ignore[no-untyped-def]
    """Carry the marks to the process that reports."""
    outcome = yield
    report = outcome.get_result()
    report.user_properties += [
        ("promise", number) for mark in item.iter_markers("promise") for number in mark.args if call_counts(report)
    ]


def call_counts(report: pytest.TestReport) -> bool:
    """Say whether this phase decides the test: its call, or a set-up that did not get that far."""
    return report.when == "call" or (report.when == "setup" and not report.passed)


class Outcomes:
    """Collects what became of every promise's tests."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, dict[str, str]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, number in report.user_properties:
            if name == "promise" and call_counts(report):
                self.found[str(number)][report.nodeid] = report.outcome

    def pytest_sessionfinish(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.found, indent=1, sort_keys=True))


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--promises")
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(path))


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Let applications share compiled templates."""
    usual = Flask.jinja_options
    Flask.jinja_options = {**usual, "bytecode_cache": CompiledOnce()}
    yield
    Flask.jinja_options = usual


@pytest.fixture(scope="session")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """The browsers of this process (tests/engines)."""
    started = Fleet(tmp_path_factory.mktemp("browsers"))
    yield started
    started.close()


@pytest.fixture(scope="session")
def chromium(fleet: Fleet) -> Browser:
    """The system's Chromium, for tests that need Playwright's own face. Skips if the machine lacks it."""
    return fleet.browser()


@pytest.fixture
def engine(fleet: Fleet, request: pytest.FixtureRequest) -> Engine:
    """The engine that a test's parameter names (tests/engines/fleet.py). Skips if the machine lacks it."""
    return fleet.engine(request.param)


@pytest.fixture
def visit(engine: Engine) -> Iterator[Visit]:
    """A private window of that engine."""
    with engine.visit() as opened:
        yield opened
