"""The search itself: a canary is found in every spelling, and the reader of system calls misses no writing."""

import base64
import os
import tempfile
from pathlib import Path

import pytest

from tests.promises.canaries import canary, of_receipt, opened_for_writing, traces
from tests.promises.memory import held_in_memory, may_read, open_files
from wbs.crypto.receipt import Receipt

SECRET = b"kenari0123456789abcdef0123"


@pytest.mark.parametrize(
    "content",
    [
        SECRET,
        SECRET.hex().encode(),
        SECRET.decode().encode("utf-16-le"),
        *(base64.urlsafe_b64encode(b"x" * before + SECRET + b"yz") for before in range(6)),
    ],
)
def test_a_canary_is_found_in_every_spelling(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(b"before " + content + b" after")
    assert traces([canary("it", SECRET)], [tmp_path]) == [f"it in {tmp_path / 'file'}"]


def test_a_canary_is_found_in_a_file_name(tmp_path: Path) -> None:
    (tmp_path / SECRET.decode()).touch()
    assert len(traces([canary("it", SECRET)], [tmp_path])) == 1


def test_three_words_of_a_receipt_are_enough_to_be_found(tmp_path: Path) -> None:
    receipt = Receipt.generate()
    (tmp_path / "file").write_text(", ".join(receipt.unsafe_words()[4:8]).replace(", ", ","))
    assert len(traces(of_receipt(receipt), [tmp_path])) == 2


def test_what_a_process_holds_is_found_in_its_memory_and_in_files_without_a_name(tmp_path: Path) -> None:
    if not may_read(os.getpid()):
        pytest.skip("this user may not read the memory of a process")
    held, written = os.urandom(40), os.urandom(40)
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(written)
        file.flush()
        assert list(tmp_path.iterdir()) == []
        assert any(held in piece for piece in held_in_memory(os.getpid()))
        assert any(written in content for content in open_files(os.getpid()))


def test_every_way_of_opening_for_writing_is_seen() -> None:
    trace = """
12 openat(AT_FDCWD, "/a/new", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3
12 openat(AT_FDCWD, "/a/temporary", O_RDWR|O_TMPFILE, 0600) = 4
12 open("/a/old", O_RDWR) = 5
12 openat(AT_FDCWD, "/a/read", O_RDONLY|O_CLOEXEC) = 6
"""
    assert opened_for_writing(trace) == {"/a/new", "/a/temporary", "/a/old"}
