"""Whatever a server serves, a client says what is wrong or refuses; single lies are in the vectors and the stories."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import REGENCY
from tests.stories.simulator import Officer, Reporter, Server, a_text
from wbs.crypto.chains import FindingKind
from wbs.crypto.compose import compose_message
from wbs.crypto.dossier import Dossier, open_as_officer, open_as_reporter, open_summary
from wbs.crypto.messages import CaseMaterial, Kind, SealedMessage, Status, digest_of
from wbs.crypto.records import REPORTER, Head, author_text
from wbs.errors import ForgedGrantError, RefusedError, TrustError


class Play:
    """One honest case with two officers and five messages in two epochs."""

    def __init__(self) -> None:
        self.world = cast.shared_world()
        self.server = Server(self.world)
        self.reporter = Reporter(self.server, self.world.anchor)
        people = self.world.people
        self.first, self.second = (
            Officer(self.server, self.world.anchor, people[f"{REGENCY}/{name}"])
            for name in ("penerima-01", "penerima-02")
        )
        self.case = self.reporter.report().case
        self.first.tell(self.case, Status.RECEIVED)
        self.reporter.say("Ada foto.")
        self.second.say(self.case, "Mohon kirim.")
        self.first.start_epoch(self.case, self.first.person, self.second.person)
        self.reporter.say("Terlampir.")
        self.key = self.first.person.secret.reader_key
        self.material = self.server.serve(self.case, self.key.public.digest)
        self.book = self.first.book()

    def open(self, **changes: object) -> Dossier:
        material = replace(self.material, **changes)  # type: ignore[arg-type]
        return open_as_officer(material, self.key, self.first.person.ref, self.book)


@cache
def play() -> Play:
    return Play()


def places(messages: Sequence[SealedMessage]) -> list[tuple[str, int]]:
    return [(one.author, one.seq) for one in messages]


def test_an_honest_case_opens_without_findings_for_everyone() -> None:
    played = play()
    views = [played.first.open(played.case), played.second.open(played.case), played.reporter.open()]
    assert [view.findings for view in views] == [(), (), ()]
    assert len({tuple(one.digest for one in view.messages) for view in views}) == 1
    assert {view.epoch for view in views} == {2}


@given(st.permutations(range(5)))
def test_the_servers_order_never_changes_what_is_seen(order: list[int]) -> None:
    messages = tuple(play().material.messages[place] for place in order)
    assert len(messages) == len(play().material.messages)
    shuffled, honest = play().open(messages=messages), play().open()
    assert shuffled.messages == honest.messages
    assert shuffled.findings == honest.findings


@given(st.data())
def test_nothing_stands_before_what_its_author_had_seen(data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.sampled_from(play().material.messages), unique_by=lambda one: one.sealed))
    order = [one.digest for one in play().open(messages=tuple(kept)).messages]
    for opened in play().open(messages=tuple(kept)).messages:
        for digest in [opened.message.previous, *(head.digest for head in opened.message.seen)]:
            if digest in order:
                assert order.index(str(digest)) < order.index(opened.digest)


@pytest.mark.promise("P08")
@given(st.data())
def test_no_later_item_of_an_author_stands_before_an_earlier_one(data: st.DataObject) -> None:
    whole = [*play().material.messages, *against_the_time(data)]
    kept = data.draw(st.lists(st.sampled_from(whole), unique_by=lambda one: one.sealed))
    shown = play().open(messages=tuple(kept)).messages
    for author in {opened.author for opened in shown}:
        numbers = [opened.message.seq for opened in shown if opened.author == author]
        assert numbers == sorted(numbers)
    again = play().open(messages=tuple(data.draw(st.permutations(kept)))).messages
    assert [one.digest for one in again if one.confirmed] == [one.digest for one in shown if one.confirmed]


@pytest.mark.promise("P08")
@given(st.data())
def test_whoever_numbers_against_the_time_moves_nobody_elses_items_before_what_they_had_seen(
    data: st.DataObject,
) -> None:
    messages = (*play().material.messages, *against_the_time(data))
    shown = play().open(messages=messages).messages
    order = [one.digest for one in shown]
    assert len(order) == len(messages)
    liar = author_text(play().second.person.ref)
    for opened in (one for one in shown if one.author != liar):
        for digest in [opened.message.previous, *(head.digest for head in opened.message.seen)]:
            if digest in order:
                assert order.index(str(digest)) < order.index(opened.digest)


def against_the_time(data: st.DataObject) -> list[SealedMessage]:
    """Let an honest officer and one who numbers at will write in turn, each having seen the other's last item."""
    honest, liar = play().first, play().second
    dossier = play().open()
    mine, lie = (dossier.place_for(officer.person.ref, play().book) for officer in (honest, liar))
    numbers = data.draw(st.lists(st.integers(2, 9), min_size=1, max_size=4, unique=True))
    written: list[SealedMessage] = []
    for number in numbers:
        said = compose_message(liar.key, replace(lie, seq=number, previous="A" * 43), a_text("x"))
        seen = Head(author=liar.person.ref, seq=number, digest=digest_of(said.sealed))
        answer = compose_message(honest.key, replace(mine, seen=(seen,)), a_text("y"))
        read = Head(author=honest.person.ref, seq=mine.seq, digest=digest_of(answer.sealed))
        mine = replace(mine, seq=mine.seq + 1, previous=read.digest)
        lie = replace(lie, seen=(read,))
        written += [said, answer]
    return written


