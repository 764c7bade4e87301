"""`wbs doctor` of a machine: what is running on it, and what stands in the places of `wbs deploy`."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.cli.servers import free_port, running, wait_for
from wbs.cases.doctor.findings import Finding
from wbs.cli.deployment import clients
from wbs.cli.doctor.installation import Installation
from wbs.cli.doctor.looks import deployed, machine, permissions
from wbs.cli.doctor.looks.deployed import look_at_configurations, look_at_deployed
from wbs.cli.doctor.looks.machine import look_at_disks, look_at_memory, look_at_the_clock
from wbs.cli.doctor.looks.permissions import look_at_permissions
from wbs.cli.doctor.looks.services import look_at_services
from wbs.cli.main import main
from wbs.clock import SystemClock
from wbs.config import PortalConfig

STORE = "sqlite:////var/lib/wbs/store/wbs.sqlite"


def place(environment: dict[str, str]) -> Installation:
    config = PortalConfig.from_environment(environment)
    return Installation(config, environment, SystemClock(), 180, None, None)


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in findings]


class Other(BaseHTTPRequestHandler):
    """Some other program on our port."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def other() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_services_as_we_serve_them_are_well(tmp_path: Path) -> None:
    binds = {"WBS_PORTAL_BIND": f"127.0.0.1:{free_port()}", "WBS_INVESTIGATOR_BIND": f"localhost:{free_port()}"}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("WBS_")}
    environment = {**outside, **binds, "WBS_DATA": str(tmp_path / "data")}
    with running("demo", "--json", env=environment) as process:
        assert process.stdout
        process.stdout.readline()
        for bind in binds.values():
            wait_for(f"http://{bind}/")
        assert codes(look_at_services(place({**binds, "WBS_DATA": str(tmp_path / "data")}))) == []


def test_a_service_that_is_away_and_another_program_on_a_port_are_told(tmp_path: Path, other: int) -> None:
    here = place(
        {
            "WBS_DATA": str(tmp_path),
            "WBS_PORTAL_BIND": f"127.0.0.1:{other}",
            "WBS_INVESTIGATOR_BIND": f"localhost:{free_port()}",
        }
    )
    assert codes(look_at_services(here)) == [("headers", "portal"), ("service-away", "investigator")]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (deployed, machine, permissions):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    for folder in (
        "etc/systemd/system",
        "etc/sysusers.d",
        "etc/haproxy",
        "etc/tor",
        "etc/default",
        "proc",
        "sys/block",
    ):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


ENVIRONMENT = {"WBS_DATA": "/var/lib/wbs", "WBS_DATABASE_URL": STORE}


def deploy_units(root: Path, **settings: str) -> None:
    folders = ["--units-folder", str(root / "etc/systemd/system"), "--users-folder", str(root / "etc/sysusers.d")]
    done = CliRunner().invoke(main, ["deploy", "systemd", *folders], env={**ENVIRONMENT, **settings})
    assert done.exit_code == 0, done.output


def test_what_was_never_deployed_is_not_missed(root: Path) -> None:
    assert list(root.glob("etc/systemd/system/*")) == []
    assert codes(look_at_deployed(place(ENVIRONMENT))) == []
    assert codes(look_at_configurations(place(ENVIRONMENT))) == []


def test_units_that_stand_as_written_are_well_and_changed_or_older_ones_are_told(root: Path) -> None:
    deploy_units(root)
    assert codes(look_at_deployed(place(ENVIRONMENT))) == []
    unit = root / "etc/systemd/system/wbs-portal@.service"
    unit.write_text(unit.read_text().replace("LimitCORE=0", "LimitCORE=infinity"))
    here = place(ENVIRONMENT)
    assert codes(look_at_deployed(here)) == [("deployed-changed", "/etc/systemd/system/wbs-portal@.service")]
    moved = place({**ENVIRONMENT, "WBS_NOTICE_TIMES": "08:00"})
    assert ("deployed-older", "/etc/systemd/system/wbs-notices.timer") in codes(look_at_deployed(moved))


def test_what_counts_over_a_unit_and_what_is_gone_are_told(root: Path) -> None:
    deploy_units(root)
    over = root / "etc/systemd/system/wbs-portal@.service.d/override.conf"
    over.parent.mkdir()
    over.write_text("[Service]\nIPAddressDeny=\n")
    instance = root / "etc/systemd/system/wbs-portal@onion.service"
    instance.write_text("[Service]\nExecStart=/opt/wbs/bin/wbs serve portal\n")
    wants = root / "etc/systemd/system/wbs-portal@https.service"
    wants.symlink_to("wbs-portal@.service")
    (root / "etc/systemd/system/wbs-backup.timer").unlink()
    assert set(codes(look_at_deployed(place(ENVIRONMENT)))) == {
        ("deployed-changed", "/etc/systemd/system/wbs-portal@.service.d/override.conf"),
        ("deployed-changed", "/etc/systemd/system/wbs-portal@onion.service"),
        ("deployed-missing", "/etc/systemd/system/wbs-backup.timer"),
    }


