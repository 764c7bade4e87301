"""Canonical JSON: what the product writes is RFC 8785, and it reads nothing else."""

import json
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto import shape
from wbs.crypto.messages import Attachment, Message, Summary, TextBody
from wbs.crypto.shape import check, parse, serialise, tag_of
from wbs.errors import FormatError, RefusedError, UnknownVersionError

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x7f", min_codepoint=0x20)
TEXT = st.text(LETTERS | st.sampled_from("\n\t"), min_size=1, max_size=40)


def summary(title: str = "Papan proyek") -> Summary:
    return Summary(case="a" * 52, epoch=1, author="reporter", category="bribery", rank="staff", title=title)  # type: ignore[arg-type]


def by_the_standard_library(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@given(TEXT)
def test_what_is_written_is_read_back_and_written_the_same(text: str) -> None:
    data = serialise(TextBody(text=text))
    document = parse(data, TextBody)
    assert document == TextBody(text=text)
    assert serialise(document) == data


def test_every_character_is_escaped_as_rfc_8785_says() -> None:
    for start in range(0, sys.maxunicode + 1, 256):
        text = "".join(chr(code) for code in range(start, start + 256) if not 0xD800 <= code < 0xE000)
        written = serialise(TextBody(text=text))
        if written != by_the_standard_library({"text": text, "type": "wbs-text/v1"}):
            pytest.fail(f"a character from U+{start:04X} on is written in another way")


@given(st.binary(max_size=60))
def test_bytes_from_anywhere_are_refused_or_read_exactly(data: bytes) -> None:
    for found in (data, b'{"text":"' + data + b'","type":"wbs-text/v1"}'):
        try:
            document = parse(found, TextBody)
        except RefusedError:
            continue
        assert serialise(document) == found


def test_a_lone_surrogate_is_refused_before_it_is_written() -> None:
    with pytest.raises(FormatError):
        serialise(TextBody(text="\ud800"))


def test_nothing_of_a_document_is_printed_with_it() -> None:
    """Reports, names and private keys stand in documents; an error or a trace may print what it holds."""
    assert "Papan" not in repr([summary("Papan proyek")])
    part = Attachment(id="A" * 22, key="A" * 43, name="rahasia.pdf", media_type="text/plain", size=1)
    assert repr(part) == "Attachment(…)"


@given(st.integers(1, 100_000), st.sampled_from([b"[%s]", b'{"a":%s}']))
def test_no_depth_of_nesting_ends_in_anything_but_a_refusal(depth: int, around: bytes) -> None:
    opening, closing = around.split(b"%s")
    deep = (opening * depth + b"1" + closing * depth).join((b'{"a":', b"}"))
    for data in (deep, b'{"body":' + deep + b',"type":"wbs-message/v1"}', b'{"type":' + deep + b"}"):
        with pytest.raises(RefusedError):
            parse(data, Message)


def test_what_is_made_here_is_held_to_the_same_limits() -> None:
    assert check(summary()).title == "Papan proyek"
    for title in ("", "x" * 81, "a\nb"):
        with pytest.raises(FormatError):
            check(summary(title))


@pytest.mark.parametrize("tag", ["wbs-summary/v2", "wbs-summary/v10", "wbs-summary/v999"])
def test_the_next_version_is_told_apart_from_nonsense(tag: str) -> None:
    with pytest.raises(UnknownVersionError):
        parse(by_the_standard_library({"type": tag, "x": [None, 1.5]}), Summary)


@pytest.mark.parametrize(
    "tag", ["wbs-summary/v1", "wbs-summary/v0", "wbs-summary/v01", "wbs-summary-x/v2", "wbs-grant/v2"]
)
def test_other_types_are_not_versions_of_this_one(tag: str) -> None:
    with pytest.raises(FormatError):
        parse(by_the_standard_library({"type": tag}), Summary)


def test_deep_nesting_is_refused_like_any_other_nonsense() -> None:
    for deep in (b"[" * 100_000, b'{"a":' * 100_000, b"[" * 400 + b"]" * 400):
        with pytest.raises(FormatError):
            parse(deep, Summary)


def test_a_type_that_is_no_text_and_a_document_that_is_no_object_are_refused() -> None:
    for data in (b'{"type":1}', b"[]", b'"wbs-summary/v2"', b"{}", b"1"):
        with pytest.raises(FormatError):
            parse(data, Summary)


def test_an_error_never_repeats_what_it_refuses() -> None:
    with pytest.raises(FormatError) as caught:
        parse(by_the_standard_library({"type": "wbs-text/v1", "text": "rahasia\x01"}), TextBody)
    assert "rahasia" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_every_text_form_of_bytes_has_one_spelling() -> None:
    raw = {"Digest": 32, "Bytes32": 32, "Bytes16": 16, "CaseIdText": 32}
    for name, size in raw.items():
        decoder = msgspec.json.Decoder(getattr(shape, name))
        alphabet = (
            "abcdefghijklmnopqrstuvwxyz234567"
            if name == "CaseIdText"
            else ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        )
        bits = 5 if name == "CaseIdText" else 6
        length = -(-size * 8 // bits)
        spare = length * bits - size * 8
        accepted = [last for last in alphabet if accepts(decoder, alphabet[0] * (length - 1) + last)]
        assert accepted == list(alphabet[:: 1 << spare])


def accepts(decoder: msgspec.json.Decoder[str], text: str) -> bool:
    try:
        decoder.decode(json.dumps(text))
    except msgspec.ValidationError:
        return False
    return True


def test_a_tag_names_kind_and_version() -> None:
    assert tag_of(Summary) == "wbs-summary/v1"


_MANY_THREADS_AT_ONCE = """
import sys, threading, time
from typing import Annotated
import msgspec
from wbs.crypto.shape import Part, decoder_of

DEPTH, THREADS, TIMES = 8, 6, 40
Text = Annotated[str, msgspec.Meta(max_length=9)]
TEXTS = [(name, Text, "") for name in "abcd"]
document = b"{}"
for _ in range(DEPTH):
    document = b'{"a":"a","b":"b","c":"c","d":"d","e":[%b]}' % document
sys.setswitchinterval(1e-6)


def family():
    inner = msgspec.defstruct("Inner", TEXTS, bases=(Part,), frozen=True, kw_only=True)
    for _ in range(DEPTH):
        several = Annotated[list[inner], msgspec.Meta(max_length=4)] | msgspec.UnsetType
        members = [*TEXTS, ("e", several, msgspec.UNSET), ("f", several, msgspec.UNSET)]
        inner = msgspec.defstruct("Inner", members, bases=(Part,), frozen=True, kw_only=True)
    return inner


for _ in range(TIMES):
    shape, begin = family(), threading.Barrier(THREADS)

    def read(number):
        begin.wait()
        time.sleep(number * 1e-4)
        decoder_of(shape).decode(document)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_many_threads_may_be_the_first_to_read_a_shape() -> None:
    """msgspec 0.22 ends the process if two threads make decoders of one struct at a time."""
    ran = subprocess.run([sys.executable, "-c", _MANY_THREADS_AT_ONCE], capture_output=True, check=False, timeout=120)
    assert (ran.returncode, ran.stderr) == (0, b"")
