"""The invented reports that a demonstration begins with: as real as any, and there once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.servers import environment
from tests.office import StillClock
from wbs.cases.model import CaseFile, KeyDigest
from wbs.cases.reporters.mailbox import material_of
from wbs.cases.workflow import check_step
from wbs.cli.demo import RECEIPTS_FILE, fill, prepare
from wbs.cli.demonstration.playing import ShownReceipt
from wbs.cli.demonstration.scenes import Scene, scenes
from wbs.cli.founding import Founded
from wbs.cli.plan import LANDAK, PROVINCE, InstallationPlan, demonstration
from wbs.clock import RELEASED
from wbs.config import DEMO_FOLDER, PortalConfig
from wbs.crypto.directory import Role
from wbs.crypto.dossier import Dossier, open_as_reporter
from wbs.crypto.messages import Status, StatusBody
from wbs.crypto.receipt import Receipt
from wbs.store.store import Store, open_store
from wbs.web.documents import Documents

TODAY = max(date(2026, 11, 23), RELEASED)
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 5, tzinfo=UTC)


def receivers_alone() -> InstallationPlan:
    """Give the two agencies that invented reports are about, with receivers alone: passphrases are stretched here."""
    found = [agency for agency in demonstration().agencies if agency.code in {LANDAK, PROVINCE}]
    kept = [tuple(one for one in agency.officers if Role.RECEIVER in one.roles) for agency in found]
    return InstallationPlan(tuple(replace(agency, officers=few) for agency, few in zip(found, kept, strict=True)))


class Filled:
    """A demonstration with its invented reports."""

    def __init__(self, data: Path) -> None:
        self.config = PortalConfig.from_environment(environment(data))
        self.clock = StillClock(NOON)
        self.founded: Founded = prepare(self.config, receivers_alone(), self.clock)
        self.receipts = fill(self.config, self.founded, self.clock)
        self.book = Documents(self.config.keys).current().book

    def file(self, store: Store, shown: ShownReceipt) -> CaseFile:
        receipt = Receipt.parse(shown.words)
        name = store.cases.mailbox(receipt.mailbox_hash)
        assert name is not None
        file = store.cases.case_file(name, KeyDigest(receipt.reader_key.public.digest))
        assert file is not None
        return file

    def dossier(self, file: CaseFile, shown: ShownReceipt) -> Dossier:
        return open_as_reporter(material_of(file), Receipt.parse(shown.words), self.book)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return Filled(tmp_path_factory.mktemp("filled"))


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.report.title)
def test_what_officers_did_are_steps_that_they_may_take_on_days_that_have_been(scene: Scene) -> None:
    days = [beat.after for beat in scene.beats]
    assert days == sorted(days)
    assert all(0 <= day <= scene.days for day in days)
    now = Status.SUBMITTED
    for said in (beat.said for beat in scene.beats):
        if isinstance(said, StatusBody):
            now = check_step(now, said).status


def test_every_receipt_opens_its_case_in_which_nothing_is_wrong(filled: Filled) -> None:
    store = open_store(filled.config.database_url)
    for scene, shown in zip(scenes(), filled.receipts, strict=True):
        file = filled.file(store, shown)
        dossier = filled.dossier(file, shown)
        assert dossier.findings == ()
        assert [one.message.body for one in dossier.messages] == [scene.report, *(beat.said for beat in scene.beats)]
        steps = [beat.said.status for beat in scene.beats if isinstance(beat.said, StatusBody)]
        assert file.status == [Status.SUBMITTED, *steps][-1]
        assert file.received == TODAY - timedelta(days=scene.days)
        days = [message.day for message in file.messages if message.author != "reporter"]
        assert all(day.weekday() < 5 or day == TODAY for day in days), "nobody works on Sundays"
        assert file.name.agency == (PROVINCE if scene.report.rank == "leadership" else LANDAK)
    store.close()


def test_clocks_and_figures_find_the_steps_and_classes_of_each(filled: Filled) -> None:
    store = open_store(filled.config.database_url)
    classes = {}
    for shown in filled.receipts:
        history = store.cases.history(filled.file(store, shown).name)
        assert history is not None
        classes[history.steps[-1].status] = history.tags.matter_class
    assert classes[Status.EXAMINED] == "supervisory"
    assert classes[Status.CLOSED] == "non-supervisory"
    store.close()


def test_a_second_start_adds_nothing(filled: Filled) -> None:
    again = fill(filled.config, filled.founded, StillClock(NOON + timedelta(days=3)))
    assert again == filled.receipts
    store = open_store(filled.config.database_url)
    lengths = [len(filled.file(store, shown).messages) for shown in again]
    assert lengths == [1 + len(scene.beats) for scene in scenes()]
    store.close()


def test_receipts_lie_readable_for_their_owner_alone(filled: Filled) -> None:
    path = filled.config.data / DEMO_FOLDER / RECEIPTS_FILE
    assert path.stat().st_mode & 0o077 == 0


def test_every_agency_of_the_demonstration_takes_names_that_are_sealed_apart() -> None:
    for agency in demonstration().agencies:
        assert sum(Role.CUSTODIAN in officer.roles for officer in agency.officers) == 1
