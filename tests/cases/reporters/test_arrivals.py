"""What the server can tell of sealed things without opening them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from tests.cast import PROVINCE, REGENCY, RELEASED, TODAY, Person, World, a_report, found, recipients, shared_world
from wbs.cases.model import (
    AgencyCode,
    AttachmentId,
    CaseFile,
    CaseId,
    CaseName,
    KeyDigest,
    NewCase,
    StoredRecord,
    UploadClaim,
)
from wbs.cases.reporters.arrivals import (
    SentCase,
    SentEpoch,
    accept_case,
    accept_epoch,
    accept_message,
    is_same_case,
    is_same_message,
)
from wbs.cases.reporters.mailbox import file_of, material_of
from wbs.crypto.approval import Approval, readers_digest, sign_approval
from wbs.crypto.compose import (
    Draft,
    SealedCase,
    SealedRecord,
    compose_case,
    compose_epoch,
    compose_message,
    name_of,
    recipients_of,
)
from wbs.crypto.directory import ReaderEntry, Role
from wbs.crypto.dossier import open_as_reporter
from wbs.crypto.exclusions import Exclusion
from wbs.crypto.keys import CasePrivateKey
from wbs.crypto.messages import Kind, SealedBy, SealedMessage, TextBody
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.recipients import choose_recipients
from wbs.crypto.records import REPORTER, EpochRecord, case_id, parse_author, verify_chain
from wbs.crypto.seal import seal, seal_document
from wbs.crypto.shape import parse, serialise
from wbs.crypto.signing import Unverified, sign_payload
from wbs.crypto.trust import VerifiedDirectory
from wbs.errors import CaseFullError, ConflictError, FormatError, RefusedError, TrustError


def a_case(receipt: Receipt, world: World | None = None, agency: str = REGENCY) -> SealedCase:
    world = world or shared_world()
    return compose_case(
        report=a_report(),
        receipt=receipt,
        directory=world.book().newest(agency),
        recipients=recipients(world, agency),
        sealed_by=SealedBy.BROWSER,
    )


def sent_of(sealed: SealedCase, receipt: Receipt) -> SentCase:
    return SentCase(
        name=CaseName(AgencyCode(sealed.agency), CaseId(sealed.case)),
        mailbox_hash=receipt.mailbox_hash,
        record=sealed.record,
        grants={KeyDigest(grant.key): grant.sealed for grant in sealed.grants},
        summary=sealed.summary,
        message=sealed.message,
    )


def accepted(sent: SentCase, world: World | None = None, today: date = TODAY) -> NewCase:
    return accept_case(sent, (world or shared_world()).book(), today, RELEASED)


def a_sent_case(receipt: Receipt | None = None) -> SentCase:
    receipt = receipt or Receipt.generate()
    return sent_of(a_case(receipt), receipt)


def stored(receipt: Receipt, world: World) -> CaseFile:
    return file_of(accepted(sent_of(a_case(receipt, world), receipt), world), receipt.reader_key.public.digest)


def test_what_a_device_sealed_is_stored_as_it_came():
    sent = a_sent_case()
    case = accepted(sent)
    assert (case.name, case.mailbox_hash, case.summary) == (sent.name, sent.mailbox_hash, sent.summary)
    assert {grant.key: grant.sealed for grant in case.grants} == sent.grants
    assert (case.record.envelope, case.record.epoch, case.record.place) == (sent.record, 1, 0)
    assert (case.message.sealed, case.message.day) == (sent.message.sealed, TODAY)


def test_a_record_of_another_case_or_agency_is_refused():
    sent = a_sent_case()
    other = CaseName(AgencyCode(REGENCY), CaseId("b" * 52))
    with pytest.raises(TrustError):
        accepted(replace(sent, name=other))
    with pytest.raises(TrustError):
        accepted(replace(sent, name=CaseName(AgencyCode(PROVINCE), sent.name.case)))


def test_a_record_that_its_reporter_did_not_sign_is_refused():
    sent, other = a_sent_case(), a_sent_case()
    payload = Unverified(sent.record).payload
    forged = sign_payload(payload, "wbs-epoch/v1", Receipt.generate().signing_key)
    with pytest.raises(RefusedError):
        accepted(replace(sent, record=forged))
    with pytest.raises(TrustError):
        accepted(replace(sent, record=other.record))


def test_a_case_sealed_under_an_older_directory_has_to_be_sealed_again():
    world = found()
    receipt = Receipt.generate()
    sent = sent_of(a_case(receipt, world), receipt)
    old = world.book().newest(REGENCY)
    world.publish(msgspec.structs.replace(old.document, version=2, previous=old.digest))
    with pytest.raises(ConflictError):
        accepted(sent, world)


def test_a_case_sealed_to_some_of_the_receivers_has_to_be_sealed_again():
    receipt, world = Receipt.generate(), shared_world()
    everyone = recipients(world)
    sealed = compose_case(
        report=a_report(),
        receipt=receipt,
        directory=world.book().newest(REGENCY),
        recipients=everyone[:1],
        sealed_by=SealedBy.BROWSER,
    )
    assert len(everyone) > 1
    with pytest.raises(ConflictError):
        accepted(sent_of(sealed, receipt))


def excluding(
    exclusions: Sequence[Exclusion], rank: str = "staff", world: World | None = None, **changes: object
) -> SentCase:
    """Seal a report whose reporter excludes somebody; `changes` replace what the chooser gives."""
    receipt = Receipt.generate()
    chosen = choose_recipients((world or shared_world()).book(), REGENCY, rank, exclusions, TODAY, RELEASED)
    parts = {"directory": chosen.directory, "recipients": chosen.recipients, "excluded": chosen.excluded, **changes}
    sealed = compose_case(report=a_report(rank=rank), receipt=receipt, sealed_by=SealedBy.BROWSER, **parts)  # type: ignore[arg-type]
    return sent_of(sealed, receipt)


REVIEWERS = Exclusion(agency=REGENCY, unit="Irban Khusus")
A_REVIEWER = Exclusion(agency=REGENCY, reader="penelaah-01")
A_RECEIVER = Exclusion(agency=REGENCY, reader="penerima-01")


@pytest.mark.promise("P06")
def test_a_case_is_taken_with_whom_its_reporter_excludes():
    sent = excluding([REVIEWERS])
    assert sent.name.agency == REGENCY
    record = parse(Unverified(accepted(sent).record.envelope).payload, EpochRecord)
    assert record.excluded == [REVIEWERS, A_REVIEWER]


@pytest.mark.promise("P06")
def test_a_case_about_the_head_is_taken_by_the_level_above_alone():
    sent = excluding([], rank="inspectorate")
    assert sent.name.agency == PROVINCE
    people = shared_world().people.values()
    above = {one.secret.reader_key.public.digest for one in people if one.agency == PROVINCE}
    assert {grant.key for grant in accepted(sent).grants[:-1]} <= above


@pytest.mark.promise("P06")
def test_a_case_is_not_taken_by_an_agency_that_its_exclusions_leave_too_few():
    world = shared_world()
    home = world.book().newest(REGENCY)
    left = [one for one in recipients(world) if one.name.reader != "penerima-01"]
    sent = excluding([A_RECEIVER], directory=home, recipients=left)
    with pytest.raises(ConflictError):
        accepted(sent)


@pytest.mark.promise("P06")
@pytest.mark.parametrize(
    "excluded", [[REVIEWERS], [A_REVIEWER, REVIEWERS, A_REVIEWER], [REVIEWERS, A_REVIEWER, A_REVIEWER]]
)
def test_exclusions_that_are_not_complete_or_not_in_order_have_to_be_sealed_again(excluded: list[Exclusion]):
    with pytest.raises(ConflictError, match="not complete"):
        accepted(excluding([REVIEWERS], excluded=excluded))


@pytest.mark.promise("P06")
def test_a_receiver_whom_the_record_excludes_is_no_reader_of_it():
    sent = excluding([], excluded=[A_RECEIVER])
    with pytest.raises(TrustError, match="excluded"):
        accepted(sent)


def test_a_reporter_does_not_pass_for_a_reader():
    receipt = Receipt.generate()
    sealed = a_case(receipt)
    record = verify_chain([sealed.record], shared_world().book()).first
    officer = shared_world().people[f"{REGENCY}/penerima-01"].secret.reader_key.public.text
    keys = msgspec.structs.replace(record.reporter, reader_key=officer)
    payload = serialise(msgspec.structs.replace(record, reporter=keys))
    sent = sent_of(sealed, receipt)
    name = CaseName(sent.name.agency, CaseId(case_id(payload)))
    with pytest.raises(TrustError, match="one key"):
        accepted(replace(sent, name=name, record=sign_payload(payload, "wbs-epoch/v1", receipt.signing_key)))


@pytest.mark.promise("P05")
def test_a_grant_for_anyone_else_or_none_for_a_reader_is_refused():
    sent = a_sent_case()
    stranger = Receipt.generate().reader_key.public
    without = dict(list(sent.grants.items())[1:])
    added = {**sent.grants, KeyDigest(stranger.digest): next(iter(sent.grants.values()))}
    for grants in (without, added, {}):
        with pytest.raises(TrustError):
            accepted(replace(sent, grants=grants))


@pytest.mark.promise("P13")
def test_what_is_not_sealed_in_its_class_is_refused():
    receipt = Receipt.generate()
    sent = a_sent_case(receipt)
    key = receipt.reader_key.public
    odd = seal(key, bytes(1000))
    grants = dict(sent.grants)
    grants[KeyDigest(key.digest)] = seal_document(key, b"{}", 4096)
    for broken in (
        replace(sent, grants=grants),
        replace(sent, summary=odd),
        replace(sent, summary=sent.message.sealed),
        replace(sent, message=replace(sent.message, sealed=odd)),
        replace(sent, message=replace(sent.message, sealed=sent.summary)),
        replace(sent, message=replace(sent.message, sealed=sent.message.sealed + b"\n")),
        replace(sent, message=replace(sent.message, sealed=b"a plain text")),
    ):
        with pytest.raises(FormatError):
            accepted(broken)


@pytest.mark.parametrize(
    "changes",
    [{"seq": 2}, {"epoch": 2}, {"kind": Kind.MESSAGE}, {"author": f"{REGENCY}/penerima-01"}],
)
def test_a_case_begins_with_the_reporters_report(changes: dict[str, object]):
    sent = a_sent_case()
    with pytest.raises(FormatError):
        accepted(replace(sent, message=replace(sent.message, **changes)))  # type: ignore[arg-type]


def test_no_file_is_taken_over_twice_and_no_more_than_ten():
    sent = a_sent_case()
    claims = [UploadClaim(AttachmentId(random_bytes(16)), random_bytes(32)) for _ in range(11)]
    with pytest.raises(FormatError):
        accepted(replace(sent, claims=tuple(claims)))
    with pytest.raises(FormatError):
        accepted(replace(sent, claims=(claims[0], claims[0])))
    assert accepted(replace(sent, claims=tuple(claims[:10]))).claims == tuple(claims[:10])


def test_a_repeated_case_is_known_again_and_any_other_is_not():
    receipt = Receipt.generate()
    case, other = accepted(a_sent_case(receipt)), accepted(a_sent_case(receipt))
    file = file_of(case, receipt.reader_key.public.digest)
    assert is_same_case(case, file)
    assert not is_same_case(other, file)
    assert not is_same_case(replace(case, summary=other.summary), file)
    assert not is_same_case(replace(case, message=other.message), file)
    assert not is_same_case(case, replace(file, records=()))
    assert not is_same_case(case, replace(file, messages=()))


def a_message(receipt: Receipt, file: CaseFile, world: World) -> SealedMessage:
    book = world.book()
    place = open_as_reporter(material_of(file), receipt, book).place_for(REPORTER, book)
    draft = Draft(Kind.MESSAGE, TextBody(text="Masih berlangsung."), SealedBy.BROWSER)
    return compose_message(receipt.signing_key, place, draft)


def test_a_further_message_is_stored_as_it_came_and_known_again():
    receipt, world = Receipt.generate(), shared_world()
    file = stored(receipt, world)
    message = accept_message(a_message(receipt, file, world), file, (), TODAY)
    assert (message.author, message.seq, message.kind, message.day) == (REPORTER, 2, Kind.MESSAGE, TODAY)
    after = replace(file, messages=(*file.messages, message))
    assert is_same_message(message, after)
    assert not is_same_message(message, file)
    assert not is_same_message(replace(message, sealed=file.messages[0].sealed), after)


@pytest.mark.parametrize("changes", [{"author": f"{REGENCY}/penerima-01"}, {"kind": Kind.STATUS}, {"sealed": b"-"}])
def test_only_a_sealed_message_of_the_reporter_is_taken(changes: dict[str, object]):
    receipt, world = Receipt.generate(), shared_world()
    file = stored(receipt, world)
    message = replace(a_message(receipt, file, world), **changes)  # type: ignore[arg-type]
    with pytest.raises(FormatError):
        accept_message(message, file, (), TODAY)


def test_a_message_for_an_epoch_that_is_not_the_newest_has_to_be_sealed_again():
    receipt, world = Receipt.generate(), shared_world()
    file = stored(receipt, world)
    message = a_message(receipt, file, world)
    with pytest.raises(ConflictError):
        accept_message(replace(message, epoch=2), file, (), TODAY)


STAYED, PENELAAH = f"{REGENCY}/penerima-02", f"{REGENCY}/penelaah-01"


class Change:
    """A reporter's next epoch after a receiver has gone from the directory."""

    def __init__(self, author: str = REPORTER) -> None:
        self.world = found()
        self.receipt = Receipt.generate()
        self.file = stored(self.receipt, self.world)
        old = self.world.book().newest(REGENCY)
        staying = [entry for entry in old.document.readers if entry.id != "penerima-01"]
        policy = msgspec.structs.replace(old.document.policy, minimum_readers=1)
        document = msgspec.structs.replace(old.document, version=2, previous=old.digest, readers=staying, policy=policy)
        self.world.publish(document)
        self.book = self.world.book()
        key = self.receipt.signing_key
        signer = self.world.people[f"{REGENCY}/penerima-02"].secret.signing_key
        self.sealed = compose_epoch(
            key if author == REPORTER else signer,
            parse_author(author),
            verify_chain([self.file.records[0].envelope], self.book),
            CasePrivateKey.generate(),
            recipients(self.world),
            directories=[name_of(self.book.newest(REGENCY))],
            heads=[],
        )

    @property
    def sent(self) -> SentEpoch:
        grants = {KeyDigest(grant.key): grant.sealed for grant in self.sealed.grants}
        assert self.sealed.previous_key is not None
        return SentEpoch(self.sealed.record, self.sealed.previous_key, grants)


