"""Officers' sign-in (docs/spec/officers.md), with keys derived by the libraries directly."""

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.json import canonical
from tests.crypto.makers.kit import Area, flipped
from tests.crypto.scenario import Values, encode
from tests.published.independent import hkdf

_SIGN_IN = 'docs/spec/officers.md "Sign-in": '
_PASSKEYS = 'docs/spec/officers.md "Passkeys": '
_WRAPPED = 'docs/spec/officers.md "Wrapped key": '
_DIGEST = "A" * 42 + "E"
_CONTEXT = {"agency": "61.08", "installation": _DIGEST, "officer": "penerima-01", "reader_key": _DIGEST}


def make() -> Area:
    area = Area("signin")
    with drawn("signin") as draw:
        salt, server_secret = draw(16), draw(32)
        wrap, nonce, secret = draw(32), draw(12), draw(32)
    _derivations(area, salt)
    _salts(area, server_secret)
    _wrapped(area, wrap, nonce, secret)
    with drawn("signin passkey") as draw:
        _under_passkeys(area, draw(32), draw(12), draw(32))
    return area


def _derivations(area: Area, salt: bytes) -> None:
    texts = {
        "words": ("seven words", "bambu cermin dahan embun fajar gelas hutan", None),
        "composed": ("text is composed before it is stretched (NFKC)", "cafe\u0301 \u2460", "caf\u00e9 1"),
        "space-kept": ("a space at the end counts", "bambu ", None),
        "empty": ("an empty passphrase is derived like any other", "", None),
    }
    for name, (what, passphrase, folded) in texts.items():
        secret = (passphrase if folded is None else folded).encode()
        root = hash_secret_raw(secret, salt, time_cost=3, memory_cost=65536, parallelism=1, hash_len=32, type=Type.ID)
        expected = {
            "auth": encode(hkdf.expand("sha256", root, b"wbs/v1/officer sign-in", 32)),
            "wrap": encode(hkdf.expand("sha256", root, b"wbs/v1/officer key wrap", 32)),
        }
        given = {"passphrase": passphrase, "salt": encode(salt)}
        area.accept(f"derive-{name}", "signin.derive", _SIGN_IN + what, given, expected)


def _salts(area: Area, server_secret: bytes) -> None:
    for name, what, login in (
        ("plain", "an unknown login", "siti"),
        ("upper", "upper case is the same login", "SITI"),
        ("space", "spaces around do not count", " siti "),
        ("other", "another login", "siti2"),
    ):
        salt = hkdf.extract("sha256", server_secret, login.strip().lower().encode())[:16]
        given = {"server_secret": encode(server_secret), "login": login}
        area.accept(f"salt-{name}", "signin.salt", _SIGN_IN + what, given, {"salt": encode(salt)})


def _wrapped(area: Area, wrap: bytes, nonce: bytes, secret: bytes) -> None:
    plain = {
        "agency": _DIGEST,
        "directory": _DIGEST,
        "directory_version": 3,
        "installation": _DIGEST,
        "secret": encode(secret),
    }

    def box(document: dict[str, object], context: dict[str, str]) -> bytes:
        data = canonical({**context, "type": "wbs-officer-wrap/v1"})
        return nonce + AESGCM(wrap).encrypt(nonce, canonical({"type": "wbs-officer-key/v1", **document}), data)

    def given(data: bytes, **changes: str) -> Values:
        return {"wrap": encode(wrap), "box": encode(data), "context": {**_CONTEXT, **changes}}

    good = box(dict(plain), _CONTEXT)
    area.accept("unwrap", "signin.unwrap", _WRAPPED + "opened by its officer", given(good), plain)
    passkey = {**_CONTEXT, "kind": "passkey"}
    comment = _WRAPPED + "`kind` stands in the context unless it is `passphrase`"
    area.accept("unwrap-passkey", "signin.unwrap", comment, given(box(dict(plain), passkey), kind="passkey"), plain)
    for member, value in (
        ("agency", "61"),
        ("installation", "B" * 42 + "E"),
        ("officer", "penerima-02"),
        ("reader_key", "B" * 42 + "E"),
        ("kind", "passkey"),
    ):
        comment = f"{_WRAPPED}another {member}: a wrapped key cannot be moved"
        area.refuse("seal", f"unwrap-other-{member}", "signin.unwrap", comment, given(good, **{member: value}))
    rows = {
        "flipped": ("one bit of the ciphertext", flipped(good, 12)),
        "nonce-flipped": ("one bit of the nonce", flipped(good, 0)),
        "cut": ("the last byte is missing", good[:-1]),
        "short": ("less than a nonce and a tag", good[:27]),
        "empty": ("no bytes", b""),
    }
    for name, (what, data) in rows.items():
        area.refuse("seal", f"unwrap-{name}", "signin.unwrap", _WRAPPED + what, given(data))
    other = {**given(good), "wrap": encode(flipped(wrap, 0))}
    area.refuse("seal", "unwrap-other-passphrase", "signin.unwrap", _WRAPPED + "another passphrase", other)
    short = {**given(good), "wrap": encode(wrap[:31])}
    area.refuse("format", "unwrap-short-key", "signin.unwrap", _WRAPPED + "a wrapping key of 31 bytes", short)
    extra = given(box({**plain, "x": 1}, _CONTEXT))
    area.refuse("format", "unwrap-unknown-member", "signin.unwrap", _WRAPPED + "a member nobody declared", extra)
    version = given(box({**plain, "type": "wbs-officer-key/v2"}, _CONTEXT))
    area.refuse("version", "unwrap-version", "signin.unwrap", _WRAPPED + "the next version", version)


def _under_passkeys(area: Area, prf: bytes, nonce: bytes, secret: bytes) -> None:
    plain = {
        "agency": _DIGEST,
        "directory": _DIGEST,
        "directory_version": 3,
        "installation": _DIGEST,
        "secret": encode(secret),
    }
    context = {**_CONTEXT, "kind": "Y3JlZGVudGlhbC1vbmU"}
    key = hkdf.expand("sha256", prf, b"wbs/v1/officer key wrap", 32)
    data = canonical({**context, "type": "wbs-officer-wrap/v1"})
    box = nonce + AESGCM(key).encrypt(nonce, canonical({"type": "wbs-officer-key/v1", **plain}), data)
    given: Values = {"prf": encode(prf), "box": encode(box), "context": context}
    name = "signin.unwrap-passkey"
    area.accept("passkey", name, _PASSKEYS + "what the passkey computes unwraps", given, plain)
    other = {**given, "prf": encode(flipped(prf, 0))}
    area.refuse("seal", "passkey-other-secret", name, _PASSKEYS + "another passkey computes otherwise", other)
    moved = {**given, "context": {**context, "kind": "Y3JlZGVudGlhbC10d28"}}
    area.refuse("seal", "passkey-other-credential", name, _PASSKEYS + "another passkey's place", moved)
    bare = {**given, "context": dict(_CONTEXT)}
    area.refuse("seal", "passkey-as-passphrase", name, _PASSKEYS + "in the place of the passphrase", bare)
    short = {**given, "prf": encode(prf[:31])}
    area.refuse("format", "passkey-short", name, _PASSKEYS + "31 bytes", short)
