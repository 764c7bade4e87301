"""The inside of whole cases (docs/spec/inside.md): what an officer's client makes of what a server serves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import msgspec

from tests.cast import PROVINCE, REGENCY, Person, World
from tests.crypto.makers import world as papers
from tests.crypto.makers.dossier.play import by_epoch, written
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area, flipped
from tests.crypto.makers.world import document, signed
from tests.crypto.scenario import encode
from tests.stories.inside import Backroom, Insider
from tests.stories.simulator import Officer, Reporter, Server
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import name_of
from wbs.crypto.directory import Directory, Role
from wbs.crypto.entries import (
    Answer,
    AssignmentLetter,
    CustodyBody,
    CustodyFile,
    Decision,
    DecisionBody,
    DeclarationBody,
    InsideEntry,
    InsideKind,
    Interest,
    LinkBody,
    LinkedCase,
    NoteBody,
    Priority,
    Relation,
    Risk,
    TriageBody,
)
from wbs.crypto.inside import HeldInsideKey, InsideKey, InsideMaterial, SealedEntry, inside_grant
from wbs.crypto.keys import CasePrivateKey, InsidePrivateKey, OfficerSecret, OfficerSigningKey
from wbs.crypto.messages import CaseMaterial, Grant, PreviousKey
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.recommendations import FollowUp, Measure, RecommendationBody
from wbs.crypto.records import RecordReader, author_text
from wbs.crypto.report import Category
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import Document, serialise
from wbs.crypto.signing import sign, sign_payload

_SEALED = 'docs/spec/inside.md "What is sealed": '
_KEY = 'docs/spec/inside.md "Inside-key record": '
_RULES = 'docs/spec/inside.md "Rules": '
_OPENING = 'docs/spec/inside.md "Opening": '
_WRITING = 'docs/spec/inside.md "Writing": '
_OTHER_DIGEST = "A" * 42 + "E"
_KEPT = ("penerima-01", "penerima-02", "penelaah-01", "pengawas-01")
Changes = dict[str, Any]
Told = tuple[str, str, int]


def listed(entries: Sequence[SealedEntry]) -> list[dict[str, Any]]:
    return [{"author": one.author, "seq": one.seq, "epoch": one.epoch, "sealed": encode(one.sealed)} for one in entries]


def spread(material: InsideMaterial) -> Changes:
    """Write the inside of a case as vectors do."""
    return {
        "inside_keys": [encode(key) for key in material.keys],
        "inside_grants": by_epoch(material.grants),
        "inside_previous": by_epoch(material.previous_keys),
        "entries": listed(material.entries),
    }


def told(*findings: Told) -> list[Mapping[str, Any]]:
    return [{"kind": kind, "author": author, "seq": seq} for kind, author, seq in findings]


class Maker:
    """The inside of one case of two epochs, as an honest server serves it, and everybody's keys."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.world: World = papers.small_world(*(f"{REGENCY}/{name}" for name in _KEPT), f"{PROVINCE}/penerima-01")
        self.server = Server(self.world)
        self.backroom = Backroom(self.server)
        people = self.world.people
        self.first, self.second, self.reviewer, self.auditor = (people[f"{REGENCY}/{name}"] for name in _KEPT)
        self.outsider = people[f"{PROVINCE}/penerima-01"]
        self.reporter = Reporter(self.server, self.world.anchor)
        self.insider, self.colleague, self.newcomer = map(self.client, (self.first, self.second, self.reviewer))
        self._play()
        self.inside = self.backroom.serve(self.case, self.key.public.digest)
        self.insight = self.insider.look(self.case)
        self.held = self.insight.held
        self.case_keys = self.insider.officer.open(self.case).case_keys
        material = self.server.serve(self.case, self.key.public.digest)
        self.given = self.documents() | self.reads(self.first, material) | written(material) | spread(self.inside)

    def client(self, person: Person) -> Insider:
        return Insider(Officer(self.server, self.world.anchor, person), self.backroom)

    def _play(self) -> None:
        self.case = self.reporter.report().case
        self.insider.note(self.case, "Cocok dengan temuan pemeriksaan tahun lalu.")
        self.colleague.write(self.case, InsideKind.TRIAGE, a_triage())
        self.insider.write(self.case, InsideKind.DECISION, DecisionBody(decision=Decision.EXAMINE, text="Cukup bukti."))
        self.insider.admit(self.case, self.auditor)
        self.insider.admit(self.case, self.reviewer)
        self.newcomer.note(self.case, "Saya baca berkasnya.")
        self.insider.start_epoch(self.case, self.first, self.second, self.reviewer, self.auditor)
        self.colleague.officer.say(self.case, "Kami lanjutkan.")
        self.colleague.note(self.case, "Saksi sudah dihubungi.")
        self.insider.write(self.case, InsideKind.CUSTODY, a_custody())

    @property
    def key(self) -> Any:
        return self.first.secret.reader_key

    def documents(self, *directories: Directory) -> Changes:
        """Serve the documents, with further directories of the regency."""
        given = papers.given(self.world.documents(), self.world.anchor)
        further = [encode(signed(self.world, REGENCY, one)) for one in directories]
        given["directories"] = {**given["directories"], REGENCY: given["directories"][REGENCY] + further}
        return given if not directories else {"directories": given["directories"]}

    def reads(self, person: Person, material: CaseMaterial) -> Changes:
        key = person.secret.reader_key
        inside = self.backroom.serve(self.case, key.public.digest)
        return {
            "key": key.unsafe_text(),
            "reader": {"agency": person.agency, "reader": person.id},
            "grants": by_epoch(material.grants),
            "inside_grants": by_epoch(inside.grants),
        }

    def as_read_by(self, person: Person) -> Changes:
        """Serve everything to another reader."""
        return self.reads(person, self.server.serve(self.case, person.secret.reader_key.public.digest))

    def next_directory(self, *gone: Person, renewed: Sequence[Person] = (), **roles: list[Role]) -> Directory:
        """Draft the regency's next directory: without some officers, with others' keys renewed, or in other roles."""
        draft = document(self.world.directories[REGENCY][0], Directory)
        readers = [entry for entry in draft.readers if entry.id not in {one.id for one in gone}]
        for place, entry in enumerate(readers):
            if entry.id in {one.id for one in renewed}:
                secret = OfficerSecret.generate()
                readers[place] = msgspec.structs.replace(
                    entry, reader_key=secret.reader_key.public.text, verify_key=secret.signing_key.public.text
                )
            if entry.id.replace("-", "_") in roles:
                readers[place] = msgspec.structs.replace(readers[place], roles=roles[entry.id.replace("-", "_")])
        return msgspec.structs.replace(draft, version=2, previous=digest_of(draft), readers=readers)

    def at(self, author: Person, seq: int) -> SealedEntry:
        return next(one for one in self.inside.entries if (one.author, one.seq) == (author_text(author.ref), seq))

    def without(self, *places: tuple[Person, int]) -> list[SealedEntry]:
        gone = {(author_text(person.ref), seq) for person, seq in places}
        return [one for one in self.inside.entries if (one.author, one.seq) not in gone]

    def entry(self, author: Person, seq: int) -> InsideEntry:
        name = author_text(author.ref)
        return next(one.message for one in self.insight.entries if (one.author, one.message.seq) == (name, seq))

    def forge(self, entry: Document, key: OfficerSigningKey, epoch: int = 2, **stated: Any) -> SealedEntry:
        """Sign and seal an entry without looking at it, and state what is told of it."""
        return self.seal(sign(entry, key), epoch, **stated)

    def seal(self, envelope: bytes, epoch: int = 2, **stated: Any) -> SealedEntry:
        honest = self.at(self.first, 3)
        sealed = seal_document(self.held[epoch].key.public, envelope)
        return replace(honest, epoch=epoch, sealed=sealed, **stated)

    def instead(self, sealed: SealedEntry, author: Person | None = None, seq: int = 3) -> Changes:
        """Serve another entry for one place, the first officer's newest unless said otherwise."""
        return {"entries": listed([*self.without((author or self.first, seq)), sealed])}

    def key_record(self, epoch: int = 2) -> InsideKey:
        return self.held[epoch].record.document

    def keys_with(self, record: Document | bytes, key: OfficerSigningKey | None = None) -> Changes:
        """Serve another inside-key record for epoch 2."""
        envelope = record if isinstance(record, bytes) else sign(record, key or self.first.secret.signing_key)
        return {"inside_keys": [encode(self.inside.keys[0]), encode(envelope)]}

    def find(self, name: str, what: str, changes: Changes, *findings: Told, **more: Any) -> None:
        """Add an inside that opens, with exactly these findings about entries."""
        expected = {"findings": told(*findings), "key_findings": [], **more}
        self.area.vary_accepted(name, "officer", _OPENING + what, changes, expected)

    def find_key(self, name: str, what: str, changes: Changes, *findings: Told, **more: Any) -> None:
        """Add an inside with exactly these findings about keys."""
        self.area.vary_accepted(name, "officer", _RULES + what, changes, {"key_findings": told(*findings), **more})


