"""Everything secret of an installation that one hand founds: root keys, officers' secrets, second factors.

Real installations never have these in one place (keys/README.md); demonstrations and tests do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import msgspec

from wbs.cli.plan import OFFICES, InstallationPlan
from wbs.crypto.boxes import TOTP_SECRET_BYTES
from wbs.crypto.directory import INSTALLATION
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.crypto.primitives import SEED_BYTES, random_bytes
from wbs.crypto.shape import Bytes32, Day, Document, Part, parse, serialise
from wbs.crypto.signin import SALT_BYTES, generate_passphrase

_Bytes = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]+\Z")]


@dataclass(frozen=True, slots=True)
class Account:
    """What one officer knows, and the salt that goes with it."""

    seed: bytes = field(repr=False)
    passphrase: str = field(repr=False)
    totp: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    @property
    def secret(self) -> OfficerSecret:
        """The officer's keys."""
        return OfficerSecret(self.seed)


@dataclass(frozen=True, slots=True)
class Secrets:
    """All secrets, by agency and by officer, and the day on which they were drawn."""

    issued: str
    roots: Mapping[str, tuple[bytes, ...]] = field(repr=False)
    """Seeds of root keys by agency code, the installation's among them."""
    accounts: Mapping[str, Account] = field(repr=False)
    """By login."""

    def root_keys(self, agency: str) -> tuple[RootSigningKey, ...]:
        """Give an agency's root keys."""
        return tuple(RootSigningKey(seed) for seed in self.roots[agency])


def draw_secrets(plan: InstallationPlan, issued: str) -> Secrets:
    """Draw all secrets of a plan."""
    codes = (INSTALLATION, *(agency.code for agency in plan.agencies))
    return Secrets(
        issued=issued,
        roots={code: tuple(random_bytes(SEED_BYTES) for _ in OFFICES) for code in codes},
        accounts={officer.login: _draw_account() for officer in plan.officers},
    )


def _draw_account() -> Account:
    return Account(
        seed=random_bytes(SEED_BYTES),
        passphrase=generate_passphrase(),
        totp=random_bytes(TOTP_SECRET_BYTES),
        salt=random_bytes(SALT_BYTES),
    )


class _Account(Part, frozen=True, kw_only=True):
    seed: Bytes32
    passphrase: str
    totp: _Bytes
    salt: _Bytes


class _Secrets(Document, frozen=True, kw_only=True, tag="wbs-demonstration/v1"):
    issued: Day
    roots: dict[str, list[Bytes32]]
    accounts: dict[str, _Account]


def serialise_secrets(secrets: Secrets) -> bytes:
    """Write all secrets for a demonstration's folder."""
    return serialise(
        _Secrets(
            issued=secrets.issued,
            roots={agency: [b64url(seed) for seed in seeds] for agency, seeds in secrets.roots.items()},
            accounts={
                login: _Account(
                    seed=b64url(account.seed),
                    passphrase=account.passphrase,
                    totp=b64url(account.totp),
                    salt=b64url(account.salt),
                )
                for login, account in secrets.accounts.items()
            },
        )
    )


def parse_secrets(data: bytes) -> Secrets:
    """Read what `serialise_secrets` wrote.

    Raises:
        FormatError, UnknownVersionError: something else.
    """
    stored = parse(data, _Secrets)
    return Secrets(
        issued=stored.issued,
        roots={agency: tuple(from_b64url(seed) for seed in seeds) for agency, seeds in stored.roots.items()},
        accounts={
            login: Account(
                seed=from_b64url(account.seed),
                passphrase=account.passphrase,
                totp=from_b64url(account.totp),
                salt=from_b64url(account.salt),
            )
            for login, account in stored.accounts.items()
        },
    )
