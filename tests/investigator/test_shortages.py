"""What runs short, as the agency's page gets it."""

import pytest

from tests.cast import REGENCY
from tests.investigator.counter import Counter, decoded
from wbs.cases.readers.shortages import check_shortages
from wbs.crypto.records import case_number


@pytest.mark.promise("P18")
def test_officers_are_told_of_their_channel_and_of_their_own_cases(counter: Counter) -> None:
    office = counter.office
    report = office.new_report()
    browser, other = counter.signed_in(f"{REGENCY}/penerima-02"), counter.signed_in(f"{REGENCY}/penelaah-01")
    nothing = decoded(browser.get("/shortages"))
    assert nothing == {"checked": None, "channel": None, "cases": []}
    office.remove_from_directory(f"{REGENCY}/penerima-01")
    today = office.clock.today()
    check_shortages(office.store.upkeep, office.world.book(), today)
    office.store.upkeep.note_run("shortages", office.clock.now(), done=True)
    told = decoded(browser.get("/shortages"))
    assert told["checked"] == today.isoformat()
    assert told["channel"] == {"found": 1, "minimum": 2, "day": today.isoformat()}
    assert told["cases"] == [
        {
            "agency": REGENCY,
            "case": report.name.case,
            "number": case_number(report.name.case),
            "found": 1,
            "minimum": 2,
            "day": today.isoformat(),
        }
    ]
    assert decoded(other.get("/shortages"))["cases"] == []