@pytest.mark.promise("P07")
def test_the_reporter_begins_an_epoch_without_whoever_is_gone():
    change = Change()
    epoch = accept_epoch(change.sent, change.file, change.book, TODAY)
    assert (epoch.name, epoch.record.epoch, epoch.record.place) == (change.file.name, 2, 1)
    gone = change.world.people[f"{REGENCY}/penerima-01"].secret.reader_key.public.digest
    keys = {grant.key for grant in epoch.grants}
    assert gone not in keys
    assert change.receipt.reader_key.public.digest in keys
    assert {grant.epoch for grant in epoch.grants} == {2}


def test_an_officer_does_not_begin_an_epoch_at_the_reporters_door():
    change = Change(f"{REGENCY}/penerima-02")
    with pytest.raises(TrustError):
        accept_epoch(change.sent, change.file, change.book, TODAY)


def test_an_epoch_that_another_one_came_before_has_to_be_sealed_again():
    change = Change()
    first = accept_epoch(change.sent, change.file, change.book, TODAY)
    after = replace(change.file, records=(*change.file.records, first.record))
    with pytest.raises(ConflictError):
        accept_epoch(drop(change), after, change.book, TODAY)


def test_an_epoch_follows_a_record_of_its_case():
    change = Change()
    other = stored(Receipt.generate(), change.world)
    with pytest.raises(TrustError, match="does not follow"):
        accept_epoch(change.sent, other, change.book, TODAY)


