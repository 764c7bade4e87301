"""Pages that are rendered once: what an agency wrote into its own texts opens no slot, and breaks no page."""

import pytest

from wbs.portal.slots import SlottedPage, slot


@pytest.mark.parametrize("name", ["nothing", "", "Ticket", "tick et"])
def test_a_mark_of_a_slot_that_nobody_fills_stays_text(name: str) -> None:
    written = f"Pungli \ue000{name}\ue001 di loket"
    page = SlottedPage(f"<p>{written}</p><b>{slot('ticket')}</b>")
    assert page.fill({"ticket": "<1>"}).decode() == f"<p>{written}</p><b>&lt;1&gt;</b>"
