"""Roots, directories, agencies (docs/spec/directory.md): chains, thresholds, dates, rollback."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tests.cast import PROVINCE, REGENCY, World
from tests.crypto.makers import world as papers
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area
from tests.crypto.makers.world import document, signed, variant
from tests.crypto.scenario import encode
from wbs.crypto.ceremony import digest_of, draft_roots
from wbs.crypto.directory import (
    INSTALLATION,
    Agencies,
    AgencyEntry,
    Custodian,
    Directory,
    ReaderEntry,
    Recovery,
    RecoveryShares,
    Role,
    Roots,
    Route,
)
from wbs.crypto.encoding import b64, bech32_encode
from wbs.crypto.keys import CustodianPublicKey, OfficerSecret, RecoverySecret, RootSigningKey
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Envelope, sign, sign_payload

_ORDER = 'docs/spec/directory.md "Verification": '
_REFUSALS = 'docs/spec/directory.md "Refusals": '
_EXPIRY = 'docs/spec/directory.md "Expiry": '
_ROLLBACK = 'docs/spec/directory.md "Rollback": '
_ROUTES = 'docs/spec/directory.md "Who receives what": '
_OTHER_DIGEST = "A" * 42 + "E"


class Maker:
    """One world, and its documents as they should be."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.world: World = papers.small_world(
            f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02", f"{PROVINCE}/penerima-01"
        )
        self.given = papers.given(self.world.documents(), self.world.anchor)
        self.roots = {code: document(chain[0], Roots) for code, chain in self.world.roots.items()}
        self.directory = document(self.world.directories[REGENCY][0], Directory)
        self.agencies = document(self.world.agencies[0], Agencies)

    def directories(self, *envelopes: bytes) -> dict[str, Any]:
        """Serve other directories for the regency."""
        return {"directories": {**self.given["directories"], REGENCY: [encode(one) for one in envelopes]}}

    def chains(self, code: str, *envelopes: bytes) -> dict[str, Any]:
        """Serve another roots chain for one code."""
        return {"roots": {**self.given["roots"], code: [encode(one) for one in envelopes]}}

    def one(self, **changes: Any) -> dict[str, Any]:
        """Serve one directory with some members changed, signed as it should be."""
        return self.directories(signed(self.world, REGENCY, msgspec.structs.replace(self.directory, **changes)))

    def table(self, *documents: Agencies, signers: int = 2) -> dict[str, Any]:
        """Serve other agencies documents, signed as they should be."""
        return {"agencies": [encode(signed(self.world, INSTALLATION, one, signers)) for one in documents]}

    def refuse(self, expect: str, name: str, what: str, changes: Mapping[str, Any]) -> None:
        self.area.vary(expect, name, "whole", _REFUSALS + what, changes)


def make() -> Area:
    area = Area("trust")
    with drawn("trust"):
        maker = Maker(area)
        area.accept("whole", "trust.verify", _ORDER + "an installation with two agencies", maker.given)
        _anchors(maker)
        _roots(maker)
        _rotation(maker)
        _directories(maker)
        _directory_chains(maker)
        _directory_members(maker)
        _agencies(maker)
        _standing(maker)
        _rollback(maker)
        _governing(maker)
        _whole_but_for_one(maker)
    return area


def _anchors(maker: Maker) -> None:
    regency, province = maker.roots[REGENCY].fingerprint_text(), maker.world.directories[PROVINCE][0]
    maker.refuse("trust", "anchor-other", "an anchor that is not in the chain", {"anchor": _OTHER_DIGEST})
    maker.refuse(
        "trust", "anchor-of-agency", "the anchor of an agency instead of the installation's", {"anchor": regency}
    )
    no_roots = {"roots": {code: chain for code, chain in maker.given["roots"].items() if code != INSTALLATION}}
    maker.refuse("trust", "no-installation", "no roots of the installation", no_roots)
    maker.refuse("trust", "no-agencies", "no agencies document", {"agencies": []})
    maker.area.vary_accepted(
        "no-directory",
        "whole",
        _ORDER + "an agency that is being founded has no directory at all yet",
        maker.directories(),
        {"directories": {PROVINCE: {"version": 1, "digest": digest_of(document(province, Directory))}}},
    )
    maker.refuse("trust", "no-agency-roots", "an agency without roots", maker.chains(REGENCY))
    swapped = {**maker.given["roots"], REGENCY: maker.given["roots"][PROVINCE]}
    maker.refuse("trust", "roots-swapped", "the roots of another agency", {"roots": swapped})
    strangers = [RootSigningKey.generate() for _ in range(3)]
    own = draft_roots(REGENCY, strangers, ("a", "b", "c"), 2)
    changes = maker.chains(REGENCY, sign(own, *strangers))
    maker.refuse("trust", "roots-of-server", "well-formed roots that nobody anchored: the server's own", changes)


