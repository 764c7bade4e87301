"""Trees, proofs, checkpoints and cosignatures (docs/spec/audit.md), made here by the recursions of RFC 6962."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.crypto.makers.drawing import drawn
from tests.crypto.makers.kit import Area, flipped
from tests.crypto.makers.signing import text_of
from tests.crypto.scenario import Values, encode

_TREE = 'docs/spec/audit.md "The tree": '
_PROOFS = 'docs/spec/audit.md "Proofs": '
_CHECKPOINT = 'docs/spec/audit.md "Checkpoint": '
_COSIGNATURE = 'docs/spec/audit.md "Cosignature": '
_NAME = "61.08/auditor-01"
_TIME = 1_795_000_000


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def half(count: int) -> int:
    """Give the largest power of two below `count`."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = half(len(leaves))
    return hashlib.sha256(b"\1" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def inclusion(place: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = half(len(leaves))
    if place < k:
        return [*inclusion(place, leaves[:k]), tree_hash(leaves[k:])]
    return [*inclusion(place - k, leaves[k:]), tree_hash(leaves[:k])]


def consistency(old: int, leaves: Sequence[bytes], *, is_whole: bool = True) -> list[bytes]:
    """RFC 6962 section 2.1.2."""
    if old == len(leaves):
        return [] if is_whole else [tree_hash(leaves)]
    k = half(len(leaves))
    if old <= k:
        return [*consistency(old, leaves[:k], is_whole=is_whole), tree_hash(leaves[k:])]
    return [*consistency(old - k, leaves[k:], is_whole=False), tree_hash(leaves[:k])]


def make() -> Area:
    area = Area("audit")
    with drawn("audit") as draw:
        entries = [b'{"n":%d}' % n for n in range(21)]
        keys = [Ed25519PrivateKey.from_private_bytes(draw(32)) for _ in range(2)]
        seed, installation = draw(32), encode(draw(32))
    leaves = [leaf(entry) for entry in entries]
    _roots(area, entries, leaves)
    _inclusions(area, entries, leaves)
    _consistencies(area, leaves)
    body = f"wbs/audit/{installation}/61.08\n21\n{b64(tree_hash(leaves))}\n"
    _notes(area, body, cosignature(keys[0], body), installation)
    _cosignatures(area, body, keys, seed)
    return area


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def cosignature(key: Ed25519PrivateKey, body: str, name: str = _NAME, time: int = _TIME) -> bytes:
    """Write what stands in base64 in a signature line (tlog-cosignature, Ed25519)."""
    hint = hashlib.sha256(name.encode() + b"\n\x04" + key.public_key().public_bytes_raw()).digest()[:4]
    return hint + time.to_bytes(8, "big") + key.sign(f"cosignature/v1\ntime {time}\n{body}".encode())


def line(raw: bytes, name: str = _NAME) -> str:
    return f"\u2014 {name} {b64(raw)}\n"


def _roots(area: Area, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
    for size in (0, 1, 2, 3, 7, 8, 21):
        given = {"entries": [encode(entry) for entry in entries[:size]]}
        expected = {"root": encode(tree_hash(leaves[:size]))}
        area.accept(f"root-{size}", "audit.root", f"{_TREE}{size} entries", given, expected)


def _inclusions(area: Area, entries: Sequence[bytes], leaves: Sequence[bytes]) -> None:
    def given(place: int, size: int) -> Values:
        path = inclusion(place, leaves[:size])
        return {
            "entry": encode(entries[place]),
            "place": place,
            "size": size,
            "path": [encode(part) for part in path],
            "root": encode(tree_hash(leaves[:size])),
        }

    for place, size in ((0, 1), (0, 2), (1, 2), (2, 3), (6, 7), (3, 8), (0, 21), (15, 21), (16, 21), (20, 21)):
        area.accept(f"in-{place}-of-{size}", "audit.inclusion", f"{_PROOFS}inclusion", given(place, size))
    whole = given(6, 21)
    path, root = whole["path"], whole["root"]
    area.accept("in", "audit.inclusion", f"{_PROOFS}inclusion", whole)
    rows: dict[str, tuple[str, Values]] = {
        "other-entry": ("another entry", {"entry": encode(b"{}")}),
        "other-place": ("another place of the same length of path", {"place": 7}),
        "other-root": ("another root", {"root": encode(bytes(32))}),
        "short-path": ("a step is missing", {"path": path[:-1]}),
        "long-path": ("a step too many", {"path": [*path, path[-1]]}),
        "swapped-path": ("two steps in the other order", {"path": [path[1], path[0], *path[2:]]}),
        "short-step": ("a step of 31 bytes", {"path": [*path[:-1], encode(bytes(31))]}),
        "node-as-entry": ("a node passed off as an entry", {"entry": encode(b"\1" + bytes(64))}),
        "root-of-31-bytes": ("a root of 31 bytes", {"root": encode(bytes(31))}),
        "no-path": ("no path at all", {"path": []}),
    }
    for name, (what, changes) in rows.items():
        area.vary("trust", f"in-{name}", "in", _PROOFS + what, changes)
    area.vary("trust", "in-other-size", "in", f"{_PROOFS}another size", {"size": 40})
    area.vary("format", "in-no-such-place", "in", f"{_PROOFS}a place behind the end", {"place": 21})
    assert root == encode(tree_hash(leaves[:21]))


def _consistencies(area: Area, leaves: Sequence[bytes]) -> None:
    def given(old: int, new: int) -> Values:
        path = consistency(old, leaves[:new]) if 0 < old < new else []
        return {
            "old": {"size": old, "root": encode(tree_hash(leaves[:old]))},
            "new": {"size": new, "root": encode(tree_hash(leaves[:new]))},
            "path": [encode(part) for part in path],
        }

    pairs = (
        (0, 0),
        (0, 21),
        (1, 1),
        (1, 2),
        (1, 21),
        (2, 3),
        (3, 7),
        (4, 7),
        (6, 8),
        (8, 8),
        (8, 21),
        (16, 21),
        (20, 21),
    )
    for old, new in pairs:
        area.accept(f"from-{old}-to-{new}", "audit.consistency", f"{_PROOFS}growth", given(old, new))
    whole = given(11, 21)
    area.accept("growth", "audit.consistency", f"{_PROOFS}growth", whole)
    path, old, new = whole["path"], whole["old"], whole["new"]
    other = encode(leaf(b"other"))
    rows: dict[str, tuple[str, Values]] = {
        "other-old": ("another old root: the log was changed", {"old": {**old, "root": other}}),
        "other-new": ("another new root", {"new": {**new, "root": other}}),
        "old-of-12": ("an old tree of another size", {"old": {**old, "size": 12}}),
        "new-of-22": ("a new tree of another size", {"new": {**new, "size": 40}}),
        "short-path": ("a step is missing", {"path": path[:-1]}),
        "long-path": ("a step too many", {"path": [*path, other]}),
        "changed-path": ("another step", {"path": [other, *path[1:]]}),
        "no-path": ("no steps", {"path": []}),
        "same-size-other-root": ("one size, two roots", {"old": {**new, "root": other}, "path": []}),
        "empty-other-root": ("an empty tree with a root", {"old": {"size": 0, "root": other}, "path": []}),
        "swapped-trees": (
            "the trees' roots exchanged",
            {"old": {**old, "root": new["root"]}, "new": {**new, "root": old["root"]}},
        ),
    }
    for name, (what, changes) in rows.items():
        area.vary("trust", f"growth-{name}", "growth", _PROOFS + what, changes)
    area.vary("format", "growth-backwards", "growth", f"{_PROOFS}a tree that shrank", {"old": new, "new": old})


def _notes(area: Area, body: str, raw: bytes, installation: str) -> None:
    signed = f"{body}\n{line(raw)}"
    area.accept("note", "audit.note", f"{_CHECKPOINT}signed once", {"text": signed}, {"text": signed})
    area.accept("note-unsigned", "audit.note", f"{_CHECKPOINT}unsigned", {"text": f"{body}\n"}, {"cosignatures": []})
    unknown = f"{signed}\u2014 example.org/log {b64(bytes(68))}\n"
    accepted = {
        "mailed": ("line ends and spaces of mail", signed.replace("\n", " \r\n") + "\r\n\r\n"),
        "old-mac": ("line ends of one carriage return", signed.replace("\n", "\r")),
        "marked": ("a byte order mark in front", "\ufeff" + signed),
        "unknown-kind": ("a signature of a kind that is not known is passed over", unknown),
        "broken-after-name": ("a line broken after the name", f"{body}\n\u2014 {_NAME}\n{b64(raw)}\n"),
        "broken-inside": (
            "a line broken twice",
            f"{body}\n\u2014 {_NAME} {b64(raw)[:40]}\n{b64(raw)[40:90]}\n  {b64(raw)[90:]}\n",
        ),
        "broken-two": ("two lines, both broken", f"{body}\n" + 2 * f"\u2014 {_NAME}\n{b64(raw)[:7]}\n{b64(raw)[7:]}\n"),
        "without-empty-line": ("the empty line lost on the way", signed.replace("\n\n", "\n")),
        "province": ("an agency of two digits", signed.replace("61.08\n", "61\n", 1)),
        "empty-log": ("a log without entries", signed.replace("\n21\n", "\n0\n")),
    }
    for name, (what, text) in accepted.items():
        area.accept(f"note-{name}", "audit.note", _CHECKPOINT + what, {"text": text})
    late = raw[:4] + bytes([255] * 8) + raw[12:]
    refused = {
        "empty": ("nothing", ""),
        "two-lines": ("no root", "\n".join(body.split("\n")[:2])),
        "other-origin": ("another kind of log", body.replace("wbs/audit/", "wbs/cases/")),
        "short-fingerprint": ("a fingerprint that lacks a character", body.replace(installation, installation[1:])),
        "other-agency": ("an agency without a code", body.replace("61.08", "61.8")),
        "size-zero-first": ("a size with a zero in front", body.replace("\n21\n", "\n021\n")),
        "size-signed": ("a size with a sign", body.replace("\n21\n", "\n+21\n")),
        "size-large": ("a size beyond 2^53 - 1", body.replace("\n21\n", "\n9007199254740992\n")),
        "root-short": ("a root of 31 bytes", body.replace(body.split("\n")[2], b64(bytes(31)))),
        "root-urlsafe": ("a root in base64url", body.replace(body.split("\n")[2], "-" * 43 + "=")),
        "extension": ("an extension line", f"{body}more\n\n{line(raw)}"),
        "prose": ("a mail's own words behind it", f"{signed}\nWith kind regards\n"),
        "word": ("one word behind a whole signature", f"{signed}\nRegards\n"),
        "piece-first": ("base64 before any signature", f"{body}\n{b64(raw)}\n"),
        "hyphen": ("a hyphen in place of the dash", signed.replace("\u2014", "-")),
        "nameless": ("a signature without a name", f"{body}\n\u2014  {b64(raw)}\n"),
        "name-with-plus": ("a name with a plus sign", f"{body}\n{line(raw, 'a+b')}"),
        "signature-not-base64": ("a signature that is no base64", f"{body}\n\u2014 {_NAME} ****\n"),
        "time-beyond": ("a time beyond 2^53 - 1", f"{body}\n{line(late)}"),
        "long": ("more than 65,536 characters", signed + "\n" * 65_536),
    }
    for name, (what, text) in refused.items():
        area.refuse("format", f"note-{name}", "audit.note", _CHECKPOINT + what, {"text": text})


def _cosignatures(area: Area, body: str, keys: Sequence[Ed25519PrivateKey], seed: bytes) -> None:
    own, other = keys
    raw = cosignature(own, body)
    given = {"text": f"{body}\n", "name": _NAME, "key": text_of(own), "raw": encode(raw)}
    area.accept("cosignature", "audit.cosignature", f"{_COSIGNATURE}by an auditor", given, {"time": _TIME})
    mine = Ed25519PrivateKey.from_private_bytes(seed)
    made = {"text": f"{body}\n", "name": _NAME, "time": _TIME, "seed": encode(seed)}
    expected = {"raw": encode(cosignature(mine, body))}
    area.accept("cosign", "audit.cosign", f"{_COSIGNATURE}signing is deterministic", made, expected)
    refused = {**made, "text": body.replace("61.08", "61.8")}
    area.refuse("format", "cosign-no-checkpoint", "audit.cosign", f"{_COSIGNATURE}of no checkpoint", refused)
    bare = own.sign(body.encode())
    rows: dict[str, tuple[str, Values]] = {
        "other-key": ("another auditor's", {"key": text_of(other)}),
        "other-name": ("under another name", {"name": "61.08/auditor-02"}),
        "other-size": ("of another size", {"text": body.replace("\n21\n", "\n20\n")}),
        "other-agency": ("of another agency's log", {"text": body.replace("61.08", "61.09")}),
        "other-root": ("of another root", {"text": body.replace(body.split("\n")[2], b64(bytes(32)))}),
        "time-changed": ("dated back", {"raw": encode(raw[:4] + (_TIME - 1).to_bytes(8, "big") + raw[12:])}),
        "hint-flipped": ("a flipped bit of the hint", {"raw": encode(flipped(raw, 0))}),
        "signature-flipped": ("a flipped bit of the signature", {"raw": encode(flipped(raw, 40))}),
        "bare": ("over the body alone, without the line that keeps kinds apart", {"raw": encode(raw[:12] + bare)}),
    }
    for name, (what, changes) in rows.items():
        area.vary("signature", f"cosignature-{name}", "cosignature", _COSIGNATURE + what, changes)
