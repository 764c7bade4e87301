"""The QR code that the page itself draws: module by module the one of the page without script, which segno judges."""

import json
import re
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.browser.node import run_node
from wbs.crypto.words import RECEIPT_WORDS
from wbs.portal.qr import content_of, draw

SIDE, QUIET_ZONE, ROW_BITS = 33, 4, 56
DRAW = """
    import { qrPath } from "./src/shared/qr.js";
    import { readFileSync } from "node:fs";
    process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0)).map(qrPath)));
"""
MODULE = re.compile(r"M(\d+) (\d+)h1v1h-1z")
receipts = st.lists(st.lists(st.sampled_from(RECEIPT_WORDS), min_size=12, max_size=12), min_size=40, max_size=40)


def paths(receipts: Iterable[list[str]]) -> list[str]:
    """Let the page's script draw."""
    return [str(path) for path in json.loads(run_node(DRAW, given=json.dumps(list(receipts)).encode()))]


def pixels(path: str) -> int:
    """Write a path as the rows of a PNG of one bit a pixel, white around it, as `draw` does."""
    assert MODULE.sub("", path) == ""
    dark = {(int(x), int(y)) for x, y in MODULE.findall(path)}
    assert all(x < SIDE and y < SIDE for x, y in dark)
    side = range(-QUIET_ZONE, SIDE + QUIET_ZONE)
    rows = ("0" * 8 + "".join("01"[(x, y) not in dark] for x in side).ljust(ROW_BITS - 8, "0") for y in side)
    return int("".join(rows), 2)


@settings(max_examples=3, deadline=None)
@given(receipts)
def test_the_page_draws_the_code_that_segno_draws(drawn: list[list[str]]):
    assert [pixels(path) for path in paths(drawn)] == [draw(content_of(words)) for words in drawn]


def test_the_shortest_and_the_longest_words_fit():
    lengths = sorted(RECEIPT_WORDS, key=len)
    extremes = [[lengths[0]] * 12, [lengths[-1]] * 12]
    assert [pixels(path) for path in paths(extremes)] == [draw(content_of(words)) for words in extremes]
