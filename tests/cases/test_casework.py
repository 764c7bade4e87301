"""What officers do with cases: who may, what is checked without opening anything, and the one entry each act leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from msgspec import UNSET, UnsetType

from tests.cast import PROVINCE, REGENCY
from tests.office import Office, SealedReport, casework_of
from wbs.cases.casework import (
    MAX_PARTS,
    MAX_STORED_BYTES,
    NewMessage,
    UploadPart,
)
from wbs.cases.clocks.history import TagChange
from wbs.cases.model import (
    CHUNK_LIMIT,
    MAX_FILE_BYTES,
    AgencyCode,
    AttachmentId,
    CaseFile,
    CaseId,
    CaseName,
    KeyDigest,
    StoredMessage,
    UploadClaim,
)
from wbs.cases.workflow import CLASSED, NEXT
from wbs.crypto.bulk import encrypted_size
from wbs.crypto.directory import READING, REPLYING, Role
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.keys import CasePrivateKey, CasePublicKey
from wbs.crypto.messages import Kind, MatterClass, Outcome, Status
from wbs.crypto.padding import DOCUMENT_CLASSES, padme
from wbs.crypto.primitives import random_bytes, sha256
from wbs.crypto.seal import seal, seal_document
from wbs.errors import CaseFullError, ConflictError, ForbiddenError, FormatError, NotFoundError, WbsError

RECEIVER = f"{REGENCY}/penerima-01"
COLLEAGUE = f"{REGENCY}/penerima-02"
REVIEWER = f"{REGENCY}/penelaah-01"
NEIGHBOUR = f"{PROVINCE}/penerima-01"
SUPERVISORY = TagChange(matter_class=MatterClass.SUPERVISORY)
ANYWHERE = CasePrivateKey.generate().public


class Desk:
    """Casework as an application asks for it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.work = casework_of(office)

    def send(self, message: NewMessage, name: CaseName, officer: str = RECEIVER) -> None:
        clock = self.office.clock
        self.work.append(self.office.actor(officer), name, message, now=clock.now(), today=clock.today())

    def open(self, name: CaseName, officer: str = RECEIVER):  # type: ignore[no-untyped-def]
        return self.work.case_file(self.office.actor(officer), name, now=self.office.clock.now()).case

    def upload(self, content: bytes, officer: str = RECEIVER) -> UploadClaim:
        """Send bytes that look like a stored attachment."""
        clock, actor = self.office.clock, self.office.actor(officer)
        attachment, token = AttachmentId(random_bytes(16)), random_bytes(32)
        self.work.begin_upload(actor, attachment, token, len(content), today=clock.today())
        for number, start in enumerate(range(0, len(content), CHUNK_LIMIT)):
            part = UploadPart(attachment, token, number, content[start : start + CHUNK_LIMIT])
            self.work.add_part(actor, part, now=clock.now(), today=clock.today())
        return UploadClaim(attachment, sha256(token))

    def acts(self, agency: str = REGENCY) -> list[dict[str, str]]:
        return [msgspec.json.decode(entry) for entry in self.office.entries(agency)]


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def words(text: bytes = b"{}", key: CasePublicKey = ANYWHERE) -> bytes:
    return seal_document(key, text)


def message(**changes: object) -> NewMessage:
    fields: dict[str, object] = {"seq": 1, "epoch": 1, "kind": Kind.MESSAGE, "sealed": words()}
    return NewMessage(**{**fields, **changes})  # type: ignore[arg-type]


def test_an_inbox_lists_the_cases_that_the_officer_holds_grants_for(desk: Desk) -> None:
    mine = desk.office.new_report()
    desk.office.new_report(PROVINCE)
    page = desk.work.inbox(desk.office.actor(), None, now=desk.office.clock.now())
    assert [row.name for row in page.rows] == [mine.name]
    assert page.total == 1


@pytest.mark.promise("P18")
def test_a_role_alone_opens_no_case(desk: Desk) -> None:
    report = desk.office.new_report()
    for officer in (REVIEWER, f"{REGENCY}/inspektur"):
        assert desk.work.inbox(desk.office.actor(officer), None, now=desk.office.clock.now()).total == 0
        with pytest.raises(NotFoundError):
            desk.open(report.name, officer)


