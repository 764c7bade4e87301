"""Looks at cases that hang on the officers who handed them over."""

from wbs.cases.doctor.checkup import check_transfers
from wbs.cases.doctor.findings import Finding
from wbs.cases.readers.hanging import hanging_transfers
from wbs.cli.doctor.installation import Installation


def look_at_transfers(place: Installation) -> list[Finding]:
    """See which would be lost to everybody if those officers left the directory."""
    if place.store is None or place.book is None:
        return []
    return check_transfers(hanging_transfers(place.store.upkeep.handed_cases(), place.book))
