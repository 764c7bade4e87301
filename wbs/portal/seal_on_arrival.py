"""Seals and opens for browsers without JavaScript, in the memory of one request: the only module that may open.

Pages say before anyone writes that this happens. Nothing here is stored in the clear, logged, or kept after the answer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from wbs.cases.model import AttachmentId, CaseFile, KeyDigest
from wbs.cases.ports import CaseStore
from wbs.cases.reporters.arrivals import SentEpoch, accept_epoch
from wbs.cases.reporters.keeping import new_case, upload_claim
from wbs.cases.reporters.mailbox import add_message, file_of, find_case, material_of
from wbs.cases.reporters.retraction import RETRACTED, accept_retraction, going_with
from wbs.cases.room import require_room_for_message
from wbs.clock import RELEASED
from wbs.crypto.bulk import AttachmentReader
from wbs.crypto.compose import Draft, SealedCase, compose_case, compose_epoch, compose_message, recipients_of
from wbs.crypto.dossier import Dossier, OpenedMessage, open_as_reporter
from wbs.crypto.encoding import b64url, from_b64url
from wbs.crypto.messages import Attachment, ConsentAnswer, Kind, Message, Purpose, RemovedBody, SealedBy, TextBody
from wbs.crypto.primitives import RunningSha256
from wbs.crypto.receipt import Receipt
from wbs.crypto.records import REPORTER
from wbs.crypto.renewing import is_epoch_due, newly_listed, recipients_after
from wbs.crypto.report import Contact, ReportBody
from wbs.crypto.retraction import Retracted, Retraction, sign_retraction
from wbs.crypto.trust import TrustBook, VerifiedDirectory
from wbs.errors import (
    ChannelClosedError,
    ConflictError,
    ForgedGrantError,
    NotFoundError,
    OpenedError,
    RefusedError,
    TrustError,
)
from wbs.portal.channels import Receiving
from wbs.portal.tickets import KeptFile

_DECOY_READERS = 3
_ATTEMPTS = 5
"""How often a message is signed again because something newer came in between."""


def seal_report(
    report: ReportBody,
    receipt: Receipt,
    receiving: Receiving,
    files: Iterable[KeptFile],
    contact: Contact | None = None,
) -> SealedCase:
    """Seal a new report to its readers and to the reporter; `contact` is for the custodian alone."""
    return compose_case(
        report=report,
        receipt=receipt,
        directory=receiving.directory,
        recipients=receiving.recipients,
        sealed_by=SealedBy.PORTAL,
        attachments=[_attachment(file) for file in files],
        contact=contact,
        excluded=receiving.excluded,
        custodian=receiving.custodian,
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as it lies in the store, and what the receipt proves of it."""

    file: CaseFile
    dossier: Dossier

    @property
    def own(self) -> tuple[OpenedMessage, ...]:
        """The reporter's messages."""
        return tuple(message for message in self.dossier.messages if message.author == REPORTER)

    @property
    def next_seq(self) -> int:
        """The number that the reporter's next message will have."""
        return 1 + max((message.message.seq for message in self.own), default=0)

    def attachment(self, attachment: str) -> Attachment | None:
        """Find a file by its id among the verified messages."""
        listed = (file for opened in self.dossier.messages for file in opened.message.attachments)
        return next((file for file in listed if file.id == attachment), None)

    def has_said(self, text: str) -> bool:
        """Say whether the reporter has sent exactly this text."""
        bodies = (own.message.body for own in self.own)
        return any(isinstance(body, TextBody) and body.text == text for body in bodies)

    def differing(self, report: ReportBody) -> tuple[str, ...]:
        """Name the members in which a report differs from the one that began the case."""
        first = next((own.message.body for own in self.own if own.message.kind is Kind.REPORT), report)
        names = report.__struct_fields__
        return tuple(name for name in names if getattr(first, name, msgspec.UNSET) != getattr(report, name))


