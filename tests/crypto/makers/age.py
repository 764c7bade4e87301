"""Age files with one recipient (docs/spec/age.md). Built here from the format's text, not by the product's writer."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import digest

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tests.crypto.makers.drawing import Draw, drawn, hpke_seal
from tests.crypto.makers.kit import Area, flipped
from tests.crypto.scenario import Values, encode
from tests.published.independent import hkdf
from wbs.crypto.keys import ReaderPrivateKey

Write = Callable[[bytes, bytes], str]
"""Writes stanzas from an encapsulated key and a wrapped file key."""

_INFO = b"age-encryption.org/mlkem768x25519"
_CHUNK = 64 * 1024
_HEADER = 'docs/spec/age.md "Header": '
_PAYLOAD = 'docs/spec/age.md "Payload": '
_PASSPHRASE = 'docs/spec/age.md "Passphrase": '
_CHECK = 'docs/spec/age.md "Check without a key": '


def b64(raw: bytes) -> str:
    """Standard base64 without padding."""
    return base64.b64encode(raw).decode("ascii").rstrip("=")


@dataclass
class File:
    """An age file in its parts; every part can be replaced before it is put together."""

    file_key: bytes
    stanzas: str
    nonce: bytes
    chunks: list[bytes]
    intro: str = "age-encryption.org/v1\n"
    mac: str | None = None

    def header(self) -> bytes:
        covered = f"{self.intro}{self.stanzas}---".encode()
        key = hkdf.expand("sha256", hkdf.extract("sha256", b"", self.file_key), b"header", 32)
        mac = b64(digest(key, covered, "sha256")) if self.mac is None else self.mac
        return covered + f" {mac}\n".encode()

    def __bytes__(self) -> bytes:
        return self.header() + self.nonce + b"".join(self.chunks)

    def chunk(self, number: int, plaintext: bytes, *, last: bool) -> bytes:
        key = hkdf.expand("sha256", hkdf.extract("sha256", self.nonce, self.file_key), b"payload", 32)
        return ChaCha20Poly1305(key).encrypt(number.to_bytes(11, "big") + bytes([last]), plaintext, None)

    def fill(self, plaintext: bytes) -> None:
        """Encrypt the payload as it should be."""
        pieces = [plaintext[at : at + _CHUNK] for at in range(0, len(plaintext), _CHUNK)] or [b""]
        last = len(pieces) - 1
        self.chunks = [self.chunk(number, piece, last=number == last) for number, piece in enumerate(pieces)]


class Maker:
    """Draws one key and files for it."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.key = ReaderPrivateKey(draw(32))

    def stanza(
        self, file_key: bytes, *, info: bytes = _INFO, key: ReaderPrivateKey | None = None
    ) -> tuple[bytes, bytes]:
        sealed = hpke_seal(self.draw, (key or self.key).public.raw, info, file_key)
        return sealed[:1120], sealed[1120:]

    def file(self, plaintext: bytes, *, info: bytes = _INFO) -> File:
        file_key = self.draw(16)
        enc, body = self.stanza(file_key, info=info)
        file = File(file_key, f"-> mlkem768x25519 {b64(enc)}\n{b64(body)}\n", self.draw(16), [])
        file.fill(plaintext)
        return file

    def given(self, file: File | bytes) -> Values:
        return {"key": self.key.unsafe_text(), "file": encode(bytes(file))}


def make() -> Area:
    area = Area("age")
    with drawn("age") as draw:
        maker = Maker(draw)
        _whole_files(area, maker)
        _headers(area, maker)
        _stanzas(area, maker)
        _payloads(area, maker)
        _documents(area, maker)
        _checks(area, maker)
        _passphrases(area, maker)
    return area


def _whole_files(area: Area, maker: Maker) -> None:
    texts = {
        "empty": ("an empty payload has one empty chunk", b""),
        "one-byte": ("one byte", b"x"),
        "text": ("a short text", b"Papan proyek dan berita acara berbeda angka.\n"),
        "full-chunk": ("a chunk of 65,536 bytes is the last one", bytes(_CHUNK)),
        "two-chunks": ("one byte more than a chunk", bytes(_CHUNK) + b"x"),
    }
    for name, (what, plaintext) in texts.items():
        given = maker.given(maker.file(plaintext))
        area.accept(name, "age.unseal", _PAYLOAD + what, given, {"plaintext": encode(plaintext)})
    other = ReaderPrivateKey(maker.draw(32)).unsafe_text()
    area.vary("seal", "other-key", "text", _HEADER + "the key of someone else", {"key": other})


