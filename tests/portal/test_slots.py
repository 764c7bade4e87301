"""Pages that are rendered once: a slot that nobody fills is found at once, and no text of an agency can be one."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from tests.cast import REGENCY
from tests.portal.house import House, Reporter
from tests.store.samples import an_entry
from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import AgencyText, Language, Rules, StoredRules, check_rules, default_rules
from wbs.cases.rules.documents import Page as Topic
from wbs.crypto.shape import serialise
from wbs.errors import FormatError
from wbs.portal.slots import SlottedPage, slot

PLACES: tuple[Callable[[str], Rules], ...] = (
    lambda text: _with(texts=[AgencyText(page=Topic.FLOW, language=Language.INDONESIAN, text=text)]),
    lambda text: _with(letterhead=[text]),
    lambda text: _with(law_note=text),
)


def _with(**members: object) -> Rules:
    return msgspec.structs.replace(default_rules(REGENCY), **members)


def test_a_slot_without_a_value_breaks_the_page() -> None:
    page = SlottedPage(f"<p>{slot('ticket')}</p><b>{slot('forgotten')}</b>")
    with pytest.raises(KeyError):
        page.fill({"ticket": "1"})


@pytest.mark.parametrize("place", PLACES, ids=("page", "letterhead", "note"))
def test_no_text_of_an_agency_can_hold_a_slot(place: Callable[[str], Rules]) -> None:
    check_rules(place("Pungli di loket"))
    with pytest.raises(FormatError):
        check_rules(place(f"Pungli {slot('ticket')} di loket"))


def test_what_an_agency_writes_is_shown_as_it_is_written(house: House, reporter: Reporter) -> None:
    written = "Pungli \ue000ticket\ue001 di {{ ticket }} [ticket] %(ticket)s"
    rules = PLACES[0](written)
    stored = StoredRules(AgencyCode(REGENCY), 1, date(2026, 11, 23), "admin", serialise(rules))
    house.store.rules.add_rules(stored, an_entry())
    assert written in reporter.get(f"/instansi/{REGENCY}").text
