"""Officers' secrets: the passphrase is stretched, the wrapped key opens for its officer only."""

from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.crypto.flipping import assert_refused, every_flip, every_prefix
from wbs.crypto import boxes, profiles, signin
from wbs.crypto.encoding import b64url
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.signin import SignInKeys, WrapContext
from wbs.crypto.words import RECEIPT_WORDS
from wbs.errors import FormatError, UnsealError

DIGEST = "A" * 42 + "E"
KEYS = SignInKeys(auth=bytes(32), wrap=bytes(range(32)))
CONTEXT = WrapContext(installation=DIGEST, agency="61.08", officer="penerima-01", reader_key=DIGEST)


def a_wrapped_secret() -> tuple[OfficerSecret, bytes]:
    secret = OfficerSecret.generate()
    plain = signin.wrapped_secret(secret, installation=DIGEST, agency=DIGEST, directory_version=3, directory=DIGEST)
    return secret, signin.wrap(KEYS, plain, CONTEXT)


def test_a_wrapped_key_opens_for_its_officer() -> None:
    secret, box = a_wrapped_secret()
    opened = signin.unwrap(KEYS, box, CONTEXT)
    assert opened.secret == b64url(secret.unsafe_seed())
    assert (opened.installation, opened.agency, opened.directory_version, opened.directory) == (
        DIGEST,
        DIGEST,
        3,
        DIGEST,
    )


def test_wrapped_keys_have_the_lengths_that_the_server_accepts() -> None:
    for version, size in ((1, min(signin.WRAPPED_SIZES)), (9, 308), (10, 309), (2**53 - 1, max(signin.WRAPPED_SIZES))):
        keys, digest = SignInKeys(auth=bytes(32), wrap=bytes(32)), b64url(bytes(32))
        inside = signin.wrapped_secret(
            OfficerSecret.generate(), installation=digest, agency=digest, directory_version=version, directory=digest
        )
        context = WrapContext(installation=digest, agency="61.08", officer="penerima-01", reader_key=digest)
        assert len(signin.wrap(keys, inside, context)) == size


def test_any_flipped_bit_and_any_truncation_of_a_wrapped_key_is_refused() -> None:
    _, box = a_wrapped_secret()
    for damaged in (*every_flip(box), *every_prefix(box)):
        assert_refused(lambda data: signin.unwrap(KEYS, data, CONTEXT), damaged)


def test_a_passphrase_gives_two_keys_that_do_not_show_themselves() -> None:
    keys = signin.derive("bambu cermin dahan", bytes(16))
    assert keys.auth != keys.wrap
    assert {len(key) for key in astuple(keys)} == {32}
    assert repr(keys) == "SignInKeys()"


def test_the_costs_of_version_1_are_what_the_specification_says() -> None:
    assert (signin.MEMORY_KIB, signin.PASSES) == (65536, 3)
    assert (profiles.OFFICER_SIGN_IN.memory_kib, profiles.OFFICER_SIGN_IN.passes) == (19456, 2)


def test_a_generated_passphrase_has_seven_words_and_is_never_the_same() -> None:
    drawn = [signin.generate_passphrase().split(" ") for _ in range(20)]
    assert {len(words) for words in drawn} == {7}
    assert {word for words in drawn for word in words} <= set(RECEIPT_WORDS)
    assert len({tuple(words) for words in drawn}) == 20


@pytest.mark.promise("P23")
@given(st.text(min_size=1, max_size=30))
def test_an_unknown_login_has_a_salt_like_any_other_and_always_the_same(login: str) -> None:
    salt = signin.unknown_salt(bytes(32), login)
    assert len(salt) == signin.SALT_BYTES
    assert salt == signin.unknown_salt(bytes(32), f" {login} ")
    assert salt != signin.unknown_salt(bytes(31) + b"\1", login)


def test_the_keys_of_the_officers_application_differ_by_purpose_and_do_not_show() -> None:
    keys = boxes.ServiceKeys.derive(bytes(32))
    assert len({keys.totp, keys.salts, keys.csrf}) == 3
    assert repr(keys) == "ServiceKeys()"
    assert boxes.ServiceKeys.derive(b"\1" * 32).totp != keys.totp


@pytest.mark.promise("P18")
@settings(max_examples=40)
@given(st.binary(min_size=20, max_size=20), st.data())
def test_a_second_factor_opens_for_its_account_only(secret: bytes, data: st.DataObject) -> None:
    keys = boxes.ServiceKeys.derive(bytes(32))
    box = boxes.encrypt_totp_secret(keys, "61.08", "penerima-01", secret)
    assert boxes.decrypt_totp_secret(keys, "61.08", "penerima-01", box) == secret
    for account in (("61", "penerima-01"), ("61.08", "penerima-02")):
        with pytest.raises(UnsealError):
            boxes.decrypt_totp_secret(keys, *account, box)
    damaged = bytearray(box)
    damaged[data.draw(st.integers(0, len(box) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(UnsealError):
        boxes.decrypt_totp_secret(keys, "61.08", "penerima-01", bytes(damaged))


def test_a_session_has_one_csrf_token_and_a_token_one_hash() -> None:
    keys = boxes.ServiceKeys.derive(bytes(32))
    assert boxes.csrf_token(keys, b"a") == boxes.csrf_token(keys, b"a")
    assert boxes.csrf_token(keys, b"a") != boxes.csrf_token(keys, b"b")
    assert boxes.token_hash(b"a") != boxes.token_hash(b"b")


def test_a_passphrase_that_is_no_text_is_refused_by_an_error_that_does_not_carry_it() -> None:
    """A terminal gives lone surrogates for bytes that are no UTF-8; the library's error holds the whole text."""
    typed = "bambu cermin \udcff"
    for use in (lambda: signin.derive(typed, bytes(16)), lambda: signin.unknown_salt(bytes(32), typed)):
        with pytest.raises(FormatError) as refused:
            use()
        assert "bambu" not in str(refused.value)
        assert refused.value.__suppress_context__
