"""The seal of backups: every recipient opens it, nobody else, and no other spelling of it counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs.crypto.age import INTRO, Stanza, write_header
from wbs.crypto.backup import (
    MAX_RECIPIENTS,
    BackupPrivateKey,
    BackupPublicKey,
    BackupSealer,
    backup_header_size,
    open_backup,
    open_identity,
    parse_identity,
    parse_recipients,
    seal_identity,
    serialise_identity,
)
from wbs.errors import FormatError, RefusedError, UnsealError

TEXT = bytes(range(256)) * 600
KEYS = [BackupPrivateKey.generate() for _ in range(3)]


def sealed(*keys: BackupPublicKey, text: bytes = TEXT) -> bytes:
    sealer = BackupSealer(keys)
    return b"".join((sealer.header, sealer.update(text), sealer.finalize()))


def opened(key: BackupPrivateKey, data: bytes) -> bytes:
    size = backup_header_size(data)
    stream = open_backup(key, data)
    return stream.update(data[size:]) + stream.finalize()


SEALED = sealed(*(key.public for key in KEYS[:2]))


@pytest.mark.promise("P04")
def test_every_recipient_opens_a_backup_and_nobody_else() -> None:
    assert [opened(key, SEALED) for key in KEYS[:2]] == [TEXT, TEXT]
    with pytest.raises(UnsealError):
        opened(KEYS[2], SEALED)


@given(at=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7), which=st.integers(0, 1))
def test_a_bit_that_is_changed_anywhere_is_refused(at: int, bit: int, which: int) -> None:
    altered = bytearray(SEALED)
    altered[at] ^= 1 << bit
    with pytest.raises(RefusedError):
        opened(KEYS[which], bytes(altered))


@given(end=st.integers(0, len(SEALED) - 1))
def test_a_backup_that_is_cut_off_anywhere_is_refused(end: int) -> None:
    with pytest.raises(RefusedError):
        opened(KEYS[0], SEALED[:end])


@pytest.mark.promise("P04")
@pytest.mark.parametrize(
    "further",
    [
        Stanza("X25519", ("A" * 43,), bytes(32)),
        Stanza("scrypt", ("A" * 22, "18"), bytes(32)),
        Stanza("grease-1", (), b""),
    ],
)
def test_a_recipient_of_another_kind_is_refused(further: Stanza) -> None:
    first = sealed(KEYS[0].public)
    body = first[len(INTRO) : first.index(b"--- ")]
    made = write_header(further, bytes(16))
    header = INTRO + body + made[len(INTRO) :]
    with pytest.raises(FormatError):
        open_backup(KEYS[0], header)


@pytest.mark.parametrize("count", [0, MAX_RECIPIENTS + 1])
def test_nobody_and_a_crowd_are_refused(count: int) -> None:
    refuses([BackupPrivateKey.generate().public for _ in range(count)])


def test_one_recipient_twice_is_refused() -> None:
    refuses([KEYS[0].public, KEYS[0].public])


def refuses(keys: list[BackupPublicKey]) -> None:
    with pytest.raises(FormatError):
        BackupSealer(keys)
    with pytest.raises(FormatError):
        parse_recipients("\n".join(key.text for key in keys))


def test_as_many_as_are_allowed_open_a_backup() -> None:
    crowd = [BackupPrivateKey.generate() for _ in range(MAX_RECIPIENTS)]
    assert opened(crowd[-1], sealed(*(key.public for key in crowd))) == TEXT


@pytest.mark.promise("P01")
def test_a_key_file_is_an_age_identity_and_opens_under_its_passphrase_alone() -> None:
    text = serialise_identity(KEYS[0])
    assert parse_identity(text).public == KEYS[0].public
    kept = seal_identity(KEYS[0], "frasa sandi yang panjang")
    assert open_identity(kept, "frasa sandi yang panjang").public == KEYS[0].public
    assert KEYS[0].unsafe_text().encode() not in kept
    with pytest.raises(UnsealError):
        open_identity(kept, "frasa sandi lain")
    with pytest.raises(FormatError):
        parse_identity(text + text)
