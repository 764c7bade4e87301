"""Which installation to found: agencies, their officials and officers. Regions are real; people are invented."""

from dataclasses import dataclass

from wbs.cases.rules.ranks import default_routes
from wbs.crypto.directory import Role

OFFICES = ("Inspektur", "Sekretaris", "Inspektur Pembantu Khusus")
"""Offices that hold a root key each; two of them must sign."""
THRESHOLD = 2
LANDAK = "61.08"
PROVINCE = "61"
OTHERS = (
    ("61.71", "Kota Pontianak", PROVINCE, "pontianak"),
    ("64", "Provinsi Kalimantan Timur", None, "kaltim"),
    ("63", "Provinsi Kalimantan Selatan", None, "kalsel"),
    ("11.04", "Kabupaten Aceh Tengah", None, "acehtengah"),
)
"""Code, region, agency above, and ending of logins. Aceh itself is not here: what its province reads goes outside."""


@dataclass(frozen=True, slots=True)
class OfficerPlan:
    """One officer."""

    agency: str
    id: str
    login: str
    label: str
    """Shown to reporters."""
    unit: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class AgencyPlan:
    """One agency, and which agency receives reports about which rank of its people."""

    code: str
    name: str
    parent: str | None
    routes: tuple[tuple[str, str], ...]
    """Rank class and receiving agency."""
    officers: tuple[OfficerPlan, ...]


@dataclass(frozen=True, slots=True)
class InstallationPlan:
    """All agencies, the first one first."""

    agencies: tuple[AgencyPlan, ...]

    @property
    def officers(self) -> tuple[OfficerPlan, ...]:
        """All officers, in the order of their agencies."""
        return tuple(officer for agency in self.agencies for officer in agency.officers)


def demonstration() -> InstallationPlan:
    """Give the demonstration: the regions of the source documents, each with what the level above reads."""
    landak = AgencyPlan(
        code=LANDAK,
        name="Inspektorat Kabupaten Landak",
        parent=PROVINCE,
        routes=_routes(LANDAK, PROVINCE),
        officers=(*_officers(LANDAK, "landak"), _custodian(LANDAK, "landak"), _leader(LANDAK, "landak")),
    )
    province = AgencyPlan(
        code=PROVINCE,
        name="Inspektorat Provinsi Kalimantan Barat",
        parent=None,
        routes=_routes(PROVINCE, None),
        officers=(*_officers(PROVINCE, "kalbar"), _custodian(PROVINCE, "kalbar")),
    )
    return InstallationPlan((landak, province, *(_small(*other) for other in OTHERS)))


def _small(code: str, region: str, parent: str | None, place: str) -> AgencyPlan:
    """Give an agency with as few officers as work: every passphrase is stretched in earnest at the first start."""
    first, second, _, head, administrator, _ = _officers(code, place)
    return AgencyPlan(
        code=code,
        name=f"Inspektorat {region}",
        parent=parent,
        routes=_routes(code, parent),
        officers=(first, second, head, administrator, _custodian(code, place)),
    )


def _routes(code: str, parent: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((rank.value, target) for rank, target in default_routes(code, parent).items())


def _officers(agency: str, place: str) -> tuple[OfficerPlan, ...]:
    return (
        OfficerPlan(agency, "penerima-01", f"penerima01.{place}", "Penerima 01", "Tim Penerima", (Role.RECEIVER,)),
        OfficerPlan(agency, "penerima-02", f"penerima02.{place}", "Penerima 02", "Tim Penerima", (Role.RECEIVER,)),
        OfficerPlan(agency, "penelaah-01", f"penelaah01.{place}", "Penelaah 01", "Irban Khusus", (Role.REVIEWER,)),
        OfficerPlan(agency, "inspektur", f"inspektur.{place}", "Inspektur", "Pimpinan", (Role.HEAD,)),
        OfficerPlan(
            agency, "pengelola-01", f"pengelola01.{place}", "Pengelola 01", "Sekretariat", (Role.ADMINISTRATOR,)
        ),
        OfficerPlan(agency, "auditor-01", f"auditor01.{place}", "Auditor 01", "Satuan Pengawas", (Role.AUDITOR,)),
    )


def _custodian(agency: str, place: str) -> OfficerPlan:
    return OfficerPlan(
        agency, "pemegang-01", f"pemegang01.{place}", "Pemegang identitas 01", "Bagian Hukum", (Role.CUSTODIAN,)
    )


def _leader(agency: str, place: str) -> OfficerPlan:
    return OfficerPlan(
        agency, "pimpinan-01", f"pimpinan01.{place}", "Pimpinan 01", "Pimpinan daerah", (Role.LEADERSHIP,)
    )
