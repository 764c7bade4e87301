"""The inside of cases in the simulator: what a server keeps of it, and officers who write in it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.cast import Person
from tests.stories.simulator import Officer, Server, readings
from wbs.crypto.compose import SealedRecord
from wbs.crypto.entries import InsideBody, InsideKind, NoteBody
from wbs.crypto.inside import (
    InsideMaterial,
    InsideScope,
    SealedEntry,
    SealedInsideKey,
    compose_entry,
    compose_inside_key,
    inside_grant,
    scope_of,
)
from wbs.crypto.insight import Insight, Need, open_inside
from wbs.crypto.messages import SealedGrant

InsideLie = Callable[[InsideMaterial], InsideMaterial]


@dataclass
class StoredInside:
    """What a server keeps of the inside of one case."""

    keys: list[bytes] = field(default_factory=list)
    grants: dict[int, dict[str, bytes]] = field(default_factory=dict)
    previous_keys: dict[int, bytes] = field(default_factory=dict)
    entries: list[SealedEntry] = field(default_factory=list)

    def keep(self, sealed: SealedInsideKey) -> None:
        """Keep an inside key with its grants."""
        self.keys.append(sealed.record)
        for grant in sealed.grants:
            self.add(sealed.epoch, grant)
        if sealed.previous_key is not None:
            self.previous_keys[sealed.epoch] = sealed.previous_key

    def add(self, epoch: int, grant: SealedGrant) -> None:
        """Keep one more grant."""
        self.grants.setdefault(epoch, {})[grant.key] = grant.sealed

    def material(self, key: str) -> InsideMaterial:
        """Give the inside to the reader whose key has this digest."""
        return InsideMaterial(
            keys=tuple(self.keys),
            grants={epoch: grants[key] for epoch, grants in self.grants.items() if key in grants},
            previous_keys=dict(self.previous_keys),
            entries=tuple(self.entries),
        )


@dataclass
class Backroom:
    """The inside of every case of one server; honest until told otherwise."""

    server: Server
    cases: dict[str, StoredInside] = field(default_factory=dict)
    lies: list[InsideLie] = field(default_factory=list)

    def of(self, case: str) -> StoredInside:
        """Give what is kept of one case."""
        return self.cases.setdefault(case, StoredInside())

    def lie(self, lie: InsideLie) -> None:
        """Serve every inside through this function from now on."""
        self.lies.append(lie)

    def serve(self, case: str, key: str) -> InsideMaterial:
        """Serve the inside of a case to the reader whose key has this digest."""
        material = self.of(case).material(key)
        for lie in self.lies:
            material = lie(material)
        return material


@dataclass
class Insider:
    """An officer's client that also writes inside."""

    officer: Officer
    backroom: Backroom

    @property
    def person(self) -> Person:
        return self.officer.person

    def look(self, case: str) -> Insight:
        """Open the inside of a case."""
        key = self.person.secret.reader_key
        material = self.backroom.serve(case, key.public.digest)
        return open_inside(material, self.officer.open(case), key, self.person.ref, self.officer.book())

    def bring_key(self, case: str) -> SealedInsideKey:
        """Make the newest epoch's inside key."""
        dossier, book = self.officer.open(case), self.officer.book()
        sealed = compose_inside_key(
            self.officer.key,
            self.person.ref,
            scope_of(dossier.chain, dossier.newest, book),
            self.officer.names(self.person.agency),
            self.look(case).newest_held,
        )
        self.backroom.of(case).keep(sealed)
        return sealed

    def write(self, case: str, kind: InsideKind, body: InsideBody) -> SealedEntry:
        """Write an entry, and bring the key first if the epoch has none."""
        if self.look(case).need is Need.KEY:
            self.bring_key(case)
        place = self.look(case).place_for(self.person.ref, self.officer.open(case), self.officer.book())
        sealed = compose_entry(self.officer.key, place, kind, body)
        self.backroom.of(case).entries.append(sealed)
        return sealed

    def note(self, case: str, text: str) -> SealedEntry:
        """Write a note."""
        return self.write(case, InsideKind.NOTE, NoteBody(text=text))

    def admit(self, case: str, other: Person) -> None:
        """Add a reader, who gets the inside key as well."""
        held = self.look(case).held
        self.officer.admit(case, other)
        dossier = self.officer.open(case)
        if dossier.epoch in held:
            grant = inside_grant(held[dossier.epoch], other.secret.reader_key.public)
            self.backroom.of(case).add(dossier.epoch, grant)

    def start_epoch(self, case: str, *people: Person) -> SealedRecord:
        """Start an epoch for these officers, with an inside key that carries on the one before."""
        before = self.look(case).newest_held
        sealed = self.officer.start_epoch(case, *people)
        scope = InsideScope(case, sealed.epoch, sealed.digest, tuple(readings(*people)))
        names = self.officer.names(self.person.agency)
        self.backroom.of(case).keep(compose_inside_key(self.officer.key, self.person.ref, scope, names, before))
        return sealed


def withholding(*authors_and_numbers: tuple[str, int]) -> InsideLie:
    """Withhold entries."""
    return lambda material: replace(
        material, entries=tuple(one for one in material.entries if (one.author, one.seq) not in authors_and_numbers)
    )


def serving(**changes: object) -> InsideLie:
    """Serve something else."""
    return lambda material: replace(material, **changes)  # type: ignore[arg-type]