def a_triage() -> TriageBody:
    return TriageBody(
        supervisory=Answer.YES,
        completeness=Answer.YES,
        priority=Priority.HIGH,
        risk=Risk.MEDIUM,
        national=Answer.UNCLEAR,
        category=Category.PROCUREMENT,
        loss=750_000_000,
    )


def a_custody() -> CustodyBody:
    file = CustodyFile(id="A" * 21 + "Q", sha256=_OTHER_DIGEST, size=12_345)
    return CustodyBody(files=[file])


def make() -> Area:
    area = Area("inside")
    with drawn("inside"):
        maker = Maker(area)
        _whole(area, maker)
        _withheld(maker)
        _repeated(maker)
        _forged(maker)
        _malformed(maker)
        _key_records(maker)
        _held_keys(maker)
        _since_gone(maker)
        _places(area, maker)
        _shapes(area, maker)
        _left(area, maker)
        _became_case_key(area, maker)
        _linked(area)
        _declared(area)
        _recommended(area)
    return area


def _declared(area: Area) -> None:
    """Officers declare that they have no conflict of interest, and then one; and conflicts that say too little."""
    world = papers.small_world(*(f"{REGENCY}/{name}" for name in _KEPT), f"{PROVINCE}/penerima-01")
    server = Server(world)
    backroom = Backroom(server)
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    person = world.people[f"{REGENCY}/penerima-01"]
    insider = Insider(Officer(server, world.anchor, person), backroom)
    insider.write(case, InsideKind.DECLARATION, DeclarationBody(interest=Interest.NONE))
    conflict = DeclarationBody(interest=Interest.CONFLICT, text="Terlapor ipar saya.")
    insider.write(case, InsideKind.DECLARATION, conflict)
    key = person.secret.reader_key
    material, inside = server.serve(case, key.public.digest), backroom.serve(case, key.public.digest)
    reads = {"key": key.unsafe_text(), "reader": {"agency": REGENCY, "reader": person.id}}
    given = papers.given(world.documents(), world.anchor) | reads | written(material) | spread(inside)
    comment = _SEALED + "no conflict of interest is declared, and later one with its reason"
    area.accept("declarations", "inside.open", comment, given, {"findings": [], "key_findings": []})
    look = insider.look(case)
    last, held = look.entries[-1].message, look.held[1]
    for name, what, body in (
        ("silent", "a conflict without a reason", DeclarationBody(interest=Interest.CONFLICT)),
        ("wordy", "a reason without a conflict", DeclarationBody(interest=Interest.NONE, text="Ipar.")),
    ):
        entry = msgspec.structs.replace(last, body=body)
        sealed = seal_document(held.key.public, sign(entry, person.secret.signing_key))
        instead = [*inside.entries[:-1], replace(inside.entries[-1], sealed=sealed)]
        findings = told(("format", author_text(person.ref), 2))
        area.vary_accepted(
            f"declaration-{name}", "declarations", _SEALED + what, {"entries": listed(instead)}, {"findings": findings}
        )


