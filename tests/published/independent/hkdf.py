"""HKDF (RFC 5869) with a hash function by name."""

from hmac import digest


def extract(hash_name: str, salt: bytes, secret: bytes) -> bytes:
    return digest(salt, secret, hash_name)


def expand(hash_name: str, key: bytes, info: bytes, length: int) -> bytes:
    output, block, counter = b"", b"", 1
    while len(output) < length:
        block = digest(key, block + info + bytes([counter]), hash_name)
        output, counter = output + block, counter + 1
    return output[:length]
