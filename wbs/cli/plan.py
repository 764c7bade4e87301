"""Which installation to found: agencies, their officials and officers. People and posts are invented."""

from dataclasses import dataclass

from wbs.crypto.directory import Role

OFFICES = ("Inspektur", "Sekretaris", "Inspektur Pembantu Khusus")
"""Offices that hold a root key each; two of them must sign."""
THRESHOLD = 2
LANDAK = "61.08"
PROVINCE = "61"


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
    """Give the demonstration: a regency, and its province, which receives what the regency must not."""
    landak = AgencyPlan(
        code=LANDAK,
        name="Inspektorat Kabupaten Landak",
        parent=PROVINCE,
        routes=(("staff", LANDAK), ("leadership", PROVINCE), ("inspectorate", PROVINCE), ("unknown", PROVINCE)),
        officers=_officers(LANDAK, "landak"),
    )
    province = AgencyPlan(
        code=PROVINCE,
        name="Inspektorat Provinsi Kalimantan Barat",
        parent=None,
        routes=(("staff", PROVINCE), ("unknown", PROVINCE)),
        officers=_officers(PROVINCE, "kalbar"),
    )
    return InstallationPlan((landak, province))


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
