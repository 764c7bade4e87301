"""The server, or somebody with its help, puts in what nobody entitled wrote."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests import cast
from tests.cast import PROVINCE, REGENCY, Person
from tests.stories.simulator import Lie, Officer, Reporter, Server, a_text, also, instead, readings
from wbs.crypto.chains import FindingKind
from wbs.crypto.compose import Place, SealedRecord, compose_epoch, compose_message, name_of
from wbs.crypto.directory import Role
from wbs.crypto.dossier import Dossier
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import CasePrivateKey, OfficerSecret, ReaderPrivateKey, ReporterSigningKey, SigningKey
from wbs.crypto.messages import Grant, Kind, Message, SealedMessage
from wbs.crypto.padding import GRANT_CLASS
from wbs.crypto.records import REPORTER, Author, EpochRecord, verify_chain
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Unverified, sign
from wbs.errors import ForgedGrantError, SignatureError, TrustError, UnsealError

FIRST, SECOND = f"{REGENCY}/penerima-01", f"{REGENCY}/penerima-02"


def told(dossier: Dossier) -> list[tuple[FindingKind, str, int]]:
    return [(finding.kind, finding.author, finding.seq) for finding in dossier.findings]


def an_epoch(reporter: Reporter, key: SigningKey[Any], author: Author, *readers: Person) -> SealedRecord:
    """Compose a second epoch with any key in anybody's name, around a case key the composer knows."""
    dossier = reporter.open()
    return compose_epoch(
        key,
        author,
        dossier.chain,
        dossier.case_keys[1],
        readings(*readers),
        directories=[name_of(reporter.book().newest(agency)) for agency in sorted({one.agency for one in readers})],
        heads=(),
    )


def granting(sealed: bytes) -> Lie:
    """Serve this grant and no other."""
    return lambda material: replace(material, grants={1: sealed})


def served_after(server: Server, reporter: Reporter, sealed: SealedRecord) -> None:
    """Serve the case with one record more."""
    server.cases[reporter.case].keep(sealed)


@pytest.mark.promise("P02")
@pytest.mark.parametrize("author", ["reporter", "officer"])
def test_an_epoch_that_the_server_signed_is_refused_by_both_sides(
    server: Server, reporter: Reporter, officer: Officer, author: str
) -> None:
    stranger = OfficerSecret.generate().signing_key
    name: Author = REPORTER if author == "reporter" else officer.person.ref
    served_after(server, reporter, an_epoch(reporter, stranger, name, officer.person))
    with pytest.raises(SignatureError):
        reporter.open()
    with pytest.raises(SignatureError):
        officer.open(reporter.case)


