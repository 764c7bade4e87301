"""What every address leaves in the audit log when it did what it was asked: exactly one entry, or, for a reason, none.

`Browser` holds every request that these tests make against this table, so whatever a route's own tests ask of it is
asked here as well; a route that is in neither table fails `test_traces.py`.
"""

import threading
from collections.abc import Mapping

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.office import Office
from wbs.cases.model import AgencyCode
from wbs.investigator.acts import ACTS, OPEN

ENTRIES: Mapping[str, str] = {
    "sign_in.sign_in": "sign-in",
    "sign_in.sign_out": "sign-out",
    "sign_in.replace_key": "key-wrapped",
    "account.replace_totp": "totp-changed",
    "account.make_recovery_codes": "recovery-codes-made",
    "account.end_session": "session-ended",
    "account.end_other_sessions": "session-ended",
    "passkeys.sign_in_by_passkey": "sign-in",
    "passkeys.add_passkey": "passkey-added",
    "passkeys.replace_passkey_key": "key-wrapped",
    "passkeys.remove_passkey": "passkey-removed",
    "own_keys.change_passphrase": "passphrase-changed",
    "enrolment.show_waiting": "enrolment-shown",
    "own_keys.ask_renewal": "renewal-asked",
    "own_keys.withdraw_renewal": "renewal-withdrawn",
    "own_keys.retire_key": "key-retired",
    "enrolment.invite": "officer-invited",
    "enrolment.withdraw_invitation": "invitation-withdrawn",
    "enrolment.enrol": "officer-enrolled",
    "agency.block_account": "officer-blocked",
    "agency.unblock_account": "officer-unblocked",
    "rules.change_rules": "rules-changed",
    "inbox.show_inbox": "inbox-read",
    "aside.show_unopened": "inbox-read",
    "case.show_case": "case-read",
    "case.mark_read": "marked-read",
    "case.add_message": "message-sent status-changed",
    "case.change_tags": "tags-changed",
    "identities.ask": "identity-asked",
    "identities.show_own": "identity-read",
    "identities.show_waiting": "questions-read",
    "identities.answer": "identity-opened identity-refused",
    "intake.take_down": "report-taken-down",
    "case.give_attachment": "attachment-read",
    "case.note_export": "case-exported",
    "changes.add_reader": "reader-added",
    "changes.begin_epoch": "epoch-started",
    "changes.bring_inside_key": "inside-key-brought",
    "changes.write_inside": "inside-written no-conflict-declared conflict-declared",
    "referrals.approve": "transfer-approved",
    "referrals.disapprove": "approval-withdrawn",
    "referrals.transfer": "case-transferred",
    "referrals.refer": "case-referred",
    "referrals.answer_lapor": "lapor-answered",
    "referrals.queue": "referral-queued",
    "referrals.withdraw": "referral-withdrawn",
    "referrals.show_referrals": "referrals-read",
    "referrals.show_register": "register-read",
    "figures.show_agency": "figures-read",
    "audit.begin_visit": "audit-read",
    "audit.note_export": "audit-exported",
    "audit.countersign": "checkpoint-signed",
}
"""By endpoint: actions of which exactly one entry is left."""
NOTHING: Mapping[str, str] = {
    "sign_in.give_salt": "strangers ask, and would fill the log; nothing is stored",
    "passkeys.give_challenge": "strangers ask; nothing is stored",
    "passkeys.invite_passkey": "draws a challenge; the passkey that answers it leaves the entry",
    "account.draft_totp": "draws a secret and stores nothing",
    "enrolment.open_invitation": "shows what an invitation says; whoever enrols leaves the entry",
    "uploads.begin_upload": "a promise of bytes; the last part leaves the entry",
    "intake.begin_upload": "a promise of bytes; the report that takes it over leaves the entry",
    "intake.add_part": "an entry would name a file of the case, which the officer may have no business to know of",
}
"""Addresses that are not only read and yet leave no entry, with the reason."""
REPEATED = frozenset(
    {
        "identities.answer",
        "intake.take_down",
        "changes.add_reader",
        "changes.begin_epoch",
        "changes.bring_inside_key",
        "changes.write_inside",
        "referrals.approve",
        "referrals.transfer",
        "referrals.refer",
        "referrals.answer_lapor",
        "referrals.queue",
    }
)
"""Addresses that answer 200, and change nothing, when exactly this was done before."""
IDLE = frozenset({"sign_in.replace_key", "account.end_other_sessions"})
"""Addresses that may find nothing to do: the key that is sent is stored already, there is no other session."""
BESIDE = {"sign_in.sign_in": "recovery-code-used"}
"""A second act that a request may be, with an entry of its own."""
MANY = {"aside.set_aside": "case-set-aside", "aside.bring_back": "case-brought-back"}
"""Addresses that leave an entry for each case that they moved, and none for one that they did not."""
IN_PARTS = {"uploads.add_part": "attachment-sent"}
"""Addresses of which the last of several requests leaves the entry."""
REFUSED = frozenset({"sign-in-refused"})
"""What a request that was refused may leave."""
_CREATED, _ERRORS = 201, 400
Sizes = Mapping[AgencyCode, int]


def unknown_to(app: Flask, methods: frozenset[str]) -> set[str]:
    """Name the endpoints of the API with these methods that no table lists."""
    rules = [rule for rule in app.url_map.iter_rules() if methods & (rule.methods or set())]
    known = ENTRIES.keys() | NOTHING.keys() | IN_PARTS.keys() | MANY.keys()
    return {rule.endpoint for rule in rules if rule.endpoint in ACTS.keys() | OPEN} - known


def sizes_of(office: Office) -> Sizes:
    """Count the entries of every log."""
    log = office.store.audit
    return {agency: log.size_and_root(agency)[0] for agency in log.agencies()}


def require_trace(app: Flask, office: Office, request: tuple[str, str], status: int, before: Sizes) -> None:
    """Hold what a request left against the tables; requests of other threads mix, and are passed over."""
    method, path = request
    endpoint = endpoint_of(app, method, path)
    if endpoint is None or threading.current_thread() is not threading.main_thread():
        return
    left = actions_since(office, before)
    if status >= _ERRORS:
        assert REFUSED.issuperset(left), (method, endpoint, status, left)
    elif endpoint in IN_PARTS:
        assert left in ([], [IN_PARTS[endpoint]]), (method, endpoint, left)
    elif endpoint in MANY:
        assert set(left) <= {MANY[endpoint]}, (method, endpoint, left)
    elif endpoint in ENTRIES and not (endpoint in REPEATED and status != _CREATED):
        own = [action for action in left if action != BESIDE.get(endpoint)]
        assert len(own) == 1 or (not own and endpoint in IDLE), (method, endpoint, left)
        assert set(own) <= set(ENTRIES[endpoint].split()), (method, endpoint, left)
    else:
        assert left == [], (method, endpoint, left)


def endpoint_of(app: Flask, method: str, path: str) -> str | None:
    """Name what answers a request."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0], method=method)
    except HTTPException:
        return None
    return str(endpoint)


def actions_since(office: Office, before: Sizes) -> list[str]:
    """Give the actions of all entries that came since."""
    log = office.store.audit
    lines = [line for agency in log.agencies() for line in log.entries(agency, before.get(agency, 0), 1 << 30)]
    return [line.partition(b'"action":"')[2].partition(b'"')[0].decode() for line in lines]