def _roots(maker: Maker) -> None:
    roots = maker.roots[REGENCY]
    keys = maker.world.root_keys[REGENCY]

    def one(**changes: Any) -> dict[str, Any]:
        return maker.chains(REGENCY, signed(maker.world, REGENCY, msgspec.structs.replace(roots, **changes), 3))

    rows = {
        "roots-key-twice": ("one root key under two offices", one(keys=[roots.keys[0], *roots.keys])),
        "roots-threshold-high": ("a threshold that nobody can reach", one(threshold=4)),
        "roots-threshold-one": ("a threshold of one: nobody controls the one", one(threshold=1)),
        "roots-first-version-2": ("a chain that starts at version 2", one(version=2, previous=_OTHER_DIGEST)),
        "roots-first-previous": ("a first version with a previous one", one(previous=_OTHER_DIGEST)),
        "roots-shares-missing": (
            "more shares needed than there are",
            one(recovery=RecoveryShares(threshold=3, holders=["a", "b"])),
        ),
        "roots-shares-twice": (
            "one holder of two shares",
            one(recovery=RecoveryShares(threshold=2, holders=["a", "a"])),
        ),
    }
    for name, (what, changes) in rows.items():
        maker.refuse("trust", name, what, changes)
    shares = RecoveryShares(threshold=2, holders=["Inspektur", "Sekretaris"])
    maker.refuse(
        "signature", "roots-one-signer", "roots signed by one official", maker.chains(REGENCY, sign(roots, keys[0]))
    )
    twice = maker.chains(REGENCY, sign(roots, keys[0], keys[0]))
    maker.refuse("signature", "roots-one-signer-twice", "one official's signature twice", twice)
    recovered = msgspec.structs.replace(roots, recovery=shares)
    directory = msgspec.structs.replace(maker.directory, roots=digest_of(recovered))
    changes = {
        **maker.chains(REGENCY, signed(maker.world, REGENCY, recovered)),
        **maker.directories(signed(maker.world, REGENCY, directory)),
    }
    comment = 'docs/spec/directory.md "Fingerprint": recovery holders are not part of the fingerprint'
    maker.area.vary_accepted("roots-recovery-holders", "whole", comment, changes)


