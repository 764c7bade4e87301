"""Founds an installation whose secrets are all in one hand: signed documents, credentials, officers' accounts.

Every step may be repeated: what exists already stays. So a founding that was interrupted is simply begun again.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from wbs.cases.model import AgencyCode, KeyDigest, Officer, OfficerState
from wbs.cases.officers.ports import OfficerStore
from wbs.cases.rules.ranks import Rank
from wbs.cli.files import write_once
from wbs.cli.plan import OFFICES, THRESHOLD, AgencyPlan, InstallationPlan, OfficerPlan
from wbs.cli.secrets import Account, Secrets
from wbs.clock import RELEASED
from wbs.config import INVESTIGATOR_CREDENTIAL, TICKET_CREDENTIAL, create_credential
from wbs.crypto.boxes import ServiceKeys, encrypt_totp_secret
from wbs.crypto.ceremony import digest_of, draft_roots, reader_entry, sign_agencies, sign_directory, sign_roots
from wbs.crypto.directory import (
    INSTALLATION,
    Agencies,
    AgencyEntry,
    Channel,
    Custodian,
    Directory,
    Policy,
    Role,
    Roots,
    Route,
)
from wbs.crypto.drafts import GRACE_DAYS, dates_from
from wbs.crypto.keys import RootSigningKey
from wbs.crypto.primitives import PasswordHasher
from wbs.crypto.profiles import OFFICER_SIGN_IN, HashProfile
from wbs.crypto.signin import WrapContext, WrappedSecret, derive, fold_login, wrap, wrapped_secret
from wbs.web.documents import ANCHOR_FILE

RANK = "inspectorate"
CHANNELS = (Channel(name="KPK Whistleblower System", address="kws.kpk.go.id"),)


@dataclass(frozen=True, slots=True)
class Founded:
    """An installation's documents, as drafted: what its officers' accounts are bound to."""

    plan: InstallationPlan
    secrets: Secrets = field(repr=False)
    roots: dict[str, Roots]
    directories: dict[str, Directory]

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the installation's roots: the anchor."""
        return self.roots[INSTALLATION].fingerprint_text()


def draft_installation(plan: InstallationPlan, secrets: Secrets) -> Founded:
    """Draft all documents; the same secrets give the same documents."""
    roots = {code: draft_roots(code, secrets.root_keys(code), OFFICES, THRESHOLD) for code in secrets.roots}
    directories = {agency.code: _draft_directory(agency, roots[agency.code], secrets) for agency in plan.agencies}
    return Founded(plan, secrets, roots, directories)


def write_documents(founded: Founded, folder: Path) -> None:
    """Sign and write all documents and the anchor; files that exist stay."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secrets = founded.secrets
    for code, roots in founded.roots.items():
        write_once(folder / f"roots-{code}-1.json", sign_roots(roots, secrets.root_keys(code)))
    for code, directory in founded.directories.items():
        write_once(folder / directory_name(directory), sign_directory(directory, _signers(secrets, code)))
    agencies = sign_agencies(_draft_agencies(founded), _signers(secrets, INSTALLATION))
    write_once(folder / "agencies-1.json", agencies)
    write_once(folder / ANCHOR_FILE, founded.fingerprint.encode() + b"\n")


def add_accounts(
    founded: Founded, store: OfficerStore, credentials: Path, profile: HashProfile = OFFICER_SIGN_IN
) -> None:
    """Make the services' credentials, and an account for every officer who has none."""
    create_credential(credentials, TICKET_CREDENTIAL)
    keys = ServiceKeys.derive(create_credential(credentials, INVESTIGATOR_CREDENTIAL))
    missing = [plan for plan in founded.plan.officers if store.officer(AgencyCode(plan.agency), plan.id) is None]
    with ThreadPoolExecutor(max_workers=2) as pool:
        for officer in pool.map(lambda plan: _account(founded, plan, keys, profile), missing):
            store.add_officer(officer)


def found_installation(
    plan: InstallationPlan,
    secrets: Secrets,
    *,
    keys: Path,
    credentials: Path,
    store: OfficerStore,
    profile: HashProfile = OFFICER_SIGN_IN,
) -> Founded:
    """Found an installation: documents into `keys`, credentials into `credentials`, accounts into `store`."""
    founded = draft_installation(plan, secrets)
    write_documents(founded, keys)
    add_accounts(founded, store, credentials, profile)
    return founded


