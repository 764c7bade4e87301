"""Looking into a file never fails, never costs more than it may, and says no more than it saw."""

import struct
import zlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files import building as b
from tests.files.mutating import good_files, hostile_files
from wbs.files.findings import MOST_FINDINGS, Checked, Format, Inspection
from wbs.files.inspection import HEAD_SIZE, inspect, inspect_source
from wbs.files.source import PAGE, Budget, DamagedError, Source, UnseenError
from wbs.files.text import VALUE_LIMIT

STARTS = (
    b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\0\0\0WEBP", b"\0\0\0\x14ftypheic", b"\0\0\0\x14ftypisom",
    b"%PDF-1.7\n1 0 obj<<", b"PK\x03\x04", b"ID3\4\0\0\0\0\x7f\x7f", b"",
)  # fmt: skip
LARGE = 4 << 20


def cost(source: Source) -> Budget:
    whole, left = Budget(), source.budget
    return Budget(whole.reads - left.reads, whole.fetched - left.fetched, whole.inflated - left.inflated)


def assert_sound(found: Inspection) -> None:
    assert len(found.findings) <= MOST_FINDINGS
    for one in found.findings:
        if one.value is not None:
            assert 0 < len(one.value) <= VALUE_LIMIT
            assert one.value.strip() == one.value
            assert "\n" not in one.value
            assert "\u202e" not in one.value
            assert "\0" not in one.value


@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_no_bytes_raise(start: bytes, rest: bytes) -> None:
    assert_sound(inspect(start + rest))


def test_no_hostile_file_raises() -> None:
    for file in hostile_files(2000, "python alone"):
        assert_sound(inspect(file))


@given(st.sampled_from(good_files()), st.data())
def test_a_first_part_is_never_said_to_be_all(file: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(file)))
    found = inspect(file[:cut], len(file) + HEAD_SIZE)
    assert not found.complete


@given(st.sampled_from(good_files()), st.data())
def test_a_first_part_shows_nothing_that_the_whole_does_not(file: bytes, data: st.DataObject) -> None:
    whole = {one.kind for one in inspect(file).findings}
    part = inspect(file[: data.draw(st.integers(0, len(file)))], len(file))
    assert {one.kind for one in part.findings} <= whole | {"time", "comment", "software", "author", "path", "title"}


def packed(data: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


@cache
def bombs() -> dict[str, bytes]:
    """Give small files whose naive reading would never end."""

    def office(part: bytes) -> bytes:
        body, directory = b"", b""
        raw = packed(part)
        for name in ("[Content_Types].xml", *(f"word/comments{n}.xml" for n in range(8))):
            head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(raw), len(part), len(name), 0)
            directory += b"PK\x01\x02\x14\0" + head + bytes(10) + struct.pack("<I", len(body)) + name.encode()
            body += b"PK\x03\x04" + head + name.encode() + raw
        return body + directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 9, 9, len(directory), len(body), 0)

    million = 1_000_000
    return {
        "tags": office(b"<a" * (LARGE // 2)),
        "attributes": office(b"<a " + b'b="c" ' * (LARGE // 6 - 1)),
        "inflating": office(bytes(LARGE * 2)),
        "open objects": b"%PDF-1.7\n" + b"1 0 obj<<(" * (million // 10),
        "open digits": b"%PDF-1.7\n" + (b"1 0 obj<<<" + b"a" * 100) * (million // 110),
        "lying streams": b"%PDF-1.7\n" + b"1 0 obj<</Length 5>>stream\n" * (million // 27),
        "nested objects": b"%PDF-1.7\n1 0 obj<<" + b"<</A" * (million // 4),
        "fill bytes": b"\xff\xd8" + b"\xff" * million,
        "empty chunks": b.SIGNATURE + b"\0\0\0\0tEXt\0\0\0\0" * (million // 12),
        "empty boxes": b.box(b"ftyp", b"isomisom") + b"\0\0\0\x08moov" * (million // 8),
        "nested boxes": b.box(b"ftyp", b"isomisom") + b"\0\0\0\0moov" * (million // 8),
        "empty frames": b.id3(b"TPE1" + bytes(6)) + b"TPE1\0\0\0\0\0\0" * (million // 10),
        "empty records": b.jpeg(*[b.segment(0xED, b.resources((0x404, b.iptc(*[(80, b"")] * 12_000))))] * 15),
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_stays_within_the_budget(name: str) -> None:
    file = bombs()[name]
    source = Source(file, len(file))
    found = inspect_source(source)
    assert_sound(found)
    spent, limit = cost(source), Budget()
    assert spent.reads <= limit.reads + 1
    assert spent.fetched <= limit.fetched + LARGE
    assert spent.inflated <= limit.inflated


def test_a_recording_of_gigabytes_costs_a_few_pages() -> None:
    size = 3 << 30
    head = b.movie(first=struct.pack(">I4sQ", 1, b"mdat", size))
    source = Source(head, size + 1000)
    found = inspect_source(source)
    assert (found.format, found.checked) == (Format.MP4, Checked.PART)
    assert cost(source).fetched <= 2 * PAGE


def test_reading_outside_is_refused() -> None:
    source = Source(b"abc", 10)
    with pytest.raises(UnseenError):
        source.read(2, 2)
    for at, size in ((9, 2), (-1, 1), (0, -1), (11, 0)):
        with pytest.raises(DamagedError):
            source.read(at, size)
    assert source.read(1, 2) == b"bc"


def test_a_file_inside_a_file_ends_where_it_ends() -> None:
    source = Source(b"0123456789", 10).view(2, 3)
    assert source.read(0, 3) == b"234"
    with pytest.raises(DamagedError):
        source.read(0, 4)


def test_nothing_of_an_inspection_can_be_changed() -> None:
    found = inspect(b.jpeg())
    assert found.complete
    with pytest.raises(AttributeError):
        found.format = Format.PNG  # type: ignore[misc]
