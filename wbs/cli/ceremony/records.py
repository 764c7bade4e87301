"""Printable records: plain text, and the same as a page for a printer with QR codes; nothing secret goes in."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from wbs.cli.files import write_new

_STYLE = (
    "body{font:12pt/1.5 serif;margin:2cm auto;max-width:17cm;color:#000;background:#fff}"
    "h1{font-size:16pt}pre{font:9.5pt/1.5 monospace;white-space:pre-wrap;overflow-wrap:anywhere}"
    "figure{margin:5mm 0;display:inline-block;width:8cm;vertical-align:top}"
    "p{break-inside:avoid}figcaption{font:9pt monospace;overflow-wrap:anywhere}svg{width:4.5cm;height:4.5cm}"
)
_BLOCKS = {(True, True): "\u2588", (True, False): "\u2580", (False, True): "\u2584", (False, False): " "}
_QUIET_ZONE = 4
_LINE = "_" * 40


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says."""

    language: str
    title: str
    lines: Sequence[str]
    codes: Sequence[tuple[str, str]]
    """Caption and content of each QR code."""
    signatures: Sequence[str] = ()
    """Who signs on the paper, a line each."""

    @property
    def place(self) -> str:
        """What the line for place and day is called."""
        return "Place and day" if self.language == "en" else "Tempat dan tanggal"

    def as_text(self) -> str:
        """Write plain text with the QR codes drawn in blocks."""
        parts = [self.title, "=" * len(self.title), "", *self.lines]
        for caption, content in self.codes:
            parts += ["", f"{caption}: {content}", "", paper_qr(content)]
        parts += ["", f"{self.place}: {_LINE}"]
        parts += [line for who in self.signatures for line in ("", "", _LINE, who)]
        return "\n".join(parts) + "\n"

    def as_page(self) -> str:
        """Write a page that needs nothing from elsewhere and runs nothing."""
        figures = "".join(
            f"<figure>{_svg(content)}<figcaption>{html.escape(caption)}: {html.escape(content)}</figcaption></figure>"
            for caption, content in self.codes
        )
        lines = html.escape("\n".join(self.lines))
        signatures = f"<p>{html.escape(self.place)}: {_LINE}</p>"
        signatures += "".join(f"<p><br><br>{_LINE}<br>{html.escape(who)}</p>" for who in self.signatures)
        return (
            f'<!doctype html>\n<html lang="{self.language}"><head><meta charset="utf-8">'
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<title>{html.escape(self.title)}</title><style>{_STYLE}</style></head>\n"
            f"<body><h1>{html.escape(self.title)}</h1>\n<pre>{lines}</pre>\n{figures}\n{signatures}</body></html>\n"
        )

    def write(self, stem: Path) -> tuple[Path, Path]:
        """Write `stem.txt` and `stem.html`, which must not exist; give their paths."""
        text, page = stem.with_name(stem.name + ".txt"), stem.with_name(stem.name + ".html")
        write_new(text, self.as_text().encode())
        write_new(page, self.as_page().encode())
        return text, page


def terminal_qr(content: str) -> str:
    """Draw a QR code in half blocks for a dark screen: blocks are light."""
    return _half_blocks(content, block_is_dark=False)


def paper_qr(content: str) -> str:
    """Draw a QR code in half blocks for white paper: blocks are dark."""
    return _half_blocks(content, block_is_dark=True)


def _half_blocks(content: str, *, block_is_dark: bool) -> str:
    rows = [list(row) for row in segno.make(content, error="m", micro=False).matrix_iter(scale=1, border=_QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        "".join(
            _BLOCKS[bool(up) is block_is_dark, bool(low) is block_is_dark] for up, low in zip(top, bottom, strict=True)
        )
        for top, bottom in pairs
    )


def _svg(content: str) -> str:
    return str(segno.make(content, error="m", micro=False).svg_inline(scale=4, border=_QUIET_ZONE))
