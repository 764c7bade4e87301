"""Named costs of Argon2id on the server, with their source; the officer's own stretching is in `signin`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HashProfile:
    """One cost: memory in KiB, passes over it."""

    memory_kib: int
    passes: int


OFFICER_SIGN_IN = HashProfile(memory_kib=19 * 1024, passes=2)
"""OWASP Password Storage Cheat Sheet, first row for Argon2id. What is hashed is no password: it comes out of 64 MiB of
Argon2id over 77 random bits, so this only keeps a stolen hash from being replayed as the proof itself."""
