"""Slots, QR codes, cleaned text: small parts of the portal, each on its own."""

import ast
import base64
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

import wbs.portal
import wbs.web
from wbs.crypto.words import RECEIPT_WORDS
from wbs.portal.qr import content_of, draw, receipt_qr
from wbs.portal.slots import PageCache, SlottedPage, slot
from wbs.portal.text import NAMELESS, clean_line, clean_media_type, clean_name, clean_text, shorten_name


def test_slots_are_filled_and_escaped():
    page = SlottedPage(f'<p title="{slot("a")}">{slot("b")}{slot("a")}</p>')
    assert page.fill({"a": '"<', "b": Markup("<b>")}) == b'<p title="&#34;&lt;"><b>&#34;&lt;</p>'


def test_a_value_cannot_become_a_slot():
    assert SlottedPage(str(slot("a"))).fill({"a": str(slot("b"))}) == slot("b").encode()


def test_the_cache_renders_once_and_stays_small():
    cache = PageCache()
    rendered: list[int] = []
    for number in [*range(1000), 999]:
        cache.get(number, lambda: rendered.append(1) or "x")
    assert len(rendered) == 1000
    assert len(cache._pages) <= 256  # noqa: SLF001 - its bound is the point


@pytest.mark.promise("P15")
def test_pages_that_nobody_else_wants_do_not_push_out_the_one_that_everybody_does():
    cache = PageCache()
    rendered: list[str] = []
    for number in range(1000):
        for key in ("home", str(number)):
            cache.get(key, lambda key=key: rendered.append(key) or key)
    assert rendered.count("home") == 1


words = st.lists(st.sampled_from(RECEIPT_WORDS), min_size=12, max_size=12)


@settings(max_examples=25, deadline=None)
@given(words)
def test_a_summed_qr_code_is_the_one_segno_draws(drawn: list[str]):
    png = base64.b64decode(receipt_qr(drawn).removeprefix("data:image/png;base64,"))
    pixels = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])
    assert int.from_bytes(pixels, "big") == draw(content_of(drawn))


@given(words)
def test_the_content_of_a_qr_code_is_the_words(drawn: list[str]):
    assert content_of(drawn).lower().split() == drawn


@given(st.text())
def test_cleaned_text_holds_no_control_character_but_line_feed_and_tab(text: str):
    assert not [char for char in clean_text(text) if char < " " and char not in "\n\t"]
    assert not [char for char in clean_line(text) if char < " "]


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


def hex_of(letter: str) -> str:
    return f"U+{ord(letter):04X}"


@given(st.binary(max_size=600))
def test_a_cleaned_name_is_short_and_harmless(raw: bytes):
    name = clean_name(raw)
    assert 1 <= len(name) <= 255
    assert not set(name) & set("/\\\r\n\x00\u202e\u200b\u2028")
    assert name == name.strip()


@pytest.mark.promise("P16")
@pytest.mark.parametrize("letter", ["a", " ", ".", "%22"])
def test_a_name_of_a_million_letters_is_cleaned_by_looking_at_each_once(letter: str):
    # What looks again from every letter would still be at it tomorrow.
    assert len(clean_name(letter.encode() * 1_000_000)) <= 255


@pytest.mark.parametrize("letter", ["\u202e", "\u2800", "\u3164", "\u115f", "\ufe0f"], ids=hex_of)
def test_a_name_that_shows_nothing_is_replaced(letter: str):
    assert clean_name(letter.encode()) == NAMELESS
    assert clean_name(f"surat.pdf{letter}.exe".encode()) == "surat.pdf .exe"


def test_a_long_name_keeps_a_short_ending():
    assert shorten_name("a" * 300 + ".jpeg") == "a" * 250 + ".jpeg"
    assert shorten_name("a" * 300 + "." + "b" * 20) == "a" * 255


@given(st.binary(max_size=200))
def test_a_cleaned_media_type_is_one(raw: bytes):
    kind, _, rest = clean_media_type(raw).partition("/")
    assert kind
    assert rest
    assert clean_media_type(raw).isascii()


@pytest.mark.promise("P03")
def test_only_one_module_of_the_portal_may_open_anything():
    folder = Path(wbs.portal.__file__).parent
    openers = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if {module, *names} & {f"wbs.crypto.{name}" for name in ("dossier", "insight", "keyring", "unseal")}:
                openers.add(path.name)
    assert openers == {"seal_on_arrival.py"}


@pytest.mark.promise("P02")
def test_nothing_of_the_reporters_portal_names_what_officers_write_among_themselves():
    folder = Path(wbs.portal.__file__).parent
    words = ("inside_answer", "officers_file", "wbs.cases.inside", "wbs.store.inside", "wbs.crypto.insight")
    shared = [Path(wbs.web.__file__).parent / name for name in ("sealed.py", "shapes.py")]
    for path in (*folder.rglob("*.py"), *shared):
        text = path.read_text(encoding="utf-8")
        assert [word for word in words if word in text] == [], path.name
