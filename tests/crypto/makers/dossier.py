"""Whole cases (docs/spec/case.md): what a client makes of what a server serves."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import msgspec

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person, World
from tests.crypto.makers import world as papers
from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area
from tests.crypto.makers.world import document, signed
from tests.crypto.scenario import encode
from tests.listing import list_only
from tests.stories.simulator import Officer, Reporter, Server, a_text, reading, readings
from wbs.crypto.approval import Approval, sign_approval
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import Draft, Place, compose_access, compose_epoch, compose_message, name_of
from wbs.crypto.directory import Directory, Policy, Role, Roots
from wbs.crypto.inside import InsideMaterial
from wbs.crypto.keys import (
    CasePrivateKey,
    CasePublicKey,
    HybridPublicKey,
    OfficerSecret,
    ReaderPublicKey,
    RecoverySecret,
    ReporterSigningKey,
    SigningKey,
)
from wbs.crypto.messages import (
    Attachment,
    CaseMaterial,
    Grant,
    Kind,
    MatterClass,
    Message,
    Outcome,
    PreviousKey,
    Purpose,
    RemovedBody,
    SealedBy,
    SealedMessage,
    Status,
    StatusBody,
    Summary,
    TextBody,
)
from wbs.crypto.messages import (
    digest_of as digest_of_sealed,
)
from wbs.crypto.padding import GRANT_CLASS, SUMMARY_CLASS
from wbs.crypto.records import REPORTER, Author, Head, author_text
from wbs.crypto.recovery import match_keys
from wbs.crypto.report import Category
from wbs.crypto.restoring import StoredCase, restore_case
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import Document, parse, serialise
from wbs.crypto.signing import Unverified, sign, sign_payload
from wbs.crypto.unseal import unseal_document

_SEALED = 'docs/spec/case.md "What is sealed": '
_RULES = 'docs/spec/case.md "Rules": '
_REFUSALS = 'docs/spec/case.md "Refusals": '
_FINDINGS = 'docs/spec/case.md "Findings": '
_COUNTS = 'docs/spec/case.md "Who counts": '
_OTHER_DIGEST = "A" * 42 + "E"
_KEPT = ("penerima-01", "penerima-02", "penelaah-01", "pengawas-01")
_EVERYTHING = StatusBody(
    status=Status.CLOSED,
    text="Terima kasih atas laporan Anda.",
    reason="other",
    class_=MatterClass.SUPERVISORY,
    outcome=Outcome.PROVEN_RECOVERY,
    until="2028-02-29",
    to="Inspektorat Provinsi Kalimantan Barat",
    reference="1234567",
    letter="Nomor: 700/123\n\nDengan hormat,",
)
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


class Maker:
    """One case of two epochs, as an honest server serves it, and everybody's keys."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.world: World = papers.small_world(*(f"{REGENCY}/{name}" for name in _KEPT), f"{PROVINCE}/penerima-01")
        self.server = Server(self.world)
        people = self.world.people
        self.first, self.second, self.reviewer, self.auditor = (people[f"{REGENCY}/{name}"] for name in _KEPT)
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
        self.area.vary_accepted(name, base, _FINDINGS + what, changes, {"findings": told})


def make() -> Area:
    area = Area("dossier")
    with drawn("dossier"):
        maker = Maker(area)
        area.accept(
            "officer",
            "dossier.officer",
            _RULES + "a whole case, opened by an officer",
            maker.given,
            {"findings": [], "broken": [], "epoch": 2},
        )
        _other_readers(maker)
        _withheld(maker)
        _repeated(maker)
        _forged(maker)
        _malformed(maker)
        _misplaced(maker)
        _references(maker)
        _removed(maker)
        _summaries(maker)
        _refused_grants(maker)
        _lost_keys(maker)
        _other_cases(maker)
        _injected_epochs(maker)
        _since_removed(maker)
        _places(maker)
        _half_receipts(maker)
        _author_gone(maker)
        _namesake(maker)
        _removed_by_gone(maker)
        _orders(maker)
        _claims_of_gone(maker)
        _role_gone(maker)
        _deep_body(maker)
        _other_words(maker)
        _key_gone(maker)
        _gone_below_seen(maker)
        _gone_lies(maker)
        _gone_builds(maker)
        _one_thing_wrong(maker)
        _partly_removed(maker)
        _restored(area)
        _told_steps(area)
        _retracted(area)
        _carried_over(maker)
    return area


def _other_readers(maker: Maker) -> None:
    receipt = maker.reporter.receipt
    material = maker.server.serve(maker.case, receipt.reader_key.public.digest)
    given = (
        maker.documents()
        | written(material)
        | {
            "secret": encode(receipt.unsafe_secret()),
            "reader_key": receipt.reader_key.unsafe_text(),
            "verify_key": receipt.signing_key.public.text,
        }
    )
    area = maker.area
    area.accept(
        "reporter", "dossier.reporter", _RULES + "the same case, opened with the receipt", given, {"findings": []}
    )
    added = maker.reviewer.secret.reader_key
    material = maker.server.serve(maker.case, added.public.digest)
    changes = {
        "key": added.unsafe_text(),
        "reader": {"agency": REGENCY, "reader": maker.reviewer.id},
        "grants": by_epoch(material.grants),
    }
    comment = _RULES + "a reader of the second epoch reads the first through the previous key"
    area.vary_accepted("officer-added-later", "officer", comment, changes, {"findings": [], "keys": [1, 2]})
    auditor = maker.auditor.secret.reader_key
    material = maker.server.serve(maker.case, auditor.public.digest)
    changes = {
        "key": auditor.unsafe_text(),
        "reader": {"agency": REGENCY, "reader": maker.auditor.id},
        "grants": by_epoch(material.grants),
    }
    area.vary_accepted(
        "officer-by-access-record", "officer", _RULES + "a reader by access record", changes, {"findings": []}
    )
    reversed_order = {"messages": listed(maker.messages[::-1])}
    comment = _RULES + "the server's order does not count"
    area.vary_accepted(
        "reversed",
        "officer",
        comment,
        reversed_order,
        {"findings": [], "messages": area.scenarios["dossier/officer"].output["messages"]},
    )
    summary = {name: value for name, value in maker.given.items() if name != "messages"} | {"messages": []}
    area.accept("inbox", "dossier.summary", _RULES + "what an inbox shows", summary)


def _withheld(maker: Maker) -> None:
    first, second = author_text(maker.first.ref), author_text(maker.second.ref)
    rows = {
        "report": ("message 1 is withheld", [("reporter", 1)], [("gap", "reporter", 1)]),
        "middle": ("a message of the reporter is withheld", [("reporter", 2)], [("gap", "reporter", 2)]),
        "referred": (
            "an officer's only message is withheld, and another has seen it",
            [(second, 1)],
            [("gap", second, 1)],
        ),
        "newest-unseen": ("the newest message is withheld, and nobody refers to it yet", [(first, 2)], []),
        "two": (
            "two messages are withheld",
            [("reporter", 2), (second, 1)],
            [("gap", second, 1), ("gap", "reporter", 2)],
        ),
        "all": (
            "everything is withheld: the epoch record tells",
            [(one.author, one.seq) for one in maker.messages],
            [("gap", first, 1), ("gap", second, 1), ("gap", "reporter", 1), ("gap", "reporter", 2)],
        ),
    }
    for name, (what, places, findings) in rows.items():
        maker.find(f"withheld-{name}", what, {"messages": listed(maker.without(*places))}, *findings)