def test_an_epoch_grants_to_its_readers_and_nobody_else():
    change = Change()
    without = dict(list(change.sent.grants.items())[1:])
    with pytest.raises(TrustError):
        accept_epoch(replace(change.sent, grants=without), change.file, change.book, TODAY)
    with pytest.raises(FormatError):
        accept_epoch(replace(change.sent, previous_key=change.file.summary), change.file, change.book, TODAY)


def test_an_epoch_under_an_older_directory_has_to_be_sealed_again():
    change = Change()
    newest = change.world.book().newest(REGENCY)
    change.world.publish(msgspec.structs.replace(newest.document, version=3, previous=newest.digest))
    with pytest.raises(ConflictError):
        accept_epoch(change.sent, change.file, change.world.book(), TODAY)


def drop(change: Change, *gone: str) -> SentEpoch:
    """Seal the change again, without these readers either."""
    book = change.book
    chain = verify_chain([record.envelope for record in change.file.records], book)
    sealed = compose_epoch(
        change.receipt.signing_key,
        REPORTER,
        chain,
        CasePrivateKey.generate(),
        [one for one in recipients(change.world) if one.name.reader not in gone],
        directories=[name_of(book.newest(REGENCY))],
        heads=[],
    )
    assert sealed.previous_key is not None
    grants = {KeyDigest(grant.key): grant.sealed for grant in sealed.grants}
    return SentEpoch(sealed.record, sealed.previous_key, grants)


