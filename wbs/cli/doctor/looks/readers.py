"""Looks at which channels and cases have, or will soon have, too few readers."""

from wbs.cases.doctor.checkup import check_shortages_of
from wbs.cases.doctor.findings import Finding
from wbs.cases.readers.shortages import find_shortages
from wbs.cli.doctor.installation import Installation


def look_at_readers(place: Installation) -> list[Finding]:
    """Count for every channel and case, whether or not the nightly job has run."""
    if place.store is None or place.book is None:
        return []
    today = place.clock.today()
    return check_shortages_of(find_shortages(place.store.upkeep, place.book, today), today)