ACTS: dict[str, Callable[[Desk, CaseName, str], object]] = {
    "open": lambda desk, name, officer: desk.open(name, officer),
    "attachment": lambda desk, name, officer: desk.work.attachment(
        desk.office.actor(officer), name, AttachmentId(bytes(16)), now=desk.office.clock.now()
    ),
    "append": lambda desk, name, officer: desk.send(message(), name, officer),
    "mark read": lambda desk, name, officer: desk.work.mark_read(
        desk.office.actor(officer), name, [("reporter", 1)], now=desk.office.clock.now()
    ),
    "export": lambda desk, name, officer: desk.work.note_export(
        desk.office.actor(officer), name, now=desk.office.clock.now()
    ),
    "tags": lambda desk, name, officer: desk.work.change_tags(
        desk.office.actor(officer), name, SUPERVISORY, now=desk.office.clock.now()
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_case_without_a_grant_and_no_case_at_all_are_refused_alike(desk: Desk, act: str) -> None:
    report = desk.office.new_report()
    refusals = []
    for name in (report.name, CaseName(AgencyCode(REGENCY), CaseId("a" * 52))):
        with pytest.raises(WbsError) as caught:
            ACTS[act](desk, name, NEIGHBOUR)
        refusals.append((type(caught.value), str(caught.value)))
    assert refusals[0] == refusals[1]
    assert refusals[0][0] is NotFoundError
    assert desk.acts() == desk.acts(PROVINCE) == []


def own_messages(desk: Desk, report: SealedReport) -> list[StoredMessage]:
    return [stored for stored in desk.open(report.name).messages if stored.author == RECEIVER]


def test_a_message_reaches_the_case_as_the_officers_own(desk: Desk) -> None:
    report = desk.office.new_report()
    sealed = words()
    desk.send(message(sealed=sealed), report.name)
    [stored] = own_messages(desk, report)
    assert (stored.author, stored.seq, stored.sealed) == (RECEIVER, 1, sealed)
    assert stored.day == desk.office.clock.today()


@pytest.mark.promise("P15")
def test_one_case_takes_so_much_of_one_officer_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    report, sealed = desk.office.new_report(), words()
    monkeypatch.setattr("wbs.cases.room.OFFICER_BYTES", len(sealed))
    desk.send(message(sealed=sealed), report.name)
    with pytest.raises(CaseFullError):
        desk.send(message(sealed=sealed, seq=2), report.name)
    desk.send(message(sealed=sealed), report.name, COLLEAGUE)


def test_a_status_message_moves_the_status(desk: Desk) -> None:
    report = desk.office.new_report()
    desk.send(message(kind=Kind.STATUS, status=Status.RECEIVED), report.name)
    assert desk.open(report.name).status is Status.RECEIVED


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True), (366, True), (367, False), (100_000, False)])
def test_a_case_is_not_postponed_for_good(desk: Desk, days: int, is_taken: bool) -> None:  # noqa: FBT001 - what follows
    report = desk.office.new_report()
    until = desk.office.clock.today() + timedelta(days=days)
    postponed = message(kind=Kind.STATUS, status=Status.POSTPONED, until=until)
    if is_taken:
        desk.send(postponed, report.name)
    else:
        with pytest.raises(FormatError):
            desk.send(postponed, report.name)
    assert (desk.open(report.name).status is Status.POSTPONED) == is_taken


@pytest.mark.parametrize("now", [Status.SUBMITTED, Status.EXAMINED, Status.CLOSED, Status.PASSED_ON])
def test_a_status_is_taken_exactly_if_it_may_follow(desk: Desk, now: Status) -> None:
    report = desk.office.new_report()
    stands = StoredMessage(COLLEAGUE, 1, 1, Kind.STATUS, words(), desk.office.clock.today())
    desk.office.store.cases.append_message(report.name, stands, status=now)
    for then in set(Status) - NEXT[now] - {Status.SUBMITTED}:
        with pytest.raises(ConflictError):
            desk.send(message(kind=Kind.STATUS, status=then), report.name)
    assert desk.open(report.name).status is now
    assert own_messages(desk, report) == []
    step = min(NEXT[now])
    desk.send(
        going_on(step, MatterClass.SUPERVISORY, Outcome.NOT_PROVEN if step is Status.CLOSED else UNSET), report.name
    )
    assert desk.open(report.name).status is step


