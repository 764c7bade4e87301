"""Passphrases of keys on paper and media: asked on the terminal without echo, or read from a file or descriptor.

Never from arguments or the environment, which other programs of the machine can read. Only characters of an ordinary
keyboard, so that the same passphrase opens the file with any age tool on any machine.
"""

import getpass
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click

from wbs.cli.speech import Speech
from wbs.crypto.signin import generate_passphrase
from wbs.errors import CeremonyError

MIN_CHARS = 20
"""Shortest passphrase of one's own: whoever finds the medium guesses offline."""
_MAX_BYTES = 1024
_TRIES = 3


@dataclass(frozen=True, slots=True)
class PassphraseSource:
    """Where a passphrase comes from: a file, an open descriptor, or else the terminal."""

    path: Path | None = None
    descriptor: int | None = None
    speech: Speech = field(default_factory=lambda: Speech(is_english=False))

    def existing(self, what: tuple[str, str]) -> str:
        """Get the passphrase of something that has one; `what` names it in both languages.

        Raises:
            CeremonyError: no terminal and no source, or not one line of ordinary characters.
        """
        scripted = self._scripted()
        if scripted is not None:
            return scripted
        return ordinary(_ask(self.speech(f"Frasa sandi {what[0]}: ", f"Passphrase of {what[1]}: ")))

    def new(self, what: tuple[str, str]) -> str:
        """Get a new passphrase: read, or drawn and shown once, or one's own; typed twice on a terminal.

        Raises:
            CeremonyError: as `existing`; too short; or not typed the same again.
        """
        scripted = self._scripted()
        if scripted is not None:
            return long_enough(scripted)
        own = _ask(
            self.speech(
                f"Frasa sandi baru {what[0]} (Enter saja: tujuh kata diundi): ",
                f"New passphrase of {what[1]} (just Enter: seven words are drawn): ",
            )
        )
        chosen = long_enough(own) if own else self._draw()
        for _ in range(_TRIES):
            if _ask(self.speech("Ketik sekali lagi: ", "Type it again: ")) == chosen:
                return chosen
            self.speech.say("Tidak sama. Coba lagi.", "Not the same. Try again.")
        raise CeremonyError("the passphrase was not typed the same again")

    def _draw(self) -> str:
        drawn = generate_passphrase()
        self.speech.say(
            "Tulis frasa sandi ini di kertas, simpan terpisah dari flashdisk. Ia tidak akan ditampilkan lagi:",
            "Write this passphrase on paper and keep it apart from the medium. It will not be shown again:",
        )
        click.echo(f"\n    {drawn}\n")
        return drawn

    def _scripted(self) -> str | None:
        if self.path is not None:
            with self.path.open("rb") as file:
                return _line(file.read(_MAX_BYTES + 1))
        if self.descriptor is not None:
            return _line(_drain(self.descriptor))
        if not sys.stdin.isatty():
            raise CeremonyError("a passphrase is asked on a terminal, or read from --passphrase-file or -fd")
        return None


def passphrase_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--passphrase-file` and `--passphrase-fd`, for scripts."""
    file = click.option(
        "--passphrase-file",
        "passphrase_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Read the passphrase from a file's first line instead of the terminal.",
    )
    descriptor = click.option(
        "--passphrase-fd",
        "passphrase_fd",
        type=click.IntRange(min=0),
        help="Read the passphrase from an open file descriptor instead of the terminal.",
    )
    return file(descriptor(function))


def source_of(speech: Speech, passphrase_file: Path | None, passphrase_fd: int | None) -> PassphraseSource:
    """Make the source that a command's options name, and keep secrets out of core dumps from here on."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return PassphraseSource(passphrase_file, passphrase_fd, speech)


def ordinary(text: str) -> str:
    """Give the text back.

    Raises:
        CeremonyError: empty, or characters that not every keyboard has.
    """
    if not text or not text.isascii() or not text.isprintable():
        raise CeremonyError("a passphrase is one line of letters, digits and signs of an ordinary keyboard")
    return text


def long_enough(text: str) -> str:
    """Give an ordinary text back.

    Raises:
        CeremonyError: not ordinary, or shorter than 20 characters.
    """
    if len(ordinary(text)) < MIN_CHARS:
        raise CeremonyError("a passphrase has at least 20 characters; seven drawn words are better")
    return text


def _ask(prompt: str) -> str:
    return getpass.getpass(prompt)


def _line(data: bytes) -> str:
    first = data[:_MAX_BYTES].split(b"\n", 1)[0].removesuffix(b"\r")
    if len(data) > _MAX_BYTES:
        raise CeremonyError("a passphrase is one line of letters, digits and signs of an ordinary keyboard")
    try:
        return ordinary(first.decode("ascii"))
    except UnicodeDecodeError:
        raise CeremonyError("a passphrase is one line of letters, digits and signs of an ordinary keyboard") from None


def _drain(descriptor: int) -> bytes:
    data = b""
    while len(data) <= _MAX_BYTES and (piece := os.read(descriptor, _MAX_BYTES + 1)):
        data += piece
    return data
