"""An honest site is the same as this release, byte by byte; whatever somebody changes for everybody is found."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from msgspec.structs import asdict
from msgspec.structs import replace as replace_parts

from tests.cast import REGENCY, found
from tests.cli.site.conftest import FOR_OFFICERS, OWN_WORDS
from tests.cli.site.sites import Change, Site
from tests.office import Office
from tests.portal.house import House, config_of
from wbs.cases.figures.published import PublishedTable, Received, Row, parse_published
from wbs.cases.rules.documents import (
    AgencyText,
    Authority,
    CategoryLabel,
    Language,
    LegalText,
    Override,
    Page,
    Team,
    default_rules,
)
from wbs.cases.rules.public import public_rules
from wbs.cli.site.comparing import What, plain
from wbs.cli.site.examining import Examination, examine_officers, examine_portal
from wbs.cli.site.framing import Answer
from wbs.cli.site.itinerary import DATA, OFFICERS, OFFICERS_DATA, PAGES
from wbs.cli.site.twin import AgencySays, parse_told
from wbs.cli.site.visitor import Ask, Kind, UnreachableError, place_of
from wbs.crypto.directory import INSTALLATION
from wbs.crypto.shape import serialise
from wbs.errors import ConfigError
from wbs.portal.app import create_app
from wbs.portal.scripts import Scripts
from wbs.web.documents import document_set

ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


@pytest.fixture
def examined(house: House, tmp_path: Path) -> Callable[..., Examination]:
    """Examines the reporters' portal, or what somebody made of it."""

    def examine(site: Site, fingerprint: str = "", **variables: str) -> Examination:
        anchor = fingerprint or house.world.anchor
        return examine_portal(site, site.place, anchor, variables, house.clock, tmp_path / "twin")

    return examine


def served(house: House, url: str, **changes: object) -> Site:
    """The same installation under another address."""
    place = place_of(url)
    config = config_of(house.folder, hosts=(place.host,), https=place.scheme == "https", **changes)
    return Site(create_app(config, house.store, house.clock, scripts=Scripts()), place, house.clock)


# ---- honest sites


@pytest.mark.promise("P21")
def test_an_honest_portal_is_the_same_in_both_languages_with_rules_and_figures_of_its_own(honest, examined):
    made = examined(honest)
    assert made.findings == []
    asked = {ask.path for ask in honest.asked}
    assert {
        "/",
        "/en/",
        "/lapor",
        "/en/lapor",
        f"/instansi/{REGENCY}",
        f"/en/instansi/{REGENCY}/angka/2026-Q2",
    } <= asked
    assert made.versions[REGENCY] == 1


def test_words_of_an_agency_itself_are_shown_to_be_read(honest, examined):
    assert examined(honest).own_words == {REGENCY: [OWN_WORDS]}


@pytest.mark.promise("P21")
def test_no_text_of_the_rules_that_pages_may_show_is_left_unread():
    usual = default_rules(REGENCY)
    written = replace_parts(
        usual,
        texts=[AgencyText(page=Page.CHANNELS, language=Language.INDONESIAN, text="kata-teks")],
        labels=[CategoryLabel(category=usual.categories[0], language=Language.ENGLISH, text="kata-perkara")],
        law_note="kata-catatan",
        legal_basis=[LegalText(title="kata-dasar", note="kata-isi")],
        overrides=[Override(day="2026-08-18", works=True, decree="kata-keputusan")],
        team=Team(**dict.fromkeys(asdict(usual.team), "kata-tim")),
        authorities=[Authority(name="kata-rahasia", address="kata-rahasia")],
    )
    told = serialise(public_rules(written))
    shown = AgencySays(REGENCY, 1, told, ()).own_words
    assert sorted(shown) == sorted(set(re.findall(r"kata-[a-z]+", told.decode())))
    assert "kata-isi" in shown


@pytest.mark.promise("P21")
def test_a_text_in_a_cell_of_figures_is_shown_to_be_read(honest):
    told = parse_told(REGENCY, honest.ask(Ask(f"/api/v1/agencies/{REGENCY}")).body)
    assert told.own_words == [OWN_WORDS]
    quarter = parse_published(told.quarters[0])
    rows = [Row(value="2026-04", count=9), Row(value="WA 0812-000", count=9)]
    assert isinstance(quarter.received, Received)
    received = replace_parts(quarter.received, months=PublishedTable(shown=rows, rest=0))
    changed = replace(told, quarters=(serialise(replace_parts(quarter, received=received)),))
    assert changed.own_words == [OWN_WORDS, "WA 0812-000"]