def test_nothing_is_verified_without_a_class_and_none_that_was_loses_it(desk: Desk) -> None:
    """Its class decides how long it may take, and where it is counted."""
    report = desk.office.new_report()
    actor, now = desk.office.actor(), desk.office.clock.now()
    verified, no_class = message(kind=Kind.STATUS, status=Status.VERIFIED), TagChange(matter_class=None)
    for unclassed in (verified, replace(verified, tags=no_class), replace(verified, tags=TagChange(is_duplicate=True))):
        with pytest.raises(FormatError):
            desk.send(unclassed, report.name)
    assert (desk.open(report.name).status, own_messages(desk, report)) == (Status.SUBMITTED, [])
    desk.send(replace(verified, tags=SUPERVISORY), report.name)
    with pytest.raises(FormatError):
        desk.work.change_tags(actor, report.name, no_class, now=now)
    with pytest.raises(FormatError):
        desk.send(replace(verified, seq=2, tags=no_class), report.name)
    desk.send(replace(verified, seq=2), report.name)
    assert len(own_messages(desk, report)) == 2


def going_on(
    step: Status, matter_class: MatterClass | UnsetType = UNSET, outcome: Outcome | UnsetType = UNSET
) -> NewMessage:
    tags = TagChange(matter_class=matter_class, outcome=outcome)
    return message(kind=Kind.STATUS, status=step, tags=tags)


@pytest.mark.parametrize("step", sorted(CLASSED - {Status.VERIFIED}))
def test_a_case_whose_class_nobody_told_goes_on_by_no_step(desk: Desk, step: Status) -> None:
    """A case may be reviewed without a verification: after a question, or from outside the authority."""
    report = desk.office.new_report()
    stands = StoredMessage(COLLEAGUE, 1, 1, Kind.STATUS, words(), desk.office.clock.today())
    desk.office.store.cases.append_message(report.name, stands, status=Status.REOPENED)
    outcome = Outcome.NOT_PROVEN if step is Status.CLOSED else UNSET
    with pytest.raises(FormatError):
        desk.send(going_on(step, outcome=outcome), report.name)
    assert desk.open(report.name).status is Status.REOPENED
    desk.send(going_on(step, MatterClass.SUPERVISORY, outcome), report.name)
    assert desk.open(report.name).status is step


def test_nothing_is_closed_without_an_outcome_of_this_end_and_none_that_was_loses_it(desk: Desk) -> None:
    report = desk.office.new_report()
    actor, now = desk.office.actor(), desk.office.clock.now()
    stands = StoredMessage(COLLEAGUE, 1, 1, Kind.STATUS, words(), desk.office.clock.today())
    desk.office.store.cases.append_message(report.name, stands, status=Status.VERIFIED, tags=SUPERVISORY)
    desk.work.change_tags(actor, report.name, TagChange(outcome=Outcome.PROVEN_ETHICS), now=now)
    no_outcome = TagChange(outcome=None)
    for bare in (going_on(Status.CLOSED), message(kind=Kind.STATUS, status=Status.CLOSED, tags=no_outcome)):
        with pytest.raises(FormatError):
            desk.send(bare, report.name)
    desk.send(going_on(Status.CLOSED, outcome=Outcome.NOT_PROVEN), report.name)
    with pytest.raises(FormatError):
        desk.work.change_tags(actor, report.name, no_outcome, now=now)
    desk.work.change_tags(actor, report.name, TagChange(outcome=Outcome.PARTLY_PROVEN), now=now)
    assert desk.open(report.name).status is Status.CLOSED


