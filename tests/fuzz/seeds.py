"""Good inputs, made from the vectors and from what tests of the portal send: where the search for bad ones begins."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from tests.authenticator import Authenticator
from tests.crypto.scenario import Scenario, decode, load, whole_input
from tests.files.mutating import good_files
from tests.quarters import published as quarters
from wbs import investigator
from wbs.cases.figures.cube import count_stays
from wbs.cases.figures.documents import write_counts
from wbs.cases.rules.documents import default_rules
from wbs.crypto import age, bulk, padding
from wbs.crypto.approval import Approval
from wbs.crypto.asking import IdentityAnswer, IdentityRequest
from wbs.crypto.compose import recipient
from wbs.crypto.directory import Agencies, Directory, Roots, parse_day
from wbs.crypto.encoding import utf8
from wbs.crypto.enrolment import Enrolment
from wbs.crypto.entries import InsideEntry
from wbs.crypto.identity import Identity
from wbs.crypto.inside import InsideKey
from wbs.crypto.keys import OfficerSecret, ReaderPrivateKey, ReporterSigningKey
from wbs.crypto.messages import Grant, Message, PreviousKey, Summary
from wbs.crypto.parcel import Complaint, ParcelAnswer
from wbs.crypto.primitives import bulk_encryptor, chacha_encrypt
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import AccessRecord, EpochRecord
from wbs.crypto.retraction import Retraction
from wbs.crypto.seal import seal
from wbs.crypto.shape import Document, parse, serialise, tag_of
from wbs.crypto.signin import WrappedSecret
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import DocumentSet, TrustBook, verify_documents
from wbs.errors import RefusedError
from wbs.portal.tickets import KeptFile, Look, ReportTicket
from wbs.web.shapes import Request

AGENCY, ABOVE = "61.08", "61"
BOUNDARY = b"b"
STREAM_KEY = bytes(32)
SHAPES: tuple[type[Document], ...] = (
    *(AccessRecord, Agencies, Approval, Complaint, Directory, Enrolment, EpochRecord, Grant, Identity, IdentityAnswer),
    *(IdentityRequest, InsideEntry, InsideKey, Message, ParcelAnswer, PreviousKey, Retraction, Roots, Summary),
    WrappedSecret,
)
_SHAPE_MODULES = sorted(
    [f"wbs.investigator.{path.stem}" for path in Path(investigator.__file__).parent.glob("*shapes.py")]
    + ["wbs.portal.api.shapes"]
)
REQUESTS: tuple[type[Request], ...] = tuple(
    one
    for name in _SHAPE_MODULES
    for one in vars(import_module(name)).values()
    if isinstance(one, type) and issubclass(one, Request) and one.__module__ == name
)
"""Everything that both applications read as JSON."""
_SEED = bytes(range(32))
REPORTER_KEY = ReporterSigningKey(_SEED)
VERIFY_KEY = OfficerSecret(_SEED).signing_key.public.text
AGE_KEY = ReaderPrivateKey(_SEED).unsafe_text()


@cache
def _vectors() -> Mapping[str, Scenario]:
    return load()


@cache
def _world() -> Mapping[str, Any]:
    return whole_input(_vectors()["trust/whole"], _vectors())


ANCHOR = "dznjzgiOzirwxsx8FBoDZbCnzb5mwya2NorQvxD3lxg"
"""Of the vectors' installation (tests/vectors/trust/whole.txt)."""


def _of(operation: str) -> list[Scenario]:
    return [one for one in _vectors().values() if one.operation == operation]


def inputs(operation: str, member: str) -> Iterator[bytes]:
    """Give one member of the input of every vector of an operation, texts as their bytes."""
    for one in _of(operation):
        if member in one.input:
            yield one.input[member].encode("utf-8", "surrogatepass")


def _decoded(operation: str, member: str) -> Iterator[bytes]:
    return (decode(text.decode()) for text in inputs(operation, member))


@cache
def book() -> TrustBook:
    """Give the vectors' installation as the records' vectors know it."""
    given = whole_input(_vectors()["records/whole"], _vectors())
    roots, directories = (
        {code: list(map(decode, chain)) for code, chain in given[kind].items()} for kind in ("roots", "directories")
    )
    return verify_documents(DocumentSet(roots, directories, list(map(decode, given["agencies"]))), given["anchor"])


def ages() -> Iterable[bytes]:
    """Age files of the vectors, and some sealed to the key that the target holds."""
    yield from _decoded("age.check", "file")
    yield from _decoded("age.unseal", "file")
    key = ReaderPrivateKey.parse(AGE_KEY).public
    for size in (0, 1, 5000):
        yield seal(key, padding.pad(bytes(size)))


