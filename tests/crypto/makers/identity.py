"""Disclosed identities (docs/spec/identity.md): the documents are written and signed here from the format's text."""

import base64
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.json import canonical
from tests.crypto.makers.kit import Area
from tests.crypto.makers.signing import envelope, pae, text_of
from wbs.crypto.keys import CustodianPrivateKey
from wbs.crypto.seal import seal, seal_document

_SEALED = 'docs/spec/identity.md "Sealed": '
_REFUSALS = 'docs/spec/identity.md "Refusals": '
_KIND = "application/vnd.wbs.identity.v1+json"
_CASE, _OTHER_CASE = "a" * 51 + "q", "b" * 51 + "q"
_PLAINTEXT_BYTES = 4096 - 1659
_CONTACT = {"address": "Jalan Semisal 1\nNgabang", "name": "Siti Contoh", "phone": "0812 0000 0000"}


def make() -> Area:
    area = Area("identity")
    with drawn("identity") as draw:
        custodian, other = CustodianPrivateKey(draw(32)), CustodianPrivateKey(draw(32))
        reporter, stranger = (Ed25519PrivateKey.from_private_bytes(draw(32)) for _ in range(2))
        given = {"key": custodian.unsafe_text(), "reporter": text_of(reporter), "case": _CASE}

        def sealed(document: dict[str, Any], key: Ed25519PrivateKey = reporter, kind: str = _KIND) -> bytes:
            payload = canonical(document)
            signed = canonical(envelope(payload, kind, key.sign(pae(kind, payload))))
            return seal_document(custodian.public, signed, _PLAINTEXT_BYTES)

        whole = {**given, "identity": _text(sealed(_document()))}
        area.accept("open", "identity.open", _SEALED + "opened by the custodian", whole, {"contact": _CONTACT})
        least = {**given, "identity": _text(sealed(_document(contact={"name": "S"})))}
        area.accept("only-a-name", "identity.open", _SEALED + "a name is enough", least, {"contact": {"name": "S"}})
        _refused(area, sealed, stranger)
        filler = _text(seal(custodian.public, draw(_PLAINTEXT_BYTES)))
        area.vary("format", "filler", "open", _REFUSALS + "random bytes: nothing was told", {"identity": filler})
        elsewhere = {"key": other.unsafe_text()}
        area.vary("seal", "other-custodian", "open", _REFUSALS + "another custodian's key", elsewhere)
        small = _text(seal_document(custodian.public, b"{}", 512))
        area.vary("format", "other-size", "open", _REFUSALS + "another size than filler", {"identity": small})
    return area


def _refused(area: Area, sealed: Callable[..., bytes], stranger: Ed25519PrivateKey) -> None:
    rows = {
        "other-case": ("trust", "moved to another case", sealed(_document(case=_OTHER_CASE))),
        "stranger": ("signature", "not signed by the reporter of the case", sealed(_document(), stranger)),
        "unknown-member": ("format", "a member nobody declared", sealed(_document(x=1))),
        "no-name": ("format", "a contact without a name", sealed(_document(contact={"phone": "1"}))),
        "long-address": ("format", "an address of 301 characters", sealed(_document(contact=_long("address", 301)))),
        "other-author": ("format", "written by an officer", sealed(_document(author="61.08/penerima-01"))),
        "version": ("version", "the next version",
                    sealed(_document(type="wbs-identity/v2"), kind=_KIND.replace("v1", "v2"))),
    }  # fmt: skip
    for name, (expect, what, file) in rows.items():
        area.vary(expect, name, "open", _REFUSALS + what, {"identity": _text(file)})


def _document(**changes: Any) -> dict[str, Any]:
    document = {"author": "reporter", "case": _CASE, "contact": _CONTACT, "type": "wbs-identity/v1"}
    return {**document, **changes}


def _long(member: str, length: int) -> dict[str, str]:
    return {"name": "S", member: "x" * length}


def _text(file: bytes) -> str:
    return base64.b64encode(file).decode()
