"""An operator with every right on the database, and no key: writes rows of their own, moves rows, takes rows away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY
from tests.investigator.changer import Changer
from tests.investigator.counter import Counter
from tests.office import Office, SealedReport
from tests.store.raw import execute, query
from wbs.cases.model import KeyDigest, NewEpoch, StoredGrant, StoredRecord
from wbs.crypto.chains import FindingKind
from wbs.crypto.compose import SealedRecord, recipient
from wbs.crypto.entries import InsideKind, NoteBody
from wbs.crypto.inside import InsideKey, compose_entry, compose_inside_key, scope_of
from wbs.crypto.insight import Need
from wbs.crypto.keys import OfficerSecret
from wbs.crypto.shape import parse
from wbs.crypto.signing import Unverified, sign
from wbs.errors import ForgedGrantError, RefusedError, SignatureError, TrustError

FIRST, SECOND, REVIEWER = (f"{REGENCY}/{name}" for name in ("penerima-01", "penerima-02", "penelaah-01"))
STRANGER = f"{PROVINCE}/penerima-01"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    folder = tmp_path / "data"
    folder.mkdir()
    office = Office(folder)
    yield Counter(office)
    office.close()


@pytest.fixture
def report(counter: Counter) -> SealedReport:
    return counter.office.new_report()


@pytest.fixture
def first(counter: Counter) -> Changer:
    return Changer(counter, FIRST)


def inject_epoch(counter: Counter, report: SealedReport, sealed: SealedRecord) -> None:
    """Put an epoch into the tables, past every check."""
    grants = tuple(StoredGrant(sealed.epoch, KeyDigest(grant.key), grant.sealed) for grant in sealed.grants)
    record = StoredRecord(sealed.epoch, 1, sealed.digest, sealed.record)
    counter.office.store.cases.start_epoch(NewEpoch(report.name, record, sealed.previous_key or b"", grants))


@pytest.mark.promise("P02")
@pytest.mark.promise("P18")
@pytest.mark.parametrize("way", ["own signature", "as the reporter", "as a stranger to the case"])
def test_an_epoch_that_an_operator_puts_into_the_table_is_refused_by_every_client(
    counter: Counter, report: SealedReport, first: Changer, way: str
) -> None:
    operator = OfficerSecret.generate()
    more: dict[str, Any] = {"key": operator.signing_key}
    if way == "as the reporter":
        more["author"] = "reporter"
    if way == "as a stranger to the case":
        stranger = counter.office.world.people[STRANGER]
        more = {"key": stranger.secret.signing_key, "author": stranger.ref}
    readers = [counter.office.world.people[name] for name in (FIRST, SECOND)]
    agencies = first.names(*readers, counter.office.world.people[STRANGER])
    inject_epoch(counter, report, first.compose_epoch(report, *readers, directories=agencies, **more))
    with pytest.raises(RefusedError):
        first.look(report)


@pytest.mark.promise("P05")
@pytest.mark.promise("P18")
@pytest.mark.parametrize("signer", ["the operator", "an officer"])
def test_a_key_of_the_operators_under_an_officers_name_is_refused_whoever_signed(
    counter: Counter, report: SealedReport, first: Changer, signer: str
) -> None:
    own, officer = OfficerSecret.generate(), first.person.secret
    key = own.signing_key if signer == "the operator" else officer.signing_key
    sealed = first.compose_access(report, recipient(REGENCY, "penelaah-01", own.reader_key.public), key=key)
    record = StoredRecord(1, 1, sealed.digest, sealed.record)
    grant = StoredGrant(1, KeyDigest(own.reader_key.public.digest), sealed.grants[0].sealed)
    counter.office.store.cases.add_reader(report.name, record, grant)
    with pytest.raises((SignatureError, TrustError)):
        first.look(report)


@pytest.mark.promise("P08")
@pytest.mark.promise("P18")
def test_an_access_record_that_is_moved_to_another_case_is_refused(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    other = counter.office.new_report()
    person = counter.office.world.people[REVIEWER]
    assert first.post(other, "access", first.access(other, person)).status_code == 201
    move = "UPDATE {table} SET case_id = :to WHERE case_id = :of AND {which}"
    names = {"to": report.name.case, "of": other.name.case}
    key = person.secret.reader_key.public.digest
    execute(counter.office.url, move.format(table="records", which="place = 1"), **names)
    execute(counter.office.url, move.format(table="grants", which="reader = :key"), **names, key=key)
    for changer in (first, Changer(counter, REVIEWER)):
        with pytest.raises(TrustError):
            changer.look(report)


@pytest.mark.promise("P18")
def test_a_grant_that_an_operator_puts_back_for_one_who_was_taken_off_opens_nothing(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second = Changer(counter, SECOND)
    people = [counter.office.world.people[name] for name in (FIRST, REVIEWER)]
    assert first.post(report, "epochs", first.epoch(report, *people)).status_code == 201
    key = second.person.secret.reader_key.public.digest
    execute(counter.office.url, "UPDATE grants SET in_force = true WHERE reader = :key", key=key)
    view = second.look(report)
    assert sorted(view.dossier.case_keys) == [1]
    with pytest.raises(ForgedGrantError):
        view.dossier.place_for(second.person.ref, second.book)


@pytest.mark.promise("P18")
@pytest.mark.parametrize("way", ["own signature", "own key in a genuine record", "a genuine one of another case"])
def test_an_inside_key_that_an_operator_puts_into_the_table_is_never_written_with(
    counter: Counter, report: SealedReport, first: Changer, way: str
) -> None:
    view = first.look(report)
    operator = OfficerSecret.generate()
    scope = scope_of(view.dossier.chain, view.dossier.newest, first.book)
    sealed = compose_inside_key(operator.signing_key, first.person.ref, scope, first.names())
    envelope = sealed.record
    if way == "own key in a genuine record":
        genuine = compose_inside_key(first.person.secret.signing_key, first.person.ref, scope, first.names())
        record = parse(Unverified(genuine.record).payload, InsideKey)
        swapped = msgspec.structs.replace(record, inside_key=operator.reader_key.public.text)
        envelope = sign(swapped, operator.signing_key)
    if way == "a genuine one of another case":
        other = counter.office.new_report()
        first.note(other, "Perkara lain.")
        [(envelope,)] = query(counter.office.url, "SELECT envelope FROM inside_keys")
    execute(
        counter.office.url,
        "INSERT INTO inside_keys VALUES (:agency, :case, 1, :digest, :envelope, NULL)",
        agency=report.name.agency, case=report.name.case, digest=sealed.digest, envelope=envelope,
    )  # fmt: skip
    inside = first.look(report).inside
    assert (inside.held, inside.need) == ({}, Need.KEY)
    assert [finding.kind for finding in inside.key_findings] == [FindingKind.GRANT]
    with pytest.raises(ForgedGrantError):
        first.compose_note(report, "Rahasia.")


@pytest.mark.promise("P08")
def test_notes_that_an_operator_moves_alters_or_takes_away_are_told(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    second, other = Changer(counter, SECOND), counter.office.new_report()
    for text in ("Satu.", "Dua."):
        assert first.note(report, text).status_code == 201
        assert first.note(other, text).status_code == 201
    assert second.note(report, "Setuju.").status_code == 201
    url, case = counter.office.url, report.name.case
    [(elsewhere,)] = query(url, "SELECT sealed FROM inside_entries WHERE case_id = :of AND seq = 1", of=other.name.case)
    change = "UPDATE inside_entries SET sealed = :new WHERE case_id = :of AND seq = 1 AND author = :who"
    execute(url, change, new=elsewhere, of=case, who=FIRST)
    execute(url, "DELETE FROM inside_entries WHERE case_id = :of AND seq = 2 AND author = :who", of=case, who=FIRST)
    told = {(found.kind, found.author, found.seq) for found in first.look(report).inside.findings}
    assert told == {(FindingKind.SEAL, FIRST, 1), (FindingKind.GAP, FIRST, 2)}


@pytest.mark.promise("P09")
def test_an_operator_cannot_write_a_note_in_an_officers_name(
    counter: Counter, report: SealedReport, first: Changer
) -> None:
    """The operator found the public inside key in the records, and seals to it."""
    first.note(report, "Satu.")
    view = first.look(report)
    place = view.inside.place_for(first.person.ref, view.dossier, first.book)
    operator = OfficerSecret.generate()

    sealed = compose_entry(operator.signing_key, place, InsideKind.NOTE, NoteBody(text="Tutup perkara ini."))
    values = {"agency": report.name.agency, "case": report.name.case, "who": FIRST, "sealed": sealed.sealed}
    execute(
        counter.office.url,
        "INSERT INTO inside_entries (agency, case_id, author, seq, epoch, day, sealed)"
        " VALUES (:agency, :case, :who, 2, 1, '2026-11-23', :sealed)",
        **values,
    )
    inside = first.look(report).inside
    assert [(found.kind, found.seq) for found in inside.findings] == [(FindingKind.SIGNATURE, 2)]
    assert len(inside.entries) == 1
