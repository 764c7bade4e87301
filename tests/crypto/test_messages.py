"""What a message must look like before anything is signed or believed."""

import msgspec
import pytest

from tests import cast
from wbs.crypto.encoding import b64
from wbs.crypto.messages import (
    IDENTITY_FILE_BYTES,
    IDENTITY_PLAINTEXT_BYTES,
    MAX_ATTACHMENTS,
    Attachment,
    Consent,
    ConsentAnswer,
    Kind,
    Message,
    Proposal,
    Purpose,
    RemovedBody,
    SealedBy,
    Status,
    StatusBody,
    TextBody,
    check_message,
    digest_of,
)
from wbs.crypto.records import DirectoryName, Head, ReaderRef
from wbs.crypto.report import Intake, IntakeChannel, ReportBody, title_of
from wbs.crypto.shape import check
from wbs.errors import FormatError

DIGEST = "A" * 42 + "E"
OFFICER = ReaderRef(agency="61.08", reader="penerima-01")
REPORT = Message(
    case="a" * 52,
    epoch=1,
    record=DIGEST,
    author="reporter",
    seq=1,
    seen=[],
    kind=Kind.REPORT,
    sealed_by=SealedBy.BROWSER,
    body=cast.a_report(),
    attachments=[],
    summary=DIGEST,
    identity=b64(bytes(IDENTITY_FILE_BYTES)),
    directory=DirectoryName(agency="61.08", version=1, digest=DIGEST),
)
REPLY = msgspec.structs.replace(
    REPORT,
    author=OFFICER,
    kind=Kind.MESSAGE,
    body=TextBody(text="Baik."),
    summary=msgspec.UNSET,
    identity=msgspec.UNSET,
    seen=[Head(author="reporter", seq=1, digest=DIGEST)],
)


def changed(message: Message, **changes: object) -> Message:
    return msgspec.structs.replace(message, **changes)


def an_attachment(number: int) -> Attachment:
    return Attachment(id="A" * 20 + f"{number:d}A", key=DIGEST, name="foto.jpg", media_type="image/jpeg", size=1)


@pytest.mark.parametrize("message", [REPORT, REPLY, changed(REPLY, seq=2, previous=DIGEST)])
def test_a_message_as_it_should_be_passes(message: Message) -> None:
    assert check(check_message(message)) == message


@pytest.mark.parametrize(
    "message",
    [
        changed(REPORT, body=TextBody(text="x")),
        changed(REPLY, body=cast.a_report()),
        changed(REPLY, kind=Kind.STATUS),
        changed(REPLY, body=StatusBody(status=Status.CLOSED)),
        changed(REPLY, body=RemovedBody(digests=[DIGEST], reason="x")),
    ],
)
def test_kind_and_body_agree(message: Message) -> None:
    with pytest.raises(FormatError):
        check_message(message)


@pytest.mark.parametrize(
    "message",
    [
        changed(REPORT, author=OFFICER),
        changed(REPORT, seq=2, previous=DIGEST),
        changed(REPORT, kind=Kind.MESSAGE, body=TextBody(text="x")),
        changed(REPLY, author="reporter", seen=[]),
    ],
)
def test_a_report_is_the_reporters_first_message_and_only_that(message: Message) -> None:
    with pytest.raises(FormatError):
        check_message(message)


@pytest.mark.parametrize(
    "message", [changed(REPLY, previous=DIGEST), changed(REPLY, seq=2), changed(REPORT, previous=DIGEST)]
)
def test_only_a_first_message_follows_from_none(message: Message) -> None:
    with pytest.raises(FormatError):
        check_message(message)


@pytest.mark.parametrize(
    "message",
    [
        changed(REPORT, summary=msgspec.UNSET),
        changed(REPORT, identity=msgspec.UNSET),
        changed(REPORT, identity=msgspec.UNSET, summary=msgspec.UNSET),
        changed(REPLY, summary=DIGEST),
        changed(REPLY, identity=REPORT.identity),
    ],
)
def test_summary_and_identity_stand_in_the_report_always_and_only(message: Message) -> None:
    with pytest.raises(FormatError):
        check_message(message)


def test_a_status_is_for_officers_to_say() -> None:
    status = StatusBody(status=Status.CLOSED)
    check_message(changed(REPLY, kind=Kind.STATUS, body=status))
    with pytest.raises(FormatError):
        check_message(changed(REPLY, author="reporter", seq=2, previous=DIGEST, seen=[], kind=Kind.STATUS, body=status))


