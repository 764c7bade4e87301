"""The small installation that the vectors of trust, records and dossiers play in."""

from typing import Any, TypeVar

import msgspec

from tests import cast
from tests.cast import REGENCY, Person, World
from tests.crypto.scenario import Values, encode
from wbs.crypto.directory import INSTALLATION, Agencies, Directory, Role, Roots
from wbs.crypto.keys import RootSigningKey
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import DocumentSet

DocumentT = TypeVar("DocumentT", Roots, Directory, Agencies)


def small_world(*kept: str) -> World:
    """Found an installation and keep only some officers: keys are long, and vectors are read by people."""
    auditor = Person(REGENCY, "pengawas-01", frozenset({Role.AUDITOR}), "Pengawasan")
    world = cast.found((auditor,))
    world.people = {name: person for name, person in world.people.items() if name in kept}
    for code in world.directories:
        draft = cast.directory_of(world, code, document(world.roots[code][0], Roots))
        world.directories[code] = []
        world.publish(draft)
    return world


def document(envelope: bytes, shape: type[DocumentT]) -> DocumentT:
    """Read a document out of an envelope that is known to be good."""
    return parse(Unverified(envelope).payload, shape)


def keys_of(world: World, agency: str) -> list[RootSigningKey]:
    """Give an agency's root keys."""
    return world.root_keys[agency]


def signed(world: World, agency: str, changed: Roots | Directory | Agencies, signers: int = 2) -> bytes:
    """Sign a document with some of an agency's root keys, without looking at it."""
    return sign(changed, *keys_of(world, agency)[:signers])


def variant(envelope: bytes, shape: type[DocumentT], **changes: Any) -> DocumentT:
    """Give a document with some members changed."""
    return msgspec.structs.replace(document(envelope, shape), **changes)


def given(documents: DocumentSet, anchor: str) -> dict[str, Any]:
    """Write documents as vectors do."""

    def chains(found: Values) -> dict[str, list[str]]:
        return {code: [encode(envelope) for envelope in chain] for code, chain in found.items()}

    return {
        "anchor": anchor,
        "agencies": [encode(envelope) for envelope in documents.agencies],
        "roots": chains(documents.roots),
        "directories": chains(documents.directories),
    }


def installation_roots(world: World) -> Roots:
    """Read the installation's first roots."""
    return document(world.roots[INSTALLATION][0], Roots)