def test_a_step_that_meets_another_ones_step_is_a_conflict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A colleague's step comes between reading where the case stands and storing."""
    report = desk.office.new_report()
    store = desk.office.store.cases
    read = store.case_file

    def read_and_be_overtaken(name: CaseName, *readers: KeyDigest) -> CaseFile | None:
        found = read(name, *readers)
        monkeypatch.setattr(store, "case_file", read)
        desk.send(message(kind=Kind.STATUS, status=Status.NOT_ACTIONABLE), name, COLLEAGUE)
        return found

    monkeypatch.setattr(store, "case_file", read_and_be_overtaken)
    with pytest.raises(ConflictError):
        desk.send(message(kind=Kind.STATUS, status=Status.VERIFIED, tags=SUPERVISORY), report.name)
    assert desk.open(report.name).status is Status.NOT_ACTIONABLE


def bad_messages() -> dict[str, NewMessage]:
    sealed = words()
    claim = UploadClaim(AttachmentId(bytes(16)), bytes(32))
    return {
        "nothing": message(sealed=b""),
        "plaintext": message(sealed=b"Laporan ini tidak disegel."),
        "no class of padding": message(sealed=seal(ANYWHERE, b"x" * 5000)),
        "a grant's class": message(sealed=seal(ANYWHERE, bytes(512))),
        "a summary's class": message(sealed=seal(ANYWHERE, bytes(2048))),
        "bytes after the end": message(sealed=sealed + b"\0"),
        "cut off": message(sealed=sealed[:-1]),
        "a second recipient": message(sealed=sealed.replace(b"\n---", b"\n-> X25519 abc\nabc\n---", 1)),
        "another version of age": message(sealed=sealed.replace(b"org/v1", b"org/v2", 1)),
        "a report": message(kind=Kind.REPORT),
        "a removal": message(kind=Kind.REMOVED),
        "status without the kind": message(status=Status.RECEIVED),
        "kind without a status": message(kind=Kind.STATUS),
        "submitted": message(kind=Kind.STATUS, status=Status.SUBMITTED),
        "an outcome before the end": message(
            kind=Kind.STATUS, status=Status.RECEIVED, tags=TagChange(outcome=Outcome.NOT_PROVEN)
        ),
        "one file twice": message(claims=(claim, claim)),
        "eleven files": message(claims=tuple(UploadClaim(AttachmentId(bytes([n]) * 16), bytes(32)) for n in range(11))),
    }


@pytest.mark.parametrize("name", list(bad_messages()))
def test_what_cannot_be_a_message_is_refused_unopened(desk: Desk, name: str) -> None:
    report = desk.office.new_report()
    with pytest.raises(WbsError) as caught:
        desk.send(bad_messages()[name], report.name)
    assert not isinstance(caught.value, (ConflictError, NotFoundError, ForbiddenError))
    assert len(desk.open(report.name).messages) == 1


@pytest.mark.parametrize("size", sorted(DOCUMENT_CLASSES))
def test_every_class_of_padding_is_taken(desk: Desk, size: int) -> None:
    report = desk.office.new_report()
    desk.send(message(sealed=seal(ANYWHERE, bytes(size))), report.name)
    assert len(desk.open(report.name).messages) == 2


@pytest.mark.parametrize("epoch", [0, 2, 2**53 - 1])
def test_a_message_for_another_epoch_than_the_newest_is_a_conflict(desk: Desk, epoch: int) -> None:
    report = desk.office.new_report()
    with pytest.raises(ConflictError):
        desk.send(message(epoch=epoch), report.name)


@pytest.mark.parametrize("seq", [0, 2, 7])
def test_a_number_out_of_turn_is_a_conflict(desk: Desk, seq: int) -> None:
    report = desk.office.new_report()
    with pytest.raises(ConflictError):
        desk.send(message(seq=seq), report.name)


def test_a_number_that_is_taken_is_a_conflict_and_leaves_no_entry(desk: Desk) -> None:
    report = desk.office.new_report()
    desk.send(message(), report.name)
    before = desk.acts()
    with pytest.raises(ConflictError):
        desk.send(message(), report.name)
    assert desk.acts() == before


