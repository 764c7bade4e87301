"""Open one signed item of a case: unseal, check its form and place, then verify its author's signature.

Messages and what officers write among themselves are opened alike (docs/spec/case.md, rules 3 and 4). What is wrong
becomes a finding. No program of reporters but the reader of mailboxes may import this.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from wbs.crypto.chains import FindingKind, RefusedItemError
from wbs.crypto.directory import Role
from wbs.crypto.keys import HybridPrivateKey, OfficerVerifyKey, VerifyKey
from wbs.crypto.records import DirectoryName, EpochView, ReaderRef, officer_entry, officer_key
from wbs.crypto.shape import Document
from wbs.crypto.signing import Unverified
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import FormatError, RefusedError, SignatureError, TrustError, UnsealError

ItemT = TypeVar("ItemT", bound=Document)


def open_item(
    key: HybridPrivateKey[Any] | None,
    sealed: bytes,
    shape: type[ItemT],
    *,
    check: Callable[[ItemT], ItemT],
    is_placed: Callable[[ItemT], bool],
    author_key: Callable[[ItemT], VerifyKey],
) -> ItemT:
    """Open and verify one item.

    Args:
        key: that it was sealed to; None if it is not held.
        sealed: the sealed bytes.
        shape: of the document inside.
        check: refuses a document that breaks its own rules.
        is_placed: says whether it belongs where the server says.
        author_key: finds the key that must have signed; may raise `RefusedItemError`.

    Raises:
        RefusedItemError: says what is wrong.
    """
    if key is None:
        raise RefusedItemError(FindingKind.SEAL)
    try:
        unverified = Unverified(unseal_document(key, sealed))
        item = check(unverified.unsafe_peek(shape))
    except UnsealError:
        raise RefusedItemError(FindingKind.SEAL) from None
    except RefusedError:
        raise RefusedItemError(FindingKind.FORMAT) from None
    if not is_placed(item):
        raise RefusedItemError(FindingKind.TRANSPLANT)
    try:
        unverified.verify(author_key(item), shape)
    except SignatureError:
        raise RefusedItemError(FindingKind.SIGNATURE) from None
    return item


def author_key_of(
    author: ReaderRef, directory: DirectoryName, epoch: EpochView, roles: frozenset[Role], book: TrustBook
) -> OfficerVerifyKey:
    """Find the key of an officer who reads the epoch and has one of `roles` in the directory that is named.

    Raises:
        RefusedItemError: no such officer.
    """
    try:
        entry = officer_entry(author, directory, book)
    except (TrustError, FormatError):
        raise RefusedItemError(FindingKind.AUTHOR) from None
    if (author.agency, author.reader) not in epoch.readers or not entry.may(roles):
        raise RefusedItemError(FindingKind.AUTHOR)
    return officer_key(author, directory, book)
