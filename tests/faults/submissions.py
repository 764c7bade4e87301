"""A program in which people submit, reply and take back, and in which the nightly job sweeps, for a while.

Run as `python -m tests.faults.submissions FOLDER STEPS SYNCHRONOUS`. It writes a line to `marks` whenever somebody was
told that something is stored, and at the end everything that anybody sent to `sent.json`.
"""

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from tests.faults.ledger import Ledger, Sent, Told
from tests.faults.people import GONE, DeviceOwner, FormFiller, GiveUpError, Somebody
from tests.faults.site import READERS, Site, load_site
from tests.portal.house import House, OfficersCase
from wbs.cases.model import AuditAction, AuditEntry
from wbs.cases.reporters.keeping import stored_message
from wbs.clock import SystemClock
from wbs.crypto.compose import Draft, compose_message
from wbs.crypto.messages import Kind, SealedBy, TextBody
from wbs.store import engine

SIZES = (17, 4_000, 70_000)
PEOPLE = 3


class Clerk(Somebody):
    """Writes to reporters, and does the nightly job's sweep, over the store."""

    def __init__(self, ledger: Ledger, house: House) -> None:
        super().__init__("petugas", ledger, "")
        self._house = house

    def act(self) -> None:
        if self.random.random() < 0.3:
            self._house.store.cases.sweep_uploads(SystemClock().today() - timedelta(days=1), 100)
            return
        known = [told for told in list(self.ledger.cases.values()) if told.report.is_acknowledged and told.mailbox]
        if not known:
            return
        told = self.random.choice(known)
        name = self._house.store.cases.mailbox(told.mailbox)
        assert name is not None
        sent = Sent(self.text("Jawaban"))
        self.ledger.add(told, sent, told.answers)
        self._say(OfficersCase(self._house, name, self._house.world.people[READERS[0]]), sent.text)
        self.ledger.answer(sent, 201, 201)

    def _say(self, case: OfficersCase, text: str) -> None:
        """Write to the reporter, with the entry of the audit log that belongs to it in the same transaction."""
        place = case.open().place_for(case.person.ref, self._house.world.book())
        draft = Draft(Kind.MESSAGE, TextBody(text=text), SealedBy.BROWSER)
        clock = self._house.clock
        message = stored_message(compose_message(case.person.secret.signing_key, place, draft), clock.today())
        entry = AuditEntry(
            agency=case.name.agency,
            at=clock.now(),
            officer=case.person.id,
            action=AuditAction.MESSAGE_SENT,
            case=case.name.case,
        )
        self._house.store.cases.append_message(case.name, message, audit=entry)


def work(site: Site, steps: int) -> Ledger:
    """Let everybody act that often, at once."""
    ledger, turns, lock = Ledger(), iter(range(steps)), threading.Lock()
    marks = os.open(site.data / "marks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    ledger.mark = lambda sent: _mark(marks, sent)
    with closing(site.store()) as store:
        house = site.at_home(store)
        people = [*(DeviceOwner(f"alat-{n}", ledger, "") for n in range(PEOPLE - 1)), FormFiller("borang", ledger, "")]
        for one in people:
            one.house = house
            one.sizes = SIZES

        def go(one: Somebody) -> None:
            while True:
                with lock:
                    if next(turns, None) is None:
                        return
                with suppress(*GONE, GiveUpError):
                    one.act()

        with ThreadPoolExecutor(PEOPLE + 1) as pool:
            list(pool.map(go, [*people, Clerk(ledger, house)]))
    os.close(marks)
    return ledger


def _mark(marks: int, sent: Sent) -> None:
    os.write(marks, sent.text.encode())


def written(ledger: Ledger) -> str:
    """Write a ledger down."""
    return json.dumps([_told(told) for told in ledger.cases.values()])


def _told(told: Told) -> dict[str, object]:
    return {
        "report": _sent(told.report),
        "mailbox": told.mailbox.hex(),
        "replies": [_sent(one) for one in told.replies],
        "retractions": {text: _sent(one) for text, one in told.retractions.items()},
        "answers": [_sent(one) for one in told.answers],
    }


def _sent(sent: Sent) -> dict[str, object]:
    files = {name: content.hex() for name, content in sent.files.items()}
    return {"text": sent.text, "files": files, "is_refused": sent.is_refused}


def read(text: str, acknowledged: set[str]) -> Ledger:
    """Read a ledger as it stood when only these things had been acknowledged."""
    ledger = Ledger()
    for one in json.loads(text):
        told = Told(_read(one["report"], acknowledged), bytes.fromhex(one["mailbox"]))
        told.replies = [_read(sent, acknowledged) for sent in one["replies"]]
        told.retractions = {reply: _read(sent, acknowledged) for reply, sent in one["retractions"].items()}
        told.answers = [_read(sent, acknowledged) for sent in one["answers"]]
        ledger.cases[told.report.text] = told
    return ledger


def _read(sent: dict[str, dict[str, str]], acknowledged: set[str]) -> Sent:
    text = str(sent["text"])
    files = {name: bytes.fromhex(content) for name, content in sent["files"].items()}
    return Sent(text, files, text in acknowledged, bool(sent["is_refused"]))


def main(folder: Path, steps: int, synchronous: str, checkpoint: int) -> None:
    # Only tests of the tests ask for another `synchronous`; a checkpoint every few pages lets a short run see many.
    changed = {"synchronous": synchronous, "wal_autocheckpoint": str(checkpoint)}
    pragmas = [(name, changed.get(name, value)) for name, value in engine._PRAGMAS]  # noqa: SLF001
    setattr(engine, "_PRAGMAS", pragmas)  # noqa: B010 - its type names the values
    site = load_site(folder)
    ledger = work(site, steps)
    (folder / "sent.json").write_text(written(ledger))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