@pytest.mark.parametrize("role", sorted(set(Role) - REPLYING))
def test_only_roles_that_reply_write_even_with_a_grant(desk: Desk, role: str) -> None:
    report = desk.office.new_report()
    desk.office.change_roles_in_directory(RECEIVER, [role])
    with pytest.raises(ForbiddenError):
        desk.send(message(), report.name)
    with pytest.raises(ForbiddenError):
        desk.upload(bytes(encrypted_size(1)))


@pytest.mark.promise("P18")
@pytest.mark.parametrize("role", sorted(set(Role) - READING))
def test_a_grant_opens_nothing_for_roles_that_read_no_case(desk: Desk, role: str) -> None:
    report = desk.office.new_report()
    desk.office.change_roles_in_directory(RECEIVER, [role])
    before = desk.acts()
    for act in ACTS.values():
        with pytest.raises(ForbiddenError):
            act(desk, report.name, RECEIVER)
    with pytest.raises(ForbiddenError):
        desk.work.inbox(desk.office.actor(), None, now=desk.office.clock.now())
    assert desk.acts() == before


@pytest.mark.parametrize("role", sorted(READING - REPLYING))
def test_a_role_that_does_not_reply_reads_with_a_grant(desk: Desk, role: str) -> None:
    report = desk.office.new_report()
    desk.office.change_roles_in_directory(RECEIVER, [role])
    assert desk.open(report.name).name == report.name


@pytest.mark.parametrize("role", sorted(REPLYING))
def test_roles_that_reply_write_with_a_grant(desk: Desk, role: str) -> None:
    report = desk.office.new_report()
    desk.office.change_roles_in_directory(RECEIVER, [role])
    desk.send(message(), report.name)
    assert len(desk.open(report.name).messages) == 2


@pytest.mark.promise("P07")
def test_an_officer_taken_off_a_case_loses_all_of_it_at_once(desk: Desk) -> None:
    report = desk.office.new_report()
    desk.office.start_epoch_without(report, RECEIVER)
    for act in ACTS.values():
        with pytest.raises(NotFoundError):
            act(desk, report.name, RECEIVER)
    assert desk.work.inbox(desk.office.actor(), None, now=desk.office.clock.now()).total == 0


def test_after_an_epoch_change_only_the_new_epoch_is_written_in(desk: Desk) -> None:
    report = desk.office.new_report()
    desk.office.start_epoch_without(report, RECEIVER)
    with pytest.raises(ConflictError):
        desk.send(message(epoch=1), report.name, COLLEAGUE)
    desk.send(message(epoch=2), report.name, COLLEAGUE)


def test_attachments_come_back_as_they_were_stored(desk: Desk) -> None:
    report = desk.office.new_report(files=[b"x" * 3_000_000])
    wanted = AttachmentId(from_b64url(report.attachments[0].id))
    length, chunks = desk.work.attachment(desk.office.actor(), report.name, wanted, now=desk.office.clock.now())
    assert sum(len(chunk) for chunk in chunks) == length == encrypted_size(3_000_000)


def test_an_attachment_of_another_case_is_not_found(desk: Desk) -> None:
    report, other = desk.office.new_report(), desk.office.new_report(files=[b"x"])
    wanted = AttachmentId(from_b64url(other.attachments[0].id))
    with pytest.raises(NotFoundError):
        desk.work.attachment(desk.office.actor(), report.name, wanted, now=desk.office.clock.now())


@pytest.mark.parametrize("size", [1, 4096, 1_000_000, 3_333_333])
def test_an_uploaded_file_travels_with_its_message(desk: Desk, size: int) -> None:
    report = desk.office.new_report()
    content = random_bytes(encrypted_size(size))
    claim = desk.upload(content)
    desk.send(message(claims=(claim,)), report.name)
    _, chunks = desk.work.attachment(desk.office.actor(), report.name, claim.attachment, now=desk.office.clock.now())
    assert b"".join(chunks) == content


