"""Figures over HTTP: of the asking officer's own cases, of the agency for its head, and what agencies published."""

from collections.abc import Mapping

from flask import Blueprint, Response, request

from wbs.cases.figures.cube import Timeliness
from wbs.cases.figures.periods import ALL
from wbs.cases.figures.rates import Rate
from wbs.cases.figures.report import Report, Share, Times, Told
from wbs.investigator.figure_shapes import (
    AgencyQuartersAnswer,
    BucketsAnswer,
    EndingAnswer,
    FiguresAnswer,
    MonthAnswer,
    OutcomeAnswer,
    PublishedAnswer,
    RateAnswer,
    ShareAnswer,
    TimesAnswer,
)
from wbs.investigator.guard import actor
from wbs.investigator.services import services
from wbs.web.wire import answer_with

blueprint = Blueprint("figures", __name__, url_prefix="/figures")


@blueprint.get("/own")
def show_own() -> Response:
    """Give figures of the cases that the officer can open."""
    period = request.args.get("period", ALL)
    return answer_with(told_answer(services().figures.own(actor(), period, today=services().clock.today())))


@blueprint.get("/agency")
def show_agency() -> Response:
    """Give figures of the whole agency to its head."""
    period, clock = request.args.get("period", ALL), services().clock
    book = services().documents.current().book
    told = services().figures.agency(actor(), period, book, now=clock.now(), today=clock.today())
    return answer_with(told_answer(told))


@blueprint.get("/published")
def show_published() -> Response:
    """Give what the officer's agency and those below it published."""
    book = services().documents.current().book
    agencies = [
        AgencyQuartersAnswer(agency=one.agency, name=one.name, parent=one.parent, quarters=list(one.quarters))
        for one in services().figures.published(actor(), book)
    ]
    return answer_with(PublishedAnswer(agencies=agencies))


def told_answer(told: Told) -> FiguresAnswer:
    """Write figures down."""
    report = told.report
    return FiguresAnswer(
        day=told.day.isoformat(),
        first=told.period.first,
        last=told.period.last,
        since=told.since,
        received=report.received,
        buckets=BucketsAnswer(**{bucket.value: count for bucket, count in report.buckets.items()}),
        duplicates=report.duplicates,
        followed_up=_rate(report.followed_up),
        finished=_rate(report.finished),
        carried_over=report.carried_over,
        ended=report.ended,
        still_open=report.still_open,
        in_time=_rate(report.times.in_time),
        unmeasured=report.timeliness[Timeliness.UNMEASURED],
        mean_tenths=report.times.mean_tenths,
        median_tenths=report.times.median_tenths,
        long_open=report.long_open,
        overdue=report.overdue,
        months=[MonthAnswer(month=row.month, received=row.received, ended=row.ended) for row in report.months],
        channels=_shares(report.channels),
        classes=_shares(report.classes),
        categories=_shares(report.categories),
        channel_times=_times(report.channel_times),
        class_times=_times(report.class_times),
        endings=[EndingAnswer(value=value, count=count) for value, count in report.endings.items()],
        outcomes=_outcomes(report),
        lapor=BucketsAnswer(**{bucket.value: count for bucket, count in report.lapor.items()}),
    )


def _rate(rate: Rate) -> RateAnswer:
    return RateAnswer(part=rate.part, whole=rate.whole, hundredths=rate.hundredths)


def _shares(shares: tuple[Share, ...]) -> list[ShareAnswer]:
    return [ShareAnswer(value=one.value, received=one.received, finished=one.finished) for one in shares]


def _times(times: Mapping[str, Times]) -> list[TimesAnswer]:
    return [
        TimesAnswer(
            value=value,
            ended=one.ended,
            in_time=_rate(one.in_time),
            mean_tenths=one.mean_tenths,
            median_tenths=one.median_tenths,
        )
        for value, one in times.items()
    ]


def _outcomes(report: Report) -> list[OutcomeAnswer]:
    return [
        OutcomeAnswer(value=value, rate=_rate(Rate(count, report.ended))) for value, count in report.outcomes.items()
    ]
