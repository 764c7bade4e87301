"""Seeing without parsing that a record excludes nobody: never said of one that does, whatever stands in its texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import REGENCY, World, a_report, found, recipients
from wbs.crypto.compose import compose_case
from wbs.crypto.encoding import b64
from wbs.crypto.exclusions import Exclusion, excludes_nobody
from wbs.crypto.messages import SealedBy
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import EpochRecord
from wbs.crypto.shape import serialise
from wbs.crypto.signing import Envelope, Unverified

NOBODY = '"excluded":[]'


@pytest.fixture(scope="module")
def world() -> World:
    return found()


def record(world: World, *excluded: Exclusion) -> bytes:
    return compose_case(
        report=a_report(),
        receipt=Receipt.generate(),
        directory=world.book().newest(REGENCY),
        recipients=recipients(world, REGENCY),
        sealed_by=SealedBy.PORTAL,
        excluded=excluded,
    ).record


def test_a_record_without_exclusions_is_seen(world: World) -> None:
    assert excludes_nobody(record(world))


@pytest.mark.promise("P06")
@pytest.mark.parametrize("unit", ["Dinas", NOBODY, NOBODY + ',"x":"', '","excluded":[],"x":"', "\\" + NOBODY])
def test_an_exclusion_is_never_overlooked_whatever_its_unit_is_called(world: World, unit: str) -> None:
    envelope = record(world, Exclusion(agency="61.09", unit=unit))
    assert not excludes_nobody(envelope)
    assert Unverified(envelope).unsafe_peek(EpochRecord).excluded


@given(st.binary(max_size=200))
def test_what_is_no_record_is_left_to_whoever_parses_it(data: bytes) -> None:
    other = serialise(Envelope(payload=b64(data), payloadType="text/plain", signatures=[]))
    assert not excludes_nobody(data)
    assert not excludes_nobody(b'{"payload":"' + data)
    assert not excludes_nobody(other)


def test_a_record_of_another_version_is_left_to_whoever_parses_it(world: World) -> None:
    payload = Unverified(record(world)).payload.replace(b"wbs-epoch/v1", b"wbs-epoch/v2")
    assert NOBODY.encode() in payload
    assert not excludes_nobody(serialise(Envelope(payload=b64(payload), payloadType="x", signatures=[])))
