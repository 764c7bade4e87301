"""What is composed here is accepted by every client, and what breaks a limit is not composed."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import cast
from tests.cast import PROVINCE, REGENCY
from tests.stories.simulator import Officer, Reporter, Server, a_text, reading
from wbs.crypto import age, bulk
from wbs.crypto.compose import (
    Draft,
    Recipient,
    SealedCase,
    compose_access,
    compose_case,
    compose_message,
    recipients_of,
)
from wbs.crypto.directory import Custodian, Directory, Recovery, receivers
from wbs.crypto.encoding import b64url, from_b64
from wbs.crypto.keys import CustodianPrivateKey, OfficerSecret, ReaderPrivateKey, ReaderPublicKey, RecoverySecret
from wbs.crypto.messages import IDENTITY_PLAINTEXT_BYTES, Attachment, Kind, Message, SealedBy, TextBody
from wbs.crypto.padding import GRANT_CLASS, SUMMARY_CLASS, document_class
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import REPORTER, EpochRecord, RecordReader, author_text
from wbs.crypto.report import Accused
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import VerifiedDirectory
from wbs.crypto.unseal import unseal
from wbs.errors import FormatError

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)


def verified(**changes: object) -> VerifiedDirectory:
    """Give the regency's directory with some members changed, as if it had been verified so."""
    newest = cast.shared_world().book().newest(REGENCY)
    return VerifiedDirectory(msgspec.structs.replace(newest.document, **changes), newest.digest, newest.envelope)


def compose(
    directory: VerifiedDirectory | None = None, receipt: Receipt | None = None, **changes: object
) -> SealedCase:
    found = directory or verified()
    return compose_case(
        report=cast.a_report(**changes),
        receipt=receipt or Receipt.generate(),
        directory=found,
        recipients=recipients_of(found, receivers(found.document, cast.TODAY, cast.RELEASED)),
        sealed_by=SealedBy.PORTAL,
    )


def test_a_new_case_has_one_grant_for_each_receiver_and_one_for_the_reporter() -> None:
    receipt = Receipt.generate()
    sealed = compose(receipt=receipt)
    people = cast.shared_world().people
    officers = [people[f"{REGENCY}/{name}"].secret.reader_key.public.digest for name in ("penerima-01", "penerima-02")]
    assert [grant.key for grant in sealed.grants] == [*officers, receipt.reader_key.public.digest]
    assert sealed.agency == REGENCY
    assert (sealed.message.author, sealed.message.seq, sealed.message.epoch) == ("reporter", 1, 1)


@pytest.mark.promise("P02")
def test_every_grant_goes_to_a_key_that_the_signed_record_names() -> None:
    receipt = Receipt.generate()
    sealed = compose(receipt=receipt)
    record = Unverified(sealed.record).verify(receipt.signing_key.public, EpochRecord)
    named = {reader.key for reader in record.readers} | {ReaderPublicKey.parse(record.reporter.reader_key).digest}
    assert {grant.key for grant in sealed.grants} == named


def test_the_recovery_key_reads_every_new_case_of_an_agency_that_has_one() -> None:
    secret = RecoverySecret.generate()
    key = secret.reader_key.public
    recovery = Recovery(reader_key=key.text, verify_key=secret.signing_key.public.text)
    sealed = compose(directory=verified(recovery=recovery))
    assert key.digest in {grant.key for grant in sealed.grants}


@pytest.mark.promise("P13")
@settings(max_examples=25)
@given(LINES, LINES, st.integers(1, 6000))
def test_sealed_sizes_depend_on_classes_only(title: str, unit: str, size: int) -> None:
    sealed = compose(title=title, accused=[Accused(unit=unit)], what="x" * size)
    assert {len(grant.sealed) for grant in sealed.grants} == {age.sealed_size(GRANT_CLASS)}
    assert len(sealed.summary) == age.sealed_size(SUMMARY_CLASS)
    plaintext = age.check_sealed(sealed.message.sealed)
    assert document_class(plaintext - 4) == plaintext


def test_the_longest_title_and_unit_fit_the_summary() -> None:
    sealed = compose(title="\U0001f512" * 80, accused=[Accused(unit="\U0001f512" * 120)], rank="x" * 32)
    assert len(sealed.summary) == age.sealed_size(SUMMARY_CLASS)


def test_the_longest_report_fits_the_largest_class() -> None:
    long, text, line = "\U0001f512" * 50_000, "\U0001f512" * 5_000, "\U0001f512" * 120
    accused = [Accused(name=text, post=line, unit=line)] * 20
    sealed = compose(what=long, how=long, why=long, accused=accused, where=text, when=text, loss=text, witnesses=text)
    assert age.check_sealed(sealed.message.sealed) <= 1 << 21