def _recommended(area: Area) -> None:
    """An assignment by letter, a recommendation and what became of it; and ones that contradict themselves."""
    world = papers.small_world(*(f"{REGENCY}/{name}" for name in _KEPT), f"{PROVINCE}/penerima-01")
    server = Server(world)
    backroom = Backroom(server)
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    person = world.people[f"{REGENCY}/penerima-01"]
    insider = Insider(Officer(server, world.anchor, person), backroom)
    letter = AssignmentLetter(number="700/12/ST/2026", dated="2026-11-20")
    assigned = DecisionBody(decision=Decision.ASSIGN, text="Tim Pemeriksa.", assignment=letter)
    insider.write(case, InsideKind.DECISION, assigned)
    wanted = RecommendationBody(
        reference="abcd2345",
        to="Camat Ngabang",
        measure=Measure.RECOVERY,
        due="2027-01-20",
        state=FollowUp.OPEN,
        text="Kembalikan Rp40.000.000 ke kas desa.",
    )
    insider.write(case, InsideKind.RECOMMENDATION, wanted)
    done = msgspec.structs.replace(wanted, state=FollowUp.DONE, ended="2027-01-11", text=msgspec.UNSET)
    insider.write(case, InsideKind.RECOMMENDATION, done)
    key = person.secret.reader_key
    material, inside = server.serve(case, key.public.digest), backroom.serve(case, key.public.digest)
    reads = {"key": key.unsafe_text(), "reader": {"agency": REGENCY, "reader": person.id}}
    given = papers.given(world.documents(), world.anchor) | reads | written(material) | spread(inside)
    comment = _SEALED + "examiners are assigned by letter, something is recommended, and later done"
    area.accept("recommendations", "inside.open", comment, given, {"findings": [], "key_findings": []})
    look = insider.look(case)
    last, held = look.entries[-1].message, look.held[1]
    again = msgspec.structs.replace
    for name, what, body in (
        ("endless", "done, on no day", again(done, ended=msgspec.UNSET)),
        ("ended", "open, and ended", again(wanted, ended="2027-01-11")),
        ("wordless", "open, without words", again(wanted, text=msgspec.UNSET)),
        ("unexplained", "impossible, without a reason", again(done, state=FollowUp.IMPOSSIBLE)),
        ("no-day", "due on a day that does not exist", again(done, due="2027-02-30")),
    ):
        _instead(area, f"recommendation-{name}", what, again(last, body=body), person, held, inside)
    closing = again(assigned, decision=Decision.CLOSE)
    entry = again(last, kind=InsideKind.DECISION, body=closing)
    _instead(area, "assignment-closing", "closed, by a letter of assignment", entry, person, held, inside)
    nowhere = again(assigned, assignment=again(letter, dated="2026-11-31"))
    entry = again(last, kind=InsideKind.DECISION, body=nowhere)
    _instead(area, "assignment-no-day", "assigned on a day that does not exist", entry, person, held, inside)


def _instead(
    area: Area, name: str, what: str, entry: InsideEntry, person: Person, held: HeldInsideKey, inside: InsideMaterial
) -> None:
    """Vary what was recommended: another last entry, genuine but malformed."""
    sealed = seal_document(held.key.public, sign(entry, person.secret.signing_key))
    instead = [*inside.entries[:-1], replace(inside.entries[-1], sealed=sealed)]
    findings = told(("format", author_text(person.ref), entry.seq))
    area.vary_accepted(name, "recommendations", _SEALED + what, {"entries": listed(instead)}, {"findings": findings})


