"""What people sent, and what they were told: held against the store after everything that went wrong."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

Files = dict[str, bytes]


@dataclass(eq=False)
class Sent:
    """One thing that somebody sent: a report, a reply, a retraction, an officer's message."""

    text: str
    files: Files = field(default_factory=dict)
    is_acknowledged: bool = False
    is_refused: bool = False
    """Whether a clear answer said that it was not stored: then it is not there."""
    repeat: Callable[[], bool] = field(default=lambda: False, repr=False)
    """Send exactly the same again; gives whether it was acknowledged now."""


@dataclass(eq=False)
class Told:
    """One case as its reporter and its officers know it."""

    report: Sent
    mailbox: bytes = b""
    """SHA-256 of the mailbox's token; empty as long as nobody knows it, as of a form whose answer was lost."""
    replies: list[Sent] = field(default_factory=list)
    retractions: dict[str, Sent] = field(default_factory=dict)
    """By the text of the reply that is to go."""
    answers: list[Sent] = field(default_factory=list)
    """What officers wrote."""

    def everything(self) -> list[Sent]:
        return [self.report, *self.replies, *self.retractions.values(), *self.answers]


class Ledger:
    """Safe to use from many threads."""

    def __init__(self) -> None:
        self.cases: dict[str, Told] = {}
        """By the text of the report."""
        self.faults: list[str] = []
        """Answers that nobody should get."""
        self.touched: set[str] = set()
        self.acknowledged = 0
        self.repeated = 0
        self.mark: Callable[[Sent], None] = _nothing
        """Called for everything that was just acknowledged, before whoever sent it goes on."""
        self._lock = threading.Lock()

    def begin(self, told: Told) -> Told:
        with self._lock:
            self.cases[told.report.text] = told
            self.touched.add(told.report.text)
        return told

    def add(self, told: Told, sent: Sent, to: list[Sent]) -> None:
        with self._lock:
            to.append(sent)
            self.touched.add(told.report.text)

    def take_back(self, told: Told, reply: Sent, sent: Sent) -> None:
        with self._lock:
            told.retractions[reply.text] = sent
            self.touched.add(told.report.text)

    def answer(self, sent: Sent, status: int, *wanted: int) -> bool:
        """Note what was answered; give whether that acknowledges it."""
        with self._lock:
            if status in wanted:
                self.acknowledged += not sent.is_acknowledged
                sent.is_acknowledged = True
                self.mark(sent)
            elif status >= 500 and status != 503:
                self.faults.append(f"{status} to {sent.text}")
            return sent.is_acknowledged

    def repeat_all(self) -> list[str]:
        """Send everything again that nobody was told of; give what was refused though nothing speaks against it."""
        silent = [sent for told in self.cases.values() for sent in told.everything() if not is_settled(sent)]
        self.repeated += len(silent)
        return [sent.text for sent in silent if not sent.repeat() and not sent.is_refused]

    def take_touched(self) -> set[str]:
        with self._lock:
            taken, self.touched = self.touched, set()
        return taken


def is_settled(sent: Sent) -> bool:
    return sent.is_acknowledged or sent.is_refused


def _nothing(sent: Sent) -> None:
    """Mark nothing."""
