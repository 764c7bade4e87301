"""What `wbs doctor` looks at, as pure checks: facts in, findings out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from wbs.cases.doctor.findings import (
    COSIGN_DAYS,
    FileFact,
    Finding,
    JobFact,
    LogFact,
    RulesFact,
    ahead,
    cases_finding,
    channel_finding,
    demonstration,
    drill_due,
    expiry_of,
    few_verifiers,
    file_finding,
    hanging_finding,
    job_failed,
    job_missing,
    log_finding,
    lost_finding,
    no_recovery,
    one_is_enough,
    rules_finding,
    shorter_finding,
    unfounded,
    unsigned_finding,
)
from wbs.cases.model import AgencyCode
from wbs.cases.readers.hanging import Hanging
from wbs.cases.readers.shortages import Shortage, ShortageKind
from wbs.crypto.directory import RECEIVING, effective_day, parse_day
from wbs.crypto.recovery import DrillStatement
from wbs.crypto.trust import TrustBook

FEWEST_VERIFIERS = 2
"""So that nobody alone decides whether anybody ever looks at a report."""
NIGHT = timedelta(hours=36)
"""A nightly job that has not run for so long is missing."""
ZONES = timedelta(days=1)
"""How far ahead the days of computers elsewhere may be."""


def check_expiry(book: TrustBook, today: date, released: date) -> list[Finding]:
    """Look at the dates of every agency's newest directory."""
    found = []
    for agency in book.by_agency:
        if not book.is_open(agency):
            found.append(unfounded(agency))
            continue
        directory = book.newest(agency).document
        day = effective_day(today, released, directory.issued)
        if day > max(today, released) + ZONES:
            found.append(ahead(directory))
        finding = expiry_of(directory, (parse_day(directory.expires) - day).days)
        if finding is not None:
            found.append(finding)
    return found


def check_staff(book: TrustBook, today: date, released: date) -> list[Finding]:
    """Look at whether one officer alone could let a report lie: two verify at least (regulation, item 15).

    Fewer than the policy asks are a shortage, which `check_shortages_of` tells.
    """
    found = []
    for agency in book.by_agency:
        if not book.is_open(agency):
            continue
        directory = book.newest(agency).document
        day = effective_day(today, released, directory.issued)
        verifiers = sum(entry.may(RECEIVING) and entry.serves(day) for entry in directory.readers)
        if directory.policy.minimum_readers <= verifiers < FEWEST_VERIFIERS:
            found.append(few_verifiers(agency, verifiers))
        if directory.policy.minimum_readers < FEWEST_VERIFIERS:
            found.append(one_is_enough(agency))
    return found


def check_shortages_of(shortages: Sequence[Shortage], today: date) -> list[Finding]:
    """Look at what runs short of readers; cases of one agency are told together."""
    found = [channel_finding(short, today) for short in shortages if short.kind is ShortageKind.CHANNEL]
    found += [lost_finding(short) for short in shortages if short.kind is ShortageKind.RECOVERY]
    by_agency: dict[AgencyCode, list[Shortage]] = {}
    for short in shortages:
        if short.kind is ShortageKind.CASE:
            by_agency.setdefault(short.agency, []).append(short)
    return found + [cases_finding(agency, shorts, today) for agency, shorts in by_agency.items()]


def check_transfers(hanging: Iterable[Hanging]) -> list[Finding]:
    """Look at what would be lost to everybody if officers left the directory who handed cases over."""
    by_giver: dict[str, list[Hanging]] = {}
    for one in hanging:
        by_giver.setdefault(one.giver, []).append(one)
    return [hanging_finding(giver, found) for giver, found in sorted(by_giver.items())]


def check_drills(book: TrustBook, drills: Iterable[DrillStatement], today: date, due_days: int) -> list[Finding]:
    """Look at when the shares of every recovery key were last proved.

    Only the present key's drills count, and none of a day to come: that clock was wrong.
    """
    last: dict[str, date] = {}
    for drill in drills:
        name = drill.directory
        now = book.newest(drill.agency).recovery_verify_key if book.is_open(drill.agency) else None
        is_past = parse_day(drill.day) <= today + ZONES
        if (
            is_past
            and now is not None
            and book.directory(name.agency, name.version, name.digest).recovery_verify_key == now
        ):
            last[drill.agency] = max(parse_day(drill.day), last.get(drill.agency, date.min))
    found = []
    for agency in book.by_agency:
        if not book.is_open(agency):
            continue
        if book.newest(agency).recovery_verify_key is None:
            found.append(no_recovery(agency))
        elif (today - last.get(agency, date.min)).days >= due_days:
            found.append(drill_due(agency, last.get(agency), due_days))
    return found


def check_jobs(jobs: Iterable[JobFact], now: datetime) -> list[Finding]:
    """Look at whether `wbs maintain` runs every night, and whether each job ends well."""
    found = []
    for fact in jobs:
        if fact.ended is None or _is_past(fact.ended, now, NIGHT):
            found.append(job_missing(fact))
        elif not fact.done:
            found.append(job_failed(fact))
    return found


def check_logs(logs: Iterable[LogFact], now: datetime) -> list[Finding]:
    """Look at whether what officers did is fixed by checkpoints, and whether auditors sign them."""
    found = []
    for log in logs:
        covered, made = log.checkpoint or (0, None)
        if log.size < covered:
            found.append(shorter_finding(log))
        if log.size > covered and (made is None or _is_past(made, now, NIGHT)):
            found.append(log_finding(log))
        if log.size and (log.signed is None or _is_past(log.signed, now, timedelta(days=COSIGN_DAYS))):
            found.append(unsigned_finding(log))
    return found


def check_rules(facts: Iterable[RulesFact]) -> list[Finding]:
    """Look at whether anybody put older rules back: no version goes, and none becomes another one."""
    return [
        rules_finding(fact) for fact in facts if not fact.readable.issuperset(range(1, max(fact.newest, fact.told) + 1))
    ]


def check_files(files: Iterable[FileFact]) -> list[Finding]:
    """Look at who else of this computer may read secrets or write documents."""
    return [file_finding(fact) for fact in files if fact.mode & fact.forbidden]


def check_demonstration(secrets: Mapping[str, bool]) -> list[Finding]:
    """Look for a demonstration's secrets beside a real installation; by folder, whether it is there."""
    return [demonstration(folder) for folder, is_there in secrets.items() if is_there]


def _is_past(time: datetime, now: datetime, limit: timedelta) -> bool:
    """Say whether a time is too old, or as far ahead: one noted under a wrong clock must not stay good for years."""
    return abs(now - time) > limit
