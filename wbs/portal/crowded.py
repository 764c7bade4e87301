"""The page for whoever has to wait without scripts: it carries everything that was typed, and asks for one press later.

It is rendered once and then only filled, so that telling people to wait costs less than what they wait for.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from flask import Response
from flask_babel import ngettext
from markupsafe import Markup

from wbs.portal.forms import Submission
from wbs.portal.labels import PROBLEMS
from wbs.portal.service import Portal
from wbs.portal.slots import slot

_MINUTE = 60
_FIELD = Markup('<input type="hidden" name="{}" value="{}">\n')
_MISSING, _REFUSED = Markup("<p>{}</p>\n"), Markup('<p><b dir="auto">{}</b>: {}</p>\n')


def crowded(
    portal: Portal,
    path: str,
    fields: Iterable[tuple[str, str]],
    seconds: int,
    submission: Submission,
    *,
    may_change: bool,
    is_whole: bool,
) -> Response:
    """Make the page.

    Args:
        portal: the application's parts.
        path: where the form goes, without a language.
        fields: names and values, in the order of that form.
        seconds: how long to wait.
        submission: what arrived.
        may_change: whether it is a report, whose form can be shown again.
        is_whole: whether it was sent to be taken as it arrived. What arrived in part, or was to be changed, is given
            back later instead of being sent: else a button that discards a file, pressed in a crowd, sends it.
    """
    context = {"path": path, "may_change": may_change, "is_whole": is_whole, "slot": slot}
    values: Mapping[str, str] = {
        "fields": Markup("").join(_FIELD.format(name, value) for name, value in fields),
        "time": _time(seconds),
        "missing": _missing(submission),
        "back": submission.get("drop") or "0",
    }
    key = (*portal.page_key(), path, is_whole)
    answer = portal.pages.slotted("crowded.html", "receipt", lambda: context, key, values)
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _time(seconds: int) -> str:
    minutes = max(1, -(-seconds // _MINUTE))
    return str(ngettext("about one minute", "about %(num)d minutes", minutes))


def _missing(submission: Submission) -> Markup:
    """Say what did not arrive."""
    if submission.problem is None:
        return Markup()
    if submission.refused:
        return Markup().join(_REFUSED.format(name, PROBLEMS[why]) for name, why in submission.refused)
    return _MISSING.format(PROBLEMS[submission.problem])
