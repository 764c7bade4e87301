"""Receipt codes and what is derived from them (docs/spec/receipt.md)."""

from hashlib import sha256

from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area, outcome
from tests.crypto.scenario import encode
from tests.published.independent import hkdf
from wbs.crypto.keys import ReaderPrivateKey, ReporterSigningKey
from wbs.crypto.words import RECEIPT_WORDS

_WORDS = 'docs/spec/receipt.md "Words": '
_INPUT = 'docs/spec/receipt.md "Forgiving input": '
_REFUSALS = 'docs/spec/receipt.md "Refusals": '
_KEYS = 'docs/spec/receipt.md "Keys": '
_FORM = 'docs/spec/receipt.md "Form": '
_FINGERPRINT = 'docs/spec/directory.md "Fingerprint": '


def words_of(bits: str) -> list[str]:
    """Read 11 bits a word, bit by bit."""
    return [RECEIPT_WORDS[int(bits[at : at + 11], 2)] for at in range(0, len(bits), 11)]


def code_of(secret: bytes) -> list[str]:
    """Write a receipt: 128 bits, then the first four of their SHA-256."""
    bits = "".join(f"{byte:08b}" for byte in secret)
    return words_of(bits + f"{sha256(secret).digest()[0]:08b}"[:4])


def make() -> Area:
    area = Area("receipt")
    with drawn("receipt") as draw:
        secret, value, digest = draw(16), draw(16), draw(32)
    _codes(area, secret)
    _refused(area, secret)
    for name, seed in (("derive", secret), ("derive-zeros", bytes(16))):
        _derive(area, name, seed)
    form = hkdf.expand("sha256", hkdf.extract("sha256", b"wbs/v1/form", value), b"receipt", 16)
    given = {"value": encode(value)}
    area.accept("of-form", "receipt.of-form", _FORM + "the receipt of a form", given, {"secret": encode(form)})
    words = words_of("".join(f"{byte:08b}" for byte in digest[:11]))
    for name, fingerprint in (("fingerprint", digest), ("fingerprint-only-88-bits", digest[:11] + bytes(21))):
        given = {"fingerprint": encode(fingerprint)}
        comment = _FINGERPRINT + "the first 88 bits as eight words"
        area.accept(name, "receipt.fingerprint-words", comment, given, {"words": words})
    return area


def _codes(area: Area, secret: bytes) -> None:
    for name, value in (("words", secret), ("words-zeros", bytes(16)), ("words-ones", b"\xff" * 16)):
        words = code_of(value)
        expected = {"secret": encode(value), "words": words}
        area.accept(name, "receipt.parse", _WORDS + "twelve words", {"text": " ".join(words)}, expected)
    words = code_of(secret)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in words[0])
    texts = {
        "upper-case": ("in upper case", " ".join(words).upper()),
        "commas": ("with commas", ", ".join(words) + "."),
        "hyphens": ("with hyphens", "-".join(words)),
        "lines": ("a word a line, Windows line ends", "\r\n".join(words) + "\r\n"),
        "numbered": ("as a numbered list", "\n".join(f"{place}. {word}" for place, word in enumerate(words, 1))),
        "prefixes": ("four letters of each word", " ".join(word[:4] for word in words)),
        "numbers-attached": (
            "numbers without a space",
            " ".join(f"{place}){word}" for place, word in enumerate(words)),
        ),
        "odd-spaces": ("tabs, no-break spaces and spaces around", "\t" + "\u00a0 ".join(words) + "\u3000"),
        "full-width": ("full-width letters", " ".join([wide, *words[1:]])),
        "sentence-case": ("each word with a capital", " ".join(word.capitalize() for word in words)),
    }
    for name, (what, text) in texts.items():
        area.accept(name, "receipt.parse", _INPUT + what, {"text": text}, {"secret": encode(secret)})


def _refused(area: Area, secret: bytes) -> None:
    words = code_of(secret)
    swapped = next(
        " ".join(changed)
        for place in range(11)
        for changed in [[*words[:place], words[place + 1], words[place], *words[place + 2 :]]]
        if outcome("receipt.parse", {"text": " ".join(changed)}) != "accepted"
    )
    number = RECEIPT_WORDS.index(words[-1])
    texts = {
        "nothing": ("no words", ""),
        "only-marks": ("only marks", " 1. 2. 3. -- "),
        "eleven": ("eleven words", " ".join(words[:-1])),
        "thirteen": ("thirteen words", " ".join([*words, words[0]])),
        "thirteen-in-front": ("a word in front of twelve right ones", " ".join([words[0], *words])),
        "checksum": ("another last word", " ".join([*words[:-1], RECEIPT_WORDS[number ^ 1]])),
        "swapped": ("two words swapped", swapped),
        "unknown": ("a word that is not on the list", " ".join(["qqqq", *words[1:]])),
        "three-letters": ("three letters of a word", " ".join([words[0][:3], *words[1:]])),
        "longer": ("a word with a letter more", " ".join([words[0] + "q", *words[1:]])),
        "other-ending": ("the right four letters with another ending", " ".join([words[0][:4] + "zzzz", *words[1:]])),
        "run-together": ("two words without a space", " ".join([words[0] + words[1], *words[2:]])),
        "other-script": ("a Cyrillic letter", " ".join([words[0][:2] + "\u0430" + words[0][3:], *words[1:]])),
        "letters-only-others": ("another script", "\u043a\u043e\u0434 " * 12),
    }
    for name, (what, text) in texts.items():
        area.refuse("receipt", name, "receipt.parse", _REFUSALS + what, {"text": text})


def _derive(area: Area, name: str, secret: bytes) -> None:
    master = hkdf.extract("sha256", b"wbs/v1/receipt", secret)
    token = hkdf.expand("sha256", master, b"wbs/v1/mailbox token", 32)
    reader = ReaderPrivateKey(hkdf.expand("sha256", master, b"wbs/v1/reporter reader key", 32))
    signer = ReporterSigningKey(hkdf.expand("sha256", master, b"wbs/v1/reporter signing key", 32))
    expected = {
        "token": encode(token),
        "token_hash": encode(sha256(token).digest()),
        "reader_key": reader.unsafe_text(),
        "reader_public": reader.public.text,
        "signing_seed": encode(signer.unsafe_seed()),
        "verify_key": signer.public.text,
    }
    area.accept(name, "receipt.derive", _KEYS + "everything of one receipt", {"secret": encode(secret)}, expected)
