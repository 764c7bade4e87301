"""Officers and keys that are gone: what they wrote, began, approved and claim."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import msgspec

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person
from tests.crypto.makers import world as papers
from tests.crypto.makers.dossier.play import COUNTS, OTHER_DIGEST, Changes, Maker, listed, written
from tests.crypto.makers.kit import Area
from tests.crypto.makers.world import document
from tests.crypto.scenario import encode
from tests.listing import list_only
from tests.stories.simulator import Officer, Reporter, Server, a_text, reading, readings
from wbs.crypto.approval import Approval, readers_digest, sign_approval
from wbs.crypto.compose import Draft, compose_access, compose_epoch, compose_message
from wbs.crypto.directory import Policy, Role, Roots
from wbs.crypto.inside import InsideMaterial
from wbs.crypto.keys import OfficerSecret, RecoverySecret
from wbs.crypto.messages import Kind, RemovedBody, SealedBy, Status
from wbs.crypto.messages import digest_of as digest_of_sealed
from wbs.crypto.records import REPORTER, Head, author_text
from wbs.crypto.recovery import match_keys
from wbs.crypto.restoring import StoredCase, restore_case


def since_removed(maker: Maker) -> None:
    """An officer left; the directory of version 2 says so."""
    first, second = author_text(maker.first.ref), author_text(maker.second.ref)
    area = maker.area
    colleague_gone = maker.documents(maker.second_directory(maker.second.id))
    comment = COUNTS + "a message of an officer since removed counts, since others have seen it"
    area.vary_accepted("gone-referred", "officer", comment, colleague_gone, {"findings": []})
    late = compose_message(
        maker.second.secret.signing_key, maker.place(maker.second.ref), a_text("Tarik laporan Anda.")
    )
    changes = {**colleague_gone, "messages": listed([*maker.messages, late])}
    comment = COUNTS + "a message of an officer since removed, which nobody has seen"
    area.vary_accepted(
        "gone-late-message",
        "officer",
        comment,
        changes,
        {"findings": [{"kind": "not-confirmed", "author": second, "seq": 2}]},
    )
    gone = maker.documents(maker.second_directory(maker.first.id))
    last = ("not-confirmed", first, 2)
    comment = COUNTS + "the officer who began the epoch left: the reporter wrote in it, so it counts"
    area.vary_accepted(
        "gone-began-epoch",
        "officer",
        comment,
        gone,
        {"findings": [dict(zip(("kind", "author", "seq"), last, strict=True))], "epoch": 2},
    )
    unbuilt = {**gone, "messages": listed([one for one in maker.messages if one.epoch == 1])}
    comment = COUNTS + "the officer who began the epoch left, and nobody who counts built on it"
    area.vary_accepted("gone-epoch-not-confirmed", "officer", comment, unbuilt, {"epoch": 1})
    _accomplice(maker)


def carried_over(maker: Maker) -> None:
    """An officer hands a case to the province, which a colleague approved, and leaves before anybody built on it."""
    server, there = maker.server, maker.outsider
    case = Reporter(server, maker.world.anchor).report().case
    officer = Officer(server, maker.world.anchor, maker.first)
    officer.tell(case, Status.RECEIVED)
    view = officer.open(case)

    def approval(by: Person = maker.second, **changes: Any) -> bytes:
        said = {
            "case": case,
            "record": view.chain.records[-1].digest,
            "to": PROVINCE,
            "readers": readers_digest([one.name for one in readings(there)]),
            "author": maker.second.ref,
            "day": cast.TODAY.isoformat(),
        }
        return sign_approval(by.secret.signing_key, Approval(**{**said, **changes}))

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
    comment = COUNTS + "a transfer by somebody who left, which a colleague who stays has approved"
    given = {**maker.given, **gone, **handed(approval()), **reads}
    maker.area.accept("transfer-approved", "dossier.officer", comment, given, counts)
    comment = COUNTS + "the same, approved 14 days before a directory was issued that its record names"
    last_day = handed(approval(day="2025-12-22"))
    maker.area.vary_accepted("transfer-approved-last-day", "transfer-approved", comment, last_day, counts)
    nothing: dict[str, Any] = {"epoch": 1}
    others = {
        "nobody": ("which nobody approved", handed(None)),
        "other-agency": ("approved for another agency", handed(approval(to=REGENCY))),
        "other-record": ("approved for other records", handed(approval(record=OTHER_DIGEST))),
        "other-readers": (
            "approved for other readers of that agency",
            handed(approval(readers=readers_digest([one.name for one in readings(there, maker.second)]))),
        ),
        "over": (
            "approved 15 days before a directory was issued that its record names",
            handed(approval(day="2025-12-21")),
        ),
        "no-day": ("approved on no calendar day", handed(approval(day="2026-02-30"))),
        "forged": ("approved by a key that is not the colleague's", handed(approval(by=maker.first))),
        "junk": ("with an approval that is none", handed(b"none")),
        "both-gone": (
            "whose approver left, too",
            maker.documents(maker.second_directory(maker.first.id, maker.second.id)),
        ),
    }
    for name, (what, changes) in others.items():
        comment = COUNTS + "a transfer by somebody who left, " + what
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
    comment = COUNTS + "nobody counts by a record that someone since removed wrote for them"
    name = author_text(friend.ref)
    findings = {
        "findings": [{"kind": "not-confirmed", "author": name, "seq": 1}],
        "record": view.chain.records[0].digest,
    }
    maker.area.accept("gone-brings-friend", "dossier.officer", comment, given, findings)
    assert spoken.author == name
    answer = compose_message(other.key, replace(other.open().place_for(REPORTER, other.book())), a_text("Baik."))
    seen = {"messages": listed([*material.messages, answer])}
    comment = COUNTS + "the reporter built on the record before its writer left"
    maker.area.vary_accepted("gone-brought-confirmed", "gone-brings-friend", comment, seen, {"findings": []})


def removed_by_gone(maker: Maker) -> None:
    """An officer who left explains away what the server withholds."""
    second = author_text(maker.second.ref)
    hidden = digest_of_sealed(maker.at("reporter", 2).sealed)
    draft = Draft(Kind.REMOVED, RemovedBody(digests=[hidden], reason="retention"), SealedBy.BROWSER)
    note = compose_message(maker.second.secret.signing_key, maker.place(maker.second.ref), draft)
    gone = maker.documents(maker.second_directory(maker.second.id))
    changes = {**gone, "messages": listed([*maker.without(("reporter", 2)), note])}
    findings = [("not-confirmed", second, 2), ("gap", "reporter", 2)]
    maker.find("removed-not-confirmed", "a removed record that nobody confirms explains nothing", changes, *findings)


def claims_of_gone(maker: Maker) -> None:
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
    lies = [Head(author=REPORTER, seq=2, digest=OTHER_DIGEST)]
    trap = compose_epoch(
        maker.second.secret.signing_key, maker.second.ref, view.chain, view.case_keys[2],
        readings(maker.first, maker.second), directories=maker.officer.names(REGENCY), heads=lies,
    )  # fmt: skip
    changes = {**gone, "records": [*maker.given["records"], encode(trap.record)]}
    comment = COUNTS + "what a record that does not count says about messages is not told"
    told = {"findings": [], "epoch": 2}
    maker.area.vary_accepted("gone-lies-in-heads", "officer", comment, changes, told)
    assert first != second


def role_gone(maker: Maker) -> None:
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
    comment = COUNTS + "an officer who may not reply any more, under the directory in which they might"
    told = {"findings": [{"kind": "not-confirmed", "author": second, "seq": 2}]}
    maker.area.vary_accepted("role-gone", "officer", comment, changes, told)


def key_gone(maker: Maker) -> None:
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
    comment = COUNTS + "a key that the newest directory has replaced"
    told = {"findings": [{"kind": "not-confirmed", "author": second, "seq": 2}]}
    maker.area.vary_accepted("key-gone", "officer", comment, changes, told)


def gone_below_seen(maker: Maker) -> None:
    """An officer who left wrote twice; the reporter named the second message, which names the first."""
    other = Reporter(maker.server, maker.world.anchor)
    case = other.report().case
    officer = Officer(maker.server, maker.world.anchor, maker.second)
    officer.tell(case, Status.RECEIVED)
    officer.say(case, "Kami baca.")
    other.say("Terima kasih.")
    gone = maker.documents(maker.second_directory(maker.second.id))
    given = {**maker.given, **gone, **written(maker.server.serve(case, maker.key.public.digest))}
    comment = COUNTS + "what a message that counts names as its author's previous one counts, too"
    maker.area.accept("gone-below-seen", "dossier.officer", comment, given, {"findings": []})


def gone_lies(maker: Maker) -> None:
    """An officer who left claims to have seen other bytes, and more than there is."""
    second = author_text(maker.second.ref)
    gone = maker.documents(maker.second_directory(maker.second.id))
    lies = (
        Head(author=maker.first.ref, seq=50, digest=OTHER_DIGEST),
        Head(author=REPORTER, seq=2, digest=OTHER_DIGEST),
    )
    place = maker.place(maker.second.ref, seen=lies)
    late = compose_message(maker.second.secret.signing_key, place, a_text("Laporan Anda diganti."))
    what = "what a message that does not count has seen is not told"
    changes = {**gone, "messages": listed([*maker.messages, late])}
    maker.find("gone-lies-in-seen", what, changes, ("not-confirmed", second, 2))


def gone_builds(maker: Maker) -> None:
    """The officer who began the epoch left, and nobody but that officer wrote in it."""
    gone = maker.documents(maker.second_directory(maker.first.id))
    changes = {**gone, "messages": listed(maker.without(("reporter", 3)))}
    comment = COUNTS + "who left does not build on the own record either"
    maker.area.vary_accepted("gone-builds-on-own-epoch", "officer", comment, changes, {"epoch": 1})


def restored(area: Area) -> None:
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
    comment = COUNTS + "the recovery key stands in the newest directory, so whom it let in counts"
    area.accept("restored", "dossier.reporter", comment, given, {"findings": [], "record": last})
    list_only(world, [new], policy=policy, recovery=cast.recovery_of(RecoverySecret.generate()))
    replaced = {"directories": papers.given(world.documents(), world.anchor)["directories"]}
    findings = {
        "findings": [{"kind": "not-confirmed", "author": author_text(new.ref), "seq": 1}],
        "record": first,
    }
    comment = COUNTS + "a recovery key since replaced counts no more: its shares may be in wrong hands"
    area.vary_accepted("restored-key-replaced", "restored", comment, replaced, findings)