def test_no_stored_length_is_a_multiple_of_a_part() -> None:
    """Otherwise a last part could not be told from one that others follow."""
    size, lengths = 1, set()
    while size <= MAX_FILE_BYTES:
        lengths.add(encrypted_size(size))
        size = padme(size) + 1
    assert len(lengths) > 200
    assert not [length for length in lengths if length % CHUNK_LIMIT == 0]
    assert max(lengths) == MAX_STORED_BYTES <= MAX_PARTS * CHUNK_LIMIT


@pytest.mark.parametrize("length", [0, 1, 4096, encrypted_size(1) + 1, encrypted_size(1 << 30)])
def test_an_upload_of_a_length_that_no_attachment_has_is_refused(desk: Desk, length: int) -> None:
    with pytest.raises(FormatError):
        desk.work.begin_upload(
            desk.office.actor(), AttachmentId(bytes(16)), bytes(32), length, today=desk.office.clock.today()
        )


def begin(desk: Desk) -> tuple[AttachmentId, bytes]:
    attachment, token = AttachmentId(random_bytes(16)), random_bytes(32)
    desk.work.begin_upload(desk.office.actor(), attachment, token, encrypted_size(1), today=desk.office.clock.today())
    return attachment, token


def put(desk: Desk, part: UploadPart) -> bool:
    clock = desk.office.clock
    return desk.work.add_part(desk.office.actor(), part, now=clock.now(), today=clock.today())


@pytest.mark.parametrize("size", [0, CHUNK_LIMIT + 1, 100, encrypted_size(1) - 1])
def test_a_part_that_cannot_be_one_is_refused(desk: Desk, size: int) -> None:
    attachment, token = begin(desk)
    with pytest.raises(FormatError):
        put(desk, UploadPart(attachment, token, 0, bytes(size)))


def test_a_part_with_another_token_is_not_found(desk: Desk) -> None:
    attachment, _ = begin(desk)
    with pytest.raises(NotFoundError):
        put(desk, UploadPart(attachment, random_bytes(32), 0, bytes(encrypted_size(1))))


def test_a_part_beyond_the_largest_file_is_refused(desk: Desk) -> None:
    attachment, token = begin(desk)
    with pytest.raises(FormatError):
        put(desk, UploadPart(attachment, token, MAX_PARTS, bytes(CHUNK_LIMIT)))


def test_a_whole_upload_takes_no_more_parts(desk: Desk) -> None:
    attachment, token = begin(desk)
    assert put(desk, UploadPart(attachment, token, 0, bytes(encrypted_size(1))))
    with pytest.raises(NotFoundError):
        put(desk, UploadPart(attachment, token, 0, bytes(encrypted_size(1))))


def test_a_missing_part_keeps_an_upload_from_being_whole(desk: Desk) -> None:
    attachment, token = begin(desk)
    last = encrypted_size(2 * CHUNK_LIMIT) - 2 * CHUNK_LIMIT
    with pytest.raises(ConflictError):
        put(desk, UploadPart(attachment, token, 2, bytes(last)))


def test_an_unfinished_upload_cannot_be_sent(desk: Desk) -> None:
    report = desk.office.new_report()
    attachment, token = begin(desk)
    with pytest.raises(NotFoundError):
        desk.send(message(claims=(UploadClaim(attachment, sha256(token)),)), report.name)
    assert len(desk.open(report.name).messages) == 1


def test_reading_marks_are_the_officers_own(desk: Desk) -> None:
    report = desk.office.new_report()
    now = desk.office.clock.now()
    desk.work.mark_read(desk.office.actor(), report.name, [("reporter", 1)], now=now)
    [mine] = desk.work.inbox(desk.office.actor(), None, now=now).rows
    [hers] = desk.work.inbox(desk.office.actor(COLLEAGUE), None, now=now).rows
    assert mine.read == mine.newest == {"reporter": 1}
    assert hers.read == {}


@pytest.mark.parametrize("mark", [("reporter", 2), (RECEIVER, 1), ("61.08/nobody", 1)])
def test_what_does_not_exist_cannot_be_marked_read(desk: Desk, mark: tuple[str, int]) -> None:
    report = desk.office.new_report()
    with pytest.raises(NotFoundError):
        desk.work.mark_read(desk.office.actor(), report.name, [mark], now=desk.office.clock.now())