def _headers(area: Area, maker: Maker) -> None:
    text = maker.file(b"text")
    header, rest = text.header(), bytes(text)[len(text.header()) :]
    first, stanza, body, mac = header.split(b"\n")[:4]

    def lines(*parts: bytes) -> bytes:
        return b"\n".join(parts) + b"\n" + rest

    long_stanza = maker.file(b"text")
    long_stanza.stanzas = long_stanza.stanzas.replace("\n", " " + "x" * 4096 + "\n", 1)
    rows = {
        "no-file": ("no bytes", b""),
        "cut-in-intro": ("cut off in the first line", header[:10]),
        "cut-in-header": ("cut off in the header", header[:-10]),
        "other-format": ("another file format", b"PK\x03\x04" + header),
        "crlf": ("lines that end with CR LF", bytes(text).replace(b"\n", b"\r\n", 4)),
        "armor": ("the text form of age", b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.encodebytes(bytes(text))),
        "byte-before": ("a byte before the file", b"\n" + bytes(text)),
        "mac-padded": ("a MAC with padding", lines(first, stanza, body, mac + b"=")),
        "mac-stray-bits": ("a MAC with bits that no byte has", lines(first, stanza, body, _next_letter(mac))),
        "mac-short": ("a MAC of 42 characters", lines(first, stanza, body, mac[:-1])),
        "mac-missing": ("no MAC", lines(first, stanza, body, b"---")),
        "mac-two-spaces": ("two spaces before the MAC", lines(first, stanza, body, mac.replace(b" ", b"  "))),
        "no-stanza": ("no recipient", lines(first, mac)),
        "no-body": ("a recipient without a body", lines(first, stanza, mac)),
        "empty-line": ("an empty line behind the body", lines(first, stanza, body, b"", mac)),
        "body-padded": ("a body with padding", lines(first, stanza, body + b"=", mac)),
        "body-stray-bits": ("a body with bits that no byte has", lines(first, stanza, _next_letter(body), mac)),
        "body-wrapped-early": ("a body in two lines", lines(first, stanza, body[:20], body[20:], mac)),
        "trailing-space": ("a space behind the recipient", lines(first, stanza + b" ", body, mac)),
        "two-spaces": ("two spaces in the recipient", lines(first, stanza.replace(b" ", b"  "), body, mac)),
        "tab": ("a tab in the recipient", lines(first, stanza.replace(b" ", b"\t"), body, mac)),
        "not-ascii": ("a letter that is not ASCII", lines(first, stanza + "é".encode(), body, mac)),
        "too-long": ("a header of more than 4,096 bytes", bytes(long_stanza)),
    }
    for name, (what, data) in rows.items():
        area.refuse("format", f"header-{name}", "age.unseal", _HEADER + what, maker.given(data))
    version = maker.file(b"text")
    version.intro = "age-encryption.org/v2\n"
    area.refuse("version", "version-2", "age.unseal", _HEADER + "the next version of age", maker.given(version))
    for place in (0, 31):
        changed = maker.file(b"text")
        raw = base64.b64decode(changed.header().split(b"--- ")[1][:43] + b"=")
        changed.mac = b64(flipped(raw, place))
        area.refuse("seal", f"header-mac-{place}", "age.unseal", _HEADER + "another MAC", maker.given(changed))