@pytest.mark.promise("P08")
@given(st.data())
def test_whatever_is_withheld_below_something_shown_is_told(data: st.DataObject) -> None:
    whole = play().material.messages
    kept = data.draw(st.lists(st.sampled_from(whole), unique_by=lambda one: one.sealed))
    dossier = play().open(messages=tuple(kept))
    assert {finding.kind for finding in dossier.findings} <= {FindingKind.GAP}
    missing = {(finding.author, finding.seq) for finding in dossier.findings}
    referred = {(author_text(head.author), head.seq) for opened in dossier.messages for head in opened.message.seen} | {
        (opened.author, seq) for opened in dossier.messages for seq in range(1, opened.message.seq)
    }
    assert missing >= referred - set(places(kept))
    assert missing.isdisjoint(places(kept))


@pytest.mark.promise("P08")
@settings(max_examples=150)
@given(st.data())
def test_no_flipped_bit_of_what_is_served_goes_unnoticed(data: st.DataObject) -> None:
    played = play()
    honest = played.open()
    items = served_items(played.material)
    name = data.draw(st.sampled_from(sorted(items)))
    damaged = bytearray(items[name])
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        dossier = open_as_officer(
            with_item(played.material, name, bytes(damaged)), played.key, played.first.person.ref, played.book
        )
    except RefusedError:
        return
    # An own grant of an older epoch is not needed if the previous key opens it, and the other way round.
    is_spare = name in {"grant 1", "previous 2"} and dossier.case_keys.keys() == honest.case_keys.keys()
    assert dossier.findings or is_spare


def served_items(material: CaseMaterial) -> dict[str, bytes]:
    """Name everything that is served."""
    return {
        **{f"record {number}": record for number, record in enumerate(material.records)},
        **{f"grant {epoch}": sealed for epoch, sealed in material.grants.items()},
        **{f"previous {epoch}": sealed for epoch, sealed in material.previous_keys.items()},
        **{f"message {number}": message.sealed for number, message in enumerate(material.messages)},
        "summary": material.summary,
    }


def with_item(material: CaseMaterial, name: str, data: bytes) -> CaseMaterial:
    """Serve something else for one item."""
    kind, _, number = name.partition(" ")
    if kind == "record":
        records = [data if place == int(number) else one for place, one in enumerate(material.records)]
        return replace(material, records=tuple(records))
    if kind == "grant":
        return replace(material, grants={**material.grants, int(number): data})
    if kind == "previous":
        return replace(material, previous_keys={**material.previous_keys, int(number): data})
    if kind == "message":
        messages = [
            replace(one, sealed=data) if place == int(number) else one for place, one in enumerate(material.messages)
        ]
        return replace(material, messages=tuple(messages))
    return replace(material, summary=data)


@given(st.binary(max_size=200), st.integers(1, 2**53 - 1), st.integers(-1, 2**53), st.text(max_size=20))
def test_any_further_item_becomes_one_finding(sealed: bytes, seq: int, epoch: int, author: str) -> None:
    further = SealedMessage(author, seq, epoch, Kind.MESSAGE, sealed)
    dossier = play().open(messages=(*play().material.messages, further))
    assert [(one.author, one.seq) for one in dossier.findings] == [(author, seq)]
    assert dossier.messages == play().open().messages


