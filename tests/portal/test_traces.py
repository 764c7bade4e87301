"""What a thief of the disk, the database or the logs finds of a reporter: nothing."""

import base64
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.portal.house import WRITTEN_FIELDS, House, Reporter, a_form, multipart
from wbs.crypto.primitives import random_bytes


def canary(name: str) -> str:
    return f"kenari{name}{random_bytes(8).hex()}"


def spellings(text: str) -> Iterator[bytes]:
    raw = text.encode()
    yield from (raw, raw.hex().encode(), text.encode("utf-16-le"), zlib.compress(raw)[2:-4])
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + raw)[4:-4]


@pytest.mark.promise("P01")
@pytest.mark.promise("P03")
def test_no_text_file_name_or_receipt_word_is_stored_in_the_clear(
    house: House, reporter: Reporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(temporary))
    caplog.set_level(0)
    marks = {name: canary(name) for name in WRITTEN_FIELDS}
    content, filename, reply = canary("isi"), canary("nama"), canary("balas")
    file = (filename + ".txt", "text/plain", content.encode() * 40_000)
    wrong = reporter.report([file], **{**marks, "where": "", "identity": "named"})
    page = reporter.report(ticket=wrong.ticket, **marks, identity="named")
    answer = reporter.reply(reporter.mailbox(page.words).ticket, reply, [file])
    assert answer.status == 200
    found = house.stored_bytes() + caplog.text.encode()
    found += b"".join(path.read_bytes() for path in temporary.rglob("*") if path.is_file())
    for mark in (*marks.values(), content, filename, reply, " ".join(page.words), page.ticket):
        for spelling in spellings(mark):
            assert spelling not in found
    for word in page.words:
        assert house.stored_bytes().count(word.encode()) == 0 or len(word) < 5


@pytest.mark.promise("P10")
def test_no_address_agent_language_or_hour_is_stored(
    house: House, reporter: Reporter, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(0)
    before = house.stored_bytes()
    ticket = reporter.get("/lapor").ticket
    reporter.post(
        "/lapor",
        multipart(a_form(ticket)),
        **{"User-Agent": "kenari-agen", "Accept-Language": "kenari-bahasa", "X-Forwarded-For": "203.0.113.9"},
    )
    found = house.stored_bytes()
    assert found != before
    for trace in (b"kenari", b"203.0.113.9", b"127.0.0.1", b"09:00", b"02:00:00"):
        assert trace not in found
    assert caplog.text == ""


def test_sealed_sizes_are_the_same_for_every_short_report(house: House, reporter: Reporter):
    def sizes(**changes: str) -> list[int]:
        words = reporter.report(**changes).words
        case = house.case(words)
        file = house.store.cases.case_file(case.name, case.open().chain.records[0].readers[("61.08", "penerima-01")])
        assert file is not None
        return [len(file.summary), *(len(message.sealed) for message in file.messages)]

    assert sizes(what="a") == sizes(what="a" * 1500, title="x" * 80)


def open_files() -> set[str]:
    """Name what this process holds open, sockets and pipes apart."""
    names = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            names.add(str(entry.readlink()))
    return {name for name in names if name.startswith("/")}


@pytest.mark.promise("P03")
def test_a_large_upload_opens_no_file_but_the_database(
    house: House, reporter: Reporter, monkeypatch: pytest.MonkeyPatch
):
    before = open_files()
    during: set[str] = set()
    append = house.store.cases.append_chunks

    def watched(*args: Any) -> None:
        during.update(open_files())
        append(*args)

    monkeypatch.setattr(house.store.cases, "append_chunks", watched)
    reporter.report([("a.bin", "a/b", b"x" * 3_000_000)])
    assert during
    assert {name.partition("-")[0] for name in during - before} <= {str(house.folder / "wbs.sqlite")}
