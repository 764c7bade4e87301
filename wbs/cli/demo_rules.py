"""Rules of the demonstration's agencies: what a first administrator would set. Nothing here claims a law was read."""

from datetime import date, datetime

import msgspec

from wbs.cases.model import AgencyCode
from wbs.cases.rules.documents import Authority, LegalText, Rules, Team, default_rules
from wbs.cases.rules.ports import RulesStore
from wbs.cases.rules.ruling import RuleChanges
from wbs.cli.plan import AgencyPlan, InstallationPlan

KALSEL = "63"
_PREFIX = "Inspektorat "
_AUTHORITIES = (
    Authority(name="Komisi Pemberantasan Korupsi (KPK)", address="kws.kpk.go.id, telepon 198"),
    Authority(name="Ombudsman Republik Indonesia", address="ombudsman.go.id"),
    Authority(name="Lembaga Perlindungan Saksi dan Korban (LPSK)", address="lpsk.go.id, telepon 148"),
)
_KALSEL_BASIS = (
    LegalText(
        title="Peraturan Gubernur Kalimantan Selatan Nomor 55 Tahun 2024",
        note="Disebut dalam berita sosialisasinya; teksnya belum dibandingkan dengan aturan di sini.",
    ),
    LegalText(
        title="Peraturan Menteri Dalam Negeri Nomor 8 Tahun 2023",
        note="Baru pengertian dalam Pasal 1 yang dibaca; tenggat di sini adalah bawaan program.",
    ),
)


def add_demonstration_rules(store: RulesStore, plan: InstallationPlan, now: datetime, today: date) -> None:
    """Give every agency that has none its first version of rules."""
    changes = RuleChanges(store)
    for agency in plan.agencies:
        if store.newest_rules(AgencyCode(agency.code)) is None:
            changes.change_as_operator(demonstration_rules(agency), 0, now=now, today=today)


def demonstration_rules(agency: AgencyPlan) -> Rules:
    """Give the first version of one agency's rules."""
    region = agency.name.removeprefix(_PREFIX)
    rules = msgspec.structs.replace(
        default_rules(agency.code),
        letterhead=[f"PEMERINTAH {region.upper()}", "INSPEKTORAT"],
        letter_number="700/{no}/ITDA/{month}/{year}",
        authorities=list(_AUTHORITIES),
    )
    return _of_kalsel(rules) if agency.code == KALSEL else rules


def _of_kalsel(rules: Rules) -> Rules:
    team = Team(
        receiving="Tim Penerima Pengaduan",
        reviewing="Inspektur Pembantu Khusus (Irbansus)",
        examining="Tim Pemeriksa",
        head="Inspektur",
        protection="Petugas Perlindungan Pelapor",
        liaison="Pejabat Penghubung SP4N-LAPOR!",
    )
    return msgspec.structs.replace(rules, legal_basis=list(_KALSEL_BASIS), team=team)
