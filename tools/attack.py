"""Lets wapiti and sqlmap loose on both applications as they are shipped, on the loopback; fails at a finding.

`make attack`: founds an installation in a folder that goes again, serves it, signs an officer in, and starts both
programs with what a browser has: no session for reporters, the officer's cookie and token for the other. Everything
they say is kept in build/attack/reports; docs/attacks.md says what came of it and how it was judged.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.installation import found
from bench.officers import Officer
from bench.processes import serve
from wbs.cli.founding import Founded

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "build" / "attack" / "reports"
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,ldap,log4shell,methods,permanentxss,redirect,sql,ssrf,timesql,upload,xss,xxe"  # noqa: E501 - wapiti's own notation
JUDGED: Mapping[str, str] = {
    "Cross Site Request Forgery": "reporters have no cookie for another site to use; posts are refused by origin",
}
"""Kinds of findings that wapiti reports and that are none here, with the reason; docs/attacks.md says more."""
_INJECTABLE = re.compile(r"is vulnerable|is injectable|sqlmap identified the following injection point", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aim:
    """One address with what goes there, for sqlmap."""

    name: str
    path: str
    data: str = ""
    kind: str = "application/x-www-form-urlencoded"


REPORTERS = (
    Aim("mailbox", "/tanda-terima", "receipt=satu+dua+tiga"),
    Aim("report", "/lapor", "ticket=x&agency=61.08&what=a&who=b&unit=c&rank=staff&where=d&when=e&category=procurement"),
    Aim("places", "/lapor/wilayah", "ticket=x&agency=61.08&what=a"),
)
OFFICERS = (
    Aim(
        "sign-in",
        "/api/v1/sign-in",
        json.dumps({"login": "a.b", "auth": "A" * 43, "code": "000000"}),
        "application/json",
    ),
    Aim("salt", "/api/v1/sign-in/salt", json.dumps({"login": "a.b"}), "application/json"),
    Aim("inbox", "/api/v1/inbox?order=due&status=received&handler=61.08&unread=1"),
    Aim("figures", "/api/v1/figures/own?period=2026"),
)


def main() -> None:
    """Attack, and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=Path, help="folder with wapiti and sqlmap")
    parser.add_argument("--minutes", type=float, default=10, help="for each scan by wapiti")
    parser.add_argument("--only", choices=["portal", "investigator"])
    arguments = parser.parse_args()
    REPORTS.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="wbs-attack-") as folder:
        data = Path(folder) / "data"
        founded = found(data, is_reviewed=True)
        findings: list[str] = []
        if arguments.only != "investigator":
            findings += attack_portal(arguments, data)
        if arguments.only != "portal":
            findings += attack_investigator(arguments, data, founded)
    print(*findings or ["nothing found"], sep="\n")
    sys.exit(1 if findings else 0)


def attack_portal(arguments: argparse.Namespace, data: Path) -> list[str]:
    """Attack the reporters' application as anybody can."""
    with serve("portal", data) as server:
        site = f"http://127.0.0.1:{server.port}"
        return [*wapiti(arguments, "portal", site, ()), *sqlmap(arguments, site, REPORTERS, ())]


def attack_investigator(arguments: argparse.Namespace, data: Path, founded: Founded) -> list[str]:
    """Attack the officers' application with an officer's session."""
    with serve("investigator", data) as server:
        site = f"http://localhost:{server.port}"
        officer = Officer(server, founded)
        wears = tuple(f"{name}: {value}" for name, value in officer.headers.items() if name != "Content-Type")
        return [*wapiti(arguments, "investigator", site, wears), *sqlmap(arguments, site, OFFICERS, wears)]


def wapiti(arguments: argparse.Namespace, name: str, site: str, headers: tuple[str, ...]) -> Iterator[str]:
    """Let wapiti crawl and attack a site; give what it calls vulnerable."""
    report = REPORTS / f"wapiti-{name}.json"
    seconds = int(arguments.minutes * 60)
    more = [word for header in headers for word in ("--header", header)]
    if headers:
        starts = ("inbox", "session", "accounts", "documents", "figures/own?period=2026", "second-factors", "overdue")
        more += [word for path in starts for word in ("--start", f"{site}/api/v1/{path}")]
        more += ["--exclude", f"{site}/api/v1/sign-out"]
    command = [
        *(str(arguments.programs / "wapiti"), "-u", f"{site}/", "--scope", "folder", "-m", MODULES, "--level", "2"),
        *("--max-scan-time", str(seconds), "--max-attack-time", str(seconds // 4), "--tasks", "4", "--flush-session"),
        *("--store-session", str(REPORTS / "session"), "--no-bugreport", "-f", "json", "-o", str(report), *more),
    ]
    report.unlink(missing_ok=True)
    _run(command, f"wapiti-{name}", seconds * 3 + 120)
    if not report.exists():
        yield f"wapiti {name}: no report"
        return
    told = json.loads(report.read_text())
    for kind, found_here in (told["vulnerabilities"] | told["anomalies"]).items():
        if kind not in JUDGED:
            yield from (f"wapiti {name}: {kind}: {one['method']} {one['path']}: {one['info']}" for one in found_here)


def sqlmap(arguments: argparse.Namespace, site: str, aims: tuple[Aim, ...], headers: tuple[str, ...]) -> Iterator[str]:
    """Let sqlmap try every parameter of some addresses."""
    for aim in aims:
        sent = ["--data", aim.data] if aim.data else []
        wears = "\n".join([f"Content-Type: {aim.kind}", "Sec-Fetch-Site: same-origin", *headers])
        command = [
            *(str(arguments.programs / "sqlmap"), "-u", site + aim.path, *sent, "--headers", wears, "--batch"),
            *("--level", "2", "--risk", "2", "--technique", "BEUST", "--time-sec", "3", "--ignore-code", "*"),
            *("--disable-coloring", "--flush-session", "--threads", "2", "--output-dir", str(REPORTS / "sqlmap")),
        ]
        told = _run(command, f"sqlmap-{aim.name}", int(arguments.minutes * 60))
        if _INJECTABLE.search(told):
            yield f"sqlmap {aim.name}: see {REPORTS / f'sqlmap-{aim.name}.txt'}"


def _run(command: list[str], name: str, seconds: int) -> str:
    log = REPORTS / f"{name}.txt"
    with log.open("w") as out:
        try:
            environment = {**os.environ, "HOME": str(REPORTS)}
            subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, check=False, timeout=seconds, env=environment)
        except subprocess.TimeoutExpired:
            out.write("\nended: its time was over\n")
    print(f"{name}: done", flush=True)
    return log.read_text(errors="replace")


if __name__ == "__main__":
    main()