def _repeated(maker: Maker) -> None:
    report, said = maker.at("reporter", 1), maker.at("reporter", 2)
    again = {"messages": listed([*maker.messages, said])}
    maker.find("replay", "a message twice", again, ("replay", "reporter", 2))
    moved = {"messages": listed([*maker.without(("reporter", 2)), replace(report, seq=2, kind=Kind.MESSAGE)])}
    maker.find(
        "replay-hides-gap",
        "a message twice, in the place of one that is withheld",
        moved,
        ("replay", "reporter", 2),
        ("gap", "reporter", 2),
    )
    resealed = replace(said, sealed=seal_document(maker.case_keys[1].public, maker.envelope(said)))
    both = {"messages": listed([*maker.messages, resealed])}
    maker.find("replay-resealed", "a signed message, sealed again by another reader", both, ("replay", "reporter", 2))
    only = {"messages": listed([*maker.without(("reporter", 2)), resealed])}
    maker.find(
        "resealed-instead",
        "a message sealed again, instead of the bytes that others refer to",
        only,
        ("fork", "reporter", 2),
    )
    other = msgspec.structs.replace(maker.opened(said), body=a_text("Tidak ada foto.").body)
    fork = maker.forge(other, maker.reporter.key)
    maker.find(
        "fork",
        "two messages for one place, both signed",
        {"messages": listed([*maker.messages, fork])},
        ("fork", "reporter", 2),
    )
    instead = {"messages": listed([*maker.without(("reporter", 2)), fork])}
    maker.find(
        "fork-instead", "another signed message than the one that others refer to", instead, ("fork", "reporter", 2)
    )


def _forged(maker: Maker) -> None:
    stranger, officer, colleague = OfficerSecret.generate().signing_key, maker.first.secret, maker.second.secret
    first, outsider, auditor = (author_text(one.ref) for one in (maker.first, maker.outsider, maker.auditor))
    reply = a_text("Kasus ditutup.")
    report, said = maker.at("reporter", 1), maker.opened(maker.at("reporter", 3))
    own_report = maker.forge(maker.opened(report), ReporterSigningKey.generate())
    book = maker.officer.book()
    by_outsider = maker.place(maker.outsider.ref, directory=name_of(book.newest(PROVINCE)))
    borrowed = maker.place(maker.outsider.ref)
    rows = {
        "report-by-server": (
            "message 1 is the server's own",
            [*maker.without(("reporter", 1)), own_report],
            ("signature", "reporter", 1),
        ),
        "reporter-by-officer": (
            "an officer speaks for the reporter",
            [
                *maker.messages,
                maker.forge(
                    msgspec.structs.replace(said, seq=4, previous=digest_of_sealed(maker.at("reporter", 3).sealed)),
                    officer.signing_key,
                ),
            ],
            ("signature", "reporter", 4),
        ),
        "officer-by-server": (
            "the server speaks for an officer",
            [*maker.messages, compose_message(stranger, maker.place(maker.first.ref), reply)],
            ("signature", first, 3),
        ),
        "officer-by-officer": (
            "an officer speaks for another",
            [*maker.messages, compose_message(colleague.signing_key, maker.place(maker.first.ref), reply)],
            ("signature", first, 3),
        ),
        "officer-not-reading": (
            "an officer who does not read the case",
            [*maker.messages, compose_message(maker.outsider.secret.signing_key, by_outsider, reply)],
            ("author", outsider, 1),
        ),
        "officer-of-other-directory": (
            "an officer under another agency's directory",
            [*maker.messages, compose_message(maker.outsider.secret.signing_key, borrowed, reply)],
            ("author", outsider, 1),
        ),
        "officer-may-not-reply": (
            "a reader whose role may not reply",
            [*maker.messages, compose_message(maker.auditor.secret.signing_key, maker.place(maker.auditor.ref), reply)],
            ("author", auditor, 1),
        ),
    }
    for name, (what, messages, finding) in rows.items():
        maker.find(f"forged-{name}", what, {"messages": listed(messages)}, finding)
    unknown = maker.place(maker.first.ref)
    unknown = replace(unknown, directory=msgspec.structs.replace(unknown.directory, digest=_OTHER_DIGEST))
    messages = [*maker.messages, compose_message(officer.signing_key, unknown, reply)]
    what = "an officer under a directory that the roots did not sign"
    maker.find("forged-directory", what, {"messages": listed(messages)}, ("author", first, 3))


