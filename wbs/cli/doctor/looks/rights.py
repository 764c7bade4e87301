"""Looks at what the roles of a PostgreSQL database may do."""

from wbs.cases.doctor.findings import Finding
from wbs.cases.doctor.rights import check_rights
from wbs.cli.doctor.installation import Installation


def look_at_rights(place: Installation) -> list[Finding]:
    """Compare them with what is declared. SQLite has no roles; there the file's permissions are looked at."""
    rights = None if place.store is None else place.store.upkeep.live_rights()
    return [] if rights is None else check_rights(rights)
