"""One case of two epochs as an honest server serves it, everybody's keys, and how vectors write it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from tests.cast import PROVINCE, REGENCY, World
from tests.crypto.makers import world as papers
from tests.crypto.makers.kit import Area
from tests.crypto.makers.world import document, signed
from tests.crypto.scenario import encode
from tests.stories.simulator import Officer, Reporter, Server
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import Place
from wbs.crypto.directory import Directory
from wbs.crypto.keys import HybridPublicKey, SigningKey
from wbs.crypto.messages import CaseMaterial, Message, SealedMessage, Status
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.records import Author, author_text
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import Document, parse, serialise
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.unseal import unseal_document

SEALED = 'docs/spec/case.md "What is sealed": '
RULES = 'docs/spec/case.md "Rules": '
REFUSALS = 'docs/spec/case.md "Refusals": '
FINDINGS = 'docs/spec/case.md "Findings": '
COUNTS = 'docs/spec/case.md "Who counts": '
OTHER_DIGEST = "A" * 42 + "E"
KEPT = ("penerima-01", "penerima-02", "penelaah-01", "pengawas-01")
Changes = dict[str, Any]


def by_epoch(sealed: Mapping[int, bytes]) -> dict[str, str]:
    return {str(epoch): encode(data) for epoch, data in sealed.items()}


def listed(messages: Sequence[SealedMessage]) -> list[dict[str, Any]]:
    return [
        {"author": one.author, "seq": one.seq, "epoch": one.epoch, "kind": one.kind.value, "sealed": encode(one.sealed)}
        for one in messages
    ]


def written(material: CaseMaterial) -> Changes:
    """Write a case as vectors do."""
    return {
        "case": material.case,
        "records": [encode(record) for record in material.records],
        "grants": by_epoch(material.grants),
        "previous_keys": by_epoch(material.previous_keys),
        "summary": encode(material.summary),
        "messages": listed(material.messages),
    }


def sealed_grant(key: HybridPublicKey, grant: Document) -> bytes:
    return seal_document(key, serialise(grant), GRANT_CLASS)


class Maker:
    """One case of two epochs, as an honest server serves it, and everybody's keys."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.world: World = papers.small_world(*(f"{REGENCY}/{name}" for name in KEPT), f"{PROVINCE}/penerima-01")
        self.server = Server(self.world)
        people = self.world.people
        self.first, self.second, self.reviewer, self.auditor = (people[f"{REGENCY}/{name}"] for name in KEPT)
        self.outsider = people[f"{PROVINCE}/penerima-01"]
        self.reporter = Reporter(self.server, self.world.anchor)
        self.officer = Officer(self.server, self.world.anchor, self.first)
        self.colleague = Officer(self.server, self.world.anchor, self.second)
        self._play()
        self.stored = self.server.cases[self.case]
        self.material = self.server.serve(self.case, self.key.public.digest)
        self.messages = self.material.messages
        self.case_keys = self.officer.open(self.case).case_keys
        self.given = self.documents() | self.reads() | written(self.material)

    def _play(self) -> None:
        self.case = self.reporter.report().case
        self.officer.tell(self.case, Status.RECEIVED)
        self.reporter.say("Ada foto papan proyek.")
        self.colleague.say(self.case, "Mohon kirim fotonya.")
        self.officer.admit(self.case, self.auditor)
        self.officer.start_epoch(self.case, self.first, self.second, self.reviewer, self.auditor)
        self.reporter.say("Foto saya lampirkan.")
        self.officer.say(self.case, "Sudah kami terima.")

    @property
    def key(self) -> Any:
        return self.first.secret.reader_key

    def documents(self, *directories: Directory) -> Changes:
        """Serve the documents, with further directories of the regency."""
        given = papers.given(self.world.documents(), self.world.anchor)
        further = [encode(signed(self.world, REGENCY, one)) for one in directories]
        given["directories"] = {**given["directories"], REGENCY: given["directories"][REGENCY] + further}
        return given if not directories else {"directories": given["directories"]}

    def reads(self) -> Changes:
        return {"key": self.key.unsafe_text(), "reader": {"agency": self.first.agency, "reader": self.first.id}}

    def second_directory(self, *gone: str) -> Directory:
        """Draft the regency's next directory, without some officers."""
        draft = document(self.world.directories[REGENCY][0], Directory)
        readers = [entry for entry in draft.readers if entry.id not in gone]
        return msgspec.structs.replace(draft, version=2, previous=digest_of(draft), readers=readers)

    def without(self, *places: tuple[str, int]) -> list[SealedMessage]:
        return [one for one in self.messages if (one.author, one.seq) not in places]

    def at(self, author: str, seq: int) -> SealedMessage:
        return next(one for one in self.messages if (one.author, one.seq) == (author, seq))

    def opened(self, sealed: SealedMessage) -> Message:
        return parse(Unverified(self.envelope(sealed)).payload, Message)

    def envelope(self, sealed: SealedMessage) -> bytes:
        return unseal_document(self.case_keys[sealed.epoch], sealed.sealed)

    def forge(self, message: Message, key: SigningKey[Any], **stated: Any) -> SealedMessage:
        """Sign and seal a message without looking at it, and state what is told of it."""
        sealed = seal_document(self.case_keys[message.epoch].public, sign(message, key))
        honest = SealedMessage(author_text(message.author), message.seq, message.epoch, message.kind, sealed)
        return replace(honest, **stated)

    def place(self, author: Author, **changes: Any) -> Place:
        """Give the place after everything, for any author."""
        view = self.officer.open(self.case)
        mine = view.place_for(self.first.ref, self.officer.book())
        own = [one for one in view.messages if one.author == author_text(author)]
        last = max(own, key=lambda one: one.message.seq, default=None)
        place = replace(
            mine,
            author=author,
            seq=1 if last is None else last.message.seq + 1,
            previous=None if last is None else last.digest,
            seen=view.heads(but=author_text(author)),
        )
        return replace(place, **changes)

    def find(
        self, name: str, what: str, changes: Changes, *findings: tuple[str, str, int], base: str = "officer"
    ) -> None:
        """Add a case that opens, with exactly these findings."""
        told = [{"kind": kind, "author": author, "seq": seq} for kind, author, seq in findings]
        self.area.vary_accepted(name, base, FINDINGS + what, changes, {"findings": told})
