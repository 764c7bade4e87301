"""Describes the officers' `/api/v1/`: docs/api/investigator.json.

`python -m wbs.investigator.openapi` writes that file; a test compares.
"""

import sys
from collections.abc import Mapping

from wbs.crypto.shape import AgencyCode, Bytes16, Bytes32, CaseIdText, Count, OfficerId
from wbs.investigator import (
    account_shapes,
    agency_shapes,
    aside,
    audit_shapes,
    change_shapes,
    enrolment_shapes,
    figure_shapes,
    followups,
    identity_shapes,
    intake_shapes,
    overdue,
    referral_shapes,
    rule_shapes,
    shapes,
    shortage_shapes,
)
from wbs.investigator.audit import LINES_TYPE
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
    ("post", "/sign-in/passkey/challenge"): Operation(
        "Ask for a challenge to sign in with; it says nothing of anybody.",
        Nothing,
        account_shapes.ChallengeAnswer,
        is_open=True,
    ),
    ("post", "/sign-in/passkey"): Operation(
        "Show the answer of a passkey that unwraps its officer's key. Every refusal is the same.",
        account_shapes.AssertionRequest,
        shapes.SignInAnswer,
        failures=(401,),
        is_open=True,
    ),
    ("get", "/me/second-factors"): Operation(
        "Ask how one's own second factors stand.", answer=account_shapes.FactorsAnswer
    ),
    ("post", "/me/totp/draft"): Operation(
        "Draw a secret for another authenticator app; nothing is stored.",
        Nothing,
        account_shapes.TotpDraftAnswer,
        headers=_WRITES,
    ),
    ("put", "/me/totp"): Operation(
        "Put another authenticator app in place of the old one.",
        account_shapes.TotpRequest,
        failures=(409,),
        headers=_WRITES,
    ),
    ("post", "/me/recovery-codes"): Operation(
        "Make new recovery codes.",
        account_shapes.RecoveryCodesRequest,
        account_shapes.RecoveryCodesAnswer,
        statuses=(201,),
        headers=_WRITES,
    ),
    ("post", "/me/passkeys/challenge"): Operation(
        "Begin to add a passkey.",
        account_shapes.PasskeyInvitationRequest,
        account_shapes.PasskeyInvitationAnswer,
        failures=(409,),
        headers=_WRITES,
    ),
    ("post", "/me/passkeys"): Operation(
        "Add a passkey.", account_shapes.PasskeyRequest, statuses=(201,), failures=(409,), headers=_WRITES
    ),
    ("put", "/me/passkeys/{credential}/key"): Operation(
        "Store the officer's own key as it was wrapped anew under a passkey, in place of the one that is named.",
        account_shapes.PasskeyWrapRequest,
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", "/me/passkeys/{credential}/remove"): Operation(
        "Remove a passkey and what it wraps.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("get", "/me/sessions"): Operation("List one's own sessions.", answer=account_shapes.OwnSessionsAnswer),
    ("post", "/me/sessions/{session_id}/end"): Operation(
        "End one of one's own sessions.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("post", "/me/sessions/end-others"): Operation(
        "End all of one's own sessions but this one.", Nothing, headers=_WRITES
    ),
    ("get", "/me/keys"): Operation("Ask how the own key stands.", answer=enrolment_shapes.OwnKeyAnswer),
    ("put", "/me/passphrase"): Operation(
        "Put another passphrase in place.", enrolment_shapes.PassphraseRequest, failures=(409, 422), headers=_WRITES
    ),
    ("post", "/me/renewal"): Operation(
        "Keep a key that is to follow, and the request for it.",
        enrolment_shapes.RenewalRequest,
        statuses=(201,),
        failures=(409, 422),
        headers=_WRITES,
    ),
    ("post", "/me/renewal/withdraw"): Operation(
        "Forget the key that was to follow.",
        enrolment_shapes.WithdrawnRenewalRequest,
        failures=(409, 422),
        headers=_WRITES,
    ),
    ("post", "/me/renewal/retire"): Operation("Forget the old key.", Nothing, failures=(409,), headers=_WRITES),
    ("post", "/agency/invitations"): Operation(
        "Invite somebody to the own agency.",
        enrolment_shapes.InvitationRequest,
        enrolment_shapes.InvitationCodeAnswer,
        statuses=(201,),
        failures=(409, 422),
        headers=_WRITES,
    ),
    ("get", "/agency/invitations"): Operation("List open invitations.", answer=enrolment_shapes.InvitationsAnswer),
    ("post", "/agency/invitations/{officer}/withdraw"): Operation(
        "Withdraw an invitation.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("get", "/agency/enrolments"): Operation(
        "List the newest request of each officer.", answer=enrolment_shapes.EnrolmentsAnswer
    ),
    ("post", "/enrolment/open"): Operation(
        "Ask what an invitation fixes. Every refusal is the same.",
        enrolment_shapes.OpenInvitationRequest,
        enrolment_shapes.OpenInvitationAnswer,
        failures=(401,),
        is_open=True,
    ),
    ("post", "/enrolment"): Operation(
        "Use an invitation up.",
        enrolment_shapes.EnrolRequest,
        statuses=(201,),
        failures=(401, 409, 422),
        is_open=True,
    ),
    ("post", "/enrolment/waiting"): Operation(
        "Ask how far an enrolment is. Every refusal is the same.",
        shapes.SignInRequest,
        enrolment_shapes.WaitingAnswer,
        failures=(401,),
        is_open=True,
    ),
    ("post", "/sign-out"): Operation("End the session.", Nothing, headers=_WRITES),
    ("get", "/documents"): Operation("Get all signed documents.", answer=DocumentsAnswer),
    ("get", "/inbox"): Operation(
        "Get a page of 50 cases, of those that the filters leave. What is asked for by urgency, and what is in no other"
        " `order`, comes in the order of its due days.",
        answer=shapes.InboxAnswer,
        failures=(422,),
        query=("after", "status", "class", "channel", "handler", "unread", "urgency", "aside", "order"),
    ),
    ("get", "/aside/unopened"): Operation(
        "List the oldest cases of one's agency that nobody opened yet, by what can be seen without opening them.",
        answer=aside.UnopenedAnswer,
        failures=(422,),
        query=("from", "to"),
    ),
    ("post", "/aside"): Operation(
        "Set cases aside, unopened. What cannot be set aside, or is, stays as it is.",
        aside.AsideRequest,
        aside.MovedAnswer,
        failures=(422,),
        headers=_WRITES,
    ),
    ("post", "/aside/bring-back"): Operation(
        "Bring cases back that were set aside. What is not, stays as it is.",
        aside.AsideRequest,
        aside.MovedAnswer,
        failures=(422,),
        headers=_WRITES,
    ),
    ("get", "/follow-ups"): Operation(
        "Ask what was recommended and waits to be followed in one's agency; for its head.",
        answer=followups.FollowUpsAnswer,
    ),
    ("get", "/overdue"): Operation(
        "Ask which cases of one's agency are overdue; for its head.", answer=overdue.OverdueAnswer
    ),
    ("get", _CASE): Operation("Get a case.", answer=shapes.CaseAnswer, failures=(404,)),
    ("post", _CASE + "/read"): Operation("Say how far was read.", shapes.ReadRequest, failures=(404,), headers=_WRITES),
    ("post", _CASE + "/messages"): Operation(
        "Add a sealed message.", shapes.MessageRequest, statuses=(201,), failures=(404, 409), headers=_WRITES
    ),
    ("post", _CASE + "/tags"): Operation(
        "Set tags of a case, which clocks and figures go by.", shapes.TagsRequest, failures=(404,), headers=_WRITES
    ),
    ("post", _CASE + "/identity"): Operation(
        "Ask the custodian to open the reporter's identity; the reporter is told by the message that comes along.",
        identity_shapes.IdentityAskRequest,
        statuses=(201,),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("get", _CASE + "/identity"): Operation(
        "Ask for one's own questions about a case, and their answers.",
        answer=identity_shapes.OwnQuestionsAnswer,
        failures=(404,),
    ),
    ("get", "/identities"): Operation(
        "Ask for the questions that wait for this custodian.", answer=identity_shapes.WaitingQuestionsAnswer
    ),
    ("put", "/identities/{agency}/{case}/{place}"): Operation(
        "Answer a question.",
        identity_shapes.IdentityAnswerRequest,
        statuses=(200, 201),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("get", "/intake/offers"): Operation(
        "Ask what the rules of every agency offer to whoever reports.", answer=intake_shapes.OffersAnswer
    ),
    ("put", "/intake/{case}"): Operation(
        "Bring a report that was written down for somebody else and sealed in this browser; deadlines count from the"
        " day on which it came in.",
        intake_shapes.IntakeRequest,
        statuses=(200, 201),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", "/intake/uploads"): Operation(
        "Open an upload for a report that is being written down, under the agency that will read it.",
        intake_shapes.IntakeUploadRequest,
        statuses=(201,),
        failures=(409, 413),
        headers=_WRITES,
    ),
    ("post", _CASE + "/exported"): Operation(
        "Say that the case was exported.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("post", _CASE + "/access"): Operation(
        "Add a reader, or give one a renewed key. 409 says what came first: `newer-record`, `newer-directory` or "
        "`newer-inside-key`. 422 may be `not-a-reader`.",
        change_shapes.AccessRequest,
        statuses=(200, 201),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", _CASE + "/epochs"): Operation(
        "Give the case a new key for exactly the readers of the record, and the reporter. 409 says what came first: "
        "`newer-record` or `newer-directory`. 422 may be `not-a-reader` or `too-few-readers`.",
        change_shapes.EpochRequest,
        statuses=(200, 201),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", _CASE + "/inside-keys"): Operation(
        "Give the newest epoch its inside key. 409 says what came first: `newer-record`, `newer-directory`, "
        "`newer-inside-key`, or that an epoch must: `reader-gone`.",
        change_shapes.InsideKeyRequest,
        statuses=(200, 201),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", _CASE + "/inside"): Operation(
        "Add a sealed entry for officers alone. 409 is `conflict` (the number is taken), `newer-record`, or says that "
        "an epoch must come first: `reader-gone`.",
        change_shapes.InsideRequest,
        statuses=(200, 201),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", _CASE + "/approvals"): Operation(
        "Approve that the case goes to another agency, in the place of one's earlier approval. 422 may be `other-day`.",
        referral_shapes.ApprovalRequest,
        statuses=(200, 201),
        failures=(404, 409, 422),
        headers=_WRITES,
    ),
    ("post", _CASE + "/approvals/withdraw"): Operation(
        "Take one's own approval back.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("post", _CASE + "/transfers"): Operation(
        "Give the case to another agency's receivers, and tell its reporter. 409 is `conflict` or `newer-record`, "
        "`newer-directory`; 422 may be `unapproved`, `too-few-readers` or `not-a-reader`.",
        referral_shapes.TransferRequest,
        statuses=(200, 201),
        failures=(404, 409, 422),
        headers=_WRITES,
    ),
    ("post", _CASE + "/referrals"): Operation(
        "Note that the case was handed to somebody outside, and tell its reporter. 422 may be `other-class`.",
        referral_shapes.ReferralRequest,
        statuses=(200, 201),
        failures=(404, 409, 422),
        headers=_WRITES,
    ),
    ("post", _CASE + "/lapor-answers"): Operation(
        "Note that SP4N-LAPOR!, from where the case came, was told how it ended.",
        referral_shapes.LaporAnswerRequest,
        statuses=(200, 201),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", _CASE + "/parcel"): Operation(
        "Keep a sealed text for the nightly jobs to hand to SP4N-LAPOR!. 422 may be `other-class`.",
        referral_shapes.ParcelRequest,
        statuses=(200, 201),
        failures=(404, 409, 422),
        headers=_WRITES,
    ),
    ("post", _CASE + "/parcel/withdraw"): Operation(
        "Take back a text for SP4N-LAPOR! that was not sent yet.", Nothing, failures=(404, 409), headers=_WRITES
    ),
    ("get", _CASE + "/referrals"): Operation(
        "Ask how the case was handed over.", answer=referral_shapes.ReferralsAnswer, failures=(404,)
    ),
    ("get", "/register"): Operation(
        "Ask for the newest hand-overs of cases that the officer reads or handed over.",
        answer=referral_shapes.RegisterAnswer,
    ),
    ("get", _CASE + "/attachments/{attachment}"): Operation(
        "Get an attachment's stored bytes.", answer=BYTES_TYPE, failures=(404,)
    ),
    ("get", "/figures/own"): Operation(
        "Ask for figures of the cases that one can open, as at the end of yesterday; `period` is a year, half or"
        " quarter such as 2026, 2026-H1, 2026-Q4, or `all`.",
        answer=figure_shapes.FiguresAnswer,
        failures=(422,),
        query=("period",),
    ),
    ("get", "/figures/agency"): Operation(
        "Ask, as its head, for exact figures of the whole agency, as at the end of the newest month that is over; cases"
        " that exclude somebody of the agency are not counted. `period` as for one's own figures.",
        answer=figure_shapes.FiguresAnswer,
        failures=(422,),
        query=("period",),
    ),
    ("get", "/figures/published"): Operation(
        "Ask what one's agency and those below it published of each quarter.",
        answer=figure_shapes.PublishedAnswer,
    ),
    ("get", "/shortages"): Operation(
        "Ask what runs short of readers: one's own agency's channel, and cases that one reads.",
        answer=shortage_shapes.ShortagesAnswer,
    ),
    ("get", "/agency/accounts"): Operation(
        "List the accounts of one's own agency.", answer=agency_shapes.AccountsAnswer
    ),
    ("post", "/agency/accounts/{officer}/block"): Operation(
        "Shut an officer out: every session ends.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("post", "/agency/accounts/{officer}/unblock"): Operation(
        "Let an officer sign in again.", Nothing, failures=(404,), headers=_WRITES
    ),
    ("get", "/agency/rules"): Operation(
        "Get the rules that one's own agency works by.", answer=rule_shapes.RulesAnswer
    ),
    ("get", "/agency/rules/versions/{version}"): Operation(
        "Get the rules of one version; 0 are the program's own.", answer=rule_shapes.RulesAnswer, failures=(404,)
    ),
    ("put", "/agency/rules"): Operation(
        "Store the version of the rules that follows.",
        rule_shapes.RulesRequest,
        rule_shapes.RulesStoredAnswer,
        statuses=(201,),
        failures=(409, 422),
        headers=_WRITES,
    ),
    ("post", "/audit/visits"): Operation(
        "Begin to look at the audit log of one's own agency.",
        Nothing,
        audit_shapes.VisitAnswer,
        statuses=(201,),
        headers=_WRITES,
    ),
    ("get", "/audit/visits/{visit}/entries"): Operation(
        "Look through the log, newest entry first; a page may be empty and yet have a next one.",
        answer=audit_shapes.EntriesAnswer,
        failures=(404, 422),
        query=("size", "before", "officer", "action", "case", "from", "to"),
    ),
    ("get", "/audit/visits/{visit}/lines"): Operation(
        "Get a piece of the log as it is hashed, one entry a line, oldest first.",
        answer=LINES_TYPE,
        failures=(404, 422),
        query=("start",),
    ),
    ("get", "/audit/visits/{visit}/growth"): Operation(
        "Ask for the proof that a checkpoint's tree grew out of a smaller one.",
        answer=audit_shapes.GrowthAnswer,
        failures=(404, 422),
        query=("old", "new"),
    ),
    ("post", "/audit/exports"): Operation(
        "Note that the log is taken along.", Nothing, statuses=(201,), headers=_WRITES
    ),
    ("post", "/audit/checkpoints/{size}/cosignature"): Operation(
        "Store one's own signature on a checkpoint.",
        audit_shapes.CosignatureRequest,
        statuses=(201,),
        failures=(404, 409),
        headers=_WRITES,
    ),
    ("post", "/uploads"): Operation(
        "Begin an upload.", shapes.UploadRequest, statuses=(201,), failures=(404, 409), headers=_WRITES
    ),
    ("put", "/intake/uploads/{attachment}/{part}"): Operation(
        "Send 1 MiB of an upload for a report that is being written down, or its shorter last part.",
        PART_TYPE,
        shapes.PartAnswer,
        failures=(404, 409),
        headers=(TOKEN_HEADER, CSRF_HEADER),
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
        "credential": account_shapes.CredentialId,
        "session_id": Bytes16,
        "officer": OfficerId,
        "part": Count,
        "visit": Count,
        "size": Count,
        "version": Count,
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