def republish(change: Change, **changes: str) -> None:
    """Let the directory say something else about the officer who stayed, and bring another receiver."""
    old = change.book.newest(REGENCY)
    readers = [
        msgspec.structs.replace(entry, **changes)
        if entry.id == "penerima-02"
        else msgspec.structs.replace(entry, roles=[Role.RECEIVER])
        if entry.id == "penelaah-01"
        else entry
        for entry in old.document.readers
    ]
    change.world.publish(msgspec.structs.replace(old.document, version=3, previous=old.digest, readers=readers))
    change.book = change.world.book()


@pytest.mark.promise("P06")
def test_whoever_holds_the_receipt_takes_the_case_from_nobody_who_still_serves():
    change = Change()
    republish(change)
    with pytest.raises(TrustError, match="still serves"):
        accept_epoch(drop(change, "penerima-02"), change.file, change.book, TODAY)
    accept_epoch(drop(change), change.file, change.book, TODAY)


def test_whose_service_is_over_may_be_left_out_and_on_its_last_day_the_client_decides():
    change = Change()
    until = change.book.newest(REGENCY).document.issued
    republish(change, until=until)
    sent, last = drop(change, "penerima-02"), date.fromisoformat(until)
    for day in (last, last + timedelta(days=1), last + timedelta(days=9)):
        accept_epoch(sent, change.file, change.book, day)
    with pytest.raises(TrustError):
        accept_epoch(sent, change.file, change.book, last - timedelta(days=1))


