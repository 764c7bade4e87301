"""Who counts as having seen a checkpoint: auditors whom a directory of the log's agency names, and nobody else."""

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, Person, World, found
from wbs.crypto.checkpoint import Checkpoint, Cosignature, cosign
from wbs.crypto.directory import Role
from wbs.crypto.witness import log_origin, witness_of, witnesses_of
from wbs.errors import SignatureError

pytestmark = pytest.mark.promise("P17")

AUDITOR, BOTH, ELSEWHERE = f"{REGENCY}/auditor-01", f"{REGENCY}/both-01", f"{PROVINCE}/auditor-01"
TIME = 1_795_000_000


@pytest.fixture(scope="module")
def world() -> World:
    auditor = frozenset({Role.AUDITOR})
    return found(
        [
            Person(REGENCY, "auditor-01", auditor),
            Person(REGENCY, "both-01", auditor | {Role.ADMINISTRATOR}),
            Person(PROVINCE, "auditor-01", auditor),
        ]
    )


def point(world: World, agency: str = REGENCY) -> Checkpoint:
    return Checkpoint(log_origin(world.book(), agency), 7, bytes(32))


def signed(world: World, name: str, checkpoint: Checkpoint, claimed: str = "") -> Cosignature:
    return cosign(checkpoint, claimed or name, TIME, world.people[name].secret.signing_key)


@pytest.mark.parametrize("name", [AUDITOR, BOTH])
def test_an_auditor_of_the_agency_counts(world: World, name: str) -> None:
    witness = witness_of(world.book(), point(world), signed(world, name, point(world)))
    assert witness is not None
    assert (witness.name, witness.time, witness.is_current) == (name, TIME, True)


@pytest.mark.parametrize("name", [ELSEWHERE, f"{REGENCY}/inspektur", f"{REGENCY}/penerima-01"])
def test_nobody_else_counts(world: World, name: str) -> None:
    assert witness_of(world.book(), point(world), signed(world, name, point(world))) is None


@pytest.mark.parametrize("claimed", [AUDITOR, f"{AUDITOR}/x", REGENCY, "/auditor-01", "auditor-01"])
def test_nobody_counts_under_another_name(world: World, claimed: str) -> None:
    other = signed(world, ELSEWHERE, point(world), claimed)
    assert witness_of(world.book(), point(world), other) is None


def test_a_signature_on_another_checkpoint_is_refused(world: World) -> None:
    later = Checkpoint(point(world).origin, 8, bytes(32))
    with pytest.raises(SignatureError):
        witness_of(world.book(), later, signed(world, AUDITOR, point(world)))
    assert witnesses_of(world.book(), later, [signed(world, AUDITOR, point(world))])[0] == []


def test_an_auditor_who_left_still_counts_and_is_said_to_have_left(world: World) -> None:
    checkpoint = point(world)
    signature = signed(world, BOTH, checkpoint)
    newest = world.book().newest(REGENCY)
    readers = [entry for entry in newest.document.readers if entry.id != "both-01"]
    world.publish(msgspec.structs.replace(newest.document, version=2, previous=newest.digest, readers=readers))
    witness = witness_of(world.book(), checkpoint, signature)
    assert witness is not None
    assert not witness.is_current


def test_the_origin_names_the_installation_and_the_agency(world: World) -> None:
    assert log_origin(world.book(), REGENCY) == f"wbs/audit/{world.anchor}/{REGENCY}"
