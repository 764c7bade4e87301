"""Pages that are the same for everyone but for a few values: rendered once, filled for each visitor."""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from threading import Lock
from typing import Final

from markupsafe import Markup, escape

_SLOT = re.compile("\x02([a-z0-9_]+)\x03")
_KEPT: Final = 256


def slot(name: str) -> Markup:
    """Give what stands in a template for a value to come.

    Its marks are control characters, which no text of a document may hold: what an agency writes can be no slot.
    """
    return Markup(f"\x02{name}\x03")  # noqa: S704 - no input


class SlottedPage:
    """A rendered page with its slots cut out."""

    def __init__(self, page: str) -> None:
        """Cut a page that was rendered with `slot` values."""
        pieces = _SLOT.split(page)
        self._texts = [text.encode() for text in pieces[::2]]
        self._names = pieces[1::2]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Give the page with every slot filled; values are escaped unless they are Markup.

        Raises:
            KeyError: a slot without a value.
        """
        parts = [self._texts[0]]
        for name, text in zip(self._names, self._texts[1:], strict=True):
            parts += [escape(values[name]).encode(), text]
        return b"".join(parts)


class PageCache:
    """Keeps slotted pages by whatever they depend on; of too many, it forgets those that nobody asked for longest.

    So whoever asks for pages that nobody else wants does not make the server render the first page again. May be
    shared by threads.
    """

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, SlottedPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, render: Callable[[], str]) -> SlottedPage:
        """Give the page for a key, rendered now if it is not there."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
                return page
        page = SlottedPage(render())  # without the lock: others are answered meanwhile
        with self._lock:
            self._pages[key] = page
            if len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        return page
