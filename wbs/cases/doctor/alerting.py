"""Whether operators hear of what is wrong: alerts that stopped coming look like an installation that is well."""

from datetime import date

from wbs.cases.doctor.findings import Finding, Severity

SILENT_DAYS = 2


def check_alerts(is_wanted: bool, last: date | None, today: date) -> list[Finding]:  # noqa: FBT001 - one fact of two
    """Look at when alerts were made last, where somebody is to get them."""
    if not is_wanted or (last is not None and (today - last).days < SILENT_DAYS):
        return []
    said = ("peringatan surel tidak dibuat sejak dua hari", "no alerts were made for two days")
    remedy = ("jalankan `wbs doctor --alert` setiap hari sebagai root", "run `wbs doctor --alert` every day as root")
    return [Finding("alerts-silent", Severity.WARNING, "wbs doctor --alert", said, remedy)]
