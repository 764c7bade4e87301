"""What leaves for SP4N-LAPOR!: off by default, once, anonymous and secret, and nothing beside what was agreed to."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import wbs
from tests.cast import REGENCY
from tests.cli.outward.fake import AUTHORIZATION, TOKEN, Fake, running
from tests.office import Office, SealedReport
from tests.store.samples import a_message
from tests.stories.simulator import readings
from wbs.cases.clocks.history import TagChange
from wbs.cases.model import AgencyCode, AuditAction, AuditEntry, KeyDigest, NewEpoch, StoredGrant, StoredRecord
from wbs.cases.referral.model import Parcel, ParcelState
from wbs.cases.reporters.mailbox import find_case, material_of
from wbs.cli.outbox import outbox_key_command
from wbs.cli.outward.job import send_referrals
from wbs.cli.outward.settings import read_lapor_settings
from wbs.cli.outward.spent import FILE, Spent
from wbs.config import PortalConfig
from wbs.crypto.compose import compose_epoch, name_of
from wbs.crypto.dossier import open_as_reporter
from wbs.crypto.encoding import b64url
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import MatterClass, digest_of
from wbs.crypto.parcel import Complaint, OutboxPrivateKey, ParcelAnswer, seal_parcel
from wbs.crypto.primitives import random_bytes
from wbs.crypto.records import ReaderRef, verify_chain
from wbs.crypto.shape import parse
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import ConfigError

TITLE, CONTENT = "Jalan rusak", "Jalan desa rusak sejak Januari. Belum diperbaiki."


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running() as server:
        yield server


class Outbox:
    """An office whose officers queued one text, and what operators set up."""

    def __init__(self, folder: Path, base: str) -> None:
        self.office = Office(folder)
        self.report: SealedReport = self.office.new_report()
        self.tag(MatterClass.NON_SUPERVISORY)
        self.key = OutboxPrivateKey.generate()
        self.credentials = folder / "credentials"
        self.credentials.mkdir()
        self.secret("outbox", self.key.unsafe_text())
        self.secret("lapor-token", TOKEN)
        self.secret("lapor-authorization", AUTHORIZATION)
        self.settings = {
            "url": base,
            "channel": "wbs",
            "classification_id": 1,
            "disposition_id": 20,
            "category_id": 300,
            "location_id": 6108,
        }
        self.environment = {"WBS_LAPOR": str(folder / "lapor.json")}

    def tag(self, matter_class: MatterClass) -> None:
        entry = AuditEntry(AgencyCode(REGENCY), self.office.clock.now(), "penerima-01", AuditAction.TAGS_CHANGED)
        self.office.store.cases.change_tags(self.report.name, TagChange(matter_class=matter_class), audit=entry)

    def secret(self, name: str, text: str) -> None:
        path = self.credentials / name
        path.touch(mode=0o600)
        path.write_text(text)

    def queue(self, **changes: Any) -> None:
        """Let an officer hand a text in; what is changed need not be allowed."""
        self.keep(self.seal(**changes))

    def seal(self, **changes: Any) -> Parcel:
        """Sign and seal a text of the case as it stands."""
        signer = self.office.world.people[changes.pop("signer", f"{REGENCY}/penerima-01")]
        chain = verify_chain(self.office.store.referrals.records(self.report.name), self.office.world.book())
        said = {
            "case": self.report.name.case,
            "record": chain.records[-1].digest,
            "heard": digest_of(self.office.store.referrals.heard(self.report.name) or b""),
            "author": signer.ref,
            "day": self.office.clock.today().isoformat(),
            "nonce": b64url(random_bytes(16)),
            "title": TITLE,
            "content": CONTENT,
        }
        complaint = Complaint(**{**said, **changes})
        return Parcel(self.report.name, seal_parcel(self.key.public, signer.secret.signing_key, complaint))

    def keep(self, parcel: Parcel) -> None:
        """Put a text into the outbox, as officers do, or whoever can write into the database."""
        entry = AuditEntry(AgencyCode(REGENCY), self.office.clock.now(), "penerima-01", AuditAction.REFERRAL_QUEUED)
        self.office.store.referrals.queue(parcel, self.parcel, entry)

    def new_key(self) -> None:
        """Let the officer begin a new key for the readers that the case has."""
        office, name = self.office, self.report.name
        first, second = (office.world.people[f"{REGENCY}/penerima-0{n}"] for n in (1, 2))
        directory = office.world.book().newest(REGENCY)
        sealed = compose_epoch(
            first.secret.signing_key,
            first.ref,
            verify_chain(office.store.referrals.records(name), office.world.book()),
            CasePrivateKey.generate(),
            readings(first, second),
            directories=[name_of(directory)],
            heads=[],
        )
        record = StoredRecord(sealed.epoch, 1, sealed.digest, sealed.record)
        grants = tuple(StoredGrant(sealed.epoch, KeyDigest(one.key), one.sealed) for one in sealed.grants)
        office.store.cases.start_epoch(NewEpoch(name, record, sealed.previous_key or b"", grants))

    def run(self) -> str:
        Path(self.environment["WBS_LAPOR"]).write_text(json.dumps(self.settings))
        book = self.office.world.book()
        today = self.office.clock.today()
        return self.send(book, today)

    def send(self, book: TrustBook, today: date) -> str:
        return send_referrals(
            self.office.store.referrals,
            book,
            today,
            self.environment,
            credentials=self.credentials,
            data=self.credentials.parent,
        )

    @property
    def parcel(self) -> Parcel | None:
        found = self.office.store.referrals.of_case(self.report.name)
        return found.parcel if found else None

    def answer(self) -> ParcelAnswer:
        """What came back, as a reader of the case opens it."""
        office, receipt = self.office, self.report.receipt
        file = find_case(office.store.cases, receipt.mailbox_hash, receipt.reader_key.public.digest)
        assert file is not None
        keys = open_as_reporter(material_of(file), receipt, office.world.book()).case_keys
        assert self.parcel is not None
        return parse(unseal_document(keys[1], self.parcel.answer or b""), ParcelAnswer)


@pytest.fixture
def outbox(tmp_path: Path, fake: Fake) -> Iterator[Outbox]:
    made = Outbox(tmp_path, fake.base)
    yield made
    made.office.close()


@pytest.mark.promise("P24")
def test_without_settings_nothing_leaves(outbox: Outbox, fake: Fake) -> None:
    outbox.queue()
    outbox.environment.clear()
    book, today = outbox.office.world.book(), outbox.office.clock.today()
    assert outbox.send(book, today) == "no adapter is set up"
    assert fake.requests == []
    assert outbox.parcel is not None
    assert outbox.parcel.state is ParcelState.WAITING


def test_a_text_is_handed_in_anonymous_and_secret_with_nothing_beside_it(outbox: Outbox, fake: Fake) -> None:
    outbox.queue()
    assert outbox.run() == "sent 1, refused 0, lapsed 0, unknown 0, left waiting 0"
    [(method, path, headers, body), (_, look, *_)] = fake.requests
    assert (method, path) == ("POST", "/v4/complaints/complaint-lmw")
    assert look == "/v4/complaints/LMW-1001/complaint"
    assert (headers["Authorization"], headers["token"]) == (AUTHORIZATION, TOKEN)
    assert json.loads(body) == {
        "title": TITLE,
        "content": CONTENT,
        "channel": "wbs",
        "classification_id": 1,
        "disposition_id": 20,
        "category_id": 300,
        "location_id": 6108,
        "date_of_incident": "2026-11-23",
        "tags_raw": "",
        "is_anonymous": 1,
        "is_secret": 1,
        "is_approval": 0,
        "attachments": [],
    }
    case = outbox.report.name.case
    assert case[:8].encode() not in b"".join(part for *_, part in fake.requests)
    assert outbox.answer() == ParcelAnswer(case=case, tracking="LMW-1001")


def test_a_matter_that_was_classed_anew_stays_here(outbox: Outbox, fake: Fake) -> None:
    outbox.queue()
    outbox.tag(MatterClass.SUPERVISORY)
    assert outbox.run() == "sent 0, refused 0, lapsed 0, unknown 0, left waiting 0"
    assert fake.requests == []


def test_what_was_sent_is_not_sent_again(outbox: Outbox, fake: Fake) -> None:
    outbox.queue()
    outbox.run()
    assert outbox.run() == "sent 0, refused 0, lapsed 0, unknown 0, left waiting 0"
    assert len(fake.complaints) == 1


def test_a_server_that_is_not_there_is_tried_again_the_next_night(outbox: Outbox, fake: Fake) -> None:
    outbox.queue()
    outbox.settings["url"] = "http://127.0.0.1:9/v4"
    assert outbox.run() == "sent 0, refused 0, lapsed 0, unknown 0, left waiting 1"
    outbox.settings["url"] = fake.base
    assert outbox.run().startswith("sent 1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_is_refused_is_told_and_may_be_queued_again(outbox: Outbox, fake: Fake, status: int) -> None:
    outbox.queue()
    fake.status = status
    assert outbox.run() == "sent 0, refused 1, lapsed 0, unknown 0, left waiting 0"
    fake.status = 201
    outbox.queue(title="Jalan desa rusak")
    assert outbox.run().startswith("sent 1")


UNCLEAR: dict[str, dict[str, Any]] = {
    "the connection breaks": {"breaks": True},
    "the server fails": {"status": 500},
    "too many requests": {"status": 429},
    "it leads elsewhere": {"status": 302, "location": "http://127.0.0.1:9/"},
    "no JSON": {"body": b"<html>"},
    "no number": {"body": b"{}"},
    "a number that is none": {"body": b'{"complaint_id":"../../admin"}'},
    "endless": {"body": b" " * 70_000},
    "not anonymous there": {"shown": {"is_anonymous": 0}},
    "not secret there": {"shown": {"is_secret": False}},
}


@pytest.mark.parametrize("why", UNCLEAR)
def test_what_may_have_arrived_is_never_sent_again_by_itself(outbox: Outbox, fake: Fake, why: str) -> None:
    outbox.queue()
    for name, value in UNCLEAR[why].items():
        setattr(fake, name, value)
    assert outbox.run() == "sent 0, refused 0, lapsed 0, unknown 1, left waiting 0"
    sent = len(fake.requests)
    fake.breaks, fake.status, fake.body, fake.shown, fake.location = False, 201, None, {}, ""
    assert outbox.run() == "sent 0, refused 0, lapsed 0, unknown 0, left waiting 0"
    assert len(fake.requests) == sent


def test_a_run_that_ended_in_the_middle_leaves_nothing_to_be_sent_twice(outbox: Outbox, fake: Fake) -> None:
    outbox.queue()
    assert outbox.parcel is not None
    sending = replace(outbox.parcel, state=ParcelState.SENDING)
    assert outbox.office.store.referrals.settle(sending, ParcelState.WAITING)
    assert outbox.run() == "sent 0, refused 0, lapsed 0, unknown 1, left waiting 0"
    assert fake.requests == []


@pytest.mark.promise("P02")
def test_a_text_that_was_moved_to_another_case_or_sealed_to_another_key_is_not_sent(outbox: Outbox, fake: Fake) -> None:
    outbox.queue(case="a" * 52)
    assert outbox.run() == "sent 0, refused 1, lapsed 0, unknown 0, left waiting 0"
    outbox.key = OutboxPrivateKey.generate()
    outbox.queue()
    assert outbox.run() == "sent 0, refused 1, lapsed 0, unknown 0, left waiting 0"
    assert fake.requests == []


FORGED = {
    "by an officer who does not read the case": {"signer": f"{REGENCY}/inspektur"},
    "in the name of one who does": {
        "signer": f"{REGENCY}/inspektur",
        "author": ReaderRef(agency=REGENCY, reader="penerima-01"),
    },
    "by an officer of another agency": {"signer": "61/penerima-01"},
}


@pytest.mark.promise("P14")
@pytest.mark.parametrize("forged", FORGED)
def test_what_no_officer_of_the_case_signed_does_not_leave(outbox: Outbox, fake: Fake, forged: str) -> None:
    """Whoever can write into the database would speak to a national system in the name of an inspectorate."""
    outbox.queue(**FORGED[forged])
    assert outbox.run() == "sent 0, refused 1, lapsed 0, unknown 0, left waiting 0"
    assert fake.requests == []


LAPSED = "sent 0, refused 0, lapsed 1, unknown 0, left waiting 0"


@pytest.mark.promise("P24")
def test_a_text_that_was_taken_back_does_not_leave_when_somebody_puts_it_back(outbox: Outbox, fake: Fake) -> None:
    """Officers begin a new key when they take one back: whoever copied the database has a text of older records."""
    kept = outbox.seal()
    outbox.new_key()
    outbox.keep(kept)
    assert outbox.run() == LAPSED
    outbox.queue()
    assert outbox.run().startswith("sent 1")
    assert len(fake.complaints) == 1


@pytest.mark.promise("P24")
@pytest.mark.parametrize("state", [ParcelState.SENT, ParcelState.REFUSED])
def test_a_text_that_was_on_its_way_does_not_leave_again_when_somebody_says_that_it_waits(
    outbox: Outbox, fake: Fake, state: ParcelState
) -> None:
    outbox.queue()
    fake.status = 422 if state is ParcelState.REFUSED else 201
    outbox.run()
    assert outbox.parcel is not None
    assert outbox.parcel.state is state
    fake.status, sent = 201, len(fake.requests)
    assert outbox.office.store.referrals.settle(replace(outbox.parcel, state=ParcelState.WAITING, answer=None), state)
    assert outbox.run() == "sent 0, refused 0, lapsed 0, unknown 1, left waiting 0"
    assert len(fake.requests) == sent
    outbox.queue()  # the same words, signed anew by an officer who looked first
    assert outbox.run().startswith("sent 1")


def test_nothing_leaves_while_nobody_can_note_what_left(outbox: Outbox, fake: Fake) -> None:
    outbox.queue()
    path = outbox.credentials.parent / FILE
    path.write_text("2026-11-23\n")
    with pytest.raises(ConfigError):
        outbox.run()
    path.unlink()
    path.with_name(f"{FILE}.new").mkdir()
    with pytest.raises(ConfigError):
        outbox.run()
    assert fake.requests == []
    path.with_name(f"{FILE}.new").rmdir()
    assert outbox.run().startswith("sent 1")


def test_what_left_is_noted_as_long_as_it_could_count_and_says_nothing_of_the_case(outbox: Outbox) -> None:
    today = outbox.office.clock.today()
    Spent(outbox.credentials.parent, today).note(b"signed", today)
    path = outbox.credentials.parent / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(rf"{today} [A-Za-z0-9_-]{{43}}\n", path.read_text())
    later = today + timedelta(days=30)
    assert Spent(outbox.credentials.parent, today).note(b"ahead", later)
    assert not Spent(outbox.credentials.parent, today + timedelta(days=9)).note(b"signed", today)
    Spent(outbox.credentials.parent, today + timedelta(days=10)).note(b"another", today)
    assert path.read_text().count("\n") == 2
    assert not Spent(outbox.credentials.parent, later + timedelta(days=9)).note(b"ahead", later)


@pytest.mark.promise("P24")
def test_a_text_does_not_leave_over_a_later_word_of_the_reporters_wherever_it_was_kept(
    outbox: Outbox, fake: Fake
) -> None:
    kept = outbox.seal()
    outbox.office.store.cases.append_message(outbox.report.name, a_message(seq=2))
    outbox.keep(kept)
    assert outbox.run() == LAPSED
    assert fake.requests == []


@pytest.mark.promise("P24")
def test_a_text_leaves_within_seven_days_of_the_day_that_is_signed(outbox: Outbox, fake: Fake) -> None:
    outbox.queue(day=(outbox.office.clock.today() - timedelta(days=8)).isoformat())
    assert outbox.run() == LAPSED
    outbox.queue(day=(outbox.office.clock.today() - timedelta(days=7)).isoformat())
    assert outbox.run().startswith("sent 1")
    assert len(fake.complaints) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "http://lapor.example/v4"},
        {"url": "https://orang@lapor.example/v4"},
        {"url": "https://lapor.example/v4?a=b"},
        {"url": "ftp://lapor.example"},
        {"location_id": "6108"},
        {"extra": 1},
    ],
)
def test_settings_that_are_wrong_stop_the_job_and_are_not_repeated(outbox: Outbox, changes: dict[str, Any]) -> None:
    outbox.settings.update(changes)
    with pytest.raises(ConfigError) as caught:
        outbox.run()
    assert "orang" not in str(caught.value)


def test_tokens_that_others_can_read_are_not_used(outbox: Outbox) -> None:
    (outbox.credentials / "lapor-token").chmod(0o644)
    with pytest.raises(ConfigError, match="lapor-token"):
        outbox.run()
    assert TOKEN not in repr(read_lapor_settings({}, outbox.credentials))


def test_the_key_of_the_nightly_jobs_is_made_once_and_its_public_half_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WBS_DATA", str(tmp_path))
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    said = [CliRunner().invoke(outbox_key_command).output.strip() for _ in range(2)]
    path = PortalConfig.from_environment({"WBS_DATA": str(tmp_path)}).credentials / "outbox"
    assert said[0] == said[1] == OutboxPrivateKey.parse(path.read_text().strip()).public.text
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.promise("P24")
def test_no_module_sends_requests_but_the_adapter_and_what_asks_our_own_services() -> None:
    """import-linter knows outside packages by their first name alone, and `http` is in every view."""
    modules = "http\\.client|http import client|urllib\\.request|requests|httpx|aiohttp"
    senders = re.compile(rf"^\s*(?:from|import) (?:{modules})", re.MULTILINE)
    root = Path(wbs.__file__).parent
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if senders.search(path.read_text())}
    assert found == {"cli/outward/lapor.py", "cli/doctor/looks/services.py"}
