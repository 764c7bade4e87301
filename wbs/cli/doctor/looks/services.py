"""Asks both running services for a page over the loopback, as the proxy before them does."""

import http.client
from collections.abc import Iterable

from wbs.cases.doctor.findings import Finding
from wbs.cases.doctor.services import Answer, check_answer, unreachable
from wbs.cli.doctor.installation import Installation
from wbs.config import InvestigatorConfig, WebConfig

SECONDS = 10


def look_at_services(place: Installation) -> list[Finding]:
    """See that each answers, and with which headers."""
    findings: list[Finding] = []
    for name, config in _services(place):
        try:
            findings += check_answer(_asked(name, config))
        except (OSError, http.client.HTTPException):
            findings.append(unreachable(name, str(config.bind)))
    return findings


def _services(place: Installation) -> Iterable[tuple[str, WebConfig]]:
    yield "portal", place.config
    yield "investigator", InvestigatorConfig.from_environment(place.environment)


def _asked(name: str, config: WebConfig) -> Answer:
    said = {"Host": config.hosts[0], "X-Forwarded-Proto": "https" if config.https else "http"}
    connection = http.client.HTTPConnection(config.bind.host, config.bind.port, timeout=SECONDS)
    try:
        connection.request("GET", "/", headers=said)
        answer = connection.getresponse()
        answer.read()
        return Answer(name, config.https, {header.lower(): value for header, value in answer.getheaders()})
    finally:
        connection.close()
