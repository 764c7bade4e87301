"""A service in the hands of everybody at once, in any order: what a hypothesis state machine does, and what must hold.

Reporters come by the API and by the form, officers over their HTTP API; one store, one clock. The machine keeps a model
of what was acknowledged, and compares it with what keys open after every step. Where it fails, hypothesis makes the
story short.
"""

import sqlite3
from collections import Counter as Count
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import hypothesis.strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule

from tests.cast import PROVINCE, REGENCY, Person
from tests.investigator.changer import Changer
from tests.investigator.client import path_of
from tests.investigator.counter import publish
from tests.portal.api.device import Device, SealedFile, seal_file
from tests.portal.house import Reporter
from tests.stories.stations import Case, Place, may_follow, opened_place
from wbs.cases.log.log_check import check_log
from wbs.cases.model import AgencyCode, AttachmentId, KeyDigest
from wbs.cases.reporters.mailbox import material_of
from wbs.crypto.bulk import AttachmentReader
from wbs.crypto.chains import FindingKind
from wbs.crypto.compose import Draft
from wbs.crypto.directory import Role
from wbs.crypto.dossier import Dossier, open_as_officer
from wbs.crypto.encoding import from_b64url
from wbs.crypto.entries import Interest
from wbs.crypto.keys import ReaderPrivateKey
from wbs.crypto.messages import Kind, SealedBy, Status, StatusBody, TextBody
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import REPORTER
from wbs.errors import ConflictError, RefusedError, WbsError

RECEIVERS = tuple(f"{REGENCY}/penerima-0{number}" for number in (1, 2, 3))
GUESTS = (f"{REGENCY}/penelaah-01", f"{REGENCY}/inspektur", f"{PROVINCE}/penelaah-01")
EVERYBODY = (*RECEIVERS, *GUESTS, f"{PROVINCE}/penerima-01", f"{PROVINCE}/inspektur")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(
    str.strip
)
FILES = st.binary(min_size=1, max_size=9000)
WHAT: dict[Status, dict[str, Any]] = {
    Status.RECEIVED: {},
    Status.VERIFIED: {"class": "supervisory"},
    Status.INCOMPLETE: {"reason": "facts", "text": "Kapan?"},
    Status.REVIEWED: {"class": "supervisory"},
    Status.EXAMINED: {"class": "supervisory"},
    Status.FOLLOW_UP: {"class": "supervisory"},
    Status.CLOSED: {"class": "supervisory", "outcome": "not-proven", "letter": "Yth. Pelapor"},
    Status.OUT_OF_SCOPE: {"reason": "other-agency", "text": "Ombudsman."},
    Status.NOT_ACTIONABLE: {"reason": "too-little", "text": "Terlalu sedikit."},
    Status.POSTPONED: {"reason": "expert"},
    Status.REOPENED: {"reason": "own-review"},
}
"""Steps that an officer takes alone, with what each must tell."""
SKIPPED = (RefusedError, ConflictError)
"""What an honest program says of its own accord before anything is sent."""


@dataclass(eq=False)
class Known:
    """One case, as everybody was told that it is."""

    case: Case
    readers: set[str]
    status: Status = Status.SUBMITTED
    own: dict[int, str] = field(default_factory=dict)
    """The reporter's messages by number, after the report."""
    words: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    carried: dict[int, list[str]] = field(default_factory=dict)
    """Names of files by the number of the message that carries them."""
    recused: set[str] = field(default_factory=set)
    seen: int = 0
    """Newest of the reporter's numbers that an officer was given."""
    newest: int = 1
    is_retracted: bool = False

    @property
    def receipt(self) -> Receipt:
        return self.case.device.receipt


