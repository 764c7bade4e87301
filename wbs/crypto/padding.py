"""Padding: what a stored length may reveal (docs/spec/padding.md).

Small documents become uint32 length ‖ document ‖ zeros in a fixed class or the next power of two. Attachments are the
file followed by zeros up to its Padmé length; the true size travels in the signed manifest. A backup ends
in zeros up to a class of its own.
"""

from wbs.errors import FormatError

LENGTH_BYTES = 4
FLOOR = 4096
GRANT_CLASS = 512
SUMMARY_CLASS = 2048
DOCUMENT_LIMIT = 1 << 21
"""Largest class of a padded document, in bytes."""
ATTACHMENT_FLOOR = 4096
BACKUP_FLOOR = 16 << 20
"""Smallest class of a backup, in bytes."""
DOCUMENT_CLASSES = frozenset(1 << exponent for exponent in range(FLOOR.bit_length() - 1, DOCUMENT_LIMIT.bit_length()))
"""Every length of a padded document."""


def document_class(size: int) -> int:
    """Give the smallest class that holds a document of `size` bytes: a power of two from 4,096 to 2 MiB.

    Raises:
        FormatError: the document does not fit the largest class.
    """
    needed = size + LENGTH_BYTES
    padded = max(FLOOR, 1 << (needed - 1).bit_length())
    if padded > DOCUMENT_LIMIT:
        raise FormatError("document is larger than the largest class")
    return padded


def is_document_class(size: int) -> bool:
    """Say whether `size` is a class of `document_class`."""
    return size in DOCUMENT_CLASSES


def pad(document: bytes, size: int | None = None) -> bytes:
    """Pad a document to `size` bytes, or to its own class.

    Raises:
        FormatError: the document does not fit.
    """
    padded = document_class(len(document)) if size is None else size
    zeros = padded - LENGTH_BYTES - len(document)
    if zeros < 0:
        raise FormatError("document does not fit its class")
    return len(document).to_bytes(LENGTH_BYTES, "big") + document + bytes(zeros)


def unpad(padded: bytes, size: int | None = None) -> bytes:
    """Read a padded document back; `size` is its fixed class, if it has one.

    Raises:
        FormatError: the length is no class or not the smallest one, or a padding byte is not zero.
    """
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    end = LENGTH_BYTES + length
    if len(padded) < LENGTH_BYTES or end > len(padded):
        raise FormatError("padding length does not fit")
    if len(padded) != (document_class(length) if size is None else size):
        raise FormatError("length is not the class of its document")
    if padded.count(0, end) != len(padded) - end:
        raise FormatError("padding is not zero")
    return padded[LENGTH_BYTES:end]


def padme(size: int) -> int:
    """Give the padded length of an attachment: Padmé (Nikitin et al. 2019) with a floor of 4,096 bytes."""
    if size <= ATTACHMENT_FLOOR:
        return ATTACHMENT_FLOOR
    exponent = size.bit_length() - 1
    kept = exponent.bit_length()
    step = 1 << (exponent - kept)
    return (size + step - 1) // step * step


def backup_class(size: int) -> int:
    """Give the padded length of a backup: 16 MiB, then four classes in each doubling (docs/spec/backup.md).

    Far coarser than `padme`: two nightly backups side by side must not tell how much came in between.
    """
    if size <= BACKUP_FLOOR:
        return BACKUP_FLOOR
    step = 1 << ((size - 1).bit_length() - 3)
    return (size + step - 1) // step * step


def is_padme(size: int) -> bool:
    """Say whether `size` is a length that `padme` gives."""
    return padme(size) == size