def every_act(desk: Desk, report: SealedReport) -> dict[str, Callable[[], object]]:
    office = desk.office
    actor, now = office.actor(), office.clock.now()
    wanted = AttachmentId(from_b64url(report.attachments[0].id))
    return {
        "inbox-read": lambda: desk.work.inbox(actor, None, now=now),
        "case-read": lambda: desk.open(report.name),
        "attachment-read": lambda: desk.work.attachment(actor, report.name, wanted, now=now),
        "message-sent": lambda: desk.send(message(), report.name),
        "status-changed": lambda: desk.send(message(seq=2, kind=Kind.STATUS, status=Status.RECEIVED), report.name),
        "marked-read": lambda: desk.work.mark_read(actor, report.name, [("reporter", 1)], now=now),
        "case-exported": lambda: desk.work.note_export(actor, report.name, now=now),
        "tags-changed": lambda: desk.work.change_tags(actor, report.name, SUPERVISORY, now=now),
        "attachment-sent": lambda: desk.upload(bytes(encrypted_size(CHUNK_LIMIT))),
    }


@pytest.mark.promise("P17")
def test_every_act_leaves_one_entry_with_its_name_and_nothing_secret(desk: Desk) -> None:
    report = desk.office.new_report(files=[b"x"])
    for action, act in every_act(desk, report).items():
        before = len(desk.acts())
        act()
        [entry] = desk.acts()[before:]
        assert entry["action"] == action
        assert entry.keys() <= {"type", "agency", "at", "officer", "action", "case", "detail"}
        assert entry.get("case", report.name.case) == report.name.case
        assert (
            entry.get("detail", "") in {"", "received", "matter_class", report.attachments[0].id}
            or action == "attachment-sent"
        )


@pytest.fixture
def full_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no entry be written, wherever it is written."""

    def refuse(*_: object) -> None:
        raise ConflictError("no room")

    for module in ("audit", "cases", "uploads"):
        monkeypatch.setattr(f"wbs.store.{module}.append_entry", refuse)


@pytest.mark.promise("P17")
def test_an_act_that_cannot_be_entered_does_not_happen(desk: Desk, request: pytest.FixtureRequest) -> None:
    report = desk.office.new_report(files=[b"x"])
    acts = every_act(desk, report)
    request.getfixturevalue("full_log")
    for act in acts.values():
        with pytest.raises(ConflictError):
            act()
    page = desk.office.store.cases.inbox(desk.office.actor().reader_keys, desk.office.actor().name, None)
    assert page.rows[0].read == {}
    assert page.rows[0].newest == {"reporter": 1}


@pytest.mark.promise("P17")
def test_a_file_whose_sending_cannot_be_entered_does_not_become_whole(
    desk: Desk, request: pytest.FixtureRequest
) -> None:
    data, name, token = bytes(encrypted_size(1)), AttachmentId(random_bytes(16)), random_bytes(32)
    today = desk.office.clock.today()
    desk.work.begin_upload(desk.office.actor(), name, token, len(data), today=today)
    part = UploadPart(name, token, 0, data)
    request.getfixturevalue("full_log")
    with pytest.raises(ConflictError):
        desk.work.add_part(desk.office.actor(), part, now=desk.office.clock.now(), today=today)
    pending = desk.office.store.cases.pending_upload(name, sha256(token))
    assert pending is not None
    assert pending.length is None


def test_messages_are_dated_by_the_day_in_the_one_zone(desk: Desk) -> None:
    report = desk.office.new_report()
    desk.office.clock.time = desk.office.clock.time.replace(hour=18)
    desk.send(message(), report.name)
    [stored] = own_messages(desk, report)
    assert stored.day == desk.office.clock.now().date() + timedelta(days=1)


def test_bytes_of_parts_do_not_show_when_printed() -> None:
    part = UploadPart(AttachmentId(bytes(16)), b"token" * 8, 0, b"content")
    assert "token" not in repr(part).replace("token_hash", "")
    assert "content" not in repr(part)
    assert b64url(bytes(16)) not in repr(replace(part, number=1))
