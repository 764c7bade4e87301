"""Turns templates into answers: styles under their hashes, cached where nothing depends on the visitor."""

from collections.abc import Callable, Hashable, Mapping
from http import HTTPStatus
from pathlib import Path

from flask import Response, current_app, render_template
from markupsafe import Markup

from wbs.portal.slots import PageCache
from wbs.web.headers import allow_in_csp
from wbs.web.styles import StyleBlock

_OWN = Path(__file__).parent / "sheets"
_SHARED = Path(__file__).parent.parent / "web" / "sheets"
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "home": ("home.css",),
    "form": ("form.css",),
    "report": ("form.css", "journey.css", "receipt.css", "scripted.css"),
    "receipt": ("form.css", "journey.css", "receipt.css"),
    "mailbox": ("form.css", "journey.css", "mailbox.css"),
    "opening": ("form.css", "journey.css", "mailbox.css", "scripted.css"),
    "text": ("text.css",),
    "figures": ("text.css", "figures.css"),
}
"""Which sheets the second style block of a group of pages is made of."""
_HTML = "text/html; charset=utf-8"
PAD_CLASS = 64 * 1024
"""Mailbox pages are padded to this, or to its next power of two, in bytes."""


class Pages:
    """Renders the reporters' pages."""

    def __init__(self) -> None:
        """Read the style sheets."""
        self._core = StyleBlock.load(_SHARED / "tokens.css", _OWN / "core.css")
        self._groups = {name: StyleBlock.load(*(_OWN / sheet for sheet in sheets)) for name, sheets in _GROUPS.items()}
        self._cache = PageCache()

    def page(
        self,
        template: str,
        group: str,
        context: Mapping[str, object],
        status: int = HTTPStatus.OK,
    ) -> Response:
        """Render a page for one visitor."""
        return self._answer(self._render(template, group, context).encode(), group, status)

    def padded(self, template: str, group: str, context: Mapping[str, object], status: int = HTTPStatus.OK) -> Response:
        """Render a page whose length shows only its size class."""
        body = self._render(template, group, context).encode()
        size = max(PAD_CLASS, 1 << (len(body) - 1).bit_length())
        return self._answer(body.ljust(size), group, status)

    def discard(self, template: str, group: str, context: Mapping[str, object]) -> None:
        """Render a page that nobody gets, for the work of it."""
        self._render(template, group, context)

    def slotted(
        self,
        template: str,
        group: str,
        context: Callable[[], Mapping[str, object]],
        key: Hashable,
        values: Mapping[str, str] | None = None,
    ) -> Response:
        """Render a page once per key, then only fill its slots."""
        page = self._cache.get((template, key), lambda: self._render(template, group, context()))
        return self._answer(page.fill(values or {}), group, HTTPStatus.OK)

    def plain_styles(self) -> Markup:
        """Give the style elements of a page not rendered here, such as an error page, and let them through."""
        self._allow("text")
        return self._elements("text")

    def _render(self, template: str, group: str, context: Mapping[str, object]) -> str:
        return render_template(template, styles=self._elements(group), **context)

    def _elements(self, group: str) -> Markup:
        return self._core.element + self._groups[group].element

    def _allow(self, group: str) -> None:
        allow_in_csp(f"style-src {self._core.source} {self._groups[group].source}")

    def _answer(self, body: bytes, group: str, status: int) -> Response:
        self._allow(group)
        return current_app.response_class(body, status, content_type=_HTML)
