"""Writing inside: only by who reads, only to a key that counts, and never for the reporter."""

from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import REGENCY, Person, World
from tests.stories.inside import Backroom, Insider, serving, withholding
from tests.stories.simulator import Officer, Reporter, Server
from wbs.crypto.ceremony import digest_of
from wbs.crypto.chains import FindingKind
from wbs.crypto.directory import Directory
from wbs.crypto.entries import CustodyBody, CustodyFile, InsideKind, NoteBody
from wbs.crypto.inside import InsideMaterial, SealedEntry, compose_entry, compose_inside_key, reader_key, scope_of
from wbs.crypto.insight import Insight, Need, open_inside
from wbs.crypto.keys import CasePrivateKey, OfficerSecret
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified
from wbs.errors import ForgedGrantError, FormatError, TrustError

FIRST, SECOND, REVIEWER = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "penelaah-01"))


class Play:
    """One case whose officers write inside."""

    def __init__(self) -> None:
        self.world: World = cast.found()
        self.server = Server(self.world)
        self.backroom = Backroom(self.server)
        self.reporter = Reporter(self.server, self.world.anchor)
        self.case = self.reporter.report().case
        self.first, self.second = self.client(FIRST), self.client(SECOND)

    def client(self, name: str) -> Insider:
        return Insider(Officer(self.server, self.world.anchor, self.world.people[name]), self.backroom)

    def publish(self, **changes: dict[str, Any]) -> None:
        """Publish the regency's next directory with entries changed by id; `None` takes one out."""
        old = parse(Unverified(self.world.directories[REGENCY][-1]).payload, Directory)
        names = {entry.id: entry.id.replace("-", "_") for entry in old.readers}
        readers = [
            msgspec.structs.replace(entry, **(changes.get(names[entry.id]) or {}))
            for entry in old.readers
            if changes.get(names[entry.id], {}) is not None
        ]
        self.world.publish(
            msgspec.structs.replace(old, version=old.version + 1, previous=digest_of(old), readers=readers)
        )

    def renew(self, person: Person) -> None:
        """Give somebody other keys in the next directory."""
        secret = OfficerSecret.generate()
        keys = {"reader_key": secret.reader_key.public.text, "verify_key": secret.signing_key.public.text}
        self.publish(**{person.id.replace("-", "_"): keys})


def told(insight: Insight) -> list[tuple[FindingKind, str, int]]:
    return [(finding.kind, finding.author, finding.seq) for finding in insight.findings]


@pytest.fixture
def play() -> Play:
    return Play()


def test_what_officers_write_inside_their_colleagues_read_in_order(play: Play) -> None:
    play.first.note(play.case, "Satu.")
    play.second.note(play.case, "Dua.")
    play.first.note(play.case, "Tiga.")
    insight = play.second.look(play.case)
    bodies = [NoteBody(text=text) for text in ("Satu.", "Dua.", "Tiga.")]
    assert [entry.message.body for entry in insight.entries] == bodies
    assert (insight.findings, insight.key_findings, insight.need) == ((), (), Need.NOTHING)


@pytest.mark.promise("P02")
def test_the_reporters_keys_open_nothing_of_the_inside(play: Play) -> None:
    play.first.note(play.case, "Rahasia.")
    key, stored = play.reporter.receipt.reader_key, play.backroom.of(play.case)
    assert key.public.digest not in stored.grants[1]
    dossier, book = play.first.officer.open(play.case), play.first.officer.book()
    for sealed in stored.grants[1].values():
        material = InsideMaterial(tuple(stored.keys), {1: sealed}, {}, tuple(stored.entries))
        insight = open_inside(material, dossier, key, play.first.person.ref, book)
        assert (insight.held, insight.entries) == ({}, ())


def test_a_key_that_a_reader_with_an_uncounted_record_brought_is_not_written_with(play: Play) -> None:
    """Whoever let the reader in has other keys now, so neither the record nor what the reader brought counts."""
    reviewer = play.client(REVIEWER)
    play.first.admit(play.case, reviewer.person)
    reviewer.bring_key(play.case)
    assert play.second.look(play.case).need is Need.NOTHING
    play.renew(play.first.person)
    insight = play.second.look(play.case)
    assert (sorted(insight.held), insight.need) == ([1], Need.EPOCH)


