"""A pseudo-terminal on which a command asks its questions, and a person who answers them."""

import os
import pty
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import wbs

ROOT = Path(wbs.__file__).parent.parent
QUESTION = re.compile(r"[^\n]*: \Z")
Person = Callable[[str, str], str]
"""Gets the question and the whole screen, gives the answer."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what stood on the screen."""

    code: int
    screen: str


def run(arguments: Sequence[str], folder: Path, person: Person, extra: Mapping[str, str] | None = None) -> Ended:
    """Run one `wbs` command on a terminal of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        program = [sys.executable, "-m", "wbs.cli", *arguments]
        os.execve(sys.executable, program, environment | dict(extra or {}))  # noqa: S606 - a program of our own
    try:
        screen = _converse(terminal, person)
    finally:
        os.close(terminal)
    return Ended(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), screen)


def _converse(terminal: int, person: Person) -> str:
    screen, answered = "", 0
    while piece := _read(terminal):
        screen = (screen + piece).replace("\r\n", "\n")
        question = QUESTION.search(screen, answered)
        if question is not None:
            answered = len(screen)
            os.write(terminal, person(question[0], screen).encode() + b"\n")
    return screen


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65536).decode(errors="replace")
    except OSError:  # the command has ended and closed its side
        return ""
