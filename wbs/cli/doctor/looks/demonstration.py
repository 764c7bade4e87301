"""Looks for a demonstration's secrets beside a real installation."""

from wbs.cases.doctor.checkup import check_demonstration
from wbs.cases.doctor.findings import Finding
from wbs.cli.doctor.installation import Installation
from wbs.config import DEMO_FOLDER


def look_for_a_demonstration(place: Installation) -> list[Finding]:
    """See whether the data directory holds one."""
    return check_demonstration({str(place.config.data / DEMO_FOLDER): place.config.is_demonstration})
