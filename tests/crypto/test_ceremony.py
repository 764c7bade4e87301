"""What officials sign is checked before it is signed."""

import msgspec
import pytest

from tests import cast
from tests.cast import REGENCY
from wbs.crypto.ceremony import digest_of, draft_roots, reader_entry, sign_agencies, sign_directory, sign_roots
from wbs.crypto.directory import Agencies, Directory, Role, Roots
from wbs.crypto.keys import OfficerSecret, RootSigningKey
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified
from wbs.errors import FormatError, TrustError


def roots() -> Roots:
    return draft_roots(REGENCY, [RootSigningKey.generate() for _ in range(3)], cast.OFFICES, 2)


def directory() -> Directory:
    return cast.shared_world().book().newest(REGENCY).document


def agencies() -> Agencies:
    return cast.shared_world().book().agencies.document


def test_each_office_holds_one_key() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        draft_roots(REGENCY, [RootSigningKey.generate()], cast.OFFICES, 2)


def test_a_document_that_breaks_its_own_rules_is_not_signed() -> None:
    key = RootSigningKey.generate()
    with pytest.raises(TrustError):
        sign_roots(msgspec.structs.replace(roots(), threshold=1), [key])
    with pytest.raises(TrustError):
        sign_directory(msgspec.structs.replace(directory(), expires="2020-01-01"), [key])
    with pytest.raises(TrustError):
        sign_agencies(msgspec.structs.replace(agencies(), version=2), [key])


def test_a_document_beyond_its_limits_is_not_signed() -> None:
    key = RootSigningKey.generate()
    with pytest.raises(FormatError):
        sign_roots(msgspec.structs.replace(roots(), agency="x"), [key])
    with pytest.raises(FormatError):
        sign_directory(msgspec.structs.replace(directory(), grace_days=366), [key])
    with pytest.raises(FormatError):
        sign_agencies(msgspec.structs.replace(agencies(), agencies=[]), [key])


def test_a_drafted_document_is_named_as_later_ones_will_name_it() -> None:
    draft = roots()
    keys = [RootSigningKey.generate() for _ in range(2)]
    assert digest_of(parse(Unverified(sign_roots(draft, keys)).payload, Roots)) == digest_of(draft)


def test_an_officers_entry_holds_the_officers_own_keys() -> None:
    secret = OfficerSecret.generate()
    entry = reader_entry(
        secret, reader="a", label="A", unit="U", rank="staff", roles=[Role.REVIEWER, Role.HEAD], since="2026-01-01"
    )
    assert entry.public_reader_key() == secret.reader_key.public
    assert entry.public_verify_key() == secret.signing_key.public
    assert entry.roles == [Role.HEAD, Role.REVIEWER]
