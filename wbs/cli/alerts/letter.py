"""The letter to operators: which kinds of findings there are, and to look on the server.

Mail is read by others on the way and where it lies. So it names neither agencies nor cases, folders nor days, and says
no more of the installation than that something is to be done.
"""

from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from wbs.cases.doctor.findings import Severity
from wbs.cli.alerts.news import ToldFinding
from wbs.clock import WIB
from wbs.crypto.primitives import random_bytes

SUBJECT = "Perlu diperiksa"
_TEXT = """\
wbs doctor menemukan hal yang belum pernah atau kini lebih berat dari yang
diberitahukan. Jalankan di peladen: wbs doctor
Di sana tertulis apa dan apa yang harus dilakukan.

{lines}

wbs doctor found something that is new, or worse than it was told. Run on the
server: wbs doctor
It says what it is and what to do.
"""
_LABELS = {Severity.WARNING: "PERINGATAN / WARNING", Severity.ERROR: "KESALAHAN / ERROR"}
_ID_BYTES = 16


def write_alert(sender: str, now: datetime, findings: Iterable[ToldFinding]) -> bytes:
    """Write the letter as it travels: each kind of finding once, with how bad it is."""
    kinds = dict.fromkeys((_LABELS[one.severity], one.code) for one in findings)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = "undisclosed-recipients:;"
    letter["Subject"] = SUBJECT
    letter["Date"] = format_datetime(now.astimezone(WIB))
    letter["Message-ID"] = f"<{random_bytes(_ID_BYTES).hex()}@{sender.partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    lines = "\n".join(f"  {label}: {code}" for label, code in kinds)
    letter.set_content(_TEXT.format(lines=lines), charset="us-ascii", cte="7bit")
    return letter.as_bytes()
