"""Languages, styles, errors' statuses: small parts shared by both applications."""

import base64
import hashlib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import wbs.errors
from wbs.clock import RELEASED, WIB, SystemClock
from wbs.errors import WbsError
from wbs.web.answers import code_of, english_title, status_of
from wbs.web.language import Language, bare_path, language_of, long_day, short_day
from wbs.web.styles import StyleBlock


@pytest.mark.parametrize(
    ("path", "language", "bare"),
    [
        ("/", "id", "/"),
        ("/lapor", "id", "/lapor"),
        ("/en", "en", "/"),
        ("/en/", "en", "/"),
        ("/en/lapor", "en", "/lapor"),
        ("/english", "id", "/english"),
        ("/enx/lapor", "id", "/enx/lapor"),
        ("/EN/", "id", "/EN/"),
    ],
)
def test_the_path_alone_tells_the_language(path: str, language: str, bare: str):
    assert language_of(path) == language
    assert bare_path(path) == bare


@pytest.mark.parametrize("path", ["/", "/lapor", "/tanda-terima/coba"])
def test_every_path_has_one_address_in_each_language(path: str):
    for language in Language:
        assert language_of(language.href(path)) is language
        assert bare_path(language.href(path)) == path


def test_days_are_written_as_people_say_them():
    day = date(2026, 11, 25)
    assert long_day(day, Language.INDONESIAN) == "Rabu, 25 November 2026"
    assert long_day(day, Language.ENGLISH) == "Wednesday, 25 November 2026"
    assert short_day(date(2026, 12, 2), Language.INDONESIAN) == "2 Desember 2026"


def test_a_style_block_travels_without_comments_and_under_its_own_hash(tmp_path: Path):
    sheet = tmp_path / "a.css"
    sheet.write_text("/* why */\n.a .b{color:red}\n  @media (min-width:1px){\n.c{margin:0 1px}\n}\n")
    block = StyleBlock.load(sheet, sheet)
    assert block.text == ".a .b{color:red}@media (min-width:1px){.c{margin:0 1px}}" * 2
    digest = base64.b64encode(hashlib.sha256(block.text.encode()).digest()).decode()
    assert block.source == f"'sha256-{digest}'"
    assert block.element == f"<style>{block.text}</style>"


def leaves() -> list[type[WbsError]]:
    kinds = [kind for kind in vars(wbs.errors).values() if isinstance(kind, type) and issubclass(kind, WbsError)]
    return [kind for kind in kinds if not kind.__subclasses__()]


@pytest.mark.parametrize("kind", leaves(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_with_a_title_and_a_word(kind: type[WbsError]):
    status = status_of(kind("for operators"))
    assert 400 <= status < 600
    assert english_title(status)
    assert code_of(status)


def test_the_system_clock_counts_days_in_jakarta():
    clock = SystemClock()
    assert clock.today() == clock.now().astimezone(WIB).date()
    assert clock.ticks() <= clock.ticks()
    assert clock.today() >= RELEASED


HARDENED = """
import resource
from pathlib import Path
from wbs.web.process import harden_process
harden_process()
Path("made").touch()
print(resource.getrlimit(resource.RLIMIT_CORE), oct(Path("made").stat().st_mode & 0o777))
print(Path("/proc/self/environ").stat().st_uid)
"""


@pytest.mark.promise("P01")
def test_a_hardened_process_leaves_no_core_and_no_open_files(tmp_path: Path):
    run = subprocess.run([sys.executable, "-c", HARDENED], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[0] == "(0, 0) 0o600"
    # Files of a process that may not be dumped belong to root, whoever runs it.
    assert run.stdout.splitlines()[1] == "0"
