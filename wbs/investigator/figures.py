"""Figures over HTTP: of the asking officer's own cases, and what agencies published of each quarter."""

from flask import Blueprint, Response, request

from wbs.cases.figures.cube import Timeliness
from wbs.cases.figures.periods import ALL
from wbs.cases.figures.rates import Rate
from wbs.cases.figures.report import Report, Share
from wbs.cases.figures.service import Own
from wbs.investigator.figure_shapes import (
    AgencyQuartersAnswer,
    BucketsAnswer,
    MonthAnswer,
    OutcomeAnswer,
    OwnFiguresAnswer,
    PublishedAnswer,
    RateAnswer,
    ShareAnswer,
)
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.web.wire import answer_with

blueprint = Blueprint("figures", __name__, url_prefix="/figures")


@blueprint.get("/own")
def show_own() -> Response:
    """Give figures of the cases that the officer can open."""
    period = request.args.get("period", ALL)
    return answer_with(own_answer(services().figures.own(actor(), period, today=services().clock.today())))


@blueprint.get("/published")
def show_published() -> Response:
    """Give what the officer's agency and those below it published."""
    book = services().documents.current().book
    agencies = [
        AgencyQuartersAnswer(agency=one.agency, name=one.name, parent=one.parent, quarters=list(one.quarters))
        for one in services().figures.published(actor(), book)
    ]
    return answer_with(PublishedAnswer(agencies=agencies))


def own_answer(own: Own) -> OwnFiguresAnswer:
    """Write an officer's figures."""
    report = own.report
    return OwnFiguresAnswer(
        day=own.day.isoformat(),
        first=own.period.first,
        last=own.period.last,
        since=own.since,
        received=report.received,
        buckets=BucketsAnswer(**{bucket.value: count for bucket, count in report.buckets.items()}),
        duplicates=report.duplicates,
        followed_up=_rate(report.followed_up),
        finished=_rate(report.finished),
        carried_over=report.carried_over,
        ended=report.ended,
        still_open=report.still_open,
        in_time=_rate(report.in_time),
        unmeasured=report.timeliness[Timeliness.UNMEASURED],
        mean_tenths=report.mean_tenths,
        median_tenths=report.median_tenths,
        long_open=report.long_open,
        overdue=report.overdue,
        months=[MonthAnswer(month=row.month, received=row.received, ended=row.ended) for row in report.months],
        channels=_shares(report.channels),
        classes=_shares(report.classes),
        categories=_shares(report.categories),
        outcomes=_outcomes(report),
        lapor=BucketsAnswer(**{bucket.value: count for bucket, count in report.lapor.items()}),
    )


def _rate(rate: Rate) -> RateAnswer:
    return RateAnswer(part=rate.part, whole=rate.whole, hundredths=rate.hundredths)


def _shares(shares: tuple[Share, ...]) -> list[ShareAnswer]:
    return [ShareAnswer(value=one.value, received=one.received, finished=one.finished) for one in shares]


def _outcomes(report: Report) -> list[OutcomeAnswer]:
    return [
        OutcomeAnswer(value=value, rate=_rate(Rate(count, report.ended))) for value, count in report.outcomes.items()
    ]
