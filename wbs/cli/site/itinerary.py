"""Where a visitor goes: first what everybody sees, last what only those ask for who compare.

What a page loads or sends is asked for in one visit with the page, and with the pages before it, as browsers do: a
script that came alone would tell a server that somebody compares.

A server that wanted to give itself away to nobody who compares would have to guess before that last step.
"""

from collections.abc import Iterable, Sequence

from wbs.cli.site.visitor import Ask, Kind
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt

LANGUAGES = ("", "/en")
PAGES = (
    "/",
    "/lapor",
    "/tanda-terima",
    "/bantuan",
    "/instansi",
    "/angka",
    "/dokumen",
    "/lapor/wilayah",
    "/lapor/tanpa-skrip",
    "/lapor/tanpa-skrip/wilayah",
    "/tanda-terima/tanpa-skrip",
    "/keluar",
    "/tidak-ada",
)
"""Reporters' pages, which both languages have; the last one is none."""
DATA = ("/jangkar.json", "/api/v1/documents")
"""What scripts of reporters' pages ask for."""
OF_AGENCY = ("/instansi/{code}", "/instansi/{code}/angka", "/lapor?agency={code}", "/lapor/tanpa-skrip?agency={code}")
OFFICERS = ("/", "/en/", "/tidak-ada")
OFFICERS_DATA = ("/api/v1/session", "/api/v1/documents")
"""What the officers' portal keeps to itself before sign-in: the refusals are compared."""
_ORDER = (Kind.STYLE, Kind.SCRIPT, Kind.WORKER)
_BOUNDARY_BYTES = 16
_SOMEWHERE = "kabupaten"


def first_steps() -> list[Ask]:
    """Give what anybody may ask of the reporters' portal without knowing anything of it."""
    pages = [Ask(_in(language, path)) for language in LANGUAGES for path in PAGES]
    return [*pages[:2], *(Ask(path, Kind.DATA, page="/lapor") for path in DATA), *pages[2:], *_forms()]


def of_documents(names: Iterable[str]) -> list[Ask]:
    """Give the requests for signed documents."""
    return [Ask(f"/dokumen/{name}") for name in names]


def of_agencies(codes: Iterable[str]) -> list[Ask]:
    """Give the pages about agencies, in both languages."""
    paths = [(code, path) for code in codes for path in OF_AGENCY]
    pages = [Ask(_in(language, path.format(code=code))) for language in LANGUAGES for code, path in paths]
    return [*pages, *(Ask(f"/instansi/{code}/angka.csv") for code, path in paths if path == OF_AGENCY[0])]


def of_quarters(quarters: Iterable[tuple[str, str]]) -> list[Ask]:
    """Give the pages about published quarters of agencies."""
    return [
        Ask(_in(language, f"/instansi/{code}/angka/{quarter}")) for code, quarter in quarters for language in LANGUAGES
    ]


def last_steps(codes: Iterable[str]) -> list[Ask]:
    """Give what only those ask for who compare."""
    return [Ask(f"/api/v1/agencies/{code}", Kind.DATA, page="/lapor") for code in codes]


def of_build(names: Sequence[str]) -> list[Ask]:
    """Give the built files of a portal, by their served names: what pages load at once before what they load later."""
    asks = [Ask(f"/static/{name}", _kind(name), page=_in(lang, _page(name))) for lang in LANGUAGES for name in names]
    return sorted(asks, key=lambda ask: _ORDER.index(ask.kind))


def officers_steps() -> list[Ask]:
    """Give what anybody may ask of the officers' portal who is not signed in."""
    return [*(Ask(path) for path in OFFICERS), *(Ask(path, Kind.DATA, page="/") for path in OFFICERS_DATA)]


def visits_of(asks: Iterable[Ask]) -> list[list[Ask]]:
    """Arrange requests as visits: each typed address is one; what a page asks for comes after the way to the page."""
    visits: dict[str | Ask, list[Ask]] = {}
    for ask in asks:
        visit = visits.setdefault(ask.page or ask, _way_to(ask.page) if ask.page else [])
        visit.append(ask)
    return list(visits.values())


def _way_to(page: str) -> list[Ask]:
    """Give the requests of somebody who opens the home page and follows links to a page below it."""
    home = "/en/" if page.startswith("/en/") else "/"
    if page == home:
        return [Ask(home)]
    above = page.rpartition("/")[0]
    before = home if above in ("", "/en") else above
    return [*_way_to(before), Ask(page, Kind.LINK, page=before)]


def _kind(name: str) -> Kind:
    if name.endswith(".css"):
        return Kind.STYLE
    return Kind.WORKER if "worker-" in name else Kind.SCRIPT


def _page(name: str) -> str:
    """Give a page that loads a built file."""
    pages = {"mailbox": "/tanda-terima", "officer": "/", "worker": "/"}
    return pages.get(name.partition("-")[0], "/lapor")


def _in(language: str, path: str) -> str:
    return language + path


def _forms() -> list[Ask]:
    """Give forms that change nothing: words that open nothing, a report without answers, a search for a region."""
    words = " ".join(Receipt.generate().unsafe_words())
    sent = (("/tanda-terima", "receipt", words), ("/lapor", "title", ""), ("/lapor/wilayah", "area", _SOMEWHERE))
    return [_form(_in(language, path), name, value) for language in LANGUAGES for path, name, value in sent]


def _form(path: str, name: str, value: str) -> Ask:
    boundary = "----geckoformboundary" + random_bytes(_BOUNDARY_BYTES).hex()
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n--{boundary}--\r\n'
    return Ask(path, Kind.FORM, "POST", body.encode(), f"multipart/form-data; boundary={boundary}", path)
