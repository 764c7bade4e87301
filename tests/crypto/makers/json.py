"""Canonical JSON (docs/spec/json.md)."""

import json
from collections.abc import Iterator
from typing import Any

from tests.crypto.makers.kit import Area
from tests.crypto.scenario import Values, encode

_CASE = "a" * 51 + "q"
_DIGEST = "A" * 42 + "E"
_SUMMARY: dict[str, Any] = {
    "author": "reporter",
    "case": _CASE,
    "category": "procurement",
    "epoch": 1,
    "rank": "staff",
    "title": "Papan proyek",
    "type": "wbs-summary/v1",
}
_ACCESS: dict[str, Any] = {
    "add": {"agency": "61.08", "key": _DIGEST, "reader": "penelaah-01"},
    "author": {"agency": "61.08", "reader": "penerima-01"},
    "case": _CASE,
    "directories": [{"agency": "61.08", "digest": _DIGEST, "version": 1}],
    "epoch": 2,
    "previous": _DIGEST,
    "reason": "telaah",
    "record": _DIGEST,
    "type": "wbs-access/v1",
}


_KINDS = ("wbs-access/v1", "wbs-message/v1")


def canonical(value: object) -> bytes:
    """Write JSON as the specification says, by the standard library."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _summary(**changes: object) -> bytes:
    return canonical({**_SUMMARY, **changes})


def _access(**changes: object) -> bytes:
    return canonical({**_ACCESS, **changes})


def _message(body: bytes) -> bytes:
    place = {"directory": _ACCESS["directories"][0], "epoch": 1, "record": _DIGEST, "seen": [], "seq": 1}
    said = {"attachments": [], "author": "reporter", "body": {}, "case": _CASE, "kind": "message"}
    return canonical({**said, **place, "sealed_by": "cli", "type": "wbs-message/v1"}).replace(b"{}", body)


_REPORT_EXTRAS: dict[str, Any] = {
    "accommodation": "Pendamping",
    "accused": [{"name": "Fulan B.", "post": "Bendahara", "rank": "staff", "unit": "Dinas Sarana"}, {"unit": "UPT"}],
    "contact": {"address": "Jalan Semisal 1", "name": "S", "occupation": "Guru", "other": "s@x.id", "phone": "0812"},
    "danger": "Dimutasi",
    "evidence_held_by": "Bendahara",
    "how": "Nota ganda",
    "identity_mode": "named",
    "intake": {"channel": "sp4n-lapor", "received": "2026-11-20", "reference": "1234567"},
    "keep_from": "Kepala bidang",
    "loss": "Rp50 juta",
    "region": "61.08",
    "relation": "civil-servant",
    "reported_elsewhere": [{"channel": "SP4N-LAPOR!", "number": "1234567"}, {"channel": "Kejaksaan"}],
    "timing": "ongoing",
    "why": "Utang",
    "witnesses": "Dua orang",
}


def _report(**changes: object) -> bytes:
    body = {
        "accused": [{"unit": "Dinas Sarana"}],
        "category": "procurement",
        "rank": "staff",
        "title": "Papan proyek",
        "type": "wbs-report/v1",
        "what": "Angka berbeda.",
        "when": "2026",
        "where": "Ngabang",
    }
    return _message(canonical({**body, **changes}))


def _other_reports() -> Iterator[tuple[str, str, bytes]]:
    yield "report-mode", "an identity mode that is none", _report(identity_mode="secret")
    yield "report-relation", "a relation that is none", _report(relation="boss")
    yield "report-timing", "a time that is none", _report(timing="soon")
    yield "report-channel", "a channel that is none", _report(intake={"channel": "fax"})
    yield "report-no-channel", "an intake without its channel", _report(intake={"reference": "1"})
    yield "report-received", "a day in another form", _report(intake={"channel": "x", "received": "20-11-2026"})
    yield "report-contact", "a contact without a name", _report(contact={"phone": "0812"})
    yield "report-address", "an address of 301 characters", _report(contact={"address": "x" * 301, "name": "S"})
    yield "report-nobody", "nobody is reported", _report(accused=[])
    yield "report-crowd", "21 are reported", _report(accused=[{"unit": "x"}] * 21)


def _given(data: bytes, shape: str = "wbs-summary/v1") -> Values:
    return {"shape": shape, "data": encode(data)}


def make() -> Area:
    area = Area("json")
    for name, text, data in _accepted():
        comment = f'docs/spec/json.md "Canonical form": {text}'
        shape = next((kind for kind in _KINDS if kind.encode() in data), "wbs-summary/v1")
        area.accept(name, "json.parse", comment, _given(data, shape), {"data": encode(data)})
    for name, text, data in (
        *_other_spellings(),
        *_not_json(),
        *_other_shapes(),
        *_outside_limits(),
        *_other_reports(),
    ):
        comment = f'docs/spec/json.md "Refusals": {text}'
        shape = next((kind for kind in _KINDS if kind.encode() in data), "wbs-summary/v1")
        area.refuse("format", name, "json.parse", comment, _given(data, shape))
    for name, text, data in _other_versions():
        area.refuse("version", name, "json.parse", f'docs/spec/json.md "Versions": {text}', _given(data))
    return area


def _accepted() -> Iterator[tuple[str, str, bytes]]:
    yield "plain", "a document as it must be", _summary()
    yield "report-whole", "a report with every member", _report(**_REPORT_EXTRAS)
    yield "optional-member", "a member that may be left out is there", _summary(unit="Dinas Sarana")
    yield "largest-integer", "2^53-1 is the largest integer", _summary(epoch=2**53 - 1)
    yield "escapes", "quotation mark and backslash are escaped, the solidus is not", _summary(title='"\\/')
    yield "line-feed", "line feed and tab are written with their short escapes", _access(reason="a\n\tb")
    yield (
        "not-escaped",
        "U+0080, U+2028, U+FFFF and U+1F512 stand as they are",
        _summary(title="\x80\u2028\uffff\U0001f512"),
    )
    yield (
        "eighty-astral",
        "lengths count code points: 80 characters beyond the BMP fit",
        _summary(title="\U0001f512" * 80),
    )
    yield (
        "not-normalised",
        "text is not normalised: a letter and its combining mark stay two",
        _summary(title="e\u0301"),
    )
    yield "nested", "objects and arrays inside", _access()


def _other_spellings() -> Iterator[tuple[str, str, bytes]]:
    plain = _summary()
    yield "space", "a space after a comma", plain.replace(b',"case"', b', "case"')
    yield "line-feed-at-end", "a line feed after the document", plain + b"\n"
    yield (
        "unsorted",
        "names out of order",
        b'{"type":"wbs-summary/v1",' + plain[1:].replace(b',"type":"wbs-summary/v1"', b""),
    )
    yield "repeated-name", "a name twice with one value", plain.replace(b'"epoch":1', b'"epoch":1,"epoch":1')
    yield (
        "repeated-name-other-value",
        "a name twice: parsers disagree which counts",
        plain.replace(b'"epoch":1', b'"epoch":2,"epoch":1'),
    )
    yield "float", "1.0 for 1", plain.replace(b'"epoch":1', b'"epoch":1.0')
    yield "exponent", "1e0 for 1", plain.replace(b'"epoch":1', b'"epoch":1e0')
    yield "leading-zero", "01 for 1", plain.replace(b'"epoch":1', b'"epoch":01')
    yield "plus-sign", "+1 for 1", plain.replace(b'"epoch":1', b'"epoch":+1')
    yield "escaped-letter", "an escape where none is needed", plain.replace(b"Papan", b"\\u0050apan")
    yield "escaped-solidus", "an escaped solidus", plain.replace(b"Papan", b"\\/apan")
    yield (
        "escaped-astral",
        "a surrogate pair for a character",
        _summary(title="\U0001f512").replace("\U0001f512".encode(), b"\\ud83d\\udd12"),
    )
    yield "long-escape-line-feed", "the long escape of a line feed", _access(reason="a\nb").replace(b"\\n", b"\\u000a")
    yield "escaped-name", "an escape in a member's name", plain.replace(b'"epoch"', b'"\\u0065poch"')


def _not_json() -> Iterator[tuple[str, str, bytes]]:
    plain = _summary()
    yield "empty", "no bytes", b""
    yield "cut-off", "the last byte is missing", plain[:-1]
    yield "two-documents", "a second document behind the first", plain + plain
    yield "byte-order-mark", "a byte order mark", b"\xef\xbb\xbf" + plain
    yield "utf-16", "UTF-16", plain.decode().encode("utf-16-le")
    yield "invalid-utf-8", "a byte that UTF-8 does not know", plain.replace(b"Papan", b"\xffapan")
    yield "overlong-utf-8", "two bytes for a letter that needs one", plain.replace(b"Papan", b"\xc1\x90apan")
    yield "utf-8-surrogate", "a surrogate in UTF-8", plain.replace(b"Papan", b"\xed\xa0\x80apan")
    yield "lone-surrogate", "a lone surrogate by escape", plain.replace(b"Papan", b"\\ud800apan")
    yield (
        "lone-surrogate-in-name",
        "a lone surrogate in a member's name",
        plain.replace(b'"epoch":1', b'"epoch":1,"\\ud800":1'),
    )
    yield "comment", "a comment", plain.replace(b'"epoch"', b'/**/"epoch"')
    yield "trailing-comma", "a comma before the end", plain[:-1] + b",}"
    yield "not-a-number", "NaN", plain.replace(b'"epoch":1', b'"epoch":NaN')
    yield "deep", "nesting without end", b"[" * 20_000
    yield (
        "deep-in-body",
        "nesting without end where one of several kinds may stand",
        _message(b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}"),
    )
    yield "deep-type", "nesting without end in the type", b'{"type":' + b"[" * 20_000 + b"]" * 20_000 + b"}"
    newer = b'"type":"wbs-summary/v2"}'
    yield (
        "version-2-deep",
        "a newer version nested deeper than 32",
        b'{"a":' + b"[" * 33 + b"]" * 33 + b"," + newer,
    )
    yield "version-2-integer", "an integer above 2^53-1 in a newer version", b'{"a":9007199254740992,' + newer
    yield "version-2-infinite", "a number without end in a newer version", b'{"a":1e999,' + newer
    yield "version-2-surrogate", "a lone surrogate in a newer version", b'{"a":"\\ud800",' + newer
    yield "version-2-surrogate-name", "a lone surrogate in a name of a newer version", b'{"\\ud800":1,' + newer
    yield "raw-line-feed", "a line feed that is not escaped", _access(reason="a\nb").replace(b"\\n", b"\n")


def _other_shapes() -> Iterator[tuple[str, str, bytes]]:
    plain = _summary()
    yield "array", "an array instead of an object", b"[]"
    yield "null", "null", b"null"
    yield "unknown-member", "a member that nobody declared", _summary(zzz=1)
    yield "unknown-inner-member", "a member that nobody declared, inside", _access(add={**_ACCESS["add"], "until": 1})
    yield "prototype-member", "a member with a name that JavaScript knows", _summary(__proto__={})
    yield "missing-member", "a member is missing", plain.replace(b'"epoch":1,', b"")
    yield "null-for-absent", "null for a member that may be left out", _summary(unit=None)
    yield "other-type", "a document of another kind", _summary(type="wbs-grant/v1")
    yield "no-type", "no type", plain.replace(b',"type":"wbs-summary/v1"', b"")
    yield "version-with-zero", "a version that nobody would write", _summary(type="wbs-summary/v01")
    yield "version-without-number", "a version without number", _summary(type="wbs-summary/v")
    yield "type-with-line-feed", "a line feed behind the version", _summary(type="wbs-summary/v2\n")
    yield "type-not-a-string", "a type that is no string", _summary(type=1)
    yield "string-for-integer", "a string for an integer", _summary(epoch="1")
    yield "true-for-integer", "true for an integer", _summary(epoch=True)
    yield "integer-for-string", "an integer for a string", _summary(title=1)
    yield "unknown-word", "a category that is not on the list", _summary(category="x")
    yield "author-of-neither-kind", "an author who is neither the reporter nor an officer", _summary(author="officer")


def _outside_limits() -> Iterator[tuple[str, str, bytes]]:
    yield "zero-epoch", "an ordinal starts at 1", _summary(epoch=0)
    yield "negative", "no integer is negative", _summary(epoch=-1)
    yield "minus-zero", "minus zero", _summary().replace(b'"epoch":1', b'"epoch":-0')
    yield "integer-too-large", "2^53: JavaScript cannot tell it from 2^53+1", _summary(epoch=2**53)
    yield "integer-huge", "an integer of 400 digits", _summary().replace(b'"epoch":1', b'"epoch":1' + b"0" * 400)
    yield "empty-text", "text that must not be empty", _summary(title="")
    yield "eighty-one-letters", "one letter too many", _summary(title="x" * 81)
    yield "eighty-one-astral", "one character beyond the BMP too many", _summary(title="\U0001f512" * 81)
    yield "line-feed-in-line", "a line feed in one line of text", _summary(title="a\nb")
    yield "carriage-return", "a carriage return in text", _access(reason="a\r\nb")
    yield "nul", "a NUL in text", _access(reason="a\x00b")
    yield "delete", "a DEL in text", _access(reason="a\x7fb")
    yield "digest-stray-bits", "a digest with bits that no byte has", _access(record="A" * 42 + "F")
    yield "digest-padded", "a digest with padding", _access(record="A" * 42 + "E=")
    yield "digest-line-feed", "a line feed behind a digest", _access(record=_DIGEST + "\n")
    yield "case-stray-bits", "a case id with bits that no byte has", _summary(case="a" * 51 + "b")
    yield "case-upper", "a case id in upper case", _summary(case=_CASE.upper())
    yield (
        "agency-other-digits",
        "digits of another script in an agency code",
        _access(directories=[{"agency": "\u0666\u0661", "digest": _DIGEST, "version": 1}]),
    )
    yield "empty-list", "a list that must not be empty", _access(directories=[])
    yield "list-too-long", "a list with one entry too many", _access(directories=_ACCESS["directories"] * 17)


def _other_versions() -> Iterator[tuple[str, str, bytes]]:
    yield "version-2", "a document of the next version", _summary(type="wbs-summary/v2")
    yield (
        "version-2-nested",
        "a newer version nested 32 deep",
        b'{"a":' + b"[" * 32 + b"]" * 32 + b',"type":"wbs-summary/v2"}',
    )
    yield "version-2-largest", "2^53-1 in a newer version", b'{"a":9007199254740991,"type":"wbs-summary/v2"}'
    yield "version-10", "a version of two digits", _summary(type="wbs-summary/v10")
    yield (
        "version-2-other-members",
        "members that this version does not know",
        canonical({"new": [1.5], "type": "wbs-summary/v2"}),
    )
