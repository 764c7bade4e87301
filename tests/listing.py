"""Directories in which an agency's people change."""

from collections.abc import Sequence

import msgspec

from tests.cast import REGENCY, Person, World
from wbs.crypto.ceremony import digest_of, reader_entry
from wbs.crypto.directory import Directory
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified


def newest_of(world: World, agency: str = REGENCY) -> Directory:
    """The agency's newest directory."""
    return parse(Unverified(world.directories[agency][-1]).payload, Directory)


def list_only(world: World, people: Sequence[Person], agency: str = REGENCY, **changes: object) -> None:
    """Publish a directory that lists these people and nobody else."""
    old = newest_of(world, agency)
    readers = [
        reader_entry(
            person.secret,
            reader=person.id,
            label=f"Petugas {person.id}",
            unit=person.unit,
            rank="inspectorate",
            roles=person.roles,
            since=old.issued,
        )
        for person in people
    ]
    changed = {"version": old.version + 1, "previous": digest_of(old), "readers": readers, **changes}
    world.publish(msgspec.structs.replace(old, **changed))
