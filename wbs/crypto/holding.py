"""How long a signed word holds that bears the day on which it was signed (docs/spec/referral.md, "Signed days").

Knows calendar days alone, never a time. Whoever signs takes the effective day, and so does whoever asks: a clock that
is behind a directory's day of issue revives nothing.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from wbs.crypto.directory import effective_day, parse_day
from wbs.crypto.trust import TrustBook
from wbs.errors import LapsedError, TrustError

_A_DAY = timedelta(days=1)
"""How far the day of another machine may be ahead."""


def signed_day(today: date, agencies: Iterable[str], book: TrustBook) -> date:
    """Give the day that counts for something about these agencies: today, or when their newest directory was issued.

    Args:
        today: the day, in WIB.
        agencies: codes; those without a directory are passed over.
        book: all verified documents.
    """
    issued = [book.newest(code).document.issued for code in agencies if book.is_open(code)]
    return effective_day(today, today, *issued)


def require_holding(signed: str, on: date, kept: timedelta) -> None:
    """Refuse a word that does not hold on a day.

    Args:
        signed: the day it bears.
        on: the day that counts, as `signed_day` gives it.
        kept: how long it holds; on the last day still.

    Raises:
        FormatError: it bears no calendar day.
        LapsedError: its days are over.
        TrustError: its day is yet to come.
    """
    day = parse_day(signed)
    if on - day > kept:
        raise LapsedError("a signed word whose days are over")
    if day - on > _A_DAY:
        raise TrustError("a signed word of a day that is yet to come")
