"""Makes checkpoints of the audit logs, each after the whole log was checked. Never of a log that does not match."""

from wbs.cases.log.log_check import StoredCheckpoint, check_log
from wbs.cases.model import AgencyCode
from wbs.clock import Clock
from wbs.errors import AuditLogError
from wbs.store.store import Store


def make_checkpoints(store: Store, clock: Clock) -> str:
    """Make a checkpoint of every log that grew; say how many.

    Of a log that did not grow there is nothing to keep: the text would be the one that is there.

    Raises:
        AuditLogError: a log does not match; the others were done.
    """
    outcomes = {agency: _make_checkpoint(store, clock, agency) for agency in store.audit.agencies()}
    broken = [agency for agency, made in outcomes.items() if made is None]
    if broken:
        raise AuditLogError(f"the log of {', '.join(broken)} was changed or is damaged: run wbs audit verify")
    return f"made {sum(1 for made in outcomes.values() if made)} checkpoints of {len(outcomes)} audit logs"


def _make_checkpoint(store: Store, clock: Clock, agency: AgencyCode) -> bool | None:
    verdict = store.audit.inspect(agency, lambda log: check_log(agency, log))
    if not verdict.is_whole:
        return None
    newest = store.audit.checkpoints(agency, 1)
    is_known = not verdict.size or (newest and newest[0].size == verdict.size)
    if is_known and not verdict.made:
        return False
    point = StoredCheckpoint(verdict.size, verdict.root, clock.now())
    return store.audit.add_checkpoint(agency, point, verdict.made) or None
