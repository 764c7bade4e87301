"""One target for each parser of ours: takes any bytes, and lets nothing out but what the parser declares.

A target says what must hold of whatever is accepted, too: mostly that it has one spelling, or that the same bytes cut
in other pieces mean the same. Input is given as bytes; parsers of text get it decoded, strange characters and all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import msgspec

from tests.fuzz import seeds
from wbs.cases.figures.documents import read_counts
from wbs.cases.figures.published import parse_published
from wbs.cases.rules.documents import parse_rules
from wbs.clock import SystemClock
from wbs.config import InvestigatorConfig, PortalConfig
from wbs.crypto import age, bulk, padding
from wbs.crypto.checkpoint import note_text, parse_note
from wbs.crypto.directory import INSTALLATION, parse_day
from wbs.crypto.encoding import b64, b64url, bech32_decode, from_b64, from_b64_unpadded, from_b64url
from wbs.crypto.keys import CasePublicKey, OfficerVerifyKey, ReaderPrivateKey
from wbs.crypto.merkle import verify_consistency, verify_inclusion
from wbs.crypto.messages import Message, Summary
from wbs.crypto.onion import ClientPublicKey, parse_address
from wbs.crypto.passkeys import Attestation, Site, challenge_of, verify_attestation
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import EpochRecord, parse_author, peek_case_id, verify_chain
from wbs.crypto.root_key import verify_card
from wbs.crypto.shape import decoder_of, parse, serialise, tag_of
from wbs.crypto.shares import threshold_of
from wbs.crypto.signing import Unverified, sign_payload
from wbs.crypto.trust import DocumentSet, verify_documents
from wbs.crypto.unseal import unseal, unseal_document
from wbs.errors import RefusedError, WbsError
from wbs.files.inspection import inspect
from wbs.portal.forms import FormShape, Problem, read_form
from wbs.portal.multipart import PartStart, boundary_of, is_multipart, read_parts
from wbs.portal.report_form import REPORT_SHAPE
from wbs.portal.text import clean_media_type, clean_name, clean_text
from wbs.portal.tickets import ReportTicket
from wbs.web.bodies import Body

Parser = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Target:
    """A parser, and inputs to start from."""

    parser: Parser
    seeds: Callable[[], Iterable[bytes]]
    largest: int = 1 << 14
    """Longest input that is tried, in bytes."""

    def run(self, data: bytes) -> bool:
        """Try one input; True if it was accepted. Whatever is raised here is a finding."""
        try:
            self.parser(data)
        except WbsError:
            return False
        return True


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="surrogateescape")


def _pieces(data: bytes) -> list[bytes]:
    """Cut bytes into pieces, by what stands in them: the same bytes are always cut alike."""
    step = 1 + (data[0] if data else 0) % 41
    return [data[at : at + step] for at in range(0, len(data), step)]


# --- age and attachments


def _age_header(data: bytes) -> None:
    header = age.parse_header(data)
    again = header.covered + b" " + age.b64_unpadded(header.mac).encode() + b"\n"
    assert data[: header.size] == again, "a header of two spellings"


def _age_check(data: bytes) -> None:
    size = age.check_sealed(data)
    assert age.sealed_size(size) == len(data)
    age.parse_hybrid_stanza(age.parse_header(data).stanza)


def _age_open(data: bytes) -> None:
    key = ReaderPrivateKey.parse(seeds.AGE_KEY)
    plain = unseal(key, data)
    assert age.check_sealed(data) == len(plain), "opened, though a server would have refused it"
    padding.pad(unseal_document(key, data))


def _age_stream(data: bytes) -> None:
    whole, cut = age.StreamReader(seeds.STREAM_KEY), age.StreamReader(seeds.STREAM_KEY)
    told: list[bytes | str] = []
    for reader, pieces in ((whole, [data]), (cut, _pieces(data))):
        try:
            told.append(b"".join([*map(reader.update, pieces), reader.finalize()]))
        except RefusedError as error:
            told.append(type(error).__name__)
    assert told[0] == told[1], "cut in pieces it means something else"


def _attachment(data: bytes) -> None:
    size = int.from_bytes(data[:3], "big")
    reader = bulk.AttachmentReader(bytes(16), bytes(32), size)
    content = b"".join([*map(reader.update, _pieces(data[3:])), reader.finalize()])
    assert len(content) == size


def _unpad(data: bytes) -> None:
    assert padding.pad(padding.unpad(data)) == data, "padding of two spellings"


# --- documents


def _document(data: bytes) -> None:
    shape = seeds.SHAPES[(data[0] if data else 0) % len(seeds.SHAPES)]
    assert serialise(parse(data[1:], shape)) == data[1:], "a document of two spellings"


def _report(data: bytes) -> None:
    message = parse(data, Message)
    assert message.body is not None
    parse(data, Message)


def _request(data: bytes) -> None:
    """As `wbs.web.wire.read_request` reads it, without a request around it."""
    shape = seeds.REQUESTS[(data[0] if data else 0) % len(seeds.REQUESTS)]
    try:
        decoder_of(shape).decode(data[1:])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return


def _envelope(data: bytes) -> None:
    unverified = Unverified(data)
    unverified.signers(frozenset({OfficerVerifyKey.parse(seeds.VERIFY_KEY)}))
    for shape in seeds.SHAPES:
        try:
            unverified.unsafe_peek(shape)
        except RefusedError:
            continue


def _records(data: bytes) -> None:
    verify_chain(data.split(b"\n"), seeds.book())


def _first_record(data: bytes) -> None:
    """The payload is the reporter's own: whoever reports may sign anything at all."""
    envelope = sign_payload(data, tag_of(EpochRecord), seeds.REPORTER_KEY)
    peeked = _outcome(lambda: peek_case_id(envelope))
    chain = verify_chain([envelope], seeds.book())
    assert peeked == chain.case, "looked at, it is another case than verified"


