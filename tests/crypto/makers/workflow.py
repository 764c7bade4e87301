"""The steps of a case (docs/spec/workflow.md)."""

from typing import Any

from tests.crypto.makers.kit import Area

_STEPS = 'docs/spec/workflow.md "Steps": '
_REFUSALS = 'docs/spec/workflow.md "Refusals": '
_CLOSED = {"status": "closed", "outcome": "not-proven", "letter": "Dengan hormat,", "class": "supervisory"}
_POSTPONED = {"status": "postponed", "reason": "expert", "until": "2027-01-29"}
_OUT = {"status": "out-of-scope", "reason": "public-service", "text": "Sampaikan lewat SP4N-LAPOR!."}

ACCEPTED: dict[str, tuple[str, str, dict[str, str]]] = {
    "verified": ("verified at once", "submitted", {"status": "verified", "class": "supervisory"}),
    "closed": ("closed with a letter", "verified", _CLOSED),
    "longer": (
        "a longer time",
        "examined",
        {"status": "examined", "reason": "expert", "until": "2027-01-29", "class": "supervisory"},
    ),
    "postponed-again": ("postponed again", "postponed", _POSTPONED),
    "reopened": ("opened again", "closed", {"status": "reopened", "reason": "objection"}),
    "arrived": ("received by whom it was passed on to", "passed-on", {"status": "received"}),
    "outside": ("outside the authority, with its one outcome", "received", {**_OUT, "outcome": "out-of-scope"}),
}
REFUSED: dict[str, tuple[str, str, dict[str, str]]] = {
    "closed-unverified": ("closed before it was verified", "received", _CLOSED),
    "closed-again": ("closed twice", "closed", _CLOSED),
    "back": ("back to the beginning", "examined", {"status": "verified", "class": "supervisory"}),
    "submitted": ("an officer says that a report was sent", "received", {"status": "submitted"}),
    "no-class": ("verified without a class", "received", {"status": "verified"}),
    "no-letter": ("closed without a letter", "verified", {"status": "closed", "outcome": "not-proven"}),
    "letter-too-early": ("a letter to a case that runs", "verified", {"status": "examined", "letter": "Yth."}),
    "no-reason": ("a longer time without a reason", "examined", {"status": "examined", "until": "2027-01-29"}),
    "other-reason": ("a reason of another status", "verified", {**_POSTPONED, "reason": "objection"}),
    "duplicate": ("a reason that would name another reporter", "received", {**_OUT, "reason": "duplicate"}),
    "wordless": ("another reason, without words", "closed", {"status": "reopened", "reason": "other"}),
    "outside-proven": ("outside the authority, but proven", "received", {**_OUT, "outcome": "proven-ethics"}),
}


def make() -> Area:
    area = Area("workflow")
    for name, (what, now, body) in ACCEPTED.items():
        area.accept(name, "workflow.step", _STEPS + what, _given(now, body), {"status": body["status"]})
    for name, (what, now, body) in REFUSED.items():
        area.refuse("format", name, "workflow.step", _REFUSALS + what, _given(now, body))
    return area


def _given(now: str, body: dict[str, str]) -> dict[str, Any]:
    return {"now": now, "body": {"type": "wbs-status/v1", **body}}