@pytest.mark.parametrize(
    "changes", [{"title": ""}, {"what": ""}, {"title": "x" * 81}, {"accused": []}, {"where": "\x00"}]
)
def test_a_report_beyond_its_limits_is_not_sealed(changes: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        compose(**changes)


def test_more_attachments_than_ten_are_not_sealed() -> None:
    directory = verified()
    key = b64url(bytes(32))
    attachments = [
        Attachment(id=b64url(bulk.new_attachment_id()), key=key, name="a", media_type="b", size=1) for _ in range(11)
    ]
    with pytest.raises(FormatError):
        compose_case(
            report=cast.a_report(),
            receipt=Receipt.generate(),
            directory=directory,
            recipients=recipients_of(directory, receivers(directory.document, cast.TODAY, cast.RELEASED)),
            sealed_by=SealedBy.PORTAL,
            attachments=attachments,
        )


def test_a_record_that_no_client_would_read_is_not_signed() -> None:
    """65 readers are one too many: nobody could verify such a case."""
    key = ReaderPrivateKey.generate().public
    many = [
        Recipient(RecordReader(agency=REGENCY, reader=f"petugas-{number:02}", key=key.digest), key)
        for number in range(65)
    ]
    with pytest.raises(FormatError):
        compose_case(
            report=cast.a_report(),
            receipt=Receipt.generate(),
            directory=verified(),
            recipients=many,
            sealed_by=SealedBy.PORTAL,
        )


def opened_identity(sealed: SealedCase, receipt: Receipt) -> bytes:
    server = Server(cast.shared_world())
    server.accept(sealed)
    reporter = Reporter(server, server.world.anchor, receipt=receipt, case=sealed.case)
    message: Message = reporter.open().messages[0].message
    assert message.identity is not msgspec.UNSET
    return from_b64(message.identity)


def test_an_identity_nobody_gave_looks_like_one_that_somebody_gave() -> None:
    receipt = Receipt.generate()
    sealed = opened_identity(compose(receipt=receipt), receipt)
    assert len(sealed) == 4096
    assert age.check_sealed(sealed) == IDENTITY_PLAINTEXT_BYTES


def test_the_filler_is_sealed_to_the_custodian_if_there_is_one() -> None:
    key, officer = CustodianPrivateKey.generate(), OfficerSecret.generate()
    keys = {"reader_key": key.public.text, "verify_key": officer.signing_key.public.text}
    custodian = Custodian(id="kustodian", label="K", unit="U", rank="staff", **keys)
    world = cast.found()
    draft: Directory = world.book().newest(REGENCY).document
    world.directories[REGENCY].clear()
    world.publish(msgspec.structs.replace(draft, custodian=custodian))
    server = Server(world)
    reporter = Reporter(server, world.anchor)
    reporter.report()
    identity = reporter.open().messages[0].message.identity
    assert identity is not msgspec.UNSET
    assert len(unseal(key, from_b64(identity))) == IDENTITY_PLAINTEXT_BYTES


def a_played_case() -> tuple[Server, Reporter, Officer]:
    server = Server(cast.shared_world())
    reporter = Reporter(server, server.world.anchor)
    reporter.report()
    return server, reporter, Officer(server, server.world.anchor, server.world.people[f"{REGENCY}/penerima-01"])


def test_a_message_names_its_place_in_the_clear_as_it_does_inside() -> None:
    _, reporter, officer = a_played_case()
    sealed = officer.say(reporter.case, "Halo.")
    message = officer.open(reporter.case).messages[-1].message
    stated = (sealed.author, sealed.seq, sealed.epoch, sealed.kind)
    assert stated == (author_text(message.author), message.seq, message.epoch, message.kind)


def test_a_message_beyond_its_limits_is_not_sealed() -> None:
    _, reporter, officer = a_played_case()
    place = officer.open(reporter.case).place_for(officer.person.ref, officer.book())
    key = officer.key
    for draft in (
        a_text(""),
        a_text("x" * 50_001),
        Draft(Kind.REPORT, cast.a_report(), SealedBy.CLI),
        Draft(Kind.STATUS, TextBody(text="x"), SealedBy.CLI),
    ):
        with pytest.raises(FormatError):
            compose_message(key, place, draft)
    with pytest.raises(FormatError):
        compose_message(key, replace(place, author=REPORTER, seq=1), a_text("x"))


def test_an_access_record_has_one_grant_and_no_previous_key() -> None:
    _, reporter, officer = a_played_case()
    person = officer.server.world.people[f"{PROVINCE}/penerima-01"]
    sealed = officer.admit(reporter.case, person)
    assert [grant.key for grant in sealed.grants] == [person.secret.reader_key.public.digest]
    assert sealed.previous_key is None


def test_an_access_record_beyond_its_limits_is_not_signed() -> None:
    _, reporter, officer = a_played_case()
    dossier = officer.open(reporter.case)
    with pytest.raises(FormatError):
        compose_access(
            officer.key,
            officer.person.ref,
            dossier.chain,
            dossier.case_keys[1],
            reading(officer.server.world.people[f"{REGENCY}/penelaah-01"]),
            newest=dossier.newest,
            directories=[],
            reason="telaah",
        )


def test_an_epoch_grants_to_everyone_it_lists_and_to_the_reporter() -> None:
    _, reporter, officer = a_played_case()
    reviewer = officer.server.world.people[f"{REGENCY}/penelaah-01"]
    sealed = officer.start_epoch(reporter.case, officer.person, reviewer)
    expected = {person.secret.reader_key.public.digest for person in (officer.person, reviewer)}
    assert {grant.key for grant in sealed.grants} == expected | {reporter.receipt.reader_key.public.digest}
    assert sealed.previous_key is not None
    assert len(sealed.previous_key) == age.sealed_size(GRANT_CLASS)
