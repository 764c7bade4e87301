"""Describes the officers' `/api/v1/`: docs/api/investigator.json.

`python -m wbs.investigator.openapi` writes that file; a test compares.
"""

import sys
from collections.abc import Mapping

from wbs.crypto.shape import AgencyCode, Bytes16, Bytes32, CaseIdText, Count
from wbs.investigator import shapes
from wbs.investigator.guard import COOKIE, CSRF_HEADER
from wbs.investigator.uploads import PART_TYPE, TOKEN_HEADER
from wbs.web.openapi import BYTES_TYPE, FOLDER, Api, Operation, serialise
from wbs.web.shapes import DocumentsAnswer, Nothing

FILE = FOLDER / "investigator.json"
_WRITES = (CSRF_HEADER,)
_CASE = "/cases/{agency}/{case}"
_OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("post", "/sign-in/salt"): Operation(
        "Ask for a login's salt; unknown logins get one too.", shapes.SaltRequest, shapes.SaltAnswer, is_open=True
    ),
    ("post", "/sign-in"): Operation(
        "Show both factors. Every refusal is the same.",
        shapes.SignInRequest,
        shapes.SignInAnswer,
        failures=(401,),
        is_open=True,
    ),
    ("get", "/session"): Operation("Ask whose session goes on.", answer=shapes.SessionAnswer),
    ("put", "/me/key"): Operation(
        "Store the officer's own key as it was wrapped anew, in place of the one that is named.",
        shapes.WrappedKeyRequest,
        failures=(409,),
        headers=_WRITES,
    ),
    ("post", "/sign-out"): Operation("End the session.", Nothing, headers=_WRITES),
    ("get", "/documents"): Operation("Get all signed documents.", answer=DocumentsAnswer),
    ("get", "/inbox"): Operation(
        "Get a page of 50 cases.", answer=shapes.InboxAnswer, failures=(422,), query=("after",)
    ),
    ("get", _CASE): Operation("Get a case.", answer=shapes.CaseAnswer, failures=(404,)),
    ("post", _CASE + "/read"): Operation("Say how far was read.", shapes.ReadRequest, failures=(404,), headers=_WRITES),
    ("post", _CASE + "/messages"): Operation(
        "Add a sealed message.", shapes.MessageRequest, statuses=(201,), failures=(404, 409), headers=_WRITES
    ),
    ("post", _CASE + "/exported"): Operation(
        "Say that the case was exported.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("get", _CASE + "/attachments/{attachment}"): Operation(
        "Get an attachment's stored bytes.", answer=BYTES_TYPE, failures=(404,)
    ),
    ("post", "/uploads"): Operation(
        "Begin an upload.", shapes.UploadRequest, statuses=(201,), failures=(404, 409), headers=_WRITES
    ),
    ("put", "/uploads/{attachment}/{part}"): Operation(
        "Send 1 MiB of an upload, or its shorter last part.",
        PART_TYPE,
        shapes.PartAnswer,
        failures=(404, 409),
        headers=(TOKEN_HEADER, CSRF_HEADER),
    ),
}
_TITLES = {
    200: "Done",
    201: "Stored",
    400: "Unreadable",
    401: "Signed out, or sign-in refused",
    403: "From another site, without the session's token, or not this role's",
    404: "Not there, or not for this officer: the two look alike",
    408: "Too slow",
    409: "Something newer is there",
    411: "Without a length",
    413: "Too large",
    415: "Another kind of body",
    422: "Not of this shape",
    503: "Busy, or the store cannot",
}
API = Api(
    title="WBS, officers' API",
    description="For the officers' page alone. Bytes are base64url without padding. Whoever asks opens and checks what "
    "is sealed; the server never does.",
    server="/api/v1",
    operations=_OPERATIONS,
    titles=_TITLES,
    types={
        "agency": AgencyCode,
        "case": CaseIdText,
        "attachment": Bytes16,
        "part": Count,
        TOKEN_HEADER: Bytes32,
        CSRF_HEADER: Bytes32,
    },
    security=("session", {"type": "apiKey", "in": "cookie", "name": COOKIE}),
    failures=(403, 503),
    failures_of_closed=(401,),
)

if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_bytes(serialise(API))
    sys.stdout.write(f"{FILE}\n")