def streams() -> Iterable[bytes]:
    """Payloads of one and of two chunks, and some whose end is missing."""
    for size in (0, 1, 70_000):
        writer = age.StreamWriter(STREAM_KEY)
        whole = writer.update(bytes(size)) + writer.finalize()
        yield from (whole, whole[:-1], whole[: age.SEALED_CHUNK_BYTES])
    yield chacha_encrypt(STREAM_KEY, bytes(12), b"not the last")


def attachments() -> Iterable[bytes]:
    """Files in the vectors' storage form behind a size."""
    for one in _vectors().values():
        if one.operation == "attachment.decrypt" and one.input["size"] < 1 << 24:
            yield one.input["size"].to_bytes(3, "big") + decode(one.input["file"])
    for size in (0, 5, 20_000):
        cipher = bulk_encryptor(bytes(bulk.KEY_BYTES), bulk.context_of(bytes(bulk.ATTACHMENT_ID_BYTES)))
        yield size.to_bytes(3, "big") + cipher.update(bytes(padding.padme(size))) + cipher.finalize()


def paddings() -> Iterable[bytes]:
    """Padded documents."""
    yield from _decoded("padding.unpad", "padded")


def _payloads() -> Iterator[bytes]:
    for envelope in envelopes():
        try:
            yield Unverified(envelope).payload
        except RefusedError:
            continue


def _shaped() -> Iterator[tuple[int, bytes]]:
    found = [*_decoded("json.parse", "data"), *_payloads()]
    for data in found:
        for place, shape in enumerate(SHAPES):
            if tag_of(shape).encode() in data:
                yield place, data


def documents() -> Iterable[bytes]:
    """Every document of the vectors behind the number of its shape."""
    return [bytes([place]) + data for place, data in _shaped()]


def messages() -> Iterable[bytes]:
    """Reports, messages and summaries."""
    return [data for place, data in _shaped() if SHAPES[place] in {Message, Summary}]


def requests() -> Iterable[bytes]:
    """One small request of every kind, as its shape describes it."""
    for place, shape in enumerate(REQUESTS):
        schemas, components = msgspec.json.schema_components([shape], ref_template="{name}")
        del schemas
        yield bytes([place]) + json.dumps(_example(components[shape.__name__], components)).encode()


def _example(schema: Any, components: Mapping[str, Any]) -> Any:
    """Make something near a JSON schema: structure and types, not patterns."""
    if "$ref" in schema:
        return _example(components[schema["$ref"]], components)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], components)
    if "enum" in schema:
        return schema["enum"][0]
    simple = {"string": "AAAA", "integer": schema.get("minimum", 1), "boolean": True, "null": None}
    if schema.get("type") == "array":
        return [_example(schema["items"], components)] if "items" in schema else []
    if schema.get("type") == "object":
        return {name: _example(inner, components) for name, inner in schema.get("properties", {}).items()}
    return simple.get(schema.get("type", ""))


def envelopes() -> Iterable[bytes]:
    """Signed documents of every kind."""
    for operation, member in (
        ("dsse.verify", "envelope"),
        ("dsse.signers", "envelope"),
        ("enrolment.verify", "envelope"),
        ("retraction.verify", "retraction"),
        ("approval.verify", "approval"),
        ("parcel.verify", "parcel"),
    ):
        yield from _decoded(operation, member)
    yield from (decode(chain[0]) for chain in _world()["directories"].values())
    yield from (decode(chain[0]) for chain in _world()["roots"].values())
    yield from map(decode, _world()["agencies"])


def records() -> Iterable[bytes]:
    """Chains of records, one envelope on a line."""
    for one in _vectors().values():
        if one.operation == "records.verify" and "records" in one.input:
            yield b"\n".join(map(decode, one.input["records"]))


def first_records() -> Iterable[bytes]:
    """Payloads of first records under the reporter's key that the target signs with."""
    whole = decode(whole_input(_vectors()["records/whole"], _vectors())["records"][0])
    first = parse(Unverified(whole).payload, EpochRecord)
    keys = msgspec.structs.replace(first.reporter, verify_key=REPORTER_KEY.public.text)
    yield serialise(msgspec.structs.replace(first, reporter=keys))
    yield serialise(first)


def trust() -> Iterable[bytes]:
    """An installation with one agency: roots, directories, lists of agencies; all envelopes on lines."""
    world = _world()
    parts = (
        [world["roots"]["00"][0], *world["roots"][AGENCY]] if "00" in world["roots"] else world["roots"][AGENCY],
        world["directories"][AGENCY],
        world["agencies"],
    )
    yield b"\n\n".join(b"\n".join(map(decode, part)) for part in parts)


