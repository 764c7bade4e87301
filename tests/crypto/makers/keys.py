"""Text forms of bytes and of keys (docs/spec/README.md "Notation", docs/spec/keys.md)."""

from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area, flipped
from tests.crypto.scenario import encode
from tests.published.independent import edwards25519, hkdf
from wbs.crypto.encoding import bech32_encode
from wbs.crypto.keys import OfficerSigningKey, ReaderPrivateKey

_PRIME = 2**255 - 19
_ORDER_8 = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
_PUBLIC = 'docs/spec/keys.md "Hybrid keys": '
_VERIFY = 'docs/spec/keys.md "Signing keys": '


def make_encoding() -> Area:
    area = Area("encoding")
    _base64(area)
    comment = 'docs/spec/README.md "Notation": base32 in lower case, no padding'
    for name, raw, text in (
        ("base32-empty", b"", ""),
        ("base32-one-byte", b"f", "my"),
        ("base32-five", b"fooba", "mzxw6ytb"),
    ):
        area.accept(name, "encoding.base32", comment, {"bytes": encode(raw)}, {"text": text})
    return area


def _base64(area: Area) -> None:
    notation = 'docs/spec/README.md "Notation": '
    for operation, marks, pad in (("base64url", "-_", ""), ("base64", "+/", "=")):
        accepted = {"empty": ("", b""), "one-byte": ("Zg" + 2 * pad, b"f"), "marks": (f"{marks}8{pad}", b"\xfb\xff")}
        for name, (text, raw) in accepted.items():
            comment = f"{notation}{operation} as it is written"
            area.accept(f"{operation}-{name}", f"encoding.{operation}", comment, {"text": text}, {"bytes": encode(raw)})
        other = "+/" if marks == "-_" else "-_"
        refused = {
            "stray-bits": ("bits that no byte has", "Zh" + 2 * pad),
            "padding": ("padding where none stands, or none where it must", "Zg" if pad else "Zg=="),
            "other-alphabet": ("the marks of the other alphabet", f"{other}8{pad}"),
            "space": ("a space", f"Z g{2 * pad}"),
            "line-feed": ("a line feed at the end", f"Zg{2 * pad}\n"),
            "one-left": ("one character more than bytes need", f"Zm9vY{3 * pad}"),
            "not-ascii": ("a letter of another script", f"Z\u0261{2 * pad}"),
            "pad-inside": ("a padding mark inside", f"Zg{2 * pad}Zg==" if pad else "Z=g"),
        }
        for name, (text_of, text) in refused.items():
            area.refuse("format", f"{operation}-{name}", f"encoding.{operation}", notation + text_of, {"text": text})


def make_keys() -> Area:
    area = Area("keys")
    with drawn("keys"):
        key = ReaderPrivateKey.generate()
    _hybrid_public(area, key)
    _hybrid_private(area, key)
    _signing(area)
    _officer(area)
    return area


def _hybrid_public(area: Area, key: ReaderPrivateKey) -> None:
    raw, text = key.public.raw, key.public.text
    operation = "keys.hybrid-public"
    area.accept("hybrid-public", operation, _PUBLIC + "a public key", {"text": text}, {"raw": encode(raw)})
    texts = {
        "upper-case": ("in upper case", text.upper()),
        "mixed-case": (
            "one letter in upper case",
            text[:-1] + text[-1].upper() if text[-1].isalpha() else text[:-2] + text[-2].upper() + text[-1],
        ),
        "checksum": ("another last character", text[:-1] + ("q" if text[-1] != "q" else "p")),
        "prefix": ("the prefix of an X25519 recipient", bech32_encode("age", raw)),
        "short": ("one byte too few", bech32_encode("age1pq", raw[:-1])),
        "long": ("one byte too many", bech32_encode("age1pq", raw + b"\0")),
        "empty": ("no key bytes", bech32_encode("age1pq", b"")),
        "line-feed": ("a line feed at the end", text + "\n"),
        "other-letter": ("a letter that Bech32 does not use", text[:-1] + "b"),
        "not-ascii": ("a letter of another script", text[:-1] + "\u0430"),
        "stray-bits": ("bits that no byte has", _with_stray_bits(raw)),
        "bech32m": ("the checksum of Bech32m", _bech32m(text)),
    }
    for name, (what, changed) in texts.items():
        area.refuse("format", f"hybrid-public-{name}", operation, _PUBLIC + what, {"text": changed})
    for name, what, bad in _bad_raw_keys(raw):
        comment = _PUBLIC + what
        area.refuse("format", f"hybrid-public-{name}", operation, comment, {"text": bech32_encode("age1pq", bad)})


def _bad_raw_keys(raw: bytes) -> list[tuple[str, str, bytes]]:
    lattice, curve = raw[:1184], raw[1184:]
    number = int.from_bytes(curve, "little")
    rows = [("lattice-not-reduced", "an ML-KEM coefficient of 4095", b"\xff\x0f" + lattice[2:] + curve)]
    for order, u in (("0", 0), ("1", 1), ("minus-1", _PRIME - 1), ("8a", _ORDER_8[0]), ("8b", _ORDER_8[1])):
        rows.append((f"small-order-{order}", "an X25519 half of small order", lattice + u.to_bytes(32, "little")))
    rows.append(
        (
            "curve-high-bit",
            "the unused bit of the X25519 half is set",
            lattice + (number | 1 << 255).to_bytes(32, "little"),
        )
    )
    rows.append(("curve-not-reduced", "an X25519 half above the prime", lattice + (_PRIME + 9).to_bytes(32, "little")))
    return rows


