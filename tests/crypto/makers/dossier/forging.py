"""Messages that are forged, malformed or in another place than their own."""

from dataclasses import replace
from typing import Any

import msgspec

from tests.cast import PROVINCE, REGENCY
from tests.crypto.makers.dossier.play import FINDINGS, OTHER_DIGEST, REFUSALS, Changes, Maker, listed, written
from tests.crypto.scenario import encode
from tests.stories.simulator import Officer, Reporter, a_text
from wbs.crypto.ceremony import digest_of
from wbs.crypto.compose import Draft, compose_message, name_of
from wbs.crypto.keys import CasePrivateKey, OfficerSecret, ReporterSigningKey, SigningKey
from wbs.crypto.messages import Attachment, Kind, SealedBy, Status, StatusBody
from wbs.crypto.messages import digest_of as digest_of_sealed
from wbs.crypto.records import REPORTER, Author, Head, author_text
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import serialise
from wbs.crypto.signing import sign, sign_payload
from wbs.crypto.unseal import unseal_document


def forged(maker: Maker) -> None:
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
    unknown = replace(unknown, directory=msgspec.structs.replace(unknown.directory, digest=OTHER_DIGEST))
    messages = [*maker.messages, compose_message(officer.signing_key, unknown, reply)]
    what = "an officer under a directory that the roots did not sign"
    maker.find("forged-directory", what, {"messages": listed(messages)}, ("author", first, 3))


def malformed(maker: Maker) -> None:
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
            {"seen": [Head(author=maker.first.ref, seq=2, digest=OTHER_DIGEST), *heads]},
        ),
        ("kind-and-body", "a message with the body of a status", {"body": StatusBody(status=Status.CLOSED)}),
        ("no-previous", "a later message that follows from none", {"previous": msgspec.UNSET}),
        ("summary-in-reply", "a summary in a later message", {"summary": OTHER_DIGEST}),
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


def misplaced(maker: Maker) -> None:
    first = author_text(maker.first.ref)
    said = maker.at("reporter", 3)
    other = Reporter(maker.server, maker.world.anchor)
    other.report()
    elsewhere = Officer(maker.server, maker.world.anchor, maker.first).open(other.case)
    foreign = other.say("Dari perkara lain.")
    moved = seal_document(maker.case_keys[2].public, unseal_document(elsewhere.case_keys[1], foreign.sealed))
    changed = msgspec.structs.replace(maker.opened(said), record=OTHER_DIGEST)
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


def injected_epochs(maker: Maker) -> None:
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
            maker.area.vary(expect, f"epoch-{name}-to-{base}", base, REFUSALS + what, changes)


def author_gone(maker: Maker) -> None:
    """An officer who left writes under the directory that no longer lists the officer."""
    directory = maker.second_directory(maker.first.id)
    place = maker.place(maker.first.ref)
    name = msgspec.structs.replace(place.directory, version=2, digest=digest_of(directory))
    late = compose_message(maker.first.secret.signing_key, replace(place, directory=name), a_text("Masih saya."))
    changes = {**maker.documents(directory), "messages": listed([*maker.messages, late])}
    first = author_text(maker.first.ref)
    findings = [("author", first, 3), ("not-confirmed", first, 2)]
    maker.find("forged-not-listed-any-more", "an officer whom the directory no longer lists", changes, *findings)


def namesake(maker: Maker) -> None:
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
    comment = FINDINGS + "an officer speaks for a namesake of another agency"
    maker.area.accept("forged-namesake", "dossier.officer", comment, given, told)


def deep_body(maker: Maker) -> None:
    """Anybody can seal to a case key: what does not even parse costs its own place only."""
    first = author_text(maker.first.ref)
    sound = compose_message(maker.first.secret.signing_key, maker.place(maker.first.ref), a_text("Baik."))
    body = serialise(maker.opened(sound).body)
    deep = serialise(maker.opened(sound)).replace(body, b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}")
    envelope = sign_payload(deep, "wbs-message/v1", maker.first.secret.signing_key)
    sealed = replace(sound, sealed=seal_document(maker.case_keys[2].public, envelope))
    what = "a body nested without end"
    maker.find("deep-body", what, {"messages": listed([*maker.messages, sealed])}, ("format", first, 3))


def one_thing_wrong(maker: Maker) -> None:
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
