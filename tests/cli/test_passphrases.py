"""Passphrases as people type them: drawn or one's own, typed twice, never shown but once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wbs.cli import passphrases
from wbs.cli.passphrases import PassphraseSource
from wbs.cli.speech import Speech
from wbs.crypto.words import RECEIPT_WORDS
from wbs.errors import CeremonyError

WHAT = ("kunci induk", "the root key")
OWN = "frasa sandi milik saya sendiri"


class Keyboard:
    """What somebody types, line by line; None repeats what was drawn on the screen."""

    def __init__(self, lines: Iterator[str | None], screen: pytest.CaptureFixture[str]) -> None:
        self.lines = lines
        self.screen = screen
        self.asked: list[str] = []
        self.drawn = ""

    def __call__(self, prompt: str) -> str:
        self.asked.append(prompt)
        shown = [line.strip() for line in self.screen.readouterr().out.splitlines() if line.startswith("    ")]
        self.drawn = shown[0] if shown else self.drawn
        typed = next(self.lines)
        return self.drawn if typed is None else typed


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def sit_down(*lines: str | None) -> Keyboard:
        keyboard = Keyboard(iter(lines), capsys)
        monkeypatch.setattr("getpass.getpass", keyboard)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        return keyboard

    return sit_down


def test_just_enter_draws_seven_words_and_asks_for_them_again(typing) -> None:  # type: ignore[no-untyped-def]
    keyboard = typing("", None)
    chosen = PassphraseSource().new(WHAT)
    assert chosen == keyboard.drawn
    assert len(chosen.split()) == 7
    assert set(chosen.split()) <= set(RECEIPT_WORDS)


def test_two_drawn_passphrases_differ(typing) -> None:  # type: ignore[no-untyped-def]
    typing("", None)
    first = PassphraseSource().new(WHAT)
    typing("", None)
    assert PassphraseSource().new(WHAT) != first


def test_ones_own_passphrase_is_typed_twice_and_not_shown(typing, capsys) -> None:  # type: ignore[no-untyped-def]
    typing(OWN, "something else that is long", OWN)
    assert PassphraseSource().new(WHAT) == OWN
    assert OWN not in capsys.readouterr().out


def test_after_three_tries_nothing_is_made(typing) -> None:  # type: ignore[no-untyped-def]
    typing(OWN, "a", "b", "c")
    with pytest.raises(CeremonyError, match="not typed the same again"):
        PassphraseSource().new(WHAT)


@pytest.mark.parametrize("weak", ["pendek", "kata sandi dua puluh \u00e9", "sembilan belas huru"])
def test_ones_own_passphrase_is_long_and_on_every_keyboard(typing, weak: str) -> None:  # type: ignore[no-untyped-def]
    typing(weak, weak)
    with pytest.raises(CeremonyError):
        PassphraseSource().new(WHAT)


def test_an_existing_passphrase_is_asked_once_in_the_chosen_language(typing) -> None:  # type: ignore[no-untyped-def]
    keyboard = typing(OWN, "short")
    assert PassphraseSource(speech=Speech(is_english=True)).existing(WHAT) == OWN
    assert keyboard.asked == ["Passphrase of the root key: "]
    assert PassphraseSource().existing(WHAT) == "short"


def test_an_empty_answer_is_no_passphrase(typing) -> None:  # type: ignore[no-untyped-def]
    typing("")
    with pytest.raises(CeremonyError):
        PassphraseSource().existing(WHAT)


@pytest.mark.parametrize(
    ("data", "text"),
    [(OWN.encode(), OWN), (OWN.encode() + b"\r\n", OWN), (OWN.encode() + b"\nsecond line\n", OWN), (b"x" * 1024, None)],
    ids=["no line end", "windows", "first line only", "longest"],
)
def test_a_file_gives_its_first_line(tmp_path: Path, data: bytes, text: str | None) -> None:
    (tmp_path / "phrase").write_bytes(data)
    assert PassphraseSource(tmp_path / "phrase").existing(WHAT) == (text or data.decode())


@pytest.mark.parametrize(
    "data", [b"x" * 1025, b"\xff" * 30, b"", b"\n" + OWN.encode()], ids=["long", "latin", "empty", "late"]
)
def test_a_file_without_one_is_refused_and_not_quoted(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "phrase").write_bytes(data)
    with pytest.raises(CeremonyError) as refused:
        PassphraseSource(tmp_path / "phrase").existing(WHAT)
    assert "x" * 20 not in str(refused.value)
    assert refused.value.__cause__ is None
    assert passphrases.MIN_CHARS == 20
