"""The command: says what was found, for people or as JSON for monitoring.

Exit code: 0 if there is nothing to do soon, 1 with a warning, 2 with an error.
"""

import json
import os
import sys

import click

from wbs.cases.doctor.findings import Finding, Severity
from wbs.cli.alerts.sending import alert
from wbs.cli.doctor.examining import examine
from wbs.cli.speech import Speech, shown, spoken
from wbs.clock import Clock, SystemClock
from wbs.config import PortalConfig

_EXIT = {Severity.NOTICE: 0, Severity.WARNING: 1, Severity.ERROR: 2}
_LABELS = {
    Severity.NOTICE: ("Catatan", "Notice"),
    Severity.WARNING: ("PERINGATAN", "WARNING"),
    Severity.ERROR: ("KESALAHAN", "ERROR"),
}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for monitoring.")
@click.option("--alert", "is_alert", is_flag=True, help="Mail what is new or worse to WBS_ALERTS, print it alone.")
@spoken
def doctor_command(*, speech: Speech, as_json: bool, is_alert: bool) -> None:
    """Look at keys, readers, drills, nightly jobs, the audit log, services, files; say what to do."""
    clock = SystemClock()
    findings = examine(os.environ, clock)
    if is_alert:
        told = alert(findings, PortalConfig.from_environment(os.environ), os.environ, clock)
        fresh = {(one.code, one.subject) for one in told}
        findings = [one for one in findings if (one.code, one.subject) in fresh]
        if not findings:
            speech.say("Tidak ada yang baru.", "Nothing new.")
            return
    if as_json:
        click.echo(_json_text(speech, findings, clock))
    else:
        speech.lines(_lines(speech, findings))
    sys.exit(max((_EXIT[finding.severity] for finding in findings), default=0))


def _lines(speech: Speech, findings: list[Finding]) -> list[str]:
    lines = []
    for finding in findings:
        subject = shown(finding.subject)
        lines.append(f"{speech(*_LABELS[finding.severity])}: {subject}: {shown(speech(*finding.said))}")
        lines.append(f"    → {speech(*finding.remedy)}")
    urgent = sum(1 for finding in findings if finding.severity is not Severity.NOTICE)
    lines.append(
        speech(
            f"{len(findings)} temuan, {urgent} perlu ditangani segera." if findings else "Semua baik.",
            f"{len(findings)} findings, {urgent} of them urgent." if findings else "All is well.",
        )
    )
    return lines


def _json_text(speech: Speech, findings: list[Finding], clock: Clock) -> str:
    return json.dumps(
        {
            "checked": clock.today().isoformat(),
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity.value,
                    "subject": finding.subject,
                    "text": speech(*finding.said),
                    "remedy": speech(*finding.remedy),
                }
                for finding in findings
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
