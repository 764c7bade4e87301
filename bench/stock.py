"""Cases to measure with: genuine ones, as a reporter's report would have become them."""

from collections.abc import Sequence

from bench.installation import AGENCY
from wbs.cases.model import AgencyCode, NewCase, UploadClaim
from wbs.cases.reporters.keeping import UploadWriter, new_case
from wbs.clock import RELEASED, SystemClock
from wbs.crypto.compose import Recipient, compose_case, recipients_of
from wbs.crypto.directory import receivers
from wbs.crypto.encoding import b64url
from wbs.crypto.messages import Attachment, SealedBy
from wbs.crypto.primitives import random_bytes
from wbs.crypto.receipt import Receipt
from wbs.crypto.report import Accused, Category, ReportBody
from wbs.crypto.trust import VerifiedDirectory
from wbs.store.store import Store

MIB = 1 << 20


def sealed_report(
    directory: VerifiedDirectory, title: str, files: Sequence[tuple[UploadClaim, Attachment]] = ()
) -> NewCase:
    """Seal one report to the installation's receivers."""
    receipt = Receipt.generate()
    sealed = compose_case(
        report=report_body(title, "Angka pada papan proyek berbeda dengan berita acara."),
        receipt=receipt,
        directory=directory,
        recipients=readers_of(directory),
        sealed_by=SealedBy.PORTAL,
        attachments=[attachment for _, attachment in files],
    )
    return new_case(sealed, receipt.mailbox_hash, tuple(claim for claim, _ in files), SystemClock().today())


def report_body(title: str, what: str) -> ReportBody:
    """Write a report."""
    return ReportBody(
        title=title,
        what=what,
        accused=[Accused(unit="Dinas Sarana")],
        rank="staff",
        where="Desa Semisal",
        when="Juli 2026",
        category=Category.PROCUREMENT,
    )


def readers_of(directory: VerifiedDirectory) -> tuple[Recipient, ...]:
    """Give everyone who receives by a directory today."""
    return recipients_of(directory, receivers(directory.document, SystemClock().today(), RELEASED))


def store_file(store: Store, name: str, mebibytes: int) -> tuple[UploadClaim, Attachment]:
    """Store an encrypted file of random bytes that no message has taken over yet."""
    writer = UploadWriter(store.cases, AgencyCode(AGENCY), SystemClock().today())
    for _ in range(mebibytes):
        writer.write(random_bytes(MIB))
    writer.finish()
    attachment = Attachment(
        id=b64url(writer.claim.attachment),
        key=b64url(writer.key),
        name=name,
        media_type="application/octet-stream",
        size=writer.size,
    )
    return writer.claim, attachment
