"""Styles that stand inside reporters' pages: exact bytes, and the hash that lets exactly these through."""

import base64
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from wbs.crypto.primitives import sha256

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class StyleBlock:
    """One `<style>` element."""

    text: str

    @classmethod
    def load(cls, *paths: Path) -> "StyleBlock":
        """Read style sheets into one block; comments, indentation and line breaks do not travel.

        A space in a selector or a value stays: only what stands at the edges of lines goes.
        """
        source = _COMMENT.sub("", "\n".join(path.read_text(encoding="utf-8") for path in paths))
        return cls("".join(line.strip() for line in source.splitlines()))

    @cached_property
    def source(self) -> str:
        """The CSP source expression of these bytes."""
        digest = base64.b64encode(sha256(self.text.encode())).decode("ascii")
        return f"'sha256-{digest}'"

    def __html__(self) -> str:
        return f"<style>{self.text}</style>"

    @cached_property
    def element(self) -> Markup:
        """The element for a template."""
        return Markup(self.__html__())  # noqa: S704 - the text is a file of this package
