"""ML-KEM-768 encapsulation with given randomness (FIPS 203, algorithms 14 and 17)."""

from hashlib import sha3_256, sha3_512, shake_128, shake_256

_Q = 3329
_N = 256
_RANK = 3
_ROOT = 17
_VECTOR_SIZE = 384 * _RANK

Polynomial = list[int]


def encapsulate(public: bytes, randomness: bytes) -> tuple[bytes, bytes]:
    """Return the shared secret (32 bytes) and the ciphertext (1,088 bytes)."""
    secrets = sha3_512(randomness + sha3_256(public).digest()).digest()
    return secrets[:32], _encrypt(public, randomness, secrets[32:])


def _encrypt(public: bytes, message: bytes, coins: bytes) -> bytes:
    t = [_unpack(public[384 * i : 384 * (i + 1)], 12) for i in range(_RANK)]
    rho = public[_VECTOR_SIZE:]
    noise = [_noise(coins, number) for number in range(2 * _RANK + 1)]
    y = [_ntt(polynomial) for polynomial in noise[:_RANK]]
    u = [_add(_inverse_ntt(_dot(_column(rho, i), y)), noise[_RANK + i]) for i in range(_RANK)]
    spread = [_decompress_bit(bit) for bit in _unpack(message, 1)]
    v = _add(_add(_inverse_ntt(_dot(t, y)), noise[2 * _RANK]), spread)
    return b"".join(_pack(_compress(part, 10), 10) for part in u) + _pack(_compress(v, 4), 4)


def _column(rho: bytes, i: int) -> list[Polynomial]:
    return [_sample_uniform(rho + bytes([i, j])) for j in range(_RANK)]


def _sample_uniform(seed: bytes) -> Polynomial:
    stream = shake_128(seed).digest(3 * _N * 4)
    pairs = (
        (a | (b & 15) << 8, b >> 4 | c << 4) for a, b, c in zip(stream[::3], stream[1::3], stream[2::3], strict=True)
    )
    accepted = [value for pair in pairs for value in pair if value < _Q]
    return accepted[:_N]


def _noise(coins: bytes, number: int) -> Polynomial:
    """Sample the centred binomial distribution with η = 2, for both η of this parameter set."""
    bits = _unpack(shake_256(coins + bytes([number])).digest(64 * 2), 1)
    return [(bits[i] + bits[i + 1] - bits[i + 2] - bits[i + 3]) % _Q for i in range(0, 4 * _N, 4)]


def _reversed7(number: int) -> int:
    return int(f"{number:07b}"[::-1], 2)


_ZETAS = [pow(_ROOT, _reversed7(i), _Q) for i in range(128)]
_GAMMAS = [pow(_ROOT, 2 * _reversed7(i) + 1, _Q) for i in range(128)]


def _ntt(polynomial: Polynomial) -> Polynomial:
    f = list(polynomial)
    zetas = iter(_ZETAS[1:])
    for length in (128, 64, 32, 16, 8, 4, 2):
        for start in range(0, _N, 2 * length):
            zeta = next(zetas)
            for j in range(start, start + length):
                t = zeta * f[j + length] % _Q
                f[j], f[j + length] = (f[j] + t) % _Q, (f[j] - t) % _Q
    return f


def _inverse_ntt(polynomial: Polynomial) -> Polynomial:
    f = list(polynomial)
    zetas = reversed(_ZETAS[1:])
    for length in (2, 4, 8, 16, 32, 64, 128):
        for start in range(0, _N, 2 * length):
            zeta = next(zetas)
            for j in range(start, start + length):
                f[j], f[j + length] = (
                    (f[j] + f[j + length]) % _Q,
                    zeta * (f[j + length] - f[j]) % _Q,
                )
    return [value * 3303 % _Q for value in f]  # 3303 = 128⁻¹


def _multiply(f: Polynomial, g: Polynomial) -> Polynomial:
    product = []
    for i, gamma in enumerate(_GAMMAS):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        product += [(a * c + b * d * gamma) % _Q, (a * d + b * c) % _Q]
    return product


def _add(f: Polynomial, g: Polynomial) -> Polynomial:
    return [(a + b) % _Q for a, b in zip(f, g, strict=True)]


def _dot(left: list[Polynomial], right: list[Polynomial]) -> Polynomial:
    total = [0] * _N
    for f, g in zip(left, right, strict=True):
        total = _add(total, _multiply(f, g))
    return total


def _compress(polynomial: Polynomial, bits: int) -> list[int]:
    return [((value << bits) + _Q // 2) // _Q % (1 << bits) for value in polynomial]


def _decompress_bit(bit: int) -> int:
    return (_Q + 1) // 2 * bit


def _pack(values: list[int], bits: int) -> bytes:
    number = sum(value << bits * place for place, value in enumerate(values))
    return number.to_bytes(len(values) * bits // 8, "little")


def _unpack(packed: bytes, bits: int) -> list[int]:
    number, mask = int.from_bytes(packed, "little"), (1 << bits) - 1
    return [number >> bits * place & mask for place in range(8 * len(packed) // bits)]
