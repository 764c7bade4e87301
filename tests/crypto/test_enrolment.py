"""An enrolment request proves who holds the new key, and the old one where there is one; it proves nothing else."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.cast import REGENCY
from wbs.crypto.directory import Custodian, ReaderEntry, Role
from wbs.crypto.enrolment import (
    Appointment,
    Enrolment,
    check_enrolment,
    draft_enrolment,
    enrolment_words,
    peek_enrolment,
    sign_enrolment,
    verify_enrolment,
)
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.receipt import fingerprint_words
from wbs.crypto.shape import serialise
from wbs.crypto.signing import Unverified, add_signature, sign
from wbs.errors import FormatError, RefusedError, SignatureError, TrustError

DAY = "2026-11-23"
ROLES = [Role.REVIEWER, Role.RECEIVER]
POST = Appointment(
    agency=REGENCY, officer="penerima-03", label="Penerima 03", unit="Tim Penerima", rank="inspectorate", roles=ROLES
)
OLD, NEW = OfficerSecret.generate(), OfficerSecret.generate()
STRANGER = OfficerSecret.generate()


def first() -> Enrolment:
    return draft_enrolment(NEW, POST, DAY)


def renewal() -> Enrolment:
    return draft_enrolment(NEW, POST, DAY, OLD.reader_key.public.digest)


def listed(secret: OfficerSecret = OLD) -> ReaderEntry:
    return draft_enrolment(secret, POST, DAY).entry("2026-01-01")


def changed(**members: Any) -> Enrolment:
    return msgspec.structs.replace(first(), **members)


def test_a_request_tells_the_officials_exactly_what_is_to_be_listed() -> None:
    verified = verify_enrolment(sign_enrolment(first(), NEW.signing_key))
    entry = verified.document.entry("2026-12-01")
    assert (entry.id, entry.label, entry.unit, entry.rank) == (POST.officer, POST.label, POST.unit, POST.rank)
    assert entry.roles == sorted(ROLES)
    assert entry.public_reader_key() == NEW.reader_key.public
    assert entry.public_verify_key() == NEW.signing_key.public
    assert (entry.since, entry.until) == ("2026-12-01", msgspec.UNSET)


def test_its_words_cover_every_member() -> None:
    words = {enrolment_words(serialise(first()))}
    others: tuple[dict[str, Any], ...] = (
        {"agency": "61"},
        {"officer": "penerima-04"},
        {"label": "Penerima 04"},
        {"unit": "Tim"},
        {"rank": "staff"},
        {"roles": [Role.HEAD]},
        {"reader_key": STRANGER.reader_key.public.text},
        {"verify_key": STRANGER.signing_key.public.text},
        {"day": "2026-11-24"},
        {"replaces": OLD.reader_key.public.digest},
    )
    words |= {enrolment_words(serialise(changed(**other))) for other in others}
    assert len(words) == len(others) + 1
    assert {len(one) for one in words} == {8}


def test_its_words_are_not_those_of_a_roots_fingerprint() -> None:
    verified = verify_enrolment(sign_enrolment(first(), NEW.signing_key))
    assert verified.words == enrolment_words(serialise(first()))
    assert verified.words != fingerprint_words(verified.digest.encode())


def test_a_request_without_the_new_key_is_refused() -> None:
    with pytest.raises(SignatureError):
        verify_enrolment(sign(first(), STRANGER.signing_key))


def test_a_request_with_a_strangers_signature_beside_is_refused() -> None:
    with pytest.raises(SignatureError):
        verify_enrolment(add_signature(sign(first(), NEW.signing_key), STRANGER.signing_key))


def test_a_renewal_is_signed_by_both_keys() -> None:
    envelope = sign_enrolment(renewal(), NEW.signing_key, OLD.signing_key)
    assert verify_enrolment(envelope, listed()).document.replaces == OLD.reader_key.public.digest


def test_a_custodian_renews_a_key_in_the_same_way() -> None:
    post = msgspec.structs.replace(POST, roles=[Role.CUSTODIAN])
    entry = listed()
    custodian = Custodian(
        id=entry.id, label="K", unit="U", rank="staff", reader_key=entry.reader_key, verify_key=entry.verify_key
    )
    draft = draft_enrolment(NEW, post, DAY, OLD.reader_key.public.digest)
    assert verify_enrolment(sign_enrolment(draft, NEW.signing_key, OLD.signing_key), custodian).document == draft


@pytest.mark.parametrize(
    "signers",
    [(NEW,), (OLD,), (NEW, NEW), (NEW, STRANGER), (OLD, STRANGER), (NEW, OLD, STRANGER)],
    ids=["new alone", "old alone", "new twice", "a stranger for the old", "a stranger for the new", "one too many"],
)
def test_a_renewal_by_anybody_else_is_refused(signers: tuple[OfficerSecret, ...]) -> None:
    envelope = sign(renewal(), *(secret.signing_key for secret in signers))
    with pytest.raises(SignatureError):
        verify_enrolment(envelope, listed())


def test_a_renewal_to_the_same_signing_key_is_refused() -> None:
    draft = msgspec.structs.replace(renewal(), verify_key=OLD.signing_key.public.text)
    with pytest.raises(SignatureError):
        verify_enrolment(sign(draft, OLD.signing_key, OLD.signing_key), listed())


def another_id() -> ReaderEntry:
    return msgspec.structs.replace(listed(), id="penerima-04")


@pytest.mark.parametrize(
    "entry", [lambda: None, another_id, lambda: listed(STRANGER)], ids=["nobody", "another", "another key"]
)
def test_a_renewal_of_what_is_not_listed_is_refused(entry: Callable[[], ReaderEntry | None]) -> None:
    with pytest.raises(TrustError):
        verify_enrolment(sign_enrolment(renewal(), NEW.signing_key, OLD.signing_key), entry())


def test_no_renewal_is_signed_with_one_key_and_no_first_request_with_two() -> None:
    with pytest.raises(TrustError):
        sign_enrolment(renewal(), NEW.signing_key)
    with pytest.raises(TrustError):
        sign_enrolment(first(), NEW.signing_key, OLD.signing_key)


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"agency": "00"}, TrustError),
        ({"officer": "recovery"}, TrustError),
        ({"officer": "reporter"}, TrustError),
        ({"officer": "custodian"}, TrustError),
        ({"roles": ["reviewer", "receiver"]}, TrustError),
        ({"roles": ["receiver", "receiver"]}, TrustError),
        ({"roles": ["custodian", "receiver"]}, TrustError),
        ({"roles": []}, FormatError),
        ({"day": "2026-02-30"}, FormatError),
        ({"label": "a\nb"}, FormatError),
        ({"verify_key": "ed25519:" + "A" * 43}, FormatError),
        ({"reader_key": "age1pq1" + "q" * 1952}, FormatError),
    ],
)
def test_a_request_that_breaks_a_rule_is_neither_signed_nor_accepted(
    members: dict[str, Any], error: type[RefusedError]
) -> None:
    draft = changed(**members)
    with pytest.raises(error):
        sign_enrolment(draft, NEW.signing_key)
    with pytest.raises(error):
        verify_enrolment(sign(draft, NEW.signing_key))
    with pytest.raises(error):
        peek_enrolment(sign(draft, NEW.signing_key))


def test_a_peeked_request_says_whose_it_claims_to_be() -> None:
    assert peek_enrolment(sign(first(), STRANGER.signing_key)).officer == POST.officer
    assert check_enrolment(first()) == first()


def test_another_signed_document_is_no_request() -> None:
    with pytest.raises(RefusedError):
        verify_enrolment(b'{"payload":"e30=","payloadType":"application/vnd.wbs.epoch.v1+json","signatures":[]}')


def test_the_signature_covers_the_payload() -> None:
    envelope = sign_enrolment(first(), NEW.signing_key)
    other = sign_enrolment(changed(label="Penerima 04"), NEW.signing_key)
    mixed = other.replace(other.split(b'"sig":"')[1][:88], envelope.split(b'"sig":"')[1][:88])
    assert Unverified(mixed).payload != Unverified(envelope).payload
    with pytest.raises(SignatureError):
        verify_enrolment(mixed)
