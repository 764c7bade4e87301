"""Looks at what `wbs deploy` wrote, and at the configuration of tor and HAProxy around it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wbs.cases.doctor.deployed import Drift, Telling, check_drift, check_telling
from wbs.cases.doctor.findings import Finding
from wbs.cli.deployment import clients, disk, https, units, writing
from wbs.cli.deployment.onion import OFFICERS_PORT, REPORTERS_PORT
from wbs.cli.deployment.settings import AWAY, BUSY, PROXY, USUAL_PLACES, onions_of
from wbs.cli.deployment.writing import Planned, Verdict, is_untouched, judged, misses_include, planned
from wbs.cli.doctor.installation import Installation
from wbs.config import InvestigatorConfig
from wbs.errors import ConfigError

ROOT = Path("/")
_TALKS = re.compile(
    r"^\s*[+/]?(?:log\s[^#\n]*\b(?:info|debug)\b|safelogging\s+(?:0|relay))", re.IGNORECASE | re.MULTILINE
)
_CARRIES = re.compile(r"^\s*[+/]?(?:socks|httptunnel|dns|trans|natd)port\s+(?!0\b)", re.IGNORECASE | re.MULTILINE)
_INCLUDES = re.compile(r"^\s*%include\s+\"?([^\s\"#]+)", re.MULTILINE)
_SOCKS = "/run/tor/socks"
"""Debian's, to which everybody may write, and which tor takes away if it carries nobody."""
_DRIFTS = {Verdict.CHANGED: Drift.CHANGED, Verdict.RENEWED: Drift.OLDER, Verdict.NEW: Drift.MISSING}
_OVER = ("etc/systemd/system", "etc/systemd/system.control", "run/systemd/system", "run/systemd/system.control")
"""Where a file counts over a unit, or adds to it."""
_BY_COMMAND = {
    "wbs deploy onion": (USUAL_PLACES.fragment, *(USUAL_PLACES.proxy / name for name in (PROXY, BUSY, AWAY))),
    "wbs deploy proxy": https.WRITTEN,
}
"""What is looked at for a person's changes also in an environment that speaks of the other portal."""


def look_at_deployed(place: Installation) -> list[Finding]:
    """Compare what stands with what would be written in this environment; what was never written is not missed."""
    findings: list[Finding] = []
    judged_already: set[str] = set()
    for command, plans in _written(place):
        findings += check_drift(_drifted(plans), command)
        judged_already |= {str(plan.path) for plan in plans}
    for command, paths in _BY_COMMAND.items():
        others = [str(path) for path in paths if str(path) not in judged_already]
        findings += check_drift({path: Drift.CHANGED for path in others if _is_touched(path)}, command)
    return findings + check_drift(dict.fromkeys(_added(), Drift.ADDED), "systemctl")


def look_at_configurations(_place: Installation) -> list[Finding]:
    """See that tor and HAProxy use what was written, and tell nothing of reporters."""
    return check_telling(list(_telling()))


def _written(place: Installation) -> Iterable[tuple[str, Sequence[Planned]]]:
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
    if not any(text is not None for text in standing.values()):
        return {}
    verdicts = {str(plan.path): judged(plan, text) for plan, text in standing.items()}
    return {path: _DRIFTS[verdict] for path, verdict in verdicts.items() if verdict in _DRIFTS}


def _is_touched(path: str) -> bool:
    text = disk.standing(_here(path))
    return text is not None and not is_untouched(text)


def _added() -> Iterable[str]:
    """Name what counts over our units: `systemctl edit` and `set-property` write it, and a unit of one instance."""
    for folder in _OVER:
        for path in sorted([*_here(folder).glob("wbs-*.d/*.conf"), *_here(folder).glob("wbs-*@?*.service")]):
            if not path.is_symlink():
                yield f"/{path.relative_to(ROOT)}"


def _telling() -> Iterable[tuple[Telling, str]]:
    torrc, proxy = f"{USUAL_PLACES.tor}/torrc", "/etc/default/haproxy"
    if _here(str(USUAL_PLACES.fragment)).exists():
        text = _text(torrc)
        if misses_include(text, USUAL_PLACES.fragment):
            yield Telling.TOR_UNUSED, torrc
        if any(_TALKS.search(one) for one in _read_by_tor(text)):
            yield Telling.TOR_TALKS, torrc
        if _here(_SOCKS).exists() or any(_CARRIES.search(one) for one in _read_by_tor(text)):
            yield Telling.TOR_CARRIES, torrc
        if not _is_closed(_here(str(USUAL_PLACES.clients))):
            yield Telling.OFFICERS_OPEN, str(USUAL_PLACES.clients)
    if _here(str(USUAL_PLACES.proxy / PROXY)).exists():
        chosen = dict(re.findall(r"^(\w+)=(.*)$", _text(proxy), re.MULTILINE))
        if chosen.get("CONFIG", "").strip("\"'") != str(USUAL_PLACES.proxy / PROXY):
            yield Telling.PROXY_UNUSED, proxy
        if chosen.get("EXTRAOPTS", "-S").strip("\"'"):
            yield Telling.PROXY_SOCKET, proxy


def _read_by_tor(torrc: str) -> Iterable[str]:
    """Give torrc and what it includes by itself."""
    yield torrc
    for name in _INCLUDES.findall(torrc):
        for path in sorted(ROOT.glob(name.lstrip("/"))):
            for one in sorted(path.iterdir()) if path.is_dir() else [path]:
                yield one.read_text(encoding="utf-8", errors="replace")


def _is_closed(folder: Path) -> bool:
    """Say whether the key that nobody holds is there; a folder that this user may not read is an error, not a yes."""
    return folder.is_dir() and any(folder.iterdir()) and clients.is_closed(disk.clients_in(folder))


def _text(path: str) -> str:
    return disk.standing(_here(path)) or ""


def _here(path: str) -> Path:
    return ROOT / path.lstrip("/")