def renew_directories(newest: Sequence[Directory], secrets: Secrets, folder: Path, today: date) -> None:
    """Sign the next version of every directory that is due for renewal."""
    for directory in newest:
        if max(today, RELEASED).isoformat() >= directory.renew_by:
            following = _following(directory, today)
            envelope = sign_directory(following, _signers(secrets, directory.agency))
            write_once(folder / directory_name(following), envelope)


def directory_name(directory: Directory) -> str:
    """Give the name of a directory's file."""
    return f"directory-{directory.agency}-{directory.version}.json"


def first_day(today: date) -> str:
    """Give the day of issue for a founding today; a clock that lies before this release does not count."""
    return max(today, RELEASED).isoformat()


def _signers(secrets: Secrets, agency: str) -> tuple[RootSigningKey, ...]:
    return secrets.root_keys(agency)[:THRESHOLD]


def _draft_directory(agency: AgencyPlan, roots: Roots, secrets: Secrets) -> Directory:
    readers = [
        reader_entry(
            secrets.accounts[officer.login].secret,
            reader=officer.id,
            label=officer.label,
            unit=officer.unit,
            rank=RANK,
            roles=officer.roles,
            since=secrets.issued,
        )
        for officer in agency.officers
        if Role.CUSTODIAN not in officer.roles
    ]
    dates = dates_from(secrets.issued)
    return Directory(
        agency=agency.code,
        version=1,
        roots=digest_of(roots),
        issued=secrets.issued,
        renew_by=dates["renew_by"],
        expires=dates["expires"],
        grace_days=GRACE_DAYS,
        readers=readers,
        custodian=_draft_custodian(agency, secrets),
        policy=Policy(minimum_readers=2, opening_k=1),
        channels=list(CHANNELS),
    )


def _draft_custodian(agency: AgencyPlan, secrets: Secrets) -> Custodian | msgspec.UnsetType:
    for officer in agency.officers:
        if Role.CUSTODIAN in officer.roles:
            secret = secrets.accounts[officer.login].secret
            return Custodian(
                id=officer.id,
                label=officer.label,
                unit=officer.unit,
                rank=Rank.STAFF,
                reader_key=secret.reader_key.public.text,
                verify_key=secret.signing_key.public.text,
            )
    return msgspec.UNSET


def _following(directory: Directory, today: date) -> Directory:
    dates = dates_from(max(today, RELEASED).isoformat())
    return msgspec.structs.replace(directory, version=directory.version + 1, previous=digest_of(directory), **dates)


def _draft_agencies(founded: Founded) -> Agencies:
    entries = [
        AgencyEntry(
            agency=agency.code,
            name=agency.name,
            parent=agency.parent or msgspec.UNSET,
            roots=founded.roots[agency.code].fingerprint_text(),
            routes=[Route(rank=rank, agency=target) for rank, target in agency.routes],
        )
        for agency in founded.plan.agencies
    ]
    roots = founded.roots[INSTALLATION]
    return Agencies(version=1, roots=digest_of(roots), issued=founded.secrets.issued, agencies=entries)


def _account(founded: Founded, plan: OfficerPlan, keys: ServiceKeys, profile: HashProfile) -> Officer:
    account = founded.secrets.accounts[plan.login]
    proof = derive(account.passphrase, account.salt)
    hasher = PasswordHasher(memory_kib=profile.memory_kib, passes=profile.passes)
    reader_key = account.secret.reader_key.public.digest
    context = WrapContext(installation=founded.fingerprint, agency=plan.agency, officer=plan.id, reader_key=reader_key)
    return Officer(
        agency=AgencyCode(plan.agency),
        id=plan.id,
        login=fold_login(plan.login),
        label=plan.label,
        roles=frozenset(plan.roles),
        state=OfficerState.ACTIVE,
        salt=account.salt,
        auth_hash=hasher.hash(proof.auth),
        totp_box=encrypt_totp_secret(keys, plan.agency, plan.id, account.totp),
        totp_step=0,
        wrapped_key=wrap(proof, _wrapped(founded, plan, account), context),
        reader_key=KeyDigest(reader_key),
    )


def _wrapped(founded: Founded, plan: OfficerPlan, account: Account) -> WrappedSecret:
    directory = founded.directories[plan.agency]
    return wrapped_secret(
        account.secret,
        installation=founded.fingerprint,
        agency=founded.roots[plan.agency].fingerprint_text(),
        directory_version=directory.version,
        directory=digest_of(directory),
    )
