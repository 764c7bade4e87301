"""The archive is read only as it would have been written, whatever the pieces in which it comes."""

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.cases.backups.archive import END, MEMBER_LIMIT, ArchiveReader, serialise_member
from wbs.errors import FormatError

MEMBERS = [("contents.json", b"{}"), ("tables/cases/000000000", bytes(1000)), ("keys/anchor.txt", b"x" * 512)]
WHOLE = b"".join(serialise_member(*member) for member in MEMBERS) + END


def read(data: bytes, step: int = 1 << 16) -> list[tuple[str, bytes]]:
    reader = ArchiveReader()
    found = [one for at in range(0, len(data), step) for one in reader.update(data[at : at + step])]
    reader.finalize()
    return found


@given(step=st.integers(1, 3000), zeros=st.integers(0, 3000))
def test_members_come_back_in_whatever_pieces(step: int, zeros: int) -> None:
    assert read(WHOLE + bytes(zeros), step) == MEMBERS


def test_a_tar_program_reads_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(WHOLE)) as archive:
        assert archive.getnames() == [name for name, _ in MEMBERS]


@given(at=st.integers(0, 511), value=st.integers(1, 255))
def test_a_header_in_another_spelling_is_refused(at: int, value: int) -> None:
    altered = bytearray(WHOLE)
    altered[at] ^= value
    with pytest.raises(FormatError):
        read(bytes(altered))


@given(end=st.integers(0, len(WHOLE) - 1))
def test_an_archive_that_is_cut_off_is_refused(end: int) -> None:
    with pytest.raises(FormatError):
        read(WHOLE[:end])


@given(tail=st.binary(min_size=1, max_size=2000).filter(any))
def test_nothing_but_zeros_stands_behind_the_end(tail: bytes) -> None:
    with pytest.raises(FormatError):
        read(WHOLE + tail)


@pytest.mark.parametrize("name", ["/etc/passwd", "../keys", "keys/../../x", "", "KEYS", "keys//x", "a b"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(FormatError):
        serialise_member(name, b"")
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo(name or "x"), io.BytesIO())
    with pytest.raises(FormatError):
        read(made.getvalue())


def test_a_name_that_is_too_long_is_refused() -> None:
    serialise_member("a" * 100, b"")
    with pytest.raises(FormatError):
        serialise_member("a" * 101, b"")


def test_a_member_that_says_it_is_huge_is_refused_before_it_comes() -> None:
    header = bytearray(serialise_member("contents.json", b""))
    header[124:135] = f"{MEMBER_LIMIT + 1:011o}".encode()
    with pytest.raises(FormatError):
        list(ArchiveReader().update(bytes(header)))
