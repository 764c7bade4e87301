"""Looks at what visitors meet first: tor, both proxies, and how long the certificate of the HTTPS site holds."""

import re
import socket
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from wbs.cases.doctor.findings import Finding
from wbs.cases.doctor.services import check_certificate, front_away
from wbs.cli.deployment import https
from wbs.cli.deployment.settings import PROXY, USUAL_PLACES
from wbs.cli.doctor.installation import Installation

ROOT = Path("/")
SECONDS = 10
_BIND = re.compile(r"^\s*bind (\S+):([0-9]+)(.* ssl )?", re.MULTILINE)
_LOOPBACKS = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}  # noqa: S104 - what a proxy may listen on, and where it is asked
_EXPIRED = 10
"""X509_V_ERR_CERT_HAS_EXPIRED."""


def look_at_fronts(place: Installation) -> list[Finding]:
    """Ask each proxy that was set up, as a visitor reaches it; see that tor runs where it leads to one."""
    findings: list[Finding] = []
    for path in (USUAL_PLACES.proxy / PROXY, USUAL_PLACES.proxy / https.CONFIGURATION):
        for host, port, is_secure in _binds(path):
            try:
                findings += _shown(host, port, place.clock.now()) if is_secure else _asked(host, port)
            except PermissionError:
                raise  # only root reads the site's key
            except OSError:
                findings.append(front_away("haproxy", f"{host}:{port}"))
    if _here(USUAL_PLACES.fragment).exists() and not _runs("tor"):
        findings.append(front_away("tor", str(USUAL_PLACES.fragment)))
    return findings


def _binds(path: PurePosixPath) -> Iterable[tuple[str, int, bool]]:
    if _here(path).exists():
        for host, port, secure in _BIND.findall(_here(path).read_text(encoding="utf-8")):
            is_shown = bool(secure) and _here(https.USUAL_FRONT.certificate).exists()
            yield _LOOPBACKS.get(host, host.strip("[]")), int(port), is_shown


def _asked(host: str, port: int) -> list[Finding]:
    socket.create_connection((host, port), SECONDS).close()
    return []


def _shown(host: str, port: int, now: datetime) -> list[Finding]:
    """See how long the certificate holds that is shown, which must be the one that lies in the file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    subject = str(https.USUAL_FRONT.certificate)
    context.load_verify_locations(_here(https.USUAL_FRONT.certificate))
    try:
        with socket.create_connection((host, port), SECONDS) as plain, context.wrap_socket(plain) as secure:
            shown = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return check_certificate(subject, 0 if error.verify_code == _EXPIRED else None)
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    return check_certificate(subject, max((ends - now).days + 1, 0))


def _runs(program: str) -> bool:
    return any(_name(path) == program for path in (ROOT / "proc").glob("[0-9]*/comm"))


def _name(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _here(path: PurePosixPath) -> Path:
    return ROOT / str(path).lstrip("/")