def test_a_log_of_the_other_proxy_is_told_whichever_portal_the_environment_speaks_of(root: Path) -> None:
    written = root / "etc/haproxy/wbs-https.cfg"
    folders = [f"--{name}-folder={written.parent}" for name in ("proxy", "units", "users")]
    https = {"WBS_PORTAL_HTTPS": "1", "WBS_PORTAL_HOSTS": "lapor.example", "WBS_PORTAL_BIND": "127.0.0.1:8002"}
    done = CliRunner().invoke(main, ["deploy", "proxy", *folders, "--listen", "0.0.0.0"], env=https)  # noqa: S104 - written, not opened
    assert done.exit_code == 0, done.output
    assert codes(look_at_deployed(place(ENVIRONMENT))) == []
    written.write_text(written.read_text().replace("no log", "log stdout format raw local0"))
    assert codes(look_at_deployed(place(ENVIRONMENT))) == [("deployed-changed", "/etc/haproxy/wbs-https.cfg")]


def close_officers(root: Path) -> None:
    folder = root / "var/lib/tor/wbs-officers/authorized_clients"
    folder.mkdir(parents=True)
    (folder / clients.nobody().file).write_text(clients.nobody().line)


@pytest.mark.parametrize("left", ["nothing", "an empty folder", "a broken key"])
def test_an_officers_service_that_anybody_finds_is_told(root: Path, left: str) -> None:
    """Tor lets everybody in who asks, if it can read no key."""
    (root / "etc/tor/wbs-onion.conf").write_text("x")
    (root / "etc/tor/torrc").write_text("%include /etc/tor/wbs-onion.conf\n")
    close_officers(root)
    assert codes(look_at_configurations(place(ENVIRONMENT))) == []
    folder = root / "var/lib/tor/wbs-officers/authorized_clients"
    [key] = folder.iterdir()
    if left == "a broken key":
        key.write_text("descriptor:x25519:")
    else:
        key.unlink()
    if left == "nothing":
        folder.rmdir()
    [told] = look_at_configurations(place(ENVIRONMENT))
    assert (told.severity, told.said[1]) == ("error", "anybody finds the officers' onion service without a key")


@pytest.mark.parametrize(
    ("torrc", "included", "said"),
    [
        ("SafeLogging relay", "", "tor's log can name circuits of reporters"),
        ("+Log debug file /x", "", "tor's log can name circuits of reporters"),
        ("Log notice syslog # not info", "Log [handshake]info-err stderr", "tor's log can name circuits of reporters"),
        ("SocksPort 9050", "", "tor carries web processes out of this machine"),
        ("", "HTTPTunnelPort 127.0.0.1:8118", "tor carries web processes out of this machine"),
    ],
)
def test_what_tor_reads_anywhere_is_looked_at(root: Path, torrc: str, included: str, said: str) -> None:
    close_officers(root)
    (root / "etc/tor/torrc.d").mkdir()
    (root / "etc/tor/torrc.d/own.conf").write_text("Log notice syslog # not info\nSocksPort 0\n")
    (root / "etc/tor/wbs-onion.conf").write_text("SocksPort 0\n")
    whole = "{}\n%include /etc/tor/torrc.d/*.conf\n%include /etc/tor/wbs-onion.conf\n"
    (root / "etc/tor/torrc").write_text(whole.format(""))
    assert codes(look_at_configurations(place(ENVIRONMENT))) == []
    (root / "etc/tor/torrc").write_text(whole.format(torrc))
    (root / "etc/tor/torrc.d/own.conf").write_text(included)
    assert [finding.said[1] for finding in look_at_configurations(place(ENVIRONMENT))] == [said]


def test_a_socket_of_tors_that_everybody_may_write_to_is_told(root: Path) -> None:
    close_officers(root)
    (root / "etc/tor/wbs-onion.conf").write_text("SocksPort 0\n")
    (root / "etc/tor/torrc").write_text("%include /etc/tor/wbs-onion.conf\n")
    (root / "run/tor").mkdir(parents=True)
    (root / "run/tor/socks").touch()
    [told] = look_at_configurations(place(ENVIRONMENT))
    assert told.said[1] == "tor carries web processes out of this machine"