def _rotation(maker: Maker) -> None:
    """Officials change: roots of version 2, signed by both thresholds, and a directory under them."""
    old, old_keys = maker.roots[REGENCY], maker.world.root_keys[REGENCY]
    new_keys = [*old_keys[1:], RootSigningKey.generate()]
    new = draft_roots(REGENCY, new_keys, [entry.office for entry in old.keys], 2)
    new = msgspec.structs.replace(new, version=2, previous=digest_of(old))
    first = maker.world.roots[REGENCY][0]
    base = maker.world.directories[REGENCY][0]
    second = variant(base, Directory, version=2, previous=digest_of(maker.directory), roots=digest_of(new))
    third = msgspec.structs.replace(second, version=3, previous=digest_of(second), roots=digest_of(old))
    fourth = msgspec.structs.replace(second, version=4, previous=digest_of(third))
    both = sign(new, old_keys[0], old_keys[1], new_keys[2])
    chain, under_new = maker.chains(REGENCY, first, both), sign(second, *new_keys[:2])
    changes = {**chain, **maker.directories(base, under_new)}
    maker.area.vary_accepted("rotation", "whole", _ORDER + "an official is replaced", changes)
    only_new = draft_roots(REGENCY, [RootSigningKey.generate() for _ in range(3)], ("a", "b", "c"), 2)
    only_new = msgspec.structs.replace(only_new, version=2, previous=digest_of(old))
    rows = {
        "rotation-newest-directory-old": (
            "trust",
            "the newest directory stands under roots that are gone",
            {**chain, **maker.directories(base)},
        ),
        "rotation-recedes": (
            "trust",
            "a directory goes back to roots that are gone",
            {**chain, **maker.directories(base, under_new, signed(maker.world, REGENCY, third))},
        ),
        "rotation-recedes-and-returns": (
            "trust",
            "a directory goes back to roots that are gone, and the next one does not",
            {
                **chain,
                **maker.directories(base, under_new, signed(maker.world, REGENCY, third), sign(fourth, *new_keys[:2])),
            },
        ),
        "rotation-old-key-signs": (
            "signature",
            "an official who left signs with one who stays",
            {**chain, **maker.directories(base, sign(second, old_keys[0], old_keys[1]))},
        ),
        "rotation-without-old": (
            "signature",
            "new roots that the old ones did not sign",
            maker.chains(REGENCY, first, sign(new, *new_keys[1:])),
        ),
        "rotation-without-new": (
            "signature",
            "new roots that only the old ones signed",
            maker.chains(REGENCY, first, sign(only_new, *old_keys)),
        ),
        "rotation-gap": (
            "trust",
            "a version is missing",
            maker.chains(REGENCY, first, sign(msgspec.structs.replace(new, version=3), *old_keys, new_keys[2])),
        ),
        "rotation-other-previous": (
            "trust",
            "the new roots follow from others",
            maker.chains(
                REGENCY, first, sign(msgspec.structs.replace(new, previous=_OTHER_DIGEST), *old_keys, new_keys[2])
            ),
        ),
        "rotation-not-anchored": ("trust", "only the newer roots are served", maker.chains(REGENCY, both)),
    }
    for name, (expect, what, served) in rows.items():
        maker.refuse(expect, name, what, served)
    _installation_rotation(maker)


def _installation_rotation(maker: Maker) -> None:
    old, old_keys = maker.roots[INSTALLATION], maker.world.root_keys[INSTALLATION]
    new_keys = [*old_keys[1:], RootSigningKey.generate()]
    new = draft_roots(INSTALLATION, new_keys, [entry.office for entry in old.keys], 2)
    new = msgspec.structs.replace(new, version=2, previous=digest_of(old))
    chain = maker.chains(INSTALLATION, maker.world.roots[INSTALLATION][0], sign(new, *old_keys, new_keys[2]))
    first = maker.world.agencies[0]
    second = msgspec.structs.replace(
        maker.agencies, version=2, previous=digest_of(maker.agencies), roots=digest_of(new)
    )
    third = msgspec.structs.replace(second, version=3, previous=digest_of(second), roots=digest_of(old))
    fourth = msgspec.structs.replace(second, version=4, previous=digest_of(third))
    signed_second = sign(second, *new_keys[:2])
    changes = {**chain, "agencies": [encode(first), encode(signed_second)]}
    maker.area.vary_accepted("installation-rotation", "whole", _ORDER + "the anchor is an older version", changes)
    later = {**changes, "anchor": new.fingerprint_text()}
    maker.area.vary_accepted(
        "installation-rotation-new-anchor", "whole", _ORDER + "the anchor is the newest version", later
    )
    rows: dict[str, tuple[str, Sequence[bytes]]] = {
        "agencies-newest-old": ("the newest agencies document stands under roots that are gone", [first]),
        "agencies-recede": (
            "an agencies document goes back to roots that are gone",
            [first, signed_second, sign(third, *old_keys[:2]), sign(fourth, *new_keys[:2])],
        ),
    }
    for name, (what, tables) in rows.items():
        maker.refuse("trust", name, what, {**chain, "agencies": [encode(table) for table in tables]})


