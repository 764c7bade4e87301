"""Names that a report may mean (docs/spec/names.md): one list, many ways to write of those on it, and of others."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.cast import PROVINCE, REGENCY
from tests.crypto.makers.kit import Area

_AREAS = {REGENCY: "Inspektorat Kabupaten Landak", PROVINCE: "Inspektorat Provinsi Kalimantan Barat"}
BUDI, SITI, EDI, ABDUL, LILI = "Budi Santoso", "Siti Rahmawati", "Edi Sutrisno", "Abdul Rahman", "Lili Rizqi Yani"
ZUL, LEMAN, ZAENAL, JUS = "Zulkifli, S.H.", "H. Sulaiman Daeng", "Dr. Zainal Abidin", "H. Muhammad Yusuf, S.H."
GATOT, AHMAD, IPUL, TAN = "Gatot Kurniadi Wiranegara", "Ahmad", "Saiful Bahri", "Yohanes Tan"
VEILED = "\u10e1\u10d0\u10dc"
IRBAN, FIRST, HEAD, GENERAL = "Irban Khusus", "Inspektur Pembantu Wilayah I", "Inspektur", "Sub Bagian Umum"
_PEOPLE = (
    *((REGENCY, name) for name in (BUDI, SITI, EDI, ABDUL, LILI, ZUL, LEMAN, ZAENAL, GATOT, AHMAD)),
    *((PROVINCE, name) for name in (JUS, IPUL, TAN)),
)
_UNITS = (
    *((REGENCY, name) for name in (IRBAN, FIRST, HEAD, GENERAL)),
    *((PROVINCE, name) for name in (IRBAN, HEAD)),
)
LANDAK = "whole"
"""Stands for the inspectorate as a whole."""

_NAMED: Mapping[str, Sequence[str]] = {
    BUDI: (
        *("Budi Santoso", "  BUDI   santoso ", "Santoso Budi", "Santoso, Budi", "Drs. H. Budi Santoso, M.Si."),
        *("Dr. Ir. Budi Santoso, S.E., M.M.", "Pak Budi", "Bapak Haji Budi, kepala bidang", "B. Santoso", "Budi S."),
        *(
            "Budhi Santosa",
            "Boedi Santoso",
            "Budi Santosso",
            "BudiSantoso",
            "b.u.d.i santoso",
        ),
        *(
            "B u d i  S a n t o s o",
            "Kades Budi",
            "Budi Hartono Santoso",
            "seorang pegawai bernama Budi Santoso di kantor itu",
        ),
    ),
    SITI: ("Siti", "Ibu Hj. Siti", "Bu Wati", "Rahmawaty", "S. Rahmawati", "Siti R."),
    EDI: ("Edy", "Pak Eddy", "Edy Soetrisno", "Edhy S.", "Trisno", "Pak Nano"),
    ABDUL: ("Abd. Rahman", "Abdurrahman", "Abdoel Rachman", "Abdul R.", "Drs. Abdurrachman", "Dul", "Doel"),
    LILI: ("Lily", "Bu Lilly", "Risky", "Rizki", "Jani", "Lili R. Y."),
    ZUL: ("Julkipli", "Jul", "Zulkiplie", "Dzulkifli", "Djoelkifli", "Kifli"),
    LEMAN: ("Soleman", "Suleman", "Sulaeman D.", "Leman", "Pak Sule", "Haji Solaiman Daeng"),
    ZAENAL: ("Jaenal", "Zaenal Abidin", "Jenal Abidin", "Pak Jainal", "Zainal", "Abidin"),
    IPUL: ("Ipul", "Saepul Bahri", "Syaiful", "S. Bahri", "Pak Saipul"),
    TAN: ("Pak Tan", "Johan", "Yan Tan"),
    JUS: ("Moh. Jusuf", "Mochammad Yusuf", "M. Yusuf", "Yusup", "Ucup", "Osep"),
    GATOT: ("Gatot", "Kurniadi", "Wiranegara", "G. K. Wiranegara"),
}
_DISGUISED: Sequence[str] = (
    *("\uff22udi Santoso", "Bu\u200bdi Sant\u00adoso", "\u0412udi S\u0430nt\u043es\u043e"),
    *("Bud\u0456 \u0405\u03b1nt\u03bfs\u03bf", "Bu\u0301di Santo\u0308so", "8ud1 5ant0so", "Bud| Santoso"),
    *("\U0001d401udi Santoso", "\u24b7udi Santoso", "\U0001f171udi \U0001f182antoso", "Bud\u2800i Sant\u3164oso"),
    *("\U0001f1e7udi Santoso", "\u0299\u1d1c\u1d05\u026a \ua731antoso", "8ud\u0661 \u06f5ant\u0660so"),
    *("B\u034fudi S\u2060antoso", "Bud\ufe0fi Santoso", "\u202eBudi Santoso", "Bu\u0111i Santoso"),
)
_OTHERS: Sequence[str] = (
    *("Andi Wijaya", "Budi Hartono", "Siti Aminah", "kepala desa", "petugas", "Pak Camat", "Dr. S.H.", "-", "H."),
    *(
        "\u0661",
        "I",
        "Bidang III",
        "Sekretaris Desa",
        "Kepala Dinas Pendidikan",
        "Dinas Kesehatan",
        "\u3164",
        "Rp 5.000.000",
    ),
)
_POSTS: Mapping[str, Sequence[str]] = {
    "irban khusus": (LANDAK, IRBAN),
    "Irbansus": (LANDAK, IRBAN),
    "Inspektur Pembantu Khusus": (LANDAK, IRBAN),
    "Irban Wilayah 1": (LANDAK, FIRST),
    "Itprov": (LANDAK,),
    "Auditor": (LANDAK,),
    "Inspektur": (LANDAK, HEAD),
}
_STORIES: Mapping[str, Sequence[str]] = {
    "Uang itu diserahkan kepada Budi Santoso di ruangannya.": (BUDI,),
    "Yang menerima adalah Santoso, Budi namanya.": (BUDI,),
    "menurut Drs. H. Budi bin Hartono Santoso, M.Si. semua sudah beres": (BUDI,),
    "BUDISANTOSO menelepon saya": (BUDI,),
    "Bu\u200bdi S\u0430nt\u043eso": (BUDI,),
    "Pak Gatot Kurniadi menyuruh kami diam": (GATOT,),
    "Amplop untuk Wiranegara (Gatot) diambil sopirnya": (GATOT,),
    "tanda tangan G. Wiranegara ada di kuitansi": (GATOT,),
    "Kurniadi Wiranegra ikut rapat": (GATOT,),
    "Pak Zulkifli meminta sepuluh persen": (ZUL,),
    "lalu julkipli datang": (ZUL,),
    "Pak Ahmad datang membawa map": (AHMAD,),
    "Siti Rachmawati dan Moh. Yusuf ikut rapat": (SITI, JUS),
    "Saksi: Saepul Bahri": (IPUL,),
    "Pemeriksa dari Irbansus meminta uang": (IRBAN,),
    "Pemeriksa dari Inspektur Pembantu Wilayah 1 meminta uang": (FIRST,),
    "Budi Santoso\n\nIrban Khusus": (IRBAN, BUDI),
}
_QUIET: Sequence[str] = (
    "Ahmad dan Budi datang. Siti tidak ikut, dan Santoso membayar sendiri.",
    "Kuitansi ditandatangani Ahmad, lalu Rahman menyusul ke kantor, sedang Abdul libur.",
    "Gatot menyuruh kami menunggu sampai sore. Menurut orang kampung, Wiranegara itu nama jalan.",
    "Kepala Dinas meminta uang kepada sekretaris. Inspektur kami lapori, tetapi Inspektorat diam.",
    "Sub Bagian Umum pada Dinas Pendidikan membayar. Wilayah I dan wilayah II sama saja. Rapat khusus ditunda.",
    "Pada tanggal 3 Maret 2026 kami membayar Rp 5.000.000 di Jalan Yusuf Sulaiman Nomor 10.",
    "Zul, Edi, Sule dan Ipul adalah anak-anak tukang parkir; Bu Lili berjualan di depan.",
)


def make() -> Area:
    area = Area("names")
    first, *others = _rows()
    name, what, writings, asked = first
    given = {"agency": REGENCY, "lists": _lists(), "writings": writings}
    area.accept(name, "names.compare", f'docs/spec/names.md "Comparing": {what}', given, {"asked": asked})
    for name, what, writings, asked in others:
        area.vary_accepted(
            name, first[0], f'docs/spec/names.md "Comparing": {what}', {"writings": writings}, {"asked": asked}
        )
    lists = [{**one, "name": VEILED} if one["name"] == SITI else one for one in _lists()]
    area.vary_accepted(
        "veiled",
        first[0],
        'docs/spec/names.md "Comparing": a listed name that nobody can read is always asked about',
        {"lists": lists, "writings": [{"accused": [{"name": "Andi"}]}]},
        {"asked": [[f"{VEILED} ({_AREAS[REGENCY]})"]]},
    )
    return area


def _rows() -> list[tuple[str, str, list[Any], list[list[str]]]]:
    named = [({"name": text}, [label]) for label, texts in _NAMED.items() for text in texts]
    return [
        _row("named", "one whom many call otherwise", [({"accused": [one]}, names) for one, names in named]),
        _row("called", "calls that fit several", [
            _person("Pak Zul", ZUL, LEMAN), _person("Maman", ABDUL, LEMAN), _person("Rahma", SITI, ABDUL)
        ]),
        _row("disguised", "letters that are not what they look like", [_person(text, BUDI) for text in _DISGUISED]),
        _row("others", "other people", [_person(text) for text in _OTHERS]),
        _row("posts", "posts and units", [
            ({"accused": [{"post": text}]}, names) for text, names in _POSTS.items()
        ]),
        _row("kept", "who must not learn of it", [
            (_told(keep_from="Pak Ipul, ipar saya"), [IPUL]),
            (_told(keep_from="jangan sampai orang Inspektorat tahu"), [LANDAK]),
            (_told(keep_from="tetangga saya"), []),
        ]),
        _row("story", "whole names, and two parts of which one is rare", [
            (_told(story=[text]), names) for text, names in _STORIES.items()
        ]),
        _row("quiet", "names that are nobody's of the list", [(_told(story=[text]), []) for text in _QUIET]),
        _row("long", "a long text, and several", [
            (_told(story=[" ".join(_QUIET), "x" * 5_000, "Andi " * 500 + "Gatot Kurniadi"]), [GATOT]),
        ]),
    ]  # fmt: skip


def _row(
    name: str, what: str, rows: Sequence[tuple[Any, Sequence[str]]]
) -> tuple[str, str, list[Any], list[list[str]]]:
    return name, what, [given for given, _ in rows], [list(map(_full, names)) for _, names in rows]


def _person(text: str, *names: str) -> tuple[Any, Sequence[str]]:
    return {"accused": [{"name": text}]}, names


def _told(**members: Any) -> dict[str, Any]:
    return {"accused": [{"name": "Andi Wijaya"}], **members}


def _full(name: str) -> str:
    """Give the name with its agency, that of the regency where both have it."""
    if name == LANDAK:
        return f"{_AREAS[REGENCY]} ({_AREAS[REGENCY]})"
    agency = next(agency for agency, one in (*_PEOPLE, *_UNITS) if one == name)
    return f"{name} ({_AREAS[agency]})"


def _lists() -> list[dict[str, str]]:
    """Give everybody in the order in which a form lists them: by agency, units and offices first."""
    found = []
    for agency, name in _AREAS.items():
        units = [(one, {"unit": one}) for code, one in _UNITS if code == agency]
        people = [(one, {"reader": f"petugas-{at:02}"}) for at, (code, one) in enumerate(_PEOPLE) if code == agency]
        found += [{"agency": agency, "agency_name": name, "name": one, **who} for one, who in (*units, *people)]
    return found
