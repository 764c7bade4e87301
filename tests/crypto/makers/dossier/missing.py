"""What is withheld, served twice, removed or out of order, and what the others' words tell of it."""

from dataclasses import replace

import msgspec

from tests.crypto.makers.dossier.play import OTHER_DIGEST, Maker, listed
from tests.stories.simulator import a_text
from wbs.crypto.compose import compose_message
from wbs.crypto.messages import Kind, SealedMessage
from wbs.crypto.messages import digest_of as digest_of_sealed
from wbs.crypto.records import REPORTER, Head, author_text
from wbs.crypto.seal import seal_document


def withheld(maker: Maker) -> None:
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


def repeated(maker: Maker) -> None:
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


def references(maker: Maker) -> None:
    reporter_key = maker.reporter.key
    second = author_text(maker.second.ref)
    place = maker.place(REPORTER)

    def say(*seen: Head) -> list[SealedMessage]:
        heads = tuple(sorted(seen, key=lambda head: author_text(head.author)))
        return [*maker.messages, compose_message(reporter_key, replace(place, seen=heads), a_text("Lagi."))]

    head = next(head for head in place.seen if author_text(head.author) == second)
    others = [one for one in place.seen if one is not head]
    lying = Head(author=maker.second.ref, seq=1, digest=OTHER_DIGEST)
    maker.find(
        "seen-other-digest",
        "somebody has seen other bytes in a place",
        {"messages": listed(say(*others, lying))},
        ("fork", second, 1),
    )
    huge = Head(author=maker.second.ref, seq=2**53 - 1, digest=OTHER_DIGEST)
    gaps = [("gap", second, seq) for seq in range(2, 102)]
    maker.find(
        "seen-huge",
        "somebody has seen a number that nobody counts up to: a hundred gaps are told",
        {"messages": listed(say(*others, huge))},
        *gaps,
    )
    stranger = Head(author=maker.outsider.ref, seq=1, digest=OTHER_DIGEST)
    maker.find(
        "seen-stranger",
        "somebody has seen a message by someone who never read the case: that makes no gaps",
        {"messages": listed(say(stranger, *place.seen))},
    )
    later = replace(place, seq=9, previous=OTHER_DIGEST)
    skipping = [*maker.messages, compose_message(reporter_key, later, a_text("Nomor sembilan."))]
    gaps = [("gap", "reporter", seq) for seq in range(4, 9)]
    maker.find("number-skipped", "an author skips numbers", {"messages": listed(skipping)}, *gaps)
    wrong = replace(place, previous=OTHER_DIGEST)
    broken = [*maker.messages, compose_message(reporter_key, wrong, a_text("Putus."))]
    maker.find(
        "previous-other",
        "an author's chain does not fit what is there",
        {"messages": listed(broken)},
        ("fork", "reporter", 3),
    )


def removed(maker: Maker) -> None:
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


def orders(maker: Maker) -> None:
    """Numbers that a gap parts from the rest: `previous` does not tie them to the time."""
    first, second = author_text(maker.first.ref), author_text(maker.second.ref)
    signing = maker.first.secret.signing_key, maker.second.secret.signing_key
    far = maker.place(maker.first.ref, seq=4, previous=OTHER_DIGEST, seen=())
    messages = [compose_message(signing[0], far, a_text("Nomor empat.")), *maker.messages]
    maker.find(
        "order-after-gap",
        "a message behind a gap that has seen nothing stands behind the earlier ones of its author",
        {"messages": listed(messages)},
        ("gap", first, 3),
    )
    # Numbered against the time: 9 was written first, an honest officer saw it, and 2 has seen that officer's answer.
    ninth = compose_message(signing[1], maker.place(maker.second.ref, seq=9, previous=OTHER_DIGEST), a_text("x"))
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


def partly_removed(maker: Maker) -> None:
    """A place for which two digests stand is not explained by the removal of one."""
    second = author_text(maker.second.ref)
    gone, honest = maker.at(second, 1), list(maker.stored.messages)
    note = maker.officer.remove(maker.case, digest_of_sealed(gone.sealed))
    maker.stored.messages[:] = honest
    place = maker.place(REPORTER)
    heads = [head for head in place.seen if author_text(head.author) != second]
    lying = sorted([*heads, Head(author=maker.second.ref, seq=1, digest=OTHER_DIGEST)], key=_by_author)
    said = compose_message(maker.reporter.key, replace(place, seen=tuple(lying)), a_text("Lagi."))
    messages = {"messages": listed([*maker.without((second, 1)), note, said])}
    maker.find("removed-one-of-two", "a removed record names one of two digests", messages, ("gap", second, 1))


def _by_author(head: Head) -> str:
    return author_text(head.author)
