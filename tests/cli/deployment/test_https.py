"""HTTPS as `wbs deploy proxy` configures it, before an application that keeps every byte that reaches it."""

import http.client
import os
import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.cli.deployment.conftest import Machine
from tests.cli.deployment.test_proxy import FORGED, SAYING, Application
from tests.cli.deployment.test_units import exposure
from tests.cli.servers import free_port
from tests.engines.process import dying_with_us
from tests.machine.marks import HEADERS, MARKS
from tests.needs import program
from tests.office import StillClock
from tests.promises.canaries import files_in
from tests.tor.network import is_open, patience
from wbs.cli.doctor.installation import Installation
from wbs.cli.doctor.looks import fronts
from wbs.cli.main import main
from wbs.clock import SystemClock
from wbs.config import PortalConfig

SITE, OFFICE = "lapor.example", "petugas.example"
REQUESTS, ACTS, CONNECTIONS = 1000, 200, 200
"""What one address may do (wbs/cli/deployment/https.py)."""
VISITOR = "127.0.0.77"
SETTINGS = {
    "WBS_PORTAL_HTTPS": "1", "WBS_PORTAL_HOSTS": SITE, "WBS_INVESTIGATOR_HTTPS": "1", "WBS_INVESTIGATOR_HOSTS": OFFICE,
    "WBS_INVESTIGATOR_BIND": "127.0.0.1:8003",
}  # fmt: skip


class Visitor(http.client.HTTPSConnection):
    """Somebody who comes from an address of their own."""

    def __init__(self, port: int, address: str = VISITOR, host: str = SITE, **versions: ssl.TLSVersion) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        for name, version in versions.items():
            setattr(context, name, version)
        super().__init__(host, port, timeout=30, context=context)
        self._address, self.tls = address, context
        self.session: ssl.SSLSession | None = None

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), 30, source_address=(self._address, 0))
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host, session=self.session)

    def ask(self, method: str = "GET", path: str = "/", headers: dict[str, str] | None = None) -> int:
        self.request(method, path, headers={"Host": self.host, **(headers or {})})
        answer = self.getresponse()
        answer.read()
        return answer.status


@dataclass
class Site:
    """A running proxy before one application for both sites."""

    port: int
    plain: int
    application: Application
    folder: Path
    log: Path
    open: list[Visitor] = field(default_factory=list)

    def visitor(self, address: str = VISITOR, host: str = SITE, **versions: ssl.TLSVersion) -> Visitor:
        made = Visitor(self.port, address, host, **versions)
        self.open.append(made)
        return made


def deploy(machine: Machine, *more: str, **settings: str) -> Result:
    folders = [f"--{name}-folder={machine.folder / 'proxy'}" for name in ("proxy", "units", "users")]
    return CliRunner().invoke(main, ["deploy", "proxy", *folders, "--en", *more], env={**SETTINGS, **settings})


