"""The group of Ed25519 (RFC 8032, section 5.1), to say what is special about a signature."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha512
from typing import NamedTuple, Self

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
COFACTOR = 8
_D = -121665 * pow(121666, -1, FIELD) % FIELD
_ROOT_OF_MINUS_ONE = pow(2, (FIELD - 1) // 4, FIELD)


class OrderOf(StrEnum):
    """Where a point lies: the torsion subgroup, the prime-order subgroup, or neither."""

    SMALL = "small"
    PRIME = "prime"
    MIXED = "mixed"


class Point(NamedTuple):
    """A point in projective coordinates."""

    x: int
    y: int
    z: int = 1

    def plus(self, other: Self) -> "Point":
        """Add by the complete projective law of Bernstein and others, "Twisted Edwards curves"."""
        a = self.z * other.z
        b, c, d = a * a % FIELD, self.x * other.x % FIELD, self.y * other.y % FIELD
        e = _D * c * d
        f, g = b - e, b + e
        x = a * f * ((self.x + self.y) * (other.x + other.y) - c - d)
        return Point(x % FIELD, a * g * (d + c) % FIELD, f * g % FIELD)

    def times(self, scalar: int) -> "Point":
        result, power = IDENTITY, Point(*self)
        while scalar:
            if scalar & 1:
                result = result.plus(power)
            power = power.plus(power)
            scalar >>= 1
        return result

    def equals(self, other: Self) -> bool:
        same_x = (self.x * other.z - other.x * self.z) % FIELD == 0
        return same_x and (self.y * other.z - other.y * self.z) % FIELD == 0

    def order(self) -> OrderOf:
        if self.times(COFACTOR).equals(IDENTITY):
            return OrderOf.SMALL
        return OrderOf.PRIME if self.times(ORDER).equals(IDENTITY) else OrderOf.MIXED

    def encoded(self) -> bytes:
        inverse = pow(self.z, -1, FIELD)
        x, y = self.x * inverse % FIELD, self.y * inverse % FIELD
        return (y | (x & 1) << 255).to_bytes(32, "little")


IDENTITY = Point(0, 1)


def decode(encoded: bytes) -> Point:
    """Decode leniently, as verifiers that reduce y and ignore the sign of zero do."""
    number = int.from_bytes(encoded, "little")
    y, sign = number % 2**255 % FIELD, number >> 255
    square = (y * y - 1) * pow(_D * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * _ROOT_OF_MINUS_ONE % FIELD
    if (x * x - square) % FIELD:
        raise ValueError("not a point of the curve")
    return Point(x if x & 1 == sign else -x % FIELD, y)


BASE = decode((4 * pow(5, -1, FIELD) % FIELD).to_bytes(32, "little"))


@dataclass(frozen=True, slots=True)
class Signature:
    """A public key, a message and a signature, taken apart."""

    public: bytes
    message: bytes
    signature: bytes

    @property
    def r(self) -> bytes:
        return self.signature[:32]

    @property
    def s(self) -> int:
        return int.from_bytes(self.signature[32:], "little")

    def holds(self, *, cofactor: int = 1, hashed_r: bytes = b"", hashed_public: bytes = b"") -> bool:
        """Say whether cofactor·S·B = cofactor·(R + k·A), hashing R and A as sent or as told."""
        digest = sha512((hashed_r or self.r) + (hashed_public or self.public) + self.message)
        k = int.from_bytes(digest.digest(), "little") % ORDER
        right = decode(self.r).plus(decode(self.public).times(k))
        return BASE.times(self.s).times(cofactor).equals(right.times(cofactor))
