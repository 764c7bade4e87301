"""A desk, and an officer who has signed in with a browser."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.desk import Desk, Served, serve
from tests.browser.hand import Hand
from tests.browser.stretching import FULL_COST, WORKER, cheapen, serve_cheaper


@pytest.fixture
def is_cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Say whether passphrases are stretched at the lowest cost in this test."""
    cheap = request.module.__name__.rpartition(".")[2] not in FULL_COST
    if cheap:
        cheapen(monkeypatch)
    return cheap


@pytest.fixture
def desk(tmp_path: Path, *, is_cheap: bool) -> Iterator[Desk]:  # noqa: ARG001 - the cost comes before the first account
    folder = tmp_path / "data"
    folder.mkdir()
    made = Desk(folder)
    yield made
    made.close()


@pytest.fixture
def served(desk: Desk) -> Iterator[Served]:
    logging.getLogger("werkzeug").disabled = True
    with serve(desk) as running:
        yield running


@pytest.fixture
def new_window(chromium: Browser, *, is_cheap: bool) -> Iterator[Callable[[], Page]]:
    """Open windows that share nothing; an error on one of their pages fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def made() -> Page:
        context = chromium.new_context(locale="id-ID", accept_downloads=True)
        contexts.append(context)
        context.add_init_script("delete window.showSaveFilePicker")  # nobody could answer it; test_export.py stands in
        if is_cheap:
            context.route(WORKER, serve_cheaper)
        opened = context.new_page()
        opened.on("pageerror", lambda error: errors.append(str(error)))
        return opened

    yield made
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_window: Callable[[], Page]) -> Page:
    """A fresh browser window."""
    return new_window()


@pytest.fixture
def hand(page: Page, served: Served) -> Hand:
    """What an officer does with the page."""
    return Hand(page, served)