def _directories(maker: Maker) -> None:
    world, base = maker.world, maker.world.directories[REGENCY][0]
    added = OfficerSecret.generate()
    entry = maker.directory.readers[0]
    intruder = msgspec.structs.replace(
        entry, id="penyusup", reader_key=added.reader_key.public.text, verify_key=added.signing_key.public.text
    )
    with_intruder = msgspec.structs.replace(maker.directory, readers=[*maker.directory.readers, intruder])
    swapped = msgspec.structs.replace(entry, reader_key=added.reader_key.public.text)
    with_swap = msgspec.structs.replace(maker.directory, readers=[swapped, *maker.directory.readers[1:]])
    strangers = [RootSigningKey.generate() for _ in range(2)]
    rows = {
        "directory-one-signer": ("signed by one official", sign(maker.directory, world.root_keys[REGENCY][0])),
        "directory-one-signer-twice": (
            "one official's signature twice",
            sign(maker.directory, *world.root_keys[REGENCY][:1] * 2),
        ),
        "directory-strangers": ("a reader is added, signed by strangers", sign(with_intruder, *strangers)),
        "directory-other-agency-signs": (
            "a reader is added, signed by the officials of another agency",
            sign(with_intruder, *world.root_keys[PROVINCE]),
        ),
        "directory-half-signed": (
            "a reader is added, signed by one official and a stranger",
            sign(with_intruder, world.root_keys[REGENCY][0], strangers[0]),
        ),
        "directory-key-swapped": ("a reader's key is swapped under old signatures", _resigned(base, with_swap)),
    }
    for name, (what, envelope) in rows.items():
        maker.refuse("signature", name, what, maker.directories(envelope))


def _resigned(envelope: bytes, changed: Directory) -> bytes:
    """Put another payload under the signatures of an envelope."""
    return serialise(msgspec.structs.replace(parse(envelope, Envelope), payload=b64(serialise(changed))))


def _directory_chains(maker: Maker) -> None:
    world, base, directory = maker.world, maker.world.directories[REGENCY][0], maker.directory
    second = msgspec.structs.replace(directory, version=2, previous=digest_of(directory), issued="2026-06-01")
    other = msgspec.structs.replace(second, issued="2026-06-02")

    def serve(*documents: Directory) -> dict[str, Any]:
        return maker.directories(base, *(signed(world, REGENCY, one) for one in documents))

    maker.area.vary_accepted("directory-second", "whole", _ORDER + "a second version", serve(second))
    three = maker.directories(signed(world, REGENCY, directory, 3))
    maker.area.vary_accepted("directory-three-signers", "whole", _ORDER + "all officials signed", three)
    rows = {
        "directory-gap": ("a version is missing", serve(msgspec.structs.replace(second, version=3))),
        "directory-same-version": ("two documents with one version", serve(second, other)),
        "directory-repeated": ("a version twice", serve(second, second)),
        "directory-other-previous": (
            "it follows from another version",
            serve(msgspec.structs.replace(second, previous=_OTHER_DIGEST)),
        ),
        "directory-no-previous": (
            "a second version that follows from none",
            serve(msgspec.structs.replace(second, previous=msgspec.UNSET)),
        ),
        "directory-starts-late": ("the first version is withheld", maker.directories(signed(world, REGENCY, second))),
        "directory-reversed": ("versions in another order", maker.directories(signed(world, REGENCY, second), base)),
        "directory-unknown-roots": ("roots that nobody served", maker.one(roots=_OTHER_DIGEST)),
        "directory-other-agency": ("the directory of another agency", maker.one(agency=PROVINCE)),
        "directory-fingerprint-for-digest": (
            "the fingerprint of the roots instead of their digest",
            maker.one(roots=maker.roots[REGENCY].fingerprint_text()),
        ),
    }
    for name, (what, changes) in rows.items():
        maker.refuse("trust", name, what, changes)


