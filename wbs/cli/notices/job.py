"""The nightly job that sends notices: to every address that agencies' rules name, at fixed times.

Looks at no case: neither whether a notice goes nor what it says may depend on one.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from wbs.cases.rules.rulebook import RuleBook
from wbs.cli.notices.due import is_due
from wbs.cli.notices.letter import write_notice
from wbs.cli.notices.post import hand_over
from wbs.cli.notices.settings import read_mail_settings, read_notice_times
from wbs.clock import Clock
from wbs.errors import FormatError, MailError, UnknownVersionError
from wbs.store.store import Store

JOB = "notices"


def send_notices(
    store: Store, clock: Clock, agencies: Iterable[str], environment: Mapping[str, str], credentials: Path
) -> str:
    """Send what is due; say what was done.

    Raises:
        ConfigError: how mail leaves is set up wrongly.
        MailError: addresses are named but no mail server, or not every letter went; or nobody's rules can be read
            that might name any.
    """
    times = read_notice_times(environment)
    settings = read_mail_settings(environment, credentials)
    addresses, unread = addresses_of(RuleBook(store.rules), agencies)
    cannot = f"the rules of {', '.join(unread)} cannot be read" if unread else ""
    if not addresses and cannot:
        raise MailError(cannot)
    if not addresses:
        return "nobody is to get any"
    if settings is None:
        raise MailError("rules name addresses for notices, but WBS_MAIL_SERVER names no mail server")
    if not is_due(times, store.upkeep.last_run(JOB), clock.now()):
        return "none is due before the next fixed time"
    hand_over(settings, lambda: write_notice(settings.sender, clock.now()), addresses)
    # Not a failure: those who got theirs would get another one at the next look.
    return f"sent {len(addresses)}{f', but {cannot}' if cannot else ''}"


def addresses_of(rules: RuleBook, agencies: Iterable[str]) -> tuple[list[str], list[str]]:
    """Give every address that some agency's rules name, once, in order; and the agencies whose rules cannot be read."""
    addresses: set[str] = set()
    unread = []
    for agency in agencies:
        try:
            addresses.update(rules.current(agency).rules.notices)
        except (FormatError, UnknownVersionError):
            unread.append(agency)
    return sorted(addresses), sorted(unread)