class Correspondence:
    """One reporter's way to one case, for the length of a request."""

    def __init__(self, store: CaseStore, receipt: Receipt, book: TrustBook) -> None:
        """Take the store, the receipt and the verified documents."""
        self._store = store
        self._receipt = receipt
        self._book = book

    def open(self) -> Opened | None:
        """Find the case and open it; None if the receipt has none.

        Raises:
            RefusedError: what the store gave is not genuine.
            StoreError: the store cannot be asked.
        """
        file = find_case(self._store, self._receipt.mailbox_hash, self._receipt.reader_key.public.digest)
        if file is None:
            return None
        return Opened(file, open_as_reporter(material_of(file), self._receipt, self._book))

    def has_file(self, opened: Opened, file: KeptFile) -> bool:
        """Say whether the reporter has sent this very file: name and content.

        Raises:
            StoreError: the store cannot be asked.
        """
        sent = (one for own in opened.own for one in own.message.attachments)
        return any(self._is_same(opened, one, file) for one in sent)

    def has_files(self, opened: Opened, message: Message, files: Sequence[KeptFile]) -> bool:
        """Say whether a message carries exactly these files; raises as `has_file`."""
        rest = list(message.attachments)
        for file in files:
            same = next((one for one in rest if self._is_same(opened, one, file)), None)
            if same is None:
                return False
            rest.remove(same)
        return not rest

    def send(
        self,
        opened: Opened,
        text: str,
        files: Sequence[KeptFile],
        today: date,
        is_there: Callable[[Opened], bool] = lambda _: False,
        *,
        answer: ConsentAnswer | None = None,
        purpose: Purpose | None = None,
    ) -> bool:
        """Seal and store the reporter's next message; signed again if something newer came in between.

        Args:
            opened: the case as it was just opened.
            text: what was written; may be empty.
            files: what goes with it.
            today: the day.
            is_there: asked of the case as it is with what came in between; if so, nothing is stored.
            answer: what it says to a proposal, if it does.
            purpose: what it is for, beyond its words.

        Returns:
            Whether it was stored.

        Raises:
            TrustError: the reporter's own chain has a hole.
            CaseFullError: the reporter has written as much as a case takes.
            NotFoundError: the case, or one of the files, is gone.
            StoreError: nothing was stored.
        """
        claims = [upload_claim(file.id, file.key) for file in files]
        body = TextBody(text=text or msgspec.UNSET, answer=answer or msgspec.UNSET, purpose=purpose or msgspec.UNSET)
        draft = Draft(Kind.MESSAGE, body, SealedBy.PORTAL, tuple(map(_attachment, files)))
        for _ in range(_ATTEMPTS):
            try:
                opened = self._renewed(opened, today)
            except ConflictError:
                opened = self._reopen()
                continue
            place = opened.dossier.place_for(REPORTER, self._book)
            sealed = compose_message(self._receipt.signing_key, place, draft)
            require_room_for_message(opened.file, sealed.sealed)
            try:
                add_message(self._store, opened.file.name, sealed, claims, today)
            except ConflictError:
                opened = self._reopen()
                if is_there(opened):
                    return False
            else:
                return True
        raise ConflictError("the case changes faster than it can be written to")

    def _renewed(self, opened: Opened, today: date) -> Opened:
        """Give the case a new key where one is due, as a reporter's own device would; else the case as it is.

        Where nobody is left who could read, and the newest key counts, what is written stays under that one.

        Raises:
            ConflictError: something came in between: open the case again.
            TrustError: nobody is left who could read, and the newest key does not count.
            ForgedGrantError: the newest key was not granted.
        """
        dossier = opened.dossier
        if not is_epoch_due(dossier.chain, dossier.newest, self._book):
            return opened
        newest_key = dossier.case_keys.get(dossier.chain.epochs)
        if newest_key is None:
            raise ForgedGrantError("no grant for the newest epoch")
        try:
            chain, newest = dossier.chain, dossier.newest
            # The form asks nobody about names again, so whoever came onto the list since joins no case by it.
            barred = newly_listed(chain, newest, self._book)
            chosen, directories = recipients_after(chain, newest, self._book, today, RELEASED, barred)
        except ChannelClosedError:
            if dossier.epoch == dossier.chain.epochs:
                return opened  # the recovery key may still let somebody in
            raise TrustError("nobody is left who could read") from None
        epoch = compose_epoch(
            self._receipt.signing_key,
            REPORTER,
            dossier.chain,
            newest_key,
            chosen,
            directories=directories,
            heads=dossier.heads(),
        )
        grants = {KeyDigest(grant.key): grant.sealed for grant in epoch.grants}
        sent = SentEpoch(epoch.record, epoch.previous_key or b"", grants)
        self._store.start_epoch(accept_epoch(sent, opened.file, self._book, today))
        return self._reopen()

    def take_back(self, opened: Opened, number: int, today: date) -> None:
        """Sign that a message is taken back that no officer was given, and let the store remove it with its files.

        Raises:
            OpenedError: an officer was given it.
            TrustError: the reporter's own chain has a hole.
            NotFoundError: the case, or the message, is gone.
            StoreError: nothing was removed.
        """
        for _ in range(_ATTEMPTS):
            try:
                opened = self._renewed(opened, today)
            except ConflictError:
                opened = self._reopen()
                continue
            numbers = going_with(number, opened.file)
            going = [
                Retracted(seq=own.message.seq, digest=own.digest) for own in opened.own if own.message.seq in numbers
            ]
            if number <= opened.file.served or len(going) != len(numbers):
                raise OpenedError("a message that an officer was given, or that is not there")
            body = RemovedBody(digests=[one.digest for one in going], own=list(numbers), reason=RETRACTED)
            asked = Retraction(case=opened.file.name.case, messages=going)
            signed = sign_retraction(self._receipt.signing_key, asked)
            draft = Draft(Kind.REMOVED, body, SealedBy.PORTAL)
            sealed = compose_message(self._receipt.signing_key, opened.dossier.place_for(REPORTER, self._book), draft)
            try:
                self._store.retract(opened.file.name, *accept_retraction(sealed, signed, opened.file, today))
            except OpenedError:
                raise
            except ConflictError:
                opened = self._reopen()
            else:
                return
        raise ConflictError("the case changes faster than it can be written to")

    def _is_same(self, opened: Opened, sent: Attachment, file: KeptFile) -> bool:
        if sent.id == b64url(file.id):
            return True
        return (sent.name, sent.size) == (file.name, file.size) and self._digest(opened, sent) == file.digest

    def _digest(self, opened: Opened, sent: Attachment) -> bytes | None:
        """Hash a stored file; None if it is gone or not genuine, since such a one is like no other."""
        digest = RunningSha256()
        chunks = self._store.attachment(opened.file.name, AttachmentId(from_b64url(sent.id)))
        try:
            for piece in decrypted(sent, chunks or ()):
                digest.update(piece)
        except RefusedError:
            return None
        return digest.digest()

    def _reopen(self) -> Opened:
        opened = self.open()
        if opened is None:
            raise NotFoundError("the case is gone")
        return opened