def _directory_members(maker: Maker) -> None:
    first, second = maker.directory.readers
    secret = OfficerSecret.generate()
    key, verify = secret.reader_key.public, secret.signing_key.public.text
    custodian = Custodian(
        id="kustodian", label="Kustodian", unit="Sekretariat", rank="staff", reader_key=key.text, verify_key=verify
    )

    def entry(**changes: Any) -> dict[str, Any]:
        return maker.one(readers=[msgspec.structs.replace(first, **changes), second])

    restored = RecoverySecret.generate()
    recovery = Recovery(reader_key=restored.reader_key.public.text, verify_key=restored.signing_key.public.text)
    comment = _ORDER + "a custodian and a recovery key"
    maker.area.vary_accepted("directory-custodian", "whole", comment, maker.one(custodian=custodian, recovery=recovery))
    rows = {
        "reader-twice": ("one id for two readers", entry(id=second.id)),
        "reader-reserved": ("a reader called `reporter`", entry(id="reporter")),
        "reader-called-recovery": ("a reader called `recovery`", entry(id="recovery")),
        "reader-key-twice": ("one reader key for two readers", entry(reader_key=second.reader_key)),
        "recovery-signs": (
            "the recovery key has a reader's verify key",
            maker.one(recovery=msgspec.structs.replace(recovery, verify_key=first.verify_key)),
        ),
        "verify-key-twice": ("one verify key for two readers", entry(verify_key=second.verify_key)),
        "custodian-is-reader": (
            "the custodian is also a reader",
            maker.one(custodian=msgspec.structs.replace(custodian, id=first.id)),
        ),
        "custodian-reads": (
            "the custodian has a reader's key",
            maker.one(custodian=msgspec.structs.replace(custodian, reader_key=first.reader_key)),
        ),
        "custodian-signs": (
            "the custodian has a reader's verify key",
            maker.one(custodian=msgspec.structs.replace(custodian, verify_key=first.verify_key)),
        ),
        "recovery-is-reader": (
            "the recovery key is a reader's",
            maker.one(recovery=msgspec.structs.replace(recovery, reader_key=first.reader_key)),
        ),
        "dates-out-of-order": ("it expires before it must be renewed", maker.one(expires="2026-12-30")),
        "dates-issued-late": ("it must be renewed before it was issued", maker.one(issued="2027-01-01")),
        "service-over": ("a reader whose service ended before it was issued", entry(until="2026-01-04")),
        "service-backwards": (
            "a reader whose service ends before it begins",
            entry(since="2026-03-01", until="2026-02-28"),
        ),
    }
    for name, (what, changes) in rows.items():
        maker.refuse("trust", name, what, changes)
    maker.area.vary_accepted(
        "service-ends-that-day", "whole", _ORDER + "a last day of service", entry(until="2026-01-05")
    )
    small = CustodianPublicKey(key.raw[:1184] + bytes(32)).raw
    formats = {
        "no-such-day": ("a day that no calendar has", maker.one(expires="2026-02-30")),
        "no-such-since": ("a day that no calendar has, inside", entry(since="2026-02-30")),
        "reader-key-small-order": (
            "a reader key that nothing can be sealed to",
            entry(reader_key=bech32_encode("age1pq", small)),
        ),
        "verify-key-small-order": (
            "a verify key under which anything verifies",
            entry(verify_key="ed25519:" + encode(bytes(32))),
        ),
        "role-unknown": ("a role that nobody declared", _altered(maker, b'"receiver"', b'"owner"')),
        "opening-two": (
            "two-person opening, which this version does not know",
            _altered(maker, b'"opening_k":1', b'"opening_k":2'),
        ),
        "unknown-member": ("a member that nobody declared", _altered(maker, b'"version":1}', b'"version":1,"x":1}')),
    }
    for name, (what, changes) in formats.items():
        maker.refuse("format", name, what, changes)
    version = _altered(maker, b'"type":"wbs-directory/v1"', b'"type":"wbs-directory/v2"')
    maker.refuse("version", "directory-version-2", "a directory of the next version", version)


def _altered(maker: Maker, old: bytes, new: bytes) -> dict[str, Any]:
    """Sign a directory that the product could not have written."""
    payload = serialise(maker.directory)
    if old not in payload:
        raise AssertionError("nothing to alter")
    keys = maker.world.root_keys[REGENCY][:2]
    return maker.directories(sign_payload(payload.replace(old, new), "wbs-directory/v1", *keys))


