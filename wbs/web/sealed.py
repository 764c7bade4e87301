"""Stored ciphertext and signed documents in the form in which both applications answer with them. Opens nothing."""

from typing import TypedDict

from wbs.cases.model import CaseFile
from wbs.cases.worklist import InboxRow
from wbs.crypto.encoding import b64url
from wbs.crypto.trust import DocumentSet
from wbs.web.shapes import AttachmentAnswer, DocumentsAnswer, EpochKeyAnswer, MessageAnswer, RecordAnswer


class OpeningMembers(TypedDict):
    """What opens a case's title, and what it is called by."""

    agency: str
    case: str
    records: list[RecordAnswer]
    grants: list[EpochKeyAnswer]
    previous_keys: list[EpochKeyAnswer]
    summary: str


class CaseMembers(OpeningMembers):
    """What opens a whole case."""

    messages: list[MessageAnswer]
    attachments: list[AttachmentAnswer]


def documents_answer(envelopes: DocumentSet) -> DocumentsAnswer:
    """Give signed documents the form in which they travel."""
    return DocumentsAnswer(
        roots={code: [b64url(one) for one in chain] for code, chain in envelopes.roots.items()},
        directories={code: [b64url(one) for one in chain] for code, chain in envelopes.directories.items()},
        agencies=[b64url(one) for one in envelopes.agencies],
    )


def opening_members(held: CaseFile | InboxRow) -> OpeningMembers:
    """Give the members that open a title, for an answer that has more."""
    records = sorted(held.records, key=lambda record: record.place)
    return OpeningMembers(
        agency=held.name.agency,
        case=held.name.case,
        records=[RecordAnswer(envelope=b64url(record.envelope)) for record in records],
        grants=[EpochKeyAnswer(epoch=grant.epoch, sealed=b64url(grant.sealed)) for grant in held.grants],
        previous_keys=[
            EpochKeyAnswer(epoch=epoch, sealed=b64url(sealed)) for epoch, sealed in sorted(held.previous_keys.items())
        ],
        summary=b64url(held.summary),
    )


def case_members(file: CaseFile) -> CaseMembers:
    """Give the members that open a case, for an answer that has more."""
    return CaseMembers(
        **opening_members(file),
        messages=[
            MessageAnswer(
                author=message.author,
                seq=message.seq,
                epoch=message.epoch,
                kind=message.kind,
                sealed=b64url(message.sealed),
                day=message.day.isoformat(),
            )
            for message in file.messages
        ],
        attachments=[AttachmentAnswer(id=b64url(name), length=length) for name, length in file.attachments.items()],
    )
