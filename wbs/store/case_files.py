"""Reading one case for one reader, in five queries on one state of the database."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, and_, bindparam, select

from wbs.cases.model import (
    AttachmentId,
    CaseFile,
    CaseName,
    KeyDigest,
    StoredGrant,
    StoredMessage,
    StoredRecord,
)
from wbs.crypto.messages import Kind, Status
from wbs.store.schema.cases import ATTACHMENTS, CASE_SERVED, CASES, GRANTS, MESSAGES, RECORDS

_AGENCY: BindParameter[str] = bindparam("agency")
_CASE: BindParameter[str] = bindparam("case_id")
_READERS: BindParameter[Sequence[str]] = bindparam("readers", expanding=True)
_HEAD = (
    select(
        *(CASES.c.status, CASES.c.received, CASES.c.summary),
        *(GRANTS.c.reader, GRANTS.c.epoch, GRANTS.c.in_force, GRANTS.c.sealed),
    )
    .join_from(GRANTS, CASES, and_(CASES.c.agency == GRANTS.c.agency, CASES.c.case_id == GRANTS.c.case_id))
    .where(GRANTS.c.agency == _AGENCY, GRANTS.c.case_id == _CASE, GRANTS.c.reader.in_(_READERS))
    .order_by(GRANTS.c.epoch)
)
_RECORDS = (
    select(RECORDS.c.epoch, RECORDS.c.place, RECORDS.c.digest, RECORDS.c.envelope, RECORDS.c.previous_key)
    .where(RECORDS.c.agency == _AGENCY, RECORDS.c.case_id == _CASE)
    .order_by(RECORDS.c.place)
)
_MESSAGES = (
    select(MESSAGES.c.author, MESSAGES.c.seq, MESSAGES.c.epoch, MESSAGES.c.kind, MESSAGES.c.sealed, MESSAGES.c.day)
    .where(MESSAGES.c.agency == _AGENCY, MESSAGES.c.case_id == _CASE)
    .order_by(MESSAGES.c.author, MESSAGES.c.seq)
)
_ATTACHMENTS = select(ATTACHMENTS.c.attachment, ATTACHMENTS.c.length).where(
    ATTACHMENTS.c.agency == _AGENCY, ATTACHMENTS.c.case_id == _CASE
)


def load_records(connection: Connection, name: CaseName) -> tuple[StoredRecord, ...]:
    """Load the records of a case in order; none if there is no such case."""
    key = {"agency": name.agency, "case_id": name.case}
    return tuple(StoredRecord(*record[:4]) for record in connection.execute(_RECORDS, key))


_SERVED = select(CASE_SERVED.c.newest).where(CASE_SERVED.c.agency == _AGENCY, CASE_SERVED.c.case_id == _CASE)


def load_case_file(connection: Connection, name: CaseName, readers: Sequence[KeyDigest]) -> CaseFile | None:
    """Load what a reader of the newest epoch needs; None for everyone else. Messages by author, then number."""
    key = {"agency": name.agency, "case_id": name.case}
    found = connection.execute(_HEAD, {**key, "readers": list(readers)}).all()
    # Asked in any case: who finds nothing waits for as many answers as who finds something.
    records = connection.execute(_RECORDS, key).all()
    messages = connection.execute(_MESSAGES, key).all()
    attachments = connection.execute(_ATTACHMENTS, key).all()
    served = connection.execute(_SERVED, key).scalar_one_or_none()
    in_force = {head.reader for head in found if head.in_force}
    reader = next((one for one in readers if one in in_force), None)
    if reader is None:
        return None
    heads = [head for head in found if head.reader == reader]
    return CaseFile(
        name=name,
        status=Status(heads[0].status),
        received=heads[0].received,
        records=tuple(StoredRecord(*record[:4]) for record in records),
        grants=tuple(StoredGrant(head.epoch, reader, head.sealed) for head in heads),
        previous_keys={record.epoch: record.previous_key for record in records if record.previous_key is not None},
        summary=heads[0].summary,
        messages=tuple(StoredMessage(*row[:3], Kind(row.kind), *row[4:]) for row in messages),
        attachments={AttachmentId(attachment): length for attachment, length in attachments},
        served=served or 0,
    )