def _next_letter(text: bytes) -> bytes:
    """Raise the last character by one, which touches only bits that no byte has."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-1] + alphabet[alphabet.index(text[-1:]) + 1 :][:1]


def _stanzas(area: Area, maker: Maker) -> None:
    for name, (what, write) in _BAD_STANZAS.items():
        file = maker.file(b"text")
        file.stanzas = write(*maker.stanza(file.file_key))
        area.refuse("format", f"stanza-{name}", "age.unseal", _HEADER + what, maker.given(file))
    for name, (what, write) in _ALTERED_STANZAS.items():
        file = maker.file(b"text")
        file.stanzas = write(*maker.stanza(file.file_key))
        area.refuse("seal", f"stanza-{name}", "age.unseal", _HEADER + what, maker.given(file))
    file = maker.file(b"text", info=b"wbs/v1/other")
    area.refuse("seal", "stanza-other-info", "age.unseal", _HEADER + "sealed for another purpose", maker.given(file))


def _hybrid(argument: str, body: str) -> str:
    return f"-> mlkem768x25519 {argument}\n{body}\n"


def _line(enc: bytes, body: bytes) -> str:
    return _hybrid(b64(enc), b64(body))


def _two_lines(enc: bytes, body: bytes) -> str:
    text = b64(body + body)
    return _hybrid(b64(enc), f"{text[:64]}\n{text[64:]}")


def _stray_bits(enc: bytes, body: bytes) -> str:
    return _hybrid(_next_letter(b64(enc).encode()).decode(), b64(body))


_BAD_STANZAS: Mapping[str, tuple[str, Write]] = {
    "two-hybrid": ("two recipients: a reader that no record names", lambda enc, body: 2 * _line(enc, body)),
    "grease": ("a second recipient of an unknown kind", lambda enc, body: _line(enc, body) + "-> x-grease\n\n"),
    "x25519": ("not safe from quantum computers", lambda enc, body: f"-> X25519 {b64(enc[:32])}\n{b64(body)}\n"),
    "upper-kind": ("another spelling of the kind", lambda enc, body: f"-> MLKEM768X25519 {b64(enc)}\n{b64(body)}\n"),
    "no-argument": ("no encapsulated key", lambda _, body: f"-> mlkem768x25519\n{b64(body)}\n"),
    "two-arguments": ("two encapsulated keys", lambda enc, body: _hybrid(f"{b64(enc)} {b64(enc)}", b64(body))),
    "enc-short": ("an encapsulated key of 1,119 bytes", lambda enc, body: _line(enc[:-1], body)),
    "enc-long": ("an encapsulated key of 1,121 bytes", lambda enc, body: _line(enc + b"\0", body)),
    "enc-stray-bits": ("an encapsulated key with bits that no byte has", _stray_bits),
    "enc-padded": ("an encapsulated key with padding", lambda enc, body: _hybrid(b64(enc) + "==", b64(body))),
    "body-short": ("a wrapped key of 31 bytes", lambda enc, body: _line(enc, body[:-1])),
    "body-long": ("a wrapped key of 33 bytes", lambda enc, body: _line(enc, body + b"\0")),
    "body-two-lines": ("a wrapped key of 64 bytes", _two_lines),
    "passphrase": ("a passphrase recipient", lambda enc, body: f"-> scrypt {b64(enc[:16])} 10\n{b64(body)}\n"),
}
_ALTERED_STANZAS: Mapping[str, tuple[str, Write]] = {
    "enc-flipped": ("one bit of the lattice ciphertext", lambda enc, body: _line(flipped(enc, 0), body)),
    "enc-flipped-curve": ("one bit of the curve's share", lambda enc, body: _line(flipped(enc, 1119), body)),
    "enc-small-order": ("a share of small order", lambda enc, body: _line(enc[:1088] + bytes(32), body)),
    "body-flipped": ("one bit of the wrapped key", lambda enc, body: _line(enc, flipped(body, 0))),
}


def _payloads(area: Area, maker: Maker) -> None:
    def refuse(name: str, what: str, data: File | bytes, expect: str = "seal") -> None:
        area.refuse(expect, f"payload-{name}", "age.unseal", _PAYLOAD + what, maker.given(data))

    text = bytes(maker.file(b"text"))
    refuse("missing", "nothing behind the header", text[: -16 - 20])
    refuse("nonce-cut", "a nonce of 15 bytes", text[: -1 - 20])
    refuse("only-nonce", "no chunk", text[:-20])
    refuse("tag-cut", "the last byte is missing", text[:-1])
    refuse("shorter-than-tag", "15 bytes of a chunk", text[:-5])
    refuse("flipped", "one bit of the text", flipped(text, -20))
    refuse("tag-flipped", "one bit of the tag", flipped(text, -1))
    refuse("nonce-flipped", "one bit of the nonce", flipped(text, -21))
    refuse("trailing-byte", "a byte behind the end", text + b"\0")
    refuse("two-files", "a second file behind the first", text + text)

    file = maker.file(b"")
    file.chunks = [file.chunk(0, b"text", last=False)]
    refuse("no-last-chunk", "the only chunk is not marked as the last", file)
    file.chunks = [file.chunk(1, b"text", last=True)]
    refuse("starts-at-one", "the first chunk has the number of the second", file)
    file.chunks = [file.chunk(0, b"text", last=True), file.chunk(1, b"text", last=True)]
    refuse("two-last-chunks", "a chunk behind the last one", file)

    file = maker.file(bytes(_CHUNK))
    file.chunks = [file.chunk(0, bytes(_CHUNK), last=False), file.chunk(1, b"", last=True)]
    refuse("empty-last-chunk", "an empty chunk behind a full one: two files for one text", file, "format")
    file.chunks = [flipped(file.chunk(0, bytes(_CHUNK), last=False), 0), file.chunk(1, b"", last=True)]
    refuse("empty-last-chunk-altered", "the length is looked at before anything is opened", file, "format")
    file.chunks = [file.chunk(0, bytes(_CHUNK), last=False)]
    refuse("cut-at-chunk", "cut off between two chunks", file)
    file.chunks = [file.chunk(0, bytes(_CHUNK), last=True), file.chunk(1, b"x", last=True)]
    refuse("last-twice", "a full last chunk, then another", file)
    file.chunks = [file.chunk(1, bytes(_CHUNK), last=False), file.chunk(0, b"x", last=True)]
    refuse("swapped", "chunks in another order", file)
    file.chunks = [file.chunk(0, b"short", last=False), file.chunk(1, b"x", last=True)]
    refuse("short-first-chunk", "a chunk before the last that is not full", file)


def _documents(area: Area, maker: Maker) -> None:
    def file(plaintext: bytes) -> Values:
        return maker.given(maker.file(plaintext))

    document = b'{"type":"wbs-text/v1"}'
    padded = len(document).to_bytes(4, "big") + document
    comment = 'docs/spec/padding.md "Documents": '
    expected = {"document": encode(document)}
    area.accept(
        "document", "age.unseal-document", comment + "in its own class", file(padded.ljust(4096, b"\0")), expected
    )
    given = {**file(padded.ljust(512, b"\0")), "class": 512}
    area.accept("document-fixed", "age.unseal-document", comment + "in the fixed class of a grant", given, expected)
    area.vary("format", "document-other-class", "document-fixed", comment + "in another fixed class", {"class": 2048})
    rows = {
        "no-class": ("a length that is no class", padded),
        "larger-class": ("a class larger than needed", padded.ljust(8192, b"\0")),
        "not-zero": ("padding that is not zero: a channel that nobody reads", padded.ljust(4095, b"\0") + b"\1"),
        "length-too-long": ("a length beyond the end", b"\xff\xff\xff\xff".ljust(4096, b"\0")),
        "empty": ("no length", b""),
    }
    for name, (what, plaintext) in rows.items():
        area.refuse("format", f"document-{name}", "age.unseal-document", comment + what, file(plaintext))


def _checks(area: Area, maker: Maker) -> None:
    def given(data: File | bytes, *sizes: int) -> Values:
        return {"file": encode(bytes(data))} | ({"sizes": list(sizes)} if sizes else {})

    operation = "age.check"
    file = maker.file(bytes(512))
    area.accept("check", operation, _CHECK + "a file of an allowed size", given(file, 512), {"size": 512})
    area.accept("check-any-size", operation, _CHECK + "any size", given(maker.file(b"")), {"size": 0})
    area.accept(
        "check-unread",
        operation,
        _CHECK + "altered bytes are not seen without the key",
        given(flipped(bytes(file), -1), 512),
    )
    full = maker.file(bytes(_CHUNK))
    full.chunks = [full.chunk(0, bytes(_CHUNK), last=False), full.chunk(1, b"", last=True)]
    two = maker.file(b"text")
    two.stanzas = 2 * two.stanzas
    other = maker.file(b"text")
    other.stanzas = "-> X25519 AA\n" + b64(bytes(32)) + "\n"
    rows = {
        "other-size": ("a size that is not allowed", given(file, 2048)),
        "trailing-byte": ("a byte behind the end", given(bytes(file) + b"\0", 512)),
        "cut": ("the last byte is missing", given(bytes(file)[:-1], 512)),
        "no-payload": ("less than a nonce and a tag", given(file.header() + bytes(31))),
        "empty-last-chunk": ("an empty chunk behind a full one", given(full)),
        "two-stanzas": ("two recipients", given(two)),
        "other-stanza": ("another kind of recipient", given(other)),
        "not-age": ("no age file", given(b"text")),
    }
    for name, (what, values) in rows.items():
        area.refuse("format", f"check-{name}", operation, _CHECK + what, values)
    version = maker.file(b"text")
    version.intro = "age-encryption.org/v2\n"
    area.refuse("version", "check-version", operation, _CHECK + "the next version of age", given(version))


def _passphrases(area: Area, maker: Maker) -> None:
    passphrase, salt = "lima kata yang mudah diingat", maker.draw(16)

    def file(
        plaintext: bytes, *, work: str = "10", log_n: int = 10, salt_bytes: bytes = salt, extra: bytes = b""
    ) -> File:
        file_key = maker.draw(16)
        kdf = Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt_bytes, length=32, n=1 << log_n, r=8, p=1)
        body = ChaCha20Poly1305(kdf.derive(passphrase.encode())).encrypt(bytes(12), file_key, None) + extra
        sealed = File(file_key, f"-> scrypt {b64(salt_bytes)} {work}\n{b64(body)}\n", maker.draw(16), [])
        sealed.fill(plaintext)
        return sealed

    def given(data: File | bytes) -> Values:
        return {"passphrase": passphrase, "file": encode(bytes(data))}

    operation = "age.unseal-passphrase"
    good = given(file(b"root key"))
    area.accept("passphrase", operation, _PASSPHRASE + "a root key at rest", good, {"plaintext": encode(b"root key")})
    area.vary("seal", "passphrase-wrong", "passphrase", _PASSPHRASE + "another passphrase", {"passphrase": "lima"})
    two, no_argument, changed, other_kind = file(b""), file(b""), file(b""), file(b"")
    other_kind.stanzas = other_kind.stanzas.replace("scrypt", "SCRYPT")
    two.stanzas = 2 * two.stanzas
    no_argument.stanzas = no_argument.stanzas.replace(" 10\n", "\n")
    changed.mac = b64(bytes(32))
    rows = {
        "work-21": ("a work factor that would take minutes: the file is not trusted yet", file(b"", work="21")),
        "work-0": ("no work", file(b"", work="0")),
        "work-leading-zero": ("a leading zero", file(b"", work="010")),
        "work-sign": ("a sign", file(b"", work="+10")),
        "work-huge": ("a number of many digits", file(b"", work="1" * 300)),
        "work-word": ("a word", file(b"", work="ten")),
        "work-two": ("two work factors", file(b"", work="10 10")),
        "salt-short": ("a salt of 15 bytes", file(b"", salt_bytes=salt[:-1])),
        "body-long": ("a wrapped key of 33 bytes", file(b"", extra=b"\0")),
        "two-stanzas": ("two recipients", two),
        "no-work": ("no work factor", no_argument),
        "other-kind": ("another spelling of the kind", other_kind),
        "hybrid": ("a file for a key", maker.file(b"text")),
    }
    for name, (what, data) in rows.items():
        area.refuse("format", f"passphrase-{name}", operation, _PASSPHRASE + what, given(data))
    area.refuse("seal", "passphrase-mac", operation, _PASSPHRASE + "another MAC", given(changed))
    area.refuse("seal", "passphrase-cut", operation, _PASSPHRASE + "cut off", given(bytes(file(b"text"))[:-21]))
