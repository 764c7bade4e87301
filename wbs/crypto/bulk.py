"""Attachments: C2SP chunked encryption with AES-256-GCM, padding included, streaming (docs/spec/attachment.md).

The random key travels only inside a signed message; the format commits to it, so no further digest is needed.
"""

from wbs.crypto.encoding import b64url
from wbs.crypto.padding import padme
from wbs.crypto.primitives import (
    BulkDecryptor,
    bulk_encryptor,
    random_bytes,
)
from wbs.errors import FormatError

KEY_BYTES = 32
ATTACHMENT_ID_BYTES = 16
HEADER_BYTES = 56
CHUNK_BYTES = 16 * 1024
TAG_BYTES = 16
_ZEROS = bytes(64 * 1024)


def new_attachment_id() -> bytes:
    """Draw the 16-byte name of an attachment."""
    return random_bytes(ATTACHMENT_ID_BYTES)


def context_of(attachment_id: bytes) -> bytes:
    """Give the encryption context that binds bytes to one attachment id."""
    return b"wbs-attachment/v1 " + attachment_id


def encrypted_size(size: int) -> int:
    """Give the stored length of an attachment of `size` bytes: padded, with header and tags.

    The last chunk is always shorter than 16 KiB, so a multiple of it is followed by an empty one.
    """
    padded = padme(size)
    return HEADER_BYTES + padded + (padded // CHUNK_BYTES + 1) * TAG_BYTES


def is_encrypted_size(stored: int) -> bool:
    """Say whether `stored` is a length that `encrypted_size` gives."""
    rest = stored - HEADER_BYTES
    full, part = divmod(rest, CHUNK_BYTES + TAG_BYTES)
    padded = full * CHUNK_BYTES + part - TAG_BYTES
    return encrypted_size(padded) == stored


class AttachmentWriter:
    """Encrypts one file as it arrives; the length need not be known before the end."""

    def __init__(self, attachment_id: bytes) -> None:
        """Draw a fresh key."""
        self.attachment_id = attachment_id
        self.key = random_bytes(KEY_BYTES)
        self.size = 0
        self._cipher = bulk_encryptor(self.key, context_of(attachment_id))

    def __repr__(self) -> str:
        return f"AttachmentWriter({b64url(self.attachment_id)})"

    def update(self, data: bytes) -> bytes:
        """Take the next plaintext, give what is ready."""
        self.size += len(data)
        return self._cipher.update(data)

    def finalize(self) -> bytes:
        """Pad to the Padmé length and give the rest (at most 12 % of the file, or 4 KiB)."""
        missing = padme(self.size) - self.size
        parts = []
        while missing:
            zeros = _ZEROS[:missing]
            parts.append(self._cipher.update(zeros))
            missing -= len(zeros)
        parts.append(self._cipher.finalize())
        return b"".join(parts)


class AttachmentReader:
    """Decrypts one attachment and cuts its padding, which must be zero."""

    def __init__(self, attachment_id: bytes, key: bytes, size: int) -> None:
        """Start with what the signed manifest says: id, key, true size in bytes."""
        if len(attachment_id) != ATTACHMENT_ID_BYTES:
            raise FormatError("attachment id of the wrong size")
        self._cipher = BulkDecryptor(key, context_of(attachment_id))
        self._size = size
        self._given = 0
        self._seen = 0

    def update(self, data: bytes) -> bytes:
        """Take stored bytes, give plaintext of the file.

        Raises:
            UnsealError: altered bytes or another key.
            FormatError: padding that is not zero.
        """
        return self._cut(self._cipher.update(data))

    def finalize(self) -> bytes:
        """Give the rest.

        Raises:
            UnsealError: cut off or altered.
            FormatError: another size than the manifest says.
        """
        rest = self._cut(self._cipher.finalize())
        if self._seen != padme(self._size):
            raise FormatError("attachment is not of the size its manifest says")
        return rest

    def _cut(self, plaintext: bytes) -> bytes:
        self._seen += len(plaintext)
        content = plaintext[: self._size - self._given]
        if any(plaintext[len(content) :]):
            raise FormatError("attachment padding is not zero")
        self._given += len(content)
        return content
