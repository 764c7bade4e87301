"""An agency's rules over HTTP: every officer reads them, administrators store the next version."""

from flask import Blueprint, Response

from wbs.cases.rules import MAX_BYTES
from wbs.cases.ruling import History
from wbs.investigator.guard import actor
from wbs.investigator.rule_shapes import RulesAnswer, RulesRequest, RulesStoredAnswer, RuleVersionAnswer
from wbs.investigator.services import services
from wbs.web.wire import answer_with, read_request

blueprint = Blueprint("rules", __name__, url_prefix="/agency/rules")
_AROUND = 1_024


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
    sent = read_request(RulesRequest, services().clock, MAX_BYTES + _AROUND)
    clock = services().clock
    changes = services().rule_changes
    version = changes.change(actor(), sent.rules, sent.after, now=clock.now(), today=clock.today())
    return answer_with(RulesStoredAnswer(version=version), 201)


def _answer(found: History) -> Response:
    versions = [
        RuleVersionAnswer(version=one.version, day=one.day.isoformat(), officer=one.officer) for one in found.versions
    ]
    return answer_with(RulesAnswer(version=found.ruling.version, rules=found.ruling.rules, versions=versions))
