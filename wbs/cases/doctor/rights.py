"""What `wbs doctor` says of the rights that PostgreSQL's roles have: a pure check, facts in, findings out."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from wbs.cases.doctor.findings import Finding, Severity

_NAMED = 3
"""How many differences are named of each role; all of them have the same remedy."""


class Fault(StrEnum):
    """In what a live database differs from the declared rights."""

    MISSING = "missing"
    TOO_MUCH = "too-much"
    MIGHTY = "mighty"
    """The role itself may do what no table's rights can bound: a superuser, a member of others."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference; `what` names a verb, a table and a column, nothing that is stored."""

    role: str
    fault: Fault
    what: str


@dataclass(frozen=True, slots=True)
class LiveRights:
    """What a look at a database found."""

    owner: str
    roles: tuple[str, ...]
    """Those of the roles that exist."""
    missing: tuple[str, ...]
    """Those that do not."""
    deviations: tuple[Deviation, ...]


def check_rights(rights: LiveRights) -> list[Finding]:
    """Look at whether each part of the service is held to its own rights."""
    found = [_no_roles(rights)] if rights.missing else []
    counts = Counter((one.role, one.fault) for one in rights.deviations)
    for role, fault in sorted(counts):
        named = [one.what for one in rights.deviations if (one.role, one.fault) == (role, fault)]
        found.append(_FINDINGS[fault](role, ", ".join(named[:_NAMED]), len(named)))
    return found


def _no_roles(rights: LiveRights) -> Finding:
    roles = ", ".join(rights.missing)
    return Finding(
        "database-rights",
        Severity.WARNING,
        rights.owner,
        (
            f"peran basis data {roles} tidak ada: satu celah di satu bagian layanan menjangkau semua tabel",
            f"the database has no role {roles}: a fault in one part of the service reaches every table",
        ),
        (
            "jalankan keluaran `wbs deploy database` sebagai administrator PostgreSQL, lalu `wbs migrate`",
            "run what `wbs deploy database` prints as PostgreSQL's administrator, then `wbs migrate`",
        ),
    )


def _too_much(role: str, named: str, count: int) -> Finding:
    return Finding(
        "database-rights",
        Severity.ERROR,
        role,
        (f"{count} hak lebih dari semestinya, misalnya {named}", f"{count} rights too many, such as {named}"),
        _MIGRATE,
    )


def _missing(role: str, named: str, count: int) -> Finding:
    return Finding(
        "database-rights",
        Severity.ERROR,
        role,
        (f"{count} hak tidak ada, misalnya {named}", f"{count} rights are missing, such as {named}"),
        _MIGRATE,
    )


def _mighty(role: str, _named: str, _count: int) -> Finding:
    return Finding(
        "database-rights",
        Severity.ERROR,
        role,
        (
            "peran ini superuser, boleh membuat peran atau basis data, atau anggota peran lain",
            "this role is a superuser, may make roles or databases, or is a member of another",
        ),
        (
            "jalankan keluaran `wbs deploy database` lagi, dan cabut keanggotaannya (REVOKE … FROM …)",
            "run what `wbs deploy database` prints again, and revoke its membership (REVOKE … FROM …)",
        ),
    )


_MIGRATE = ("jalankan `wbs migrate` sebagai pemilik tabel", "run `wbs migrate` as the owner of the tables")
_FINDINGS = {Fault.TOO_MUCH: _too_much, Fault.MISSING: _missing, Fault.MIGHTY: _mighty}
