"""Everything the views work with, built once by `create_app`."""

from dataclasses import dataclass

from flask import Flask, current_app

from wbs.cases.aside import SettingAside
from wbs.cases.assisted.offering import Offering
from wbs.cases.assisted.taking_down import TakingDown
from wbs.cases.casework import Casework
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.overdue import Overdue
from wbs.cases.figures.service import Figures
from wbs.cases.followups.awaited import FollowUps
from wbs.cases.identities.asking import Identities
from wbs.cases.log.auditing import Auditing
from wbs.cases.officers.accounts import Accounts
from wbs.cases.officers.enrolling import Enrolling
from wbs.cases.officers.invitations import Invitations
from wbs.cases.officers.own_factors import OwnFactors
from wbs.cases.officers.own_keys import OwnKeys
from wbs.cases.officers.passkeys import OwnPasskeys, PasskeyAnswers
from wbs.cases.officers.sessions import Sessions
from wbs.cases.officers.sign_in import SignIn
from wbs.cases.officers.wrapped_keys import WrappedKeys
from wbs.cases.readers.changing import Changing
from wbs.cases.readers.shortages import Shortages
from wbs.cases.referral.answering import Answering
from wbs.cases.referral.approving import Approving
from wbs.cases.referral.referring import Referring
from wbs.cases.rules.ruling import RuleChanges
from wbs.clock import Clock
from wbs.investigator.gate import Gate
from wbs.web.documents import Documents

_EXTENSION = "wbs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The officers' application without its web."""

    clock: Clock
    documents: Documents
    sign_in: SignIn
    sessions: Sessions
    own_factors: OwnFactors
    own_passkeys: OwnPasskeys
    passkey_answers: PasskeyAnswers
    wrapped_keys: WrappedKeys
    own_keys: OwnKeys
    invitations: Invitations
    enrolling: Enrolling
    accounts: Accounts
    casework: Casework
    taking_down: TakingDown
    offering: Offering
    identities: Identities
    changing: Changing
    answering: Answering
    approving: Approving
    referring: Referring
    auditing: Auditing
    shortages: Shortages
    figures: Figures
    rule_changes: RuleChanges
    clockwork: Clockwork
    overdue: Overdue
    followups: FollowUps
    setting_aside: SettingAside
    outbox_key: str | None
    """What texts for the nightly jobs are sealed to; None where no adapter is set up."""
    sign_in_gate: Gate
    salt_gate: Gate
    own_gate: Gate
    """For those who are signed in and prove themselves once more: strangers never take its places."""


def install_services(app: Flask, services: Services) -> None:
    """Keep the services with the application."""
    app.extensions[_EXTENSION] = services


def services() -> Services:
    """Give the services of the application that is answering."""
    found: Services = current_app.extensions[_EXTENSION]
    return found
