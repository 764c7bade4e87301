"""One installation from a fresh directory to one long expired, through both applications, with clocks that go wrong.

Expiry governs the sealing of new cases and nothing else: reading, answering, the mailbox and verifying go on for ever.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.investigator.counter import Counter, decoded, publish
from tests.investigator.test_cases import Client, material
from tests.office import Office, SealedReport
from tests.portal.api.device import Device
from tests.portal.house import House, Page, Reporter, a_form, config_of, multipart
from wbs.clock import WIB
from wbs.config import TICKET_CREDENTIAL, create_credential
from wbs.crypto.compose import Draft
from wbs.crypto.directory import Standing
from wbs.crypto.dossier import Dossier, open_as_officer
from wbs.crypto.expiry import expiry
from wbs.crypto.messages import Kind, SealedBy, TextBody
from wbs.errors import ChannelClosedError
from wbs.portal import service
from wbs.portal.app import create_app

pytestmark = pytest.mark.promise("P05")

LONG_AGO = date(2018, 1, 1)
# The cast's directory: issued 2026-11-21, renewal due after 2026-12-31, expires 2027-02-09, 60 days of grace.
DAYS = {
    date(2026, 11, 23): Standing.CURRENT,
    date(2026, 12, 31): Standing.CURRENT,
    date(2027, 1, 1): Standing.RENEWAL_DUE,
    date(2027, 2, 9): Standing.RENEWAL_DUE,
    date(2027, 2, 10): Standing.GRACE,
    date(2027, 4, 10): Standing.GRACE,
    date(2027, 4, 11): Standing.EXPIRED,
    date(2031, 1, 1): Standing.EXPIRED,
}
LATE = "Daftar penerima untuk wilayah"
CLOSED = "Saat ini laporan tidak dapat dikirim dari sini"
FORMS = ("/lapor", "/lapor/tanpa-skrip")


class Installation:
    """Both applications over one store, one set of documents and one clock that stands still."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder)
        self.counter = Counter(self.office)
        config = config_of(folder)
        create_credential(config.credentials, TICKET_CREDENTIAL)
        app = create_app(config, self.office.store, self.office.clock)
        self.house = House(self.office.world, folder, self.office.store, self.office.clock, app)  # type: ignore[arg-type]
        self.reporter = Reporter(app)
        self.first = self.reporter.report(what="Sejak awal.")
        self.officer_writes = 0

    def set_clock(self, day: date) -> None:
        """Nine o'clock of a day, backwards too."""
        self.office.clock.time = datetime.combine(day, time(9), WIB).astimezone(UTC)

    @property
    def standing(self) -> Standing:
        directory = self.office.world.book().newest(REGENCY).document
        return expiry(directory, self.office.clock.today(), service.RELEASED).standing

    def forms(self) -> list[Page]:
        return [self.reporter.get(path) for path in FORMS]

    def reporter_reads_and_answers(self, text: str) -> None:
        """Open the mailbox with the twelve words, see what the officer wrote last, and reply."""
        page = self.reporter.mailbox(self.first.words)
        assert page.status == 200
        assert f"Balasan {self.officer_writes}" in page.text
        answered = self.reporter.reply(page.ticket, text)
        assert answered.status == 200
        assert text in self.reporter.mailbox(self.first.words).text

    def device_reads_and_answers(self, device: Device, text: str) -> None:
        """The same by a reporter's own device, which verifies every document by itself."""
        assert device.open().findings == ()
        assert device.write(device.compose(text)).status_code == 201
        assert device.open().findings == ()

    def officer_reads_and_answers(self) -> Dossier:
        """Sign in, verify the documents, open inbox and case, write: all as an officer's client does."""
        client = Client(self.counter)
        rows = decoded(client.browser.get("/inbox"))["rows"]
        report = self.report_of_first()
        assert report.name.case in {row["case"] for row in rows}
        _, dossier = client.open(report)
        assert dossier.findings == ()
        self.officer_writes += 1
        body = TextBody(text=f"Balasan {self.officer_writes}")
        sealed = client.seal(dossier, Draft(Kind.MESSAGE, body, SealedBy.BROWSER))
        assert client.send(report, sealed).status_code == 201
        key = client.person.secret.reader_key
        answer = decoded(client.browser.get(f"/cases/{report.name.agency}/{report.name.case}"))
        return open_as_officer(material(answer), key, client.person.ref, client.book)

    def report_of_first(self) -> SealedReport:
        held = self.house.case(self.first.words)
        return SealedReport(None, None, held.name, ())  # type: ignore[arg-type]


