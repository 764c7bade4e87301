"""Names that are sealed apart: one size for all, one reporter, one case, one custodian."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbs.crypto.disclosure import open_identity
from wbs.crypto.encoding import from_b64
from wbs.crypto.identity import CONTACT_BYTES, fill_identity, fits_identity, seal_identity
from wbs.crypto.keys import CustodianPrivateKey
from wbs.crypto.messages import IDENTITY_FILE_BYTES
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Contact
from wbs.crypto.shape import serialise
from wbs.errors import FormatError, RefusedError, SignatureError, TrustError, UnsealError

CASE, OTHER_CASE = "a" * 51 + "q", "b" * 51 + "q"
CUSTODIAN, RECEIPT = CustodianPrivateKey.generate(), Receipt.generate()
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120)


def sealed(contact: Contact, case: str = CASE) -> str:
    return seal_identity(CUSTODIAN.public, case, contact, RECEIPT.signing_key)


def opened(identity: str, case: str = CASE, receipt: Receipt = RECEIPT) -> Contact:
    return open_identity(CUSTODIAN, identity, case, receipt.signing_key.public)


@pytest.mark.promise("P13")
@settings(max_examples=30, deadline=None)
@given(st.builds(Contact, name=LINES, address=LINES, occupation=LINES, phone=LINES, other=LINES))
def test_every_contact_that_fits_is_sealed_in_the_same_size_and_opens_again(contact: Contact) -> None:
    if not fits_identity(contact):
        return
    identity = sealed(contact)
    assert len(from_b64(identity)) == IDENTITY_FILE_BYTES == len(from_b64(fill_identity(CUSTODIAN.public)))
    assert opened(identity) == contact


def test_the_largest_contact_that_fits_does_fit() -> None:
    spare = CONTACT_BYTES - len(serialise(Contact(name="x", address="x", occupation="x", phone="x", other="x")))
    wide = spare // 3
    address, rest = "\u2028" * (min(299, wide)), spare - 3 * min(wide, 299)
    lines = ["x" + "\u2028" * (rest // 12) for _ in range(4)]
    contact = Contact(name=lines[0], address="x" + address, occupation=lines[1], phone=lines[2], other=lines[3])
    assert CONTACT_BYTES - 12 <= len(serialise(contact)) <= CONTACT_BYTES
    assert opened(sealed(contact)) == contact


def test_a_contact_that_is_too_large_is_refused() -> None:
    wide = "\U0001d4b3"
    contact = Contact(name=wide * 120, address=wide * 300)
    assert not fits_identity(contact)
    with pytest.raises(FormatError):
        sealed(contact)


@pytest.mark.promise("P06")
def test_nobody_but_the_custodian_opens_it_and_filler_says_nothing() -> None:
    with pytest.raises(UnsealError):
        open_identity(CustodianPrivateKey.generate(), sealed(Contact(name="S")), CASE, RECEIPT.signing_key.public)
    with pytest.raises(FormatError):
        opened(fill_identity(CUSTODIAN.public))
    with pytest.raises(UnsealError):
        opened(fill_identity(None))


@pytest.mark.promise("P08")
@pytest.mark.promise("P09")
def test_a_name_cannot_be_moved_to_another_case_nor_put_there_by_another() -> None:
    with pytest.raises(TrustError):
        opened(sealed(Contact(name="S"), OTHER_CASE))
    with pytest.raises(SignatureError):
        opened(sealed(Contact(name="S")), receipt=Receipt.generate())


def test_every_altered_byte_is_refused() -> None:
    raw = from_b64(sealed(Contact(name="S")))
    for place in range(0, len(raw), 97):
        altered = bytearray(raw)
        altered[place] ^= 1
        with pytest.raises(RefusedError):
            opened(_text(bytes(altered)))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
