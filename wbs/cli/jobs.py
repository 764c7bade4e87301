"""The named jobs of `wbs maintain`, each isolated from the others' failures.

A job gives one line that says what it did: counts and constant words, never anything of a case.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from wbs.cases.clocks.overdue import JOB as CLOCKS
from wbs.cases.clocks.overdue import renew_plans
from wbs.cases.doctor.checkup import NIGHT
from wbs.cases.figures.calendars import calendars_by
from wbs.cases.figures.service import JOB as FIGURES
from wbs.cases.figures.service import count_all, publish_due
from wbs.cases.officers.passkeys import sweep_challenges
from wbs.cases.officers.sessions import sweep_sessions
from wbs.cases.readers.hanging import hanging_transfers
from wbs.cases.readers.shortages import JOB as SHORTAGES
from wbs.cases.readers.shortages import ShortageKind, check_shortages
from wbs.cases.rules.rulebook import RuleBook
from wbs.cli.checkpoints import make_checkpoints
from wbs.cli.notices.job import JOB as NOTICES
from wbs.cli.notices.job import send_notices
from wbs.cli.outward.job import JOB as REFERRALS
from wbs.cli.outward.job import send_referrals
from wbs.clock import WIB, Clock
from wbs.config import PortalConfig
from wbs.errors import ConfigError, StoreError, WbsError
from wbs.store.store import Store
from wbs.web.documents import Documents

SWEEP_BATCH = 100
UPLOADS = "uploads"
"""Name of the job that removes old uploads."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every job may use."""

    config: PortalConfig
    store: Store
    clock: Clock
    environment: Mapping[str, str] = field(default_factory=dict)
    """For what concerns one job alone, so that a wrong setting of it stops no other."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one job ended."""

    job: str
    done: bool
    said: str

    def __str__(self) -> str:
        return f"{self.job}: {self.said}"


Job = Callable[[Workshop], str]


def require_steady_clock(workshop: Workshop, job: str) -> None:
    """Refuse what cannot be undone in the first run after a missed night: a clock that jumped ahead looks the same.

    The refusal is noted as a run like any other, so that the next one goes on.

    Raises:
        ConfigError: the job last ended more than a night ago.
    """
    last = next((run.ended for run in workshop.store.upkeep.runs() if run.job == job), None)
    if last is not None and workshop.clock.now() - last > NIGHT:
        raise ConfigError(
            f"by this computer's clock it last ran on {last.astimezone(WIB).date().isoformat()}, so it did nothing:"
            " if the clock is right, run it once more"
        )


def sweep_uploads(workshop: Workshop) -> str:
    """Remove uploads whose last byte came before yesterday and that no case took over."""
    require_steady_clock(workshop, UPLOADS)
    before = workshop.clock.today() - timedelta(days=1)
    removed = 0
    while swept := workshop.store.cases.sweep_uploads(before, SWEEP_BATCH):
        removed += swept
    return f"removed {removed} pending uploads"


def end_sessions(workshop: Workshop) -> str:
    """Remove sessions that are over."""
    return f"removed {sweep_sessions(workshop.store.officers, workshop.clock.now())} sessions"


def forget_challenges(workshop: Workshop) -> str:
    """Remove what is kept of challenges that passkeys answered, once they are too old to be answered again."""
    return f"removed {sweep_challenges(workshop.store.officers, workshop.clock.now())} challenges"


def forget_invitations(workshop: Workshop) -> str:
    """Remove invitations that are over: they name people, and open nothing any more."""
    return f"removed {workshop.store.enrolments.sweep_invitations(workshop.clock.now())} invitations"


def keep_checkpoints(workshop: Workshop) -> str:
    """Check the audit logs and make a checkpoint of each that grew."""
    return make_checkpoints(workshop.store, workshop.clock)


