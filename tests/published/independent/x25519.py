"""The Montgomery ladder of X25519 (RFC 7748, section 5)."""

_FIELD = 2**255 - 19
_A24 = 121665
BASE = (9).to_bytes(32, "little")


def x25519(private: bytes, public: bytes) -> bytes:
    u = int.from_bytes(public, "little") % 2**255
    scalar = int.from_bytes(private, "little") & ~7 & (2**254 - 1) | 2**254
    low, high = (1, 0), (u, 1)  # multiples of the point by n and n + 1, as (x, z)
    for place in range(254, -1, -1):
        if scalar >> place & 1:
            high, low = _step(u, high, low)
        else:
            low, high = _step(u, low, high)
    x, z = low
    return (x * pow(z, _FIELD - 2, _FIELD) % _FIELD).to_bytes(32, "little")


def _step(u: int, low: tuple[int, int], high: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Double `low`, and add `high` to it, the two being `u` apart."""
    a, b = low[0] + low[1], low[0] - low[1]
    c, d = high[0] + high[1], high[0] - high[1]
    aa, bb = a * a % _FIELD, b * b % _FIELD
    e = aa - bb
    doubled = aa * bb % _FIELD, e * (aa + _A24 * e) % _FIELD
    added = (d * a + c * b) ** 2 % _FIELD, u * (d * a - c * b) ** 2 % _FIELD
    return doubled, added