def _agencies(maker: Maker) -> None:
    table = maker.agencies
    regency = next(entry for entry in table.agencies if entry.agency == REGENCY)
    province = next(entry for entry in table.agencies if entry.agency == PROVINCE)

    def one(*entries: AgencyEntry, **changes: Any) -> dict[str, Any]:
        return maker.table(msgspec.structs.replace(table, agencies=list(entries) or table.agencies, **changes))

    def changed(**changes: Any) -> AgencyEntry:
        return msgspec.structs.replace(regency, **changes)

    outside = [Route(rank="staff", agency="99.99")]
    twice = [Route(rank="staff", agency=REGENCY), Route(rank="staff", agency=PROVINCE)]
    rows = {
        "agency-twice": ("one agency twice", one(regency, regency, province)),
        "agency-is-installation": (
            "the installation among its agencies",
            one(changed(agency="00", routes=[]), province),
        ),
        "parent-outside": ("a parent that the table does not list", one(changed(parent="99"), province)),
        "route-outside": ("a route that leads out of the table", one(changed(routes=outside), province)),
        "rank-twice": ("one rank with two routes", one(changed(routes=twice), province)),
        "agency-other-roots": (
            "another fingerprint than the agency's roots have",
            one(changed(roots=_OTHER_DIGEST), province),
        ),
        "agency-roots-by-digest": (
            "the digest of the roots instead of their fingerprint",
            one(changed(roots=digest_of(maker.roots[REGENCY])), province),
        ),
        "agencies-unknown-roots": ("a table under roots that nobody served", one(roots=_OTHER_DIGEST)),
        "agencies-gap": ("a table that starts at version 2", one(version=2, previous=_OTHER_DIGEST)),
        "agencies-first-previous": ("a first table with a previous one", one(previous=_OTHER_DIGEST)),
    }
    for name, (what, changes) in rows.items():
        maker.refuse("trust", name, what, changes)
    maker.refuse("signature", "agencies-one-signer", "a table signed by one official", maker.table(table, signers=1))
    by_agency = {"agencies": [encode(sign(table, *maker.world.root_keys[REGENCY]))]}
    maker.refuse("signature", "agencies-agency-signs", "a table signed by the officials of an agency", by_agency)
    maker.refuse("format", "agencies-no-such-day", "a day that no calendar has", one(issued="2026-13-01"))
    alone = one(changed(parent=msgspec.UNSET, routes=[]))
    maker.area.vary_accepted(
        "agency-not-listed", "whole", _ORDER + "documents of an agency that is not listed are passed over", alone
    )


def _standing(maker: Maker) -> None:
    base = {**maker.given, "agency": REGENCY, "released": "2026-01-01", "today": "2026-11-21"}
    area = maker.area
    expected = {"standing": "current", "receivers": ["penerima-01", "penerima-02"]}
    area.accept("standing", "trust.standing", _EXPIRY + "in force", base, expected)
    days = {
        "renewal-day": ("2026-12-31", "current"),
        "renewal-due": ("2027-01-01", "renewal-due"),
        "last-day": ("2027-02-09", "renewal-due"),
        "grace": ("2027-02-10", "grace"),
        "grace-last-day": ("2027-04-10", "grace"),
        "expired": ("2027-04-11", "expired"),
    }
    for name, (today, stands) in days.items():
        found = {"standing": stands} | ({} if stands == "expired" else {"receivers": expected["receivers"]})
        area.vary_accepted(f"standing-{name}", "standing", f"{_EXPIRY}{today}", {"today": today}, found)
    behind = {"today": "2020-01-01"}
    area.vary_accepted(
        "standing-clock-behind",
        "standing",
        _EXPIRY + "a clock that is behind revives nothing",
        {**behind, "released": "2027-04-11"},
        {"standing": "expired"},
    )
    area.vary_accepted(
        "standing-issued-ahead",
        "standing",
        _EXPIRY + "issued in the future is no reason to refuse",
        behind,
        {"standing": "current"},
    )
    far = maker.one(expires="9999-12-31", grace_days=365)
    area.vary_accepted(
        "standing-last-year",
        "standing",
        _EXPIRY + "the last day that dates can name",
        {**far, "today": "9999-12-31"},
        {"standing": "renewal-due"},
    )
    first, second = maker.directory.readers
    later = maker.one(readers=[msgspec.structs.replace(first, since="2026-12-01"), second])
    area.vary_accepted(
        "standing-too-few",
        "standing",
        _EXPIRY + "fewer receivers in force than the policy asks",
        later,
        {"standing": "current"},
    )
    ended = maker.one(readers=[first, msgspec.structs.replace(second, until="2026-11-20")])
    area.vary_accepted(
        "standing-service-ended",
        "standing",
        _EXPIRY + "a receiver whose service has ended",
        ended,
        {"standing": "current"},
    )
    third = _third(maker, roles=[Role.REVIEWER])
    reviewers = maker.one(readers=[first, second, third])
    area.vary_accepted("standing-other-roles", "standing", _EXPIRY + "only receivers are chosen", reviewers, expected)
    reordered = maker.one(readers=[second, _third(maker, roles=[Role.RECEIVER, Role.HEAD]), first])
    chosen = {"receivers": ["a-petugas", "penerima-01", "penerima-02"]}
    area.vary_accepted("standing-sorted", "standing", _EXPIRY + "chosen in the order of their ids", reordered, chosen)