def lay_certificate(folder: Path) -> None:
    """Make a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SITE)])
    start = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 - a certificate is made for today
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, start, start + timedelta(days=9))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    whole = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + secret
    (folder / "site.pem").write_bytes(whole)


@pytest.fixture
def site(machine: Machine) -> Iterator[Site]:
    application = Application()
    port, plain = free_port(), free_port()
    done = deploy(
        machine, "--listen", "127.0.0.1", "--port", str(port), "--plain-port", str(plain),
        WBS_PORTAL_BIND=f"127.0.0.1:{application.port}",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    lay_certificate(machine.folder)
    log = machine.folder / "haproxy.log"
    environment = {
        "WBS_VISITORS_KEY": "c2F0dSBrdW5jaSB1bnR1ayBwZW5ndW5qdW5nLi4uLi4=",
        "CREDENTIALS_DIRECTORY": str(machine.folder),
    }
    with log.open("wb") as file:
        command = [*dying_with_us(), program("haproxy"), "-db", "-f", str(machine.folder / "proxy/wbs-https.cfg")]
        process = subprocess.Popen(command, stdout=file, stderr=file, env={**os.environ, **environment})
    try:
        for _ in patience("the proxy does not listen"):
            assert process.poll() is None, log.read_text()
            if is_open(port):
                break
        made = Site(port, plain, application, machine.folder, log)
        yield made
        for visitor in made.open:
            visitor.close()
    finally:
        process.terminate()
        process.wait(20)
        application.close()


@pytest.mark.promise("P10")
def test_nothing_of_a_visitor_reaches_the_application(site: Site):
    assert site.visitor().ask(headers={**SAYING, **FORGED}) == 200
    heard = site.application.heard[0].lower()
    names = {line.split(b":")[0].decode() for line in heard.split(b"\r\n")[1:] if line}
    assert names == {"host", "accept-encoding", "connection", "x-forwarded-proto"}
    assert b"x-forwarded-proto: https" in heard
    assert b"127.0.0.77" not in heard


@pytest.mark.promise("P10")
def test_no_file_and_no_output_names_a_visitor(site: Site):
    """Whole requests, broken ones, refused ones: afterwards only the files are there that were written before."""
    before = {path for path in site.folder.rglob("*") if path.is_file()}
    assert site.visitor().ask(headers=HEADERS) == 200
    assert site.visitor(host="lain.example").ask(headers=HEADERS) == 421
    for port in (site.port, site.plain):
        with socket.create_connection(("127.0.0.1", port), 30, source_address=(VISITOR, 0)) as broken:
            broken.sendall(b"NOT HTTP\x00 penjelajah-unik\r\n\r\n")
            with suppress(ConnectionResetError):
                broken.recv(4096)
    busy = site.visitor()
    while busy.ask("POST", "/lapor", headers=HEADERS) == 200:
        pass
    found = [
        path for path in files_in([site.folder]) for mark in (*MARKS, VISITOR.encode()) if mark in path.read_bytes()
    ]
    assert found == []
    assert {path for path in site.folder.rglob("*") if path.is_file()} == before
    lines = site.log.read_text().splitlines()
    assert [line for line in lines if not line.startswith("[NOTICE]")] == []


@pytest.mark.promise("P10")
def test_the_configuration_has_no_log_and_keeps_a_digest_for_a_minute(machine: Machine):
    deploy(machine)
    said = [line.split("#")[0].split() for line in (machine.folder / "proxy/wbs-https.cfg").read_text().splitlines()]
    telling = {
        " ".join(line) for line in said if line and line[0] in {"no", "log", "stats", "capture", "option", "ring"}
    }
    assert telling == {"no log", "option http-server-close"}
    kept = [line for line in said if line and line[0] in {"stick-table", "tcp-request"}]
    assert kept[0][:5] == ["stick-table", "type", "binary", "len", "32"]
    assert kept[0][kept[0].index("expire") + 1] == "60s"
    assert kept[1][2:4] == ["track-sc0", "src,ipmask(32,64),hmac(sha256,proc.visitors)"]


def test_without_a_key_for_its_limits_the_proxy_does_not_start(machine: Machine):
    deploy(machine)
    lay_certificate(machine.folder)
    environment = {**os.environ, "CREDENTIALS_DIRECTORY": str(machine.folder)}
    environment.pop("WBS_VISITORS_KEY", None)
    done = subprocess.run(
        [program("haproxy"), "-c", "-f", str(machine.folder / "proxy/wbs-https.cfg")],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "WBS_VISITORS_KEY is missing" in done.stderr


@pytest.mark.promise("P15")
def test_who_sends_headers_slowly_is_ended_and_others_are_served_meanwhile(site: Site):
    slow = []
    for number in range(CONNECTIONS):
        visitor = Visitor(site.port, f"127.0.1.{number % 250 + 1}")
        visitor.connect()
        visitor.sock.sendall(b"GET / HTTP/1.1\r\nHost: lapor.example\r\nX-Slow: ")
        slow.append(visitor)
    assert [site.visitor().ask() for _ in range(5)] == [200] * 5
    assert len(site.application.heard) == 5
    for visitor in slow:
        visitor.sock.settimeout(30)
        with suppress(ConnectionResetError, ssl.SSLError):
            assert b" 408 " in visitor.sock.recv(4096)
        visitor.close()


@pytest.mark.promise("P15")
def test_an_address_over_its_posts_is_refused_and_another_is_not(site: Site):
    sending = site.visitor()
    assert {sending.ask("POST", "/lapor") for _ in range(ACTS)} == {200}
    assert site.visitor().ask("POST", "/lapor") == 429
    assert site.visitor().ask("GET", "/lapor") == 200
    assert site.visitor().ask("PATCH", "/api/v1/uploads/x") == 200
    assert site.visitor("127.0.0.78").ask("POST", "/lapor") == 200


def test_nothing_older_than_tls_1_3_is_spoken_and_no_session_is_kept(site: Site):
    with pytest.raises(ssl.SSLError):
        site.visitor(maximum_version=ssl.TLSVersion.TLSv1_2).connect()
    new = site.visitor()
    assert new.ask() == 200
    assert new.sock.version() == "TLSv1.3"
    again = site.visitor()
    again.tls, again.session = new.tls, new.sock.session
    assert again.ask() == 200
    assert not again.sock.session_reused


def test_every_answer_asks_to_come_back_by_https_the_proxys_own_too(site: Site):
    for host in (SITE, "lain.example"):
        visitor = site.visitor(host=host)
        visitor.request("GET", "/", headers={"Host": host})
        answer = visitor.getresponse()
        answer.read()
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert answer.headers["Server"] is None


def test_plain_http_leads_to_https_and_only_under_our_names(site: Site):
    for host, status, place in ((SITE, 301, f"https://{SITE}/"), ("lain.example", 421, None)):
        plain = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=30)
        plain.request("GET", "/lapor?x", headers={"Host": host})
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (status, place)
        plain.close()
    assert site.application.heard == []


@pytest.mark.parametrize("host", [f"{SITE},lain.example", f"lain.example,{SITE}", f"{SITE}, {OFFICE}", f"{SITE}.", ""])
def test_a_name_beside_ours_is_no_name_of_ours(site: Site, host: str):
    assert site.visitor().ask(headers={"Host": host}) == 421
    plain = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=30)
    plain.request("GET", "/", headers={"Host": host})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (421, None)
    plain.close()
    assert site.application.heard == []


def test_two_requests_never_share_a_connection_to_the_application(site: Site):
    visitor = site.visitor()
    assert [visitor.ask() for _ in range(3)] == [200, 200, 200]
    assert site.application.connections == 3


def test_officers_keep_their_cookies_and_have_an_application_of_their_own(machine: Machine, site: Site):
    text = (machine.folder / "proxy/wbs-https.cfg").read_text()
    reporters, officers = text.split("\nbackend wbs-officers-https")
    assert reporters.count("del-header cookie") == 1
    assert "cookie" not in officers
    assert "127.0.0.1:8003" in officers
    assert site.visitor(host=OFFICE).ask() == 503, "the officers' application is away"


def test_systemd_calls_the_proxy_no_more_exposed_than_the_documents_say(machine: Machine):
    deploy(machine)
    found = exposure(machine.folder / "proxy/wbs-https.service")
    assert found <= 2.0
    told = (Path(__file__).parent.parent.parent.parent / "docs/operations.md").read_text(encoding="utf-8")
    assert f"| `wbs-https.service` | {found} |" in told


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"WBS_PORTAL_HTTPS": "0"}, "WBS_PORTAL_HTTPS=1"),
        ({"WBS_PORTAL_ONION": "1"}, "not both"),
        ({"WBS_PORTAL_BIND": "0.0.0.0:8002"}, "on the loopback"),
        ({"WBS_INVESTIGATOR_HOSTS": SITE}, "names of its own"),
        ({"WBS_PORTAL_HOSTS": "a$b"}, "names of its own"),
    ],
)
def test_what_would_open_a_way_round_is_refused(machine: Machine, settings: dict[str, str], why: str):
    done = deploy(machine, **settings)
    assert done.exit_code == 1
    assert why in done.output
    assert list((machine.folder / "proxy").iterdir()) == []


@pytest.mark.parametrize(
    ("days", "found"), [(0, []), (5, [("certificate", "warning")]), (10, [("certificate", "error")])]
)
def test_doctor_says_when_the_certificate_ends_and_when_the_proxy_is_away(
    site: Site, monkeypatch: pytest.MonkeyPatch, days: int, found: list[tuple[str, str]]
):
    for place, source in (("etc/haproxy/wbs-https.cfg", "proxy/wbs-https.cfg"), ("etc/wbs/site.pem", "site.pem")):
        (site.folder / place).parent.mkdir(parents=True)
        (site.folder / place).write_bytes((site.folder / source).read_bytes())
    monkeypatch.setattr(fronts, "ROOT", site.folder)
    environment = {"WBS_DATA": str(site.folder)}
    clock = StillClock(SystemClock().now() + timedelta(days=days))
    here = Installation(PortalConfig.from_environment(environment), environment, clock, 180, None, None)
    assert [(one.code, one.severity) for one in fronts.look_at_fronts(here)] == found
    lay_certificate(site.folder / "etc/wbs")
    assert [one.said[1] for one in fronts.look_at_fronts(here)] == ["the site shows another certificate than this file"]
    gone = (site.folder / "etc/haproxy/wbs-https.cfg").read_text().replace(str(site.plain), str(free_port()))
    (site.folder / "etc/haproxy/wbs-https.cfg").write_text(gone)
    (site.folder / "etc/tor").mkdir()
    (site.folder / "etc/tor/wbs-onion.conf").touch()
    assert [one.subject for one in fronts.look_at_fronts(here)] == ["haproxy", "/etc/wbs/site.pem", "tor"]


def test_a_changed_file_stays(machine: Machine):
    deploy(machine)
    path = machine.folder / "proxy/wbs-https.cfg"
    path.write_text(re.sub("no log", "log stdout local0", path.read_text()))
    done = deploy(machine)
    assert done.exit_code == 1
    assert "CHANGED BY A PERSON" in done.output