def _with_stray_bits(raw: bytes) -> str:
    """Write Bech32 whose last data character has one bit more than the bytes, with a matching checksum."""
    alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    symbols = [alphabet.index(char) for char in bech32_encode("age1pq", raw)[len("age1pq1") : -6]]
    symbols[-1] |= 1
    return "age1pq1" + "".join(alphabet[value] for value in symbols + _checksum("age1pq", symbols, 1))


def _bech32m(text: str) -> str:
    alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    symbols = [alphabet.index(char) for char in text[len("age1pq1") : -6]]
    return text[:-6] + "".join(alphabet[value] for value in _checksum("age1pq", symbols, 0x2BC830A3))


def _checksum(prefix: str, symbols: list[int], constant: int) -> list[int]:
    """Compute the checksum of BIP 173, symbol by symbol."""
    values = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix] + symbols + [0] * 6
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= generator if top >> bit & 1 else 0
    return [(state ^ constant) >> 5 * (5 - place) & 31 for place in range(6)]


def _hybrid_private(area: Area, key: ReaderPrivateKey) -> None:
    operation, text, seed = "keys.hybrid-private", key.unsafe_text(), key.unsafe_seed()
    expected = {"seed": encode(seed), "public": key.public.text}
    area.accept("hybrid-private", operation, _PUBLIC + "a private key", {"text": text}, expected)
    prefix = "age-secret-key-pq-"
    texts = {
        "lower-case": ("in lower case", text.lower()),
        "mixed-case": ("the checksum in lower case", text[:-6] + text[-6:].lower()),
        "checksum": ("another last character", text[:-1] + ("Q" if text[-1] != "Q" else "P")),
        "prefix": ("the prefix of an X25519 identity", bech32_encode("age-secret-key-", seed).upper()),
        "short": ("31 bytes", bech32_encode(prefix, seed[:-1]).upper()),
        "long": ("33 bytes", bech32_encode(prefix, seed + b"\0").upper()),
        "kelvin-sign": ("U+212A for K: it is its own upper case, and k in lower case", text.replace("K", "\u212a", 1)),
        "line-feed": ("a line feed at the end", text + "\n"),
        "empty": ("no text", ""),
    }
    for name, (what, changed) in texts.items():
        area.refuse("format", f"hybrid-private-{name}", operation, _PUBLIC + what, {"text": changed})


def _signing(area: Area) -> None:
    # RFC 8032 section 7.1, TEST 1
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    text = "ed25519:" + encode(public)
    area.accept("signing", "keys.signing", _VERIFY + "RFC 8032, test 1", {"seed": encode(seed)}, {"public": text})
    area.accept("verify", "keys.verify", _VERIFY + "RFC 8032, test 1", {"text": text}, {"raw": encode(public)})
    texts = {
        "algorithm": ("another algorithm", "ed448:" + encode(public)),
        "no-algorithm": ("no algorithm", encode(public)),
        "upper-case": ("the algorithm in upper case", text.replace("ed25519", "ED25519")),
        "padding": ("padding", text + "="),
        "stray-bits": ("bits that no byte has", text[:-1] + chr(ord(text[-1]) + 1)),
        "short": ("31 bytes", "ed25519:" + encode(public[:-1])),
        "long": ("33 bytes", "ed25519:" + encode(public + b"\0")),
    }
    for name, (what, changed) in texts.items():
        area.refuse("format", f"verify-{name}", "keys.verify", _VERIFY + what, {"text": changed})
    for name, what, raw in _bad_points(public):
        given = {"text": "ed25519:" + encode(raw)}
        area.refuse("format", f"verify-{name}", "keys.verify", _VERIFY + what, given)


def _bad_points(public: bytes) -> list[tuple[str, str, bytes]]:
    torsion = edwards25519.decode(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
    mixed = edwards25519.decode(public).plus(torsion).encoded()
    rows = [
        ("small-order-1", "the neutral point", (1).to_bytes(32, "little")),
        ("small-order-2", "the point of order 2", (_PRIME - 1).to_bytes(32, "little")),
        ("small-order-4", "a point of order 4", bytes(32)),
        ("small-order-8", "a point of order 8", torsion.encoded()),
        ("mixed-order", "a good key plus a point of order 8: verifiers disagree about it", mixed),
        ("not-canonical", "a y-coordinate above the prime", (_PRIME + 1).to_bytes(32, "little")),
        ("sign-of-zero", "a sign bit on x = 0", ((1 << 255) + 1).to_bytes(32, "little")),
        ("not-a-point", "a y-coordinate that no point has", (2).to_bytes(32, "little")),
    ]
    if edwards25519.Point(*torsion).order() is not edwards25519.OrderOf.SMALL:
        raise AssertionError("not a torsion point")
    return rows


def _officer(area: Area) -> None:
    with drawn("keys/officer") as draw:
        secret = draw(32)
    master = hkdf.extract("sha256", b"wbs/v1/officer", secret)
    reader = ReaderPrivateKey(hkdf.expand("sha256", master, b"reader key", 32))
    signing = OfficerSigningKey(hkdf.expand("sha256", master, b"signing key", 32))
    expected = {
        "reader_key": reader.unsafe_text(),
        "reader_public": reader.public.text,
        "signing_seed": encode(signing.unsafe_seed()),
        "verify_key": signing.public.text,
    }
    comment = 'docs/spec/keys.md "Officer": both keys of one secret'
    area.accept("officer", "keys.officer", comment, {"secret": encode(secret)}, expected)
    comment = 'docs/spec/keys.md "Officer": one bit of the secret changes everything'
    area.accept("officer-other-bit", "keys.officer", comment, {"secret": encode(flipped(secret, 31))})
