"""What each page of both applications weighs on its way: the page, and all that its markup makes a browser load.

A page counts with its headers, as the applications write them. The installation is that of the tests (tests/cast.py).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.cast import shared_world
from tests.investigator.counter import Counter
from tests.office import Office
from tests.portal.house import Reporter, build
from wbs.investigator.pages import BUILD_FOLDER
from wbs.store.migrations import migrate

TABLE = Path(__file__).parent.parent / "docs" / "wire-weights.md"
SCRIPTS = (r'<script[^>]* src="([^"]+)"', r'<(?:script|body)[^>]* data-worker="([^"]+)"')
LOOKER = r'<(?:script|body)[^>]* data-looker="([^"]+)"'
STYLES = (r'<link rel="stylesheet"[^>]* href="([^"]+)"',)
OTHERS = (r'<link rel="(?:icon|preload)"[^>]* href="(/[^"]+)"', r'<img[^>]* src="(/[^"]+)"')
HEAD = """# What pages weigh

Bytes on the wire, headers included, as the applications send them to a browser that unpacks gzip. Pages themselves are
never packed (`wbs/web/build.py` says why); scripts and sheets are. A page's worker is loaded by its script, and counts
with it; the one that looks into files is fetched when the first file is chosen, and has lines of its own. Reporters'
pages carry their style within. The installation is that of the tests.

Officers' scripts are fetched whole before anybody has signed in, and not part by part as sections are opened: what the
server gives to a browser of which it knows no name, it cannot choose by the name. They are kept for a year under names
that change with their content.

`python -m tools.weights` writes this table. `tests/test_weights.py` compares it with what is sent, and keeps budgets:
the first page at most 14,600 bytes in one request, all scripts of the report page at most 60,000 bytes packed, all
scripts of the officers' page at most 240,000, and the worker that looks into files, which is the same for reporters
and for officers, at most 16,000.

| page | HTML | scripts | styles | other | requests | total |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one page makes a browser load, in bytes."""

    page: int
    scripts: int
    styles: int
    others: int
    requests: int

    @property
    def total(self) -> int:
        return self.page + self.scripts + self.styles + self.others

    def row(self, name: str) -> str:
        """Write a line of the table."""
        cells = [self.page, self.scripts, self.styles, self.others, self.requests, self.total]
        return f"| {name} | " + " | ".join(f"{cell:,}" for cell in cells) + " |"


def parse(table: str) -> dict[str, Weight]:
    """Read the table's lines."""
    rows = re.findall(r"^\| ([^|]*`[^|]*) \|" + r" ([\d,]+) \|" * 6 + "$", table, re.MULTILINE)
    return {name: Weight(*(int(cell.replace(",", "")) for cell in cells[:5])) for name, *cells in rows}


def table(weights: Mapping[str, Weight]) -> str:
    """Write the whole document."""
    return HEAD + "".join(weight.row(name) + "\n" for name, weight in weights.items())


def measured(folder: Path) -> dict[str, Weight]:
    """Weigh every page of both applications, which keep their data in `folder`."""
    return dict(_portal(folder / "portal")) | dict(_investigator(folder / "investigator"))


def _portal(folder: Path) -> Iterator[tuple[str, Weight]]:
    folder.mkdir()
    migrate(f"sqlite:///{folder / 'wbs.sqlite'}")
    house = build(folder, shared_world())
    with closing(house.store):
        for path in _paths(house.app):
            page, size = _sent(house.app, path)
            yield f"reporters `{path}`", _weight(house.app, page, size)
            for looker in set(re.findall(LOOKER, page)):
                yield f"reporters `{path}`, once a file is chosen", Weight(0, _sent(house.app, looker)[1], 0, 0, 1)
        for prefix in ("", "/en"):
            reporter = Reporter(house.app, prefix)
            receipt = reporter.report()
            for name, shown in (("receipt", receipt), ("mailbox", reporter.mailbox(receipt.words))):
                weight = _weight(house.app, shown.text, _head(shown.status, shown.headers) + len(shown.data))
                yield f"reporters `{prefix}/`, {name} without scripts", weight


def _investigator(folder: Path) -> Iterator[tuple[str, Weight]]:
    folder.mkdir()
    with closing(Office(folder)) as office:
        app = Counter(office, build=BUILD_FOLDER).app
        for path in _paths(app):
            page, size = _sent(app, path)
            yield f"officers `{path}`", _weight(app, page, size)
            for looker in set(re.findall(LOOKER, page)):
                yield f"officers `{path}`, once a file is chosen", Weight(0, _sent(app, looker)[1], 0, 0, 1)


def _paths(app: Flask) -> list[str]:
    """List the addresses that give a page to whoever asks."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    client = app.test_client(use_cookies=False)
    found = {path: client.get(path) for path in rules}
    return sorted(path for path, answer in found.items() if (answer.status_code, answer.mimetype) == (200, "text/html"))


def _weight(app: Flask, html: str, page: int) -> Weight:
    scripts, styles, others = (
        {path for pattern in patterns for path in re.findall(pattern, html)} for patterns in (SCRIPTS, STYLES, OTHERS)
    )
    loads = [sum(_sent(app, path)[1] for path in paths) for paths in (scripts, styles, others)]
    return Weight(page, *loads, requests=1 + len(scripts | styles | others))


def _sent(app: Flask, path: str) -> tuple[str, int]:
    answer = app.test_client(use_cookies=False).get(path, headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200, path
    text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    return text, _head(answer.status_code, answer.headers) + len(answer.data)


def _head(status: int, headers: Mapping[str, str]) -> int:
    return len(f"HTTP/1.1 {status} OK\r\n\r\n") + sum(len(f"{name}: {value}\r\n") for name, value in headers.items())
