"""The fixed cast of every test: one installation, a regency and its province, their officers and officials.

Names and places are invented. Keys are drawn fresh for each test session.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

import msgspec

from wbs.crypto.ceremony import digest_of, draft_roots, reader_entry, sign_agencies, sign_directory, sign_roots
from wbs.crypto.compose import recipients_of
from wbs.crypto.directory import (
    INSTALLATION,
    Agencies,
    AgencyEntry,
    Channel,
    Directory,
    Policy,
    Recovery,
    RecoveryShares,
    Role,
    Roots,
    Route,
    receivers,
)
from wbs.crypto.keys import OfficerSecret, RecoverySecret, RootSigningKey
from wbs.crypto.records import ReaderRef
from wbs.crypto.report import Accused, Category, ReportBody
from wbs.crypto.trust import DocumentSet, TrustBook, verify_documents

REGENCY = "61.08"
PROVINCE = "61"
ISSUED = "2026-01-05"
TODAY = date(2026, 11, 21)
RELEASED = date(2026, 11, 1)
OFFICES = ("Inspektur", "Sekretaris", "Inspektur Pembantu Khusus")


@dataclass
class Person:
    """An officer with keys."""

    agency: str
    id: str
    roles: frozenset[Role]
    unit: str = "Tim Penerima"
    secret: OfficerSecret = field(default_factory=OfficerSecret.generate)

    @property
    def ref(self) -> ReaderRef:
        return ReaderRef(agency=self.agency, reader=self.id)


@dataclass
class World:
    """An installation that was founded today, with everything secret in one hand."""

    people: dict[str, Person]
    root_keys: dict[str, list[RootSigningKey]]
    roots: dict[str, list[bytes]]
    directories: dict[str, list[bytes]]
    agencies: list[bytes]
    anchor: str
    recovery: dict[str, RecoverySecret] = field(default_factory=dict)
    """Recovery secrets by agency; only agencies named here have one."""

    def documents(self) -> DocumentSet:
        return DocumentSet(self.roots, self.directories, self.agencies)

    def book(self) -> TrustBook:
        """Verify all documents; the same ones once in a process."""
        kinds = (self.roots, self.directories, {"": self.agencies})
        chains = tuple(tuple((code, tuple(chain)) for code, chain in kind.items()) for kind in kinds)
        return _verified(chains, self.anchor)

    def publish(self, directory: Directory, signers: int = 2) -> None:
        """Add a directory version, signed by as many officials as said."""
        keys = self.root_keys[directory.agency][:signers]
        self.directories[directory.agency].append(sign_directory(directory, keys))


Chains = tuple[tuple[tuple[str, tuple[bytes, ...]], ...], ...]


@lru_cache(maxsize=64)
def _verified(chains: Chains, anchor: str) -> TrustBook:
    roots, directories, agencies = ({code: list(chain) for code, chain in kind} for kind in chains)
    return verify_documents(DocumentSet(roots, directories, agencies[""]), anchor)


def found(
    extra: Sequence[Person] = (), agencies: Sequence[str] = (REGENCY, PROVINCE), recovery: Sequence[str] = ()
) -> World:
    """Found an installation with two receivers, a reviewer and a head per agency; some agencies can be restored."""
    people = {
        f"{agency}/{name}": Person(agency, name, frozenset({role}), unit)
        for agency in agencies
        for name, role, unit in (
            ("penerima-01", Role.RECEIVER, "Tim Penerima"),
            ("penerima-02", Role.RECEIVER, "Tim Penerima"),
            ("penelaah-01", Role.REVIEWER, "Irban Khusus"),
            ("inspektur", Role.HEAD, "Pimpinan"),
        )
    }
    people |= {f"{person.agency}/{person.id}": person for person in extra}
    root_keys = {code: [RootSigningKey.generate() for _ in OFFICES] for code in (INSTALLATION, *agencies)}
    drafts = {code: draft_roots(code, keys, OFFICES, 2) for code, keys in root_keys.items()}
    for code in recovery:
        drafts[code] = msgspec.structs.replace(
            drafts[code], recovery=RecoveryShares(threshold=2, holders=list(OFFICES))
        )
    roots = {code: [sign_roots(draft, root_keys[code])] for code, draft in drafts.items()}
    secrets = {code: RecoverySecret.generate() for code in recovery}
    world = World(people, root_keys, roots, {code: [] for code in agencies}, [], "", secrets)
    world.anchor = drafts[INSTALLATION].fingerprint_text()
    for code in agencies:
        world.publish(directory_of(world, code, drafts[code]))
    entries = [agency_entry(code, drafts[code], agencies) for code in agencies]
    document = Agencies(version=1, roots=digest_of(drafts[INSTALLATION]), issued=ISSUED, agencies=entries)
    world.agencies.append(sign_agencies(document, root_keys[INSTALLATION][:2]))
    return world


def agency_entry(code: str, roots: Roots, agencies: Sequence[str]) -> AgencyEntry:
    parent = code.partition(".")[0]
    above = parent if parent != code and parent in agencies else code
    routes = [Route(rank=rank, agency=above) for rank in ("inspectorate", "leadership", "office-head", "unknown")]
    if above == code:
        routes = routes[2:]
    routes.append(Route(rank="staff", agency=code))
    extra = {"parent": above} if above != code else {}
    return AgencyEntry(agency=code, name=f"Inspektorat {code}", roots=roots.fingerprint_text(), routes=routes, **extra)


def directory_of(world: World, code: str, roots: Roots) -> Directory:
    readers = [
        reader_entry(
            person.secret,
            reader=person.id,
            label=f"Petugas {person.id}",
            unit=person.unit,
            rank="inspectorate",
            roles=person.roles,
            since=ISSUED,
        )
        for person in world.people.values()
        if person.agency == code
    ]
    return Directory(
        agency=code,
        version=1,
        roots=digest_of(roots),
        issued=ISSUED,
        renew_by="2026-12-31",
        expires="2027-02-09",
        grace_days=60,
        readers=readers,
        recovery=recovery_of(world.recovery[code]) if code in world.recovery else msgspec.UNSET,
        policy=Policy(minimum_readers=2, opening_k=1),
        channels=[Channel(name="KPK Whistleblower System", address="kws.kpk.go.id")],
    )


def recovery_of(secret: RecoverySecret) -> Recovery:
    """A recovery key as directories list it."""
    return Recovery(reader_key=secret.reader_key.public.text, verify_key=secret.signing_key.public.text)


def a_report(**changes: object) -> ReportBody:
    """A plain report about an invented matter."""
    fields: dict[str, object] = {
        "title": "Papan proyek dan berita acara berbeda angka",
        "what": "Angka pada papan proyek berbeda dengan berita acara.",
        "accused": [Accused(name="Fulan B.", post="Pejabat pembuat komitmen", unit="Dinas Sarana")],
        "rank": "staff",
        "where": "Desa Semisal",
        "when": "Antara Juli dan September 2026",
        "category": Category.PROCUREMENT,
    }
    return ReportBody(**{**fields, **changes})  # type: ignore[arg-type]


@cache
def shared_world() -> World:
    """One world for tests that do not change it."""
    return found()


def recipients(world: World, agency: str = REGENCY):  # type: ignore[no-untyped-def]
    """The receivers of an agency's newest directory, as recipients."""
    directory = world.book().newest(agency)
    return recipients_of(directory, receivers(directory.document, TODAY, RELEASED))
