"""Which act every address of the API is: the guard refuses an address that is in neither table.

An address names the least that its caller must be allowed to do; a use case that needs more asks for it itself.
"""

from collections.abc import Mapping

from wbs.cases.permissions import Act

OPEN = frozenset(
    {
        "sign_in.give_salt",
        "sign_in.sign_in",
        "passkeys.give_challenge",
        "passkeys.sign_in_by_passkey",
        "enrolment.open_invitation",
        "enrolment.enrol",
        "enrolment.show_waiting",
    }
)
"""Endpoints that answer without a session."""

ACTS: Mapping[str, Act] = {
    "sign_in.show_session": Act.USE_ACCOUNT,
    "sign_in.sign_out": Act.USE_ACCOUNT,
    "sign_in.replace_key": Act.USE_ACCOUNT,
    "account.show_factors": Act.USE_ACCOUNT,
    "account.draft_totp": Act.USE_ACCOUNT,
    "account.replace_totp": Act.USE_ACCOUNT,
    "account.make_recovery_codes": Act.USE_ACCOUNT,
    "account.show_sessions": Act.USE_ACCOUNT,
    "account.end_session": Act.USE_ACCOUNT,
    "account.end_other_sessions": Act.USE_ACCOUNT,
    "passkeys.invite_passkey": Act.USE_ACCOUNT,
    "passkeys.add_passkey": Act.USE_ACCOUNT,
    "passkeys.replace_passkey_key": Act.USE_ACCOUNT,
    "passkeys.remove_passkey": Act.USE_ACCOUNT,
    "own_keys.show_keys": Act.USE_ACCOUNT,
    "own_keys.change_passphrase": Act.USE_ACCOUNT,
    "own_keys.ask_renewal": Act.USE_ACCOUNT,
    "own_keys.withdraw_renewal": Act.USE_ACCOUNT,
    "own_keys.retire_key": Act.USE_ACCOUNT,
    "enrolment.invite": Act.MANAGE_OFFICERS,
    "enrolment.show_invitations": Act.MANAGE_OFFICERS,
    "enrolment.withdraw_invitation": Act.MANAGE_OFFICERS,
    "enrolment.show_enrolments": Act.MANAGE_OFFICERS,
    "shortages.show_shortages": Act.SEE_AGENCY,
    "rules.show_rules": Act.SEE_AGENCY,
    "rules.show_version": Act.SEE_AGENCY,
    "rules.change_rules": Act.CHANGE_RULES,
    "agency.show_accounts": Act.MANAGE_OFFICERS,
    "agency.block_account": Act.MANAGE_OFFICERS,
    "agency.unblock_account": Act.MANAGE_OFFICERS,
    "figures.show_own": Act.READ_CASES,
    "figures.show_published": Act.SEE_FIGURES,
    "inbox.show_documents": Act.USE_ACCOUNT,
    "inbox.show_inbox": Act.READ_CASES,
    "overdue.show_overdue": Act.OVERSEE,
    "case.show_case": Act.READ_CASES,
    "case.mark_read": Act.READ_CASES,
    "case.add_message": Act.WRITE_TO_REPORTERS,
    "case.change_tags": Act.WRITE_TO_REPORTERS,
    "case.give_attachment": Act.READ_CASES,
    "case.note_export": Act.READ_CASES,
    "changes.add_reader": Act.READ_CASES,
    "changes.begin_epoch": Act.CHANGE_READERS,
    "changes.bring_inside_key": Act.WRITE_INSIDE,
    "changes.write_inside": Act.WRITE_INSIDE,
    "referrals.approve": Act.CHANGE_READERS,
    "referrals.disapprove": Act.CHANGE_READERS,
    "referrals.transfer": Act.CHANGE_READERS,
    "referrals.refer": Act.WRITE_TO_REPORTERS,
    "referrals.queue": Act.WRITE_TO_REPORTERS,
    "referrals.withdraw": Act.WRITE_TO_REPORTERS,
    "referrals.show_referrals": Act.READ_CASES,
    "referrals.show_register": Act.SEE_REGISTER,
    "audit.begin_visit": Act.READ_AUDIT,
    "audit.show_entries": Act.READ_AUDIT,
    "audit.give_lines": Act.READ_AUDIT,
    "audit.show_growth": Act.READ_AUDIT,
    "audit.note_export": Act.READ_AUDIT,
    "audit.countersign": Act.COUNTERSIGN,
    "identities.ask": Act.WRITE_TO_REPORTERS,
    "identities.show_own": Act.READ_CASES,
    "identities.show_waiting": Act.OPEN_IDENTITIES,
    "identities.answer": Act.OPEN_IDENTITIES,
    "intake.take_down": Act.TAKE_DOWN,
    "intake.begin_upload": Act.TAKE_DOWN,
    "intake.add_part": Act.TAKE_DOWN,
    "uploads.begin_upload": Act.WRITE_TO_REPORTERS,
    "uploads.add_part": Act.WRITE_TO_REPORTERS,
}
"""By endpoint: what its caller must be allowed to do."""
