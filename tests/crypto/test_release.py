"""The signed list of a release: an in-toto statement that anybody's program can verify, under a threshold of keys."""

import base64
import json

import pytest
from nacl.signing import VerifyKey as NaclKey

from wbs.crypto.encoding import b64
from wbs.crypto.keys import ReleaseSigningKey
from wbs.crypto.release import (
    ReleaseKey,
    cosign_list,
    list_release,
    open_release_key,
    parse_list,
    release_key_words,
    seal_release_key,
    sign_list,
    verify_list,
)
from wbs.errors import FormatError, SignatureError, UnsealError

DIGESTS = {"wbs/a.py": "0" * 64, "wbs-0.1.0-py3-none-any.whl": "f" * 64}
LIST = list_release("0.1.0", "abcdef0", DIGESTS)
ONE, TWO, STRANGER = (ReleaseSigningKey.generate() for _ in range(3))


def test_the_list_is_an_in_toto_statement():
    told = json.loads(LIST)
    assert told["_type"] == "https://in-toto.io/Statement/v1"
    assert told["predicateType"] == "https://in-toto.io/attestation/release/v0.1"
    assert told["predicate"] == {"purl": "pkg:pypi/wbs@0.1.0", "releaseId": "abcdef0"}
    assert {one["name"]: one["digest"]["sha256"] for one in told["subject"]} == DIGESTS


def test_a_program_that_knows_nothing_of_ours_verifies_the_envelope():
    envelope = json.loads(sign_list(LIST, ONE))
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    message = b"DSSEv1 " + b"%d %b %d %b" % (len(kind), kind, len(payload), payload)
    NaclKey(ONE.public.raw).verify(message, base64.b64decode(envelope["signatures"][0]["sig"]))
    assert envelope["payloadType"] == "application/vnd.in-toto+json"


def test_as_many_keys_as_asked_must_have_signed():
    both = cosign_list(sign_list(LIST, ONE), TWO)
    assert verify_list(both, [ONE.public, TWO.public], 2).digests() == DIGESTS
    with pytest.raises(SignatureError):
        verify_list(sign_list(LIST, ONE), [ONE.public, TWO.public], 2)
    with pytest.raises(SignatureError):
        verify_list(both, [ONE.public, STRANGER.public], 2)


def test_a_key_that_signs_twice_counts_once():
    twice = cosign_list(cosign_list(sign_list(LIST, ONE), ONE), ONE)
    assert len(json.loads(twice)["signatures"]) == 1
    copied = json.loads(twice)
    copied["signatures"] *= 2
    written = json.dumps(copied, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(SignatureError):
        verify_list(written, [ONE.public, TWO.public], 2)


@pytest.mark.parametrize("threshold", [0, -1])
def test_no_signature_is_never_enough(threshold: int):
    with pytest.raises(SignatureError):
        verify_list(sign_list(LIST, STRANGER), [ONE.public], threshold)


def test_an_altered_list_does_not_verify():
    envelope = json.loads(sign_list(LIST, ONE))
    envelope["payload"] = b64(LIST.replace(b"0" * 64, b"1" * 64))
    with pytest.raises(SignatureError):
        verify_list(json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode(), [ONE.public], 1)


def test_what_is_signed_as_something_else_is_no_list():
    envelope = json.loads(sign_list(LIST, ONE))
    envelope["payloadType"] = "application/vnd.wbs.directory.v1+json"
    with pytest.raises(FormatError):
        verify_list(json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode(), [ONE.public], 1)


OTHER_SHAPES = {
    "out of order": lambda told: told["subject"].reverse(),
    "twice": lambda told: told["subject"].append(told["subject"][1]),
    "a name with a space": lambda told: told["subject"][0].update(name="a b"),
    "a digest in capitals": lambda told: told["subject"][0]["digest"].update(sha256="F" * 64),
    "a weaker digest": lambda told: told["subject"][0]["digest"].update(md5="0" * 32),
    "something more": lambda told: told.update(more=1),
    "another predicate": lambda told: told.update(predicateType="https://example.com/"),
    "another program": lambda told: told["predicate"].update(purl="pkg:pypi/other@1"),
}


@pytest.mark.parametrize("changed", OTHER_SHAPES.values(), ids=OTHER_SHAPES.keys())
def test_a_list_of_another_shape_is_refused(changed):
    told = json.loads(LIST)
    changed(told)
    with pytest.raises(FormatError):
        parse_list(json.dumps(told, sort_keys=True, separators=(",", ":")).encode())


def test_a_key_file_opens_with_its_passphrase_alone():
    sealed = seal_release_key(ReleaseKey(ONE, "Pemelihara"), "satu dua tiga empat lima")
    assert open_release_key(sealed, "satu dua tiga empat lima").key.public == ONE.public
    with pytest.raises(UnsealError):
        open_release_key(sealed, "satu dua tiga empat enam")


def test_keys_have_eight_words_of_their_own():
    assert len(release_key_words(ONE.public)) == 8
    assert release_key_words(ONE.public) != release_key_words(TWO.public)