def listed(change: Change, person: Person) -> tuple[VerifiedDirectory, list[ReaderEntry]]:
    directory = change.book.newest(person.agency)
    return directory, [directory.entries[person.id]]


def epoch_for(change: Change, author: Person | None, *readers: str, approval: bytes | None = None) -> SealedRecord:
    """Seal an epoch by the reporter or an officer, for these readers."""
    people = sorted((change.world.people[one] for one in readers), key=lambda person: (person.agency, person.id))
    agencies = {person.agency for person in people} | ({author.agency} if author else set())
    return compose_epoch(
        author.secret.signing_key if author else change.receipt.signing_key,
        author.ref if author else REPORTER,
        verify_chain([record.envelope for record in change.file.records], change.book),
        CasePrivateKey.generate(),
        [recipient for one in people for recipient in recipients_of(*listed(change, one))],
        directories=[name_of(change.book.newest(agency)) for agency in sorted(agencies)],
        heads=[],
        approval=approval,
    )


def begun(change: Change, *readers: str) -> SentEpoch:
    """Seal an epoch by the reporter for these readers."""
    sealed = epoch_for(change, None, *readers)
    assert sealed.previous_key is not None
    return SentEpoch(sealed.record, sealed.previous_key, {KeyDigest(one.key): one.sealed for one in sealed.grants})


def moved(change: Change, *readers: str, by: str = STAYED, approval: bytes | None = None) -> None:
    """Let an officer begin an epoch for these readers."""
    sealed = epoch_for(change, change.world.people[by], *readers, approval=approval)
    places = len(change.file.records)
    record = StoredRecord(places + 1, places, sealed.digest, sealed.record)
    change.file = replace(change.file, records=(*change.file.records, record))


def test_whom_an_officer_took_off_the_reporters_client_leaves_out_and_keeps_whom_an_officer_who_stands_brought_in():
    change = Change()
    republish(change)
    moved(change, PENELAAH)
    accept_epoch(begun(change, PENELAAH), change.file, change.book, TODAY)
    with pytest.raises(TrustError, match="still serves"):
        accept_epoch(begun(change, STAYED), change.file, change.book, TODAY)


