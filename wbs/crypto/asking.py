"""Asks a custodian to open a disclosed identity, and answers (docs/spec/identity.md, "Opening").

An officer who reads the case brings what the case key opens; the custodian brings the inner key. Each signs what it
does and seals it to the other alone. Opens with private keys: no web process may import it.
"""

from datetime import date
from enum import StrEnum

import msgspec

from wbs.crypto.directory import REPLYING, effective_day
from wbs.crypto.disclosure import open_identity
from wbs.crypto.dossier import newest_counted
from wbs.crypto.handling import home_of
from wbs.crypto.keys import (
    CustodianPrivateKey,
    CustodianPublicKey,
    OfficerSigningKey,
    OfficerVerifyKey,
    ReaderPrivateKey,
    ReaderPublicKey,
    ReporterVerifyKey,
)
from wbs.crypto.messages import IdentityFile, digest_of
from wbs.crypto.records import DirectoryName, ReaderRef, RecordChain
from wbs.crypto.report import Contact
from wbs.crypto.seal import seal_document
from wbs.crypto.shape import CaseIdText, Digest, Document, Note, check
from wbs.crypto.signing import Unverified, sign
from wbs.crypto.trust import TrustBook
from wbs.crypto.unseal import unseal_document
from wbs.errors import FormatError, TrustError, UnsealError


class IdentityRequest(Document, frozen=True, kw_only=True, tag="wbs-identity-request/v1"):
    """An officer's question: which case, why, and the member that the officer found in its report."""

    case: CaseIdText
    author: ReaderRef
    reason: Note
    identity: IdentityFile


class Disclosure(StrEnum):
    """What a custodian answered."""

    OPENED = "opened"
    NOTHING = "nothing"
    """The reporter told no identity, or sealed it to another custodian."""
    REFUSED = "refused"


class IdentityAnswer(Document, frozen=True, kw_only=True, tag="wbs-identity-answer/v1"):
    """A custodian's answer to one question: the identity if it was opened, the reason if it was refused."""

    case: CaseIdText
    request: Digest
    """SHA-256 of the sealed question."""
    author: ReaderRef
    """The custodian."""
    to: ReaderRef
    disclosure: Disclosure
    contact: Contact | msgspec.UnsetType = msgspec.UNSET
    reason: Note | msgspec.UnsetType = msgspec.UNSET
    directory: DirectoryName
    """One that lists the custodian."""


def ask_identity(key: OfficerSigningKey, custodian: CustodianPublicKey, request: IdentityRequest) -> bytes:
    """Sign a question and seal it to the custodian.

    Raises:
        FormatError: no reason, or one of more than 300 characters.
    """
    return seal_document(custodian, sign(check(request), key))


def open_request(
    key: CustodianPrivateKey, sealed: bytes, chain: RecordChain, book: TrustBook, today: date, released: date
) -> IdentityRequest:
    """Open a question and check that whoever asks may: reads by the newest record that counts, serves, and replies.

    And is of the agency that handles the case: its guests have no business with who the reporter is.

    A custodian opens no messages, so a record counts only by its own signer: one who reads by a record that counts, and
    stands in the newest directory. A record that others merely built on has to be followed by one of theirs.

    Raises:
        UnsealError: sealed to another custodian.
        FormatError: no question of this version.
        SignatureError: not signed by the officer whom it names.
        TrustError: of another case, or by somebody who does not read it, does not serve, has no role that replies, or
            is a guest.
    """
    unverified = Unverified(unseal_document(key, sealed))
    author = unverified.unsafe_peek(IdentityRequest).author
    request = unverified.verify(_asking_key(author, chain, book, (today, released)), IdentityRequest)
    if request.case != chain.case:
        raise TrustError("a question about another case")
    return request


def _asking_key(author: ReaderRef, chain: RecordChain, book: TrustBook, days: tuple[date, date]) -> OfficerVerifyKey:
    """Give the newest verify key of whoever asks; raises TrustError."""
    directory = book.newest(author.agency) if book.is_open(author.agency) else None
    entry = None if directory is None else directory.entries.get(author.reader)
    if directory is None or entry is None or REPLYING.isdisjoint(entry.roles):
        raise TrustError("asked by somebody who may not reply")
    if not entry.serves(effective_day(*days, directory.document.issued)):
        raise TrustError("asked by somebody who does not serve")
    newest = newest_counted(chain, book)
    if (author.agency, author.reader) not in newest.readers:
        raise TrustError("asked by somebody who does not read the case")
    if author.agency != home_of(chain, newest):
        raise TrustError("asked by a guest of another agency")
    return directory.verify_keys[entry.id]


def disclose(key: CustodianPrivateKey, request: IdentityRequest, chain: RecordChain) -> Contact | None:
    """Open the identity that a checked question brings; None if there is none for this custodian.

    Raises:
        SignatureError, TrustError: another reporter's, or another case's.
    """
    reporter = ReporterVerifyKey.parse(chain.first.reporter.verify_key)
    try:
        return open_identity(key, request.identity, request.case, reporter)
    except (FormatError, UnsealError):
        return None


def answer_request(key: OfficerSigningKey, asker: ReaderPublicKey, answer: IdentityAnswer) -> bytes:
    """Sign an answer and seal it to whoever asked.

    Raises:
        FormatError: opened without a contact, refused without a reason, or either where it does not belong.
    """
    return seal_document(asker, sign(check_answer(answer), key))


def check_answer(answer: IdentityAnswer) -> IdentityAnswer:
    """Check what the declared shape does not. Raises FormatError."""
    check(answer)
    has_contact, has_reason = answer.contact is not msgspec.UNSET, answer.reason is not msgspec.UNSET
    if has_contact != (answer.disclosure is Disclosure.OPENED):
        raise FormatError("a contact that was not opened, or none that was")
    if has_reason != (answer.disclosure is Disclosure.REFUSED):
        raise FormatError("a refusal without a reason, or a reason without one")
    return answer


def open_answer(
    key: ReaderPrivateKey, sealed: bytes, question: bytes, me: ReaderRef, case: str, book: TrustBook
) -> IdentityAnswer:
    """Open the answer to one's own question.

    Raises:
        UnsealError: sealed to somebody else.
        FormatError: no answer of this version.
        SignatureError: not signed by the custodian whom it names.
        TrustError: another case's, another question's, to somebody else, or by nobody's custodian.
    """
    unverified = Unverified(unseal_document(key, sealed))
    stated = unverified.unsafe_peek(IdentityAnswer)
    answer = check_answer(unverified.verify(_custodians_key(stated, book), IdentityAnswer))
    if (answer.case, answer.request, answer.to) != (case, digest_of(question), me):
        raise TrustError("the answer to another question")
    return answer


def _custodians_key(answer: IdentityAnswer, book: TrustBook) -> OfficerVerifyKey:
    """Give the verify key of the custodian in the directory that an answer names; raises TrustError."""
    name = answer.directory
    custodian = book.directory(name.agency, name.version, name.digest).document.custodian
    if custodian is msgspec.UNSET or (name.agency, custodian.id) != (answer.author.agency, answer.author.reader):
        raise TrustError("answered by somebody who is no custodian")
    return OfficerVerifyKey.parse(custodian.verify_key)