def _outcome(make: Callable[[], str]) -> str:
    try:
        return make()
    except RefusedError:
        return ""


def _documents(data: bytes) -> None:
    roots, directories, agencies = [part.split(b"\n") for part in (data + b"\n\n\n\n").split(b"\n\n")[:3]]
    one = seeds.AGENCY
    verify_documents(
        DocumentSet({INSTALLATION: roots[:1], one: roots[1:]}, {one: directories}, agencies),
        seeds.ANCHOR,
    )


def _audit_note(data: bytes) -> None:
    checkpoint, cosignatures = parse_note(_text(data))
    assert parse_note(note_text(checkpoint, cosignatures)) == (checkpoint, cosignatures)


def _proof(data: bytes) -> None:
    place, size, root = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big"), data[4:36]
    path = [data[at : at + 32] for at in range(36, len(data), 32)]
    try:
        verify_inclusion(root, place, size, path, root)
    except WbsError:
        verify_consistency((place, root), (size, root), path)


def _passkey(data: bytes) -> None:
    client, _, attestation = data.partition(b"\n")
    _outcome(lambda: challenge_of(client).hex())
    site = Site("example.id", "https://example.id")
    verify_attestation(Attestation(b64url(data[:16]), client, attestation), bytes(32), site)


# --- short texts


def _receipt(data: bytes) -> None:
    receipt = Receipt.parse(_text(data))
    words = " ".join(receipt.unsafe_words())
    assert Receipt.parse(words).unsafe_secret() == receipt.unsafe_secret()


def _texts(data: bytes) -> None:
    """Everything that stands in one short text, whichever it is."""
    text = _text(data)
    for read in _SHORT:
        try:
            again = read(text)
        except WbsError:
            continue
        assert again is None or again == text, f"{read.__name__} takes two spellings"


def _b64(text: str) -> str:
    return b64(from_b64(text))


def _b64url(text: str) -> str:
    return b64url(from_b64url(text))


def _b64_unpadded(text: str) -> str:
    return age.b64_unpadded(from_b64_unpadded(text))


def _bech32(text: str) -> None:
    bech32_decode("age1pq", text)


def _hybrid_key(text: str) -> str:
    return CasePublicKey.parse(text).text


def _verify_key(text: str) -> str:
    return OfficerVerifyKey.parse(text).text


def _client_key(text: str) -> None:
    line = ClientPublicKey.parse(text).line
    assert ClientPublicKey.parse_line(line).line == line


def _author(text: str) -> None:
    parse_author(text)


def _day(text: str) -> str:
    found: date = parse_day(text)
    return found.isoformat()


def _share(text: str) -> None:
    threshold_of(text)


_SHORT: tuple[Callable[[str], str | None], ...] = (
    *(_b64, _b64url, _b64_unpadded, _bech32, _hybrid_key, _verify_key),
    *(parse_address, _client_key, _author, _day, _share),
)


# --- what browsers send


def _content_type(data: bytes) -> None:
    text = _text(data)
    if is_multipart(text):
        assert 1 <= len(boundary_of(text)) <= 70
    clean_media_type(data)
    assert 0 < len(clean_name(data)) <= 255
    clean_text(data.decode("utf-8", errors="replace"))


def _multipart(data: bytes) -> None:
    told = [_parts([data]), _parts(_pieces(data))]
    assert told[0] == told[1], "cut in pieces it means something else"