def decrypted(file: Attachment, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt a stored file as it streams by; raises UnsealError or FormatError where it is not genuine."""
    reader = AttachmentReader(from_b64url(file.id), from_b64url(file.key), file.size)
    for chunk in chunks:
        yield reader.update(chunk)
    yield reader.finalize()


class Decoy:
    """A case of nobody, opened when words find no mailbox, so that both answers cost the same work."""

    def __init__(self, book: TrustBook, report: ReportBody, today: date) -> None:
        """Seal a report of nobody; it stays in memory as long as the process.

        Every agency's directory will do, also one that has expired: nobody reads it.

        Raises:
            ChannelClosedError: the installation is being founded, and no agency has a directory yet.
        """
        self._receipt = Receipt.generate()
        directory = _any_directory(book)
        sealed = compose_case(
            report=report,
            receipt=self._receipt,
            directory=directory,
            recipients=recipients_of(directory, directory.document.readers[:_DECOY_READERS]),
            sealed_by=SealedBy.PORTAL,
        )
        case = new_case(sealed, self._receipt.mailbox_hash, (), today)
        self.file = file_of(case, self._receipt.reader_key.public.digest)

    def open(self, receipt: Receipt, book: TrustBook) -> Opened:
        """Derive from the unknown receipt what a known one would have to give, then open the decoy instead."""
        _ = (receipt.reader_key.public.text, receipt.reader_key.handle, receipt.signing_key.public.text)
        return Opened(self.file, open_as_reporter(material_of(self.file), self._receipt, book))


def _any_directory(book: TrustBook) -> VerifiedDirectory:
    for entry in book.agencies.document.agencies:
        if book.is_open(entry.agency):
            return book.newest(entry.agency)
    raise ChannelClosedError("no agency has a directory yet")


def _attachment(file: KeptFile) -> Attachment:
    return Attachment(
        id=b64url(file.id), key=b64url(file.key), name=file.name, media_type=file.media_type, size=file.size
    )