def test_what_rules_hold_for_officers_alone_is_not_told(honest):
    told = honest.ask(Ask(f"/api/v1/agencies/{REGENCY}")).body
    assert FOR_OFFICERS.encode() not in told


def test_what_only_a_comparison_asks_for_comes_last(honest, examined):
    honest.asked.clear()
    examined(honest)
    paths = [ask.path for ask in honest.asked]
    assert all(path.startswith(("/api/v1/agencies/", "/instansi/", "/en/instansi/")) for path in paths[-3:])
    assert paths.index(f"/api/v1/agencies/{REGENCY}") > paths.index(f"/en/instansi/{REGENCY}")


def test_the_eight_words_of_the_poster_are_enough(honest, examined, house):
    envelopes = document_set({f"roots-{INSTALLATION}-1.json": house.world.roots[INSTALLATION][0]})
    words = house.world.book().installation[0].document.fingerprint_words()
    assert envelopes.roots
    assert examined(honest, " ".join(words)).findings == []


def test_an_honest_site_over_tls_that_offers_its_onion_service_is_the_same(house, examined):
    site = served(house, "https://lapor.example.go.id", onion_address=ONION)
    assert examined(site, WBS_PORTAL_ONION_ADDRESS=ONION).findings == []


def test_an_honest_onion_service_is_the_same(house, examined):
    assert examined(served(house, f"http://{ONION}", onion=True)).findings == []


@pytest.mark.promise("P21")
def test_an_honest_officers_portal_is_the_same(officers: Site, office: Office, tmp_path: Path):
    assert examine_officers(officers, officers.place, office.clock, tmp_path).findings == []


# ---- everything is looked at


def test_every_address_of_the_reporters_portal_that_is_read_without_a_secret_is_looked_at(honest):
    rules = _read_without_secrets(honest.app)
    secret = {rule for rule in rules if rule.startswith(("/api/v1/mailbox", "/api/v1/uploads"))}
    families = {"/static/<name>", "/dokumen/<name>", "/instansi/<code>", "/instansi/<code>/angka.csv"}
    families |= {"/instansi/<code>/angka", "/instansi/<code>/angka/<quarter>", "/api/v1/agencies/<agency>"}
    assert rules - secret - {"/"} == ({*PAGES[:-1], *DATA} | families) - {"/"}


def test_every_address_of_the_officers_portal_that_strangers_may_read_is_looked_at(officers):
    pages = {rule for rule in _rules(officers.app) if not rule.startswith("/api/")}
    assert pages == {*OFFICERS[:-1], "/static/<name>"}
    assert set(OFFICERS_DATA) <= _rules(officers.app)