def _linked(area: Area) -> None:
    """Links of a case to another one and to a number elsewhere; and links to nothing, to two things, to itself."""
    world = papers.small_world(*(f"{REGENCY}/{name}" for name in _KEPT), f"{PROVINCE}/penerima-01")
    server = Server(world)
    backroom = Backroom(server)
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    person = world.people[f"{REGENCY}/penerima-01"]
    insider = Insider(Officer(server, world.anchor, person), backroom)
    other = LinkedCase(agency=REGENCY, case="a" * 52)
    linked = LinkBody(relation=Relation.DUPLICATE, other=other, text="Jalan yang sama.")
    insider.write(case, InsideKind.LINK, linked)
    insider.write(case, InsideKind.LINK, LinkBody(relation=Relation.RELATED, reference="1234567"))
    insider.write(case, InsideKind.LINK, LinkBody(relation=Relation.NONE, other=other))
    key = person.secret.reader_key
    material, inside = server.serve(case, key.public.digest), backroom.serve(case, key.public.digest)
    reads = {"key": key.unsafe_text(), "reader": {"agency": REGENCY, "reader": person.id}}
    given = papers.given(world.documents(), world.anchor) | reads | written(material) | spread(inside)
    comment = _SEALED + "links to another case and to a number elsewhere, and one taken back"
    area.accept("links", "inside.open", comment, given, {"findings": [], "key_findings": []})
    look = insider.look(case)
    last = look.entries[-1].message
    held = look.held[1]
    itself = LinkedCase(agency=REGENCY, case=case)
    for name, what, body in (
        ("nothing", "a link to nothing", LinkBody(relation=Relation.RELATED)),
        ("two", "a link to two things", msgspec.structs.replace(linked, reference="1234567")),
        ("itself", "a case linked to itself", msgspec.structs.replace(linked, other=itself)),
    ):
        entry = msgspec.structs.replace(last, body=body)
        sealed = seal_document(held.key.public, sign(entry, person.secret.signing_key))
        instead = [*inside.entries[:-1], replace(inside.entries[-1], sealed=sealed)]
        findings = told(("format", author_text(person.ref), 3))
        area.vary_accepted(
            f"link-{name}", "links", _SEALED + what, {"entries": listed(instead)}, {"findings": findings}
        )


def _left(area: Area, maker: Maker) -> None:
    """The officer who began the newest epoch is not among its readers, and carries the inside key on all the same."""
    maker.insider.start_epoch(maker.case, maker.second, maker.reviewer)
    key = maker.second.secret.reader_key.public.digest
    material, inside = maker.server.serve(maker.case, key), maker.backroom.serve(maker.case, key)
    changes = maker.reads(maker.second, material) | written(material) | spread(inside)
    comment = _RULES + "whoever began the epoch has left the case with it: everything opens, nothing is written"
    unseen = told(("not-confirmed", author_text(maker.first.ref), 3))
    expected = {"need": "epoch", "keys": [1, 2, 3], "findings": unseen, "key_findings": []}
    area.vary_accepted("maker-left", "officer", comment, changes, expected)
    area.vary("grant", "place-maker-left", "place", _WRITING + "whoever began the epoch knows its key", changes)
    _taken_off(area, maker)


def _taken_off(area: Area, maker: Maker) -> None:
    """A genuine key of the newest epoch, sealed to somebody whom that epoch's records do not list any more."""
    grant = inside_grant(maker.colleague.look(maker.case).held[3], maker.key.public)
    material, inside = (
        serve(maker.case, maker.key.public.digest) for serve in (maker.server.serve, maker.backroom.serve)
    )
    changes = maker.reads(maker.first, material) | written(material) | spread(inside)
    changes |= {"inside_grants": by_epoch({**inside.grants, 3: grant.sealed})}
    found = told(("grant", author_text(maker.first.ref), 3))
    comment = _RULES + "a grant to somebody who was taken off: he reads what was his, and no more"
    area.vary_accepted("grant-to-taken-off", "officer", comment, changes, {"key_findings": found, "keys": [1, 2]})


def _became_case_key(area: Area, maker: Maker) -> None:
    """A reader takes the newest inside key as the next epoch's case key: notes before must not be lost by it."""
    held = maker.colleague.look(maker.case).held[3].key
    with patch.object(CasePrivateKey, "generate", lambda: CasePrivateKey.parse(held.unsafe_text())):
        maker.colleague.officer.start_epoch(maker.case, maker.second, maker.reviewer)
    key = maker.second.secret.reader_key.public.digest
    material, inside = maker.server.serve(maker.case, key), maker.backroom.serve(maker.case, key)
    changes = maker.reads(maker.second, material) | written(material) | spread(inside)
    comment = _RULES + "a later epoch takes an inside key as its case key: what was written before opens all the same"
    area.vary_accepted("case-key-later", "officer", comment, changes, {"keys": [1, 2, 3], "key_findings": []})