@pytest.mark.promise("P02")
@pytest.mark.promise("P09")
def test_an_epoch_by_an_officer_who_does_not_read_the_case_is_refused(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    outsider = server.world.people[f"{PROVINCE}/penerima-01"]
    sealed = an_epoch(reporter, outsider.secret.signing_key, outsider.ref, outsider)
    served_after(server, reporter, sealed)
    for view in (reporter.open, lambda: officer.open(reporter.case)):
        with pytest.raises(TrustError):
            view()


@pytest.mark.promise("P02")
def test_a_reader_whom_the_directory_does_not_know_is_refused(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    """The server has a reader of its own, and an officer who helps it to a genuine signature."""
    intruder = Person(REGENCY, "penyusup", frozenset({Role.RECEIVER}))
    sealed = an_epoch(reporter, officer.key, officer.person.ref, officer.person, intruder)
    served_after(server, reporter, sealed)
    with pytest.raises(TrustError):
        reporter.open()


@pytest.mark.promise("P06")
def test_no_record_grants_to_whom_the_first_one_excludes(server: Server, reporter: Reporter, officer: Officer) -> None:
    accused = server.world.people[f"{REGENCY}/inspektur"]
    stored = server.cases[reporter.case]
    first = parse(Unverified(stored.records[0]).payload, EpochRecord)
    excluding = msgspec.structs.replace(first, excluded=[Exclusion(agency=REGENCY, reader=accused.id)])
    record = sign(excluding, reporter.key)
    chain = verify_chain([record], officer.book())
    added = compose_epoch(
        officer.key,
        officer.person.ref,
        chain,
        CasePrivateKey.generate(),
        readings(officer.person, accused),
        directories=officer.names(REGENCY),
        heads=(),
    )
    with pytest.raises(TrustError):
        verify_chain([record, added.record], officer.book())


@pytest.mark.promise("P02")
@pytest.mark.promise("P05")
def test_a_forged_grant_is_refused_and_nothing_is_sealed_to_it(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    digest = reporter.open().chain.records[0].digest
    trap = CasePrivateKey.generate()

    def forge(key: ReaderPrivateKey) -> bytes:
        grant = Grant(case=reporter.case, epoch=1, record=digest, reader=key.public.digest, key=trap.unsafe_text())
        return seal_document(key.public, serialise(grant), GRANT_CLASS)

    server.lie(granting(forge(reporter.receipt.reader_key)))
    with pytest.raises(ForgedGrantError):
        reporter.open()
    server.lies[:] = [granting(forge(officer.person.secret.reader_key))]
    with pytest.raises(ForgedGrantError):
        officer.open(reporter.case)


@pytest.mark.promise("P02")
@pytest.mark.promise("P05")
def test_a_genuine_key_granted_to_somebody_no_record_lists_is_refused(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    outsider = Officer(server, server.world.anchor, server.world.people[f"{PROVINCE}/penerima-01"])
    dossier = officer.open(reporter.case)
    own = outsider.person.secret.reader_key.public
    grant = Grant(
        case=reporter.case,
        epoch=1,
        record=dossier.chain.records[0].digest,
        reader=own.digest,
        key=dossier.case_keys[1].unsafe_text(),
    )
    sealed = seal_document(own, serialise(grant), GRANT_CLASS)
    server.lie(granting(sealed))
    with pytest.raises(ForgedGrantError):
        outsider.open(reporter.case)


def test_the_grant_of_a_colleague_opens_nothing(server: Server, reporter: Reporter, officer: Officer) -> None:
    colleague = server.world.people[SECOND].secret.reader_key.public.digest
    server.lie(lambda material: replace(material, grants=server.cases[reporter.case].material(colleague).grants))
    with pytest.raises(UnsealError):
        officer.open(reporter.case)


@pytest.mark.promise("P02")
def test_the_reporters_key_cannot_be_swapped(server: Server, reporter: Reporter, officer: Officer) -> None:
    """A man in the middle re-makes the first record with its own reporter keys."""
    relay = Reporter(server, server.world.anchor)
    stored = server.cases[reporter.case]
    first = parse(Unverified(stored.records[0]).payload, EpochRecord)
    keys = msgspec.structs.replace(
        first.reporter,
        reader_key=relay.receipt.reader_key.public.text,
        verify_key=relay.receipt.signing_key.public.text,
    )
    swapped = sign(msgspec.structs.replace(first, reporter=keys), relay.key)
    server.lie(lambda material: replace(material, records=(swapped,)))
    for view in (reporter.open, lambda: officer.open(reporter.case)):
        with pytest.raises(TrustError):
            view()


@pytest.mark.promise("P02")
def test_a_later_epoch_cannot_swap_the_reporters_keys(server: Server, reporter: Reporter, officer: Officer) -> None:
    relay = Reporter(server, server.world.anchor)
    sealed = an_epoch(reporter, officer.key, officer.person.ref, officer.person)
    record = parse(Unverified(sealed.record).payload, EpochRecord)
    keys = msgspec.structs.replace(record.reporter, reader_key=relay.receipt.reader_key.public.text)
    forged = sign(msgspec.structs.replace(record, reporter=keys), officer.key)
    server.lie(lambda material: replace(material, records=(*material.records, forged)))
    for view in (reporter.open, lambda: officer.open(reporter.case)):
        with pytest.raises(TrustError):
            view()


@pytest.mark.promise("P02")
def test_two_sides_of_a_relay_see_two_case_numbers(server: Server, reporter: Reporter, officer: Officer) -> None:
    """What cannot be refused can be compared: a wholly re-made case has another number."""
    relay = Reporter(server, server.world.anchor)
    relay.report()
    assert reporter.open().chain.case != officer.open(relay.case).chain.case


@pytest.mark.promise("P09")
def test_message_1_cannot_be_swapped(server: Server, reporter: Reporter, officer: Officer) -> None:
    opened = officer.open(reporter.case)
    report = opened.messages[0].message
    forged = _forge(opened, msgspec.structs.replace(report, body=cast.a_report(what="Tidak ada apa-apa.")))
    server.lie(instead("reporter", 1, forged))
    assert told(officer.open(reporter.case)) == [(FindingKind.SIGNATURE, "reporter", 1)]
    assert all(one.author != "reporter" for one in officer.open(reporter.case).messages)


@pytest.mark.promise("P09")
def test_the_report_of_another_case_cannot_stand_for_this_one(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    other = Reporter(server, server.world.anchor)
    other.report(what="Perkara lain.")
    foreign = officer.open(other.case)
    opened = officer.open(reporter.case)
    envelope = sign(foreign.messages[0].message, other.key)
    moved = replace(server.cases[reporter.case].messages[0], sealed=seal_document(opened.case_keys[1].public, envelope))
    server.lie(instead("reporter", 1, moved))
    assert told(officer.open(reporter.case)) == [(FindingKind.TRANSPLANT, "reporter", 1)]


@pytest.mark.promise("P09")
def test_the_server_speaks_for_nobody(server: Server, reporter: Reporter, officer: Officer) -> None:
    opened = officer.open(reporter.case)
    stranger = OfficerSecret.generate().signing_key
    place = opened.place_for(officer.person.ref, officer.book())
    server.lie(also(compose_message(stranger, place, a_text("Laporan Anda ditutup."))))
    assert told(reporter.open()) == [(FindingKind.SIGNATURE, FIRST, 2)]


@pytest.mark.promise("P09")
def test_an_officer_who_does_not_read_the_case_cannot_answer(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    for name in (f"{PROVINCE}/penerima-01", f"{REGENCY}/penelaah-01"):
        outsider = server.world.people[name]
        answer = compose_message(
            outsider.secret.signing_key, _place(officer, reporter.case, outsider), a_text("Ditutup.")
        )
        server.lies[:] = [also(answer)]
        assert told(reporter.open()) == [(FindingKind.AUTHOR, name, 1)]


@pytest.mark.promise("P09")
def test_a_reader_whose_role_may_not_reply_cannot_answer() -> None:
    auditor = Person(REGENCY, "pengawas-01", frozenset({Role.AUDITOR}))
    server = Server(cast.found((auditor,)))
    reporter = Reporter(server, server.world.anchor)
    case = reporter.report().case
    officer = Officer(server, server.world.anchor, server.world.people[FIRST])
    officer.admit(case, auditor)
    reader = Officer(server, server.world.anchor, auditor)
    assert reader.open(case).findings == ()
    reader.say(case, "Saya pengawas.")
    assert told(reporter.open()) == [(FindingKind.AUTHOR, f"{REGENCY}/pengawas-01", 1)]


@pytest.mark.promise("P09")
def test_nobody_speaks_for_the_reporter(server: Server, reporter: Reporter, officer: Officer) -> None:
    opened = officer.open(reporter.case)
    place = replace(opened.place_for(officer.person.ref, officer.book()), author=REPORTER, seq=2)
    place = replace(place, previous=opened.messages[0].digest, seen=())
    for key in (officer.key, ReporterSigningKey.generate()):
        server.lies[:] = [also(compose_message(key, place, a_text("Saya tarik laporan saya.")))]
        assert told(officer.open(reporter.case)) == [(FindingKind.SIGNATURE, "reporter", 2)]


@pytest.mark.promise("P09")
def test_one_officer_does_not_speak_for_another(server: Server, reporter: Reporter, officer: Officer) -> None:
    colleague = server.world.people[SECOND]
    place = _place(officer, reporter.case, colleague)
    server.lie(also(compose_message(officer.key, place, a_text("Saya setuju."))))
    assert told(reporter.open()) == [(FindingKind.SIGNATURE, SECOND, 1)]


def test_a_reader_who_begins_an_epoch_with_junk_does_not_close_the_case(
    server: Server, reporter: Reporter, officer: Officer
) -> None:
    sealed = officer.start_epoch(reporter.case, officer.person, server.world.people[SECOND])
    stored = server.cases[reporter.case]
    for key in stored.grants[sealed.epoch]:
        stored.grants[sealed.epoch][key] = seal_document(CasePrivateKey.generate().public, b"", GRANT_CLASS)
    dossier = reporter.open()
    assert told(dossier) == [(FindingKind.GRANT, FIRST, 2)]
    assert len(dossier.messages) == 2
    with pytest.raises(ForgedGrantError):
        dossier.place_for(REPORTER, reporter.book())


def _forge(opened: Dossier, message: Message) -> SealedMessage:
    """Sign as the server can: with a key of its own."""
    envelope = sign(message, ReporterSigningKey.generate())
    return SealedMessage("reporter", 1, 1, Kind.REPORT, seal_document(opened.case_keys[1].public, envelope))


def _place(officer: Officer, case: str, other: Person) -> Place:
    """Give the place of a first message by somebody else."""
    book = officer.book()
    opened = officer.open(case)
    mine = opened.place_for(officer.person.ref, book)
    directory = name_of(book.newest(other.agency))
    return replace(mine, author=other.ref, seq=1, previous=None, seen=opened.heads(), directory=directory)