@pytest.fixture
def installation(folder: Path) -> Iterator[Installation]:
    made = Installation(folder)
    yield made
    made.office.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def walk(installation: Installation) -> Iterator[Standing]:
    for day, standing in DAYS.items():
        installation.set_clock(day)
        assert installation.standing is standing
        yield standing


def test_new_reports_are_sealed_until_the_last_day_of_grace_and_not_after(installation: Installation) -> None:
    old_ticket = installation.reporter.get("/lapor").ticket
    for standing in walk(installation):
        pages = installation.forms()
        is_open = standing is not Standing.EXPIRED
        assert {page.status for page in pages} == {200}
        assert [CLOSED in page.text for page in pages] == [not is_open] * 2
        assert [LATE in page.text for page in pages] == [standing is Standing.GRACE] * 2
        assert ["<textarea" in page.text for page in pages] == [is_open] * 2
        if is_open:
            old_ticket = installation.reporter.get("/lapor").ticket
            assert installation.reporter.report(ticket=old_ticket).words
        else:
            assert all("kws.kpk.go.id" in page.text for page in pages)
            before = installation.house.stored_cases()
            refused = installation.reporter.post("/lapor", multipart(a_form(old_ticket, what="Yang sudah ditulis.")))
            assert refused.status == 422
            assert refused.value("what") == "Yang sudah ditulis."
            assert "kws.kpk.go.id" in refused.text
            assert installation.house.stored_cases() == before


def test_what_a_device_sealed_in_time_is_refused_too_late_and_the_client_knows_why(installation: Installation) -> None:
    early, late = Device(installation.house), Device(installation.house)
    sealed = early.seal()
    for standing in walk(installation):
        if standing is not Standing.EXPIRED:
            assert Device(installation.house).report()
            continue
        assert early.send(sealed).status_code == 409
        with pytest.raises(ChannelClosedError):
            late.seal()


def test_reading_answering_mailbox_and_verifying_never_stop(installation: Installation) -> None:
    device = Device(installation.house)
    device.report()
    for number, _ in enumerate(walk(installation), 1):
        dossier = installation.officer_reads_and_answers()
        assert dossier.findings == ()
        installation.reporter_reads_and_answers(f"Jawaban pelapor {number}")
        installation.device_reads_and_answers(device, f"Dari perangkat {number}")
    assert installation.officer_writes == len(DAYS)
    texts = installation.house.case(installation.first.words).texts()
    assert texts == [f"Jawaban pelapor {number}" for number in range(1, len(DAYS) + 1)]


def test_a_clock_that_was_set_back_revives_no_expired_directory(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release of the program is a day that no clock can undo."""
    monkeypatch.setattr(service, "RELEASED", date(2027, 4, 11))
    for day in (date(2020, 1, 1), LONG_AGO, date(2026, 11, 23)):
        installation.set_clock(day)
        assert installation.standing is Standing.EXPIRED
        assert all(CLOSED in page.text for page in installation.forms())
    installation.officer_reads_and_answers()
    installation.reporter_reads_and_answers("Jam yang mundur tidak menghentikan saya.")


def test_a_clock_before_the_day_of_issue_shuts_nobody_out(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is issued in the future is in force: a machine whose clock fell back to its first day still serves."""
    monkeypatch.setattr(service, "RELEASED", LONG_AGO)
    installation.set_clock(LONG_AGO)
    assert installation.standing is Standing.CURRENT
    assert not any(CLOSED in page.text or LATE in page.text for page in installation.forms())
    assert installation.reporter.report().words
    installation.officer_reads_and_answers()
    installation.reporter_reads_and_answers("Masih terbaca.")


def test_a_renewed_directory_opens_the_channel_again_from_the_next_page_on(installation: Installation) -> None:
    installation.set_clock(date(2027, 6, 1))
    assert all(CLOSED in page.text for page in installation.forms())
    days = {"issued": date(2027, 6, 1), "renew_by": date(2028, 3, 1), "expires": date(2028, 7, 5)}
    changes = {name: day.isoformat() for name, day in days.items()}
    for agency in (REGENCY, PROVINCE):
        old = installation.office.world.book().newest(agency)
        renewed = msgspec.structs.replace(old.document, version=2, previous=old.digest, **changes)
        installation.office.world.publish(renewed)
    publish(installation.office)
    installation.office.clock.pass_time(minutes=2)
    assert not any(CLOSED in page.text or LATE in page.text for page in installation.forms())
    assert installation.reporter.report().words
    installation.officer_reads_and_answers()