def _whole(area: Area, maker: Maker) -> None:
    expected = {"need": "nothing", "keys": [1, 2], "findings": [], "key_findings": [], "broken": []}
    comment = _OPENING + "the whole inside of a case, opened by an officer"
    area.accept("officer", "inside.open", comment, maker.given, expected)
    order = {**expected, "entries": area.scenarios["inside/officer"].output["entries"]}
    comment = _RULES + "a reader whom an access record added"
    area.vary_accepted("officer-added", "officer", comment, maker.as_read_by(maker.reviewer), order)
    comment = _RULES + "the key of an earlier epoch comes with the next one"
    newest = {"inside_grants": by_epoch({2: maker.inside.grants[2]})}
    area.vary_accepted("officer-by-previous", "officer", comment, newest, order)
    comment = _OPENING + "the server's order does not count"
    backwards = {"entries": listed(maker.inside.entries[::-1])}
    area.vary_accepted("reversed", "officer", comment, backwards, order)
    nothing: Changes = {"inside_keys": [], "inside_grants": {}, "inside_previous": {}, "entries": []}
    comment = _OPENING + "a case that does not open has no inside"
    area.vary("grant", "case-closed", "officer", comment, {"grants": {}})
    comment = _WRITING + "nobody has written yet"
    area.vary_accepted("empty", "officer", comment, nothing, {"need": "key", "entries": [], "keys": []})


def _withheld(maker: Maker) -> None:
    first, second = (author_text(person.ref) for person in (maker.first, maker.second))
    rows: dict[str, tuple[str, list[tuple[Person, int]], list[Told]]] = {
        "first": ("a first entry is withheld", [(maker.first, 1)], [("gap", first, 1)]),
        "middle": ("an entry between two is withheld", [(maker.first, 2)], [("gap", first, 2)]),
        "referred": ("an entry that others have seen is withheld", [(maker.second, 2)], [("gap", second, 2)]),
        "newest-unseen": ("the newest entry is withheld, and nobody refers to it yet", [(maker.first, 3)], []),
    }
    for name, (what, places, findings) in rows.items():
        maker.find(f"withheld-{name}", what, {"entries": listed(maker.without(*places))}, *findings)