def _parts(pieces: list[bytes]) -> list[object]:
    found: list[object] = []
    try:
        for event in read_parts(pieces, seeds.BOUNDARY):
            if isinstance(event, PartStart) or not isinstance(event, bytes):
                found.append(event)
            elif found and isinstance(found[-1], bytes):
                found[-1] += event
            else:
                found.append(event)
    except RefusedError as error:
        # What was given out before a body broke differs by where it was cut; that it broke does not.
        return [type(error).__name__]
    return found


def _form(data: bytes) -> None:
    kind, _, body = data.partition(b"\n")
    submission = read_form(_body(body, str(len(body))), kind.decode("latin-1"), _WITHOUT_FILES)
    if submission.problem is None:
        assert set(submission.fields) <= set(REPORT_SHAPE.limits)
    assert submission.problem is None or isinstance(submission.problem, Problem)


_WITHOUT_FILES = FormShape(REPORT_SHAPE.limits, repeated=REPORT_SHAPE.repeated)


def _length(data: bytes) -> None:
    announced, _, body = data.partition(b"\n")
    assert len(_body(body, announced.decode("latin-1")).read(1 << 16)) <= len(body)


def _body(body: bytes, announced: str) -> Body:
    return Body({"CONTENT_LENGTH": announced, "wsgi.input": BytesIO(body)}, SystemClock())


def _ticket(data: bytes) -> None:
    """What a ticket holds, as if its key were known: the portal reads nothing else of a stranger's ticket."""
    try:
        ticket = msgspec.msgpack.decode(data, type=ReportTicket)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    assert isinstance(ticket.value, bytes)


# --- files


def _file(data: bytes) -> None:
    """Never refuses, whatever it is; and finds in a first part nothing that the whole does not hold."""
    whole = inspect(data)
    assert whole == inspect(data), "two looks, two findings"
    inspect(data[: len(data) // 2], len(data), data[-len(data) // 4 :])


# --- what operators and officials write


def _configuration(data: bytes) -> None:
    environment = dict(line.split("=", 1) for line in _text(data).splitlines() if "=" in line)
    environment = {name: value for name, value in environment.items() if "\0" not in value}
    environment["WBS_DATA"] = str(Path("/nonexistent"))
    for config in (PortalConfig, InvestigatorConfig):
        try:
            config.from_environment(environment)
        except WbsError:
            continue


TARGETS: dict[str, Target] = {
    "age-header": Target(_age_header, seeds.ages),
    "age-check": Target(_age_check, seeds.ages),
    "age-open": Target(_age_open, seeds.ages),
    "age-stream": Target(_age_stream, seeds.streams, largest=1 << 17),
    "attachment": Target(_attachment, seeds.attachments, largest=1 << 15),
    "padding": Target(_unpad, seeds.paddings),
    "document": Target(_document, seeds.documents),
    "message": Target(_report, seeds.messages),
    "summary": Target(lambda data: parse(data, Summary), seeds.messages),
    "request": Target(_request, seeds.requests),
    "envelope": Target(_envelope, seeds.envelopes),
    "records": Target(_records, seeds.records, largest=1 << 16),
    "first-record": Target(_first_record, seeds.first_records, largest=1 << 15),
    "trust": Target(_documents, seeds.trust, largest=1 << 17),
    "root-card": Target(verify_card, seeds.envelopes),
    "rules": Target(lambda data: parse_rules(data, seeds.AGENCY), seeds.rules),
    "counts": Target(read_counts, seeds.counts),
    "published": Target(parse_published, seeds.published),
    "audit-note": Target(_audit_note, seeds.notes),
    "proof": Target(_proof, seeds.proofs),
    "passkey": Target(_passkey, seeds.passkeys),
    "receipt": Target(_receipt, seeds.receipts),
    "texts": Target(_texts, seeds.texts, largest=4096),
    "content-type": Target(_content_type, seeds.content_types, largest=4096),
    "multipart": Target(_multipart, seeds.multiparts),
    "form": Target(_form, seeds.forms),
    "length": Target(_length, seeds.lengths, largest=512),
    "ticket": Target(_ticket, seeds.tickets),
    "file": Target(_file, seeds.files, largest=1 << 16),
    "configuration": Target(_configuration, seeds.configurations, largest=2048),
}
"""Every parser by name."""


def every() -> Target:
    """Give all targets as one, chosen by the first byte; of each some short seeds."""
    order = sorted(TARGETS)

    def run(data: bytes) -> None:
        TARGETS[order[(data[0] if data else 0) % len(order)]].parser(data[1:])

    def begin() -> Iterable[bytes]:
        for place, name in enumerate(order):
            short = sorted(TARGETS[name].seeds(), key=len)[:_SHORT_SEEDS]
            yield from (bytes([place]) + data for data in short)

    return Target(run, begin)


_SHORT_SEEDS = 8
