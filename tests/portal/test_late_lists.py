"""A reporter's own browser under a list that is late or over: it says so, seals while it may, and answers for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cast import found
from tests.engines.visit import Visit
from tests.portal.api.device import Device
from tests.portal.form_walk import ANSWERS, FormWalk, recorded, require_build
from tests.portal.house import House, build
from tests.portal.mailbox_walk import MailboxWalk, leaves
from wbs.crypto.messages import SealedBy

pytestmark = pytest.mark.promise("P05")

in_chromium = pytest.mark.parametrize("engine", ["chromium"], indirect=True)
LATE = "Daftar penerima untuk wilayah Inspektorat 61.08 seharusnya sudah diperbarui."
LAST_DAY_OF_GRACE = 138
"""Days from the house's Monday to 2027-04-10."""
THE_DAY_AFTER = datetime(2027, 4, 11, 2, 0, tzinfo=UTC)
SET_CLOCK = "(moment) => { Date.now = () => moment; }"


@pytest.fixture
def own_house(folder: Path) -> Iterator[House]:
    """A house whose documents may change."""
    made = build(folder, found())
    yield made
    made.store.close()


@pytest.fixture
def site(own_house: House) -> Iterator[str]:
    require_build()
    with recorded(own_house) as (address, _):
        yield address


@in_chromium
def test_in_the_days_of_grace_the_form_says_so_first_and_still_seals(visit: Visit, own_house: House, site: str) -> None:
    own_house.clock.turn(days=LAST_DAY_OF_GRACE)
    walk = FormWalk(visit, site)
    walk.open()
    assert LATE in visit.text("main")
    walk.answer()
    assert "Daftar ini seharusnya sudah diperbarui." in walk.check()
    case = own_house.case(walk.send())
    assert case.open().messages[0].message.sealed_by is SealedBy.BROWSER


@in_chromium
def test_a_form_that_was_open_beyond_the_last_day_is_refused_by_the_browser_itself(
    visit: Visit, own_house: House, site: str
) -> None:
    """Whatever the server says: the browser's own clock has passed the last day, and nothing is sealed."""
    own_house.clock.turn(days=LAST_DAY_OF_GRACE)
    walk = FormWalk(visit, site)
    walk.open()
    walk.answer()
    visit.evaluate(SET_CLOCK, THE_DAY_AFTER.timestamp() * 1000)
    walk.next()
    visit.wait_until("document.querySelector('#rank-e') !== null && !document.querySelector('#rank-e').hidden")
    assert visit.evaluate("document.querySelector('#what').value") == ANSWERS["what"]
    assert own_house.stored_cases() == 0


@in_chromium
def test_a_mailbox_reads_and_writes_under_a_list_that_is_over_and_changes_its_key_when_somebody_left(
    visit: Visit, own_house: House, site: str
) -> None:
    device = Device(own_house)
    device.report()
    words = device.receipt.unsafe_words()
    own_house.case(words).say("Kami membaca laporan Anda.")
    own_house.clock.turn(days=400)
    leaves(own_house, "penerima-02")
    walk = MailboxWalk(visit, site)
    assert "Kami membaca laporan Anda." in walk.open(words)
    walk.write("Masih ada yang perlu saya sampaikan.")
    walk.sent()
    assert own_house.case(words).texts() == ["Masih ada yang perlu saya sampaikan."]
    assert not own_house.case(words, "61.08/penerima-02").may_open
