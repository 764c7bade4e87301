"""Looks at the dates of every agency's directory, and at whom it lists."""

from wbs.cases.doctor.checkup import check_expiry, check_staff
from wbs.cases.doctor.findings import Finding
from wbs.cli.doctor.installation import Installation
from wbs.clock import RELEASED


def look_at_directories(place: Installation) -> list[Finding]:
    """See how long they hold, and whether one officer alone could let a report lie."""
    if place.book is None:
        return []
    today = place.clock.today()
    return [*check_expiry(place.book, today, RELEASED), *check_staff(place.book, today, RELEASED)]