def look_for_shortages(workshop: Workshop) -> str:
    """Find channels and cases that have, or will soon have, too few readers; officers and `wbs doctor` are told."""
    book = Documents(workshop.config.keys).current().book
    found = check_shortages(workshop.store.upkeep, book, workshop.clock.today())
    counts = {kind: sum(1 for short in found if short.kind is kind) for kind in ShortageKind}
    hanging = [one.standing for one in hanging_transfers(workshop.store.upkeep.handed_cases(), book)]
    return (
        f"{counts[ShortageKind.CHANNEL]} channels and {counts[ShortageKind.CASE]} cases run short of readers,"
        f" {counts[ShortageKind.RECOVERY]} agencies have cases that cannot be restored,"
        f" {len(hanging)} transfers hang on who made them, {hanging.count(())} on nobody"
    )


def count_figures(workshop: Workshop) -> str:
    """Publish quarters that are over, and count for officers as at the end of yesterday."""
    require_steady_clock(workshop, FIGURES)
    book = Documents(workshop.config.keys).current().book
    store, today = workshop.store, workshop.clock.today()
    calendars = calendars_by(RuleBook(store.rules))
    made = publish_due(store.figures, calendars, book, today)
    counted = count_all(store.figures, calendars, book, store.upkeep.held_keys(), today)
    return f"published {made} quarters, counted for {counted} officers"


def hand_in_referrals(workshop: Workshop) -> str:
    """Hand to SP4N-LAPOR! what officers queued, if operators set that up."""
    book = Documents(workshop.config.keys).current().book
    config, today = workshop.config, workshop.clock.today()
    return send_referrals(
        workshop.store.referrals,
        book,
        today,
        workshop.environment,
        credentials=config.credentials,
        data=config.data,
    )


def remind_officers(workshop: Workshop) -> str:
    """Send the notices that are due; they hold nothing of any case."""
    book = Documents(workshop.config.keys).current().book
    agencies = [entry.agency for entry in book.agencies.document.agencies]
    return send_notices(workshop.store, workshop.clock, agencies, workshop.environment, workshop.config.credentials)


def renew_clocks(workshop: Workshop) -> str:
    """Compute what every open case waits for by rules and calendar as they are today."""
    _, changed = renew_plans(workshop.store.clocks, workshop.clock.today())
    # Not how many are open: what this says lands in logs and mail, where one more tells that a report came in.
    return f"computed all deadlines anew, {changed} changed"


JOBS: Mapping[str, Job] = {
    NOTICES: remind_officers,
    REFERRALS: hand_in_referrals,
    UPLOADS: sweep_uploads,
    "sessions": end_sessions,
    "challenges": forget_challenges,
    "invitations": forget_invitations,
    CLOCKS: renew_clocks,
    "checkpoints": keep_checkpoints,
    SHORTAGES: look_for_shortages,
    FIGURES: count_figures,
}
"""By name, in the order in which they run. A job that is added here runs every night.

Notices come first: when they leave must not depend on how much there was to do before.
"""


OUTWARD = frozenset({NOTICES, REFERRALS})
"""Jobs that reach out of this machine; every other one runs where there is no network."""


def run_jobs(workshop: Workshop, jobs: Mapping[str, Job] = JOBS) -> list[Outcome]:
    """Run every job, whatever becomes of the others."""
    return [_run(name, job, workshop) for name, job in jobs.items()]


def _run(name: str, job: Job, workshop: Workshop) -> Outcome:
    try:
        with workshop.store.upkeep.alone(name) as is_alone:
            return _do(name, job, workshop) if is_alone else Outcome(name, done=True, said="runs elsewhere just now")
    except StoreError as error:
        return Outcome(name, done=False, said=f"failed: {error}")


def _do(name: str, job: Job, workshop: Workshop) -> Outcome:
    outcome = _attempt(name, job, workshop)
    with suppress(StoreError):
        workshop.store.upkeep.note_run(name, workshop.clock.now(), done=outcome.done)
    return outcome


def _attempt(name: str, job: Job, workshop: Workshop) -> Outcome:
    try:
        return Outcome(name, done=True, said=job(workshop))
    except WbsError as error:
        return Outcome(name, done=False, said=f"failed: {error}")
    except Exception as error:  # noqa: BLE001 - the other jobs must run; the text could hold anything, its class cannot
        return Outcome(name, done=False, said=f"failed: {type(error).__name__}")