def rules() -> Iterable[bytes]:
    """The rules that hold before an agency has any of its own."""
    yield serialise(default_rules(AGENCY))


def counts() -> Iterable[bytes]:
    """What the nightly count writes."""
    day = parse_day("2026-11-20")
    yield write_counts(day, count_stays([], day, lambda first, last: (last - first).days))


def published() -> Iterable[bytes]:
    """Quarters of a busy agency, and of one too quiet to tell."""
    return [serialise(one) for count in (3, 120) for one in quarters(AGENCY, count)]


def notes() -> Iterable[bytes]:
    """Checkpoints with their cosignatures."""
    yield from inputs("audit.note", "text")


def proofs() -> Iterable[bytes]:
    """Proofs about the log's tree: where, of how many, a root, and the path."""
    for one in (whole_input(one, _vectors()) for one in _of("audit.inclusion")):
        numbers = b"".join((one[name] % 65536).to_bytes(2) for name in ("place", "size"))
        yield numbers + decode(one["root"]) + b"".join(map(decode, one["path"]))


def passkeys() -> Iterable[bytes]:
    """A new passkey for another site."""
    made = Authenticator().make(bytes(32))
    yield made.client_data + b"\n" + made.attestation_object


def receipts() -> Iterable[bytes]:
    """Receipts as people type them."""
    yield from inputs("receipt.parse", "text")
    yield utf8(" ".join(Receipt(bytes(16)).unsafe_words()))


def texts() -> Iterable[bytes]:
    """Keys, bytes as text, shares, days, authors, onion addresses."""
    for operation in ("keys.hybrid-public", "keys.verify", "encoding.base64", "encoding.base64url"):
        yield from inputs(operation, "text")
    yield utf8(recipient(AGENCY, "penerima-01", ReaderPrivateKey(_SEED).public).key.text)
    yield from (b"2026-11-22", b"2024-02-29", b"61.08/penerima-01", b"reporter", b"descriptor:x25519:" + b"A" * 52)
    yield b"2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
    yield b"duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband"


def content_types() -> Iterable[bytes]:
    """Announcements of forms, and names of files."""
    yield from (b"multipart/form-data; boundary=b", b'multipart/form-data; boundary="a b c"', b"text/plain; charset=x")
    yield from (b"foto%22.jpg", b"..\\..\\x.pdf", "foto\u202egpj.exe".encode())


def multiparts() -> Iterable[bytes]:
    """Forms as browsers write them."""
    text = b'--b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
    fields = b"".join(text % pair for pair in ((b"ticket", b"x"), (b"agency", b"61.08"), (b"what", b"a\r\nb")))
    file = b'--b\r\nContent-Disposition: form-data; name="files"; filename="%b"\r\nContent-Type: a/b\r\n\r\n%b\r\n'
    yield fields + b"--b--\r\n"
    yield fields + file % (b"a.txt", b"x\r\n--c") + file % (b"", b"") + b"--b--\r\n"


def forms() -> Iterable[bytes]:
    """Whole posts behind their content type."""
    yield from (b"multipart/form-data; boundary=b\n" + one for one in multiparts())
    yield b"application/x-www-form-urlencoded\nticket=x&agency=61.08&what=a%20b%C3%A9&who="


def lengths() -> Iterable[bytes]:
    """Announced lengths before a body."""
    yield from (b"5\nhello", b"0\n", b"9999999\nx", b"-1\nx", "\u0661\nx".encode())


def tickets() -> Iterable[bytes]:
    """What lies in a ticket."""
    file = KeptFile(bytes(16), bytes(32), "a.jpg", "image/jpeg", 5, bytes(32), Look("part", (("gps", "1,2"),)))
    yield msgspec.msgpack.encode(ReportTicket(bytes(16), (file,)))


def files() -> Iterable[bytes]:
    """Pictures, documents, films and archives of the vectors."""
    return [file for file in good_files() if len(file) <= 1 << 16]


def configurations() -> Iterable[bytes]:
    """Settings, one on a line."""
    yield b"WBS_PORTAL_BIND=127.0.0.1:8000\nWBS_PORTAL_HOSTS=a.id,b.id\nWBS_PORTAL_ORIGIN=https://a.id"
    yield b"WBS_PORTAL_FILE_LIMITS=32.73=524288000,*=1073741824\nWBS_PORTAL_ONION=1"
    yield b"WBS_INVESTIGATOR_BIND=[::1]:8001\nWBS_INVESTIGATOR_HTTPS=1"
    yield b"WBS_PORTAL_EXIT=https://example.id\nWBS_DATABASE_URL=postgresql://x\nWBS_PORTAL_CASES_PER_DAY=4"
