"""The one notice there is: the same words and the same length for everybody, on every day. Knows of no case.

It says neither whether there is work nor how much: whoever reads an officer's mail, or runs the mail server, learns
nothing from it, and nothing from its coming, since it always comes. It has no link, so that officers never get used to
following one.
"""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from wbs.clock import WIB
from wbs.crypto.primitives import random_bytes

SUBJECT = "Pengingat berkala"
TEXT = """\
Ini pengingat berkala. Surat ini selalu sama dan selalu dikirim pada jam yang
sama, ada atau tidak ada pekerjaan. Surat ini tidak memuat isi perkara apa pun.

Silakan buka portal petugas seperti biasa, masuk, lalu periksa laporan baru dan
tenggat.

Surat ini tidak pernah berisi tautan, lampiran, atau permintaan kata sandi.
Kalau ada surat serupa yang berisi itu, jangan dibuka; beri tahu administrator.

--

This is a regular reminder. It is always the same and always sent at the same
time, whether there is work or not. It holds nothing of any case.

Please open the officers' portal as usual, sign in, and look for new reports
and deadlines.

This letter never has a link, an attachment, or a question for a passphrase.
If a letter like it does, do not open it; tell your administrator.
"""
_ID_BYTES = 16


def write_notice(sender: str, now: datetime) -> bytes:
    """Write a notice as it travels; its length depends on the sender's address alone."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = "undisclosed-recipients:;"
    letter["Subject"] = SUBJECT
    letter["Date"] = format_datetime(now.astimezone(WIB))
    letter["Message-ID"] = f"<{random_bytes(_ID_BYTES).hex()}@{sender.partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(TEXT, charset="us-ascii", cte="7bit")
    return letter.as_bytes()
