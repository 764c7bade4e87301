"""Describes what the reporters' portal serves to programs: docs/api/portal.json.

`python -m wbs.portal.api.openapi` writes that file; a test compares.
"""

import sys
from collections.abc import Mapping
from typing import Literal

from wbs.crypto.shape import AgencyCode, Bytes16, Bytes32, CaseIdText, Count, Digest, Ordinal
from wbs.portal.api import agencies, cases, mailbox, uploads
from wbs.portal.api.shapes import (
    AgencyAnswer,
    AnchorsAnswer,
    CaseRequest,
    EpochRequest,
    IndexAnswer,
    MailboxAnswer,
    MessageRequest,
    ProofText,
    RetractionRequest,
    WorkAnswer,
)
from wbs.portal.api.uploads import (
    AGENCY_HEADER,
    ID_HEADER,
    LENGTH_HEADER,
    OFFSET_HEADER,
    PART_TYPE,
    TOKEN_HEADER,
    TUS_HEADER,
)
from wbs.portal.api.wire import READER_HEADER, WORK_HEADER
from wbs.web.openapi import BYTES_TYPE, FOLDER, Api, Empty, Operation, serialise
from wbs.web.shapes import DocumentsAnswer

FILE = FOLDER / "portal.json"
_STORED_OR_KNOWN = (200, 201)
_NO_MAILBOX_TOKEN = 422
_ONE_UPLOAD = uploads.PREFIX + "/{upload}"
_TUS_FAILURES = (404, 412, 422)
_OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("get", cases.ANCHORS_PATH): Operation(
        "Get the fingerprints of all roots, to compare with those known from elsewhere.",
        answer=AnchorsAnswer,
        is_open=True,
    ),
    ("get", cases.PREFIX + "/documents"): Operation("Get all signed documents.", answer=DocumentsAnswer, is_open=True),
    ("get", agencies.PATH.replace("<agency>", "{agency}")): Operation(
        "Get an agency's public rules and its published quarters, to make this site's pages again and compare them.",
        answer=AgencyAnswer,
        failures=(404,),
        is_open=True,
    ),
    ("put", cases.PREFIX + "/cases/{case}"): Operation(
        "Send a new case under its own id, for the mailbox whose token comes along. 409: sealed to others than those "
        "who receive now, or the mailbox has another case. 503 `work`: it costs work just now; send it again with a "
        "proof (docs/spec/work.md).",
        CaseRequest,
        statuses=_STORED_OR_KNOWN,
        failures=(404, 409),
        optional=(WORK_HEADER,),
        also={503: WorkAnswer},
    ),
    ("get", mailbox.PREFIX): Operation(
        "Ask how far the case has come. One size for every mailbox, and for none.",
        answer=IndexAnswer,
        failures=(_NO_MAILBOX_TOKEN,),
        headers=(READER_HEADER,),
    ),
    ("get", mailbox.PREFIX + "/case"): Operation(
        "Get everything that opens the case, padded to a class of sizes; a case of nobody if the mailbox has none.",
        answer=MailboxAnswer,
        failures=(_NO_MAILBOX_TOKEN,),
        headers=(READER_HEADER,),
    ),
    ("post", mailbox.PREFIX + "/messages"): Operation(
        "Send a further message. 409: something newer is there; open the case again. 422: also where the case takes no "
        "more.",
        MessageRequest,
        statuses=_STORED_OR_KNOWN,
        failures=(404, 409),
        headers=(READER_HEADER,),
    ),
    ("post", mailbox.PREFIX + "/retractions"): Operation(
        "Remove what no officer was given yet, with its files: the report only with everything else that the reporter "
        "wrote. 409 `opened`: an officer was given it; 409 otherwise: something newer is there; open the case again.",
        RetractionRequest,
        statuses=_STORED_OR_KNOWN,
        failures=(404, 409),
        headers=(READER_HEADER,),
    ),
    ("post", mailbox.PREFIX + "/epochs"): Operation(
        "Begin an epoch, because a reader has gone from the directory. It leaves out nobody who still serves. "
        "409: something newer is there; open the case again.",
        EpochRequest,
        statuses=_STORED_OR_KNOWN,
        failures=(404, 409),
        headers=(READER_HEADER,),
    ),
    ("get", mailbox.PREFIX + "/attachments/{attachment}"): Operation(
        "Get an attachment's stored bytes.",
        answer=BYTES_TYPE,
        failures=(404, 422),
        headers=(READER_HEADER,),
    ),
    ("options", uploads.PREFIX): Operation(
        "Ask what this endpoint of tus 1.0 can.",
        answer=Empty,
        statuses=(204,),
        is_open=True,
        gives=(TUS_HEADER, "Tus-Version", "Tus-Extension", "Tus-Max-Size"),
    ),
    ("post", uploads.PREFIX): Operation(
        "Open an upload. The length is the stored one, which only says which padded size the file has. The same again "
        "finds the upload. 409: the id is another one's. 413: the agency takes none so large.",
        answer=Empty,
        statuses=(201,),
        failures=(*_TUS_FAILURES, 409, 413),
        is_open=True,
        headers=(TUS_HEADER, LENGTH_HEADER, ID_HEADER, TOKEN_HEADER, AGENCY_HEADER),
        gives=(TUS_HEADER, OFFSET_HEADER, "Location"),
    ),
    ("head", _ONE_UPLOAD): Operation(
        "Ask where an upload goes on.",
        answer=Empty,
        failures=_TUS_FAILURES,
        is_open=True,
        headers=(TUS_HEADER, TOKEN_HEADER),
        gives=(TUS_HEADER, OFFSET_HEADER, LENGTH_HEADER),
    ),
    ("patch", _ONE_UPLOAD): Operation(
        "Send the next part: exactly 1 MiB, or what is missing at the end. 409: it goes on elsewhere.",
        PART_TYPE,
        answer=Empty,
        statuses=(204,),
        failures=(*_TUS_FAILURES, 409),
        is_open=True,
        headers=(TUS_HEADER, TOKEN_HEADER, OFFSET_HEADER),
        gives=(TUS_HEADER, OFFSET_HEADER),
    ),
    ("delete", _ONE_UPLOAD): Operation(
        "End an upload; nothing of it stays.",
        answer=Empty,
        statuses=(204,),
        failures=_TUS_FAILURES,
        is_open=True,
        headers=(TUS_HEADER, TOKEN_HEADER),
        gives=(TUS_HEADER,),
    ),
}
_TITLES = {
    200: "Done, or done before",
    201: "Stored",
    204: "Done",
    400: "Unreadable, for another host, or broken off",
    403: "From another site",
    404: "Not there, or another one's: the two look alike",
    408: "Too slow",
    409: "Something newer or other is there",
    411: "Without a length",
    412: "Another version of tus",
    413: "Too large",
    415: "Another kind of body",
    422: "Not of this shape, not genuine, or without a token",
    503: "Busy, or the store cannot; of a new case also: it costs work just now",
}
API = Api(
    title="WBS, reporters' API",
    description="For whoever seals on a device of their own. Bytes are base64url without padding. Nothing here is "
    "opened by the server, and no address, cookie or time of a reporter is kept.",
    server="/",
    operations=_OPERATIONS,
    titles=_TITLES,
    types={
        "agency": AgencyCode,
        "case": CaseIdText,
        "upload": Bytes16,
        "attachment": Bytes16,
        TUS_HEADER: Literal["1.0.0"],
        LENGTH_HEADER: Ordinal,
        OFFSET_HEADER: Count,
        ID_HEADER: Bytes16,
        TOKEN_HEADER: Bytes32,
        AGENCY_HEADER: AgencyCode,
        READER_HEADER: Digest,
        WORK_HEADER: ProofText,
    },
    security=("mailbox", {"type": "http", "scheme": "bearer", "description": "The mailbox token: 32 bytes."}),
    failures=(400, 403, 503),
    failures_of_closed=(),
)

if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(serialise(API))
    sys.stdout.write(f"{FILE}\n")