def test_a_status_says_days_that_there_are() -> None:
    step = StatusBody(status=Status.POSTPONED, reason="expert", until="2028-02-29")
    told = changed(REPLY, kind=Kind.STATUS, body=step)
    assert check(check_message(told)) == told
    with pytest.raises(FormatError):
        check_message(changed(told, body=msgspec.structs.replace(step, until="2027-02-29")))


def test_a_report_that_was_taken_down_says_a_day_that_there_is() -> None:
    for day, exists in (("2028-02-29", True), ("2027-02-29", False), ("2026-99-99", False)):
        intake = Intake(channel=IntakeChannel.LETTER, received=day)
        message = changed(REPORT, body=cast.a_report(intake=intake))
        if exists:
            assert check_message(message) == message
        else:
            with pytest.raises(FormatError):
                check_message(message)


def test_only_a_reporter_objects() -> None:
    objection = TextBody(text="Saya keberatan.", purpose=Purpose.OBJECTION)
    check_message(changed(REPLY, author="reporter", seq=2, previous=DIGEST, seen=[], body=objection))
    with pytest.raises(FormatError):
        check_message(changed(REPLY, body=objection))


@pytest.mark.parametrize(
    "seen",
    [
        [Head(author=OFFICER, seq=1, digest=DIGEST)],
        [Head(author="reporter", seq=1, digest=DIGEST), Head(author="reporter", seq=2, digest=DIGEST)],
        [
            Head(author="reporter", seq=1, digest=DIGEST),
            Head(author=ReaderRef(agency="61", reader="a"), seq=1, digest=DIGEST),
        ],
    ],
)
def test_what_an_author_has_seen_names_every_other_author_once_in_order(seen: list[Head]) -> None:
    with pytest.raises(FormatError):
        check_message(changed(REPLY, seen=seen))


def test_an_attachment_stands_once() -> None:
    check_message(changed(REPLY, attachments=[an_attachment(1), an_attachment(2)]))
    with pytest.raises(FormatError):
        check_message(changed(REPLY, attachments=[an_attachment(1), an_attachment(1)]))


def test_a_message_has_at_most_ten_attachments() -> None:
    check(changed(REPLY, attachments=[an_attachment(1)] * MAX_ATTACHMENTS))
    with pytest.raises(FormatError):
        check(changed(REPLY, attachments=[an_attachment(1)] * (MAX_ATTACHMENTS + 1)))


def test_an_identity_is_4096_bytes_sealed() -> None:
    assert IDENTITY_PLAINTEXT_BYTES == 2437
    for size in (4095, 4097, 4099):
        with pytest.raises(FormatError):
            check(changed(REPORT, identity=b64(bytes(size))))


def test_sealed_bytes_are_named_by_their_hash() -> None:
    assert digest_of(b"") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Angka berbeda.", "Angka berbeda."),
        ("  dua\n\nbaris\t teks ", "dua baris teks"),
        ("x" * 100, "x" * 80),
        ("x" * 79 + " y", "x" * 79),
        ("\U0001f512" * 100, "\U0001f512" * 80),
        ("  \n", ""),
    ],
)
def test_a_title_is_the_first_eighty_characters_in_one_line(text: str, title: str) -> None:
    assert title_of(text) == title


def test_what_who_where_and_when_are_always_there() -> None:
    required = {field.name for field in msgspec.structs.fields(ReportBody) if field.required}
    assert required == {"title", "what", "accused", "rank", "where", "when", "category"}


PROPOSAL = Proposal(title="Jalan rusak", content="Jalan desa rusak sejak Januari.")
ANSWER = ConsentAnswer(asked=DIGEST, given=Consent.YES)
OWN = changed(REPLY, author="reporter", seq=2, previous=DIGEST, seen=[])


def test_officers_propose_and_the_reporter_answers() -> None:
    proposing = changed(REPLY, body=TextBody(text="Setuju?", proposal=PROPOSAL))
    answering = changed(OWN, body=TextBody(text="Setuju.", answer=ANSWER))
    assert check_message(proposing) == proposing
    assert check_message(answering) == answering
    for forged in (changed(OWN, body=proposing.body), changed(REPLY, body=answering.body)):
        with pytest.raises(FormatError, match="propose"):
            check_message(forged)


@pytest.mark.parametrize(
    "message", [changed(REPLY, body=TextBody(proposal=PROPOSAL)), changed(OWN, body=TextBody(answer=ANSWER))]
)
def test_a_proposal_and_an_answer_say_in_words_what_they_are(message: Message) -> None:
    with pytest.raises(FormatError, match="words"):
        check_message(message)