def _malformed(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    key = maker.case_keys[2].public
    place = maker.place(maker.first.ref)
    signing = maker.first.secret.signing_key
    sound = compose_message(signing, place, a_text("Baik."))
    message = maker.opened(sound)

    def send(name: str, what: str, sealed: bytes, kind: str = "format") -> None:
        messages = [*maker.messages, replace(sound, sealed=sealed)]
        maker.find(name, what, {"messages": listed(messages)}, (kind, first, 3))

    other = CasePrivateKey.generate().public
    send("sealed-to-other", "sealed to another key", seal_document(other, maker.envelope(sound)), "seal")
    send("cut-off", "the last byte is missing", sound.sealed[:-1], "seal")
    send("no-bytes", "no bytes", b"")
    send("not-an-envelope", "a text instead of a signed document", seal_document(key, b"halo"))
    send("another-kind", "a signed document of another kind", seal_document(key, maker.stored.records[0]))
    tag = b'"type":"wbs-message/v1"'
    newer = serialise(message).replace(tag, tag.replace(b"v1", b"v2"))
    send(
        "next-version",
        "a message of the next version",
        seal_document(key, sign_payload(newer, "wbs-message/v2", signing)),
    )
    send("unpadded", "a message in another length class", seal_document(key, maker.envelope(sound), 8192))
    heads = message.seen
    for name, what, changes in (
        ("seen-out-of-order", "heads out of order", {"seen": heads[::-1]}),
        ("seen-twice", "one author with two heads", {"seen": [heads[0], *heads]}),
        (
            "seen-itself",
            "an author who has seen itself",
            {"seen": [Head(author=maker.first.ref, seq=2, digest=_OTHER_DIGEST), *heads]},
        ),
        ("kind-and-body", "a message with the body of a status", {"body": StatusBody(status=Status.CLOSED)}),
        ("no-previous", "a later message that follows from none", {"previous": msgspec.UNSET}),
        ("summary-in-reply", "a summary in a later message", {"summary": _OTHER_DIGEST}),
        (
            "report-by-officer",
            "a report by an officer",
            {"kind": Kind.REPORT, "body": maker.opened(maker.at("reporter", 1)).body},
        ),
    ):
        send(name, what, maker.forge(msgspec.structs.replace(message, **changes), signing).sealed)
    status = Draft(Kind.STATUS, StatusBody(status=Status.CLOSED), SealedBy.BROWSER)
    told = msgspec.structs.replace(
        maker.opened(maker.at("reporter", 3)),
        seq=4,
        previous=digest_of_sealed(maker.at("reporter", 3).sealed),
        kind=status.kind,
        body=status.body,
    )
    messages = [*maker.messages, maker.forge(told, maker.reporter.key)]
    what = "a status by the reporter"
    maker.find("status-by-reporter", what, {"messages": listed(messages)}, ("format", "reporter", 4))


def _misplaced(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    said = maker.at("reporter", 3)
    other = Reporter(maker.server, maker.world.anchor)
    other.report()
    elsewhere = Officer(maker.server, maker.world.anchor, maker.first).open(other.case)
    foreign = other.say("Dari perkara lain.")
    moved = seal_document(maker.case_keys[2].public, unseal_document(elsewhere.case_keys[1], foreign.sealed))
    changed = msgspec.structs.replace(maker.opened(said), record=_OTHER_DIGEST)
    rows = {
        "other-number": (
            "a message under another number",
            [*maker.without(("reporter", 3)), replace(said, seq=4)],
            [("transplant", "reporter", 4)],
        ),
        "other-author": (
            "a message under another author",
            [*maker.without(("reporter", 3)), replace(said, author=first)],
            [("transplant", first, 3)],
        ),
        "other-epoch": (
            "a message under another epoch",
            [*maker.without(("reporter", 3)), replace(said, epoch=1)],
            [("seal", "reporter", 3)],
        ),
        "no-epoch": (
            "a message under an epoch that is not there",
            [*maker.without(("reporter", 3)), replace(said, epoch=3)],
            [("seal", "reporter", 3)],
        ),
        "other-kind": (
            "a message under another kind",
            [*maker.without(("reporter", 3)), replace(said, kind=Kind.STATUS)],
            [("transplant", "reporter", 3)],
        ),
        "other-record": (
            "a message that names another record",
            [*maker.without(("reporter", 3)), maker.forge(changed, maker.reporter.key)],
            [("transplant", "reporter", 3)],
        ),
        "other-case": (
            "a message of another case, still under its seal",
            [*maker.without(("reporter", 3)), replace(foreign, seq=3, epoch=2)],
            [("seal", "reporter", 3)],
        ),
        "other-case-resealed": (
            "a message of another case, sealed again",
            [*maker.without(("reporter", 3)), replace(foreign, seq=3, epoch=2, sealed=moved)],
            [("transplant", "reporter", 3)],
        ),
    }
    for name, (what, messages, findings) in rows.items():
        missing = [("gap", "reporter", 3)] if name in {"other-number", "other-author"} else []
        maker.find(f"misplaced-{name}", what, {"messages": listed(messages)}, *findings, *missing)
    nowhere = {"messages": listed([*maker.messages, replace(said, author="nobody", seq=2**53 - 1, sealed=b"")])}
    what = "a number that only the server states makes no gaps"
    maker.find("misplaced-huge", what, nowhere, ("format", "nobody", 2**53 - 1))


def _references(maker: Maker) -> None:
    reporter_key = maker.reporter.key
    second = author_text(maker.second.ref)
    place = maker.place(REPORTER)

    def say(*seen: Head) -> list[SealedMessage]:
        heads = tuple(sorted(seen, key=lambda head: author_text(head.author)))
        return [*maker.messages, compose_message(reporter_key, replace(place, seen=heads), a_text("Lagi."))]

    head = next(head for head in place.seen if author_text(head.author) == second)
    others = [one for one in place.seen if one is not head]
    lying = Head(author=maker.second.ref, seq=1, digest=_OTHER_DIGEST)
    maker.find(
        "seen-other-digest",
        "somebody has seen other bytes in a place",
        {"messages": listed(say(*others, lying))},
        ("fork", second, 1),
    )
    huge = Head(author=maker.second.ref, seq=2**53 - 1, digest=_OTHER_DIGEST)
    gaps = [("gap", second, seq) for seq in range(2, 102)]
    maker.find(
        "seen-huge",
        "somebody has seen a number that nobody counts up to: a hundred gaps are told",
        {"messages": listed(say(*others, huge))},
        *gaps,
    )
    stranger = Head(author=maker.outsider.ref, seq=1, digest=_OTHER_DIGEST)
    maker.find(
        "seen-stranger",
        "somebody has seen a message by someone who never read the case: that makes no gaps",
        {"messages": listed(say(stranger, *place.seen))},
    )
    later = replace(place, seq=9, previous=_OTHER_DIGEST)
    skipping = [*maker.messages, compose_message(reporter_key, later, a_text("Nomor sembilan."))]
    gaps = [("gap", "reporter", seq) for seq in range(4, 9)]
    maker.find("number-skipped", "an author skips numbers", {"messages": listed(skipping)}, *gaps)
    wrong = replace(place, previous=_OTHER_DIGEST)
    broken = [*maker.messages, compose_message(reporter_key, wrong, a_text("Putus."))]
    maker.find(
        "previous-other",
        "an author's chain does not fit what is there",
        {"messages": listed(broken)},
        ("fork", "reporter", 3),
    )


def _removed(maker: Maker) -> None:
    second = author_text(maker.second.ref)
    gone = maker.at(second, 1)
    server = maker.server
    honest = list(maker.stored.messages)
    note = maker.officer.remove(maker.case, digest_of_sealed(gone.sealed))
    maker.stored.messages[:] = honest
    explained = {"messages": listed([*maker.without((second, 1)), note])}
    maker.find("removed-explained", "a removed record names what is missing", explained)
    other = {"messages": listed([*maker.without((second, 1), ("reporter", 2)), note])}
    maker.find("removed-other", "a removed record explains only what it names", other, ("gap", "reporter", 2))
    assert server.cases[maker.case].messages == honest


def _summaries(maker: Maker) -> None:
    key = maker.case_keys[1].public
    original = parse(
        Unverified(unseal_document(maker.case_keys[1], maker.material.summary, SUMMARY_CLASS)).payload, Summary
    )
    changed = msgspec.structs.replace(original, title="Perkara biasa")
    rows = {
        "other": ("another summary, signed by the reporter", changed, maker.reporter.key),
        "forged": ("a summary signed by the server", changed, ReporterSigningKey.generate()),
        "other-case": (
            "the summary of another case",
            msgspec.structs.replace(original, case="a" * 52),
            maker.reporter.key,
        ),
        "later-epoch": ("a summary of another epoch", msgspec.structs.replace(original, epoch=2), maker.reporter.key),
        "by-officer": (
            "a summary by an officer",
            msgspec.structs.replace(original, author=maker.first.ref),
            maker.reporter.key,
        ),
    }
    for name, (what, summary, signer) in rows.items():
        sealed = seal_document(key, sign(summary, signer), SUMMARY_CLASS)
        maker.find(f"summary-{name}", what, {"summary": encode(sealed)}, ("summary", "reporter", 1))
    resealed = seal_document(
        key, unseal_document(maker.case_keys[1], maker.material.summary, SUMMARY_CLASS), SUMMARY_CLASS
    )
    maker.find(
        "summary-resealed", "the summary, sealed again", {"summary": encode(resealed)}, ("summary", "reporter", 1)
    )
    other_class = seal_document(key, sign(original, maker.reporter.key), 4096)
    maker.find(
        "summary-class",
        "a summary in another length class",
        {"summary": encode(other_class)},
        ("summary", "reporter", 1),
    )
    maker.find("summary-missing", "no summary", {"summary": ""}, ("summary", "reporter", 1))
    for expect, name, envelope in (
        ("signature", "forged", sign(changed, ReporterSigningKey.generate())),
        ("trust", "other-case", sign(msgspec.structs.replace(original, case="a" * 52), maker.reporter.key)),
    ):
        sealed = seal_document(key, envelope, SUMMARY_CLASS)
        comment = f"{_REFUSALS}a summary for the inbox: {name}"
        maker.area.vary(expect, f"inbox-{name}", "inbox", comment, {"summary": encode(sealed)})


def _sealed(key: HybridPublicKey, grant: Document) -> bytes:
    return seal_document(key, serialise(grant), GRANT_CLASS)


def _refused_grants(maker: Maker) -> None:
    """The only grant that is served does not fit."""
    own: ReaderPublicKey = maker.key.public
    grant = parse(unseal_document(maker.key, maker.material.grants[1], GRANT_CLASS), Grant)
    forged = CasePrivateKey.generate().unsafe_text()
    second = parse(unseal_document(maker.key, maker.material.grants[2], GRANT_CLASS), Grant)

    def serve(**changes: Any) -> Changes:
        return {"grants": by_epoch({1: _sealed(own, msgspec.structs.replace(grant, **changes))})}

    rows: dict[str, tuple[str, Changes]] = {
        "none": ("no grant", {"grants": {}}),
        "other-key": ("a case key that the server made", serve(key=forged)),
        "other-case": ("a grant of another case", serve(case="a" * 52)),
        "other-epoch": ("a grant of another epoch", serve(epoch=2)),
        "other-reader": (
            "a grant for another reader, sealed to this one",
            serve(reader=maker.second.secret.reader_key.public.digest),
        ),
        "other-record": ("a grant under a record that is not in the chain", serve(record=_OTHER_DIGEST)),
        "later-record": ("a grant under a record of a later epoch", serve(record=second.record)),
    }
    for name, (what, changes) in rows.items():
        maker.area.vary("grant", f"grant-{name}", "officer", _REFUSALS + what, changes)
    outsider = maker.outsider.secret.reader_key
    listed_nowhere = {
        "key": outsider.unsafe_text(),
        "reader": {"agency": PROVINCE, "reader": maker.outsider.id},
        "grants": by_epoch(
            {1: _sealed(outsider.public, msgspec.structs.replace(grant, reader=outsider.public.digest))}
        ),
    }
    what = "a genuine case key for an officer whom no record lists"
    maker.area.vary("grant", "grant-not-listed", "officer", _REFUSALS + what, listed_nowhere)
    auditor = maker.auditor.secret.reader_key
    early = {
        "key": auditor.unsafe_text(),
        "reader": {"agency": REGENCY, "reader": maker.auditor.id},
        "grants": by_epoch({1: _sealed(auditor.public, msgspec.structs.replace(grant, reader=auditor.public.digest))}),
    }
    what = "a grant under a record that does not list its reader yet"
    maker.area.vary("grant", "grant-before-access", "officer", _REFUSALS + what, early)
    colleague = {"grants": by_epoch({1: maker.stored.grants[1][maker.second.secret.reader_key.public.digest]})}
    maker.area.vary("seal", "grant-of-colleague", "officer", _REFUSALS + "the grant of another reader", colleague)
    other_class = {"grants": by_epoch({1: seal_document(own, serialise(grant))})}
    maker.area.vary("format", "grant-class", "officer", _REFUSALS + "a grant in another length class", other_class)
    newer = serialise(grant).replace(b"grant/v1", b"grant/v2")
    next_version = {"grants": by_epoch({1: seal_document(own, newer, GRANT_CLASS)})}
    maker.area.vary("version", "grant-version", "officer", _REFUSALS + "a grant of the next version", next_version)
    early_epoch = {"grants": by_epoch({3: maker.material.grants[2]})}
    maker.area.vary(
        "grant", "grant-no-epoch", "officer", _REFUSALS + "a grant for an epoch without a record", early_epoch
    )


def _lost_keys(maker: Maker) -> None:
    """Some key is to be had: the case opens as far as it goes."""
    first, both = author_text(maker.first.ref), maker.material
    own: ReaderPublicKey = maker.key.public
    later = parse(unseal_document(maker.key, both.grants[2], GRANT_CLASS), Grant)
    junk = _sealed(own, msgspec.structs.replace(later, key=CasePrivateKey.generate().unsafe_text()))
    seals = [("seal", one.author, one.seq) for one in both.messages if one.epoch == 2]
    changes = {"grants": by_epoch({1: both.grants[1], 2: junk})}
    maker.find(
        "grant-junk-in-newest",
        "whoever began the epoch granted junk: earlier epochs stay open",
        changes,
        ("grant", first, 2),
        *seals,
    )
    withheld = {"grants": by_epoch({1: both.grants[1]})}
    maker.find("grant-withheld-in-newest", "the newest grant is withheld", withheld, *seals)
    previous = parse(unseal_document(maker.case_keys[2], both.previous_keys[2], GRANT_CLASS), PreviousKey)
    only_newest = by_epoch({2: both.grants[2]})
    early = [("seal", one.author, one.seq) for one in both.messages if one.epoch == 1]
    summary = ("summary", "reporter", 1)
    for name, what, sealed in (
        ("missing", "the previous key is withheld", {}),
        (
            "other-key",
            "a previous key that does not fit",
            {2: msgspec.structs.replace(previous, key=CasePrivateKey.generate().unsafe_text())},
        ),
        ("other-case", "the previous key of another case", {2: msgspec.structs.replace(previous, case="a" * 52)}),
        ("other-epoch", "the previous key of another epoch", {2: msgspec.structs.replace(previous, epoch=2)}),
        (
            "other-record",
            "a previous key under another record",
            {2: msgspec.structs.replace(previous, record=_OTHER_DIGEST)},
        ),
    ):
        keys = {epoch: _sealed(maker.case_keys[2].public, one) for epoch, one in sealed.items()}
        changes = {"grants": only_newest, "previous_keys": by_epoch(keys)}
        maker.find(f"previous-key-{name}", what, changes, ("grant", "reporter", 1), *early, summary)
        own_grant = {"previous_keys": by_epoch(keys)}
        if name == "other-key":
            maker.find("previous-key-not-needed", "an own grant of the epoch serves as well", own_grant)


def _other_cases(maker: Maker) -> None:
    """Somebody else's case in the place of the one that was asked for."""
    double = Reporter(maker.server, maker.world.anchor)
    double.report()
    copy = written(maker.server.serve(double.case, maker.key.public.digest))
    case = {"case": maker.case}
    what = "a whole case that the server made itself"
    maker.area.vary("trust", "other-case-for-officer", "officer", _REFUSALS + what, {**copy, **case})
    for_reporter = written(maker.server.serve(double.case, double.receipt.reader_key.public.digest))
    maker.area.vary("trust", "other-case-for-reporter", "reporter", _REFUSALS + what, {**for_reporter, **case})
    what = "a case that another receipt began, under its own id"
    maker.area.vary("trust", "other-receipt", "reporter", _REFUSALS + what, for_reporter)
    keys = maker.officer.open(maker.case).chain.first.reporter
    own_reader = msgspec.structs.replace(
        maker.officer.open(maker.case).chain.first,
        reporter=msgspec.structs.replace(keys, reader_key=double.receipt.reader_key.public.text),
    )
    swapped = sign(own_reader, maker.reporter.key)
    changes = {"records": [encode(swapped), *maker.given["records"][1:]]}
    maker.area.vary(
        "trust",
        "reporter-key-swapped",
        "officer",
        _REFUSALS + "the reporter's reader key is swapped in the first record",
        changes,
    )
    maker.area.vary(
        "trust",
        "reporter-key-swapped-for-reporter",
        "reporter",
        _REFUSALS + "the reporter's reader key is swapped in the first record",
        changes,
    )


def _injected_epochs(maker: Maker) -> None:
    chain = maker.officer.open(maker.case).chain
    newest = chain.records[-1].document
    stranger = OfficerSecret.generate().signing_key

    def inject(key: SigningKey[Any], author: Author, **changes: Any) -> Changes:
        record = msgspec.structs.replace(
            newest,
            epoch=3,
            previous=chain.records[-1].digest,
            case_key=CasePrivateKey.generate().public.text,
            author=author,
            **changes,
        )
        return {"records": [*maker.given["records"], encode(sign(record, key))]}

    outsider = maker.outsider
    book = maker.officer.book()
    names = [name_of(book.newest(PROVINCE)), name_of(book.newest(REGENCY))]
    for base in ("officer", "reporter"):
        rows = {
            "as-reporter": (
                "signature",
                "the server starts an epoch in the reporter's name",
                inject(stranger, REPORTER),
            ),
            "as-officer": (
                "signature",
                "the server starts an epoch in an officer's name",
                inject(stranger, maker.first.ref),
            ),
            "by-outsider": (
                "trust",
                "an officer who does not read the case starts an epoch",
                inject(outsider.secret.signing_key, outsider.ref, directories=names),
            ),
        }
        for name, (expect, what, changes) in rows.items():
            maker.area.vary(expect, f"epoch-{name}-to-{base}", base, _REFUSALS + what, changes)


def _since_removed(maker: Maker) -> None:
    """An officer left; the directory of version 2 says so."""
    first, second = author_text(maker.first.ref), author_text(maker.second.ref)
    area = maker.area
    colleague_gone = maker.documents(maker.second_directory(maker.second.id))
    comment = _COUNTS + "a message of an officer since removed counts, since others have seen it"
    area.vary_accepted("gone-referred", "officer", comment, colleague_gone, {"findings": []})
    late = compose_message(
        maker.second.secret.signing_key, maker.place(maker.second.ref), a_text("Tarik laporan Anda.")
    )
    changes = {**colleague_gone, "messages": listed([*maker.messages, late])}
    comment = _COUNTS + "a message of an officer since removed, which nobody has seen"
    area.vary_accepted(
        "gone-late-message",
        "officer",
        comment,
        changes,
        {"findings": [{"kind": "not-confirmed", "author": second, "seq": 2}]},
    )
    gone = maker.documents(maker.second_directory(maker.first.id))
    last = ("not-confirmed", first, 2)
    comment = _COUNTS + "the officer who began the epoch left: the reporter wrote in it, so it counts"
    area.vary_accepted(
        "gone-began-epoch",
        "officer",
        comment,
        gone,
        {"findings": [dict(zip(("kind", "author", "seq"), last, strict=True))], "epoch": 2},
    )
    unbuilt = {**gone, "messages": listed([one for one in maker.messages if one.epoch == 1])}
    comment = _COUNTS + "the officer who began the epoch left, and nobody who counts built on it"
    area.vary_accepted("gone-epoch-not-confirmed", "officer", comment, unbuilt, {"epoch": 1})
    _accomplice(maker)


def _carried_over(maker: Maker) -> None:
    """An officer hands a case to the province, which a colleague approved, and leaves before anybody built on it."""
    server, there = maker.server, maker.outsider
    case = Reporter(server, maker.world.anchor).report().case
    officer = Officer(server, maker.world.anchor, maker.first)
    officer.tell(case, Status.RECEIVED)
    view = officer.open(case)

    def approval(to: str = PROVINCE, record: str = view.chain.records[-1].digest, by: Person = maker.second) -> bytes:
        said = Approval(case=case, record=record, to=to, author=maker.second.ref)
        return sign_approval(by.secret.signing_key, said)

    def handed(approved: bytes | None) -> Changes:
        epoch = compose_epoch(
            maker.first.secret.signing_key, maker.first.ref, view.chain, view.case_keys[1], readings(there),
            directories=officer.names(REGENCY, PROVINCE), heads=view.heads(), approval=approved,
        )  # fmt: skip
        kept = deepcopy(server.cases[case])
        kept.keep(epoch)
        return written(kept.material(there.secret.reader_key.public.digest))

    gone = maker.documents(maker.second_directory(maker.first.id))
    reads = {"key": there.secret.reader_key.unsafe_text(), "reader": {"agency": PROVINCE, "reader": there.id}}
    counts: dict[str, Any] = {"findings": [], "epoch": 2}
    comment = _COUNTS + "a transfer by somebody who left, which a colleague who stays has approved"
    given = {**maker.given, **gone, **handed(approval()), **reads}
    maker.area.accept("transfer-approved", "dossier.officer", comment, given, counts)
    nothing: dict[str, Any] = {"epoch": 1}
    others = {
        "nobody": ("which nobody approved", handed(None)),
        "other-agency": ("approved for another agency", handed(approval(to=REGENCY))),
        "other-record": ("approved for other records", handed(approval(record=_OTHER_DIGEST))),
        "forged": ("approved by a key that is not the colleague's", handed(approval(by=maker.first))),
        "junk": ("with an approval that is none", handed(b"none")),
        "both-gone": (
            "whose approver left, too",
            maker.documents(maker.second_directory(maker.first.id, maker.second.id)),
        ),
    }
    for name, (what, changes) in others.items():
        comment = _COUNTS + "a transfer by somebody who left, " + what
        maker.area.vary_accepted(f"transfer-approved-{name}", "transfer-approved", comment, changes, nothing)


def _accomplice(maker: Maker) -> None:
    """An officer who left still holds the case key, and brings in a friend by a record under the old directory."""
    server = maker.server
    friend = maker.reviewer
    other = Reporter(server, maker.world.anchor)
    case = other.report().case
    officer = Officer(server, maker.world.anchor, maker.first)
    colleague = Officer(server, maker.world.anchor, maker.second)
    officer.tell(case, Status.RECEIVED)
    colleague.say(case, "Selamat pagi.")
    view = officer.open(case)
    brought = compose_access(
        maker.first.secret.signing_key, maker.first.ref, view.chain, view.case_keys[1], reading(friend),
        newest=view.newest, directories=officer.names(REGENCY), reason="telaah",
    )  # fmt: skip
    server.cases[case].keep(brought)
    spoken = Officer(server, maker.world.anchor, friend).say(case, "Laporan Anda ditolak.")
    gone = maker.documents(maker.second_directory(maker.first.id))
    material = server.serve(case, maker.second.secret.reader_key.public.digest)
    given = {
        **maker.given,
        **gone,
        **written(material),
        "key": maker.second.secret.reader_key.unsafe_text(),
        "reader": {"agency": REGENCY, "reader": maker.second.id},
    }
    comment = _COUNTS + "nobody counts by a record that someone since removed wrote for them"
    name = author_text(friend.ref)
    findings = {
        "findings": [{"kind": "not-confirmed", "author": name, "seq": 1}],
        "record": view.chain.records[0].digest,
    }
    maker.area.accept("gone-brings-friend", "dossier.officer", comment, given, findings)
    assert spoken.author == name
    answer = compose_message(other.key, replace(other.open().place_for(REPORTER, other.book())), a_text("Baik."))
    seen = {"messages": listed([*material.messages, answer])}
    comment = _COUNTS + "the reporter built on the record before its writer left"
    maker.area.vary_accepted("gone-brought-confirmed", "gone-brings-friend", comment, seen, {"findings": []})


def _places(maker: Maker) -> None:
    area = maker.area
    first = author_text(maker.first.ref)
    comment = 'docs/spec/case.md "Writing": '
    place = maker.officer.open(maker.case).place_for(maker.first.ref, maker.officer.book())
    area.accept(
        "place",
        "dossier.place",
        comment + "where an officer's next message goes",
        maker.given,
        {"seq": 3, "epoch": 2, "record": place.record},
    )
    both = maker.material
    own: ReaderPublicKey = maker.key.public
    later = parse(unseal_document(maker.key, both.grants[2], GRANT_CLASS), Grant)
    junk = _sealed(own, msgspec.structs.replace(later, key=CasePrivateKey.generate().unsafe_text()))
    area.vary(
        "grant",
        "place-junk-grant",
        "place",
        comment + "the newest grant does not fit: nothing is sealed to the older key",
        {"grants": by_epoch({1: both.grants[1], 2: junk})},
    )
    area.vary(
        "grant",
        "place-withheld-grant",
        "place",
        comment + "the newest grant is withheld",
        {"grants": by_epoch({1: both.grants[1]})},
    )
    area.vary(
        "trust",
        "place-own-gap",
        "place",
        comment + "an own message is missing below a later one",
        {"messages": listed(maker.without((first, 1)))},
    )
    broken = replace(maker.at(first, 2), sealed=maker.at(first, 2).sealed[:-1])
    area.vary(
        "trust",
        "place-own-broken",
        "place",
        comment + "an own message does not open",
        {"messages": listed([*maker.without((first, 2)), broken])},
    )
    lie = maker.place(REPORTER)
    seen = [
        Head(author=maker.first.ref, seq=50, digest=_OTHER_DIGEST),
        *(head for head in lie.seen if author_text(head.author) != first),
    ]
    lying = compose_message(maker.reporter.key, replace(lie, seen=tuple(seen)), a_text("Saya sudah baca nomor 50."))
    told = {"messages": listed([*maker.messages, lying])}
    area.vary_accepted(
        "place-others-lie",
        "place",
        comment + "others cannot silence an author by what they claim to have seen",
        told,
        {"seq": 3},
    )
    gone = maker.documents(maker.second_directory(maker.second.id))
    unseen = compose_message(maker.second.secret.signing_key, maker.place(maker.second.ref), a_text("Jangan dibaca."))
    changes = {**gone, "messages": listed([*maker.messages, unseen])}
    area.vary_accepted(
        "place-not-confirmed", "place", comment + "what is not confirmed is never said to be seen", changes, {"seq": 3}
    )
    if any(
        head["digest"] == digest_of_sealed(unseen.sealed)
        for head in area.scenarios["dossier/place-not-confirmed"].output["seen"]
    ):
        raise AssertionError("an unconfirmed message is seen")
    assert CasePublicKey.parse(area.scenarios["dossier/place"].output["case_key"]) == maker.case_keys[2].public


def _half_receipts(maker: Maker) -> None:
    """A case that names one key of the receipt, and one of somebody else: the relay needs only the second."""
    for name, what, member in (
        ("other-receipt-verify-key", "the server's verify key beside the reporter's own reader key", "reader_key"),
        ("other-receipt-reader-key", "the reporter's own verify key beside another reader key", "signing_key"),
    ):
        relay = Reporter(maker.server, maker.world.anchor)
        vars(relay.receipt)[member] = getattr(maker.reporter.receipt, member)
        relay.report()
        served = maker.server.serve(relay.case, relay.receipt.reader_key.public.digest)
        maker.area.vary("trust", name, "reporter", _REFUSALS + what, written(served))


def _author_gone(maker: Maker) -> None:
    """An officer who left writes under the directory that no longer lists the officer."""
    directory = maker.second_directory(maker.first.id)
    place = maker.place(maker.first.ref)
    name = msgspec.structs.replace(place.directory, version=2, digest=digest_of(directory))
    late = compose_message(maker.first.secret.signing_key, replace(place, directory=name), a_text("Masih saya."))
    changes = {**maker.documents(directory), "messages": listed([*maker.messages, late])}
    first = author_text(maker.first.ref)
    findings = [("author", first, 3), ("not-confirmed", first, 2)]
    maker.find("forged-not-listed-any-more", "an officer whom the directory no longer lists", changes, *findings)


def _namesake(maker: Maker) -> None:
    """Two officers of two agencies have one id; one speaks for the other under the own directory."""
    server, anchor = maker.server, maker.world.anchor
    other = Reporter(server, anchor)
    case = other.report().case
    officer = Officer(server, anchor, maker.first)
    officer.admit(case, maker.outsider)
    honest = Officer(server, anchor, maker.outsider).open(case).place_for(maker.outsider.ref, officer.book())
    own_directory = name_of(officer.book().newest(REGENCY))
    forged = compose_message(
        maker.first.secret.signing_key, replace(honest, directory=own_directory), a_text("Ditutup.")
    )
    server.cases[case].messages.append(forged)
    given = {**maker.given, **written(server.serve(case, maker.key.public.digest))}
    told = {"findings": [{"kind": "author", "author": author_text(maker.outsider.ref), "seq": 1}]}
    comment = _FINDINGS + "an officer speaks for a namesake of another agency"
    maker.area.accept("forged-namesake", "dossier.officer", comment, given, told)


def _removed_by_gone(maker: Maker) -> None:
    """An officer who left explains away what the server withholds."""
    second = author_text(maker.second.ref)
    hidden = digest_of_sealed(maker.at("reporter", 2).sealed)
    draft = Draft(Kind.REMOVED, RemovedBody(digests=[hidden], reason="retention"), SealedBy.BROWSER)
    note = compose_message(maker.second.secret.signing_key, maker.place(maker.second.ref), draft)
    gone = maker.documents(maker.second_directory(maker.second.id))
    changes = {**gone, "messages": listed([*maker.without(("reporter", 2)), note])}
    findings = [("not-confirmed", second, 2), ("gap", "reporter", 2)]
    maker.find("removed-not-confirmed", "a removed record that nobody confirms explains nothing", changes, *findings)


def _orders(maker: Maker) -> None:
    """Numbers that a gap parts from the rest: `previous` does not tie them to the time."""
    first, second = author_text(maker.first.ref), author_text(maker.second.ref)
    signing = maker.first.secret.signing_key, maker.second.secret.signing_key
    far = maker.place(maker.first.ref, seq=4, previous=_OTHER_DIGEST, seen=())
    messages = [compose_message(signing[0], far, a_text("Nomor empat.")), *maker.messages]
    maker.find(
        "order-after-gap",
        "a message behind a gap that has seen nothing stands behind the earlier ones of its author",
        {"messages": listed(messages)},
        ("gap", first, 3),
    )
    # Numbered against the time: 9 was written first, an honest officer saw it, and 2 has seen that officer's answer.
    ninth = compose_message(signing[1], maker.place(maker.second.ref, seq=9, previous=_OTHER_DIGEST), a_text("x"))
    seen = Head(author=maker.second.ref, seq=9, digest=digest_of_sealed(ninth.sealed))
    answer = compose_message(signing[0], maker.place(maker.first.ref, seen=(seen,)), a_text("Baik."))
    head = Head(author=maker.first.ref, seq=3, digest=digest_of_sealed(answer.sealed))
    late = compose_message(signing[1], maker.place(maker.second.ref, seen=(head,)), a_text("y"))
    maker.find(
        "order-contradicted",
        "numbers against the time: the author whose numbers are not tied goes first, in the order of the numbers",
        {"messages": listed([*maker.messages, answer, ninth, late])},
        *[("gap", second, seq) for seq in range(3, 9)],
    )
    order = maker.area.scenarios["dossier/order-contradicted"].output["messages"]
    assert [(one["author"], one["seq"]) for one in order[-3:]] == [(second, 2), (second, 9), (first, 3)]


def _claims_of_gone(maker: Maker) -> None:
    """What somebody since removed claims, or has claimed for them, makes no alarms and confirms nothing."""
    first, second = author_text(maker.first.ref), author_text(maker.second.ref)
    gone = maker.documents(maker.second_directory(maker.second.id))
    late = compose_message(maker.second.secret.signing_key, maker.place(maker.second.ref), a_text("Tarik laporan."))
    place = maker.place(maker.first.ref)
    elsewhere = Head(author=REPORTER, seq=1, digest=digest_of_sealed(late.sealed))
    others = [head for head in place.seen if head.author != REPORTER]
    confused = compose_message(
        maker.first.secret.signing_key, replace(place, seen=(*others, elsewhere)), a_text("Baik.")
    )
    changes = {**gone, "messages": listed([*maker.messages, late, confused])}
    maker.find(
        "seen-other-place",
        "the digest of an unconfirmed message under another place confirms nothing",
        changes,
        ("not-confirmed", second, 2),
        ("fork", "reporter", 1),
    )
    view = maker.officer.open(maker.case)
    lies = [Head(author=REPORTER, seq=2, digest=_OTHER_DIGEST)]
    trap = compose_epoch(
        maker.second.secret.signing_key, maker.second.ref, view.chain, view.case_keys[2],
        readings(maker.first, maker.second), directories=maker.officer.names(REGENCY), heads=lies,
    )  # fmt: skip
    changes = {**gone, "records": [*maker.given["records"], encode(trap.record)]}
    comment = _COUNTS + "what a record that does not count says about messages is not told"
    told = {"findings": [], "epoch": 2}
    maker.area.vary_accepted("gone-lies-in-heads", "officer", comment, changes, told)
    assert first != second


def _role_gone(maker: Maker) -> None:
    """An officer stays in the directory, but may not reply any more, and writes under the old one."""
    second = author_text(maker.second.ref)
    draft = maker.second_directory()
    readers = [
        msgspec.structs.replace(entry, roles=[Role.AUDITOR]) if entry.id == maker.second.id else entry
        for entry in draft.readers
    ]
    changed = maker.documents(msgspec.structs.replace(draft, readers=readers))
    late = compose_message(maker.second.secret.signing_key, maker.place(maker.second.ref), a_text("Ditutup."))
    changes = {**changed, "messages": listed([*maker.messages, late])}
    comment = _COUNTS + "an officer who may not reply any more, under the directory in which they might"
    told = {"findings": [{"kind": "not-confirmed", "author": second, "seq": 2}]}
    maker.area.vary_accepted("role-gone", "officer", comment, changes, told)


def _deep_body(maker: Maker) -> None:
    """Anybody can seal to a case key: what does not even parse costs its own place only."""
    first = author_text(maker.first.ref)
    sound = compose_message(maker.first.secret.signing_key, maker.place(maker.first.ref), a_text("Baik."))
    body = serialise(maker.opened(sound).body)
    deep = serialise(maker.opened(sound)).replace(body, b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}")
    envelope = sign_payload(deep, "wbs-message/v1", maker.first.secret.signing_key)
    sealed = replace(sound, sealed=seal_document(maker.case_keys[2].public, envelope))
    what = "a body nested without end"
    maker.find("deep-body", what, {"messages": listed([*maker.messages, sealed])}, ("format", first, 3))


def _other_words(maker: Maker) -> None:
    """The reporter's own summary says something else to the inbox than the report it stands for."""
    sealed_original = unseal_document(maker.case_keys[1], maker.material.summary, SUMMARY_CLASS)
    original = parse(Unverified(sealed_original).payload, Summary)
    report = maker.opened(maker.at("reporter", 1))
    for member, value in (
        ("category", Category.FRAUD),
        ("rank", "echelon-2"),
        ("title", "Perkara biasa"),
        ("unit", "Dinas Lain"),
    ):
        other = msgspec.structs.replace(original, **{member: value})
        summary = seal_document(maker.case_keys[1].public, sign(other, maker.reporter.key), SUMMARY_CLASS)
        named = msgspec.structs.replace(report, summary=digest_of_sealed(summary))
        changes = {"summary": encode(summary), "messages": listed([maker.forge(named, maker.reporter.key)])}
        what = f"a summary that says another {member} than the report that names it"
        gaps = [("gap", author, seq) for author, seq in (("61.08/penerima-01", 1), ("61.08/penerima-02", 1))]
        maker.find(
            f"summary-says-other-{member}",
            what,
            changes,
            *gaps,
            ("gap", "reporter", 2),
            ("summary", "reporter", 1),
        )


def _key_gone(maker: Maker) -> None:
    """An officer stays in the directory with other keys; whoever has the old ones writes under the old directory."""
    second, other = author_text(maker.second.ref), OfficerSecret.generate()
    draft = maker.second_directory()
    keys = {"reader_key": other.reader_key.public.text, "verify_key": other.signing_key.public.text}
    readers = [
        msgspec.structs.replace(entry, **keys) if entry.id == maker.second.id else entry for entry in draft.readers
    ]
    changed = maker.documents(msgspec.structs.replace(draft, readers=readers))
    late = compose_message(maker.second.secret.signing_key, maker.place(maker.second.ref), a_text("Ditutup."))
    changes = {**changed, "messages": listed([*maker.messages, late])}
    comment = _COUNTS + "a key that the newest directory has replaced"
    told = {"findings": [{"kind": "not-confirmed", "author": second, "seq": 2}]}
    maker.area.vary_accepted("key-gone", "officer", comment, changes, told)


def _gone_below_seen(maker: Maker) -> None:
    """An officer who left wrote twice; the reporter named the second message, which names the first."""
    other = Reporter(maker.server, maker.world.anchor)
    case = other.report().case
    officer = Officer(maker.server, maker.world.anchor, maker.second)
    officer.tell(case, Status.RECEIVED)
    officer.say(case, "Kami baca.")
    other.say("Terima kasih.")
    gone = maker.documents(maker.second_directory(maker.second.id))
    given = {**maker.given, **gone, **written(maker.server.serve(case, maker.key.public.digest))}
    comment = _COUNTS + "what a message that counts names as its author's previous one counts, too"
    maker.area.accept("gone-below-seen", "dossier.officer", comment, given, {"findings": []})


def _gone_lies(maker: Maker) -> None:
    """An officer who left claims to have seen other bytes, and more than there is."""
    second = author_text(maker.second.ref)
    gone = maker.documents(maker.second_directory(maker.second.id))
    lies = (
        Head(author=maker.first.ref, seq=50, digest=_OTHER_DIGEST),
        Head(author=REPORTER, seq=2, digest=_OTHER_DIGEST),
    )
    place = maker.place(maker.second.ref, seen=lies)
    late = compose_message(maker.second.secret.signing_key, place, a_text("Laporan Anda diganti."))
    what = "what a message that does not count has seen is not told"
    changes = {**gone, "messages": listed([*maker.messages, late])}
    maker.find("gone-lies-in-seen", what, changes, ("not-confirmed", second, 2))


def _gone_builds(maker: Maker) -> None:
    """The officer who began the epoch left, and nobody but that officer wrote in it."""
    gone = maker.documents(maker.second_directory(maker.first.id))
    changes = {**gone, "messages": listed(maker.without(("reporter", 3)))}
    comment = _COUNTS + "who left does not build on the own record either"
    maker.area.vary_accepted("gone-builds-on-own-epoch", "officer", comment, changes, {"epoch": 1})


def _one_thing_wrong(maker: Maker) -> None:
    """Messages by the reporter, signed and in their place, with one member that must not be so."""
    said, kept = maker.at("reporter", 3), maker.without(("reporter", 3))
    message = maker.opened(said)
    report = maker.opened(maker.at("reporter", 1))
    file = Attachment(id="A" * 22, key="A" * 43, name="foto.jpg", media_type="image/jpeg", size=1)
    rows: dict[str, tuple[str, str, Changes]] = {
        "identity-in-reply": ("an identity in a later message", "format", {"identity": report.identity}),
        "attachment-twice": ("one attachment under two names", "format", {"attachments": [file, file]}),
        "misplaced-case-in-record": ("another case than that of its record", "transplant", {"case": "a" * 52}),
        "misplaced-epoch-in-record": ("another epoch than that of its record", "transplant", {"epoch": 1}),
    }
    for name, (what, kind, changes) in rows.items():
        envelope = sign(msgspec.structs.replace(message, **changes), maker.reporter.key)
        sealed = replace(said, sealed=seal_document(maker.case_keys[2].public, envelope))
        maker.find(name, what, {"messages": listed([*kept, sealed])}, (kind, "reporter", 3))


def _partly_removed(maker: Maker) -> None:
    """A place for which two digests stand is not explained by the removal of one."""
    second = author_text(maker.second.ref)
    gone, honest = maker.at(second, 1), list(maker.stored.messages)
    note = maker.officer.remove(maker.case, digest_of_sealed(gone.sealed))
    maker.stored.messages[:] = honest
    place = maker.place(REPORTER)
    heads = [head for head in place.seen if author_text(head.author) != second]
    lying = sorted([*heads, Head(author=maker.second.ref, seq=1, digest=_OTHER_DIGEST)], key=_by_author)
    said = compose_message(maker.reporter.key, replace(place, seen=tuple(lying)), a_text("Lagi."))
    messages = {"messages": listed([*maker.without((second, 1)), note, said])}
    maker.find("removed-one-of-two", "a removed record names one of two digests", messages, ("gap", second, 1))


def _by_author(head: Head) -> str:
    return author_text(head.author)


def _restored(area: Area) -> None:
    """Officials let a new officer in with the recovery key; later that key is replaced."""
    world = cast.found(agencies=[REGENCY], recovery=[REGENCY])
    world.people = {f"{REGENCY}/penerima-01": world.people[f"{REGENCY}/penerima-01"]}
    world.directories[REGENCY] = []
    world.publish(cast.directory_of(world, REGENCY, document(world.roots[REGENCY][0], Roots)))
    policy = Policy(minimum_readers=1, opening_k=1)
    list_only(world, list(world.people.values()), policy=policy)
    server = Server(world)
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    new = Person(REGENCY, "penerima-09", frozenset({Role.RECEIVER}))
    list_only(world, [new], policy=policy)
    book = world.book()
    keys = match_keys(REGENCY, [world.recovery[REGENCY]], book)

    def stored(reader_key: str) -> StoredCase:
        return StoredCase(server.serve(case, reader_key), InsideMaterial((), {}, {}, ()))

    for made in restore_case(keys, stored, [new.ref], book, "2026-11-22 kunci hilang").records:
        server.cases[case].keep(made.sealed)
    Officer(server, world.anchor, new).say(case, "Kami kembali.")
    material = server.serve(case, reporter.receipt.reader_key.public.digest)
    receipt = reporter.receipt
    secret = {
        "secret": encode(receipt.unsafe_secret()),
        "reader_key": receipt.reader_key.unsafe_text(),
        "verify_key": receipt.signing_key.public.text,
    }
    given = papers.given(world.documents(), world.anchor) | written(material) | secret
    first, last = (record.digest for record in reporter.open().chain.records)
    comment = _COUNTS + "the recovery key stands in the newest directory, so whom it let in counts"
    area.accept("restored", "dossier.reporter", comment, given, {"findings": [], "record": last})
    list_only(world, [new], policy=policy, recovery=cast.recovery_of(RecoverySecret.generate()))
    replaced = {"directories": papers.given(world.documents(), world.anchor)["directories"]}
    findings = {
        "findings": [{"kind": "not-confirmed", "author": author_text(new.ref), "seq": 1}],
        "record": first,
    }
    comment = _COUNTS + "a recovery key since replaced counts no more: its shares may be in wrong hands"
    area.vary_accepted("restored-key-replaced", "restored", comment, replaced, findings)


def _told_steps(area: Area) -> None:
    """A case closed with everything a step may tell, objected to and opened again; and what no message may say."""
    world = papers.small_world(*(f"{REGENCY}/{name}" for name in _KEPT), f"{PROVINCE}/penerima-01")
    server = Server(world)
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    person = world.people[f"{REGENCY}/penerima-01"]
    officer = Officer(server, world.anchor, person)
    officer.send(case, Draft(Kind.STATUS, _EVERYTHING, SealedBy.BROWSER))
    objection = TextBody(text="Saya keberatan.", purpose=Purpose.OBJECTION)
    reporter.send(Draft(Kind.MESSAGE, objection, SealedBy.PORTAL))
    officer.send(case, Draft(Kind.STATUS, StatusBody(status=Status.REOPENED, reason="objection"), SealedBy.BROWSER))
    key = person.secret.reader_key
    reads = {"key": key.unsafe_text(), "reader": {"agency": REGENCY, "reader": person.id}}
    given = papers.given(world.documents(), world.anchor) | reads | written(server.serve(case, key.public.digest))
    comment = _SEALED + "a step with every member, an objection, and a step with a reason"
    area.accept("steps", "dossier.officer", comment, given, {"findings": [], "broken": []})
    place = officer.place(case)
    wrong: dict[str, tuple[str, Message]] = {
        "step-without-such-a-day": (
            "a day that no calendar has",
            _next_of(place, Kind.STATUS, msgspec.structs.replace(_EVERYTHING, until="2027-02-29")),
        ),
        "objection-by-officer": ("an objection by an officer", _next_of(place, Kind.MESSAGE, objection)),
    }
    for name, (what, message) in wrong.items():
        sealed = seal_document(place.case_key, sign(message, person.secret.signing_key))
        forged = SealedMessage(author_text(person.ref), place.seq, 1, message.kind, sealed)
        changes = {"messages": [*given["messages"], *listed([forged])]}
        told = {"findings": [{"kind": "format", "author": author_text(person.ref), "seq": place.seq}]}
        area.vary_accepted(name, "steps", _FINDINGS + what, changes, told)


def _next_of(place: Place, kind: Kind, body: StatusBody | TextBody | RemovedBody) -> Message:
    return Message(
        case=place.case,
        epoch=place.epoch,
        record=place.record,
        author=place.author,
        seq=place.seq,
        previous=place.previous or msgspec.UNSET,
        seen=list(place.seen),
        kind=kind,
        sealed_by=SealedBy.BROWSER,
        body=body,
        attachments=[],
        directory=place.directory,
    )


def _retracted(area: Area) -> None:
    """A reporter takes back what nobody has opened, up to the report itself; and what explains nothing."""
    world = papers.small_world(*(f"{REGENCY}/{name}" for name in _KEPT), f"{PROVINCE}/penerima-01")
    server = Server(world)
    reporter = Reporter(server, world.anchor)
    case = reporter.report().case
    person = world.people[f"{REGENCY}/penerima-01"]
    first, second = reporter.say("Nama saya ikut tertulis."), reporter.say("Lampiran salah.")
    kept = list(server.cases[case].messages)
    digests = [digest_of_sealed(one.sealed) for one in (kept[0], first, second)]
    key = person.secret.reader_key
    reads = {"key": key.unsafe_text(), "reader": {"agency": REGENCY, "reader": person.id}}

    def taken_back(digests: list[str], own: list[int] | msgspec.UnsetType) -> SealedMessage:
        server.cases[case].messages[:] = kept
        body = RemovedBody(digests=digests, own=own, reason="retracted")
        return reporter.send(Draft(Kind.REMOVED, body, SealedBy.BROWSER))

    note = taken_back(digests[1:], [2, 3])
    given = papers.given(world.documents(), world.anchor) | reads | written(server.serve(case, key.public.digest))
    given["messages"] = listed([kept[0], note])
    comment = _FINDINGS + "a reporter retracted two messages that nobody had opened"
    area.accept("retracted", "dossier.officer", comment, given, {"findings": [], "broken": []})
    whole, wordless = taken_back(digests, [1, 2, 3]), taken_back(digests[1:], msgspec.UNSET)
    rows: dict[str, tuple[str, Changes, list[tuple[str, int]]]] = {
        "report": (
            "everything was retracted: report and summary are gone, and nothing else is missing",
            {"messages": listed([whole]), "summary": ""},
            [],
        ),
        "other-summary": (
            "the report was retracted, and something else lies where its summary was",
            {"messages": listed([whole]), "summary": encode(first.sealed)},
            [("summary", 1)],
        ),
        "and-more": ("the report is gone as well, and was not retracted", {"messages": listed([note])}, [("gap", 1)]),
        "unnumbered": (
            "without numbers, the place before the last one is not explained",
            {"messages": listed([kept[0], wordless])},
            [("gap", 2)],
        ),
    }
    server.cases[case].messages[:] = kept
    place = reporter.open().place_for(REPORTER, reporter.book())
    for name, own in (("order", [3, 2]), ("itself", [4]), ("twice", [2, 2])):
        message = _next_of(place, Kind.REMOVED, RemovedBody(digests=digests[1:], own=own, reason="retracted"))
        sealed = seal_document(place.case_key, sign(message, reporter.key))
        bad = SealedMessage(REPORTER, place.seq, 1, Kind.REMOVED, sealed)
        rows[f"own-{name}"] = (f"own numbers: {name}", {"messages": listed([*kept, bad])}, [("format", place.seq)])
    for name, (what, changes, findings) in rows.items():
        told = {"findings": [{"kind": kind, "author": REPORTER, "seq": seq} for kind, seq in findings]}
        area.vary_accepted(f"retracted-{name}", "retracted", _FINDINGS + what, changes, told)