def _repeated(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    note, newest = maker.at(maker.first, 1), maker.at(maker.first, 3)
    again = {"entries": listed([*maker.inside.entries, note])}
    maker.find("replay", "an entry twice", again, ("replay", first, 1))
    moved = {"entries": listed([*maker.without((maker.first, 3)), replace(note, seq=3)])}
    maker.find("replay-at-other-place", "an entry a second time under another number", moved, ("replay", first, 3))
    other = msgspec.structs.replace(maker.entry(maker.first, 3), kind=InsideKind.NOTE, body=NoteBody(text="Lain."))
    fork = maker.forge(other, maker.first.secret.signing_key)
    both = {"entries": listed([*maker.inside.entries, fork])}
    maker.find("fork", "two entries for one place, both signed", both, ("fork", first, 3), broken=[first])
    other = msgspec.structs.replace(maker.entry(maker.second, 2), body=NoteBody(text="Tidak ada saksi."))
    fork = replace(maker.forge(other, maker.second.secret.signing_key), author=author_text(maker.second.ref), seq=2)
    instead = maker.instead(fork, maker.second, 2)
    second = author_text(maker.second.ref)
    maker.find("fork-instead", "another entry than the one that others have seen", instead, ("fork", second, 2))
    rows = {
        "other-number": ("stated under another number", {"seq": 4}, ("transplant", first, 4)),
        "other-author": ("stated as a colleague's", {"author": second, "seq": 3}, ("transplant", second, 3)),
        "other-epoch": ("stated under another epoch", {"epoch": 1}, ("seal", first, 3)),
        "no-epoch": ("stated under an epoch that is not there", {"epoch": 3}, ("seal", first, 3)),
    }
    for name, (what, stated, finding) in rows.items():
        maker.find(f"misplaced-{name}", what, maker.instead(replace(newest, **stated)), finding)  # type: ignore[arg-type]


def _forged(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    genuine, directory = maker.entry(maker.first, 3), name_of(maker.insider.officer.book().newest(PROVINCE))
    own = maker.first.secret.signing_key
    stranger = OfficerSecret.generate().signing_key
    outsider = msgspec.structs.replace(genuine, author=maker.outsider.ref, seq=1, previous=msgspec.UNSET, seen=[])
    outsider = msgspec.structs.replace(outsider, directory=directory)
    auditor = msgspec.structs.replace(outsider, author=maker.auditor.ref, directory=genuine.directory)
    named = [author_text(person.ref) for person in (maker.outsider, maker.auditor)]
    rows: dict[str, tuple[str, SealedEntry, Told]] = {
        "by-server": ("signed by a key of the server", maker.forge(genuine, stranger), ("signature", first, 3)),
        "by-colleague": (
            "signed by a colleague in another's name",
            maker.forge(genuine, maker.second.secret.signing_key),
            ("signature", first, 3),
        ),
        "not-reading": (
            "by an officer who does not read the case",
            maker.forge(outsider, maker.outsider.secret.signing_key, author=named[0], seq=1),
            ("author", named[0], 1),
        ),
        "may-not-write": (
            "by an auditor who reads the case, and may not write inside",
            maker.forge(auditor, maker.auditor.secret.signing_key, author=named[1], seq=1),
            ("author", named[1], 1),
        ),
        "other-directory": (
            "under a directory that the roots did not sign",
            maker.forge(
                msgspec.structs.replace(
                    genuine, directory=msgspec.structs.replace(genuine.directory, digest=_OTHER_DIGEST)
                ),
                own,
            ),
            ("author", first, 3),
        ),
        "other-case": (
            "of another case",
            maker.forge(msgspec.structs.replace(genuine, case="a" * 52), own),
            ("transplant", first, 3),
        ),
        "other-record": (
            "under a record of another epoch",
            maker.forge(msgspec.structs.replace(genuine, record=maker.entry(maker.first, 1).record), own),
            ("transplant", first, 3),
        ),
        "resealed-in-other-epoch": (
            "sealed again to another epoch's key",
            maker.forge(genuine, own, epoch=1),
            ("transplant", first, 3),
        ),
    }
    for name, (what, sealed, finding) in rows.items():
        replaced = sealed.author == first
        entries = [*(maker.without((maker.first, 3)) if replaced else maker.inside.entries), sealed]
        maker.find(f"forged-{name}", what, {"entries": listed(entries)}, finding)
    to_case = seal_document(maker.case_keys[2].public, sign(genuine, own))
    changes = maker.instead(replace(maker.at(maker.first, 3), sealed=to_case))
    maker.find("sealed-to-case-key", "sealed to the case key, which the reporter has", changes, ("seal", first, 3))
    newest = maker.at(maker.first, 3)
    changes = maker.instead(replace(newest, sealed=flipped(newest.sealed, -40)))
    maker.find("altered", "one bit of the sealed bytes", changes, ("seal", first, 3))


def _malformed(maker: Maker) -> None:
    first, key = author_text(maker.first.ref), maker.first.secret.signing_key
    genuine = maker.entry(maker.first, 3)
    change = msgspec.structs.replace
    file = CustodyFile(id="A" * 21 + "Q", sha256=_OTHER_DIGEST, size=1)
    head = genuine.seen[0]
    own_head = change(head, author=maker.first.ref)
    rows: dict[str, tuple[str, InsideEntry]] = {
        "other-body": ("kind and body disagree", change(genuine, body=NoteBody(text="Catatan."))),
        "no-previous": ("a later entry without the one before", change(genuine, previous=msgspec.UNSET)),
        "seen-itself": ("an author who has seen itself", change(genuine, seen=[own_head])),
        "seen-reporter": (
            "the reporter among those who write inside",
            change(genuine, seen=[change(head, author="reporter")]),
        ),
        "seen-twice": ("one author seen twice", change(genuine, seen=[head, head])),
        "file-twice": ("one file twice in a custody record", change(genuine, body=CustodyBody(files=[file, file]))),
        "file-none": ("a custody record without a file", change(genuine, body=CustodyBody(files=[]))),
        "note-empty": ("a note without a word", change(genuine, kind=InsideKind.NOTE, body=NoteBody(text=""))),
    }
    for name, (what, entry) in rows.items():
        maker.find(f"malformed-{name}", what, maker.instead(maker.forge(entry, key)), ("format", first, 3))
    payload = serialise(genuine)
    texts = {
        "by-reporter": ("the reporter as its author", payload.replace(serialise(genuine.author), b'"reporter"', 1)),
        "unknown-member": (
            "a member that nobody knows",
            payload.replace(b'{"author"', b'{"attachments":[],"author"', 1),
        ),
        "next-version": ("the next version", payload.replace(b"wbs-inside/v1", b"wbs-inside/v2")),
    }
    for name, (what, text) in texts.items():
        sealed = maker.seal(sign_payload(text, "wbs-inside/v1", key))
        maker.find(f"malformed-{name}", what, maker.instead(sealed), ("format", first, 3))
    message = maker.reporter.open().messages[0].message
    sealed = maker.forge(message, key)
    maker.find(
        "message-inside",
        "a message to the reporter in the place of an entry",
        maker.instead(sealed),
        ("format", first, 3),
    )


def _key_records(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    change, genuine = msgspec.structs.replace, maker.key_record()
    outsider, auditor = maker.outsider, maker.auditor
    province = [name_of(maker.insider.officer.book().newest(PROVINCE))]
    fresh = InsidePrivateKey.generate().public.text
    swapped = [change(genuine.readers[0], key=_OTHER_DIGEST), *genuine.readers[1:]]
    added = RecordReader(agency=PROVINCE, reader=outsider.id, key=outsider.secret.reader_key.public.digest)
    rows: dict[str, tuple[str, InsideKey, Person]] = {
        "by-server": ("signed by a key of the server", genuine, Person(REGENCY, "server", frozenset())),
        "in-other-name": ("signed by a colleague in another's name", genuine, maker.second),
        "by-outsider": (
            "by an officer who does not read the case",
            change(genuine, author=outsider.ref, directories=province),
            outsider,
        ),
        "by-auditor": ("by a reader who may not write inside", change(genuine, author=auditor.ref), auditor),
        "reader-missing": ("without one of the readers", change(genuine, readers=genuine.readers[1:]), maker.first),
        "reader-added": (
            "for one who does not read the case",
            change(genuine, readers=[added, *genuine.readers]),
            maker.first,
        ),
        "reader-swapped": ("with another key of a reader", change(genuine, readers=swapped), maker.first),
        "readers-unsorted": ("readers out of order", change(genuine, readers=genuine.readers[::-1]), maker.first),
        "reader-twice": (
            "a reader twice",
            change(genuine, readers=[genuine.readers[0], *genuine.readers]),
            maker.first,
        ),
        "case-key": (
            "the case key as the inside key: the reporter would read",
            change(genuine, inside_key=maker.case_keys[2].public.text),
            maker.first,
        ),
        "other-case": ("of another case", change(genuine, case="a" * 52), maker.first),
        "other-epoch": ("of an epoch that is not there", change(genuine, epoch=3), maker.first),
        "other-record": (
            "under a record of another epoch",
            change(genuine, record=maker.key_record(1).record),
            maker.first,
        ),
        "no-directory": (
            "names no directory of its author's agency",
            change(genuine, directories=province),
            maker.first,
        ),
        "unknown-directory": (
            "under a directory that the roots did not sign",
            change(genuine, directories=[change(genuine.directories[0], digest=_OTHER_DIGEST)]),
            maker.first,
        ),
        "directory-twice": (
            "two directories of one agency",
            change(genuine, directories=[*genuine.directories, *genuine.directories]),
            maker.first,
        ),
    }
    for name, (what, record, signer) in rows.items():
        changes = maker.keys_with(record, signer.secret.signing_key)
        finding = ("grant", author_text(record.author), record.epoch)
        maker.find_key(f"key-{name}", what, changes, finding, need="key", keys=[1])
    again = maker.keys_with(change(genuine, inside_key=maker.key_record(1).inside_key))
    what = "the key of the epoch before: whoever was taken off would read on"
    maker.find_key("key-again", what, again, ("grant", first, 2), need="key", keys=[1])
    junk = {"inside_keys": [encode(maker.inside.keys[0]), encode(b"{}")]}
    maker.find_key("key-junk", "something else", junk, ("grant", "", 0), need="key", keys=[1])
    second = change(genuine, inside_key=fresh, author=maker.second.ref)
    envelopes = [*maker.inside.keys, sign(second, maker.second.secret.signing_key)]
    both = {"inside_keys": [encode(one) for one in envelopes]}
    finding = ("fork", author_text(maker.second.ref), 2)
    maker.find_key("key-second", "a second key for one epoch", both, finding, need="epoch", keys=[1, 2], findings=[])


def _held_keys(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    own, held = maker.key.public, maker.held[2]
    record = held.record.document
    genuine = Grant(case=record.case, epoch=2, record=held.record.digest, reader=own.digest, key=held.key.unsafe_text())
    change = msgspec.structs.replace
    rows: dict[str, tuple[str, Grant]] = {
        "other-key": ("a key that the server made", change(genuine, key=InsidePrivateKey.generate().unsafe_text())),
        "other-case": ("for another case", change(genuine, case="a" * 52)),
        "other-epoch": ("for another epoch", change(genuine, epoch=1)),
        "other-reader": ("for another reader", change(genuine, reader=_OTHER_DIGEST)),
        "case-record": ("under the epoch's record instead of the inside key's", change(genuine, record=record.record)),
        "case-key": ("the case key instead", change(genuine, key=maker.case_keys[2].unsafe_text())),
    }
    lost = {"need": "epoch", "keys": [1]}
    for name, (what, grant) in rows.items():
        sealed = seal_document(own, serialise(grant), GRANT_CLASS)
        changes = {"inside_grants": by_epoch({**maker.inside.grants, 2: sealed})}
        maker.find_key(f"grant-{name}", what, changes, ("grant", first, 2), **lost)
    colleague = maker.backroom.serve(maker.case, maker.second.secret.reader_key.public.digest)
    changes = {"inside_grants": by_epoch({**maker.inside.grants, 2: colleague.grants[2]})}
    maker.find_key("grant-of-colleague", "another reader's grant", changes, ("grant", first, 2), **lost)
    changes = {"inside_grants": by_epoch({1: maker.inside.grants[1]})}
    maker.find_key("grant-withheld", "no grant of the newest epoch", changes, ("grant", first, 2), **lost)
    outsider = maker.outsider.secret.reader_key
    _previous_keys(maker)
    sealed = inside_grant(held, outsider.public).sealed
    changes = maker.as_read_by(maker.second) | {"inside_grants": by_epoch({1: colleague.grants[1], 2: sealed})}
    maker.find_key(
        "grant-to-stranger", "a grant to somebody whom no record lists", changes, ("grant", first, 2), **lost
    )


def _previous_keys(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    held = maker.held[1]
    genuine = PreviousKey(case=maker.case, epoch=1, record=held.record.digest, key=held.key.unsafe_text())
    change = msgspec.structs.replace
    rows: dict[str, tuple[str, PreviousKey]] = {
        "other-key": ("another key", change(genuine, key=InsidePrivateKey.generate().unsafe_text())),
        "other-case": ("of another case", change(genuine, case="a" * 52)),
        "other-epoch": ("of another epoch", change(genuine, epoch=2)),
        "other-record": ("under another record", change(genuine, record=held.record.document.record)),
    }
    newest = {"inside_grants": by_epoch({2: maker.inside.grants[2]})}
    for name, (what, previous) in rows.items():
        sealed = seal_document(maker.held[2].key.public, serialise(previous), GRANT_CLASS)
        changes = newest | {"inside_previous": by_epoch({2: sealed})}
        maker.find_key(f"previous-{name}", what, changes, ("grant", first, 1), need="nothing", keys=[2])
    changes = newest | {"inside_previous": {}}
    maker.find_key("previous-missing", "no earlier key", changes, ("grant", first, 1), need="nothing", keys=[2])


def _since_gone(maker: Maker) -> None:
    second = author_text(maker.second.ref)
    gone = maker.documents(maker.next_directory(maker.second))
    what = "a reader has gone from the directory; what was seen since stays"
    maker.find("gone-reader", what, gone, need="epoch")
    without = gone | {"entries": listed(maker.without((maker.first, 3)))}
    findings = [("not-confirmed", second, 2)]
    maker.find("gone-unseen", "an entry of somebody gone that nobody has seen", without, *findings, need="epoch")
    roles = maker.documents(maker.next_directory(penerima_02=[Role.AUDITOR])) | {
        "entries": listed(maker.without((maker.first, 3)))
    }
    maker.find("role-gone", "an entry of somebody who may not write inside any more", roles, *findings, need="nothing")
    renewed = maker.documents(maker.next_directory(renewed=[maker.first])) | maker.as_read_by(maker.second)
    first = author_text(maker.first.ref)
    late = ("not-confirmed", first, 3)
    what = "whoever brought the key has a new one, and somebody who counts has built on the old"
    maker.find("key-built-on", what, renewed, late, need="nothing")
    alone = renewed | {"entries": listed(maker.without((maker.first, 3), (maker.second, 2)))}
    what = "whoever brought the key has a new one, and nobody has built on the old"
    maker.find("key-of-renewed", what, alone, need="epoch")
    _epoch_doubtful(maker)


def _epoch_doubtful(maker: Maker) -> None:
    """The epoch does not count: its author's key is gone, and nobody has written to the reporter since."""
    renewed = maker.documents(maker.next_directory(renewed=[maker.first])) | maker.as_read_by(maker.second)
    silent = renewed | {"messages": maker.given["messages"][:-1]}
    what = "the newest epoch does not count: nothing is sealed to the one before either"
    maker.area.vary_accepted("epoch-doubtful", "officer", _RULES + what, silent, {"need": "epoch", "key_findings": []})


def _places(area: Area, maker: Maker) -> None:
    entries = area.scenarios["inside/officer"].output["entries"]
    first = author_text(maker.first.ref)
    own = next(one["digest"] for one in entries if (one["author"], one["seq"]) == (first, 3))
    comment = _WRITING + "an officer's next entry"
    area.accept("place", "inside.place", comment, maker.given, {"epoch": 2, "seq": 4, "previous": own})
    comment = _WRITING + "an officer's entry after one in another epoch"
    area.vary_accepted("place-of-reviewer", "place", comment, maker.as_read_by(maker.reviewer), {"seq": 2})
    nothing: Changes = {"inside_keys": [], "inside_grants": {}, "inside_previous": {}, "entries": []}
    area.vary("grant", "place-without-key", "place", _WRITING + "no inside key yet", nothing)
    gone = maker.documents(maker.next_directory(maker.second))
    area.vary("grant", "place-reader-gone", "place", _WRITING + "a reader has gone: an epoch first", gone)
    colleague = maker.backroom.serve(maker.case, maker.second.secret.reader_key.public.digest)
    junk = {"inside_grants": by_epoch({**maker.inside.grants, 2: colleague.grants[2]})}
    area.vary("grant", "place-without-grant", "place", _WRITING + "the newest key is not at hand", junk)
    gap = {"entries": listed(maker.without((maker.first, 2)))}
    area.vary("trust", "place-own-gap", "place", _WRITING + "an own entry is missing", gap)
    others = {"entries": listed(maker.without((maker.second, 2)))}
    comment = _WRITING + "an entry of somebody else is missing"
    area.vary_accepted("place-others-gap", "place", comment, others, {"seq": 4})


def _shapes(area: Area, maker: Maker) -> None:
    def given(shape: str, data: bytes) -> Changes:
        return {"shape": shape, "data": encode(data)}

    entry, key = serialise(maker.entry(maker.second, 1)), serialise(maker.key_record())
    area.accept("shape-entry", "json.parse", _SEALED + "a triage", given("wbs-inside/v1", entry))
    area.accept("shape-key", "json.parse", _KEY + "an inside-key record", given("wbs-inside-key/v1", key))
    rows = {
        "priority": ("a priority that is none", entry.replace(b'"high"', b'"soon"')),
        "loss": ("a loss in words", entry.replace(b"750000000", b'"750 juta"')),
        "kind": ("a kind that is none", entry.replace(b'"kind":"triage"', b'"kind":"status"')),
    }
    for name, (what, data) in rows.items():
        area.refuse("format", f"shape-entry-{name}", "json.parse", _SEALED + what, given("wbs-inside/v1", data))
    data = key.replace(serialise(maker.key_record().author), b'"reporter"', 1)
    comment = _KEY + "the reporter as its author"
    area.refuse("format", "shape-key-by-reporter", "json.parse", comment, given("wbs-inside-key/v1", data))
