"""Looks at whether alerts are made where somebody is to get them."""

from datetime import datetime

from wbs.cases.doctor.alerting import check_alerts
from wbs.cases.doctor.findings import Finding
from wbs.cli.alerts.sending import TOLD_FILE, read_addresses
from wbs.cli.doctor.installation import Installation
from wbs.clock import WIB


def look_at_alerts(place: Installation) -> list[Finding]:
    """See when what was told was written last."""
    path = place.config.data / TOLD_FILE
    last = datetime.fromtimestamp(path.stat().st_mtime, WIB).date() if path.exists() else None
    return check_alerts(bool(read_addresses(place.environment)), last, place.clock.today())
