"""Stores new cases within their quota: one for all ways, so that using up the one drives nobody to the other."""

from wbs.cases.model import CaseName, NewCase
from wbs.cases.ports import CaseStore
from wbs.errors import BusyError
from wbs.portal.quotas import Quotas


def store_new_case(store: CaseStore, quotas: Quotas, new: NewCase) -> CaseName | None:
    """Store a new case, or give the one that its mailbox has; only what is stored counts against the quota.

    Raises:
        BusyError: the quota is used up, and the mailbox has no case.
        NotFoundError: a file that belongs to it is not there.
        StoreError: nothing was stored.
    """
    try:
        quotas.new_case()
    except BusyError:
        known = store.mailbox(new.mailbox_hash)
        if known is None:
            raise
        return known  # a repeated request, whose answer was lost, never waits behind strangers
    is_stored = False
    try:
        known = store.create_case(new)
        is_stored = known is None
    finally:
        if not is_stored:
            quotas.no_new_case()
    return known