@pytest.mark.promise("P08")
def test_an_officer_who_makes_an_inside_key_the_next_case_key_takes_no_notes_away(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play.first.note(play.case, "Catatan lama.")
    held = play.second.look(play.case).held[1].key
    with monkeypatch.context() as patched:
        patched.setattr(CasePrivateKey, "generate", lambda: CasePrivateKey.parse(held.unsafe_text()))
        play.second.officer.start_epoch(play.case, play.first.person, play.second.person)
    insight = play.first.look(play.case)
    assert [entry.message.body for entry in insight.entries] == [NoteBody(text="Catatan lama.")]
    assert (insight.findings, insight.key_findings) == ((), ())


def test_no_key_is_brought_under_a_record_that_does_not_count(play: Play) -> None:
    play.first.admit(play.case, play.client(REVIEWER).person)
    play.renew(play.first.person)
    assert play.second.look(play.case).need is Need.EPOCH
    dossier, book = play.second.officer.open(play.case), play.second.officer.book()
    with pytest.raises(TrustError):
        scope_of(dossier.chain, dossier.newest, book)


def test_a_readers_key_is_found_in_the_directory_that_listed_it(play: Play) -> None:
    key = play.first.person.secret.reader_key.public
    play.renew(play.first.person)
    book = play.second.officer.book()
    assert reader_key(REGENCY, "penerima-01", key.digest, book) == key
    for agency, reader, digest in (
        ("99", "penerima-01", key.digest),
        (REGENCY, "penerima-02", key.digest),
        (REGENCY, "penerima-01", OfficerSecret.generate().reader_key.public.digest),
    ):
        with pytest.raises(TrustError):
            reader_key(agency, reader, digest, book)


def test_an_inside_key_is_sealed_to_everybody_who_reads_and_to_nobody_else(play: Play) -> None:
    dossier, book = play.first.officer.open(play.case), play.first.officer.book()
    scope = scope_of(dossier.chain, dossier.newest, book)
    sealed = compose_inside_key(play.first.officer.key, play.first.person.ref, scope, play.first.officer.names(REGENCY))
    assert {grant.key for grant in sealed.grants} == set(dossier.newest.readers.values())
    assert sealed.previous_key is None


def test_kind_and_body_agree_or_nothing_is_written(play: Play) -> None:
    play.first.bring_key(play.case)
    place = play.first.look(play.case).place_for(
        play.first.person.ref, play.first.officer.open(play.case), play.first.officer.book()
    )
    file = CustodyFile(id="A" * 21 + "Q", sha256="A" * 42 + "E", size=1)
    for kind, body in (
        (InsideKind.DECISION, NoteBody(text="x")),
        (InsideKind.NOTE, NoteBody(text="")),
        (InsideKind.CUSTODY, CustodyBody(files=[file, file])),
    ):
        with pytest.raises(FormatError):
            compose_entry(play.first.officer.key, place, kind, body)


def test_without_a_key_nothing_is_written(play: Play) -> None:
    insight = play.first.look(play.case)
    with pytest.raises(ForgedGrantError):
        insight.place_for(play.first.person.ref, play.first.officer.open(play.case), play.first.officer.book())


@cache
def talked() -> Play:
    made = Play()
    for number in range(3):
        made.first.note(made.case, f"Catatan {number}.")
        made.second.note(made.case, f"Jawaban {number}.")
    made.first.start_epoch(made.case, made.first.person, made.second.person)
    made.second.note(made.case, "Epoch kedua.")
    return made


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_is_withheld_or_repeated_no_entry_is_invented_and_none_shown_twice(data: st.DataObject) -> None:
    made = talked()
    entries = made.backroom.of(made.case).entries
    served = data.draw(st.lists(st.sampled_from(entries), max_size=10))
    made.backroom.lies = [serving(entries=tuple(served))]
    insight = made.first.look(made.case)
    made.backroom.lies = []
    genuine = {(one.author, one.seq) for one in entries}
    places = [entry.place for entry in insight.entries]
    assert len(places) == len(set(places))
    assert set(places) == {(one.author, one.seq) for one in served} <= genuine
    if len(served) == len(set(places)):
        assert {finding.kind for finding in insight.findings} <= {FindingKind.GAP}


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_altered_bit_of_an_entry_leaves_it_out(data: st.DataObject) -> None:
    made = talked()
    entries = made.backroom.of(made.case).entries
    chosen = data.draw(st.sampled_from(range(len(entries))))
    one = entries[chosen]
    place, bit = data.draw(st.integers(0, len(one.sealed) - 1)), data.draw(st.integers(0, 7))
    altered = bytearray(one.sealed)
    altered[place] ^= 1 << bit
    changed = SealedEntry(one.author, one.seq, one.epoch, bytes(altered))
    made.backroom.lies = [serving(entries=(*entries[:chosen], changed, *entries[chosen + 1 :]))]
    insight = made.first.look(made.case)
    made.backroom.lies = []
    assert (one.author, one.seq) not in {entry.place for entry in insight.entries}
    assert (one.author, one.seq) in {(finding.author, finding.seq) for finding in insight.findings}


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_any_altered_byte_of_an_inside_key_record_costs_its_epoch_alone(data: st.DataObject) -> None:
    made = talked()
    keys = made.backroom.of(made.case).keys
    place = data.draw(st.integers(0, len(keys[1]) - 1))
    altered = bytearray(keys[1])
    altered[place] ^= 1
    made.backroom.lies = [serving(keys=(keys[0], bytes(altered)))]
    insight = made.first.look(made.case)
    made.backroom.lies = []
    assert sorted(insight.held) == [1]
    assert insight.need is Need.KEY
    assert len(insight.entries) == 6


def test_a_newest_entry_that_is_withheld_shows_once_somebody_refers_to_it() -> None:
    made = Play()
    made.first.note(made.case, "Satu.")
    made.backroom.lie(withholding((FIRST, 1)))
    assert told(made.second.look(made.case)) == []
    made.backroom.lies.clear()
    made.second.note(made.case, "Dua.")
    made.backroom.lie(withholding((FIRST, 1)))
    assert told(made.first.look(made.case)) == [(FindingKind.GAP, FIRST, 1)]
