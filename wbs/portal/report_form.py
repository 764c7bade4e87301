"""The report form: its fields and limits, and what makes a report of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from wbs.cases.ranks import Rank
from wbs.crypto.report import TITLE_CHARS, Accused, Category, ReportBody, title_of
from wbs.errors import ChannelClosedError
from wbs.portal.channels import Channels
from wbs.portal.forms import FormShape, Submission
from wbs.portal.text import clean_line, clean_text
from wbs.portal.tickets import MAX_CHARS

LINE, TEXT, LONG = 120, 5_000, 50_000
REPORT_SHAPE = FormShape(
    {
        "ticket": MAX_CHARS,
        "agency": 16,
        "title": TITLE_CHARS,
        "what": LONG,
        "who": TEXT,
        "post": LINE,
        "unit": LINE,
        "rank": 32,
        "where": TEXT,
        "when": TEXT,
        "how": LONG,
        "why": LONG,
        "loss": TEXT,
        "witnesses": TEXT,
        "category": 32,
        "drop": 4,
        "keep": 4,
    },
    has_files=True,
    takes_urlencoded=False,
)
"""`drop` is the button that discards a kept file, `keep` the box that sends all of them as they are; both stand between
the fields and the files."""
_LINES = frozenset({"title", "post", "unit"})
TYPED = tuple(name for name in REPORT_SHAPE.limits if name not in {"ticket", "drop", "keep"})


class Flaw(NamedTuple):
    """One thing to correct: at which field, and which sentence says so."""

    field: str
    message: str
    limit: int = 0


@dataclass(slots=True)
class CheckedReport:
    """A report, or what keeps the form from being one."""

    agency: str
    report: ReportBody | None
    flaws: list[Flaw] = field(default_factory=list)


def cleaned(submission: Submission) -> dict[str, str]:
    """Give every typed field, fit for documents; absent ones are empty."""
    return {
        name: clean_line(submission.get(name)) if name in _LINES else clean_text(submission.get(name)) for name in TYPED
    }


def check_report(values: Mapping[str, str], channels: Channels) -> CheckedReport:
    """Make a report of cleaned fields, or list everything that is missing, too long or unknown."""
    flaws = [*_missing(values), *_too_long(values)]
    agency = _agency(values, channels)
    rank = values["rank"] or Rank.UNKNOWN
    category = values["category"] or Category.OTHER
    if agency is None:
        flaws.insert(0, Flaw("agency", "agency"))
    if rank not in set(Rank):
        flaws.append(Flaw("rank", "choice"))
    elif agency is not None and _is_closed(channels, agency, rank):
        flaws.append(Flaw("rank", "closed"))
    if category not in set(Category):
        flaws.append(Flaw("category", "choice"))
    if flaws:
        return CheckedReport(agency or "", None, sorted(flaws, key=lambda flaw: TYPED.index(flaw.field)))
    return CheckedReport(agency or "", _report(values, rank, Category(category)))


def _missing(values: Mapping[str, str]) -> list[Flaw]:
    wanted = [Flaw(name, name) for name in ("what", "where", "when") if not values[name]]
    if not values["who"] and not values["unit"]:
        wanted.append(Flaw("who", "who"))
    return wanted


def _too_long(values: Mapping[str, str]) -> list[Flaw]:
    limits = ((name, REPORT_SHAPE.limits[name]) for name in TYPED if name not in {"agency", "rank", "category"})
    return [Flaw(name, "too-long", limit) for name, limit in limits if len(values[name]) > limit]


def _agency(values: Mapping[str, str], channels: Channels) -> str | None:
    if not values["agency"] and len(channels.choices) == 1:
        return channels.choices[0].code
    choice = channels.choice(values["agency"])
    return None if choice is None else choice.code


def _is_closed(channels: Channels, agency: str, rank: str) -> bool:
    try:
        channels.receiving(agency, rank)
    except ChannelClosedError:
        return True
    return False


def _report(values: Mapping[str, str], rank: str, category: Category) -> ReportBody:
    return ReportBody(
        title=values["title"] or title_of(values["what"]),
        what=values["what"],
        accused=[
            Accused(
                name=values["who"] or msgspec.UNSET,
                post=values["post"] or msgspec.UNSET,
                unit=values["unit"] or msgspec.UNSET,
            )
        ],
        rank=rank,
        where=values["where"],
        when=values["when"],
        category=category,
        how=values["how"] or msgspec.UNSET,
        why=values["why"] or msgspec.UNSET,
        loss=values["loss"] or msgspec.UNSET,
        witnesses=values["witnesses"] or msgspec.UNSET,
    )
