"""Enrolment requests (docs/spec/enrolment.md): written and signed here from the format's text."""

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.json import canonical
from tests.crypto.makers.kit import Area
from tests.crypto.makers.signing import envelope, pae, text_of
from tests.crypto.scenario import Values, encode
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.words import RECEIPT_WORDS

_REQUEST = 'docs/spec/enrolment.md "Request": '
_WORDS = 'docs/spec/enrolment.md "Words": '
_TYPE = "application/vnd.wbs.enrolment.v1+json"


class _Officer:
    def __init__(self, seed: bytes) -> None:
        secret = OfficerSecret(seed)
        self.signing = Ed25519PrivateKey.from_private_bytes(secret.signing_key.unsafe_seed())
        self.reader_key = secret.reader_key.public

    def keys(self) -> dict[str, str]:
        return {"reader_key": self.reader_key.text, "verify_key": text_of(self.signing)}


def make() -> Area:
    area = Area("enrolment")
    with drawn("enrolment") as draw:
        new, old, other = (_Officer(draw(32)) for _ in range(3))
    _first(area, new, other)
    _renewal(area, new, old, other)
    _rules(area, new)
    return area


def _document(who: _Officer, **changes: Any) -> dict[str, Any]:
    document = {
        "agency": "61.08",
        "day": "2026-11-25",
        "label": "Penerima 03",
        "officer": "penerima-03",
        "rank": "inspectorate",
        "roles": ["receiver", "reviewer"],
        "type": "wbs-enrolment/v1",
        "unit": "Tim Penerima",
        **who.keys(),
    }
    return {**document, **changes}


def _signed(document: dict[str, Any], *officers: _Officer, kind: str = _TYPE) -> Values:
    payload = canonical(document)
    signatures = [officer.signing.sign(pae(kind, payload)) for officer in officers]
    return {"envelope": encode(canonical(envelope(payload, kind, *signatures)))}


def _expected(document: dict[str, Any]) -> dict[str, Any]:
    """Work the words out by hand: eleven bits a word, most significant first."""
    number = int.from_bytes(hashlib.sha256(b"wbs/v1/enrolment\0" + canonical(document)).digest()[:11], "big")
    words = [RECEIPT_WORDS[number >> 11 * place & 2047] for place in reversed(range(8))]
    return {"words": words}


def _first(area: Area, new: _Officer, other: _Officer) -> None:
    document = _document(new)
    given = _signed(document, new)
    area.accept("first", "enrolment.read", _WORDS + "a first request", given, _expected(document))
    digest = encode(hashlib.sha256(canonical(document)).digest())
    area.accept("first-verified", "enrolment.verify", _REQUEST + "keys nobody had before", given,
                {**_expected(document), "digest": digest})  # fmt: skip
    label = _document(new, label="Penerima 04")
    area.accept("label", "enrolment.read", _WORDS + "another label has other words", _signed(label, new),
                _expected(label))  # fmt: skip
    stranger = _signed(document, other)
    area.refuse("signature", "stranger", "enrolment.read", _REQUEST + "signed by another key", stranger)
    version = _signed({**document, "type": "wbs-enrolment/v2"}, new, kind=_TYPE.replace("v1", "v2"))
    area.refuse("version", "version", "enrolment.read", _REQUEST + "the next version", version)
    member = _signed({**document, "x": 1}, new)
    area.refuse("format", "unknown-member", "enrolment.read", _REQUEST + "a member nobody declared", member)
    kind = _signed(document, new, kind="application/vnd.wbs.summary.v1+json")
    area.refuse("format", "other-payload-type", "enrolment.read", _REQUEST + "another payload type", kind)
    both = _signed(document, new, other)
    area.refuse("signature", "two", "enrolment.verify", _REQUEST + "a stranger's signature beside", both)


def _renewal(area: Area, new: _Officer, old: _Officer, other: _Officer) -> None:
    document = _document(new, replaces=old.reader_key.digest)
    listed = {"id": "penerima-03", **old.keys()}
    given = {**_signed(document, new, old), "listed": listed}
    area.accept("renewal", "enrolment.verify", _REQUEST + "signed by the new and the listed key", given,
                _expected(document))  # fmt: skip
    for name, what, signers in (
        ("renewal-new-alone", "the new key alone", (new,)),
        ("renewal-old-alone", "the listed key alone", (old,)),
        ("renewal-new-twice", "the new key twice", (new, new)),
        ("renewal-stranger", "a stranger in the place of the listed key", (new, other)),
        ("renewal-three", "a signature too many", (new, old, other)),
    ):
        area.vary("signature", name, "renewal", _REQUEST + what, _signed(document, *signers))
    for name, what, entry in (
        ("renewal-other-key", "another key is listed", {"id": "penerima-03", **other.keys()}),
        ("renewal-other-id", "the key is listed under another id", {"id": "penerima-04", **old.keys()}),
    ):
        area.vary("trust", name, "renewal", _REQUEST + what, {"listed": entry})
    area.refuse("trust", "renewal-unlisted", "enrolment.verify", _REQUEST + "nothing is listed",
                _signed(document, new, old))  # fmt: skip


def _rules(area: Area, new: _Officer) -> None:
    for expect, name, what, changes in (
        ("trust", "installation", "the installation has no officers", {"agency": "00"}),
        ("trust", "reserved", "a reserved id", {"officer": "recovery"}),
        ("trust", "roles-unsorted", "roles not sorted", {"roles": ["reviewer", "receiver"]}),
        ("trust", "roles-twice", "a role twice", {"roles": ["receiver", "receiver"]}),
        ("trust", "custodian-reads", "a custodian who is also a receiver", {"roles": ["custodian", "receiver"]}),
        ("format", "no-role", "no role", {"roles": []}),
        ("format", "no-such-day", "a day that does not exist", {"day": "2026-02-30"}),
        ("format", "line-feed", "a label of two lines", {"label": "a\nb"}),
    ):
        area.refuse(expect, name, "enrolment.verify", _REQUEST + what, _signed(_document(new, **changes), new))
