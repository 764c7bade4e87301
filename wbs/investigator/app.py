"""Builds the officers' application. Everything is made here and handed down; nothing lives at module level."""

from pathlib import Path

from flask import Flask, request
from werkzeug.exceptions import SecurityError

from wbs.cases.aside import SettingAside
from wbs.cases.assisted.offering import Offering
from wbs.cases.assisted.taking_down import TakingDown
from wbs.cases.casework import Casework
from wbs.cases.clocks.clockwork import Clockwork
from wbs.cases.clocks.overdue import Overdue
from wbs.cases.figures.calendars import calendars_by
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
from wbs.cases.officers.second_factors import SecondFactors
from wbs.cases.officers.sessions import Sessions
from wbs.cases.officers.sign_in import SignIn
from wbs.cases.officers.wrapped_keys import WrappedKeys
from wbs.cases.readers.changing import Changing
from wbs.cases.readers.shortages import Shortages
from wbs.cases.referral.answering import Answering
from wbs.cases.referral.approving import Approving
from wbs.cases.referral.referring import Referring
from wbs.cases.rules.rulebook import RuleBook
from wbs.cases.rules.ruling import RuleChanges
from wbs.clock import WIB, Clock, SystemClock
from wbs.config import INVESTIGATOR_CREDENTIAL, InvestigatorConfig, read_credential
from wbs.crypto.boxes import ServiceKeys
from wbs.crypto.passkeys import Site
from wbs.crypto.primitives import PasswordHasher
from wbs.crypto.profiles import OFFICER_SIGN_IN, HashProfile
from wbs.investigator import (
    account,
    agency,
    aside,
    audit,
    case,
    changes,
    enrolment,
    figures,
    followups,
    identities,
    inbox,
    intake,
    overdue,
    own_keys,
    pages,
    passkeys,
    referrals,
    rules,
    shortages,
    sign_in,
    uploads,
)
from wbs.investigator.gate import SALT, SIGN_IN, BoundedHasher, Gate, Pace
from wbs.investigator.guard import require_session
from wbs.investigator.services import Services, install_services
from wbs.store.store import Store
from wbs.web.answers import API_PREFIX
from wbs.web.build import load_build
from wbs.web.documents import Documents
from wbs.web.factory import Application, create_base_app
from wbs.web.headers import STRICT_CSP, HeaderPolicy

API = "/api/v1"
CSP = {
    **STRICT_CSP,
    "script-src": "'self'",
    "worker-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'none'",
    "trusted-types": "wbs-worker",
}
"""One policy of Trusted Types, which makes nothing but the address of our own worker."""
PASSKEY_FEATURES = ("publickey-credentials-create", "publickey-credentials-get")
"""What the officers' own page may ask authenticators for; reporters' pages may not."""


def create_app(
    config: InvestigatorConfig,
    store: Store,
    clock: Clock | None = None,
    *,
    profile: HashProfile = OFFICER_SIGN_IN,
    pace: Pace = SIGN_IN,
    build_folder: Path = pages.BUILD_FOLDER,
) -> Flask:
    """Make the application.

    Raises:
        ConfigError: the credential, the signed documents, the translations or the built files cannot be used.
    """
    application = Application("wbs.investigator", "investigator", HeaderPolicy(csp=CSP, own_features=PASSKEY_FEATURES))
    app, _ = create_base_app(application, config)
    made = make_services(config, store, clock or SystemClock(), profile, pace)
    install_services(app, made)
    pages.install_build(app, load_build(build_folder, pages.PARTS))
    app.before_request(_guard_api)
    app.register_blueprint(pages.blueprint)
    for module in (
        sign_in,
        enrolment,
        own_keys,
        passkeys,
        account,
        agency,
        shortages,
        figures,
        rules,
        audit,
        inbox,
        overdue,
        aside,
        followups,
        case,
        changes,
        identities,
        intake,
        referrals,
        uploads,
    ):
        prefix = API + (module.blueprint.url_prefix or "")
        app.register_blueprint(module.blueprint, url_prefix=prefix)
    return app


def make_services(config: InvestigatorConfig, store: Store, clock: Clock, profile: HashProfile, pace: Pace) -> Services:
    """Make everything behind the views."""
    keys = ServiceKeys.derive(read_credential(config.credentials, INVESTIGATOR_CREDENTIAL))
    hasher = BoundedHasher(PasswordHasher(memory_kib=profile.memory_kib, passes=profile.passes))
    site = Site(config.host, config.origin)
    passkeys = PasskeyAnswers(store.officers, keys, site)
    door = SignIn(store.officers, store.audit, hasher, keys, passkeys)
    own_factors = OwnFactors(store.officers, door, keys)
    clockwork = Clockwork(RuleBook(store.rules))
    factors = SecondFactors(store.officers, store.audit, keys, None)
    return Services(
        clock=clock,
        documents=Documents(config.keys),
        sign_in=door,
        sessions=Sessions(store.officers, keys),
        own_factors=own_factors,
        own_passkeys=OwnPasskeys(store.officers, keys, site),
        passkey_answers=passkeys,
        wrapped_keys=WrappedKeys(store.officers),
        own_keys=OwnKeys(store.enrolments, store.officers, own_factors, hasher),
        invitations=Invitations(store.enrolments),
        enrolling=Enrolling(store.enrolments, store.officers, factors, hasher, keys, store.audit),
        accounts=Accounts(store.officers),
        taking_down=TakingDown(store.cases),
        offering=Offering(RuleBook(store.rules)),
        identities=Identities(store.cases, store.identities, store.audit),
        casework=Casework(store.cases, store.inside, store.audit, clockwork),
        changing=Changing(store.cases, store.inside),
        answering=Answering(store.inside, store.referrals),
        approving=Approving(store.inside, store.referrals),
        referring=Referring(store.inside, store.referrals, store.audit),
        outbox_key=config.outbox_key,
        auditing=Auditing(store.audit, WIB),
        shortages=Shortages(store.upkeep),
        figures=Figures(store.figures, calendars_by(RuleBook(store.rules)), store.audit),
        rule_changes=RuleChanges(store.rules),
        clockwork=clockwork,
        overdue=Overdue(store.clocks),
        followups=FollowUps(store.followups),
        setting_aside=SettingAside(store.asides, store.audit),
        sign_in_gate=Gate(pace, clock),
        salt_gate=Gate(SALT, clock),
        own_gate=Gate(pace, clock),
    )


def _guard_api() -> None:
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception  # another Host: nothing else is looked at
    if request.path.startswith(API_PREFIX):
        require_session()
