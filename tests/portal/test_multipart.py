from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.portal.house import BOUNDARY, form_type, multipart
from wbs.portal.multipart import (
    MAX_HEADER_BYTES,
    MultipartError,
    PartEnd,
    PartStart,
    boundary_of,
    is_multipart,
    read_parts,
)

Part = tuple[bytes, bytes | None, bytes]


def gathered(pieces: Sequence[bytes], boundary: bytes = BOUNDARY) -> list[Part]:
    """Read a body and put the parts back together."""
    parts: list[Part] = []
    for event in read_parts(pieces, boundary):
        if isinstance(event, PartStart):
            parts.append((event.name, event.filename, b""))
        elif isinstance(event, bytes):
            name, filename, data = parts.pop()
            parts.append((name, filename, data + event))
    return parts


def cut(body: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


names = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
contents = st.binary(max_size=300) | st.just(b"\r\n--" + BOUNDARY[:-1]) | st.just(b"\r\n\r\n--") | st.just(b"\r")
texts = st.lists(st.tuples(names, contents), max_size=4)
files = st.lists(st.tuples(names, st.just("text/plain"), contents), max_size=3)


@given(texts, files, st.lists(st.integers(0, 10_000), max_size=12))
def test_any_cutting_of_a_form_into_pieces_gives_the_same_parts(
    fields: list[tuple[str, bytes]], uploads: list[tuple[str, str, bytes]], places: list[int]
):
    body = multipart(fields, uploads)
    if body == b"--" + BOUNDARY + b"--\r\n":
        return
    expected = [(name.encode(), None, data) for name, data in fields]
    expected += [(b"files", name.encode(), data) for name, _, data in uploads]
    assert gathered(cut(body, places)) == expected


@given(texts, st.data())
def test_a_form_cut_off_anywhere_never_ends_well(fields: list[tuple[str, bytes]], data: st.DataObject):
    body = multipart([("a", b"x"), *fields])
    whole = body.rindex(b"--" + BOUNDARY + b"--") + len(BOUNDARY) + 4
    end = data.draw(st.integers(0, whole - 1))
    with pytest.raises(MultipartError):
        gathered([body[:end]])


def test_a_part_is_whole_only_once_its_closing_delimiter_came():
    body = multipart([("a", b"x" * 50)])

    def pieces() -> Iterator[bytes]:
        yield body[:-20]
        raise ConnectionError

    seen: list[object] = []
    with pytest.raises(ConnectionError):
        seen += list(read_parts(pieces(), BOUNDARY))
    assert PartEnd() not in seen


def one_part(head: bytes) -> bytes:
    return b"--" + BOUNDARY + b"\r\n" + head + b"\r\n\r\nx\r\n--" + BOUNDARY + b"--"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b"preamble\r\n" + multipart([("a", b"b")]),
        multipart([("a", b"b")]) + b"x",
        multipart([("a", b"b")]).replace(BOUNDARY + b"\r\n", BOUNDARY + b" \r\n"),
        one_part(b"Content-Type: text/plain"),
        one_part(b'Content-Disposition: attachment; name="a"'),
        one_part(b"Content-Disposition: form-data; name=a"),
        one_part(b"Content-Disposition: form-data; filename*=UTF-8''a"),
        one_part(b'Content-Disposition: form-data; name="a"\r\nX-More: 1'),
        one_part(b'Content-Disposition: form-data; name="a"' + b"\r\nContent-Type: a/b" * 2),
        one_part(b"A" * (MAX_HEADER_BYTES + 10)),
        one_part(b'Content-Disposition: form-data; name="a"').replace(b"\r\n", b"\n"),
    ],
)
def test_what_no_browser_writes_is_refused(body: bytes):
    with pytest.raises(MultipartError):
        gathered([body])


def test_a_form_without_any_part_ends_well():
    assert gathered([b"--" + BOUNDARY + b"--\r\n"]) == []


def test_an_endless_epilogue_is_refused_before_it_is_held():
    def pieces() -> Iterator[bytes]:
        yield multipart([("a", b"b")])
        while True:
            yield b"x" * 1000

    with pytest.raises(MultipartError):
        list(read_parts(pieces(), BOUNDARY))


def test_a_large_part_is_never_held_whole():
    def pieces() -> Iterator[bytes]:
        yield b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(64):
            yield b"x" * 65536
        yield b"\r\n--" + BOUNDARY + b"--\r\n"

    sizes = [len(event) for event in read_parts(pieces(), BOUNDARY) if isinstance(event, bytes)]
    assert sum(sizes) == 64 * 65536
    assert max(sizes) <= 65536 + 200


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 71,
        'multipart/form-data; boundary="a b "',
        "multipart/form-data; boundary=a\u00e9",
        "multipart/form-data; boundary=a; charset=utf-8",
        "multipart/form-data; charset=utf-8; boundary=a",
        "text/plain; boundary=a",
    ],
)
def test_a_boundary_that_rfc_2046_does_not_allow_is_refused(content_type: str):
    with pytest.raises(MultipartError):
        boundary_of(content_type)


def test_a_boundary_may_be_quoted_and_the_type_in_capitals():
    assert boundary_of('Multipart/Form-Data; boundary="a:b"') == b"a:b"
    assert is_multipart(form_type())
    assert not is_multipart("multipart/mixed; boundary=a")
