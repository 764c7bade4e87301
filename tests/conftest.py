"""What every test shares: the record of promises, and one browser a process (Playwright allows no second)."""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.needs import program

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; a sandbox needs a user other than root. Skips if the machine lacks it (tests/needs.py)."""
    path = program("chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--disable-gpu", "--disable-dev-shm-usage", *sandbox]
        )
        yield browser
        browser.close()