def _rules(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def _read_without_secrets(app: Flask) -> set[str]:
    """Addresses without their language."""
    return {re.sub(r"^/en(?=/)", "", rule) for rule in _rules(app)}


# ---- what somebody changes


def on(path: str, change: Callable[[Answer], Answer]) -> Change:
    """Change the answers under one path, whatever language or question follows."""

    def changed(ask: Ask, answer: Answer) -> Answer:
        return change(answer) if ask.path.partition("?")[0].startswith(path) else answer

    return changed


def everywhere(path: str, old: str, new: str) -> Change:
    """Write something else into what a path serves, packed as it was."""

    def rewrite(answer: Answer) -> Answer:
        body = plain(answer)
        assert old.encode() in body, f"{path} has no {old}"
        body = body.replace(old.encode(), new.encode(), 1)
        return replace(answer, body=gzip.compress(body) if answer.header("content-encoding") else body)

    def changed(ask: Ask, answer: Answer) -> Answer:
        is_there = ask.path == path or (path.endswith("*") and ask.path.startswith(path[:-1]))
        return rewrite(answer) if is_there and ask.method == "GET" else answer

    return changed


def with_a_bit_turned(answer: Answer) -> Answer:
    """Turn the last bit of what is unpacked."""
    body = bytearray(plain(answer))
    body[-1] ^= 1
    return replace(answer, body=gzip.compress(bytes(body)))


def with_header(path: str, name: str, value: str | None) -> Change:
    def changed(answer: Answer) -> Answer:
        kept = [(known, old) for known, old in answer.headers if known.lower() != name.lower()]
        return replace(answer, headers=(*kept, *([(name, value)] if value is not None else [])))

    return lambda ask, answer: changed(answer) if ask.path == path else answer


def in_policy(path: str, old: str, new: str) -> Change:
    def changed(ask: Ask, answer: Answer) -> Answer:
        if ask.path != path:
            return answer
        policy = answer.header("content-security-policy")
        return with_header(path, "Content-Security-Policy", policy.replace(old, new))(ask, answer)

    return changed


def without_ticket(answer: Answer) -> Answer:
    """Put what a comparison could have put in its place where the ticket is."""
    body = re.sub(
        rb'(name="ticket" value=")([^"]*)', lambda match: b"%b(%d)" % (match[1], len(match[2])), plain(answer)
    )
    return replace(answer, body=gzip.compress(body) if answer.header("content-encoding") else body)


OTHER = found()
"""Another installation, whose officials are somebody else's."""


def of_another_installation(ask: Ask, answer: Answer) -> Answer:
    """Serve signed documents of somebody else's officials, in place of those that were signed here."""
    match = re.match(r"/dokumen/(roots|directory)-([0-9.]+)-1\.json", ask.path)
    if match:
        chains = OTHER.roots if match[1] == "roots" else OTHER.directories
        return replace(answer, body=chains[match[2]][0])
    return replace(answer, body=OTHER.agencies[0]) if ask.path == "/dokumen/agencies-1.json" else answer


CHANGES = {
    "one byte in the report page's script": on("/static/report-", with_a_bit_turned),
    "another worker": everywhere("/static/report-worker-*", "e", "E"),
    "a script inside the page": everywhere("/lapor", "</main>", "<script>alert(1)</script></main>"),
    "another script file": everywhere("/lapor", "</main>", '<script src="/static/x.js"></script></main>'),
    "an event's attribute": everywhere("/", "<main ", '<main onclick="x()" '),
    "an image from elsewhere": everywhere("/", "</main>", '<img src="https://example.com/a.png"></main>'),
    "an image of the site's own": everywhere("/bantuan", "</main>", '<img src="/a.png"></main>'),
    "a page inside the page": everywhere("/en/", "</main>", '<iframe src="/x"></iframe></main>'),
    "a form that sends elsewhere": everywhere("/lapor/tanpa-skrip", 'action="', 'action="https://example.com/'),
    "another field in the form": everywhere("/lapor/tanpa-skrip", "</form>", '<input name="phone"></form>'),
    "a ticket that is none": on("/lapor", without_ticket),
    "a ticket of another length": everywhere("/lapor", 'name="ticket" value="', 'name="ticket" value="AAAA'),
    "another day for scripts to begin with": everywhere("/lapor", 'data-released="2', 'data-released="1'),
    "other fingerprints in the public list": everywhere("/jangkar.json", '"installation":"', '"installation":"A'),
    "other words on the page to compare with posters": everywhere("/dokumen", '<p class="jari', '<p class="jarl'),
    "another text": everywhere("/bantuan", "Tor Browser", "Chrome Browser"),
    "another link": everywhere("/instansi", f"/instansi/{REGENCY}", "/instansi/99"),
    "another receiver in the API": everywhere("/api/v1/documents", '"agencies":["', '"agencies":["A'),
    "a document less in the list": everywhere("/dokumen", f"directory-{REGENCY}-1.json", "x"),
    "no policy": with_header("/lapor", "Content-Security-Policy", None),
    "a weaker policy": in_policy("/lapor", "script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    "a policy that lets pages send elsewhere": in_policy("/tanda-terima", "form-action 'self'", "form-action *"),
    "a cookie": with_header("/", "Set-Cookie", "id=1"),
    "a preload": with_header("/", "Link", "</x.js>; rel=preload; as=script"),
    "a reload to another address": with_header("/bantuan", "Refresh", "0; url=https://example.com/"),
    "reports of errors to elsewhere": with_header("/", "Report-To", '{"endpoints":[{"url":"https://example.com"}]}'),
    "answers that caches keep": with_header("/lapor", "Cache-Control", "public, max-age=600"),
    "another onion address": with_header("/", "Onion-Location", f"http://{ONION}/"),
    "another way out": with_header("/keluar", "Location", "https://example.com/"),
    "another type": with_header("/", "Content-Type", "text/html; charset=utf-7"),
    "another packing": with_header("/", "Content-Encoding", "br"),
    "another answer to words that open nothing": on(
        "/tanda-terima", lambda answer: replace(answer, body=answer.body.replace(b"</main>", b"<b>x</b></main>"))
    ),
    "another answer where there is nothing": on("/tidak-ada", lambda answer: replace(answer, status=200)),
    "signed documents of somebody else": of_another_installation,
}


@pytest.mark.promise("P21")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_is_changed_for_everybody_is_found(honest: Site, examined, change: Change):
    site = honest.changed(change)
    assert examined(site).findings
    assert site.touched


def after(page: str, of_script: Change) -> Callable[[list[Ask]], Change]:
    """Change something for visits alone that came by a page before."""
    return lambda before: of_script if page in {ask.path for ask in before} else lambda _, answer: answer


@pytest.mark.promise("P21")
@pytest.mark.parametrize("page", ["/", "/lapor", "/en/lapor"])
def test_a_script_that_is_another_only_for_whoever_came_by_the_page_is_found(honest: Site, examined, page: str):
    site = honest.followed(after(page, on("/static/report-", with_a_bit_turned)))
    assert examined(site).findings
    assert site.touched


@pytest.mark.promise("P21")
def test_a_page_that_is_another_only_for_whoever_follows_a_link_is_found(honest: Site, examined):
    changed = everywhere("/lapor", "</main>", "<b>x</b></main>")
    site = honest.changed(lambda ask, answer: changed(ask, answer) if ask.kind is Kind.LINK else answer)
    assert examined(site).findings
    assert site.touched


OFFICERS_CHANGES = {
    "one byte in the script": everywhere("/static/officer-*", "e", "E"),
    "one byte in the worker": everywhere("/static/worker-*", "e", "E"),
    "another style": on("/static/officer-", lambda answer: replace(answer, body=answer.body + b"\n")),
    "a script from elsewhere": everywhere("/", "</head>", '<script src="https://example.com/x.js"></script></head>'),
    "another script of the site's own": everywhere(
        "/en/", '<script type="module" src="', '<script src="/x.js"></script><script type="module" src="'
    ),
    "a weaker policy": in_policy("/", "connect-src 'self'", "connect-src *"),
    "no policy on the worker": on(
        "/static/worker-",
        lambda answer: replace(answer, headers=tuple(h for h in answer.headers if h[0] != "Content-Security-Policy")),
    ),
    "another day to begin with": everywhere("/", 'data-released="2', 'data-released="3'),
    "a form": everywhere("/en/", "</body>", "<form><input name=p></form></body>"),
    "doors that are open": on("/api/v1/session", lambda answer: replace(answer, status=200)),
}


@pytest.mark.promise("P21")
@pytest.mark.parametrize("change", OFFICERS_CHANGES.values(), ids=OFFICERS_CHANGES.keys())
def test_what_is_changed_for_all_officers_is_found(officers: Site, office: Office, tmp_path: Path, change: Change):
    site = officers.changed(change)
    assert examine_officers(site, site.place, office.clock, tmp_path).findings
    assert site.touched


def test_an_onion_address_that_nobody_named_is_found(house, examined):
    site = served(house, "https://lapor.example.go.id", onion_address=ONION)
    found = examined(site).findings
    assert {one.what for finding in found for one in finding.differences} == {What.HEADER}


def test_words_of_another_poster_are_refused(honest, examined):
    words = OTHER.book().installation[0].document.fingerprint_words()
    found = examined(honest, " ".join(words)).findings
    assert [finding.where for finding in found] == ["/dokumen"]


def test_a_fingerprint_that_is_none_is_refused(honest, examined):
    with pytest.raises(ConfigError):
        examined(honest, "AAAA")


def test_a_site_that_answers_some_requests_only_is_found(honest, examined):
    def silent(ask: Ask, answer: Answer) -> Answer:
        if ask.path.startswith("/static/"):
            raise UnreachableError("it broke off")
        return answer

    found = examined(honest.changed(silent)).findings
    assert found
    assert all("/static/" in finding.where for finding in found), found


def test_a_site_that_does_not_answer_at_all_is_not_examined(honest, examined):
    def silent(*_: object) -> Answer:
        raise UnreachableError("nobody is there")

    with pytest.raises(UnreachableError):
        examined(honest.changed(silent))
