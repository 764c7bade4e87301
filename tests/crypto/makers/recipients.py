"""Who receives a new case (docs/spec/directory.md, "Who receives what"): rank, exclusions, the level above."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person, World
from tests.crypto.makers import world as papers
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area
from tests.crypto.makers.world import document, signed
from tests.crypto.scenario import encode
from wbs.crypto.ceremony import digest_of
from wbs.crypto.directory import INSTALLATION, Agencies, Custodian, Directory, RecoveryShares, Role, Roots
from wbs.crypto.drafts import change_agency, with_route
from wbs.crypto.keys import OfficerSecret

CITY = "61.71"
_CHOICE = 'docs/spec/directory.md "Who receives what": '
_HOLDERS = ("Bupati", "Sekretaris Daerah", "Kepala BKD")
_PEOPLE = (
    (REGENCY, "penerima-01", "Tim Penerima", Role.RECEIVER),
    (REGENCY, "penerima-02", "Tim Penerima", Role.RECEIVER),
    (REGENCY, "penerima-03", "Irban Khusus", Role.RECEIVER),
    (REGENCY, "penelaah-01", "Irban Khusus", Role.REVIEWER),
    (PROVINCE, "penerima-01", "Tim Penerima", Role.RECEIVER),
    (PROVINCE, "penerima-02", "Irban \U0001f512", Role.RECEIVER),
    (PROVINCE, "penerima-03", "Irban \uff21", Role.RECEIVER),
    (CITY, "penerima-01", "Tim Penerima", Role.RECEIVER),
)
_ROWS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "officer": ("one officer excluded", {"exclusions": [{"agency": REGENCY, "reader": "penerima-01"}]}),
    "unit": ("a unit: its people are named besides", {"exclusions": [{"agency": REGENCY, "unit": "Irban Khusus"}]}),
    "unit-of-nobody": ("a unit that nobody is in", {"exclusions": [{"agency": REGENCY, "unit": "Arsip"}]}),
    "reviewer": ("somebody who receives no new case", {"exclusions": [{"agency": REGENCY, "reader": "penelaah-01"}]}),
    "elsewhere": ("people of another agency", {"exclusions": [{"agency": CITY, "unit": "Tim Penerima"}]}),
    "too-few": ("too few are left: the level above", {"exclusions": [{"agency": REGENCY, "unit": "Tim Penerima"}]}),
    "root-holder": ("one who signs the directory: the level above", {
        "exclusions": [{"agency": REGENCY, "unit": "Sekretaris"}]
    }),
    "whole-agency": ("a whole agency, and people of it", {
        "exclusions": [{"agency": REGENCY, "unit": "Irban Khusus"}, {"agency": REGENCY}]
    }),
    "recovery-key": ("the recovery key itself", {"exclusions": [{"agency": REGENCY, "reader": "recovery"}]}),
    "recovery-one-holder": ("one holder of a share", {"exclusions": [{"agency": REGENCY, "unit": "Bupati"}]}),
    "recovery-holders": ("as many holders as restore the key: it is left out", {
        "exclusions": [{"agency": REGENCY, "unit": "Kepala BKD"}, {"agency": REGENCY, "unit": "Bupati"}]
    }),
    "recovery-holder-twice": ("one holder named twice counts once", {
        "exclusions": [{"agency": REGENCY, "unit": "Bupati"}, {"agency": REGENCY, "unit": "Bupati"}]
    }),
    "custodian": ("the custodian: the one above takes the place", {
        "exclusions": [{"agency": REGENCY, "reader": "penyimpan"}]
    }),
    "custodians": ("both custodians: no identity is taken", {
        "exclusions": [{"agency": REGENCY, "reader": "penyimpan"}, {"agency": PROVINCE, "unit": "Arsip Daerah"}]
    }),
    "head": ("the inspectorate's own people: all that send this rank above are excluded", {"rank": "inspectorate"}),
    "head-of-other": ("the same for another agency: the record is the same", {"rank": "inspectorate", "agency": CITY}),
    "unknown-rank": ("an unknown rank: the level above, which may hand down", {"rank": "unknown"}),
    "order": ("texts are ordered by UTF-8, not by UTF-16; the level above has too few then", {
        "agency": PROVINCE,
        "exclusions": [{"agency": CITY, "unit": "Irban \U0001f512"}, {"agency": CITY, "unit": "Irban \uff21"}],
    }),
    "grace": ("in the days of grace", {"today": "2027-02-10"}),
    "nobody-left": ("nobody is left, up to the highest agency", {
        "exclusions": [{"agency": REGENCY, "unit": "Tim Penerima"}, {"agency": PROVINCE, "unit": "Inspektur"}]
    }),
    "nobody-left-of-head": ("nobody is left above the accused's own inspectorate", {
        "rank": "inspectorate", "exclusions": [{"agency": PROVINCE, "unit": "Sekretaris"}]
    }),
    "no-route": ("a rank that no agency may receive", {"rank": "minister"}),
    "expired": ("a channel that is closed to all is closed whoever is excluded", {
        "today": "2028-01-01", "exclusions": [{"agency": REGENCY, "unit": "Tim Penerima"}]
    }),
}  # fmt: skip


def make() -> Area:
    area = Area("recipients")
    with drawn("recipients"):
        world = _world()
        base: dict[str, Any] = {
            **papers.given(world.documents(), world.anchor),
            "agency": REGENCY,
            "rank": "staff",
            "exclusions": [],
            "today": "2026-11-21",
            "released": "2026-01-01",
        }
        area.accept("choice", "recipients.choose", _CHOICE + "nobody is excluded", base, {"agency": REGENCY})
        for name, (comment, changes) in _ROWS.items():
            area.vary_accepted(name, "choice", _CHOICE + comment, changes)
        comment = _CHOICE + "an unknown rank without a route: the level above"
        area.vary_accepted("unknown-rank-no-route", "choice", comment, {"rank": "unknown", **_bare(world)})
        _several(area, base)
        _half(area, world)
        both = {"exclusions": [{"agency": REGENCY, "reader": "penerima-01", "unit": "Tim Penerima"}]}
        area.vary("format", "officer-and-unit", "choice", _CHOICE + "an officer and a unit in one exclusion", both)
    return area


def _half(area: Area, world: World) -> None:
    """Of four receivers two are excluded: the level above reads, if there is one that can."""
    two = [{"agency": REGENCY, "reader": name} for name in ("penerima-01", "penerima-02")]
    nobody_above = [*two, {"agency": PROVINCE, "unit": "Inspektur"}]
    at_the_top = [{**one, "agency": PROVINCE} for one in two]
    rows = {
        "half": ("no more than half are left: the level above", REGENCY, two, PROVINCE),
        "half-and-nobody-above": ("half are left, and nobody above", REGENCY, nobody_above, REGENCY),
        "half-at-the-top": ("half are left of the highest agency", PROVINCE, at_the_top, PROVINCE),
    }
    for name, (comment, agency, exclusions, reading) in rows.items():
        changes = {"agency": agency, "exclusions": exclusions, **_with_four(world, agency)}
        area.vary_accepted(name, "choice", _CHOICE + comment, changes, {"agency": reading})


def _with_four(world: World, code: str) -> dict[str, Any]:
    """Serve another version of a directory, with a receiver more."""
    before = document(world.directories[code][0], Directory)
    secret = OfficerSecret.generate()
    keys = {"reader_key": secret.reader_key.public.text, "verify_key": secret.signing_key.public.text}
    first = next(one for one in before.readers if one.id == "penerima-01")
    more = msgspec.structs.replace(first, id="penerima-04", label="Petugas penerima-04", **keys)
    later = msgspec.structs.replace(before, version=2, previous=digest_of(before), readers=[*before.readers, more])
    chains = {**world.directories, code: [*world.directories[code], signed(world, code, later)]}
    return {"directories": {agency: [encode(one) for one in chain] for agency, chain in chains.items()}}


def _several(area: Area, base: dict[str, Any]) -> None:
    """Several people are reported: who goes farthest up decides, an unknown rank only alone."""
    rows = {
        "several": (["staff", "inspectorate", "staff"], "inspectorate"),
        "several-unknown-first": (["unknown", "inspectorate"], "inspectorate"),
        "several-unknown-last": (["inspectorate", "unknown"], "inspectorate"),
        "several-unknown-and-staff": (["staff", "unknown"], "unknown"),
        "several-nobody": (["inspectorate", "minister", "unknown"], "minister"),
        "several-alike": (["leadership", "inspectorate"], "leadership"),
    }
    for name, (ranks, rank) in rows.items():
        given = {**base, "ranks": ranks} if name == "several" else {"ranks": ranks}
        if name == "several":
            area.accept(name, "recipients.decide", _CHOICE + "of several ranks the highest", given, {"rank": rank})
        else:
            area.vary_accepted(name, "several", _CHOICE + f"of several ranks: {rank}", given, {"rank": rank})


def _world() -> World:
    codes = (REGENCY, CITY, PROVINCE)
    world = cast.found(agencies=codes, recovery=codes)
    people = [Person(agency, name, frozenset({role}), unit) for agency, name, unit, role in _PEOPLE]
    world.people = {f"{one.agency}/{one.id}": one for one in people}
    for code in codes:
        first = document(world.roots[code][0], Roots)
        shares = RecoveryShares(threshold=2, holders=list(_HOLDERS))
        roots = msgspec.structs.replace(first, recovery=shares)
        world.roots[code] = [signed(world, code, roots, 3)]
        held = cast.directory_of(world, code, roots)
        world.directories[code] = [signed(world, code, msgspec.structs.replace(held, **_custodian(code)))]
    return world


def _custodian(code: str) -> dict[str, Custodian]:
    if code == CITY:
        return {}
    secret = OfficerSecret.generate()
    keys = {"reader_key": secret.reader_key.public.text, "verify_key": secret.signing_key.public.text}
    return {"custodian": Custodian(id="penyimpan", label="Penyimpan", unit="Arsip Daerah", rank="staff", **keys)}


def _bare(world: World) -> dict[str, Any]:
    """Serve a table that says nothing about unknown ranks."""
    table = document(world.agencies[0], Agencies)
    entry = next(one for one in table.agencies if one.agency == REGENCY)
    changed = change_agency(table, REGENCY, routes=with_route(entry, "unknown", None))
    return {"agencies": [encode(signed(world, INSTALLATION, changed))]}