def test_a_private_key_and_settings_that_others_read_are_told(tmp_path: Path, root: Path) -> None:
    folder = root / "etc/wbs"
    folder.mkdir(mode=0o700)
    (folder / "site.pem").touch(0o600)
    here = place({"WBS_DATA": str(tmp_path / "data")})
    assert codes(look_at_permissions(here)) == []
    folder.chmod(0o755)
    (folder / "site.pem").chmod(0o644)
    assert codes(look_at_permissions(here)) == [("permissions", str(folder)), ("permissions", str(folder / "site.pem"))]


def test_tor_that_talks_and_a_proxy_that_shows_circuits_are_told(root: Path) -> None:
    close_officers(root)
    (root / "etc/tor/wbs-onion.conf").write_text("x")
    (root / "etc/haproxy/wbs-onion.cfg").write_text("x")
    (root / "etc/tor/torrc").write_text("Log info file /var/log/tor/log\n%include /etc/tor/wbs-onion.conf\n")
    (root / "etc/default/haproxy").write_text('CONFIG="/etc/haproxy/haproxy.cfg"\n')
    torrc, proxy = "/etc/tor/torrc", "/etc/default/haproxy"
    told = [finding.said[1] for finding in look_at_configurations(place(ENVIRONMENT))]
    assert told == [
        "tor's log can name circuits of reporters",
        "HAProxy does not run what `wbs deploy onion` wrote",
        "HAProxy has a socket that shows circuits",
    ]
    (root / torrc.lstrip("/")).write_text("Log notice syslog\n%include /etc/tor/wbs-onion.conf\n")
    (root / proxy.lstrip("/")).write_text("CONFIG=/etc/haproxy/wbs-onion.cfg\nEXTRAOPTS=\n")
    assert codes(look_at_configurations(place(ENVIRONMENT))) == []
    (root / torrc.lstrip("/")).write_text("SafeLogging 0\n")
    assert len(look_at_configurations(place(ENVIRONMENT))) == 2


def test_swap_and_processes_are_read_from_the_kernel(root: Path) -> None:
    (root / "proc/swaps").write_text("Filename Type\n/dev/sda2 partition\n/dev/zram0 partition\n/dev/dm-1 partition\n")
    (root / "sys/block/dm-1/dm").mkdir(parents=True)
    (root / "sys/block/dm-1/dm/uuid").write_text("CRYPT-PLAIN-swap")
    process = root / "proc/77"
    process.mkdir()
    (process / "cmdline").write_bytes(b"/opt/wbs/bin/python\0-m\0wbs.cli\0serve\0portal\0")
    (process / "limits").write_text("Limit  Soft  Hard\nMax core file size        0   unlimited  bytes\n")
    found = codes(look_at_memory(place(ENVIRONMENT)))
    assert ("swap", "/dev/sda2") in found
    assert not {"/dev/zram0", "/dev/dm-1"} & {subject for _, subject in found}
    assert ("core-dumps", "portal (77)") in found
    assert "listens-openly" not in {code for code, _ in found}


TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000   990        0 4711 1 0 100 0 0 10 0
   1: 00000000:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000   990        0 4712 1 0 100 0 0 10 0
   2: 00000000:1F42 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
"""


@pytest.mark.parametrize(("socket", "found"), [(4711, []), (4712, [("listens-openly", "portal (77)")])])
def test_a_portal_that_is_open_past_the_proxy_is_told(root: Path, socket: int, found: list[tuple[str, str]]) -> None:
    (root / "proc/swaps").write_text("Filename Type\n")
    (root / "proc/net").mkdir()
    (root / "proc/net/tcp").write_text(TABLE)
    process = root / "proc/77"
    (process / "fd").mkdir(parents=True)
    (process / "fd/5").symlink_to(f"socket:[{socket}]")
    (process / "cmdline").write_bytes(b"/opt/wbs/bin/python\0-m\0wbs.cli\0serve\0portal\0")
    (process / "limits").write_text("Limit  Soft  Hard\nMax core file size        0   0  bytes\n")
    told = [one for one in codes(look_at_memory(place(ENVIRONMENT))) if one[0] != "runs-as-root"]
    assert told == found


def test_this_machine_can_be_looked_at(tmp_path: Path) -> None:
    here = place({"WBS_DATA": str(tmp_path)})
    for look in (look_at_disks, look_at_memory, look_at_the_clock):
        assert {finding.code for finding in look(here)} <= {"disk", "swap", "core-dumps", "runs-as-root", "clock-unset"}