def _third(maker: Maker, roles: list[Role]) -> ReaderEntry:
    secret = OfficerSecret.generate()
    return msgspec.structs.replace(
        maker.directory.readers[0],
        id="a-petugas",
        roles=roles,
        reader_key=secret.reader_key.public.text,
        verify_key=secret.signing_key.public.text,
    )


def _rollback(maker: Maker) -> None:
    second = msgspec.structs.replace(maker.directory, version=2, previous=digest_of(maker.directory))
    served = maker.directories(maker.world.directories[REGENCY][0], signed(maker.world, REGENCY, second))
    base = {**maker.given, **served, "agency": REGENCY, "version": 2, "digest": digest_of(second)}
    area = maker.area
    area.accept("rollback-same", "trust.rollback", _ROLLBACK + "the version that was seen before", base)
    first = {"version": 1, "digest": digest_of(maker.directory)}
    area.vary_accepted("rollback-newer", "rollback-same", _ROLLBACK + "a newer version", first)
    area.vary(
        "trust", "rollback-older", "rollback-same", _ROLLBACK + "an older version than one seen before", {"version": 3}
    )
    other = {"digest": _OTHER_DIGEST}
    area.vary(
        "trust", "rollback-other-document", "rollback-same", _ROLLBACK + "another document with one version", other
    )
    area.vary(
        "trust", "rollback-no-directory", "rollback-same", _ROLLBACK + "no directory any more", maker.directories()
    )
    third = msgspec.structs.replace(second, version=3, previous=digest_of(second))
    chain = [maker.world.directories[REGENCY][0], *(signed(maker.world, REGENCY, one) for one in (second, third))]
    forked = {**maker.directories(*chain), **other}
    comment = _ROLLBACK + "a newer version, with another document in the place of the one seen before"
    area.vary("trust", "rollback-fork", "rollback-same", comment, forked)
    comment = _ROLLBACK + "a newer version that follows from the one seen before"
    area.vary_accepted("rollback-follows", "rollback-same", comment, maker.directories(*chain))


def _governing(maker: Maker) -> None:
    base = {**maker.given, "agency": REGENCY, "rank": "staff"}
    area = maker.area
    area.accept("governing", "trust.governing", _ROUTES + "staff: the agency itself", base, {"governing": REGENCY})
    head = {"rank": "inspectorate"}
    comment = _ROUTES + "the inspectorate's own people: the agency above"
    area.vary_accepted("governing-above", "governing", comment, head, {"governing": PROVINCE})
    area.vary_accepted("governing-nobody", "governing", _ROUTES + "a rank without a route", {"rank": "minister"}, {})
    area.vary_accepted(
        "governing-unknown-agency", "governing", _ROUTES + "an agency nobody lists", {"agency": "99"}, {}
    )


def _whole_but_for_one(maker: Maker) -> None:
    """Everything around fits, so that one rule alone refuses."""
    keys, roots = maker.world.root_keys[REGENCY], maker.roots[REGENCY]
    twice = msgspec.structs.replace(roots, keys=[roots.keys[0], *roots.keys])
    below = msgspec.structs.replace(maker.directory, roots=digest_of(twice))
    changes = {**maker.chains(REGENCY, sign(twice, *keys)), **maker.directories(sign(below, *keys[:2]))}
    maker.refuse("trust", "roots-key-twice-directory-below", "one root key under two offices, all signed", changes)
    moved = msgspec.structs.replace(roots, agency=PROVINCE, version=2, previous=digest_of(roots))
    after = msgspec.structs.replace(
        maker.directory, version=2, previous=digest_of(maker.directory), roots=digest_of(moved)
    )
    changes = {
        **maker.chains(REGENCY, maker.world.roots[REGENCY][0], sign(moved, *keys)),
        **maker.directories(maker.world.directories[REGENCY][0], sign(after, *keys[:2])),
    }
    maker.refuse("trust", "rotation-to-other-agency", "an agency's next roots are another agency's", changes)
    first, *others = maker.directory.readers
    gone = msgspec.structs.replace(first, since="2025-01-02", until="2026-01-04")
    maker.refuse(
        "trust",
        "service-over-after-a-year",
        "a reader whose service began and ended before it was issued",
        maker.one(readers=[gone, *others]),
    )
