"""A desk, and an officer who has signed in with a browser."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.desk import Desk, Served, serve
from tests.browser.hand import Hand


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
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
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh browser window; an error on the page fails the test."""
    context = chromium.new_context(locale="id-ID", accept_downloads=True)
    context.add_init_script("delete window.showSaveFilePicker")  # nobody could answer it; test_export.py stands in
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def hand(page: Page, served: Served) -> Hand:
    """What an officer does with the page."""
    return Hand(page, served)
