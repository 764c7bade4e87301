"""An agency's rules over HTTP: every officer reads them, administrators store the next version."""

from flask import Blueprint, Response

from wbs.cases.rules.documents import MAX_BYTES
from wbs.cases.rules.ruling import History
from wbs.crypto.encoding import b64url, from_b64url
from wbs.investigator.guard import actor
from wbs.investigator.rule_shapes import RulesAnswer, RulesRequest, RulesStoredAnswer, RuleVersionAnswer
from wbs.investigator.services import services
from wbs.web.wire import answer_with, read_request

blueprint = Blueprint("rules", __name__, url_prefix="/agency/rules")
_MAX_REQUEST = 2 * MAX_BYTES
"""An envelope holds the rules as base64, and travels as base64 once more: 16/9 of them, and a signature."""


@blueprint.get("")
def show_rules() -> Response:
    """Give the rules that hold in the officer's own agency."""
    return _answer(services().rule_changes.show(actor()))


@blueprint.get("/versions/<int:version>")
def show_version(version: int) -> Response:
    """Give the rules of an older version."""
    return _answer(services().rule_changes.show(actor(), version))


@blueprint.put("")
def change_rules() -> Response:
    """Store the version that follows."""
    sent = read_request(RulesRequest, services().clock, _MAX_REQUEST)
    clock, book = services().clock, services().documents.current().book
    envelope, changes = from_b64url(sent.envelope), services().rule_changes
    version = changes.change(actor(), envelope, sent.after, book, now=clock.now(), today=clock.today())
    return answer_with(RulesStoredAnswer(version=version), 201)


def _answer(found: History) -> Response:
    versions = [
        RuleVersionAnswer(version=one.version, day=one.day.isoformat(), officer=one.officer) for one in found.versions
    ]
    envelope = None if found.envelope is None else b64url(found.envelope)
    answer = RulesAnswer(version=found.ruling.version, rules=found.ruling.rules, envelope=envelope, versions=versions)
    return answer_with(answer)
