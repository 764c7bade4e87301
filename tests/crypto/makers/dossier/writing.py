"""Where a next message goes, what a step may tell, and what a reporter takes back."""

from dataclasses import replace

import msgspec

from tests.cast import PROVINCE, REGENCY
from tests.crypto.makers import world as papers
from tests.crypto.makers.dossier.play import (
    FINDINGS,
    KEPT,
    OTHER_DIGEST,
    SEALED,
    Changes,
    Maker,
    by_epoch,
    listed,
    sealed_grant,
    written,
)
from tests.crypto.makers.kit import Area
from tests.crypto.scenario import encode
from tests.stories.simulator import Officer, Reporter, Server, a_text
from wbs.crypto.compose import Draft, Place, compose_message
from wbs.crypto.keys import CasePrivateKey, CasePublicKey, ReaderPublicKey
from wbs.crypto.messages import (
    Grant,
    Kind,
    MatterClass,
    Message,
    Outcome,
    Purpose,
    RemovedBody,
    SealedBy,
    SealedMessage,
    Status,
    StatusBody,
    TextBody,
)
from wbs.crypto.messages import digest_of as digest_of_sealed
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.records import REPORTER, Head, author_text
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import parse
from wbs.crypto.signing import sign
from wbs.crypto.unseal import unseal_document

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


def places(maker: Maker) -> None:
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
    junk = sealed_grant(own, msgspec.structs.replace(later, key=CasePrivateKey.generate().unsafe_text()))
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
        Head(author=maker.first.ref, seq=50, digest=OTHER_DIGEST),
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


def told_steps(area: Area) -> None:
    """A case closed with everything a step may tell, objected to and opened again; and what no message may say."""
    world = papers.small_world(*(f"{REGENCY}/{name}" for name in KEPT), f"{PROVINCE}/penerima-01")
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
    comment = SEALED + "a step with every member, an objection, and a step with a reason"
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
        area.vary_accepted(name, "steps", FINDINGS + what, changes, told)


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


def retracted(area: Area) -> None:
    """A reporter takes back what nobody has opened, up to the report itself; and what explains nothing."""
    world = papers.small_world(*(f"{REGENCY}/{name}" for name in KEPT), f"{PROVINCE}/penerima-01")
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
    comment = FINDINGS + "a reporter retracted two messages that nobody had opened"
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
        area.vary_accepted(f"retracted-{name}", "retracted", FINDINGS + what, changes, told)
