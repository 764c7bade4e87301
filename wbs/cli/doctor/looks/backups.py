"""Looks at the folder of backups: how old the newest is, and when one was last restored."""

from wbs.cases.doctor.backups import check_backups
from wbs.cases.doctor.findings import Finding
from wbs.cli.backup.shelf import Shelf
from wbs.cli.doctor.installation import Installation
from wbs.config import read_backup_places


def look_at_backups(place: Installation) -> list[Finding]:
    """See what lies in the folder; a demonstration needs no backup."""
    if place.config.is_demonstration:
        return []
    shelf = Shelf(read_backup_places(place.environment, place.config.data)[0])
    days = [one.day for one in shelf.backups()]
    proofs = [proof.day for proof in shelf.proofs().values()]
    return check_backups(str(shelf.folder), days, proofs, place.clock.today())