@pytest.mark.promise("P07")
def test_whom_somebody_brought_in_who_is_gone_since_the_reporters_client_may_leave_out():
    """Whether such a record counts only messages tell, which the server cannot open."""
    change = Change()
    republish(change)
    moved(change, PENELAAH)
    old = change.book.newest(REGENCY)
    staying = [entry for entry in old.document.readers if entry.id != "penerima-02"]
    change.world.publish(msgspec.structs.replace(old.document, version=4, previous=old.digest, readers=staying))
    change.book = change.world.book()
    accept_epoch(begun(change, f"{REGENCY}/inspektur"), change.file, change.book, TODAY)


@pytest.mark.promise("P06")
def test_whoever_holds_the_receipt_takes_no_case_back_from_the_agency_that_took_it_over():
    """The one whom it is about may have found the receipt, and have friends where the case came from."""
    change = Change()
    republish(change)
    there = [f"{PROVINCE}/penerima-01", f"{PROVINCE}/penerima-02"]
    moved(change, *there)
    for readers in ([STAYED], [STAYED, there[0]]):
        with pytest.raises(TrustError, match="still serves"):
            accept_epoch(begun(change, *readers), change.file, change.book, TODAY)
    accept_epoch(begun(change, *there), change.file, change.book, TODAY)


@pytest.mark.promise("P06")
@pytest.mark.parametrize("is_approved", [True, False])
def test_nor_once_the_officer_who_handed_it_over_is_gone_while_the_colleague_who_approved_it_stands(
    is_approved: bool,  # noqa: FBT001 - what follows
):
    change = Change()
    republish(change)
    there = [f"{PROVINCE}/penerima-01", f"{PROVINCE}/penerima-02"]
    moved(change, STAYED, PENELAAH)
    colleague = change.world.people[STAYED]
    chain = verify_chain([record.envelope for record in change.file.records], change.book)
    said = Approval(
        case=chain.case,
        record=chain.records[-1].digest,
        to=PROVINCE,
        readers=readers_digest(
            [one.name for name in there for one in recipients_of(*listed(change, change.world.people[name]))]
        ),
        author=colleague.ref,
        day=TODAY.isoformat(),
    )
    approval = sign_approval(colleague.secret.signing_key, said) if is_approved else None
    moved(change, *there, by=PENELAAH, approval=approval)
    old = change.book.newest(REGENCY)
    staying = [entry for entry in old.document.readers if entry.id != "penelaah-01"]
    change.world.publish(msgspec.structs.replace(old.document, version=4, previous=old.digest, readers=staying))
    change.book = change.world.book()
    back = begun(change, STAYED)
    if is_approved:
        with pytest.raises(TrustError, match="still serves"):
            accept_epoch(back, change.file, change.book, TODAY)
    else:
        accept_epoch(back, change.file, change.book, TODAY)


@pytest.mark.promise("P15")
def test_one_case_takes_so_much_of_its_reporter_and_no_more(monkeypatch: pytest.MonkeyPatch):
    receipt, world = Receipt.generate(), shared_world()
    file = stored(receipt, world)
    message = a_message(receipt, file, world)
    room = len(file.messages[0].sealed) + len(message.sealed)
    officers = replace(file.messages[0], author=f"{REGENCY}/penerima-01")
    monkeypatch.setattr("wbs.cases.room.MESSAGE_BYTES", room)
    accept_message(message, replace(file, messages=(*file.messages, officers)), (), TODAY)
    monkeypatch.setattr("wbs.cases.room.MESSAGE_BYTES", room - 1)
    with pytest.raises(CaseFullError):
        accept_message(message, file, (), TODAY)


@pytest.mark.promise("P15")
def test_the_reporter_begins_no_epoch_that_nothing_calls_for():
    change = Change()
    first = accept_epoch(change.sent, change.file, change.book, TODAY)
    change.file = replace(change.file, records=(*change.file.records, first.record))
    with pytest.raises(TrustError, match="nothing calls"):
        accept_epoch(drop(change), change.file, change.book, TODAY)
    republish(change)
    accept_epoch(drop(change), change.file, change.book, TODAY)