class Service(RuleBasedStateMachine):
    """The model and the rules."""

    happened: ClassVar[Count[str]] = Count()
    """What was done with effect, over all stories of a process: one in which nothing happens shows nothing."""
    cases = Bundle("cases")
    uploads = Bundle("uploads")

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(prefix="wbs-any-order-")
        data = Path(self._folder.name) / "data"
        data.mkdir()
        self._open: Iterator[Place] = opened_place(
            data, [Person(REGENCY, "penerima-03", frozenset({Role.RECEIVER}), "Tim Penerima")]
        )
        self.place = next(self._open)
        self.known: list[Known] = []
        self.clients: dict[str, Changer] = {}
        self.removed: set[str] = set()
        self.pending: dict[str, tuple[SealedFile, int]] = {}
        """Whole uploads that no case has claimed, and the day on which each began."""
        self.touched: set[int] = set()

    @initialize()
    def begin(self) -> None:
        """Show in a failing story that it begins with nothing."""
        assert self.place.house.stored_cases() == 0

    def teardown(self) -> None:
        """Look at every case once more, and close."""
        try:
            self.touched = set(range(len(self.known)))
            self.everything_adds_up()
        finally:
            self.place.house.store.close()
            next(self._open, None)
            self._folder.cleanup()

    # --- reporters

    @rule(target=cases, what=WORDS, files=st.lists(FILES, max_size=2))
    def report_by_api(self, what: str, files: list[bytes]) -> Known:
        """Seal a report on the device, and send it twice: a lost answer makes no second case."""
        sealed = [seal_file(content, f"{number}.bin") for number, content in enumerate(files)]
        case = self._case(what, tuple(sealed))
        return self._keep(case, {one.attachment.name: data for one, data in zip(sealed, files, strict=True)})

    def _case(self, what: str, files: tuple[SealedFile, ...]) -> Case:
        device = Device(self.place.house)
        sent = device.report(files, what=what)
        assert device.send(sent, files).status_code in {200, 201}
        case = self.place._case(device.receipt)  # noqa: SLF001 - the helper of the stories beside this one
        case.device = device
        return case

    @rule(target=cases, what=WORDS, files=st.lists(FILES, max_size=2))
    def report_by_form(self, what: str, files: list[bytes]) -> Known:
        """Send the form of a browser without scripts."""
        named = [(f"{number}.bin", "application/octet-stream", content) for number, content in enumerate(files)]
        page = self.place.house.reporter().report(named, what=what)
        assert page.words, page.text
        case = self.place._case(Receipt.parse(" ".join(page.words)))  # noqa: SLF001 - as above
        return self._keep(case, {name: content for name, _, content in named})

    def _keep(self, case: Case, files: dict[str, bytes]) -> Known:
        known = Known(case, self._receivers(), files=dict(files), carried={1: list(files)})
        self.known.append(known)
        self._touch(known)
        self.happened["file" if files else "report"] += 1
        return known

    @rule(known=cases, text=WORDS)
    def write_by_api(self, known: Known, text: str) -> None:
        """Write on the device; under a new key if somebody among the readers has left."""
        device = known.case.device
        if known.readers & self.removed and not self._renew_as_reporter(known):
            return
        message = device.compose(text)
        assert device.write(message).status_code == 201
        assert device.write(message).status_code in {200, 201, 409}, "sent again"
        self._said(known, message.seq, text)

    @rule(known=cases, text=WORDS)
    def write_by_form(self, known: Known, text: str) -> None:
        """Write in the mailbox of a browser without scripts."""
        page = self._mailbox(known)
        before = len(known.case.device.open().chain.records)
        done = Reporter(self.place.house.app).reply(page.ticket, text)
        if done.status != 200:
            assert self._is_stale(known), (done.status, done.errors)
            return
        if len(known.case.device.open().chain.records) > before:
            self._read_again(known)
            self.happened["epoch by a reporter"] += 1
        self._said(known, known.newest + 1, text.strip())

    def _said(self, known: Known, number: int, text: str) -> None:
        known.newest = number
        known.own[number] = text
        self.happened["reply"] += 1
        self._touch(known)

    def _renew_as_reporter(self, known: Known) -> bool:
        device = known.case.device
        try:
            answer = device.begin_epoch(device.epoch_body())
        except SKIPPED:
            return False
        if answer.status_code == 201:
            self._read_again(known)
            self.happened["epoch by a reporter"] += 1
        return bool(answer.status_code == 201)

    @rule(known=cases, place=st.integers(0, 5))
    def take_back(self, known: Known, place: int) -> None:
        """Take a message back: done if no officer was given it, refused otherwise; the report takes all along."""
        numbers = [1, *known.own]
        number = numbers[place % len(numbers)]
        device = known.case.device
        going = [one for one in numbers if one >= 1] if number == 1 else [number]
        if known.is_retracted and number == 1:
            return
        try:
            message = device.retraction(*going)
        except SKIPPED:
            return
        answer = device.retract(message, *going)
        assert answer.status_code == (201 if min(going) > known.seen else 409), (answer.json, going, known.seen)
        self.happened["taken back" if answer.status_code == 201 else "too late to take back"] += 1
        if answer.status_code != 201:
            return
        known.newest = message.seq
        for one in going:
            known.own.pop(one, None)
            for name in known.carried.pop(one, []):
                known.files.pop(name)
        known.is_retracted = known.is_retracted or number == 1
        self._touch(known)

    @rule(target=uploads, content=FILES)
    def begin_upload(self, content: bytes) -> str:
        """Send a file that nothing will ever name."""
        file = seal_file(content)
        Device(self.place.house).upload(file)
        self.pending[file.id] = (file, self.place.today.toordinal())
        return file.id

    @rule(name=consumes(uploads))
    def claim_a_swept_or_waiting_upload(self, name: str) -> None:
        """Let a report name an upload: with its token it is taken whole, and never by two."""
        held = self.pending.pop(name, None)
        if held is None:
            return
        file, _ = held
        device = Device(self.place.house)
        sealed = device.seal(files=(file,), what="Dengan berkas")
        assert device.send(sealed, (file,)).status_code == 201
        other = Device(self.place.house)
        again = other.seal(files=(file,), what="Berkas orang lain")
        assert other.send(again, (file,)).status_code in {404, 409, 422}
        case = self.place._case(device.receipt)  # noqa: SLF001 - as above
        case.device = device
        self.happened["claim"] += 1
        known = Known(case, self._receivers(), carried={1: [file.attachment.name]})
        known.files = {file.attachment.name: self._content(known, file.attachment.name)}
        self.known.append(known)
        self._touch(known)

    def _content(self, known: Known, name: str) -> bytes:
        return self._files(known, known.case.device.open())[name]

    @rule(words=st.binary(min_size=16, max_size=16))
    def somebody_guesses(self, words: bytes) -> None:
        """Try a receipt that nobody was given."""
        receipt = Receipt(words)
        page = Reporter(self.place.house.app).mailbox(receipt.unsafe_words())
        assert 'id="st"' not in page.text

    # --- officers

    def _hand(self, known: Known, choice: int) -> Changer | None:
        """Give an officer who may write in a case, under a key that nobody holds who left or declared a conflict."""
        able = sorted(name for name in known.readers - known.recused if self._serves(name))
        # Whoever was let in by somebody who has left since, and whom nobody confirmed, counts for no honest program.
        counted = self._counted(known)
        able = [name for name in able if name.startswith(REGENCY) and name in counted]
        if not able:
            return None
        officer = self._client(able[choice % len(able)])
        if self._is_stale(known) and not self._renew(known, officer):
            return None
        return officer

    def _client(self, name: str) -> Changer:
        if name not in self.clients or self.clients[name].browser.get("/session").status_code != 200:
            self.clients[name] = Changer(self.place.counter, name)
        return self.clients[name]

    def _serves(self, name: str) -> bool:
        return name not in self.removed

    def _counted(self, known: Known) -> set[str]:
        newest = known.case.device.open().newest
        return {f"{agency}/{reader}" for agency, reader in newest.readers}

    def _is_stale(self, known: Known) -> bool:
        mailbox = known.case.device.open()
        is_newest = mailbox.newest.digest == mailbox.chain.records[-1].digest
        return not is_newest or bool(known.readers & (known.recused | self.removed))

    def _renew(self, known: Known, officer: Changer) -> bool:
        """Give the case a new key without those who have left; as many receivers as the policy asks."""
        self._look(known, officer)
        stay = {name for name in known.readers - known.recused if self._serves(name)}
        more = [name for name in (*RECEIVERS, *GUESTS[:2]) if self._serves(name) and name not in stay | known.recused]
        while len([name for name in stay if name.startswith(REGENCY)]) < 2 and more:
            stay.add(more.pop(0))
        people = [self.place.office.world.people[name] for name in sorted(stay)]
        try:
            body = officer.epoch(known.case.report, *people)
        except SKIPPED:
            return False
        answer = officer.post(known.case.report, "epochs", body)
        if answer.status_code == 201:
            known.readers = stay
            self._touch(known)
            self.happened["epoch by an officer"] += 1
        else:
            assert len(stay) < 2, answer.json
        return bool(answer.status_code == 201)

    def _look(self, known: Known, officer: Changer) -> Any:
        known.seen = known.newest
        return officer.look(known.case.report)

    @rule(known=cases, choice=st.integers(0, 4))
    def open_a_case(self, known: Known, choice: int) -> None:
        """Let an officer who reads a case open it."""
        officer = self._hand(known, choice)
        if officer is not None:
            view = self._look(known, officer)
            assert _texts(view.dossier) == Count(known.own.values())

    @rule(known=cases, choice=st.integers(0, 4), text=WORDS)
    def say(self, known: Known, choice: int, text: str) -> None:
        """Write to the reporter."""
        officer = self._hand(known, choice)
        if officer is None:
            return
        dossier = self._look(known, officer).dossier
        sealed = officer.seal(dossier, Draft(Kind.MESSAGE, TextBody(text=text), SealedBy.BROWSER))
        assert officer.send(known.case.report, sealed).status_code == 201
        assert officer.send(known.case.report, sealed).status_code in {200, 201, 409}, "sent again"
        known.words.append(text)
        self.happened["words"] += 1
        self._touch(known)

    @rule(known=cases, choice=st.integers(0, 4), status=st.sampled_from(sorted(WHAT)))
    def step(self, known: Known, choice: int, status: Status) -> None:
        """Take a step: done if the specification's page says that it may follow, refused otherwise."""
        officer = self._hand(known, choice)
        if officer is None:
            return
        told, more = dict(WHAT[status]), {}
        if status is Status.POSTPONED:
            more["until"] = told["until"] = (self.place.today + timedelta(days=30)).isoformat()
        body = StatusBody(status=status, **{"class_" if name == "class" else name: one for name, one in told.items()})
        sealed = officer.seal(self._look(known, officer).dossier, Draft(Kind.STATUS, body, SealedBy.BROWSER))
        tags = {name: told[name] for name in ("class", "outcome") if name in told}
        answer = officer.send(known.case.report, sealed, status=status, tags=tags, **more)
        may = status in may_follow()[known.status]
        assert answer.status_code == (201 if may else 409), (known.status, status, answer.json)
        self.happened["step" if may else "forbidden step"] += 1
        if may:
            known.status = status
        self._touch(known)

    @rule(known=cases, choice=st.integers(0, 4), guest=st.sampled_from(GUESTS))
    def let_in(self, known: Known, choice: int, guest: str) -> None:
        """Grant a case to one reader more."""
        officer = self._hand(known, choice)
        if officer is None or guest in known.readers | known.recused or not self._serves(guest):
            return
        self._look(known, officer)
        try:
            body = officer.access(known.case.report, self.place.office.world.people[guest])
        except SKIPPED:
            return
        answer = officer.post(known.case.report, "access", body)
        assert answer.status_code == 201, answer.json
        known.readers.add(guest)
        self.happened["let in"] += 1
        self._touch(known)

    @rule(known=cases, choice=st.integers(0, 4), has_conflict=st.booleans())
    def declare(self, known: Known, choice: int, has_conflict: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        """Declare whether there is a conflict of interest; whoever has one is out at once."""
        officer = self._hand(known, choice)
        if officer is None:
            return
        self._look(known, officer)
        interest = Interest.CONFLICT if has_conflict else Interest.NONE
        try:
            answer = officer.declare(known.case.report, interest, "Saudara ipar." if has_conflict else "")
        except SKIPPED:
            return
        assert answer.status_code == 201, answer.json
        self.happened["recused" if has_conflict else "no conflict"] += 1
        if has_conflict:
            known.recused.add(officer.name)
            assert officer.browser.get(path_of(known.case.report)).status_code == 404
        self._touch(known)

    @rule(known=cases, name=st.sampled_from(EVERYBODY))
    def somebody_asks(self, known: Known, name: str) -> None:
        """Let anybody at all ask for a case: whoever does not read it is told that there is none."""
        if not self._serves(name):
            return
        answer = self._client(name).browser.get(path_of(known.case.report))
        may = name in known.readers - known.recused
        assert answer.status_code == (200 if may else 404), (name, answer.status_code)
        self.happened["given" if may else "refused"] += 1
        if may:
            known.seen = known.newest

    # --- the installation

    @precondition(lambda self: len(self.removed) < 1)
    @rule(name=st.sampled_from((*RECEIVERS, *GUESTS)))
    def leave(self, name: str) -> None:
        """Publish a directory without somebody, who is signed in."""
        self.place.office.remove_from_directory(name)
        publish(self.place.office)
        self.removed.add(name)
        self.happened["left"] += 1
        old, self.clients = self.clients, {}
        if name in old:
            assert old[name].browser.get("/inbox").status_code in {401, 403}

    @rule(days=st.integers(1, 3))
    def pass_days(self, days: int) -> None:
        """Let time pass, and do what the nightly work does with uploads."""
        self.place.pass_days(days)
        before = self.place.today - timedelta(days=1)
        self.place.house.store.cases.sweep_uploads(before, 100)
        kept = {name: held for name, held in self.pending.items() if held[1] >= before.toordinal()}
        self.happened["swept"] += len(self.pending) - len(kept)
        self.pending = kept

    # --- what must hold

    @invariant()
    def everything_adds_up(self) -> None:
        """Compare the model with the store, for every case that something happened to."""
        touched, self.touched = sorted(self.touched), set()
        for place in touched:
            self._is_as_told(self.known[place])
        assert self.place.house.stored_cases() == len(self.known)
        assert self.place.house.pending() == len(self.pending)
        for agency in (REGENCY, PROVINCE):
            code = AgencyCode(agency)
            assert self.place.house.store.audit.inspect(code, partial(check_log, code)).is_whole

    def _is_as_told(self, known: Known) -> None:
        mailbox = known.case.device.open()
        self._is_whole(known, mailbox)
        named = {f"{agency}/{reader}" for agency, reader in mailbox.chain.records[-1].readers}
        assert named == known.readers, "somebody else reads than everybody was told"
        assert Status(self._status(known)) is known.status
        for name in EVERYBODY:
            self._opens_or_not(known, name)

    def _status(self, known: Known) -> str:
        with sqlite3.connect(self.place.house.folder / "wbs.sqlite") as connection:
            row = connection.execute("SELECT status FROM cases WHERE case_id = ?", (known.case.report.name.case,))
            return str(row.fetchone()[0])

    def _opens_or_not(self, known: Known, name: str) -> None:
        person, store = self.place.office.world.people[name], self.place.house.store.cases
        key, book = person.secret.reader_key, self.place.office.world.book()
        file = store.case_file(known.case.report.name, KeyDigest(key.public.digest))
        reads = name in known.readers - known.recused
        assert (file is not None) == reads, name
        if file is not None:
            self._is_whole(known, open_as_officer(material_of(file), key, person.ref, book))
        stranger = ReaderPrivateKey.generate()
        whole = store.case_file(known.case.report.name, KeyDigest(known.receipt.reader_key.public.digest))
        assert whole is not None
        for wrong in (stranger, key) if name not in known.readers else (stranger,):
            try:
                open_as_officer(material_of(whole), wrong, person.ref, book)
            except WbsError:
                continue
            raise AssertionError(f"{name} opens what another key was granted")

    def _is_whole(self, known: Known, dossier: Dossier) -> None:
        """Everything that was acknowledged is there, nothing else is, and no chain has a gap."""
        kinds = {finding.kind for finding in dossier.findings}
        assert kinds <= {FindingKind.NOT_CONFIRMED}, dossier.findings
        assert _texts(dossier) == Count(known.own.values())
        assert _texts(dossier, by_reporter=False) == Count(known.words)
        assert self._files(known, dossier) == known.files

    def _files(self, known: Known, dossier: Dossier) -> dict[str, bytes]:
        found = {}
        for one in dossier.messages:
            for file in one.message.attachments:
                chunks = self.place.house.store.cases.attachment(
                    known.case.report.name, AttachmentId(from_b64url(file.id))
                )
                if chunks is None:
                    continue
                reader = AttachmentReader(from_b64url(file.id), from_b64url(file.key), file.size)
                found[file.name] = b"".join([*map(reader.update, chunks), reader.finalize()])
        return found

    def _receivers(self) -> set[str]:
        return set(RECEIVERS) - self.removed

    def _touch(self, known: Known) -> None:
        self.touched.add(self.known.index(known))

    def _mailbox(self, known: Known) -> Any:
        page = Reporter(self.place.house.app).mailbox(known.receipt.unsafe_words())
        assert page.status == 200
        return page

    def _read_again(self, known: Known) -> None:
        """Note who reads by the newest record, after the reporter's program chose."""
        named = {f"{agency}/{reader}" for agency, reader in known.case.device.open().chain.records[-1].readers}
        assert not named & self.removed
        assert named <= known.readers | set(RECEIVERS)
        known.readers = named


def _texts(dossier: Dossier, *, by_reporter: bool = True) -> Count[str]:
    """Count what was written, by the reporter or by the officers."""
    bodies = [one.message.body for one in dossier.messages if (one.author == REPORTER) is by_reporter]
    return Count(str(body.text) for body in bodies if isinstance(body, TextBody))
