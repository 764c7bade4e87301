"""Pages that are the same for everyone but for a few values: rendered once, filled for each visitor."""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Final

from markupsafe import Markup, escape

_SLOT = re.compile("\ue000([a-z0-9_]+)\ue001")
_KEPT: Final = 256


def slot(name: str) -> Markup:
    """Give what stands in a template for a value to come; private-use characters that no text of ours contains."""
    return Markup(f"\ue000{name}\ue001")  # noqa: S704 - no input


class SlottedPage:
    """A rendered page with its slots cut out."""

    def __init__(self, page: str) -> None:
        """Cut a page that was rendered with `slot` values."""
        pieces = _SLOT.split(page)
        self._texts = [text.encode() for text in pieces[::2]]
        self._names = pieces[1::2]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Give the page with every slot filled; values are escaped unless they are Markup."""
        parts = [self._texts[0]]
        for name, text in zip(self._names, self._texts[1:], strict=True):
            parts += [escape(values[name]).encode(), text]
        return b"".join(parts)


class PageCache:
    """Keeps slotted pages by whatever they depend on; forgets them all when there are too many."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, SlottedPage] = {}

    def get(self, key: Hashable, render: Callable[[], str]) -> SlottedPage:
        """Give the page for a key, rendered now if it is not there."""
        page = self._pages.get(key)
        if page is None:
            if len(self._pages) >= _KEPT:
                self._pages.clear()
            page = self._pages[key] = SlottedPage(render())
        return page
