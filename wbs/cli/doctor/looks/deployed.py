"""Looks at what `wbs deploy` wrote, and at the configuration of tor and HAProxy around it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from wbs.cases.doctor.deployed import Drift, Telling, check_drift, check_telling
from wbs.cases.doctor.findings import Finding
from wbs.cli.deployment import disk, https, units, writing
from wbs.cli.deployment.onion import OFFICERS_PORT, REPORTERS_PORT
from wbs.cli.deployment.settings import PROXY, USUAL_PLACES, onions_of
from wbs.cli.deployment.writing import Planned, Verdict, judged, misses_include, planned
from wbs.cli.doctor.installation import Installation
from wbs.config import InvestigatorConfig
from wbs.errors import ConfigError

ROOT = Path("/")
_TALKS = re.compile(r"^\s*(?:log\s.*\b(?:info|debug)\b|safelogging\s+0)", re.IGNORECASE | re.MULTILINE)
_DRIFTS = {Verdict.CHANGED: Drift.CHANGED, Verdict.RENEWED: Drift.OLDER}


def look_at_deployed(place: Installation) -> list[Finding]:
    """Compare what stands with what would be written in this environment; what was never written is not missed."""
    findings: list[Finding] = []
    for command, plans in _written(place):
        findings += check_drift(_drifted(plans), command)
    return findings


def look_at_configurations(_place: Installation) -> list[Finding]:
    """See that tor and HAProxy use what was written, and tell nothing of reporters."""
    return check_telling(list(_telling()))


def _written(place: Installation) -> Iterable[tuple[str, Iterable[Planned]]]:
    environment = place.environment
    try:
        around = units.surroundings_of(environment)
    except ConfigError:
        pass  # an installation that `wbs deploy systemd` would refuse was not written by it
    else:
        yield "wbs deploy systemd", units.units(around, units.USUAL_FOLDERS, disk.templates(units.TEMPLATES))
    if not place.config.https and not InvestigatorConfig.from_environment(environment).https:
        onions = onions_of(environment, USUAL_PLACES, REPORTERS_PORT, OFFICERS_PORT)
        yield "wbs deploy onion", planned(onions, disk.templates(writing.TEMPLATES))
    elif place.config.https:
        sites = https.sites_of(environment)
        yield "wbs deploy proxy", https.https_files(sites, https.USUAL_FRONT, disk.templates(https.TEMPLATES))


def _drifted(plans: Iterable[Planned]) -> Mapping[str, Drift]:
    standing = {plan: disk.standing(_here(str(plan.path))) for plan in plans}
    verdicts = {str(plan.path): judged(plan, text) for plan, text in standing.items()}
    return {path: _DRIFTS[verdict] for path, verdict in verdicts.items() if verdict in _DRIFTS}


def _telling() -> Iterable[tuple[Telling, str]]:
    torrc, proxy = f"{USUAL_PLACES.tor}/torrc", "/etc/default/haproxy"
    if _here(str(USUAL_PLACES.fragment)).exists():
        text = _text(torrc)
        if misses_include(text, USUAL_PLACES.fragment):
            yield Telling.TOR_UNUSED, torrc
        if _TALKS.search(text):
            yield Telling.TOR_TALKS, torrc
    if _here(str(USUAL_PLACES.proxy / PROXY)).exists():
        chosen = dict(re.findall(r"^(\w+)=(.*)$", _text(proxy), re.MULTILINE))
        if chosen.get("CONFIG", "").strip("\"'") != str(USUAL_PLACES.proxy / PROXY):
            yield Telling.PROXY_UNUSED, proxy
        if chosen.get("EXTRAOPTS", "-S").strip("\"'"):
            yield Telling.PROXY_SOCKET, proxy


def _text(path: str) -> str:
    return disk.standing(_here(path)) or ""


def _here(path: str) -> Path:
    return ROOT / path.lstrip("/")
