"""What is wrong with the backups: none, old ones, ones of which nobody knows whether they open."""

from collections.abc import Sequence
from datetime import date, timedelta

from wbs.cases.doctor.findings import Finding, Severity

OLD_DAYS = 2
"""A backup every night: one of the day before yesterday was missed once."""
VERY_OLD_DAYS = 7
DRILL_DAYS = 35
"""A drill every month."""
_RUN = ("jalankan `wbs backup` tiap malam (docs/backup.md)", "run `wbs backup` every night (docs/backup.md)")
_CLOCK = (
    "betulkan jam server, lalu pindahkan cadangan itu ke folder lain: prune dan drill menganggapnya yang terbaru",
    "set the server's clock right, then move that backup to another folder: prune and drill take it for the newest",
)
_DRILL = (
    "jalankan `wbs backup drill` di komputer yang menyimpan kunci cadangan (docs/backup.md)",
    "run `wbs backup drill` on the computer that keeps the backup key (docs/backup.md)",
)


def check_backups(subject: str, backups: Sequence[date], proofs: Sequence[date], today: date) -> list[Finding]:
    """Check the days of backups, and of the drills that opened one of those.

    A clock that was wrong gives days to come. They say nothing, or no backup would be missed until then.
    """
    until = today + timedelta(days=1)
    ahead, made = [day for day in backups if day > until], [day for day in backups if day <= until]
    found = [_ahead(subject, max(ahead))] if ahead else []
    if not made:
        said = ("belum ada cadangan", "there is no backup")
        return [*found, Finding("backup-missing", Severity.ERROR, subject, said, _RUN)]
    proved = [day for day in proofs if day <= until]
    return [*found, *_age(subject, max(made), today), *_proof(subject, proved, today)]


def _ahead(subject: str, day: date) -> Finding:
    said = (f"ada cadangan bertanggal {day}, yang belum tiba", f"there is a backup of {day}, which is yet to come")
    return Finding("backup-ahead", Severity.WARNING, subject, said, _CLOCK)


def _age(subject: str, newest: date, today: date) -> list[Finding]:
    days = (today - newest).days
    if days < OLD_DAYS:
        return []
    severity = Severity.WARNING if days < VERY_OLD_DAYS else Severity.ERROR
    said = (f"cadangan terbaru berumur {days} hari", f"the newest backup is {days} days old")
    return [Finding("backup-old", severity, subject, said, _RUN)]


def _proof(subject: str, proofs: Sequence[date], today: date) -> list[Finding]:
    if not proofs:
        said = ("belum pernah ada cadangan yang dicoba dipulihkan", "no backup that is here was ever restored")
        return [Finding("backup-unproved", Severity.WARNING, subject, said, _DRILL)]
    days = (today - max(proofs)).days
    if days <= DRILL_DAYS:
        return []
    said = (f"latihan pemulihan cadangan terakhir {days} hari lalu", f"the last restore drill was {days} days ago")
    return [Finding("backup-drill-due", Severity.WARNING, subject, said, _DRILL)]