def test_what_somebody_claims_is_told_without_counting_up_to_it() -> None:
    played = play()
    dossier = played.open()
    place = dossier.place_for(played.first.person.ref, played.book)
    far = replace(place, seq=2**53 - 1, previous="A" * 42 + "E")
    message = compose_message(played.first.key, far, a_text("Nomor besar."))
    gaps = played.open(messages=(*played.material.messages, message)).findings
    assert {finding.kind for finding in gaps} == {FindingKind.GAP}
    assert len(gaps) == 100


def test_an_author_goes_on_where_the_chain_ends() -> None:
    played = play()
    dossier = played.open()
    own = [one for one in dossier.messages if one.author == author_text(played.first.person.ref)]
    place = dossier.place_for(played.first.person.ref, played.book)
    assert (place.seq, place.previous) == (len(own) + 1, own[-1].digest)
    assert {author_text(head.author) for head in place.seen} == {REPORTER, author_text(played.second.person.ref)}
    outsider = played.world.people[f"{REGENCY}/inspektur"].ref
    fresh = dossier.place_for(outsider, played.book)
    assert (fresh.seq, fresh.previous) == (1, None)


def test_the_reporter_goes_on_in_the_newest_epoch() -> None:
    played = play()
    dossier = played.reporter.open()
    place = dossier.place_for(REPORTER, played.book)
    assert (place.epoch, place.seq) == (2, 4)
    assert place.case_key == dossier.chain.epoch(2).case_key()
    assert place.directory.agency == REGENCY


@pytest.mark.promise("P02")
def test_nothing_is_written_in_an_epoch_whose_key_did_not_come() -> None:
    dossier = play().open(grants={1: play().material.grants[1]})
    assert dossier.epoch == 2
    with pytest.raises(ForgedGrantError):
        dossier.place_for(play().first.person.ref, play().book)


def test_an_inbox_needs_no_messages() -> None:
    played = play()
    material = replace(played.material, messages=())
    assert open_summary(material, played.key, played.first.person.ref, played.book).title == cast.a_report().title


def test_an_inbox_without_the_first_key_shows_nothing() -> None:
    played = play()
    material = replace(played.material, grants={2: played.material.grants[2]}, previous_keys={})
    with pytest.raises(ForgedGrantError):
        open_summary(material, played.key, played.first.person.ref, played.book)


def test_a_receipt_opens_no_case_that_it_did_not_begin() -> None:
    played = play()
    stranger = Reporter(played.server, played.world.anchor)
    with pytest.raises(TrustError):
        open_as_reporter(played.material, stranger.receipt, played.book)


def test_sealed_bytes_have_one_name_for_everyone() -> None:
    played = play()
    served = {digest_of(one.sealed) for one in played.material.messages}
    assert {one.digest for one in played.reporter.open().messages} == served


def test_a_repeated_message_does_not_silence_its_author() -> None:
    played = play()
    again = played.open(messages=(*played.material.messages, played.material.messages[1]))
    assert [finding.kind for finding in again.findings] == [FindingKind.REPLAY]
    assert again.place_for(played.first.person.ref, played.book).seq == 2


def test_references_are_followed_once_however_many_ways_lead_to_an_item() -> None:
    """Two authors who always see each other's last item make a ladder: 2^n ways lead to its foot."""
    played = play()
    people = (played.first, played.second)
    dossier = played.open()
    places = [dossier.place_for(officer.person.ref, played.book) for officer in people]
    ladder: list[SealedMessage] = []
    for _ in range(40):
        step = [compose_message(officer.key, place, a_text("x")) for officer, place in zip(people, places, strict=True)]
        heads = [
            Head(author=officer.person.ref, seq=sealed.seq, digest=digest_of(sealed.sealed))
            for officer, sealed in zip(people, step, strict=True)
        ]
        places = [
            replace(place, seq=place.seq + 1, previous=own.digest, seen=(other,))
            for place, own, other in zip(places, heads, heads[::-1], strict=True)
        ]
        ladder += step
    opened = played.open(messages=(*played.material.messages, *ladder))
    assert opened.findings == ()
    assert [one.digest for one in opened.messages[-80:]] == [digest_of(one.sealed) for one in ladder]


def test_a_head_is_the_highest_number_wherever_it_stands() -> None:
    dossier = play().open()
    assert replace(dossier, messages=dossier.messages[::-1]).heads() == dossier.heads()
