"""X-Wing encapsulation with given randomness (draft-connolly-cfrg-xwing-kem, section 5.4)."""

from hashlib import sha3_256

from . import mlkem768
from .x25519 import BASE, x25519

_LABEL = b"\\.//^\\"
_MLKEM_KEY_SIZE = 1184


def encapsulate(public: bytes, randomness: bytes) -> tuple[bytes, bytes]:
    """Return the shared secret (32 bytes) and the ciphertext (1,120 bytes)."""
    mlkem_public, curve_public = public[:_MLKEM_KEY_SIZE], public[_MLKEM_KEY_SIZE:]
    mlkem_secret, mlkem_ciphertext = mlkem768.encapsulate(mlkem_public, randomness[:32])
    ephemeral = randomness[32:]
    curve_ciphertext = x25519(ephemeral, BASE)
    curve_secret = x25519(ephemeral, curve_public)
    bound = mlkem_secret + curve_secret + curve_ciphertext + curve_public + _LABEL
    return sha3_256(bound).digest(), mlkem_ciphertext + curve_ciphertext
